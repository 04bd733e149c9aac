//! The connection test: line by line what works, what does not, why, and what to do. It stops where going on makes no sense.

use serde::Deserialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    Obot,
    client::{Api, Me},
    fault::Fault,
    generation::{Generation, detect},
    page::{ListQuery, Order},
    role::{Proof, prove},
};
use crate::{
    api::wire::Verdict,
    checklist::Checklist,
    error::{Error, ErrorCode, Result},
    source::{
        Report,
        http::{Http, Request},
    },
};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Version {
    obot: String,
    auth_enabled: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeyCheck {
    allowed: bool,
    reason: String,
    scopes: serde_json::Map<String, serde_json::Value>,
}

struct Test<'a> {
    api: Api,
    address: String,
    has_key: bool,
    checks: Checklist<'a>,
    cancel: &'a CancellationToken,
}

/// No line after this one makes sense.
struct Enough;

/// Runs the test. The lines tell the result; an error is returned for cancellation only.
pub(super) async fn run(obot: &Obot, report: &dyn Report, cancel: &CancellationToken) -> Result<()> {
    let address = obot.api.http().address().clone();
    let text = address.to_string();
    let http = Http::new(address, &obot.ca_pem, obot.credential.as_ref(), obot.deps.clone())?.impatient();
    let (api, has_key) = (Api::new(http), obot.credential.is_some());
    let mut test = Test { api, address: text, has_key, checks: Checklist::new(report), cancel };
    let _ = test.lines().await;
    Error::if_cancelled(cancel)
}

