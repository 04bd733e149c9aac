//! Usage figures, as tables for people and as JSON for programs.

use auditdesk_core::{
    api::{
        Desk,
        wire::{Against, AskUsageTable, ReadUsage, Usage, UsageBy, UsageFigures, UsageFinds, UsageSide, UsageTable},
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::Tz;

use super::entries::zone;
use crate::{
    arguments::{UsageArguments, UsageTableName},
    output::{self, moment},
};

/// What stands for the period before in `--against`.
const PERIOD_BEFORE: &str = "period-before";

/// Reads the figures and prints them.
pub async fn run(desk: &Desk, asked: UsageArguments, json: bool) -> Result<()> {
    let zone = zone(&asked.zone)?;
    let against = match asked.against.as_deref() {
        None => Against::Nothing,
        Some(PERIOD_BEFORE) => Against::PeriodBefore,
        Some(filter) => Against::Filter { filter: filter.to_owned() },
    };
    let by: Vec<UsageBy> =
        if asked.by.is_empty() { UsageBy::ALL.to_vec() } else { asked.by.iter().copied().map(table_of).collect() };
    let rows = if asked.rows == 0 { u32::MAX } else { asked.rows };
    let (sort, descending) = (asked.sort.into(), !asked.ascending);
    let request = ReadUsage {
        filter: asked.filter,
        against: against.clone(),
        zone: asked.zone,
        // Nobody reads a series of a hundred steps in a terminal.
        buckets: if json { asked.buckets } else { 0 },
        tables: by.into_iter().map(|by| AskUsageTable { by, sort, descending, rows }).collect(),
    };
    let usage = desk.usage_read(request).await?;
    if against == Against::PeriodBefore && usage.there.is_none() {
        let message =
            "The filter names no beginning in time, so there is no period before. Add one, for example time:30d.";
        return Err(Error::new(ErrorCode::WrongUse, message));
    }
    if json {
        output::json(&usage);
    } else {
        print(&usage, zone);
    }
    Ok(())
}

fn table_of(name: UsageTableName) -> UsageBy {
    match name {
        UsageTableName::Server => UsageBy::Server,
        UsageTableName::User => UsageBy::User,
        UsageTableName::Tool => UsageBy::Tool,
        UsageTableName::Resource => UsageBy::Resource,
        UsageTableName::Prompt => UsageBy::Prompt,
        UsageTableName::Client => UsageBy::Client,
        UsageTableName::Operation => UsageBy::Operation,
    }
}

/// The word for one row and for many of a table.
fn words(by: UsageBy) -> (&'static str, &'static str) {
    match by {
        UsageBy::Server => ("SERVER", "servers"),
        UsageBy::User => ("USER", "users"),
        UsageBy::Tool => ("TOOL", "tools"),
        UsageBy::Resource => ("RESOURCE", "resources"),
        UsageBy::Prompt => ("PROMPT", "prompts"),
        UsageBy::Client => ("CLIENT", "clients"),
        UsageBy::Operation => ("OPERATION", "operations"),
    }
}

fn print(usage: &Usage, zone: Tz) {
    print_side("filter", &usage.here, usage.total, zone);
    if let Some(there) = &usage.there {
        output::line("");
        print_side("against", there, usage.total, zone);
    }
    for table in &usage.tables {
        output::line("");
        print_table(usage, table, zone);
    }
}

fn print_side(name: &str, side: &UsageSide, total: u64, zone: Tz) {
    let UsageFigures { calls, errors, failures, denied, timeouts, unknown, tool_errors, untold, users, timed, .. } =
        side.figures;
    let fact = |name: &str, value: String| output::line(format!("{name:<14} {value}"));
    fact(name, if side.filter.is_empty() { "everything".into() } else { side.filter.clone() });
    if let Some((first, last)) = side.span {
        fact("seen", format!("{} to {}", moment(first, zone), moment(last, zone)));
    }
    fact("calls", format!("{calls} of {total} entries, {users} users, {} sessions", side.sessions));
    fact(
        "errors",
        format!(
            "{errors}: {failures} failures, {denied} denied, {timeouts} timeouts, {tool_errors} tool errors in delivered responses"
        ),
    );
    fact(
        "not known",
        format!(
            "{unknown} without an outcome, {untold} successes without the response that would tell of a tool error"
        ),
    );
    let mark = |micros| output::duration(micros);
    let UsageFigures { p50, p90, p99, max, .. } = side.figures;
    let marks = format!("p50 {}, p90 {}, p99 {}, max {}", mark(p50), mark(p90), mark(p99), mark(max));
    fact("response time", if timed == 0 { "none".into() } else { format!("{marks}; of {timed} calls that have one") });
}

fn print_table(usage: &Usage, table: &UsageTable, zone: Tz) {
    let (one, many) = words(table.ask.by);
    let (shown, all) = (table.rows.len(), usage.here.figures.calls);
    let without = if table.absent == 0 { String::new() } else { format!(", {} calls without", table.absent) };
    output::line(format!("{} {many}, {shown} shown{without}", table.distinct));
    let headings = [
        one,
        "CALLS",
        "SHARE",
        "CHANGE",
        "ERRORS",
        "TOOL ERRORS",
        "P50",
        "P90",
        "P99",
        "MAX",
        "USERS",
        "FIRST SEEN",
        "LAST SEEN",
    ];
    let rows = table.rows.iter().map(|row| {
        let within = row.within.as_ref().map(|server| format!(" ({server})")).unwrap_or_default();
        let here = row.here;
        [
            format!("{}{within}{}", row.label, if row.fresh { " *" } else { "" }),
            here.calls.to_string(),
            format!("{:.1} %", here.calls as f64 * 100.0 / all.max(1) as f64),
            row.there.map_or_else(String::new, |there| change(here.calls, there.calls)),
            here.errors.to_string(),
            here.tool_errors.to_string(),
            output::duration(here.p50),
            output::duration(here.p90),
            output::duration(here.p99),
            output::duration(here.max),
            here.users.to_string(),
            moment(row.first_seen, zone),
            moment(row.last_seen, zone),
        ]
    });
    output::table(headings, rows, "None.");
    print_finds("new since the span of time began (*)", &table.fresh);
    print_finds("only in the other side", &table.silent);
}

fn print_finds(title: &str, finds: &UsageFinds) {
    if finds.count == 0 {
        return;
    }
    let names: Vec<_> = finds.finds.iter().map(|find| find.label.as_str()).collect();
    let more = finds.count - names.len() as u64;
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    output::line(format!("{title}: {}{more}", names.join(", ")));
}

/// The change in per cent; `new` where there was nothing before.
fn change(here: u64, there: u64) -> String {
    if there == 0 {
        return "new".into();
    }
    format!("{:+.1} %", (here as f64 - there as f64) * 100.0 / there as f64)
}
