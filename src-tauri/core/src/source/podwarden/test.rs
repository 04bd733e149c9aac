//! The connection test: line by line what works, what does not, why, and what to do. It stops where going on makes no sense.

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::{
    Podwarden,
    client::{Api, Fault, Items},
    own::{self, Own},
    row::{HUB, Row},
};
use crate::{
    api::wire::Verdict,
    checklist::Checklist,
    error::{Error, ErrorCode, Result},
    source::{Report, http::Http},
};

struct Test<'a> {
    api: Api,
    credential: Option<&'a str>,
    own_token: &'a str,
    checks: Checklist<'a>,
    cancel: &'a CancellationToken,
}

/// No line after this one makes sense.
struct Enough;

/// Runs the test. The lines tell the result; an error is returned for cancellation only.
pub(super) async fn run(podwarden: &Podwarden, report: &dyn Report, cancel: &CancellationToken) -> Result<()> {
    let Podwarden { api, own_token, credential, ca_pem, deps, .. } = podwarden;
    let http = Http::new(api.http().address().clone(), ca_pem, credential.as_ref(), deps.clone())?.impatient();
    let credential = credential.as_ref().map(|secret| secret.expose().trim());
    let mut test = Test { api: Api::new(http), credential, own_token, checks: Checklist::new(report), cancel };
    let _ = test.lines().await;
    Error::if_cancelled(cancel)
}

