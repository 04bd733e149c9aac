//! What reviewers say of entries: saying it, reading it, handing it on.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, Opened, blocking},
    entries,
    filters::parse,
    links::written_out,
    sheets::named,
    view::lock,
    views::zone,
    wire::{
        EarlierReview, Empty, EntryKey, EntryReview, Event, ExportReviews, FindUnmarked, ImportReviews, Rank,
        ReviewFormat, ReviewLine, ReviewsImported, RowReview, ShowEntry, TextFile, WriteReview, WrittenNote,
    },
};
use crate::{
    entry::{Record, Seq},
    error::{Error, ErrorCode, Result},
    export::{micros, sheet},
    hex::{hex, is_hex},
    random::Random,
    review::{self, Review, ReviewAction, ReviewEvent, Subject},
    store::{Store, columns::Snapshot, query::ReadContext},
};

/// Entries of which something is said at a time.
const ENTRIES_MOST: usize = 10_000;

/// Rows of a view that are looked at together for one without a disposition.
const LOOKED_AT: u64 = 1000;

/// The longest name of a reviewer, in characters.
const NAME_MOST: usize = 80;

impl Desk {
    /// Says something of entries.
    ///
    /// # Errors
    /// `wrong_use` for pending entries: what is said names a record that never changes. `not_found`.
    pub async fn review_write(&self, request: WriteReview) -> Result<Empty> {
        let store = self.store().await?;
        let action = review::check(request.action)?;
        if request.keys.len() > ENTRIES_MOST {
            let message = format!("At most {ENTRIES_MOST} entries are marked at a time. Narrow the filter.");
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        let (found, keys) = (store.clone(), request.keys);
        let (subjects, action) = blocking(move || {
            let snapshot = found.columns().snapshot();
            let subjects = keys.iter().map(|key| subject(&found, &snapshot, key)).collect::<Result<Vec<_>>>()?;
            let action = match action {
                ReviewAction::Write { note, text } => ReviewAction::Write { note, text: written_out(&found, &text) },
                action => action,
            };
            Ok((subjects, action))
        })
        .await?;
        let named = subjects.into_iter().map(|subject| Ok((self.event_id()?, subject)));
        let named = named.collect::<Result<Vec<_>>>()?;
        let by = self.reviewer(&store).await?;
        store.say(named, by, action).await?;
        self.tell(Event::Reviews);
        Ok(Empty {})
    }

    /// Everything that was said of an entry.
    pub async fn review_show(&self, request: ShowEntry) -> Result<EntryReview> {
        let store = self.store().await?;
        let key = request.key;
        let (found, of) = (store.clone(), key.clone());
        let (seq, versions) = blocking(move || {
            let (record, seq) = entries::record(&found, &of)?;
            Ok((seq, found.history(record.source, &record.remote_id)?))
        })
        .await?;
        let events = match seq {
            Some(seq) => store.review_events(seq).await?,
            None => Vec::new(),
        };
        let snapshot = store.columns().snapshot();
        let review = seq.and_then(|seq| snapshot.reviews().of(seq));
        let row = |seq: Seq| snapshot.reviews().mark(seq);
        let earlier =
            versions.iter().map(|(seq, _)| *seq).filter(|place| *place > 0 && seq.is_none_or(|seq| *place < seq));
        let earlier = earlier.map(|seq| EarlierReview { key: format!("s{seq}"), row: row(seq) });
        let said = |row: &RowReview| row.disposition.is_some() || !row.tags.is_empty() || row.notes > 0;
        let line = |event: ReviewEvent| ReviewLine { at: event.at, by: event.by, action: event.action };
        Ok(EntryReview {
            key,
            row: seq.map(row).unwrap_or_default(),
            written: review.iter().flat_map(|review| &review.notes).cloned().map(written).collect(),
            history: events.into_iter().rev().map(line).collect(),
            earlier: earlier.filter(|earlier| said(&earlier.row)).collect(),
        })
    }

    /// The next entry of a view without a disposition, in the view's order; only among rows that are final.
    pub async fn view_unmarked(&self, request: FindUnmarked) -> Result<Rank> {
        let Opened { views, store, .. } = self.opened().await?;
        let view = lock(&views).get(request.view)?;
        blocking(move || {
            let current = store.columns().snapshot();
            let unmarked = |at| {
                let seq = view.snapshot.seq(at);
                seq.is_none_or(|seq| current.reviews().of(seq).is_none_or(|review| review.decision.is_none()))
            };
            if request.backwards {
                let mut end = request.after.unwrap_or_else(|| view.selection().count());
                while end > 0 {
                    let begin = end.saturating_sub(LOOKED_AT);
                    let rows = view.page(begin, end - begin);
                    if let Some(place) = rows.iter().rposition(|at| unmarked(*at)) {
                        return Ok(Rank { rank: Some(begin + place as u64) });
                    }
                    end = begin;
                }
                return Ok(Rank { rank: None });
            }
            let mut begin = request.after.map_or(0, |after| after + 1);
            loop {
                let rows = view.page(begin, LOOKED_AT);
                if rows.is_empty() {
                    return Ok(Rank { rank: None });
                }
                if let Some(place) = rows.iter().position(|at| unmarked(*at)) {
                    return Ok(Rank { rank: Some(begin + place as u64) });
                }
                begin += rows.len() as u64;
            }
        })
        .await
    }

    /// What was said of the entries of a filter, as a file.
    pub async fn review_export(&self, request: ExportReviews) -> Result<TextFile> {
        let store = self.store().await?;
        let mut events = store.all_review_events().await?;
        if !request.filter.trim().is_empty() {
            let (filter, zone) = (parse(&request.filter)?, zone(&request.zone)?);
            let (asked, now) = (store.clone(), self.inner.parts.clock.now());
            events = blocking(move || {
                let (snapshot, blocks) = (asked.columns().snapshot(), asked.blocks());
                let context = ReadContext { zone, now, blocks: &*blocks };
                let chosen = snapshot.select(&filter, &context, &CancellationToken::new())?;
                let among = |seq: Seq| snapshot.settled_row(seq).is_some_and(|row| chosen.contains(row));
                events.retain(|event| event.entry.seq.is_some_and(among));
                Ok(events)
            })
            .await?;
        }
        let day = self.inner.parts.clock.now().format("%Y-%m-%d");
        match request.format {
            ReviewFormat::Jsonl => {
                let lines = events.len() as u64;
                let text = events.iter().map(|event| serde_json::to_string(event).map(|line| line + "\n"));
                let text = text.collect::<std::result::Result<String, _>>().map_err(unwritten)?;
                Ok(TextFile { name: format!("reviews-{day}.jsonl"), text, lines })
            }
            ReviewFormat::Csv => {
                let rows = in_force(&events, &store.columns().snapshot());
                Ok(TextFile { name: format!("reviews-{day}.csv"), lines: rows.len() as u64, text: csv(rows)? })
            }
        }
    }

    /// Brings in what was said elsewhere. What is known already is not taken twice.
    ///
    /// # Errors
    /// `wrong_use` with the line that is no statement; nothing is taken then.
    pub async fn review_import(&self, request: ImportReviews) -> Result<ReviewsImported> {
        let store = self.store().await?;
        let mut events = read_events(&request.text)?;
        let asked = store.clone();
        let events = blocking(move || {
            let mut known: HashMap<String, Option<Seq>> = HashMap::new();
            for event in &mut events {
                let sha256 = &event.entry.sha256;
                event.entry.seq = if let Some(seq) = known.get(sha256) {
                    *seq
                } else {
                    let seq = locate(&asked, &event.entry)?;
                    known.insert(sha256.clone(), seq);
                    seq
                };
            }
            Ok(events)
        })
        .await?;
        let (all, elsewhere) = (events.len() as u64, events.iter().filter(|event| event.entry.seq.is_none()).count());
        let added = store.take_review_events(events).await?;
        self.tell(Event::Reviews);
        Ok(ReviewsImported { added, known: all - added, elsewhere: elsewhere as u64 })
    }

    /// The name that stands under what is said here: the chosen one, or the one of the person at this machine.
    pub(super) async fn reviewer(&self, store: &Store) -> Result<String> {
        let chosen = store.settings().await?.reviewer;
        Ok(if chosen.is_empty() { system_user() } else { chosen })
    }

    fn event_id(&self) -> Result<String> {
        random_hex(&*self.inner.parts.random, 16)
    }
}

/// So many random bytes in hex.
pub(super) fn random_hex(random: &dyn Random, bytes: usize) -> Result<String> {
    let mut id = vec![0; bytes];
    random.fill(&mut id)?;
    Ok(hex(&id))
}

/// The name of the person at this machine, as the operating system has it.
pub(super) fn system_user() -> String {
    let name = whoami::realname().ok().filter(|name| !name.trim().is_empty());
    let name = name.or_else(|| whoami::username().ok()).unwrap_or_default();
    let name: String = name.trim().chars().filter(|sign| !sign.is_control()).take(NAME_MOST).collect();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

/// A reviewer's name as it is kept; empty: the one of the person at this machine.
pub(super) fn checked_reviewer(name: &str) -> Result<String> {
    let name = name.trim();
    if name.chars().count() > NAME_MOST || name.chars().any(char::is_control) {
        let message = format!("Your name has at most {NAME_MOST} characters on one line.");
        return Err(Error::new(ErrorCode::WrongUse, message));
    }
    Ok(name.to_owned())
}

pub(super) fn subject(store: &Store, snapshot: &Snapshot, key: &EntryKey) -> Result<Subject> {
    let (record, seq) = entries::record(store, key)?;
    if seq.is_none() {
        let message = "This entry is pending: it can still change. Mark it when it has settled.";
        return Err(Error::new(ErrorCode::WrongUse, message));
    }
    let source = snapshot.source_name(record.source).to_owned();
    Ok(Subject { sha256: sha256(&record), source, id: record.remote_id, seq })
}

/// The hash by which a record is named.
pub(super) fn sha256(record: &Record) -> String {
    hex(&Sha256::digest(&record.raw))
}

/// Where a record is here: the entry has the same id in some source, and one of its versions these bytes.
pub(super) fn locate(store: &Store, subject: &Subject) -> Result<Option<Seq>> {
    for (source, _) in store.columns().snapshot().sources() {
        let versions = store.history(source, &subject.id)?;
        if let Some((seq, _)) = versions.iter().find(|(seq, record)| *seq > 0 && sha256(record) == subject.sha256) {
            return Ok(Some(*seq));
        }
    }
    Ok(None)
}

fn read_events(text: &str) -> Result<Vec<ReviewEvent>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let event = |(index, line): (usize, &str)| {
        let wrong = |why: String| {
            let message = format!("Line {} is no statement of a reviewer: {why}. Nothing was brought in.", index + 1);
            Error::new(ErrorCode::WrongUse, message)
        };
        let event: ReviewEvent = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        if !is_hex(&event.id, 32) || !is_hex(&event.entry.sha256, 64) {
            return Err(wrong("its id or hash is not one".to_owned()));
        }
        checked_reviewer(&event.by).map_err(|e| wrong(e.message))?;
        let action = review::check(event.action.clone()).map_err(|e| wrong(e.message))?;
        Ok(ReviewEvent { action, ..event })
    };
    lines.map(event).collect()
}

pub(super) fn written(note: review::ReviewNote) -> WrittenNote {
    let (edited_by, edited_at) = note.edited.map_or((String::new(), None), |(by, at)| (by, Some(at)));
    WrittenNote { id: note.id, by: note.by, at: note.at, edited_by, edited_at, text: note.text }
}

const COLUMNS: [&str; 15] = [
    "entry",
    "time",
    "source",
    "id",
    "actor",
    "operation",
    "server",
    "target",
    "outcome",
    "disposition",
    "reviewer",
    "decided",
    "tags",
    "notes",
    "sha256",
];

/// What holds now, entry by entry, in the order in which something was said first.
fn in_force(events: &[ReviewEvent], snapshot: &Snapshot) -> Vec<[String; COLUMNS.len()]> {
    let mut order: Vec<(&Subject, Review)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for event in events {
        let place = *places.entry(&event.entry.sha256).or_insert_with(|| {
            order.push((&event.entry, Review::default()));
            order.len() - 1
        });
        order[place].1.take(event);
    }
    let line = |(subject, review): (&Subject, Review)| {
        let row = subject.seq.and_then(|seq| snapshot.row(snapshot.settled_row(seq)?));
        let of = |value: &dyn Fn(&super::wire::EntryRow) -> String| row.as_ref().map(value).unwrap_or_default();
        let decision = review.decision.as_ref();
        [
            subject.seq.map_or_else(String::new, |seq| format!("s{seq}")),
            of(&|row| micros(row.time)),
            subject.source.clone(),
            subject.id.clone(),
            of(&|row| named(&row.actor_name, &row.actor)),
            of(&|row| row.operation.clone()),
            of(&|row| named(&row.server_name, &row.server)),
            of(&|row| row.target.clone()),
            of(&|row| row.outcome.word().to_owned()),
            decision.map_or_else(String::new, |decision| decision.disposition.word().to_owned()),
            decision.map_or_else(String::new, |decision| decision.by.clone()),
            decision.map_or_else(String::new, |decision| micros(decision.at)),
            review.tags.into_iter().collect::<Vec<_>>().join(", "),
            review.notes.iter().map(|note| format!("{}: {}", note.by, note.text)).collect::<Vec<_>>().join("\n\n"),
            subject.sha256.clone(),
        ]
    };
    order.into_iter().filter(|(_, review)| !review.is_empty()).map(line).collect()
}

fn csv(rows: Vec<[String; COLUMNS.len()]>) -> Result<String> {
    sheet(COLUMNS, rows.into_iter())
}

fn unwritten(error: serde_json::Error) -> Error {
    Error::new(ErrorCode::Internal, "What was said could not be written.").because(error)
}