impl Test<'_> {
    async fn lines(&mut self) -> Result<(), Enough> {
        self.reach().await?;
        self.clock();
        let me = self.sign_in().await?;
        self.scope().await?;
        self.version().await?;
        let generation = self.log().await?;
        self.extent(generation).await?;
        self.role(generation, &me).await
    }

    /// A line for a request that failed; ends the test.
    fn fail(&mut self, title: &str, fault: Fault, doing: &str) -> Enough {
        let error = fault.into_error(self.api.host(), doing);
        if error.code != ErrorCode::Cancelled {
            let cause = root(&error);
            let finding = if cause.is_empty() { error.message.clone() } else { format!("{} [{cause}]", error.message) };
            let paste = (error.code == ErrorCode::SourceUnauthorized).then(|| self.make_key());
            self.checks.advise(title, Verdict::Fail, finding, remedy(error.code), paste);
        }
        Enough
    }

    async fn reach(&mut self) -> Result<(), Enough> {
        let address = self.api.http().address().clone();
        self.checks.line("Address", Verdict::Pass, format!("{}, API at {}", self.address, address.join("api")));
        let answer = match self.api.answer(&Request::get("api/healthz"), self.cancel).await {
            Ok(answer) => answer,
            Err(Fault::Stop(error)) if error.code == ErrorCode::SourceTls => {
                self.checks.line("Reachable", Verdict::Pass, format!("{} answers", address.host()));
                return Err(self.fail("TLS", Fault::Stop(error), "its health"));
            }
            Err(Fault::Server(error)) => {
                self.checks.line("Reachable", Verdict::Pass, format!("{} answers", address.host()));
                return Err(self.fail("Health", Fault::Server(error), "its health"));
            }
            Err(fault) => return Err(self.fail("Reachable", fault, "its health")),
        };
        self.checks.line("Reachable", Verdict::Pass, format!("{} answers", address.host()));
        if address.is_tls() {
            self.checks.line("TLS", Verdict::Pass, "The certificate is valid and trusted");
        } else if address.is_loopback() {
            self.checks.line("TLS", Verdict::Skip, "Plain HTTP to this machine: nothing leaves it");
        } else {
            let remedy = "Use the https:// address of the server.";
            self.checks.advise(
                "TLS",
                Verdict::Warn,
                "Plain HTTP: the key and the entries can be read on the way",
                Some(remedy),
                None,
            );
        }
        if answer.text() == "ok" {
            self.checks.line("Health", Verdict::Pass, "ok");
        } else {
            let finding = format!(
                "The health check answers with something else ({}). This may not be an Obot server",
                answer.media
            );
            let remedy =
                "Check the base path of the address, and whether a proxy's sign-in page stands before the server.";
            self.checks.advise("Health", Verdict::Warn, finding, Some(remedy), None);
        }
        Ok(())
    }

    fn clock(&mut self) {
        let remedy = "Entries carry the server's time, so that syncs are not harmed. Set both clocks by NTP to make times comparable.";
        self.checks.clock("server", self.api.http().skew(), remedy);
    }

    async fn sign_in(&mut self) -> Result<Me, Enough> {
        match self.api.object::<Me>("api/me", Vec::new(), 1 << 20, self.cancel).await {
            Ok(me) => {
                let how = if self.has_key { "The key is accepted" } else { "No key is needed: authentication is off" };
                self.checks.line("Sign-in", Verdict::Pass, format!("{how}; it is {} ({})", me.name(), roles(&me)));
                Ok(me)
            }
            Err(Fault::Stop(error)) if error.code == ErrorCode::SourceUnauthorized && !self.has_key => {
                let remedy = "Sign in through the browser, or paste an API key.";
                let paste = Some(self.make_key());
                self.checks.advise("Sign-in", Verdict::Fail, "The server asks for a key (401)", Some(remedy), paste);
                Err(Enough)
            }
            Err(fault) => Err(self.fail("Sign-in", fault, "your identity")),
        }
    }

    /// Whether the key opens the API; keys made in Obot's pages do not.
    async fn scope(&mut self) -> Result<(), Enough> {
        if !self.has_key {
            self.checks.line("Key scope", Verdict::Skip, "No key");
            return Ok(());
        }
        let request = Request { body: Some(json!({ "validateOnly": true })), ..Request::get("api/api-keys/auth") };
        match self.api.answer(&request, self.cancel).await {
            Ok(answer) => match serde_json::from_slice::<KeyCheck>(&answer.body) {
                Ok(check) if check.allowed && check.scopes.get("canAccessAPI") == Some(&true.into()) => {
                    self.checks.line("Key scope", Verdict::Pass, "canAccessAPI");
                }
                Ok(check) if check.allowed => {
                    let scopes: Vec<&str> = check.scopes.keys().map(String::as_str).collect();
                    let finding =
                        format!("The key is valid but does not have canAccessAPI (it has: {})", scopes.join(", "));
                    let remedy = "Obot's pages do not offer this scope. Sign in through the browser here, or make a key with this command.";
                    let paste = Some(self.make_key());
                    self.checks.advise("Key scope", Verdict::Fail, finding, Some(remedy), paste);
                    return Err(Enough);
                }
                Ok(check) => {
                    // Tokens of sign-ins before v0.23 are no API keys and still open the API.
                    let finding =
                        format!("It is not an API key ({}); an older kind of token opens the whole API", check.reason);
                    self.checks.line("Key scope", Verdict::Warn, finding);
                }
                Err(_) => self.checks.line("Key scope", Verdict::Skip, "The server answers in an unknown form"),
            },
            Err(Fault::Stop(error)) => return Err(self.fail("Key scope", Fault::Stop(error), "the key's scope")),
            Err(_) => self.checks.line("Key scope", Verdict::Skip, "This version has no scopes"),
        }
        Ok(())
    }

    async fn version(&mut self) -> Result<(), Enough> {
        match self.api.object::<Version>("api/version", Vec::new(), 1 << 20, self.cancel).await {
            Ok(version) => {
                let off = if version.auth_enabled == Some(false) { ", authentication is off" } else { "" };
                let name = if version.obot.is_empty() { "unknown" } else { &version.obot };
                self.checks.line("Version", Verdict::Pass, format!("Obot {name}{off}"));
                Ok(())
            }
            Err(fault @ (Fault::Stop(_) | Fault::Forbidden(_))) => Err(self.fail("Version", fault, "its version")),
            Err(_) => {
                self.checks.line("Version", Verdict::Warn, "The server does not tell its version");
                Ok(())
            }
        }
    }

    async fn log(&mut self) -> Result<Generation, Enough> {
        match detect(&self.api, self.cancel).await {
            Ok(generation) => {
                self.checks.line(
                    "Audit log",
                    Verdict::Pass,
                    format!("Readable; in the form of {}", generation.releases()),
                );
                Ok(generation)
            }
            Err(fault) => Err(self.fail("Audit log", fault, "the audit log")),
        }
    }

    async fn extent(&mut self, generation: Generation) -> Result<(), Enough> {
        let query = ListQuery { limit: 1, ..ListQuery::default() };
        let oldest = self.api.list(generation, &query, self.cancel).await;
        let oldest = oldest.map_err(|fault| self.fail("Entries", fault, "the audit log"))?;
        let query = ListQuery { order: Order::Newest, ..query };
        let newest = self.api.list(generation, &query, self.cancel).await;
        let newest = newest.map_err(|fault| self.fail("Entries", fault, "the audit log"))?;
        let time = |page: &super::page::Page| {
            let reading = page.items().next().and_then(|raw| generation.item().read(raw).ok());
            reading.map_or_else(
                || "?".to_owned(),
                |reading| reading.entry.occurred_at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            )
        };
        if oldest.total == 0 {
            let finding = "None for this key yet. Roles below Admin see the calls of their own servers only";
            self.checks.line("Entries", Verdict::Warn, finding);
        } else {
            let finding = format!("{} entries, from {} to {}", oldest.total, time(&oldest), time(&newest));
            self.checks.line("Entries", Verdict::Pass, finding);
        }
        Ok(())
    }

    async fn role(&mut self, generation: Generation, me: &Me) -> Result<(), Enough> {
        let (proof, entry) = match prove(&self.api, generation, me, self.cancel).await {
            Ok(proven) => proven,
            Err(fault) => return Err(self.fail("Auditor", fault, "the details of an entry")),
        };
        let entry = entry.map_or_else(String::new, |id| format!(" (entry {id})"));
        let grant = "Ask an owner of the Obot server to add the Auditor role to your user, not to a group. What is synced without it is \
                     fetched again by itself afterwards.";
        match proof {
            Proof::Auditor => self.checks.line("Auditor", Verdict::Pass, format!("Proven: a payload was given{entry}")),
            Proof::Less if me.says_auditor() => {
                let finding = format!(
                    "The server calls you an auditor, but withholds the payload{entry}: roles of groups do not count for API keys"
                );
                self.checks.advise("Auditor", Verdict::Warn, finding, Some(grant), None);
            }
            Proof::Less => {
                let finding = format!("Not held{entry}: entries come without requests and responses ({})", roles(me));
                self.checks.advise("Auditor", Verdict::Warn, finding, Some(grant), None);
            }
            Proof::Impossible | Proof::Open => {
                let says = if me.says_auditor() { "The server says so" } else { "The server does not say so" };
                self.checks.line("Auditor", Verdict::Skip, format!("{says}; no entry is there that could prove it"));
            }
        }
        if generation == Generation::C && !me.sees_all() {
            self.checks.line(
                "Local agents",
                Verdict::Warn,
                "Calls of local agents are given to Admin and Auditor only",
            );
        }
        Ok(())
    }

    /// How to make a key that opens the API. The cookie is the user's, typed by the user.
    fn make_key(&self) -> String {
        format!(
            "curl -X POST '{base}/api/api-keys' -H 'Content-Type: application/json' -H 'Cookie: obot_access_token=<your session cookie>' \
             -d '{{\"name\":\"Auditdesk\",\"canAccessAPI\":true,\"expiresAt\":null}}'\n# or:\nOBOT_BASE_URL='{base}' obot login --scope api \
             --no-expiration --print-token",
            base = self.address
        )
    }
}

