//! Free text: what it means that a record contains a text, and the same question answered fast.
//!
//! A record contains a needle if the folded needle occurs in the folded raw text, or in the folded raw text with its JSON escapes decoded (one level, everywhere).
//! So both spellings of a payload are found: what the platform sent, and what a person reads. [`contains`] says so in code; [`Finder`] equals it.

use std::{borrow::Cow, cell::RefCell, ops::Range, sync::LazyLock};

use memchr::{memchr, memmem};

use super::Text;

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
    let mut plain = Vec::with_capacity(raw.len());
    unescape_into(raw, first, &mut plain);
    Cow::Owned(plain)
}

/// Appends the text of a record whose first backslash is at `first`.
fn unescape_into(raw: &[u8], first: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&raw[..first]);
    let mut rest = &raw[first..];
    // `rest` begins with a backslash.
    while !rest.is_empty() {
        // A backslash that begins no escape stands for itself.
        let (c, length) = decode(rest).unwrap_or(('\\', 1));
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[length..];
        let next = memchr(b'\\', rest).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..next]);
        rest = &rest[next..];
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
    method: Method,
    escapes: Escapes,
}

#[derive(Clone, Debug)]
enum Method {
    /// The needle's bytes are the match.
    Bytes(Box<memmem::Finder<'static>>),
    /// The needle is ASCII; letters match in either case.
    Ascii(Ascii),
    /// The needle has other characters; the text is folded, if it has what every match has.
    Folded {
        whole: Box<memmem::Finder<'static>>,
        /// All that folds to the needle's first character beyond ASCII.
        beyond: Vec<memmem::Finder<'static>>,
        /// The needle's longest stretch of ASCII.
        ascii: Option<Ascii>,
    },
    /// The needle holds U+FFFD, which invalid bytes and lone surrogates count as.
    Definition,
}

/// ASCII in lower case, to be found in either case.
#[derive(Clone, Debug)]
struct Ascii {
    lower: Box<memmem::Finder<'static>>,
    /// Finds the rare characters beyond ASCII whose lower case is (or holds) ASCII that the needle has.
    beyond: Vec<memmem::Finder<'static>>,
}

/// What of the needle can come from decoded escapes. A match that only the decoded text has holds at least one character of an escape: decoding joins no
/// two pieces of the raw text without a decoded character between them.
#[derive(Clone, Debug)]
struct Escapes {
    /// The short escapes that decode to a character of the needle.
    short: Vec<memmem::Finder<'static>>,
    /// The needle's longest stretch that no short escape decodes to: a match has it as it is.
    plain: Option<Box<Method>>,
}

/// All characters beyond ASCII whose lower case has ASCII in it: KELVIN SIGN (k), LATIN CAPITAL I WITH DOT ABOVE (i and a combining dot).
const BEYOND_ASCII: [(char, u8); 2] = [('\u{212a}', b'k'), ('\u{130}', b'i')];

/// The escapes of two bytes with what they decode to.
const SHORT_ESCAPES: [(char, [u8; 2]); 8] = [
    ('"', *br#"\""#),
    ('\\', *br"\\"),
    ('/', *br"\/"),
    ('\u{8}', *br"\b"),
    ('\u{c}', *br"\f"),
    ('\n', *br"\n"),
    ('\r', *br"\r"),
    ('\t', *br"\t"),
];

/// Bytes that are put into lower case at once: they stay in the processor's nearest cache until they are searched.
const WINDOW: usize = 16 << 10;

thread_local! {
    /// Lower-case text, and text with its escapes decoded; kept for the next record.
    static LOWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static PLAIN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Finder {
    /// Prepares a needle. The empty one is found everywhere.
    pub fn new(needle: &str, match_case: bool) -> Self {
        let needle = if match_case { needle.to_owned() } else { fold(needle) };
        let method = if needle.contains(char::REPLACEMENT_CHARACTER) {
            Method::Definition
        } else {
            Method::of(&needle, match_case)
        };
        let escapes = Escapes::of(&needle, match_case);
        Self { needle, match_case, method, escapes }
    }

    /// As [`Self::new`], of a text in a filter.
    pub fn of(text: &Text) -> Self {
        Self::new(&text.needle, text.match_case)
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
        if self.method.occurs(raw) {
            return true;
        }
        let Some(first) = memchr(b'\\', raw) else { return false };
        if !self.escapes.matter(&raw[first..], raw, &self.needle, self.match_case) {
            return false;
        }
        PLAIN.with_borrow_mut(|plain| {
            plain.clear();
            unescape_into(raw, first, plain);
            self.method.occurs(plain)
        })
    }

    /// Whether a plain text, such as a name, contains the needle.
    pub fn find_in_text(&self, text: &str) -> bool {
        match self.method {
            Method::Definition if self.match_case => text.contains(&self.needle),
            Method::Definition => fold(text).contains(&self.needle),
            _ => self.method.occurs(text.as_bytes()),
        }
    }

    /// Where a plain text first has the needle, in bytes. For the few texts that are shown: it folds the whole text.
    pub fn locate(&self, text: &str) -> Option<Range<usize>> {
        if self.needle.is_empty() {
            return None;
        }
        if self.match_case {
            return text.find(&self.needle).map(|at| at..at + self.needle.len());
        }
        let mut folded = String::with_capacity(text.len());
        // For each byte of the folded text the character it came from.
        let mut origins: Vec<Range<usize>> = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            folded.extend(c.to_lowercase());
            origins.resize(folded.len(), at..at + c.len_utf8());
        }
        let at = folded.find(&self.needle)?;
        Some(origins[at].start..origins[at + self.needle.len() - 1].end)
    }
}

impl Method {
    /// For a needle without U+FFFD, folded unless the case matters.
    fn of(needle: &str, match_case: bool) -> Self {
        let finder = |text: &str| Box::new(memmem::Finder::new(text).into_owned());
        if match_case || (needle.is_ascii() && !needle.bytes().any(|byte| byte.is_ascii_alphabetic())) {
            return Self::Bytes(finder(needle));
        }
        let Some(first) = needle.chars().find(|c| !c.is_ascii()) else { return Self::Ascii(Ascii::of(needle)) };
        let beyond = folding_to(first).map(|c| *finder(c.encode_utf8(&mut [0; 4]))).collect();
        let ascii = needle.split(|c: char| !c.is_ascii()).max_by_key(|ascii| ascii.len());
        let ascii = ascii.filter(|ascii| !ascii.is_empty()).map(Ascii::of);
        Self::Folded { whole: finder(needle), beyond, ascii }
    }

    /// Whether the needle occurs in the bytes as they are.
    fn occurs(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Bytes(finder) => finder.find(bytes).is_some(),
            Self::Ascii(ascii) => ascii.occurs(bytes),
            Self::Folded { whole, beyond, ascii } => {
                beyond.iter().any(|finder| finder.find(bytes).is_some())
                    && ascii.as_ref().is_none_or(|ascii| ascii.occurs(bytes))
                    && whole.find(fold(&String::from_utf8_lossy(bytes)).as_bytes()).is_some()
            }
            // Asked for by its definition only.
            Self::Definition => true,
        }
    }
}

impl Ascii {
    fn of(lower: &str) -> Self {
        let beyond = BEYOND_ASCII.iter().filter(|(_, ascii)| lower.as_bytes().contains(ascii));
        let beyond = beyond.map(|(c, _)| memmem::Finder::new(c.encode_utf8(&mut [0; 4])).into_owned()).collect();
        Self { lower: Box::new(memmem::Finder::new(lower).into_owned()), beyond }
    }

