//! The error map: what a code of a storage or of its sign-in means, and what to do. Data; a test walks every row against a server that answers it.

mod azure;
mod denial;
mod gcs;
mod s3;
mod sign_in;
mod status;

pub(crate) use denial::Denial;

use super::{
    answer::Answer,
    fault::{Fault, Provider, Site, printable},
};
use crate::error::ErrorCode;

/// One row of the map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// The storage's code in any case of its letters, or the HTTP status as text where an answer has no code.
    pub code: &'static str,
    /// What the storage's own words must contain for the row to apply; empty: anything.
    pub says: &'static str,
    /// What it is about.
    pub topic: Topic,
    /// The code of our error.
    pub to: ErrorCode,
    /// Whether trying again soon makes sense.
    pub transient: bool,
    /// Why; `{bucket}`, `{key}`, `{region}` (as configured), `{right}` (the right region), `{host}` (who answered), `{who}`, `{operation}`,
    /// `{permission}`, `{there}` (what time it is by the clock of who answered, as a clause).
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

/// The row for an answer. For a web page: what its status says. Else the first row whose code is equal and whose words are in the message: of the
/// sign-in services, whose codes are their own; then of the storage; then of the storage for the status; then what a status says anywhere.
pub(crate) fn rule_for(provider: Provider, answer: &Answer) -> Option<&'static Rule> {
    let status = answer.status.to_string();
    let row = |rules: &'static [Rule], code: &str| {
        rules.iter().find(|rule| rule.code.eq_ignore_ascii_case(code) && answer.message.contains(rule.says))
    };
    if answer.is_page {
        return row(status::PAGES, &status).or_else(|| row(status::PAGES, ""));
    }
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
        let right = fault.region().map_or_else(|| "the bucket's own region".into(), |region| format!("`{region}`"));
        let time = fault.answer().and_then(|answer| answer.time.as_deref());
        let there = time.map(|time| format!("; there it is {}", printable(time))).unwrap_or_default();
        let words = [
            ("bucket", site.bucket.as_str()),
            ("key", &fault.key),
            ("region", &site.region),
            ("right", &printable(&right)),
            ("host", fault.host(site)),
            ("who", &site.who),
            ("operation", fault.operation.name(site.provider)),
            ("permission", fault.operation.permission(site.provider)),
            ("there", &there),
        ];
        (fill(self.why, &words), fill(self.next, &words))
    }
}

/// Puts values for words in braces. In one pass: a value may hold braces of its own.
fn fill(text: &str, words: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() * 2);
    let mut pieces = text.split('{');
    filled.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (word, rest) = piece.split_once('}').unwrap_or((piece, ""));
        filled.push_str(words.iter().find(|(name, _)| *name == word).map_or("", |(_, value)| value));
        filled.push_str(rest);
    }
    filled
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
    "Grant `{permission}` on `{key}` to `{who}`; the connection test shows the smallest policy to paste.";
