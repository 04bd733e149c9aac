//! Querying, counting and showing entries.

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            EntryDetail, EntryRow, EntryState, OpenView, ReadFacets, ReadPage, ReadPart, ShowEntry, Sort, ViewProgress,
            WaitView,
        },
    },
    entry::{PartName, PayloadState, filter::Field},
    error::{Error, ErrorCode, Result},
};
use chrono_tz::{Tz, UTC};
use serde::Serialize;

use super::saved_views;
use crate::{
    arguments::{Part, QueryArguments},
    output::{self, Listing},
};

/// Rows of a query that names no limit.
const ROWS: u64 = 50;

/// The core hands out pages of at most so many rows.
const PAGE: u64 = 1000;

/// The answer to a query for programs.
#[derive(Serialize)]
struct Answer<'a> {
    count: u64,
    total: u64,
    pending: u64,
    rows: &'a [EntryRow],
}

/// Lists the entries that match, as they are found where the order allows it.
pub async fn query(desk: &Desk, query: QueryArguments, json: bool) -> Result<()> {
    let zone = zone(&query.zone)?;
    let sort = Sort { field: field(&query.sort)?, descending: !query.ascending };
    let (filter, sort) = match &query.view {
        Some(name) => {
            let view = saved_views::find(desk, name).await?.definition;
            (format!("{} {}", view.filter, query.filter.join(" ")), view.sort)
        }
        None => (query.filter.join(" "), sort),
    };
    let opened = desk.view_open(OpenView { filter, sort, zone: query.zone.clone() }).await?;
    let (view, total) = (opened.progress.view, opened.total);
    let limit = if query.count { 0 } else { query.limit.unwrap_or(ROWS) };
    if json {
        let ViewProgress { count, pending, .. } = desk.view_wait(WaitView { view, rows: None }).await?;
        let mut rows = Vec::new();
        let mut pages = Pages { desk, view, next: query.offset, left: limit };
        while let Some(page) = pages.next().await? {
            rows.extend(page);
        }
        output::json(&Answer { count, total, pending, rows: &rows });
        return Ok(());
    }
    if query.count {
        output::line(desk.view_wait(WaitView { view, rows: None }).await?.count.to_string());
        return Ok(());
    }
    let mut listing = listing();
    let mut pages = Pages { desk, view, next: query.offset, left: limit };
    while let Some(page) = pages.next().await? {
        listing.add(page.iter().map(|row| cells(row, zone)));
    }
    // Who names a limit wants so many rows, not to wait for the count of all.
    let enough = query.limit.map(|_| pages.next);
    let ViewProgress { complete, count, pending, .. } = desk.view_wait(WaitView { view, rows: enough }).await?;
    listing.end("Nothing matches.");
    let least = if complete { "" } else { "at least " };
    let shown = pages.next - query.offset;
    output::line(format!("{least}{count} of {total} entries, {shown} shown, {pending} pending"));
    Ok(())
}

/// The pages of a view, each as soon as its rows are final.
struct Pages<'a> {
    desk: &'a Desk,
    view: u64,
    /// The rank of the next row.
    next: u64,
    /// How many rows are still wanted.
    left: u64,
}

impl Pages<'_> {
    async fn next(&mut self) -> Result<Option<Vec<EntryRow>>> {
        if self.left == 0 {
            return Ok(None);
        }
        let (view, offset) = (self.view, self.next);
        self.desk.view_wait(WaitView { view, rows: Some(offset + 1) }).await?;
        let rows = self.desk.view_page(ReadPage { view, offset, limit: self.left.min(PAGE) as u32 }).await?.rows;
        self.next += rows.len() as u64;
        self.left -= rows.len() as u64;
        Ok((!rows.is_empty()).then_some(rows))
    }
}

/// Prints rows as a table.
pub fn print_rows(rows: &[EntryRow], zone: Tz) {
    let mut listing = listing();
    listing.add(rows.iter().map(|row| cells(row, zone)));
    listing.end("Nothing matches.");
}

fn listing() -> Listing<8> {
    Listing::new(["KEY", "TIME", "ACTOR", "SERVER", "OPERATION", "TARGET", "OUTCOME", "DURATION"])
}

fn cells(row: &EntryRow, zone: Tz) -> [String; 8] {
    let actor = [&row.actor_name, &row.actor].into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default();
    let server = [&row.server_name, &row.server].into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default();
    [
        row.key.clone(),
        output::moment(row.time, zone),
        cut(&actor, 24),
        cut(&server, 18),
        cut(&row.operation, 22),
        cut(&row.target, 34),
        outcome(row),
        output::duration(row.duration),
    ]
}

