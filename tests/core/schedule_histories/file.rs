//! A workspace's tables of schedules and runs, as `store/tables` has them: each change is whole and durable.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use auditdesk_core::{
    api::wire::RunReason,
    entry::Seq,
    error::{Error, ErrorCode, Result},
    export::scheduled::{ObjectRecord, ObjectState, Sealed},
    schedule::{Recurrence, Timetable},
};

use crate::ledger::Filter;

/// What somebody decided.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    pub filter: Filter,
    pub split_rows: u64,
    pub by_day: bool,
    pub allow_empty: bool,
    /// One run for each moment that was missed.
    pub each: bool,
    /// Which of [`TIMETABLES`].
    pub when: usize,
}

impl Setup {
    pub fn timetable(&self) -> &'static Timetable {
        &TIMETABLES[self.when]
    }
}

/// When schedules run.
pub static TIMETABLES: LazyLock<[Timetable; 4]> = LazyLock::new(|| {
    let cron = |expression: &str| Recurrence::Cron { expression: expression.to_owned() };
    [
        (Recurrence::Hourly { minute: 0 }, "UTC"),
        (Recurrence::Daily { hour: 2, minute: 30 }, "Europe/Berlin"),
        (cron("15 */3 * * *"), "America/New_York"),
        (cron("0 6,18 * * *"), "Australia/Lord_Howe"),
    ]
    .map(|(recurrence, zone)| Timetable::new(&recurrence, zone).expect("a good timetable"))
});

#[derive(Clone, Debug)]
pub struct Schedule {
    pub tag: String,
    pub setup: Setup,
    pub enabled: bool,
    pub begins: Seq,
    pub position: Seq,
    /// In seconds.
    pub last_slot: i64,
    pub failures: u32,
    pub chain: String,
}

/// What does not change between attempts.
#[derive(Clone, Debug)]
pub struct Decided {
    pub reason: RunReason,
    pub slot: i64,
    pub range: (Seq, Seq),
    pub setup: Setup,
    pub tag: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    Running,
    Committed,
}

#[derive(Clone, Debug)]
pub struct Run {
    pub decided: Decided,
    pub state: State,
    pub retry_at: i64,
    pub objects: BTreeMap<u32, ObjectRecord>,
    pub manifest: Option<(String, String)>,
    pub sha256: Option<String>,
}

/// The tables.
#[derive(Clone, Debug)]
pub struct File {
    pub schedule: Schedule,
    /// The first is run 1.
    pub runs: Vec<Run>,
    /// Uploads that were ever on record.
    pub uploads: BTreeSet<String>,
}

fn refused(message: &str) -> Error {
    Error::new(ErrorCode::NotFound, message)
}

impl File {
    pub fn run(&self, run: u64) -> &Run {
        &self.runs[run as usize - 1]
    }

    pub fn open_run(&self) -> Option<u64> {
        self.runs.iter().position(|run| run.state != State::Committed).map(|place| place as u64 + 1)
    }

    fn run_mut(&mut self, run: u64) -> &mut Run {
        &mut self.runs[run as usize - 1]
    }

    fn object(&mut self, run: u64, part: u32) -> Result<&mut ObjectRecord> {
        let run = self.run_mut(run);
        assert_eq!(run.state, State::Running, "only a run that is at work is written about");
        run.objects.get_mut(&part).ok_or_else(|| refused("no such object on record"))
    }

    pub fn plan(&mut self, decided: Decided, now: i64) -> u64 {
        assert!(self.open_run().is_none(), "a schedule has one open run");
        let (state, objects) = (State::Waiting, BTreeMap::new());
        self.runs.push(Run { decided, state, retry_at: now, objects, manifest: None, sha256: None });
        self.runs.len() as u64
    }

    pub fn attempt(&mut self, run: u64) {
        let run = self.run_mut(run);
        assert_ne!(run.state, State::Committed, "what is committed is not tried again");
        run.state = State::Running;
    }

    pub fn postpone(&mut self, run: u64, retry_at: i64) {
        self.schedule.failures += 1;
        let run = self.run_mut(run);
        if run.state == State::Running {
            (run.state, run.retry_at) = (State::Waiting, retry_at);
        }
    }

    /// The program starts.
    pub fn open(&mut self, now: i64) {
        for run in self.runs.iter_mut().filter(|run| run.state == State::Running) {
            (run.state, run.retry_at) = (State::Waiting, now);
        }
    }

    pub fn objects(&self, run: u64) -> Vec<ObjectRecord> {
        self.run(run).objects.values().cloned().collect()
    }

    pub fn begin(&mut self, run: u64, object: ObjectRecord) {
        assert_eq!(object.state, ObjectState::Begun);
        assert!(object.sealed.is_none() && object.upload.is_none(), "an object begins with nothing: {object:?}");
        let known = self.run_mut(run).objects.insert(object.part, object);
        assert!(known.is_none_or(|known| known.state != ObjectState::Landed), "what has landed is not begun again");
    }

    pub fn uploading(&mut self, run: u64, part: u32, upload: Option<&str>) -> Result<()> {
        self.uploads.extend(upload.map(str::to_owned));
        self.object(run, part)?.upload = upload.map(str::to_owned);
        Ok(())
    }

    pub fn seal(&mut self, run: u64, part: u32, sealed: &Sealed) -> Result<()> {
        let object = self.object(run, part)?;
        (object.state, object.sealed) = (ObjectState::Sealed, Some(sealed.clone()));
        Ok(())
    }

    pub fn land(&mut self, run: u64, part: u32, sealed: &Sealed) -> Result<()> {
        let object = self.object(run, part)?;
        assert_eq!(object.state, ObjectState::Sealed, "what lands was sealed");
        (object.state, object.sealed, object.upload) = (ObjectState::Landed, Some(sealed.clone()), None);
        Ok(())
    }

    pub fn forget(&mut self, run: u64, part: u32) -> Result<()> {
        if self.object(run, part)?.state != ObjectState::Begun {
            return Err(refused("only what was begun can be forgotten"));
        }
        self.run_mut(run).objects.remove(&part);
        Ok(())
    }

    pub fn seal_manifest(&mut self, run: u64, key: &str, text: &str) {
        self.run_mut(run).manifest = Some((key.to_owned(), text.to_owned()));
    }

    pub fn commit(&mut self, run: u64, sha256: Option<&str>) -> Result<()> {
        let found = self.run_mut(run);
        if found.state != State::Running {
            return Err(refused("the run is not at work"));
        }
        (found.state, found.sha256) = (State::Committed, sha256.map(str::to_owned));
        let Decided { reason, slot, range, .. } = found.decided;
        let schedule = &mut self.schedule;
        if reason != RunReason::Backfill {
            schedule.position = range.1;
        }
        schedule.last_slot = schedule.last_slot.max(slot);
        schedule.failures = 0;
        if let Some(sha256) = sha256 {
            sha256.clone_into(&mut schedule.chain);
        }
        Ok(())
    }
}
