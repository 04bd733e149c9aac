//! Secrets of sources and destinations. They live in the encrypted file and nowhere else.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    api::wire::Micros,
    entry::SourceId,
    error::Result,
    secret::Secret,
    store::{Durability, Store},
};

/// Whose secret it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A source's.
    Source(SourceId),
    /// A destination's.
    Destination(u32),
}

impl Owner {
    fn key(self) -> (&'static str, u32) {
        match self {
            Self::Source(id) => ("source", id),
            Self::Destination(id) => ("destination", id),
        }
    }
}

/// A secret with what it is, for example `api_key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What it is: a word of the module that uses it.
    pub kind: String,
    /// The secret.
    pub secret: Secret,
    /// When it ends, where that is known.
    pub expires: Option<Micros>,
}

impl Credential {
    /// One of which no end is known.
    pub fn new(kind: &str, secret: Secret) -> Self {
        Self { kind: kind.to_owned(), secret, expires: None }
    }
}

impl Store {
    /// What `owner` signs in with; `None` where nothing is stored.
    pub async fn credential(&self, owner: Owner) -> Result<Option<Credential>> {
        let (kind, id) = owner.key();
        self.read(move |sql| {
            let found = sql
                .query_row(
                    "SELECT kind, secret, expires FROM credential WHERE owner = ?1 AND owner_id = ?2",
                    params![kind, id],
                    |row| {
                        let secret = Secret::new(row.get::<_, String>(1)?);
                        Ok(Credential { kind: row.get(0)?, secret, expires: row.get(2)? })
                    },
                )
                .optional()?;
            Ok(found)
        })
        .await
    }

    /// Keeps what `owner` signs in with; `None` forgets it.
    pub async fn put_credential(&self, owner: Owner, credential: Option<Credential>) -> Result<()> {
        self.write(Durability::Disk, move |txn| put(txn.sql, owner, credential.as_ref())).await
    }
}

/// Keeps what `owner` signs in with; `None` forgets it.
pub(super) fn put(sql: &Connection, owner: Owner, credential: Option<&Credential>) -> Result<()> {
    let (kind, id) = owner.key();
    match credential {
        Some(credential) => sql.execute(
            "INSERT INTO credential (owner, owner_id, kind, secret, expires) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET kind = excluded.kind, secret = excluded.secret, expires = excluded.expires",
            params![kind, id, credential.kind, credential.secret.expose(), credential.expires],
        )?,
        None => sql.execute("DELETE FROM credential WHERE owner = ?1 AND owner_id = ?2", params![kind, id])?,
    };
    Ok(())
}
