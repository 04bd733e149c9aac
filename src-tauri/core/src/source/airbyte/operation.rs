//! What Airbyte's method names mean: the operation behind the name, and what it acts upon.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{entry::Target, source::json::Text};

/// The operation of a method: the web interface calls `webBackendUpdateConnection` for what the API calls `updateConnection`.
pub(super) fn operation(method: &str) -> String {
    let plain = method.strip_prefix("webBackend").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    match plain {
        Some(rest) => rest[..1].to_ascii_lowercase() + &rest[1..],
        None => method.to_owned(),
    }
}

/// What an operation acts upon, told from its name. In this order: `updateWorkspaceOrganization` is about a workspace, `addGroupMember` about a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noun {
    Group,
    Permission,
    DomainVerification,
    Sso,
    Scim,
    Connection,
    Source,
    Destination,
    Workspace,
    Organization,
    User,
}

impl Noun {
    const ALL: [(&'static str, Self); 11] = [
        ("Group", Self::Group),
        ("Permission", Self::Permission),
        ("DomainVerification", Self::DomainVerification),
        ("Sso", Self::Sso),
        ("Scim", Self::Scim),
        ("Connection", Self::Connection),
        ("Source", Self::Source),
        ("Destination", Self::Destination),
        ("Workspace", Self::Workspace),
        ("Organization", Self::Organization),
        ("User", Self::User),
    ];

    fn of(operation: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(word, _)| operation.contains(word)).map(|(_, noun)| noun)
    }
}

/// The members of requests, responses and summaries that say what was acted upon. Anything unexpected in them is absent.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Body<'a> {
    #[serde(borrow)]
    target_user: Loose<'a>,
    #[serde(borrow)]
    target_scope: Loose<'a>,
    #[serde(borrow)]
    connection_id: Loose<'a>,
    #[serde(borrow)]
    source_id: Loose<'a>,
    #[serde(borrow)]
    destination_id: Loose<'a>,
    #[serde(borrow)]
    workspace_id: Loose<'a>,
    #[serde(borrow)]
    organization_id: Loose<'a>,
    #[serde(borrow)]
    user_id: Loose<'a>,
    #[serde(borrow)]
    group_id: Loose<'a>,
    #[serde(borrow)]
    permission_id: Loose<'a>,
    #[serde(borrow)]
    domain_verification_id: Loose<'a>,
    #[serde(borrow)]
    name: Loose<'a>,
    #[serde(borrow)]
    organization_name: Loose<'a>,
    #[serde(borrow)]
    company_identifier: Loose<'a>,
    #[serde(borrow)]
    domain: Loose<'a>,
    #[serde(borrow)]
    email: Loose<'a>,
}

type Loose<'a> = Option<&'a RawValue>;

/// Who and where a permission is about.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    id: Loose<'a>,
    #[serde(borrow)]
    email: Loose<'a>,
    #[serde(borrow, rename = "type")]
    kind: Loose<'a>,
}

