//! What reviewers say of entries.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            EntryReview, ExportReviews, ImportReviews, OpenView, ReadPage, ReviewFormat, ShowEntry, Sort, TextFile,
            WaitView, WriteReview,
        },
    },
    error::{Error, ErrorCode, Result},
    review::{Disposition, ReviewAction},
};
use chrono_tz::UTC;

use super::reveals;
use crate::{
    arguments::{AskState, DispositionName, EntryArguments, ReviewCommand, ReviewForm},
    output,
};

/// The core hands out pages of at most so many rows.
const PAGE: u32 = 1000;

/// Carries out a command.
pub async fn run(desk: &Desk, command: ReviewCommand, json: bool) -> Result<()> {
    match command {
        ReviewCommand::Mark { disposition, entries } => {
            let disposition = match disposition {
                DispositionName::Open => Some(Disposition::Open),
                DispositionName::Fine => Some(Disposition::Fine),
                DispositionName::Exception => Some(Disposition::Exception),
                DispositionName::NotApplicable => Some(Disposition::NotApplicable),
                DispositionName::None => None,
            };
            say(desk, entries, ReviewAction::Dispose { disposition }, json).await
        }
        ReviewCommand::Tag { tag, entries } => say(desk, entries, ReviewAction::Tag { tag }, json).await,
        ReviewCommand::Untag { tag, entries } => say(desk, entries, ReviewAction::Untag { tag }, json).await,
        ReviewCommand::Note { key, text } => {
            let text = if text.is_empty() { standard_input()? } else { text.join(" ") };
            let entries = EntryArguments { keys: vec![key], filter: None };
            say(desk, entries, ReviewAction::Write { note: String::new(), text }, json).await
        }
        ReviewCommand::Show { key } => {
            let review = desk.review_show(ShowEntry { key }).await?;
            if json {
                output::json(&review);
            } else {
                show(&review);
            }
            Ok(())
        }
        ReviewCommand::Export { filter, format, out } => {
            let format = match format {
                ReviewForm::Jsonl => ReviewFormat::Jsonl,
                ReviewForm::Csv => ReviewFormat::Csv,
            };
            let file = desk.review_export(ExportReviews { filter, zone: "UTC".into(), format }).await?;
            write(&file, out, json)
        }
        ReviewCommand::Ask { state } => reveals::ask(desk, state == AskState::On, json).await,
        ReviewCommand::Looks { limit } => reveals::list(desk, limit, json).await,
        ReviewCommand::Import { file } => {
            let imported = desk.review_import(ImportReviews { text: read(&file)? }).await?;
            if json {
                output::json(&imported);
                return Ok(());
            }
            output::line(format!("{} statements are new, {} were known.", imported.added, imported.known));
            if imported.elsewhere > 0 {
                output::line(format!(
                    "{} are about entries that are not here. They are kept; import the file again once the entries are here.",
                    imported.elsewhere
                ));
            }
            Ok(())
        }
    }
}

async fn say(desk: &Desk, entries: EntryArguments, action: ReviewAction, json: bool) -> Result<()> {
    let keys = match entries.filter {
        Some(filter) => settled(desk, filter).await?,
        None => entries.keys,
    };
    let count = keys.len();
    desk.review_write(WriteReview { keys, action }).await?;
    if json {
        output::json(&serde_json::json!({ "entries": count }));
    } else {
        output::line(format!("{count} {}.", if count == 1 { "entry" } else { "entries" }));
    }
    Ok(())
}

/// The keys of the settled entries that match.
async fn settled(desk: &Desk, filter: String) -> Result<Vec<String>> {
    let opened = desk.view_open(OpenView { filter, sort: Sort::default(), zone: "UTC".into() }).await?;
    let view = opened.progress.view;
    let count = desk.view_wait(WaitView { view, rows: None }).await?.count;
    let mut keys = Vec::new();
    let mut offset = 0;
    while offset < count {
        let rows = desk.view_page(ReadPage { view, offset, limit: PAGE }).await?.rows;
        offset += u64::from(PAGE);
        keys.extend(rows.into_iter().filter(|row| row.seq.is_some()).map(|row| row.key));
    }
    Ok(keys)
}

fn show(review: &EntryReview) {
    let words = |review: &auditdesk_core::api::wire::RowReview| {
        let disposition = review.disposition.map_or("none", Disposition::word).replace('_', " ");
        let by = if review.reviewer.is_empty() { String::new() } else { format!(" by {}", review.reviewer) };
        format!("{disposition}{by}")
    };
    output::line(format!("Disposition  {}", words(&review.row)));
    output::line(format!("Tags         {}", review.row.tags.join(", ")));
    output::line(format!("Samples      {}", review.row.samples.join(", ")));
    for earlier in &review.earlier {
        output::line(format!("Earlier      {}: {}", earlier.key, words(&earlier.row)));
    }
    for note in &review.written {
        output::line(format!("\n{} {}", output::moment(note.at, UTC), note.by));
        if let Some(at) = note.edited_at {
            output::line(format!("written anew {} by {}", output::moment(at, UTC), note.edited_by));
        }
        output::line(&note.text);
    }
    output::line("");
    let rows = review.history.iter().map(|line| {
        let what = match &line.action {
            ReviewAction::Dispose { disposition: None } => "took the disposition back".to_owned(),
            ReviewAction::Dispose { disposition: Some(disposition) } => disposition.word().replace('_', " "),
            ReviewAction::Tag { tag } => format!("tag {tag}"),
            ReviewAction::Untag { tag } => format!("without tag {tag}"),
            ReviewAction::Write { text, .. } => format!("note: {}", text.lines().next().unwrap_or_default()),
            ReviewAction::Erase { .. } => "took a note back".to_owned(),
        };
        [output::moment(line.at, UTC), line.by.clone(), what]
    });
    output::table(["AT (UTC)", "BY", "SAID"], rows, "Nothing was said of this entry.");
}

/// A file that the user named.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}. Check the path and the right to read it.", path.display());
        Error::new(ErrorCode::WrongUse, message)
    })
}

/// Writes a text to the file that the user named, or prints it.
pub fn write(file: &TextFile, out: Option<PathBuf>, json: bool) -> Result<()> {
    let Some(path) = out else {
        output::exact(file.text.trim_end_matches('\n'));
        return Ok(());
    };
    fs::write(&path, &file.text).map_err(|error| {
        let message = format!("{} cannot be written: {error}. Choose another place.", path.display());
        Error::new(ErrorCode::WrongUse, message)
    })?;
    if json {
        output::json(&serde_json::json!({ "path": path, "lines": file.lines }));
    } else {
        output::line(format!("{}: {} lines.", path.display(), file.lines));
    }
    Ok(())
}

fn standard_input() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| {
        Error::new(ErrorCode::WrongUse, format!("Standard input cannot be read: {error}. Give the note as text."))
    })?;
    Ok(text)
}
