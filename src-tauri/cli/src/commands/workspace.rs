//! Creating, unlocking, telling the state of, and verifying a workspace.

use std::path::{Path, PathBuf};

use auditdesk_core::{
    api::{
        Desk, Folders,
        wire::{CreateWorkspace, Empty, Protection, UnlockWorkspace, WorkspaceState, WorkspaceStatus},
    },
    error::{Error, ErrorCode, Result},
};

use crate::{arguments::Protect, output, secret};

const PASSPHRASE: &str = "AUDITDESK_PASSPHRASE";

/// The core over the folder the user named, or the window's.
pub fn desk(folder: Option<PathBuf>) -> Desk {
    let folders = folder.map_or_else(Folders::default_for_user, Folders::at);
    Desk::new(folders, super::demo::sample_platform())
}

/// Creates a workspace.
pub async fn init(desk: &Desk, protect: Protect, passphrase: Option<&Path>, json: bool) -> Result<()> {
    let request = match protect {
        Protect::Keyring => CreateWorkspace { protection: Protection::Keyring, passphrase: None },
        Protect::Passphrase => {
            let typed = secret::read("passphrase", passphrase, PASSPHRASE)?;
            CreateWorkspace { protection: Protection::Passphrase, passphrase: Some(typed) }
        }
    };
    let status = desk.workspace_create(request).await?;
    print(&status, json);
    Ok(())
}

/// Opens the workspace for the commands that need it.
pub async fn unlock(desk: &Desk, passphrase: Option<&Path>) -> Result<()> {
    let status = desk.workspace_status(Empty {}).await?;
    match (status.state, status.protection) {
        (WorkspaceState::Open, _) => return Ok(()),
        (WorkspaceState::Missing, _) => {
            return Err(Error::new(
                ErrorCode::WorkspaceMissing,
                format!("There is no workspace in {}. Create one with `auditdesk init`.", status.path),
            ));
        }
        (WorkspaceState::Locked, Some(Protection::Passphrase)) => {
            let passphrase = Some(secret::read("passphrase", passphrase, PASSPHRASE)?);
            desk.workspace_unlock(UnlockWorkspace { passphrase }).await?;
        }
        (WorkspaceState::Locked, _) => {
            desk.workspace_unlock(UnlockWorkspace { passphrase: None }).await?;
        }
    }
    Ok(())
}

/// Tells the state of the workspace, and how much is in it where it can be opened without asking.
pub async fn status(desk: &Desk, passphrase: Option<&Path>, json: bool) -> Result<()> {
    let mut status = desk.workspace_status(Empty {}).await?;
    let can_open =
        status.protection == Some(Protection::Keyring) || passphrase.is_some() || std::env::var(PASSPHRASE).is_ok();
    if status.state == WorkspaceState::Locked && can_open {
        unlock(desk, passphrase).await?;
        status = desk.workspace_status(Empty {}).await?;
    }
    print(&status, json);
    Ok(())
}

/// Checks the ledger.
pub async fn verify(desk: &Desk, json: bool) -> Result<()> {
    let verified = desk.verify().await?;
    if json {
        output::json(&verified);
    } else if verified.broken.is_none() {
        output::line(format!("{} entries in {} blocks: the chain holds.", verified.entries, verified.blocks));
        if verified.removed > 0 {
            output::line(format!(
                "{} entries were removed by retention; what is left of them fits the chain.",
                verified.removed
            ));
        }
        output::line(format!("head {}", verified.head));
    }
    match verified.broken {
        None => Ok(()),
        Some(broken) => Err(Error::new(ErrorCode::Corrupt, broken)),
    }
}

fn print(status: &WorkspaceStatus, json: bool) {
    if json {
        output::json(status);
        return;
    }
    let state = match status.state {
        WorkspaceState::Missing => "missing",
        WorkspaceState::Locked => "locked",
        WorkspaceState::Open if status.read_only => "open, read only: another process writes it",
        WorkspaceState::Open => "open",
    };
    output::line(format!("workspace  {}", status.path));
    output::line(format!("state      {state}"));
    if let Some(protection) = status.protection {
        let kept = match protection {
            Protection::Keyring => "in the keyring",
            Protection::Passphrase => "derived from a passphrase",
        };
        output::line(format!("key        {kept}"));
    }
    if let Some(problem) = &status.keyring_problem {
        output::line(format!("keyring    {problem}"));
    }
    if status.state == WorkspaceState::Open {
        output::line(format!("settled    {}", status.settled));
        output::line(format!("pending    {}", status.pending));
        output::line(format!("size       {} bytes", status.bytes));
        output::line(format!("memory     {} bytes", status.memory));
    }
}
