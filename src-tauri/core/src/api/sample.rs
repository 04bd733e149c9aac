//! The sample workspace: stand-in platforms of four kinds, a folder to export to, and nothing to set up.

use std::sync::Arc;

use super::{
    desk::{Desk, SamplePlatforms, blocking},
    wire::{
        AddDestination, AddSource, CredentialInput, Empty, Event, Place, Secret, SourceConfig, SourceRef,
        WorkspaceStatus, WriteOptions, Writer,
    },
};
use crate::{
    error::{Error, ErrorCode, Result},
    store::key::Protect,
};

/// Seconds between automatic syncs of the sample: somebody watches.
const INTERVAL: u32 = 30;

impl Desk {
    /// Opens a fresh sample workspace with its stand-in platforms and a local folder to export to, and starts their first syncs.
    pub async fn sample_open(&self, _: Empty) -> Result<WorkspaceStatus> {
        if self.inner.open.read().await.as_ref().is_some_and(|opened| opened.sample.is_some()) {
            return self.workspace_status(Empty {}).await;
        }
        let (workspace, deps) = (self.sample_workspace(), self.deps());
        let folder = self.inner.parts.folders.sample.clone();
        let (exports, written) = (folder.join("exports"), folder.join("platforms"));
        self.close_open().await;
        let made = [exports.clone(), written.clone()];
        let store = blocking(move || {
            // Only ever this folder, which holds nothing but an earlier sample.
            match std::fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(sample_folder(&error)),
                _ => {}
            }
            let store = workspace.create(Protect::Keyring, deps)?;
            for folder in made {
                std::fs::create_dir_all(&folder).map_err(|error| sample_folder(&error))?;
            }
            Ok(store)
        })
        .await?;
        let platforms = (self.inner.parts.start_sample)(written).await.map_err(|error| {
            Error::new(ErrorCode::Io, format!("The sample's platforms could not start: {error}.")).because(error)
        })?;
        let sources = sources(&platforms);
        self.install(store, Some(Arc::new(platforms))).await;
        self.destination_add(AddDestination {
            name: "Sample folder".into(),
            place: Place::Folder { path: exports.display().to_string() },
            credential: CredentialInput::None,
            expires: None,
            options: WriteOptions::default(),
            prefix: String::new(),
        })
        .await?;
        for source in sources {
            let added = self.source_add(source).await?;
            self.source_sync(SourceRef { id: added.id }).await?;
        }
        self.workspace_status(Empty {}).await
    }

    /// Closes the sample workspace; the user's own stays locked until it is opened.
    pub async fn sample_close(&self, _: Empty) -> Result<WorkspaceStatus> {
        if self.opened().await?.sample.is_some() {
            self.close_open().await;
            self.tell(Event::Workspace);
        }
        self.workspace_status(Empty {}).await
    }
}

/// The sources of the sample.
fn sources(platforms: &SamplePlatforms) -> Vec<AddSource> {
    let key = |secret: &Secret| CredentialInput::ApiKey { key: Secret::new(secret.expose().to_owned()) };
    let folder = |path: &std::path::Path, writer, prefix: &str| SourceConfig::Bucket {
        writer,
        place: Place::Folder { path: path.display().to_string() },
        prefix: prefix.to_owned(),
        log: None,
    };
    let (obot, obot_key) = &platforms.obot;
    let (podwarden, token, own_token) = &platforms.podwarden;
    let add =
        |name: &str, config, credential, interval_s| AddSource { name: name.into(), config, credential, interval_s };
    vec![
        add("Sample Obot", SourceConfig::Obot { url: obot.clone(), ca_pem: String::new() }, key(obot_key), None),
        add(
            "Sample PodWarden",
            SourceConfig::Podwarden { url: podwarden.clone(), ca_pem: String::new(), own_token: own_token.clone() },
            key(token),
            Some(INTERVAL),
        ),
        add(
            "Sample Airbyte",
            folder(&platforms.airbyte, Writer::Airbyte, "audit-logging"),
            CredentialInput::None,
            Some(INTERVAL),
        ),
        add("Sample Airkit", folder(&platforms.airkit, Writer::Airkit, ""), CredentialInput::None, Some(INTERVAL)),
    ]
}

fn sample_folder(error: &std::io::Error) -> Error {
    Error::new(ErrorCode::Io, format!("The folder of the sample workspace cannot be made: {error}."))
}