    fn occurs(&self, bytes: &[u8]) -> bool {
        if self.occurs_in_ascii(bytes) {
            return true;
        }
        !self.beyond.is_empty()
            && !bytes.is_ascii()
            && self.beyond.iter().any(|finder| finder.find(bytes).is_some())
            && self.lower.find(fold(&String::from_utf8_lossy(bytes)).as_bytes()).is_some()
    }

    fn occurs_in_ascii(&self, bytes: &[u8]) -> bool {
        let overlap = self.lower.needle().len().saturating_sub(1);
        LOWER.with_borrow_mut(|lower| {
            let mut from = 0;
            loop {
                let until = bytes.len().min(from + overlap + WINDOW);
                lower.clear();
                lower.extend_from_slice(&bytes[from..until]);
                lower.make_ascii_lowercase();
                if self.lower.find(lower).is_some() {
                    return true;
                }
                if until == bytes.len() {
                    return false;
                }
                from = until - overlap;
            }
        })
    }
}

impl Escapes {
    fn of(needle: &str, match_case: bool) -> Self {
        let is_short = |c: char| SHORT_ESCAPES.iter().any(|(decoded, _)| *decoded == c);
        let short = SHORT_ESCAPES.iter().filter(|(decoded, _)| needle.contains(*decoded));
        let short = short.map(|(_, escape)| memmem::Finder::new(escape).into_owned()).collect();
        let plain = needle.split(is_short).max_by_key(|plain| plain.len()).filter(|plain| !plain.is_empty());
        Self { short, plain: plain.map(|plain| Box::new(Method::of(plain, match_case))) }
    }

    /// Whether decoding the escapes of a record that lacks the needle as it is may bring it forth. `escaped` begins with the first backslash.
    fn matter(&self, escaped: &[u8], raw: &[u8], needle: &str, match_case: bool) -> bool {
        let decodes_to_needle = |c: char| {
            if match_case { needle.contains(c) } else { c.to_lowercase().any(|lower| needle.contains(lower)) }
        };
        // A backslash that is itself escaped is taken for the start of an escape here: a yes too many, never a no.
        memmem::find_iter(escaped, br"\u").any(|at| decode(&escaped[at..]).is_some_and(|(c, _)| decodes_to_needle(c)))
            || (self.short.iter().any(|escape| escape.find(escaped).is_some())
                && self.plain.as_ref().is_none_or(|plain| plain.occurs(raw)))
    }
}

/// Every character whose lower case is, or holds, this one.
fn folding_to(lower: char) -> impl Iterator<Item = char> {
    /// All pairs of a character and another one in its lower case; some 1,400, found in 10 ms.
    static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
        let pairs = |c: char| c.to_lowercase().filter(move |lower| *lower != c).map(move |lower| (lower, c));
        ('\u{80}'..=char::MAX).flat_map(pairs).collect()
    });
    let others = PAIRS.iter().filter(move |(folded, _)| *folded == lower).map(|(_, c)| *c);
    std::iter::once(lower).chain(others)
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
