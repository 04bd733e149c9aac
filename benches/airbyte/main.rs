//! How fast Airbyte's objects are read: cut into records, messages taken apart, secrets taken out, fields normalised.
//! `cargo bench -p auditdesk-bench --bench airbyte`.

use std::hint::black_box;

use auditdesk_core::source::{airbyte::AirbyteFormat, objects::Format};
use auditdesk_standin::airbyte::{Generation, Options, Quirks, objects};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const ENTRIES: usize = 20_000;

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("airbyte");
    for (name, generation, quirks) in [
        ("generation 1", Generation::One, Quirks::none()),
        ("generation 1, hostile", Generation::One, Quirks::all()),
        ("generation 2", Generation::TwoB, Quirks::none()),
        ("generation 3", Generation::Three, Quirks::none()),
    ] {
        let mut options = Options::new(generation, 1, ENTRIES);
        options.quirks = quirks;
        let bucket = objects(&options);
        let objects: Vec<Vec<u8>> = bucket.objects.into_iter().map(|(_, bytes)| bytes).collect();
        group.throughput(Throughput::Bytes(objects.iter().map(|object| object.len() as u64).sum()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for object in &objects {
                    // Broken objects are part of the load.
                    let _ = black_box(AirbyteFormat.read(object, &mut |item| drop(black_box(item))));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
