//! The objects as Airkit puts them into a bucket: a new one every five minutes in which something happened.

use std::{collections::BTreeMap, io::Write};

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;

use super::{
    event::{Event, Truth, history},
    options::{Form, Options, Spelling},
    render::render,
};
use crate::obot::seed::{dice, hex, mix};

/// How often an object is written, in seconds.
const EVERY: i64 = 300;

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    /// Key and content, in the order of writing. Below a bucket's root, or a folder's.
    pub objects: Vec<(String, Vec<u8>)>,
    /// Every event of the audit log, in the order of time.
    pub truth: Vec<Truth>,
    /// The keys of objects that break off.
    pub broken: Vec<String>,
    /// How many app events are among them, those that are written twice counted twice.
    pub sessions: usize,
}

/// Writes a bucket.
pub fn objects(options: &Options) -> Bucket {
    // Nothing but the kind tells app events apart, and only this spelling has it.
    let tells_kind = options.spelling == Spelling::Camel && !is_table(options.form);
    let mut options = options.clone();
    if !tells_kind {
        options.quirks.sessions = 0.0;
    }
    let events = history(&options);
    let mut dice = dice(options.seed, 37);
    let mut slots: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        let slot = event.truth.at.timestamp().div_euclid(EVERY) + 1;
        slots.entry(slot).or_default().push(event);
        if dice.random_bool(options.quirks.repeated) {
            slots.entry(slot + dice.random_range(1..200)).or_default().push(event);
        }
    }
    let mut bucket = Bucket::default();
    let mut again: Vec<&Event> = Vec::new();
    for (slot, mut events) in slots {
        events.append(&mut again);
        let at = DateTime::from_timestamp(slot * EVERY, 0).unwrap_or_default();
        let key = key(&options, at, slot);
        let whole = render(&options, &events);
        if dice.random_bool(options.quirks.cut) {
            let end = whole.len() * dice.random_range(30..95) / 100;
            bucket.broken.push(key.clone());
            bucket.objects.push((key, packed(&options, &whole[..end])));
            again = events;
        } else {
            bucket.sessions += events.iter().filter(|event| event.is_session).count();
            bucket.objects.push((key, packed(&options, &whole)));
        }
        if options.quirks.verify && slot % 500 == 0 {
            bucket.objects.push((format!("airkit-verify-test-{}", at.timestamp()), b"ok".to_vec()));
        }
    }
    if !again.is_empty() {
        let at = options.end + TimeDelta::seconds(EVERY);
        bucket.sessions += again.iter().filter(|event| event.is_session).count();
        bucket.objects.push((key(&options, at, 0), packed(&options, &render(&options, &again))));
    }
    if options.quirks.verify {
        bucket.objects.push((format!("airkit-verify-test-{}", options.end.timestamp()), b"ok".to_vec()));
    }
    bucket.truth = events.into_iter().filter(|event| !event.is_session).map(|event| event.truth).collect();
    bucket
}

fn is_table(form: Form) -> bool {
    matches!(form, Form::Table { .. } | Form::Table1714 { .. })
}

fn key(options: &Options, at: DateTime<Utc>, slot: i64) -> String {
    let name = hex(mix(options.seed, slot as u64), 12);
    let ending = if is_table(options.form) { "csv" } else { "json" };
    let packed = if options.gzip { ".gz" } else { "" };
    format!("{}-{name}.{ending}{packed}", at.format("%Y%m%dT%H%M%SZ"))
}

fn packed(options: &Options, bytes: &[u8]) -> Vec<u8> {
    if !options.gzip {
        return bytes.to_vec();
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes what is written to it")
}
