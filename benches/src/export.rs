//! Exporting, by the same commands that the window calls.

use std::{path::Path, time::Duration};

use auditdesk_core::{
    api::wire::{
        AddDestination, CredentialInput, Empty, Format, Output, Place, RunRef, RunState, StartExport, WriteOptions,
    },
    error::{Error, ErrorCode, Result},
};
use serde::Serialize;

use crate::{
    usage::{Stopwatch, Usage},
    workspace,
};

/// The name of the destination and of the exports.
const NAME: &str = "bench";

/// What an export wrote.
#[derive(Clone, Debug, Serialize)]
pub struct Exported {
    /// Lines.
    pub rows: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The file.
    pub file: String,
    /// From the command to the end of the run.
    #[serde(flatten)]
    pub usage: Usage,
}

/// Exports what matches `filter` from the workspace in `folder` into the folder `to`, payloads included.
pub async fn export(folder: &Path, filter: &str, to: &Path, format: Format) -> Result<Exported> {
    std::fs::create_dir_all(to)
        .map_err(|e| Error::new(ErrorCode::Io, format!("{} cannot be made: {e}.", to.display())))?;
    let desk = workspace::desk(folder).await?;
    let path = std::path::absolute(to).unwrap_or_else(|_| to.to_owned()).display().to_string();
    let known = desk.destination_list(Empty {}).await?.into_iter().find(|known| known.name == NAME);
    let destination = if let Some(known) = known {
        known.id
    } else {
        let new = AddDestination {
            name: NAME.to_owned(),
            place: Place::Folder { path },
            credential: CredentialInput::None,
            expires: None,
            prefix: String::new(),
            options: WriteOptions::default(),
        };
        desk.destination_add(new).await?.id
    };
    let watch = Stopwatch::start();
    let request = StartExport {
        name: format!("{NAME}-{}", std::process::id()),
        filter: filter.to_owned(),
        zone: String::new(),
        destination,
        output: Output { format, payload: true, ..Output::default() },
        allow_empty: true,
    };
    let mut run = desk.export_start(request).await?;
    while run.state == RunState::Running {
        tokio::time::sleep(Duration::from_millis(2)).await;
        run = desk.run_show(RunRef { id: run.id }).await?;
    }
    let usage = watch.usage();
    desk.drain().await;
    match (run.state, run.error) {
        (RunState::Done | RunState::Empty, _) => {
            let file = run.objects.into_iter().next().map(|object| object.location).unwrap_or_default();
            Ok(Exported { rows: run.rows, bytes: run.bytes, file, usage })
        }
        (state, error) => Err(Error::new(ErrorCode::Internal, format!("The export ended as {state:?}: {error:?}."))),
    }
}
