//! A refusal makes the line red that it is about.

use crate::{
    api::wire::{Fix, Verdict},
    checklist::Checklist,
    storage::{
        bucket::Bucket,
        error::Topic,
        fault::{Cause, Fault},
        settings::Settings,
    },
};

/// Adds the red line: the one the fault is about, else `title`. `grant` is what to paste where a right is missing. Which line it was.
pub(crate) fn refused<'t>(
    bucket: &Bucket,
    fault: &Fault,
    title: &'t str,
    grant: String,
    lines: &mut Checklist<'_>,
) -> &'t str {
    let (why, next) = fault.explain(&bucket.site);
    let topic = fault.topic();
    let (title, paste, fix) = match topic {
        Topic::Credentials => ("Credentials", None, None),
        Topic::Clock => ("Clock", None, None),
        Topic::Region => {
            let right = fault.region().map(str::to_owned);
            let fix = match (&right, fault.code(), &bucket.settings) {
                (Some(region), _, _) => Some(Fix::Region { region: region.clone() }),
                (None, Some("SecondLevelDomainForbidden" | "PathStyleDomainForbidden"), _) => {
                    Some(Fix::PathStyle { on: false })
                }
                (None, Some("InvalidHostHeader"), Settings::S3(s3)) => Some(Fix::PathStyle { on: !s3.path_style }),
                (None, _, _) => None,
            };
            ("Region", right, fix)
        }
        Topic::Bucket => ("Bucket", None, None),
        Topic::Network => match &fault.cause {
            Cause::Network(network) => (network.title(&bucket.site), None, None),
            _ => ("Connection", None, None),
        },
        Topic::Encryption => ("Encryption", Some(grant), None),
        Topic::Rights | Topic::Storage => (title, (topic == Topic::Rights).then_some(grant), None),
    };
    if matches!(topic, Topic::Rights | Topic::Encryption) {
        let who = &bucket.site.who;
        let known_as = fault.denial().filter(|denial| denial.who != *who).map(|denial| format!(" as {}", denial.who));
        lines.pass("Credentials", format!("The storage knows {who}{}.", known_as.unwrap_or_default()));
    }
    lines.mend(title, Verdict::Fail, capital(&why), Some(&next), paste, fix);
    title
}

/// A clause as a sentence.
pub(crate) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
