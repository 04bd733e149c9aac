//! A page of a feed: the newest rows that are inserted by now.

use super::catalog::HUB;
use super::options::Limit;
use super::state::{Broken, Data, Row};
use chrono::{DateTime, SecondsFormat, Utc};
use rand::RngExt;
use rand::seq::SliceRandom;
use serde_json::{Value, json};

/// Rows without a `limit`.
const DEFAULT: usize = 100;

/// The newest rows of one token, or of all.
///
/// # Errors
/// The `detail` of a 422.
pub fn page(
    data: &mut Data,
    token: Option<usize>,
    limit: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<Value>, Value> {
    let habit = if token.is_some() { data.habits.token_limit } else { data.habits.limit };
    let limit = rows_for(limit, habit)?;
    let shown = |row: &&Row| {
        !row.deleted && row.inserted.is_some_and(|at| at <= now) && (token.is_none() || row.token == token)
    };
    let rows: Vec<&Row> = data.rows.iter().rev().filter(shown).take(limit).collect();
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let item = item(data, row);
        if items.len() + 1 < limit && data.habits.doubled > 0.0 && data.whims.random_bool(data.habits.doubled) {
            items.push(item.clone());
        }
        items.push(item);
    }
    items.truncate(limit);
    if data.habits.shuffled {
        items.shuffle(&mut data.whims);
    }
    Ok(items)
}

fn rows_for(limit: Option<&str>, habit: Limit) -> Result<usize, Value> {
    let Some(text) = limit else { return Ok(DEFAULT) };
    let refuse =
        |kind: &str, message: String| json!([{"type": kind, "loc": ["query", "limit"], "msg": message, "input": text}]);
    let asked: usize = text.parse().map_err(|_| refuse("int_parsing", "Input should be a valid integer".into()))?;
    match habit {
        _ if asked == 0 => Err(refuse("greater_than_equal", "Input should be greater than or equal to 1".into())),
        Limit::Refuse(most) if asked > most => {
            Err(refuse("less_than_equal", format!("Input should be less than or equal to {most}")))
        }
        Limit::Clamp(most) => Ok(asked.min(most)),
        Limit::Refuse(_) => Ok(asked),
    }
}

/// A row as both feeds show it.
pub fn item(data: &Data, row: &Row) -> Value {
    let mut item = json!({
        "id": row.id,
        "token_name": row.token.map_or(HUB, |at| data.tokens[at].name.as_str()),
        "method": row.method,
        "path": row.path,
        "status_code": row.status,
        "created_at": time(row.created),
    });
    if data.habits.unknown_fields {
        item["request_id"] = Value::Null;
        item["meta"] = json!({"v": 2, "tags": ["mcp"]});
    }
    match row.broken {
        Some(Broken::Time) => item["created_at"] = Value::Null,
        Some(Broken::Id) => item["id"] = Value::Null,
        Some(Broken::Object) => item = json!(format!("row {}", row.id)),
        None => {}
    }
    item
}

/// As Python prints it: six digits, or none.
fn time(at: DateTime<Utc>) -> String {
    let form = if at.timestamp_subsec_micros() == 0 { SecondsFormat::Secs } else { SecondsFormat::Micros };
    at.to_rfc3339_opts(form, false)
}
