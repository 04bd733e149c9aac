//! Airbyte's API for reading its audit log: `POST /api/v1/audit_logs/list`, since August 2026.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use tokio_util::sync::CancellationToken;

use crate::{
    error::{Error, ErrorCode},
    source::http::{Answer, Http, Request, Trouble},
};

/// The path below the address.
const LIST: &str = "api/v1/audit_logs/list";
/// The largest answer that is read. Bodies may be hundreds of kilobytes, and a page has up to 200 entries.
const LARGEST: usize = 64 << 20;
/// Entries per page; Airbyte allows 200 at most.
pub(super) const PAGE: u32 = 200;
/// The longest range that Airbyte allows in one request.
pub(super) const LONGEST: chrono::Duration = chrono::Duration::days(90);

/// The audit log of one organization.
pub(super) struct Api {
    http: Http,
    organization: String,
}

/// What is asked for; the same in every request of one walk, but for the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    /// The first moment, inclusive.
    pub from: DateTime<Utc>,
    /// The last moment, inclusive.
    pub until: DateTime<Utc>,
    /// Entries per page.
    pub page: u32,
    /// Where to go on.
    pub token: Option<String>,
}

/// A page; it may be empty and still have a token, as one request looks through a limited number of files.
#[derive(Debug)]
pub(super) struct Page {
    /// The entries, each as it was received.
    pub entries: Vec<Vec<u8>>,
    /// Where to go on; `None`: this was the last page.
    pub token: Option<String>,
}

/// Why there is no page.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing can be had at the moment.
    Stop(Error),
    /// The page is too large: ask for fewer entries.
    TooLarge,
    /// 400: the range, or the token, which may have grown old.
    Refused(Error),
}

impl Fault {
    /// As an error, where nothing else can be tried.
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Stop(error) | Self::Refused(error) => error,
            Self::TooLarge => answered(format!("A single entry is larger than {} MiB.", LARGEST >> 20)),
        }
    }
}

impl Api {
    pub(super) fn new(http: Http, organization: &str) -> Self {
        Self { http, organization: organization.to_owned() }
    }

    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// A page of the log.
    pub(super) async fn list(&self, query: &Query, cancel: &CancellationToken) -> Result<Page, Fault> {
        let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut body = json!({
            "organizationId": self.organization,
            "startTime": moment(query.from),
            "endTime": moment(query.until),
            "pageSize": query.page,
        });
        if let Some(token) = &query.token {
            body["pageToken"] = json!(token);
        }
        let request = Request {
            body: Some(body),
            headers: vec![("X-Airbyte-Organization-Id", self.organization.clone())],
            limit: LARGEST,
            ..Request::get(LIST)
        };
        let answer = match self.http.send(&request, cancel).await {
            Ok(answer) => answer,
            Err(Trouble::Stop(error)) => return Err(Fault::Stop(error)),
            Err(Trouble::TooLarge(_)) => return Err(Fault::TooLarge),
        };
        match answer.status {
            200..=299 => page(&answer.body).map_err(|error| Fault::Stop(self.no_page(&answer, &error))),
            400 => Err(Fault::Refused(self.refused(&answer))),
            status => Err(Fault::Stop(self.explained(status, &answer))),
        }
    }

    fn no_page(&self, answer: &Answer, error: &serde_json::Error) -> Error {
        answered(format!(
            "{} answered with something that is no page of an audit log ({error}; {}). Check that the address is the one of the API, without \
             /api/v1, and that no sign-in page of a proxy stands before it.",
            self.http.address().host(),
            answer.media
        ))
    }

    fn refused(&self, answer: &Answer) -> Error {
        answered(format!(
            "{} refused the range of time or the page token (400: {}). Sync again; if it stays, set the clock of this machine by NTP.",
            self.http.address().host(),
            answer.text()
        ))
    }

    fn explained(&self, status: u16, answer: &Answer) -> Error {
        let host = self.http.address().host();
        let text = answer.text();
        match status {
            401 => Error::new(
                ErrorCode::SourceUnauthorized,
                format!(
                    "{host} does not accept the token (401): it is wrong, expired or revoked. Airbyte's access tokens live for minutes: paste a \
                     new one. What was read is kept, and the next sync goes on there."
                ),
            ),
            403 if entitlement_is_missing(&answer.body) => Error::new(
                ErrorCode::SourceForbidden,
                format!(
                    "The organization has no audit log ({host}, 403: error:license/entitlement): it is part of Cloud Pro and Enterprise Flex. Ask \
                     Airbyte to switch it on."
                ),
            ),
            403 => Error::new(
                ErrorCode::SourceForbidden,
                format!(
                    "{host} does not give this token the audit log of organization {} (403: {text}). Its owner must be an admin of exactly this \
                     organization; check the organization id, too.",
                    self.organization
                ),
            ),
            404 | 405 => answered(format!(
                "{host} does not know the audit log's API ({status}). It is there since August 2026; before that, Airbyte writes the log into a \
                 bucket: add that as a source. If the release is newer, check the address, base path included."
            )),
            422 => answered(format!(
                "{host} refused the request as invalid (422: {text}). The organization id must be the UUID that Airbyte shows in the settings of the \
                 organization."
            )),
            300..=399 => {
                let to = answer.location.as_deref().unwrap_or("elsewhere");
                let to = to.split(['?', '#']).next().unwrap_or_default();
                answered(format!(
                    "{host} redirects to {to} instead of answering. The token is not sent there. If that is the right address, enter it as the \
                     source's address."
                ))
            }
            _ => answered(format!("{host} failed ({status}: {text}). What was read is kept; sync again later."))
                .with_details(json!({ "status": status })),
        }
    }
}

fn answered(text: String) -> Error {
    Error::new(ErrorCode::SourceAnswer, text)
}

fn entitlement_is_missing(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Problem {
        r#type: String,
    }
    serde_json::from_slice::<Problem>(body).is_ok_and(|problem| problem.r#type == "error:license/entitlement")
}

fn page(body: &[u8]) -> serde_json::Result<Page> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        #[serde(borrow)]
        audit_logs: Vec<&'a RawValue>,
        #[serde(default)]
        next_page_token: Option<String>,
    }
    let body: Body<'_> = serde_json::from_slice(body)?;
    let entries = body.audit_logs.into_iter().map(|raw| raw.get().as_bytes().to_vec()).collect();
    Ok(Page { entries, token: body.next_page_token.filter(|token| !token.is_empty()) })
}
