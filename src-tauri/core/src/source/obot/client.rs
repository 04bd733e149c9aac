//! Obot's API as this source uses it.

use std::{ops::Range, time::Duration};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::generation::Generation;
use crate::{
    error::{Error, ErrorCode, Result},
    source::http::{Answer, Http, Request, Trouble},
};

/// The largest answer that is read. Obot limits requests to 10 MiB but responses not at all.
pub(super) const LARGEST: usize = 64 << 20;
/// How often an answer that is no JSON is asked for again before it counts as broken.
const BROKEN_AGAIN: u32 = 3;
/// How much of a broken answer is kept.
const EVIDENCE: usize = 1 << 20;

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
    /// Larger than [`LARGEST`]; the first bytes.
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
            Self::TooLarge(_) => answer(format!("The answer for {doing} is larger than {} MiB.", LARGEST >> 20)),
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

/// Which entries to list.
#[derive(Clone, Debug, Default)]
pub(super) struct ListQuery {
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub limit: usize,
    pub offset: usize,
    pub order: Order,
    /// Other parameters.
    pub filters: Vec<(&'static str, String)>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// By event time, the oldest first.
    #[default]
    Oldest,
    /// By event time, the newest first: every generation's default.
    Newest,
    /// By the server's receipt, the newest first; local-agent stream only.
    LatestReceipt,
}

/// A page of the list, with the bytes of each item exactly as received.
#[derive(Debug)]
pub(super) struct Page {
    body: Vec<u8>,
    items: Vec<Range<usize>>,
    /// How many entries match, over all pages.
    pub total: u64,
}

impl Page {
    /// The items in order.
    pub(super) fn items(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.items.iter().map(|range| &self.body[range.clone()])
    }

    /// How many items.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    fn parse(body: Vec<u8>) -> Result<Self, (String, Vec<u8>)> {
        #[derive(Deserialize)]
        struct Envelope<'a> {
            #[serde(borrow)]
            items: Option<Vec<&'a RawValue>>,
            #[serde(default)]
            total: u64,
        }
        let start = body.as_ptr() as usize;
        let read = serde_json::from_slice::<Envelope<'_>>(&body).map(|envelope| {
            let range = |raw: &RawValue| {
                let at = raw.get().as_ptr() as usize - start;
                at..at + raw.get().len()
            };
            let items: Vec<Range<usize>> = envelope.items.unwrap_or_default().into_iter().map(range).collect();
            (items, envelope.total)
        });
        match read {
            Ok((items, total)) => Ok(Self { body, items, total }),
            Err(error) => Err((error.to_string(), body)),
        }
    }
}

/// Who the key belongs to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Me {
    pub username: String,
    pub email: String,
    pub display_name: String,
    pub role: i64,
    pub effective_role: i64,
    pub groups: Vec<String>,
}

/// Obot's bits of a role.
const OWNER: i64 = 8;
const ADMIN: i64 = 16;
const AUDITOR: i64 = 32;

impl Me {
    /// Whether the server says that the caller is an auditor; group roles that do not count for keys are included.
    pub(super) fn says_auditor(&self) -> bool {
        self.groups.iter().any(|group| group == "auditor") || (self.role | self.effective_role) & AUDITOR != 0
    }

    /// Whether the server says that the caller sees every row.
    pub(super) fn sees_all(&self) -> bool {
        self.says_auditor()
            || self.groups.iter().any(|group| group == "admin" || group == "owner")
            || (self.role | self.effective_role) & (OWNER | ADMIN) != 0
    }

    /// The best name there is.
    pub(super) fn name(&self) -> &str {
        [&self.display_name, &self.email, &self.username]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("?", |text| text)
    }
}

/// A user of the directory.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    #[serde(default)]
    pub id: super::json::Text,
    #[serde(default)]
    pub display_name: super::json::Text,
    #[serde(default)]
    pub username: super::json::Text,
    #[serde(default)]
    pub email: super::json::Text,
}

/// The API of one server.
pub(super) struct Api {
    http: Http,
}

impl Api {
    pub(super) fn new(http: Http) -> Self {
        Self { http }
    }

    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    pub(super) fn host(&self) -> &str {
        self.http.address().host()
    }

    /// A page of the list.
    pub(super) async fn list(
        &self,
        generation: Generation,
        query: &ListQuery,
        cancel: &CancellationToken,
    ) -> Result<Page, Fault> {
        self.pages(parameters(generation, query), cancel).await
    }

    /// A page of the list, asked for with the filters alone: to learn what the server makes of them.
    pub(super) async fn list_as_is(&self, query: &ListQuery, cancel: &CancellationToken) -> Result<Page, Fault> {
        let mut parameters = query.filters.clone();
        parameters.push(("limit", query.limit.to_string()));
        self.pages(parameters, cancel).await
    }

