//! Settings that cannot be right: told before anything goes over the network.

use auditdesk_core::api::wire::{AzureCloud, CheckResult, Encryption, Place, Secret, WriteOptions};

use crate::{
    case::Try,
    servers::{Key, at},
};

fn key() -> Key {
    Key { id: "AKIDSETTINGS".into(), secret: "the-very-secret-word".into() }
}

async fn s3(endpoint: &str, bucket: &str) -> CheckResult {
    Try::new(at(endpoint, "", bucket, &key(), ""), key().secret()).run().await
}

fn hosted(endpoint: &str) -> Place {
    let Place::S3 { endpoint, region, bucket, ambient, profile, access_key_id, ca_pem, proxy, .. } =
        at(endpoint, "", "exports", &key(), "")
    else {
        unreachable!("it is S3's")
    };
    Place::S3 { endpoint, region, bucket, path_style: false, ambient, profile, access_key_id, ca_pem, proxy }
}

fn azure(account: &str, endpoint: &str) -> Place {
    Place::Azure {
        account: account.into(),
        container: "exports".into(),
        endpoint: endpoint.into(),
        cloud: AzureCloud::Public,
        authority: String::new(),
        ambient: false,
        tenant_id: String::new(),
        client_id: String::new(),
        ca_pem: String::new(),
        proxy: String::new(),
    }
}

fn gcs(proxy: &str) -> Place {
    Place::Gcs {
        bucket: "exports".into(),
        endpoint: String::new(),
        ambient: false,
        ca_pem: String::new(),
        proxy: proxy.into(),
    }
}

const SERVICE_ACCOUNT: &str =
    r#"{"type":"service_account","client_email":"a@b","private_key":"the-very-secret-key","disable_oauth":true}"#;

cases! {
    a_folder_in_the_bucket: "The bucket is typed with a folder: `exports/2026`", Fails, "Settings", "a bucket's name has no slash", "" =>
        s3("https://s3.example.com", "exports/2026");
    no_scheme: "The endpoint is typed without `https://`", Fails, "Settings", "must start with https://", "" =>
        s3("s3.example.com", "exports");
    the_bucket_in_the_endpoint: "The endpoint ends with the bucket", Fails, "Settings", "already ends with the bucket", "" =>
        s3("https://s3.example.com/exports", "exports");
    a_password_in_the_endpoint: "The endpoint holds a user and a password", Fails, "Settings", "contains a user or password", "" =>
        s3("https://user:word@s3.example.com", "exports");
    an_address_before_a_number: "An IP address as endpoint, without path style", Fails, "Settings", "Turn path style on", "" =>
        Try::new(hosted("https://192.0.2.1"), key().secret()).run();
    half_a_session: "A temporary key (`ASIA…`) without its session token", Fails, "Settings", "counts together with its session token only", "" => async {
        let temporary = Key { id: "ASIASETTINGS".into(), ..key() };
        Try::new(at("", "eu-west-1", "exports", &temporary, ""), temporary.secret()).run().await
    };
    no_secret: "No secret is entered", Fails, "Settings", "The secret access key is missing", "" =>
        Try::new(at("", "eu-west-1", "exports", &key(), ""), None).run();
    a_space_in_the_secret: "The secret is pasted with a space", Fails, "Settings", "contains a space or a line break", "" =>
        Try::new(at("", "eu-west-1", "exports", &key(), ""), Secret::new("the-very secret-word")).run();
    a_prefix_that_climbs: "The prefix climbs out: `logs/../..`", Fails, "Settings", "prefix", "" => async {
        let mut wrong = Try::new(at("", "eu-west-1", "exports", &key(), ""), key().secret());
        wrong.prefix = "logs/../..";
        wrong.run().await
    };
    an_authority_that_is_none: "The private authority is not PEM text", Fails, "Settings", "certificate authority cannot be read", "" =>
        Try::new(at("https://s3.example.com", "", "exports", &key(), "no certificate"), key().secret()).run();
    a_connection_string: "Azure: a connection string in place of the account key", Fails, "Settings", "This is a connection string", "" =>
        Try::new(azure("logs", ""), Secret::new("AccountName=logs;AccountKey=dGhlIGtleQ==")).run();
    an_address_as_account: "Azure: the account with its whole address", Fails, "Settings", "a name only", "" =>
        Try::new(azure("logs.blob.core.windows.net", ""), Secret::new("dGhlIGtleQ==")).run();
    the_data_lake_s_endpoint: "Azure: the Data Lake's endpoint (`.dfs.`)", Fails, "Settings", "the one for Data Lake", "" =>
        Try::new(azure("logs", "https://logs.dfs.core.windows.net"), Secret::new("dGhlIGtleQ==")).run();
    an_api_key: "Google: an API key in place of the key file", Fails, "Settings", "no JSON text", "" =>
        Try::new(gcs(""), Secret::new("AIzaSy-the-very-secret")).run();
    a_users_sign_in: "Google: a user's sign-in in place of a service account's key", Fails, "Settings", "not the key of a service account", "" =>
        Try::new(gcs(""), Secret::new(r#"{"type":"authorized_user","refresh_token":"1//the-very-secret"}"#)).run();
    keys_that_google_has_not: "Google: encryption with SSE-S3", Fails, "Settings", "Choose the bucket's own encryption", "" => async {
        let mut wrong = Try::new(gcs(""), Secret::new(SERVICE_ACCOUNT));
        wrong.options = WriteOptions { encryption: Encryption::Managed, ..WriteOptions::default() };
        wrong.run().await
    };
}
