//! Strings of JSON as a person reads them.

use std::borrow::Cow;

/// A string without its escapes. What is no escape, and half a surrogate pair, stays as it was written: it is evidence, too.
pub fn plain(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find('\\') else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    out.push_str(&raw[..first]);
    let mut rest = &raw[first..];
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (read, length) = escape(&rest[at..]);
        match read {
            Some(char) => out.push(char),
            None => out.push_str(&rest[at..at + length]),
        }
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The escape at the beginning of a text: its character, where it is one, and its length.
fn escape(text: &str) -> (Option<char>, usize) {
    let Some(kind) = text[1..].chars().next() else { return (None, 1) };
    let char = match kind {
        '"' | '\\' | '/' => kind,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unit(text),
        _ => return (None, 1 + kind.len_utf8()),
    };
    (Some(char), 2)
}

/// `\u00e9`, or a pair of them.
fn unit(text: &str) -> (Option<char>, usize) {
    let four = |at: usize| {
        let digits = text.get(at..at + 4)?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let Some(first) = four(2) else { return (None, 2) };
    if let Some(char) = char::from_u32(first) {
        return (Some(char), 6);
    }
    let second = (first < 0xDC00 && text.get(6..8) == Some("\\u")).then(|| four(8)).flatten();
    match second {
        Some(second @ 0xDC00..=0xDFFF) => (char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)), 12),
        _ => (None, 6),
    }
}

/// The string value between its quotes.
pub fn inner(raw: &str) -> &str {
    raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw)
}

/// The first characters of a text, at most so many bytes of it; whether that was all.
pub fn head(text: &str, most: usize) -> (&str, bool) {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (&text[..end], end == text.len())
}

/// As [`head`], not ending within an escape.
pub fn raw_head(raw: &str, most: usize) -> (&str, bool) {
    let (mut cut, whole) = head(raw, most);
    if !whole && let Some(at) = cut.rfind('\\') {
        // A backslash that is itself escaped begins nothing.
        let slashes = cut[..=at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if slashes % 2 == 1 && cut.len() - at < 12 {
            cut = &cut[..at];
        }
    }
    (cut, whole)
}
