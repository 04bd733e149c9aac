//! Amazon S3, and what is different at compatible storages.

use serde_json::{Value, json};

use super::{Purpose, or, paste, word};
use crate::{
    api::wire::{Encryption, Paste, Place},
    export::pattern,
    storage::shell,
};

pub(super) fn setup(place: &Place, purpose: Purpose<'_>) -> (String, Vec<Paste>) {
    let Place::S3 { endpoint, region, bucket, ambient, profile, access_key_id, .. } = place else {
        unreachable!("called for S3 only")
    };
    let policy = policy(bucket, region, purpose);
    let mut pastes = vec![paste("IAM policy", policy.clone())];
    if endpoint.trim().is_empty() {
        if purpose.is_write() {
            pastes.push(paste("New bucket", new_bucket(bucket, region)));
        }
        let name = purpose.name();
        let document = shell(&policy);
        if !ambient {
            let words = format!(
                "aws iam create-user --user-name {name}\naws iam put-user-policy --user-name {name} --policy-name {name} --policy-document {document}\naws iam create-access-key --user-name {name}"
            );
            pastes.push(paste("New user with this policy and an access key", words));
        } else if profile.trim().is_empty() {
            pastes.push(paste("New role for an instance of EC2", role(name, region, &document)));
        }
    } else {
        pastes.extend(compatible(endpoint, bucket, access_key_id, &policy, purpose));
    }
    let summary = match purpose {
        Purpose::Write { .. } => {
            "To put objects below the prefix and to abort unfinished uploads. Auditdesk never lists, reads or deletes objects at a destination."
        }
        Purpose::Read { .. } => {
            "To list the bucket and to get objects below the prefix; nothing is ever written, changed or deleted."
        }
    };
    (summary.to_owned(), pastes)
}

/// An IAM policy that allows what is needed and nothing else.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-policies-s3.html>
pub(super) fn policy(bucket: &str, region: &str, purpose: Purpose<'_>) -> String {
    let bucket = format!("arn:{}:s3:::{}", partition(region), literal(or(bucket, "BUCKET")));
    let statements = match purpose {
        Purpose::Write { prefix, options } => {
            let write = json!({
                "Sid": "AuditdeskExport",
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
                "Resource": format!("{bucket}/{}*", pattern(&literal(prefix))),
            });
            let key = match &options.encryption {
                // Whoever may write to a bucket may use the account's own key.
                Encryption::Kms { key_id } if !key_id.trim().is_empty() => Some(kms(key_id.trim(), region)),
                _ => None,
            };
            [Some(write), key].into_iter().flatten().collect()
        }
        Purpose::Read { prefix } => {
            let prefix = literal(prefix.trim());
            let mut list = json!({
                "Sid": "AuditdeskList",
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket,
            });
            if !prefix.is_empty() {
                list["Condition"] = json!({ "StringLike": { "s3:prefix": format!("{prefix}*") } });
            }
            let get = json!({
                "Sid": "AuditdeskGet",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": format!("{bucket}/{prefix}*"),
            });
            vec![list, get]
        }
    };
    pretty(&json!({ "Version": "2012-10-17", "Statement": Value::Array(statements) }))
}

/// Uploads of parts need the second right, too. <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html>
fn kms(key: &str, region: &str) -> Value {
    let arn = if key.starts_with("arn:") && key.contains(":key/") {
        literal(key)
    } else {
        // Rights are given on keys, not on their aliases.
        let id = if key.contains("alias/") { "KEY_ID" } else { key };
        format!("arn:{}:kms:{}:ACCOUNT:key/{}", partition(region), or(region, "us-east-1"), literal(id))
    };
    json!({
        "Sid": "AuditdeskEncrypt",
        "Effect": "Allow",
        "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
        "Resource": arn,
    })
}

