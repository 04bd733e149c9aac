//! What can happen between here and a real storage, and what a real storage says of wrong settings: each told apart.

mod export_rows;
mod servers;

use std::{fs, io::Read, net::TcpListener, path::Path, process::Command, time::Duration};

use auditdesk_core::{
    api::wire::{Place, RunObject, Secret, WriteOptions},
    error::{ErrorCode, Result},
    export::{Destination, EXTENSION, Retry, RunOptions, run},
};
use export_rows::{Watched, now, rows};
use servers::{
    Key, bucket, free_port,
    garage::Garage,
    s3s_fs::S3sFs,
    scripted::{Answer, Scripted},
    tls::{Certificate, Tls},
};
use tokio_util::sync::CancellationToken;

async fn export(config: &Place, key: &Key, count: u64) -> Result<Option<RunObject>> {
    export_to(config, Some(&key.secret()), count).await
}

async fn export_to(config: &Place, secret: Option<&Secret>, count: u64) -> Result<Option<RunObject>> {
    let retry =
        Retry { attempts: 2, base: Duration::from_millis(10), cap: Duration::from_millis(10), ..Retry::default() };
    let destination = Destination::open(config, secret, &WriteOptions::default(), "")?.with_retry(retry);
    let key = destination.key("daily", now(), EXTENSION)?;
    run(rows(count), &destination, &key, RunOptions::default(), &Watched::default(), &CancellationToken::new()).await
}

fn nobody() -> Key {
    Key { id: "GKdddddddddddddddddddddddd".into(), secret: "d".repeat(64) }
}

#[tokio::test(flavor = "multi_thread")]
async fn garage_tells_wrong_secret_unknown_key_wrong_region_missing_bucket_and_missing_right_apart() {
    let garage = Garage::start();
    let good = &garage.write_only;
    let wrong_secret = Key { secret: "e".repeat(64), ..good.clone() };
    let elsewhere = bucket(garage.address, "eu-west-1", servers::garage::BUCKET, good);
    let missing = bucket(garage.address, servers::garage::REGION, "no-such-bucket", &garage.read_write);
    for (config, key, code, word) in [
        (garage.bucket(&wrong_secret), &wrong_secret, ErrorCode::StorageCredentials, "secret does not belong"),
        (garage.bucket(&nobody()), &nobody(), ErrorCode::StorageCredentials, "does not know the access key"),
        (elsewhere, good, ErrorCode::StorageWrongRegion, "Set the region to `garage`."),
        (missing, &garage.read_write, ErrorCode::StorageNoBucket, "no bucket `no-such-bucket`"),
        (garage.bucket(&garage.read_only), &garage.read_only, ErrorCode::StorageDenied, "`s3:PutObject`"),
    ] {
        // Small exports and large ones begin with different operations.
        for count in [10, 14_000] {
            let error = export(&config, key, count).await.expect_err(word);
            assert_eq!(error.code, code, "{}", error.message);
            assert!(error.message.contains(word), "{} should say {word}", error.message);
            assert!(!format!("{error:?}").contains(&key.secret), "no secret in an error");
        }
    }
    assert_eq!(garage.unfinished_uploads(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn s3s_fs_tells_wrong_secret_and_unknown_key_apart() {
    let server = S3sFs::start();
    let wrong_secret = Key { secret: "wrong".into(), ..server.key.clone() };
    for (key, word) in [(wrong_secret, "SignatureDoesNotMatch"), (nobody(), "no account for the access key")] {
        let error = export(&server.bucket(&key), &key, 10).await.expect_err(word);
        assert_eq!(error.code, ErrorCode::StorageCredentials, "{}", error.message);
        assert!(error.message.contains(word), "{} should say {word}", error.message);
    }
}

#[tokio::test]
async fn a_refused_connection_an_unknown_name_and_a_broken_one_are_told_apart() {
    let key = nobody();
    let refused = bucket(([127, 0, 0, 1], free_port()).into(), "", "exports", &key);
    let error = export(&refused, &key, 10).await.expect_err("nobody listens");
    assert_eq!(error.code, ErrorCode::StorageUnreachable);
    assert!(error.message.contains("nothing listens"), "{}", error.message);

    // RFC 2606 keeps `.invalid` from ever being a name.
    let unknown = at("http://storage.invalid", "", &key);
    let error = export(&unknown, &key, 10).await.expect_err("there is no such name");
    assert_eq!(error.code, ErrorCode::StorageUnreachable);
    assert!(error.message.contains("`storage.invalid` is not known"), "{}", error.message);

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let broken = bucket(listener.local_addr().expect("bound"), "", "exports", &key);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = stream.expect("a connection").read(&mut [0; 512]);
        }
    });
    let error = export(&broken, &key, 10).await.expect_err("it hangs up");
    assert_eq!(error.code, ErrorCode::StorageUnreachable);
    assert!(error.message.contains("broke off"), "{}", error.message);
}

