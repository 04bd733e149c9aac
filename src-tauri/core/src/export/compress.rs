//! Compression on the way into an object. The same bytes in give the same bytes out, in whatever pieces they come.

use std::io::{self, Write};

use flate2::{GzBuilder, write::GzEncoder};

use super::cutter::Cutter;
use crate::api::wire::Compression;

/// 3 is zstd's own choice; 6 is gzip's. Each level more costs a third of the pace for some percent.
const ZSTD: i32 = 3;
const GZIP: u32 = 6;

/// An object that is compressed while it is written, or not.
pub(super) enum Compressor {
    None(Cutter),
    Gzip(GzEncoder<Cutter>),
    Zstd(zstd::Encoder<'static, Cutter>),
}

impl Compressor {
    pub fn new(compression: Compression, out: Cutter) -> io::Result<Self> {
        Ok(match compression {
            Compression::None => Self::None(out),
            // No time and no system in the header: <https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1>, 255 is unknown.
            Compression::Gzip => {
                Self::Gzip(GzBuilder::new().mtime(0).operating_system(255).write(out, flate2::Compression::new(GZIP)))
            }
            Compression::Zstd => {
                let mut encoder = zstd::Encoder::new(out, ZSTD)?;
                encoder.include_checksum(true)?;
                Self::Zstd(encoder)
            }
        })
    }

    /// Where the bytes go.
    pub fn out(&mut self) -> &mut Cutter {
        match self {
            Self::None(out) => out,
            Self::Gzip(encoder) => encoder.get_mut(),
            Self::Zstd(encoder) => encoder.get_mut(),
        }
    }

    pub fn finish(self) -> io::Result<Cutter> {
        match self {
            Self::None(out) => Ok(out),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl Write for Compressor {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::None(out) => out.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    /// Does nothing: a flush of the compression would change the bytes.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