impl Test<'_> {
    async fn lines(&mut self) -> Result<(), Enough> {
        self.reach().await?;
        self.clock();
        let feed = self.feed().await?;
        self.tokens(&feed).await?;
        self.own_polling().await
    }

    /// A line for a request that failed; ends the test.
    fn fail(&mut self, title: &str, fault: Fault, doing: &str) -> Enough {
        let error = self.api.needed(fault, doing);
        if error.code != ErrorCode::Cancelled {
            let paste = matches!(error.code, ErrorCode::SourceUnauthorized | ErrorCode::SourceForbidden);
            let paste = paste.then(|| self.make_token());
            self.checks.advise(title, Verdict::Fail, error.message, remedy(error.code), paste);
        }
        Enough
    }

    async fn reach(&mut self) -> Result<(), Enough> {
        let address = self.api.http().address().clone();
        self.checks.line("Address", Verdict::Pass, format!("{address}, API at {}", address.join("api/v1")));
        let answers = format!("{} answers", address.host());
        let health = match self.api.health(self.cancel).await {
            Ok(answer) => Ok(answer),
            Err(Fault::Stop(error)) if error.code == ErrorCode::SourceTls => {
                self.checks.line("Reachable", Verdict::Pass, answers);
                return Err(self.fail("TLS", Fault::Stop(error), "its health"));
            }
            Err(Fault::Stop(error)) if error.code != ErrorCode::SourceUnauthorized => {
                return Err(self.fail("Reachable", Fault::Stop(error), "its health"));
            }
            Err(fault) => Err(fault),
        };
        self.checks.line("Reachable", Verdict::Pass, answers);
        if address.is_tls() {
            self.checks.line("TLS", Verdict::Pass, "The certificate is valid and trusted");
        } else if address.is_loopback() {
            self.checks.line("TLS", Verdict::Skip, "Plain HTTP to this machine: nothing leaves it");
        } else {
            let finding = "Plain HTTP: the token and the entries can be read on the way";
            self.checks.advise("TLS", Verdict::Warn, finding, Some("Use the https:// address of the instance."), None);
        }
        match health {
            Ok(answer) if answer.media == "application/json" => {
                self.checks.line("Health", Verdict::Pass, answer.text());
            }
            Ok(answer) => {
                let finding =
                    format!("The health check answers with {}. This may not be a PodWarden instance", answer.media);
                let remedy = "Check the address, and whether a proxy's sign-in page stands before the instance.";
                self.checks.advise("Health", Verdict::Warn, finding, Some(remedy), None);
            }
            Err(fault) => {
                let finding = self.api.needed(fault, "its health").message;
                self.checks.line("Health", Verdict::Warn, finding);
            }
        }
        Ok(())
    }

    fn clock(&mut self) {
        let remedy = "Entries carry the instance's time. Set both clocks by NTP to make times comparable.";
        self.checks.clock("instance", self.api.http().skew(), remedy);
    }

    /// Whether the credential opens the feed, and what kind it is.
    async fn feed(&mut self) -> Result<Items, Enough> {
        let kind = match self.credential {
            None => {
                let remedy = "Make an MCP token with the role viewer, in the instance's settings or with this command.";
                let paste = Some(self.make_token());
                self.checks.advise(
                    "Token",
                    Verdict::Fail,
                    "No token is given; the instance asks for one",
                    Some(remedy),
                    paste,
                );
                return Err(Enough);
            }
            Some(text) if text.starts_with("pwm_") => "an MCP token",
            Some(text) if text.starts_with("eyJ") => "a session",
            Some(_) => "a credential of another kind",
        };
        let feed = match self.api.newest(self.cancel).await {
            Ok(feed) => feed,
            Err(Fault::Stop(error)) => return Err(self.fail("Token", Fault::Stop(error), "the activity log")),
            Err(fault @ Fault::Forbidden(_)) => {
                self.checks.line("Token", Verdict::Pass, format!("Accepted; it is {kind}"));
                return Err(self.fail("Role", fault, "the activity log"));
            }
            Err(fault) => return Err(self.fail("Activity log", fault, "the activity log")),
        };
        if kind == "a session" {
            let finding = "Accepted; it is a session, which ends by itself after a while";
            self.checks.advise(
                "Token",
                Verdict::Pass,
                finding,
                Some("For automatic syncs, make an MCP token of its own."),
                None,
            );
        } else {
            self.checks.line("Token", Verdict::Pass, format!("Accepted; it is {kind}"));
        }
        self.checks.line("Role", Verdict::Pass, "The activity log is given");
        let times: Vec<DateTime<Utc>> = feed.rows.iter().filter_map(|raw| Row::parse(raw).ok()?.at().ok()).collect();
        let rows = feed.rows.len();
        match (times.iter().min(), feed.full()) {
            (None, _) if rows == 0 => {
                self.checks.line("Activity log", Verdict::Warn, "It is empty: no token was used yet");
            }
            (None, _) => {
                self.checks.line("Activity log", Verdict::Warn, format!("None of its {rows} rows can be read"));
            }
            (Some(_), false) => self.checks.line("Activity log", Verdict::Pass, format!("{rows} rows, all there are")),
            (Some(oldest), true) => {
                let finding = format!(
                    "The newest {rows} rows, back to {}; older ones are out of reach but for what the tokens' own logs show",
                    oldest.format("%Y-%m-%d %H:%M:%S UTC")
                );
                let remedy =
                    "Let Auditdesk read it by itself, often enough; how often the log needs is told after each sync.";
                self.checks.advise("Activity log", Verdict::Pass, finding, Some(remedy), None);
            }
        }
        Ok(feed)
    }

    /// Whether gaps can be repaired.
    async fn tokens(&mut self, feed: &Items) -> Result<(), Enough> {
        let hub = feed.rows.iter().any(|raw| Row::parse(raw).is_ok_and(|row| row.token_name.as_deref() == Some(HUB)));
        let hub = if hub { ". Calls through the Hub have no log of their own: gaps in them stay" } else { "" };
        let tokens = match self.api.tokens(self.cancel).await {
            Ok(tokens) => tokens,
            Err(Fault::Stop(error)) => return Err(self.fail("Repair", Fault::Stop(error), "the list of tokens")),
            Err(fault) => {
                let finding =
                    format!("Gaps cannot be repaired. {}", self.api.needed(fault, "the list of tokens").message);
                self.checks.line("Repair", Verdict::Warn, finding);
                return Ok(());
            }
        };
        let Some(first) = tokens.first() else {
            self.checks.line("Repair", Verdict::Skip, "There are no tokens yet");
            return Ok(());
        };
        match self.api.newest_of(&first.id, self.cancel).await {
            Ok(_) => {
                let finding =
                    format!("{} tokens, whose own logs reach further back and repair gaps{hub}", tokens.len());
                self.checks.line("Repair", Verdict::Pass, finding);
            }
            Err(Fault::Stop(error)) => return Err(self.fail("Repair", Fault::Stop(error), "the log of a token")),
            Err(fault) => {
                let finding =
                    format!("Gaps cannot be repaired. {}", self.api.needed(fault, "the log of a token").message);
                self.checks.line("Repair", Verdict::Warn, finding);
            }
        }
        Ok(())
    }

    /// Whether our requests leave rows, and under which name.
    async fn own_polling(&mut self) -> Result<(), Enough> {
        const TITLE: &str = "Own polling";
        let found = match own::look(&self.api, self.cancel).await {
            Ok(found) => found,
            Err(error) => return Err(self.fail(TITLE, Fault::Stop(error), "the activity log")),
        };
        let given = self.own_token;
        match found {
            Own::None => self.checks.line(TITLE, Verdict::Pass, "Looking twice left no row in the log"),
            Own::Several(names) => {
                let finding =
                    format!("Several tokens read the log right now ({}): ours cannot be told", names.join(", "));
                let remedy = "Enter the name of Auditdesk's token in the source's settings.";
                let verdict = if given.is_empty() { Verdict::Warn } else { Verdict::Skip };
                self.checks.advise(TITLE, verdict, finding, (verdict == Verdict::Warn).then_some(remedy), None);
            }
            Own::Token { name, .. } if !given.is_empty() && given != name => {
                let finding =
                    format!("Each look leaves a row under the token {name}, but the source's settings name {given}");
                self.checks.advise(
                    TITLE,
                    Verdict::Warn,
                    finding,
                    Some("Correct the name in the source's settings."),
                    None,
                );
            }
            Own::Token { name, shared: true } => {
                let finding = format!("Each look leaves a row under the token {name}, which others use, too");
                let remedy = "Make a token for Auditdesk alone, so that its requests are told from those of others.";
                let paste = Some(self.make_token());
                self.checks.advise(TITLE, Verdict::Warn, finding, Some(remedy), paste);
            }
            Own::Token { name, shared: false } => {
                let finding =
                    format!("Each look leaves a row under the token {name}; these are kept and marked (own_polling)");
                self.checks.line(TITLE, Verdict::Pass, finding);
            }
        }
        Ok(())
    }

    /// How to make a token for this purpose. It is the administrator who runs it.
    fn make_token(&self) -> String {
        format!(
            "curl -X POST '{}' -H 'Authorization: Bearer <an administrator's token>' -H 'Content-Type: application/json' \
             -d '{{\"name\":\"auditdesk\",\"role\":\"viewer\",\"expiry_days\":365}}'",
            self.api.http().address().join("api/v1/settings/mcp-tokens")
        )
    }
}

fn remedy(code: ErrorCode) -> Option<&'static str> {
    Some(match code {
        ErrorCode::SourceUnreachable => {
            "Check the address, the network, the VPN and the proxy (HTTPS_PROXY, NO_PROXY). The Hub does not pass this API on: the instance itself must \
             be reachable."
        }
        ErrorCode::SourceTls => "Add the certificate of your own authority to the source, or correct the address.",
        ErrorCode::SourceUnauthorized => {
            "Make a new token and enter it here. An administrator makes one with this command."
        }
        ErrorCode::SourceForbidden => {
            "Make a token with the role viewer. An administrator makes one with this command."
        }
        ErrorCode::SourceRateLimited => "Wait a minute and test again.",
        _ => return None,
    })
}
