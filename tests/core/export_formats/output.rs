//! Objects as a destination gets them.

use std::{fs, io::Read, sync::Arc};

use auditdesk_core::{
    api::wire::{Compression, Format, Output, Place, RunObject, WriteOptions},
    error::Result,
    export::{Batch, Destination, Encoding, ExportRow, RunOptions, run},
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::export_rows::{Watched, now, row, sha256};

/// All fields with payload.
pub fn whole(format: Format) -> Output {
    Output { format, payload: true, ..Output::default() }
}

/// Rows that come in batches of these sizes, over and over.
pub struct Rows(Vec<ExportRow>);

impl Batch for Rows {
    fn each(self, show: &mut dyn FnMut(&ExportRow) -> Result<()>) -> Result<()> {
        self.0.iter().try_for_each(show)
    }
}

pub fn batches(rows: Vec<ExportRow>, sizes: &[usize]) -> impl Iterator<Item = Rows> + Send + 'static {
    let (sizes, mut rows, mut at) = (sizes.to_vec(), rows.into_iter(), 0);
    std::iter::from_fn(move || {
        let batch: Vec<_> = rows.by_ref().take(sizes[at % sizes.len()]).collect();
        at += 1;
        (!batch.is_empty()).then_some(Rows(batch))
    })
}

/// One object in a folder: what the run says of it, and its bytes.
pub fn object(rows: Vec<ExportRow>, output: &Output, sizes: &[usize]) -> (RunObject, Vec<u8>) {
    let dir = TempDir::new().expect("a folder");
    let place = Place::Folder { path: dir.path().display().to_string() };
    let destination = Destination::open(&place, None, &WriteOptions::default(), "/").expect("it opens");
    let encoding = Arc::new(Encoding::new(output).expect("a good output"));
    let key = destination.key("formats", now(), encoding.extension()).expect("a good name");
    let options = RunOptions { encoding, total: rows.len() as u64, allow_empty: true };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let batches = batches(rows, sizes);
    let done =
        async { run(batches, &destination, &key, options, &Watched::default(), &CancellationToken::new()).await };
    let object = runtime.block_on(done).expect("it runs").expect("an object");
    let bytes = fs::read(dir.path().join(&object.key)).expect("it is there");
    assert_eq!((object.bytes, &object.sha256), (bytes.len() as u64, &sha256(&bytes)));
    (object, bytes)
}

/// The bytes of an object.
pub fn bytes(rows: Vec<ExportRow>, output: &Output) -> Vec<u8> {
    object(rows, output, &[64]).1
}

/// What is in a compressed object.
pub fn unpacked(bytes: &[u8], compression: Compression) -> Vec<u8> {
    let mut plain = Vec::new();
    match compression {
        Compression::None => return bytes.to_vec(),
        // Not the decoder of several members: one object is one member.
        Compression::Gzip => flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).expect("gzip"),
        Compression::Zstd => {
            zstd::Decoder::new(bytes).and_then(|mut decoder| decoder.read_to_end(&mut plain)).expect("zstd")
        }
    };
    plain
}

#[test]
fn the_same_rows_give_the_same_bytes_in_whatever_batches_they_come() {
    let rows: Vec<_> = (0..1_500).map(row).collect();
    for format in [Format::Jsonl, Format::Csv, Format::Parquet] {
        for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
            if format == Format::Parquet && compression != Compression::None {
                continue;
            }
            let output = Output { compression, ..whole(format) };
            let (one, bytes) = object(rows.clone(), &output, &[64]);
            for sizes in [&[1][..], &[1_500], &[17, 1, 901]] {
                let (other, _) = object(rows.clone(), &output, sizes);
                assert_eq!(one.sha256, other.sha256, "{output:?} in batches of {sizes:?}");
            }
            if format != Format::Parquet {
                let plain = object(rows.clone(), &whole(format), &[64]).1;
                assert!(unpacked(&bytes, compression) == plain, "{output:?} unpacks to the plain object");
            }
        }
    }
}

#[test]
fn gzip_says_neither_when_nor_where_it_was_made() {
    let bytes = bytes(vec![row(1)], &Output { compression: Compression::Gzip, ..whole(Format::Csv) });
    // <https://www.rfc-editor.org/rfc/rfc1952#section-2.3>: no flags, no time, an unknown system.
    assert_eq!((&bytes[..8], bytes[9]), (&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0][..], 255));
}

#[test]
fn an_object_without_rows_is_still_of_its_format() {
    let empty = |format| bytes(Vec::new(), &whole(format));
    assert_eq!(empty(Format::Jsonl), b"");
    assert!(empty(Format::Csv).starts_with(b"timestamp,user_id,") && empty(Format::Csv).ends_with(b",context\r\n"));
    let parquet = empty(Format::Parquet);
    assert_eq!((&parquet[..4], &parquet[parquet.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
}

#[test]
fn fields_are_written_in_the_order_they_were_chosen_in() {
    let fields = ["request", "seq", "flags", "timestamp"];
    let output = |format| Output { fields: fields.map(str::to_owned).to_vec(), ..whole(format) };
    let line = bytes(vec![row(1)], &output(Format::Jsonl));
    let places = fields.map(|field| {
        let key = format!("\"{field}\":");
        line.windows(key.len()).position(|window| window == key.as_bytes()).expect("it is there")
    });
    assert!(places.is_sorted() && !line.windows(9).any(|window| window == b"\"user_id\""), "these and no others");
    let table = bytes(vec![row(1)], &output(Format::Csv));
    assert!(table.starts_with(b"request,seq,flags,timestamp\r\n"));
    let (names, _) = crate::parquet_file::read(&bytes(vec![row(1)], &output(Format::Parquet)));
    assert_eq!(names, fields);
}
