//! One entry: its fields, payload, raw record, history, and what shares something with it.

use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    desk::{Desk, Opened, blocking},
    wire::{
        CredentialInput, EntryDetail, EntryKey, EntryState, EntryVersion, PartText, ReadPart, ShowEntry, Trace,
        TraceLink,
    },
};
use crate::{
    entry::{
        Note, PartName, Payload, PayloadPart, PayloadState, Record, Seq, SourceId, Status,
        filter::{Condition, Field, Filter, Node, Pattern, Test},
    },
    error::{Error, ErrorCode, Result},
    hex::hex,
    source::{self, Dialects},
    store::{Store, columns::Snapshot, query::ReadContext},
};

/// Bytes of a part that come with the entry; the whole comes when it is asked for.
const PART_SHOWN: usize = 256 * 1024;

impl Desk {
    /// One entry for the inspector.
    pub async fn entry_show(&self, request: ShowEntry) -> Result<EntryDetail> {
        let opened = self.opened().await?;
        let Opened { store, documents, .. } = opened.clone();
        let now = self.inner.parts.clock.now();
        let detail = blocking(move || {
            let (detail, parts) = detail_with_parts(&store, &request.key, now)?;
            documents.offer(&detail, parts.into_iter().filter(|part| part.json.len() > PART_SHOWN));
            Ok(detail)
        });
        opened.as_revealed(detail.await?).await
    }

    /// A whole part of an entry.
    pub async fn entry_part(&self, request: ReadPart) -> Result<PartText> {
        let opened = self.opened().await?;
        opened.check_revealed(&request.key).await?;
        let Opened { store, .. } = opened;
        blocking(move || {
            let (record, _) = record(&store, &request.key)?;
            let Some(name) = request.name else {
                return Ok(part_text(None, &String::from_utf8_lossy(&record.raw), usize::MAX));
            };
            let parts = payload(&*source::dialects(), &record);
            let part = parts
                .iter()
                .find(|part| part.name == name)
                .ok_or_else(|| Error::new(ErrorCode::NotFound, format!("Entry {} has no such part.", request.key)))?;
            Ok(part_text(Some(name), &part.json, usize::MAX))
        })
        .await
    }

    /// Fetches the details of an entry from its source now.
    pub async fn entry_fetch(&self, request: ShowEntry) -> Result<EntryDetail> {
        let opened = self.opened().await?;
        let store = opened.store.clone();
        let (found, key) = (store.clone(), request.key.clone());
        let (record, _) = blocking(move || record(&found, &key)).await?;
        let row = store.source(record.source).await?;
        let credential = self.credential(&store, Some(row.id), CredentialInput::Stored).await?;
        let connected = self.connect(row.id, &row.config, credential)?;
        connected.fetch(&record.remote_id, &*Self::sink_of(&store, &row)).await?;
        let now = self.inner.parts.clock.now();
        let detail = blocking(move || {
            let latest = versions(&store, record.source, &record.remote_id)?;
            let key = latest.first().map_or(request.key, |version| version.0.clone());
            detail(&store, &key, now)
        });
        opened.as_revealed(detail.await?).await
    }
}

/// An entry for the inspector.
pub(super) fn detail(store: &Store, key: &EntryKey, now: chrono::DateTime<chrono::Utc>) -> Result<EntryDetail> {
    detail_with_parts(store, key, now).map(|(detail, _)| detail)
}

