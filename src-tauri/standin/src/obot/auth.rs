//! Keys, and what they tell about their owner.

use super::options::Generation;
use super::people::{KEY_OWNER, PEOPLE};
use super::state::{Data, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

/// What a credential opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The whole API, with the owner's role.
    Api,
    /// `/api/me` and the check of the key itself.
    Identity,
}

/// Numbers of the keys, part of their text.
const API_KEY: u64 = 3;
const SCOPELESS_KEY: u64 = 4;
const EXPIRED_KEY: u64 = 5;

impl State {
    /// The key with `canAccessAPI`.
    pub fn api_key(&self) -> String {
        self.key(API_KEY)
    }

    /// A valid key that opens `/api/me` only.
    pub fn scopeless_key(&self) -> String {
        self.key(SCOPELESS_KEY)
    }

    /// A key that was good once.
    pub fn expired_key(&self) -> String {
        self.key(EXPIRED_KEY)
    }

    fn key(&self, number: u64) -> String {
        format!("ok1-{}-{number}-{}", KEY_OWNER + 1, self.secret(number))
    }

    /// What the request's credential opens; `None` is the anonymous caller.
    pub fn scope(&self, headers: &HeaderMap) -> Option<Scope> {
        if !self.options.auth {
            return Some(Scope::Api);
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let bearer = text(header::AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
        let given = bearer.or_else(|| text("x-api-key"))?.trim();
        let data = self.data();
        match given {
            _ if !data.keys_valid => None,
            key if key == self.api_key() || data.logins.issued(key) => Some(Scope::Api),
            key if key == self.scopeless_key() => Some(Scope::Identity),
            _ => None,
        }
    }

    /// Lets only holders of the whole API pass.
    pub fn require_api(&self, headers: &HeaderMap) -> Result<(), (StatusCode, &'static str)> {
        match self.scope(headers) {
            Some(Scope::Api) => Ok(()),
            Some(Scope::Identity) => Err((StatusCode::FORBIDDEN, "forbidden")),
            None => Err((StatusCode::UNAUTHORIZED, "unauthorized")),
        }
    }
}

/// `/api/me`.
pub fn me(data: &Data, auth: bool) -> Value {
    if !auth {
        return json!({"id": "1", "username": "nobody", "role": 8 | 32, "effectiveRole": 8 | 32, "groups": ["owner", "admin", "auditor", "authenticated", "api"]});
    }
    let (person, role) = (&PEOPLE[usize::from(KEY_OWNER)], data.effective_role());
    let mut me = json!({
        "id": (KEY_OWNER + 1).to_string(),
        "created": "2026-01-12T09:00:00Z",
        "username": person.login,
        "email": person.email(),
        "displayName": person.name,
        "role": role.bits(),
        "timezone": "Europe/Lisbon",
        "currentAuthProvider": "google-auth-provider",
    });
    if data.generation != Generation::A {
        me["effectiveRole"] = role.bits().into();
        me["groups"] = role.groups().into();
    }
    me
}

/// `POST /api/api-keys/auth`: always 200, the verdict is inside.
pub fn check_key(scope: Option<Scope>) -> Value {
    let person = &PEOPLE[usize::from(KEY_OWNER)];
    match scope {
        None => json!({"allowed": false, "reason": "invalid or expired API key"}),
        Some(scope) => json!({
            "allowed": true,
            "scopes": if scope == Scope::Api { json!({"canAccessAPI": true}) } else { json!({"mcpServerIds": ["*"]}) },
            "sub": (KEY_OWNER + 1).to_string(),
            "name": person.name,
            "preferred_username": person.login,
            "email": person.email(),
        }),
    }
}

/// `/api/version`.
pub fn version(data: &Data, auth: bool) -> Value {
    json!({
        "obot": format!("{}+4f2c9d1e", data.generation.version()),
        "authEnabled": auth,
        "engine": "docker",
        "sessionStore": "db",
        "userCount": PEOPLE.len(),
        "upgradeAvailable": false,
    })
}

/// `/api/users`: power users and below get names only.
pub fn users(data: &Data) -> Value {
    let sees_all = data.effective_role().sees_all();
    let users = PEOPLE.iter().enumerate().map(|(at, person)| {
        let mut user = json!({"id": (at + 1).to_string(), "displayName": person.name});
        if sees_all {
            user["username"] = person.login.into();
            user["email"] = person.email().into();
            user["role"] = if at == usize::from(KEY_OWNER) { data.effective_role().bits() } else { 4 }.into();
            user["created"] = "2026-01-12T09:00:00Z".into();
            if at + 1 == PEOPLE.len() {
                user["deletedAt"] = "2026-05-30T16:20:00Z".into();
            }
        }
        user
    });
    json!({"items": users.collect::<Vec<_>>()})
}
