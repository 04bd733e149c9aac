//! Destinations at a terminal: every kind is added, tested, exported to, changed; with secrets and without.

#[path = "../core/servers/mod.rs"]
mod servers;
mod support;

use std::{fs, path::PathBuf, process::Output};

use auditdesk_core::api::wire::Place;
use serde_json::Value;
use servers::{
    azurite::Azurite,
    gcs::{Gcs, Role},
    moto::Moto,
    s3s_fs::S3sFs,
};
use support::Terminal;

/// The options that describe a place.
fn options(terminal: &Terminal, place: &Place) -> Vec<String> {
    let mut options: Vec<String> = Vec::new();
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            options.extend([name.to_owned(), value.to_owned()]);
        }
    };
    let ca = match place {
        Place::S3 { endpoint, region, bucket, access_key_id, ca_pem, .. } => {
            add("--endpoint", endpoint);
            add("--region", region);
            add("--bucket", bucket);
            add("--access-key-id", access_key_id);
            ca_pem
        }
        Place::Gcs { bucket, endpoint, ca_pem, .. } => {
            add("--gcs-bucket", bucket);
            add("--endpoint", endpoint);
            ca_pem
        }
        Place::Azure { account, container, endpoint, ca_pem, .. } => {
            add("--azure-account", account);
            add("--azure-container", container);
            add("--endpoint", endpoint);
            ca_pem
        }
        Place::Folder { path } => {
            add("--folder", path);
            ""
        }
    };
    if !ca.is_empty() {
        add("--ca", &file(terminal, "ca.pem", ca).display().to_string());
    }
    if matches!(place, Place::S3 { .. }) {
        options.push("--path-style".into());
    }
    options
}

fn file(terminal: &Terminal, name: &str, text: &str) -> PathBuf {
    let path = terminal.path().join(name);
    fs::write(&path, text).expect("the temporary folder is writable");
    path
}

fn add(terminal: &Terminal, name: &str, place: &Place, secret: Option<&str>) -> Value {
    let described = options(terminal, place);
    let mut arguments = vec!["destination", "add", name];
    arguments.extend(described.iter().map(String::as_str));
    let path = secret.map(|secret| file(terminal, "secret", secret).display().to_string());
    if let Some(path) = &path {
        arguments.extend(["--secret-file", path]);
    }
    terminal.json(&arguments)
}

