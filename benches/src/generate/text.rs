//! The texts of requests and responses: prose, log lines and JSON, as JSON inside a JSON string.

use std::fmt::Write;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::words::{Words, pick};

/// Appends texts to a line.
pub(super) struct Texts<'a> {
    pub words: &'a Words,
    pub dice: &'a mut ChaCha8Rng,
}

/// A quote as it stands in JSON, and in JSON inside a string of JSON.
pub(super) const PLAIN: &str = "\"";
pub(super) const NESTED: &str = "\\\"";

/// Names of members; a record has fewer, so that none comes twice.
const KEYS: [&str; 24] = [
    "amount",
    "sha",
    "updated_at",
    "summary",
    "region",
    "due",
    "score",
    "path",
    "labels",
    "branch",
    "assignee",
    "reviewer",
    "currency",
    "total",
    "description",
    "parent",
    "milestone",
    "environment",
    "etag",
    "revision",
    "attachment",
    "cost_center",
    "team",
    "remark",
];

impl Texts<'_> {
    /// The inside of a JSON string of about `length` bytes; the needles are words of it.
    pub(super) fn string(&mut self, out: &mut String, length: usize, needles: &[&str]) {
        let start = out.len();
        let place = start + length / 3;
        let mut needles = Some(needles);
        let kind = self.dice.random_range(0..10_u32);
        loop {
            if out.len() >= place
                && let Some(needles) = needles.take()
            {
                for needle in needles {
                    out.push_str(needle);
                    out.push(' ');
                }
            }
            if out.len() >= start + length {
                return;
            }
            let most = (start + length - out.len()).clamp(24, 400);
            match kind {
                0..=3 => self.prose(out, most),
                4..=5 => self.log(out),
                _ => self.record(out, NESTED, most),
            }
            out.push_str("\\n");
        }
    }

    /// Sentences.
    fn prose(&mut self, out: &mut String, length: usize) {
        let end = out.len() + length;
        let mut left = self.dice.random_range(6..18);
        while out.len() < end {
            out.push_str(self.words.word(self.dice));
            left -= 1;
            if left == 0 {
                out.push('.');
                left = self.dice.random_range(6..18);
            }
            out.push(' ');
        }
    }

    /// A line of a program's log.
    fn log(&mut self, out: &mut String) {
        let level = pick(self.dice, &["INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR"]);
        let (second, micros) = (self.dice.random_range(0..86_400_u32), self.dice.random_range(0..1_000_000_u32));
        let (hour, minute) = (second / 3600, second / 60 % 60);
        put(
            out,
            format_args!(
                "2026-07-{:02}T{hour:02}:{minute:02}:{:02}.{micros:06}Z {level} ",
                1 + micros % 31,
                second % 60
            ),
        );
        for _ in 0..self.dice.random_range(3..9) {
            out.push_str(self.words.word(self.dice));
            out.push(' ');
        }
        put(
            out,
            format_args!("trace={:016x} took={}ms", self.dice.random::<u64>(), self.dice.random_range(1..9000_u32)),
        );
    }

    /// A JSON object of a record in somebody's system, of at least about `length` bytes where that is much.
    pub(super) fn record(&mut self, out: &mut String, quote: &str, length: usize) {
        let end = out.len() + length;
        let number: u32 = self.dice.random_range(1_000..900_000);
        let word = |texts: &mut Self, out: &mut String| out.push_str(texts.words.word(texts.dice));
        put(out, format_args!("{{{quote}id{quote}:{number},{quote}key{quote}:{quote}"));
        word(self, out);
        put(out, format_args!("-{}{quote},{quote}title{quote}:{quote}", number % 997));
        for _ in 0..self.dice.random_range(3..8) {
            word(self, out);
            out.push(' ');
        }
        let state = pick(self.dice, &["open", "closed", "merged", "draft"]);
        put(
            out,
            format_args!(
                "{quote},{quote}state{quote}:{quote}{state}{quote},{quote}owner{quote}:{{{quote}login{quote}:{quote}"
            ),
        );
        word(self, out);
        put(out, format_args!("{}{quote},{quote}id{quote}:{}}}", number % 89, self.dice.random_range(100..99_999_u32)));
        let mut keys = KEYS.iter().cycle().skip(number as usize % KEYS.len());
        while out.len() + 60 < end {
            put(out, format_args!(",{quote}{}", keys.next().expect("it goes round")));
            match self.dice.random_range(0..4_u32) {
                0 => put(out, format_args!("{quote}:{}.{:02}", self.dice.random_range(0..100_000_u32), number % 100)),
                1 => put(out, format_args!("{quote}:{quote}{:032x}{quote}", self.dice.random::<u128>())),
                2 => put(
                    out,
                    format_args!(
                        "{quote}:{quote}2026-0{}-{:02}T0{}:{:02}:00Z{quote}",
                        1 + number % 8,
                        1 + number % 28,
                        number % 9,
                        number % 60
                    ),
                ),
                _ => {
                    put(out, format_args!("{quote}:{quote}"));
                    for _ in 0..self.dice.random_range(2..10) {
                        word(self, out);
                        out.push(' ');
                    }
                    out.push_str(quote);
                }
            }
        }
        out.push('}');
    }
}

pub(super) fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes everything");
}
