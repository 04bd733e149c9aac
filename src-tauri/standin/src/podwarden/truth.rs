//! What happened, for comparison with what a client made of it.

use super::catalog::HUB;
use super::feed;
use super::state::State;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// One row that was, or should have been, logged.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact a test selects by")]
pub struct Truth {
    /// Its id.
    pub id: String,
    /// The name it carries.
    pub token_name: String,
    /// The token's id, which no row carries; `None` for the hub's tunnel.
    pub token_id: Option<String>,
    /// Its time.
    pub created_at: DateTime<Utc>,
    /// As the feeds show it.
    pub item: Value,
    /// It is in the database by now.
    pub inserted: bool,
    /// It never gets there.
    pub lost: bool,
    /// It was there and was deleted by hand.
    pub deleted: bool,
    /// Its token was deleted: only the global feed shows it.
    pub token_deleted: bool,
    /// No reader can make sense of it.
    pub broken: bool,
    /// Left by a call that read the log.
    pub own: bool,
}

/// All rows, in the order of their times.
pub fn all(state: &State) -> Vec<Truth> {
    let (now, data) = (state.now(), state.data());
    let truth = |row: &super::state::Row| {
        let token = row.token.map(|at| &data.tokens[at]);
        Truth {
            id: row.id.clone(),
            token_name: token.map_or(HUB, |token| token.name.as_str()).to_owned(),
            token_id: token.map(|token| token.id.clone()),
            created_at: row.created,
            item: feed::item(&data, row),
            inserted: row.inserted.is_some_and(|at| at <= now),
            lost: row.inserted.is_none(),
            deleted: row.deleted,
            token_deleted: token.is_some_and(|token| token.deleted),
            broken: row.broken.is_some(),
            own: row.own,
        }
    };
    data.rows.iter().map(truth).collect()
}
