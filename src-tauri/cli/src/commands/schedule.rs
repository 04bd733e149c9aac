//! Schedules and what is due.

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            AddSchedule, BackfillSchedule, Empty, EnableSchedule, JobKind, JobState, PreviewSchedule, Recurrence,
            RunInfo, RunState, SavedView, ScheduleInfo, ScheduleRef, ScheduleSetup, UpdateSchedule, ViewUse,
        },
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::{Tz, UTC};

use super::{destination, entries, estimate, export, follow, saved_views};
use crate::{
    arguments::{ScheduleCommand, What, When, beginning, begins},
    output,
};

/// Carries out a command.
pub async fn run(desk: &Desk, command: ScheduleCommand, json: bool) -> Result<()> {
    match command {
        ScheduleCommand::Add { name, to, when, what, from, disabled, preview } => {
            let destination = destination::find(desk, &to).await?.id;
            let missing = || {
                Error::new(ErrorCode::WrongUse, "Say when it runs: --hourly, --daily, --weekly, --monthly or --cron.")
            };
            let recurrence = when.recurrence()?.ok_or_else(missing)?;
            let setup = setup(desk, name, destination, recurrence, what).await?;
            let beginning = beginning(&from, entries::zone(&setup.zone)?)?;
            if preview {
                return show_preview(desk, setup, Some(beginning), json).await;
            }
            let info = desk.schedule_add(AddSchedule { setup, beginning, enabled: !disabled }).await?;
            tell(&info, json)
        }
        ScheduleCommand::Edit { name, rename, to, when, what } => {
            edit(desk, &name, rename, to, (when, what), json).await
        }
        ScheduleCommand::List => list(desk, json).await,
        ScheduleCommand::Runs { name } => {
            let runs = desk.schedule_runs(ScheduleRef { id: find(desk, &name).await?.id }).await?;
            show_runs(&runs, json);
            Ok(())
        }
        ScheduleCommand::Enable { name } => enable(desk, &name, true, json).await,
        ScheduleCommand::Disable { name } => enable(desk, &name, false, json).await,
        ScheduleCommand::Run { name, estimate: true } => {
            let ScheduleInfo { id, setup, open, .. } = find(desk, &name).await?;
            if open.is_some() {
                output::remark(
                    "A run is not finished and goes on first. The figures are those of all that is not committed.",
                );
            }
            let ahead = PreviewSchedule { setup, beginning: None, id: Some(id) };
            estimate::tell(&desk.schedule_estimate(ahead).await?, json);
            Ok(())
        }
        ScheduleCommand::Run { name, estimate: false } => {
            let id = find(desk, &name).await?.id;
            let before = Before::of(desk).await?;
            desk.schedule_run(ScheduleRef { id }).await?;
            finish(desk, before, json).await
        }
        ScheduleCommand::Skip { name, undo } => {
            let schedule = ScheduleRef { id: find(desk, &name).await?.id };
            let info = if undo { desk.schedule_unskip(schedule).await? } else { desk.schedule_skip(schedule).await? };
            tell(&info, json)
        }
        ScheduleCommand::RunDue => run_due(desk, json).await,
        ScheduleCommand::Backfill { name, from, until } => {
            let schedule = find(desk, &name).await?;
            let zone: Tz = entries::zone(&schedule.setup.zone)?;
            let before = Before::of(desk).await?;
            let (from, until) = (begins(from, zone), begins(until, zone));
            desk.schedule_backfill(BackfillSchedule { id: schedule.id, from, until }).await?;
            finish(desk, before, json).await
        }
        ScheduleCommand::Remove { name } => {
            desk.schedule_remove(ScheduleRef { id: find(desk, &name).await?.id }).await?;
            if !json {
                output::line(format!("The schedule {name:?} is forgotten. What it wrote stays."));
            }
            Ok(())
        }
    }
}

