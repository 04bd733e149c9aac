//! What addresses, tokens and numbers of cards look like.

use std::{ops::Range, sync::LazyLock};

use regex::{Regex, RegexBuilder};

use crate::error::{Error, ErrorCode, Result};

/// The most bytes that an expression of the user may take once it is compiled; larger ones are slow to build and to run.
const SIZE: usize = 1 << 20;

/// Finds pieces of text.
#[derive(Debug)]
pub(super) struct Finder {
    regex: Regex,
    /// Looks at a match more closely than an expression can, and gives the pieces of it that count.
    pieces: fn(&str) -> Vec<Range<usize>>,
}

impl Finder {
    /// Addresses of e-mail, also where their `@` is spelled as in a URL. Wider than RFC 5321 in letters, narrower in quotes and in hosts without a dot.
    pub fn email() -> Self {
        static EMAIL: LazyLock<Regex> =
            LazyLock::new(|| known(r"[\w.!#$&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+"));
        Self { regex: EMAIL.clone(), pieces: all }
    }

    /// Keys and tokens that say what they are. The forms are those that their makers document.
    pub fn token() -> Self {
        static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
            known(&format!(
                "(?:{})",
                [
                    // <https://www.rfc-editor.org/rfc/rfc6750#section-2.1>; with a digit, so that it is not "bearer authentication".
                    r"(?i:bearer)[\s:]+[A-Za-z._~+/-]*[0-9][A-Za-z0-9._~+/-]{7,}=*",
                    // A JWT and its encrypted form begin with `{"` in Base64. <https://www.rfc-editor.org/rfc/rfc7519>
                    r"\beyJ[\w-]{8,}(?:\.[\w-]*){2,4}",
                    r"\bsk-[\w-]{16,}",
                    // <https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github>
                    r"\bgh[pousr]_[A-Za-z0-9]{30,}",
                    r"\bgithub_pat_\w{22,}",
                    r"\bglpat-[\w.-]{20,}",
                    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>
                    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
                    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
                    r"\bAIza[\w-]{35}",
                    r"\bya29\.[\w-]{20,}",
                    r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
                    r"\bnpm_[A-Za-z0-9]{36}",
                    r"\bpypi-[\w-]{50,}",
                    r"\bhf_[A-Za-z0-9]{30,}",
                    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\z)",
                ]
                .join("|")
            ))
        });
        Self { regex: TOKEN.clone(), pieces: all }
    }

    /// Numbers of payment cards: of a known issuer, of its length, with a right check digit; digits may stand in groups.
    pub fn card() -> Self {
        static DIGITS: LazyLock<Regex> = LazyLock::new(|| known("[0-9](?:[ -]?[0-9]){11,}"));
        Self { regex: DIGITS.clone(), pieces: cards }
    }

    /// An expression of the user.
    ///
    /// # Errors
    /// `wrong_use` where it is none, is too large, or matches nothing at all.
    pub fn of(name: &str, regex: &str) -> Result<Self> {
        let wrong = |message: String| Error::new(ErrorCode::WrongUse, message);
        let regex = RegexBuilder::new(regex)
            .size_limit(SIZE)
            .build()
            .map_err(|e| wrong(format!("The rule {name:?} needs a regular expression: {e}")))?;
        if regex.is_match("") {
            return Err(wrong(format!(
                "The expression of the rule {name:?} matches the empty text, and so everything. Make it longer."
            )));
        }
        Ok(Self { regex, pieces: all })
    }

    /// Tells the pieces of `text` that it finds.
    pub fn find(&self, text: &str, found: &mut dyn FnMut(Range<usize>)) {
        for at in self.regex.find_iter(text).filter(|found| !found.is_empty()) {
            for piece in (self.pieces)(at.as_str()) {
                found(at.start() + piece.start..at.start() + piece.end);
            }
        }
    }
}

fn known(regex: &str) -> Regex {
    Regex::new(regex).expect("it is written here, and the tests use it")
}

#[expect(clippy::single_range_in_vec_init, reason = "one piece, the whole")]
fn all(found: &str) -> Vec<Range<usize>> {
    vec![0..found.len()]
}

