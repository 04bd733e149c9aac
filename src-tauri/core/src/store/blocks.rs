//! How readers see the ledger's records: block by block, in the order of settling.

use std::sync::Arc;

use crate::{
    entry::{Record, Seq, SourceId},
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

    /// A pending record as last seen; `None` if it settled meanwhile.
    fn pending(&self, source: SourceId, remote_id: &str) -> Result<Option<Record>>;
}
