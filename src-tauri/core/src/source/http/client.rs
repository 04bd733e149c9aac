//! The client: sends, waits, repeats, and gives up with words.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER},
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{Address, Answer, NameError, Trouble, answer, retry_after, trouble};
use crate::{
    error::{Error, ErrorCode, Result},
    secret::Secret,
    source::{SourceDeps, wait::backoff},
};

/// Requests under way at once. Obot's database pool is 5 connections, 1 with SQLite.
const AT_ONCE: usize = 4;
/// The first step of the back-off.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// How often a server may ask to slow down before one request is given up.
const SLOW_DOWNS: u32 = 20;
/// How much of a body that is too large is kept as evidence.
const HEAD: usize = 64 * 1024;
/// Nothing arrives for so long: the server is given up. Counting a large log takes Obot many seconds.
const SILENCE: Duration = Duration::from_mins(2);

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Request<'a> {
    /// `GET`, or `POST` with a JSON body.
    pub body: Option<serde_json::Value>,
    /// The path below the base path.
    pub path: &'a str,
    /// The query.
    pub query: Vec<(&'static str, String)>,
    /// Headers besides the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// The largest body that is accepted, in bytes.
    pub limit: usize,
    /// Answers with a status of 500 or more that will not get better by asking again.
    pub is_final: fn(&Answer) -> bool,
}

impl<'a> Request<'a> {
    /// A `GET` with a limit of one megabyte.
    pub(crate) fn get(path: &'a str) -> Self {
        Self { body: None, path, query: Vec::new(), headers: Vec::new(), limit: 1 << 20, is_final: |_| false }
    }
}

/// A connection to one platform.
pub(crate) struct Http {
    client: reqwest::Client,
    address: Address,
    key: Option<HeaderValue>,
    deps: SourceDeps,
    attempts: u32,
    permits: Semaphore,
    /// Server's clock minus ours in milliseconds, from the last `Date`; `i64::MIN` before the first.
    skew: AtomicI64,
}

