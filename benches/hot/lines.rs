//! What is done to each line: found in, parsed, encoded.

use std::hint::black_box;

use auditdesk_bench::{
    generate,
    load::{DIALECT, observation},
};
use auditdesk_core::{
    entry::{RecordRef, SourceId, filter::text::Finder},
    export::{ExportRow, write_line},
    source::{self, Observation},
};
use criterion::{Criterion, Throughput};

/// Some 5 MB.
const LINES: u64 = 2_000;
const SOURCE: SourceId = 1;

/// Name, text, whether in this case of letters.
const NEEDLES: [(&str, &str, bool); 5] = [
    ("absent", "xylophone-quiz", true),
    ("absent, any case", "xylophone-quiz", false),
    ("frequent, any case", "workbook", false),
    ("beyond ASCII, any case", "überweisungsträger", false),
    ("escaped in JSON", "\"quarterly kickoff\"\nwith", true),
];

fn lines() -> Vec<u8> {
    let mut lines = Vec::new();
    generate::write(LINES, 1, &mut lines).unwrap();
    lines
}

fn split(lines: &[u8]) -> Vec<&[u8]> {
    lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect()
}

fn observations(lines: &[u8]) -> Vec<Observation> {
    let (dialects, now) = (source::dialects(), chrono::Utc::now());
    split(lines).iter().map(|line| observation(&*dialects, line, SOURCE, now).unwrap()).collect()
}

/// Texts in records.
pub fn find(criterion: &mut Criterion) {
    let lines = lines();
    let records = split(&lines);
    let mut group = criterion.benchmark_group("find");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    for (name, needle, match_case) in NEEDLES {
        let finder = Finder::new(needle, match_case);
        group.bench_function(name, |bench| {
            bench.iter(|| records.iter().filter(|record| finder.find_in(record)).count());
        });
    }
}

/// Records as entries and as payloads.
pub fn read(criterion: &mut Criterion) {
    let lines = lines();
    let records = split(&lines);
    let dialects = source::dialects();
    let record = |raw| RecordRef { source: SOURCE, dialect: DIALECT, remote_id: "1", raw };
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("entry", |bench| {
        bench.iter(|| records.iter().for_each(|raw| drop(black_box(dialects.entry(record(raw)).unwrap()))));
    });
    group.bench_function("payload", |bench| {
        bench.iter(|| records.iter().for_each(|raw| drop(black_box(dialects.payload(record(raw)).unwrap()))));
    });
}

/// Entries as lines of an export.
pub fn encode(criterion: &mut Criterion) {
    let lines = lines();
    let dialects = source::dialects();
    let row = |(place, Observation { record, entry, .. }): (usize, Observation)| {
        let (remote_id, raw) = (record.remote_id.as_str(), record.raw.as_slice());
        let payload = dialects.payload(RecordRef { source: SOURCE, dialect: DIALECT, remote_id, raw }).ok();
        ExportRow { seq: place as u64 + 1, source: "obot".to_owned(), entry, person: None, record, payload }
    };
    let rows: Vec<ExportRow> = observations(&lines).into_iter().enumerate().map(row).collect();
    let mut out = Vec::with_capacity(lines.len() * 2);
    let mut group = criterion.benchmark_group("encode");
    group.throughput(Throughput::Bytes(lines.len() as u64));
    group.bench_function("export line", |bench| {
        bench.iter(|| {
            out.clear();
            for row in &rows {
                write_line(&mut out, row).unwrap();
            }
        });
    });
}
