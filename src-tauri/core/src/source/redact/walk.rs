//! Secrets in valid JSON, by its structure.

use std::borrow::Cow;

use super::{
    Removal,
    names::{is_harmless, is_secret},
    text::Spelling,
};

/// Objects and arrays in each other; more than anyone writes, and less than the stack holds.
const DEEPEST: usize = 128;

/// The secrets in `json`, which is known to be valid; `None` where it is nested too deep to walk.
pub(super) fn find<'a>(json: &'a str, path: &'a str) -> Option<Vec<Removal>> {
    let mut walk =
        Walk { json, bytes: json.as_bytes(), at: 0, depth: 0, above: path, steps: Vec::new(), found: Vec::new() };
    walk.value();
    (walk.depth <= DEEPEST).then_some(walk.found)
}

/// Adds a member to a JSON pointer.
pub(super) fn push(path: &mut String, name: &str) {
    path.push('/');
    for part in name.split_inclusive(['~', '/']) {
        path.push_str(part.trim_end_matches(['~', '/']));
        match part.as_bytes().last() {
            Some(b'~') => path.push_str("~0"),
            Some(b'/') => path.push_str("~1"),
            _ => {}
        }
    }
}

/// One step of a JSON pointer.
enum Step<'a> {
    Member(Cow<'a, str>),
    Element(usize),
}

struct Walk<'a> {
    json: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// How deep it is here; beyond the limit, the walk ends and it stays there.
    depth: usize,
    /// What points to `json`.
    above: &'a str,
    /// From there to here. A pointer is made of them where something is found only.
    steps: Vec<Step<'a>>,
    found: Vec<Removal>,
}

impl<'a> Walk<'a> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn value(&mut self) {
        self.space();
        match self.peek() {
            b'{' => self.nested(Self::members),
            b'[' => self.nested(Self::elements),
            b'"' => self.text(),
            _ => {
                while !matches!(self.peek(), b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r' | 0) {
                    self.at += 1;
                }
            }
        }
    }

    fn nested(&mut self, inside: fn(&mut Self)) {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.at = self.bytes.len();
            return;
        }
        self.at += 1;
        inside(self);
        if self.depth <= DEEPEST {
            self.at += 1;
            self.depth -= 1;
        }
    }

    /// The JSON pointer to here.
    fn pointer(&self) -> String {
        let mut pointer = self.above.to_owned();
        for step in &self.steps {
            match step {
                Step::Member(name) => push(&mut pointer, name),
                Step::Element(index) => push(&mut pointer, &index.to_string()),
            }
        }
        pointer
    }

    fn members(&mut self) {
        loop {
            self.space();
            match self.peek() {
                b'"' => {}
                b',' => {
                    self.at += 1;
                    continue;
                }
                _ => break,
            }
            let literal = self.literal();
            let name: Cow<'a, str> = if literal.contains('\\') {
                serde_json::from_str(literal).map_or(Cow::Borrowed(literal), Cow::Owned)
            } else {
                Cow::Borrowed(&literal[1..literal.len() - 1])
            };
            self.space();
            self.at += 1; // the colon
            self.space();
            let secret = is_secret(&name);
            self.steps.push(Step::Member(name));
            let (start, before) = (self.at, self.found.len());
            self.value();
            if let Some(Step::Member(name)) = self.steps.last()
                && secret
                && !is_harmless(name, &self.json[start..self.at])
            {
                self.found.truncate(before);
                self.found.push(Removal { at: start..self.at, backslashes: 0, path: self.pointer() });
            }
            self.steps.pop();
        }
    }

    fn elements(&mut self) {
        let mut index = 0;
        loop {
            self.space();
            match self.peek() {
                b']' | 0 => break,
                b',' => {
                    self.at += 1;
                    index += 1;
                }
                _ => {
                    self.steps.push(Step::Element(index));
                    self.value();
                    self.steps.pop();
                }
            }
        }
    }

    /// The JSON string that begins here, quotes included; moves behind it.
    fn literal(&mut self) -> &'a str {
        let start = self.at;
        self.at += 1;
        loop {
            match memchr::memchr2(b'"', b'\\', &self.bytes[self.at..]) {
                Some(step) if self.bytes[self.at + step] == b'\\' => self.at += step + 2,
                Some(step) => {
                    self.at += step + 1;
                    return &self.json[start..self.at];
                }
                None => unreachable!("valid JSON closes its strings"),
            }
        }
    }

    /// A text: it may hold JSON, or quote some. Without a quote in it there is no name in it.
    fn text(&mut self) {
        let start = self.at;
        let literal = self.literal();
        let spelled = &literal[1..literal.len() - 1];
        if !spelled.contains('\\') {
            return;
        }
        let spelling = Spelling::of(spelled);
        if !spelling.text.contains('"') {
            return;
        }
        let found = super::find(spelling.text.as_bytes(), &self.pointer());
        self.found.extend(found.into_iter().map(|removal| spelling.outside(removal).moved(start + 1)));
    }
}
