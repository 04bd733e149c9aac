//! What a source had and what of it is here: certificates and quarantine.

use std::io::Write;

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            Certificate, CertifiedCounts, DayVerdict, GapSpan, ReadQuarantined, ReadReport, RetryQuarantined, SourceRef,
        },
    },
    error::{Error, ErrorCode, Result},
    source::GapReason,
};
use chrono_tz::UTC;

use super::source::find;
use crate::output;

/// Prints the certificate of one source or of all.
pub async fn report(
    desk: &Desk,
    name: Option<&str>,
    from: Option<String>,
    until: Option<String>,
    json: bool,
) -> Result<()> {
    let source = match name {
        Some(name) => Some(find(desk, name).await?.id),
        None => None,
    };
    let certificates = desk.source_report(ReadReport { source, from, until }).await?;
    if json {
        output::json(&certificates);
        return Ok(());
    }
    if certificates.is_empty() {
        output::line("There is no source yet.");
    }
    certificates.iter().for_each(print);
    Ok(())
}

fn print(certificate: &Certificate) {
    output::line(format!("{} ({})", certificate.name, certificate.described));
    let success = certificate.last_success.map_or("never".to_owned(), |at| output::moment(at, UTC));
    output::line(format!("made {}; last sync without an error: {success}", output::moment(certificate.made, UTC)));
    output::line(format!("chain {} up to entry {}", certificate.chain, certificate.settled_until));
    let days = certificate.days.iter().map(|day| {
        let verdict = match day.verdict {
            DayVerdict::Complete => "complete",
            DayVerdict::NothingMissing => "nothing known to be missing",
            DayVerdict::Incomplete => "INCOMPLETE",
        };
        row(day.day.clone(), day.counts, verdict)
    });
    let sum = row("sum".to_owned(), certificate.sum, "");
    let headings = [
        "DAY (UTC)",
        "OFFERED",
        "REPEATED",
        "FETCHED",
        "SETTLED",
        "UNREADABLE",
        "REDACTED",
        "MINUTES OUT OF REACH",
        "",
    ];
    output::table(headings, days.chain([sum]), "Nothing is here yet.");
    if let Some(objects) = &certificate.objects {
        output::line(format!(
            "objects: {} read ({} bytes), {} with something unreadable, {} gone since; {} records of another kind",
            objects.read, objects.bytes, objects.unreadable, objects.gone, objects.ignored
        ));
    }
    certificate.gaps.iter().for_each(print_gap);
    for remark in &certificate.remarks {
        output::line(format!("note: {remark}"));
    }
    output::line("");
}

fn row(day: String, counts: CertifiedCounts, verdict: &str) -> [String; 9] {
    [
        day,
        counts.offered.map_or("not said".to_owned(), |offered| offered.to_string()),
        counts.repeated.to_string(),
        counts.fetched.to_string(),
        counts.settled.to_string(),
        counts.unreadable.to_string(),
        counts.redacted.to_string(),
        counts.out_of_reach_minutes.to_string(),
        verdict.to_owned(),
    ]
}

fn print_gap(gap: &GapSpan) {
    let from = gap.from.map_or("the beginning".to_owned(), |from| output::moment(from, UTC));
    let why = match gap.reason {
        GapReason::OutOfReach => "out of reach",
        GapReason::Incomplete => "incomplete",
        GapReason::Missed => "missed",
    };
    let scope = gap.scope.as_ref().map_or_else(String::new, |scope| format!(", {scope}"));
    let repaired = gap.repaired.map_or_else(String::new, |at| format!("; repaired {}", output::moment(at, UTC)));
    output::line(format!("gap: {from} to {}: {why}{scope}{repaired}", output::moment(gap.until, UTC)));
}

/// Lists what is in quarantine, prints the bytes of a record, or tries again.
pub async fn quarantine(desk: &Desk, name: &str, show: Option<i64>, retry: bool, json: bool) -> Result<()> {
    let source = find(desk, name).await?;
    if let Some(key) = show {
        return bytes(desk, key).await;
    }
    if retry {
        let retried = desk.quarantine_retry(RetryQuarantined { source: source.id, key: None }).await?;
        if json {
            output::json(&retried);
        } else {
            output::line(format!("{} tried, {} still in quarantine.", retried.tried, retried.left));
        }
        return Ok(());
    }
    let unreadable = desk.source_completeness(SourceRef { id: source.id }).await?.unreadable;
    if json {
        output::json(&unreadable);
        return Ok(());
    }
    let rows = unreadable.iter().map(|record| {
        let received = output::moment(record.received, UTC);
        [record.key.to_string(), received, record.bytes.to_string(), record.id.clone(), record.reason.clone()]
    });
    output::table(["KEY", "RECEIVED (UTC)", "BYTES", "WHAT", "WHY"], rows, "Nothing is in quarantine.");
    Ok(())
}

/// The bytes of a record, exactly as received.
async fn bytes(desk: &Desk, key: i64) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let mut offset = 0;
    loop {
        let piece = desk.quarantine_bytes(ReadQuarantined { key, offset }).await?;
        let raw = unhex(&piece.hex)?;
        out.write_all(&raw).map_err(|error| Error::new(ErrorCode::Io, format!("Writing failed: {error}.")))?;
        offset += raw.len() as u64;
        if raw.is_empty() || offset >= piece.bytes {
            return Ok(());
        }
    }
}

fn unhex(hex: &str) -> Result<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or(""), 16));
    pairs.collect::<Result<_, _>>().map_err(|error| {
        Error::new(ErrorCode::Internal, "The bytes came in a form that is not hexadecimal.").because(error)
    })
}
