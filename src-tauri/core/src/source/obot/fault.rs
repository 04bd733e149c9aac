//! Why a request brought nothing.

use crate::{
    error::{Error, ErrorCode},
    source::http::Trouble,
};

/// Why a request brought nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing more can be had at the moment; the sync ends.
    Stop(Error),
    /// 403.
    Forbidden(String),
    /// 404: the route or the thing does not exist.
    NotFound,
    /// 400: this server's version does not take the request.
    BadRequest(String),
    /// Retention removed the entry.
    Gone,
    /// Larger than [`LARGEST`](super::client::LARGEST); the first bytes.
    TooLarge(Vec<u8>),
    /// A 200 that is no JSON.
    Broken {
        /// Why it cannot be read.
        reason: String,
        /// The bytes, at most a megabyte.
        body: Vec<u8>,
    },
    /// A server error that stays, for this request.
    Server(Error),
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Stop(error) => Self::Stop(error),
            Trouble::TooLarge(head) => Self::TooLarge(head),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Stop(error)
    }
}

impl Fault {
    /// As an error, where the request was needed and there is no way around.
    pub(super) fn into_error(self, host: &str, doing: &str) -> Error {
        let answer = |text: String| Error::new(ErrorCode::SourceAnswer, text);
        match self {
            Self::Stop(error) | Self::Server(error) => error,
            Self::Forbidden(text) => forbidden(host, doing, &text),
            Self::NotFound => answer(format!(
                "{host} does not know the request for {doing} (404). Check that the address is the one of an Obot server, base path \
                 included, and that it is v0.8 or later."
            )),
            Self::BadRequest(text) => {
                answer(format!("{host} refused the request for {doing} (400: {text}). Update Auditdesk."))
            }
            Self::Gone => answer(format!("{host} does not have this entry any more. Its retention removed it.")),
            Self::TooLarge(_) => {
                answer(format!("The answer for {doing} is larger than {} MiB.", super::client::LARGEST >> 20))
            }
            Self::Broken { reason, .. } => answer(format!(
                "{host} answered the request for {doing} with something that is no JSON ({reason}). Check that the address is the \
                 one of an Obot server and that no sign-in page of a proxy stands before it."
            )),
        }
    }
}

fn forbidden(host: &str, doing: &str, text: &str) -> Error {
    Error::new(
        ErrorCode::SourceForbidden,
        format!(
            "{host} knows this key but does not give it {doing} (403: {text}). The key needs the scope canAccessAPI and its owner a \
             role that may read the audit log. Test the connection to see which of them is missing."
        ),
    )
}
