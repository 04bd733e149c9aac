//! The connection test of a destination: a checklist that grows line by line, each line with what was found, why, and what to do.
//!
//! It does what an export does, at the same prefix, with the same headers; so a green test means a working export. It needs no more rights than an
//! export either. It first proves what can be proven without leaving anything (see [`probe`]), writes a real object only where it may remove it again, or
//! is told to leave it, and names what it left.

mod bucket;
mod folder;
mod probe;

use tokio_util::sync::CancellationToken;

use super::{Destination, Retry, destination::Kind};
use crate::{
    api::wire::{CheckResult, Micros, Place, Secret, Verdict, WriteOptions},
    checklist::{Checklist, Outcome},
    clock::Clock,
    error::{Error, Result},
    random::{SystemRandom, share},
    source::Report,
};

/// What is tested.
pub struct Test<'a> {
    /// Where it is.
    pub place: &'a Place,
    /// What signs in.
    pub secret: Option<&'a Secret>,
    /// When that ends, where it is known.
    pub expires: Option<Micros>,
    /// The prefix of keys.
    pub prefix: &'a str,
    /// How objects are written.
    pub options: &'a WriteOptions,
    /// Write a real object even where it cannot be removed again.
    pub leave: bool,
}

/// Tests a destination. Lines go to `report` as they come and are in the result, too. An error is returned only for a cancelled test.
pub async fn test(
    test: &Test<'_>,
    clock: &dyn Clock,
    report: &dyn Report,
    cancel: &CancellationToken,
) -> Result<CheckResult> {
    let mut lines = Checklist::new(report);
    let checks = async {
        match Destination::open(test.place, test.secret, test.options, test.prefix) {
            Err(error) => {
                lines.line("Settings", Verdict::Fail, error.message);
                outcome()
            }
            Ok(destination) => {
                let destination = destination.with_retry(Retry::NEVER);
                match &destination.kind {
                    Kind::Bucket(bucket) => bucket::check(bucket, destination.prefix(), test, clock, &mut lines).await,
                    Kind::Folder(folder) => folder::check(folder, destination.prefix(), clock, &mut lines).await,
                }
            }
        }
    };
    let outcome = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(Error::cancelled()),
        outcome = checks => outcome,
    };
    Ok(outcome.result(lines.done, &test.place.address(test.prefix), clock.now()))
}

fn outcome() -> Outcome {
    Outcome { fails: "Exports to this destination will fail.", writes: true, ..Outcome::default() }
}

/// The key of the probe below a dated prefix: recognisable, and new each time.
fn probe_key(prefix: &str, clock: &dyn Clock) -> String {
    let now = clock.now();
    let random = (share(&SystemRandom) * f64::from(u32::MAX)) as u32;
    format!("{}auditdesk-connection-test-{}-{random:08x}", super::key::dated(prefix, now), now.format("%Y%m%dT%H%M%SZ"))
}

/// What the probe holds; who finds one knows what it is.
const PROBE: &[u8] = b"Written by the connection test of Auditdesk. It can be deleted.\n";
