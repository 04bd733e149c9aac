//! What the machine can do at best: each stage that a load cannot do without, alone, on every processor at once, over the same bytes.

use std::{
    fs::File,
    io::Read,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use memchr::{memchr_iter, memmem};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::usage::thread_cpu;

/// Lines compressed together, as the store does it.
const BLOCK: usize = 64;
/// zstd's level, as the store's.
const LEVEL: i32 = 1;
/// Bits of a signature, as the store's (2^16).
const SIGNATURE_BITS: usize = 1 << 16;

/// Speeds in megabytes of lines per second and processor.
#[derive(Clone, Debug, Serialize)]
pub struct Physical {
    /// The size of the sample in bytes.
    pub sample_bytes: u64,
    /// Finding line feeds.
    pub memchr: f64,
    /// Finding a text that is not there.
    pub memmem: f64,
    /// A line as a struct that borrows, bodies skipped.
    pub parse: f64,
    /// SHA-256 of each line.
    pub sha256: f64,
    /// A bit for each trigram of a block, letters folded.
    pub signature: f64,
    /// Blocks of 64 lines.
    pub compress: f64,
    /// And back.
    pub decompress: f64,
    /// The compressed blocks into an encrypted file, durable in the end; per byte before compression.
    pub store: f64,
    /// Bytes of lines per compressed byte.
    pub ratio: f64,
    /// Parse, hash, signature, compress and store one after the other: the most that one processor can load.
    pub load_limit: f64,
}

/// Measures on the first `bytes` of `file`; `scratch` is a file that may be made and removed.
pub fn measure(file: &Path, bytes: u64, scratch: &Path) -> std::io::Result<Physical> {
    let mut sample = Vec::new();
    File::open(file)?.take(bytes).read_to_end(&mut sample)?;
    sample.truncate(memchr::memrchr(b'\n', &sample).map_or(0, |end| end + 1));
    let sample = sample.as_slice();
    let lines: Vec<&[u8]> = sample.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let blocks: Vec<&[u8]> = lines.chunks(BLOCK).filter_map(|block| span(sample, block)).collect();
    let megabytes = sample.len() as f64 / 1e6;
    let speed = |work: &(dyn Fn() -> u64 + Sync)| megabytes / seconds(work);
    let memchr = speed(&|| memchr_iter(b'\n', sample).count() as u64);
    let finder = memmem::Finder::new("xylophone-quiz");
    let memmem = speed(&|| 1 + finder.find_iter(sample).count() as u64);
    let parse = speed(&|| lines.iter().filter(|line| is_entry(line)).count() as u64);
    let sha256 = speed(&|| lines.iter().map(|line| u64::from(Sha256::digest(line)[0])).sum::<u64>());
    let signature = speed(&|| blocks.iter().map(|block| signature(block)).sum::<u64>());
    let compress = speed(&|| pack(&blocks).iter().map(|packed| packed.len() as u64).sum());
    let packed = pack(&blocks);
    let decompress = speed(&|| {
        let mut unpacker = zstd::bulk::Decompressor::new().expect("a decompressor needs nothing but memory");
        let unpack = |(block, packed): (&&[u8], &Vec<u8>)| {
            unpacker.decompress(packed, block.len()).map_or(0, |bytes| bytes.len())
        };
        blocks.iter().zip(&packed).map(unpack).sum::<usize>() as u64
    });
    let file = AtomicUsize::new(0);
    let store = speed(&|| {
        let scratch = scratch.with_extension(file.fetch_add(1, Ordering::Relaxed).to_string());
        write(&scratch, &packed).map_or(0, |()| 1)
    });
    let packed_bytes: usize = packed.iter().map(Vec::len).sum();
    let stages = [parse, sha256, signature, compress, store];
    Ok(Physical {
        sample_bytes: sample.len() as u64,
        memchr,
        memmem,
        parse,
        sha256,
        signature,
        compress,
        decompress,
        store,
        ratio: sample.len() as f64 / packed_bytes as f64,
        load_limit: 1.0 / stages.iter().map(|speed| 1.0 / speed).sum::<f64>(),
    })
}

/// Processor seconds of `work`, done by every processor at the same time, as in a load: two of them may be one core. The better of two times: what the
/// machine can do, not what disturbed it.
fn seconds(work: &(dyn Fn() -> u64 + Sync)) -> f64 {
    let once = || {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let all: Vec<_> = (0..processors)
                .map(|_| {
                    scope.spawn(|| {
                        let started = thread_cpu();
                        assert!(work() > 0, "the work was done");
                        thread_cpu() - started
                    })
                })
                .collect();
            all.into_iter().map(|one| one.join().expect("the work does not panic")).sum::<f64>() / processors as f64
        })
    };
    once().min(once())
}

fn pack(blocks: &[&[u8]]) -> Vec<Vec<u8>> {
    let mut packer = zstd::bulk::Compressor::new(LEVEL).expect("a compressor needs nothing but memory");
    blocks.iter().filter_map(|block| packer.compress(block).ok()).collect()
}

/// The bytes from the first of these lines to the last.
fn span<'a>(sample: &'a [u8], lines: &[&[u8]]) -> Option<&'a [u8]> {
    let offset = |line: &[u8]| line.as_ptr().addr() - sample.as_ptr().addr();
    let (first, last) = (lines.first()?, lines.last()?);
    sample.get(offset(first)..offset(last) + last.len())
}

fn is_entry(line: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[expect(dead_code, reason = "only read")]
    struct Line<'a> {
        id: u64,
        #[serde(borrow)]
        created_at: &'a str,
        #[serde(rename = "userID")]
        user_id: &'a str,
        call_type: &'a str,
        #[serde(borrow)]
        request_body: Option<&'a RawValue>,
        #[serde(borrow)]
        response_body: Option<&'a RawValue>,
    }
    serde_json::from_slice::<Line<'_>>(line).is_ok()
}

fn signature(block: &[u8]) -> u64 {
    let mut bits = [0_u64; SIGNATURE_BITS / 64];
    let mut trigram = 0_u32;
    for byte in block {
        trigram = trigram << 8 | u32::from(byte.to_ascii_lowercase());
        let bucket = (trigram << 8).wrapping_mul(0x9e37_79b1) >> 16;
        bits[bucket as usize / 64] |= 1 << (bucket % 64);
    }
    bits[0]
}

fn write(path: &Path, packed: &[Vec<u8>]) -> rusqlite::Result<()> {
    let _ = std::fs::remove_file(path);
    let mut connection = Connection::open(path)?;
    let key = "07".repeat(32);
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256"))?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 4096;
         CREATE TABLE block (first INTEGER PRIMARY KEY, records BLOB NOT NULL) STRICT",
    )?;
    for batch in packed.chunks(256) {
        let sql = connection.transaction()?;
        for block in batch {
            sql.prepare_cached("INSERT INTO block (records) VALUES (?1)")?.execute([block])?;
        }
        sql.commit()?;
    }
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(connection);
    let _ = std::fs::remove_file(path);
    Ok(())
}
