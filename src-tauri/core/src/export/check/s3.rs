//! The lines of a bucket.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::{Lines, PROBE, Verdict, probe_key};
use crate::{
    api::wire::CheckResult,
    clock::Clock,
    export::policy,
    storage::{
        CONNECT_TIME,
        bucket::Bucket,
        call::Call,
        error::Topic,
        fault::{Cause, Fault, Operation, printable},
        network::{Network, network},
    },
};

/// How long one request of the test may take.
const REQUEST_TIME: Duration = Duration::from_secs(20);

/// Above this difference of the clocks Amazon refuses requests. <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>
const SKEW_REFUSED: TimeDelta = TimeDelta::minutes(15);

/// Above this difference the test warns.
const SKEW_WORTH_TELLING: TimeDelta = TimeDelta::seconds(60);

pub(super) async fn check(s3: &Bucket, prefix: &str, clock: &dyn Clock, lines: &mut Lines<'_>) -> CheckResult {
    let key = probe_key(prefix, clock);
    lines.pass("Settings", format!("Exports go to {}, named like {key}.jsonl.", s3.shown));
    let Some(region) = reach(s3, clock, lines).await else { return lines.finish(None) };
    let probe = Probe { s3, key: &key, prefix, cancel: CancellationToken::new() };
    if !probe.write(region, lines).await {
        return lines.finish(None);
    }
    let multipart = probe.multipart(lines).await;
    probe.create_only(lines).await;
    let removed = probe.remove(lines).await;
    if !multipart {
        return lines.finish(None);
    }
    let place = format!("{}/{prefix}", s3.shown);
    let rest = if removed {
        "Nothing was left behind. Not tried, because an export never does it: listing and reading.".to_owned()
    } else {
        format!(
            "The key may write only, which is enough. Left behind: {key} ({} bytes). Not proven: that it could be removed, listed or read.",
            PROBE.len()
        )
    };
    lines.finish(Some(format!("Exports to {place} will work. {rest}")))
}

/// Name, connection, TLS and clock, by one request without credentials. The region the storage names for the bucket, or `None` where it cannot be
/// reached.
async fn reach(s3: &Bucket, clock: &dyn Clock, lines: &mut Lines<'_>) -> Option<Option<String>> {
    let url = s3.settings.bucket_url();
    let host = url::Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let addresses = resolve(&host).await;
    let resolved_in = lines.since.elapsed();
    let answer = s3.caller.client.head(&url).timeout(REQUEST_TIME).send().await;
    let name = |lines: &mut Lines<'_>| match &addresses {
        Some(addresses) => {
            lines.add_timed(resolved_in, "Name", Verdict::Pass, format!("`{host}` is {addresses}."), None, None);
        }
        None => lines.skip("Name", format!("`{host}` is not known here; a proxy resolves it."), None),
    };
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            let fault = match network(&error) {
                Network::Other(_) if addresses.is_none() => Network::UnknownHost,
                fault => fault,
            };
            let (why, next) = fault.explain(&s3.site);
            let title = match fault {
                Network::UnknownHost => "Name",
                Network::Tls(_) => "TLS",
                _ => "Connection",
            };
            if title != "Name" {
                name(lines);
            }
            if title == "TLS" {
                lines.pass("Connection", format!("{} answers.", s3.site.host));
            }
            lines.fail(title, capital(&why), Some(next), None);
            return None;
        }
    };
    name(lines);
    lines.pass("Connection", format!("{} answers.", s3.site.host));
    if url.starts_with("https:") {
        lines.pass("TLS", "The certificate is valid.");
    } else if is_loopback(&host) {
        lines.pass("TLS", "Not used; the storage is on this machine.");
    } else {
        lines.warn(
            "TLS",
            "Not used: everything that is exported travels readable for anyone on the way.",
            "Use an endpoint that starts with https://.",
        );
    }
    let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    compare_clocks(header("date").as_deref(), clock.now(), lines);
    Some(header("x-amz-bucket-region"))
}

