//! What a workspace claims, against what happened: a row is held, or lies in an open gap that names it; a gap is there because rows are missing.

use auditdesk_core::source::{Gap, GapReason};
use auditdesk_standin::podwarden::{Server, Truth};
use chrono::{DateTime, Utc};

use crate::support::workspace::Workspace;

/// How a comparison went.
#[derive(Debug, Default)]
pub struct Compared {
    /// Rows that are held.
    pub held: usize,
    /// Rows that are missing, each in an open gap.
    pub missing: usize,
    /// Gaps that were closed.
    pub repaired: usize,
    /// Gaps of single tokens that are open.
    pub open: usize,
}

/// Up to when the workspace claims to have seen everything but its gaps.
pub async fn sure<W: Workspace>(workspace: &W) -> DateTime<Utc> {
    let checkpoint = workspace.checkpoint().await.expect("a sync was committed");
    let sure = checkpoint["newest"]["sure"].as_str().expect("a look was made");
    sure.parse().expect("a moment")
}

fn names(gap: &Gap, truth: &Truth) -> bool {
    match gap.scope.as_deref() {
        None => true,
        Some("Hub Tunnel") => truth.token_id.is_none(),
        Some(scope) => {
            let rest = scope.strip_prefix("token ").and_then(|scope| scope.strip_prefix(&truth.token_name));
            let id = rest.and_then(|rest| rest.strip_prefix(" (")).and_then(|rest| rest.strip_suffix(')'));
            matches!(rest, Some("" | " (deleted)")) || (id.is_some() && id == truth.token_id.as_deref())
        }
    }
}

fn holds(gap: &Gap, truth: &Truth) -> bool {
    gap.from.is_none_or(|from| from <= truth.created_at) && truth.created_at < gap.until && names(gap, truth)
}

/// Whether a token wrote so much after a gap that its feed cannot have shown what it wrote before. Some rows of a page are doubles.
fn pushed_out(gap: &Gap, truth: &[Truth]) -> bool {
    let after = |row: &&Truth| row.inserted && row.created_at + chrono::Duration::microseconds(1) >= gap.until;
    truth.iter().filter(after).filter(|row| names(gap, row)).count() >= 450
}

/// What must hold after every single commit: nothing is missing that no open gap names.
pub async fn assert_no_silent_hole<W: Workspace>(server: &Server, workspace: &W) {
    let (latest, gaps, sure) = (workspace.latest(), workspace.gaps().await, sure(workspace).await);
    let open: Vec<Gap> = gaps.into_iter().filter(|gap| gap.repaired_at.is_none()).collect();
    for row in server.truth() {
        let due = row.inserted && !row.deleted && !row.broken && row.created_at <= sure;
        let told = !due || latest.contains_key(&row.id) || open.iter().any(|gap| holds(gap, &row));
        assert!(told, "{} of {} at {} is missing and in no gap", row.id, row.token_name, row.created_at);
    }
}

/// Compares the workspace with what happened.
pub async fn compare<W: Workspace>(server: &Server, workspace: &W) -> Compared {
    let (latest, gaps, sure) = (workspace.latest(), workspace.gaps().await, sure(workspace).await);
    let (open, closed): (Vec<Gap>, Vec<Gap>) = gaps.into_iter().partition(|gap| gap.repaired_at.is_none());
    let mut compared = Compared { repaired: closed.len(), ..Compared::default() };
    let mut wrong = Vec::new();
    let mut missing = Vec::new();
    let truth = server.truth();
    for row in &truth {
        if let Some(record) = latest.get(&row.id) {
            compared.held += 1;
            let held: serde_json::Value = serde_json::from_slice(&record.raw).expect("records are JSON");
            if held != row.item {
                wrong.push(format!("{} is held as {held} and is {}", row.id, row.item));
            }
            if row.lost {
                wrong.push(format!("{} never was in the log", row.id));
            }
        } else if row.inserted && !row.deleted && !row.broken && row.created_at <= sure {
            compared.missing += 1;
            missing.push(row);
            if !open.iter().any(|gap| holds(gap, row)) {
                wrong.push(format!("{} of {} at {} is missing and in no gap", row.id, row.token_name, row.created_at));
            }
        }
    }
    for gap in open.iter().filter(|gap| gap.reason == GapReason::Missed) {
        compared.open += 1;
        let scope = gap.scope.as_deref();
        // That calls of the hub and of deleted tokens are missing cannot be proven, that none are neither.
        let provable = scope.is_some_and(|scope| scope != "Hub Tunnel" && !scope.ends_with("(deleted)"));
        if provable && !missing.iter().any(|row| holds(gap, row)) && !pushed_out(gap, &truth) {
            wrong.push(format!("nothing is missing in {gap:?}"));
        }
        if scope.is_none() {
            wrong.push(format!("not repaired: {gap:?}"));
        }
    }
    let strangers = latest.len() - compared.held;
    assert_eq!(strangers, 0, "entries that the instance never had");
    assert!(wrong.is_empty(), "{} wrong of {}: {:#?}", wrong.len(), truth.len(), &wrong[..wrong.len().min(8)]);
    compared
}
