//! Samples for an audit: drawing, listing, drawing again to check.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, blocking},
    exports::Chosen,
    reviews::random_hex,
    sources::checked_name,
    wire::{
        Empty, EntryRow, Event, JobInfo, JobKind, SampleCheck, SampleDrawn, SampleInfo, SampleMethod, SamplePlan,
        SampleRef, SampleStratum,
    },
};
use crate::{
    entry::{
        Seq,
        filter::{Condition, Field, Filter, Node, Pattern, Test},
    },
    error::{Error, ErrorCode, Result},
    hex::hex,
    review::sampling::{Draw, Member, draw, population_hash, strata},
    source::Progress,
    store::{SampleEntry, Store, blocks::BlockSpan, query::Selection},
};

/// The largest sample: what somebody can work through.
const SIZE_MOST: u32 = 10_000;

/// Blocks that are read between two looks at whether it was cancelled.
const BLOCKS: usize = 256;

impl Desk {
    /// The samples with how far the work on each is, the newest first.
    pub async fn audit_sample_list(&self, _: Empty) -> Result<Vec<SampleInfo>> {
        let store = self.store().await?;
        let mut list = Vec::new();
        for (id, _) in store.samples().await? {
            list.push(info(&store, id).await?);
        }
        Ok(list)
    }

