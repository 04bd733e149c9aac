//! Which field is meant by a word that names none.

use super::{Field, FieldKind};

/// What other products, and the platforms' own APIs, call our fields. Offered, not accepted: one name per field.
pub(super) const OTHER_NAMES: [(&str, Field); 30] = [
    ("user", Field::Actor),
    ("user_id", Field::Actor),
    ("username", Field::Actor),
    ("email", Field::Actor),
    ("who", Field::Actor),
    ("mcp", Field::Server),
    ("mcp_id", Field::Server),
    ("mcp_server", Field::Server),
    ("call_type", Field::Operation),
    ("method", Field::Operation),
    ("action", Field::Operation),
    ("verb", Field::Operation),
    ("tool", Field::Target),
    ("tool_name", Field::Target),
    ("resource", Field::Target),
    ("prompt", Field::Target),
    ("call_identifier", Field::Target),
    ("result", Field::Outcome),
    ("verdict", Field::Outcome),
    ("response_status", Field::Status),
    ("http_status", Field::Status),
    ("code", Field::Status),
    ("latency", Field::Duration),
    ("date", Field::Time),
    ("timestamp", Field::Time),
    ("created", Field::Recorded),
    ("event_type", Field::Kind),
    ("api_key", Field::Credential),
    ("client_ip", Field::Ip),
    ("agent", Field::UserAgent),
];

/// The message for `name:…` where `name` is no field.
pub(super) fn unknown_field(name: &str) -> String {
    let as_text = "To find it as text, put it in quotes.";
    if let Some(field) = nearest(name) {
        return format!("There is no field “{name}”. Did you mean {}? {as_text}", field.name());
    }
    let names: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
    format!("There is no field “{name}”. The fields are {}. {as_text}", names.join(", "))
}

/// The field a word most likely means.
fn nearest(name: &str) -> Option<Field> {
    let name = Field::spelling(name);
    if let Some((_, field)) = OTHER_NAMES.iter().find(|(other, _)| *other == name) {
        return Some(*field);
    }
    // A third of the letters may be wrong: `sttus`, `servr`, `opration`, but not any short word.
    let tolerance = (name.len() / 3).min(3);
    let known = Field::ALL.iter().map(|field| (field.name(), *field));
    known
        .chain(OTHER_NAMES)
        .map(|(known, field)| (distance(&name, known), field))
        .filter(|(distance, _)| *distance <= tolerance)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, field)| field)
}

/// The Levenshtein distance in bytes; names are ASCII.
fn distance(a: &str, b: &str) -> usize {
    // A name is an ASCII word of any length; beyond this it is nobody's misspelling.
    if a.len() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

/// A condition on the field as one would write it.
pub(super) fn example(field: Field) -> String {
    let rest = match (field, field.kind()) {
        (Field::Outcome, _) => ":failure",
        (Field::ToolError, _) => ":yes",
        (Field::Payload, _) => ":redacted",
        (Field::State, _) => ":pending",
        (Field::Flag, _) => ":ambiguous",
        (Field::Status, _) => ":4xx",
        (Field::Operation, _) => ":tools/call",
        (Field::Error, _) => ":timeout",
        (_, FieldKind::Number) => ">100",
        (_, FieldKind::Duration) => ">1s",
        (_, FieldKind::Time) => ":24h",
        _ => ":git*",
    };
    format!("{}{rest}", field.name())
}
