//! The error map: what a code of a storage or of its sign-in means, and what to do. Data; a test walks every row against a server that answers it.

mod azure;
mod gcs;
mod s3;
mod sign_in;
mod status;

use super::{
    answer::Answer,
    fault::{Fault, Provider, Site},
};
use crate::error::ErrorCode;

/// One row of the map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// The storage's code, or the HTTP status as text where an answer has no code.
    pub code: &'static str,
    /// What the storage's own words must contain for the row to apply; empty: anything.
    pub says: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// The code of our error.
    pub to: ErrorCode,
    /// Whether trying again soon makes sense.
    pub transient: bool,
    /// Why; `{bucket}`, `{key}`, `{region}` (as configured), `{right}` (the right region), `{host}`, `{who}`, `{operation}`, `{permission}`.
    why: &'static str,
    /// What to do; the same words in braces.
    next: &'static str,
}

/// What a fault is about: the line of the connection test that it makes red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The way to the storage.
    Network,
    /// The two clocks.
    Clock,
    /// Key and secret.
    Credentials,
    /// The bucket's existence.
    Bucket,
    /// The bucket's region or endpoint.
    Region,
    /// What the key may do.
    Rights,
    /// Encryption with a managed key.
    Encryption,
    /// The object or the storage itself.
    Storage,
}

/// The row for an answer: the first whose code is equal and whose words are in the message. A sign-in's codes are its own; then the storage's; then the
/// storage's for the status; then what a status says anywhere.
pub(crate) fn rule_for(provider: Provider, answer: &Answer) -> Option<&'static Rule> {
    let status = answer.status.to_string();
    let row = |rules: &'static [Rule], code: &str| {
        rules.iter().find(|rule| rule.code == code && answer.message.contains(rule.says))
    };
    let own = provider_rules(provider);
    row(sign_in::RULES, &answer.code)
        .or_else(|| row(own, &answer.code))
        .or_else(|| row(own, &status))
        .or_else(|| row(status::RULES, &status))
}

fn provider_rules(provider: Provider) -> &'static [Rule] {
    match provider {
        Provider::S3 => s3::RULES,
        Provider::Gcs => gcs::RULES,
        Provider::Azure => azure::RULES,
    }
}

impl Rule {
    /// Why and what to do, for a fault at a site.
    pub fn words(&self, fault: &Fault, site: &Site) -> (String, String) {
        let right = fault.region().unwrap_or("the bucket's own region");
        let fill = |text: &str| {
            [
                ("{bucket}", site.bucket.as_str()),
                ("{key}", &fault.key),
                ("{region}", &site.region),
                ("{right}", right),
                ("{host}", &site.host),
                ("{who}", &site.who),
                ("{operation}", fault.operation.name(site.provider)),
                ("{permission}", fault.operation.permission(site.provider)),
            ]
            .into_iter()
            .fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
        };
        (fill(self.why), fill(self.next))
    }
}

const fn last(code: &'static str, topic: Topic, to: ErrorCode, why: &'static str, next: &'static str) -> Rule {
    Rule { code, says: "", topic, to, transient: false, why, next }
}

const fn passing(code: &'static str, why: &'static str, next: &'static str) -> Rule {
    Rule { code, says: "", topic: Topic::Storage, to: ErrorCode::StorageAnswer, transient: true, why, next }
}

const fn says(says: &'static str, rule: Rule) -> Rule {
    Rule { says, ..rule }
}

const CHECK_KEY: &str = "Check the access key id for typing errors; the key may have been deleted, or belong to another provider or account.";
const CHECK_SECRET: &str =
    "Enter the secret access key again. If it is right, a proxy on the way may change the request.";
const GRANT: &str =
    "Grant `{permission}` on `{key}` to the key; the connection test shows the smallest policy to paste.";
const USE_REGION: &str = "Set the region to `{right}`.";
const SESSION: &str = "Get new credentials, or use an access key that does not expire.";
const LATER: &str = "The storage is busy or in trouble; try again later.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::fault::{Cause, Operation};

    fn answer(code: &str, message: &str) -> Answer {
        Answer { status: code.parse().unwrap_or(400), code: code.into(), message: message.into(), ..Answer::default() }
    }

    fn all() -> impl Iterator<Item = (Provider, &'static Rule)> {
        let own = [Provider::S3, Provider::Gcs, Provider::Azure].into_iter();
        let own = own.flat_map(|provider| provider_rules(provider).iter().map(move |rule| (provider, rule)));
        own.chain(sign_in::RULES.iter().chain(status::RULES).map(|rule| (Provider::Azure, rule)))
    }

    #[test]
    fn every_row_is_reached_by_its_code_and_its_words() {
        for (provider, rule) in all() {
            let found = rule_for(provider, &answer(rule.code, rule.says)).expect("its own code finds it");
            assert!(std::ptr::eq(found, rule), "{} {:?} is hidden by an earlier row", rule.code, rule.says);
        }
    }

    #[test]
    fn every_row_leaves_no_brace_unfilled_and_says_what_to_do() {
        for (provider, rule) in all() {
            let fault = Fault {
                provider,
                operation: Operation::Put,
                key: "a/b.jsonl".into(),
                cause: Cause::Answer(answer(rule.code, rule.says)),
                after_lost_answer: false,
            };
            let (why, next) = rule.words(&fault, &Site { provider, ..Site::default() });
            assert!(!format!("{why}{next}").contains(['{', '}']), "{why} {next}");
            assert!(why.ends_with('.') && next.ends_with('.'), "sentences: {why} {next}");
        }
    }

    #[test]
    fn an_unknown_code_falls_back_to_its_status_and_else_stays_raw() {
        let unknown = |status| Answer { status, code: "Quux".into(), message: String::new(), ..Answer::default() };
        assert_eq!(rule_for(Provider::S3, &unknown(503)).expect("by status").code, "503");
        assert!(rule_for(Provider::S3, &unknown(418)).is_none());
    }
}
