//! Cutting JSON into its records in one pass, handing out each as the bytes that stand there.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer as _,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Deserializer, value::RawValue};

use super::{EachPiece, Items, Piece, Shape, words};

/// One reading of a text.
pub(super) struct Walk<'w, 'e> {
    pub items: Items<'w>,
    pub each: &'w mut EachPiece<'e>,
    /// Who takes the pieces has enough.
    pub stopped: bool,
}

pub(super) type Step = Result<(), serde_json::Error>;

/// Ends the reading of a document whose taker has enough; never seen outside.
fn enough<E: de::Error>() -> E {
    E::custom("enough")
}

impl Walk<'_, '_> {
    /// Reads all of it.
    pub(super) fn text(&mut self, bytes: &[u8]) -> (Shape, Step) {
        let start = bytes.trim_ascii_start();
        let shape = |start: &[u8]| if start.first() == Some(&b'[') { Shape::Array } else { Shape::Object };
        match first_value(start) {
            Ok(raw) => {
                let rest = &start[raw.get().len()..];
                if rest.trim_ascii_start().is_empty() {
                    return (shape(start), self.only(raw));
                }
                let gap = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
                if gap == Some(&b'\n') && memchr::memchr(b'\n', raw.get().as_bytes()).is_none() {
                    return (Shape::Lines, self.lines(start));
                }
                (Shape::Concatenated, self.stream(start))
            }
            Err(_) if is_lines(start) => (Shape::Lines, self.lines(start)),
            Err(error) => (shape(start), self.beginning(start).and(Err(error))),
        }
    }

