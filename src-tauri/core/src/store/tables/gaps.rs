//! Spans of which a source has nothing, or did not give everything.
//!
//! A gap that starts where an earlier one of the same reason and scope starts replaces it: the source knows better by now. With others of the same reason
//! that it overlaps it becomes one; what was missed stays as it was found, because each span was found, and may be repaired, by itself. A day that adds
//! up closes what was incomplete in it.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use rusqlite::{Connection, params};

use super::Word;
use crate::{
    api::wire::Micros,
    entry::SourceId,
    error::Result,
    source::{Gap, GapReason},
    store::{Store, pending::moment},
};

impl Store {
    /// The gaps of one source, or of all, with the source, in order of time.
    pub async fn gaps(&self, source: Option<SourceId>) -> Result<Vec<(SourceId, Gap)>> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT source, from_at, until_at, reason, scope, repaired_at FROM gap WHERE ?1 IS NULL OR source = ?1
                 ORDER BY coalesce(from_at, -9223372036854775808), until_at",
            )?;
            let gaps = statement
                .query_map([source], |row| {
                    let from: Option<Micros> = row.get(1)?;
                    let Word(reason) = row.get(3)?;
                    let (scope, repaired): (String, Option<Micros>) = (row.get(4)?, row.get(5)?);
                    let gap = Gap {
                        from: from.map(moment).transpose()?,
                        until: moment(row.get(2)?)?,
                        reason,
                        scope: Some(scope).filter(|scope| !scope.is_empty()),
                        repaired_at: repaired.map(moment).transpose()?,
                    };
                    Ok((row.get(0)?, gap))
                })?
                .collect::<Result<_, _>>()?;
            Ok(gaps)
        })
        .await
    }
}

/// A stored span: `i64::MIN` stands for "since ever".
struct Span {
    id: i64,
    from: Micros,
    until: Micros,
}

/// Keeps a gap.
pub(in crate::store) fn put(sql: &Connection, source: SourceId, gap: &Gap) -> Result<()> {
    let mut from = micros(gap.from);
    let mut until = gap.until.timestamp_micros();
    if until <= from {
        return Ok(());
    }
    let scope = gap.scope.as_deref().unwrap_or_default();
    if gap.reason == GapReason::Missed {
        sql.prepare_cached("DELETE FROM gap WHERE source = ?1 AND reason = ?2 AND scope = ?3 AND from_at IS ?4")?
            .execute(params![source, Word(gap.reason), scope, known(from)])?;
        sql.prepare_cached(
            "INSERT INTO gap (source, from_at, until_at, reason, scope, repaired_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            source,
            known(from),
            until,
            Word(gap.reason),
            scope,
            gap.repaired_at.map(|at| at.timestamp_micros())
        ])?;
        return Ok(());
    }
    for span in stored(sql, source, gap.reason)? {
        if span.from == from {
            remove(sql, span.id)?;
        }
    }
    for span in stored(sql, source, gap.reason)? {
        if span.from < until && from < span.until {
            from = from.min(span.from);
            until = until.max(span.until);
            remove(sql, span.id)?;
        }
    }
    insert(sql, source, from, until, gap.reason)
}

/// A day adds up: what was incomplete in it no longer is.
pub(in crate::store) fn close_day(sql: &Connection, source: SourceId, day: NaiveDate) -> Result<()> {
    let start = day.and_time(NaiveTime::MIN).and_utc();
    let Some(end) = start.checked_add_days(Days::new(1)) else { return Ok(()) };
    let (start, end) = (start.timestamp_micros(), end.timestamp_micros());
    for span in stored(sql, source, GapReason::Incomplete)? {
        if span.from < end && start < span.until {
            remove(sql, span.id)?;
            for (from, until) in [(span.from, start), (end, span.until)] {
                if from < until {
                    insert(sql, source, from, until, GapReason::Incomplete)?;
                }
            }
        }
    }
    Ok(())
}

fn stored(sql: &Connection, source: SourceId, reason: GapReason) -> Result<Vec<Span>> {
    let spans = sql
        .prepare_cached("SELECT id, from_at, until_at FROM gap WHERE source = ?1 AND reason = ?2")?
        .query_map(params![source, Word(reason)], |row| {
            let from: Option<Micros> = row.get(1)?;
            Ok(Span { id: row.get(0)?, from: from.unwrap_or(Micros::MIN), until: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(spans)
}

fn insert(sql: &Connection, source: SourceId, from: Micros, until: Micros, reason: GapReason) -> Result<()> {
    sql.prepare_cached("INSERT INTO gap (source, from_at, until_at, reason) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![source, known(from), until, Word(reason)])?;
    Ok(())
}

fn remove(sql: &Connection, id: i64) -> Result<()> {
    sql.prepare_cached("DELETE FROM gap WHERE id = ?1")?.execute([id])?;
    Ok(())
}

fn micros(from: Option<DateTime<Utc>>) -> Micros {
    from.map_or(Micros::MIN, |from| from.timestamp_micros())
}

fn known(from: Micros) -> Option<Micros> {
    Some(from).filter(|from| *from != Micros::MIN)
}