impl Http {
    /// A client for `address` that trusts `ca_pem` besides the system's authorities. Proxies come from the environment.
    ///
    /// # Errors
    /// `wrong_use` for a certificate or a key that cannot be read.
    pub(crate) fn new(address: Address, ca_pem: &str, key: Option<&Secret>, deps: SourceDeps) -> Result<Self> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Auditdesk/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(15))
            .read_timeout(SILENCE)
            .pool_idle_timeout(Duration::from_secs(30))
            // A credential must not follow a redirect to another host, and an API has no reason to redirect.
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(SystemNames));
        if !ca_pem.trim().is_empty() {
            let bad = || {
                let message = "The certificate authority cannot be read. Paste it as PEM text, from -----BEGIN CERTIFICATE----- \
                               to -----END CERTIFICATE-----.";
                Error::new(ErrorCode::WrongUse, message)
            };
            let authorities =
                reqwest::Certificate::from_pem_bundle(ca_pem.as_bytes()).map_err(|error| bad().because(error))?;
            if authorities.is_empty() {
                return Err(bad());
            }
            builder = builder.tls_certs_merge(authorities);
        }
        let client = builder.build().map_err(|error| {
            let message = "TLS cannot be set up: the certificate authorities of this machine, or the one of this source, cannot be \
                           used. Install the package ca-certificates, or correct the source's certificate authority.";
            Error::new(ErrorCode::SourceTls, message).because(error)
        })?;
        let key = key.map(header_of).transpose()?;
        let permits = Semaphore::new(AT_ONCE);
        Ok(Self { client, address, key, deps, attempts: 5, permits, skew: AtomicI64::new(i64::MIN) })
    }

    /// The same, but gives up sooner: for tests of a connection, where somebody waits.
    pub(crate) fn impatient(mut self) -> Self {
        self.attempts = 2;
        self
    }

    /// The address it talks to.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// How far the server's clock is ahead of ours, where it is known.
    pub(crate) fn skew(&self) -> Option<chrono::Duration> {
        let millis = self.skew.load(Ordering::Relaxed);
        (millis != i64::MIN).then(|| chrono::Duration::milliseconds(millis))
    }

    /// The server's time, as far as it is known.
    pub(crate) fn server_now(&self) -> DateTime<Utc> {
        self.deps.clock.now() + self.skew().unwrap_or_default()
    }

    /// Waits; `cancelled` if the work is cancelled meanwhile.
    pub(crate) async fn pause(&self, span: Duration, cancel: &CancellationToken) -> Result<()> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Error::cancelled()),
            () = self.deps.sleeper.sleep(span) => Ok(()),
        }
    }

    /// The wait before the next try after `failures` failed ones.
    pub(crate) fn backoff(&self, failures: u32) -> Duration {
        backoff(&*self.deps.random, FIRST_WAIT, failures)
    }

    /// Sends, and repeats what is worth repeating: cut connections, time-outs, 5xx, 429. Every other answer is returned, whatever its
    /// status; a 5xx is returned when it stays.
    pub(crate) async fn send(&self, request: &Request<'_>, cancel: &CancellationToken) -> Result<Answer, Trouble> {
        let mut failures = 0;
        let mut slow_downs = 0;
        loop {
            let outcome = tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Trouble::Stop(Error::cancelled())),
                outcome = self.once(request) => outcome,
            };
            let wait = match outcome {
                Ok(answer) if answer.status == 429 => {
                    slow_downs += 1;
                    if slow_downs > SLOW_DOWNS {
                        return Err(Trouble::Stop(self.rate_limited()));
                    }
                    // A share of a second on top, so that parallel requests do not come back together.
                    answer.retry_after.unwrap_or(Duration::from_secs(1)) + self.backoff(0)
                }
                Ok(answer) if answer.status >= 500 && !(request.is_final)(&answer) && failures + 1 < self.attempts => {
                    failures += 1;
                    answer.retry_after.unwrap_or_else(|| self.backoff(failures - 1))
                }
                Ok(answer) => return Ok(answer),
                Err(Failure::TooLarge(head)) => return Err(Trouble::TooLarge(head)),
                Err(Failure::Connection(error)) => {
                    let (error, passing) = trouble::of_connection(&self.address, error);
                    failures += 1;
                    if !passing || failures >= self.attempts {
                        return Err(Trouble::Stop(error));
                    }
                    tracing::debug!(path = request.path, failures, "request failed, trying again");
                    self.backoff(failures - 1)
                }
            };
            self.pause(wait, cancel).await.map_err(Trouble::Stop)?;
        }
    }

    fn rate_limited(&self) -> Error {
        let host = self.address.host();
        let message = format!("{host} keeps asking to slow down (429). What was read is kept; sync again later.");
        Error::new(ErrorCode::SourceRateLimited, message)
    }

    async fn once(&self, request: &Request<'_>) -> Result<Answer, Failure> {
        let _permit = self.permits.acquire().await.expect("the semaphore is never closed");
        let method = if request.body.is_some() { Method::POST } else { Method::GET };
        let mut builder = self.client.request(method, self.address.join(request.path)).query(&request.query);
        if let Some(key) = &self.key {
            builder = builder.header(AUTHORIZATION, key.clone());
        }
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let mut response = builder.send().await?;
        let headers = response.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let date = text(DATE).and_then(answer::http_date);
        if let Some(date) = date {
            self.skew.store((date - self.deps.clock.now()).num_milliseconds(), Ordering::Relaxed);
        }
        let mut answer = Answer {
            status: response.status().as_u16(),
            media: media(headers),
            retry_after: text(RETRY_AFTER).and_then(|text| retry_after(text, self.server_now())),
            location: text(LOCATION).map(str::to_owned),
            body: Vec::new(),
        };
        while let Some(chunk) = response.chunk().await? {
            if answer.body.len() + chunk.len() > request.limit {
                let room = HEAD.saturating_sub(answer.body.len()).min(chunk.len());
                answer.body.extend_from_slice(&chunk[..room]);
                answer.body.truncate(HEAD);
                return Err(Failure::TooLarge(answer.body));
            }
            answer.body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

enum Failure {
    Connection(reqwest::Error),
    TooLarge(Vec<u8>),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Connection(error)
    }
}

fn media(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn header_of(secret: &Secret) -> Result<HeaderValue> {
    let bearer = zeroize::Zeroizing::new(format!("Bearer {}", secret.expose().trim()));
    let mut value = HeaderValue::from_str(&bearer).map_err(|_| {
        let message = "The API key has characters that no key has. Copy it again, without line breaks.";
        Error::new(ErrorCode::WrongUse, message)
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The system's resolver. It is here so that an unknown name is an error of its own kind, not a text.
struct SystemNames;

impl reqwest::dns::Resolve for SystemNames {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(NameError)?;
            let found: Vec<SocketAddr> = found.collect();
            Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs)
        })
    }
}
