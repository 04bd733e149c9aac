//! What rights a source needs, ready to paste, before it is added.

use super::{
    desk::Desk,
    wire::{Paste, ReadRights, Rights, SourceConfig},
};
use crate::{
    error::Result,
    storage::setup::{self, Purpose},
};

impl Desk {
    /// What rights a source needs.
    pub async fn source_rights(&self, request: ReadRights) -> Result<Rights> {
        Ok(rights_of(&request.config))
    }
}

fn rights_of(config: &SourceConfig) -> Rights {
    let (summary, pastes) = match config {
        SourceConfig::Bucket { place, prefix, .. } => return setup::rights(place, Purpose::Read { prefix }),
        SourceConfig::Obot { .. } => (
            "An API key of a user with the Auditor role, whose scope includes MCP audit logs. Without Auditor the payloads stay away and are marked as redacted.",
            Vec::new(),
        ),
        SourceConfig::Podwarden { url, .. } => (
            "A token with the role viewer or admin: an operator may not read the audit lists. Auditdesk only reads. PodWarden logs every request made with a pwm_ token, so use one token for nothing else.",
            vec![Paste { title: "Command".into(), text: podwarden_token(url) }],
        ),
        SourceConfig::Airbyte { .. } => (
            "A bearer token of an organization administrator, in an organization with the audit log feature.",
            Vec::new(),
        ),
        SourceConfig::Files { .. } => ("The right of this user to read the files.", Vec::new()),
    };
    Rights { summary: summary.to_owned(), pastes }
}

/// <https://podwarden.com/docs/mcp/audit>: the answer has the token once.
fn podwarden_token(url: &str) -> String {
    let url = match url.trim().trim_end_matches('/') {
        "" => "https://PODWARDEN",
        url => url,
    };
    format!(
        "curl -X POST {url}/api/v1/settings/mcp-tokens \\\n  -H \"Authorization: Bearer $ADMIN_TOKEN\" -H 'Content-Type: application/json' \\\n  -d '{{\"name\":\"auditor-desktop\",\"role\":\"viewer\",\"expiry_days\":90}}'"
    )
}
