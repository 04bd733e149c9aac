//! Running what is due, and going on after what went wrong.

use std::sync::{Arc, atomic::AtomicU64};

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::{moment, plan::selected};
use crate::{
    api::{
        desk::Desk,
        destinations,
        export_rows::{RunRows, days},
        filters::parse,
        wire::{Alert, AlertKind, Event, JobKind},
    },
    error::{Error, Result},
    export::{
        Encoding,
        scheduled::{self, Facts, Journal, ObjectState, Plan, Writer},
    },
    jobs::JobContext,
    schedule::{Circuit, Class, retry_after},
    store::{OpenRun, Schedule, Store},
};

impl Desk {
    /// Starts every run whose time has come, and those that wait to be tried again; how many. Nothing is due where no workspace is open. Whoever hosts the
    /// desk calls it every half minute or so: what is due is decided by the wall clock and the file, as timers stop while a machine sleeps.
    ///
    /// # Errors
    /// Where the file cannot be read. What is wrong with one schedule does not keep the others from running.
    pub async fn run_due(&self) -> Result<usize> {
        let Some(store) = self.store_if_open().await? else { return Ok(0) };
        let mut started = 0;
        for schedule in store.schedules().await? {
            if schedule.enabled && self.start_due(&store, &schedule).await? {
                started += 1;
            }
        }
        Ok(started)
    }

    async fn start_due(&self, store: &Store, schedule: &Schedule) -> Result<bool> {
        match self.due_run(store, schedule.id).await {
            Ok(Some(run)) => self.start_run(store, schedule.id, run).await.map(|()| true),
            Ok(None) => Ok(false),
            Err(error) => {
                tracing::warn!(schedule = schedule.id, %error, "a run could not be decided on");
                Ok(false)
            }
        }
    }

    /// Starts an attempt of a run, if it has none.
    pub(super) async fn start_run(&self, store: &Store, schedule: u32, run: u64) -> Result<()> {
        let name = store.schedule(schedule).await?.setup.name;
        let (desk, writes) = (self.clone(), store.clone());
        let job = self.inner.jobs.start(JobKind::Export, run, format!("Export {name}"), move |context| async move {
            let result = desk.attempt(&writes, schedule, run, &context).await;
            if let Err(error) = writes.add_work(run, context.worked()).await {
                tracing::warn!(%error, "how long the attempt worked is not on record");
            }
            desk.tell(Event::Lists);
            if result.is_ok() && !context.cancel.is_cancelled() {
                // Runs that were missed follow one another without waiting to be looked for.
                desk.follow(writes, schedule);
            }
            result
        });
        self.tell(Event::Lists);
        job.map(drop)
    }

    fn follow(&self, store: Store, schedule: u32) {
        let desk = self.clone();
        let next = async move {
            let schedule = store.schedule(schedule).await?;
            if schedule.enabled { desk.start_due(&store, &schedule).await } else { Ok(false) }
        };
        tokio::spawn(Box::pin(async move {
            if let Err(error) = next.await {
                tracing::info!(%error, "no further run");
            }
        }) as futures::future::BoxFuture<'static, ()>);
    }

    /// Stops the attempt of a schedule's run that is at work, and waits for its end.
    pub(super) async fn stop_run(&self, store: &Store, schedule: u32) -> Result<()> {
        if let Some(open) = store.open_run(schedule).await?
            && let Some(job) = self.inner.jobs.running(JobKind::Export, open.id)
        {
            self.inner.jobs.cancel(job)?;
            self.inner.jobs.ended(job).await?;
        }
        Ok(())
    }

    /// Removes what the run of a schedule that is not committed has at the storage and is no object.
    pub(super) async fn abandon_run(&self, store: &Store, schedule: u32) -> Result<()> {
        let Some(open) = store.open_run(schedule).await? else { return Ok(()) };
        let (_, destination) = destinations::open(store, open.plan.destination.0).await?;
        for object in Journal::objects(store, open.id).await? {
            if object.state != ObjectState::Landed {
                destination.abort(&object.key, object.upload.as_deref(), &CancellationToken::new()).await?;
            }
        }
        Ok(())
    }

    async fn attempt(&self, store: &Store, schedule: u32, run: u64, context: &JobContext) -> Result<()> {
        let before = store.schedule(schedule).await?;
        let open = store.open_run(schedule).await?.filter(|open| open.id == run);
        let Some(open) = open else { return Ok(()) };
        store.attempt_run(run).await?;
        self.tell(Event::Lists);
        let result = self.write_run(store, &before, &open, context).await;
        match &result {
            Ok(()) if before.failures > 0 => {
                let message = format!("{} runs again: what was missed has been exported.", before.setup.name);
                self.alert(&before, AlertKind::Recovered, message);
            }
            Ok(()) => {}
            Err(error) => self.postpone(store, &before, run, error).await?,
        }
        result
    }

    /// Keeps why an attempt ended and when the next one is.
    async fn postpone(&self, store: &Store, schedule: &Schedule, run: u64, error: &Error) -> Result<()> {
        let Some(class) = Class::of(error.code) else {
            store.postpone_run(run, schedule.id, None, false, |_| None).await?;
            return Ok(());
        };
        let (now, random) = (self.inner.parts.clock.now(), self.inner.parts.random.clone());
        let again = move |failures: u32| {
            let wait = TimeDelta::from_std(retry_after(class, failures, &*random)).unwrap_or(TimeDelta::hours(6));
            Some((now + wait).timestamp_micros())
        };
        let failures = store.postpone_run(run, schedule.id, Some(error.to_wire()), true, again).await?;
        let kind = match failures {
            1 => AlertKind::Failed,
            Circuit::OPENS_AFTER => AlertKind::Broken,
            _ => return Ok(()),
        };
        self.alert(schedule, kind, format!("{}: {}", schedule.setup.name, error.message));
        Ok(())
    }

    fn alert(&self, schedule: &Schedule, kind: AlertKind, message: String) {
        self.tell(Event::Alert {
            alert: Alert { schedule: schedule.id, name: schedule.setup.name.clone(), kind, message },
        });
    }

    async fn write_run(&self, store: &Store, schedule: &Schedule, open: &OpenRun, context: &JobContext) -> Result<()> {
        let OpenRun { id: run, plan: decided, .. } = open;
        let (_, destination) = destinations::open(store, decided.destination.0).await?;
        let destination = destination.behind(context.gate.clone());
        let slot = moment(decided.slot);
        let selection = selected(store, parse(&decided.filter)?, &decided.zone, decided.range, slot).await?;
        let days = days(&selection, decided.output.by_day);
        let plan = Plan {
            run: *run,
            range: decided.range,
            days,
            allow_empty: decided.allow_empty,
            facts: Facts {
                schedule: decided.name.clone(),
                tag: schedule.tag.clone(),
                reason: decided.reason,
                slot: decided.slot,
                filter: decided.filter.clone(),
                output: decided.output.clone(),
                previous: schedule.chain.clone(),
            },
        };
        let writer = Writer {
            keys: destination.run_keys(&decided.name, slot, &decided.tag, *run)?,
            destination: &destination,
            encoding: Arc::new(Encoding::new(&decided.output)?),
            total: selection.count(),
            rows: RunRows { store: store.clone(), selection, payload: decided.output.payload },
            done: AtomicU64::new(0),
            progress: context,
            cancel: &context.cancel,
            unique: &|| self.tag(),
        };
        scheduled::run(&plan, store, &writer).await
    }
}
