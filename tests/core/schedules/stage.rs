//! A workspace with a source that grows, a folder that exports go into, and a clock that stands still until it is told otherwise.

use std::{collections::BTreeSet, fs, path::PathBuf, sync::Arc, time::Duration};

use auditdesk_core::{
    api::{
        Desk, DeskParts, Folders,
        wire::{
            AddDestination, AddSchedule, AddSource, Beginning, CatchUp, CreateWorkspace, CredentialInput, Empty,
            JobState, Output, Place, Protection, Recurrence, RunState, ScheduleHealth, ScheduleInfo, ScheduleRef,
            ScheduleSetup, SourceConfig, SourceRef, UpdateDestination, WriteOptions, Writer,
        },
    },
    clock::{Clock, ManualClock},
    random::SystemRandom,
    store::key::MemoryKeyring,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// Everything a test needs.
pub struct Stage {
    pub desk: Desk,
    pub clock: ManualClock,
    home: TempDir,
    keyring: Arc<MemoryKeyring>,
    source: u32,
    pub destination: u32,
    files: u32,
}

impl Stage {
    /// At a Monday noon, UTC.
    pub async fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        for folder in ["logs", "exports"] {
            fs::create_dir(home.path().join(folder)).expect("writable");
        }
        let clock = ManualClock::new("2026-03-02T12:00:00Z".parse().expect("a moment"));
        let keyring = Arc::new(MemoryKeyring::default());
        let desk = desk(&home, &clock, &keyring);
        let protection = Protection::Keyring;
        desk.workspace_create(CreateWorkspace { protection, passphrase: None }).await.expect("it is made");
        let place = |name: &str| Place::Folder { path: home.path().join(name).display().to_string() };
        let source = desk.source_add(AddSource {
            name: "Airkit".into(),
            config: SourceConfig::Bucket {
                writer: Writer::Airkit,
                place: place("logs"),
                prefix: String::new(),
                log: None,
            },
            credential: CredentialInput::None,
            interval_s: None,
        });
        let source = source.await.expect("good settings").id;
        let destination = desk.destination_add(archive(place("exports")));
        let destination = destination.await.expect("good settings").id;
        Self { desk, clock, home, keyring, source, destination, files: 0 }
    }

    /// Ends the program's desk and begins another one on the same file.
    pub async fn restart(&mut self) {
        self.desk.drain().await;
        self.desk = desk(&self.home, &self.clock, &self.keyring);
        let unlock = auditdesk_core::api::wire::UnlockWorkspace { passphrase: None };
        self.desk.workspace_unlock(unlock).await.expect("the key is in the keyring");
    }

    /// Lets the destination lead to another folder.
    pub async fn move_destination(&self) {
        let elsewhere = self.home.path().join("elsewhere");
        fs::create_dir(&elsewhere).expect("writable");
        let to = archive(Place::Folder { path: elsewhere.display().to_string() });
        self.desk.destination_update(UpdateDestination { id: self.destination, to }).await.expect("good settings");
    }

    pub fn exports(&self) -> PathBuf {
        self.home.path().join("exports")
    }

    /// Brings in events that happened at these moments, and waits until they are here. Their ids are made of their moments.
    pub async fn events(&mut self, moments: impl IntoIterator<Item = DateTime<Utc>>) {
        self.tell(moments.into_iter().map(|at| (at.to_rfc3339(), at, "user_login"))).await;
    }

    /// Brings in events by id, moment and kind.
    pub async fn tell<'a>(&mut self, events: impl IntoIterator<Item = (String, DateTime<Utc>, &'a str)>) {
        let event = |(id, at, kind): (String, DateTime<Utc>, &str)| {
            json!({
                "organizationId": "acme", "eventTime": at.to_rfc3339(), "eventId": id, "type": kind, "kind": "Audit",
                "email": "maya@example.com",
            })
        };
        self.bring(events.into_iter().map(event)).await;
    }

    /// Brings in events as they are.
    pub async fn bring(&mut self, events: impl IntoIterator<Item = Value>) {
        self.files += 1;
        let mut lines = String::new();
        for event in events {
            lines += &event.to_string();
            lines.push('\n');
        }
        fs::write(self.home.path().join(format!("logs/{:04}.jsonl", self.files)), lines).expect("writable");
        let job = self.desk.source_sync(SourceRef { id: self.source }).await.expect("it starts").id;
        self.ended(job).await;
    }

    /// Waits until a job has ended.
    pub async fn ended(&self, job: u64) {
        loop {
            let jobs = self.desk.job_list(Empty {}).await.expect("they are listed");
            let job = jobs.iter().find(|info| info.id == job).expect("it is remembered");
            if job.state != JobState::Running {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Until nothing is due and nothing runs.
    pub async fn settle(&self) {
        loop {
            let started = self.desk.run_due().await.expect("the file is sound");
            let jobs = self.desk.job_list(Empty {}).await.expect("they are listed");
            let running: Vec<u64> =
                jobs.iter().filter(|job| job.state == JobState::Running).map(|job| job.id).collect();
            for job in &running {
                self.ended(*job).await;
            }
            if started == 0 && running.is_empty() && !self.waits().await {
                return;
            }
        }
    }

    /// Whether a moment has passed that no run is on record for: one that was missed follows the one before by itself.
    async fn waits(&self) -> bool {
        let (schedules, now) = (self.desk.schedule_list(Empty {}).await, self.clock.now().timestamp_micros());
        schedules.expect("they are listed").iter().any(|info| {
            let retry_at = info.open.as_ref().and_then(|run| run.schedule.as_ref()).and_then(|of| of.retry_at);
            let about_to =
                info.enabled && (info.missed > 0 && info.open.is_none() || retry_at.is_some_and(|at| at <= now));
            about_to || info.health == ScheduleHealth::Running
        })
    }

    /// A schedule of every hour, at the full hour.
    pub fn hourly(&self, name: &str) -> ScheduleSetup {
        ScheduleSetup {
            name: name.into(),
            filter: String::new(),
            view: None,
            zone: "UTC".into(),
            destination: self.destination,
            output: Output::default(),
            recurrence: Recurrence::Hourly { minute: 0 },
            catch_up: CatchUp::Together,
            allow_empty: false,
        }
    }

    pub async fn add(&self, setup: ScheduleSetup, beginning: Beginning) -> u32 {
        self.desk.schedule_add(AddSchedule { setup, beginning, enabled: true }).await.expect("good settings").id
    }

    pub async fn show(&self, id: u32) -> ScheduleInfo {
        self.desk.schedule_show(ScheduleRef { id }).await.expect("it is there")
    }

    /// Goes on by so many hours, one after the other, with everything that is due then.
    pub async fn hours(&self, hours: i64) {
        for _ in 0..hours {
            self.clock.advance(TimeDelta::hours(1));
            self.settle().await;
        }
    }

    /// The rows of a schedule in its committed objects, in the order of its runs; with everything checked that must hold: files and records agree, and
    /// the chain of manifests holds.
    pub async fn exported(&self, id: u32) -> Vec<Value> {
        let mut runs = self.desk.schedule_runs(ScheduleRef { id }).await.expect("they are listed");
        runs.reverse();
        let mut rows = Vec::new();
        let mut keys = BTreeSet::new();
        let mut chain = None;
        for run in runs.iter().filter(|run| run.state == RunState::Done) {
            for object in &run.objects {
                let bytes = fs::read(self.exports().join(&object.key)).expect("what is committed is there");
                assert_eq!(sha256(&bytes), object.sha256);
                let lines: Vec<Value> = bytes
                    .split_inclusive(|b| *b == b'\n')
                    .map(|line| serde_json::from_slice(line).expect("JSON"))
                    .collect();
                assert_eq!(lines.len() as u64, object.rows);
                rows.extend(lines);
                assert!(keys.insert(object.key.clone()), "no key is used twice");
            }
            let manifest = run.schedule.as_ref().and_then(|of| of.manifest.as_ref()).expect("it wrote something");
            let text = fs::read(self.exports().join(&manifest.key)).expect("it is there");
            assert_eq!(sha256(&text), manifest.sha256);
            let manifest_json: Value = serde_json::from_slice(&text).expect("JSON");
            assert_eq!(manifest_json["previous_manifest_sha256"].as_str().map(str::to_owned), chain);
            assert_eq!(manifest_json["rows"], run.rows);
            chain = Some(manifest.sha256.clone());
        }
        rows
    }
}

fn archive(place: Place) -> AddDestination {
    AddDestination {
        name: "Archive".into(),
        place,
        credential: CredentialInput::None,
        expires: None,
        prefix: "audit/YYYY/MM/DD".into(),
        options: WriteOptions::default(),
    }
}

fn desk(home: &TempDir, clock: &ManualClock, keyring: &Arc<MemoryKeyring>) -> Desk {
    Desk::with(DeskParts {
        folders: Folders::at(home.path().join("workspace")),
        start_sample: Arc::new(|_| unreachable!("no sample is opened")),
        clock: Arc::new(clock.clone()),
        keyring: Arc::<MemoryKeyring>::clone(keyring),
        random: Arc::new(SystemRandom),
    })
}

fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
