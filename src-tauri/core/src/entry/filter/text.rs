//! Free text: what it means that a record contains a text, and the same question answered fast.
//!
//! A record contains a needle if the folded needle occurs in the folded raw text, or in the folded raw text with its JSON escapes decoded (one level, everywhere).
//! So both spellings of a payload are found: what the platform sent, and what a person reads. [`contains`] says so in code; [`Finder`] equals it.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

/// The text without case: every character's Unicode lower case, one by one (no final sigma, no locale).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// As [`fold`], behind what `out` holds. Runs of ASCII, which records mostly are, go many bytes at a time.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let (run, others) = rest.split_at(ascii_run(rest.as_bytes()));
        let from = out.len();
        out.push_str(run);
        out[from..].make_ascii_lowercase();
        let end = others.bytes().position(|byte| byte.is_ascii()).unwrap_or(others.len());
        let (run, next) = others.split_at(end);
        out.extend(run.chars().flat_map(char::to_lowercase));
        rest = next;
    }
}

/// How many bytes of ASCII it begins with.
fn ascii_run(bytes: &[u8]) -> usize {
    // Thirty-two bytes at once: one comparison for the processor.
    let (pieces, _) = bytes.as_chunks::<32>();
    let from = 32 * pieces.iter().take_while(|piece| piece.is_ascii()).count();
    bytes[from..].iter().position(|byte| !byte.is_ascii()).map_or(bytes.len(), |at| from + at)
}

/// The definition: whether a raw record contains a needle. Bytes that are no UTF-8 count as U+FFFD.
pub fn contains(raw: &[u8], needle: &str, match_case: bool) -> bool {
    let text = String::from_utf8_lossy(raw);
    let plain = unescape(text.as_bytes());
    let plain = String::from_utf8_lossy(&plain);
    if match_case {
        text.contains(needle) || plain.contains(needle)
    } else {
        let needle = fold(needle);
        fold(&text).contains(&needle) || fold(&plain).contains(&needle)
    }
}

/// Decodes every JSON escape (`\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t`, `\uXXXX` with surrogate pairs; a lone surrogate is U+FFFD), in strings or not.
/// A backslash that begins no escape stays. Borrows where there is no backslash.
pub fn unescape(raw: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr(b'\\', raw) else { return Cow::Borrowed(raw) };
    let mut out = Vec::with_capacity(raw.len());
    out.extend_from_slice(&raw[..first]);
    let mut rest = &raw[first..];
    // `rest` begins with a backslash.
    loop {
        // A backslash that begins no escape stands for itself.
        let (c, length) = decode(rest).unwrap_or(('\\', 1));
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[length..];
        let next = memchr(b'\\', rest).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..next]);
        rest = &rest[next..];
        if rest.is_empty() {
            return Cow::Owned(out);
        }
    }
}

/// The escape at the start of `bytes`, and its length.
pub(crate) fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let c = match bytes.get(1)? {
        c @ (b'"' | b'\\' | b'/') => char::from(*c),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let unit = hex(bytes.get(2..6)?)?;
            if (0xd800..0xdc00).contains(&unit)
                && bytes.get(6..8) == Some(b"\\u")
                && let Some(low @ 0xdc00..0xe000) = bytes.get(8..12).and_then(hex)
            {
                let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12));
            }
            return Some((char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), 6));
        }
        _ => return None,
    };
    Some((c, 2))
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value << 4 | char::from(*digit).to_digit(16)?))
}

/// A needle made ready to be found in many records. Equal to [`contains`] on every input.
#[derive(Clone, Debug)]
pub struct Finder {
    needle: String,
    match_case: bool,
    /// The needle holds a character that an escape other than `\u` can decode to, so a match can span one.
    spans_escapes: bool,
    method: Method,
}

