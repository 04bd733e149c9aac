//! Usage figures of random filters: what the columns answer equals what plain code counts, to the unit, percentiles included.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use auditdesk_core::{
    api::wire::{AskUsageTable, UsageBy, UsageFigures, UsagePart, UsageRow, UsageSort, UsageTable},
    entry::{
        Status,
        filter::{Bound, Condition, Field, Filter, Node, Test, TimeTest, text::fold},
    },
    store::{
        columns::{RowAt, Snapshot},
        query::{UsageQuestion, Versus},
    },
};
use chrono::{Datelike, Duration, Timelike};
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use tokio_util::sync::CancellationToken;

use super::{
    query_filters::random_filter,
    query_support::{Item, World, ZONE, now},
};

/// Two servers that were renamed, tools with the same name on several servers, targets of several kinds, response times of every size.
fn world(seed: u64) -> World {
    let mut world = World::random(seed, 130, 30);
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let World { settled, pending, .. } = &mut world;
    for item in settled.iter_mut().chain(pending) {
        let target = &mut item.entry.target;
        let types = ["mcp_tool", "local_tool", "Tool", "mcp_resource", "mcp_prompt", "mcp_server", ""];
        (*types.choose(rng).expect("some")).clone_into(&mut target.target_type);
        if rng.random_bool(0.5) {
            item.entry.duration_us =
                rng.random_bool(0.9).then(|| 10_u64.pow(rng.random_range(0..7)) * rng.random_range(1..10));
        }
        // Both nights on which the clocks of the zone are moved.
        if rng.random_bool(0.3) {
            let night = if rng.random_bool(0.5) { "2026-03-28T22:00:00Z" } else { "2025-10-25T22:00:00Z" };
            let night: chrono::DateTime<chrono::Utc> = night.parse().expect("it is a moment");
            item.entry.occurred_at = night + Duration::minutes(rng.random_range(0..400));
        }
    }
    world
}

/// What makes two entries the same server, user, …; `None` for an entry that is no such thing. The second part is the same for a tool and its server.
#[expect(clippy::option_option, reason = "no such thing, and such a thing without a name, are two")]
fn identity(world: &World, item: &Item, by: UsageBy) -> Option<Option<Vec<String>>> {
    let value = |field| fold(&world.value(item, field));
    let present = |values: Vec<String>| Some((!values[0].is_empty()).then_some(values));
    match by {
        UsageBy::Server => present(vec![value(Field::Server)]),
        UsageBy::User => present(vec![value(Field::Actor), item.source.to_string()]),
        UsageBy::Client => present(vec![value(Field::Client)]),
        UsageBy::Operation => present(vec![value(Field::Operation)]),
        UsageBy::Tool | UsageBy::Resource | UsageBy::Prompt => {
            let word = match by {
                UsageBy::Tool => "tool",
                UsageBy::Resource => "resource",
                _ => "prompt",
            };
            let target_type = value(Field::TargetType);
            if target_type != word && !target_type.ends_with(&format!("_{word}")) {
                return None;
            }
            present(vec![value(Field::Target), value(Field::Server)])
        }
    }
}

fn figures(world: &World, rows: &[usize]) -> UsageFigures {
    let items = || rows.iter().map(|row| world.item(*row));
    let count = |test: &dyn Fn(&Item) -> bool| items().filter(|item| test(item)).count() as u64;
    let status = |status: Status| count(&|item| item.entry.outcome.status == status);
    let mut durations: Vec<u64> = items().filter_map(|item| item.entry.duration_us).collect();
    durations.sort_unstable();
    let rank = |percent: usize| durations.get((durations.len() * percent).div_ceil(100).max(1) - 1).copied();
    let users = items().filter_map(|item| identity(world, item, UsageBy::User).flatten()).collect::<BTreeSet<_>>();
    let tool_error = |item: &Item| item.entry.outcome.tool_error == Some(true);
    UsageFigures {
        calls: rows.len() as u64,
        successes: status(Status::Success),
        failures: status(Status::Failure),
        denied: status(Status::Denied),
        timeouts: status(Status::Timeout),
        unknown: status(Status::Unknown),
        tool_errors: count(&tool_error),
        errors: count(&|item| {
            let status = item.entry.outcome.status;
            tool_error(item) || [Status::Failure, Status::Denied, Status::Timeout].contains(&status)
        }),
        untold: count(&|item| item.entry.outcome.status == Status::Success && item.entry.outcome.tool_error.is_none()),
        users: users.len() as u64,
        timed: durations.len() as u64,
        p50: rank(50),
        p90: rank(90),
        p99: rank(99),
        max: durations.last().copied(),
    }
}

