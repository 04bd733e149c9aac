//! From options to the configuration of a source.

use std::path::Path;

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, Mapping, SourceConfig, Writer},
    },
    error::{Error, ErrorCode, Result},
};

use super::{place, source::find};
use crate::arguments::{NewSource, Platform};

/// The configuration that the options describe.
pub async fn config(desk: &Desk, new: NewSource) -> Result<SourceConfig> {
    if let Some(url) = new.url {
        let ca_pem = new.place.ca.as_deref().map_or(Ok(String::new()), place::pem)?;
        return match new.platform {
            Platform::Obot => Ok(SourceConfig::Obot { url, ca_pem }),
            Platform::Podwarden => {
                Ok(SourceConfig::Podwarden { url, ca_pem, own_token: new.own_token.unwrap_or_default() })
            }
            Platform::Airbyte => {
                let organization_id = new
                    .organization
                    .ok_or_else(|| wrong("The API of Airbyte wants an organization. Add --organization ID."))?;
                Ok(SourceConfig::Airbyte { url, organization_id, ca_pem })
            }
            Platform::Airkit | Platform::Auditdesk | Platform::Mapped => Err(wrong(
                "This platform is read from a bucket or a folder. Give --folder or --bucket instead of --url.",
            )),
        };
    }
    let place = place::described(new.place)?.ok_or_else(|| {
        wrong(
            "Say where the log is: --url, --folder, --bucket, --gcs-bucket, or --azure-account with --azure-container.",
        )
    })?;
    let writer = writer(desk, new.platform, new.mapping.as_deref()).await?;
    Ok(SourceConfig::Bucket { writer, place, prefix: new.prefix, log: log(desk, new.log.as_deref()).await? })
}

/// Who wrote objects or files.
pub async fn writer(desk: &Desk, platform: Platform, of_mapping: Option<&str>) -> Result<Writer> {
    Ok(match platform {
        Platform::Obot => Writer::Obot,
        Platform::Airbyte => Writer::Airbyte,
        Platform::Airkit => Writer::Airkit,
        Platform::Auditdesk => Writer::Auditdesk,
        Platform::Mapped => {
            let named =
                of_mapping.ok_or_else(|| wrong("A mapping is needed. Add --mapping FILE or --mapping NAME."))?;
            Writer::Mapped { mapping: mapping(desk, named).await? }
        }
        Platform::Podwarden => return Err(wrong("PodWarden is asked over HTTP. Give --url.")),
    })
}

/// A mapping from a file, else the saved one of that name.
async fn mapping(desk: &Desk, named: &str) -> Result<Mapping> {
    if Path::new(named).is_file() {
        return read_mapping(Path::new(named));
    }
    let saved = desk.mapping_list(Empty {}).await?;
    let names: Vec<&str> = saved.iter().map(|saved| saved.name.as_str()).collect();
    let unknown = || {
        let known =
            if names.is_empty() { "None is saved yet.".into() } else { format!("Saved: {}.", names.join(", ")) };
        Error::new(ErrorCode::NotFound, format!("{named} is neither a file nor a saved mapping. {known}"))
    };
    saved.iter().find(|saved| saved.name == named).map(|saved| saved.mapping.clone()).ok_or_else(unknown)
}

/// A mapping from a JSON file.
pub fn read_mapping(file: &Path) -> Result<Mapping> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Error::new(ErrorCode::Io, format!("The mapping {shown} cannot be read: {error}.")))?;
    serde_json::from_str(&text).map_err(|error| wrong(format!("The mapping {shown} is not right: {error}.")))
}

/// The source of this name, whose log something is another copy of.
pub async fn log(desk: &Desk, name: Option<&str>) -> Result<Option<u32>> {
    match name {
        Some(name) => Ok(Some(find(desk, name).await?.id)),
        None => Ok(None),
    }
}

pub fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorCode::WrongUse, message)
}
