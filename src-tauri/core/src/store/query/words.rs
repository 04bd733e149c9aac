//! Which fields are words of a dictionary of their own.

use crate::{entry::filter::Field, store::columns::segment::Word};

/// The dictionary of a field whose values are its words as they stand; `None` for a field that is made of them, or of something else.
pub(super) fn dictionary(field: Field) -> Option<Word> {
    Some(match field {
        Field::Kind => Word::Kind,
        Field::Credential => Word::Credential,
        Field::Operation => Word::Operation,
        Field::Target => Word::Target,
        Field::TargetType => Word::TargetType,
        Field::Error => Word::Error,
        Field::Client => Word::Client,
        Field::ClientVersion => Word::ClientVersion,
        Field::UserAgent => Word::UserAgent,
        Field::Ip => Word::Ip,
        Field::Session => Word::Session,
        _ => return None,
    })
}