fn outcome(row: &EntryRow) -> String {
    let mut text = row.outcome.word().to_owned();
    if let Some(status) = row.status {
        text += &format!(" {status}");
    }
    if row.tool_error == Some(true) {
        text += " tool error";
    }
    match row.state {
        EntryState::Pending => text += " (pending)",
        EntryState::Superseded => text += " (superseded)",
        EntryState::Settled => {}
    }
    text
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// Shows one entry, or one part of it exactly as received.
pub async fn show(desk: &Desk, key: String, part: Option<Part>, json: bool) -> Result<()> {
    if let Some(part) = part {
        let name = part_name(part);
        let text = desk.entry_part(ReadPart { key, name }).await?;
        output::exact(&text.text);
        return Ok(());
    }
    let detail = desk.entry_show(ShowEntry { key }).await?;
    if json {
        output::json(&detail);
    } else {
        print_detail(&detail);
    }
    Ok(())
}

/// Prints an entry for reading.
pub fn print_detail(detail: &EntryDetail) {
    let row = &detail.row;
    let fact = |name: &str, value: &str| {
        if !value.is_empty() {
            output::line(format!("{name:<14} {value}"));
        }
    };
    let with_name = |id: &str, name: &str| match (id.is_empty(), name.is_empty()) {
        (false, false) => format!("{name} ({id})"),
        (_, true) => id.to_owned(),
        (true, false) => name.to_owned(),
    };
    fact("key", &row.key);
    fact("time", &output::moment(row.time, UTC));
    fact("actor", &with_name(&row.actor, &row.actor_name));
    fact("e-mail", &row.actor_email);
    fact("credential", &row.credential);
    fact("operation", &row.operation);
    fact("target", &row.target);
    fact("server", &with_name(&row.server, &row.server_name));
    fact("outcome", &outcome(row));
    fact("reason", &detail.reason);
    fact("error", &detail.error);
    fact("duration", &output::duration(row.duration));
    fact("client", format!("{} {}", row.client, row.client_version).trim());
    fact("user agent", &row.user_agent);
    fact("address", &row.ip);
    fact("session", &row.session);
    fact("request id", &row.request);
    fact("source", &format!("{} · id {} · {}", row.source, row.id, detail.dialect));
    fact("received", &output::moment(detail.received, UTC));
    fact("sha256", &detail.sha256);
    if row.payload != PayloadState::Complete {
        fact("payload", &detail.payload_help);
    }
    if detail.history.len() > 1 {
        let versions: Vec<_> = detail.history.iter().map(|version| version.key.as_str()).collect();
        fact("versions", &versions.join(", "));
    }
    if detail.hidden {
        fact("payload", "hidden: this workspace asks why you look at it. Give --reason.");
        return;
    }
    for part in &detail.parts {
        let name = part.name.map(|name| serde_json::to_value(name).unwrap_or_default());
        output::line(format!(
            "\n{} ({} bytes)",
            name.as_ref().and_then(|name| name.as_str()).unwrap_or("raw"),
            part.bytes
        ));
        output::line(pretty(&part.text));
    }
}

fn pretty(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| text.to_owned())
}

fn part_name(part: Part) -> Option<PartName> {
    match part {
        Part::Raw => None,
        Part::Request => Some(PartName::Request),
        Part::Response => Some(PartName::Response),
        Part::MutatedRequest => Some(PartName::MutatedRequest),
        Part::OriginalResponse => Some(PartName::OriginalResponse),
        Part::RequestHeaders => Some(PartName::RequestHeaders),
        Part::ResponseHeaders => Some(PartName::ResponseHeaders),
    }
}

/// Counts values of fields.
pub async fn facets(
    desk: &Desk,
    filter: &str,
    fields: &[String],
    limit: u32,
    zone_name: &str,
    json: bool,
) -> Result<()> {
    zone(zone_name)?;
    let fields = if fields.is_empty() {
        vec![Field::Outcome, Field::Actor, Field::Server, Field::Operation, Field::Target, Field::Client]
    } else {
        fields.iter().map(|name| field(name)).collect::<Result<_>>()?
    };
    let view = desk
        .view_open(OpenView { filter: filter.to_owned(), sort: Sort::default(), zone: zone_name.to_owned() })
        .await?
        .progress
        .view;
    // The counts are exact once everything is counted.
    desk.view_wait(WaitView { view, rows: None }).await?;
    let facets = desk.view_facets(ReadFacets { view, fields, limit, search: String::new() }).await?;
    if json {
        output::json(&facets);
        return Ok(());
    }
    for facet in facets {
        output::line(format!("{} ({} values, {} without)", facet.field.name(), facet.distinct, facet.absent));
        for value in facet.values {
            output::line(format!("  {:>10}  {}", value.count, value.label));
        }
    }
    Ok(())
}

/// The field of this name.
pub fn field(name: &str) -> Result<Field> {
    Field::ALL.into_iter().find(|field| field.name() == name).ok_or_else(|| {
        let names: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
        Error::new(ErrorCode::WrongUse, format!("There is no field {name}. Fields: {}.", names.join(", ")))
    })
}

/// The zone with this IANA name.
pub fn zone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| {
        Error::new(
            ErrorCode::WrongUse,
            format!("There is no time zone {name}. Use an IANA name such as Europe/Berlin or UTC."),
        )
    })
}
