//! What the bytes of an object are, told by the bytes alone, and its JSON cut into records without copying any of it.
//!
//! Writers name and pack their objects as they like: an array, an object around an array, JSON Lines, objects one after the other. All of these are read
//! alike. A record is handed out as the bytes that stand in the object.

use std::{fmt, ops::ControlFlow};

use serde::{
    Deserializer as _,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Deserializer, value::RawValue};

use super::table::Table;
use crate::source::Unreadable;

/// The bytes of an object, by what they are.
#[derive(Clone, Copy, Debug)]
pub enum Text<'a> {
    /// Nothing but white space.
    Empty,
    /// JSON.
    Json(Json<'a>),
    /// Anything else is taken for lines with delimiters.
    Table(Table<'a>),
}

/// Tells what the bytes are; a byte order mark is passed over.
///
/// # Errors
/// For what is no text in UTF-8: Parquet, UTF-16, anything binary.
pub fn sniff(bytes: &[u8]) -> Result<Text<'_>, Unreadable> {
    if bytes.starts_with(b"PAR1") {
        return Err(Unreadable("it is Parquet, which is not supported yet".into()));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Unreadable("it is text in UTF-16; only UTF-8 is read".into()));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match bytes.trim_ascii_start().first() {
        None => Ok(Text::Empty),
        Some(b'{' | b'[') => Ok(Text::Json(Json(bytes))),
        Some(_) if bytes.iter().take(4096).any(|byte| *byte == 0) => Err(Unreadable("it is not text".into())),
        Some(_) => Ok(Text::Table(Table::new(bytes))),
    }
}

/// Where the records are within a document of JSON.
#[derive(Clone, Copy, Debug)]
pub enum Items<'p> {
    /// A document is a record, or an array of records.
    Documents,
    /// As [`Items::Documents`]; and where an object has nothing beside it and is not a record itself, which the function tells, the array under its
    /// `events`, `Records` or `data`.
    Wrapped(fn(&[u8]) -> bool),
    /// The array at this JSON pointer within each document.
    At(&'p str),
}

/// How a text holds its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A JSON array.
    Array,
    /// One JSON object: a record, or what holds an array of records.
    Object,
    /// A JSON document per line.
    Lines,
    /// JSON documents one after the other.
    Concatenated,
}

impl Shape {
    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Array => "JSON array",
            Self::Object => "JSON object",
            Self::Lines => "JSON Lines",
            Self::Concatenated => "JSON objects one after the other",
        }
    }
}

/// A piece of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A JSON object.
    Record(&'a [u8]),
    /// Bytes where a record should be.
    Broken {
        /// Why they are none.
        reason: String,
        /// The bytes.
        raw: &'a [u8],
    },
}

/// Takes pieces; breaks when it has enough.
pub type EachPiece<'e> = dyn FnMut(Piece<'_>) -> ControlFlow<()> + 'e;

/// Text that begins like JSON.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(&'a [u8]);

impl Json<'_> {
    /// Hands out the records in their order. In JSON Lines, what is broken in a line is a piece of its own and the other lines are read.
    ///
    /// # Errors
    /// In the other shapes nothing can be read beyond a break.
    pub fn records(&self, items: Items<'_>, each: &mut EachPiece<'_>) -> Result<Shape, Unreadable> {
        let mut walk = Walk { items, each, stopped: false };
        let (shape, result) = walk.text(self.0);
        match result {
            Err(error) if !walk.stopped => Err(Unreadable(format!("the JSON breaks off: {}", words(&error)))),
            _ => Ok(shape),
        }
    }
}

/// What `serde_json` says, without its place: lines and columns count from the piece that was looked at, which nobody sees.
pub(crate) fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rfind(" at line ").map_or(text.as_str(), |end| &text[..end]).to_owned()
}

struct Walk<'w, 'e> {
    items: Items<'w>,
    each: &'w mut EachPiece<'e>,
    stopped: bool,
}

type Step = Result<(), serde_json::Error>;

/// Ends the reading of a document whose taker has enough; never seen outside.
fn enough<E: de::Error>() -> E {
    E::custom("enough")
}

