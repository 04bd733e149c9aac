//! A failed operation on a storage: which operation, on what, and why.

use std::error::Error as StdError;

use object_store::client::HttpError;
use serde_json::json;

use super::{
    answer::Answer,
    error::{Denial, Rule, Topic, rule_for},
    identity::Missing,
    network::{Network, network},
};
use crate::error::{Error, ErrorCode};

/// What was asked of the storage, by the names of the S3 API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Put,
    CreateMultipart,
    UploadPart,
    CompleteMultipart,
    AbortMultipart,
    Delete,
    List,
    Get,
}

impl Operation {
    /// The operation's name in the provider's API.
    pub fn name(self, provider: Provider) -> &'static str {
        match (provider, self) {
            (Provider::Azure, Self::Put) => "Put Blob",
            (Provider::Azure, Self::UploadPart) => "Put Block",
            (Provider::Azure, Self::CreateMultipart | Self::CompleteMultipart | Self::AbortMultipart) => {
                "Put Block List"
            }
            (Provider::Azure, Self::Delete) => "Delete Blob",
            (Provider::Azure, Self::List) => "List Blobs",
            (Provider::Azure, Self::Get) => "Get Blob",
            (_, Self::Put) => "PutObject",
            (_, Self::CreateMultipart) => "CreateMultipartUpload",
            (_, Self::UploadPart) => "UploadPart",
            (_, Self::CompleteMultipart) => "CompleteMultipartUpload",
            (_, Self::AbortMultipart) => "AbortMultipartUpload",
            (_, Self::Delete) => "DeleteObject",
            (Provider::S3, Self::List) => "ListObjectsV2",
            (Provider::Gcs, Self::List) => "ListObjects",
            (_, Self::Get) => "GetObject",
        }
    }

    /// The permission it needs.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions>,
    /// <https://cloud.google.com/storage/docs/access-control/iam-xml>, <https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory>
    pub fn permission(self, provider: Provider) -> &'static str {
        match (provider, self) {
            (Provider::S3, Self::AbortMultipart) => "s3:AbortMultipartUpload",
            (Provider::S3, Self::Delete) => "s3:DeleteObject",
            (Provider::S3, Self::List) => "s3:ListBucket",
            (Provider::S3, Self::Get) => "s3:GetObject",
            (Provider::S3, _) => "s3:PutObject",
            (Provider::Gcs, Self::AbortMultipart) => "storage.multipartUploads.abort",
            (Provider::Gcs, Self::CreateMultipart | Self::UploadPart | Self::CompleteMultipart) => {
                "storage.multipartUploads.create"
            }
            (Provider::Gcs, Self::Delete) => "storage.objects.delete",
            (Provider::Gcs, Self::List) => "storage.objects.list",
            (Provider::Gcs, Self::Get) => "storage.objects.get",
            (Provider::Gcs, _) => "storage.objects.create",
            (Provider::Azure, Self::Delete) => "blobs/delete",
            (Provider::Azure, Self::List | Self::Get) => "blobs/read",
            (Provider::Azure, _) => "blobs/write",
        }
    }
}

/// Whose API it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Provider {
    #[default]
    S3,
    Gcs,
    Azure,
}

/// Where it was tried, and as whom; for messages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    pub provider: Provider,
    /// The bucket or container.
    pub bucket: String,
    /// The region as configured; S3 only.
    pub region: String,
    /// Host and port of the endpoint.
    pub host: String,
    /// Who signs in: the access key's id, an e-mail address, an application, the account.
    pub who: String,
    /// Host and port of the proxy on the way, if there is one.
    pub proxy: Option<String>,
}

/// Why an operation failed.
#[derive(Debug)]
pub(crate) enum Cause {
    /// The storage refused.
    Answer(Box<Answer>),
    /// The request did not get there, or the answer did not come back.
    Network(Network),
    /// This machine has no identity to sign in with.
    Identity(Missing),
    /// The user cancelled.
    Cancelled,
    /// Something that has no name here: a malformed answer, a wrong key.
    Other(String),
}

/// A failed operation.
#[derive(Debug)]
pub(crate) struct Fault {
    pub provider: Provider,
    pub operation: Operation,
    pub key: String,
    pub cause: Cause,
    /// Host and port that a request went to which did not get there; `None`: the storage's.
    pub towards: Option<String>,
    /// Whether an earlier attempt of the same operation may have taken effect without its answer coming back.
    pub after_lost_answer: bool,
}

impl Fault {
    /// Reads object_store's error.
    pub fn new(provider: Provider, operation: Operation, key: &str, error: &object_store::Error) -> Self {
        Self { towards: towards(error), ..Self::of(provider, operation, key, cause(error)) }
    }

    /// A fault of a known cause.
    pub fn of(provider: Provider, operation: Operation, key: &str, cause: Cause) -> Self {
        Self { provider, operation, key: key.to_owned(), cause, towards: None, after_lost_answer: false }
    }

    /// The user cancelled during the operation.
    pub fn cancelled(operation: Operation, key: &str) -> Self {
        Self::of(Provider::default(), operation, key, Cause::Cancelled)
    }

