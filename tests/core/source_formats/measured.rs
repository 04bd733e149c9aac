//! Large objects.

use std::time::Instant;

use auditdesk_core::source::{
    airkit::AirkitFormat,
    mapped::MappedFormat,
    objects::{Format, Item},
};
use auditdesk_standin::airkit::{Form, Options, objects};

use crate::mapped::example;

/// Reads an object and counts what comes out of it.
fn count(format: &dyn Format, bytes: &[u8]) -> usize {
    let mut count = 0;
    format.read(bytes, &mut |item| count += usize::from(matches!(item, Item::Entry(_)))).expect("it is read");
    count
}

fn airkit(form: Form, entries: usize) -> Vec<u8> {
    let mut options = Options::new(form, 3, entries);
    // One day: as few objects as can be; those of a table have a header each, which is read as a row that is none.
    options.days = 1;
    objects(&options).objects.into_iter().flat_map(|(_, bytes)| bytes).collect()
}

/// Prints how fast objects of many records are read into entries, in one thread.
#[test]
#[ignore = "a measurement: cargo test --release -p auditdesk-core --test source_formats -- --ignored --nocapture throughput"]
fn throughput() {
    let github = r#"{"@timestamp":1771234567890,"_document_id":"x","action":"repo.access","actor":"octo","actor_id":583231,"actor_ip":"203.0.113.9","created_at":1771234567900,"org":"acme","org_id":7,"repo":"acme/site","user_agent":"curl/8"}"#;
    let mapped = MappedFormat::new(&example("github")).expect("it can be right");
    let runs: [(&str, &dyn Format, Vec<u8>); 4] = [
        ("Airkit, JSON Lines", &AirkitFormat, airkit(Form::Lines, 300_000)),
        ("Airkit, concatenated", &AirkitFormat, airkit(Form::Concatenated, 300_000)),
        (
            "Airkit, table without a header",
            &AirkitFormat,
            airkit(Form::Table { delimiter: '|', header: false }, 300_000),
        ),
        ("mapped JSON Lines", &mapped, format!("{github}\n").repeat(300_000).into_bytes()),
    ];
    for (name, format, bytes) in runs {
        let since = Instant::now();
        let count = count(format, &bytes);
        let seconds = since.elapsed().as_secs_f64();
        println!("{name}: {:.0} MB/s, {:.0} records/s", bytes.len() as f64 / 1e6 / seconds, count as f64 / seconds);
        assert_eq!(count, 300_000);
    }
}
