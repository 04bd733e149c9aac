//! One thing that somebody did, whichever generation writes it down.

use chrono::{DateTime, Utc};
use rand::RngExt;
use serde_json::{Map, Value, json};

use super::world::{self, Workspace};
use crate::obot::{
    people::PEOPLE,
    seed::{Dice, hex, pick, skewed, uuid},
};

/// One thing that somebody did.
pub(super) struct Row {
    pub id: String,
    pub at: DateTime<Utc>,
    /// User id and e-mail; `None`: not known.
    pub user: Option<(String, String)>,
    /// `X-Forwarded-For`, or `unknown`.
    pub address: String,
    /// `User-Agent`, or `unknown`.
    pub agent: String,
    pub method: &'static str,
    pub about: About,
    /// What was asked.
    pub request: Map<String, Value>,
    /// What the answer added.
    pub response: Map<String, Value>,
    /// `Err`: it failed, perhaps with a text.
    pub outcome: Result<(), Option<String>>,
    pub workspace: Workspace,
    /// A secret in what was asked.
    pub secret: Option<String>,
}

/// Which rules of logging apply.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Permission,
    Connection,
    Connector,
    Organization,
    Workspace,
    User,
    Sso,
}

const METHODS: [(&str, About, u32); 25] = [
    ("webBackendUpdateConnection", About::Connection, 30),
    ("webBackendCreateConnection", About::Connection, 10),
    ("updateConnectionWithReason", About::Connection, 4),
    ("deleteConnection", About::Connection, 5),
    ("createConnection", About::Connection, 6),
    ("createSource", About::Connector, 8),
    ("updateSource", About::Connector, 9),
    ("partialUpdateSource", About::Connector, 7),
    ("upgradeSourceVersion", About::Connector, 3),
    ("deleteSource", About::Connector, 3),
    ("createDestination", About::Connector, 4),
    ("partialUpdateDestination", About::Connector, 4),
    ("deleteDestination", About::Connector, 1),
    ("createPermission", About::Permission, 10),
    ("updatePermission", About::Permission, 12),
    ("deletePermission", About::Permission, 6),
    ("updateOrganization", About::Organization, 2),
    ("createOrganization", About::Organization, 1),
    ("createWorkspace", About::Workspace, 2),
    ("updateWorkspaceName", About::Workspace, 2),
    ("updateWorkspace", About::Workspace, 3),
    ("updateUser", About::User, 3),
    ("deleteUser", About::User, 1),
    ("createSsoConfig", About::Sso, 1),
    ("updateSsoCredentials", About::Sso, 1),
];
const ROLES: [&str; 6] = [
    "organization_admin",
    "organization_editor",
    "organization_member",
    "workspace_admin",
    "workspace_editor",
    "workspace_reader",
];
const ERRORS: [&str; 5] = [
    "Could not delete permission (type=organization_admin), user=0b9a4e77: last admin, see docs\n\tat step 2, errorMessage=none)",
    "Could not find configuration for STANDARD_SYNC: 37a1c9d2.",
    "The connection status in the request body must be one of: [active, inactive, deprecated]",
    "Connector check failed: connection to db.internal.example:5432 refused, is it running?",
    "Json schema validation failed when validating the data against the json schema.\nErrors: $.host: is missing, $.port: is missing",
];

/// Something new, by one of `people`.
pub(super) fn row(seed: u64, dice: &mut Dice, at: DateTime<Utc>, person: usize, secrets: f64) -> Row {
    let total: u32 = METHODS.iter().map(|(.., weight)| weight).sum();
    let mut choice = dice.random_range(0..total);
    let (method, about, _) = METHODS
        .into_iter()
        .find(|(.., weight)| {
            let here = choice < *weight;
            choice = choice.saturating_sub(*weight);
            here
        })
        .unwrap_or(METHODS[0]);
    let workspace = world::workspace(seed, dice);
    let wants_secret = dice.random_bool(secrets);
    let secret = wants_secret.then(|| format!("not-a-real-secret-{}", hex(dice.random(), 12)));
    let (request, response) = bodies(seed, dice, method, about, &workspace, secret.as_deref());
    let secret = secret.filter(|secret| Value::from(request.clone()).to_string().contains(secret.as_str()));
    let failed = dice.random_bool(0.06);
    let error = dice.random_bool(0.9).then(|| (*pick(dice, &ERRORS)).to_owned());
    let agent = world::agent(dice);
    let known = !dice.random_bool(0.01);
    Row {
        id: uuid(dice.random()),
        at,
        user: known.then(|| (world::user(seed, person), PEOPLE[person].email())),
        address: address(dice, agent),
        agent: agent.to_owned(),
        method,
        about,
        request,
        response,
        outcome: if failed { Err(error) } else { Ok(()) },
        workspace,
        secret,
    }
}

