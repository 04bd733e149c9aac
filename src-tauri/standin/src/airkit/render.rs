//! Events as bytes.

use serde_json::{Map, Value};

use super::{
    event::Event,
    options::{Form, Options, Spelling},
};

/// The columns in the order of the documentation.
const COLUMNS: [&str; 29] = [
    "ORGANIZATION_ID",
    "EVENT_ID",
    "EVENT_YEAR",
    "EVENT_MONTH",
    "EVENT_DATE",
    "EVENT_TIME",
    "ROOT_SCOPE_USER_ID",
    "USER_ID",
    "EMAIL",
    "APP_ID",
    "BRANCH_ID",
    "DEPLOY_ID",
    "SAVEPOINT_ID",
    "SAVEPOINT_REVISION",
    "RESOURCE_TYPE",
    "RESOURCE_ID",
    "DOMAIN",
    "DATASTORE_ID",
    "API_KEY_ID",
    "NOTIFIER_ID",
    "SAML_ID",
    "WEBHOOK_ID",
    "ADAPTER_ID",
    "EMBED_ID",
    "ROLE_ID",
    "SERVICE",
    "SERVICE_REVISION",
    "LOGIN_TYPE",
    "EVENT_TYPE",
];

/// An object with these events. Never empty.
pub fn render(options: &Options, events: &[&Event]) -> Vec<u8> {
    let json = |event: &&Event| json(event, options.spelling).to_string();
    let all: Vec<String> = match options.form {
        Form::Table { .. } | Form::Table1714 { .. } => Vec::new(),
        _ => events.iter().map(json).collect(),
    };
    match options.form {
        Form::Lines => format!("{}\n", all.join("\n")),
        Form::Array => format!("[{}]", all.join(",\n")),
        Form::Wrapped => format!("{{\"Records\":[{}]}}", all.join(",")),
        Form::Concatenated => all.concat(),
        Form::Table { delimiter, header } => table(events, delimiter, header, false),
        Form::Table1714 { delimiter } => table(events, delimiter, false, true),
    }
    .into_bytes()
}

fn value(event: &Event, column: &str) -> Option<String> {
    let truth = &event.truth;
    match column {
        "ORGANIZATION_ID" => Some(truth.organization.clone()),
        "EVENT_ID" => Some(truth.id.clone()),
        "EVENT_YEAR" => Some(truth.at.format("%Y").to_string()),
        "EVENT_MONTH" => Some(truth.at.format("%Y-%m-01").to_string()),
        "EVENT_DATE" => Some(truth.at.format("%Y-%m-%d").to_string()),
        "EVENT_TIME" => Some(truth.at.format("%Y-%m-%d %H:%M:%S%.3f").to_string()),
        "EVENT_TYPE" => Some(truth.event.clone()),
        "USER_ID" => truth.user.clone(),
        "EMAIL" => truth.email.clone(),
        "APP_ID" => truth.app.clone(),
        _ => event.columns.iter().find(|(name, _)| *name == column).map(|(_, value)| value.clone()),
    }
}

fn json(event: &Event, spelling: Spelling) -> Value {
    let mut object = Map::new();
    for column in COLUMNS {
        let value = value(event, column);
        match spelling {
            Spelling::Upper => {
                object.insert(column.to_owned(), value.into());
            }
            // The parts of the date are of the warehouse; a time has a zone here.
            Spelling::Camel => match (column, value) {
                ("EVENT_YEAR" | "EVENT_MONTH" | "EVENT_DATE", _) | (_, None) => {}
                ("EVENT_TYPE", Some(event)) => {
                    object.insert("type".to_owned(), event.into());
                }
                ("EVENT_TIME", _) => {
                    let at = event.truth.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
                    object.insert("eventTime".to_owned(), at.into());
                }
                (column, Some(value)) => {
                    object.insert(camel(column), value.into());
                }
            },
        }
    }
    if spelling == Spelling::Camel {
        object.insert("kind".to_owned(), if event.is_session { "Session" } else { "Audit" }.into());
    }
    object.into()
}

fn camel(column: &str) -> String {
    let mut words = column.split('_').map(str::to_ascii_lowercase);
    let first = words.next().unwrap_or_default();
    words.fold(first, |name, word| name + &word[..1].to_ascii_uppercase() + &word[1..])
}

fn table(events: &[&Event], delimiter: char, header: bool, of_1714: bool) -> String {
    let mut columns = COLUMNS;
    if of_1714 {
        columns.swap(6, 28);
    }
    let mut text = String::new();
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.map(|cell| quoted(&cell, delimiter)).collect();
        text.push_str(&cells.join(&delimiter.to_string()));
        text.push('\n');
    };
    if header {
        row(&mut columns.iter().map(|column| (*column).to_owned()));
    }
    for event in events {
        row(&mut columns.iter().map(|column| value(event, column).unwrap_or_else(|| "\\N".to_owned())));
    }
    text
}

fn quoted(cell: &str, delimiter: char) -> String {
    if cell.contains([delimiter, '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