/// Tests a destination and exports to it; the key of the object.
fn works(terminal: &Terminal, name: &str) -> String {
    let result = terminal.json(&["destination", "test", name]);
    assert_ne!(result["verdict"], "fail", "{result:#}");
    let run = terminal.json(&["export", "all", "--to", name, "--allow-empty"]);
    run["objects"][0]["key"].as_str().expect("an object was written").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_added_tested_and_exported_to() {
    let terminal = Terminal::new();
    let s3 = S3sFs::start();
    add(&terminal, "s3", &s3.bucket(&s3.key), Some(&s3.key.secret));
    assert!(s3.file(&works(&terminal, "s3")).is_file());

    let gcs = Gcs::start().await;
    add(&terminal, "gcs", &gcs.bucket(), Some(&gcs.service_account(Role::ObjectCreator)));
    assert!(gcs.read(&works(&terminal, "gcs")).is_some());

    let azurite = Azurite::start().await;
    add(&terminal, "azure", &azurite.container(), Some(azurite.secret().expose()));
    let key = works(&terminal, "azure");
    assert!(azurite.read(&key).await.is_some());

    let folder = terminal.path().join("archive");
    fs::create_dir(&folder).expect("the temporary folder is writable");
    add(&terminal, "folder", &Place::Folder { path: folder.display().to_string() }, None);
    assert!(folder.join(works(&terminal, "folder")).is_file());

    let listed = terminal.done(&["destination", "list"]);
    for part in
        ["s3://exports/", "gs://exports/", "azure://auditdesk/exports/", "S3-compatible", "Google", "Azure", "folder"]
    {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    assert!(!listed.contains("never"), "every one was tested: {listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machines_identity_exports_without_a_stored_secret() {
    let (gcs, moto) = (Gcs::start().await, Moto::start().await);
    let terminal = Terminal::new();
    let adc = file(&terminal, "adc.json", &gcs.authorized_user(Role::ObjectCreator));
    let run = |arguments: &[&str]| -> Output {
        let mut command = terminal.command(arguments);
        command.env("GOOGLE_APPLICATION_CREDENTIALS", &adc);
        command.env("AWS_ACCESS_KEY_ID", &moto.write_only.id).env("AWS_SECRET_ACCESS_KEY", &moto.write_only.secret);
        command.env("AWS_ENDPOINT_URL_STS", format!("http://{}", moto.address));
        let output = command.output().expect("the program was built for this test");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    };
    let endpoint = format!("http://{}", moto.address);
    let s3 = ["--bucket", "exports", "--endpoint", &endpoint, "--path-style", "--region", "eu-central-1", "--ambient"];
    let google = ["--gcs-bucket", "exports", "--endpoint", &gcs.endpoint, "--ambient"];
    for (name, place, who) in [("s3", &s3[..], "user/write-only"), ("gcs", &google[..], Role::ObjectCreator.email())] {
        run(&[&["destination", "add", name][..], place].concat());
        let tested = run(&["destination", "test", name]);
        let told = String::from_utf8_lossy(&tested.stdout).into_owned();
        assert!(told.contains(who), "the test names the identity: {told}");
        run(&["export", "all", "--to", name, "--allow-empty"]);
        let stored = terminal.json(&["destination", "list"]);
        assert!(stored.as_array().expect("a list").iter().all(|one| one["has_secret"] == false), "{stored}");
    }
    assert_eq!(moto.keys("exports").await.iter().filter(|key| key.contains("all-")).count(), 1);
}

#[test]
fn editing_keeps_what_is_not_named() {
    let terminal = Terminal::new();
    let s3 = S3sFs::start();
    add(&terminal, "s3", &s3.bucket(&s3.key), Some(&s3.key.secret));
    let edit = |more: &[&str]| terminal.json(&[&["destination", "edit", "s3"][..], more].concat());

    let edited = edit(&[
        "--prefix",
        "audit/YYYY",
        "--storage-class",
        "STANDARD_IA",
        "--limit",
        "20M",
        "--expires",
        "2099-03-01",
    ]);
    assert_eq!(edited["place"]["bucket"], "exports");
    assert_eq!(edited["place"]["path_style"], true);
    assert_eq!(edited["prefix"], "audit/YYYY");
    assert_eq!(edited["options"]["storage_class"], "STANDARD_IA");
    assert_eq!(edited["options"]["bytes_per_second"], 20_000_000);
    assert_eq!(edited["expires"], 4_076_006_400_000_000_i64);
    let edited = edit(&["--storage-class", "", "--encryption", "bucket"]);
    assert_eq!(edited["expires"], 4_076_006_400_000_000_i64, "the end of the secret that stays");
    assert!(works(&terminal, "s3").starts_with("audit/20"), "the stored secret still signs in");

    let (exit, error) = terminal.fails(&["destination", "edit", "s3", "--access-key-id", "AKIDOTHER"]);
    assert_eq!(exit, 2, "another key has another secret: {error}");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("AUDITDESK_SECRET_KEY")), "{error}");
    let wrong = file(&terminal, "wrong", "not-the-secret").display().to_string();
    let edited = edit(&["--secret-file", &wrong]);
    assert_eq!(edited["expires"], Value::Null, "a new secret has its own end");
    assert_eq!(terminal.run(&["destination", "test", "s3"]).status.code(), Some(1), "the new secret counts");

    assert_eq!(edit(&["--rename", "other", "--profile", "audit"])["place"]["ambient"], true);
    let listed = terminal.json(&["destination", "list"]);
    assert_eq!((&listed[0]["name"], &listed[0]["has_secret"]), (&"other".into(), &false.into()));
}

#[test]
fn options_that_do_not_fit_are_named() {
    let terminal = Terminal::new();
    for (arguments, part) in [
        (&["--folder", "/tmp", "--region", "x"][..], "--region"),
        (&["--gcs-bucket", "logs", "--profile", "x"], "--profile"),
        (&["--azure-account", "logs", "--azure-container", "audit", "--path-style"], "--path-style"),
        (&["--bucket", "logs", "--ambient", "--tenant-id", "x"], "--tenant-id"),
        (&["--folder", "/tmp", "--limit", "10X"], "10X"),
        (&["--folder", "/tmp", "--encryption", "rot13"], "rot13"),
        (&["--folder", "/tmp", "--expires", "soon"], "soon"),
        (&[], "--gcs-bucket"),
    ] {
        let (exit, error) = terminal.fails(&[&["destination", "add", "x"][..], arguments].concat());
        assert_eq!((exit, &error["code"]), (2, &"wrong_use".into()), "{arguments:?}");
        assert!(error["message"].as_str().is_some_and(|text| text.contains(part)), "{error} should name {part}");
    }
    assert_eq!(terminal.json(&["destination", "list"]), Value::Array(Vec::new()), "nothing was added");
}

#[test]
fn setup_needs_no_workspace_and_uses_the_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_auditdesk"));
        command.env("AUDITDESK_WORKSPACE", folder.path().join("none")).args(["destination", "setup"]).args(arguments);
        let output = command.output().expect("the program was built for this test");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let text = run(&["--bucket", "acme-logs", "--prefix", "audit/YYYY", "--encryption", "kms:1234abcd"]);
    for part in
        ["arn:aws:s3:::acme-logs/audit/*/*", "kms:GenerateDataKey", "key/1234abcd", "create-bucket --bucket acme-logs"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(run(&["--gcs-bucket", "acme-logs"]).contains("gs://acme-logs"));
    assert!(run(&["--azure-account", "acme", "--azure-container", "logs"]).contains("storageAccounts/acme/"));
    assert!(!folder.path().join("none").exists(), "nothing was made");
}
