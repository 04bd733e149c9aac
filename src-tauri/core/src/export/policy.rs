//! The smallest rights an export needs, ready to paste.

use serde_json::json;

use super::key::pattern;
use crate::{api::wire::Place, storage::shell};

/// What to paste where the right to write is missing.
pub(super) fn grant(place: &Place, prefix: &str) -> Option<String> {
    match place {
        Place::S3 { bucket, .. } => Some(iam(bucket, prefix)),
        _ => None,
    }
}

/// What takes the bucket from the public.
pub(super) fn block_public_access(place: &Place) -> Option<String> {
    match place {
        Place::S3 { bucket, .. } => Some(bucket.clone()),
        _ => None,
    }
}

/// An IAM policy for a bucket and a prefix (in its one form) that allows what an export does and nothing else.
pub(super) fn iam(bucket: &str, prefix: &str) -> String {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "AuditdeskExport",
            "Effect": "Allow",
            "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
            "Resource": format!("arn:aws:s3:::{bucket}/{}*", pattern(prefix)),
        }],
    });
    serde_json::to_string_pretty(&policy).expect("JSON of strings always encodes")
}

/// The command that gives a key of Garage the right to write.
pub(super) fn garage(bucket: &str, key_id: &str) -> String {
    format!("garage bucket allow --write --key {} {}", shell(key_id), shell(bucket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_writing_at_the_prefix_on_every_day_and_nothing_more() {
        let policy: serde_json::Value = serde_json::from_str(&iam("b", "logs/YYYY/MM/")).expect("JSON");
        let statement = &policy["Statement"][0];
        assert_eq!(statement["Resource"], "arn:aws:s3:::b/logs/*/*/*");
        assert_eq!(statement["Action"], json!(["s3:PutObject", "s3:AbortMultipartUpload"]));
    }
}
