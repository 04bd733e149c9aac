//! The tables: rows with names, figures of both sides, what is new and what went silent.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{
    Pair,
    groups::Groups,
    measure::{Grouping, Measured, Side},
    period::narrowed,
    seen::{groups_seen, words_seen},
    targets::Targets,
};
use crate::{
    api::wire::{AskUsageTable, Micros, UsageBy, UsageFind, UsageFinds, UsageRow, UsageSort, UsageTable},
    entry::filter::{Field, Filter, Node},
    error::Result,
    store::{
        columns::segment::Word,
        query::{Selection, moments::Seen},
    },
};

/// What tables are made from.
pub(super) struct Tables<'a> {
    pub pair: &'a Pair<'a>,
    /// The filter's rows at all times.
    pub ever: &'a Selection,
    /// Where the filter's span of time begins.
    pub from: Option<Micros>,
    pub users: &'a Groups<'a>,
    pub servers: &'a Groups<'a>,
}

/// Groups with names.
trait Named: Sync {
    /// What is shown, all names where there are more, and the server.
    fn names(&self, group: u32) -> (String, Vec<String>, Option<String>);
    /// The conditions that exactly its rows meet.
    fn conditions(&self, group: u32) -> Vec<Node>;
}

/// What was measured of the groups of a table.
struct Counts {
    here: Measured,
    there: Option<Measured>,
    seen: Vec<Seen>,
}