    async fn pages(&self, query: Vec<(&'static str, String)>, cancel: &CancellationToken) -> Result<Page, Fault> {
        let mut request = Request::get("api/mcp-audit-logs");
        request.limit = LARGEST;
        request.query = query;
        let mut broken = 0;
        loop {
            let answer = self.answer(&request, cancel).await?;
            match Page::parse(answer.body) {
                Ok(page) => return Ok(page),
                Err((reason, body)) => {
                    broken += 1;
                    if broken >= BROKEN_AGAIN {
                        return Err(broken_answer(reason, body));
                    }
                    self.http.pause(self.http.backoff(broken), cancel).await?;
                }
            }
        }
    }

    /// The bytes of one entry with its details; they are JSON.
    pub(super) async fn detail(&self, id: &str, cancel: &CancellationToken) -> Result<Vec<u8>, Fault> {
        // An id comes from outside and becomes part of an address; Obot's are numbers.
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Fault::NotFound);
        }
        let path = format!("api/mcp-audit-logs/detail/{id}");
        let mut request = Request::get(&path);
        request.limit = LARGEST;
        request.is_final = is_gone;
        let mut broken = 0;
        loop {
            let answer = self.answer(&request, cancel).await?;
            let Err(error) = serde_json::from_slice::<&RawValue>(&answer.body) else { return Ok(answer.body) };
            broken += 1;
            if broken >= BROKEN_AGAIN {
                return Err(broken_answer(error.to_string(), answer.body));
            }
            self.http.pause(self.http.backoff(broken), cancel).await?;
        }
    }

    /// An object of the API.
    pub(super) async fn object<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        query: Vec<(&'static str, String)>,
        limit: usize,
        cancel: &CancellationToken,
    ) -> Result<T, Fault> {
        let request = Request { query, limit, ..Request::get(path) };
        let answer = self.answer(&request, cancel).await?;
        serde_json::from_slice(&answer.body).map_err(|error| broken_answer(error.to_string(), answer.body))
    }

    /// Sends, and returns whatever comes.
    pub(super) async fn send_raw(&self, request: &Request<'_>, cancel: &CancellationToken) -> Result<Answer> {
        self.http
            .send(request, cancel)
            .await
            .map_err(|trouble| Fault::from(trouble).into_error(self.host(), "the request"))
    }

    /// Sends, and sorts the answers that are none.
    pub(super) async fn answer(&self, request: &Request<'_>, cancel: &CancellationToken) -> Result<Answer, Fault> {
        let answer = self.http.send(request, cancel).await?;
        Err(match answer.status {
            200..=299 => return Ok(answer),
            300..=399 => Fault::Stop(self.redirected(&answer)),
            401 => Fault::Stop(self.unauthorized()),
            403 => Fault::Forbidden(answer.text()),
            404 | 405 => Fault::NotFound,
            400..=499 => Fault::BadRequest(answer.text()),
            _ if is_gone(&answer) => Fault::Gone,
            status => Fault::Server(self.server_error(status, &answer)),
        })
    }

    fn unauthorized(&self) -> Error {
        Error::new(
            ErrorCode::SourceUnauthorized,
            format!(
                "{} does not accept the API key (401): it is wrong, expired or revoked. Sign in again or paste a new key; what was \
                 read is kept.",
                self.host()
            ),
        )
    }

    fn redirected(&self, answer: &Answer) -> Error {
        // The query of a sign-in page may carry a state token; only the place matters here.
        let to = answer.location.as_deref().unwrap_or("elsewhere");
        let to = to.split(['?', '#']).next().unwrap_or_default();
        let message = format!(
            "{} redirects to {to} instead of answering. The credential is not sent there. If that is the right address, enter it as the \
             source's address; if it is a sign-in page, a proxy before the server must let the API through.",
            self.host()
        );
        Error::new(ErrorCode::SourceAnswer, message)
    }

    fn server_error(&self, status: u16, answer: &Answer) -> Error {
        let message = format!(
            "{} failed ({status}: {}). What was read is kept; sync again later, and look into the server's own log if it stays.",
            self.host(),
            answer.text()
        );
        Error::new(ErrorCode::SourceAnswer, message).with_details(serde_json::json!({ "status": status }))
    }
}

/// The text is the only way to tell it from a passing server error.
fn is_gone(answer: &Answer) -> bool {
    answer.status == 500 && answer.text() == "record not found"
}

fn broken_answer(reason: String, mut body: Vec<u8>) -> Fault {
    body.truncate(EVIDENCE);
    Fault::Broken { reason, body }
}

/// RFC 3339 in UTC with all nine digits: an unreadable time would be ignored silently, and a `+` needs care in a query.
pub(super) fn instant(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

fn parameters(generation: Generation, query: &ListQuery) -> Vec<(&'static str, String)> {
    let mut all = query.filters.clone();
    let mut put = |name, value: String| all.push((name, value));
    if let Some(from) = query.from {
        put("start_time", instant(from));
    }
    if let Some(until) = query.until {
        put("end_time", instant(until));
    }
    put("limit", query.limit.to_string());
    if query.offset > 0 {
        put("offset", query.offset.to_string());
    }
    // An unknown key of order is ignored by generations A and B and refused by C, so each gets its own.
    let (by, order) = match (query.order, generation) {
        (Order::Oldest, Generation::C) => ("timestamp", "asc"),
        (Order::Oldest, _) => ("created_at", "asc"),
        (Order::Newest, Generation::C) => ("timestamp", "desc"),
        (Order::Newest | Order::LatestReceipt, _) => ("created_at", "desc"),
    };
    put("sort_by", by.to_owned());
    put("sort_order", order.to_owned());
    all
}

/// How long [`Api::object`] answers may be: a directory of a large company.
pub(super) const DIRECTORY: usize = 32 << 20;

/// The first step of waiting for one detail that fails; doubles.
pub(super) const DETAIL_AGAIN: Duration = Duration::from_secs(60);
