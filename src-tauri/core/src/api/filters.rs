//! The filter language for the query bar and the pills.

use super::{
    desk::{Desk, blocking},
    wire::{CompleteFilter, Completions, Empty, FieldInfo, ParseFilter, ParsedFilter, RefineFilter},
};
use crate::{
    entry::filter::{self, Field, Filter, Values},
    error::{Error, Result},
};

impl Desk {
    /// Every field with its label and help.
    pub async fn filter_fields(&self, _: Empty) -> Result<Vec<FieldInfo>> {
        Ok(filter::field_infos())
    }

    /// Parses a filter's text into its canonical text and pills.
    pub async fn filter_parse(&self, request: ParseFilter) -> Result<ParsedFilter> {
        parse(&request.text).map(|filter| parsed(&filter))
    }

    /// Includes, excludes or clears values of a field.
    pub async fn filter_refine(&self, request: RefineFilter) -> Result<ParsedFilter> {
        parse(&request.text)?.refine(request.field, &request.values, request.action).map(|filter| parsed(&filter))
    }

    /// What could be typed at the cursor. Values come from the open workspace.
    pub async fn filter_complete(&self, request: CompleteFilter) -> Result<Completions> {
        let opened = self.inner.open.read().await.clone();
        blocking(move || {
            let CompleteFilter { text, cursor } = request;
            Ok(match opened {
                Some(opened) => filter::complete(&text, cursor, &opened.store.columns().snapshot()),
                None => filter::complete(&text, cursor, &NoValues),
            })
        })
        .await
    }
}

/// Parses a filter's text; the error carries the place and a caret line.
pub(super) fn parse(text: &str) -> Result<Filter> {
    Filter::parse(text).map_err(|error| {
        let details = serde_json::json!({ "at": error.at, "length": error.length, "caret": error.caret(text) });
        Error::from(error).with_details(details)
    })
}

pub(super) fn parsed(filter: &Filter) -> ParsedFilter {
    ParsedFilter { text: filter.to_text(), pills: filter.pills() }
}

struct NoValues;

impl Values for NoValues {
    fn values(&self, _: Field, _: &str, _: usize) -> Vec<(String, String, u64)> {
        Vec::new()
    }
}
