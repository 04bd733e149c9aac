//! Writing an object to a bucket: in one request, or in parts.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream::FuturesUnordered};
use object_store::multipart::PartId;
use serde_json::json;

use super::{
    parts::{Object, Totals},
    scheduled::Landing,
};
use crate::{
    error::{Error, Result},
    storage::{
        bucket::Bucket,
        fault::{Fault, Operation, Provider},
    },
};

/// Parts on their way at a time. With one being encoded and one waiting, an export holds five parts at most.
const AT_A_TIME: usize = 3;

/// How long removing an unfinished upload may take when the user has cancelled or the storage is in trouble.
const ABORT_TIME: Duration = Duration::from_secs(10);

impl Bucket {
    /// Writes an object: in one request where it fits into one part, else as a multipart upload. An object of this key that is there already is an error
    /// where nobody keeps a record of the upload.
    pub(super) async fn write_object(&self, object: Object<'_>) -> Result<(Totals, Landing)> {
        let first = object.parts.next().await;
        let second = object.parts.next().await;
        let (bytes, rows) = match (first, second) {
            (Some(first), Some(second)) => {
                object.parts.put_back(second);
                object.parts.put_back(first);
                return self.write_parts(object).await;
            }
            (Some(only), None) => (only.bytes, only.rows),
            (None, _) => (Bytes::new(), 0),
        };
        let totals = object.parts.totals().await?;
        let size = bytes.len() as u64;
        if let Some(recorder) = object.recorder {
            recorder.seal(&totals).await?;
        }
        let landing = self.landing(self.put(object.key, bytes, object.cancel).await, object.recorder.is_some())?;
        (object.moved)(rows, size);
        Ok((totals, landing))
    }

    /// How the request ended that makes an object exist.
    pub(super) fn landing(&self, result: Result<(), Fault>, recorded: bool) -> Result<Landing> {
        match result {
            Ok(()) => Ok(Landing::Created),
            Err(fault) if recorded && fault.is_taken() => {
                Ok(if fault.after_lost_answer { Landing::Ours } else { Landing::Taken })
            }
            Err(fault) => Err(fault.into_error(&self.site)),
        }
    }

    /// Leaves no unfinished upload behind where the storage can still be reached and lets us.
    async fn write_parts(&self, mut object: Object<'_>) -> Result<(Totals, Landing)> {
        let Object { key, cancel, recorder, .. } = object;
        let upload = self.begin(key, cancel).await.map_err(|fault| fault.into_error(&self.site))?;
        let result = async {
            if let Some(recorder) = recorder {
                recorder.uploading(&upload).await?;
            }
            let ids = self.send(&upload, &mut object).await.map_err(|f| f.into_error(&self.site))?;
            let totals = object.parts.totals().await?;
            if let Some(recorder) = recorder {
                recorder.seal(&totals).await?;
            }
            let landing = self.landing(self.finish(key, &upload, ids, cancel).await, recorder.is_some())?;
            Ok((totals, landing))
        };
        match result.await {
            Ok((totals, landing)) => {
                if landing != Landing::Created {
                    self.remove(key, &upload).await?;
                }
                Ok((totals, landing))
            }
            Err(error) => Err(self.give_up(key, &upload, error).await),
        }
    }

    async fn send(&self, upload: &String, object: &mut Object<'_>) -> Result<Vec<PartId>, Fault> {
        let Object { key, moved, cancel, .. } = *object;
        let mut ids: Vec<Option<PartId>> = Vec::new();
        let mut on_their_way = FuturesUnordered::new();
        let mut more = true;
        while more || !on_their_way.is_empty() {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Fault::cancelled(Operation::UploadPart, key)),
                Some(sent) = on_their_way.next(), if !on_their_way.is_empty() => {
                    let (index, id, rows, bytes): (usize, PartId, u64, u64) = sent?;
                    ids[index] = Some(id);
                    moved(rows, bytes);
                }
                part = object.parts.next(), if more && on_their_way.len() < AT_A_TIME => match part {
                    Some(part) => {
                        let index = ids.len();
                        ids.push(None);
                        on_their_way.push(async move {
                            let bytes = part.bytes.len() as u64;
                            let id = self.send_part(key, upload, index, part.bytes, cancel).await?;
                            Ok((index, id, part.rows, bytes))
                        });
                    }
                    None => more = false,
                },
            }
        }
        Ok(ids.into_iter().map(|id| id.expect("every part that was started has come back")).collect())
    }

    /// Removes an upload of which nothing else is needed. One that is gone is no error, nor is one that may not be removed: it is no object.
    pub(super) async fn remove(&self, key: &str, upload: &String) -> Result<()> {
        if self.site.provider == Provider::Azure {
            return Ok(());
        }
        match self.abort(key, upload).await {
            Ok(()) => Ok(()),
            Err(fault) if fault.is_transient() => Err(fault.into_error(&self.site)),
            Err(fault) => {
                tracing::warn!(?fault, "an unfinished upload could not be removed");
                Ok(())
            }
        }
    }

    /// Removes the unfinished upload after an error; adds to the error what is left where that fails.
    async fn give_up(&self, key: &str, upload: &String, mut error: Error) -> Error {
        if self.site.provider == Provider::Azure {
            // Parts that belong to no blob are not seen in listings, and Azure removes them after a week.
            return error;
        }
        let fault = match tokio::time::timeout(ABORT_TIME, self.abort(key, upload)).await {
            Ok(Ok(())) => return error,
            Ok(Err(fault)) => Some(fault),
            Err(_elapsed) => None,
        };
        tracing::warn!(?fault, "an unfinished upload could not be removed");
        if fault.as_ref().and_then(Fault::code) == Some("NoSuchUpload") {
            error.message.push_str(" The upload is gone at the storage: it may have been finished all the same.");
            return error;
        }
        error.message.push_str(
            " The unfinished upload could not be removed and takes space without being an object; \
             a lifecycle rule for incomplete multipart uploads removes it.",
        );
        if !error.details.is_object() {
            error.details = json!({});
        }
        error.details["unfinished_upload"] = json!(upload);
        error
    }
}
