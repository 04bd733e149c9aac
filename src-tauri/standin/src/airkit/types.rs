//! The types of events, and what each has to say.

/// What an event is about: which of the columns it fills.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Somebody's sign-in.
    Login,
    /// A user or a role.
    User,
    /// An app, a branch of it, a deployment.
    App,
    /// A thing with an id of its own in this column.
    Thing(&'static str),
    /// A resource with a type.
    Resource,
    /// A domain.
    Domain,
    /// The organization.
    Organization,
}

use About::{App, Domain, Login, Organization, Resource, Thing, User};

/// The documented types, the commonest first.
pub const TYPES: [(&str, About); 45] = [
    ("user_login", Login),
    ("portal_page_view", Login),
    ("user_logout", Login),
    ("app_deployed", App),
    ("invalid_login", Login),
    ("new_resource", Resource),
    ("modified_datastore", Thing("DATASTORE_ID")),
    ("app_created", App),
    ("deployment_changed", App),
    ("saml_assertion_received", Thing("SAML_ID")),
    ("modified_adapter", Thing("ADAPTER_ID")),
    ("deleted_resource", Resource),
    ("new_api_key", Thing("API_KEY_ID")),
    ("user_role_added", User),
    ("invite_sent", User),
    ("user_created", User),
    ("user_locked", Login),
    ("password_change", Login),
    ("user_role_removed", User),
    ("app_undeployed", App),
    ("data_migration", App),
    ("request_state", Organization),
    ("new_adapter", Thing("ADAPTER_ID")),
    ("deleted_adapter", Thing("ADAPTER_ID")),
    ("new_notifier", Thing("NOTIFIER_ID")),
    ("modified_notifier", Thing("NOTIFIER_ID")),
    ("deleted_notifier", Thing("NOTIFIER_ID")),
    ("new_embed", Thing("EMBED_ID")),
    ("modified_embed", Thing("EMBED_ID")),
    ("deleted_embed", Thing("EMBED_ID")),
    ("new_saml", Thing("SAML_ID")),
    ("modified_api_key", Thing("API_KEY_ID")),
    ("deleted_api_key", Thing("API_KEY_ID")),
    ("new_encryption_key", Organization),
    ("deleted_encryption_key", Organization),
    ("new_domain_certificate", Domain),
    ("modified_domain_certificate", Domain),
    ("deleted_domain_certificate", Domain),
    ("new_datastore", Thing("DATASTORE_ID")),
    ("deleted_datastore", Thing("DATASTORE_ID")),
    ("clone_datastore", Thing("DATASTORE_ID")),
    ("backup_datastore", Thing("DATASTORE_ID")),
    ("user_root_scope_assigned", User),
    ("user_support_scope_assigned", User),
    ("org_created", Organization),
];

/// Types that no documentation has.
pub const UNKNOWN: [(&str, About); 3] =
    [("new_guardrail", Thing("ADAPTER_ID")), ("agent_published", App), ("session_transcript_viewed", Login)];