fn time(world: &World, row: usize) -> i64 {
    world.item(row).entry.occurred_at.timestamp_micros()
}

fn parse(text: &str) -> Filter {
    Filter::parse(text).unwrap_or_else(|error| panic!("{text} is a filter: {error:?}"))
}

struct Asked<'a> {
    world: &'a World,
    snapshot: &'a Snapshot,
    /// Every entry's row in the snapshot.
    rows: &'a [RowAt],
    filter: Filter,
    against: Versus,
}

impl Asked<'_> {
    /// The entries that Review shows for a filter's text; that it shows the right ones is the matter of other tests.
    fn rows_of(&self, text: &str) -> Vec<usize> {
        let cancel = CancellationToken::new();
        let selection = self.snapshot.select(&parse(text), &self.world.context(), &cancel).expect("it is answered");
        (0..self.rows.len()).filter(|row| selection.contains(self.rows[*row])).collect()
    }
}

fn check(asked: &Asked<'_>, sort: UsageSort, descending: bool, buckets: usize) {
    let Asked { world, snapshot, filter, against, .. } = asked;
    let cancel = CancellationToken::new();
    let tables = UsageBy::ALL.map(|by| AskUsageTable { by, sort, descending, rows: u32::MAX }).to_vec();
    let question = UsageQuestion { filter: filter.clone(), against: against.clone(), buckets, tables };
    let usage = snapshot.usage(&question, &world.context(), &cancel).expect("the columns answer");
    let text = filter.to_text();
    let here = world.select(filter);
    assert_eq!(usage.here.filter, text);
    assert_eq!(usage.here.figures, figures(world, &here), "totals of {text}");
    let sessions: BTreeSet<_> = here
        .iter()
        .filter_map(|row| world.item(*row).entry.session_id.as_deref())
        .filter(|id| !id.is_empty())
        .collect();
    assert_eq!(usage.here.sessions, sessions.len() as u64, "sessions of {text}");
    let there = usage.there.as_ref().map(|side| {
        let rows = asked.rows_of(&side.filter);
        assert_eq!(side.figures, figures(world, &rows), "the other side {} of {text}", side.filter);
        rows
    });
    let ever = world.select(&filter.clone().without(Field::Time));
    for table in &usage.tables {
        check_table(asked, table, &here, there.as_deref(), &ever);
    }
    let shift = match (against, &usage.there) {
        (Versus::PeriodBefore, Some(there)) => {
            let begins = usage.here.from.expect("it has a beginning");
            assert!(there.until.is_some_and(|until| until <= begins), "the period before ends where {text} begins");
            begins - there.until.unwrap_or(begins) + (there.until.unwrap_or(0) - there.from.unwrap_or(0))
        }
        _ => 0,
    };
    let narrow = |parts: &[UsagePart]| {
        let narrowed = snapshot.usage_part(filter, parts, &world.context(), &cancel).expect("it can be narrowed");
        asked.rows_of(&narrowed.to_text())
    };
    let mut in_buckets = 0;
    for bucket in &usage.series.buckets {
        let rows: Vec<_> =
            here.iter().copied().filter(|row| (bucket.from..bucket.until).contains(&time(world, *row))).collect();
        assert_eq!(bucket.here, figures(world, &rows), "{text} in {}..{}", bucket.from, bucket.until);
        assert_eq!(narrow(&[UsagePart::Span { from: bucket.from, until: bucket.until }]), rows, "a bucket of {text}");
        in_buckets += rows.len();
        if let Some(there) = &there {
            let rows: Vec<_> = there
                .iter()
                .copied()
                .filter(|row| (bucket.from..bucket.until).contains(&(time(world, *row) + shift)))
                .collect();
            assert_eq!(bucket.there, Some(figures(world, &rows)), "the other side of {text} in the same place");
        }
    }
    assert_eq!(in_buckets, here.len(), "every entry of {text} is in a bucket");
    let mut timed = 0;
    for range in &usage.durations {
        let rows: Vec<_> = here
            .iter()
            .copied()
            .filter(|row| world.item(*row).entry.duration_us.is_some_and(|us| (range.from..range.until).contains(&us)))
            .collect();
        assert_eq!(range.calls, rows.len() as u64, "{text} took {}..{}", range.from, range.until);
        assert_eq!(narrow(&[UsagePart::Duration { from: range.from, until: Some(range.until) }]), rows);
        timed += range.calls;
    }
    assert_eq!(timed, usage.here.figures.timed, "every response time of {text} is in a range");
    let hour_of = |row: usize| {
        let wall = world.item(row).entry.occurred_at.with_timezone(&ZONE);
        (wall.weekday().num_days_from_monday() as u8, wall.hour() as u8)
    };
    assert_eq!(usage.hours.len(), 168);
    for hour in usage.hours.iter().filter(|hour| hour.calls > 0).step_by(17) {
        let rows: Vec<_> = here.iter().copied().filter(|row| hour_of(*row) == (hour.weekday, hour.hour)).collect();
        let counted = figures(world, &rows);
        assert_eq!((hour.calls, hour.errors), (counted.calls, counted.errors), "an hour of the week of {text}");
        assert_eq!(narrow(&[UsagePart::Hour { weekday: hour.weekday, hour: hour.hour }]), rows, "an hour of {text}");
    }
    assert_eq!(usage.hours.iter().map(|hour| hour.calls).sum::<u64>(), here.len() as u64);
    let all = usage.here.figures;
    for (part, count) in [
        (UsagePart::Errors, all.errors),
        (UsagePart::ToolErrors, all.tool_errors),
        (UsagePart::Untold, all.untold),
        (UsagePart::Outcome { outcome: Status::Denied }, all.denied),
    ] {
        assert_eq!(narrow(&[part]).len() as u64, count, "{part:?} of {text}");
    }
}

