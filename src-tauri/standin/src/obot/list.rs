//! Finds the rows of a list: time range, filters, order, page.

use super::options::Generation;
use super::query::Query;
use super::row::{Row, View};
use super::seed::mix;
use super::state::{Data, State};

/// One page and the number of all matches.
#[derive(Debug)]
pub struct Page {
    pub views: Vec<View>,
    pub total: usize,
}

/// Positions of all rows the caller may list and the query matches, by event time.
pub fn matching(state: &State, data: &Data, query: &Query) -> Vec<u32> {
    let occurred = |at: &u32| data.rows[*at as usize].occurred;
    let from = query.start.map_or(0, |start| data.by_time.partition_point(|at| occurred(at) < start));
    let until = query.end.map_or(data.by_time.len(), |end| data.by_time.partition_point(|at| occurred(at) < end));
    let role = data.effective_role();
    let wanted = |at: &u32| {
        let at = *at as usize;
        if !data.is_visible(&data.rows[at]) {
            return false;
        }
        let view = data.view(at);
        role.lists(&view) && query.matches(&state.world, &view)
    };
    data.by_time[from..until.max(from)].iter().copied().filter(wanted).collect()
}

/// Sorts and cuts out the page.
pub fn page(state: &State, data: &Data, query: &Query) -> Page {
    let mut found = matching(state, data, query);
    let total = found.len();
    let view = |at: u32| data.view(at as usize);
    if query.sort != "created_at" {
        found.sort_by_cached_key(|&at| sort_key(state, &view(at), &query.sort));
    }
    if query.descending {
        found.reverse();
    }
    let from = query.offset.min(total);
    let until = from.saturating_add(query.limit).min(total);
    if data.generation != Generation::C {
        shuffle_ties(state, data, query, &mut found, from, until);
    }
    Page { views: found[from..until].iter().map(|&at| view(at)).collect(), total }
}

fn sort_key(state: &State, view: &View, column: &str) -> (i64, String) {
    match column {
        "created_at" => (view.row.occurred, String::new()),
        "recorded_at" => (view.row.recorded, String::new()),
        "duration" | "duration_ms" | "processing_time_ms" => (view.millis().into(), String::new()),
        "response_status" => (view.status().into(), String::new()),
        "event_type" => (view.session.local.into(), String::new()),
        text => (0, state.world.column(view, text).into_owned()),
    }
}

/// Generations A and B name no tie-breaker: rows with equal keys come in another order with each request.
fn shuffle_ties(state: &State, data: &Data, query: &Query, found: &mut [u32], from: usize, until: usize) {
    let key = |at: u32| sort_key(state, &data.view(at as usize), &query.sort);
    let salt = mix(state.options.seed, data.counts.list);
    let order = |row: &Row| mix(salt, row.id);
    let mut at = from;
    while at < until {
        let this = key(found[at]);
        let mut first = at;
        while first > 0 && key(found[first - 1]) == this {
            first -= 1;
        }
        let mut end = at + 1;
        while end < found.len() && key(found[end]) == this {
            end += 1;
        }
        found[first..end].sort_by_key(|&at| order(&data.rows[at as usize]));
        at = end;
    }
}
