//! The loops that decide how long a load, a search, a view and an export take, each alone. `cargo bench -p auditdesk-bench`.
#![expect(clippy::unwrap_used, reason = "a bench ends where its own data is wrong")]

mod columns;
mod lines;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, lines::find, lines::read, lines::encode, columns::answer);
criterion_main!(benches);
