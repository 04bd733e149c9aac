//! Retention: what is kept how long, what must stay, what was removed, and what is about to vanish at the sources.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, blocking},
    filters::parse,
    sources::checked_name,
    views::zone,
    wire::{
        Empty, Event, JobInfo, JobKind, LegalHold, LiftHold, Micros, PlaceHold, Retention, RetentionDue, SetRetention,
        SourceConfig, SourceRetention, Vanishing,
    },
};
use crate::{
    entry::{Seq, filter::Field},
    error::{Error, ErrorCode, Result},
    source::Progress,
    store::{Kept, RemovalNote, SourceRow, Store, columns::Snapshot, query::ReadContext},
};

/// What vanishes within so many days is told.
const WARN_DAYS: u32 = 7;

/// Obot deletes after so many days where nobody said otherwise (`OBOT_SERVER_MCPAUDIT_LOG_RETENTION_DAYS`, since v0.19).
const OBOT_DAYS: u32 = 90;

/// The longest reason, in characters.
const REASON_MOST: usize = 500;

/// Rules are carried out so often by themselves.
const EVERY: TimeDelta = TimeDelta::days(1);

/// When rules were carried out by themselves the last time.
const RAN: &str = "retention_ran";

impl Desk {
    /// Rules, holds, tombstones, what would go now, and what is about to vanish at the sources.
    pub async fn retention_show(&self, _: Empty) -> Result<Retention> {
        let store = self.store().await?;
        let now = self.inner.parts.clock.now();
        let plan = plan(&store, now).await?;
        let mut sources = Vec::new();
        for (row, kept, due) in plan.due {
            let there = kept.there.or(known(&row));
            let vanishing = match there {
                Some(days) if days > 0 => Some(vanishing(&store, &row, days, now).await?),
                _ => None,
            };
            sources.push(SourceRetention {
                source: row.id,
                oldest: store.columns().snapshot().oldest(row.id),
                name: row.name,
                keep_days: kept.here,
                there_days: there,
                there_chosen: kept.there.is_some(),
                due: due.figures,
                vanishing,
            });
        }
        Ok(Retention { sources, holds: plan.holds, tombstones: store.tombstones().await? })
    }

    /// Changes how long entries of a source are kept. A shorter time removes nothing yet: the rules are carried out once a day, or when asked.
    pub async fn retention_set(&self, request: SetRetention) -> Result<Retention> {
        if request.keep_days == Some(0) {
            return Err(Error::new(ErrorCode::WrongUse, "Entries are kept for at least one day, or for ever."));
        }
        let kept = Kept { here: request.keep_days, there: request.there_days };
        self.store().await?.put_retention(request.source, kept).await?;
        self.tell(Event::Lists);
        self.retention_show(Empty {}).await
    }

    /// Places a legal hold. It holds for entries that come later, too.
    pub async fn hold_place(&self, request: PlaceHold) -> Result<Retention> {
        let store = self.store().await?;
        let (name, reason) = (checked_name(&request.name)?, checked_reason(&request.reason)?);
        let zone = zone(&request.zone)?.name().to_owned();
        let filter = parse(&request.filter)?.resolve(self.inner.parts.clock.now()).to_text();
        let by = self.reviewer(&store).await?;
        store.place_hold([name, filter, zone, reason], by).await?;
        self.tell(Event::Lists);
        self.retention_show(Empty {}).await
    }

    /// Lifts a legal hold. It stays on record.
    pub async fn hold_lift(&self, request: LiftHold) -> Result<Retention> {
        let store = self.store().await?;
        let (reason, by) = (checked_reason(&request.reason)?, self.reviewer(&store).await?);
        store.lift_hold(request.id, reason, by).await?;
        self.tell(Event::Lists);
        self.retention_show(Empty {}).await
    }

    /// Carries out the rules now, as a job.
    pub async fn retention_run(&self, _: Empty) -> Result<JobInfo> {
        let store = self.store().await?;
        let by = self.reviewer(&store).await?;
        self.start_retention(store, by)
    }

    /// Carries out the rules where that is due: once a day, while there is a rule. Whether it was started.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub async fn retention_due(&self) -> Result<bool> {
        let Some(store) = self.store_if_open().await? else { return Ok(false) };
        if store.retention().await?.values().all(|kept| kept.here.is_none()) {
            return Ok(false);
        }
        let (ran, now): (Option<Micros>, _) = (store.setting(RAN).await?, self.now());
        let every = EVERY.num_microseconds().expect("a day fits");
        // A moment in the future is one of a clock that was set back since.
        if ran.is_some_and(|ran| ran <= now && now - ran < every) {
            return Ok(false);
        }
        store.put_setting(RAN, now).await?;
        self.start_retention(store, "Auditdesk, by rule".to_owned())?;
        Ok(true)
    }

    fn start_retention(&self, store: Store, by: String) -> Result<JobInfo> {
        let desk = self.clone();
        self.inner.jobs.start(JobKind::Retention, 0, "Retention", move |context| async move {
            let plan = plan(&store, desk.inner.parts.clock.now()).await?;
            for (row, kept, due) in plan.due {
                let Some(days) = kept.here.filter(|_| !due.seqs.is_empty()) else { continue };
                let reason = format!("{}: older than {days} days", row.name);
                let (removing, by, job) = (store.clone(), by.clone(), context.clone());
                blocking(move || {
                    let note = RemovalNote { reason: &reason, by: &by };
                    removing.remove(&due.seqs, note, &job as &dyn Progress, &job.cancel)
                })
                .await?;
            }
            desk.tell(Event::Lists);
            Ok(())
        })
    }
}

