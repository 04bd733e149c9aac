//! Workspaces that suites run on: the sink in memory and the real store.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use auditdesk_core::random::SystemRandom;
use auditdesk_core::{
    api::wire::SourceConfig,
    clock::Clock,
    entry::{Record, SourceId},
    source::{Checkpoint, Gap, Sink, dialects},
    store::{Deps, Store, key::Key},
};
use tempfile::TempDir;

use super::memory::MemorySink;

/// A workspace with one source.
#[async_trait]
pub trait Workspace: Send + Sync {
    /// The source's id.
    fn source(&self) -> SourceId;
    /// Where the source hands in.
    fn sink(&self) -> Arc<dyn Sink>;
    /// What was committed last.
    async fn checkpoint(&self) -> Option<Checkpoint>;
    /// All settled records in the order of settling.
    fn ledger(&self) -> Vec<Record>;
    /// Per day: stated and held.
    async fn days(&self) -> BTreeMap<String, (u64, u64)>;
    /// The gaps.
    async fn gaps(&self) -> Vec<Gap>;
    /// Quarantined records: id and reason.
    async fn quarantine(&self) -> Vec<(String, String)>;
    /// Names of people by id.
    async fn people(&self) -> BTreeMap<String, String>;

    /// The latest version of each settled entry.
    fn latest(&self) -> BTreeMap<String, Record> {
        self.ledger().into_iter().map(|record| (record.remote_id.clone(), record)).collect()
    }

    /// How many entries can still change.
    async fn pending(&self) -> u64 {
        let count = self.sink().pending_count().await.expect("counting works");
        count.outcome + count.details
    }
}

/// In memory.
#[derive(Clone, Default)]
pub struct InMemory(pub Arc<MemorySink>);

#[async_trait]
impl Workspace for InMemory {
    fn source(&self) -> SourceId {
        1
    }
    fn sink(&self) -> Arc<dyn Sink> {
        self.0.clone()
    }
    async fn checkpoint(&self) -> Option<Checkpoint> {
        self.0.look(|held| held.checkpoint.clone())
    }
    fn ledger(&self) -> Vec<Record> {
        self.0.look(|held| held.ledger.iter().map(|settled| settled.record.clone()).collect())
    }
    async fn days(&self) -> BTreeMap<String, (u64, u64)> {
        self.0.look(|held| held.days.values().map(|day| (day.day.to_string(), (day.stated, day.held))).collect())
    }
    async fn gaps(&self) -> Vec<Gap> {
        self.0.look(|held| held.gaps.clone())
    }
    async fn quarantine(&self) -> Vec<(String, String)> {
        self.0.look(|held| held.quarantine.iter().map(|q| (q.remote_id.clone(), q.reason.clone())).collect())
    }
    async fn people(&self) -> BTreeMap<String, String> {
        let name = |person: &auditdesk_core::source::Person| person.name.clone().unwrap_or_default();
        self.0.look(|held| held.people.iter().map(|(id, person)| (id.clone(), name(person))).collect())
    }
}

/// The real store, in a folder of its own.
pub struct OnDisk {
    store: Store,
    source: SourceId,
    _folder: TempDir,
}

impl OnDisk {
    /// The store itself.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Quarantined records with their bytes.
    pub async fn quarantined(&self) -> Vec<auditdesk_core::source::Quarantined> {
        let all = self.store.quarantined(self.source, 0, 1_000).await.expect("the quarantine");
        all.into_iter().map(|(_, quarantined)| quarantined).collect()
    }

    /// An empty store with one source.
    pub async fn new(clock: Arc<dyn Clock>, url: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = Key::generate(&SystemRandom).expect("randomness");
        let store = Store::create(folder.path(), &key, Deps { dialects: dialects(), clock }).expect("a new store");
        let config = SourceConfig::Obot { url: url.to_owned(), ca_pem: String::new() };
        let source = store.add_source("obot".into(), config, None).await.expect("a source");
        Self { store, source, _folder: folder }
    }
}

#[async_trait]
impl Workspace for OnDisk {
    fn source(&self) -> SourceId {
        self.source
    }
    fn sink(&self) -> Arc<dyn Sink> {
        self.store.sink(self.source)
    }
    async fn checkpoint(&self) -> Option<Checkpoint> {
        self.store.checkpoint(self.source).await.expect("the checkpoint")
    }
    fn ledger(&self) -> Vec<Record> {
        let blocks = self.store.blocks();
        blocks.spans().iter().flat_map(|span| blocks.read(*span).expect("a block")).collect()
    }
    async fn days(&self) -> BTreeMap<String, (u64, u64)> {
        let days = self.store.days(self.source).await.expect("days");
        days.into_iter().map(|day| (day.day, (day.stated, day.held))).collect()
    }
    async fn gaps(&self) -> Vec<Gap> {
        self.store.gaps(Some(self.source)).await.expect("gaps").into_iter().map(|(_, gap)| gap).collect()
    }
    async fn quarantine(&self) -> Vec<(String, String)> {
        let all = self.store.unreadable(self.source, 10_000).await.expect("the quarantine");
        all.into_iter().map(|record| (record.id, record.reason)).collect()
    }
    async fn people(&self) -> BTreeMap<String, String> {
        let people = self.store.directory(self.source).await.expect("the directory");
        people.into_iter().map(|person| (person.id, person.name.unwrap_or_default())).collect()
    }
}
