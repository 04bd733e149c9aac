//! Payloads behind a reason: where the workspace asks for one, a payload is shown only to who says why, and that stays on record.
//!
//! It holds people to account who open the workspace with this program. It is no second encryption: who has the key has the file.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use super::{
    desk::{Desk, Opened, blocking},
    entries,
    reviews::sha256,
    wire::{Empty, EntryDetail, EntryKey, Event, Looks, PartText, ReadLooks, RevealEntries},
};
use crate::{
    error::{Error, ErrorCode, Result},
    review::Subject,
};

/// Entries that are revealed by one reason: a comparison with room to spare.
const ENTRIES_MOST: usize = 100;

/// The longest reason, in characters.
const REASON_MOST: usize = 500;

/// Looks that are read at a time.
const LOOKS_MOST: u32 = 10_000;

/// The entries that are readable since the workspace was opened.
#[derive(Debug, Default)]
pub(super) struct Revealed(Mutex<HashSet<EntryKey>>);

impl Revealed {
    fn add(&self, keys: Vec<EntryKey>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(keys);
    }

    fn has(&self, key: &EntryKey) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(key)
    }
}

impl Desk {
    /// Makes payloads readable, and notes who looks at them and why.
    ///
    /// # Errors
    /// `wrong_use` without a reason; `not_found`. Nothing is readable then.
    pub async fn entry_reveal(&self, request: RevealEntries) -> Result<Empty> {
        let RevealEntries { keys, reason } = request;
        let reason = checked(&reason)?;
        if keys.len() > ENTRIES_MOST {
            let message = format!("One reason reveals at most {ENTRIES_MOST} entries. Choose fewer.");
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        let Opened { store, revealed, .. } = self.opened().await?;
        let (found, named) = (store.clone(), keys.clone());
        let records = blocking(move || {
            let snapshot = found.columns().snapshot();
            let subject = |key| {
                let (record, seq) = entries::record(&found, key)?;
                let source = snapshot.source_name(record.source).to_owned();
                Ok(Subject { sha256: sha256(&record), source, id: record.remote_id, seq })
            };
            named.iter().map(subject).collect::<Result<Vec<_>>>()
        })
        .await?;
        let by = self.reviewer(&store).await?;
        store.note_looks(records, by, reason).await?;
        revealed.add(keys);
        self.tell(Event::Reviews);
        Ok(Empty {})
    }

    /// The looks on record, and when the workspace began and ceased to ask for reasons.
    pub async fn reveal_list(&self, request: ReadLooks) -> Result<Looks> {
        let (total, looks) = self.store().await?.looks(request.limit.min(LOOKS_MOST)).await?;
        Ok(Looks { total, looks })
    }
}

impl Opened {
    /// Whether payloads are behind a reason here.
    pub(super) async fn asks_reason(&self) -> Result<bool> {
        Ok(self.store.settings().await?.asks_reason)
    }

    /// Whether a reason was given for this entry since the workspace was opened.
    pub(super) fn is_revealed(&self, key: &EntryKey) -> bool {
        self.revealed.has(key)
    }

    /// Lets pass who may read the payload of an entry.
    ///
    /// # Errors
    /// `reason_needed`.
    pub(super) async fn check_revealed(&self, key: &EntryKey) -> Result<()> {
        if self.is_revealed(key) || !self.asks_reason().await? {
            return Ok(());
        }
        let message = format!("The payload of {key} is hidden: this workspace asks why you look at it. Give a reason.");
        Err(Error::new(ErrorCode::ReasonNeeded, message))
    }

    /// The entry without the texts of its payload, where they are behind a reason that was not given.
    pub(super) async fn as_revealed(&self, mut detail: EntryDetail) -> Result<EntryDetail> {
        if !self.is_revealed(&detail.row.key) && self.asks_reason().await? {
            detail.hidden = true;
            detail.parts.iter_mut().for_each(hide);
            hide(&mut detail.raw);
        }
        Ok(detail)
    }
}

fn hide(part: &mut PartText) {
    part.text.clear();
    part.cut = true;
}

fn checked(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::new(ErrorCode::WrongUse, "Say why you look at this payload: a reason is needed."));
    }
    if reason.chars().count() > REASON_MOST || reason.chars().any(|sign| sign.is_control() && sign != '\n') {
        let message = format!("A reason has at most {REASON_MOST} characters and no control characters.");
        return Err(Error::new(ErrorCode::WrongUse, message));
    }
    Ok(reason.to_owned())
}
