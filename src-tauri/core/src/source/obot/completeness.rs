//! Completeness: what the source states against what is held, day by day; and whatever is missing is read again.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};

use super::{
    checkpoint::State,
    list::TooMany,
    page::ListQuery,
    run::{Run, Stop},
};
use crate::source::{Batch, DayReport, Gap, GapReason};

/// A day is closed this long after its end.
const CLOSING: Duration = Duration::minutes(15);

/// How often a day is read again at most: on a day that is not over something may show up every time.
const ROUNDS: u32 = 3;

/// A range of days, the second one not included.
type DaysRange = (NaiveDate, NaiveDate);

impl Run<'_> {
    /// Compares every day that the source still has. Days that agreed before are compared together, and only a range that does not add
    /// up any more is divided.
    pub(super) async fn completeness(&self) -> Result<(), Stop> {
        let state = self.state().await;
        if !state.planned || !state.spans.is_empty() {
            return Ok(());
        }
        let (Some((oldest, _)), Some(reached)) = (self.oldest().await?, state.reached) else { return Ok(()) };
        self.meter.doing("Comparing what is here with what the server has");
        let first = oldest.date_naive();
        // The day that is not over counts up to the watermark; it is compared, too, but not reported.
        let after = (reached.date_naive() + Days::new(1)).max(first + Days::new(1));
        let open = self.open_day(reached);
        let compared_until = state.compared_until.unwrap_or(first);
        let cuts = [first, compared_until.clamp(first, after), open.clamp(first, after), after];
        let mut ranges: Vec<DaysRange> =
            cuts.windows(2).map(|pair| (pair[0], pair[1])).filter(|(from, until)| from < until).collect();
        let mut off = Vec::new();
        while let Some((from, until)) = ranges.pop() {
            self.check()?;
            let (stated, held) = self.compare((from, until), reached).await?;
            let known: i64 = state.differing.range(from..until).map(|(_, difference)| difference).sum();
            // A day gets its own report once; empty years before a stray event of a laptop do not.
            let reported = until <= compared_until || from >= open || (stated == 0 && held == 0);
            if difference(stated, held) == known && reported {
                continue;
            }
            if from + Days::new(1) == until {
                self.settle_day(from, stated, held, reached, &state.differing, &mut off).await?;
            } else {
                let half = from + Days::new((until - from).num_days() as u64 / 2);
                ranges.push((from, half));
                ranges.push((half, until));
            }
        }
        if !off.is_empty() {
            off.sort_unstable();
            let (day, stated, held) = off[0];
            let more = if off.len() > 1 { format!(" So do {} more days.", off.len() - 1) } else { String::new() };
            let words = format!("{day} does not add up: the server states {stated} entries and gives {held}.{more}");
            self.remark(words).await;
        }
        let done = move |state: &mut State| {
            state.compared_until = Some(state.compared_until.map_or(open, |held| held.max(open)));
            // Days that the source has forgotten are of no interest any more.
            state.differing = state.differing.split_off(&first);
        };
        Ok(self.commit(Batch::default(), done).await?)
    }

    /// The first day that is not closed.
    fn open_day(&self, reached: DateTime<Utc>) -> NaiveDate {
        (reached.min(self.api.http().server_now()) - CLOSING).date_naive()
    }

    async fn compare(&self, (from, until): DaysRange, reached: DateTime<Utc>) -> Result<(u64, u64), Stop> {
        let (from, until) = (midnight(from), midnight(until).min(reached));
        if from >= until {
            return Ok((0, 0));
        }
        let query = ListQuery { from: Some(from), until: Some(until), limit: 1, ..ListQuery::default() };
        let page = self.api.list(self.generation, &query, self.cancel).await;
        let stated = page.map_err(|fault| self.needed(fault, "the audit log"))?.total;
        Ok((stated, self.sink.held(from, until).await?))
    }

    /// Compares one day, reads it again where it does not add up, and reports it once it is closed.
    async fn settle_day(
        &self,
        day: NaiveDate,
        mut stated: u64,
        mut held: u64,
        reached: DateTime<Utc>,
        differing: &BTreeMap<NaiveDate, i64>,
        off: &mut Vec<(NaiveDate, u64, u64)>,
    ) -> Result<(), Stop> {
        let known = differing.get(&day).copied().unwrap_or_default();
        // Entries that retention removed there and that late ones replaced here would hide each other: any change is looked into. An entry
        // that shows up between reading and counting is read in the next round; a difference that stays is one.
        let mut before = None;
        for _ in 0..ROUNDS {
            if difference(stated, held) == known || before == Some((stated, held)) {
                break;
            }
            before = Some((stated, held));
            self.read_again(midnight(day), midnight(day + Days::new(1)).min(reached)).await?;
            (stated, held) = self.compare((day, day + Days::new(1)), reached).await?;
        }
        let now_off = difference(stated, held);
        let closed = day < self.open_day(reached);
        let mut batch = Batch::default();
        if closed {
            batch.days.push(DayReport { day, stated, held, checked_at: self.now() });
        }
        if now_off > 0 && now_off != known {
            let until = midnight(day + Days::new(1)).min(reached);
            batch.gaps.push(Gap::new(Some(midnight(day)), until, GapReason::Incomplete));
            off.push((day, stated, held));
        }
        let note = move |state: &mut State| {
            if now_off == 0 {
                state.differing.remove(&day);
            } else {
                state.differing.insert(day, now_off);
            }
        };
        Ok(self.commit(batch, note).await?)
    }

    async fn read_again(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), Stop> {
        let mut parts = vec![(from, until)];
        while let Some((from, until)) = parts.pop() {
            if let Err(TooMany) = self.slice(from, until).await? {
                let half = from + (until - from) / 2;
                parts.push((from, half));
                parts.push((half, until));
            }
        }
        Ok(())
    }
}

fn difference(stated: u64, held: u64) -> i64 {
    stated as i64 - held as i64
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
