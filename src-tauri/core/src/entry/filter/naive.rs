//! What a filter means, in the plainest code: the definition that the column evaluator is tested against.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Condition, Field, Filter, Node, Pattern, Test, text};
use crate::{
    api::wire::EntryState,
    entry::{Entry, PayloadState, Seq},
    review::Review,
};

/// An entry with what a filter can ask about it besides.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The normalised fields.
    pub entry: &'a Entry,
    /// The raw record; bytes that are no UTF-8 count as U+FFFD.
    pub raw: &'a [u8],
    /// The name of its source.
    pub source_name: &'a str,
    /// The platform's id.
    pub remote_id: &'a str,
    /// Its ledger place; `None` while pending.
    pub seq: Option<Seq>,
    /// How much of its payload is here.
    pub payload: PayloadState,
    /// Where it stands.
    pub state: EntryState,
    /// The actor's name in the source's directory.
    pub actor_name: Option<&'a str>,
    /// The actor's e-mail address in the source's directory.
    pub actor_email: Option<&'a str>,
    /// What reviewers say of it.
    pub review: Option<&'a Review>,
    /// The names of the samples it was drawn into.
    pub samples: &'a [&'a str],
}

/// Whether the subject matches, for a reader in `zone` at `now`.
///
/// - A filter that names no state anywhere matches only current entries: superseded ones are left out.
/// - Words are compared without case with each form of the field (an actor's id, names and addresses; a server's id and name); `*` stands for any run of
///   characters. A pattern without `*` equals the whole value, but for `error` and `note` it occurs in it.
/// - An absent value (none, or empty) matches no test, so it matches every negated one.
/// - Free text occurs in the raw record ([`text::contains`]), or in the actor's names and addresses, or in the source's name.
pub fn matches(filter: &Filter, subject: &Subject<'_>, zone: Tz, now: DateTime<Utc>) -> bool {
    if !filter.names(Field::State) && subject.state == EntryState::Superseded {
        return false;
    }
    filter.root.as_ref().is_none_or(|root| holds(root, subject, zone, now))
}

fn holds(node: &Node, subject: &Subject<'_>, zone: Tz, now: DateTime<Utc>) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|node| holds(node, subject, zone, now)),
        Node::Any(nodes) => nodes.iter().any(|node| holds(node, subject, zone, now)),
        Node::Not(node) => !holds(node, subject, zone, now),
        Node::Is(condition) => condition_holds(condition, subject, zone, now),
        Node::Text(needle) => text_holds(&needle.needle, needle.match_case, subject),
    }
}

fn condition_holds(Condition { field, test }: &Condition, subject: &Subject<'_>, zone: Tz, now: DateTime<Utc>) -> bool {
    match test {
        Test::Present => {
            time(*field, subject).is_some() || number(*field, subject).is_some() || !words(*field, subject).is_empty()
        }
        Test::OneOf(patterns) => {
            words(*field, subject).iter().any(|word| patterns.iter().any(|pattern| word_matches(*field, pattern, word)))
        }
        Test::Numbers(ranges) => number(*field, subject).is_some_and(|number| {
            ranges.iter().any(|(from, to)| from.is_none_or(|from| from <= number) && to.is_none_or(|to| number <= to))
        }),
        Test::Times(spans) => time(*field, subject).is_some_and(|time| {
            spans.iter().any(|span| {
                let (from, until) = span.span(now, zone);
                from.is_none_or(|from| from <= time) && until.is_none_or(|until| time < until)
            })
        }),
    }
}

fn time(field: Field, subject: &Subject<'_>) -> Option<DateTime<Utc>> {
    match field {
        Field::Time => Some(subject.entry.occurred_at),
        Field::Recorded => Some(subject.entry.recorded_at),
        _ => None,
    }
}

fn number(field: Field, subject: &Subject<'_>) -> Option<u64> {
    match field {
        Field::Status => subject.entry.outcome.http_status.map(u64::from),
        Field::Duration => subject.entry.duration_us,
        Field::Seq => subject.seq,
        _ => None,
    }
}

