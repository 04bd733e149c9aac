use serde_json::{Value, json};

use super::*;
use crate::api::wire::{AzureCloud, Encryption};

fn s3(bucket: &str, endpoint: &str, region: &str, ambient: bool) -> Place {
    Place::S3 {
        endpoint: endpoint.into(),
        region: region.into(),
        bucket: bucket.into(),
        path_style: false,
        ambient,
        profile: String::new(),
        access_key_id: String::new(),
        ca_pem: String::new(),
        proxy: String::new(),
    }
}

fn gcs(bucket: &str, ambient: bool) -> Place {
    Place::Gcs { bucket: bucket.into(), endpoint: String::new(), ambient, ca_pem: String::new(), proxy: String::new() }
}

fn azure(account: &str, container: &str, client_id: &str, cloud: AzureCloud) -> Place {
    Place::Azure {
        account: account.into(),
        container: container.into(),
        endpoint: String::new(),
        cloud,
        authority: String::new(),
        ambient: false,
        tenant_id: String::new(),
        client_id: client_id.into(),
        ca_pem: String::new(),
        proxy: String::new(),
    }
}

fn write<'a>(prefix: &'a str, options: &'a WriteOptions) -> Purpose<'a> {
    Purpose::Write { prefix, options }
}

fn kms(key_id: &str) -> WriteOptions {
    WriteOptions { encryption: Encryption::Kms { key_id: key_id.into() }, ..WriteOptions::default() }
}

fn statements(place: &Place, purpose: Purpose<'_>) -> Vec<Value> {
    let policy: Value = serde_json::from_str(&grant(place, purpose)).expect("JSON");
    policy["Statement"].as_array().expect("a list").clone()
}

