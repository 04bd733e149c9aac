//! Usage figures of a filter, in one reading of the columns per question: totals, time series, response times, hours of the week, tables.
//!
//! Memory while it runs, beside the columns: a bit per entry for each selection, 11 bytes per selected entry for users, outcomes and response times, and 4 to 8
//! more for each grouping that is measured at the moment (as many at once as there are processors, seven at most). It is all given back with the answer.

mod figures;
mod groups;
mod measure;
mod period;
mod seen;
mod spread;
mod tables;
mod tally;
mod targets;

use rayon::join;
use tokio_util::sync::CancellationToken;

use self::{
    groups::Groups,
    measure::{Grouping, Side},
    period::{Period, narrowed, within},
    tables::Tables,
};
use super::{ReadContext, Selection};
use crate::{
    api::wire::{Against, AskUsageTable, Usage, UsagePart, UsageSide},
    entry::{
        Status,
        filter::{Condition, Field, Filter, MAX_TEXT, Node, Test},
    },
    error::{Error, ErrorCode, Result},
    store::columns::{Snapshot, segment::Word},
};

/// What is asked.
#[derive(Clone, Debug)]
pub struct UsageQuestion {
    /// Of which entries.
    pub filter: Filter,
    /// Compared with what.
    pub against: Versus,
    /// At most so many buckets; 0 leaves out the time series, the hours and the response times.
    pub buckets: usize,
    /// The tables.
    pub tables: Vec<AskUsageTable>,
}

/// What figures are compared with: [`Against`] with its filter read.
#[derive(Clone, Debug)]
pub enum Versus {
    /// Nothing.
    Nothing,
    /// The period before.
    PeriodBefore,
    /// Another filter.
    Filter(Filter),
}

impl Versus {
    /// Reads the filter's text with `parse`.
    ///
    /// # Errors
    /// Those of `parse`.
    pub fn read(against: &Against, parse: impl Fn(&str) -> Result<Filter>) -> Result<Self> {
        Ok(match against {
            Against::Nothing => Self::Nothing,
            Against::PeriodBefore => Self::PeriodBefore,
            Against::Filter { filter } => Self::Filter(parse(filter)?),
        })
    }
}

/// A filter with its rows.
struct Chosen {
    filter: Filter,
    selection: Selection,
    /// How far it lies before the other side, in microseconds.
    shift: i64,
}

impl Snapshot {
    /// The figures of a filter. `micros` and the gaps are left to the caller.
    ///
    /// Fails as [`Snapshot::select`] does.
    pub fn usage(
        &self,
        question: &UsageQuestion,
        context: &ReadContext<'_>,
        cancel: &CancellationToken,
    ) -> Result<Usage> {
        let choose = |filter: Filter, shift| {
            let selection = self.select(&filter, context, cancel)?;
            Ok::<_, Error>(Chosen { filter, selection, shift })
        };
        let here = choose(question.filter.clone(), 0)?;
        let there = match &question.against {
            Versus::Nothing => None,
            Versus::PeriodBefore => {
                period::before(&question.filter, context).map(|(filter, shift)| choose(filter, shift)).transpose()?
            }
            Versus::Filter(filter) => Some(choose(filter.clone(), 0)?),
        };
        let timeless = question.filter.clone().without(Field::Time);
        let ever = if timeless == question.filter { None } else { Some(self.select(&timeless, context, cancel)?) };
        let users = Groups::new(self, Field::Actor, Word::Actor);
        let servers = Groups::new(self, Field::Server, Word::Server);
        let of_users = |chosen: &Chosen| Grouping::by_word(&chosen.selection, Word::Actor, &users.of, users.len());
        let (here_users, there_users) = (of_users(&here), there.as_ref().map(of_users));
        let side = |chosen, users| side(chosen, users, cancel);
        let pair = Pair {
            here: side(&here, &here_users),
            there: there.as_ref().zip(there_users.as_ref()).map(|(chosen, users)| side(chosen, users)),
        };
        let tables = Tables {
            pair: &pair,
            ever: ever.as_ref().unwrap_or(&here.selection),
            from: Period::of(&here.filter, context).from,
            users: &users,
            servers: &servers,
        };
        let totals = |side: &Side<'_>, chosen: &Chosen| total(side, chosen, context);
        let ((here_total, there_total), (page, tables)) = join(
            || {
                (
                    totals(&pair.here, &here),
                    pair.there.as_ref().zip(there.as_ref()).map(|(side, chosen)| totals(side, chosen)),
                )
            },
            || join(|| figures::over_time(&pair, question.buckets, context.zone), || tables.read(&question.tables)),
        );
        let (series, durations, hours) = page?;
        Ok(Usage {
            total: self.totals().current(),
            here: here_total?,
            there: there_total.transpose()?,
            series,
            durations,
            hours,
            tables: tables?,
            micros: 0,
        })
    }

