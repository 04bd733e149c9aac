//! Saved views.

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, ReadViewFile, SaveView, SavedView, SavedViewRef, Sort, ViewDefinition},
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;

use super::{
    entries::field,
    review::{read, write},
};
use crate::{arguments::ViewCommand, output};

/// Carries out a command.
pub async fn run(desk: &Desk, command: ViewCommand, json: bool) -> Result<()> {
    let views = match command {
        ViewCommand::List => desk.saved_view_list(Empty {}).await?,
        ViewCommand::Save { name, filter, sort, ascending } => {
            let sort = Sort { field: field(&sort)?, descending: !ascending };
            let known = desk.saved_view_list(Empty {}).await?.into_iter().find(|view| view.name == name.trim());
            let columns = known.as_ref().map(|view| view.definition.columns.clone()).unwrap_or_default();
            let definition = ViewDefinition { filter: filter.join(" "), sort, columns };
            vec![desk.saved_view_save(SaveView { id: known.map(|view| view.id), name, definition }).await?]
        }
        ViewCommand::Versions { name } => {
            let id = find(desk, &name).await?.id;
            desk.saved_view_versions(SavedViewRef { id, version: None }).await?
        }
        ViewCommand::Export { name, version, out } => {
            let id = find(desk, &name).await?.id;
            return write(&desk.saved_view_file(SavedViewRef { id, version }).await?, out, json);
        }
        ViewCommand::Import { file } => vec![desk.saved_view_read(ReadViewFile { text: read(&file)? }).await?],
        ViewCommand::Remove { name } => {
            let id = find(desk, &name).await?.id;
            desk.saved_view_remove(SavedViewRef { id, version: None }).await?;
            if !json {
                output::line(format!("The saved view {name:?} is forgotten."));
            }
            return Ok(());
        }
    };
    if json {
        output::json(&views);
        return Ok(());
    }
    let rows = views.iter().map(|view| {
        [
            view.name.clone(),
            view.version.to_string(),
            output::moment(view.saved_at, UTC),
            view.saved_by.clone(),
            view.definition.filter.clone(),
            view.sha256[..12.min(view.sha256.len())].to_owned(),
        ]
    });
    output::table(["NAME", "VERSION", "SAVED", "BY", "FILTER", "SHA-256"], rows, "No saved views yet.");
    Ok(())
}

/// The newest version of the saved view of this name.
pub async fn find(desk: &Desk, name: &str) -> Result<SavedView> {
    let views = desk.saved_view_list(Empty {}).await?;
    views.into_iter().find(|view| view.name == name).ok_or_else(|| {
        let message = format!("There is no saved view {name:?}. `auditdesk view list` shows them.");
        Error::new(ErrorCode::NotFound, message)
    })
}
