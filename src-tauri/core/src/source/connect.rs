//! From a configuration to a source: where a platform is registered.

use std::sync::Arc;

use super::{
    Source, SourceDeps, airbyte, airkit, auditdesk, mapped,
    objects::{Format, Objects},
    obot, podwarden,
};
use crate::{
    api::wire::{FileInspected, Mapping, SourceConfig, Writer},
    entry::SourceId,
    error::Result,
    secret::Secret,
};

/// The source that `config` describes; its records carry `id`. Connects to nothing yet.
///
/// # Errors
/// `wrong_use` for a configuration or a credential that cannot be right.
pub fn connect(
    id: SourceId,
    config: &SourceConfig,
    credential: Option<Secret>,
    deps: SourceDeps,
) -> Result<Box<dyn Source>> {
    match config {
        SourceConfig::Obot { url, ca_pem } => Ok(Box::new(obot::Obot::new(id, url, ca_pem, credential, deps)?)),
        SourceConfig::Bucket { writer, place, prefix, log } => {
            let format = format(writer, log.is_none())?;
            Ok(Box::new(Objects::new(log.unwrap_or(id), place, prefix, format, credential, deps)?))
        }
        SourceConfig::Files { writer, log } => {
            Ok(Box::new(Objects::files(log.unwrap_or(id), format(writer, log.is_none())?, deps)))
        }
        SourceConfig::Podwarden { url, ca_pem, own_token } => {
            Ok(Box::new(podwarden::Podwarden::new(id, url, ca_pem, own_token, credential, deps)?))
        }
        SourceConfig::Airbyte { url, organization_id, ca_pem } => {
            Ok(Box::new(airbyte::Airbyte::new(id, url, organization_id, ca_pem, credential, deps)?))
        }
    }
}

/// How the objects of a writer are read. `own`: into a log of its own, not as another copy of one.
///
/// # Errors
/// `wrong_use` for a mapping that cannot be right.
pub fn format(writer: &Writer, own: bool) -> Result<Arc<dyn Format>> {
    Ok(match writer {
        Writer::Airbyte => Arc::new(airbyte::AirbyteFormat),
        Writer::Airkit => Arc::new(airkit::AirkitFormat),
        Writer::Obot => Arc::new(obot::ObotExportFormat),
        Writer::Auditdesk => Arc::new(auditdesk::AuditdeskFormat::new(own)),
        Writer::Mapped { mapping } => Arc::new(mapped::MappedFormat::new(mapping)?),
    })
}

/// What is in a file of so many bytes that begins with `head`, packed as it is.
///
/// # Errors
/// `wrong_use` for a mapping that cannot be right.
pub fn inspect(bytes: u64, head: &[u8], writer: Option<&Writer>) -> Result<FileInspected> {
    mapped::inspect(bytes, head, writer)
}

/// Whether a mapping can be right.
///
/// # Errors
/// `wrong_use` that says why not.
pub fn check_mapping(mapping: &Mapping) -> Result<()> {
    mapped::check(mapping)
}
