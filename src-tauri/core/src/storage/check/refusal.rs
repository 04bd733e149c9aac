//! A refusal makes the line red that it is about.

use crate::{
    api::wire::{Fix, Verdict},
    checklist::Checklist,
    storage::{bucket::Bucket, error::Topic, fault::Fault},
};

/// Adds the red line: the one the fault is about, else `title`. `grant` is what to paste where a right is missing. Which line it was.
pub(crate) fn refused<'t>(
    bucket: &Bucket,
    fault: &Fault,
    title: &'t str,
    grant: Option<String>,
    lines: &mut Checklist<'_>,
) -> &'t str {
    let (why, next) = fault.explain(&bucket.site);
    let topic = fault.topic();
    let (title, paste, fix) = match topic {
        Topic::Credentials => ("Credentials", None, None),
        Topic::Clock => ("Clock", None, None),
        Topic::Region => {
            let right = fault.region().map(str::to_owned);
            ("Region", right.clone(), right.map(|region| Fix::Region { region }))
        }
        Topic::Bucket => ("Bucket", None, None),
        Topic::Network => ("Connection", None, None),
        Topic::Encryption => ("Encryption", grant, None),
        Topic::Rights | Topic::Storage => (title, grant.filter(|_| topic == Topic::Rights), None),
    };
    if matches!(topic, Topic::Rights | Topic::Encryption) {
        lines.pass("Credentials", format!("The storage knows {}.", bucket.site.who));
    }
    lines.mend(title, Verdict::Fail, capital(&why), Some(&next), paste, fix);
    title
}

/// A clause as a sentence.
pub(crate) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
