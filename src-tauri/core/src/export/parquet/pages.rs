//! The pages of one column until its row group is whole.

use std::{
    collections::VecDeque,
    io::{self, Read},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::{Buf, Bytes};
use parquet::{
    column::page::{CompressedPage, PageWriteSpec, PageWriter},
    errors::Result,
    file::{
        reader::{ChunkReader, Length},
        writer::{SerializedPageWriter, TrackedWrite},
    },
};

/// What the header of a page takes at most, its two statistics of 64 bytes included.
const HEADER_BYTES: usize = 256;

/// Pages one behind the other, compressed. The encoder of the column has one handle, the writer of the row group the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages(Arc<Mutex<Written>>);

/// Each page by itself: one buffer that grows would take up to twice the memory.
#[derive(Debug, Default)]
struct Written {
    pages: Vec<Bytes>,
    len: usize,
}

impl Pages {
    pub fn len(&self) -> usize {
        self.written().len
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        // Pages are whole between two calls, whatever became of the thread that wrote them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageWriter for Pages {
    fn write_page(&mut self, page: CompressedPage) -> Result<PageWriteSpec> {
        let mut bytes = Vec::with_capacity(page.compressed_size() + HEADER_BYTES);
        let mut out = TrackedWrite::new(&mut bytes);
        let mut spec = SerializedPageWriter::new(&mut out).write_page(page)?;
        out.into_inner()?;
        let mut written = self.written();
        spec.offset += written.len as u64;
        written.len += bytes.len();
        written.pages.push(bytes.into());
        Ok(spec)
    }

    fn close(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Length for Pages {
    fn len(&self) -> u64 {
        self.written().len as u64
    }
}

/// How the writer of the row group asks for the column.
impl ChunkReader for Pages {
    type T = PagesRead;

    fn get_read(&self, start: u64) -> Result<PagesRead> {
        let mut read = PagesRead(self.written().pages.iter().cloned().collect());
        io::copy(&mut Read::by_ref(&mut read).take(start), &mut io::sink())?;
        Ok(read)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let mut bytes = Vec::with_capacity(length);
        self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// Reads pages one behind the other.
pub(super) struct PagesRead(VecDeque<Bytes>);

impl Read for PagesRead {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.0.front().is_some_and(Bytes::is_empty) {
            self.0.pop_front();
        }
        let Some(page) = self.0.front_mut() else { return Ok(0) };
        let count = page.len().min(out.len());
        page.copy_to_slice(&mut out[..count]);
        Ok(count)
    }
}
