//! How readers see the ledger's records: block by block, in the order of settling.

use std::sync::Arc;

use crate::{
    entry::{Record, Seq, SourceId, filter::text::Finder},
    error::Result,
};

/// Settled records with consecutive ledger places that are stored and decoded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockSpan {
    /// The first ledger place.
    pub first: Seq,
    /// How many records.
    pub count: u32,
}

/// The raw records, for search, the inspector and exports.
pub trait Blocks: Send + Sync {
    /// All blocks in order, the unsealed tail as the last ones; without holes.
    fn spans(&self) -> Arc<[BlockSpan]>;

    /// Decodes one block: its records in order, `span.count` of them.
    fn read(&self, span: BlockSpan) -> Result<Vec<Record>>;

    /// Decodes one block and shows the raw bytes of its records in order, with their place in the block; keeps nothing.
    fn scan(&self, span: BlockSpan, visit: &mut dyn FnMut(usize, &[u8])) -> Result<()> {
        self.read(span)?.iter().enumerate().for_each(|(place, record)| visit(place, &record.raw));
        Ok(())
    }

    /// For each of `spans` (ascending, of [`Self::spans`]): whether a record of it may hold the text. A no is certain, a yes is to be verified.
    fn candidates(&self, spans: &[BlockSpan], text: &Finder) -> Result<Vec<bool>> {
        let _ = text;
        Ok(vec![true; spans.len()])
    }

    /// A pending record as last seen; `None` if it settled meanwhile.
    fn pending(&self, source: SourceId, remote_id: &str) -> Result<Option<Record>>;
}