impl Tables<'_> {
    /// The tables, in the order in which they are asked for.
    pub fn read(&self, asks: &[AskUsageTable]) -> Result<Vec<UsageTable>> {
        let is_target = |by: UsageBy| matches!(by, UsageBy::Tool | UsageBy::Resource | UsageBy::Prompt);
        let (words, targets) = rayon::join(
            || {
                let words = asks.par_iter().filter(|ask| !is_target(ask.by));
                words.map(|ask| self.words(*ask)).collect::<Result<Vec<_>>>()
            },
            || {
                let asks: Vec<_> = asks.iter().copied().filter(|ask| is_target(ask.by)).collect();
                if asks.is_empty() { Ok(Vec::new()) } else { self.targets(&asks) }
            },
        );
        let mut tables = words?;
        tables.extend(targets?);
        tables.sort_by_key(|table| asks.iter().position(|ask| *ask == table.ask));
        Ok(tables)
    }

    /// The table of a field whose values have codes.
    fn words(&self, ask: AskUsageTable) -> Result<UsageTable> {
        let made;
        let snapshot = self.ever.snapshot();
        let groups = match ask.by {
            UsageBy::Server => self.servers,
            UsageBy::User => self.users,
            UsageBy::Client => {
                made = Groups::new(snapshot, Field::Client, Word::Client);
                &made
            }
            _ => {
                made = Groups::new(snapshot, Field::Operation, Word::Operation);
                &made
            }
        };
        let measure = |side: &Side<'_>| match ask.by {
            UsageBy::User => side.measure(side.users),
            _ => side.measure(&Grouping::by_word(side.selection, groups.word, &groups.of, groups.len())),
        };
        let Pair { here, there } = self.pair;
        let by_group = |seen: &[Seen]| -> Vec<Seen> {
            let of_group = |group: u32| {
                let codes = groups.codes(group).iter().map(|code| seen[*code as usize]);
                codes.fold((i64::MAX, i64::MIN), |(first, last), (from, until)| (first.min(from), last.max(until)))
            };
            (0..groups.len() as u32).map(of_group).collect()
        };
        let seen = words_seen(self.ever, groups.word);
        let mut seen_groups = by_group(&seen);
        if let Some(there) = there {
            fill(&mut seen_groups, || by_group(&words_seen(there.selection, groups.word)));
        }
        let counts =
            Counts { here: measure(here)?, there: there.as_ref().map(measure).transpose()?, seen: seen_groups };
        let absent =
            here.selection.count() - (0..counts.here.groups()).map(|group| counts.here.calls(group)).sum::<u64>();
        let rows: Vec<u32> = (0..groups.len() as u32).collect();
        Ok(self.table(ask, &Words { groups, seen: &seen }, &counts, &rows, (absent, vec![groups.absent()])))
    }

    /// The tables of targets: every row is a tool, a resource, a prompt or none of them, so that one grouping does for all.
    fn targets(&self, asks: &[AskUsageTable]) -> Result<Vec<UsageTable>> {
        let Pair { here, there } = self.pair;
        let mut targets = Targets::new(self.ever.snapshot(), self.servers);
        let there = there.as_ref().map(|side| (side, targets.group(side.selection)));
        let ever = targets.group(self.ever);
        let same = std::ptr::eq(self.ever, here.selection);
        let own = if same { None } else { Some(targets.group(here.selection)) };
        let mut seen = groups_seen(self.ever, &ever);
        if let Some((there, grouping)) = &there {
            fill(&mut seen, || groups_seen(there.selection, grouping));
        }
        let here = here.measure(own.as_ref().unwrap_or(&ever))?;
        let there = there.map(|(side, grouping)| side.measure(&grouping)).transpose()?;
        let counts = Counts { here, there, seen };
        let server_seen = words_seen(self.ever, Word::Server);
        let named = Targeted { targets: &targets, servers: self.servers, server_seen };
        let table = |ask: &AskUsageTable| {
            let (mut rows, mut absent) = (Vec::new(), 0);
            for group in 0..targets.len() as u32 {
                match targets.by(group) {
                    (by, true) if by == ask.by => rows.push(group),
                    (by, false) if by == ask.by => absent += counts.here.calls(group as usize),
                    _ => {}
                }
            }
            self.table(*ask, &named, &counts, &rows, (absent, targets.absent(ask.by)))
        };
        Ok(asks.iter().map(table).collect())
    }

    fn table(
        &self,
        ask: AskUsageTable,
        named: &dyn Named,
        counts: &Counts,
        groups: &[u32],
        (absent, nobody): (u64, Vec<Node>),
    ) -> UsageTable {
        let Counts { here, there, seen } = counts;
        let calls_there = |group: u32| there.as_ref().map_or(0, |there| there.calls(group as usize));
        let is_fresh = |group: u32| self.from.is_some_and(|from| from <= seen[group as usize].0);
        let (present, elsewhere): (Vec<u32>, Vec<u32>) =
            groups.iter().copied().partition(|group| here.calls(*group as usize) > 0);
        let filter = |filter: &Filter, group: u32| narrowed(filter, named.conditions(group)).to_text();
        let row = |group: u32| {
            let ((label, names, within), (first_seen, last_seen)) = (named.names(group), seen[group as usize]);
            UsageRow {
                label,
                names,
                within,
                filter: filter(self.pair.here.filter, group),
                here: here.figures(group as usize),
                there: there.as_ref().map(|there| there.figures(group as usize)),
                first_seen,
                last_seen,
                fresh: is_fresh(group),
            }
        };
        let find = |group: u32, calls: u64, of: &Filter| {
            let ((label, _, within), (first_seen, last_seen)) = (named.names(group), seen[group as usize]);
            UsageFind { label, within, filter: filter(of, group), calls, first_seen, last_seen }
        };
        let most = ask.rows as usize;
        let mut fresh: Vec<u32> = present.iter().copied().filter(|group| is_fresh(*group)).collect();
        fresh.sort_by_key(|group| Reverse(seen[*group as usize].0));
        let mut silent: Vec<u32> = elsewhere.into_iter().filter(|group| calls_there(*group) > 0).collect();
        silent.sort_by_key(|group| Reverse(seen[*group as usize].1));
        let there_filter = self.pair.there.as_ref().map_or(self.pair.here.filter, |there| there.filter);
        let (fresh_count, silent_count, distinct) = (fresh.len(), silent.len(), present.len());
        UsageTable {
            ask,
            rows: sorted(ask, present, named, counts).into_iter().take(most).map(row).collect(),
            distinct: distinct as u64,
            absent,
            absent_filter: narrowed(self.pair.here.filter, nobody).to_text(),
            fresh: UsageFinds {
                count: fresh_count as u64,
                finds: fresh
                    .into_iter()
                    .take(most)
                    .map(|group| find(group, here.calls(group as usize), self.pair.here.filter))
                    .collect(),
            },
            silent: UsageFinds {
                count: silent_count as u64,
                finds: silent
                    .into_iter()
                    .take(most)
                    .map(|group| find(group, calls_there(group), there_filter))
                    .collect(),
            },
        }
    }
}

