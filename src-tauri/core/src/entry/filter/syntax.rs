//! What is wrong with a filter's text, and where.

use std::ops::Range;

use crate::error::{Error, ErrorCode};

/// A filter text that does not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong, why, and what to write instead.
    pub message: String,
    /// Where it begins, in characters (Unicode scalar values) from 0.
    pub at: usize,
    /// How many characters are meant; at least 1, even at the end of the text.
    pub length: usize,
}

/// How many characters [`SyntaxError::caret`] shows before and after the place.
const CARET_CONTEXT: usize = 60;

impl SyntaxError {
    /// Two lines for a terminal: the text (a long one cut to the surroundings), and carets under the place.
    /// Line breaks and other control characters show as spaces, so that a character is a column.
    pub fn caret(&self, text: &str) -> String {
        let start = self.at.saturating_sub(CARET_CONTEXT);
        let shown_length = self.length.min(CARET_CONTEXT);
        let end = self.at + shown_length + CARET_CONTEXT;
        let mut line = String::new();
        if start > 0 {
            line.push('…');
        }
        let mut rest = text.chars().skip(start);
        line.extend(rest.by_ref().take(end - start).map(|c| if c.is_control() { ' ' } else { c }));
        if rest.next().is_some() {
            line.push('…');
        }
        let indent = self.at - start + usize::from(start > 0);
        format!("{line}\n{}{}", " ".repeat(indent), "^".repeat(shown_length))
    }
}

impl From<SyntaxError> for Error {
    fn from(error: SyntaxError) -> Self {
        Self::new(ErrorCode::FilterSyntax, error.message)
            .with_details(serde_json::json!({ "at": error.at, "length": error.length }))
    }
}

/// A [`SyntaxError`] while positions are still bytes.
#[derive(Debug)]
pub(super) struct Fault {
    pub message: String,
    pub span: Range<usize>,
}

impl Fault {
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span }
    }

    /// Counts bytes as characters. The span must lie on character boundaries of `text`.
    pub fn into_error(self, text: &str) -> SyntaxError {
        let at = text[..self.span.start].chars().count();
        let length = text[self.span.start..self.span.end].chars().count().max(1);
        SyntaxError { message: self.message, at, length }
    }
}
