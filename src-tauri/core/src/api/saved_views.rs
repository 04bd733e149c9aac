//! Saved views.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    desk::Desk,
    filters::parse,
    sheets::file_stem,
    sources::checked_name,
    wire::{Empty, Event, ReadViewFile, SaveView, SavedView, SavedViewRef, TextFile, ViewDefinition, ViewUse},
};
use crate::{
    error::{Error, ErrorCode, Result},
    hex::hex,
    store::Store,
};

/// The form of a view's file; the number of the form comes first.
#[derive(Serialize, Deserialize)]
struct ViewFile {
    auditdesk_view: u32,
    name: String,
    version: u32,
    definition: ViewDefinition,
    sha256: String,
    saved_at: i64,
    saved_by: String,
}

/// The only form so far.
const FORM: u32 = 1;

impl Desk {
    /// The newest version of every saved view.
    pub async fn saved_view_list(&self, _: Empty) -> Result<Vec<SavedView>> {
        self.store().await?.saved_views().await
    }

    /// Every version of a saved view, the newest first.
    pub async fn saved_view_versions(&self, request: SavedViewRef) -> Result<Vec<SavedView>> {
        self.store().await?.saved_view_versions(request.id).await
    }

    /// Saves a view: a new one, or a new version where something changed.
    pub async fn saved_view_save(&self, request: SaveView) -> Result<SavedView> {
        let store = self.store().await?;
        let name = checked_name(&request.name)?;
        let filter = parse(&request.definition.filter)?.to_text();
        let definition = ViewDefinition { filter, ..request.definition };
        let (sha256, by) = (hash(&definition)?, self.reviewer(&store).await?);
        let saved = store.save_view(request.id, name, definition, sha256, by, self.now()).await?;
        self.tell(Event::Lists);
        Ok(saved)
    }

    /// Forgets a saved view with all its versions. Schedules keep the filter that they copied from it.
    pub async fn saved_view_remove(&self, request: SavedViewRef) -> Result<Empty> {
        self.store().await?.remove_saved_view(request.id).await?;
        self.tell(Event::Lists);
        Ok(Empty {})
    }

    /// A version of a saved view as a file for another machine.
    pub async fn saved_view_file(&self, request: SavedViewRef) -> Result<TextFile> {
        let store = self.store().await?;
        let SavedView { name, version, definition, sha256, saved_at, saved_by, .. } = find(&store, request).await?;
        let file = ViewFile { auditdesk_view: FORM, name, version, definition, sha256, saved_at, saved_by };
        let text = serde_json::to_string_pretty(&file).map_err(unwritten)? + "\n";
        Ok(TextFile { name: format!("{}-v{version}.view.json", file_stem(&file.name)), text, lines: 1 })
    }

    /// Brings in a view out of a file: a new version of the view of that name, or a new one.
    ///
    /// # Errors
    /// `wrong_use` where the file is no view, was changed since it was saved, or has a filter that this program cannot read.
    pub async fn saved_view_read(&self, request: ReadViewFile) -> Result<SavedView> {
        let wrong = |message: String| Error::new(ErrorCode::WrongUse, message);
        let file: ViewFile = serde_json::from_str(request.text.trim_start_matches('\u{feff}'))
            .map_err(|e| wrong(format!("This is no file of a saved view ({e}). Choose one that Auditdesk wrote.")))?;
        if file.auditdesk_view != FORM {
            return Err(wrong("A newer version of Auditdesk wrote this file. Update this one.".to_owned()));
        }
        if hash(&file.definition)? != file.sha256 {
            let message =
                "The file was changed after it was saved: its hash does not fit. Save it again where it comes from.";
            return Err(wrong(message.to_owned()));
        }
        let known = self.store().await?.saved_views().await?.into_iter().find(|view| view.name == file.name);
        let id = known.map(|view| view.id);
        self.saved_view_save(SaveView { id, name: file.name, definition: file.definition }).await
    }
}

/// A version of a saved view.
pub(super) async fn find(store: &Store, request: SavedViewRef) -> Result<SavedView> {
    let versions = store.saved_view_versions(request.id).await?;
    let wanted = |view: &SavedView| request.version.is_none_or(|version| view.version == version);
    versions.into_iter().find(wanted).ok_or_else(|| {
        let message = format!("Saved view {} has no version {}.", request.id, request.version.unwrap_or_default());
        Error::new(ErrorCode::NotFound, message)
    })
}

/// Checks that a filter is the one of the saved view that it is said to come from.
///
/// # Errors
/// `NotFound`; `WrongUse` where the filter is another one.
pub(super) async fn checked_use(store: &Store, view: &ViewUse, filter: &str) -> Result<ViewUse> {
    let saved = find(store, SavedViewRef { id: view.id, version: Some(view.version) }).await?;
    if parse(filter)?.to_text() != saved.definition.filter {
        let message =
            format!("The filter is not that of version {} of {:?}. Choose the view again.", view.version, saved.name);
        return Err(Error::new(ErrorCode::WrongUse, message));
    }
    Ok(ViewUse { id: saved.id, name: saved.name, version: saved.version, sha256: saved.sha256 })
}

/// Fields in the order of the type, so that equal definitions have equal hashes.
fn hash(definition: &ViewDefinition) -> Result<String> {
    Ok(hex(&Sha256::digest(serde_json::to_vec(definition).map_err(unwritten)?)))
}

fn unwritten(error: serde_json::Error) -> Error {
    Error::new(ErrorCode::Internal, "The view could not be written.").because(error)
}
