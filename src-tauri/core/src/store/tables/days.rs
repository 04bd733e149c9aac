//! What a source says it has per day, against what is held.

use rusqlite::{Connection, params};

use crate::{api::wire::DayCount, entry::SourceId, error::Result, source::DayReport, store::Store};

impl Store {
    /// The days of a source that were compared, the newest first.
    pub async fn days(&self, source: SourceId) -> Result<Vec<DayCount>> {
        self.read(move |sql| {
            let mut statement = sql
                .prepare_cached("SELECT day, stated, held, checked_at FROM day WHERE source = ?1 ORDER BY day DESC")?;
            let days = statement
                .query_map([source], |row| {
                    Ok(DayCount { day: row.get(0)?, stated: row.get(1)?, held: row.get(2)?, checked: row.get(3)? })
                })?
                .collect::<Result<_, _>>()?;
            Ok(days)
        })
        .await
    }
}

/// Keeps a comparison, in the place of an earlier one of that day.
pub(in crate::store) fn put(sql: &Connection, source: SourceId, report: &DayReport) -> Result<()> {
    sql.prepare_cached(
        "INSERT INTO day (source, day, stated, held, checked_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET stated = excluded.stated, held = excluded.held, checked_at = excluded.checked_at",
    )?
    .execute(params![
        source,
        report.day.format("%Y-%m-%d").to_string(),
        report.stated,
        report.held,
        report.checked_at.timestamp_micros()
    ])?;
    Ok(())
}
