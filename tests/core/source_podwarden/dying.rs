//! After every single commit of a sync the workspace claims no more than it holds: the sync may die there.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use auditdesk_core::{
    error::{Error, ErrorCode, Result},
    source::{Batch, Committed, Gap, Known, KnownObject, PendingCount, PendingEntry, Sink, Source},
};
use auditdesk_standin::podwarden::{Habits, Options};
use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Bench, Quiet},
    support::workspace::{InMemory, Workspace},
    truth::{assert_no_silent_hole, compare},
};

/// A sink that takes so many commits and no more.
struct Dying {
    sink: Arc<dyn Sink>,
    left: AtomicUsize,
}

#[async_trait]
impl Sink for Dying {
    async fn commit(&self, batch: Batch) -> Result<Committed> {
        let less = |left: usize| left.checked_sub(1);
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less) {
            Ok(_) => self.sink.commit(batch).await,
            Err(_) => Err(Error::new(ErrorCode::Internal, "It died here.")),
        }
    }
    async fn known(&self, remote_ids: &[String]) -> Result<Vec<Known>> {
        self.sink.known(remote_ids).await
    }
    async fn due(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<PendingEntry>> {
        self.sink.due(now, limit).await
    }
    async fn pending_count(&self) -> Result<PendingCount> {
        self.sink.pending_count().await
    }
    async fn held(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<u64> {
        self.sink.held(from, until).await
    }
    async fn redacted(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, String)>> {
        self.sink.redacted(before, limit).await
    }
    async fn objects(&self, keys: &[String]) -> Result<Vec<Option<KnownObject>>> {
        self.sink.objects(keys).await
    }
    async fn objects_after(&self, after: Option<&str>, limit: usize) -> Result<Vec<KnownObject>> {
        self.sink.objects_after(after, limit).await
    }
    async fn gaps(&self) -> Result<Vec<Gap>> {
        self.sink.gaps().await
    }
}

async fn dies_everywhere(seed: u64, minutes: i64, rows: usize) {
    for commits in 0.. {
        let habits = Habits { unavailable: 0.0, ..Habits::all() };
        let bench: Bench<InMemory> = Bench::in_memory(Options { habits, ..Options::new(seed, 900) }).await;
        bench.sync().await.expect("the first sync");
        bench.pass(minutes * 60, rows);
        let (source, checkpoint, never) =
            (bench.source(), bench.workspace.checkpoint().await, CancellationToken::new());
        let sink = Dying { sink: bench.workspace.sink(), left: commits.into() };
        let done = source.sync(checkpoint, &sink, &Quiet, &never).await;
        assert_no_silent_hole(&bench.server, &bench.workspace).await;
        bench.calm().await;
        bench.calm().await;
        let compared = compare(&bench.server, &bench.workspace).await;
        assert!(compared.repaired >= 1, "after {commits} commits: {compared:?}");
        if done.is_ok() {
            assert!(commits > 3, "it has several commits to die between: {commits}");
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_dies_after_any_of_its_commits_leaves_no_silent_hole() {
    dies_everywhere(81, 10, 1_200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_where_the_tokens_do_not_reach_back() {
    dies_everywhere(82, 60, 6_000).await;
}
