//! Retention: rules, legal holds, what was removed, what vanishes at the sources.

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, LiftHold, PlaceHold, Retention, SetRetention, SourceRetention},
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;

use super::follow;
use crate::{
    arguments::{HoldCommand, RetentionCommand},
    output,
};

/// Carries out a command.
pub async fn run(desk: &Desk, command: RetentionCommand, json: bool) -> Result<()> {
    let retention = match command {
        RetentionCommand::Show => desk.retention_show(Empty {}).await?,
        RetentionCommand::Set { source, days, there } => {
            let known = desk.retention_show(Empty {}).await?.sources;
            let rule = known.into_iter().find(|rule| rule.name == source).ok_or_else(|| {
                let message = format!("There is no source {source:?}. `auditdesk source list` shows them.");
                Error::new(ErrorCode::NotFound, message)
            })?;
            let there_days = match there {
                None => rule.there_days.filter(|_| rule.there_chosen),
                Some(text) => number(&text)?.map_or(Some(0), Some),
            };
            let keep_days = match days {
                None => rule.keep_days,
                Some(text) => number(&text)?,
            };
            desk.retention_set(SetRetention { source: rule.source, keep_days, there_days }).await?
        }
        RetentionCommand::Run => {
            let job = desk.retention_run(Empty {}).await?.id;
            follow::ended_well(follow::follow(desk, job).await?)?;
            desk.retention_show(Empty {}).await?
        }
    };
    if json {
        output::json(&retention);
    } else {
        show(&retention);
    }
    Ok(())
}

/// `ever`, or a number of days.
fn number(text: &str) -> Result<Option<u32>> {
    if text == "ever" {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| {
        Error::new(ErrorCode::WrongUse, format!("{text:?} is no number of days. Say how many, or `ever`."))
    })
}

fn show(retention: &Retention) {
    let days = |days: Option<u32>, none: &str| days.map_or_else(|| none.to_owned(), |days| format!("{days} days"));
    let rows = retention.sources.iter().map(|source| {
        let SourceRetention { name, keep_days, there_days, due, vanishing, .. } = source;
        let there = if *there_days == Some(0) { "ever".to_owned() } else { days(*there_days, "not known") };
        let vanishing = vanishing.map_or_else(String::new, |vanishing| {
            let missing = vanishing.missing.map_or_else(|| "?".to_owned(), |missing| missing.to_string());
            format!("{} in {} days, {missing} not here", vanishing.entries, vanishing.within_days)
        });
        [
            name.clone(),
            days(*keep_days, "ever"),
            due.removed.to_string(),
            due.held.to_string(),
            due.unexported.to_string(),
            there,
            vanishing,
        ]
    });
    let headings = ["SOURCE", "KEPT", "WOULD GO", "HELD", "NOT EXPORTED", "KEPT THERE", "VANISHES THERE"];
    output::table(headings, rows, "No sources yet.");
    for stone in &retention.tombstones {
        output::line(format!(
            "{}  {} removed by {}: {} (places {} to {}, SHA-256 {})",
            output::moment(stone.at, UTC),
            stone.entries,
            stone.by,
            stone.reason,
            stone.first,
            stone.last,
            stone.sha256
        ));
    }
}

/// Carries out a command about legal holds.
pub async fn hold(desk: &Desk, command: HoldCommand, json: bool) -> Result<()> {
    let retention = match command {
        HoldCommand::List => desk.retention_show(Empty {}).await?,
        HoldCommand::Place { name, filter, reason, zone } => {
            desk.hold_place(PlaceHold { name, filter, zone, reason }).await?
        }
        HoldCommand::Lift { id, reason } => desk.hold_lift(LiftHold { id, reason }).await?,
    };
    if json {
        output::json(&retention.holds);
        return Ok(());
    }
    let rows = retention.holds.iter().map(|hold| {
        let state = hold.lifted.as_ref().map_or_else(
            || format!("holds {}", hold.entries.unwrap_or_default()),
            |lifted| format!("lifted by {}: {}", lifted.by, lifted.reason),
        );
        let placed = format!("{} by {}", output::moment(hold.placed_at, UTC), hold.placed_by);
        [hold.id.to_string(), hold.name.clone(), state, placed, hold.reason.clone(), hold.filter.clone()]
    });
    output::table(["HOLD", "NAME", "STATE", "PLACED", "WHY", "FILTER"], rows, "No legal holds.");
    Ok(())
}
