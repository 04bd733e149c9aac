//! A bucket or container of any provider, opened: writing, reading, listing, each in one operation that is tried again as it makes sense.

use std::{pin::pin, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt, PutMode, PutMultipartOptions, PutOptions, PutPayload,
    list::{PaginatedListOptions, PaginatedListStore},
    multipart::{MultipartStore, PartId},
    path::Path,
};
use tokio_util::sync::CancellationToken;

use super::{
    Retry,
    answer::element,
    call::{Call, Caller},
    fault::{Fault, Operation, Provider, Site},
    settings::Settings,
};
use crate::{
    api::wire::{Place, Secret, WriteOptions},
    error::Result,
    gate::Gate,
};

/// How long a cancel waits for the name of an upload that is being begun.
const BEGINNING: Duration = Duration::from_secs(5);

/// An opened bucket.
pub(crate) struct Bucket {
    pub site: Site,
    pub settings: Settings,
    pub options: WriteOptions,
    /// How messages name it: `s3://bucket`.
    pub shown: String,
    pub retry: Retry,
    /// Closed while no request may begin.
    pub gate: Gate,
    /// Requests that object_store has no word for.
    pub caller: Caller,
    pub(super) stores: Stores,
}

/// The faces of one object_store.
pub(super) struct Stores {
    pub objects: Arc<dyn ObjectStore>,
    pub parts: Arc<dyn MultipartStore>,
    pub pages: Arc<dyn PaginatedListStore>,
    /// The same for finishing an upload only where there is no such object yet: object_store has no option for that. Azure's is [`Caller::commit`].
    pub creating: Arc<dyn MultipartStore>,
}

impl Bucket {
    /// Opens a bucket for writing or reading; nothing goes over the network. `None` for a folder.
    ///
    /// # Errors
    /// `wrong_use` for settings that cannot be right.
    pub fn open(place: &Place, secret: Option<&Secret>, options: &WriteOptions) -> Result<Option<Self>> {
        super::open::open(place, secret, options)
    }

    /// Writes a small object, create-only. A storage that does not know the condition gets the object without it.
    pub async fn put(&self, key: &str, bytes: Bytes, cancel: &CancellationToken) -> Result<(), Fault> {
        let write = |mode: PutMode| {
            let bytes = bytes.clone();
            async move {
                let options = PutOptions { mode, attributes: self.attributes(key), ..PutOptions::default() };
                let done = self.stores.objects.put_opts(&path(key), PutPayload::from_bytes(bytes), options).await;
                done.map(drop).map_err(|e| self.fault(Operation::Put, key, &e))
            }
        };
        let cancelled = || Fault::cancelled(Operation::Put, key);
        match self.ask(cancel, cancelled, || write(PutMode::Create)).await {
            Err(fault) if fault.is_not_implemented() => self.ask(cancel, cancelled, || write(PutMode::Overwrite)).await,
            result => result,
        }
    }

    /// Tries a request as often as makes sense, each time when the gate is open.
    async fn ask<T, F: Future<Output = Result<T, Fault>>>(
        &self,
        cancel: &CancellationToken,
        cancelled: impl Fn() -> Fault,
        mut request: impl FnMut() -> F,
    ) -> Result<T, Fault> {
        let when_open = || {
            let request = request();
            async {
                self.gate.pass().await;
                request.await
            }
        };
        self.retry.run(cancel, cancelled, when_open).await
    }