fn check_table(asked: &Asked<'_>, table: &UsageTable, here: &[usize], there: Option<&[usize]>, ever: &[usize]) {
    let Asked { world, filter, .. } = asked;
    let (by, text) = (table.ask.by, filter.to_text());
    let mut groups: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
    let mut absent = Vec::new();
    for row in here {
        match identity(world, world.item(*row), by) {
            Some(Some(identity)) => groups.entry(identity).or_default().push(*row),
            Some(None) => absent.push(*row),
            None => {}
        }
    }
    assert_eq!(table.absent, absent.len() as u64, "{by:?} of {text}: without");
    assert_eq!(asked.rows_of(&table.absent_filter), absent, "{by:?} of {text}: {}", table.absent_filter);
    assert_eq!(table.distinct, groups.len() as u64, "{by:?} of {text}: how many");
    assert_eq!(table.rows.len(), groups.len());
    let of = |rows: &[usize], wanted: &Vec<String>| -> Vec<usize> {
        let is_it = |row: &&usize| identity(world, world.item(**row), by) == Some(Some(wanted.clone()));
        rows.iter().filter(is_it).copied().collect()
    };
    let mut fresh = BTreeMap::new();
    for row in &table.rows {
        let own = asked.rows_of(&row.filter);
        let wanted = identity(world, world.item(own[0]), by).flatten().expect("it is one of them");
        assert_eq!(
            groups.remove(&wanted).as_ref(),
            Some(&own),
            "{by:?} of {text}: {} has exactly its entries",
            row.filter
        );
        assert_eq!(row.here, figures(world, &own), "{by:?} of {text}: {}", row.filter);
        assert_eq!(
            row.there,
            there.map(|there| figures(world, &of(there, &wanted))),
            "{by:?} of {text}: the other side"
        );
        let seen: Vec<_> = of(ever, &wanted).iter().map(|row| time(world, *row)).collect();
        assert_eq!(Some(&row.first_seen), seen.iter().min());
        assert_eq!(Some(&row.last_seen), seen.iter().max());
        if row.fresh {
            fresh.insert(row.filter.clone(), row.here.calls);
        }
    }
    let found: BTreeMap<_, _> = table.fresh.finds.iter().map(|find| (find.filter.clone(), find.calls)).collect();
    assert_eq!(found, fresh, "what is new is the rows that are");
    let gone: BTreeSet<_> = there
        .into_iter()
        .flatten()
        .filter_map(|row| identity(world, world.item(*row), by).flatten())
        .filter(|identity| of(here, identity).is_empty())
        .collect();
    assert_eq!(table.silent.count, gone.len() as u64, "{by:?} of {text}: who went silent");
    for find in &table.silent.finds {
        let rows = asked.rows_of(&find.filter);
        assert_eq!(rows.len() as u64, find.calls, "{by:?} of {text}: {}", find.filter);
        assert!(identity(world, world.item(rows[0]), by).flatten().is_some_and(|identity| gone.contains(&identity)));
    }
    check_order(table);
}

