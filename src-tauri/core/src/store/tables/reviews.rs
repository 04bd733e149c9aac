//! Statements of reviewers.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};

use super::Json;
use crate::{
    entry::Seq,
    error::Result,
    review::{Review, ReviewAction, ReviewEvent, Subject},
    store::{Durability, Store, Txn, columns::Change},
};

const SELECT: &str = "SELECT id, at, by, sha256, source, remote_id, seq, action FROM review_event";

fn event(row: &Row<'_>) -> rusqlite::Result<ReviewEvent> {
    let Json(action) = row.get(7)?;
    let entry = Subject { sha256: row.get(3)?, source: row.get(4)?, id: row.get(5)?, seq: row.get(6)? };
    Ok(ReviewEvent { id: row.get(0)?, at: row.get(1)?, by: row.get(2)?, entry, action })
}

/// Shows what holds of every entry of which something was said.
pub(in crate::store) fn each(sql: &Connection, mut show: impl FnMut(Seq, Review)) -> Result<()> {
    let mut statement = sql.prepare(&format!("{SELECT} WHERE seq IS NOT NULL ORDER BY seq, at, id"))?;
    let mut last: Option<(Seq, Review)> = None;
    for event in statement.query_map([], event)? {
        let event = event?;
        let Some(seq) = event.entry.seq else { continue };
        let (_, review) = match &mut last {
            Some(same) if same.0 == seq => same,
            other => {
                if let Some((seq, review)) = other.take() {
                    show(seq, review);
                }
                other.insert((seq, Review::default()))
            }
        };
        review.take(&event);
    }
    if let Some((seq, review)) = last {
        show(seq, review);
    }
    Ok(())
}

/// What was said of an entry, the oldest first.
fn of(sql: &Connection, seq: Seq) -> Result<Vec<ReviewEvent>> {
    let mut statement = sql.prepare_cached(&format!("{SELECT} WHERE seq = ?1 ORDER BY at, id"))?;
    Ok(statement.query_map([seq], event)?.collect::<Result<_, _>>()?)
}

impl Store {
    /// What was said of an entry, the oldest first.
    pub async fn review_events(&self, seq: Seq) -> Result<Vec<ReviewEvent>> {
        self.read(move |sql| of(sql, seq)).await
    }

    /// Everything that was said, in the order of time.
    pub async fn all_review_events(&self) -> Result<Vec<ReviewEvent>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(&format!("{SELECT} ORDER BY at, id"))?;
            Ok(statement.query_map([], event)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Says something of entries that are here: one statement each, with the ids given. It counts after everything that was said of them before, also where
    /// the clock was set back since.
    pub async fn say(&self, entries: Vec<(String, Subject)>, by: String, action: ReviewAction) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let now = txn.now.timestamp_micros();
            let mut touched = BTreeSet::new();
            for (id, entry) in entries {
                let Some(seq) = entry.seq else { continue };
                let last: Option<i64> =
                    txn.sql.query_row("SELECT max(at) FROM review_event WHERE seq = ?1", [seq], |row| row.get(0))?;
                let at = last.map_or(now, |last| now.max(last + 1));
                let action = match &action {
                    ReviewAction::Write { note, text } if note.is_empty() => {
                        ReviewAction::Write { note: id.clone(), text: text.clone() }
                    }
                    action => action.clone(),
                };
                add(txn, &ReviewEvent { id, at, by: by.clone(), entry, action })?;
                touched.insert(seq);
            }
            show(txn, touched)
        })
        .await
    }

    /// Takes in statements from elsewhere; known ones once. Says how many were new.
    pub async fn take_review_events(&self, events: Vec<ReviewEvent>) -> Result<u64> {
        self.write(Durability::Disk, move |txn| {
            let (mut touched, mut added) = (BTreeSet::new(), 0);
            for event in events {
                let before = txn.sql.prepare_cached("SELECT 1 FROM review_event WHERE id = ?1")?.exists([&event.id])?;
                add(txn, &event)?;
                added += u64::from(!before);
                touched.extend(event.entry.seq);
            }
            show(txn, touched)?;
            Ok(added)
        })
        .await
    }
}

/// A statement that is known stays as it is; it only learns where its entry is.
fn add(txn: &Txn<'_>, event: &ReviewEvent) -> Result<()> {
    let ReviewEvent { id, at, by, entry, action } = event;
    txn.sql
        .prepare_cached(
            "INSERT INTO review_event (id, seq, sha256, source, remote_id, at, by, action) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET seq = coalesce(seq, excluded.seq)",
        )?
        .execute(params![id, entry.seq, entry.sha256, entry.source, entry.id, at, by, Json(action)])?;
    Ok(())
}

/// Shows what holds now of these entries.
fn show(txn: &mut Txn<'_>, touched: BTreeSet<Seq>) -> Result<()> {
    for seq in touched {
        let mut review = Review::default();
        of(txn.sql, seq)?.iter().for_each(|event| review.take(event));
        txn.columns.stage(Change::Reviewed { seq, review });
        txn.effect.reviewed = true;
    }
    Ok(())
}
