//! PodWarden: the activity of MCP tokens, over `GET /api/v1/settings/mcp-audit`, which shows the newest 500 rows and has no cursor.
//!
//! The facts come from PodWarden's documentation (`/docs/mcp/audit`, `/docs/mcp/tokens`); what it leaves open is read loosely. A row tells who (by the name
//! of a token), which request and how it ended; it has no arguments, no address, no session. Its path may carry ids and a query: sensitive text.
//!
//! Tools were renamed over time (workload definitions are stacks by now, assignments are deployments); names are kept as the rows give them.

mod checkpoint;
mod client;
mod dialect;
mod feeds;
mod own;
mod row;
mod test;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

pub(crate) use dialect::PodwardenDialects;

use self::{checkpoint::State, client::Api, feeds::AuditFeeds, own::Own};
use super::{
    Batch, Checkpoint, Progress, Quarantined, Report, Sink, Source, SourceDeps, SyncSummary,
    http::{Address, Http},
    newest::Run,
};
use crate::{
    entry::SourceId,
    error::{Error, ErrorCode, Result},
    secret::Secret,
};

/// How often a sync looks for its own rows before it takes it that there are none.
const LOOKS_FOR_OWN: u32 = 3;

/// A PodWarden instance.
pub struct Podwarden {
    api: Api,
    source: SourceId,
    /// The name of the token that signs in, as the user gave it; empty: not known.
    own_token: String,
    credential: Option<Secret>,
    ca_pem: String,
    deps: SourceDeps,
}

impl Podwarden {
    /// Connects to nothing yet. `url`: the address of the instance, with or without `/api/v1`. `ca_pem`: an authority to trust besides the system's, empty
    /// for none. `own_token`: the name of the token that signs in, empty where it is not known or where a session signs in. `credential`: a `pwm_` token,
    /// or the token of a session.
    ///
    /// # Errors
    /// `wrong_use` for an address, a certificate or a credential that cannot be one.
    pub fn new(
        source: SourceId,
        url: &str,
        ca_pem: &str,
        own_token: &str,
        credential: Option<Secret>,
        deps: SourceDeps,
    ) -> Result<Self> {
        if credential.as_ref().is_some_and(|secret| secret.expose().trim().starts_with("pwc_")) {
            let message = "This key (pwc_…) opens PodWarden's Hub, not an instance. Make an MCP token (pwm_…) on the instance, in Settings, with the role \
                           viewer.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        let http = Http::new(address(url)?, ca_pem, credential.as_ref(), deps.clone())?;
        let own_token = own_token.trim().to_owned();
        Ok(Self { api: Api::new(http), source, own_token, credential, ca_pem: ca_pem.to_owned(), deps })
    }

    /// Which token's requests are our own, as far as it is known after this: given, found out before, or found out now.
    async fn own(&self, state: &mut State, cancel: &CancellationToken) -> Result<Option<String>> {
        if !self.own_token.is_empty() {
            return Ok(Some(self.own_token.clone()));
        }
        if state.own.is_none() && state.looks_for_own < LOOKS_FOR_OWN {
            state.looks_for_own += 1;
            if let Own::Token { name, .. } = own::look(&self.api, cancel).await? {
                state.own = Some(name);
            }
        }
        Ok(state.own.clone())
    }
}

/// The address of the instance, from what may be the address of its API.
fn address(typed: &str) -> Result<Address> {
    let typed = typed.trim().trim_end_matches('/');
    Address::parse(typed.strip_suffix("/api/v1").unwrap_or(typed))
}

#[async_trait]
impl Source for Podwarden {
    async fn test(&self, report: &dyn Report, cancel: &CancellationToken) -> Result<()> {
        test::run(self, report, cancel).await
    }

    async fn sync(
        &self,
        checkpoint: Option<Checkpoint>,
        sink: &dyn Sink,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<SyncSummary> {
        let mut state = State::read(checkpoint)?;
        let own = self.own(&mut state, cancel).await?;
        let newest = std::mem::take(&mut state.newest);
        let feeds = AuditFeeds { api: &self.api, source: self.source, own, carried: state, clock: &*self.deps.clock };
        let (clock, summary) = (&*self.deps.clock, SyncSummary::default());
        Run { feeds: &feeds, sink, clock, progress, cancel, state: newest, summary }.everything().await
    }

    async fn fetch(&self, _: &str, _: &dyn Sink) -> Result<()> {
        let message = "PodWarden has nothing more of an entry than what is shown: no request, no response.";
        Err(Error::new(ErrorCode::WrongUse, message))
    }

    async fn again(&self, quarantined: Quarantined, sink: &dyn Sink) -> Result<()> {
        let Quarantined { raw, received_at, .. } = &quarantined;
        let own = Some(self.own_token.as_str()).filter(|own| !own.is_empty());
        let batch = match feeds::observe(raw, self.source, own, *received_at) {
            Ok(row) => {
                let resolved = vec![quarantined.remote_id];
                Batch { observations: vec![row.observation], resolved, ..Batch::default() }
            }
            Err(reason) => {
                Batch { quarantine: vec![Quarantined { reason: reason.0, ..quarantined }], ..Batch::default() }
            }
        };
        sink.commit(batch).await.map(|_| ())
    }
}
