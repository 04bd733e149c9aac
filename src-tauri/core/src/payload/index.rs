//! Where each value of a JSON text begins and ends, found in one pass.

use std::fmt;

use memchr::memchr2;

/// A value's number in the order of the text; the root is 0.
pub type NodeId = u32;

/// Values beyond which there is no tree: 20 bytes each stay in memory.
pub const NODES_MOST: usize = 8_000_000;

const NONE: u32 = u32::MAX;
/// Marks `Node::name` as a place in an array. Texts are shorter than 2 GiB.
const ORDINAL: u32 = 1 << 31;

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    /// Where the key's quote is, or [`ORDINAL`] and the place in the array; [`NONE`] for the root.
    name: u32,
    /// The first node that is not below this one.
    after: NodeId,
    parent: NodeId,
}

/// The values of a JSON text. Keys keep their order and their doubles, numbers their spelling.
#[derive(Debug)]
pub struct Index {
    nodes: Vec<Node>,
    depth: u32,
}

/// What kind of value a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number as written.
    Number,
    /// `true` or `false`
    Boolean,
    /// `null`
    Null,
}

/// By what name a node stands in its container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// The value of the whole text.
    Root,
    /// A key as written, without its quotes.
    Key(&'a str),
    /// A place in an array, from zero.
    Place(u32),
}

/// Why a text is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The byte at which it is not.
    pub at: usize,
    /// What is wrong there.
    pub why: &'static str,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.why, self.at)
    }
}

impl Index {
    /// Reads a text. Strings are taken as they are: a broken escape or a bare control character does not hide the rest.
    pub fn new(text: &str) -> Result<Self, Broken> {
        Reader { text: text.as_bytes(), at: 0, nodes: Vec::new(), open: Vec::new(), depth: 0 }.read()
    }

    /// How many values.
    pub fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// Never: a text without a value is no JSON.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The deepest nesting; 0 for a single value.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether there is such a node.
    pub fn has(&self, node: NodeId) -> bool {
        node < self.len()
    }

