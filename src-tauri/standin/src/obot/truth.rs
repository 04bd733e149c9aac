//! What the server has, for comparison with what a client made of it.

use super::access::Access;
use super::options::Generation;
use super::state::State;
use super::{render_event, render_flat};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// One entry in its final state, as the current role sees it.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact a test selects by")]
pub struct Truth {
    /// The platform's id.
    pub id: u64,
    /// The entry as the list shows it.
    pub list_item: Value,
    /// The entry as the detail endpoint shows it; generation A has none and repeats the list item. `Null` where the
    /// server never gives it: the role may not see it, or it is broken.
    pub detail: Value,
    /// Event time, exact to the nanosecond.
    pub occurred_at: DateTime<Utc>,
    /// When the server got it.
    pub recorded_at: DateTime<Utc>,
    /// A tool call of a local agent (generation C).
    pub local_agent: bool,
    /// Removed by retention. A client that read it before still has it.
    pub purged: bool,
    /// In the lists of the current role.
    pub listed: bool,
    /// The detail lacks the payload because of the role.
    pub redacted: bool,
    /// The detail is a 200 without JSON, for ever.
    pub detail_broken: bool,
    /// Not yet visible to clients.
    pub hidden: bool,
    /// Still without the answer it is going to get.
    pub open: bool,
}

/// Visits every entry in the order of ids, one at a time. The lock is not held while `visit` runs.
pub fn each(state: &State, mut visit: impl FnMut(Truth)) {
    let mut at = 0;
    loop {
        let data = state.data();
        let Some(row) = data.rows.get(at).copied() else { return };
        let (generation, role) = (data.generation, if state.options.auth { data.role } else { data.effective_role() });
        let (view, purged, known) = (data.final_view(at), data.is_purged(&row), data.is_known(&row));
        let (hidden, open) = (row.shown_at > data.lists_served, row.done_at > data.lists_served);
        drop(data);
        at += 1;
        if !known {
            continue;
        }
        let access = role.access(&view);
        let detail_broken = generation != Generation::A && row.quirks.broken && access == Access::Full;
        let list_item = match generation {
            Generation::C => render_event::item(&state.world, &view),
            _ => render_flat::item(&state.world, &view, generation, role),
        };
        let detail = match generation {
            Generation::A => list_item.clone(),
            _ if access == Access::Denied || detail_broken => Value::Null,
            Generation::B => render_flat::detail(&state.world, &view, access),
            Generation::C => render_event::detail(&state.world, &view, access),
        };
        visit(Truth {
            id: row.id,
            list_item,
            detail,
            occurred_at: DateTime::from_timestamp_nanos(row.occurred),
            recorded_at: DateTime::from_timestamp_nanos(row.recorded),
            local_agent: view.session.local,
            purged,
            listed: role.lists(&view),
            redacted: access != Access::Full,
            detail_broken,
            hidden,
            open,
        });
    }
}
