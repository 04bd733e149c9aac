//! Buckets of the stand-in, of every generation and with everything that goes wrong, read back and compared with what was meant.

use std::collections::BTreeMap;

use auditdesk_core::{
    entry::{Flag, Status},
    source::{
        airbyte::AirbyteFormat,
        objects::{Format, Found, Item},
    },
};
use auditdesk_standin::airbyte::{self, Generation, Options, Quirks, Truth, objects};

use crate::{
    read::{Verdict, all, verdict},
    support::time::present,
};

fn bucket(generation: Generation, quirks: Quirks) -> airbyte::Bucket {
    let mut options = Options::new(generation, 5, 3_000);
    options.end = present();
    options.quirks = quirks;
    objects(&options)
}

/// The wanted objects' entries by id, and the keys of the objects that broke off.
fn read(bucket: &airbyte::Bucket) -> (BTreeMap<String, Found>, Vec<String>) {
    let (mut entries, mut broken) = (BTreeMap::new(), Vec::new());
    for (key, bytes) in bucket.objects.iter().filter(|(key, _)| AirbyteFormat.wants(key)) {
        let (items, why) = all(bytes);
        if why.is_some() {
            broken.push(key.clone());
        }
        for item in items {
            let Item::Entry(found) = item else { panic!("{key}: {item:?}") };
            if let Some(before) = entries.insert(found.remote_id.clone(), *found.clone()) {
                assert_eq!(before.raw, found.raw, "an entry that was written twice is the same");
            }
        }
    }
    (entries, broken)
}

fn assert_agrees(truth: &Truth, found: &Found) {
    let wanted = match truth.verdict {
        airbyte::Verdict::Exact => Verdict::Exact,
        airbyte::Verdict::Ambiguous => Verdict::Ambiguous,
        airbyte::Verdict::BrokenSummary => Verdict::BrokenSummary,
        airbyte::Verdict::Unparsed => Verdict::Unparsed,
    };
    assert_eq!(verdict(found), wanted, "{truth:?}: {}", String::from_utf8_lossy(&found.raw));
    let entry = &found.entry;
    assert_eq!(entry.occurred_at, truth.at);
    if wanted == Verdict::Unparsed {
        assert_eq!(entry.outcome.status, Status::Unknown);
        return;
    }
    assert_eq!(entry.operation, truth.operation);
    assert_eq!((&entry.actor.id, &entry.actor.email), (&truth.actor, &truth.email), "{truth:?}");
    assert_eq!(entry.outcome.status, if truth.success { Status::Success } else { Status::Failure });
    assert_eq!(entry.outcome.error, truth.error);
    assert!(!entry.target.target_type.is_empty(), "{truth:?}");
}

#[test]
fn every_generation_with_everything_that_goes_wrong_reads_as_it_was_meant() {
    for generation in [Generation::One, Generation::TwoA, Generation::TwoB, Generation::Three] {
        for quirks in [Quirks::none(), Quirks::all()] {
            let bucket = bucket(generation, quirks);
            let (entries, broken) = read(&bucket);
            assert_eq!(bucket.truth.len(), 3_000);
            assert_eq!(entries.len(), 3_000, "each once, whatever was written twice");
            for truth in &bucket.truth {
                assert_agrees(truth, &entries[&truth.id]);
            }
            let (mut broken, mut wanted) = (broken, bucket.broken.clone());
            broken.sort();
            wanted.sort();
            assert_eq!(broken, wanted);
        }
    }
}

#[test]
fn no_secret_is_kept_and_what_was_removed_is_flagged() {
    for generation in [Generation::One, Generation::TwoA, Generation::TwoB] {
        let mut quirks = Quirks::all();
        quirks.secrets = 0.5;
        let bucket = bucket(generation, quirks);
        let (entries, _) = read(&bucket);
        let secrets: Vec<&Truth> = bucket.truth.iter().filter(|truth| truth.secret.is_some()).collect();
        assert!(secrets.len() > 10, "{generation:?} writes some: {}", secrets.len());
        for truth in secrets {
            assert!(entries[&truth.id].entry.flags.has(Flag::SecretsRemoved), "{truth:?}");
        }
        for found in entries.values() {
            assert!(!String::from_utf8_lossy(&found.raw).contains("not-a-real-secret"), "{found:?}");
        }
    }
}

#[test]
fn every_verdict_and_layout_is_written() {
    let bucket = bucket(Generation::One, Quirks::all());
    for verdict in [
        airbyte::Verdict::Exact,
        airbyte::Verdict::Ambiguous,
        airbyte::Verdict::BrokenSummary,
        airbyte::Verdict::Unparsed,
    ] {
        assert!(bucket.truth.iter().any(|truth| truth.verdict == verdict), "{verdict:?}");
    }
    let mut options = Options::new(Generation::Three, 1, 50);
    options.bucket = "audit-logging-prod".into();
    let three = objects(&options);
    assert!(three.objects.iter().all(|(key, _)| key.starts_with("audit-logging-prod/")), "without the directory");
    let names: Vec<&str> = bucket.objects.iter().filter_map(|(key, _)| key.strip_prefix("audit-logging/20")).collect();
    assert!(!names.is_sorted(), "old names come after newer ones");
}
