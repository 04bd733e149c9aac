//! The pages of one column until its row group is whole.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parquet::{
    column::page::{CompressedPage, PageWriteSpec, PageWriter},
    errors::Result,
    file::writer::{SerializedPageWriter, TrackedWrite},
};

/// Pages one behind the other, compressed. The encoder of the column has one handle, the writer of the row group the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages(Arc<Mutex<Vec<u8>>>);

impl Pages {
    pub fn len(&self) -> usize {
        self.bytes().len()
    }

    pub fn take(self) -> Vec<u8> {
        std::mem::take(&mut *self.bytes())
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        // Bytes are whole between two calls, whatever became of the thread that wrote them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageWriter for Pages {
    fn write_page(&mut self, page: CompressedPage) -> Result<PageWriteSpec> {
        let mut bytes = self.bytes();
        let start = bytes.len() as u64;
        let mut out = TrackedWrite::new(&mut *bytes);
        let mut written = SerializedPageWriter::new(&mut out).write_page(page)?;
        out.into_inner()?;
        written.offset += start;
        Ok(written)
    }

    fn close(&mut self) -> Result<()> {
        Ok(())
    }
}