fn check_order(table: &UsageTable) {
    let key = |row: &UsageRow| -> Option<i128> {
        let here = row.here;
        Some(match table.ask.sort {
            UsageSort::Calls => here.calls.into(),
            UsageSort::Errors => here.errors.into(),
            UsageSort::P99 => here.p99?.into(),
            UsageSort::Users => here.users.into(),
            UsageSort::LastSeen => row.last_seen.into(),
            _ => return Some(0),
        })
    };
    for pair in table.rows.windows(2) {
        match (key(&pair[0]), key(&pair[1])) {
            (Some(a), Some(b)) => assert!(if table.ask.descending { a >= b } else { a <= b }, "{:?}", table.ask),
            (a, b) => assert!(b.is_none(), "rows without a value come last: {a:?} {b:?}"),
        }
        if table.ask.sort == UsageSort::Name {
            let (a, b) = (pair[0].label.to_lowercase(), pair[1].label.to_lowercase());
            assert!(if table.ask.descending { a >= b } else { a <= b }, "{a} and {b}");
        }
    }
}

#[test]
fn usage_equals_a_naive_computation_on_200_random_filters() {
    let worlds: Vec<_> = (0..4).map(|seed| world(7100 + seed)).collect();
    let rng = &mut ChaCha8Rng::seed_from_u64(72);
    let snapshots = worlds.iter().map(|world| {
        let snapshot = world.write().columns().snapshot();
        let row = |item| snapshot.find(&world.row(item).key).expect("every entry is found by its key");
        let rows: Vec<_> = world.items().map(row).collect();
        (snapshot, rows)
    });
    let snapshots: Vec<_> = snapshots.collect();
    let sorts =
        [UsageSort::Calls, UsageSort::Errors, UsageSort::P99, UsageSort::Users, UsageSort::LastSeen, UsageSort::Name];
    for number in 0..200 {
        let at = number % worlds.len();
        let world = &worlds[at];
        let mut filter = random_filter(rng, world);
        let against = match number % 3 {
            0 => Versus::Nothing,
            1 => Versus::Filter(random_filter(rng, world)),
            _ => {
                let from = now() - Duration::hours(rng.random_range(1..200));
                let until = rng.random_bool(0.5).then(|| Bound::At(from + Duration::hours(rng.random_range(1..80))));
                let span = TimeTest { from: Some(Bound::At(from)), until, typed: None };
                let within = Node::Is(Condition { field: Field::Time, test: Test::Times(vec![span]) });
                filter = Filter::all([filter, Filter::of(within)]);
                Versus::PeriodBefore
            }
        };
        let (snapshot, rows) = &snapshots[at];
        let asked = Asked { world, snapshot, rows, filter, against };
        check(&asked, *sorts.choose(rng).expect("some"), rng.random_bool(0.5), rng.random_range(1..10));
    }
}
