//! PodWarden's API as this source uses it: three reads. It never changes anything.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, value::RawValue};
use tokio_util::sync::CancellationToken;

use crate::{
    error::{Error, ErrorCode, Result},
    source::{
        http::{Answer, Http, Request, Trouble},
        newest::Part,
    },
};

/// The most rows that a feed shows, as documented for the feed of the whole log and assumed for those of single tokens.
const MOST: usize = 500;
/// The most that is asked for where that is refused; also what a server may cut to without a word.
const FEWER: usize = 100;
/// The largest answer that is read: 500 rows with long paths are a small part of it.
const LARGEST: usize = 32 << 20;
/// How often an answer that is no JSON is asked for again.
const BROKEN_AGAIN: u32 = 3;

/// Why a request brought nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// Nothing more can be had at the moment.
    Stop(Error),
    /// 403.
    Forbidden(String),
    /// 404: the route or the token does not exist.
    NotFound,
    /// 400 or 422: the server's version does not take the request.
    Refused(String),
    /// An answer that cannot be understood, or a server error that stays.
    Answer(Error),
}

/// A page as it was received.
pub(super) struct Items {
    /// The bytes of each row.
    pub rows: Vec<Vec<u8>>,
    /// How many were asked for.
    pub most: usize,
}

impl Items {
    /// Whether there may be older rows. A server that cuts the limit without a word gives round numbers of rows.
    pub(super) fn full(&self) -> bool {
        self.rows.len() >= self.most || self.rows.len() == FEWER
    }
}

/// The API of one instance.
pub(super) struct Api {
    http: Http,
    /// The limits that the two kinds of feeds take.
    most: AtomicUsize,
    most_of_token: AtomicUsize,
}

impl Api {
    pub(super) fn new(http: Http) -> Self {
        Self { http, most: MOST.into(), most_of_token: MOST.into() }
    }

    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    pub(super) fn host(&self) -> &str {
        self.http.address().host()
    }

    /// The health check's answer; it needs no token.
    pub(super) async fn health(&self, cancel: &CancellationToken) -> Result<Answer, Fault> {
        self.answer(&Request::get("api/v1/health"), cancel).await
    }

    /// The newest rows of the whole log.
    pub(super) async fn newest(&self, cancel: &CancellationToken) -> Result<Items, Fault> {
        self.feed("api/v1/settings/mcp-audit", &self.most, cancel).await
    }

