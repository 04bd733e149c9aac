//! Guessing a mapping from the first records of a file: by the names of their fields and by what is in them.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{
    names::{NAMES, normal},
    outcome,
};
use crate::{
    api::wire::{DurationUnit, FoundValue, MappedField, Mapping},
    entry::Status,
    source::{
        json,
        objects::{moment, text::members},
    },
};

/// How deep pointers go.
const DEPTH: usize = 5;
/// How many pointers are listed; records with more have keys that are values.
const POINTERS: usize = 300;
/// How many different values of a pointer are looked at.
const VALUES: usize = 20;
/// How many are shown, and how much of each.
const SHOWN: (usize, usize) = (3, 80);

/// A place in the records.
#[derive(Debug)]
pub(super) struct Place {
    pointer: String,
    normal: String,
    values: Vec<String>,
    in_records: u64,
    /// Pointers to texts on the way that hold JSON.
    decode: Option<String>,
}

impl Place {
    /// As it is shown.
    pub(super) fn shown(&self) -> FoundValue {
        let values = self.values.iter().take(SHOWN.0).map(|value| value.chars().take(SHOWN.1).collect()).collect();
        FoundValue { pointer: self.pointer.clone(), values, in_records: self.in_records }
    }
}

/// The places in records, in the order of the first record that has each.
pub(super) fn places(records: &[String]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for record in records {
        walk(record, "", None, DEPTH, &mut |pointer, value, decode| {
            let known = places.iter().position(|place| place.pointer == pointer);
            let place = match known {
                Some(at) => &mut places[at],
                None if places.len() == POINTERS => return,
                None => {
                    let (pointer, decode) = (pointer.to_owned(), decode.map(str::to_owned));
                    places.push(Place { normal: normal(&pointer), pointer, values: Vec::new(), in_records: 0, decode });
                    places.last_mut().expect("one was put there")
                }
            };
            place.in_records += 1;
            if !value.trim().is_empty() && place.values.len() < VALUES && !place.values.contains(&value) {
                place.values.push(value);
            }
        });
    }
    places
}

/// Visits the values of a JSON text that have no members, and what is in texts that hold a JSON object. Of lists the first element.
fn walk(
    json: &str,
    pointer: &str,
    decode: Option<&str>,
    depth: usize,
    each: &mut dyn FnMut(&str, String, Option<&str>),
) {
    let json = json.trim_ascii();
    match json.as_bytes().first() {
        Some(b'{') if depth > 0 => {
            for (name, value) in members(json) {
                let below = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                walk(value.get(), &below, decode, depth - 1, each);
            }
        }
        Some(b'[') if depth > 0 => {
            let first = serde_json::from_str::<Vec<&RawValue>>(json).ok().and_then(|list| list.first().copied());
            match first {
                Some(first) if first.get().starts_with(['{', '[']) => {
                    walk(first.get(), &format!("{pointer}/0"), decode, depth - 1, each);
                }
                _ => each(pointer, json.to_owned(), decode),
            }
        }
        Some(b'"') => {
            let text = serde_json::from_str::<String>(json).unwrap_or_default();
            if decode.is_none() && text.starts_with('{') && !members(&text).is_empty() {
                walk(&text, pointer, Some(pointer), depth, each);
            } else {
                each(pointer, text, decode);
            }
        }
        _ if json == "null" => {}
        _ => each(pointer, json.to_owned(), decode),
    }
}

/// A mapping for records with these places, as good as names and values tell. Secrets are removed until somebody says otherwise.
pub(super) fn mapping(places: &[Place], items: &str) -> Mapping {
    let mut mapping = Mapping { items: items.to_owned(), redact: true, ..Mapping::default() };
    let mut used: Vec<&str> = Vec::new();
    for (field, names) in NAMES {
        let by_value = || places.iter().find(|place| field == MappedField::Time && is_dated(place));
        if let Some(place) = find(field, names, places, &used).or_else(by_value) {
            used.push(&place.pointer);
            mapping.fields.insert(field, place.pointer.clone());
            if field == MappedField::Duration {
                mapping.duration_unit = unit(&place.normal);
            }
            if let Some(decode) = place.decode.as_ref().filter(|decode| !mapping.decode.contains(decode)) {
                mapping.decode.push(decode.clone());
            }
        }
    }
    outcomes(&mut mapping, places);
    mapping
}

/// Of the likeliest names on the first level, then of those further down, the first whose values fit. Short names say too little further down: every object
/// has an `id`.
fn find<'a>(field: MappedField, names: &[&str], places: &'a [Place], used: &[&str]) -> Option<&'a Place> {
    const TELLING: usize = 8;
    let fit = |place: &&Place| !used.contains(&place.pointer.as_str()) && fits(field, place);
    let exact = names.iter().find_map(|name| places.iter().filter(|place| place.normal == *name).find(fit));
    exact.or_else(|| {
        let mut names = names.iter().filter(|name| name.len() >= TELLING && !name.contains('.'));
        names.find_map(|name| places.iter().filter(|place| place.normal.rsplit('.').next() == Some(name)).find(fit))
    })
}

/// Whether what is at a place can be such a field.
fn fits(field: MappedField, place: &Place) -> bool {
    let all = |fits: &dyn Fn(&str) -> bool| !place.values.is_empty() && place.values.iter().all(|value| fits(value));
    match field {
        MappedField::Time | MappedField::Recorded => all(&|value| moment(value, chrono_tz::Tz::UTC).is_some()),
        MappedField::HttpStatus => all(&|value| outcome::http(value).is_some()),
        MappedField::Outcome => all(&|value| outcome::common(value).is_some()) || place.normal.starts_with("outcome"),
        MappedField::ActorEmail => all(&|value| value.contains('@')),
        MappedField::Duration => all(&|value| value.parse::<f64>().is_ok()),
        MappedField::Ip => {
            all(&|value| json::address(value.split(',').next().unwrap_or_default()).parse::<std::net::IpAddr>().is_ok())
        }
        _ => !place.values.is_empty(),
    }
}

/// Whether all that is at a place are times by their look. Numbers have none.
fn is_dated(place: &Place) -> bool {
    fits(MappedField::Time, place) && place.values.iter().all(|value| value.parse::<f64>().is_err())
}

fn unit(name: &str) -> DurationUnit {
    match name {
        _ if name.ends_with("us") || name.contains("micro") => DurationUnit::Microseconds,
        _ if name.ends_with("seconds") || name.ends_with("secs") => DurationUnit::Seconds,
        _ => DurationUnit::Milliseconds,
    }
}

/// Writes down what the words seen mean, so that it can be looked at and changed. Where only failures have a code, no code is a success.
fn outcomes(mapping: &mut Mapping, places: &[Place]) {
    if let Some(pointer) = mapping.fields.get(&MappedField::Outcome) {
        let values = places.iter().filter(|place| place.pointer == *pointer).flat_map(|place| &place.values);
        let words = values.filter(|word| outcome::http(word).is_none());
        mapping.outcomes = words.filter_map(|word| Some((word.clone(), outcome::common(word)?))).collect();
        return;
    }
    let Some(code) = places.iter().find(|place| place.normal == "errorcode") else { return };
    mapping.fields.insert(MappedField::Outcome, code.pointer.clone());
    mapping.outcomes = BTreeMap::from([(String::new(), Status::Success), ("*".to_owned(), Status::Failure)]);
    let denied = code.values.iter().filter(|word| word.contains("Denied") || word.contains("Unauthorized"));
    mapping.outcomes.extend(denied.map(|word| (word.clone(), Status::Denied)));
}
