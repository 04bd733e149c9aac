//! One statement of a reviewer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    api::wire::Micros,
    entry::{Seq, filter::Field},
    error::{Error, ErrorCode, Result},
};

/// The longest tag, in characters.
pub const MAX_TAG: usize = 64;

/// The longest note, in bytes.
pub const MAX_NOTE: usize = 64 * 1024;

/// The verdict of a reviewer on one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Disposition {
    /// Looked at; something is still to be found out.
    Open,
    /// As it should be.
    Fine,
    /// Not as it should be.
    Exception,
    /// The question of the review does not arise here.
    NotApplicable,
}

impl Disposition {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Open, Self::Fine, Self::Exception, Self::NotApplicable];

    /// The word used in filters, exports and on the wire.
    pub fn word(self) -> &'static str {
        Field::Disposition.choices()[self as usize]
    }

    /// The one of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|disposition| disposition.word() == word)
    }
}

/// The record that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The SHA-256 of its bytes, hex.
    pub sha256: String,
    /// The name of its source, for people.
    pub source: String,
    /// The platform's id.
    pub id: String,
    /// Its place in the ledger of this workspace; `None` where it is not here. Not part of what is handed on.
    #[serde(skip)]
    pub seq: Option<Seq>,
}

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ReviewAction {
    /// The verdict, in the place of an earlier one; `None` takes it back.
    Dispose {
        /// The verdict.
        disposition: Option<Disposition>,
    },
    /// A tag is put on.
    Tag {
        /// The tag.
        tag: String,
    },
    /// A tag is taken off.
    Untag {
        /// The tag.
        tag: String,
    },
    /// A note is written, or written anew.
    Write {
        /// Names the note; empty: a new one.
        note: String,
        /// Markdown.
        text: String,
    },
    /// A note is taken back. Its words stay in the history.
    Erase {
        /// Names the note.
        note: String,
    },
}

/// One statement. The form in which statements are handed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewEvent {
    /// Random, 32 hex digits.
    pub id: String,
    /// When it was said.
    pub at: Micros,
    /// Who said it.
    pub by: String,
    /// What it is about.
    pub entry: Subject,
    /// What was said.
    pub action: ReviewAction,
}

/// An action as it is kept: texts trimmed, within bounds.
///
/// # Errors
/// `WrongUse` with what is wrong.
pub fn check(action: ReviewAction) -> Result<ReviewAction> {
    let wrong = |message: String| Error::new(ErrorCode::WrongUse, message);
    let tag = |tag: String| {
        let tag = tag.trim().to_owned();
        if tag.is_empty() {
            return Err(wrong("A tag needs at least one character.".to_owned()));
        }
        if tag.chars().count() > MAX_TAG || tag.chars().any(char::is_control) {
            return Err(wrong(format!("A tag has at most {MAX_TAG} characters and no line breaks.")));
        }
        Ok(tag)
    };
    Ok(match action {
        ReviewAction::Tag { tag: text } => ReviewAction::Tag { tag: tag(text)? },
        ReviewAction::Untag { tag: text } => ReviewAction::Untag { tag: tag(text)? },
        ReviewAction::Write { note, text } => {
            let text = text.trim().to_owned();
            if text.is_empty() {
                return Err(wrong("The note is empty. Write something, or take the note back.".to_owned()));
            }
            if text.len() > MAX_NOTE {
                return Err(wrong(format!(
                    "A note has at most {} KiB; this one has {}.",
                    MAX_NOTE >> 10,
                    text.len() >> 10
                )));
            }
            ReviewAction::Write { note, text }
        }
        action => action,
    })
}
