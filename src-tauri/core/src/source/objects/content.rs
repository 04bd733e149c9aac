//! What is inside an object: gzip and zstd are recognised by content, never by name, and taken off with a limit.

use std::{borrow::Cow, io::Read};

use crate::source::Unreadable;

/// The most bytes an object may have once it is unpacked. It is in memory as a whole; and 1 KB of gzip can be a megabyte of zeros.
pub(crate) const MOST_BYTES: usize = 512 << 20;

/// How many times an object may be packed: some shippers compress what is compressed already.
const LAYERS: usize = 3;

/// The bytes with every compression taken off.
pub(super) fn unpack(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unreadable> {
    unpack_within(bytes, MOST_BYTES)
}

fn unpack_within(bytes: &[u8], most: usize) -> Result<Cow<'_, [u8]>, Unreadable> {
    let mut bytes = Cow::Borrowed(bytes);
    for _ in 0..LAYERS {
        let unpacked = match bytes.as_ref() {
            [0x1f, 0x8b, ..] => read(flate2::read::MultiGzDecoder::new(bytes.as_ref()), "gzip", most)?,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                let decoder = zstd::Decoder::new(bytes.as_ref()).map_err(|e| damaged("zstd", &e))?;
                read(decoder, "zstd", most)?
            }
            _ => break,
        };
        bytes = Cow::Owned(unpacked);
    }
    if bytes.len() > most {
        return Err(too_large(most));
    }
    Ok(bytes)
}

fn read(decoder: impl Read, kind: &str, most: usize) -> Result<Vec<u8>, Unreadable> {
    let mut unpacked = Vec::new();
    decoder.take(most as u64 + 1).read_to_end(&mut unpacked).map_err(|e| damaged(kind, &e))?;
    if unpacked.len() > most { Err(too_large(most)) } else { Ok(unpacked) }
}

/// The beginning of an object with every compression taken off.
pub(crate) struct Beginning<'a> {
    /// The bytes.
    pub bytes: Cow<'a, [u8]>,
    /// What was taken off, from the outside in.
    pub packing: Vec<&'static str>,
    /// Whether there is, or may be, more.
    pub is_cut: bool,
}

/// How much of a packed beginning is unpacked.
const BEGINNING: u64 = 4 << 20;

/// Unpacks what is there of an object that may be cut off.
pub(crate) fn beginning(head: &[u8]) -> Beginning<'_> {
    let mut all = Beginning { bytes: Cow::Borrowed(head), packing: Vec::new(), is_cut: false };
    for _ in 0..LAYERS {
        let bytes = all.bytes.as_ref();
        let mut unpacked = Vec::new();
        let (kind, result) = match bytes {
            [0x1f, 0x8b, ..] => {
                let decoder = flate2::read::MultiGzDecoder::new(bytes);
                ("gzip", decoder.take(BEGINNING).read_to_end(&mut unpacked))
            }
            [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                let decoder = zstd::Decoder::new(bytes);
                ("zstd", decoder.and_then(|decoder| decoder.take(BEGINNING).read_to_end(&mut unpacked)))
            }
            _ => break,
        };
        all.is_cut |= result.is_err() || unpacked.len() as u64 == BEGINNING;
        all.packing.push(kind);
        all.bytes = Cow::Owned(unpacked);
    }
    all
}

fn damaged(kind: &str, error: &std::io::Error) -> Unreadable {
    Unreadable(format!("its {kind} compression is damaged or cut off: {error}"))
}

fn too_large(most: usize) -> Unreadable {
    Unreadable(format!("it has more than {} MiB once it is unpacked; larger ones are not read", most >> 20))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    #[test]
    fn every_layer_is_taken_off_and_plain_bytes_stay_borrowed() {
        let plain = b"{\"a\":1}\n".repeat(100);
        let packed = zstd::encode_all(gzip(&plain).as_slice(), 1).expect("memory takes it");
        assert_eq!(unpack(&packed).expect("two layers"), plain);
        assert!(matches!(unpack(&plain), Ok(Cow::Borrowed(_))));
        let twice = [gzip(b"one\n"), gzip(b"two\n")].concat();
        assert_eq!(unpack(&twice).expect("two members"), b"one\ntwo\n".as_slice(), "gzip members follow each other");
    }

    #[test]
    fn bombs_and_cut_files_are_refused_with_a_reason() {
        let bomb = gzip(&vec![0; 3 << 20]);
        assert!(bomb.len() < 20_000, "a small object");
        let error = unpack_within(&bomb, 2 << 20).expect_err("too large");
        assert!(error.0.contains("more than 2 MiB"), "{error}");
        assert!(unpack_within(&vec![b' '; 3 << 20], 2 << 20).is_err(), "plain ones, too");
        let cut = &gzip(&b"audit".repeat(1_000))[..30];
        assert!(unpack(cut).expect_err("cut off").0.contains("gzip"));
    }
}
