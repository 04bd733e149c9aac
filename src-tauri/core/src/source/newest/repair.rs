//! The repair of gaps: every part is asked for its newest rows, which reach further back than those of the whole log.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};

use super::{
    Part, PartPage, Parts, Run,
    coverage::{LATE, leaves},
    poll::{Compared, minute},
    state::{Repair, State},
};
use crate::{
    error::Result,
    source::{Batch, Gap, GapReason, Person},
};

/// Parts that are asked at once.
const AT_ONCE: usize = 4;
/// After so many parts there is a pause and the whole log is looked at again: a platform that logs our requests would else push its own rows out by them.
const LOOK_AFTER: usize = 100;
/// The pause: until what the requests left is sure.
const PAUSE: Duration = Duration::from_secs(LATE.num_seconds().unsigned_abs());

/// How far a part reaches back.
enum Reach {
    /// Its rows' times, and whether there may be older ones.
    Read(Vec<DateTime<Utc>>, bool),
    /// It is not there any more.
    Gone,
    /// It did not answer.
    Failed,
    /// It was not asked.
    Unasked,
}

/// What the parts told.
struct Told {
    parts: Vec<(Part, Reach)>,
    /// Parts that were there when they were last listed.
    vanished: Vec<Part>,
}

impl Run<'_> {
    /// Asks all parts about the gaps that are to be repaired, and closes what they close.
    pub(super) async fn repair(&mut self) -> Result<()> {
        // The first list is for later: only who knows a part notices that it is gone.
        if self.state.repairs.is_empty() && self.state.parts.is_some() {
            return Ok(());
        }
        self.progress.update(0, 0, "Repairing gaps");
        let listed = match self.feeds.parts(self.cancel).await? {
            Parts::All(parts) => parts,
            Parts::Withheld(why) => {
                self.summary.remarks.push(format!("Gaps cannot be repaired: {why}"));
                let state = State { repairs: Vec::new(), parts: Some(BTreeMap::new()), ..self.state.clone() };
                return self.finish(state, Batch::default()).await;
            }
            Parts::Failed(why) => {
                self.summary.remarks.push(format!("Gaps could not be repaired this time: {why}"));
                let again = self.state.repairs.iter().filter_map(Repair::again).collect();
                let state = State { repairs: again, ..self.state.clone() };
                return self.finish(state, Batch::default()).await;
            }
        };
        // What is found missing while the parts are asked is for the next time: parts that were asked already know nothing of it.
        let due = self.state.repairs.clone();
        let told = if due.is_empty() { Told::listed(listed) } else { self.ask(listed).await? };
        let now = self.clock.now();
        let mut state = self.state.clone();
        let mut batch = Batch::default();
        let waits = told.parts.iter().any(|(_, reach)| matches!(reach, Reach::Failed));
        state.repairs.retain(|repair| !due.contains(repair));
        for repair in &due {
            if waits && let Some(again) = repair.again() {
                state.repairs.push(again);
                continue;
            }
            // Of the history before the first look nothing is promised, whatever the parts brought in.
            let Some(from) = repair.from else { continue };
            batch.gaps.push(Gap { repaired_at: Some(now), ..Gap::new(Some(from), repair.until, GapReason::Missed) });
            batch.gaps.extend(self.remains(&told, from, repair.until));
        }
        let open: BTreeSet<&str> = batch.gaps.iter().filter_map(|gap| gap.scope.as_deref()).collect();
        if !open.is_empty() {
            let scopes = open.into_iter().collect::<Vec<_>>().join(", ");
            self.summary
                .remarks
                .push(format!("More happened between two looks than is shown at a time. Out of reach: {scopes}."));
        }
        state.parts = Some(told.parts.iter().map(|(part, _)| (part.id.clone(), part.name.clone())).collect());
        batch.directory = told.people();
        if state.repairs.is_empty() {
            // Who has no part any more is on record now, and writes no more.
            let names: BTreeSet<&str> = told.parts.iter().map(|(part, _)| part.name.as_str()).collect();
            state.writers.retain(|writer, _| names.contains(writer.as_str()) || self.feeds.apart(writer).is_some());
        }
        self.finish(state, batch).await
    }

    async fn finish(&mut self, state: State, mut batch: Batch) -> Result<()> {
        batch.checkpoint = Some(self.feeds.checkpoint(&state));
        self.commit(batch).await?;
        self.state = state;
        Ok(())
    }

    /// Reads the parts and commits their rows. Nothing is claimed yet, so that it can be killed at any moment.
    async fn ask(&mut self, listed: Vec<Part>) -> Result<Told> {
        let ids: BTreeSet<&str> = listed.iter().map(|part| part.id.as_str()).collect();
        let vanished = self.state.parts.iter().flatten().filter(|(id, _)| !ids.contains(id.as_str()));
        let vanished = vanished.map(|(id, name)| Part { id: id.clone(), name: name.clone() }).collect();
        let (feeds, cancel, total) = (self.feeds, self.cancel, listed.len() as u64);
        let mut pages = stream::iter(listed)
            .map(|part| async move {
                let page = feeds.newest_of(&part, cancel).await;
                (part, page)
            })
            .buffered(AT_ONCE);
        let mut parts = Vec::new();
        let mut failed = Vec::new();
        while let Some((part, page)) = pages.next().await {
            let reach = match page? {
                PartPage::Gone => Reach::Gone,
                PartPage::Failed(why) => {
                    failed.push(format!("{} ({why})", part.name));
                    Reach::Failed
                }
                PartPage::Read(page) => {
                    let (full, quarantine) = (page.full, page.unreadable.clone());
                    let Compared { seen, news } = self.compare(page).await?;
                    let batch = Batch { observations: news, quarantine, ..Batch::default() };
                    if !batch.observations.is_empty() || !batch.quarantine.is_empty() {
                        self.commit(batch).await?;
                    }
                    Reach::Read(seen.iter().map(|row| row.at).collect(), full)
                }
            };
            parts.push((part, reach));
            if parts.len() % LOOK_AFTER == 0 {
                self.feeds.pause(PAUSE, self.cancel).await?;
                self.poll().await?;
            }
            self.progress.update(parts.len() as u64, total, "Repairing gaps");
        }
        drop(pages);
        if !failed.is_empty() {
            self.summary.remarks.push(format!("Not given by the source: {}.", failed.join("; ")));
        }
        self.tell_history(&parts);
        Ok(Told { parts, vanished })
    }

    /// At the first look: how far back the parts reach.
    fn tell_history(&mut self, parts: &[(Part, Reach)]) {
        if self.state.repairs.iter().all(|repair| repair.from.is_some()) {
            return;
        }
        let noun = self.feeds.noun();
        let horizon = |(part, reach): &(Part, Reach)| match reach {
            Reach::Read(times, true) => {
                times.iter().min().map(|at| format!("{noun} {} back to {}", part.name, minute(*at)))
            }
            _ => None,
        };
        let cut: Vec<String> = parts.iter().filter_map(horizon).collect();
        let whole = parts.iter().filter(|(_, reach)| matches!(reach, Reach::Read(_, false))).count();
        let cut = if cut.is_empty() { String::new() } else { format!("; {}", cut.join(", ")) };
        self.summary.remarks.push(format!("By {noun}: {whole} of {} with all their history{cut}.", parts.len()));
    }

    /// What stays open of a gap after all parts were asked.
    fn remains(&self, told: &Told, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Gap> {
        let noun = self.feeds.noun();
        // By scope, as two deleted parts may have had one name.
        let mut open: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
        for (part, reach) in &told.parts {
            let left = match reach {
                Reach::Read(times, full) => leaves(times.iter().copied(), *full, from, until),
                Reach::Gone | Reach::Failed | Reach::Unasked => Some(until),
            };
            let repeated = told.parts.iter().filter(|(other, _)| other.name == part.name).count() > 1;
            let id = if repeated { format!(" ({})", part.id) } else { String::new() };
            if let Some(left) = left {
                open.insert(format!("{noun} {}{id}", part.name), left);
            }
        }
        for writer in self.state.around(from) {
            if let Some(scope) = self.feeds.apart(writer) {
                open.insert(scope.to_owned(), until);
                continue;
            }
            if !told.parts.iter().any(|(part, _)| part.name == writer) {
                open.insert(format!("{noun} {writer} (deleted)"), until);
            }
        }
        for part in &told.vanished {
            open.insert(format!("{noun} {} (deleted)", part.name), until);
        }
        let gap = |(scope, until)| Gap { scope: Some(scope), ..Gap::new(Some(from), until, GapReason::Missed) };
        open.into_iter().map(gap).collect()
    }
}

impl Told {
    /// What a list alone tells.
    fn listed(parts: Vec<Part>) -> Self {
        Self { parts: parts.into_iter().map(|part| (part, Reach::Unasked)).collect(), vanished: Vec::new() }
    }

    /// Names for ids; a name that two parts share names neither.
    fn people(&self) -> Vec<Person> {
        let unique = |part: &&Part| self.parts.iter().filter(|(other, _)| other.name == part.name).count() == 1;
        let parts = self.parts.iter().map(|(part, _)| part);
        parts
            .filter(unique)
            .map(|part| Person { id: part.id.clone(), name: Some(part.name.clone()), email: None })
            .collect()
    }
}