/// The bucket `exports` of a scripted storage at another endpoint.
fn at(endpoint: &str, ca_pem: &str, key: &Key) -> Place {
    servers::at(endpoint, "", "exports", key, ca_pem)
}

#[tokio::test]
async fn https_to_a_server_without_tls_says_so() {
    let server = Scripted::start(|_| Answer::ok()).await;
    let key = server.key();
    let config = at(&format!("https://{}", server.address), "", &key);
    let error = export(&config, &key, 10).await.expect_err("no TLS there");
    assert_eq!(error.code, ErrorCode::StorageUnreachable);
    assert!(error.message.contains("http:// instead of https://"), "{}", error.message);
}

#[tokio::test]
async fn a_private_authority_is_trusted_when_it_is_pasted_and_each_bad_certificate_is_named() {
    let server = Scripted::start(|_| Answer::ok()).await;
    let key = server.key();
    let tls = Tls::before(server.address, Certificate::Good).await;
    export(&at(&tls.endpoint, &tls.authority, &key), &key, 10).await.expect("it works").expect("it has rows");
    let error = export(&at(&tls.endpoint, "", &key), &key, 10).await.expect_err("nobody vouches for it");
    assert!(error.message.contains("does not trust"), "{}", error.message);
    for (certificate, word) in [
        (Certificate::Expired, "has expired"),
        (Certificate::NotYetValid, "not valid yet"),
        (Certificate::OtherName, "is not for `localhost"),
    ] {
        let tls = Tls::before(server.address, certificate).await;
        let error = export(&at(&tls.endpoint, &tls.authority, &key), &key, 10).await.expect_err(word);
        assert_eq!(error.code, ErrorCode::StorageUnreachable, "{}", error.message);
        assert!(error.message.contains(word), "{} should say {word}", error.message);
    }
}

#[tokio::test]
async fn a_folder_that_is_missing_a_file_or_not_writable_is_told_apart() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("file"), "x").expect("writable");
    let folder = |name: &str| Place::Folder { path: dir.path().join(name).display().to_string() };
    let error = export_to(&folder("missing"), None, 10).await.expect_err("missing");
    assert_eq!(error.code, ErrorCode::StorageNoBucket, "{}", error.message);
    assert!(!dir.path().join("missing").exists(), "the root is never made: it may be a drive that is not mounted");
    let error = export_to(&folder("file"), None, 10).await.expect_err("a file");
    assert_eq!(error.code, ErrorCode::StorageNoBucket, "{}", error.message);
    let error = export_to(&Place::Folder { path: "relative".into() }, None, 10).await.expect_err("relative");
    assert_eq!(error.code, ErrorCode::WrongUse, "{}", error.message);
}

/// A small file system of its own; needs root, which the test machines have.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing_half_written() {
    let dir = tempfile::tempdir().expect("a folder");
    // Only root may mount; there the same code is proven whenever the suite runs as root, as it does in its container.
    let Some(_mounted) = Mounted::tmpfs(dir.path(), "4m") else { return };
    let config = Place::Folder { path: dir.path().display().to_string() };
    let error = export_to(&config, None, 14_000).await.expect_err("30 MB do not fit into 4");
    assert_eq!(error.code, ErrorCode::DiskFull, "{}", error.message);
    assert_eq!(files(dir.path()), 0, "the temporary file is gone");
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("it is there").map(|file| file.expect("it can be read").path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

struct Mounted(std::path::PathBuf);

impl Mounted {
    fn tmpfs(at: &Path, size: &str) -> Option<Self> {
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(at).status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}
