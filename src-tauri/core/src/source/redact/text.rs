//! Secrets in what only looks like JSON, and how a text is spelled inside a JSON string.

use super::{
    Removal,
    names::{is_harmless, is_secret},
    walk::push,
};

/// Names longer than this, in bytes, are prose between two quotes.
const LONGEST_NAME: usize = 128;

/// The secrets in `bytes`: whatever follows `"name":`, also where every quote has backslashes before it. One pass: each byte is looked at a few times.
pub(super) fn find(bytes: &[u8], path: &str) -> Vec<Removal> {
    let mut found = Vec::new();
    let mut quotes = memchr::memchr_iter(b'"', bytes);
    let mut from = 0;
    let Some(mut open) = quotes.next() else { return found };
    for close in quotes {
        let name = &bytes[open + 1..close];
        let opened = std::mem::replace(&mut open, close);
        if opened < from {
            continue;
        }
        let backslashes = trailing_backslashes(name);
        let colon = close + 1 + spaces(&bytes[close + 1..]);
        let Ok(name) = std::str::from_utf8(&name[..name.len() - backslashes]) else { continue };
        if bytes.get(colon) != Some(&b':') || name.len() > LONGEST_NAME || !is_secret(name) {
            continue;
        }
        let start = colon + 1 + spaces(&bytes[colon + 1..]);
        let end = start + value(&bytes[start..]);
        let plain = String::from_utf8_lossy(&bytes[start..end]).replace('\\', "");
        if end > start && !is_harmless(name, &plain) {
            let mut path = path.to_owned();
            push(&mut path, name);
            found.push(Removal { at: start..end, backslashes, path });
        }
        from = end;
    }
    found
}

fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn trailing_backslashes(bytes: &[u8]) -> usize {
    bytes.iter().rev().take_while(|byte| **byte == b'\\').count()
}

/// How long the value is that `bytes` begin with; all of them where it has no end.
fn value(bytes: &[u8]) -> usize {
    let backslashes = bytes.iter().take_while(|byte| **byte == b'\\').count();
    match bytes.get(backslashes) {
        Some(b'"') => text(bytes, backslashes),
        Some(b'{' | b'[') => structure(bytes),
        _ => bytes.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b'\n')).unwrap_or(bytes.len()),
    }
}

/// A text whose quotes have so many backslashes before them; a quote with more belongs to what it says.
fn text(bytes: &[u8], backslashes: usize) -> usize {
    let first = backslashes + 1;
    let end = memchr::memchr_iter(b'"', &bytes[first..])
        .map(|at| first + at)
        .find(|at| trailing_backslashes(&bytes[first..*at]) == backslashes);
    end.map_or(bytes.len(), |end| end + 1)
}

/// An object or array with everything in it. Braces in its texts do not count.
fn structure(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b'"' => {
                let backslashes = trailing_backslashes(&bytes[..at]);
                at = at - backslashes + text(&bytes[at - backslashes..], backslashes);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// A text together with the place of each of its bytes in its spelling inside a JSON string.
pub(crate) struct Spelling {
    /// The text.
    pub text: String,
    /// Where each byte of the text is spelled; one more for the end.
    places: Vec<usize>,
}

impl Spelling {
    /// Reads the inside of a JSON string. An escape that means nothing reads as U+FFFD.
    pub(crate) fn of(spelled: &str) -> Self {
        let mut this =
            Self { text: String::with_capacity(spelled.len()), places: Vec::with_capacity(spelled.len() + 1) };
        let mut at = 0;
        while at < spelled.len() {
            let rest = &spelled[at..];
            let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
            this.text.push_str(&rest[..plain]);
            this.places.extend(at..at + plain);
            at += plain;
            if plain == rest.len() {
                break;
            }
            let (character, length) = escape(&rest[plain..]);
            this.text.push(character);
            this.places.resize(this.text.len(), at);
            at += length;
        }
        this.places.push(spelled.len());
        this
    }

    /// A removal from the text as a removal from the spelling.
    pub(super) fn outside(&self, removal: Removal) -> Removal {
        let at = self.places[removal.at.start]..self.places[removal.at.end];
        Removal { at, backslashes: 2 * removal.backslashes + 1, path: removal.path }
    }
}

/// The character that the escape at the beginning of `spelled` stands for, and the length of the escape.
fn escape(spelled: &str) -> (char, usize) {
    let unit = |from: usize| spelled.get(from..from + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let character = match spelled.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        Some(b'u') => {
            let Some(high) = unit(2) else { return (char::REPLACEMENT_CHARACTER, 2) };
            let low = spelled.get(6..8).filter(|mark| *mark == "\\u").and_then(|_| unit(8));
            if let (0xD800..0xDC00, Some(low @ 0xDC00..0xE000)) = (high, low) {
                let pair = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return (char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
            }
            return (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6);
        }
        _ => return (char::REPLACEMENT_CHARACTER, 1),
    };
    (character, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_reads_like_serde_json_and_knows_where_each_byte_stands() {
        for text in ["", "plain", "é\"q\"\\ / \n\t\r\u{8}\u{c}\u{1}", "pairs 😀 and \u{fffd}", "\\\"\\\""] {
            let literal = serde_json::to_string(text).expect("text is JSON");
            let spelling = Spelling::of(&literal[1..literal.len() - 1]);
            assert_eq!(spelling.text, text);
            assert_eq!(spelling.places.len(), text.len() + 1, "{text}");
            assert!(spelling.places.is_sorted(), "{text}");
        }
        let spelling = Spelling::of(r"a\ud83d\ude00\u00e9\/b");
        assert_eq!(spelling.text, "a😀é/b");
        assert_eq!(spelling.places, [0, 1, 1, 1, 1, 13, 13, 19, 21, 22]);
        assert_eq!(Spelling::of(r"\ud83d|").text, "\u{fffd}|", "half a pair");
    }
}
