//! What could be typed at the cursor.

use std::ops::Range;

use super::{
    Field, FieldKind,
    info::field_infos,
    lexer::{self, Operator},
    print, suggest,
};
use crate::api::wire::{Completion, CompletionKind, Completions};

/// The most offers given at once.
const LIMIT: usize = 50;

/// The values that the workspace has.
pub trait Values {
    /// Values of a field that contain a text (without case), the most frequent first: the value as the filter takes it, what is shown for it, and how many
    /// entries have it.
    fn values(&self, field: Field, containing: &str, limit: usize) -> Vec<(String, String, u64)>;
}

/// What could be typed at the cursor, which counts UTF-16 units as editors do. A cursor beyond the text is at its end.
pub fn complete(text: &str, cursor: u32, values: &dyn Values) -> Completions {
    let cursor = byte_at(text, cursor as usize);
    let (range, items) = match place(text, cursor) {
        Place::Inside => (cursor..cursor, Vec::new()),
        Place::Term { range, typed, first } => (range, terms(typed, first)),
        Place::Value { field, operator, range, typed } => (range, field_values(field, operator, &typed, values)),
    };
    let units = |at: usize| text[..at].encode_utf16().count() as u32;
    let items = items.into_iter().take(LIMIT).collect();
    Completions { from: units(range.start), to: units(range.end), items }
}

fn byte_at(text: &str, units: usize) -> usize {
    let mut seen = 0;
    for (at, c) in text.char_indices() {
        seen += c.len_utf16();
        if seen > units {
            return at;
        }
    }
    text.len()
}

/// Where the cursor stands.
enum Place<'a> {
    /// In a quoted text, where nothing is offered.
    Inside,
    /// In a bare term or before one.
    Term { range: Range<usize>, typed: &'a str, first: bool },
    /// In a value of a field.
    Value { field: Field, operator: Operator, range: Range<usize>, typed: String },
}

/// Finds the term around the cursor in a text that need not parse.
fn place(text: &str, cursor: usize) -> Place<'_> {
    let mut at = 0;
    let mut first = true;
    loop {
        let blank = text[at..].find(|c: char| !c.is_whitespace() && c != '(').unwrap_or(text.len() - at);
        let start = at + blank;
        if cursor < start || start == text.len() {
            return Place::Term { range: cursor..cursor, typed: "", first };
        }
        let negated = text[start..].starts_with('-') && start < cursor;
        let body = start + usize::from(negated);
        let quote = text[body..].chars().next().filter(|c| matches!(c, '"' | '\''));
        let head = lexer::head(&text[body..]).filter(|head| Field::named(head.name).is_some());
        let end = match (quote, &head) {
            (Some(_), _) => body + quoted_length(&text[body..]),
            (None, Some(head)) => {
                let values = body + head.length;
                values + list_length(&text[values..])
            }
            (None, None) => {
                let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')');
                // A closing parenthesis is a term of its own.
                let length = text[body..].find(stop).unwrap_or(text.len() - body);
                body + length.max(usize::from(text[body..].starts_with(')')))
            }
        };
        if cursor <= end {
            if let (None, Some(head)) = (quote, head)
                && cursor >= body + head.length
            {
                let field = Field::named(head.name).expect("the head was kept for it");
                return value_place(text, body + head.length..end, cursor, field, head.operator);
            }
            // At the very start of a quoted text, a term can still be put before it.
            if quote.is_some() && cursor > body && !(cursor == end && closed(&text[body..end])) {
                return Place::Inside;
            }
            if quote.is_some() || text[body..].starts_with(')') {
                return Place::Term { range: cursor..cursor, typed: "", first: first && cursor <= body };
            }
            return Place::Term { range: body..end, typed: &text[body..cursor.max(body)], first };
        }
        first = matches!(&text[start..end], "AND" | "OR" | "NOT");
        at = end;
    }
}

/// The value around the cursor within a list.
fn value_place(text: &str, list: Range<usize>, cursor: usize, field: Field, operator: Operator) -> Place<'_> {
    let mut start = list.start;
    loop {
        let end = start + value_length(&text[start..list.end]);
        if cursor <= end {
            let typed = unquoted(&text[start..cursor]);
            return Place::Value { field, operator, range: start..end, typed };
        }
        // Past the comma.
        start = end + 1;
    }
}

/// The length of a list of values.
fn list_length(text: &str) -> usize {
    let mut at = 0;
    loop {
        at += value_length(&text[at..]);
        if !text[at..].starts_with(',') {
            return at;
        }
        at += 1;
    }
}

/// The length of one value.
fn value_length(text: &str) -> usize {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        at += match c {
            ',' | '(' | ')' => return at,
            c if c.is_whitespace() => return at,
            '"' => quoted_length(&text[at..]),
            c => c.len_utf8(),
        };
    }
    at
}

