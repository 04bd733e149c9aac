//! The completeness certificate: what a source had and what of it is here, day by day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};

use super::{
    desk::{Desk, blocking},
    sources::gap_span,
    wire::{Certificate, CertifiedCounts, CertifiedDay, DayVerdict, Micros, ReadReport, SourceConfig},
};
use crate::{
    error::{Error, ErrorCode, Result},
    source::{Gap, GapReason},
    store::{SourceRow, Store, query::DayTally},
};

/// A minute in microseconds.
const MINUTE: u64 = 60_000_000;

/// Days that a gap of known length adds to the list at most; a longer one shows in the days around it and in the list of gaps.
const GAP_DAYS: usize = 400;

impl Desk {
    /// A certificate for one source, or for each.
    pub async fn source_report(&self, request: ReadReport) -> Result<Vec<Certificate>> {
        let store = self.store().await?;
        let rows = match request.source {
            Some(id) => vec![store.source(id).await?],
            None => store.sources().await?,
        };
        let (from, until) = (day(request.from.as_deref())?, day(request.until.as_deref())?);
        let inside = |day: &NaiveDate| from.is_none_or(|from| *day >= from) && until.is_none_or(|until| *day <= until);
        let mut certificates = Vec::new();
        for row in rows {
            certificates.push(certificate(&store, row, self.now(), &inside).await?);
        }
        Ok(certificates)
    }
}

async fn certificate(
    store: &Store,
    row: SourceRow,
    made: Micros,
    inside: &(dyn Fn(&NaiveDate) -> bool + Sync),
) -> Result<Certificate> {
    let snapshot = store.columns().snapshot();
    let (chain, settled_until) = store.chain_head().await?;
    let log = row.config.log();
    let objects = store.object_counts(row.id).await?;
    let gaps: Vec<Gap> = store.gaps(Some(row.id)).await?.into_iter().map(|(_, gap)| gap).collect();
    let mut days: BTreeMap<NaiveDate, CertifiedCounts> = BTreeMap::new();
    // What another copy of a log brought is counted at its objects: its entries are the log's.
    if log.is_none() {
        let (columns, id) = (snapshot.clone(), row.id);
        let held = blocking(move || Ok(columns.days_of(id))).await?;
        for (number, DayTally { entries, pending, redacted }) in held {
            let counts = days.entry(number_day(number)).or_default();
            *counts = CertifiedCounts { fetched: entries, settled: entries - pending, redacted, ..*counts };
        }
    }
    for stated in store.days(row.id).await? {
        if let Some(day) = day(Some(&stated.day))? {
            days.entry(day).or_default().offered = Some(stated.stated);
        }
    }
    if let Some((_, offered)) = &objects {
        for (text, count) in offered {
            let Some(day) = day(Some(text))? else { continue };
            let counts = days.entry(day).or_default();
            counts.offered = Some(*count);
            if log.is_some() {
                (counts.fetched, counts.settled) = (*count, *count);
            }
            // An object counts as read only once all its readable records are here: what is above the entries of the day was said twice.
            counts.repeated = count.saturating_sub(counts.fetched);
        }
    }
    for (text, count) in store.unreadable_days(row.id).await? {
        if let Some(day) = day(Some(&text))? {
            days.entry(day).or_default().unreadable = count;
        }
    }
    let open: Vec<&Gap> = gaps.iter().filter(|gap| gap.repaired_at.is_none()).collect();
    for gap in &open {
        let Some(from) = gap.from else { continue };
        for day in from.date_naive().iter_days().take(GAP_DAYS).take_while(|day| *day <= gap.until.date_naive()) {
            days.entry(day).or_default();
        }
    }
    if objects.is_some() {
        // A day of which no object holds anything was offered nothing.
        for counts in days.values_mut() {
            counts.offered = counts.offered.or(Some(0));
        }
    }
    days.retain(|day, _| inside(day));
    for (day, counts) in &mut days {
        counts.out_of_reach_minutes = minutes(*day, &open);
    }
    let mut sum = CertifiedCounts { offered: Some(0), ..CertifiedCounts::default() };
    for counts in days.values() {
        sum = add(sum, *counts);
    }
    if days.is_empty() {
        sum.offered = None;
    }
    Ok(Certificate {
        described: format!("{}, {}", row.config.platform(), row.config.address()),
        remarks: remarks(&row, &sum, &gaps, log.map(|log| snapshot.source_name(log).to_owned())),
        gaps: gaps.iter().map(|gap| gap_span(&row.name, gap)).collect(),
        source: row.id,
        name: row.name,
        made,
        last_success: row.last_success,
        chain,
        settled_until,
        days: days.into_iter().rev().map(|(day, counts)| certified(day, counts)).collect(),
        sum,
        objects: objects.map(|(counts, _)| counts),
    })
}

fn certified(day: NaiveDate, counts: CertifiedCounts) -> CertifiedDay {
    let flawless = counts.unreadable == 0
        && counts.redacted == 0
        && counts.out_of_reach_minutes == 0
        && counts.settled == counts.fetched;
    let verdict = match counts.offered {
        Some(offered) if flawless && counts.fetched + counts.repeated >= offered => DayVerdict::Complete,
        None if flawless => DayVerdict::NothingMissing,
        _ => DayVerdict::Incomplete,
    };
    CertifiedDay { day: day.format("%Y-%m-%d").to_string(), counts, verdict }
}

