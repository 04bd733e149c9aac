//! The manifest of a run: what was written, of what, and the hash of the manifest before it. `docs/export-format.md` describes it for readers.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;

use super::{Form, ObjectRecord, Plan};
use crate::{
    api::wire::{Micros, Output, RunReason},
    entry::Seq,
    error::{Error, ErrorCode, Result},
};

/// The version of the manifest's form.
const VERSION: u32 = 1;

/// What the manifest says of a run and its schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The schedule's name.
    pub schedule: String,
    /// What tells the schedule from others of its name.
    pub tag: String,
    /// Why it ran.
    pub reason: RunReason,
    /// The moment it was due.
    pub slot: Micros,
    /// The filter's text with absolute times.
    pub filter: String,
    /// What of each entry, and how.
    pub output: Output,
    /// SHA-256 of the schedule's manifest before this, hex; empty: this is the first.
    pub previous: String,
}

#[derive(Serialize)]
struct Manifest<'a> {
    #[serde(rename = "auditdesk_manifest")]
    form: u32,
    version: &'static str,
    schedule: &'a str,
    tag: &'a str,
    run: u64,
    reason: RunReason,
    slot: String,
    ledger: Ledger,
    rows: u64,
    bytes: u64,
    revisions: u64,
    first_event: Option<String>,
    last_event: Option<String>,
    filter: &'a str,
    output: &'a Output,
    redacted: Vec<Redacted>,
    objects: Vec<Object<'a>>,
    previous_manifest_sha256: Option<&'a str>,
}

#[derive(Serialize)]
struct Ledger {
    from: Seq,
    until: Seq,
}

#[derive(Serialize)]
struct Redacted {
    name: String,
    count: u64,
}

#[derive(Serialize)]
struct Object<'a> {
    key: &'a str,
    day: Option<NaiveDate>,
    from: Seq,
    until: Seq,
    rows: u64,
    bytes: u64,
    sha256: &'a str,
    #[serde(skip_serializing_if = "<[Form]>::is_empty")]
    or: &'a [Form],
}

impl Facts {
    /// The text of the manifest, the same for the same objects.
    pub(super) fn manifest(&self, plan: &Plan, records: &[ObjectRecord]) -> Result<String> {
        let sealed = || records.iter().filter_map(|record| record.sealed.as_ref());
        let spans = || sealed().filter_map(|sealed| sealed.span);
        let mut redacted: Vec<Redacted> =
            self.output.redactions.iter().map(|rule| Redacted { name: rule.name.clone(), count: 0 }).collect();
        for (name, count) in sealed().flat_map(|sealed| &sealed.redacted) {
            match redacted.iter_mut().find(|rule| rule.name == *name) {
                Some(rule) => rule.count += count,
                None => redacted.push(Redacted { name: name.clone(), count: *count }),
            }
        }
        let objects = records.iter().filter_map(|record| {
            let sealed = record.sealed.as_ref()?;
            Some(Object {
                key: &record.key,
                day: record.day,
                from: record.from,
                until: sealed.until,
                rows: sealed.rows,
                bytes: sealed.bytes,
                sha256: &sealed.sha256,
                or: &sealed.or,
            })
        });
        let manifest = Manifest {
            form: VERSION,
            version: env!("CARGO_PKG_VERSION"),
            schedule: &self.schedule,
            tag: &self.tag,
            run: plan.run,
            reason: self.reason,
            slot: moment(self.slot),
            ledger: Ledger { from: plan.range.0, until: plan.range.1 },
            rows: sealed().map(|sealed| sealed.rows).sum(),
            bytes: sealed().map(|sealed| sealed.bytes).sum(),
            revisions: sealed().map(|sealed| sealed.revisions).sum(),
            first_event: spans().map(|span| span.0).min().map(moment),
            last_event: spans().map(|span| span.1).max().map(moment),
            filter: &self.filter,
            output: &self.output,
            redacted,
            objects: objects.collect(),
            previous_manifest_sha256: Some(self.previous.as_str()).filter(|previous| !previous.is_empty()),
        };
        let mut text = serde_json::to_string_pretty(&manifest)
            .map_err(|e| Error::new(ErrorCode::Internal, "The manifest could not be written.").because(e))?;
        text.push('\n');
        Ok(text)
    }
}

fn moment(at: Micros) -> String {
    DateTime::<Utc>::from_timestamp_micros(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Micros, true)
}
