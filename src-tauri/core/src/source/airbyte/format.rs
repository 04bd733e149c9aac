//! Airbyte's objects: which keys hold them, and how records are cut out of them.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::dialect::take;
use crate::source::{
    Unreadable,
    objects::{Format, Item},
    redact::redact,
};

/// What else Airbyte keeps in the bucket that it uses unless told otherwise. Job logs have the names and the shape of generation 1.
const OTHERS: [&str; 5] = ["job-logging", "state", "workload", "activity-payload", "replication-dump"];

/// The objects that Airbyte writes, of every generation, told apart by their content:
///
/// - 1.4 to 1.6: an object with a list `events`, whose records are log events with the entry as text;
/// - 1.7 to 2.0: a list of entries; since August 2026 each with its organization, too;
/// - a single entry or event, as its documentation shows.
///
/// Several of these may follow each other. Bodies of any size are kept whole: the store compresses them.
#[derive(Clone, Copy, Debug)]
pub struct AirbyteFormat;

impl Format for AirbyteFormat {
    /// Whatever is no directory and not in one of Airbyte's other directories: content decides, and the source's prefix, `audit-logging` without a slash:
    /// from 2.0, Airbyte leaves that directory out where the name of the bucket begins with the same word.
    fn wants(&self, key: &str) -> bool {
        let first = key.split('/').next().unwrap_or_default();
        !key.ends_with('/') && !OTHERS.contains(&first)
    }

    fn read(&self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> Result<(), Unreadable> {
        let (text, broken) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            // Entries before the first byte that is no text are read like those before any other break.
            Err(error) => {
                let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
                (valid, Some(format!("the object is not text: {error}")))
            }
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_ascii();
        if text.is_empty() {
            return Err(Unreadable(broken.unwrap_or_else(|| "the object is empty".into())));
        }
        // What a person copied out of an object, from `"events"` on, is read, too.
        let braced = text.starts_with("\"events\"").then(|| format!("{{{text}}}"));
        let mut rest = braced.as_deref().unwrap_or(text);
        while !rest.is_empty() {
            rest =
                value(rest, each).map_err(|error| Unreadable(broken.clone().unwrap_or_else(|| error.to_string())))?;
        }
        broken.map_or(Ok(()), |broken| Err(Unreadable(broken)))
    }
}

/// Reads the value that `text` begins with; what follows it.
fn value<'a>(text: &'a str, each: &mut dyn FnMut(Item)) -> serde_json::Result<&'a str> {
    let mut json = serde_json::Deserializer::from_str(text);
    let shape = json.deserialize_any(Top { each })?;
    let raw = match json.end() {
        Ok(()) => text,
        Err(_) => serde_json::Deserializer::from_str(text)
            .into_iter::<&RawValue>()
            .next()
            .map_or(Ok(text), |raw| raw.map(RawValue::get))?,
    };
    if shape == Shape::Single {
        each(item(raw.as_bytes()));
    }
    Ok(text[raw.len()..].trim_ascii_start())
}

/// A record that cannot be read is kept without its secrets, too.
pub(super) fn item(raw: &[u8]) -> Item {
    match take(raw) {
        Ok(found) => Item::Entry(Box::new(found)),
        Err(Unreadable(reason)) => match redact(raw) {
            None => Item::Unreadable { reason, raw: raw.to_vec() },
            Some(redacted) => {
                let reason = format!("{reason}; secrets were removed from its bytes");
                Item::Unreadable { reason, raw: redacted.raw }
            }
        },
    }
}

/// What an object turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A list of records, which were handed out.
    List,
    /// A record.
    Single,
}

/// Hands records out as they come, so that what stands before a break is not lost.
struct Top<'e> {
    each: &'e mut dyn FnMut(Item),
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with events, a list of entries, or an entry")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Shape, A::Error> {
        while let Some(raw) = list.next_element::<&RawValue>()? {
            (self.each)(item(raw.get().as_bytes()));
        }
        Ok(Shape::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Shape, A::Error> {
        let mut shape = Shape::Single;
        while let Some(name) = members.next_key::<Cow<'de, str>>()? {
            if name == "events" {
                members.next_value_seed(Events { each: self.each })?;
                shape = Shape::List;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(shape)
    }
}

/// The events of generation 1.
struct Events<'e> {
    each: &'e mut dyn FnMut(Item),
}

impl<'de> DeserializeSeed<'de> for Events<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(Top { each: self.each }).map(|_| ())
    }
}
