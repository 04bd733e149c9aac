//! A random workspace in plain entries, its records in memory, and the plain way to ask it anything.

use std::{cmp::Ordering, collections::HashMap, sync::Arc};

use auditdesk_core::{
    api::wire::{EntryRow, EntryState, RowReview, Sort},
    entry::{
        Actor, Client, Entry, Flag, Flags, Outcome, PayloadState, Record, Seq, SourceId, Status, Target, TimeBy,
        filter::{Field, Filter, naive, text::fold},
    },
    error::Result,
    review::{Decision, Disposition, Review, ReviewNote, Sampled},
    store::{
        blocks::{BlockSpan, Blocks},
        columns::{Change, ColumnWriter, Row},
        query::ReadContext,
    },
};
use chrono::{DateTime, Duration, TimeZone, Utc};
use chrono_tz::Tz;
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

pub const ZONE: Tz = chrono_tz::Europe::Berlin;

pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 8, 20, 12, 0, 0).single().expect("it is a valid time")
}

/// An entry with all that a filter can ask about it.
#[derive(Clone, Debug)]
pub struct Item {
    pub source: SourceId,
    pub remote_id: String,
    pub payload: PayloadState,
    pub entry: Entry,
    pub raw: String,
    pub seq: Option<Seq>,
    pub superseded: bool,
}

/// A workspace in plain values.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub settled: Vec<Item>,
    /// In the order of the last change.
    pub pending: Vec<Item>,
    pub sources: HashMap<SourceId, String>,
    pub people: HashMap<(SourceId, String), (Option<String>, Option<String>)>,
    pub reviews: HashMap<Seq, Review>,
    /// No entry is in two of them.
    pub samples: Vec<(&'static str, Vec<Seq>)>,
    /// Records per block.
    pub block: u32,
}

