//! A failed operation on a storage: which operation, on what, and why.

use std::error::Error as StdError;

use object_store::client::HttpError;
use serde_json::json;

use super::{
    answer::Answer,
    error::{Rule, Topic, rule_for},
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
    /// The operation's name in the S3 API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Put => "PutObject",
            Self::CreateMultipart => "CreateMultipartUpload",
            Self::UploadPart => "UploadPart",
            Self::CompleteMultipart => "CompleteMultipartUpload",
            Self::AbortMultipart => "AbortMultipartUpload",
            Self::Delete => "DeleteObject",
            Self::List => "ListObjectsV2",
            Self::Get => "GetObject",
        }
    }

    /// The permission it needs.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions>
    pub fn permission(self) -> &'static str {
        match self {
            Self::AbortMultipart => "s3:AbortMultipartUpload",
            Self::Delete => "s3:DeleteObject",
            Self::List => "s3:ListBucket",
            Self::Get => "s3:GetObject",
            _ => "s3:PutObject",
        }
    }
}

/// Where it was tried; for messages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The bucket.
    pub bucket: String,
    /// The region as configured.
    pub region: String,
    /// Host and port of the endpoint.
    pub host: String,
    /// The access key's id.
    pub key_id: String,
}

/// Why an operation failed.
#[derive(Debug)]
pub(crate) enum Cause {
    /// The storage refused.
    Answer(Answer),
    /// The request did not get there, or the answer did not come back.
    Network(Network),
    /// The user cancelled.
    Cancelled,
    /// Something that has no name here: a malformed answer, a wrong key.
    Other(String),
}

/// A failed operation.
#[derive(Debug)]
pub(crate) struct Fault {
    pub operation: Operation,
    pub key: String,
    pub cause: Cause,
    /// Whether an earlier attempt of the same operation may have taken effect without its answer coming back.
    pub after_lost_answer: bool,
}

impl Fault {
    /// Reads object_store's error.
    pub fn new(operation: Operation, key: &str, error: &object_store::Error) -> Self {
        Self { operation, key: key.to_owned(), cause: cause(error), after_lost_answer: false }
    }

    /// The user cancelled during the operation.
    pub fn cancelled(operation: Operation, key: &str) -> Self {
        Self { operation, key: key.to_owned(), cause: Cause::Cancelled, after_lost_answer: false }
    }

    /// The probe of a connection test got no answer in time.
    pub fn timed_out(key: &str) -> Self {
        let cause = Cause::Network(Network::TimedOut);
        Self { operation: Operation::Put, key: key.to_owned(), cause, after_lost_answer: false }
    }

    /// Whether trying again soon makes sense.
    pub fn is_transient(&self) -> bool {
        match &self.cause {
            Cause::Answer(answer) => rule_for(answer).map_or(answer.status >= 500, |rule| rule.transient),
            Cause::Network(network) => !matches!(network, Network::Tls(_) | Network::NotHttp),
            Cause::Cancelled | Cause::Other(_) => false,
        }
    }

    /// Whether the operation may have taken effect all the same.
    pub fn is_ambiguous(&self) -> bool {
        match &self.cause {
            Cause::Answer(answer) => answer.status >= 500,
            Cause::Network(network) => {
                matches!(network, Network::TimedOut | Network::Broken | Network::Other(_) | Network::NotHttp)
            }
            Cause::Cancelled | Cause::Other(_) => false,
        }
    }

    /// Whether there is an object of this key already.
    pub fn is_taken(&self) -> bool {
        matches!(&self.cause, Cause::Answer(answer) if answer.status == 412)
    }

    /// Whether the storage does not know a header or an operation that it was sent.
    pub fn is_not_implemented(&self) -> bool {
        matches!(&self.cause, Cause::Answer(answer) if answer.status == 501 || answer.code == "NotImplemented")
    }

    /// The storage's code, where it answered.
    pub fn code(&self) -> Option<&str> {
        match &self.cause {
            Cause::Answer(answer) => Some(&answer.code),
            _ => None,
        }
    }

