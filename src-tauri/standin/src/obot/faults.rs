//! Passing faults of the transport. Which request fails, and how often, follows from the seed and from what is asked.

use super::habits::Habits;
use super::seed::mix;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::io;

/// What goes wrong with one request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// 429; the number chooses the spelling of `Retry-After`.
    RateLimited(u64),
    ServerError(u16),
    Cut,
}

/// The faults already met: the same request fails at most twice.
#[derive(Debug)]
pub struct Faults {
    seed: u64,
    met: HashMap<u64, u64>,
}

impl Faults {
    pub fn new(seed: u64) -> Faults {
        Faults { seed, met: HashMap::new() }
    }

    /// The fault of this request, if it has one left. `key` names what is asked for; `factor` makes faults more frequent.
    pub fn next(&mut self, key: u64, factor: f64, habits: &Habits) -> Option<Fault> {
        let hash = mix(self.seed ^ 0xfa_17, key);
        let mut left = (hash >> 11) as f64 / (1_u64 << 53) as f64 / factor;
        let mut hit = |rate: f64| {
            let is_hit = left < rate;
            left -= rate;
            is_hit
        };
        let fault = if hit(habits.rate_limited) {
            Fault::RateLimited(hash % 8)
        } else if hit(habits.server_errors) {
            Fault::ServerError([500, 502, 503][hash as usize % 3])
        } else if hit(habits.cut_connections) {
            Fault::Cut
        } else {
            return None;
        };
        let met = self.met.entry(key).or_default();
        if *met > hash % 2 {
            return None;
        }
        *met += 1;
        Some(fault)
    }
}

/// 429 as the platform sends it: dates in RFC 1123 form that end in `UTC`, which HTTP does not allow; proxies write it otherwise.
pub fn rate_limited(spelling: u64, now: DateTime<Utc>) -> Response {
    let reset = now + TimeDelta::seconds(1);
    let retry_after = match spelling {
        0 => "1".to_owned(),
        1 => "0".to_owned(),
        2 => reset.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        3 => String::new(),
        _ => reset.format("%a, %d %b %Y %H:%M:%S UTC").to_string(),
    };
    let mut headers = HeaderMap::new();
    headers.insert("x-ratelimit-limit", HeaderValue::from_static("200"));
    headers.insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
    headers.insert("x-ratelimit-reset", reset.timestamp().into());
    if let Ok(value) = HeaderValue::from_str(&retry_after)
        && !retry_after.is_empty()
    {
        headers.insert(header::RETRY_AFTER, value);
    }
    (headers, text(StatusCode::TOO_MANY_REQUESTS, "rate limit exceeded, please try again later")).into_response()
}

/// An error as the platform and the proxies in front of it send them: plain text with a newline at the end.
pub fn text(status: StatusCode, message: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (status, headers, format!("{message}\n")).into_response()
}

/// A 200 whose connection breaks after half of the body.
pub fn cut(body: &[u8]) -> Response {
    let half = Bytes::copy_from_slice(&body[..body.len() / 2]);
    let chunks = futures::stream::unfold(Some(half), |left| async move {
        // The pause lets the first half leave before the connection goes.
        tokio::task::yield_now().await;
        match left {
            Some(half) if !half.is_empty() => Some((Ok(half), Some(Bytes::new()))),
            Some(_) => Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), None)),
            None => None,
        }
    });
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(chunks)).into_response()
}
