//! Exports whose upload is disturbed at every request it makes: afterwards there is the whole object or none, and no unfinished upload that nobody
//! names. `AUDITDESK_INTERRUPTED_ROWS` makes the object larger than its three parts; then every request is disturbed, else the first two and the last.

mod export_rows;
mod servers;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use auditdesk_core::{
    api::wire::{Place, RunObject, Secret, WriteOptions},
    error::{ErrorCode, Result},
    export::{Destination, EXTENSION, Retry, RunOptions, run},
};
use export_rows::{Watched, lines, now, rows, sha256};
use servers::{
    azurite::Azurite,
    garage::{self, Garage},
    gcs::{Gcs, Role},
    proxy::{Fate, Proxy},
    s3s_fs::{self, S3sFs},
};
use tokio::task::block_in_place;
use tokio_util::sync::CancellationToken;

/// What happens to an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// One request meets this.
    Once(Fate),
    /// From one request on the storage cannot be reached.
    Gone,
    /// The user cancels while one request is under way.
    Cancel,
}

/// A storage behind a proxy, with a way to look at it from outside.
struct Stage {
    outside: Outside,
    proxy: Proxy,
    destination: Destination,
    parts: Parts,
}

/// What the storage does with the parts of an upload that was begun and not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    /// They stay until somebody removes the upload.
    Stay,
    /// The same, or until an object of the same key is finished.
    StayUntilObject,
    /// It removes them by itself, and the upload has no name.
    GoAway,
}

enum Outside {
    Garage(Box<Garage>),
    S3sFs(S3sFs),
    Gcs(Box<Gcs>),
    Azurite(Box<Azurite>),
}

impl Stage {
    async fn garage_write_only() -> Self {
        let garage = block_in_place(Garage::start);
        let proxy = Proxy::before(garage.address).await;
        let place = servers::bucket(proxy.address, garage::REGION, garage::BUCKET, &garage.write_only);
        let secret = garage.write_only.secret();
        // Measured on 2.5.0.
        Self::open(Outside::Garage(Box::new(garage)), proxy, &place, &secret, Parts::StayUntilObject)
    }

    async fn s3s_fs() -> Self {
        let server = block_in_place(S3sFs::start);
        let proxy = Proxy::before(server.address).await;
        let place = servers::bucket(proxy.address, "us-east-1", s3s_fs::BUCKET, &server.key);
        let secret = server.key.secret();
        Self::open(Outside::S3sFs(server), proxy, &place, &secret, Parts::Stay)
    }

    async fn google_creator() -> Self {
        let server = Gcs::start().await;
        let proxy = Proxy::before(server.address).await;
        let Place::Gcs { bucket, ambient, ca_pem, proxy: none, .. } = server.bucket() else {
            unreachable!("it is Google's")
        };
        let endpoint = format!("http://{}", proxy.address);
        let place = Place::Gcs { bucket, endpoint, ambient, ca_pem, proxy: none };
        let secret = server.secret(Role::ObjectCreator);
        Self::open(Outside::Gcs(Box::new(server)), proxy, &place, &secret, Parts::Stay)
    }

    async fn azure() -> Self {
        let server = Azurite::plain().await;
        let proxy = Proxy::before(server.address()).await;
        let (place, secret) = (server.container_at(&format!("http://{}", proxy.address)), server.secret());
        Self::open(Outside::Azurite(Box::new(server)), proxy, &place, &secret, Parts::GoAway)
    }

    fn open(outside: Outside, proxy: Proxy, place: &Place, secret: &Secret, parts: Parts) -> Self {
        let retry =
            Retry { attempts: 3, base: Duration::from_millis(5), cap: Duration::from_millis(20), ..Retry::default() };
        let destination = Destination::open(place, Some(secret), &WriteOptions::default(), "").expect("it opens");
        Self { outside, proxy, destination: destination.with_retry(retry), parts }
    }

    /// Exports under trouble at the request of this number; tells also how many requests there were.
    async fn export(&self, key: &str, trouble: Option<(usize, Trouble)>) -> (Result<Option<RunObject>>, usize) {
        let (cancel, count) = (CancellationToken::new(), Arc::new(AtomicUsize::new(0)));
        let (stop, counted) = (cancel.clone(), count.clone());
        self.proxy.spoil(move |_, _| {
            let number = counted.fetch_add(1, Ordering::Relaxed);
            match trouble {
                Some((at, Trouble::Once(fate))) if number == at => fate,
                Some((at, Trouble::Gone)) if number >= at => Fate::Close,
                Some((at, Trouble::Cancel)) if number == at => {
                    stop.cancel();
                    Fate::Pass
                }
                _ => Fate::Pass,
            }
        });
        let key = self.destination.key(key, now(), EXTENSION).expect("a good name");
        let (progress, options) = (Watched::default(), RunOptions::default());
        let done = run(rows(count_of_rows()), &self.destination, &key, options, &progress, &cancel).await;
        (done, count.load(Ordering::Relaxed))
    }

