//! Loading: lines of a file become entries of a workspace, as a source's records do.
//!
//! Lines are parsed by all processors while the store commits the batch before. What it costs to ask a server is left out.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
    sync::mpsc,
};

use auditdesk_core::{
    api::wire::SourceConfig,
    entry::{Note, PayloadState, Record, RecordRef, SourceId, Status},
    error::{Error, ErrorCode, Result},
    source::{self, Batch, Dialects, Observation, Phase},
    store::Store,
};
use chrono::{DateTime, Utc};
use futures::executor::block_on;
use memchr::memchr_iter;
use rayon::prelude::*;
use serde::Serialize;

use crate::{
    usage::{Stopwatch, Usage},
    workspace,
};

/// The reader of the lines.
pub const DIALECT: &str = "obot-b-detail";

/// Bytes of lines in a batch.
const BATCH_BYTES: usize = 12 << 20;

/// What a load did.
#[derive(Clone, Debug, Serialize)]
pub struct Loaded {
    /// Entries in the ledger.
    pub entries: u64,
    /// Bytes of the lines.
    pub raw_bytes: u64,
    /// Bytes of the workspace file when it is closed: records, search signatures, columns, everything.
    pub file_bytes: u64,
    /// From the first byte read to the file closed: durable, hashed, searchable.
    #[serde(flatten)]
    pub usage: Usage,
}

/// Creates a workspace in `folder` and loads `file` into it.
pub fn load(file: &Path, folder: &Path) -> Result<Loaded> {
    let watch = Stopwatch::start();
    let store = workspace::create(folder)?;
    let config = SourceConfig::Obot { url: "https://obot.example.com".to_owned(), ca_pem: String::new() };
    let source = block_on(store.add_source("obot".to_owned(), config, None))?;
    let raw_bytes = fill(&store, source, File::open(file).map_err(|e| unreadable(&e))?)?;
    let entries = store.counts().settled;
    store.close();
    let usage = watch.usage();
    let file_bytes = store.counts().bytes;
    Ok(Loaded { entries, raw_bytes, file_bytes, usage })
}

/// Commits all lines; their bytes.
fn fill(store: &Store, source: SourceId, file: impl Read + Send) -> Result<u64> {
    let sink = store.sink(source);
    // Two batches at a time: one that is committed, one that is parsed.
    let (batches, ready) = mpsc::sync_channel::<Batch>(0);
    std::thread::scope(|scope| {
        let committer = scope.spawn(move || -> Result<()> {
            while let Ok(batch) = ready.recv() {
                block_on(sink.commit(batch))?;
            }
            Ok(())
        });
        let mut lines = Lines { file: BufReader::with_capacity(1 << 20, file) };
        let (mut bytes, mut piece) = (0, Vec::new());
        while lines.next_piece(&mut piece)? {
            bytes += piece.len() as u64;
            let observations = parse(&piece, source)?;
            // A committer that failed takes no more and tells why below.
            if batches.send(Batch { observations, ..Batch::default() }).is_err() {
                break;
            }
        }
        drop(batches);
        committer.join().expect("the committer does not panic")?;
        Ok(bytes)
    })
}

/// The entries of whole lines.
///
/// # Errors
/// `Internal` where a line is none.
pub fn parse(lines: &[u8], source: SourceId) -> Result<Vec<Observation>> {
    let dialects = source::dialects();
    let received_at = Utc::now();
    let mut start = 0;
    let ends = memchr_iter(b'\n', lines).chain(std::iter::once(lines.len()));
    let all: Vec<&[u8]> = ends
        .map(|end| {
            let line = &lines[start..end];
            start = (end + 1).min(lines.len());
            line
        })
        .filter(|line| !line.is_empty())
        .collect();
    all.par_iter().map(|line| observation(&*dialects, line, source, received_at)).collect()
}

/// The entry of one line.
pub fn observation(
    dialects: &dyn Dialects,
    line: &[u8],
    source: SourceId,
    received_at: DateTime<Utc>,
) -> Result<Observation> {
    let unread =
        |why: &dyn std::fmt::Display| Error::new(ErrorCode::Internal, format!("A line cannot be read: {why}."));
    // A source knows the id from its list; here it is the line's first member.
    let id = line.strip_prefix(b"{\"id\":").and_then(|rest| rest.split(|byte| *byte == b',').next());
    let remote_id =
        id.and_then(|id| std::str::from_utf8(id).ok()).ok_or_else(|| unread(&"it does not begin with an id"))?;
    let remote_id = remote_id.to_owned();
    let record = RecordRef { source, dialect: DIALECT, remote_id: &remote_id, raw: line };
    let entry = dialects.entry(record).map_err(|e| unread(&e))?;
    let note = (entry.outcome.status == Status::Unknown).then_some(Note::NoResponse);
    // Where a sync compares the list item, nothing is compared here: every id comes once.
    let fingerprint = remote_id.parse().unwrap_or_default();
    let record = Record {
        source,
        remote_id,
        received_at,
        dialect: DIALECT.to_owned(),
        payload: PayloadState::Complete,
        note,
        supersedes: None,
        raw: line.to_vec(),
    };
    Ok(Observation { record, entry, fingerprint, phase: Phase::Settled })
}

struct Lines<R> {
    file: BufReader<R>,
}

impl<R: Read> Lines<R> {
    /// The next lines, some [`BATCH_BYTES`] of them; the last one is whole. Whether there were any.
    fn next_piece(&mut self, piece: &mut Vec<u8>) -> Result<bool> {
        piece.clear();
        self.file.by_ref().take(BATCH_BYTES as u64).read_to_end(piece).map_err(|e| unreadable(&e))?;
        self.file.read_until(b'\n', piece).map_err(|e| unreadable(&e))?;
        Ok(!piece.is_empty())
    }
}

fn unreadable(error: &std::io::Error) -> Error {
    Error::new(ErrorCode::Io, format!("The lines cannot be read: {error}."))
}
