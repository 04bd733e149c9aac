//! Who sees which row, and how much of it.

use super::options::Role;
use super::people::KEY_OWNER;
use super::row::{Caller, View};

/// How much of a row's detail a role gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Everything.
    Full,
    /// All but bodies.
    Redacted,
    /// 403.
    Denied,
}

impl Role {
    /// Sees all rows of all sources.
    pub fn sees_all(self) -> bool {
        matches!(self, Role::Auditor | Role::Admin)
    }

    /// Whether the row is in the lists of this role.
    pub fn lists(self, view: &View) -> bool {
        match self {
            Role::Auditor | Role::Admin => true,
            Role::PowerUser => !view.session.local && (owns(view) || view.session.server().from_workspace),
            Role::Basic => owns(view),
        }
    }

    /// What this role gets of the row's detail.
    pub fn access(self, view: &View) -> Access {
        match self {
            Role::Auditor => Access::Full,
            _ if owns(view) => Access::Full,
            Role::Admin => Access::Redacted,
            Role::PowerUser if !view.session.local && view.session.server().from_workspace => Access::Redacted,
            Role::PowerUser | Role::Basic => Access::Denied,
        }
    }

    /// The bitmask the platform stores.
    pub fn bits(self) -> u32 {
        match self {
            Role::Auditor => 16 | 32,
            Role::Admin => 16,
            Role::PowerUser => 128,
            Role::Basic => 4,
        }
    }

    /// The groups that follow from the role.
    pub fn groups(self) -> &'static [&'static str] {
        match self {
            Role::Auditor => &["admin", "auditor", "power-user-plus", "power-user", "basic", "authenticated", "api"],
            Role::Admin => &["admin", "power-user-plus", "power-user", "basic", "authenticated", "api"],
            Role::PowerUser => &["power-user", "basic", "authenticated", "api"],
            Role::Basic => &["basic", "authenticated", "api"],
        }
    }
}

/// A call to a single-user server of the key owner.
fn owns(view: &View) -> bool {
    !view.session.local && view.session.server().single_user && view.session.caller == Caller::Person(KEY_OWNER)
}
