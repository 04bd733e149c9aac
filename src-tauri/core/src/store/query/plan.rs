//! A filter made ready for one snapshot: every question about words is answered once per distinct value, so that rows are compared by code.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::words::dictionary;
use crate::{
    entry::{
        Flag, PayloadState, Seq, SourceId, Status,
        filter::{Condition, Field, Filter, Node, Pattern, Test, text::Finder, text::fold},
    },
    store::columns::{Snapshot, segment::Flags, segment::Word, texts},
};

/// A filter over the columns of one snapshot.
#[derive(Debug)]
pub(crate) enum Plan {
    Const(bool),
    /// The dictionary codes that match.
    Word(Word, Vec<bool>),
    Source(Vec<SourceId>),
    /// Any of these bits of [`crate::entry::Flags`].
    Marks(u8),
    /// These ledger places, ascending.
    Places(Box<[Seq]>),
    /// By [`Flags`].
    Flags(Box<[bool; 256]>),
    /// Inclusive ranges.
    Status(Vec<(u64, u64)>),
    Duration(Vec<(u64, u64)>),
    Seq(Vec<(u64, u64)>),
    /// Half-open ranges in microseconds.
    Time(Vec<(i64, i64)>),
    Recorded(Vec<(i64, i64)>),
    State(States),
    Id(TextTest),
    Request(TextTest),
    /// Free text, by its place in [`Compiled::texts`].
    Text(usize),
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Not(Box<Plan>),
}

/// Which states match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct States {
    pub pending: bool,
    pub settled: bool,
    pub superseded: bool,
}

/// What is asked of a string that is in no dictionary.
#[derive(Debug)]
pub(crate) enum TextTest {
    Present,
    OneOf(Vec<Like>),
}

/// A free text with the actors whose names, or whose source's name, contain it.
#[derive(Debug)]
pub(crate) struct TextLeaf {
    pub finder: Finder,
    pub actors: Vec<bool>,
}

/// A plan with its free texts.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub plan: Plan,
    pub texts: Vec<TextLeaf>,
}

/// A [`Pattern`] folded once.
#[derive(Debug)]
pub(crate) struct Like {
    pieces: Vec<String>,
}

impl Like {
    pub fn new(pattern: &Pattern) -> Self {
        Self { pieces: pattern.pieces.iter().map(|piece| fold(piece)).collect() }
    }

    /// The number this pattern equals, if it is one and nothing else.
    pub fn number(&self) -> Option<u64> {
        let [piece] = self.pieces.as_slice() else { return None };
        if piece.is_empty() { None } else { texts::number(piece) }
    }

    pub fn is_whole(&self) -> bool {
        self.pieces.len() == 1
    }

    /// As [`Pattern::matches`]; ASCII words are compared without a copy.
    pub fn matches(&self, word: &str) -> bool {
        if let [piece] = self.pieces.as_slice() {
            return if word.is_ascii() { word.eq_ignore_ascii_case(piece) } else { fold(word) == *piece };
        }
        let [first, middle @ .., last] = self.pieces.as_slice() else { return false };
        let starts =
            |word: &[u8]| word.len() >= first.len() && word[..first.len()].eq_ignore_ascii_case(first.as_bytes());
        if word.is_ascii() && !starts(word.as_bytes()) {
            return false;
        }
        let word = fold(word);
        let Some(mut rest) = word.strip_prefix(first.as_str()) else { return false };
        for piece in middle {
            let Some(at) = rest.find(piece.as_str()) else { return false };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(last.as_str())
    }
}

/// Compiles a filter for a reader in `zone` at `now`.
pub(crate) fn compile(filter: &Filter, snapshot: &Snapshot, zone: Tz, now: DateTime<Utc>) -> Compiled {
    let mut compiler = Compiler { snapshot, zone, now, texts: Vec::new() };
    let mut plan = filter.root.as_ref().map_or(Plan::Const(true), |root| compiler.node(root));
    if !filter.names(Field::State) {
        let current = Plan::State(States { pending: true, settled: true, superseded: false });
        plan = Plan::All(vec![current, plan]);
    }
    Compiled { plan, texts: compiler.texts }
}

struct Compiler<'a> {
    snapshot: &'a Snapshot,
    zone: Tz,
    now: DateTime<Utc>,
    texts: Vec<TextLeaf>,
}