    /// The right region, where the storage named it.
    pub fn region(&self) -> Option<&str> {
        match &self.cause {
            Cause::Answer(answer) => answer.region.as_deref(),
            _ => None,
        }
    }

    /// Whether the object is not there (any more).
    pub fn is_missing(&self) -> bool {
        matches!(&self.cause, Cause::Answer(answer) if answer.status == 404 && answer.code != "NoSuchBucket")
    }

    /// What the fault is about.
    pub fn topic(&self) -> Topic {
        match &self.cause {
            Cause::Answer(answer) => rule_for(answer).map_or(Topic::Storage, |rule| rule.topic),
            _ => Topic::Network,
        }
    }

    /// The row of the error map that knows the answer.
    pub fn rule(&self) -> Option<&'static Rule> {
        match &self.cause {
            Cause::Answer(answer) => rule_for(answer),
            _ => None,
        }
    }

    /// The fault as an error: what, why, what to do.
    pub fn into_error(self, place: &Place) -> Error {
        let (why, next) = self.explain(place);
        let code = match &self.cause {
            Cause::Cancelled => return Error::cancelled(),
            Cause::Network(_) => ErrorCode::StorageUnreachable,
            Cause::Answer(_) => self.rule().map_or(ErrorCode::StorageAnswer, |rule| rule.to),
            Cause::Other(_) => ErrorCode::StorageAnswer,
        };
        let mut message = format!("{} failed: {why} {next}", self.what(place));
        if self.after_lost_answer {
            message.push_str(" An earlier attempt was sent whose answer got lost: the object may be this run's own.");
        }
        let mut details = json!({ "operation": self.operation.name(), "bucket": place.bucket, "key": self.key });
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
    fn what(&self, place: &Place) -> String {
        let (key, bucket) = (&self.key, &place.bucket);
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
    pub fn explain(&self, place: &Place) -> (String, String) {
        match &self.cause {
            Cause::Answer(answer) => self.explain_answer(answer, place),
            Cause::Network(network) => network.explain(place),
            Cause::Cancelled => ("cancelled.".into(), String::new()),
            Cause::Other(text) => (
                format!("the storage's answer could not be understood ({}).", printable(text)),
                "Check that the endpoint is an S3 service.".into(),
            ),
        }
    }

    fn explain_answer(&self, answer: &Answer, place: &Place) -> (String, String) {
        let said = if answer.message.is_empty() {
            String::new()
        } else {
            format!(" The storage said: \"{}\"", printable(&answer.message))
        };
        let code = if answer.code == answer.status.to_string() {
            format!("{} answered HTTP {}", self.operation.name(), answer.status)
        } else {
            format!("{} answered {}, HTTP {}", self.operation.name(), printable(&answer.code), answer.status)
        };
        match rule_for(answer) {
            Some(rule) => {
                let (why, next) = rule.words(self, place);
                (format!("{why} ({code}).{said}"), next)
            }
            None => {
                (format!("the storage refused ({code}).{said}"), "Look the code up in the storage's manual.".into())
            }
        }
    }
}

fn cause(error: &object_store::Error) -> Cause {
    let mut current: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(link) = current {
        if let Some(answer) = link.downcast_ref::<Answer>() {
            return Cause::Answer(answer.clone());
        }
        if let Some(http) = link.downcast_ref::<HttpError>() {
            // An answer stands below an HttpError, too: look there before calling it the network.
            match http.source().and_then(|source| source.downcast_ref::<Answer>()) {
                Some(answer) => return Cause::Answer(answer.clone()),
                None => return Cause::Network(network(http)),
            }
        }
        current = link.source();
    }
    Cause::Other(error.to_string())
}

/// Text from outside, made fit for one line of a message: no control characters, at most 300 characters.
pub(crate) fn printable(text: &str) -> String {
    let mut plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    if text.chars().count() > 300 {
        plain.push('…');
    }
    plain
}