impl Walk<'_, '_> {
    fn text(&mut self, bytes: &[u8]) -> (Shape, Step) {
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
            while let Some(key) = members.next_key::<std::borrow::Cow<'de, str>>()? {
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

#[cfg(test)]
mod tests {
    use super::*;

    type Pieces = (Vec<String>, Vec<String>);

    /// The records and the broken pieces, and the shape or the reason.
    fn read(text: &[u8], items: Items<'_>) -> (Pieces, Result<Shape, String>) {
        let mut pieces = Pieces::default();
        let Ok(Text::Json(json)) = sniff(text) else { panic!("not JSON") };
        let shape = json.records(items, &mut |piece| {
            match piece {
                Piece::Record(raw) => pieces.0.push(String::from_utf8_lossy(raw).into_owned()),
                Piece::Broken { raw, .. } => pieces.1.push(String::from_utf8_lossy(raw).into_owned()),
            }
            ControlFlow::Continue(())
        });
        (pieces, shape.map_err(|reason| reason.0))
    }

    fn records(text: &str, items: Items<'_>) -> (Vec<String>, Shape) {
        let ((records, broken), shape) = read(text.as_bytes(), items);
        assert_eq!(broken, Vec::<String>::new(), "{text}");
        (records, shape.expect("it is read"))
    }

    const NO_RECORD: Items<'static> = Items::Wrapped(|_| false);

    #[test]
    fn every_shape_gives_the_same_bytes() {
        let (one, two) = (r#"{"id": 1, "s":"}{\"\n"}"#, r#"{"id":2,"nested":{"a":[1,{}]}}"#);
        let wanted = vec![one.to_owned(), two.to_owned()];
        for (text, shape) in [
            (format!("[{one},{two}]"), Shape::Array),
            (format!("\u{feff} [\n  {one},\n  {two}\n]\n"), Shape::Array),
            (format!("{{\"events\":[{one},{two}],\"version\":\"1\"}}"), Shape::Object),
            (format!("{{\n \"Records\": [\n{one}\n,\n{two}\n]}}"), Shape::Object),
            (format!("{{\"data\":[{one},{two}]}}\n"), Shape::Object),
            (format!("{one}\n{two}"), Shape::Lines),
            (format!("\n{one}\r\n\r\n{two}\r\n"), Shape::Lines),
            (format!("{one}{two}"), Shape::Concatenated),
            (format!("{one} {two}"), Shape::Concatenated),
        ] {
            assert_eq!(records(&text, NO_RECORD), (wanted.clone(), shape), "{text}");
        }
        assert_eq!(records(one, NO_RECORD), (vec![one.to_owned()], Shape::Object), "a record alone");
    }

    #[test]
    fn records_are_found_at_a_pointer_in_every_document() {
        let at = Items::At("/a~1b/list");
        let document = r#"{"x":{"list":[{"id":0}]},"a/b":{"list":[{"id":1},{"id":2}]}}"#;
        let two = vec![r#"{"id":1}"#.to_owned(), r#"{"id":2}"#.to_owned()];
        assert_eq!(records(document, at), (two.clone(), Shape::Object));
        assert_eq!(records(&format!("[{document}]"), at), (two.clone(), Shape::Array));
        assert_eq!(records(&format!("{document}\n{document}"), at).0, [two.clone(), two].concat());
        let ((none, broken), _) = read(br#"{"other":[]}"#, at);
        assert_eq!((none.len(), broken.len()), (0, 1), "a document without it is not passed over in silence");
    }

    #[test]
    fn a_record_that_has_a_list_of_its_own_is_not_taken_apart() {
        let record = r#"{"id":1,"data":[{"x":1}]}"#;
        assert_eq!(records(record, Items::Wrapped(|raw| raw.starts_with(b"{\"id\""))).0, [record]);
        assert_eq!(records(record, Items::Documents).0, [record]);
        assert_eq!(
            records(r#"{"n":1,"data":[1,2]}"#, NO_RECORD).0,
            [r#"{"n":1,"data":[1,2]}"#],
            "a list of numbers holds no records"
        );
    }

    #[test]
    fn a_broken_line_is_one_piece_and_the_others_are_read() {
        let ((good, bad), shape) =
            read(b"{\"a\":1}\n{\"a\":\n\xff\n7\n{\"b\":2}{\"c\":3}\n{\"d\":4} trash\n", NO_RECORD);
        assert_eq!(good, [r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#, r#"{"d":4}"#]);
        assert_eq!(bad, ["{\"a\":", "\u{fffd}", "7", "trash"]);
        assert_eq!(shape, Ok(Shape::Lines));
        let ((good, bad), shape) = read(b"{\"a\":1,\n{\"a\":2}\n", NO_RECORD);
        assert_eq!((good.len(), bad.len(), shape), (1, 1, Ok(Shape::Lines)), "the first line may be the broken one");
    }

    #[test]
    fn what_breaks_off_is_read_up_to_the_break_and_says_so() {
        for (text, items) in [
            ("[{\"a\":1},{\"a\":2},{\"a\":", NO_RECORD),
            ("{\"x\":0,\"Records\":[{\"a\":1},{\"a\":2},{\"a\"", NO_RECORD),
            ("{\"Records\":[\n{\"a\":1},\n{\"a\":2},\n{\"a\"", NO_RECORD),
            ("{\"r\":{\"s\":[{\"a\":1},{\"a\":2},", Items::At("/r/s")),
            ("{\"a\":1}{\"a\":2}{\"a\":", NO_RECORD),
        ] {
            let ((good, bad), shape) = read(text.as_bytes(), items);
            assert_eq!((good, bad.len()), (vec!["{\"a\":1}".to_owned(), "{\"a\":2}".to_owned()], 0), "{text}");
            assert!(shape.expect_err(text).contains("breaks off"), "{text}");
        }
    }

    #[test]
    fn who_has_enough_gets_no_more() {
        for text in ["[{},{},{}]", "{}\n{}\n{}", "{}{}{}", "{\"data\":[{},{},{}]}", "[{},{},{"] {
            let Ok(Text::Json(json)) = sniff(text.as_bytes()) else { panic!("not JSON") };
            let mut taken = 0;
            let result = json.records(NO_RECORD, &mut |_| {
                taken += 1;
                if taken == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert!(result.is_ok() && taken == 2, "{text}: {result:?} {taken}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_name() {
        for (bytes, word) in [
            (&b"PAR1\0\0"[..], "Parquet"),
            (b"\xff\xfe{\0", "UTF-16"),
            (b"\xfe\xff\0{", "UTF-16"),
            (b"\x7fELF\0\0", "not text"),
        ] {
            assert!(sniff(bytes).expect_err("refused").0.contains(word), "{word}");
        }
        assert!(matches!(sniff(b"\xEF\xBB\xBF \n"), Ok(Text::Empty)));
        assert!(matches!(sniff(b"\xEF\xBB\xBFa,b"), Ok(Text::Table(_))));
    }

    #[test]
    fn depth_does_not_use_up_the_stack() {
        let deep = format!("[{{\"a\":{}{}}}]", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(records(&deep, NO_RECORD).0.len(), 1);
    }
}
