//! PodWarden logs the requests of its tokens, those that read the log included. Which token's they are is found out by looking twice.

use std::{collections::HashSet, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{
    client::{Api, Items},
    row::Row,
};
use crate::error::Result;

/// Rows are written in the background; so much later the first look's row should be there.
const SETTLING: Duration = Duration::from_secs(1);

/// What looking twice told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// The first look left no row.
    None,
    /// It left a row under this token's name.
    Token {
        /// The name.
        name: String,
        /// Whether the token is used for anything else, as far as the page shows.
        shared: bool,
    },
    /// Several tokens read the log just now; which one is ours cannot be told.
    Several(Vec<String>),
}

/// Looks twice.
///
/// # Errors
/// As the feed's.
pub(super) async fn look(api: &Api, cancel: &CancellationToken) -> Result<Own> {
    let read = async || api.newest(cancel).await.map_err(|fault| api.needed(fault, "the activity log"));
    let before = read().await?;
    api.http().pause(SETTLING, cancel).await?;
    Ok(compare(&before, &read().await?))
}

fn compare(before: &Items, after: &Items) -> Own {
    let rows = |items: &Items| items.rows.iter().filter_map(|raw| Row::parse(raw).ok()).collect::<Vec<Row>>();
    let (before, after) = (rows(before), rows(after));
    let known: HashSet<&str> = before.iter().filter_map(|row| row.id().ok()).collect();
    // A page that holds none of the first one's rows moved on too far to tell anything; an older row may have come up in it by a deletion.
    let newest = before.iter().filter_map(|row| row.at().ok()).max();
    let mut names: Vec<String> = Vec::new();
    for row in after.iter().filter(|row| row.reads_the_log() && row.id().is_ok_and(|id| !known.contains(id))) {
        let Some(name) = &row.token_name else { continue };
        let fresh = newest.is_none_or(|newest| row.at().is_ok_and(|at| at >= newest - chrono::Duration::seconds(10)));
        if fresh && !names.contains(name) {
            names.push(name.clone());
        }
    }
    match names.len() {
        0 => Own::None,
        1 => {
            let name = names.remove(0);
            let shared = after.iter().any(|row| row.token_name.as_ref() == Some(&name) && !row.reads_the_log());
            Own::Token { name, shared }
        }
        _ => Own::Several(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(rows: &[(&str, &str, &str)]) -> Items {
        let row = |(id, name, path): &(&str, &str, &str)| {
            let row = serde_json::json!({
                "id": id, "token_name": name, "method": "GET", "path": path, "status_code": 200, "created_at": "2026-08-20T14:03:11Z",
            });
            row.to_string().into_bytes()
        };
        Items { rows: rows.iter().map(row).collect(), most: 500 }
    }

    #[test]
    fn the_row_that_the_first_look_left_names_the_token() {
        let audit = "/api/v1/settings/mcp-audit";
        let before = items(&[("1", "ci", "/api/v1/stacks"), ("2", "other", audit)]);
        let after = |more: &[(&str, &str, &str)]| {
            let mut rows = vec![("1", "ci", "/api/v1/stacks"), ("2", "other", audit)];
            rows.extend(more);
            compare(&before, &items(&rows))
        };
        assert_eq!(
            after(&[("3", "ci", "/api/v1/hosts")]),
            Own::None,
            "a session signs in; an earlier look of another proves nothing"
        );
        assert_eq!(after(&[("3", "me", audit)]), Own::Token { name: "me".into(), shared: false }, "ours");
        assert_eq!(
            after(&[("3", "ci", audit)]),
            Own::Token { name: "ci".into(), shared: true },
            "ours, and somebody else's"
        );
        assert_eq!(
            after(&[("3", "me", audit), ("4", "you", audit)]),
            Own::Several(vec!["me".into(), "you".into()]),
            "whose?"
        );
    }
}
