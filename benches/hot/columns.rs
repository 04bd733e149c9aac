//! What a view asks of the columns: which rows match, how many of each value, in which order.

use std::{fs::File, io::BufWriter};

use auditdesk_bench::{
    generate, load,
    questions::{self, FACETS, Wanted},
    workspace,
};
use auditdesk_core::{
    api::wire::{AskUsageTable, UsageBy, UsageSort},
    clock::{Clock, SystemClock},
    store::query::{ReadContext, UsageQuestion, Versus},
};
use criterion::{Criterion, Throughput};
use tokio_util::sync::CancellationToken;

/// Two segments.
const ENTRIES: u64 = 131_072;

/// The questions of `scripts/bench` that need no records.
pub fn answer(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let (file, place) = (folder.path().join("lines"), folder.path().join("workspace"));
    let generated = generate::write(ENTRIES, 1, BufWriter::new(File::create(&file).unwrap())).unwrap();
    load::load(&file, &place).unwrap();
    let store = workspace::open(&place).unwrap();
    let (blocks, snapshot, cancel) = (store.blocks(), store.columns().snapshot(), CancellationToken::new());
    let context = ReadContext { zone: chrono_tz::UTC, now: SystemClock.now(), blocks: &*blocks };
    let mut group = criterion.benchmark_group("columns");
    group.throughput(Throughput::Elements(ENTRIES));
    for question in questions::all(&generated).unwrap().iter().filter(|question| question.texts.is_empty()) {
        let filter = question.filter();
        group.bench_function(&question.name, |bench| {
            bench.iter(|| {
                let selection = snapshot.select(filter, &context, &cancel).unwrap();
                match question.wanted {
                    Wanted::Count => selection.count(),
                    Wanted::Page => selection.order(question.order()).page(0, 100).len() as u64,
                    Wanted::Facets => {
                        let facets = selection.facets(&FACETS, 10, "", filter, &context, &cancel).unwrap();
                        facets.len() as u64 + selection.timeline(100, chrono_tz::UTC).buckets.len() as u64
                    }
                    Wanted::Usage => {
                        let ask = |by| AskUsageTable { by, sort: UsageSort::Calls, descending: true, rows: 10 };
                        let tables = UsageBy::ALL.map(ask).to_vec();
                        let (filter, against) = (filter.clone(), Versus::PeriodBefore);
                        let asked = UsageQuestion { filter, against, buckets: 100, tables };
                        snapshot.usage(&asked, &context, &cancel).unwrap().here.figures.calls
                    }
                }
            });
        });
    }
}
