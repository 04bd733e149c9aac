//! What runs wrote, for reading it again, and what was found then.

use rusqlite::{OptionalExtension, params};

use super::{Json, run_log::note, unknown};
use crate::{
    api::wire::{ObjectFound, RunEvent, RunVerification},
    error::Result,
    export::scheduled::{Form, Sealed},
    store::{Durability, Store},
};

/// What a run wrote and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The destination.
    pub destination: u32,
    /// Its objects in their order, then its manifest.
    pub objects: Vec<WrittenObject>,
}

/// An object on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenObject {
    /// Its key.
    pub key: String,
    /// Its full address; empty for a manifest, which lies where the objects lie.
    pub location: String,
    /// Its size in bytes; 0 for a manifest, of which it is not on record.
    pub bytes: u64,
    /// SHA-256 of its bytes, hex; after attempts that were ended at their last request there may be several of which one is right.
    pub sha256: Vec<String>,
}

impl Store {
    /// What a run wrote.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn written(&self, run: u64) -> Result<Written> {
        self.read(move |sql| {
            let sql = sql.unchecked_transaction()?;
            let found = sql
                .prepare_cached("SELECT destination_id, manifest_key, manifest_sha256 FROM run WHERE id = ?1")?
                .query_row([run], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let (destination, key, sha256): (u32, Option<String>, Option<String>) =
                found.ok_or_else(|| unknown("run", run))?;
            let mut objects: Vec<_> = sql
                .prepare_cached(
                    "SELECT key, location, bytes, sha256, sealed FROM run_object WHERE run = ?1 AND state = 'landed' ORDER BY part",
                )?
                .query_map([run], |row| {
                    let sealed: Option<Json<Sealed>> = row.get(4)?;
                    let or = sealed.map(|Json(sealed)| sealed.or).unwrap_or_default();
                    let sha256 = [row.get(3)?].into_iter().chain(or.into_iter().map(|Form { sha256, .. }| sha256)).collect();
                    Ok(WrittenObject { key: row.get(0)?, location: row.get(1)?, bytes: row.get(2)?, sha256 })
                })?
                .collect::<rusqlite::Result<_>>()?;
            let manifest = key.zip(sha256);
            objects.extend(manifest.map(|(key, sha256)| WrittenObject {
                key,
                location: String::new(),
                bytes: 0,
                sha256: vec![sha256],
            }));
            Ok(Written { destination, objects })
        })
        .await
    }

    /// Keeps what was found when the objects of a run were read again.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn put_verification(&self, run: u64, found: RunVerification) -> Result<()> {
        self.write(Durability::Disk, move |txn| {
            let changed =
                txn.sql.execute("UPDATE run SET verification = ?2 WHERE id = ?1", params![run, Json(&found)])?;
            if changed == 0 {
                return Err(unknown("run", run));
            }
            let same = found.objects.iter().filter(|object| object.verdict == ObjectFound::Same).count();
            let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
            note(txn, run, &RunEvent::Verified { same: count(same), other: count(found.objects.len() - same) })
        })
        .await
    }
}