/// The cards in a run of digits: whole groups of it, the longest first.
fn cards(run: &str) -> Vec<Range<usize>> {
    let groups: Vec<Range<usize>> = run
        .split([' ', '-'])
        .map(|group| {
            let start = group.as_ptr().addr() - run.as_ptr().addr();
            start..start + group.len()
        })
        .collect();
    let (mut found, mut first) = (Vec::new(), 0);
    while first < groups.len() {
        let last = (first..groups.len()).rev().find(|last| {
            let digits: Vec<u8> = run[groups[first].start..groups[*last].end]
                .bytes()
                .filter(u8::is_ascii_digit)
                .map(|d| d - b'0')
                .collect();
            is_issued(&digits) && checks(&digits)
        });
        if let Some(last) = last {
            found.push(groups[first].start..groups[last].end);
        }
        first = last.unwrap_or(first) + 1;
    }
    found
}

/// Whether a network issues numbers that begin and are as long like this. <https://en.wikipedia.org/wiki/Payment_card_number>
fn is_issued(digits: &[u8]) -> bool {
    if !(12..=19).contains(&digits.len()) {
        return false;
    }
    let first = digits[..4].iter().fold(0, |number, digit| number * 10 + u32::from(*digit));
    match first {
        4000..=4999 => matches!(digits.len(), 13 | 16 | 18 | 19),
        3400..=3499 | 3700..=3799 => digits.len() == 15,
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => matches!(digits.len(), 14..=19),
        2200..=2204 | 2221..=2720 | 3528..=3589 | 5100..=5599 | 6011 | 6440..=6599 | 6200..=6299 | 8100..=8199 => {
            matches!(digits.len(), 16..=19)
        }
        5000..=5099 | 5600..=5899 | 6000..=6999 => true,
        _ => false,
    }
}

/// The check of Luhn. <https://www.iso.org/standard/70484.html> (ISO/IEC 7812-1)
fn checks(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit @ 0..5) => digit * 2,
            (_, digit) => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(finder: &Finder, text: &'a str) -> Vec<&'a str> {
        let mut pieces = Vec::new();
        finder.find(text, &mut |at| pieces.push(&text[at]));
        pieces
    }

    #[test]
    fn addresses() {
        let finder = Finder::email();
        assert_eq!(
            found(&finder, "<a.b+c@x-y.example.co.uk>, jürgen@straße.de; u%40h.io"),
            ["a.b+c@x-y.example.co.uk", "jürgen@straße.de", "u%40h.io"]
        );
        for none in ["@user", "a@b", "npm i @scope/name@1.2", "x @ y.z", "5 @ 3.50"] {
            assert_eq!(found(&finder, none), Vec::<&str>::new(), "{none}");
        }
    }

    #[test]
    fn tokens() {
        let finder = Finder::token();
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
        for token in [
            jwt,
            "Bearer abcdef0123456789",
            "bearer: 0a1b2c3d4e5f==",
            "sk-proj-abcdefghijklmnop",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            "AKIAIOSFODNN7EXAMPLE",
            "xoxb-123456789012-abc",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\ncut off",
        ] {
            assert_eq!(found(&finder, &format!("see {token}")), [token]);
        }
        assert_eq!(found(&finder, &format!("{jwt}, AKIAIOSFODNN7EXAMPLE")).len(), 2);
        for none in ["bearer authentication failed", "task-force-of-eighteen", "AKIA", "a sk-8", "eyJ"] {
            assert_eq!(found(&finder, none), Vec::<&str>::new(), "{none}");
        }
    }

    #[test]
    fn cards_by_issuer_length_and_check_digit() {
        let finder = Finder::card();
        for card in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "5500-0055-5555-5559",
            "378282246310005",
            "6011000990139424",
            "3530111333300000",
            "2223003122003222",
        ] {
            assert_eq!(found(&finder, &format!("paid with {card}.")), [card]);
        }
        assert_eq!(found(&finder, "12 4111 1111 1111 1111 0726 123"), ["4111 1111 1111 1111"], "among other numbers");
        assert_eq!(found(&finder, "4111111111111111 378282246310005"), ["4111111111111111", "378282246310005"]);
        for none in [
            "4111111111111112",
            "1755698591000000",
            "0000000000000000",
            "41111111111111110000000",
            "4111.1111.1111.1111",
        ] {
            assert_eq!(found(&finder, none), Vec::<&str>::new(), "{none}");
        }
    }
}