pub const ACTORS: [&str; 7] = ["42", "7", "alice", "hosted-agent:x", "Ärzte", "é", ""];
pub const NAMES: [&str; 5] = ["Alice", "Bob Ray", "ÉLODIE", "alice", "Straße"];
pub const SERVERS: [&str; 4] = ["ms1abc", "ms1GitHub", "", "sms1x"];
pub const TOOLS: [&str; 6] = ["search_issues", "Search_Issues", "list", "file:///etc/passwd", "naïve", ""];
pub const OPERATIONS: [&str; 4] = ["tools/call", "initialize", "resources/read", ""];
pub const ERRORS: [&str; 4] = ["", "timeout after 30s", "Policy DENIED: é", "connection reset"];
pub const AGENTS: [&str; 4] = ["", "claude-code/1.0", "Cursor", "vscode"];
pub const IPS: [&str; 3] = ["203.0.113.9", "::1", ""];
pub const WORDS: [&str; 8] =
    ["needle", "Größe", r"caf\u00e9", r"line\nbreak", "NEEDLE", r#"\"quoted\""#, "zebra", "Kelvin"];
pub const NEEDLES: [&str; 12] = [
    "needle",
    "NEEDLE",
    "größe",
    "café",
    "line\nbreak",
    "\"quoted\"",
    "zebra",
    "alice",
    "Bob",
    "nowhere",
    "example",
    "kelvin",
];

/// A word, `None` for an empty one half of the time, so that both kinds of absence occur.
fn maybe(rng: &mut ChaCha8Rng, words: &[&str]) -> Option<String> {
    let word = *words.choose(rng).expect("the list is not empty");
    if word.is_empty() && rng.random_bool(0.5) { None } else { Some(word.to_owned()) }
}

fn word(rng: &mut ChaCha8Rng, words: &[&str]) -> String {
    maybe(rng, words).unwrap_or_default()
}

/// At most one tag and one note, so that facets and orders have one value to agree on.
fn random_review(rng: &mut ChaCha8Rng) -> Review {
    let mut review = Review::default();
    if rng.random_bool(0.7) {
        let disposition = *Disposition::ALL.choose(rng).expect("there are four");
        review.decision = Some(Decision { disposition, by: word(rng, &["Alice", "bob"]), at: 7 });
    }
    if rng.random_bool(0.5) {
        review.tags.insert(word(rng, &["urgent", "Ärger", "2026"]));
    }
    if rng.random_bool(0.5) {
        let text = word(rng, &["Asked **Bob** about it", "see s12", "GRÖSSE?"]);
        review.notes.push(ReviewNote { id: "n".to_owned(), by: "Alice".to_owned(), at: 7, edited: None, text });
    }
    review
}

pub fn random_entry(rng: &mut ChaCha8Rng) -> Entry {
    // Few distinct moments, so that there are ties.
    let occurred_at =
        now() - Duration::seconds(rng.random_range(0..40) * 9000) - Duration::microseconds(rng.random_range(0..2));
    Entry {
        occurred_at,
        recorded_at: occurred_at + Duration::milliseconds(rng.random_range(-500..60_000)),
        time_by: if rng.random_bool(0.2) { TimeBy::Client } else { TimeBy::Server },
        kind: word(rng, &["mcp_call", "local_agent", ""]),
        actor: Actor {
            actor_type: word(rng, &["user", "device", "credential", ""]),
            id: maybe(rng, &ACTORS),
            name: if rng.random_bool(0.3) { maybe(rng, &NAMES) } else { None },
            email: if rng.random_bool(0.2) { maybe(rng, &["alice@example.org", "", "bob@example.org"]) } else { None },
            credential: maybe(rng, &["", "ci key (ok1-42-17-*****)", "ok1-*****"]),
        },
        operation: word(rng, &OPERATIONS),
        target: Target {
            target_type: word(rng, &["mcp_tool", "mcp_server", ""]),
            id: None,
            name: maybe(rng, &TOOLS),
            server_id: maybe(rng, &SERVERS),
            server_name: maybe(rng, &["GitHub", "Jira", ""]),
        },
        outcome: Outcome {
            status: *Status::ALL.choose(rng).expect("there are five"),
            http_status: *[None, Some(200), Some(404), Some(500), Some(u16::MAX)].choose(rng).expect("not empty"),
            reason: None,
            error: maybe(rng, &ERRORS),
            tool_error: *[None, Some(false), Some(true)].choose(rng).expect("not empty"),
        },
        duration_us: *[None, Some(0), Some(95_000), Some(1_000_000), Some(1 << 41)].choose(rng).expect("not empty"),
        client: Client {
            name: maybe(rng, &AGENTS),
            version: maybe(rng, &["1.0", "2.0-beta", ""]),
            user_agent: maybe(rng, &["", "Mozilla/5.0", "node"]),
        },
        ip: maybe(rng, &IPS),
        session_id: maybe(rng, &["6a1e0001", "6A1E0001", "6a1e0002", ""]),
        request_id: maybe(rng, &["1", "2", "10", "007", "", "req-9"]),
        flags: if rng.random_bool(0.3) { Flag::ALL.choose(rng).copied().into_iter().collect() } else { Flags::NONE },
    }
}

impl World {
    /// A workspace with settled, superseded and pending entries, two sources with names and one without, and a directory.
    pub fn random(seed: u64, settled: usize, pending: usize) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let mut world = Self { block: rng.random_range(1..=64), ..Self::default() };
        world.sources = [(1, "Obot".to_owned()), (2, "obot two".to_owned())].into();
        for id in ["42", "alice", "7"] {
            let name = rng.random_bool(0.7).then(|| word(rng, &NAMES));
            let email = rng.random_bool(0.5).then(|| format!("{id}@example.com"));
            world.people.insert((1, id.to_owned()), (name, email));
        }
        let texts = rng.random_bool(0.5);
        let item = |number: usize, rng: &mut ChaCha8Rng| {
            let words: Vec<_> = (0..rng.random_range(0..4)).map(|_| *WORDS.choose(rng).expect("not empty")).collect();
            Item {
                source: rng.random_range(1..=3),
                remote_id: if texts && rng.random_bool(0.1) {
                    format!("Id-{number}")
                } else {
                    (90_000 + number * 3).to_string()
                },
                payload: *[
                    PayloadState::None,
                    PayloadState::NotFetched,
                    PayloadState::Redacted,
                    PayloadState::Complete,
                ]
                .choose(rng)
                .expect("not empty"),
                entry: random_entry(rng),
                raw: format!(r#"{{"id":{number},"text":"{}"}}"#, words.join(" ")),
                seq: None,
                superseded: false,
            }
        };
        for number in 0..settled {
            let mut next = item(number, rng);
            next.seq = Some(number as u64 + 1);
            if number > 0 && rng.random_bool(0.1) {
                let earlier = rng.random_range(0..number);
                if !world.settled[earlier].superseded {
                    world.settled[earlier].superseded = true;
                    next.remote_id.clone_from(&world.settled[earlier].remote_id);
                    next.source = world.settled[earlier].source;
                }
            }
            world.settled.push(next);
        }
        for number in settled..settled + pending {
            world.pending.push(item(number, rng));
        }
        world.samples = vec![("Q3", Vec::new()), ("q3 failures", Vec::new())];
        for seq in 1..=settled as Seq {
            if rng.random_bool(0.2) {
                world.reviews.insert(seq, random_review(rng));
            }
            if rng.random_bool(0.1) {
                let sample = rng.random_range(0..2);
                world.samples[sample].1.push(seq);
            }
        }
        world.reviews.retain(|_, review| !review.is_empty());
        world
    }

    /// A writer that holds this workspace, in batches as a sync would bring it: some entries were pending before they settled, some pending ones
    /// changed.
    pub fn write(&self) -> ColumnWriter {
        let mut writer = ColumnWriter::open(Vec::new(), &[], &[]).expect("nothing fits together");
        self.stage_names(&mut writer);
        let mut latest: HashMap<(SourceId, &str), Seq> = HashMap::new();
        for (number, item) in self.settled.iter().enumerate() {
            if number % 5 == 0 {
                writer.stage(Change::Pend { row: item.row() });
            }
            let seq = item.seq.expect("it is settled");
            let supersedes = latest.insert((item.source, &item.remote_id), seq);
            writer.stage(Change::Settle { seq, supersedes, row: item.row() });
            if number % (self.settled.len() / 20 + 1) == 0 {
                writer.publish();
            }
        }
        for (number, item) in self.pending.iter().enumerate().step_by(3) {
            let other = Item { entry: self.pending[0].entry.clone(), ..item.clone() };
            writer.stage(Change::Pend { row: other.row() });
            if number % (self.pending.len() / 20 + 1) == 0 {
                writer.publish();
            }
        }
        for item in &self.pending {
            writer.stage(Change::Pend { row: item.row() });
        }
        writer.publish();
        writer
    }

    fn samples_of(&self, item: &Item) -> Vec<&str> {
        let with = self.samples.iter().filter(|(_, seqs)| item.seq.is_some_and(|seq| seqs.contains(&seq)));
        with.map(|(name, _)| *name).collect()
    }

    pub fn stage_names(&self, writer: &mut ColumnWriter) {
        for (seq, review) in &self.reviews {
            writer.stage(Change::Reviewed { seq: *seq, review: review.clone() });
        }
        for ((name, seqs), id) in self.samples.iter().zip(1..) {
            let sample = Sampled { name: (*name).to_owned(), seqs: seqs.as_slice().into() };
            writer.stage(Change::Sampled { id, sample: Some(sample) });
        }
        for (source, name) in &self.sources {
            writer.stage(Change::SourceNamed { source: *source, name });
        }
        for ((source, id), (name, email)) in &self.people {
            writer.stage(Change::Person { source: *source, id, name: name.as_deref(), email: email.as_deref() });
        }
    }

    pub fn context(&self) -> ReadContext<'_> {
        ReadContext { zone: ZONE, now: now(), blocks: self }
    }

    /// Every row in the order of rows: the ledger, then the pending ones.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.settled.iter().chain(&self.pending)
    }

    pub fn person(&self, item: &Item) -> (Option<&str>, Option<&str>) {
        let person = item.entry.actor.id.as_ref().and_then(|id| self.people.get(&(item.source, id.clone())));
        person.map_or((None, None), |(name, email)| (name.as_deref(), email.as_deref()))
    }

    pub fn source_name(&self, item: &Item) -> &str {
        self.sources.get(&item.source).map_or("", String::as_str)
    }

    pub fn matches(&self, filter: &Filter, item: &Item) -> bool {
        let (actor_name, actor_email) = self.person(item);
        let subject = naive::Subject {
            entry: &item.entry,
            raw: item.raw.as_bytes(),
            source_name: self.source_name(item),
            remote_id: &item.remote_id,
            seq: item.seq,
            payload: item.payload,
            state: item.state(),
            actor_name,
            actor_email,
            review: item.seq.and_then(|seq| self.reviews.get(&seq)),
            samples: &self.samples_of(item),
        };
        naive::matches(filter, &subject, ZONE, now())
    }

    /// The numbers of the rows that match.
    pub fn select(&self, filter: &Filter) -> Vec<usize> {
        self.items().enumerate().filter(|(_, item)| self.matches(filter, item)).map(|(row, _)| row).collect()
    }

    pub fn item(&self, row: usize) -> &Item {
        self.settled.get(row).unwrap_or_else(|| &self.pending[row - self.settled.len()])
    }

    /// The rows in an order, by comparing every two.
    pub fn sorted(&self, rows: Vec<usize>, sort: Sort) -> Vec<usize> {
        let mut rows: Vec<_> = rows.into_iter().map(|row| (self.sort_value(row, sort.field), row)).collect();
        rows.sort_by(|(x, a), (y, b)| {
            let ties = || {
                let time = |row: usize| self.item(row).entry.occurred_at;
                time(*a).cmp(&time(*b)).then(a.cmp(b))
            };
            let turned = |order: Ordering| if sort.descending { order.reverse() } else { order };
            match (x, y) {
                (Some(x), Some(y)) => turned(x.cmp(y).then_with(ties)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => turned(ties()),
            }
        });
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Numbers before texts; texts without case, then with it.
    fn sort_value(&self, row: usize, field: Field) -> Option<(Option<i128>, String, String)> {
        let item = self.item(row);
        let entry = &item.entry;
        let number = |number: i128| Some((Some(number), String::new(), String::new()));
        let text = |text: &str| (!text.is_empty()).then(|| (None, fold(text), text.to_owned()));
        match field {
            Field::Time => number(entry.occurred_at.timestamp_micros().into()),
            Field::Recorded => number(entry.recorded_at.timestamp_micros().into()),
            Field::Seq => item.seq.and_then(|seq| number(seq.into())),
            Field::Duration => entry.duration_us.and_then(|duration| number(duration.into())),
            Field::Status => entry.outcome.http_status.and_then(|status| number(status.into())),
            Field::Outcome => number(entry.outcome.status as i128),
            Field::ToolError => entry.outcome.tool_error.and_then(|error| number(error.into())),
            Field::Payload => number(item.payload as i128),
            Field::State => number(item.state() as i128),
            Field::Flag => Some(entry.flags.bits()).filter(|bits| *bits > 0).and_then(|bits| number(bits.into())),
            Field::Disposition => self.row(item).review.disposition.and_then(|disposition| number(disposition as i128)),
            // Plain decimal numbers sort by value, before all other ids.
            Field::Id | Field::Request => {
                let value = self.value(item, field);
                match value.parse::<u64>() {
                    Ok(parsed) if parsed.to_string() == value => number(parsed.into()),
                    _ => text(&value).map(|(_, folded, exact)| (Some(i128::MAX), folded, exact)),
                }
            }
            field => text(&self.label(item, field)),
        }
    }

    /// What the filter takes for the value of a field.
    pub fn value(&self, item: &Item, field: Field) -> String {
        let row = self.row(item);
        match field {
            Field::Source => row.source,
            Field::Kind => row.kind,
            Field::Actor => first([row.actor, row.actor_name, row.actor_email]),
            Field::ActorType => row.actor_type,
            Field::Credential => row.credential,
            Field::Operation => row.operation,
            Field::Target => row.target,
            Field::TargetType => row.target_type,
            Field::Server => first([row.server, row.server_name, String::new()]),
            Field::Outcome => row.outcome.word().to_owned(),
            Field::Status => row.status.map_or_else(String::new, |status| status.to_string()),
            Field::ToolError => row.tool_error.map_or("", |error| if error { "yes" } else { "no" }).to_owned(),
            Field::Error => row.error,
            Field::Client => row.client,
            Field::ClientVersion => row.client_version,
            Field::UserAgent => row.user_agent,
            Field::Ip => row.ip,
            Field::Session => row.session,
            Field::Request => row.request,
            Field::Payload => serde_json::to_value(row.payload)
                .ok()
                .and_then(|word| word.as_str().map(str::to_owned))
                .unwrap_or_default(),
            Field::State => serde_json::to_value(row.state)
                .ok()
                .and_then(|word| word.as_str().map(str::to_owned))
                .unwrap_or_default(),
            // At most one in a random world.
            Field::Flag => row.flags.first().map_or_else(String::new, |flag| flag.word().to_owned()),
            Field::Id => row.id,
            Field::Disposition => row.review.disposition.map_or("", Disposition::word).to_owned(),
            Field::Reviewer => row.review.reviewer,
            Field::Tag => row.review.tags.into_iter().next().unwrap_or_default(),
            Field::Note => {
                let review = item.seq.and_then(|seq| self.reviews.get(&seq));
                review.and_then(|review| review.notes.first()).map(|note| note.text.clone()).unwrap_or_default()
            }
            Field::Sample => row.review.samples.into_iter().next().unwrap_or_default(),
            Field::Time | Field::Recorded | Field::Duration | Field::Seq => String::new(),
        }
    }

    pub fn label(&self, item: &Item, field: Field) -> String {
        let row = self.row(item);
        match field {
            Field::Actor => first([row.actor_name, row.actor_email, row.actor]),
            Field::Server => first([row.server_name, row.server, String::new()]),
            field => self.value(item, field),
        }
    }

    /// The row as the grid should show it.
    pub fn row(&self, item: &Item) -> EntryRow {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let entry = &item.entry;
        let (known_name, known_email) = self.person(item);
        let better = |known: Option<&str>, own: &Option<String>| match known {
            Some(known) if !known.is_empty() => known.to_owned(),
            _ => text(own),
        };
        EntryRow {
            key: match item.seq {
                Some(seq) => format!("s{seq}"),
                None => format!("p{}:{}", item.source, item.remote_id),
            },
            seq: item.seq,
            id: item.remote_id.clone(),
            source: self.source_name(item).to_owned(),
            time: entry.occurred_at.timestamp_micros(),
            time_by: entry.time_by,
            recorded: entry.recorded_at.timestamp_micros(),
            kind: entry.kind.clone(),
            actor: text(&entry.actor.id),
            actor_name: better(known_name, &entry.actor.name),
            actor_email: better(known_email, &entry.actor.email),
            actor_type: entry.actor.actor_type.clone(),
            credential: text(&entry.actor.credential),
            operation: entry.operation.clone(),
            target: text(&entry.target.name),
            target_type: entry.target.target_type.clone(),
            server: text(&entry.target.server_id),
            server_name: text(&entry.target.server_name),
            outcome: entry.outcome.status,
            status: entry.outcome.http_status,
            tool_error: entry.outcome.tool_error,
            duration: entry.duration_us,
            client: text(&entry.client.name),
            client_version: text(&entry.client.version),
            user_agent: text(&entry.client.user_agent),
            ip: text(&entry.ip),
            session: text(&entry.session_id),
            request: text(&entry.request_id),
            error: text(&entry.outcome.error),
            payload: item.payload,
            flags: entry.flags.iter().collect(),
            state: item.state(),
            review: self.row_review(item),
        }
    }

    fn row_review(&self, item: &Item) -> RowReview {
        let samples = self.samples_of(item).into_iter().map(str::to_owned).collect();
        let Some(review) = item.seq.and_then(|seq| self.reviews.get(&seq)) else {
            return RowReview { samples, ..RowReview::default() };
        };
        RowReview {
            disposition: review.decision.as_ref().map(|decision| decision.disposition),
            reviewer: review.decision.as_ref().map_or_else(String::new, |decision| decision.by.clone()),
            tags: review.tags.iter().cloned().collect(),
            notes: review.notes.len() as u32,
            samples,
        }
    }
}

fn first<const N: usize>(texts: [String; N]) -> String {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

impl Item {
    pub fn row(&self) -> Row<'_> {
        Row { source: self.source, remote_id: &self.remote_id, payload: self.payload, entry: &self.entry }
    }

    pub fn state(&self) -> EntryState {
        match (self.seq, self.superseded) {
            (None, _) => EntryState::Pending,
            (Some(_), true) => EntryState::Superseded,
            (Some(_), false) => EntryState::Settled,
        }
    }

    fn record(&self) -> Record {
        Record {
            source: self.source,
            remote_id: self.remote_id.clone(),
            received_at: now(),
            dialect: "test".to_owned(),
            payload: self.payload,
            note: None,
            supersedes: None,
            raw: self.raw.clone().into_bytes(),
        }
    }
}

impl Blocks for World {
    fn spans(&self) -> Arc<[BlockSpan]> {
        let count = self.settled.len() as u64;
        let starts = (0..count).step_by(self.block as usize);
        starts
            .map(|start| BlockSpan { first: start + 1, count: (count - start).min(self.block.into()) as u32 })
            .collect()
    }

    fn read(&self, span: BlockSpan) -> Result<Vec<Record>> {
        let first = span.first as usize - 1;
        Ok(self.settled[first..first + span.count as usize].iter().map(Item::record).collect())
    }

    fn pending(&self, source: SourceId, remote_id: &str) -> Result<Option<Record>> {
        let found = self.pending.iter().find(|item| item.source == source && item.remote_id == remote_id);
        Ok(found.map(Item::record))
    }
}