impl Compiler<'_> {
    fn node(&mut self, node: &Node) -> Plan {
        match node {
            Node::All(nodes) => Plan::All(nodes.iter().map(|node| self.node(node)).collect()),
            Node::Any(nodes) => Plan::Any(nodes.iter().map(|node| self.node(node)).collect()),
            Node::Not(node) => Plan::Not(Box::new(self.node(node))),
            Node::Is(condition) => self.condition(condition),
            Node::Text(text) => {
                let finder = Finder::new(&text.needle, text.match_case);
                let actors = self.actors(|forms, source| {
                    forms[1..].iter().chain([&source]).any(|form| !form.is_empty() && finder.find_in_text(form))
                });
                self.texts.push(TextLeaf { finder, actors });
                Plan::Text(self.texts.len() - 1)
            }
        }
    }

    fn condition(&self, Condition { field, test }: &Condition) -> Plan {
        match test {
            Test::Times(spans) => {
                let ranges = spans.iter().map(|span| {
                    let (from, until) = span.span(self.now, self.zone);
                    let micros = |moment: DateTime<Utc>| moment.timestamp_micros();
                    // Entries have whole microseconds: a bound between two of them stands for the later one.
                    let ceiling = |moment: DateTime<Utc>| {
                        micros(moment).saturating_add(i64::from(!moment.timestamp_subsec_nanos().is_multiple_of(1000)))
                    };
                    (from.map_or(i64::MIN, ceiling), until.map_or(i64::MAX, ceiling))
                });
                match field {
                    Field::Time => Plan::Time(ranges.collect()),
                    Field::Recorded => Plan::Recorded(ranges.collect()),
                    _ => Plan::Const(false),
                }
            }
            Test::Numbers(ranges) => {
                let ranges = ranges.iter().map(|(from, to)| (from.unwrap_or(0), to.unwrap_or(u64::MAX))).collect();
                match field {
                    Field::Status => Plan::Status(ranges),
                    Field::Duration => Plan::Duration(ranges),
                    Field::Seq => Plan::Seq(ranges),
                    _ => Plan::Const(false),
                }
            }
            Test::Present => match field {
                Field::Status => Plan::Status(vec![(0, u64::MAX)]),
                Field::Duration => Plan::Duration(vec![(0, u64::MAX)]),
                Field::Seq => Plan::Seq(vec![(0, u64::MAX)]),
                Field::Time | Field::Recorded => Plan::Const(true),
                Field::Flag => Plan::Marks(u8::MAX),
                Field::Id => Plan::Id(TextTest::Present),
                Field::Request => Plan::Request(TextTest::Present),
                field => self.words(*field, |_| true),
            },
            Test::OneOf(patterns) => {
                let words: Vec<_> = patterns.iter().map(Like::new).collect();
                match field {
                    Field::Id => Plan::Id(TextTest::OneOf(words)),
                    Field::Request => Plan::Request(TextTest::OneOf(words)),
                    field if field.is_prose() => self.words(*field, |text| {
                        let folded = fold(text);
                        words.iter().any(|word| match word.pieces.as_slice() {
                            [piece] => folded.contains(piece.as_str()),
                            _ => word.matches(text),
                        })
                    }),
                    field => self.words(*field, |form| words.iter().any(|word| word.matches(form))),
                }
            }
        }
    }

    /// The rows of which one form of a word or choice passes the test.
    fn words(&self, field: Field, test: impl Fn(&str) -> bool) -> Plan {
        let test = |form: &str| !form.is_empty() && test(form);
        if let Some(word) = dictionary(field) {
            return Plan::Word(word, self.snapshot.dictionary(word).iter().map(test).collect());
        }
        if field.is_reviewers() {
            return Plan::Places(self.snapshot.0.reviews.places(field, test));
        }
        let flags = |form: fn(Flags) -> &'static str| {
            Plan::Flags(Box::new(std::array::from_fn(|flags| test(form(Flags(flags as u8))))))
        };
        match field {
            Field::Source => {
                let names = &self.snapshot.0.names;
                Plan::Source(names.sources().filter(|(_, name)| test(name)).map(|(source, _)| source).collect())
            }
            Field::Actor => Plan::Word(Word::Actor, self.actors(|forms, _| forms.iter().any(|form| test(form)))),
            Field::ActorType => {
                let codes = 0..self.snapshot.dictionary(Word::Actor).len() as u32;
                Plan::Word(Word::Actor, codes.map(|code| test(self.snapshot.actor(code).actor_type)).collect())
            }
            Field::Server => {
                let codes = 0..self.snapshot.dictionary(Word::Server).len() as u32;
                Plan::Word(Word::Server, codes.map(|code| self.snapshot.server(code).into_iter().any(test)).collect())
            }
            Field::Outcome => flags(|flags| flags.outcome().word()),
            Field::ToolError => flags(|flags| flags.tool_error().map_or("", tool_error_word)),
            Field::Payload => flags(|flags| payload_word(flags.payload())),
            Field::Flag => {
                let bits = Flag::ALL.into_iter().filter(|flag| test(flag.word()));
                Plan::Marks(bits.fold(0, |marks, flag| marks | flag.bit()))
            }
            Field::State => Plan::State(States {
                pending: test("pending"),
                settled: test("settled"),
                superseded: test("superseded"),
            }),
            // Numbers, times and the strings without a dictionary are not asked for here.
            _ => Plan::Const(false),
        }
    }

    /// A test of every actor's id, names and addresses, and of its source's name.
    fn actors(&self, test: impl Fn([&str; 5], &str) -> bool) -> Vec<bool> {
        let codes = 0..self.snapshot.dictionary(Word::Actor).len() as u32;
        let actors = codes.map(|code| self.snapshot.actor(code));
        actors
            .map(|actor| {
                let forms = [actor.id, actor.name, actor.email, actor.known_name, actor.known_email];
                test(forms, self.snapshot.0.names.source(actor.source))
            })
            .collect()
    }
}

/// The filter's word for a tool error.
pub(crate) fn tool_error_word(error: bool) -> &'static str {
    if error { "yes" } else { "no" }
}

/// The filter's word for a payload state.
pub(crate) fn payload_word(payload: PayloadState) -> &'static str {
    match payload {
        PayloadState::None => "none",
        PayloadState::NotFetched => "not_fetched",
        PayloadState::Redacted => "redacted",
        PayloadState::Complete => "complete",
    }
}

/// The stack of an outcome in the timeline.
pub(crate) fn stack(outcome: Status) -> usize {
    outcome as usize
}
