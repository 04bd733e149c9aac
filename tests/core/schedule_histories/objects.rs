//! The objects of a run in the model bucket: requests in the order and with the tries in which `export/upload.rs` and `scheduled/writer.rs` make them.

use async_trait::async_trait;
use auditdesk_core::{
    entry::Seq,
    error::{Error, ErrorCode, Result},
    export::scheduled::{Landing, Notes, ObjectRecord, Objects, Sealed},
};
use bytes::Bytes;
use chrono::NaiveDate;

use crate::{
    bucket::{Refusal, Reply, Request},
    file::Decided,
    world::{Fate, Place},
};

/// How often a request is tried.
const TRIES: u32 = 3;

/// The destination of a run.
pub struct Destination<'a> {
    pub place: Place<'a>,
    pub run: u64,
    pub decided: Decided,
}

/// A refusal, and whether an earlier try may have done it.
type Failed = (Refusal, bool);

fn error((refusal, _): Failed) -> Error {
    Error::new(ErrorCode::StorageAnswer, format!("{refusal:?}"))
}

impl Destination<'_> {
    async fn once(&self, request: Request) -> Result<Reply, Refusal> {
        let (fate, answer) = {
            let mut world = self.place.world();
            let fate = world.fate(matches!(request, Request::Put { .. } | Request::Finish { .. }));
            if fate == Fate::Late {
                world.bucket.late.push(request.clone());
            }
            let answer = fate.happens().then(|| world.bucket.answer(request.clone()));
            if let (Fate::Unanswered, Some(Ok(Reply::Upload(upload)))) = (fate, &answer) {
                world.unnamed.insert(upload.clone());
            }
            world.tell(|| format!("  {request:?}: {fate:?} {answer:?}"));
            (fate, answer)
        };
        self.place.live(fate).await;
        answer.filter(|_| fate == Fate::Answered).unwrap_or(Err(Refusal::Unavailable))
    }

    async fn tried(&self, request: Request) -> Result<Reply, Failed> {
        let mut lost = false;
        for _ in 1..TRIES {
            match self.once(request.clone()).await {
                Err(Refusal::Unavailable) => lost = true,
                result => return result.map_err(|refusal| (refusal, lost)),
            }
        }
        self.once(request).await.map_err(|refusal| (refusal, lost))
    }

    async fn landing(&self, request: Request) -> Result<Landing> {
        match self.tried(request).await {
            Ok(_) => Ok(Landing::Created),
            Err((Refusal::Taken, after_lost)) => Ok(if after_lost { Landing::Ours } else { Landing::Taken }),
            Err(failed) => Err(error(failed)),
        }
    }

    async fn upload(&self, key: &str, parts: Vec<Bytes>, sealed: &Sealed, notes: &dyn Notes) -> Result<Landing> {
        let Reply::Upload(upload) = self.tried(Request::Begin { key: key.to_owned() }).await.map_err(error)? else {
            unreachable!("the model answers with an upload")
        };
        let sent = async {
            notes.uploading(&upload).await?;
            let count = parts.len();
            for (index, bytes) in parts.into_iter().enumerate() {
                self.tried(Request::Part { upload: upload.clone(), index, bytes }).await.map_err(error)?;
            }
            notes.seal(sealed).await?;
            self.landing(Request::Finish { key: key.to_owned(), upload: upload.clone(), parts: count }).await
        };
        match sent.await {
            Ok(landing) => {
                if landing != Landing::Created {
                    self.remove(&upload).await?;
                }
                Ok(landing)
            }
            Err(error) => {
                let _ = self.once(Request::Abort { upload }).await;
                Err(error)
            }
        }
    }

    async fn remove(&self, upload: &str) -> Result<()> {
        match self.once(Request::Abort { upload: upload.to_owned() }).await {
            Err(Refusal::Unavailable) => Err(error((Refusal::Unavailable, false))),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Objects for Destination<'_> {
    fn key(&self, part: u32, day: Option<NaiveDate>) -> Result<String> {
        let day = day.map(|day| format!("dt={day}/")).unwrap_or_default();
        Ok(format!("{day}{}-{}-{part}.csv", self.decided.tag, self.run))
    }

    fn manifest_key(&self) -> Result<String> {
        Ok(format!("_{}-{}.manifest.json", self.decided.tag, self.run))
    }

    fn location(&self, key: &str) -> String {
        key.to_owned()
    }

    fn other_key(&self, key: &str) -> Result<String> {
        Ok(format!("{key}-{}", self.place.world().tag()))
    }

    async fn write(
        &self,
        object: &ObjectRecord,
        until: Seq,
        whole: bool,
        notes: &dyn Notes,
    ) -> Result<Option<(Sealed, Landing)>> {
        let (made, part_rows) = {
            let world = self.place.world();
            let setup = &self.decided.setup;
            let most = if whole { 0 } else { setup.split_rows };
            let made = world.ledger.make(setup.filter, (object.from, until), object.day, most);
            (made, world.habits.part_rows)
        };
        if made.rows.is_empty() && !whole {
            return Ok(None);
        }
        let mut parts: Vec<Bytes> = made.rows.chunks(part_rows).map(|rows| Bytes::from(rows.concat())).collect();
        let landing = if parts.len() < 2 {
            notes.seal(&made.sealed).await?;
            let bytes = parts.pop().unwrap_or_default();
            self.landing(Request::Put { key: object.key.clone(), bytes }).await?
        } else {
            self.upload(&object.key, parts, &made.sealed, notes).await?
        };
        Ok(Some((made.sealed, landing)))
    }

    async fn put(&self, key: &str, bytes: Bytes) -> Result<Landing> {
        self.landing(Request::Put { key: key.to_owned(), bytes }).await
    }

    async fn abort(&self, key: &str, upload: Option<&str>) -> Result<()> {
        let told = match self.tried(Request::Uploads { key: key.to_owned() }).await {
            Ok(Reply::Uploads(uploads)) => uploads,
            Ok(_) | Err((Refusal::Denied, _)) => Vec::new(),
            Err(_) => {
                // It goes on without: what is not removed now is no object.
                let mut world = self.place.world();
                let left = world.bucket.uploads.keys().cloned().collect::<Vec<_>>();
                world.unnamed.extend(left);
                Vec::new()
            }
        };
        for upload in told.iter().map(String::as_str).chain(upload) {
            self.remove(upload).await?;
        }
        Ok(())
    }
}
