//! What can be asked about the form of exports: fields, statements for engines, what redactions do.

use std::collections::VecDeque;

use super::{
    desk::{Desk, blocking},
    export_rows::RunRows,
    wire::{DescribeTable, Empty, ExportField, PreviewRedaction, RedactionExample, RedactionPreview, TableStatement},
};
use crate::{
    error::Result,
    export::{self, Example, scheduled::Rows},
};

/// Entries looked at, at most.
const MOST_ENTRIES: u32 = 1_000;

/// Examples of each redaction.
const EXAMPLES: usize = 5;

impl Desk {
    /// The fields that an export can have, in their order.
    pub async fn export_fields(&self, _: Empty) -> Result<Vec<ExportField>> {
        let field = |field: &export::Field| ExportField {
            name: field.name.to_owned(),
            kind: field.kind,
            payload: field.payload,
        };
        Ok(export::fields().iter().map(field).collect())
    }

    /// The statement by which an engine reads the objects of an export as a table.
    pub async fn export_ddl(&self, request: DescribeTable) -> Result<TableStatement> {
        let to = self.store().await?.destination(request.destination).await?;
        let prefix = export::check_prefix(&to.prefix)?;
        let sql = export::ddl(request.engine, &request.table, &to.place, &prefix, &request.output)?;
        Ok(TableStatement { sql })
    }

    /// What the redactions of an output would take out of the newest settled entries that match.
    pub async fn redaction_preview(&self, request: PreviewRedaction) -> Result<RedactionPreview> {
        let opened = self.opened().await?;
        let hides = opened.asks_reason().await?;
        let store = opened.store;
        let selection = self.choose(&store, &request.filter, &request.zone).await?.selection;
        blocking(move || {
            let most = request.entries.min(MOST_ENTRIES) as usize;
            let mut newest = VecDeque::with_capacity(most + 1);
            selection.each_settled(|seq, _| {
                newest.push_back(seq);
                if newest.len() > most {
                    newest.pop_front();
                }
            });
            let places = newest.front().zip(newest.back()).map_or((1, 1), |(first, last)| (*first, last + 1));
            let rows = RunRows { store, selection, payload: request.output.payload };
            let (counts, examples) = export::preview(
                rows.batches(places.0, places.1, None),
                &request.output,
                if hides { 0 } else { EXAMPLES },
            )?;
            Ok(RedactionPreview {
                entries: newest.len() as u64,
                counts,
                examples: examples.into_iter().map(shown).collect(),
            })
        })
        .await
    }
}

fn shown(example: Example) -> RedactionExample {
    let Example { rule, seq, field, before, after } = example;
    RedactionExample { redaction: rule as u32, seq, field: field.to_owned(), before, after }
}
