//! The fields for menus, columns and help.

use super::Field;
use crate::api::wire::FieldInfo;

/// Every field with its heading and help, in the order of [`Field::ALL`].
pub fn field_infos() -> Vec<FieldInfo> {
    Field::ALL
        .into_iter()
        .map(|field| {
            let (label, help, facet) = about(field);
            let (label, help) = (label.to_owned(), help.to_owned());
            FieldInfo { field, kind: field.kind(), label, help, sortable: true, facet }
        })
        .collect()
}

/// Heading, one sentence, and whether its values are few enough to be worth counting.
fn about(field: Field) -> (&'static str, &'static str, bool) {
    match field {
        Field::Actor => ("Actor", "Who did it: id, name or e-mail address.", true),
        Field::Server => ("Server", "The server that the target belongs to: id or name.", true),
        Field::Operation => ("Operation", "What was done, for example tools/call.", true),
        Field::Target => ("Target", "The tool, resource or prompt acted upon.", true),
        Field::Outcome => ("Outcome", "How it ended, as the platform says.", true),
        Field::ToolError => ("Tool error", "Whether the answer holds an error that the platform calls success.", true),
        Field::Time => ("Time", "When it happened.", false),
        Field::Duration => ("Duration", "How long it took.", false),
        Field::Status => ("Status", "The HTTP status.", true),
        Field::Client => ("Client", "The program that acted for the actor.", true),
        Field::Session => ("Session", "The protocol session.", true),
        Field::Source => ("Source", "Where the entry comes from.", true),
        Field::Error => ("Error", "The platform's error text; any part of it matches.", false),
        Field::Payload => ("Payload", "How much of the request and response is here.", true),
        Field::State => ("State", "Pending, settled, or superseded by a later version.", true),
        Field::Flag => ("Flag", "What else is to be known of it: ambiguous, unparsed, secrets removed, ….", true),
        Field::Kind => ("Kind", "The platform's word for the kind of event.", true),
        Field::Credential => ("Credential", "The credential used, masked.", true),
        Field::Ip => ("IP address", "Where the request came from.", true),
        Field::UserAgent => ("User agent", "The HTTP user agent.", true),
        Field::ClientVersion => ("Client version", "The version of the client program.", true),
        Field::Request => ("Request", "The request id within the session.", false),
        Field::ActorType => ("Actor type", "User, device, credential or agent.", true),
        Field::TargetType => ("Target type", "Server, tool, resource or prompt.", true),
        Field::Recorded => ("Recorded", "When the platform recorded it.", false),
        Field::Id => ("Id", "The platform's id of the entry.", false),
        Field::Seq => ("Ledger place", "The place in this workspace's ledger.", false),
        Field::Disposition => ("Disposition", "A reviewer's verdict: open, fine, exception, not applicable.", true),
        Field::Reviewer => ("Reviewer", "Who gave the disposition.", true),
        Field::Tag => ("Tag", "What reviewers tagged it with.", true),
        Field::Note => ("Note", "What reviewers wrote on it; any part of it matches.", false),
        Field::Sample => ("Sample", "The samples it was drawn into.", true),
    }
}