/// A sum says what was offered only where every day does.
fn add(a: CertifiedCounts, b: CertifiedCounts) -> CertifiedCounts {
    CertifiedCounts {
        offered: a.offered.zip(b.offered).map(|(a, b)| a + b),
        repeated: a.repeated + b.repeated,
        fetched: a.fetched + b.fetched,
        settled: a.settled + b.settled,
        unreadable: a.unreadable + b.unreadable,
        redacted: a.redacted + b.redacted,
        out_of_reach_minutes: a.out_of_reach_minutes + b.out_of_reach_minutes,
    }
}

/// The minutes of a day that lie in any gap, each counted once.
fn minutes(day: NaiveDate, gaps: &[&Gap]) -> u64 {
    let start = day.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
    let end = day
        .checked_add_days(Days::new(1))
        .map_or(i64::MAX, |next| next.and_time(NaiveTime::MIN).and_utc().timestamp_micros());
    let mut spans: Vec<(i64, i64)> = gaps
        .iter()
        .map(|gap| {
            let from = gap.from.map_or(i64::MIN, |from| from.timestamp_micros());
            (from.max(start), gap.until.timestamp_micros().min(end))
        })
        .filter(|(from, until)| from < until)
        .collect();
    spans.sort_unstable();
    let (mut covered, mut reached) = (0, start);
    for (from, until) in spans {
        covered += (until - from.max(reached)).max(0);
        reached = reached.max(until);
    }
    // A gap of a second is a gap.
    covered.unsigned_abs().div_ceil(MINUTE)
}

fn remarks(row: &SourceRow, sum: &CertifiedCounts, gaps: &[Gap], log: Option<String>) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(log) = log {
        remarks.push(format!(
            "Another copy of the log of {log}: its entries are counted there, here only what its objects hold."
        ));
    }
    match &row.config {
        SourceConfig::Podwarden { .. } => remarks.push(
            "PodWarden shows the newest 500 rows and no total: what was offered is not known. Rows that its background writer lost cannot be told from rows that never were.".into(),
        ),
        SourceConfig::Airbyte { .. } => remarks.push("The interface of Airbyte states no totals: what was offered is not known.".into()),
        SourceConfig::Bucket { .. } | SourceConfig::Files { .. } => remarks.push(
            "What was offered is what the objects hold. Whether the platform wrote every object cannot be seen from the bucket.".into(),
        ),
        SourceConfig::Obot { .. } => {}
    }
    if sum.unreadable > 0 {
        remarks
            .push("Unreadable records are counted on the day they were received: their own time is not known.".into());
    }
    if gaps.iter().any(|gap| gap.reason == GapReason::OutOfReach) {
        remarks.push("Days before the horizon are not listed: nothing of them was ever offered.".into());
    }
    if let Some(sync) = &row.last_sync {
        remarks.extend(sync.remarks.iter().cloned());
        if let Some(error) = &sync.error {
            remarks.push(format!("The last sync ended with an error: {}", error.message));
        }
    }
    remarks
}

fn number_day(number: i64) -> NaiveDate {
    chrono::DateTime::from_timestamp(number.saturating_mul(86_400), 0).unwrap_or_default().date_naive()
}

fn day(text: Option<&str>) -> Result<Option<NaiveDate>> {
    let Some(text) = text else { return Ok(None) };
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|error| {
        Error::new(ErrorCode::WrongUse, format!("{text:?} is no day. Days look like 2026-08-20.")).because(error)
    })?;
    Ok(Some(day))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn minutes_in_gaps_are_counted_once() {
        let gap = |from: Option<&str>, until: &str| Gap::new(from.map(at), at(until), GapReason::Missed);
        let day = NaiveDate::from_ymd_opt(2026, 8, 20).expect("a day");
        let (a, b) = (
            gap(Some("2026-08-20T10:00:00Z"), "2026-08-20T11:00:00Z"),
            gap(Some("2026-08-20T10:30:00Z"), "2026-08-20T11:30:00Z"),
        );
        assert_eq!(minutes(day, &[&a, &b]), 90);
        assert_eq!(minutes(day, &[&gap(None, "2026-08-20T01:00:00Z")]), 60, "since ever");
        assert_eq!(minutes(day, &[&gap(Some("2026-08-19T00:00:00Z"), "2026-08-22T00:00:00Z")]), 1440);
        assert_eq!(minutes(day, &[&gap(Some("2026-08-20T10:00:00Z"), "2026-08-20T10:00:01Z")]), 1, "a second is a gap");
        assert_eq!(minutes(day, &[&gap(Some("2026-08-21T00:00:00Z"), "2026-08-22T00:00:00Z")]), 0);
    }

    #[test]
    fn a_day_is_complete_only_where_the_source_says_what_it_has() {
        let day = NaiveDate::from_ymd_opt(2026, 8, 20).expect("a day");
        let counts = CertifiedCounts { offered: Some(5), fetched: 5, settled: 5, ..CertifiedCounts::default() };
        assert_eq!(certified(day, counts).verdict, DayVerdict::Complete);
        let twice = CertifiedCounts { offered: Some(7), repeated: 2, ..counts };
        assert_eq!(certified(day, twice).verdict, DayVerdict::Complete, "two of seven were said twice");
        assert_eq!(certified(day, CertifiedCounts { offered: None, ..counts }).verdict, DayVerdict::NothingMissing);
        for flawed in [
            CertifiedCounts { offered: Some(6), ..counts },
            CertifiedCounts { offered: Some(7), repeated: 1, ..counts },
            CertifiedCounts { settled: 4, ..counts },
            CertifiedCounts { unreadable: 1, ..counts },
            CertifiedCounts { redacted: 1, ..counts },
            CertifiedCounts { out_of_reach_minutes: 1, ..counts },
        ] {
            assert_eq!(certified(day, flawed).verdict, DayVerdict::Incomplete, "{flawed:?}");
        }
    }
}
