//! Rows some at a time, so that several threads can make them.

use super::ExportRow;
use crate::error::Result;

/// Rows that are yet to be made.
pub trait Batch: Send {
    /// Makes the rows and shows them one by one, in order. Runs on any thread and may block.
    fn each(self, show: &mut dyn FnMut(&ExportRow) -> Result<()>) -> Result<()>;
}

/// A row that is made already.
impl Batch for ExportRow {
    fn each(self, show: &mut dyn FnMut(&ExportRow) -> Result<()>) -> Result<()> {
        show(&self)
    }
}

/// Rows that cannot be made.
impl<B: Batch> Batch for Result<B> {
    fn each(self, show: &mut dyn FnMut(&ExportRow) -> Result<()>) -> Result<()> {
        self?.each(show)
    }
}