/// Whether the endpoint is this machine itself.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let ip: Option<std::net::IpAddr> = bare.parse().ok();
    ip.map_or(bare == "localhost" || bare.ends_with(".localhost"), |ip| ip.is_loopback())
}

async fn resolve(host: &str) -> Option<String> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found = tokio::time::timeout(CONNECT_TIME, tokio::net::lookup_host((bare, 0))).await.ok()?.ok()?;
    let mut addresses: Vec<String> = found.map(|address| address.ip().to_string()).collect();
    addresses.dedup();
    (!addresses.is_empty()).then(|| addresses.into_iter().take(3).collect::<Vec<_>>().join(", "))
}

fn compare_clocks(date: Option<&str>, here: DateTime<Utc>, lines: &mut Lines<'_>) {
    let Some(there) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) else {
        lines.skip("Clock", "The storage does not tell its time.", None);
        return;
    };
    let ahead = here - there.with_timezone(&Utc);
    let seconds = ahead.num_seconds();
    let side = if seconds > 0 { "ahead of" } else { "behind" };
    let found = match seconds.abs() {
        0..=2 => "This machine's clock and the storage's agree.".to_owned(),
        by => format!("This machine's clock is {by} s {side} the storage's."),
    };
    let set = "Set this machine's clock right, best by NTP.";
    if ahead.abs() > SKEW_REFUSED {
        let both = format!("{found} Here it is {}, there {}.", here.format("%F %T UTC"), there.format("%F %T UTC"));
        lines.warn("Clock", both, format!("{set} Most storages refuse requests from 15 minutes on."));
    } else if ahead.abs() > SKEW_WORTH_TELLING {
        lines.warn("Clock", found, set);
    } else {
        lines.pass("Clock", found);
    }
}

struct Probe<'a> {
    s3: &'a Bucket,
    key: &'a str,
    prefix: &'a str,
    cancel: CancellationToken,
}