fn roles(me: &Me) -> String {
    let known = ["owner", "admin", "auditor", "power-user-plus", "power-user", "basic"];
    let mut held: Vec<&str> = known.into_iter().filter(|name| me.groups.iter().any(|group| group == name)).collect();
    if held.is_empty() {
        let bits = me.role | me.effective_role;
        let named =
            [(8, "owner"), (16, "admin"), (32, "auditor"), (64, "power-user-plus"), (128, "power-user"), (4, "basic")];
        held = named.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, name)| name).collect();
    }
    if held.is_empty() { "role unknown".into() } else { held.join(", ") }
}

/// The innermost cause of a connection error, as the operating system names it.
fn root(error: &Error) -> String {
    let mut next = error.source.as_deref().map(|cause| cause as &(dyn std::error::Error + 'static));
    let mut text = String::new();
    while let Some(cause) = next {
        text = cause.to_string();
        next = cause.source();
    }
    text
}

fn remedy(code: ErrorCode) -> Option<&'static str> {
    Some(match code {
        ErrorCode::SourceUnreachable => {
            "Check the address, the network, the VPN and the proxy (HTTPS_PROXY, NO_PROXY)."
        }
        ErrorCode::SourceTls => "Add the certificate of your own authority to the source, or correct the address.",
        ErrorCode::SourceUnauthorized => "Sign in again, or paste a new key. This command makes one.",
        ErrorCode::SourceForbidden => "Make a key with canAccessAPI, owned by a user who may read the audit log.",
        ErrorCode::SourceRateLimited => "Wait a minute and test again.",
        _ => return None,
    })
}