/// The length of the quoted text at the start, with its quotes; all of it if it is not closed.
fn quoted_length(text: &str) -> usize {
    let mut chars = text.char_indices();
    let quote = chars.next().map(|(_, c)| c);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            c if Some(c) == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn closed(quoted: &str) -> bool {
    quoted.len() >= 2 && quoted_length(&format!("{quoted} ")) == quoted.len()
}

/// A value as far as it is typed, without its quotes.
fn unquoted(typed: &str) -> String {
    let mut out = String::new();
    let mut chars = typed.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' | '*' => {}
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

fn offer(
    kind: CompletionKind,
    label: impl Into<String>,
    insert: impl Into<String>,
    detail: impl Into<String>,
) -> Completion {
    Completion { label: label.into(), insert: insert.into(), detail: detail.into(), kind }
}

/// Fields and operators.
fn terms(typed: &str, first: bool) -> Vec<Completion> {
    let name = Field::spelling(typed);
    let mut ranked = Vec::new();
    for info in field_infos() {
        let other = suggest::OTHER_NAMES.iter().any(|(other, field)| *field == info.field && other.starts_with(&name));
        let rank = match info.field.name().find(&name) {
            Some(0) => 0,
            _ if other => 1,
            Some(_) => 2,
            None => continue,
        };
        let field = info.field;
        let insert = match field.kind() {
            FieldKind::Duration => format!("{}>", field.name()),
            _ => format!("{}:", field.name()),
        };
        ranked.push((rank, offer(CompletionKind::Field, field.name(), insert, info.help)));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let fields = ranked.into_iter().map(|(_, item)| item);
    let operators = [
        ("AND", "Both hold (also without the word)."),
        ("OR", "At least one holds."),
        ("NOT", "What follows does not hold (also - before it)."),
    ];
    let operators = operators
        .into_iter()
        .filter(|(word, _)| word.starts_with(&typed.to_ascii_uppercase()) && !(first && *word != "NOT"))
        .map(|(word, detail)| offer(CompletionKind::Operator, word, format!("{word} "), detail));
    if typed.is_empty() { fields.chain(operators).collect() } else { operators.chain(fields).collect() }
}

fn field_values(field: Field, operator: Operator, typed: &str, values: &dyn Values) -> Vec<Completion> {
    let lists = matches!(operator, Operator::Is | Operator::IsNot);
    let value = |insert: &str, detail: &str| offer(CompletionKind::Value, insert, insert, detail);
    let starting = |choices: &[(&str, &str)]| -> Vec<Completion> {
        choices.iter().filter(|(text, _)| text.starts_with(typed)).map(|(text, detail)| value(text, detail)).collect()
    };
    let mut items = match field.kind() {
        FieldKind::Time => times(typed, lists),
        FieldKind::Duration => durations(typed, lists),
        FieldKind::Choice => choices(field, typed, values),
        FieldKind::Number => {
            let mut items = if field == Field::Status && lists {
                starting(&[
                    ("2xx", "Success."),
                    ("3xx", "Redirection."),
                    ("4xx", "The request was refused or wrong."),
                    ("5xx", "The server failed."),
                ])
            } else {
                Vec::new()
            };
            items.extend(known(field, typed, values));
            items
        }
        FieldKind::Word => known(field, typed, values),
    };
    if lists && typed.is_empty() {
        items.truncate(LIMIT - 1);
        items.push(value("*", "There is a value."));
    }
    items
}

/// Values that the workspace has.
fn known(field: Field, typed: &str, values: &dyn Values) -> Vec<Completion> {
    values
        .values(field, typed, LIMIT)
        .into_iter()
        .filter(|(value, ..)| !value.is_empty())
        .map(|(value, label, count)| {
            offer(CompletionKind::Value, label, print::value_text(field, &value), count.to_string())
        })
        .collect()
}

/// All words of the choice, with their counts where the workspace has them.
fn choices(field: Field, typed: &str, values: &dyn Values) -> Vec<Completion> {
    let counts = values.values(field, "", LIMIT);
    let typed = Field::spelling(typed);
    let count = |word: &str| {
        counts.iter().find(|(value, ..)| value == word).map_or_else(String::new, |(_, _, count)| count.to_string())
    };
    let words = field.choices().iter().filter(|word| word.contains(&typed));
    words.map(|word| offer(CompletionKind::Value, *word, *word, count(word))).collect()
}

fn times(typed: &str, lists: bool) -> Vec<Completion> {
    let units = [("m", "minutes"), ("h", "hours"), ("d", "days"), ("w", "weeks")];
    let quick = [
        ("15m", "15 minutes"),
        ("1h", "hour"),
        ("24h", "24 hours"),
        ("7d", "7 days"),
        ("30d", "30 days"),
        ("90d", "90 days"),
    ];
    let offer_time = |length: &str, words: &str| {
        if lists {
            offer(CompletionKind::Value, format!("last {words}"), length, length)
        } else {
            let insert = format!("now-{length}");
            offer(CompletionKind::Value, format!("{words} ago"), &*insert, &*insert)
        }
    };
    let amount = if lists { typed } else { typed.strip_prefix("now-").unwrap_or(typed) };
    if !amount.is_empty() && amount.len() < 4 && amount.bytes().all(|b| b.is_ascii_digit()) {
        return units
            .iter()
            .map(|(unit, name)| offer_time(&format!("{amount}{unit}"), &format!("{amount} {name}")))
            .collect();
    }
    let begins = |length: &str| length.starts_with(amount) || (!lists && "now-".starts_with(typed));
    quick.iter().filter(|(length, _)| begins(length)).map(|(length, words)| offer_time(length, words)).collect()
}

fn durations(typed: &str, lists: bool) -> Vec<Completion> {
    let value = |insert: String, detail: &str| offer(CompletionKind::Value, insert.clone(), insert, detail);
    if !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_digit()) {
        let units = [("ms", "milliseconds"), ("s", "seconds"), ("m", "minutes"), ("h", "hours")];
        return units.iter().map(|(unit, name)| value(format!("{typed}{unit}"), name)).collect();
    }
    let choices: &[&str] = if lists {
        &["..100ms", "100ms..1s", "1s..10s", "10s..1m", "1m.."]
    } else {
        &["100ms", "500ms", "1s", "5s", "10s", "1m"]
    };
    choices.iter().filter(|choice| choice.starts_with(typed)).map(|choice| value((*choice).to_owned(), "")).collect()
}
