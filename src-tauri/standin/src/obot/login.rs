//! Sign-in through the browser: token requests, approved by opening their page.

use super::options::Generation;
use super::seed::{hash, mix, uuid};
use super::state::{Data, State};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// All token requests and the tokens made for them.
#[derive(Default, Debug)]
pub struct Logins {
    open: Vec<Login>,
    tokens: Vec<String>,
}

#[derive(Debug)]
struct Login {
    id: String,
    code: Option<String>,
    full: bool,
    expires: DateTime<Utc>,
    token: String,
}

impl Logins {
    /// The token was made by a sign-in.
    pub fn issued(&self, token: &str) -> bool {
        self.tokens.iter().any(|issued| issued == token)
    }

    fn find(&mut self, id: &str, now: DateTime<Utc>) -> Option<&mut Login> {
        self.open.retain(|login| login.expires > now);
        self.open.iter_mut().find(|login| login.id == id)
    }
}

/// `POST /api/token-request`.
pub fn request(state: &State, data: &mut Data, body: &Value) -> Result<Value, (StatusCode, &'static str)> {
    let now = (state.options.clock)();
    let number = mix(state.options.seed ^ 0x70c4, data.logins.open.len() as u64 + data.logins.tokens.len() as u64);
    let device_code = state.options.device_code;
    let id = if device_code { uuid(number) } else { body["id"].as_str().unwrap_or_default().to_owned() };
    if id.is_empty() {
        return Err((StatusCode::BAD_REQUEST, "missing id"));
    }
    let provider = |name: &str, default: &str| body[name].as_str().unwrap_or(default).to_owned();
    let path = format!(
        "{}/api/oauth/start/{id}/{}/{}",
        state.url,
        provider("providerNamespace", "default"),
        provider("providerName", "google-auth-provider")
    );
    let minutes = if device_code { 5 } else { 2 };
    data.logins.open.push(Login {
        id: id.clone(),
        code: device_code.then(|| code(number)),
        full: data.generation == Generation::A || body["scopes"]["canAccessAPI"] == true,
        expires: now + TimeDelta::minutes(minutes),
        token: String::new(),
    });
    Ok(match data.logins.open.last().and_then(|login| login.code.as_ref()) {
        Some(code) => json!({"id": id, "token-path": path, "device-code": code}),
        None => json!({"token-path": path}),
    })
}

/// `GET /api/token-request/{id}`: the token, once there is one.
pub fn poll(state: &State, data: &mut Data, id: &str) -> Option<Value> {
    let login = data.logins.find(id, (state.options.clock)())?;
    Some(json!({"id": login.id, "token": login.token}))
}

/// The browser's part: opens the page, signs in and, where one is asked for, types the code. `false` for an unknown request.
pub fn approve(state: &State, data: &mut Data, id: &str, code: Option<&str>) -> Result<(), (StatusCode, &'static str)> {
    let now = (state.options.clock)();
    let made = data.logins.tokens.len() as u64;
    let login = data.logins.find(id, now).ok_or((StatusCode::NOT_FOUND, "token request not found"))?;
    if login.code.is_some() && login.code.as_deref() != code {
        return Err((StatusCode::BAD_REQUEST, "enter the code that your device shows"));
    }
    if login.token.is_empty() {
        login.token = if login.full {
            format!("ok1-7-{}-{}", 100 + made, state.secret(hash(id) % 1_000_000 + 100))
        } else {
            state.scopeless_key()
        };
        let token = login.token.clone();
        if token != state.scopeless_key() {
            data.logins.tokens.push(token);
        }
    }
    Ok(())
}

/// Eight characters without 0, 1, I and O.
fn code(number: u64) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    (0..8).map(|at| char::from(ALPHABET[mix(number, at) as usize % 32])).collect()
}
