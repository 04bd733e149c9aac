//! Obot's API as this source uses it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{
    fault::Fault,
    generation::Generation,
    json::kept,
    page::{ListQuery, Page, parameters},
};
use crate::{
    error::{Error, ErrorCode, Result},
    source::http::{Answer, Http, Request},
};

/// The largest answer that is read. Obot limits requests to 10 MiB but responses not at all.
pub(super) const LARGEST: usize = 64 << 20;
/// How often an answer that is no JSON is asked for again before it counts as broken.
const BROKEN_AGAIN: u32 = 3;
/// How much of a broken answer is kept.
const EVIDENCE: usize = 1 << 20;

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

    /// Whether the server said anything of the caller's role.
    pub(super) fn is_known(&self) -> bool {
        !self.groups.is_empty() || self.role | self.effective_role != 0
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
    #[serde(default, deserialize_with = "kept")]
    pub id: Option<String>,
    #[serde(default, deserialize_with = "kept")]
    pub display_name: Option<String>,
    #[serde(default, deserialize_with = "kept")]
    pub username: Option<String>,
    #[serde(default, deserialize_with = "kept")]
    pub email: Option<String>,
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

/// How long [`Api::object`] answers may be: a directory of a large company.
pub(super) const DIRECTORY: usize = 32 << 20;

/// The first step of waiting for one detail that fails; doubles.
pub(super) const DETAIL_AGAIN: Duration = Duration::from_mins(1);
