//! Name, connection, TLS, clock, and what strangers may see: by requests that nobody signs.

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use url::{Host, Url};

use crate::{
    api::wire::{Fix, Verdict},
    checklist::Checklist,
    clock::Clock,
    storage::{
        answer::Answer,
        bucket::Bucket,
        fault::{Cause, Fault, Operation, Provider},
        http::{CONNECT_TIME, start_of_text},
        network::{Network, PROXY_PASSWORD, network},
        settings::{S3Settings, Settings},
    },
};

/// How long one request may take.
const REQUEST_TIME: Duration = Duration::from_secs(20);

/// Above this difference of the clocks Amazon refuses requests. <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
const SKEW_REFUSED: TimeDelta = TimeDelta::minutes(15);

/// Above this difference the test warns.
const SKEW_WORTH_TELLING: TimeDelta = TimeDelta::seconds(60);

/// What a storage tells anyone.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// The bucket's region, where the storage names it.
    pub region: Option<String>,
    /// Whether data travels unencrypted to another machine.
    pub is_plain: bool,
}

/// Adds the lines; `None` where the storage cannot be reached.
pub(crate) async fn reach(bucket: &Bucket, clock: &dyn Clock, lines: &mut Checklist<'_>) -> Option<Reached> {
    let address = bucket.settings.bucket_url();
    let url = Url::parse(&address).ok()?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let has_proxy = bucket.site.proxy.is_some();
    let addresses = if has_proxy { None } else { resolve(&host).await };
    // With a proxy of the system or of its own, the name is the proxy's business.
    if let Some(addresses) = &addresses {
        lines.pass("Name", format!("`{host}` is {addresses}."));
    }
    let answer = bucket.caller.client.head(url.clone()).timeout(REQUEST_TIME).send().await;
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            let fault = match network(&error) {
                Network::Other(_) if addresses.is_none() && !has_proxy => Network::UnknownHost,
                fault => fault,
            };
            unreachable(bucket, &fault, addresses.is_some(), lines);
            return None;
        }
    };
    if addresses.is_none() {
        lines.skip("Name", format!("A proxy resolves `{host}`."));
    }
    if response.status() == 407 {
        lines.advise(
            "Connection",
            Verdict::Fail,
            "The proxy asks for a name and a password (HTTP 407).",
            Some(PROXY_PASSWORD),
            None,
        );
        return None;
    }
    if let Some(page) = page(bucket, &url, &response).await {
        let fault = Fault::of(bucket.site.provider, Operation::Get, "", Cause::Answer(Box::new(page)));
        let (why, next) = fault.explain(&bucket.site);
        lines.advise("Connection", Verdict::Fail, super::refusal::capital(&why), Some(&next), None);
        return None;
    }
    let through = if has_proxy { ", through the proxy" } else { "" };
    lines.pass("Connection", format!("{} answers{through}.", bucket.site.host));
    let is_here = is_loopback(&url);
    let is_plain = url.scheme() == "http";
    if !is_plain {
        lines.pass("TLS", "The certificate is valid.");
    } else if is_here {
        lines.pass("TLS", "Not used; the storage is on this machine.");
    } else {
        lines.warn(
            "TLS",
            "Not used: everything travels readable, and can be changed, for anyone on the way.",
            "Use an endpoint that starts with https://.",
        );
    }
    let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    compare_clocks(header("date").as_deref(), clock.now(), lines);
    Some(Reached { region: header("x-amz-bucket-region"), is_plain: is_plain && !is_here })
}

/// Whether anyone may list the bucket without signing in.
pub(crate) async fn is_public(bucket: &Bucket) -> Option<bool> {
    let mut url = Url::parse(&bucket.settings.bucket_url()).ok()?;
    url.set_query(Some(match bucket.site.provider {
        Provider::S3 => "list-type=2&max-keys=1",
        Provider::Gcs => "max-keys=1",
        Provider::Azure => "restype=container&comp=list&maxresults=1",
    }));
    let response = bucket.caller.client.get(url).timeout(REQUEST_TIME).send().await.ok()?;
    if response.status() != 200 {
        return Some(false);
    }
    // A page of a proxy is no listing.
    let text = start_of_text(response).await;
    Some(text.contains("<ListBucketResult") || text.contains("<EnumerationResults"))
}

/// What answers where no storage does: a network that asks to sign in, a proxy that forbids, a web server.
async fn page(bucket: &Bucket, url: &Url, response: &reqwest::Response) -> Option<Answer> {
    let status = response.status().as_u16();
    // 301 and 307 are Amazon's for another region.
    if matches!(status, 302 | 303 | 308) {
        return Some(Answer::read(&bucket.site.host, status, response.headers(), ""));
    }
    // What refuses strangers with a page may still serve who signs in (moto answers 500 so); then the first signed request tells.
    if (400..=599).contains(&status) {
        return None;
    }
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/html") {
        return None;
    }
    // An answer to HEAD has no body to look at.
    let response = bucket.caller.client.get(url.clone()).timeout(REQUEST_TIME).send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer::page(&bucket.site.host, status, &headers, &start_of_text(response).await)
}

fn unreachable(bucket: &Bucket, fault: &Network, is_resolved: bool, lines: &mut Checklist<'_>) {
    let (why, next) = fault.explain(&bucket.site);
    let title = fault.title(&bucket.site);
    if title == "TLS" && is_resolved {
        lines.pass("Connection", format!("{} answers.", bucket.site.host));
    }
    // Storages outside Amazon rarely have a name, and a certificate, for each bucket.
    let is_bucket_in_host =
        matches!(&bucket.settings, Settings::S3(S3Settings { endpoint: Some(_), path_style: false, .. }));
    let fix = (is_bucket_in_host && matches!(title, "Name" | "TLS")).then_some(Fix::PathStyle { on: true });
    lines.mend(title, Verdict::Fail, super::refusal::capital(&why), Some(&next), None, fix);
}

async fn resolve(host: &str) -> Option<String> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found = tokio::time::timeout(CONNECT_TIME, tokio::net::lookup_host((bare, 0))).await.ok()?.ok()?;
    let mut addresses: Vec<String> = found.map(|address| address.ip().to_string()).collect();
    addresses.dedup();
    (!addresses.is_empty()).then(|| addresses.into_iter().take(3).collect::<Vec<_>>().join(", "))
}

/// Whether the endpoint is this machine itself.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// What to do about a wrong clock.
const SET: &str = "Set this machine's clock right, best by NTP.";

fn compare_clocks(date: Option<&str>, here: DateTime<Utc>, lines: &mut Checklist<'_>) {
    let Some(there) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) else {
        lines.skip("Clock", "The storage does not tell its time.");
        return;
    };
    let ahead = here - there.with_timezone(&Utc);
    let seconds = ahead.num_seconds();
    let side = if seconds > 0 { "ahead of" } else { "behind" };
    let found = match seconds.abs() {
        0..=2 => "This machine's clock and the storage's agree.".to_owned(),
        by => format!("This machine's clock is {by} s {side} the storage's."),
    };
    if ahead.abs() > SKEW_REFUSED {
        let both = format!("{found} Here it is {}, there {}.", here.format("%F %T UTC"), there.format("%F %T UTC"));
        lines.warn("Clock", both, &format!("{SET} Most storages refuse requests from 15 minutes on."));
    } else if ahead.abs() > SKEW_WORTH_TELLING {
        lines.warn("Clock", found, SET);
    } else {
        lines.pass("Clock", found);
    }
}