/// What was seen nowhere so far is seen where it is now.
fn fill(seen: &mut [Seen], more: impl FnOnce() -> Vec<Seen>) {
    for (seen, more) in seen.iter_mut().zip(more()) {
        if seen.0 > seen.1 {
            *seen = more;
        }
    }
}

/// The groups in the order that is asked for; equal ones by calls, then as they first came.
fn sorted(ask: AskUsageTable, groups: Vec<u32>, named: &dyn Named, counts: &Counts) -> Vec<u32> {
    let calls = |group: u32| counts.here.calls(group as usize);
    if ask.sort == UsageSort::Name {
        let mut labels: Vec<_> =
            groups.into_par_iter().map(|group| (named.names(group).0.to_lowercase(), group)).collect();
        labels.sort_unstable_by(|a, b| if ask.descending { (&b.0, a.1).cmp(&(&a.0, b.1)) } else { a.cmp(b) });
        return labels.into_iter().map(|(_, group)| group).collect();
    }
    let key = |group: u32| -> Option<i128> {
        let (here, (first, last)) = (counts.here.figures(group as usize), counts.seen[group as usize]);
        let count = |count: u64| Some(i128::from(count));
        match ask.sort {
            UsageSort::Calls | UsageSort::Name => count(here.calls),
            // Calls before as the denominator; what is new comes before every ratio.
            UsageSort::Change => counts.there.as_ref().map(|there| match there.calls(group as usize) {
                0 => i128::MAX,
                before => i128::from(here.calls) * 1_000_000_000_000 / i128::from(before),
            }),
            UsageSort::Errors => count(here.errors),
            UsageSort::Failures => count(here.failures),
            UsageSort::Denied => count(here.denied),
            UsageSort::Timeouts => count(here.timeouts),
            UsageSort::ToolErrors => count(here.tool_errors),
            UsageSort::P50 => here.p50.map(i128::from),
            UsageSort::P90 => here.p90.map(i128::from),
            UsageSort::P99 => here.p99.map(i128::from),
            UsageSort::Max => here.max.map(i128::from),
            UsageSort::Users => count(here.users),
            UsageSort::FirstSeen => Some(first.into()),
            UsageSort::LastSeen => Some(last.into()),
        }
    };
    let mut keys: Vec<_> = groups.into_iter().map(|group| (key(group), Reverse(calls(group)), group)).collect();
    keys.sort_unstable_by(|(x, x_calls, a), (y, y_calls, b)| {
        let by_key = if ask.descending { y.cmp(x) } else { x.cmp(y) };
        x.is_none().cmp(&y.is_none()).then(by_key).then_with(|| (x_calls, a).cmp(&(y_calls, b)))
    });
    keys.into_iter().map(|(.., group)| group).collect()
}

struct Words<'a> {
    groups: &'a Groups<'a>,
    /// By code.
    seen: &'a [Seen],
}

impl Named for Words<'_> {
    fn names(&self, group: u32) -> (String, Vec<String>, Option<String>) {
        let (label, names) = self.groups.names(group, |code| self.seen[code as usize].1);
        (label, names, None)
    }

    fn conditions(&self, group: u32) -> Vec<Node> {
        self.groups.conditions(group)
    }
}

struct Targeted<'a> {
    targets: &'a Targets<'a>,
    servers: &'a Groups<'a>,
    server_seen: Vec<Seen>,
}

impl Named for Targeted<'_> {
    fn names(&self, group: u32) -> (String, Vec<String>, Option<String>) {
        let (label, server) = self.targets.label(group);
        let server = server.map(|server| self.servers.names(server, |code| self.server_seen[code as usize].1).0);
        (label, Vec::new(), server)
    }

    fn conditions(&self, group: u32) -> Vec<Node> {
        self.targets.conditions(group)
    }
}