#[derive(Clone, Debug)]
enum Method {
    /// The needle's bytes are the match.
    Bytes(Box<memmem::Finder<'static>>),
    /// The needle is ASCII; letters match in either case.
    Ascii {
        /// The needle in lower case.
        lower: Vec<u8>,
        /// The place of its rarest byte, which is looked for first.
        rare: usize,
        /// Finds the rare characters beyond ASCII whose lower case is (or holds) ASCII that the needle has.
        beyond: Vec<memmem::Finder<'static>>,
    },
    /// The needle has other characters; the text is folded.
    Folded(Box<memmem::Finder<'static>>),
    /// The needle holds U+FFFD, which invalid bytes and lone surrogates count as.
    Definition,
}

/// All characters beyond ASCII whose lower case has ASCII in it: KELVIN SIGN (k), LATIN CAPITAL I WITH DOT ABOVE (i and a combining dot).
const BEYOND_ASCII: [(char, u8); 2] = [('\u{212a}', b'k'), ('\u{130}', b'i')];

impl Finder {
    /// Prepares a needle. The empty one is found everywhere.
    pub fn new(needle: &str, match_case: bool) -> Self {
        let needle = if match_case { needle.to_owned() } else { fold(needle) };
        let bytes = needle.as_bytes();
        let owned = |bytes: &[u8]| Box::new(memmem::Finder::new(bytes).into_owned());
        let method = if needle.contains(char::REPLACEMENT_CHARACTER) {
            Method::Definition
        } else if match_case || (needle.is_ascii() && !bytes.iter().any(u8::is_ascii_alphabetic)) {
            Method::Bytes(owned(bytes))
        } else if needle.is_ascii() {
            let rare = (0..bytes.len()).min_by_key(|at| commonness(bytes[*at])).expect("it has a letter");
            let beyond = BEYOND_ASCII
                .iter()
                .filter(|(_, lower)| bytes.contains(lower))
                .map(|(c, _)| memmem::Finder::new(c.encode_utf8(&mut [0; 4])).into_owned())
                .collect();
            Method::Ascii { lower: bytes.to_vec(), rare, beyond }
        } else {
            Method::Folded(owned(bytes))
        };
        let spans_escapes = needle.contains(['"', '\\', '/', '\u{8}', '\u{c}', '\n', '\r', '\t']);
        Self { needle, match_case, spans_escapes, method }
    }

    /// The needle as compared: folded, unless the case matters.
    pub fn needle(&self) -> &str {
        &self.needle
    }

    /// Whether the case matters.
    pub fn match_case(&self) -> bool {
        self.match_case
    }

    /// Whether the raw record contains the needle, as it is or with its JSON escapes decoded.
    pub fn find_in(&self, raw: &[u8]) -> bool {
        if matches!(self.method, Method::Definition) {
            return contains(raw, &self.needle, self.match_case);
        }
        if self.occurs(raw) {
            return true;
        }
        // Decoding joins no two pieces of the raw text without a decoded character between them: a match that is new has such a character in it.
        let Some(first) = memchr(b'\\', raw) else { return false };
        if !self.spans_escapes && memmem::find(&raw[first..], b"\\u").is_none() {
            return false;
        }
        self.occurs(&unescape(raw))
    }

    /// Whether a plain text, such as a name, contains the needle.
    pub fn find_in_text(&self, text: &str) -> bool {
        match self.method {
            Method::Definition if self.match_case => text.contains(&self.needle),
            Method::Definition => fold(text).contains(&self.needle),
            _ => self.occurs(text.as_bytes()),
        }
    }

    /// Whether the needle occurs in the bytes as they are.
    fn occurs(&self, bytes: &[u8]) -> bool {
        match &self.method {
            Method::Bytes(finder) => finder.find(bytes).is_some(),
            Method::Ascii { lower, rare, beyond } => {
                find_ascii(bytes, lower, *rare)
                    || (beyond.iter().any(|finder| finder.find(bytes).is_some()) && self.occurs_folded(bytes))
            }
            // Only characters beyond ASCII fold to such.
            Method::Folded(finder) => {
                !bytes.is_ascii() && finder.find(fold(&String::from_utf8_lossy(bytes)).as_bytes()).is_some()
            }
            Method::Definition => self.occurs_folded(bytes),
        }
    }

    fn occurs_folded(&self, bytes: &[u8]) -> bool {
        fold(&String::from_utf8_lossy(bytes)).contains(&self.needle)
    }
}

/// Whether `lower` occurs in `bytes`, letters in either case; looks for its byte at `rare` first.
fn find_ascii(bytes: &[u8], lower: &[u8], rare: usize) -> bool {
    let Some(last_start) = bytes.len().checked_sub(lower.len()) else { return false };
    let (small, capital) = (lower[rare], lower[rare].to_ascii_uppercase());
    let mut at = rare;
    let end = last_start + rare + 1;
    while let Some(step) = memchr2(small, capital, &bytes[at..end]) {
        let start = at + step - rare;
        if bytes[start..start + lower.len()].eq_ignore_ascii_case(lower) {
            return true;
        }
        at += step + 1;
    }
    false
}

/// How common a byte is in JSON records, roughly; the letters in the order of English, then what JSON is made of.
pub(crate) fn commonness(byte: u8) -> usize {
    match byte {
        b'"' => 40,
        b':' | b',' | b' ' => 36,
        b'0'..=b'9' => 20,
        b'{' | b'}' | b'_' | b'-' | b'.' | b'/' | b'\\' => 18,
        _ => b"zqjxkvbwpyfghmucdlsnirtaoe".iter().position(|letter| *letter == byte).map_or(1, |place| 3 + place),
    }
}
