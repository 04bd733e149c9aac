//! Samples and their entries.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Json, taken, unknown};
use crate::{
    api::wire::SampleDrawn,
    entry::Seq,
    error::Result,
    review::Sampled,
    store::{Durability, Store, Txn, columns::Change},
};

/// An entry of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleEntry {
    /// Its place in the ledger.
    pub seq: Seq,
    /// The SHA-256 of its record, hex.
    pub sha256: String,
    /// The stratum it was drawn from.
    pub stratum: String,
}

/// Shows every sample.
pub(in crate::store) fn each(sql: &Connection, mut show: impl FnMut(u32, Sampled)) -> Result<()> {
    let samples: Vec<(u32, String)> = sql
        .prepare("SELECT id, name FROM sample ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut entries = sql.prepare("SELECT seq FROM sample_entry WHERE sample = ?1 ORDER BY seq")?;
    for (id, name) in samples {
        let seqs = entries.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        show(id, Sampled { name, seqs });
    }
    Ok(())
}

fn row(row: &Row<'_>) -> rusqlite::Result<(u32, SampleDrawn)> {
    let Json(drawn) = row.get(1)?;
    Ok((row.get(0)?, drawn))
}

impl Store {
    /// The samples, the newest first.
    pub async fn samples(&self) -> Result<Vec<(u32, SampleDrawn)>> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached("SELECT id, drawn FROM sample ORDER BY id DESC")?;
            Ok(statement.query_map([], row)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One sample with its entries, in the order of working through.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn sample(&self, id: u32) -> Result<(SampleDrawn, Vec<SampleEntry>)> {
        self.read(move |sql| {
            let found = sql.query_row("SELECT id, drawn FROM sample WHERE id = ?1", [id], row).optional()?;
            let (_, drawn) = found.ok_or_else(|| unknown("sample", id))?;
            let mut entries = sql
                .prepare_cached("SELECT seq, sha256, stratum FROM sample_entry WHERE sample = ?1 ORDER BY position")?;
            let entry = |row: &Row<'_>| Ok(SampleEntry { seq: row.get(0)?, sha256: row.get(1)?, stratum: row.get(2)? });
            Ok((drawn, entries.query_map([id], entry)?.collect::<Result<_, _>>()?))
        })
        .await
    }

    /// Keeps a sample.
    ///
    /// # Errors
    /// `WrongUse` where the name is taken.
    pub async fn add_sample(&self, drawn: SampleDrawn, entries: Vec<SampleEntry>) -> Result<u32> {
        self.write(Durability::Disk, move |txn| {
            let name = drawn.plan.name.clone();
            txn.sql
                .execute("INSERT INTO sample (name, drawn) VALUES (?1, ?2)", params![name, Json(&drawn)])
                .map_err(taken("sample", &name))?;
            let id = u32::try_from(txn.sql.last_insert_rowid()).expect("fewer samples than an id can name");
            let mut add = txn.sql.prepare_cached(
                "INSERT INTO sample_entry (sample, position, seq, sha256, stratum) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (entry, position) in entries.iter().zip(1..) {
                add.execute(params![id, position, entry.seq, entry.sha256, entry.stratum])?;
            }
            let mut seqs: Box<[Seq]> = entries.iter().map(|entry| entry.seq).collect();
            seqs.sort_unstable();
            show(txn, id, Some(Sampled { name, seqs }));
            Ok(id)
        })
        .await
    }

    /// Forgets a sample. What was said of its entries stays.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn remove_sample(&self, id: u32) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            txn.sql.execute("DELETE FROM sample_entry WHERE sample = ?1", [id])?;
            if txn.sql.execute("DELETE FROM sample WHERE id = ?1", [id])? == 0 {
                return Err(unknown("sample", id));
            }
            show(txn, id, None);
            Ok(())
        })
        .await
    }
}

fn show(txn: &mut Txn<'_>, id: u32, sample: Option<Sampled>) {
    txn.columns.stage(Change::Sampled { id, sample });
    txn.effect.reviewed = true;
}