    /// The value as written.
    pub fn raw<'a>(&self, text: &'a str, node: NodeId) -> &'a str {
        let Node { start, end, .. } = self.nodes[node as usize];
        &text[start as usize..end as usize]
    }

    /// The byte at which a value begins.
    pub fn start(&self, node: NodeId) -> usize {
        self.nodes[node as usize].start as usize
    }

    /// What kind of value it is.
    pub fn kind(&self, text: &str, node: NodeId) -> Kind {
        match text.as_bytes()[self.start(node)] {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::String,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            _ => Kind::Number,
        }
    }

    /// Its name in its container.
    pub fn name<'a>(&self, text: &'a str, node: NodeId) -> Name<'a> {
        match self.nodes[node as usize].name {
            NONE => Name::Root,
            place if place & ORDINAL != 0 => Name::Place(place & !ORDINAL),
            at => {
                let at = at as usize;
                let end = string_end(text.as_bytes(), at).unwrap_or(text.len());
                Name::Key(&text[at + 1..end - 1])
            }
        }
    }

    /// The first node in the order of the text that is not below this one.
    pub fn after(&self, node: NodeId) -> NodeId {
        self.nodes[node as usize].after
    }

    /// Whether it holds other values.
    pub fn has_children(&self, node: NodeId) -> bool {
        self.after(node) > node + 1
    }

    /// The container; `None` for the root.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = self.nodes[node as usize].parent;
        (parent != NONE).then_some(parent)
    }

    /// What it holds directly.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let (mut next, end) = (node + 1, self.after(node));
        std::iter::from_fn(move || {
            let child = (next < end).then_some(next)?;
            next = self.after(child);
            Some(child)
        })
    }

    /// The containers of a node, the nearest first.
    pub fn ancestors(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(node), |node| self.parent(*node))
    }

    /// The member with a key; the last one where the key is doubled, as most readers take it.
    pub fn member(&self, text: &str, node: NodeId, key: &str) -> Option<NodeId> {
        if self.kind(text, node) != Kind::Object {
            return None;
        }
        let is_it =
            |child: &NodeId| matches!(self.name(text, *child), Name::Key(raw) if super::text::plain(raw) == key);
        self.children(node).filter(is_it).last()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    /// Containers that are open, each with how many values it has so far.
    open: Vec<(NodeId, u32)>,
    depth: u32,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Index, Broken> {
        if self.text.len() >= ORDINAL as usize {
            return Err(self.broken("the text is too long for a tree"));
        }
        self.value(NONE)?;
        while let Some(&(node, count)) = self.open.last() {
            let is_object = self.text[self.nodes[node as usize].start as usize] == b'{';
            let close = if is_object { b'}' } else { b']' };
            match self.next() {
                Some(byte) if byte == close => {
                    self.at += 1;
                    self.close(node);
                    continue;
                }
                Some(b',') if count > 0 => {
                    self.at += 1;
                    self.next();
                }
                None => return Err(self.broken("it ends before it is closed")),
                Some(_) if count > 0 => return Err(self.broken("a comma or the end is missing")),
                Some(_) => {}
            }
            if let Some((_, count)) = self.open.last_mut() {
                *count += 1;
            }
            if is_object {
                let key = self.at;
                if self.text.get(key) != Some(&b'"') {
                    return Err(self.broken("a key is missing"));
                }
                self.at = string_end(self.text, key).ok_or_else(|| self.broken("a key does not end"))?;
                if self.next() != Some(b':') {
                    return Err(self.broken("a colon is missing"));
                }
                self.at += 1;
                self.value(key as u32)?;
            } else {
                self.value(count | ORDINAL)?;
            }
        }
        match self.next() {
            None => {
                self.nodes.shrink_to_fit();
                Ok(Index { nodes: self.nodes, depth: self.depth })
            }
            Some(_) => Err(self.broken("something follows the value")),
        }
    }

    /// Passes white space.
    fn next(&mut self) -> Option<u8> {
        while let Some(byte) = self.text.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Reads a single value, or the beginning of a container.
    fn value(&mut self, name: u32) -> Result<(), Broken> {
        let Some(first) = self.next() else { return Err(self.broken("a value is missing")) };
        let node = self.nodes.len() as NodeId;
        if self.nodes.len() == NODES_MOST {
            return Err(self.broken("there are too many values for a tree"));
        }
        let start = self.at;
        let parent = self.open.last().map_or(NONE, |(parent, _)| *parent);
        self.nodes.push(Node { start: start as u32, end: 0, name, after: node + 1, parent });
        match first {
            b'{' | b'[' => {
                self.at += 1;
                self.open.push((node, 0));
                self.depth = self.depth.max(self.open.len() as u32);
                return Ok(());
            }
            b'"' => self.at = string_end(self.text, start).ok_or_else(|| self.broken("a string does not end"))?,
            b't' => self.word(b"true")?,
            b'f' => self.word(b"false")?,
            b'n' => self.word(b"null")?,
            _ => self.number()?,
        }
        self.nodes[node as usize].end = self.at as u32;
        Ok(())
    }

    fn close(&mut self, node: NodeId) {
        self.open.pop();
        let after = self.nodes.len() as NodeId;
        let node = &mut self.nodes[node as usize];
        (node.end, node.after) = (self.at as u32, after);
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Broken> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.broken("this is no value"));
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.at += usize::from(self.text.get(start) == Some(&b'-'));
        let whole = self.at;
        let wrong = if self.digits() == 0 {
            Some("this is no value")
        } else if self.text[whole] == b'0' && self.at > whole + 1 {
            Some("a number begins with 0")
        } else {
            None
        };
        let mut wrong = wrong;
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            wrong = wrong.or((self.digits() == 0).then_some("a number ends with its point"));
        }
        if matches!(self.text.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.text.get(self.at), Some(b'+' | b'-')));
            wrong = wrong.or((self.digits() == 0).then_some("a number ends with its exponent's sign"));
        }
        wrong.map_or(Ok(()), |why| Err(Broken { at: start, why }))
    }

    fn digits(&mut self) -> usize {
        let count = self.text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    fn broken(&self, why: &'static str) -> Broken {
        Broken { at: self.at, why }
    }
}

/// Behind the closing quote of the string that begins here.
fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}