/// The words that programs get when a text is pasted into a shell, which has no other programs.
#[cfg(unix)]
fn pasted(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let programs = ["aws", "az", "cat", "chmod", "garage", "gcloud", "mc", "npx", "sudo"];
    let stub = |text: String, name: &&str| text + name + "() { printf '%s\\0' \"$@\"; }\n";
    let stubs = programs.iter().fold(String::new(), stub);
    let mut shell = std::process::Command::new("/bin/sh");
    shell.env_clear().env("PATH", "/nowhere").env("USER", "ann").current_dir(folder.path());
    let output = shell.args(["-euc", &format!("{stubs}{text}")]).output().expect("there is a shell");
    assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn writing_is_allowed_at_the_prefix_on_every_day_and_nothing_more() {
    let options = WriteOptions::default();
    let allowed = statements(&s3("b", "", "", false), write("logs/YYYY/MM/", &options));
    assert_eq!(allowed.len(), 1);
    assert_eq!(allowed[0]["Resource"], "arn:aws:s3:::b/logs/*/*/*");
    assert_eq!(allowed[0]["Action"], json!(["s3:PutObject", "s3:AbortMultipartUpload"]));
}

#[test]
fn signs_of_a_prefix_allow_no_other_prefix() {
    let options = WriteOptions::default();
    let allowed = statements(&s3("b", "", "", false), write("a*b?c$/YYYY/", &options));
    assert_eq!(allowed[0]["Resource"], "arn:aws:s3:::b/a${*}b${?}c${$}/*/*");
    let read = statements(&s3("b", "", "", false), Purpose::Read { prefix: "a*" });
    assert_eq!(read[1]["Resource"], "arn:aws:s3:::b/a${*}*");
}

#[test]
fn a_chosen_key_may_be_used_and_only_that_one() {
    let key = |key_id: &str, region: &str| {
        let options = kms(key_id);
        statements(&s3("b", "", region, false), write("", &options)).into_iter().nth(1)
    };
    let arn = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd";
    let allowed = key(arn, "eu-central-1").expect("a statement");
    assert_eq!(
        (&allowed["Resource"], &allowed["Action"]),
        (&json!(arn), &json!(["kms:GenerateDataKey", "kms:Decrypt"]))
    );
    assert_eq!(
        key("1234abcd", "cn-north-1").expect("one")["Resource"],
        "arn:aws-cn:kms:cn-north-1:ACCOUNT:key/1234abcd"
    );
    assert_eq!(key("alias/audit", "").expect("one")["Resource"], "arn:aws:kms:us-east-1:ACCOUNT:key/KEY_ID");
    assert!(key("", "").is_none(), "the account's own key needs no right");
}

#[test]
fn reading_is_allowed_at_the_prefix_and_nothing_more() {
    let allowed = statements(&s3("b", "", "us-gov-west-1", false), Purpose::Read { prefix: "audit" });
    assert_eq!(allowed[0]["Action"], "s3:ListBucket");
    assert_eq!(allowed[0]["Resource"], "arn:aws-us-gov:s3:::b");
    assert_eq!(allowed[0]["Condition"]["StringLike"]["s3:prefix"], "audit*");
    assert_eq!(allowed[1]["Action"], "s3:GetObject");
    assert_eq!(allowed[1]["Resource"], "arn:aws-us-gov:s3:::b/audit*");
    assert_eq!(allowed.len(), 2);
}

#[test]
fn roles_are_the_smallest_that_there_are() {
    let options = WriteOptions::default();
    let read = Purpose::Read { prefix: "" };
    for (place, purpose, role) in [
        (gcs("b", false), write("", &options), "roles/storage.objectCreator"),
        (gcs("b", false), read, "roles/storage.objectViewer"),
        (azure("logs", "audit", "", AzureCloud::Public), write("", &options), "Storage Blob Data Contributor"),
        (azure("logs", "audit", "", AzureCloud::Public), read, "Storage Blob Data Reader"),
    ] {
        let all = rights(&place, purpose).pastes.into_iter().map(|paste| paste.text).collect::<Vec<_>>().join("\n");
        assert!(all.contains(role), "{all}");
        for more in ["objectAdmin", "storage.admin", "Data Owner", "legacyBucket"] {
            assert!(!all.contains(more), "{more} is more than needed: {all}");
        }
    }
}

#[cfg(unix)]
#[test]
fn hostile_names_stay_one_word_of_the_shell() {
    let hostile = "x'; touch gone; '$(id)`id`\"\n&& id #";
    let options = kms(hostile);
    for (place, names) in [
        (s3(hostile, "", hostile, false), 7),
        (s3(hostile, "", hostile, true), 7),
        (s3(hostile, "https://s3.example.com", "", false), 3),
        (s3(hostile, "https://a.r2.cloudflarestorage.com", "", false), 1),
        (gcs(hostile, false), 3),
        (azure(hostile, hostile, hostile, AzureCloud::China), 5),
        (Place::Folder { path: hostile.into() }, 3),
    ] {
        let is_command = |paste: &&Paste| paste.title != "IAM policy";
        let all: Vec<_> = rights(&place, write("", &options)).pastes;
        let words: Vec<_> = all.iter().filter(is_command).flat_map(|paste| pasted(&paste.text)).collect();
        let whole =
            words.iter().filter(|word| word.contains(hostile) || word.contains("touch gone; '${$}(id)")).count();
        assert_eq!(whole, names, "every name arrives whole: {words:#?}");
    }
}

#[test]
fn what_is_not_known_stands_in_capitals() {
    let options = WriteOptions::default();
    let text = |place: &Place| {
        rights(place, write("", &options)).pastes.into_iter().map(|paste| paste.text).collect::<Vec<_>>().join("\n")
    };
    assert!(text(&s3("", "", "", false)).contains("--bucket BUCKET "));
    assert!(text(&gcs(" ", true)).contains("gs://BUCKET "));
    assert!(
        text(&azure("", "", "", AzureCloud::Public))
            .contains("storageAccounts/ACCOUNT/blobServices/default/containers/CONTAINER")
    );
}

#[test]
fn an_ambient_place_needs_no_secret_to_be_made() {
    let options = WriteOptions::default();
    for (place, secret) in [(s3("b", "", "", true), "create-access-key"), (gcs("b", true), "keys create")] {
        let all: Vec<_> = rights(&place, write("", &options)).pastes;
        assert!(!all.iter().any(|paste| paste.text.contains(secret)), "{all:?}");
    }
}
