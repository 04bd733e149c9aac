//! Where the free texts of a filter are in an entry: in which fields, in which parts of its payload, with the text around them.

use super::{
    entries,
    wire::{EntryKey, EntryMatches, EntryRow, PartMatch},
};
use crate::{
    entry::filter::{
        Field,
        text::{Finder, unescape},
    },
    error::{ErrorCode, Result},
    source,
    store::{Store, columns::Snapshot},
};

/// Characters of a snippet before the match, and in all.
const BEFORE: usize = 32;
const SNIPPET: usize = 180;

/// Looks into one entry; `None` where its key names nothing any more.
pub(super) fn find(
    store: &Store,
    snapshot: &Snapshot,
    key: EntryKey,
    finders: &[Finder],
) -> Result<Option<EntryMatches>> {
    let Some(row) = snapshot.find(&key).and_then(|at| snapshot.row(at)) else { return Ok(None) };
    let record = match entries::record(store, &key) {
        Ok((record, _)) => record,
        // A pending entry settled since.
        Err(error) if error.code == ErrorCode::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let fields = texts(&row).filter(|(_, text)| finders.iter().any(|finder| finder.find_in_text(text)));
    let mut fields: Vec<_> = fields.map(|(field, _)| field).collect();
    fields.dedup();
    let parts = entries::payload(&*source::dialects(), &record);
    let mut parts: Vec<_> = parts.iter().filter_map(|part| snippet(&part.json, finders, Some(part.name))).collect();
    if parts.is_empty() && fields.is_empty() {
        parts.extend(snippet(&String::from_utf8_lossy(&record.raw), finders, None));
    }
    Ok(Some(EntryMatches { key, fields, parts }))
}

/// Which parts hold the texts, without what stands there.
pub(super) fn hidden(mut found: EntryMatches) -> EntryMatches {
    for part in &mut found.parts {
        part.snippet.clear();
        part.ranges.clear();
    }
    found
}

/// The fields of a row that free text is looked for in, as they are shown.
fn texts(row: &EntryRow) -> impl Iterator<Item = (Field, &str)> {
    let texts: [(Field, &str); 19] = [
        (Field::Actor, &row.actor_name),
        (Field::Actor, &row.actor_email),
        (Field::Actor, &row.actor),
        (Field::ActorType, &row.actor_type),
        (Field::Credential, &row.credential),
        (Field::Operation, &row.operation),
        (Field::Target, &row.target),
        (Field::TargetType, &row.target_type),
        (Field::Server, &row.server_name),
        (Field::Server, &row.server),
        (Field::Source, &row.source),
        (Field::Client, &row.client),
        (Field::ClientVersion, &row.client_version),
        (Field::UserAgent, &row.user_agent),
        (Field::Ip, &row.ip),
        (Field::Session, &row.session),
        (Field::Request, &row.request),
        (Field::Error, &row.error),
        (Field::Id, &row.id),
    ];
    texts.into_iter()
}

/// The first occurrence in a text with what stands around it: as a person reads it, or as it was received where it is only found so.
fn snippet(json: &str, finders: &[Finder], part: Option<crate::entry::PartName>) -> Option<PartMatch> {
    if !finders.iter().any(|finder| finder.find_in(json.as_bytes())) {
        return None;
    }
    let plain = unescape(json.as_bytes());
    let plain = String::from_utf8_lossy(&plain);
    let first = |text: &str| finders.iter().filter_map(|finder| finder.locate(text)).map(|range| range.start).min();
    let (text, at) = match first(&plain) {
        Some(at) => (&*plain, at),
        None => (json, first(json)?),
    };
    let from = text[..at].char_indices().rev().nth(BEFORE - 1).map_or(0, |(from, _)| from);
    let until = text[from..].char_indices().nth(SNIPPET).map_or(text.len(), |(length, _)| from + length);
    let line: String = text[from..until].chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut snippet = String::new();
    snippet.push_str(if from > 0 { "…" } else { "" });
    snippet.push_str(line.trim_end());
    snippet.push_str(if until < text.len() { "…" } else { "" });
    let mut ranges: Vec<_> = finders.iter().flat_map(|finder| occurrences(finder, &snippet)).collect();
    ranges.sort_unstable();
    Some(PartMatch { part, snippet, ranges })
}

/// Every occurrence in a short text, in UTF-16 units.
fn occurrences(finder: &Finder, text: &str) -> Vec<(u32, u32)> {
    let units = |text: &str| text.encode_utf16().count() as u32;
    let (mut ranges, mut at) = (Vec::new(), 0);
    while let Some(range) = finder.locate(&text[at..]) {
        let (from, until) = (at + range.start, at + range.end);
        ranges.push((units(&text[..from]), units(&text[..until])));
        at = until;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(json: &str, needle: &str) -> (String, Vec<String>) {
        let found = snippet(json, &[Finder::new(needle, false)], None).expect("it is in there");
        let units: Vec<u16> = found.snippet.encode_utf16().collect();
        let texts = found.ranges.iter().map(|(from, until)| &units[*from as usize..*until as usize]);
        (found.snippet.clone(), texts.map(String::from_utf16_lossy).collect())
    }

    #[test]
    fn a_snippet_reads_as_a_person_does_and_marks_every_occurrence() {
        let (snippet, marked) =
            one(r#"{"text":"first line\nGr\u00f6\u00dfe 12 und grösse, gr\u00f6\u00dfe"}"#, "größe");
        assert_eq!(snippet, r#"{"text":"first line Größe 12 und grösse, größe"}"#);
        assert_eq!(marked, ["Größe", "größe"]);
        let long = format!("{}needle 😀 NEEDLE{}", "a".repeat(500), "b".repeat(500));
        let (snippet, marked) = one(&long, "needle");
        assert_eq!(snippet.chars().count(), SNIPPET + 2);
        assert!(snippet.starts_with(&format!("…{}needle", "a".repeat(BEFORE))), "{snippet}");
        assert_eq!(marked, ["needle", "NEEDLE"]);
    }

    #[test]
    fn what_only_the_received_spelling_holds_is_shown_as_received() {
        let (snippet, marked) = one(r#"{"text":"caf\u00e9"}"#, r"\u00E9");
        assert_eq!(snippet, r#"{"text":"caf\u00e9"}"#);
        assert_eq!(marked, [r"\u00e9"]);
    }
}
