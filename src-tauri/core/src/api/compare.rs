//! Entries side by side: fields, and payloads value by value.

use super::{
    desk::{Desk, Opened, blocking},
    entries,
    wire::{
        ChangeKind, Compare, CompareParts, ComparedField, Comparison, DocumentRef, EntryDetail, EntryRow, PartChange,
        PartDifference, PartRef,
    },
};
use crate::{
    entry::{
        PartName,
        filter::{self, Field},
    },
    error::{Error, ErrorCode, Result},
    payload::{
        diff::{self, Side, What},
        index::NodeId,
        path, text,
    },
};

/// Entries beside the reference at most: more do not fit on a screen.
const OTHERS_MOST: usize = 9;

/// Bytes of a value in a list of differences.
const VALUE_BYTES: usize = 2000;

/// The parts in the order of reading.
const PARTS: [PartName; 9] = [
    PartName::Request,
    PartName::MutatedRequest,
    PartName::OriginalResponse,
    PartName::Response,
    PartName::RequestHeaders,
    PartName::ResponseHeaders,
    PartName::Webhooks,
    PartName::RawEvent,
    PartName::Context,
];

impl Desk {
    /// Entries side by side.
    pub async fn entry_compare(&self, request: Compare) -> Result<Comparison> {
        if request.keys.is_empty() || request.keys.len() > OTHERS_MOST {
            let message = format!("A comparison takes 2 to {} entries.", OTHERS_MOST + 1);
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        let opened = self.opened().await?;
        let (store, now) = (opened.store.clone(), self.inner.parts.clock.now());
        let mut comparison = blocking(move || {
            let keys = std::iter::once(&request.reference).chain(&request.keys);
            let entries: Vec<_> = keys.map(|key| entries::detail(&store, key, now)).collect::<Result<_>>()?;
            let has =
                |name: &PartName| entries.iter().any(|entry| entry.parts.iter().any(|part| part.name == Some(*name)));
            Ok(Comparison { fields: fields(&entries), parts: PARTS.into_iter().filter(has).collect(), entries })
        })
        .await?;
        let (mut shown, entries) = (Vec::new(), std::mem::take(&mut comparison.entries));
        for entry in entries {
            shown.push(opened.as_revealed(entry).await?);
        }
        Ok(Comparison { entries: shown, ..comparison })
    }

    /// How two parts differ.
    pub async fn payload_compare(&self, request: CompareParts) -> Result<PartDifference> {
        let opened = self.opened().await?;
        for part in [&request.before, &request.after] {
            opened.check_revealed(&part.entry).await?;
        }
        let Opened { store, documents, .. } = opened;
        blocking(move || {
            let get = |part: PartRef| {
                let PartRef { entry, sha256, part } = part;
                documents.get(&store, &DocumentRef { entry, sha256, part, steps: Vec::new() })
            };
            let (before, after) = (get(request.before)?, get(request.after)?);
            let (a, b) = (before.content(), after.content());
            let mut difference = PartDifference {
                structural: false,
                identical: a.text == b.text,
                changes: Vec::new(),
                count: 0,
                coarse: false,
            };
            if let (Ok(ia), Ok(ib)) = (&a.index, &b.index) {
                let (a, b) = (Side { text: &a.text, index: ia }, Side { text: &b.text, index: ib });
                let found = diff::compare(a, b);
                difference.structural = true;
                difference.changes = found.changes.into_iter().map(|change| told(a, b, change)).collect();
                difference.count = found.count as u64;
                difference.coarse = found.coarse;
            }
            Ok(difference)
        })
        .await
    }
}

fn told(a: Side<'_>, b: Side<'_>, change: diff::Change) -> PartChange {
    let path = |side: Side<'_>, node: NodeId| path::of(side.text, side.index, node);
    let value = |side: Side<'_>, node: NodeId| {
        let (cut, whole) = text::head(side.index.raw(side.text, node), VALUE_BYTES);
        format!("{cut}{}", if whole { "" } else { "…" })
    };
    let (from, to) = (change.before.map(|node| path(a, node)), change.after.map(|node| path(b, node)));
    PartChange {
        what: match change.what {
            What::Added => ChangeKind::Added,
            What::Removed => ChangeKind::Removed,
            What::Changed => ChangeKind::Changed,
            What::Moved => ChangeKind::Moved,
            What::Spelled => ChangeKind::Spelled,
        },
        to: from.as_ref().and(to.clone()).filter(|to| from.as_ref() != Some(to)),
        path: from.or(to).unwrap_or_default(),
        before: change.before.map(|node| value(a, node)),
        after: change.after.map(|node| value(b, node)),
    }
}

fn fields(entries: &[EntryDetail]) -> Vec<ComparedField> {
    let infos = filter::field_infos();
    let all = infos.into_iter().map(|info| {
        let values: Vec<_> = entries.iter().map(|entry| value(entry, info.field)).collect();
        let same = values.iter().all(|value| *value == values[0]);
        ComparedField { field: info.field, label: info.label, values, same }
    });
    all.filter(|field| field.values.iter().any(|value| !value.is_empty())).collect()
}

/// A field's value as the wire names it: the row's member of the same name.
fn value(detail: &EntryDetail, field: Field) -> String {
    let EntryDetail { row, error, .. } = detail;
    let moment = |at| chrono::DateTime::from_timestamp_micros(at).map_or_else(String::new, |at| at.to_rfc3339());
    let named = |name: &str, id: &str| match (name.is_empty(), id.is_empty()) {
        (false, false) if name != id => format!("{name} ({id})"),
        (true, _) => id.to_owned(),
        _ => name.to_owned(),
    };
    let EntryRow { actor, actor_name, server, server_name, .. } = row;
    match field {
        Field::Time => moment(row.time),
        Field::Recorded => moment(row.recorded),
        Field::Actor => named(actor_name, actor),
        Field::Server => named(server_name, server),
        Field::Error => error.clone(),
        Field::Duration => row.duration.map_or_else(String::new, |micros| format!("{} ms", micros as f64 / 1000.0)),
        _ => member(row, field),
    }
}

fn member(row: &EntryRow, field: Field) -> String {
    let row = serde_json::to_value(row).unwrap_or_default();
    let name = if field == Field::Flag { "flags" } else { field.name() };
    match &row[name] {
        serde_json::Value::Array(values) => {
            values.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
        }
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
