//! Pages of the list: how one is asked for and what it holds.

use std::ops::Range;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::generation::Generation;

/// Which entries to list.
#[derive(Clone, Debug, Default)]
pub(super) struct ListQuery {
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub limit: usize,
    pub offset: usize,
    pub order: Order,
    /// Other parameters.
    pub filters: Vec<(&'static str, String)>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// By event time, the oldest first.
    #[default]
    Oldest,
    /// By event time, the newest first: every generation's default.
    Newest,
    /// By the server's receipt, the newest first; local-agent stream only.
    LatestReceipt,
}

/// A page of the list, with the bytes of each item exactly as received.
#[derive(Debug)]
pub(super) struct Page {
    body: Vec<u8>,
    items: Vec<Range<usize>>,
    /// How many entries match, over all pages.
    pub total: u64,
}

impl Page {
    /// The items in order.
    pub(super) fn items(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.items.iter().map(|range| &self.body[range.clone()])
    }

    /// How many items.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn parse(body: Vec<u8>) -> Result<Self, (String, Vec<u8>)> {
        #[derive(Deserialize)]
        struct Envelope<'a> {
            #[serde(borrow)]
            items: Option<Vec<&'a RawValue>>,
            #[serde(default)]
            total: u64,
        }
        let start = body.as_ptr() as usize;
        let read = serde_json::from_slice::<Envelope<'_>>(&body).map(|envelope| {
            let range = |raw: &RawValue| {
                let at = raw.get().as_ptr() as usize - start;
                at..at + raw.get().len()
            };
            let items: Vec<Range<usize>> = envelope.items.unwrap_or_default().into_iter().map(range).collect();
            (items, envelope.total)
        });
        match read {
            Ok((items, total)) => Ok(Self { body, items, total }),
            Err(error) => Err((error.to_string(), body)),
        }
    }
}

/// RFC 3339 in UTC with all nine digits: an unreadable time would be ignored silently, and a `+` needs care in a query.
pub(super) fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

/// The parameters of the request.
pub(super) fn parameters(generation: Generation, query: &ListQuery) -> Vec<(&'static str, String)> {
    let mut all = query.filters.clone();
    let mut put = |name, value: String| all.push((name, value));
    if let Some(from) = query.from {
        put("start_time", instant(from));
    }
    if let Some(until) = query.until {
        put("end_time", instant(until));
    }
    put("limit", query.limit.to_string());
    if query.offset > 0 {
        put("offset", query.offset.to_string());
    }
    // An unknown key of order is ignored by generations A and B and refused by C, so each gets its own.
    let (by, order) = match (query.order, generation) {
        (Order::Oldest, Generation::C) => ("timestamp", "asc"),
        (Order::Oldest, _) => ("created_at", "asc"),
        (Order::Newest, Generation::C) => ("timestamp", "desc"),
        (Order::Newest | Order::LatestReceipt, _) => ("created_at", "desc"),
    };
    put("sort_by", by.to_owned());
    put("sort_order", order.to_owned());
    all
}
