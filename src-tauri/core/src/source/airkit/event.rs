//! The 45 documented types of events: what they say in words, and whether they tell an outcome.

use crate::entry::Status;

use Status::{Failure, Success, Unknown};

/// Type, words, outcome. A type that says that something was done is a success; Airkit has no field for it. Types that may only ask for something, or
/// tell of its arrival, leave it open.
const TYPES: [(&str, &str, Status); 45] = [
    // Sign-in
    ("user_login", "User signed in", Success),
    ("user_logout", "User signed out", Success),
    ("invalid_login", "Sign-in refused", Failure),
    ("user_locked", "User locked out", Failure),
    ("password_change", "Password changed", Success),
    ("saml_assertion_received", "SAML assertion received", Unknown),
    ("portal_page_view", "Portal page viewed", Success),
    // Users and roles
    ("user_created", "User created", Success),
    ("invite_sent", "Invitation sent", Success),
    ("user_role_added", "Role given to user", Success),
    ("user_role_removed", "Role taken from user", Success),
    ("user_root_scope_assigned", "Root scope given to user", Success),
    ("user_support_scope_assigned", "Support scope given to user", Success),
    // Apps
    ("app_created", "App created", Success),
    ("app_deployed", "App deployed", Success),
    ("app_undeployed", "App undeployed", Success),
    ("deployment_changed", "Deployment changed", Success),
    ("data_migration", "Data migration", Unknown),
    // Integrations
    ("new_adapter", "Adapter created", Success),
    ("modified_adapter", "Adapter changed", Success),
    ("deleted_adapter", "Adapter deleted", Success),
    ("new_notifier", "Notifier created", Success),
    ("modified_notifier", "Notifier changed", Success),
    ("deleted_notifier", "Notifier deleted", Success),
    ("new_embed", "Embed created", Success),
    ("modified_embed", "Embed changed", Success),
    ("deleted_embed", "Embed deleted", Success),
    ("new_saml", "SAML configuration created", Success),
    // Keys
    ("new_api_key", "API key created", Success),
    ("modified_api_key", "API key changed", Success),
    ("deleted_api_key", "API key deleted", Success),
    ("new_encryption_key", "Encryption key created", Success),
    ("deleted_encryption_key", "Encryption key deleted", Success),
    // Domains
    ("new_domain_certificate", "Domain certificate created", Success),
    ("modified_domain_certificate", "Domain certificate changed", Success),
    ("deleted_domain_certificate", "Domain certificate deleted", Success),
    // Data
    ("new_datastore", "Datastore created", Success),
    ("modified_datastore", "Datastore changed", Success),
    ("deleted_datastore", "Datastore deleted", Success),
    ("clone_datastore", "Datastore cloned", Unknown),
    ("backup_datastore", "Datastore backed up", Unknown),
    ("new_resource", "Resource created", Success),
    ("deleted_resource", "Resource deleted", Success),
    // Other
    ("org_created", "Organization created", Success),
    ("request_state", "Request state", Unknown),
];

/// The words for a type, where it is a documented one.
pub(super) fn words(event: &str) -> Option<&'static str> {
    TYPES.iter().find(|(name, ..)| *name == event).map(|(_, words, _)| *words)
}

/// The outcome that a type tells.
pub(super) fn outcome(event: &str) -> Status {
    TYPES.iter().find(|(name, ..)| *name == event).map_or(Unknown, |(.., status)| *status)
}

/// Whether a text could be a type: lower-case words with underscores between them.
pub(super) fn is_like_type(text: &str) -> bool {
    words(text).is_some()
        || (text.contains('_')
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'0'..=b'9')))
}