    /// The newest rows of one token.
    pub(super) async fn newest_of(&self, token: &str, cancel: &CancellationToken) -> Result<Items, Fault> {
        // An id comes from outside and becomes part of an address; PodWarden's are UUIDs.
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            return Err(Fault::Refused("its id cannot be one".into()));
        }
        let path = format!("api/v1/settings/mcp-tokens/{token}/audit");
        self.feed(&path, &self.most_of_token, cancel).await
    }

    /// The tokens, revoked ones included.
    pub(super) async fn tokens(&self, cancel: &CancellationToken) -> Result<Vec<Part>, Fault> {
        let request = Request { limit: LARGEST, ..Request::get("api/v1/settings/mcp-tokens") };
        let list: Value = self.json(&request, |body| serde_json::from_slice(body), cancel).await?;
        // The fields of the list are not documented; it may come in an envelope.
        let items = match &list {
            Value::Array(items) => Some(items),
            Value::Object(members) => members.values().find_map(Value::as_array),
            _ => None,
        };
        let items = items.ok_or_else(|| self.not_understood("the list of tokens", "it is no list"))?;
        let text = |value: Option<&Value>| match value? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let token = |item: &Value| {
            let id = text(item.get("id"))?;
            let name = text(item.get("name")).or_else(|| text(item.get("token_name"))).unwrap_or_default();
            Some(Part { id, name })
        };
        Ok(items.iter().filter_map(token).collect())
    }

    async fn feed(&self, path: &str, most: &AtomicUsize, cancel: &CancellationToken) -> Result<Items, Fault> {
        loop {
            let limit = most.load(Ordering::Relaxed);
            let request = Request { query: vec![("limit", limit.to_string())], limit: LARGEST, ..Request::get(path) };
            let rows = |body: &[u8]| {
                let rows: Vec<&RawValue> = serde_json::from_slice(body)?;
                Ok(rows.into_iter().map(|row| row.get().as_bytes().to_vec()).collect())
            };
            match self.json(&request, rows, cancel).await {
                Ok(rows) => return Ok(Items { rows, most: limit }),
                Err(Fault::Refused(_)) if limit > FEWER => most.store(FEWER, Ordering::Relaxed),
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Reads an answer; one that cannot be read is asked for again, as proxies cut answers.
    async fn json<T>(
        &self,
        request: &Request<'_>,
        read: impl Fn(&[u8]) -> serde_json::Result<T>,
        cancel: &CancellationToken,
    ) -> Result<T, Fault> {
        let mut broken = 0;
        loop {
            let answer = self.answer(request, cancel).await?;
            let error = match read(&answer.body) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            broken += 1;
            if broken >= BROKEN_AGAIN {
                return Err(self.not_understood("the request", &error.to_string()));
            }
            self.http.pause(self.http.backoff(broken), cancel).await.map_err(Fault::Stop)?;
        }
    }

    /// Sends, and sorts the answers that are none.
    async fn answer(&self, request: &Request<'_>, cancel: &CancellationToken) -> Result<Answer, Fault> {
        let answer = self.http.send(request, cancel).await.map_err(|trouble| match trouble {
            Trouble::Stop(error) => Fault::Stop(error),
            Trouble::TooLarge(_) => {
                self.not_understood("the request", &format!("it is larger than {} MiB", request.limit >> 20))
            }
        })?;
        Err(match answer.status {
            200..=299 => return Ok(answer),
            300..=399 => Fault::Stop(self.redirected(&answer)),
            401 => Fault::Stop(self.unauthorized()),
            403 => Fault::Forbidden(detail(&answer)),
            404 | 405 => Fault::NotFound,
            400..=499 => Fault::Refused(detail(&answer)),
            status => {
                let text = detail(&answer);
                let message =
                    format!("{} failed ({status}: {text}). What was read is kept; sync again later.", self.host());
                let details = serde_json::json!({ "status": status });
                Fault::Answer(Error::new(ErrorCode::SourceAnswer, message).with_details(details))
            }
        })
    }

    /// As an error, where the request was needed and there is no way around.
    pub(super) fn needed(&self, fault: Fault, doing: &str) -> Error {
        let host = self.host();
        match fault {
            Fault::Stop(error) | Fault::Answer(error) => error,
            Fault::Forbidden(text) => Error::new(
                ErrorCode::SourceForbidden,
                format!(
                    "{host} knows this token but does not give it {doing} (403: {text}). The activity log belongs to the settings, which the roles \
                     viewer and admin may read and operator may not. Make a token with the role viewer."
                ),
            ),
            Fault::NotFound => Error::new(
                ErrorCode::SourceAnswer,
                format!(
                    "{host} does not know the request for {doing} (404). Check that the address is the one of a PodWarden instance, not of the Hub, \
                     and that its version has MCP tokens."
                ),
            ),
            Fault::Refused(text) => Error::new(
                ErrorCode::SourceAnswer,
                format!("{host} refused the request for {doing} ({text}). Update Auditdesk."),
            ),
        }
    }

    fn unauthorized(&self) -> Error {
        Error::new(
            ErrorCode::SourceUnauthorized,
            format!(
                "{} does not accept the token (401): it is wrong, expired or revoked. Tokens live 90 days unless told otherwise. Make a new one and enter \
                 it here; what was read is kept.",
                self.host()
            ),
        )
    }

    fn redirected(&self, answer: &Answer) -> Error {
        // The query of a sign-in page may carry a state token; only the place matters here.
        let to = answer.location.as_deref().unwrap_or("elsewhere");
        let to = to.split(['?', '#']).next().unwrap_or_default();
        let message = format!(
            "{} redirects to {to} instead of answering. The token is not sent there. If that is the right address, enter it as the source's address; if \
             it is a sign-in page, a proxy before the instance must let the API through.",
            self.host()
        );
        Error::new(ErrorCode::SourceAnswer, message)
    }

    fn not_understood(&self, what: &str, why: &str) -> Fault {
        let message = format!(
            "{} answered {what} with something that cannot be understood ({why}). Check that the address is the one of a PodWarden instance and that no \
             sign-in page of a proxy stands before it.",
            self.host()
        );
        Fault::Answer(Error::new(ErrorCode::SourceAnswer, message))
    }
}

/// What the server says of a refusal: `{"detail": …}`, or the start of the text.
fn detail(answer: &Answer) -> String {
    let said: Option<Value> = serde_json::from_slice(&answer.body).ok();
    match said.as_ref().and_then(|said| said.get("detail")) {
        Some(Value::String(text)) => text.chars().take(200).collect(),
        _ => answer.text(),
    }
}
