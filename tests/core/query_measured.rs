//! Times of the columns' answers, to be read by a person: in an optimised build, with `--ignored --nocapture`, `ROWS` in millions.

use std::{hint::black_box, time::Instant};

use auditdesk_core::{
    api::wire::Sort,
    entry::{
        Actor, Client, Entry, Outcome, PayloadState, Status, Target, TimeBy,
        filter::{Field, Filter},
    },
    store::columns::{Change, ColumnWriter, Row, Snapshot},
};
use chrono::Duration;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use super::query_support::{World, ZONE, now};

/// A number below `of`, small ones more often.
fn skewed(rng: &mut ChaCha8Rng, of: f64) -> u64 {
    (rng.random_range(0.0_f64..1.0).powi(3) * of) as u64
}

fn entry(rng: &mut ChaCha8Rng, number: u64) -> Entry {
    let late = if rng.random_bool(0.02) { rng.random_range(0..600) } else { 0 };
    let occurred_at = now() - Duration::days(90) + Duration::microseconds(number as i64 * 777_000)
        - Duration::seconds(late)
        - Duration::microseconds(rng.random_range(0..900_000));
    let (actor, server) = (skewed(rng, 2000.0), skewed(rng, 60.0));
    let status = match rng.random_range(0..100) {
        0..90 => Status::Success,
        90..96 => Status::Failure,
        96..98 => Status::Denied,
        _ => Status::Timeout,
    };
    let named = |word: &str, number: u64| Some(format!("{word} {number}"));
    Entry {
        occurred_at,
        recorded_at: occurred_at + Duration::milliseconds(rng.random_range(0..60_000)),
        time_by: TimeBy::Server,
        kind: "mcp_call".to_owned(),
        actor: Actor {
            actor_type: "user".to_owned(),
            id: Some(actor.to_string()),
            name: named("Person", actor),
            email: Some(format!("p{actor}@example.com")),
            credential: None,
        },
        operation: ["tools/call", "tools/list", "initialize", "resources/read", "prompts/get"]
            [skewed(rng, 5.0) as usize]
            .to_owned(),
        target: Target {
            target_type: "mcp_tool".to_owned(),
            id: None,
            name: named("tool", skewed(rng, 400.0)),
            server_id: Some(format!("ms1{server}")),
            server_name: named("Server", server),
        },
        outcome: Outcome {
            status,
            http_status: Some(if status == Status::Success { 200 } else { 500 }),
            reason: None,
            error: (status == Status::Failure).then(|| format!("error {}", skewed(rng, 300.0))),
            tool_error: Some(rng.random_bool(0.03)),
        },
        duration_us: Some((rng.random_range(6.0_f64..16.0).exp()) as u64 / 1000 * 1000),
        client: Client {
            name: Some(["claude-code", "cursor", "vscode"][skewed(rng, 3.0) as usize].to_owned()),
            version: named("1", skewed(rng, 40.0)),
            user_agent: None,
        },
        ip: Some(format!("10.0.{}.{}", actor / 256, actor % 256)),
        session_id: Some(format!("{:016x}", (number / 40).wrapping_mul(0x9e37_79b9_7f4a_7c15))),
        request_id: Some((number % 40).to_string()),
        flags: auditdesk_core::entry::Flags::NONE,
    }
}

fn snapshot(rows: u64) -> Snapshot {
    let rng = &mut ChaCha8Rng::seed_from_u64(7);
    let mut writer = ColumnWriter::open(Vec::new(), &[], &[]).expect("nothing fits together");
    writer.stage(Change::SourceNamed { source: 1, name: "Obot" });
    for seq in 1..=rows {
        let entry = entry(rng, seq);
        // Ids of the second half are no numbers.
        let remote_id = if seq * 2 > rows {
            let high = seq.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            format!("{:08x}-{:04x}-4000-8000-{seq:012x}", high >> 32, high >> 16 & 0xffff)
        } else {
            seq.to_string()
        };
        let row = Row { source: 1, remote_id: &remote_id, payload: PayloadState::Complete, entry: &entry };
        writer.stage(Change::Settle { seq, supersedes: (seq % 50 == 7).then(|| seq - 6), row });
        if seq % 50_000 == 0 {
            writer.unsaved();
            writer.publish();
        }
    }
    writer.publish();
    writer.columns().snapshot()
}

/// The quickest of several runs in milliseconds: the others were disturbed.
fn millis<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..7)
        .map(|_| {
            let started = Instant::now();
            black_box(work());
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    times[0]
}

#[expect(clippy::print_stdout, reason = "the measurement is wanted in the log")]
#[test]
#[ignore = "a measurement, not a test"]
fn measure_views_facets_timelines_and_orders() {
    let millions: f64 = std::env::var("ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1.0);
    let started = Instant::now();
    let snapshot = snapshot((millions * 1e6) as u64);
    println!("{millions} million rows, {} MB, built in {:.1?}", snapshot.bytes() >> 20, started.elapsed());
    let world = World::default();
    let (context, cancel) = (world.context(), CancellationToken::new());
    let facets = [Field::Actor, Field::Server, Field::Operation, Field::Outcome, Field::Client, Field::Target];
    for text in [
        "",
        "actor:3",
        "actor:1999",
        "server:ms11 outcome:failure,denied,timeout",
        "-outcome:success duration>1s",
        "actor:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20 operation:tools/call,tools/list,initialize time:2026-06-01..2026-08-01",
        "session:*a*",
    ] {
        let filter = Filter::parse(text).expect("it parses");
        let select = || snapshot.select(&filter, &context, &cancel).expect("nothing fails here");
        let selection = select();
        let order = |field, descending| Sort { field, descending };
        let count = millis(select);
        let newest = millis(|| select().order(order(Field::Time, true)).page(0, 100));
        let six = millis(|| select().facets(&facets, 20, "", &filter, &context, &cancel));
        let timeline = millis(|| select().timeline(100, ZONE));
        let both = millis(|| {
            let selection = select();
            let six = selection.facets(&facets, 20, "", &filter, &context, &cancel);
            (six.map(|six| six.len()), selection.timeline(100, ZONE))
        });
        println!(
            "{text:40.40} {:>9} rows: select {count:.2}, newest {newest:.2}, facets {six:.2}, timeline {timeline:.2}, both {both:.2}",
            selection.count()
        );
        if text.len() > 20 {
            continue;
        }
        for (field, descending) in [
            (Field::Time, true),
            (Field::Recorded, false),
            (Field::Duration, true),
            (Field::Actor, false),
            (Field::Outcome, true),
            (Field::Session, false),
            (Field::Error, false),
            (Field::Id, false),
        ] {
            let sort = order(field, descending);
            // The ranks of words are made once for a state of the dictionary.
            selection.order(sort).page(0, 1);
            let first = millis(|| select().order(sort).page(0, 100)) - count;
            let middle = millis(|| select().order(sort).page(selection.count() / 2, 100)) - count;
            let kept = selection.order(sort);
            kept.page(selection.count() / 2, 100);
            let mut at = selection.count() / 3;
            let next = millis(|| {
                at += selection.count() / 17;
                kept.page(at, 100)
            });
            let rank = kept.page(selection.count() / 5, 1)[0];
            let found = millis(|| kept.rank(rank));
            println!(
                "    {field:?} {descending}: first {first:.2}, middle {middle:.2}, then {next:.2}, rank {found:.2}"
            );
        }
    }
}
