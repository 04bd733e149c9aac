//! Entries side by side, and a session step by step.

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            ChangeKind, Compare, CompareParts, Comparison, EntryDetail, OpenReplay, PartDifference, PartRef,
            ReadReplay, ReplayRow, Story, StoryBy,
        },
    },
    entry::PartName,
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;
use serde::Serialize;

use crate::output::{self, Listing};

/// Rows of a story that the core hands out at once.
const PAGE: u32 = 500;

/// How a part of the reference differs from the same part of another entry.
#[derive(Serialize)]
struct Differs {
    part: PartName,
    key: String,
    difference: PartDifference,
}

/// Compares entries with the first of them.
pub async fn compare(desk: &Desk, mut keys: Vec<String>, json: bool) -> Result<()> {
    if keys.len() < 2 {
        return Err(Error::new(ErrorCode::WrongUse, "A comparison takes two keys or more."));
    }
    let reference = keys.remove(0);
    let comparison = desk.entry_compare(Compare { reference, keys }).await?;
    let mut differences = Vec::new();
    // Fields can be compared without a reason.
    let is_hidden = comparison.entries.iter().any(|entry| entry.hidden);
    for part in comparison.parts.iter().copied().filter(|_| !is_hidden) {
        let Some(before) = part_of(&comparison.entries[0], part) else { continue };
        for other in &comparison.entries[1..] {
            let Some(after) = part_of(other, part) else { continue };
            let difference = desk.payload_compare(CompareParts { before: before.clone(), after }).await?;
            differences.push(Differs { part, key: other.row.key.clone(), difference });
        }
    }
    if json {
        output::json(&serde_json::json!({ "comparison": comparison, "differences": differences }));
    } else {
        print(&comparison, &differences);
    }
    Ok(())
}

fn part_of(entry: &EntryDetail, name: PartName) -> Option<PartRef> {
    let has = entry.parts.iter().any(|part| part.name == Some(name));
    has.then(|| PartRef { entry: entry.row.key.clone(), sha256: entry.sha256.clone(), part: Some(name) })
}

fn print(comparison: &Comparison, differences: &[Differs]) {
    for field in comparison.fields.iter().filter(|field| !field.same) {
        output::line(&field.label);
        for (entry, value) in comparison.entries.iter().zip(&field.values) {
            output::line(format!("  {:<10} {value}", entry.row.key));
        }
    }
    if comparison.entries.iter().any(|entry| entry.hidden) {
        output::line("\nPayloads are hidden: this workspace asks why you look at them. Give --reason.");
    }
    for Differs { part, key, difference } in differences {
        let word = serde_json::to_value(part).unwrap_or_default();
        output::line(format!("\n{} and {key}: {}", word.as_str().unwrap_or_default(), summary(difference)));
        for change in &difference.changes {
            let sign = match change.what {
                ChangeKind::Added => '+',
                ChangeKind::Removed => '-',
                ChangeKind::Changed => '~',
                ChangeKind::Moved => '>',
                ChangeKind::Spelled => '=',
            };
            let to = change.to.as_ref().map_or_else(String::new, |to| format!(" -> {to}"));
            output::line(format!("  {sign} {}{to}", change.path));
            if change.what != ChangeKind::Moved {
                for (sign, value) in [('-', &change.before), ('+', &change.after)] {
                    if let Some(value) = value {
                        output::line(format!("      {sign} {value}"));
                    }
                }
            }
        }
    }
}

fn summary(difference: &PartDifference) -> String {
    match difference {
        PartDifference { identical: true, .. } => "the same".to_owned(),
        PartDifference { structural: false, .. } => "different, and not both are JSON".to_owned(),
        PartDifference { count: 0, .. } => "the same values; white space or the order of keys differs".to_owned(),
        PartDifference { count, changes, coarse, .. } => {
            let shown =
                if changes.len() as u64 == *count { String::new() } else { format!(", {} shown", changes.len()) };
            let coarse = if *coarse { ", not aligned exactly" } else { "" };
            format!("{count} differences{shown}{coarse}")
        }
    }
}

/// Lists the entries of a session in the order of time.
pub async fn session(desk: &Desk, id: &str, json: bool) -> Result<()> {
    let story = Story { by: StoryBy::Session, value: id.to_owned(), session: String::new() };
    let open = OpenReplay { story, key: None };
    let replay = desk.replay_open(open.clone()).await?;
    if replay.rows == 0 {
        return Err(Error::new(ErrorCode::NotFound, format!("No entry has the session {id}.")));
    }
    let mut rows = Vec::new();
    while (rows.len() as u32) < replay.rows {
        let question = ReadReplay { replay: open.clone(), offset: rows.len() as u32, limit: PAGE };
        let page = desk.replay_rows(question).await?.rows;
        if page.is_empty() {
            break;
        }
        rows.extend(page);
    }
    if json {
        output::json(&serde_json::json!({ "replay": replay, "rows": rows }));
        return Ok(());
    }
    let mut listing = Listing::new(["KEY", "AFTER", "DURATION", "OPERATION", "TARGET", "OUTCOME", ""]);
    listing.add(rows.iter().map(cells));
    listing.end("Nothing matches.");
    let from = replay.from.map_or_else(String::new, |from| output::moment(from, UTC));
    output::line(format!("{} entries from {from}, {} of them failures", replay.total, replay.failures.len()));
    for gap in &replay.missing {
        let from = gap.from.map_or_else(|| "the beginning".to_owned(), |from| output::moment(from, UTC));
        output::line(format!("no data of {} from {from} to {}", gap.source, output::moment(gap.until, UTC)));
    }
    Ok(())
}

fn cells(row: &ReplayRow) -> [String; 7] {
    let entry = &row.entry;
    let mut remarks = Vec::new();
    if entry.tool_error == Some(true) {
        remarks.push("tool error".to_owned());
    }
    if let Some(silence) = row.silence {
        remarks.push(format!("silent for {} before", output::duration(Some(silence))));
    }
    if row.lane > 0 {
        remarks.push("overlaps".to_owned());
    }
    [
        entry.key.clone(),
        format!("+{}", output::duration(Some(row.offset))),
        output::duration(entry.duration),
        entry.operation.clone(),
        entry.target.clone(),
        entry.outcome.word().to_owned(),
        remarks.join(", "),
    ]
}