/// An address, perhaps with the proxies it came over.
fn address(dice: &mut Dice, agent: &str) -> String {
    let client = format!("203.0.113.{}", dice.random_range(2..120));
    match dice.random_range(0..10) {
        _ if agent == "unknown" => "unknown".to_owned(),
        0..4 => format!("{client}, 10.42.0.{}", dice.random_range(2..30)),
        4 => format!("2001:db8::{:x}", dice.random_range(1..0xffff_u32)),
        _ => client,
    }
}

fn bodies(
    seed: u64,
    dice: &mut Dice,
    method: &str,
    about: About,
    workspace: &Workspace,
    secret: Option<&str>,
) -> (Map<String, Value>, Map<String, Value>) {
    let object = |value: Value| value.as_object().cloned().unwrap_or_default();
    let deletes = method.starts_with("delete");
    let (request, response) = match about {
        About::Permission => {
            let organization = dice.random_bool(0.5);
            let (kind, id) =
                if organization { ("organization", &workspace.organization) } else { ("workspace", &workspace.id) };
            let user = world::user(seed, skewed(dice, PEOPLE.len()));
            let (previous, new) = (*pick(dice, &ROLES), *pick(dice, &ROLES));
            let summary = json!({
                "targetUser": {"id": user, "email": null},
                "targetScope": {"type": kind, "id": id},
                "previousRole": (method != "createPermission").then_some(previous),
                "newRole": (!deletes).then_some(new),
            });
            (summary, json!({}))
        }
        About::Connection => {
            let (from, to, id) = world::connection(seed, dice);
            let name = format!("{} → {}", from.name, to.name);
            if deletes {
                (json!({"connectionId": id}), json!({}))
            } else {
                let streams = dice.random_range(1..12);
                let catalog: Vec<Value> = (0..streams)
                    .map(|n| json!({"stream": {"name": format!("table_{n}"), "namespace": "public"}, "config": {"syncMode": "incremental", "selected": true}}))
                    .collect();
                let request = json!({
                    "connectionId": id, "name": name, "sourceId": from.id, "destinationId": to.id, "status": "active",
                    "syncCatalog": {"streams": catalog}, "scheduleType": "cron",
                });
                (request, json!({"connectionId": id, "name": name, "breakingChange": false}))
            }
        }
        About::Connector => {
            let is_source = method.contains("Source");
            let thing = if is_source { world::source(seed, dice) } else { world::destination(seed, dice) };
            let kind = if is_source { "source" } else { "destination" };
            let (id, name) = (format!("{kind}Id"), format!("{kind}Name"));
            let mut request = json!({"workspaceId": workspace.id, "name": thing.name});
            if deletes || method.starts_with("upgrade") {
                request = json!({});
            } else {
                let password = secret.map_or(Value::from("**********"), |secret| json!({"value": secret}));
                request["connectionConfiguration"] =
                    json!({"host": "db.internal.example", "port": 5432, "username": "sync", "password": password});
            }
            request[&id] = json!(thing.id);
            let response = json!({id: thing.id, name: thing.of, "name": thing.name, "workspaceId": workspace.id});
            (request, if deletes { json!({}) } else { response })
        }
        About::Organization => {
            let name = "Northwind";
            let id = &workspace.organization;
            (
                json!({"organizationId": id, "organizationName": name}),
                json!({"organizationId": id, "email": "ops@northwind.test"}),
            )
        }
        About::Workspace => {
            let mut request = json!({"workspaceId": workspace.id, "name": workspace.name});
            if let Some(secret) = secret.filter(|_| method == "updateWorkspace") {
                request["webhookConfigs"] = json!([{"name": "dbt", "authToken": secret}]);
            }
            (request, json!({"workspaceId": workspace.id, "organizationId": workspace.organization}))
        }
        About::User => {
            let person = skewed(dice, PEOPLE.len());
            (json!({"userId": world::user(seed, person), "name": PEOPLE[person].name}), json!({}))
        }
        About::Sso => {
            let mut request = json!({
                "organizationId": workspace.organization, "companyIdentifier": "northwind", "clientId": "auditdesk-sample",
                "discoveryUrl": "https://id.northwind.test/.well-known/openid-configuration",
            });
            if let Some(secret) = secret {
                request["clientSecret"] = json!(secret);
            }
            (request, json!({"status": "active"}))
        }
    };
    (object(request), object(response))
}

impl Row {
    /// The method without the prefix of the web interface.
    pub(super) fn operation(&self) -> String {
        match self.method.strip_prefix("webBackend") {
            Some(rest) => rest[..1].to_ascii_lowercase() + &rest[1..],
            None => self.method.to_owned(),
        }
    }

    /// The error as it is written.
    pub(super) fn error(&self) -> Option<&str> {
        self.outcome.as_ref().err().and_then(|error| error.as_deref())
    }
}
