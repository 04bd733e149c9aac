//! When a failed run is tried again, and when somebody should look.

use std::time::Duration;

use crate::{
    error::ErrorCode,
    random::{Random, share},
};

/// No wait is longer.
pub const LONGEST_WAIT: Duration = Duration::from_hours(6);

/// What kind of trouble an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// It goes away by itself: the network, a server, a busy file.
    Transient,
    /// Somebody has to change something: credentials, rights, a bucket, a full disk. It is still tried, seldom, because that is often done elsewhere.
    Permanent,
}

impl Class {
    /// The class of an error; `None` for what is not a failure: somebody cancelled, or the workspace is not open.
    pub fn of(code: ErrorCode) -> Option<Self> {
        match code {
            ErrorCode::Cancelled | ErrorCode::WorkspaceLocked | ErrorCode::WorkspaceMissing => None,
            ErrorCode::WorkspaceBusy
            | ErrorCode::SourceUnreachable
            | ErrorCode::SourceRateLimited
            | ErrorCode::SourceAnswer
            | ErrorCode::StorageUnreachable
            | ErrorCode::StorageAnswer
            | ErrorCode::Io
            | ErrorCode::Internal => Some(Self::Transient),
            ErrorCode::WrongUse
            | ErrorCode::FilterSyntax
            | ErrorCode::NotFound
            | ErrorCode::WorkspaceExists
            | ErrorCode::WrongKey
            | ErrorCode::Corrupt
            | ErrorCode::NewerFile
            | ErrorCode::DiskFull
            | ErrorCode::KeyringUnavailable
            | ErrorCode::KeyringDenied
            | ErrorCode::SourceTls
            | ErrorCode::SourceUnauthorized
            | ErrorCode::SourceForbidden
            | ErrorCode::StorageCredentials
            | ErrorCode::StorageDenied
            | ErrorCode::StorageNoBucket
            | ErrorCode::StorageWrongRegion
            | ErrorCode::ReasonNeeded => Some(Self::Permanent),
        }
    }

    /// The shortest and the longest wait.
    fn bounds(self) -> (Duration, Duration) {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        match self {
            Self::Transient => (minutes(1), minutes(60)),
            Self::Permanent => (minutes(15), LONGEST_WAIT),
        }
    }
}

/// How long to wait after `failures` in a row (1 after the first), the last of this `class`: anything between the shortest wait and twice that for each failure,
/// up to the longest. Full jitter, so that the schedules of many machines do not return to a recovering server together.
pub fn retry_after(class: Class, failures: u32, random: &dyn Random) -> Duration {
    let (least, longest) = class.bounds();
    let most = least.saturating_mul(1_u32 << failures.min(16)).min(longest);
    least + most.saturating_sub(least).mul_f64(share(random))
}

/// Failures in a row, counted where the schedule is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circuit {
    /// Failures since the last success.
    pub failures: u32,
}

/// What a run's end changed. Each is told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// So many failures in a row that somebody should look.
    Opened,
    /// It works again after that.
    Closed,
}

impl Circuit {
    /// A few failures come and go. Five transient ones in a row take a quarter of an hour on average.
    pub const OPENS_AFTER: u32 = 5;

    /// Whether somebody should look.
    pub fn is_open(self) -> bool {
        self.failures >= Self::OPENS_AFTER
    }

    /// Counts a failure.
    pub fn failed(&mut self) -> Option<Turn> {
        self.failures = self.failures.saturating_add(1);
        (self.failures == Self::OPENS_AFTER).then_some(Turn::Opened)
    }

    /// Counts a success.
    pub fn succeeded(&mut self) -> Option<Turn> {
        let was_open = self.is_open();
        self.failures = 0;
        was_open.then_some(Turn::Closed)
    }
}