    /// The SHA-256 of the object, read with other rights and past the proxy.
    async fn hash(&self, key: &str) -> Option<String> {
        let key = self.destination.key(key, now(), EXTENSION).expect("a good name");
        let bytes = match &self.outside {
            Outside::S3sFs(server) => std::fs::read(server.file(&key)).ok(),
            Outside::Garage(garage) => garage.read(&key).await,
            Outside::Gcs(server) => server.read(&key),
            Outside::Azurite(server) => server.read(&key).await.map(|bytes| bytes.to_vec()),
        };
        bytes.map(|bytes| sha256(&bytes))
    }

    fn unfinished(&self) -> u64 {
        match &self.outside {
            Outside::S3sFs(server) => server.unfinished_uploads(),
            Outside::Garage(garage) => block_in_place(|| garage.unfinished_uploads()),
            Outside::Gcs(server) => server.unfinished_uploads(),
            Outside::Azurite(_) => 0,
        }
    }
}

/// Asked for from outside, for a longer run.
fn more_rows() -> Option<u64> {
    std::env::var("AUDITDESK_INTERRUPTED_ROWS").ok().map(|rows| rows.parse().expect("a number"))
}

/// 18 MB: three parts.
fn count_of_rows() -> u64 {
    more_rows().unwrap_or(8_500)
}

async fn leaves_all_or_nothing(place: Stage) {
    let expected = sha256(&lines(count_of_rows()));
    let (object, requests) = place.export("calm", None).await;
    assert_eq!(object.expect("it runs").expect("it has rows").sha256, expected);
    assert!(requests >= 4, "an upload has three parts and an end, and mostly a beginning: {requests}");
    let begins = place.parts != Parts::GoAway;
    let last = requests - 1;
    let mut left = 0;
    let troubles = [Fate::Refuse(503), Fate::Close, Fate::Lose].map(Trouble::Once);
    for trouble in troubles.into_iter().chain([Trouble::Gone, Trouble::Cancel]) {
        for at in (0..requests).filter(|at| more_rows().is_some() || *at < 2 || *at == last) {
            let what = format!("{trouble:?} at request {at} of {requests}");
            let name = format!("{trouble:?}-{at}").replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
            let (done, _) = place.export(&name, Some((at, trouble))).await;
            let there = place.hash(&name).await;
            if let Some(hash) = &there {
                assert_eq!(*hash, expected, "{what}: an object is whole");
            }
            match (trouble, done) {
                (Trouble::Once(Fate::Lose), Err(error)) if at == last => {
                    assert!(error.message.contains("the object may be this run's own"), "{what}: {}", error.message);
                    assert!(there.is_some(), "{what}: it was finished");
                }
                (Trouble::Once(fate), done) => {
                    let object = done.unwrap_or_else(|error| panic!("{what}: {}", error.message));
                    assert_eq!(object.expect("it has rows").sha256, expected, "{what}");
                    assert!(there.is_some(), "{what}");
                    // Its name never came here, and who may only write cannot ask for it.
                    left += u64::from(fate == Fate::Lose && at == 0 && place.parts == Parts::Stay);
                }
                (Trouble::Gone, done) => {
                    let error = done.expect_err("nobody answers");
                    assert_eq!(error.code, ErrorCode::StorageUnreachable, "{what}: {}", error.message);
                    assert_eq!(there, None, "{what}");
                    let named = error.details["unfinished_upload"].is_string();
                    assert_eq!(named, at > 0 && begins, "{what}: what is left is named");
                    assert_eq!(place.unfinished(), left + u64::from(named), "{what}: that is the truth");
                    left += u64::from(named && place.parts == Parts::Stay);
                    let (again, _) = place.export(&name, None).await;
                    assert_eq!(again.expect("it runs").expect("it has rows").sha256, expected, "{what}");
                    assert_eq!(place.hash(&name).await.as_ref(), Some(&expected), "{what}: it starts anew");
                }
                (Trouble::Cancel, done) => match done {
                    Ok(_) => assert!(there.is_some(), "{what}"),
                    Err(error) => assert_eq!(error.code, ErrorCode::Cancelled, "{what}: {}", error.message),
                },
            }
            assert_eq!(place.unfinished(), left, "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s3s_fs() {
    leaves_all_or_nothing(Stage::s3s_fs().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn garage_with_a_key_that_may_only_write() {
    leaves_all_or_nothing(Stage::garage_write_only().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn google_with_the_key_of_a_creator() {
    leaves_all_or_nothing(Stage::google_creator().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn azure() {
    leaves_all_or_nothing(Stage::azure().await).await;
}
