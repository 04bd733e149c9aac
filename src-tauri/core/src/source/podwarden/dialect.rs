//! PodWarden's dialects: rows as both feeds give them.

use super::row::{HUB, Row};
use crate::{
    entry::{Actor, Client, Entry, Flag, Flags, Outcome, Payload, RecordRef, Status, Target, TimeBy},
    source::{Dialects, Unreadable},
};

/// A row.
pub(super) const ROW: &str = "podwarden-1";
/// A row that a request of our own left. The row alone does not tell: the name of the token that signs in belongs to it.
pub(super) const OWN_ROW: &str = "podwarden-1-own";

/// The readers of PodWarden's records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PodwardenDialects;

impl Dialects for PodwardenDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        let flags = match record.dialect {
            ROW => Flags::NONE,
            OWN_ROW => Flags::NONE.with(Flag::OwnPolling),
            other => return Err(Unreadable(format!("no reader for the dialect {other}"))),
        };
        entry(&Row::parse(record.raw)?, flags)
    }

    /// There is none: rows tell of a request, and do not hold it.
    fn payload(&self, _: RecordRef<'_>) -> Result<Payload, Unreadable> {
        Ok(Payload::default())
    }
}

/// The normalised row.
pub(super) fn entry(row: &Row, flags: Flags) -> Result<Entry, Unreadable> {
    row.id()?;
    let at = row.at()?;
    let target = match (row.tool(), &row.path) {
        (Some(tool), _) => ("mcp_tool", Some(tool.to_owned())),
        (None, Some(path)) => ("http_path", Some(path.clone())),
        (None, None) => ("", None),
    };
    let actor_type = match row.token_name.as_deref() {
        Some(HUB) => "hub",
        Some(_) => "credential",
        None => "unknown",
    };
    Ok(Entry {
        occurred_at: at,
        recorded_at: at,
        time_by: TimeBy::Server,
        kind: "podwarden".into(),
        // Rows do not carry the token's id, and a token's name may be another's, too.
        actor: Actor { actor_type: actor_type.into(), name: row.token_name.clone(), ..Actor::default() },
        operation: row.method.clone().unwrap_or_default(),
        target: Target { target_type: target.0.into(), name: target.1, ..Target::default() },
        outcome: Outcome {
            status: classify(row.status_code),
            http_status: row.status_code,
            reason: None,
            error: None,
            tool_error: None,
        },
        duration_us: None,
        client: Client::default(),
        ip: None,
        session_id: None,
        request_id: None,
        flags,
    })
}

/// The outcome by the status. What the status of a tool's call through the hub means is not documented; it is read the same way.
fn classify(status: Option<u16>) -> Status {
    match status {
        None => Status::Unknown,
        Some(200..=399) => Status::Success,
        Some(401 | 403) => Status::Denied,
        Some(408 | 504) => Status::Timeout,
        Some(_) => Status::Failure,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(dialect: &str, row: &Value) -> Result<Entry, Unreadable> {
        let raw = row.to_string();
        PodwardenDialects.entry(RecordRef { source: 1, dialect, remote_id: "x", raw: raw.as_bytes() })
    }

    fn row() -> Value {
        json!({
            "id": "6f1c2a58-0d0e-4f7d-9a55-0c8f6a1f9b21", "token_name": "ci-runner", "method": "POST",
            "path": "/api/v1/deployments/4/deploy?force=1", "status_code": 202, "created_at": "2026-08-20T14:03:11+00:00",
        })
    }

    #[test]
    fn a_row_becomes_an_entry_and_nothing_is_invented() {
        let entry = read(ROW, &row()).expect("a row");
        assert_eq!(entry.occurred_at.to_rfc3339(), "2026-08-20T14:03:11+00:00", "its time");
        assert_eq!(
            (entry.actor.actor_type.as_str(), entry.actor.name.as_deref()),
            ("credential", Some("ci-runner")),
            "who"
        );
        assert_eq!(entry.actor.id, None, "a name is no id");
        assert_eq!(entry.operation, "POST", "what");
        assert_eq!(entry.target.target_type, "http_path", "to what");
        assert_eq!(entry.target.name.as_deref(), Some("/api/v1/deployments/4/deploy?force=1"), "with its query");
        assert_eq!((entry.outcome.status, entry.outcome.http_status), (Status::Success, Some(202)), "how it ended");
        assert_eq!((entry.duration_us, entry.ip, entry.session_id), (None, None, None), "rows do not tell");
        assert_eq!(entry.flags, Flags::NONE, "nothing more to know");
    }

    #[test]
    fn a_tool_called_through_the_hub_is_named_as_the_row_names_it() {
        let mut row = row();
        row["token_name"] = HUB.into();
        row["method"] = "TOOL".into();
        row["path"] = "/mcp/tool/list_workload_definitions".into();
        let entry = read(ROW, &row).expect("a row");
        assert_eq!(entry.operation, "TOOL", "what");
        assert_eq!(entry.target.target_type, "mcp_tool", "a tool");
        assert_eq!(entry.target.name.as_deref(), Some("list_workload_definitions"), "its old name stays");
        assert_eq!(entry.actor.actor_type, "hub", "not a token");
    }

    #[test]
    fn outcomes_follow_the_status() {
        for (status, wanted) in [
            (json!(200), Status::Success),
            (json!(307), Status::Success),
            (json!("204"), Status::Success),
            (json!(401), Status::Denied),
            (json!(403), Status::Denied),
            (json!(404), Status::Failure),
            (json!(408), Status::Timeout),
            (json!(504), Status::Timeout),
            (json!(500), Status::Failure),
            (json!(0), Status::Unknown),
            (json!(-1), Status::Unknown),
            (Value::Null, Status::Unknown),
        ] {
            let mut row = row();
            row["status_code"] = status.clone();
            assert_eq!(read(ROW, &row).expect("a row").outcome.status, wanted, "{status}");
        }
    }

    #[test]
    fn own_polling_is_told_by_the_dialect_and_a_row_needs_an_id_and_a_time() {
        assert!(read(OWN_ROW, &row()).expect("a row").flags.has(Flag::OwnPolling), "a request of our own");
        for field in ["id", "created_at"] {
            let mut row = row();
            row[field] = Value::Null;
            assert!(read(ROW, &row).is_err(), "no {field}");
        }
        assert!(read("podwarden-2", &row()).is_err(), "a dialect of the future");
        let bare = json!({"id": 7, "created_at": "2026-08-20T14:03:11Z", "token_name": null, "path": ["x"]});
        let entry = read(ROW, &bare).expect("the least a row can be");
        assert_eq!((entry.actor.actor_type.as_str(), entry.target.name), ("unknown", None), "absent is absent");
    }
}