fn detail_with_parts(
    store: &Store,
    key: &EntryKey,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(EntryDetail, Vec<PayloadPart>)> {
    let (record, seq) = record(store, key)?;
    let snapshot = store.columns().snapshot();
    let at = snapshot.find(key).ok_or_else(|| gone(key))?;
    let row = snapshot.row(at).ok_or_else(|| gone(key))?;
    let dialects = source::dialects();
    let (entry, Payload { parts, .. }) = dialects
        .whole(record.borrowed())
        .or_else(|_| read(&*dialects, &record).map(|entry| (entry, Payload::default())))
        .map_err(|why| Error::new(ErrorCode::Corrupt, format!("Entry {key} cannot be read again: {why}.")))?;
    let history = history(store, &*dialects, &record, (key, entry.outcome.status))?;
    let came_by = came_by(store, &snapshot, &record, seq)?;
    let trace = trace(store, &snapshot, &row.session, &row.actor, now)?;
    let detail = EntryDetail {
        error: entry.outcome.error.unwrap_or_default(),
        reason: entry.outcome.reason.unwrap_or_default(),
        parts: parts.iter().map(|part| part_text(Some(part.name), &part.json, PART_SHOWN)).collect(),
        raw: part_text(None, &String::from_utf8_lossy(&record.raw), PART_SHOWN),
        sha256: hex(&Sha256::digest(&record.raw)),
        payload_help: help(&record, row.state, seq.is_none()).to_owned(),
        hidden: false,
        dialect: record.dialect,
        received: record.received_at.timestamp_micros(),
        note: record.note,
        came_by,
        history,
        trace,
        row,
    };
    Ok((detail, parts))
}

/// The record a key names, with its ledger place.
pub(super) fn record(store: &Store, key: &EntryKey) -> Result<(Record, Option<Seq>)> {
    if let Some(seq) = key.strip_prefix('s').and_then(|seq| seq.parse::<Seq>().ok()) {
        return store.record(seq).map(|record| (record, Some(seq)));
    }
    let pending = key.strip_prefix('p').and_then(|rest| rest.split_once(':'));
    let Some((source, remote_id)) = pending.and_then(|(source, id)| Some((source.parse::<SourceId>().ok()?, id)))
    else {
        let message = format!("{key} is not the key of an entry. Keys look like s1201 or p1:90211.");
        return Err(Error::new(ErrorCode::WrongUse, message));
    };
    store.blocks().pending(source, remote_id)?.map(|record| (record, None)).ok_or_else(|| gone(key))
}

fn gone(key: &EntryKey) -> Error {
    Error::new(
        ErrorCode::NotFound,
        format!("There is no entry {key}. A pending entry gets another key when it settles: open the view again."),
    )
}

fn read(dialects: &dyn Dialects, record: &Record) -> Result<crate::entry::Entry, source::Unreadable> {
    dialects.entry(record.borrowed())
}

/// The parts of the payload; none where the bytes cannot be cut, which the raw record still shows.
pub(super) fn payload(dialects: &dyn Dialects, record: &Record) -> Vec<PayloadPart> {
    dialects.payload(record.borrowed()).map(|payload| payload.parts).unwrap_or_default()
}

fn versions(store: &Store, source: SourceId, remote_id: &str) -> Result<Vec<(EntryKey, Record)>> {
    let versions = store.history(source, remote_id)?;
    Ok(versions
        .into_iter()
        .map(|(seq, record)| (if seq == 0 { format!("p{source}:{remote_id}") } else { format!("s{seq}") }, record))
        .collect())
}

/// The versions of an entry, of which one was read already: a long record takes its time.
fn history(
    store: &Store,
    dialects: &dyn Dialects,
    of: &Record,
    (shown, outcome): (&EntryKey, Status),
) -> Result<Vec<EntryVersion>> {
    let versions = versions(store, of.source, &of.remote_id)?;
    let outcome_of = |key: &EntryKey, record: &Record| {
        if key == shown {
            outcome
        } else {
            read(dialects, record).map_or(Status::Unknown, |entry| entry.outcome.status)
        }
    };
    Ok(versions
        .iter()
        .enumerate()
        .map(|(index, (key, record))| EntryVersion {
            key: key.clone(),
            received: record.received_at.timestamp_micros(),
            outcome: outcome_of(key, record),
            payload: record.payload,
            latest: index == 0,
        })
        .collect())
}

/// The sources that brought an entry and the object its record came out of, in plain words.
fn came_by(store: &Store, snapshot: &Snapshot, record: &Record, seq: Option<Seq>) -> Result<Vec<String>> {
    let provenance = store.provenance(record.source, &record.remote_id, seq)?;
    let feeds = if provenance.feeds.is_empty() { vec![record.source] } else { provenance.feeds };
    let name = |feed: SourceId| match &provenance.object {
        Some((source, key)) if *source == feed => format!("{}: {key}", snapshot.source_name(feed)),
        _ => snapshot.source_name(feed).to_owned(),
    };
    Ok(feeds.into_iter().map(name).collect())
}

fn trace(
    store: &Store,
    snapshot: &Snapshot,
    session: &str,
    actor: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Trace> {
    let link = |field, value: &str| -> Result<Option<TraceLink>> {
        if value.is_empty() {
            return Ok(None);
        }
        let test = Test::OneOf(vec![Pattern { pieces: vec![value.to_owned()] }]);
        let filter = Filter { root: Some(Node::Is(Condition { field, test })) };
        let blocks = store.blocks();
        let context = ReadContext { zone: chrono_tz::Tz::UTC, now, blocks: &*blocks };
        let count = snapshot.select(&filter, &context, &CancellationToken::new())?.count();
        Ok(Some(TraceLink { filter: filter.to_text(), count }))
    };
    Ok(Trace { session: link(Field::Session, session)?, actor: link(Field::Actor, actor)? })
}

fn part_text(name: Option<PartName>, text: &str, most: usize) -> PartText {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    PartText { name, text: text[..end].to_owned(), bytes: text.len() as u64, cut: end < text.len() }
}

/// What the absence of a payload means and what to do.
fn help(record: &Record, state: EntryState, pending: bool) -> &'static str {
    match (record.payload, record.note) {
        (PayloadState::Complete, _) => "",
        (PayloadState::Redacted, _) => {
            "The platform left the payload out: the key's owner has no Auditor role. Once an Owner grants Auditor to that user, the next sync fetches it."
        }
        (PayloadState::None, _) => "The platform has no payload for this entry.",
        (PayloadState::NotFetched, Some(Note::GoneAtSource)) => {
            "The platform deleted the details before they were fetched. They cannot be had any more."
        }
        (PayloadState::NotFetched, Some(Note::Refused)) => {
            "The platform refused the details of this entry to this key. A key with the Auditor role may get them: change the source's key, then fetch."
        }
        (PayloadState::NotFetched, Some(Note::Unreadable)) => {
            "The platform's details could not be read; they are in quarantine with the reason. Fetching again may help."
        }
        (PayloadState::NotFetched, Some(Note::NoResponse)) => "No response was recorded within 24 hours.",
        (PayloadState::NotFetched, None) if pending && state == EntryState::Pending => {
            "Not fetched yet: the next sync does, or fetch it now."
        }
        (PayloadState::NotFetched, None) => "Not fetched. Fetch it now.",
    }
}