    /// Whether trying again soon makes sense.
    pub fn is_transient(&self) -> bool {
        match &self.cause {
            Cause::Answer(answer) => {
                rule_for(self.provider, answer).map_or(answer.status >= 500, |rule| rule.transient)
            }
            Cause::Network(network) => !matches!(network, Network::Tls(_) | Network::NotHttp | Network::ProxyPassword),
            Cause::Identity(_) | Cause::Cancelled | Cause::Other(_) => false,
        }
    }

    /// Whether the operation may have taken effect all the same.
    pub fn is_ambiguous(&self) -> bool {
        match &self.cause {
            Cause::Answer(answer) => answer.status >= 500,
            Cause::Network(network) => {
                matches!(network, Network::TimedOut | Network::Broken | Network::Other(_) | Network::NotHttp)
            }
            Cause::Identity(_) | Cause::Cancelled | Cause::Other(_) => false,
        }
    }

    /// Whether there is an object of this key already.
    pub fn is_taken(&self) -> bool {
        matches!(&self.cause, Cause::Answer(answer) if answer.status == 412
            || matches!(answer.code.as_str(), "BlobAlreadyExists" | "UnauthorizedBlobOverwrite"))
    }

    /// Whether the storage knows who asks and does not allow it.
    pub fn is_denied(&self) -> bool {
        matches!(&self.cause, Cause::Answer(answer) if answer.status == 403) && self.topic() == Topic::Rights
    }

    /// Whether the storage does not know a header or an operation that it was sent.
    pub fn is_not_implemented(&self) -> bool {
        matches!(&self.cause, Cause::Answer(answer) if answer.status == 501 || answer.code == "NotImplemented")
    }

    /// What the storage or a sign-in service answered, where it did.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.cause {
            Cause::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// The storage's code, where it answered.
    pub fn code(&self) -> Option<&str> {
        self.answer().map(|answer| answer.code.as_str())
    }

    /// The right region, where the storage named it.
    pub fn region(&self) -> Option<&str> {
        self.answer()?.region.as_deref()
    }

    /// Who may not do what, where the storage said so.
    pub fn denial(&self) -> Option<Denial> {
        self.answer().filter(|answer| answer.status == 403).and_then(|answer| Denial::read(&answer.message))
    }

    /// Host and port of who answered, or did not: the storage, or a service that signs in to it.
    pub fn host<'a>(&'a self, site: &'a Site) -> &'a str {
        let answered = self.answer().map(|answer| answer.host.as_str()).filter(|host| !host.is_empty());
        answered.or(self.towards.as_deref()).unwrap_or(&site.host)
    }

    /// Whether the storage answered that it does not hand this out: one object may be refused alone, for its encryption key or its class of storage.
    pub fn is_refusal(&self) -> bool {
        self.code().is_some() && !self.is_transient()
    }

    /// Whether the object is not there (any more).
    pub fn is_missing(&self) -> bool {
        matches!(&self.cause, Cause::Answer(answer) if answer.status == 404 && !matches!(answer.code.as_str(), "NoSuchBucket" | "ContainerNotFound"))
    }

    /// What the fault is about.
    pub fn topic(&self) -> Topic {
        match &self.cause {
            Cause::Answer(answer) => rule_for(self.provider, answer).map_or(Topic::Storage, |rule| rule.topic),
            Cause::Identity(_) => Topic::Credentials,
            _ => Topic::Network,
        }
    }

