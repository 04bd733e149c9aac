//! Entries of uneven size, and the storages they go to.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicUsize, Ordering},
};

use auditdesk_core::api::{
    Desk,
    wire::{
        AddDestination, CredentialInput, Empty, JobInfo, JobKind, JobRef, Output, RunInfo, RunRef, StartExport,
        WriteOptions,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::{
    servers::scripted::{Answer, Scripted, Seen},
    stage::Stage,
};

/// So many events over ten days, some 1.5 KB each and some much more, of words that repeat.
pub fn events(count: u64) -> impl Iterator<Item = Value> {
    let first: DateTime<Utc> = "2026-02-10T00:00:00Z".parse().expect("a moment");
    let mut random = ChaCha8Rng::seed_from_u64(7);
    (0..count).map(move |n| {
        let at = first + TimeDelta::days(10) * i32::try_from(n).expect("few") / i32::try_from(count).expect("few");
        let words = if n % 50 == 0 { random.random_range(500..1500) } else { random.random_range(20..200) };
        let said: Vec<String> = (0..words).map(|_| format!("word{}", random.random_range(0..5000))).collect();
        json!({
            "organizationId": "acme", "eventTime": at.to_rfc3339(), "eventId": format!("e{n}"), "type": "user_login",
            "kind": "Audit", "email": format!("p{}@example.com", random.random_range(0..40)), "said": said.join(" "),
        })
    })
}

/// A one-time export of everything.
pub fn everything(destination: u32, output: Output) -> StartExport {
    StartExport {
        name: "ahead".into(),
        filter: String::new(),
        zone: String::new(),
        destination,
        output,
        allow_empty: false,
    }
}

/// The export that is at work.
pub async fn job(desk: &Desk) -> JobInfo {
    let jobs = desk.job_list(Empty {}).await.expect("they are listed");
    jobs.into_iter().rfind(|job| job.kind == JobKind::Export).expect("an export was started")
}

/// Pauses the export that is at work. Nothing is awaited: a storage can do it before it answers.
pub fn pause(desk: &Desk) {
    let id = job(desk).now_or_never().expect("jobs are in memory").id;
    let paused = desk.job_pause(JobRef { id }).now_or_never().expect("it does not wait").expect("it is an export");
    assert!(paused.paused);
}

/// Lets it go on.
pub fn resume(desk: &Desk) {
    let id = job(desk).now_or_never().expect("jobs are in memory").id;
    let resumed = desk.job_resume(JobRef { id }).now_or_never().expect("it does not wait").expect("it is an export");
    assert!(!resumed.paused);
}

/// Runs an export to its end, a second later: keys are of the second.
pub async fn run(stage: &Stage, request: StartExport) -> RunInfo {
    stage.clock.advance(TimeDelta::seconds(1));
    let run = stage.desk.export_start(request).await.expect("it starts");
    let job = job(&stage.desk).await.id;
    stage.ended(job).await;
    stage.desk.run_show(RunRef { id: run.id }).await.expect("it is on record")
}

/// A storage that takes everything, counts it, and can do something when a write comes.
pub struct Storage {
    pub server: Scripted,
    pub destination: u32,
    then: Arc<Then>,
}

#[derive(Default)]
struct Then {
    act: OnceLock<(usize, Box<dyn Fn() + Send + Sync>)>,
    writes: AtomicUsize,
}

impl Storage {
    pub async fn start(stage: &Stage) -> Self {
        let then = Arc::<Then>::default();
        let script = Arc::clone(&then);
        let server = Scripted::start(move |seen| script.answer(seen)).await;
        let key = CredentialInput::ApiKey { key: server.key().secret() };
        let added = stage.desk.destination_add(AddDestination {
            name: "Scripted".into(),
            place: server.bucket(),
            credential: key,
            expires: None,
            prefix: "audit".into(),
            options: WriteOptions::default(),
        });
        let destination = added.await.expect("good settings").id;
        Self { server, destination, then }
    }

    /// Acts when the write of this number (1, 2, …) comes, before it is answered; 0: at each.
    pub fn at_write(&self, number: usize, act: impl Fn() + Send + Sync + 'static) {
        assert!(self.then.act.set((number, Box::new(act))).is_ok(), "one act is enough");
    }

    /// The bodies of all objects and parts, in order of their keys and numbers.
    pub fn written(&self) -> Vec<(String, Vec<u8>)> {
        let seen = self.server.seen().into_iter().filter(|seen| seen.method == "PUT");
        let mut written: Vec<_> = seen.map(|seen| (format!("{}?{}", seen.path, seen.query), seen.body)).collect();
        written.sort();
        written
    }
}

impl Then {
    fn answer(&self, seen: &Seen) -> Answer {
        match seen.method.as_str() {
            "PUT" => {
                let write = self.writes.fetch_add(1, Ordering::SeqCst) + 1;
                if let Some((number, act)) = self.act.get()
                    && (*number == 0 || *number == write)
                {
                    act();
                }
                Answer::ok()
            }
            "POST" if seen.query.starts_with("uploads") => Answer::upload(),
            "POST" => Answer::finished(),
            _ => Answer { status: 204, headers: Vec::new(), body: String::new() },
        }
    }
}
