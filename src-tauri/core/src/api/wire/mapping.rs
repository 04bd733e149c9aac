//! Mappings: where the fields of an entry are in records of a shape that Auditdesk does not know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::entry::Status;

/// Where the fields are in one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Mapping {
    /// A JSON pointer to the array of records within a document, `/Records`; empty: the document is an array, or one record.
    pub items: String,
    /// A JSON pointer per field, into one record; a column of a CSV file is `/its name`. `time` is needed.
    pub fields: BTreeMap<MappedField, String>,
    /// A value for a field that the records do not have.
    pub constants: BTreeMap<MappedField, String>,
    /// Words (or `true`, `200`, …) at the outcome's pointer and what they mean. Others are read as booleans and HTTP statuses, else unknown.
    pub outcomes: BTreeMap<String, Status>,
    /// The unit of the duration.
    pub duration_unit: DurationUnit,
    /// The zone of times that state none, an IANA name; empty: UTC.
    pub zone: String,
    /// Pointers to strings that hold JSON text to be decoded before anything else is read.
    pub decode: Vec<String>,
    /// Remove secrets before anything is stored, by the names of their keys.
    pub redact: bool,
}

/// A field that can be mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MappedField {
    /// The platform's id; without one, the SHA-256 of the record is its id.
    Id,
    /// When it happened.
    Time,
    /// When it was recorded.
    Recorded,
    /// The kind of event.
    Kind,
    /// The actor's type.
    ActorType,
    /// The actor's id.
    ActorId,
    /// The actor's name.
    ActorName,
    /// The actor's e-mail address.
    ActorEmail,
    /// The credential used.
    Credential,
    /// What was done.
    Operation,
    /// The target's type.
    TargetType,
    /// The target's id.
    TargetId,
    /// The target's name.
    TargetName,
    /// The id of the server the target belongs to.
    ServerId,
    /// The name of the server the target belongs to.
    ServerName,
    /// How it ended.
    Outcome,
    /// The HTTP status.
    HttpStatus,
    /// The reason.
    Reason,
    /// The error text.
    Error,
    /// How long it took.
    Duration,
    /// The client program's name.
    Client,
    /// The client program's version.
    ClientVersion,
    /// The HTTP user agent.
    UserAgent,
    /// The address.
    Ip,
    /// The session.
    Session,
    /// The request.
    Request,
}

/// The unit of a number that is a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DurationUnit {
    /// Thousandths of a second.
    #[default]
    Milliseconds,
    /// Millionths of a second.
    Microseconds,
    /// Seconds.
    Seconds,
}
