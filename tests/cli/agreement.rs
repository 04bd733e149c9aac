//! What the command line prints, what the window is told and what plain code computes from the raw records are the same, for 500 random filters.

mod support;

use std::{collections::BTreeSet, sync::Arc};

use auditdesk_core::{
    api::{
        Desk, Folders,
        wire::{
            EntryDetail, EntryRow, OpenView, ReadFacets, ReadPage, ReadPart, Secret, ShowEntry, Sort, UnlockWorkspace,
            WaitView,
        },
    },
    entry::{
        Entry, RecordRef,
        filter::{Field, Filter, naive},
    },
    source,
};
use auditdesk_standin::obot::{Generation, Habits, Options, Server};
use chrono_tz::Europe::Berlin;
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use support::Terminal;

const ENTRIES: usize = 400;
const FILTERS: usize = 500;
/// Each starts a process and derives a key from a passphrase on purpose slowly.
const BY_COMMAND_LINE: usize = 25;

struct Known {
    row: EntryRow,
    entry: Entry,
    raw: Vec<u8>,
}

#[tokio::test(flavor = "multi_thread")]
async fn window_command_line_and_plain_code_agree_on_random_filters() {
    let mut options = Options::new(Generation::C, 77, ENTRIES);
    options.habits = Habits { late: 0.0, ..Habits::everyday() };
    let server = Server::start(options).await.expect("loopback is there");
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), &server.api_key());
    terminal.done(&["sync"]);
    server.stop().await;

    let desk = Desk::new(Folders::at(terminal.workspace()), Arc::new(|_| unreachable!("no sample is asked for")));
    let passphrase = Some(Secret::new(support::PASSPHRASE));
    desk.workspace_unlock(UnlockWorkspace { passphrase }).await.expect("the passphrase is right");
    let known = everything(&desk).await;
    let mut random = ChaCha8Rng::seed_from_u64(500);
    let mut neither_all_nor_none = 0;
    for round in 0..FILTERS {
        let text = random_filter(&mut random, &known, 2);
        let expected = plainly(&text, &known);
        let (count, shown) = by_window(&desk, &text).await;
        assert_eq!(count as usize, expected.len(), "the window's count for {text}");
        assert_eq!(shown, expected, "the window's rows for {text}");
        if round < BY_COMMAND_LINE {
            let printed = terminal.json(&["query", "--zone", "Europe/Berlin", "--limit", "100000", "--", &text]);
            let keys = printed["rows"].as_array().expect("rows are a list").iter();
            let keys: BTreeSet<String> = keys.map(|row| row["key"].as_str().expect("keys are text").into()).collect();
            assert_eq!(keys, expected, "the command line's rows for {text}");
            let facet = terminal.json(&["facets", "--zone", "Europe/Berlin", "--field", "kind", "--", &text]);
            let counts = facet[0]["values"].as_array().expect("values are a list").iter();
            let sum: u64 = counts.map(|value| value["count"].as_u64().expect("counts are numbers")).sum();
            if !text.contains("kind") {
                assert_eq!(sum, count, "every entry has one kind: {text}");
            }
        }
        neither_all_nor_none += usize::from(!expected.is_empty() && expected.len() < known.len());
    }
    assert!(neither_all_nor_none > FILTERS / 4, "the filters tell entries apart: {neither_all_nor_none}");
    desk.drain().await;
}

/// All entries, with the fields derived again from the raw records.
async fn everything(desk: &Desk) -> Vec<Known> {
    let all = OpenView { filter: String::new(), sort: Sort::default(), zone: String::new() };
    let view = desk.view_open(all).await.expect("the empty filter parses").progress.view;
    let rows = desk.view_page(ReadPage { view, offset: 0, limit: 1000 }).await.expect("the view is kept").rows;
    assert!(rows.len() >= ENTRIES - 20, "most of the log is here: {}", rows.len());
    let mut known = Vec::new();
    for row in rows {
        let detail: EntryDetail = desk.entry_show(ShowEntry { key: row.key.clone() }).await.expect("it is listed");
        let part = desk.entry_part(ReadPart { key: row.key.clone(), name: None }).await.expect("it is listed");
        let raw = part.text.into_bytes();
        let record = RecordRef { source: 1, dialect: &detail.dialect, remote_id: &row.id, raw: &raw };
        let entry = source::dialects().entry(record).expect("it was read before");
        known.push(Known { row, entry, raw });
    }
    known
}

