//! The lines of a text, cut so that each can be drawn: a line of 50 MB is many rows.

/// Bytes of a row at most.
const ROW_BYTES: usize = 240;

/// Marks the start of a row that goes on with the line above.
const CONTINUES: u32 = 1 << 31;

/// Where each row of a text begins.
#[derive(Debug)]
pub struct Lines(Vec<u32>);

/// A row of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Whether a line of the text begins here.
    pub begins: bool,
    /// Its text without the end of the line.
    pub text: &'a str,
}

impl Lines {
    /// Finds the rows of a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut rows = Vec::with_capacity(bytes.len() / ROW_BYTES + 1);
        let mut line = 0;
        loop {
            let end = memchr::memchr(b'\n', &bytes[line..]).map_or(bytes.len(), |at| line + at);
            rows.push(line as u32);
            let mut at = line;
            while end - at > ROW_BYTES {
                at += ROW_BYTES;
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                rows.push(at as u32 | CONTINUES);
            }
            if end == bytes.len() {
                return Self(rows);
            }
            line = end + 1;
        }
    }

    /// How many rows.
    pub fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Never: the empty text has one row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A row.
    pub fn row<'a>(&self, text: &'a str, row: u32) -> Row<'a> {
        let row = row as usize;
        let start = self.start(row);
        let end = if row + 1 == self.0.len() { text.len() } else { self.start(row + 1) };
        let text = &text[start..end];
        Row { begins: self.0[row] & CONTINUES == 0, text: text.strip_suffix('\n').unwrap_or(text) }
    }

    /// The row of a byte.
    pub fn row_of(&self, at: usize) -> u32 {
        (self.0.partition_point(|start| (start & !CONTINUES) as usize <= at) as u32).saturating_sub(1)
    }

    /// The number of the line that a row belongs to, from one. Counts from the beginning.
    pub fn line_of(&self, row: u32) -> u32 {
        self.0[..=row as usize].iter().filter(|start| *start & CONTINUES == 0).count() as u32
    }

    fn start(&self, row: usize) -> usize {
        (self.0[row] & !CONTINUES) as usize
    }
}
