//! The record of a run in a file whose writes may fail, and during which the program may die.

use async_trait::async_trait;
use auditdesk_core::{
    error::{Error, ErrorCode, Result},
    export::scheduled::{Journal, ObjectRecord, Sealed},
};

use crate::{file::File, world::Place};

impl Place<'_> {
    /// A transaction.
    pub async fn transact<T>(
        &self,
        what: impl FnOnce() -> String,
        act: impl FnOnce(&mut File) -> Result<T>,
    ) -> Result<T> {
        let (fate, result) = {
            let mut world = self.world();
            let fate = world.fate(false);
            let result = fate.happens().then(|| act(&mut world.files[self.file]));
            world.tell(|| format!("  {}: {fate:?}", what()));
            (fate, result)
        };
        self.live(fate).await;
        match result {
            Some(result) if fate.happens() && !matches!(fate, crate::world::Fate::Unanswered) => result,
            _ => Err(Error::new(ErrorCode::Io, "The file could not be written.")),
        }
    }
}

#[async_trait]
impl Journal for Place<'_> {
    async fn objects(&self, run: u64) -> Result<Vec<ObjectRecord>> {
        self.transact(|| "read objects".into(), |file| Ok(file.objects(run))).await
    }

    async fn begin(&self, run: u64, object: &ObjectRecord) -> Result<()> {
        self.transact(
            || format!("begin {} from {}", object.key, object.from),
            |file| {
                file.begin(run, object.clone());
                Ok(())
            },
        )
        .await
    }

    async fn uploading(&self, run: u64, part: u32, upload: Option<&str>) -> Result<()> {
        self.transact(|| format!("{part} uploads {upload:?}"), |file| file.uploading(run, part, upload)).await
    }

    async fn seal(&self, run: u64, part: u32, sealed: &Sealed) -> Result<()> {
        let what = || format!("seal {part} until {}, {} rows, {}", sealed.until, sealed.rows, &sealed.sha256[..6]);
        self.transact(what, |file| file.seal(run, part, sealed)).await
    }

    async fn land(&self, run: u64, part: u32, sealed: &Sealed) -> Result<()> {
        self.transact(|| format!("land {part}, {}", &sealed.sha256[..6]), |file| file.land(run, part, sealed)).await
    }

    async fn forget(&self, run: u64, part: u32) -> Result<()> {
        self.transact(|| format!("forget {part}"), |file| file.forget(run, part)).await
    }

    async fn manifest(&self, run: u64) -> Result<Option<(String, String)>> {
        self.transact(|| "read manifest".into(), |file| Ok(file.run(run).manifest.clone())).await
    }

    async fn seal_manifest(&self, run: u64, key: &str, text: &str) -> Result<()> {
        self.transact(
            || format!("seal manifest {key}"),
            |file| {
                file.seal_manifest(run, key, text);
                Ok(())
            },
        )
        .await
    }

    async fn commit(&self, run: u64, manifest_sha256: Option<&str>) -> Result<()> {
        self.transact(|| "commit".into(), |file| file.commit(run, manifest_sha256)).await
    }
}