impl<'a> Body<'a> {
    /// Reads a JSON object; anything else says nothing.
    pub(super) fn of(json: &'a str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }
}

fn text(part: Loose<'_>) -> Option<String> {
    part.and_then(|raw| serde_json::from_str::<Text<'_>>(raw.get()).ok()).and_then(|text| text.owned())
}

fn named(part: Loose<'_>) -> Named<'_> {
    part.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

/// What an operation acted upon, from the bodies that came with it; where two say something, the first holds. `workspace`: the workspace the entry names
/// itself. The container is the workspace, by its id; Airbyte logs no names of workspaces.
pub(super) fn target(operation: &str, bodies: &[Body<'_>], workspace: Option<String>) -> Target {
    let first = |of: for<'b> fn(&Body<'b>) -> Loose<'b>| bodies.iter().find_map(|body| text(of(body)));
    let container = workspace.or_else(|| first(|body| body.workspace_id));
    let Some(noun) = Noun::of(operation) else {
        return Target { server_id: container, ..Target::default() };
    };
    let name = |own: Option<String>| own.or_else(|| first(|body| body.name));
    let (target_type, id, name) = match noun {
        Noun::Permission => return permission(bodies, container, first(|body| body.permission_id)),
        Noun::Group => ("group", first(|body| body.group_id), name(None)),
        Noun::DomainVerification => {
            ("domain_verification", first(|body| body.domain_verification_id), first(|body| body.domain))
        }
        // One per organization, and addressed by its id.
        Noun::Sso => ("sso_config", first(|body| body.organization_id), first(|body| body.company_identifier)),
        Noun::Scim => ("scim_config", first(|body| body.organization_id), None),
        Noun::Connection => ("connection", first(|body| body.connection_id), name(None)),
        Noun::Source => ("source", first(|body| body.source_id), name(None)),
        Noun::Destination => ("destination", first(|body| body.destination_id), name(None)),
        Noun::Workspace => ("workspace", container.clone(), name(None)),
        Noun::Organization => {
            ("organization", first(|body| body.organization_id), name(first(|body| body.organization_name)))
        }
        Noun::User => ("user", first(|body| body.user_id), name(first(|body| body.email))),
    };
    Target { target_type: target_type.into(), id, name, server_id: container, server_name: None }
}

/// A permission is about the user who gets or loses it; its scope may be a workspace. A summary that could not be made says neither.
fn permission(bodies: &[Body<'_>], container: Option<String>, permission: Option<String>) -> Target {
    let of = |part: for<'b> fn(&Body<'b>) -> Loose<'b>| {
        bodies.iter().map(part).find(Option::is_some).map(|part| named(part)).unwrap_or_default()
    };
    let (user, scope) = (of(|body| body.target_user), of(|body| body.target_scope));
    let in_workspace = text(scope.kind).as_deref() == Some("workspace");
    let server_id = container.or_else(|| text(scope.id).filter(|_| in_workspace));
    let id = text(user.id).or_else(|| bodies.iter().find_map(|body| text(body.user_id)));
    match (id, permission) {
        (None, Some(permission)) => {
            Target { target_type: "permission".into(), id: Some(permission), server_id, ..Target::default() }
        }
        (id, _) => Target { target_type: "user".into(), id, name: text(user.email), server_id, ..Target::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_of_the_web_interface_are_the_operations_of_the_api() {
        for (method, wanted) in [
            ("webBackendUpdateConnection", "updateConnection"),
            ("updateConnection", "updateConnection"),
            ("webBackend", "webBackend"),
            ("webBackendé", "webBackendé"),
            ("webBackends", "webBackends"),
            ("", ""),
        ] {
            assert_eq!(operation(method), wanted, "{method}");
        }
    }

    #[test]
    fn targets_are_found_by_the_operation_and_nothing_is_invented() {
        let of = |operation: &str, json: &str| {
            let target = target(operation, &[Body::of(json)], None);
            (target.target_type, target.id, target.name, target.server_id)
        };
        let some = |text: &str| Some(text.to_owned());
        let scope =
            r#"{"targetUser":{"id":"u","email":null},"targetScope":{"type":"workspace","id":"w"},"newRole":"x"}"#;
        assert_eq!(of("createPermission", scope), ("user".into(), some("u"), None, some("w")));
        let wide = r#"{"targetUser":{"id":"u"},"targetScope":{"type":"organization","id":"o"}}"#;
        assert_eq!(of("updatePermission", wide), ("user".into(), some("u"), None, None));
        assert_eq!(of("deletePermission", "{}"), ("user".into(), None, None, None));
        assert_eq!(of("deletePermission", r#"{"permissionId":"p"}"#), ("permission".into(), some("p"), None, None));
        let source =
            r#"{"sourceId":"s","name":"Orders","sourceName":"Postgres","workspaceId":"w","connectionId":{"a":1}}"#;
        assert_eq!(of("createSource", source), ("source".into(), some("s"), some("Orders"), some("w")));
        assert_eq!(of("deleteConnection", source), ("connection".into(), None, some("Orders"), some("w")));
        let moved = r#"{"workspaceId":"w","organizationId":"o"}"#;
        assert_eq!(of("updateWorkspaceOrganization", moved), ("workspace".into(), some("w"), None, some("w")));
        let sso = r#"{"organizationId":"o","companyIdentifier":"acme"}"#;
        assert_eq!(of("updateSsoCredentials", sso), ("sso_config".into(), some("o"), some("acme"), None));
        assert_eq!(of("preview", "[1]"), (String::new(), None, None, None));
    }
}