impl Probe<'_> {
    /// Writes the probe; tells credentials, region and bucket from the answer. Whether the test can go on.
    async fn write(&self, announced: Option<String>, lines: &mut Lines<'_>) -> bool {
        let place = &self.s3.site;
        let region = announced.unwrap_or_else(|| place.region.clone());
        match self.put().await {
            Ok(()) => {
                lines.pass("Credentials", format!("The storage accepts the access key {}.", place.who));
                lines.pass("Bucket", format!("`{}` is there, in the region {region}.", place.bucket));
                lines.pass(
                    "Write at the prefix",
                    format!("Wrote {} ({} bytes), as an export does.", self.key, PROBE.len()),
                );
                true
            }
            Err(fault) => {
                self.refused(&fault, lines);
                false
            }
        }
    }

    fn refused(&self, fault: &Fault, lines: &mut Lines<'_>) {
        let place = &self.s3.site;
        let (why, next) = fault.explain(place);
        let (title, paste) = match fault.topic() {
            Topic::Credentials => ("Credentials", None),
            Topic::Clock => ("Clock", None),
            Topic::Region => ("Region", fault.region().map(str::to_owned)),
            Topic::Bucket => ("Bucket", None),
            Topic::Network => ("Connection", None),
            Topic::Rights | Topic::Encryption | Topic::Storage => {
                let paste = (fault.topic() == Topic::Rights).then(|| self.rights(fault));
                lines.pass("Credentials", format!("The storage knows the access key {}.", place.who));
                ("Write at the prefix", paste)
            }
        };
        lines.fail(title, capital(&why), Some(next), paste);
        for untried in ["Write at the prefix", "Multipart upload", "Never overwrites", "Removal"] {
            if untried != title {
                lines.skip(untried, format!("Not tried: {title} comes first."), None);
            }
        }
    }

    /// What to paste where a right is missing.
    fn rights(&self, fault: &Fault) -> String {
        let place = &self.s3.site;
        // Garage has rights per key and bucket instead of policies; these are its words for a missing one.
        let garage = matches!(&fault.cause, Cause::Answer(answer) if answer.message.contains("Operation is not allowed for this key"));
        if garage { policy::garage(&place.bucket, &place.who) } else { policy::iam(&place.bucket, self.prefix) }
    }

    /// Starts an upload of parts and removes it: what a large export needs. Whether large exports will work.
    async fn multipart(&self, lines: &mut Lines<'_>) -> bool {
        const TITLE: &str = "Multipart upload";
        let place = &self.s3.site;
        let upload = match self.within(self.s3.begin(self.key, &self.cancel)).await {
            Ok(upload) => upload,
            Err(fault) => {
                let (why, next) = fault.explain(place);
                lines.fail(
                    TITLE,
                    format!("Exports above 8 MiB will fail: {why}"),
                    Some(next),
                    Some(self.rights(&fault)),
                );
                return false;
            }
        };
        match self.within(self.s3.abort(self.key, &upload)).await {
            Ok(()) => lines.pass(TITLE, "Started an upload of parts and removed it again."),
            Err(fault) => {
                let (why, _) = fault.explain(place);
                let finding = format!(
                    "Started an upload of parts, but could not remove it: {why} Left behind: the unfinished upload {} of {}.",
                    printable(&upload),
                    self.key
                );
                let remedy = "Grant `s3:AbortMultipartUpload`, so that a cancelled export leaves nothing; a lifecycle rule for incomplete uploads also removes them.";
                lines.add(TITLE, Verdict::Warn, finding, Some(remedy.into()), Some(self.rights(&fault)));
            }
        }
        true
    }

    /// Writes the probe a second time, which must be refused.
    async fn create_only(&self, lines: &mut Lines<'_>) {
        const TITLE: &str = "Never overwrites";
        match self.put().await {
            Err(fault) if fault.is_taken() => lines.pass(TITLE, "A second object of the same key was refused."),
            Err(fault) => {
                let (why, _) = fault.explain(&self.s3.site);
                lines.skip(TITLE, format!("Not proven: {why}"), None);
            }
            Ok(()) => lines.warn(
                TITLE,
                "The storage ignores the condition `If-None-Match: *` and replaces an object of the same key.",
                "Keys of exports carry the second of their run, so they do not meet; let nobody else write at this prefix.",
            ),
        }
    }

    /// Removes the probe. Whether that worked.
    async fn remove(&self, lines: &mut Lines<'_>) -> bool {
        const TITLE: &str = "Removal";
        match self.within(delete(self.s3, self.key)).await {
            Ok(()) => {
                lines.pass(TITLE, "The test's object was removed. (An export does not need this right.)");
                true
            }
            Err(fault) => {
                let (why, _) = fault.explain(&self.s3.site);
                let finding = format!("{} ({} bytes) was left behind: {why}", self.key, PROBE.len());
                lines.skip(
                    TITLE,
                    finding,
                    Some("An export does not need this right. Remove the object by hand.".into()),
                );
                false
            }
        }
    }

    async fn put(&self) -> Result<(), Fault> {
        self.within(self.s3.put(self.key, Bytes::from_static(PROBE), &self.cancel)).await
    }

    async fn within<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        match tokio::time::timeout(REQUEST_TIME, work).await {
            Ok(result) => result,
            Err(_elapsed) => {
                Err(Fault::of(self.s3.site.provider, Operation::Put, self.key, Cause::Network(Network::TimedOut)))
            }
        }
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

async fn delete(bucket: &Bucket, key: &str) -> Result<(), Fault> {
    let call = Call {
        operation: Operation::Delete,
        method: reqwest::Method::DELETE,
        key,
        query: "",
        headers: Vec::new(),
        body: Vec::new(),
    };
    bucket.caller.send(bucket, call).await.map(drop)
}
