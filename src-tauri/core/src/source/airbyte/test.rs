//! The connection test of the API: line by line what works, what does not, why, and what to do.

use chrono::Duration;
use tokio_util::sync::CancellationToken;

use super::{
    client::{Api, Query},
    dialect::take,
};
use crate::{
    api::wire::Verdict,
    checklist::Checklist,
    error::{Error, ErrorCode, Result},
    source::Report,
};

/// The span that is looked at: Airbyte's own default.
const SPAN: Duration = Duration::days(30);
/// Requests after which nothing found is not looked for further.
const LOOKS: u32 = 20;

struct Test<'a> {
    api: &'a Api,
    checks: Checklist<'a>,
    cancel: &'a CancellationToken,
}

/// Runs the test. The lines tell the result; an error is returned for cancellation only.
pub(super) async fn run(api: &Api, has_token: bool, report: &dyn Report, cancel: &CancellationToken) -> Result<()> {
    let mut test = Test { api, checks: Checklist::new(report), cancel };
    test.lines(has_token).await;
    Error::if_cancelled(cancel)
}

impl Test<'_> {
    fn line(&mut self, title: &str, verdict: Verdict, finding: impl Into<String>, remedy: Option<&str>) {
        self.checks.advise(title, verdict, finding, remedy, None);
    }

    async fn lines(&mut self, has_token: bool) {
        let address = self.api.http().address().clone();
        self.line("Address", Verdict::Pass, format!("{address}, API at {}", address.join("api/v1")), None);
        if !has_token {
            let remedy = "Paste an access token of an organization admin.";
            self.line("Sign-in", Verdict::Fail, "There is no token", Some(remedy));
            return;
        }
        let until = self.api.http().server_now();
        let mut query = Query { from: until - SPAN, until, page: 1, token: None };
        let mut page = match self.api.list(&query, self.cancel).await {
            Ok(page) => page,
            Err(fault) => return self.failed(&fault.into_error()),
        };
        self.reached();
        self.line("Sign-in", Verdict::Pass, "The token is accepted", None);
        self.line("Organization", Verdict::Pass, "The token may read this organization's audit log", None);
        let mut looks = 1;
        while page.entries.is_empty() && page.token.is_some() && looks < LOOKS {
            query.token = page.token;
            looks += 1;
            page = match self.api.list(&query, self.cancel).await {
                Ok(page) => page,
                Err(fault) => return self.failed(&fault.into_error()),
            };
        }
        match page.entries.first().map(|raw| take(raw)) {
            Some(Ok(found)) => {
                let at = found.entry.occurred_at.format("%Y-%m-%d %H:%M:%S UTC");
                self.line("Entries", Verdict::Pass, format!("Readable; {} at {at}", found.entry.operation), None);
            }
            Some(Err(why)) => {
                let remedy = "Update Auditdesk: this server writes a newer form. What cannot be read is kept and read again then.";
                self.line("Entries", Verdict::Warn, format!("The latest entry cannot be read: {why}"), Some(remedy));
            }
            None => {
                let finding = if page.token.is_some() {
                    "None found yet in the last 30 days"
                } else {
                    "None in the last 30 days"
                };
                self.line(
                    "Entries",
                    Verdict::Warn,
                    finding,
                    Some("Change something in Airbyte, wait two minutes, and test again."),
                );
            }
        }
        let finding = "Airbyte keeps 365 days. What is older is out of reach and will be shown as a gap";
        self.line("History", Verdict::Pass, finding, None);
    }

    /// The server answered, whatever it said.
    fn reached(&mut self) {
        let address = self.api.http().address().clone();
        self.line("Reachable", Verdict::Pass, format!("{} answers", address.host()), None);
        if address.is_tls() {
            self.line("TLS", Verdict::Pass, "The certificate is valid and trusted", None);
        } else if address.is_loopback() {
            self.line("TLS", Verdict::Skip, "Plain HTTP to this machine: nothing leaves it", None);
        } else {
            let remedy = "Use the https:// address of the server.";
            self.line(
                "TLS",
                Verdict::Warn,
                "Plain HTTP: the token and the entries can be read on the way",
                Some(remedy),
            );
        }
        let remedy = "Syncs go by the server's clock. Set both by NTP to make times comparable.";
        self.checks.clock("server", self.api.http().skew(), remedy);
    }

    /// The line at which the test ends.
    fn failed(&mut self, error: &Error) {
        let (title, remedy) = match error.code {
            ErrorCode::Cancelled => return,
            ErrorCode::SourceUnreachable => {
                ("Reachable", "Check the address, the network, the VPN and the proxy (HTTPS_PROXY, NO_PROXY).")
            }
            ErrorCode::SourceTls => {
                ("TLS", "Add the certificate of your own authority to the source, or correct the address.")
            }
            ErrorCode::SourceUnauthorized => ("Sign-in", "Paste a new access token of an organization admin."),
            ErrorCode::SourceForbidden => {
                ("Organization", "Use a token of an admin of this organization, and check that it has the audit log.")
            }
            ErrorCode::SourceRateLimited => ("Reachable", "Wait a minute and test again."),
            _ => ("Audit log", "Check address and organization id; the message names what the server said."),
        };
        if !matches!(error.code, ErrorCode::SourceUnreachable | ErrorCode::SourceTls) {
            self.reached();
        }
        self.line(title, Verdict::Fail, error.message.clone(), Some(remedy));
    }
}