    /// Draws a sample as a job. The population is read in full, because its hash names it.
    ///
    /// # Errors
    /// `wrong_use` where the name is taken, the size or the field is not possible, or nothing matches.
    pub async fn audit_sample_draw(&self, request: SamplePlan) -> Result<JobInfo> {
        let store = self.store().await?;
        let plan = self.checked_plan(&store, request).await?;
        let chosen = self.choose(&store, &plan.filter, &plan.zone).await?;
        if chosen.rows() == 0 {
            let message = "No settled entry matches the filter: there is nothing to draw from. Choose another filter.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        let desk = self.clone();
        let title = format!("Draw sample {}", plan.name);
        // Two samples may be drawn at a time: the ledger's end tells nothing, so the moment does.
        let subject = self.now().unsigned_abs();
        self.inner.jobs.start(JobKind::Sample, subject, title, move |context| async move {
            let (by, at) = (desk.reviewer(&store).await?, desk.now());
            let (pending, ledger) = (chosen.selection.pending(), chosen.until - 1);
            let plan = SamplePlan { filter: chosen.filter.clone(), ..plan };
            let (reading, job, asked) = (store.clone(), context.clone(), plan.clone());
            let (population, drawn) = blocking(move || {
                let population = Population::read(&reading, &chosen, plan.method, &job, &job.cancel)?;
                let drawn = population.draw(&plan);
                Ok((population, drawn))
            })
            .await?;
            let entries = drawn.iter().map(|place| population.entry(*place)).collect();
            let strata = strata(&population.members, &drawn).into_iter().map(|stratum| SampleStratum {
                value: stratum.value,
                population: stratum.population,
                drawn: stratum.drawn,
            });
            let drawn = SampleDrawn {
                plan: asked,
                population: population.members.len() as u64,
                population_sha256: population_hash(&population.members),
                pending,
                ledger,
                at,
                by,
                strata: strata.collect(),
            };
            store.add_sample(drawn, entries).await?;
            desk.tell(Event::Lists);
            desk.tell(Event::Reviews);
            Ok(())
        })
    }

    /// Draws again from what the filter matches by now, and says whether it is the same population and the same entries. Nothing is kept.
    pub async fn audit_sample_check(&self, request: SampleRef) -> Result<SampleCheck> {
        let store = self.store().await?;
        let (kept, entries) = store.sample(request.id).await?;
        let chosen = self.choose(&store, &kept.plan.filter, &kept.plan.zone).await?;
        blocking(move || {
            let cancel = CancellationToken::new();
            let population = Population::read(&store, &chosen, kept.plan.method, &Silent, &cancel)?;
            let drawn = population.draw(&kept.plan);
            let hashes: Vec<_> = drawn.iter().map(|place| population.entry(*place).sha256).collect();
            let population_sha256 = population_hash(&population.members);
            Ok(SampleCheck {
                population: population.members.len() as u64,
                same_population: population_sha256 == kept.population_sha256,
                population_sha256,
                same_entries: hashes.iter().eq(entries.iter().map(|entry| &entry.sha256)),
            })
        })
        .await
    }

    /// Forgets a sample. What was said of its entries stays.
    pub async fn audit_sample_remove(&self, request: SampleRef) -> Result<Empty> {
        self.store().await?.remove_sample(request.id).await?;
        self.tell(Event::Lists);
        self.tell(Event::Reviews);
        Ok(Empty {})
    }

    async fn checked_plan(&self, store: &Store, plan: SamplePlan) -> Result<SamplePlan> {
        let wrong = |message: String| Err(Error::new(ErrorCode::WrongUse, message));
        let name = checked_name(&plan.name)?;
        if store.samples().await?.iter().any(|(_, drawn)| drawn.plan.name == name) {
            return wrong(format!("There is already a sample named {name:?}. Choose another name."));
        }
        if plan.size == 0 || plan.size > SIZE_MOST {
            return wrong(format!("A sample has 1 to {SIZE_MOST} entries."));
        }
        if let SampleMethod::Stratified { by } = plan.method
            && stratum_of(by).is_none()
        {
            return wrong(format!(
                "Strata cannot be made by {}. Choose a field with few values, such as outcome.",
                by.name()
            ));
        }
        let seed = plan.seed.trim();
        if seed.chars().count() > 64 || seed.chars().any(char::is_control) {
            return wrong("A seed has at most 64 characters on one line.".to_owned());
        }
        let seed = if seed.is_empty() { random_hex(&*self.inner.parts.random, 8)? } else { seed.to_owned() };
        Ok(SamplePlan { name, seed, ..plan })
    }
}

/// The sample with how far the work on it is.
pub(super) async fn info(store: &Store, id: u32) -> Result<SampleInfo> {
    let (drawn, entries) = store.sample(id).await?;
    let snapshot = store.columns().snapshot();
    let mut dispositions = [0; 4];
    let (mut removed, mut superseded) = (0, 0);
    for entry in &entries {
        if let Some(disposition) = snapshot.reviews().mark(entry.seq).disposition {
            dispositions[disposition as usize] += 1;
        }
        match snapshot.settled_row(entry.seq).and_then(|row| snapshot.row(row)) {
            None => removed += 1,
            Some(row) => superseded += u64::from(row.state == super::wire::EntryState::Superseded),
        }
    }
    let is = |field, values: &[&str]| {
        let patterns = values.iter().map(|value| Pattern { pieces: vec![(*value).to_owned()] });
        Node::Is(Condition { field, test: Test::OneOf(patterns.collect()) })
    };
    let of = is(Field::Sample, &[&drawn.plan.name]);
    // A filter that names no state leaves superseded entries out.
    let root = if superseded > 0 { Node::All(vec![of, is(Field::State, &["settled", "superseded"])]) } else { of };
    let shown_by = Filter::of(root).to_text();
    Ok(SampleInfo { id, drawn, entries: entries.len() as u64, dispositions, removed, superseded, shown_by })
}

/// How a field's value is read off a row; `None` where it makes no strata.
fn stratum_of(field: Field) -> Option<fn(&EntryRow) -> String> {
    Some(match field {
        Field::Actor => |row| if row.actor.is_empty() { row.actor_name.clone() } else { row.actor.clone() },
        Field::ActorType => |row| row.actor_type.clone(),
        Field::Server => |row| if row.server.is_empty() { row.server_name.clone() } else { row.server.clone() },
        Field::Operation => |row| row.operation.clone(),
        Field::Target => |row| row.target.clone(),
        Field::TargetType => |row| row.target_type.clone(),
        Field::Outcome => |row| row.outcome.word().to_owned(),
        Field::Status => |row| row.status.map_or_else(String::new, |status| status.to_string()),
        Field::ToolError => {
            |row| row.tool_error.map_or_else(String::new, |error| if error { "yes" } else { "no" }.to_owned())
        }
        Field::Client => |row| row.client.clone(),
        Field::Source => |row| row.source.clone(),
        Field::Kind => |row| row.kind.clone(),
        _ => return None,
    })
}

/// The entries that a sample is drawn from.
struct Population {
    seqs: Vec<Seq>,
    members: Vec<Member>,
}

impl Population {
    /// Reads every record of a selection, on all processors.
    fn read(
        store: &Store,
        chosen: &Chosen,
        method: SampleMethod,
        progress: &(dyn Progress + Sync),
        cancel: &CancellationToken,
    ) -> Result<Self> {
        let (selection, blocks) = (&chosen.selection, store.blocks());
        let stratum = match method {
            SampleMethod::Stratified { by } => stratum_of(by),
            _ => None,
        };
        let (total, done) = (chosen.rows(), AtomicU64::new(0));
        let mut population = Self { seqs: Vec::new(), members: Vec::new() };
        for spans in blocks.spans().chunks(BLOCKS) {
            Error::if_cancelled(cancel)?;
            let read = |span: &BlockSpan| {
                let here = seqs(selection, *span);
                let mut members = Vec::with_capacity(here.len());
                if !here.is_empty() {
                    let mut wanted = here.iter().peekable();
                    blocks.scan(*span, &mut |place, raw| {
                        if wanted.next_if(|seq| **seq == span.first + place as u64).is_some() {
                            let seq = span.first + place as u64;
                            members.push((seq, member(selection, seq, raw, stratum)));
                        }
                    })?;
                }
                if members.len() != here.len() {
                    let message = "Entries of the population were removed meanwhile. Draw again.";
                    return Err(Error::new(ErrorCode::NotFound, message));
                }
                done.fetch_add(here.len() as u64, Ordering::Relaxed);
                Ok(members)
            };
            let read: Vec<Vec<(Seq, Member)>> = spans.par_iter().map(read).collect::<Result<_>>()?;
            for (seq, member) in read.into_iter().flatten() {
                population.seqs.push(seq);
                population.members.push(member);
            }
            progress.update(done.load(Ordering::Relaxed), total, "Reading the population");
        }
        Ok(population)
    }