/// The schedule of this name.
pub async fn find(desk: &Desk, name: &str) -> Result<ScheduleInfo> {
    let schedules = desk.schedule_list(Empty {}).await?;
    schedules.into_iter().find(|schedule| schedule.setup.name == name).ok_or_else(|| {
        let message = format!("There is no schedule {name:?}. `auditdesk schedule list` shows them.");
        Error::new(ErrorCode::NotFound, message)
    })
}

async fn setup(
    desk: &Desk,
    name: String,
    destination: u32,
    recurrence: Recurrence,
    what: What,
) -> Result<ScheduleSetup> {
    let view = used(desk, what.view).await?;
    let (filter, view) = view.map_or((what.filter.unwrap_or_default(), None), |(filter, view)| (filter, Some(view)));
    Ok(ScheduleSetup {
        name,
        filter,
        view,
        zone: what.zone.unwrap_or_else(|| "UTC".into()),
        destination,
        output: what.output.output(),
        recurrence,
        catch_up: what.catch_up.map(Into::into).unwrap_or_default(),
        allow_empty: what.allow_empty,
    })
}

/// The filter of a saved view, and which version it is.
async fn used(desk: &Desk, name: Option<String>) -> Result<Option<(String, ViewUse)>> {
    let Some(name) = name else { return Ok(None) };
    let SavedView { id, name, version, definition, sha256, .. } = saved_views::find(desk, &name).await?;
    Ok(Some((definition.filter, ViewUse { id, name, version, sha256 })))
}

async fn edit(
    desk: &Desk,
    name: &str,
    rename: Option<String>,
    to: Option<String>,
    (when, what): (When, What),
    json: bool,
) -> Result<()> {
    let before = find(desk, name).await?;
    let mut setup = before.setup;
    if let Some(to) = to {
        setup.destination = destination::find(desk, &to).await?.id;
    }
    if let Some(recurrence) = when.recurrence()? {
        setup.recurrence = recurrence;
    }
    setup.name = rename.unwrap_or(setup.name);
    if let Some((filter, view)) = used(desk, what.view).await? {
        (setup.filter, setup.view) = (filter, Some(view));
    }
    if let Some(filter) = what.filter {
        (setup.filter, setup.view) = (filter, None);
    }
    setup.zone = what.zone.unwrap_or(setup.zone);
    setup.catch_up = what.catch_up.map_or(setup.catch_up, Into::into);
    what.output.change(&mut setup.output);
    setup.allow_empty |= what.allow_empty;
    let preview =
        desk.schedule_preview(PreviewSchedule { setup: setup.clone(), beginning: None, id: Some(before.id) }).await?;
    let info = desk.schedule_update(UpdateSchedule { id: before.id, setup }).await?;
    if !json {
        output::line(&preview.range);
    }
    tell(&info, json)
}

async fn show_preview(
    desk: &Desk,
    setup: ScheduleSetup,
    beginning: Option<auditdesk_core::api::wire::Beginning>,
    json: bool,
) -> Result<()> {
    let zone = entries::zone(&setup.zone)?;
    let preview = desk.schedule_preview(PreviewSchedule { setup, beginning, id: None }).await?;
    if json {
        output::json(&preview);
        return Ok(());
    }
    output::line(&preview.words);
    for next in &preview.next {
        output::line(format!("next  {}", output::moment(*next, zone)));
    }
    output::line(format!("key   {}", preview.key));
    output::line(format!("now   {} entries", preview.rows));
    Ok(())
}

async fn enable(desk: &Desk, name: &str, enabled: bool, json: bool) -> Result<()> {
    let id = find(desk, name).await?.id;
    tell(&desk.schedule_enable(EnableSchedule { id, enabled }).await?, json)
}

fn tell(info: &ScheduleInfo, json: bool) -> Result<()> {
    if json {
        output::json(info);
        return Ok(());
    }
    output::line(format!("{}: {}", info.setup.name, info.words));
    let zone = entries::zone(&info.setup.zone)?;
    match info.next {
        Some(next) => output::line(format!("next run {}", output::moment(next, zone))),
        None => output::line("it does not run by itself"),
    }
    Ok(())
}

