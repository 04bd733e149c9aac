//! Destinations: add, list, test, remove.

use std::path::Path;

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            AddDestination, CheckResult, DestinationConfig, DestinationInfo, DestinationRef, DestinationSecret, Empty,
            TestDestination,
        },
    },
    error::{Error, ErrorCode, Result},
};

use super::source::with_lines;
use crate::{arguments::DestinationCommand, output, secret};

/// Carries out a command on destinations.
pub async fn run(desk: &Desk, command: DestinationCommand, json: bool) -> Result<()> {
    match command {
        DestinationCommand::Add {
            name,
            folder,
            bucket,
            endpoint,
            region,
            path_style,
            ca,
            access_key_id,
            secret_file,
            prefix,
        } => {
            let (config, secret) = match (folder, bucket, access_key_id) {
                (Some(folder), ..) => {
                    let path = std::path::absolute(&folder).map_err(|error| {
                        Error::new(ErrorCode::WrongUse, format!("{} is not a path: {error}.", folder.display()))
                    })?;
                    (DestinationConfig::Folder { path: path.display().to_string() }, DestinationSecret::None)
                }
                (None, Some(bucket), Some(access_key_id)) => {
                    let key = secret::read("secret access key", secret_file.as_deref(), "AUDITDESK_SECRET_KEY")?;
                    let ca_pem = pem(ca.as_deref())?;
                    let config = DestinationConfig::S3 { endpoint, region, bucket, path_style, access_key_id, ca_pem };
                    (config, DestinationSecret::SecretKey { key })
                }
                _ => {
                    return Err(Error::new(
                        ErrorCode::WrongUse,
                        "Name a --folder, or a --bucket with --access-key-id.",
                    ));
                }
            };
            let added = desk.destination_add(AddDestination { name, config, secret, prefix }).await?;
            if json {
                output::json(&added);
            } else {
                output::line(format!("Added destination {}. Next: auditdesk destination test {0}", added.name));
            }
        }
        DestinationCommand::List => list(&desk.destination_list(Empty {}).await?, json),
        DestinationCommand::Test { name } => {
            let destination = find(desk, &name).await?;
            let result = test(desk, &destination, json).await?;
            output::check_result(&result, ErrorCode::StorageUnreachable, json)?;
        }
        DestinationCommand::Remove { name } => {
            let destination = find(desk, &name).await?;
            desk.destination_remove(DestinationRef { id: destination.id }).await?;
            if json {
                output::json(&Empty {});
            } else {
                output::line(format!("Removed destination {name} and its secret. What was written there stays."));
            }
        }
    }
    Ok(())
}

/// Tests a destination, printing each line as it comes.
pub async fn test(desk: &Desk, destination: &DestinationInfo, quiet: bool) -> Result<CheckResult> {
    let secret = if destination.has_secret { DestinationSecret::Stored } else { DestinationSecret::None };
    let request = TestDestination {
        id: Some(destination.id),
        config: destination.config.clone(),
        secret,
        prefix: destination.prefix.clone(),
        ticket: 2,
    };
    with_lines(desk, quiet, desk.destination_test(request)).await
}

/// The destination with this name.
pub async fn find(desk: &Desk, name: &str) -> Result<DestinationInfo> {
    let destinations = desk.destination_list(Empty {}).await?;
    let names: Vec<_> = destinations.iter().map(|destination| destination.name.clone()).collect();
    destinations.into_iter().find(|destination| destination.name == name).ok_or_else(|| {
        let known =
            if names.is_empty() { "There is none yet.".to_owned() } else { format!("Known: {}.", names.join(", ")) };
        Error::new(ErrorCode::NotFound, format!("There is no destination named {name}. {known}"))
    })
}

/// The text of a PEM file; empty where none is named.
pub fn pem(file: Option<&Path>) -> Result<String> {
    file.map_or(Ok(String::new()), |file| {
        std::fs::read_to_string(file).map_err(|error| {
            Error::new(ErrorCode::Io, format!("The certificate file {} cannot be read: {error}.", file.display()))
        })
    })
}

fn list(destinations: &[DestinationInfo], json: bool) {
    if json {
        output::json(&destinations);
        return;
    }
    let rows = destinations.iter().map(|destination| {
        let place = match &destination.config {
            DestinationConfig::S3 { endpoint, bucket, .. } if endpoint.is_empty() => format!("s3://{bucket}"),
            DestinationConfig::S3 { endpoint, bucket, .. } => format!("s3://{bucket} at {endpoint}"),
            DestinationConfig::Folder { path } => path.clone(),
        };
        let test = destination.last_test.map_or("never".to_owned(), |(verdict, at)| {
            format!("{} {}", format!("{verdict:?}").to_lowercase(), output::moment(at, chrono_tz::UTC))
        });
        [destination.name.clone(), place, destination.prefix.clone(), test]
    });
    output::table(["NAME", "PLACE", "PREFIX", "LAST TEST"], rows, "No destinations yet.");
}
