//! The one error of the core. The wire carries its closed [`ErrorCode`]; nobody matches on message text.

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

/// What went wrong, for programs. A code exists only where a caller acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ErrorCode {
    /// The request itself is wrong: a bad value, an unknown name. Exit code 2.
    WrongUse,
    /// The filter text does not parse; details carry `at` and `length` in characters.
    FilterSyntax,
    /// The named thing does not exist.
    NotFound,
    /// There is no workspace at this place yet.
    WorkspaceMissing,
    /// There is already a workspace at this place.
    WorkspaceExists,
    /// The workspace is locked: unlock it first.
    WorkspaceLocked,
    /// Another process holds the workspace for writing.
    WorkspaceBusy,
    /// The key or the passphrase does not open the file.
    WrongKey,
    /// The file is damaged.
    Corrupt,
    /// A newer version of Auditdesk wrote the file.
    NewerFile,
    /// The disk is full.
    DiskFull,
    /// No keyring answers on this machine.
    KeyringUnavailable,
    /// The keyring refused or is locked.
    KeyringDenied,
    /// The platform's server cannot be reached: name, network, time-out.
    SourceUnreachable,
    /// TLS to the platform's server failed: certificate, name, expiry.
    SourceTls,
    /// The platform refuses the credential (401): sign in again.
    SourceUnauthorized,
    /// The platform knows the caller but refuses the request (403).
    SourceForbidden,
    /// The platform asks to slow down (429) and did not recover in time.
    SourceRateLimited,
    /// The platform answered with something that cannot be understood or with a server error.
    SourceAnswer,
    /// The storage cannot be reached: name, network, TLS, time-out.
    StorageUnreachable,
    /// The storage refuses the credentials.
    StorageCredentials,
    /// The credentials are good but not allowed to do this.
    StorageDenied,
    /// The bucket or folder does not exist.
    StorageNoBucket,
    /// The bucket is in another region; details carry `region` where known.
    StorageWrongRegion,
    /// The storage answered with another error.
    StorageAnswer,
    /// This workspace shows a payload only to who gives a reason for looking at it: `entry_reveal`.
    ReasonNeeded,
    /// The user cancelled the work.
    Cancelled,
    /// Reading or writing a file failed.
    Io,
    /// A fault of Auditdesk itself.
    Internal,
}

/// An error with its code, what to tell the user (what, why, what to do next) and facts for programs.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// The closed code.
    pub code: ErrorCode,
    /// What, why and what to do next; never a secret.
    pub message: String,
    /// Facts for programs, for example `{"at": 4, "length": 2}`; `Null` when there are none.
    pub details: serde_json::Value,
    /// The cause, for the log.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of everything in the core.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error without a cause.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: serde_json::Value::Null, source: None }
    }

    /// Adds facts for programs.
    #[must_use]
    pub fn with_details(mut self, details: serde_json::Value) -> Self {
        self.details = details;
        self
    }

    /// Adds the cause, which goes to the log and never to the wire.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The work was cancelled by the user.
    pub fn cancelled() -> Self {
        Self::new(ErrorCode::Cancelled, "Cancelled. What was finished before is kept.")
    }

    /// [`Error::cancelled`] if the user has cancelled by now: what long work asks between its steps.
    ///
    /// # Errors
    /// `cancelled`.
    pub fn if_cancelled(cancel: &CancellationToken) -> Result<()> {
        if cancel.is_cancelled() { Err(Self::cancelled()) } else { Ok(()) }
    }

    /// The form that goes to the window and to `--json`.
    pub fn to_wire(&self) -> WireError {
        WireError { code: self.code, message: self.message.clone(), details: self.details.clone() }
    }
}

/// The wire form of an [`Error`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WireError {
    /// The closed code.
    pub code: ErrorCode,
    /// What, why and what to do next.
    pub message: String,
    /// Facts for programs.
    #[ts(type = "unknown")]
    pub details: serde_json::Value,
}
