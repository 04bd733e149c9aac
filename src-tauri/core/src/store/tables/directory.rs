//! Names for the ids of actors, from the directories of the platforms.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{entry::SourceId, error::Result, source::Person, store::Store};

impl Store {
    /// The persons of a source, by id.
    pub async fn directory(&self, source: SourceId) -> Result<Vec<Person>> {
        self.read(move |sql| {
            let mut statement =
                sql.prepare_cached("SELECT id, name, email FROM person WHERE source = ?1 ORDER BY id")?;
            let persons = statement
                .query_map([source], |row| Ok(Person { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? }))?
                .collect::<Result<_, _>>()?;
            Ok(persons)
        })
        .await
    }
}

/// Keeps a person; what is known of them now, where that is something new. A name that is known is not forgotten where the platform leaves it out.
pub(in crate::store) fn put(sql: &Connection, source: SourceId, person: &Person) -> Result<Option<Person>> {
    let known = sql
        .prepare_cached(
            "INSERT INTO person (source, id, name, email) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET name = coalesce(excluded.name, name), email = coalesce(excluded.email, email)
             WHERE coalesce(excluded.name, name) IS NOT name OR coalesce(excluded.email, email) IS NOT email
             RETURNING id, name, email",
        )?
        .query_row(params![source, person.id, person.name, person.email], |row| {
            Ok(Person { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? })
        })
        .optional()?;
    Ok(known)
}
