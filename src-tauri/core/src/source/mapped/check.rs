//! Whether a mapping can be right.

use chrono_tz::Tz;

use super::plan::{Form, dialect};
use crate::{
    api::wire::{MappedField, Mapping},
    error::{Error, ErrorCode, Result},
};

/// The longest name that a dialect may have: it is stored with every record.
const LONGEST: usize = 16 << 10;

/// Whether a mapping can be right.
///
/// # Errors
/// `wrong_use` that names everything that is not.
pub(crate) fn check(mapping: &Mapping) -> Result<()> {
    let mut wrong = Vec::new();
    if !mapping.fields.contains_key(&MappedField::Time) {
        wrong.push("Say where the time is: no entry is without one.".to_owned());
    }
    if mapping.constants.contains_key(&MappedField::Time) || mapping.constants.contains_key(&MappedField::Id) {
        wrong.push("A time or an id that is the same for all records says nothing; leave it out.".to_owned());
    }
    for (field, pointer) in &mapping.fields {
        if !is_pointer(pointer) {
            wrong.push(format!(
                "\"{pointer}\" of {} is no pointer. Write /name, /outer/inner or /list/0.",
                word(*field)
            ));
        }
    }
    let decoded = mapping.decode.iter().filter(|pointer| !is_pointer(pointer));
    wrong.extend(
        decoded.map(|pointer| format!("\"{pointer}\", to be decoded, is no pointer. Write /name or /outer/inner.")),
    );
    if !mapping.items.is_empty() && !is_pointer(&mapping.items) {
        wrong.push(format!(
            "\"{}\", where the records are, is no pointer. Write /Records or leave it empty.",
            mapping.items
        ));
    }
    if !mapping.zone.is_empty() && mapping.zone.parse::<Tz>().is_err() {
        wrong.push(format!(
            "\"{}\" is no time zone. Write one like Europe/Berlin, or leave it empty for UTC.",
            mapping.zone
        ));
    }
    if dialect(Form::Redacted, mapping).len() > LONGEST {
        wrong.push("The mapping is too long: 16 KB are the most.".to_owned());
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Error::new(ErrorCode::WrongUse, format!("The mapping cannot be right. {}", wrong.join(" "))))
}

/// A JSON pointer to something within a document.
fn is_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1).all(|after| after.starts_with(['0', '1']));
    text.len() > 1 && text.starts_with('/') && escapes
}

/// A field as it is spelled in a mapping.
pub(super) fn word(field: MappedField) -> String {
    serde_json::to_value(field).ok().and_then(|word| Some(word.as_str()?.to_owned())).unwrap_or_default()
}