/// What the rules would do now.
struct Plan {
    due: Vec<(SourceRow, Kept, Due)>,
    holds: Vec<LegalHold>,
}

/// What would go of one source.
#[derive(Default)]
struct Due {
    figures: RetentionDue,
    seqs: Vec<Seq>,
}

async fn plan(store: &Store, now: DateTime<Utc>) -> Result<Plan> {
    let (rows, rules, mut holds) = (store.sources().await?, store.retention().await?, store.legal_holds().await?);
    let unexported = store.first_unexported().await?;
    let store = store.clone();
    blocking(move || {
        let snapshot = store.columns().snapshot();
        let blocks = store.blocks();
        let mut held = Vec::new();
        for hold in holds.iter_mut().filter(|hold| hold.lifted.is_none()) {
            let context = ReadContext { zone: zone(&hold.zone)?, now, blocks: &*blocks };
            let filter = parse(&hold.filter)?;
            let cancel = CancellationToken::new();
            hold.entries = Some(snapshot.select(&filter, &context, &cancel)?.count());
            // Earlier versions of what is held stay as well.
            held.push(snapshot.select(&filter.of_every_version(), &context, &cancel)?);
        }
        let due = rows.into_iter().map(|row| {
            let kept = rules.get(&row.id).copied().unwrap_or_default();
            let due = kept.here.map_or_else(Due::default, |days| {
                let before = (now - TimeDelta::days(days.into())).timestamp_micros();
                let is_held = |seq: Seq| {
                    let row = snapshot.settled_row(seq);
                    row.is_some_and(|row| held.iter().any(|selection| selection.contains(row)))
                };
                due(&snapshot, snapshot.older(row.id, before), before, &is_held, unexported)
            });
            (row, kept, due)
        });
        Ok(Plan { due: due.collect(), holds })
    })
    .await
}

fn due(
    snapshot: &Snapshot,
    old: Vec<Seq>,
    before: Micros,
    is_held: &dyn Fn(Seq) -> bool,
    unexported: Option<Seq>,
) -> Due {
    let mut due = Due { figures: RetentionDue { before: Some(before), ..RetentionDue::default() }, seqs: Vec::new() };
    let sampled = snapshot.reviews().places(Field::Sample, |_| true);
    let sampled: BTreeSet<Seq> = sampled.into_iter().collect();
    for seq in old {
        if is_held(seq) {
            due.figures.held += 1;
        } else if unexported.is_some_and(|first| seq >= first) {
            due.figures.unexported += 1;
        } else {
            due.figures.removed += 1;
            due.figures.reviewed += u64::from(snapshot.reviews().of(seq).is_some() || sampled.contains(&seq));
            due.seqs.push(seq);
        }
    }
    due
}

/// How long the platform is known to keep entries, in days.
fn known(row: &SourceRow) -> Option<u32> {
    match row.config {
        SourceConfig::Obot { .. } => Some(OBOT_DAYS),
        // It never deletes by itself.
        SourceConfig::Podwarden { .. } => Some(0),
        _ => None,
    }
}

/// What a source that keeps `days` days is about to delete. Platforms cut at midnight UTC: a day goes as a whole.
async fn vanishing(store: &Store, row: &SourceRow, days: u32, now: DateTime<Utc>) -> Result<Vanishing> {
    let oldest = now.date_naive() - Days::new(days.into());
    let until = oldest + Days::new(WARN_DAYS.into());
    let midnight = |day: chrono::NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
    let snapshot = store.columns().snapshot();
    let here = snapshot.during(row.id, midnight(oldest), midnight(until));
    let stated = store.days(row.id).await?.into_iter().filter_map(|count| {
        let day = count.day.parse::<chrono::NaiveDate>().ok()?;
        (oldest <= day && day < until).then_some((day, count))
    });
    let (mut missing, mut first) = (None, None);
    for (day, count) in stated {
        *missing.get_or_insert(0) += count.stated.saturating_sub(count.held);
        if count.stated > 0 {
            first = Some(first.map_or(day, |first: chrono::NaiveDate| first.min(day)));
        }
    }
    if first.is_none() && here.entries > 0 {
        let days = (0..WARN_DAYS).map(|day| oldest + Days::new(day.into()));
        first = days
            .into_iter()
            .find(|day| snapshot.during(row.id, midnight(*day), midnight(*day + Days::new(1))).entries > 0);
    }
    Ok(Vanishing {
        within_days: WARN_DAYS,
        // A day is deleted at the midnight that makes it older than the span.
        first: first.map(|day| midnight(day + Days::new(u64::from(days) + 1))),
        entries: here.entries + missing.unwrap_or(0),
        missing,
        without_payload: here.not_fetched,
    })
}

fn checked_reason(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_MOST {
        let message = format!("Say why, in 1 to {REASON_MOST} characters: it stays on record.");
        return Err(Error::new(ErrorCode::WrongUse, message));
    }
    Ok(reason.to_owned())
}
