//! Asking: an open workspace answers questions, each several times.

use std::{collections::BTreeMap, hint::black_box, path::Path};

use auditdesk_core::{
    api::wire::{AskUsageTable, Sort, UsageBy, UsageFigures, UsageSort},
    clock::{Clock, SystemClock},
    entry::filter::Filter,
    error::Result,
    store::{
        Store,
        query::{ReadContext, Selection, UsageQuestion, Versus},
    },
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::{
    questions::{FACETS, Question, Wanted},
    usage::{Stopwatch, Usage, resident},
    workspace,
};

/// Rows of a page.
const PAGE: usize = 100;
/// Buckets of the timeline at most.
const BUCKETS: usize = 100;
/// Values of a facet.
const VALUES: usize = 10;
/// A question is not asked again once it has taken this long in all, in milliseconds.
const PATIENCE: f64 = 6_000.0;

/// An answer, so that it can be compared with another tool's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// How many.
    Count(u64),
    /// The platform's ids of the rows, in order.
    Page(Vec<String>),
    /// Per field the most frequent values.
    Facets {
        /// The field's name, then value and count.
        values: BTreeMap<&'static str, Vec<(String, u64)>>,
        /// The buckets that are not empty: where each begins (microseconds since 1970), and its entries by outcome.
        timeline: Vec<(i64, [u64; 5])>,
    },
    /// Calls, errors of the transport, unique users, and p50, p90, p99, max in microseconds: of all entries, and per table of the first rows by calls.
    Usage {
        /// Of all entries.
        totals: Vec<u64>,
        /// The table's name, then the figures of its rows.
        tables: BTreeMap<&'static str, Vec<Vec<u64>>>,
    },
}

/// A question's answer and how long it took each time.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// The question.
    pub name: String,
    /// The answer.
    pub answer: Answer,
    /// In milliseconds, the first time first.
    pub ms: Vec<f64>,
}

/// What a session of questions gave.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    /// From the closed file to columns that can be asked, in milliseconds.
    pub open_ms: f64,
    /// And the newest page of everything, in milliseconds.
    pub first_page_ms: f64,
    /// Entries in the workspace.
    pub entries: u64,
    /// The answers.
    pub answers: Vec<Asked>,
    /// The memory of the process at the end, in bytes.
    pub resident_bytes: u64,
    /// What everything together used.
    #[serde(flatten)]
    pub usage: Usage,
}

/// Opens the workspace in `folder` and asks each question `runs` times.
pub fn ask(folder: &Path, questions: &[Question], runs: usize) -> Result<Session> {
    let watch = Stopwatch::start();
    let store = workspace::open(folder)?;
    let open_ms = watch.millis();
    let context = Context { store: &store, cancel: CancellationToken::new() };
    context.newest()?;
    let first_page_ms = watch.millis();
    let answers = questions.iter().map(|question| context.ask(question, runs)).collect::<Result<_>>()?;
    let entries = store.counts().settled;
    Ok(Session { open_ms, first_page_ms, entries, answers, resident_bytes: resident(), usage: watch.usage() })
}

struct Context<'a> {
    store: &'a Store,
    cancel: CancellationToken,
}

impl Context<'_> {
    fn ask(&self, question: &Question, runs: usize) -> Result<Asked> {
        let mut ms = Vec::new();
        loop {
            let watch = Stopwatch::start();
            let answer = self.answer(question)?;
            ms.push(watch.millis());
            if ms.len() >= runs || ms.iter().sum::<f64>() > PATIENCE {
                return Ok(Asked { name: question.name.clone(), answer, ms });
            }
        }
    }

    /// Everything that a view of the window needs for it, from the filter to values that can be shown.
    fn answer(&self, question: &Question) -> Result<Answer> {
        if question.wanted == Wanted::Usage {
            return self.usage(question);
        }
        let blocks = self.store.blocks();
        let context = ReadContext { zone: chrono_tz::UTC, now: SystemClock.now(), blocks: &*blocks };
        let snapshot = self.store.columns().snapshot();
        let (filter, order) = (question.filter(), question.order());
        let selection = match question.wanted {
            // A window shows the first page while it still counts.
            Wanted::Page => snapshot.select_first(filter, order, PAGE as u64, &context, &self.cancel)?,
            _ => snapshot.select(filter, &context, &self.cancel)?,
        };
        Ok(match question.wanted {
            Wanted::Count => Answer::Count(selection.count()),
            Wanted::Page => Answer::Page(page(&selection, question)),
            _ => {
                let facets =
                    selection.facets(&FACETS, VALUES, "", question.filter(), &context, &self.cancel)?.into_iter();
                let values = facets.map(|facet| {
                    let values = facet.values.into_iter().map(|value| (value.value, value.count));
                    (facet.field.name(), values.collect())
                });
                let timeline = selection.timeline(BUCKETS, chrono_tz::UTC);
                let filled = timeline.buckets.iter().filter(|bucket| bucket.counts != [0; 5]);
                let timeline = filled.map(|bucket| (bucket.from, bucket.counts)).collect();
                Answer::Facets { values: values.collect(), timeline }
            }
        })
    }

    fn usage(&self, question: &Question) -> Result<Answer> {
        let blocks = self.store.blocks();
        let context = ReadContext { zone: chrono_tz::UTC, now: SystemClock.now(), blocks: &*blocks };
        let ask = |by| AskUsageTable { by, sort: UsageSort::Calls, descending: true, rows: VALUES as u32 };
        let tables = UsageBy::ALL.map(ask).to_vec();
        let (filter, against) = (question.filter().clone(), Versus::PeriodBefore);
        let asked = UsageQuestion { filter, against, buckets: BUCKETS, tables };
        let usage = self.store.columns().snapshot().usage(&asked, &context, &self.cancel)?;
        let names = ["server", "actor", "tool", "resource", "prompt", "client", "operation"];
        let tables = names.into_iter().zip(usage.tables).map(|(name, table)| {
            // Rows with the same number of calls are in no certain order.
            let mut rows: Vec<_> = table.rows.iter().map(|row| compared(&row.here)).collect();
            rows.sort_unstable_by(|a, b| b.cmp(a));
            (name, rows)
        });
        Ok(Answer::Usage { totals: compared(&usage.here.figures), tables: tables.collect() })
    }

    fn newest(&self) -> Result<()> {
        let blocks = self.store.blocks();
        let context = ReadContext { zone: chrono_tz::UTC, now: SystemClock.now(), blocks: &*blocks };
        let selection = self.store.columns().snapshot().select(&Filter::default(), &context, &self.cancel)?;
        let rows = selection.order(Sort::default()).page(0, PAGE);
        for row in rows {
            black_box(selection.snapshot().row(row));
        }
        Ok(())
    }
}

/// What another tool can tell, too: it does not look into responses.
fn compared(figures: &UsageFigures) -> Vec<u64> {
    let marks = [figures.p50, figures.p90, figures.p99, figures.max].map(Option::unwrap_or_default);
    let errors = figures.failures + figures.denied + figures.timeouts;
    [figures.calls, errors, figures.users].into_iter().chain(marks).collect()
}

fn page(selection: &Selection, question: &Question) -> Vec<String> {
    let rows = selection.order(question.order()).page(0, PAGE).into_iter();
    rows.filter_map(|row| selection.snapshot().row(row)).map(|row| row.id).collect()
}