/// The forms of the value that a word or choice is compared with; none where the value is absent.
fn words<'a>(field: Field, subject: &Subject<'a>) -> Vec<&'a str> {
    let entry = subject.entry;
    let forms: Vec<Option<&str>> = match field {
        Field::Source => vec![Some(subject.source_name)],
        Field::Kind => vec![Some(&entry.kind)],
        Field::Actor => vec![
            entry.actor.id.as_deref(),
            entry.actor.name.as_deref(),
            entry.actor.email.as_deref(),
            subject.actor_name,
            subject.actor_email,
        ],
        Field::ActorType => vec![Some(&entry.actor.actor_type)],
        Field::Credential => vec![entry.actor.credential.as_deref()],
        Field::Operation => vec![Some(&entry.operation)],
        Field::Target => vec![entry.target.name.as_deref()],
        Field::TargetType => vec![Some(&entry.target.target_type)],
        Field::Server => vec![entry.target.server_id.as_deref(), entry.target.server_name.as_deref()],
        Field::Outcome => vec![Some(entry.outcome.status.word())],
        Field::ToolError => vec![entry.outcome.tool_error.map(|error| if error { "yes" } else { "no" })],
        Field::Error => vec![entry.outcome.error.as_deref()],
        Field::Client => vec![entry.client.name.as_deref()],
        Field::ClientVersion => vec![entry.client.version.as_deref()],
        Field::UserAgent => vec![entry.client.user_agent.as_deref()],
        Field::Ip => vec![entry.ip.as_deref()],
        Field::Session => vec![entry.session_id.as_deref()],
        Field::Request => vec![entry.request_id.as_deref()],
        Field::Payload => vec![Some(match subject.payload {
            PayloadState::None => "none",
            PayloadState::NotFetched => "not_fetched",
            PayloadState::Redacted => "redacted",
            PayloadState::Complete => "complete",
        })],
        Field::State => vec![Some(match subject.state {
            EntryState::Pending => "pending",
            EntryState::Settled => "settled",
            EntryState::Superseded => "superseded",
        })],
        Field::Id => vec![Some(subject.remote_id)],
        Field::Flag => entry.flags.iter().map(|flag| Some(flag.word())).collect(),
        Field::Sample => subject.samples.iter().map(|sample| Some(*sample)).collect(),
        Field::Disposition | Field::Reviewer | Field::Tag | Field::Note => {
            subject.review.map(|review| review.words(field)).unwrap_or_default().into_iter().map(Some).collect()
        }
        Field::Time | Field::Recorded | Field::Status | Field::Duration | Field::Seq => vec![],
    };
    forms.into_iter().flatten().filter(|form| !form.is_empty()).collect()
}

fn word_matches(field: Field, pattern: &Pattern, word: &str) -> bool {
    match pattern.pieces.as_slice() {
        [piece] if field.is_prose() => text::fold(word).contains(&text::fold(piece)),
        _ => pattern.matches(word),
    }
}

impl Pattern {
    /// Whether the pattern equals the whole word, without case.
    pub fn matches(&self, word: &str) -> bool {
        let word = text::fold(word);
        let pieces: Vec<String> = self.pieces.iter().map(|piece| text::fold(piece)).collect();
        match pieces.as_slice() {
            [] => false,
            [piece] => word == *piece,
            [first, middle @ .., last] => {
                let Some(mut rest) = word.strip_prefix(first.as_str()) else { return false };
                // The first place of each piece leaves the most room for those after it.
                for piece in middle {
                    let Some(at) = rest.find(piece.as_str()) else { return false };
                    rest = &rest[at + piece.len()..];
                }
                rest.ends_with(last.as_str())
            }
        }
    }
}

fn text_holds(needle: &str, match_case: bool, subject: &Subject<'_>) -> bool {
    let actor = &subject.entry.actor;
    let fields = [
        actor.name.as_deref(),
        actor.email.as_deref(),
        subject.actor_name,
        subject.actor_email,
        Some(subject.source_name),
    ];
    text::contains(subject.raw, needle, match_case)
        || fields.into_iter().flatten().any(|field| {
            if match_case { field.contains(needle) } else { text::fold(field).contains(&text::fold(needle)) }
        })
}