async fn list(desk: &Desk, json: bool) -> Result<()> {
    let schedules = desk.schedule_list(Empty {}).await?;
    if json {
        output::json(&schedules);
        return Ok(());
    }
    let rows = schedules.iter().map(|info| {
        let last = info.last.as_ref().and_then(|run| run.ended).map(|ended| output::moment(ended, UTC));
        let trouble = info.open.as_ref().and_then(|run| run.error.as_ref()).map(|error| error.message.clone());
        [
            info.setup.name.clone(),
            info.words.clone(),
            format!("{:?}", info.health).to_lowercase(),
            info.next.map_or_else(|| "-".into(), |next| output::moment(next, UTC)),
            last.unwrap_or_else(|| "-".into()),
            info.totals.1.to_string(),
            trouble.unwrap_or_default(),
        ]
    });
    output::table(["NAME", "WHEN", "STATE", "NEXT (UTC)", "LAST (UTC)", "ROWS", "TROUBLE"], rows, "No schedules yet.");
    Ok(())
}

fn show_runs(runs: &[RunInfo], json: bool) {
    if json {
        output::json(&runs);
        return;
    }
    let rows = runs.iter().flat_map(|run| {
        let reason = run.schedule.as_ref().map(|of| format!("{:?}", of.reason).to_lowercase()).unwrap_or_default();
        let first = [
            run.id.to_string(),
            run.schedule.as_ref().map(|of| output::moment(of.slot, UTC)).unwrap_or_default(),
            reason,
            format!("{:?}", run.state).to_lowercase(),
            format!("{}..{}", run.range.0, run.range.1),
            run.rows.to_string(),
        ];
        let objects = if run.objects.is_empty() {
            vec![(String::new(), String::new())]
        } else {
            run.objects.iter().map(|object| (object.location.clone(), object.sha256.clone())).collect()
        };
        objects.into_iter().map(move |(location, sha256)| {
            let [id, slot, reason, state, range, rows] = first.clone();
            [id, slot, reason, state, range, rows, location, sha256]
        })
    });
    output::table(["RUN", "FOR (UTC)", "WHY", "STATE", "LEDGER", "ROWS", "OBJECT", "SHA-256"], rows, "No runs yet.");
}

/// Runs everything that is due; exit code 1 where a run failed.
async fn run_due(desk: &Desk, json: bool) -> Result<()> {
    let before = Before::of(desk).await?;
    desk.run_due().await?;
    finish(desk, before, json).await
}

/// Waits until no export is at work, then prints the runs that are newer, or were tried again.
async fn finish(desk: &Desk, before: Before, json: bool) -> Result<()> {
    let mut failed = None;
    loop {
        let jobs = desk.job_list(Empty {}).await?;
        let Some(job) = jobs.iter().find(|job| job.kind == JobKind::Export && job.state == JobState::Running) else {
            break;
        };
        if let Err(error) = follow::ended_well(follow::follow(desk, job.id).await?) {
            failed = Some(error);
        }
        // A run that was missed follows the one before it.
        tokio::task::yield_now().await;
        desk.run_due().await?;
    }
    let tried: Vec<RunInfo> = desk.run_list(Empty {}).await?.into_iter().filter(|run| before.is_over(run)).collect();
    if json {
        output::json(&tried);
    } else if tried.is_empty() {
        output::line("Nothing is due.");
    } else {
        for run in tried.iter().rev() {
            match run.state {
                RunState::Done | RunState::Empty => export::print_run(run),
                _ => output::line(format!("{}: not finished; it is tried again.", run.name)),
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

/// The runs there were before.
struct Before(Vec<(u64, u32)>);

impl Before {
    async fn of(desk: &Desk) -> Result<Self> {
        let runs = desk.run_list(Empty {}).await?;
        Ok(Self(runs.iter().map(|run| (run.id, run.schedule.as_ref().map_or(0, |of| of.attempts))).collect()))
    }

    fn is_over(&self, run: &RunInfo) -> bool {
        let attempts = run.schedule.as_ref().map_or(0, |of| of.attempts);
        run.schedule.is_some() && !self.0.contains(&(run.id, attempts))
    }
}
