//! Requests that tell what a key may do and leave nothing behind.
//!
//! Measured on s3s-fs 0.14, Garage 2.5, moto 5.2, Azurite 3.35; what is said of the clouds is from their documentation.
//! * A write that cannot succeed: it asks for an object that is not there (`If-Match` of a tag that cannot be) and carries a wrong `Content-MD5`. All four
//!   look at the right first and answer 403 without it; with it, they refuse the condition or the digest and store nothing. The wrong digest alone leaves an
//!   object on s3s-fs (which answers 400 all the same), the condition alone leaves one on Garage (which ignores it).
//! * At Amazon the condition also needs `s3:GetObject`, so a 403 is asked again with the digest alone, which Amazon checks.
//!   <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
//! * A probe never aims at an object that may be there: s3s-fs overwrites it while it refuses.

use reqwest::Method;

use super::PROBE;
use crate::{
    api::wire::Encryption,
    export::MEDIA_TYPE,
    storage::{
        bucket::Bucket,
        call::{Call, Reply},
        fault::{Cause, Fault, Operation, Provider},
    },
};

/// The MD5 of nothing, in base64: never that of [`PROBE`].
const WRONG_DIGEST: &str = "1B2M2Y8AsgTpgAmY7PhCfg==";

/// The id of an upload that never was. Not a UUID: s3s-fs answers those with 403.
const NO_UPLOAD: &str = "auditdesk-no-such-upload";

/// A bucket and the key that belongs to this test alone.
pub(super) struct Probe<'a> {
    pub bucket: &'a Bucket,
    pub key: &'a str,
}

/// What a write that cannot succeed showed.
pub(super) enum Write {
    /// The key may write; nothing was stored.
    Allowed,
    /// The storage wrote it all the same.
    Stored,
    Refused(Fault),
}

/// What a question for a right showed.
#[derive(Debug)]
pub(super) enum Right {
    Has,
    HasNot(Fault),
    /// The storage does not know the request, or answered something else.
    Unknown(Fault),
}

