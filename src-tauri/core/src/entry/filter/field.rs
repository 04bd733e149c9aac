//! The fields a filter can name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A field of an entry, by the name used in filters, facets, sorting and exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Field {
    /// When it happened.
    Time,
    /// When the platform recorded it.
    Recorded,
    /// The source's name.
    Source,
    /// The kind of event.
    Kind,
    /// The actor: matches its id, name or e-mail.
    Actor,
    /// The actor's type.
    ActorType,
    /// The masked credential.
    Credential,
    /// What was done.
    Operation,
    /// The target's name.
    Target,
    /// The target's type.
    TargetType,
    /// The server the target belongs to: matches its id or name.
    Server,
    /// success, failure, denied, timeout, unknown.
    Outcome,
    /// The HTTP status.
    Status,
    /// yes, no: an error inside a transport success.
    ToolError,
    /// The platform's error text: substring.
    Error,
    /// How long it took.
    Duration,
    /// The client program's name.
    Client,
    /// The client program's version.
    ClientVersion,
    /// The HTTP user agent.
    UserAgent,
    /// The address without a port.
    Ip,
    /// The protocol session.
    Session,
    /// The request id.
    Request,
    /// complete, redacted, not_fetched, none.
    Payload,
    /// pending, settled, superseded (an earlier version).
    State,
    /// The platform's id of the entry.
    Id,
    /// What else is to be known of it: ambiguous, unparsed, …; an entry can have several.
    Flag,
    /// The place in the ledger.
    Seq,
    /// A reviewer's verdict: open, fine, exception, not_applicable.
    Disposition,
    /// Who gave it.
    Reviewer,
    /// The reviewers' tags.
    Tag,
    /// The reviewers' notes: substring.
    Note,
    /// The samples that it was drawn into.
    Sample,
}

/// What a field's values are, and so which tests it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FieldKind {
    /// Words: equality without case, `*` as wildcard, lists.
    Word,
    /// A closed set of words.
    Choice,
    /// A number with comparisons.
    Number,
    /// A span of time with comparisons; stored in microseconds.
    Duration,
    /// A moment, absolute or relative to now.
    Time,
}

impl Field {
    /// Every field, in the order in which completion offers them.
    pub const ALL: [Self; 32] = [
        Self::Actor,
        Self::Server,
        Self::Operation,
        Self::Target,
        Self::Outcome,
        Self::ToolError,
        Self::Time,
        Self::Duration,
        Self::Status,
        Self::Client,
        Self::Session,
        Self::Source,
        Self::Disposition,
        Self::Tag,
        Self::Note,
        Self::Sample,
        Self::Reviewer,
        Self::Error,
        Self::Payload,
        Self::State,
        Self::Flag,
        Self::Kind,
        Self::Credential,
        Self::Ip,
        Self::UserAgent,
        Self::ClientVersion,
        Self::Request,
        Self::ActorType,
        Self::TargetType,
        Self::Recorded,
        Self::Id,
        Self::Seq,
    ];

    /// The name in filters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Recorded => "recorded",
            Self::Source => "source",
            Self::Kind => "kind",
            Self::Actor => "actor",
            Self::ActorType => "actor_type",
            Self::Credential => "credential",
            Self::Operation => "operation",
            Self::Target => "target",
            Self::TargetType => "target_type",
            Self::Server => "server",
            Self::Outcome => "outcome",
            Self::Status => "status",
            Self::ToolError => "tool_error",
            Self::Error => "error",
            Self::Duration => "duration",
            Self::Client => "client",
            Self::ClientVersion => "client_version",
            Self::UserAgent => "user_agent",
            Self::Ip => "ip",
            Self::Session => "session",
            Self::Request => "request",
            Self::Payload => "payload",
            Self::State => "state",
            Self::Id => "id",
            Self::Flag => "flag",
            Self::Seq => "seq",
            Self::Disposition => "disposition",
            Self::Reviewer => "reviewer",
            Self::Tag => "tag",
            Self::Note => "note",
            Self::Sample => "sample",
        }
    }

    /// What its values are.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Time | Self::Recorded => FieldKind::Time,
            Self::Duration => FieldKind::Duration,
            Self::Status | Self::Seq => FieldKind::Number,
            Self::Outcome | Self::ToolError | Self::Payload | Self::State | Self::Flag | Self::Disposition => {
                FieldKind::Choice
            }
            _ => FieldKind::Word,
        }
    }

    /// Whether reviewers give its values. They come after the evidence and can change at any time.
    pub fn is_reviewers(self) -> bool {
        matches!(self, Self::Disposition | Self::Reviewer | Self::Tag | Self::Note | Self::Sample)
    }

    /// Whether a pattern without a wildcard need only occur in the value: its texts are long.
    pub fn is_prose(self) -> bool {
        matches!(self, Self::Error | Self::Note)
    }

    /// The field of this name; case and `-` for `_` do not matter.
    pub fn named(name: &str) -> Option<Self> {
        let name = Self::spelling(name);
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// A typed name as names are spelled.
    pub(super) fn spelling(name: &str) -> String {
        name.to_ascii_lowercase().replace('-', "_")
    }

    /// The values of a choice, in the order in which they are offered; empty for other kinds.
    pub fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Outcome => &["success", "failure", "denied", "timeout", "unknown"],
            Self::ToolError => &["yes", "no"],
            Self::Payload => &["complete", "redacted", "not_fetched", "none"],
            Self::State => &["pending", "settled", "superseded"],
            Self::Flag => &["ambiguous", "unparsed", "secrets_removed", "own_polling", "guessed_columns"],
            Self::Disposition => &["open", "fine", "exception", "not_applicable"],
            _ => &[],
        }
    }

    /// The word of a choice, as spelled in [`Field::choices`].
    ///
    /// # Errors
    /// With a message that names the choices, if it is none of them.
    pub(super) fn choice(self, typed: &str) -> Result<&'static str, String> {
        let word = Self::spelling(typed);
        let word = match (self, word.as_str()) {
            (Self::ToolError, "true") => "yes",
            (Self::ToolError, "false") => "no",
            (_, word) => word,
        };
        self.choices()
            .iter()
            .copied()
            .find(|choice| *choice == word)
            .ok_or_else(|| format!("{} is one of {}, not “{typed}”.", self.name(), self.choices().join(", ")))
    }
}