    /// The filter of a part of a filter's entries: what a bar, a point or a cell stands for.
    ///
    /// Fails as [`Snapshot::select`] does, and with `wrong_use` where an hour of the week comes so often that no filter can list it.
    pub fn usage_part(
        &self,
        filter: &Filter,
        parts: &[UsagePart],
        context: &ReadContext<'_>,
        cancel: &CancellationToken,
    ) -> Result<Filter> {
        let is = |field, word| groups::is(field, [word]);
        let tool_error = || is(Field::ToolError, "yes");
        let mut narrow = filter.clone();
        for part in parts {
            let conditions = match *part {
                UsagePart::Outcome { outcome } => vec![is(Field::Outcome, outcome.word())],
                UsagePart::ToolErrors => vec![tool_error()],
                UsagePart::Errors => {
                    let outcomes = [Status::Failure, Status::Denied, Status::Timeout].map(Status::word);
                    vec![Node::Any(vec![groups::is(Field::Outcome, outcomes), tool_error()])]
                }
                UsagePart::Untold => {
                    let told = Node::Is(Condition { field: Field::ToolError, test: Test::Present });
                    vec![is(Field::Outcome, Status::Success.word()), Node::Not(Box::new(told))]
                }
                UsagePart::Span { from, until } => vec![within(from, until)],
                UsagePart::Duration { from, until } => {
                    let range = (Some(from), until.map(|until| until.saturating_sub(1)));
                    vec![Node::Is(Condition { field: Field::Duration, test: Test::Numbers(vec![range]) })]
                }
                UsagePart::Hour { weekday, hour } => {
                    let selection = self.select(&narrow, context, cancel)?;
                    let spans = figures::hours_of(&selection, u32::from(weekday) * 24 + u32::from(hour), context.zone);
                    let spans = spans.into_iter().map(|(from, until)| period::span(from, until)).collect();
                    vec![Node::Is(Condition { field: Field::Time, test: Test::Times(spans) })]
                }
            };
            narrow = narrowed(&narrow, conditions);
        }
        if narrow.to_text().len() > MAX_TEXT {
            let message = "This hour comes too often to be one filter. Choose a shorter span of time first.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        Ok(narrow)
    }
}

/// The two sides of a comparison.
struct Pair<'a> {
    here: Side<'a>,
    there: Option<Side<'a>>,
}

fn side<'a>(chosen: &'a Chosen, users: &'a Grouping, cancel: &'a CancellationToken) -> Side<'a> {
    Side::new(&chosen.filter, chosen.shift, &chosen.selection, users, cancel)
}

fn total(side: &Side<'_>, chosen: &Chosen, context: &ReadContext<'_>) -> Result<UsageSide> {
    let whole = Grouping::whole(side.selection);
    let figures = side.measure(&whole)?.figures(0);
    let period = Period::of(&chosen.filter, context);
    Ok(UsageSide {
        filter: chosen.filter.to_text(),
        from: period.from,
        until: period.until,
        span: side.selection.span(),
        figures,
        sessions: side.distinct_words(&whole, Word::Session)?,
    })
}
