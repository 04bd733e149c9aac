//! Airbyte: what was changed in a data integration platform, and by whom; from buckets in three generations, and over its API.

mod checkpoint;
mod client;
mod dialect;
mod event;
mod fields;
mod format;
mod message;
mod moment;
mod operation;
mod structured;
mod sync;
mod test;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

pub(crate) use dialect::AirbyteDialects;
pub use format::AirbyteFormat;

use self::{
    checkpoint::State,
    client::Api,
    sync::{Sync, observation},
};
use super::{
    Batch, Checkpoint, Progress, Quarantined, Report, Sink, Source, SourceDeps, SyncSummary,
    digest::sha256_hex,
    http::{Address, Http},
    objects::Item,
};
use crate::{
    entry::SourceId,
    error::{Error, ErrorCode, Result},
    secret::Secret,
};

/// The audit log of one organization, over Airbyte's API.
pub struct Airbyte {
    api: Api,
    source: SourceId,
    address: Address,
    organization: String,
    token: Option<Secret>,
    ca_pem: String,
    deps: SourceDeps,
}

impl Airbyte {
    /// Connects to nothing yet. `url`: the address of the API, with or without `/api/v1`. `ca_pem`: an authority to trust besides the system's, empty
    /// for none. `token`: a bearer token of an admin of the organization.
    ///
    /// # Errors
    /// `wrong_use` for an address, an organization, a certificate or a token that cannot be one.
    pub fn new(
        source: SourceId,
        url: &str,
        organization: &str,
        ca_pem: &str,
        token: Option<Secret>,
        deps: SourceDeps,
    ) -> Result<Self> {
        let url = url.trim().trim_end_matches('/');
        let address = Address::parse(url.strip_suffix("/api/v1").unwrap_or(url))?;
        let organization = organization.trim().to_owned();
        if organization.is_empty() || !organization.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            let message = "This is no organization id. Copy it from the settings of the organization in Airbyte: a UUID like \
                           00000000-0000-0000-0000-000000000000.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        }
        let http = Http::new(address.clone(), ca_pem, token.as_ref(), deps.clone())?;
        let api = Api::new(http, &organization);
        Ok(Self { api, source, address, organization, token, ca_pem: ca_pem.to_owned(), deps })
    }
}

#[async_trait]
impl Source for Airbyte {
    async fn test(&self, report: &dyn Report, cancel: &CancellationToken) -> Result<()> {
        let http = Http::new(self.address.clone(), &self.ca_pem, self.token.as_ref(), self.deps.clone())?.impatient();
        test::run(&Api::new(http, &self.organization), self.token.is_some(), report, cancel).await
    }

    async fn sync(
        &self,
        checkpoint: Option<Checkpoint>,
        sink: &dyn Sink,
        progress: &dyn Progress,
        cancel: &CancellationToken,
    ) -> Result<SyncSummary> {
        let sync = Sync {
            api: &self.api,
            source: self.source,
            clock: &*self.deps.clock,
            sink,
            progress,
            cancel,
            state: State::read(checkpoint)?,
            summary: SyncSummary::default(),
            given: 0,
        };
        sync.run().await
    }

    /// Airbyte gives no single entries, and a page gives them whole.
    async fn fetch(&self, _: &str, _: &dyn Sink) -> Result<()> {
        let message = "Airbyte gives whole entries only, and no single ones. Sync this source again.";
        Err(Error::new(ErrorCode::WrongUse, message))
    }

    /// Reads the kept bytes with today's readers.
    async fn again(&self, quarantined: Quarantined, sink: &dyn Sink) -> Result<()> {
        let now = self.deps.clock.now();
        let mut batch = Batch::default();
        match format::item(&quarantined.raw) {
            Item::Entry(mut found) => {
                if found.remote_id == sha256_hex(&quarantined.raw) {
                    // It has no id, and may have been received with secrets in it.
                    found.remote_id.clone_from(&quarantined.remote_id);
                }
                batch.observations.push(observation(*found, &quarantined.raw, self.source, now));
            }
            Item::Unreadable { reason, .. } => batch.quarantine.push(Quarantined { reason, ..quarantined }),
            Item::Ignored => {}
        }
        sink.commit(batch).await.map(|_| ())
    }
}
