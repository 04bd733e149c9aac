//! A mapping ready for use, and its name: the mapping itself, so that a record says how it is read.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use chrono_tz::Tz;
use serde::Serialize;

use crate::{
    api::wire::{DurationUnit, MappedField, Mapping},
    entry::Status,
    source::Unreadable,
};

/// How a record holds its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A JSON object.
    Json,
    /// An envelope around a JSON object from which secrets were removed.
    Redacted,
    /// A header and a row.
    Headed,
    /// A row alone, with this delimiter; its columns are named by their numbers, from 1.
    Row(u8),
}

impl Form {
    const WORDS: [(&'static str, Self); 7] = [
        ("json", Self::Json),
        ("redacted", Self::Redacted),
        ("table", Self::Headed),
        ("comma", Self::Row(b',')),
        ("tab", Self::Row(b'\t')),
        ("pipe", Self::Row(b'|')),
        ("semicolon", Self::Row(b';')),
    ];

    fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(_, form)| *form == self).map_or("json", |(word, _)| word)
    }
}

/// The name of the form that records of `mapping` have. Never changes for the same two: keys stand in the order of this type, and what is not set is left
/// out. Where the records were within their object is no matter any more once they are cut out.
pub(super) fn dialect(form: Form, mapping: &Mapping) -> String {
    #[derive(Serialize)]
    struct Compact<'a> {
        fields: &'a BTreeMap<MappedField, String>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        constants: &'a BTreeMap<MappedField, String>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        outcomes: &'a BTreeMap<String, Status>,
        #[serde(skip_serializing_if = "Option::is_none")]
        duration_unit: Option<DurationUnit>,
        #[serde(skip_serializing_if = "str::is_empty")]
        zone: &'a str,
        #[serde(skip_serializing_if = "<[String]>::is_empty")]
        decode: &'a [String],
    }
    let Mapping { fields, constants, outcomes, duration_unit, zone, decode, .. } = mapping;
    let duration_unit = Some(*duration_unit).filter(|unit| *unit != DurationUnit::default());
    let compact = Compact { fields, constants, outcomes, duration_unit, zone, decode };
    let json = serde_json::to_string(&compact).expect("texts and words are JSON");
    format!("mapped-{}-{json}", form.word())
}

/// What a dialect's name says.
#[derive(Debug)]
pub(super) struct Plan {
    pub form: Form,
    pub mapping: Mapping,
    pub zone: Tz,
}

impl Plan {
    /// A plan for records of this form. A zone that does not exist, which [`super::check`] refuses, counts as UTC.
    pub(super) fn new(form: Form, mapping: Mapping) -> Self {
        let zone = mapping.zone.parse().unwrap_or(Tz::UTC);
        Self { form, mapping, zone }
    }

    /// The plan of this name. The one asked for last on this thread is at hand: records of one mapping come by the thousand.
    pub(super) fn of(dialect: &str) -> Result<Rc<Self>, Unreadable> {
        thread_local! {
            static LAST: RefCell<Option<(String, Rc<Plan>)>> = const { RefCell::new(None) };
        }
        LAST.with_borrow_mut(|last| match last {
            Some((name, plan)) if name == dialect => Ok(Rc::clone(plan)),
            _ => {
                let plan = Rc::new(Self::parse(dialect)?);
                *last = Some((dialect.to_owned(), Rc::clone(&plan)));
                Ok(plan)
            }
        })
    }

    fn parse(dialect: &str) -> Result<Self, Unreadable> {
        let unknown = || Unreadable(format!("no reader for the dialect {dialect}"));
        let (word, json) = dialect.strip_prefix("mapped-").and_then(|rest| rest.split_once('-')).ok_or_else(unknown)?;
        let (_, form) = Form::WORDS.into_iter().find(|(known, _)| *known == word).ok_or_else(unknown)?;
        Ok(Self::new(form, serde_json::from_str(json).map_err(|_| unknown())?))
    }

    /// The pointer of a field.
    pub(super) fn pointer(&self, field: MappedField) -> Option<&str> {
        self.mapping.fields.get(&field).map(String::as_str)
    }
}
