//! Obot: MCP gateway calls and tool calls of local agents, over `GET /api/mcp-audit-logs` in its three generations.

mod backfill;
mod checkpoint;
mod client;
mod completeness;
mod details;
mod dialect;
mod event;
mod export;
mod fault;
mod flat;
mod generation;
mod identity;
mod list;
mod local_agents;
mod meter;
mod page;
mod reading;
mod redacted;
mod role;
mod run;
pub mod sign_in;
mod sync;
mod tail;
mod test;
mod verdict;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

pub(crate) use dialect::ObotDialects;
pub use export::ObotExportFormat;
pub(crate) use export::is_exported;

use self::{client::Api, run::Stop};
use super::{
    Checkpoint, Progress, Report, Silent, Sink, Source, SourceDeps, SyncSummary,
    http::{Address, Http},
    json,
};
use crate::{entry::SourceId, error::Result, secret::Secret};

/// An Obot server.
pub struct Obot {
    api: Api,
    source: SourceId,
    credential: Option<Secret>,
    ca_pem: String,
    deps: SourceDeps,
}

impl Obot {
    /// Connects to nothing yet. `url`: the address of the app, base path included, with or without `/api`. `ca_pem`: an authority to trust
    /// besides the system's, empty for none. No `credential` for a server whose authentication is off.
    ///
    /// # Errors
    /// `wrong_use` for an address, a certificate or a key that cannot be one.
    pub fn new(
        source: SourceId,
        url: &str,
        ca_pem: &str,
        credential: Option<Secret>,
        deps: SourceDeps,
    ) -> Result<Self> {
        let http = Http::new(Address::parse(url)?, ca_pem, credential.as_ref(), deps.clone())?;
        Ok(Self { api: Api::new(http), source, credential, ca_pem: ca_pem.to_owned(), deps })
    }
}

#[async_trait]
impl Source for Obot {
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
        self.run(checkpoint, sink, progress, cancel).await
    }

    async fn fetch(&self, remote_id: &str, sink: &dyn Sink) -> Result<()> {
        let cancel = CancellationToken::new();
        let silent = Silent;
        let hello = self.hello(&cancel).await?;
        let meter = meter::Meter::new(&silent, 0);
        let carried = (checkpoint::State::new(), SyncSummary::default());
        let run = run::Run::new(&self.api, self.source, &*self.deps.clock, sink, &cancel, meter, hello, carried);
        run.fetch(remote_id).await.map_err(|stop| match stop {
            Stop::Failed(error) => error,
            Stop::Upgraded => crate::error::Error::new(
                crate::error::ErrorCode::SourceAnswer,
                "The server was upgraded in this moment. Try again.",
            ),
        })
    }
}