    fn draw(&self, plan: &SamplePlan) -> Vec<usize> {
        let how = match plan.method {
            SampleMethod::Random => Draw::Random,
            SampleMethod::Stratified { .. } => Draw::Stratified,
            SampleMethod::Interval => Draw::Interval,
        };
        draw(&self.members, how, plan.size as usize, &plan.seed)
    }

    fn entry(&self, place: usize) -> SampleEntry {
        let member = &self.members[place];
        SampleEntry { seq: self.seqs[place], sha256: hex(&member.sha256), stratum: member.stratum.clone() }
    }
}

fn member(selection: &Selection, seq: Seq, raw: &[u8], stratum: Option<fn(&EntryRow) -> String>) -> Member {
    let snapshot = selection.snapshot();
    let at = snapshot.settled_row(seq);
    let (at, stratum) = match (at, stratum) {
        (Some(at), None) => (snapshot.time(at), String::new()),
        (Some(at), Some(stratum)) => snapshot.row(at).map_or((0, String::new()), |row| (row.time, stratum(&row))),
        (None, _) => (0, String::new()),
    };
    Member { sha256: Sha256::digest(raw).into(), at, stratum }
}

fn seqs(selection: &Selection, span: BlockSpan) -> Vec<Seq> {
    selection.seqs_in(span.first..span.first + u64::from(span.count)).collect()
}

/// Nobody watches.
struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: &str) {}
}
