//! Destinations: add, change, list, test, remove; who this machine is, and what to set up.

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            AddDestination, CheckResult, Conclusion, CredentialInput, DestinationInfo, DestinationRef,
            DestinationSetup, Empty, FindIdentity, Place, Rights, TestDestination, UpdateDestination, WriteOptions,
        },
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;

use super::{new_source::wrong, place, source::with_lines};
use crate::{
    arguments::{DestinationCommand, PlaceArguments, SecretArguments, WriteArguments},
    output,
};

/// The environment variable with a destination's secret.
const SECRET_KEY: &str = "AUDITDESK_SECRET_KEY";

/// Carries out a command on destinations.
pub async fn run(desk: &Desk, command: DestinationCommand, json: bool) -> Result<()> {
    match command {
        DestinationCommand::Add { name, place, write, secret } => {
            let place = place::described(place)?.ok_or_else(nowhere)?;
            let credential = credential(&place, &secret)?;
            let expires = secret.expires.as_deref().map_or(Ok(None), place::expiry)?;
            let options = place::written(WriteOptions::default(), &write)?;
            let prefix = write.prefix.unwrap_or_default();
            let request = AddDestination { name, place, credential, expires, prefix, options };
            let added = desk.destination_add(request).await?;
            if json {
                output::json(&added);
            } else {
                output::line(format!("Added destination {}. Next: auditdesk destination test {0}", added.name));
            }
        }
        DestinationCommand::Edit { name, rename, place, write, new_secret, secret } => {
            let stored = find(desk, &name).await?;
            let id = stored.id;
            let to = edited(stored, rename, place, &write, new_secret, &secret)?;
            let changed = desk.destination_update(UpdateDestination { id, to }).await?;
            if json {
                output::json(&changed);
            } else {
                output::line(format!("Changed destination {}. Next: auditdesk destination test {0}", changed.name));
            }
        }
        DestinationCommand::Identity { name, place } => identity(desk, name, place, json).await?,
        DestinationCommand::Setup { name, place, write } => setup(desk, name, place, &write, json).await?,
        DestinationCommand::List => list(&desk.destination_list(Empty {}).await?, json),
        DestinationCommand::Test { due: true, .. } => test_due(desk, json).await?,
        DestinationCommand::Test { name, leave, markdown, due: false } => {
            let destination = find(desk, &name.ok_or_else(|| wrong("Name a destination."))?).await?;
            let result = test(desk, &destination, leave, json || markdown).await?;
            if markdown {
                output::exact(result.markdown.trim_end());
            }
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

fn nowhere() -> Error {
    wrong("Say where: --bucket, --gcs-bucket, --azure-account with --azure-container, or --folder.")
}

fn credential(place: &Place, secret: &SecretArguments) -> Result<CredentialInput> {
    place::credential(place, secret.secret_file.as_deref(), SECRET_KEY, secret.session_token_file.as_deref())
}

/// The new state of a destination: what the options do not name stays.
fn edited(
    stored: DestinationInfo,
    rename: Option<String>,
    options: PlaceArguments,
    write: &WriteArguments,
    new_secret: bool,
    secret: &SecretArguments,
) -> Result<AddDestination> {
    let place = place::changed(stored.place.clone(), options)?;
    // Another key or application has another secret.
    let same_identity = signs_in(&place) == signs_in(&stored.place);
    let keep = stored.has_secret && same_identity && !new_secret && secret.secret_file.is_none();
    let credential = if keep { CredentialInput::Stored } else { credential(&place, secret)? };
    let expires = match &secret.expires {
        Some(typed) => place::expiry(typed)?,
        None => stored.expires.filter(|_| keep),
    };
    Ok(AddDestination {
        name: rename.unwrap_or(stored.name),
        place,
        credential,
        expires,
        prefix: write.prefix.clone().unwrap_or(stored.prefix),
        options: place::written(stored.options, write)?,
    })
}

/// Whose secret a place needs.
fn signs_in(place: &Place) -> [&str; 3] {
    match place {
        Place::S3 { access_key_id, .. } => [access_key_id, "", ""],
        Place::Azure { account, tenant_id, client_id, .. } => [account, tenant_id, client_id],
        Place::Gcs { .. } | Place::Folder { .. } => [""; 3],
    }
}

/// The place of a stored destination, or the one that the options describe.
async fn meant(desk: &Desk, name: Option<String>, options: PlaceArguments) -> Result<(Place, Option<DestinationInfo>)> {
    match name {
        None => Ok((place::described(options)?.ok_or_else(nowhere)?, None)),
        Some(name) => {
            let stored = find(desk, &name).await?;
            Ok((place::changed(stored.place.clone(), options)?, Some(stored)))
        }
    }
}

/// Says who this machine is.
async fn identity(desk: &Desk, name: Option<String>, options: PlaceArguments, json: bool) -> Result<()> {
    let (place, _) = meant(desk, name, options).await?;
    let found = desk.identity_find(FindIdentity { place }).await?;
    if json {
        output::json(&found);
        return Ok(());
    }
    output::line(format!("who      {}", found.who));
    output::line(format!("from     {}", found.origin));
    if let Some(region) = &found.region {
        output::line(format!("region   {region}"));
    }
    if let Some(at) = found.expires {
        output::line(format!("expires  {}", output::moment(at, UTC)));
    }
    Ok(())
}

/// Prints what to set up at the cloud.
async fn setup(
    desk: &Desk,
    name: Option<String>,
    options: PlaceArguments,
    write: &WriteArguments,
    json: bool,
) -> Result<()> {
    let (place, stored) = meant(desk, name, options).await?;
    let (prefix, options) = stored.map(|stored| (stored.prefix, stored.options)).unwrap_or_default();
    let prefix = write.prefix.clone().unwrap_or(prefix);
    let options = place::written(options, write)?;
    let needs = desk.destination_setup(DestinationSetup { place, prefix, options }).await?;
    print_rights(&needs.rights, json);
    if !json {
        output::line(format!("\nA key now: {}", needs.key));
    }
    Ok(())
}

/// Prints rights, ready to paste.
pub fn print_rights(rights: &Rights, json: bool) {
    if json {
        output::json(rights);
        return;
    }
    output::line(&rights.summary);
    for paste in &rights.pastes {
        output::line(format!("\n{}:\n{}", paste.title, paste.text));
    }
}

/// Tests a destination, printing each line as it comes.
pub async fn test(desk: &Desk, destination: &DestinationInfo, leave: bool, quiet: bool) -> Result<CheckResult> {
    let credential = if destination.has_secret { CredentialInput::Stored } else { CredentialInput::None };
    let request = TestDestination {
        id: Some(destination.id),
        place: destination.place.clone(),
        credential,
        expires: destination.expires,
        prefix: destination.prefix.clone(),
        options: destination.options.clone(),
        leave,
        ticket: 2,
    };
    with_lines(desk, quiet, desk.destination_test(request)).await
}

/// Tests those in use that are due.
async fn test_due(desk: &Desk, json: bool) -> Result<()> {
    let tested = desk.test_due().await?;
    if json {
        output::json(&tested);
    } else if tested.is_empty() {
        output::line("No destination is due.");
    }
    let mut failed = Vec::new();
    for (destination, result) in tested.iter().filter_map(|one| Some((one, &one.last_test.as_ref()?.0))) {
        if !json {
            output::line(format!("{}: {}", destination.name, result.summary));
        }
        if matches!(result.conclusion, Conclusion::Fails | Conclusion::Unknown) {
            failed.push(format!("{}: {}", destination.name, result.summary));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Error::new(ErrorCode::StorageUnreachable, failed.join(" ")))
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

fn list(destinations: &[DestinationInfo], json: bool) {
    if json {
        output::json(&destinations);
        return;
    }
    let rows = destinations.iter().map(|destination| {
        let kind = match &destination.place {
            Place::S3 { endpoint, .. } if endpoint.is_empty() => "Amazon S3",
            Place::S3 { .. } => "S3-compatible",
            Place::Gcs { .. } => "Google",
            Place::Azure { .. } => "Azure",
            Place::Folder { .. } => "folder",
        };
        let test = destination.last_test.as_ref().map_or("never".to_owned(), |(result, at)| {
            format!("{} {}", verdict(result.conclusion), output::moment(*at, UTC))
        });
        let expires = destination.expires.map(|at| output::moment(at, UTC)).unwrap_or_default();
        [destination.name.clone(), kind.to_owned(), destination.place.address(&destination.prefix), test, expires]
    });
    output::table(["NAME", "KIND", "ADDRESS", "LAST TEST", "SECRET ENDS"], rows, "No destinations yet.");
}

fn verdict(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Works => "works",
        Conclusion::WriteOnly => "works, write-only",
        Conclusion::Unsafe => "works, unsafe",
        Conclusion::Fails => "FAILS",
        Conclusion::Unknown => "unknown",
    }
}
