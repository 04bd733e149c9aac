//! The smallest rights that reading a bucket needs, ready to paste: list and get.

use serde_json::json;

use crate::{
    api::wire::{Paste, Place},
    storage::shell,
};

/// What to give to whoever grants the rights.
pub(crate) fn pastes(place: &Place, prefix: &str) -> Vec<Paste> {
    let prefix = prefix.trim();
    let paste = |title: &str, text: String| Paste { title: title.to_owned(), text };
    match place {
        Place::S3 { bucket, endpoint, access_key_id, .. } => {
            let bucket = or(bucket, "BUCKET");
            let mut pastes = vec![paste("IAM policy", iam(bucket, prefix))];
            if !endpoint.trim().is_empty() {
                let key = shell(or(access_key_id, "KEY_ID"));
                let words = format!("garage bucket allow --read --key {key} {}", shell(bucket));
                pastes.push(paste("Garage", words));
            }
            pastes
        }
        Place::Gcs { bucket, .. } => {
            let bucket = shell(&format!("gs://{}", or(bucket, "BUCKET")));
            let words = format!(
                "gcloud storage buckets add-iam-policy-binding {bucket} \\\n  --member=serviceAccount:NAME@PROJECT.iam.gserviceaccount.com \\\n  --role=roles/storage.objectViewer"
            );
            vec![paste("Command", words)]
        }
        Place::Azure { account, container, client_id, .. } => {
            let scope = format!(
                "/subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.Storage/storageAccounts/{}/blobServices/default/containers/{}",
                or(account, "ACCOUNT"),
                or(container, "CONTAINER")
            );
            let words = format!(
                "az role assignment create --role \"Storage Blob Data Reader\" \\\n  --assignee {} \\\n  --scope {}",
                shell(or(client_id, "CLIENT_ID")),
                shell(&scope)
            );
            vec![paste("Command", words)]
        }
        Place::Folder { .. } => Vec::new(),
    }
}

/// The first of [`pastes`]: for a line of the connection test.
pub(super) fn paste(place: &Place, prefix: &str) -> Option<String> {
    pastes(place, prefix).into_iter().next().map(|paste| paste.text)
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html>
fn iam(bucket: &str, prefix: &str) -> String {
    let mut list = json!({
        "Sid": "AuditdeskList",
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": format!("arn:aws:s3:::{bucket}"),
    });
    if !prefix.is_empty() {
        list["Condition"] = json!({ "StringLike": { "s3:prefix": format!("{prefix}*") } });
    }
    let get = json!({
        "Sid": "AuditdeskGet",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": format!("arn:aws:s3:::{bucket}/{prefix}*"),
    });
    let policy = json!({ "Version": "2012-10-17", "Statement": [list, get] });
    serde_json::to_string_pretty(&policy).expect("JSON of strings always encodes")
}

fn or<'a>(value: &'a str, otherwise: &'a str) -> &'a str {
    match value.trim() {
        "" => otherwise,
        value => value,
    }
}