fn plainly(text: &str, known: &[Known]) -> BTreeSet<String> {
    let filter = Filter::parse(text).expect("the generator writes filters");
    let matches = |known: &&Known| {
        let row = &known.row;
        let subject = naive::Subject {
            entry: &known.entry,
            raw: &known.raw,
            source_name: &row.source,
            remote_id: &row.id,
            seq: row.seq,
            payload: row.payload,
            state: row.state,
            actor_name: Some(&row.actor_name),
            actor_email: Some(&row.actor_email),
            review: None,
            samples: &[],
        };
        naive::matches(&filter, &subject, Berlin, chrono::Utc::now())
    };
    known.iter().filter(matches).map(|known| known.row.key.clone()).collect()
}

async fn by_window(desk: &Desk, text: &str) -> (u64, BTreeSet<String>) {
    let request = OpenView { filter: text.to_owned(), sort: Sort::default(), zone: "Europe/Berlin".into() };
    let opened = desk.view_open(request).await.expect("the generator writes filters");
    let view = opened.progress.view;
    let count = desk.view_wait(WaitView { view, rows: None }).await.expect("it can be counted").count;
    let rows = desk.view_page(ReadPage { view, offset: 0, limit: 1000 }).await.expect("the view is kept").rows;
    let facets = ReadFacets { view, fields: vec![Field::Session], limit: 100_000, search: String::new() };
    let facets = desk.view_facets(facets).await.expect("sessions have facets");
    if !text.contains("session") {
        let sum = facets[0].values.iter().map(|value| value.count).sum::<u64>() + facets[0].absent;
        assert_eq!(sum, count, "every entry has one session or none: {text}");
    }
    (count, rows.into_iter().map(|row| row.key).collect())
}

fn random_filter(random: &mut ChaCha8Rng, known: &[Known], depth: u32) -> String {
    if depth > 0 && random.random_bool(0.5) {
        let (left, right) = (random_filter(random, known, depth - 1), random_filter(random, known, depth - 1));
        return match random.random_range(0..4) {
            0 => format!("({left}) OR ({right})"),
            1 => format!("NOT ({left})"),
            _ => format!("({left}) ({right})"),
        };
    }
    let row = &known.choose(random).expect("the log is not empty").row;
    let quoted = |value: &str| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
    match random.random_range(0..16) {
        0 => format!("actor:{}", quoted(&row.actor_name)),
        1 => format!("actor:{}", quoted(&row.actor)),
        2 => format!("-server:{}", quoted(&row.server_name)),
        3 => format!("operation:{},ping", quoted(&row.operation)),
        4 => format!("target:{}", quoted(&row.target)),
        5 => format!("outcome:{}", row.outcome.word()),
        6 => format!("tool_error:{}", if random.random_bool(0.5) { "yes" } else { "no" }),
        7 => format!("status>={}", random.random_range(199..510)),
        8 => format!("duration>{}ms", random.random_range(0..2_000)),
        9 => format!("time:{}", row_day(row.time)),
        10 => format!("time>={}T12:00", row_day(row.time)),
        11 => format!("session:{}", quoted(&row.session)),
        12 => "error:*".to_owned(),
        13 => format!("client:{}*", row.client.chars().take(3).filter(char::is_ascii_alphanumeric).collect::<String>()),
        14 => quoted(&row.target),
        _ => (*["result", "\"jsonrpc\"", "'Bearer'", "\"not found\"", "é", "\"[REDACTED]\""]
            .choose(random)
            .expect("not empty"))
        .to_owned(),
    }
    .replace(":\"\"", ":*")
}

fn row_day(micros: i64) -> String {
    chrono::DateTime::from_timestamp_micros(micros).expect("it is a time").format("%Y-%m-%d").to_string()
}