/// Signs that mean something in a policy, made to mean themselves.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars>
fn literal(text: &str) -> String {
    text.chars().fold(String::new(), |mut safe, c| {
        match c {
            '*' | '?' | '$' => safe.extend(['$', '{', c, '}']),
            c => safe.push(c),
        }
        safe
    })
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
fn partition(region: &str) -> &'static str {
    match region.trim() {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

fn new_bucket(bucket: &str, region: &str) -> String {
    let region = or(region, "us-east-1");
    let bucket_word = word(bucket, "BUCKET");
    // Amazon refuses this for its first region. <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
    let there = match region {
        "us-east-1" => String::new(),
        region => format!(" --create-bucket-configuration LocationConstraint={}", shell(region)),
    };
    let unfinished = json!({ "Rules": [{
        "ID": "unfinished-uploads", "Status": "Enabled", "Filter": {},
        "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 7 },
    }] });
    format!(
        "aws s3api create-bucket --bucket {bucket_word} --region {}{there}\n{}\n# Keeps what is overwritten or deleted:\naws s3api put-bucket-versioning --bucket {bucket_word} --versioning-configuration Status=Enabled\n# Removes what a broken upload left:\naws s3api put-bucket-lifecycle-configuration --bucket {bucket_word} --lifecycle-configuration {}",
        shell(region),
        block(bucket),
        shell(&unfinished.to_string())
    )
}

pub(super) fn block(bucket: &str) -> String {
    format!(
        "aws s3api put-public-access-block --bucket {} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
        word(bucket, "BUCKET")
    )
}

/// A role that instances take; `document` is quoted already.
fn role(name: &str, region: &str, document: &str) -> String {
    let service = if partition(region) == "aws-cn" { "ec2.amazonaws.com.cn" } else { "ec2.amazonaws.com" };
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" }],
    });
    format!(
        "# For tasks of ECS the service is ecs-tasks.amazonaws.com.\naws iam create-role --role-name {name} --assume-role-policy-document {}\naws iam put-role-policy --role-name {name} --policy-name {name} --policy-document {document}\naws iam create-instance-profile --instance-profile-name {name}\naws iam add-role-to-instance-profile --instance-profile-name {name} --role-name {name}\naws ec2 associate-iam-instance-profile --iam-instance-profile Name={name} --instance-id INSTANCE_ID",
        shell(&trust.to_string())
    )
}

fn compatible(endpoint: &str, bucket: &str, key_id: &str, policy: &str, purpose: Purpose<'_>) -> Vec<Paste> {
    let (name, plain) = (purpose.name(), word(bucket, "BUCKET"));
    if endpoint.contains(".r2.cloudflarestorage.com") {
        let level =
            if purpose.is_write() { "Object Read & Write (R2 has none for writing only)" } else { "Object Read only" };
        let words = format!(
            "npx wrangler r2 bucket create {plain}\n# Then, under R2 > Manage API tokens: {level}, for this bucket only."
        );
        return vec![paste("Cloudflare R2", words)];
    }
    let make = if purpose.is_write() { format!("garage bucket create {plain}\n") } else { String::new() };
    let (new_key, key) = match key_id.trim() {
        "" => (format!("garage key create {name}\n"), name),
        key => (String::new(), key),
    };
    let garage = format!("{make}{new_key}{}", garage(or(bucket, "BUCKET"), key, purpose));
    let make = if purpose.is_write() { format!("mc mb ALIAS/{plain}\n") } else { String::new() };
    let minio = format!(
        "{make}cat > {name}.json <<'END'\n{policy}\nEND\nmc admin policy create ALIAS {name} {name}.json\nmc admin user add ALIAS {}\nmc admin policy attach ALIAS {name} --user {}",
        word(key_id, "ACCESS_KEY"),
        word(key_id, "ACCESS_KEY")
    );
    vec![paste("Garage", garage), paste("MinIO", minio)]
}

/// The command that gives a key of Garage its right. <https://garagehq.deuxfleurs.fr/documentation/quick-start/>
pub(crate) fn garage(bucket: &str, key: &str, purpose: Purpose<'_>) -> String {
    let right = if purpose.is_write() { "--write" } else { "--read" };
    format!("garage bucket allow {right} --key {} {}", shell(key), shell(bucket))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON of strings always encodes")
}