const USE_REGION: &str = "Set the region to {right}.";
const SESSION: &str = "Get new credentials, or use an access key that does not expire.";
const SET_CLOCK: &str = "Set this machine's clock right, best by NTP.";
const SLOW: &str = "the storage asks to slow down and did not recover in time.";
const LATER: &str = "The other side is busy or in trouble; try again later.";
const NETWORK: &str = "Look for a proxy that changes requests, and at the network.";
const PROXY_HEADERS: &str = "Look for a proxy that changes or removes headers.";
const OBJECT_TAKEN: &str = "Look at that object; a new run has a new name.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::fault::{Cause, Operation};

    const PROVIDERS: [Provider; 3] = [Provider::S3, Provider::Gcs, Provider::Azure];

    const OPERATIONS: [Operation; 8] = [
        Operation::Put,
        Operation::CreateMultipart,
        Operation::UploadPart,
        Operation::CompleteMultipart,
        Operation::AbortMultipart,
        Operation::Delete,
        Operation::List,
        Operation::Get,
    ];

    fn answer(rule: &Rule) -> Answer {
        let status = rule.code.parse().unwrap_or(400);
        let code = if rule.code.is_empty() { "400" } else { rule.code };
        let is_page = status::PAGES.iter().any(|page| std::ptr::eq(page, rule));
        Answer { status, code: code.into(), message: rule.says.into(), is_page, ..Answer::default() }
    }

    fn all() -> impl Iterator<Item = (Provider, &'static Rule)> {
        let own = PROVIDERS.into_iter();
        let own = own.flat_map(|provider| provider_rules(provider).iter().map(move |rule| (provider, rule)));
        let any = sign_in::RULES.iter().chain(status::PAGES).map(|rule| (Provider::Azure, rule));
        // A provider's own row for a status stands before the general one, so that each is looked for where it counts.
        let statuses = status::RULES.iter().filter_map(|rule| {
            let free = |provider: &Provider| provider_rules(*provider).iter().all(|own| own.code != rule.code);
            PROVIDERS.into_iter().find(free).map(|provider| (provider, rule))
        });
        own.chain(any).chain(statuses)
    }

    fn fault(provider: Provider, operation: Operation, answer: Answer) -> Fault {
        Fault::of(provider, operation, "mcp-audit-logs/2026/08/20/daily.jsonl", Cause::Answer(Box::new(answer)))
    }

    fn site(provider: Provider) -> Site {
        Site {
            provider,
            bucket: "audit".into(),
            region: "eu-west-1".into(),
            host: "storage.example.com".into(),
            who: "AKID".into(),
            ..Site::default()
        }
    }

    /// What storages answer, one line for each row, as the tests send it over the wire.
    const ANSWERS: &str = include_str!("../../../../../tests/core/errors/rows.tsv");

    #[test]
    fn every_row_is_walked_by_the_tests_over_the_wire_and_is_about_what_it_should_be() {
        let mut walked = Vec::new();
        for line in ANSWERS.lines().filter(|line| !line.starts_with('#')) {
            let [provider, status, code, words, _, topic, ..] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("a line has columns: {line}")
            };
            let (code, status) = (code.to_owned(), status.parse().expect("a number"));
            let provider_of = |name| match name {
                "s3" => Provider::S3,
                "azure" | "sign_in" => Provider::Azure,
                _ => Provider::Gcs,
            };
            let answer =
                Answer { status, code, message: words.into(), is_page: provider == "page", ..Answer::default() };
            let rule = rule_for(provider_of(provider), &answer).unwrap_or_else(|| panic!("no row for {line}"));
            assert_eq!(format!("{:?}", rule.topic), topic, "{line}");
            walked.push(rule);
        }
        for (_, rule) in all() {
            let is_walked = walked.iter().any(|found| std::ptr::eq(*found, rule));
            assert!(is_walked, "no answer of the tests leads to {} {:?}", rule.code, rule.says);
        }
    }

    #[test]
    fn every_row_is_reached_by_its_code_and_its_words() {
        for (provider, rule) in all() {
            let found = rule_for(provider, &answer(rule)).expect("its own code finds it");
            assert!(std::ptr::eq(found, rule), "{} {:?} is hidden by an earlier row", rule.code, rule.says);
            let shouted = Answer { code: rule.code.to_uppercase(), ..answer(rule) };
            assert!(std::ptr::eq(rule_for(provider, &shouted).expect("found"), rule), "{}: case", rule.code);
        }
    }

    #[test]
    fn every_row_reads_as_sentences_for_every_operation() {
        for (provider, rule) in all() {
            for operation in OPERATIONS {
                let (why, next) = rule.words(&fault(provider, operation, answer(rule)), &site(provider));
                assert!(!format!("{why}{next}").contains(['{', '}']), "{why} {next}");
                assert!(why.ends_with('.') && next.ends_with('.'), "sentences: {why} {next}");
                assert!(!format!("{why}{next}").contains("``"), "an empty name: {why} {next}");
            }
        }
    }

    #[test]
    fn every_row_names_only_words_that_there_are() {
        let words = ["bucket", "key", "region", "right", "host", "who", "operation", "permission", "there"];
        for (_, rule) in all() {
            for piece in rule.why.split('{').skip(1).chain(rule.next.split('{').skip(1)) {
                let word = piece.split('}').next().expect("split gives one at least");
                assert!(words.contains(&word), "{}: {word}", rule.code);
            }
        }
    }

    #[test]
    fn a_refusal_for_rights_says_what_was_refused() {
        let named = |rule: &&(Provider, &Rule)| rule.1.to == ErrorCode::StorageDenied && rule.1.topic == Topic::Rights;
        let rules: Vec<_> = all().collect();
        for (provider, rule) in rules.iter().filter(named) {
            let text = fault(*provider, Operation::Put, answer(rule)).into_error(&site(*provider)).message;
            assert!(text.contains("daily.jsonl") && text.contains("`audit`"), "to what: {text}");
        }
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(fill("a {key} b {who}.", &[("key", "{who}"), ("who", "me")]), "a {who} b me.");
    }

    #[test]
    fn an_unknown_code_falls_back_to_its_status_and_else_stays_raw() {
        let unknown = |status| Answer { status, code: "Quux".into(), message: String::new(), ..Answer::default() };
        assert_eq!(rule_for(Provider::S3, &unknown(503)).expect("by status").code, "503");
        assert!(rule_for(Provider::S3, &unknown(418)).is_none());
        let text = fault(Provider::S3, Operation::Get, unknown(418)).into_error(&site(Provider::S3)).message;
        assert!(text.contains("Quux") && text.contains("GetObject"), "{text}");
    }

    /// `cargo test -p auditdesk-core --lib -- --ignored --nocapture the_whole_map`: to be read by a human.
    #[test]
    #[ignore = "prints the map to be read"]
    #[expect(clippy::print_stdout, reason = "it is there to be read")]
    fn the_whole_map() {
        for (index, (provider, rule)) in all().enumerate() {
            let operation = OPERATIONS[index % OPERATIONS.len()];
            println!("{}\n", fault(provider, operation, answer(rule)).into_error(&site(provider)).message);
        }
    }
}