    /// Starts an upload. A cancel waits a moment for the answer: an upload whose name never came here could not be removed.
    pub async fn begin(&self, key: &str, cancel: &CancellationToken) -> Result<String, Fault> {
        let cancelled = || Fault::cancelled(Operation::CreateMultipart, key);
        tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(cancelled()),
            () = self.gate.pass() => {}
        }
        // Azure has no such request: what an object is stands in the one that ends it.
        let attributes = if self.site.provider == Provider::Azure { Attributes::new() } else { self.attributes(key) };
        let never = CancellationToken::new();
        let mut begun = pin!(self.ask(&never, cancelled, || async {
            let options = PutMultipartOptions { attributes: attributes.clone(), ..PutMultipartOptions::default() };
            let begun = self.stores.parts.create_multipart_opts(&path(key), options).await;
            begun.map_err(|e| self.fault(Operation::CreateMultipart, key, &e))
        }));
        tokio::select! {
            begun = &mut begun => begun,
            () = cancel.cancelled() => tokio::time::timeout(BEGINNING, begun).await.unwrap_or_else(|_| Err(cancelled())),
        }
    }

    /// Sends part `index`, from 0 on.
    pub async fn send_part(
        &self,
        key: &str,
        upload: &String,
        index: usize,
        bytes: Bytes,
        cancel: &CancellationToken,
    ) -> Result<PartId, Fault> {
        let cancelled = || Fault::cancelled(Operation::UploadPart, key);
        self.ask(cancel, cancelled, || {
            let payload = PutPayload::from_bytes(bytes.clone());
            async move {
                let sent = self.stores.parts.put_part(&path(key), upload, index, payload).await;
                sent.map_err(|e| self.fault(Operation::UploadPart, key, &e))
            }
        })
        .await
    }

    /// Makes an object of the parts, create-only where the storage knows that.
    pub async fn finish(
        &self,
        key: &str,
        upload: &String,
        ids: Vec<PartId>,
        cancel: &CancellationToken,
    ) -> Result<(), Fault> {
        let cancelled = || Fault::cancelled(Operation::CompleteMultipart, key);
        if self.site.provider == Provider::Azure {
            return self.ask(cancel, cancelled, || self.caller.commit(self, key, &ids)).await;
        }
        let finish = |store: &Arc<dyn MultipartStore>| {
            let (ids, store) = (ids.clone(), Arc::clone(store));
            async move {
                let done = store.complete_multipart(&path(key), upload, ids).await;
                done.map(drop).map_err(|e| self.fault(Operation::CompleteMultipart, key, &e))
            }
        };
        match self.ask(cancel, cancelled, || finish(&self.stores.creating)).await {
            Err(fault) if fault.is_not_implemented() => {
                self.ask(cancel, cancelled, || finish(&self.stores.parts)).await
            }
            result => result,
        }
    }

    /// Removes an unfinished upload. Azure has no such request and forgets its parts after a week.
    pub async fn abort(&self, key: &str, upload: &String) -> Result<(), Fault> {
        let aborted = self.stores.parts.abort_multipart(&path(key), upload).await;
        aborted.map_err(|e| self.fault(Operation::AbortMultipart, key, &e))
    }

    /// The unfinished uploads of a key, where S3 tells them and tells them to this identity; else none.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>
    pub async fn unfinished(&self, key: &str, cancel: &CancellationToken) -> Vec<String> {
        if self.site.provider != Provider::S3 {
            return Vec::new();
        }
        let prefix: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
        let query = format!("uploads=&prefix={}", prefix.replace('+', "%20"));
        let (operation, method) = (Operation::List, &reqwest::Method::GET);
        let cancelled = || Fault::cancelled(operation, key);
        let told = self.ask(cancel, cancelled, || {
            let (method, query) = (method.clone(), query.as_str());
            self.caller.send(self, Call { operation, method, key: "", query, headers: Vec::new(), body: Vec::new() })
        });
        match told.await {
            Ok(reply) => {
                let uploads = reply.body.split_inclusive("</Upload>");
                let of_key = uploads.filter(|upload| element(upload, "Key").as_deref() == Some(key));
                of_key.filter_map(|upload| element(upload, "UploadId")).collect()
            }
            Err(fault) => {
                tracing::info!(?fault, "unfinished uploads are not told");
                Vec::new()
            }
        }
    }

    /// The bytes of an object as it is now.
    pub async fn get(&self, key: &str, path: &Path, cancel: &CancellationToken) -> Result<Bytes, Fault> {
        let cancelled = || Fault::cancelled(Operation::Get, key);
        self.ask(cancel, cancelled, || async {
            let failed = |e: object_store::Error| self.fault(Operation::Get, key, &e);
            self.stores.objects.get(path).await.map_err(failed)?.bytes().await.map_err(failed)
        })
        .await
    }

    /// Reads an object as it is now from its beginning to its end; what `new` makes takes the bytes, and is made anew where reading begins again.
    pub async fn read<T>(
        &self,
        key: &str,
        new: impl Fn() -> T,
        take: impl Fn(&mut T, &[u8]),
        cancel: &CancellationToken,
    ) -> Result<T, Fault> {
        let cancelled = || Fault::cancelled(Operation::Get, key);
        self.ask(cancel, cancelled, || async {
            let failed = |e: object_store::Error| self.fault(Operation::Get, key, &e);
            let mut taken = new();
            let mut bytes = self.stores.objects.get(&path(key)).await.map_err(failed)?.into_stream();
            while let Some(some) = bytes.try_next().await.map_err(failed)? {
                take(&mut taken, &some);
            }
            Ok(taken)
        })
        .await
    }

    /// A page of what begins with `prefix`, and how to ask for the next.
    pub async fn page(
        &self,
        prefix: &str,
        token: Option<String>,
        cancel: &CancellationToken,
    ) -> Result<(Vec<object_store::ObjectMeta>, Option<String>), Fault> {
        let cancelled = || Fault::cancelled(Operation::List, prefix);
        let page = self
            .ask(cancel, cancelled, || async {
                let options = PaginatedListOptions { page_token: token.clone(), ..PaginatedListOptions::default() };
                let asked = Some(prefix).filter(|prefix| !prefix.is_empty());
                let page = self.stores.pages.list_paginated(asked, options).await;
                page.map_err(|e| self.fault(Operation::List, prefix, &e))
            })
            .await?;
        Ok((page.result.objects, page.page_token))
    }

    /// What is said of an object that is written.
    fn attributes(&self, key: &str) -> Attributes {
        let mut attributes = Attributes::from_iter([(Attribute::ContentType, crate::export::media_type(key))]);
        if !self.options.storage_class.is_empty() {
            attributes.insert(Attribute::StorageClass, self.options.storage_class.clone().into());
        }
        attributes
    }

    fn fault(&self, operation: Operation, key: &str, error: &object_store::Error) -> Fault {
        Fault::new(self.site.provider, operation, key, error)
    }
}

fn path(key: &str) -> Path {
    Path::parse(key).expect("a checked key has no empty, relative or unprintable segment")
}