    fn lines(&mut self, bytes: &[u8]) -> Step {
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest[..end].trim_ascii();
            rest = &rest[(end + 1).min(rest.len())..];
            let mut documents = Deserializer::from_slice(line).into_iter::<&RawValue>();
            loop {
                let at = documents.byte_offset();
                match documents.next() {
                    None => break,
                    Some(document) => {
                        if let Err(error) = document.and_then(|raw| self.document(raw)) {
                            if self.stopped {
                                return Err(error);
                            }
                            self.hand(Piece::Broken { reason: words(&error), raw: line[at..].trim_ascii_start() })?;
                            break;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn stream(&mut self, bytes: &[u8]) -> Step {
        Deserializer::from_slice(bytes).into_iter::<&RawValue>().try_for_each(|raw| self.document(raw?))
    }

    /// The only document of an object.
    fn only(&mut self, raw: &RawValue) -> Step {
        if let Items::Wrapped(is_record) = self.items
            && raw.get().starts_with('{')
            && !is_record(raw.get().as_bytes())
            && let Some(array) = wrapped(raw)
        {
            return self.array(array);
        }
        self.document(raw)
    }

    fn document(&mut self, raw: &RawValue) -> Step {
        match self.items {
            Items::Documents | Items::Wrapped(_) if raw.get().starts_with('[') => self.array(raw),
            Items::At(pointer) if raw.get().starts_with('[') => {
                let documents: Vec<&RawValue> = serde_json::from_str(raw.get())?;
                documents.into_iter().try_for_each(|raw| self.at(raw, pointer))
            }
            Items::At(pointer) => self.at(raw, pointer),
            Items::Documents | Items::Wrapped(_) => self.record(raw),
        }
    }

    fn at(&mut self, raw: &RawValue, pointer: &str) -> Step {
        let mut found = Some(raw);
        for key in path(pointer) {
            found = match found {
                Some(raw) if raw.get().starts_with('{') => member(raw, &key)?,
                _ => None,
            };
        }
        match found {
            Some(array) if array.get().starts_with('[') => self.array(array),
            _ => self
                .hand(Piece::Broken { reason: format!("there is no array at {pointer}"), raw: raw.get().as_bytes() }),
        }
    }

    fn array(&mut self, raw: &RawValue) -> Step {
        Deserializer::from_str(raw.get()).deserialize_seq(Elements(self))
    }

    fn record(&mut self, raw: &RawValue) -> Step {
        let bytes = raw.get().as_bytes();
        if bytes.first() == Some(&b'{') {
            return self.hand(Piece::Record(bytes));
        }
        self.hand(Piece::Broken { reason: "it is not an object".into(), raw: bytes })
    }

    fn hand(&mut self, piece: Piece<'_>) -> Step {
        if (self.each)(piece).is_break() {
            self.stopped = true;
            return Err(enough());
        }
        Ok(())
    }

    /// Reads what is whole of a document that breaks off.
    fn beginning(&mut self, bytes: &[u8]) -> Step {
        let mut json = Deserializer::from_slice(bytes);
        if bytes.first() == Some(&b'[') {
            return json.deserialize_seq(Elements(self));
        }
        let paths = match self.items {
            Items::Documents => return Ok(()),
            Items::Wrapped(_) => WRAPPERS.iter().map(|name| vec![(*name).to_owned()]).collect(),
            Items::At(pointer) => vec![path(pointer).collect()],
        };
        json.deserialize_any(Seek { walk: self, paths })
    }
}

/// The members in which writers wrap their records.
const WRAPPERS: [&str; 3] = ["events", "Records", "data"];

/// The array of objects that a document wraps.
fn wrapped(document: &RawValue) -> Option<&RawValue> {
    let is_of_objects = |array: &&RawValue| {
        let inside = array.get().strip_prefix('[').map(str::trim_ascii_start);
        inside.is_some_and(|inside| inside.starts_with(['{', ']']))
    };
    WRAPPERS.iter().find_map(|name| member(document, name).ok()?.filter(is_of_objects))
}

/// The first value, with white space before it.
fn first_value(bytes: &[u8]) -> Result<&RawValue, serde_json::Error> {
    Deserializer::from_slice(bytes).into_iter::<&RawValue>().next().unwrap_or_else(|| Err(enough()))
}

/// Whether bytes whose first value is broken are JSON Lines all the same: the second line is a document of its own, and the first does not look like the
/// beginning of one that goes over several lines.
fn is_lines(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    bytes.first() == Some(&b'{')
        && !matches!(first.last(), Some(b'{' | b'[' | b':'))
        && second.first() == Some(&b'{')
        && serde_json::from_slice::<&RawValue>(second).is_ok()
}

/// The parts of a JSON pointer.
fn path(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"))
}

/// The member of an object with this name.
fn member<'a>(object: &'a RawValue, name: &str) -> Result<Option<&'a RawValue>, serde_json::Error> {
    struct Named<'n>(&'n str);
    impl<'de> Visitor<'de> for Named<'_> {
        type Value = Option<&'de RawValue>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(key) = members.next_key::<Cow<'de, str>>()? {
                if found.is_none() && key == self.0 {
                    found = Some(members.next_value()?);
                } else {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            Ok(found)
        }
    }
    Deserializer::from_str(object.get()).deserialize_map(Named(name))
}

/// The members of a JSON object in their order; none of anything else.
pub(crate) fn members(json: &str) -> Vec<(Cow<'_, str>, &RawValue)> {
    struct Ordered;
    impl<'de> Visitor<'de> for Ordered {
        type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(member) = members.next_entry::<Cow<'de, str>, &'de RawValue>()? {
                all.push(member);
            }
            Ok(all)
        }
    }
    Deserializer::from_str(json).deserialize_map(Ordered).unwrap_or_default()
}

/// Hands out the elements of an array as they are passed.
struct Elements<'s, 'w, 'e>(&'s mut Walk<'w, 'e>);

impl<'de> Visitor<'de> for Elements<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(raw) = elements.next_element::<&'de RawValue>()? {
            self.0.record(raw).map_err(de::Error::custom)?;
        }
        Ok(())
    }
}

/// Finds arrays at `paths` within a document that may break off.
struct Seek<'s, 'w, 'e> {
    walk: &'s mut Walk<'w, 'e>,
    paths: Vec<Vec<String>>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        if self.paths.iter().any(Vec::is_empty) {
            return Elements(self.walk).visit_seq(elements);
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<String>()? {
            let through = self.paths.iter().filter(|path| path.first() == Some(&key));
            let paths: Vec<_> = through.map(|path| path[1..].to_vec()).collect();
            if paths.is_empty() {
                members.next_value::<IgnoredAny>()?;
            } else {
                members.next_value_seed(Seek { walk: self.walk, paths })?;
            }
        }
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
