//! The ordinary tables, one module each: row types, SQL, and the calls of [`super::Store`] for it.

pub mod credentials;
pub mod days;
pub mod destinations;
pub mod directory;
pub mod gaps;
pub mod mappings;
pub mod objects;
pub mod provenance;
pub mod quarantine;
pub mod retention;
pub mod reveals;
pub mod reviews;
pub mod run_log;
pub mod run_work;
pub mod runs;
pub mod samples;
pub mod saved_views;
pub mod scheduled_runs;
pub mod schedules;
pub mod settings;
pub mod sources;
pub mod verifications;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::{Error, ErrorCode};

/// A value stored as JSON text.
struct Json<T>(T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = serde_json::to_string(&self.0).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))?;
        Ok(text.into())
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Json).map_err(|e| FromSqlError::Other(e.into()))
    }
}

/// A closed set of words, stored as its word on the wire.
struct Word<T>(T);

impl<T: Serialize> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match serde_json::to_value(&self.0) {
            Ok(serde_json::Value::String(word)) => Ok(word.into()),
            _ => Err(rusqlite::Error::ToSqlConversionFailure("not a word".into())),
        }
    }
}

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = serde_json::Value::String(value.as_str()?.to_owned());
        serde_json::from_value(word).map(Word).map_err(|e| FromSqlError::Other(e.into()))
    }
}

/// What the user named does not exist.
fn unknown(what: &str, id: impl std::fmt::Display) -> Error {
    Error::new(
        ErrorCode::NotFound,
        format!("There is no {what} {id}. It may have been removed; look at the list again."),
    )
}

/// Tells a name that is taken from other errors.
fn taken(what: &str, name: &str) -> impl FnOnce(rusqlite::Error) -> Error {
    move |e| {
        if e.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) {
            Error::new(ErrorCode::WrongUse, format!("There is already a {what} named {name:?}. Choose another name."))
        } else {
            e.into()
        }
    }
}