    /// The row of the error map that knows the answer.
    pub fn rule(&self) -> Option<&'static Rule> {
        match &self.cause {
            Cause::Answer(answer) => rule_for(self.provider, answer),
            _ => None,
        }
    }

    /// The fault as an error: what, why, what to do.
    pub fn into_error(self, site: &Site) -> Error {
        let (why, next) = self.explain(site);
        let code = match &self.cause {
            Cause::Cancelled => return Error::cancelled(),
            Cause::Network(_) => ErrorCode::StorageUnreachable,
            Cause::Identity(_) => ErrorCode::StorageCredentials,
            Cause::Answer(_) => self.rule().map_or(ErrorCode::StorageAnswer, |rule| rule.to),
            Cause::Other(_) => ErrorCode::StorageAnswer,
        };
        let mut message = format!("{} failed: {why} {next}", self.what(site));
        if self.after_lost_answer {
            message.push_str(" An earlier attempt was sent whose answer got lost: the object may be this run's own.");
        }
        let mut details =
            json!({ "operation": self.operation.name(site.provider), "bucket": site.bucket, "key": self.key });
        if let Cause::Answer(answer) = &self.cause {
            details["storage_code"] = json!(answer.code);
            details["status"] = json!(answer.status);
            details["request_id"] = json!(answer.request_id);
            if code == ErrorCode::StorageWrongRegion {
                details["region"] = json!(answer.region);
            }
        }
        Error::new(code, message).with_details(details)
    }

    /// The operation in words.
    fn what(&self, site: &Site) -> String {
        let (key, bucket) = (&self.key, &site.bucket);
        match self.operation {
            Operation::Put => format!("Writing `{key}` to the bucket `{bucket}`"),
            Operation::CreateMultipart => format!("Starting the upload of `{key}` to the bucket `{bucket}`"),
            Operation::UploadPart => format!("Uploading a part of `{key}` to the bucket `{bucket}`"),
            Operation::CompleteMultipart => format!("Finishing the upload of `{key}` to the bucket `{bucket}`"),
            Operation::AbortMultipart => {
                format!("Removing the unfinished upload of `{key}` from the bucket `{bucket}`")
            }
            Operation::Delete => format!("Deleting `{key}` from the bucket `{bucket}`"),
            Operation::List if key.is_empty() => format!("Listing the bucket `{bucket}`"),
            Operation::List => format!("Listing the bucket `{bucket}` from `{key}` on"),
            Operation::Get => format!("Reading `{key}` from the bucket `{bucket}`"),
        }
    }

    /// Why, and what to do.
    pub fn explain(&self, site: &Site) -> (String, String) {
        match &self.cause {
            Cause::Answer(answer) => self.explain_answer(answer, site),
            Cause::Network(network) => network.explain(&Site { host: self.host(site).to_owned(), ..site.clone() }),
            Cause::Identity(missing) => (missing.why.clone(), missing.next.clone()),
            Cause::Cancelled => ("cancelled.".into(), String::new()),
            Cause::Other(text) => (
                format!("the storage's answer could not be understood ({}).", printable(text)),
                "Check that the endpoint is the service it should be.".into(),
            ),
        }
    }

    fn explain_answer(&self, answer: &Answer, site: &Site) -> (String, String) {
        let host = self.host(site);
        let asked = if host == site.host {
            self.operation.name(site.provider).to_owned()
        } else {
            format!("the sign-in at `{}`", printable(host))
        };
        let code = if answer.code == answer.status.to_string() {
            format!("{asked} answered HTTP {}", answer.status)
        } else {
            format!("{asked} answered {}, HTTP {}", printable(&answer.code), answer.status)
        };
        let request = answer.request_id.as_ref().map(|id| format!(", request {}", printable(id))).unwrap_or_default();
        let said = if answer.message.is_empty() {
            String::new()
        } else {
            format!(" Its own words: \"{}\".", printable(&answer.message).trim_end_matches('.'))
        };
        let rule = rule_for(self.provider, answer);
        // Who may not do what is known better by who refused it than by a row; but not what a sign-in or a key needs.
        let denial = self.denial().filter(|_| {
            rule.is_none_or(|rule| {
                rule.topic == Topic::Rights || (rule.topic == Topic::Encryption && self.provider == Provider::S3)
            })
        });
        let (why, next) = match (denial, rule) {
            (Some(denial), _) => denial.words(&self.key, &site.bucket),
            (None, Some(rule)) => rule.words(self, site),
            (None, None) => {
                (format!("`{host}` refused."), "Look the code up in the manual of whoever answered.".into())
            }
        };
        (format!("{} ({code}{request}).{said}", why.trim_end_matches('.')), next)
    }
}

pub(super) fn cause(error: &object_store::Error) -> Cause {
    let mut current: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(link) = current {
        if let Some(answer) = link.downcast_ref::<Answer>() {
            return Cause::Answer(Box::new(answer.clone()));
        }
        if let Some(missing) = link.downcast_ref::<Missing>() {
            return Cause::Identity(missing.clone());
        }
        if let Some(http) = link.downcast_ref::<HttpError>() {
            // An answer stands below an HttpError, too: look there before calling it the network.
            match http.source().and_then(|source| source.downcast_ref::<Answer>()) {
                Some(answer) => return Cause::Answer(Box::new(answer.clone())),
                None => return Cause::Network(network(http)),
            }
        }
        current = link.source();
    }
    Cause::Other(error.to_string())
}

/// The host of a request that failed on its way.
fn towards(error: &object_store::Error) -> Option<String> {
    let mut current: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(link) = current {
        if let Some(url) = link.downcast_ref::<reqwest::Error>().and_then(reqwest::Error::url) {
            let host = url.host_str()?;
            return Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")));
        }
        current = link.source();
    }
    None
}

/// How many characters of a text from outside are shown.
const SHOWN: usize = 400;

/// Text from outside, made fit for one line of a message: no control characters, nothing invisible or that turns the direction of writing, at most
/// 400 characters.
pub(crate) fn printable(text: &str) -> String {
    let hidden = |c: char| {
        matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    let mut plain = String::with_capacity(text.len().min(4 * SHOWN));
    let mut count = 0;
    for c in text.chars().filter(|c| !hidden(*c)) {
        let c = if c.is_control() || c.is_whitespace() { ' ' } else { c };
        if c == ' ' && plain.ends_with(' ') {
            continue;
        }
        if count == SHOWN {
            plain.push('…');
            break;
        }
        plain.push(c);
        count += 1;
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_text_stays_one_harmless_line() {
        assert_eq!(printable("a\u{1b}[31m\r\n\tb \u{202e}c\u{200b}\u{7}"), "a [31m b c");
        let long = printable(&"ä".repeat(5000));
        assert_eq!(long.chars().count(), SHOWN + 1, "cut, with a sign of it");
    }
}