impl Probe<'_> {
    /// Writes in a way that cannot succeed.
    pub async fn write(&self) -> Write {
        let (condition, digest) = match self.bucket.site.provider {
            Provider::S3 => (("if-match", "\"00000000000000000000000000000000\""), ("content-md5", WRONG_DIGEST)),
            Provider::Gcs => (("x-goog-if-generation-match", "1"), ("content-md5", WRONG_DIGEST)),
            Provider::Azure => (("if-match", "\"0x8D000000000000\""), ("content-md5", WRONG_DIGEST)),
        };
        match self.write_with(&[condition, digest]).await {
            Write::Refused(fault) if fault.is_denied() && self.bucket.site.provider == Provider::S3 => {
                match self.write_with(&[digest]).await {
                    Write::Allowed if self.exists().await => Write::Stored,
                    write => write,
                }
            }
            write => write,
        }
    }

    async fn write_with(&self, headers: &[(&'static str, &str)]) -> Write {
        let mut all = self.headers();
        all.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        match self.call(Operation::Put, Method::PUT, "", all, PROBE).await {
            // Every storage names what it stored; another service that says yes to everything does not.
            Ok(reply) if reply.header("etag").is_some() => Write::Stored,
            Ok(_) => Write::Refused(self.other(Operation::Put, "it confirms no object")),
            Err(fault) if is_late(&fault) => Write::Allowed,
            Err(fault) => Write::Refused(fault),
        }
    }

    /// Whether the probe is there, as far as this key may look.
    pub async fn exists(&self) -> bool {
        self.call(Operation::Get, Method::HEAD, "", Vec::new(), b"").await.is_ok()
    }

    /// Whether the key may read its own object; `exists` must be known.
    pub async fn read(&self) -> Right {
        right(self.call(Operation::Get, Method::HEAD, "", Vec::new(), b"").await)
    }

    /// Whether the key may list what begins with the fixed part of the prefix.
    pub async fn list(&self, prefix: &str) -> Right {
        let fixed: String = url::form_urlencoded::byte_serialize(prefix.as_bytes()).collect();
        let query = match self.bucket.site.provider {
            Provider::S3 => format!("list-type=2&max-keys=1&prefix={fixed}"),
            Provider::Gcs => format!("max-keys=1&prefix={fixed}"),
            Provider::Azure => format!("comp=list&maxresults=1&prefix={fixed}&restype=container"),
        };
        right(self.to_bucket(Operation::List, &query).await)
    }

    /// Whether the key may remove unfinished uploads, asked with one that never was.
    pub async fn abort(&self) -> Right {
        let query = format!("uploadId={NO_UPLOAD}");
        match self.call(Operation::AbortMultipart, Method::DELETE, &query, Vec::new(), b"").await {
            Err(fault) if fault.code() == Some("NoSuchUpload") || fault.code() == Some("InvalidRequest") => Right::Has,
            other => right(other),
        }
    }

    /// Starts an upload, with the headers of a real one. Its id, and what the storage says of encryption.
    pub async fn begin(&self) -> Result<(String, Reply), Fault> {
        let reply = self.call(Operation::CreateMultipart, Method::POST, "uploads=", self.headers(), b"").await?;
        match crate::storage::answer::element(&reply.body, "UploadId") {
            Some(id) => Ok((id, reply)),
            None => Err(self.other(Operation::CreateMultipart, "it names no upload")),
        }
    }

    /// Ends an upload of blocks that were never sent, which cannot succeed; Azure only.
    pub async fn commit(&self) -> Right {
        let block = object_store::multipart::PartId { content_id: "YXVkaXRkZXNr".into() };
        match self.bucket.caller.commit(self.bucket, self.key, &[block]).await {
            Err(fault) if fault.code() == Some("InvalidBlockList") => Right::Has,
            other => right(other.map(drop)),
        }
    }

    /// Deletes the probe, or asks for the right with one that was never written. A version of it, where `version` is not empty.
    pub async fn delete(&self, version: &str) -> Result<Reply, Fault> {
        let version: String = url::form_urlencoded::byte_serialize(version.as_bytes()).collect();
        let query = if version.is_empty() { String::new() } else { format!("versionId={version}") };
        self.call(Operation::Delete, Method::DELETE, &query, Vec::new(), b"").await
    }

    /// A question to the bucket itself.
    pub async fn to_bucket(&self, operation: Operation, query: &str) -> Result<Reply, Fault> {
        let call = Call { operation, method: Method::GET, key: "", query, headers: Vec::new(), body: Vec::new() };
        self.bucket.caller.send(self.bucket, call).await
    }

    async fn call(
        &self,
        operation: Operation,
        method: Method,
        query: &str,
        headers: Vec<(&'static str, String)>,
        body: &[u8],
    ) -> Result<Reply, Fault> {
        let call = Call { operation, method, key: self.key, query, headers, body: body.to_vec() };
        self.bucket.caller.send(self.bucket, call).await
    }

    fn other(&self, operation: Operation, what: &str) -> Fault {
        Fault::of(self.bucket.site.provider, operation, self.key, Cause::Other(what.to_owned()))
    }

    /// What an export says of its objects.
    fn headers(&self) -> Vec<(&'static str, String)> {
        let options = &self.bucket.options;
        let mut headers = vec![("content-type", MEDIA_TYPE.to_owned())];
        let class = match self.bucket.site.provider {
            Provider::S3 => "x-amz-storage-class",
            Provider::Gcs => "x-goog-storage-class",
            Provider::Azure => {
                headers.push(("x-ms-blob-type", "BlockBlob".to_owned()));
                "x-ms-access-tier"
            }
        };
        if !options.storage_class.is_empty() {
            headers.push((class, options.storage_class.clone()));
        }
        match (&options.encryption, self.bucket.site.provider) {
            (Encryption::Managed, Provider::S3) => headers.push(("x-amz-server-side-encryption", "AES256".to_owned())),
            (Encryption::Kms { key_id }, Provider::S3) => {
                headers.push(("x-amz-server-side-encryption", "aws:kms".to_owned()));
                if !key_id.is_empty() {
                    headers.push(("x-amz-server-side-encryption-aws-kms-key-id", key_id.clone()));
                }
            }
            (Encryption::Kms { key_id }, Provider::Gcs) => {
                headers.push(("x-goog-encryption-kms-key-name", key_id.clone()));
            }
            _ => {}
        }
        headers
    }
}

/// Whether a write was refused for its condition or its digest: the right was looked at before, and was there.
fn is_late(fault: &Fault) -> bool {
    const LATE: [&str; 9] = [
        "PreconditionFailed",
        "NoSuchKey",
        "BadDigest",
        "InvalidDigest",
        "CrcMismatch",
        "ConditionNotMet",
        "TargetConditionNotMet",
        "Md5Mismatch",
        // Azurite's word for Md5Mismatch.
        "InvalidOperation",
    ];
    fault.code().is_some_and(|code| LATE.contains(&code) || code == "412")
}

fn right<T>(answer: Result<T, Fault>) -> Right {
    match answer {
        Ok(_) => Right::Has,
        Err(fault) if fault.is_missing() => Right::Has,
        Err(fault) if fault.is_denied() => Right::HasNot(fault),
        Err(fault) => Right::Unknown(fault),
    }
}
