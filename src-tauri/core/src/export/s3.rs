//! Writing to S3 and compatible storages.

use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream::FuturesUnordered};
use object_store::{
    Attribute, Attributes, HeaderMap, ObjectStore, ObjectStoreExt, PutMode, PutMultipartOptions, PutOptions,
    PutPayload,
    aws::AmazonS3,
    multipart::{MultipartStore, PartId},
    path::Path,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    jsonl::MEDIA_TYPE,
    parts::{Object, Totals},
};
use crate::{
    api::wire::Secret,
    error::{Error, ErrorCode, Result},
    storage::{
        Retry,
        fault::{Fault, Operation, Place},
        s3::{amazon, place},
        settings::S3Settings,
    },
};

/// Parts on their way at a time. With one being encoded and one waiting, an export holds five parts at most.
const AT_A_TIME: usize = 3;

/// How long removing an unfinished upload may take when the user has cancelled or the storage is in trouble.
const ABORT_TIME: Duration = Duration::from_secs(10);

/// A bucket.
pub(super) struct S3 {
    store: AmazonS3,
    /// The same, sending `If-None-Match: *` with everything: for finishing an upload, where object_store has no such option.
    creating: AmazonS3,
    pub settings: S3Settings,
    pub place: Place,
    pub retry: Retry,
}

impl S3 {
    /// Opens a bucket; nothing goes over the network.
    pub fn open(settings: S3Settings, secret: &Secret) -> Result<Self> {
        let failed = |e: object_store::Error| {
            Error::new(ErrorCode::WrongUse, "The settings of the bucket do not fit together.").because(e)
        };
        let only_create =
            HeaderMap::from_iter([(reqwest::header::IF_NONE_MATCH, object_store::HeaderValue::from_static("*"))]);
        Ok(Self {
            store: amazon(&settings, secret, HeaderMap::new()).map_err(failed)?,
            creating: amazon(&settings, secret, only_create).map_err(failed)?,
            place: place(&settings)?,
            settings,
            retry: Retry::default(),
        })
    }

    /// Writes a small object, create-only. A storage that does not know the condition gets the object without it.
    pub async fn put(&self, key: &str, bytes: Bytes, cancel: &CancellationToken) -> Result<(), Fault> {
        let write = |mode: PutMode| {
            let bytes = bytes.clone();
            async move {
                let options = PutOptions { mode, attributes: attributes(), ..PutOptions::default() };
                let done = self.store.put_opts(&path(key), PutPayload::from_bytes(bytes), options).await;
                done.map(drop).map_err(|e| Fault::new(Operation::Put, key, &e))
            }
        };
        let cancelled = || Fault::cancelled(Operation::Put, key);
        match self.retry.run(cancel, cancelled, || write(PutMode::Create)).await {
            Err(fault) if fault.is_not_implemented() => {
                self.retry.run(cancel, cancelled, || write(PutMode::Overwrite)).await
            }
            result => result,
        }
    }

    /// Writes an object: in one request where it fits into one part, else as a multipart upload.
    pub async fn write(&self, object: Object<'_>) -> Result<Totals> {
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
        self.put(object.key, bytes, object.cancel).await.map_err(|fault| fault.into_error(&self.place))?;
        (object.moved)(rows);
        Ok(totals)
    }

    /// Leaves no unfinished upload behind where the storage can still be reached and lets us.
    async fn write_parts(&self, mut object: Object<'_>) -> Result<Totals> {
        let Object { key, cancel, .. } = object;
        let upload = self.begin(key, cancel).await.map_err(|fault| fault.into_error(&self.place))?;
        let result = async {
            let ids = self.send(&upload, &mut object).await.map_err(|f| f.into_error(&self.place))?;
            let totals = object.parts.totals().await?;
            self.finish(key, &upload, ids, cancel).await.map_err(|fault| fault.into_error(&self.place))?;
            Ok(totals)
        };
        match result.await {
            Ok(totals) => Ok(totals),
            Err(error) => Err(self.give_up(key, &upload, error).await),
        }
    }

    /// Starts an upload.
    pub async fn begin(&self, key: &str, cancel: &CancellationToken) -> Result<String, Fault> {
        let cancelled = || Fault::cancelled(Operation::CreateMultipart, key);
        self.retry
            .run(cancel, cancelled, || async {
                let options = PutMultipartOptions { attributes: attributes(), ..PutMultipartOptions::default() };
                let begun = self.store.create_multipart_opts(&path(key), options).await;
                begun.map_err(|e| Fault::new(Operation::CreateMultipart, key, &e))
            })
            .await
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
                    let (index, id, rows): (usize, PartId, u64) = sent?;
                    ids[index] = Some(id);
                    moved(rows);
                }
                part = object.parts.next(), if more && on_their_way.len() < AT_A_TIME => match part {
                    Some(part) => {
                        let index = ids.len();
                        ids.push(None);
                        on_their_way.push(async move {
                            let id = self.send_part(key, upload, index, part.bytes, cancel).await?;
                            Ok((index, id, part.rows))
                        });
                    }
                    None => more = false,
                },
            }
        }
        Ok(ids.into_iter().map(|id| id.expect("every part that was started has come back")).collect())
    }

    async fn send_part(
        &self,
        key: &str,
        upload: &String,
        index: usize,
        bytes: Bytes,
        cancel: &CancellationToken,
    ) -> Result<PartId, Fault> {
        let cancelled = || Fault::cancelled(Operation::UploadPart, key);
        self.retry
            .run(cancel, cancelled, || {
                let payload = PutPayload::from_bytes(bytes.clone());
                async move {
                    let sent = self.store.put_part(&path(key), upload, index, payload).await;
                    sent.map_err(|e| Fault::new(Operation::UploadPart, key, &e))
                }
            })
            .await
    }

    async fn finish(
        &self,
        key: &str,
        upload: &String,
        ids: Vec<PartId>,
        cancel: &CancellationToken,
    ) -> Result<(), Fault> {
        let finish = |store: AmazonS3| {
            let ids = ids.clone();
            async move {
                let done = store.complete_multipart(&path(key), upload, ids).await;
                done.map(drop).map_err(|e| Fault::new(Operation::CompleteMultipart, key, &e))
            }
        };
        let cancelled = || Fault::cancelled(Operation::CompleteMultipart, key);
        match self.retry.run(cancel, cancelled, || finish(self.creating.clone())).await {
            Err(fault) if fault.is_not_implemented() => {
                self.retry.run(cancel, cancelled, || finish(self.store.clone())).await
            }
            result => result,
        }
    }

    /// Removes an unfinished upload.
    pub async fn abort(&self, key: &str, upload: &String) -> Result<(), Fault> {
        let aborted = self.store.abort_multipart(&path(key), upload).await;
        aborted.map_err(|e| Fault::new(Operation::AbortMultipart, key, &e))
    }

    /// Removes the unfinished upload after an error; adds to the error what is left where that fails.
    async fn give_up(&self, key: &str, upload: &String, mut error: Error) -> Error {
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

    /// Deletes an object; only the connection test does, on its own probe.
    pub async fn delete(&self, key: &str) -> Result<(), Fault> {
        self.store.delete(&path(key)).await.map_err(|e| Fault::new(Operation::Delete, key, &e))
    }
}

fn attributes() -> Attributes {
    Attributes::from_iter([(Attribute::ContentType, MEDIA_TYPE)])
}

fn path(key: &str) -> Path {
    Path::parse(key).expect("a checked key has no empty, relative or unprintable segment")
}
