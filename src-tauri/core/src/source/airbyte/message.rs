//! The text of generation 1 (Airbyte 1.4 to 1.6): a Kotlin data class, printed without quotes or escapes.
//!
//! ```text
//! Logging audit entry: AuditLogEntry(id=<UUID>, timestamp=<ms>, user=<user>, actionName=<name>, summary=<JSON or nothing>, success=<bool>, errorMessage=<text>)
//! user = null | User(userId=<text>, email=<text>, ipAddress=<text>, userAgent=<text>)
//! ```
//!
//! Address and agent are headers that a client writes as it likes, and the error may repeat what a client sent: a text that holds a whole false ending has
//! two readings, and nothing in it tells the true one. So every reading the grammar allows is found, and only a text with a single one is exact. Two facts
//! keep false endings rare: a success has a JSON object as its summary and no error, a failure has no summary.

use std::sync::LazyLock;

use memchr::memmem::Finder;

const PREFIX: &str = "Logging audit entry: AuditLogEntry(id=";
const TIMESTAMP: &str = ", timestamp=";
const USER: &str = ", user=";
const NO_USER: &str = "null, actionName=";
const SOME_USER: &str = "User(userId=";
const SUMMARY: &str = ", summary=";
const SUCCEEDED: &str = ", success=true, errorMessage=null";
const FAILED: &str = ", success=false, errorMessage=";

static EMAIL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(", email="));
static ADDRESS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(", ipAddress="));
static AGENT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(", userAgent="));
static ACTION: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("), actionName="));

/// Readings that are kept; of the others the number is told.
const KEPT: usize = 16;
/// Summaries that are tried as JSON, each in time of the text's length.
const TRIED: usize = 32;
/// Places of one delimiter that are looked at. With these limits a text of a thousand false endings costs little more than a true one of its length.
const PLACES: usize = 256;
/// What Airbyte writes in the place of a secret.
const MASK: &str = "\"**********\"";

/// What a message says, as far as it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    /// The entry's id, a UUID.
    pub id: Option<&'a str>,
    /// The entry's own time in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// What the rest says.
    pub verdict: Verdict<'a>,
}

/// How far a message can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict<'a> {
    /// There is one reading.
    Exact(Reading<'a>),
    /// There are more, or there is reason to think so.
    Ambiguous {
        /// The likeliest first; at most 16.
        readings: Vec<Reading<'a>>,
        /// How many there are; `None`: too many to be tried.
        total: Option<usize>,
    },
    /// There is none.
    Unparsed,
}

/// One way to read a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading<'a> {
    /// Who; `None` for `user=null`.
    pub user: Option<User<'a>>,
    /// The name of the method that was called.
    pub action: &'a str,
    /// What came of it.
    pub ending: Ending<'a>,
}

/// The user of a reading, each field as it stands there: an absent one reads `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct User<'a> {
    pub id: &'a str,
    pub email: &'a str,
    pub address: &'a str,
    pub agent: &'a str,
}

/// The end of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending<'a> {
    /// It was done; the summary, where it stands in the message.
    Success {
        /// A JSON object; see `repaired` for the exception.
        summary: &'a str,
        /// The summary as JSON, where Airbyte's masking broke it: it masks the whole part of a decimal number and leaves the fraction.
        repaired: Option<String>,
    },
    /// It failed; the error, `null` for none. An error that reads `null` cannot be told apart.
    Failure {
        /// Any text.
        error: &'a str,
    },
}

impl<'a> Ending<'a> {
    /// The text in the message that holds what was asked or answered.
    pub(super) fn text(&self) -> &'a str {
        match self {
            Self::Success { summary, .. } => summary,
            Self::Failure { error } => error,
        }
    }
}

/// Reads a message.
pub(super) fn read(message: &str) -> Message<'_> {
    let mut read = Message { id: None, timestamp: None, verdict: Verdict::Unparsed };
    let Some(rest) = message.strip_prefix(PREFIX) else { return read };
    let Some((id, rest)) = rest.split_at_checked(36).filter(|(id, _)| is_uuid(id)) else { return read };
    read.id = Some(id);
    let Some(rest) = rest.strip_prefix(TIMESTAMP) else { return read };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    read.timestamp = rest[..digits].parse().ok();
    let rest = rest[digits..].strip_prefix(USER).and_then(|rest| rest.strip_suffix(')'));
    if let (Some(_), Some(rest)) = (read.timestamp, rest) {
        read.verdict = verdict(rest);
    }
    read
}

/// Reads what follows `user=`, without the last parenthesis.
fn verdict(rest: &str) -> Verdict<'_> {
    if let Some(tail) = rest.strip_prefix(NO_USER) {
        return match Tail::of(tail) {
            Some(tail) => tail.ending(&mut 0).map_or(Verdict::Unparsed, |ending| {
                Verdict::Exact(Reading { user: None, action: tail.action, ending })
            }),
            None => Verdict::Unparsed,
        };
    }
    match rest.strip_prefix(SOME_USER) {
        Some(rest) => Candidates::of(rest).verdict(),
        None => Verdict::Unparsed,
    }
}

/// What follows `actionName=`, before its summary was tried.
struct Tail<'a> {
    action: &'a str,
    rest: &'a str,
}

impl<'a> Tail<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let name = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')).count();
        let rest = text[name..].strip_prefix(SUMMARY)?;
        (name > 0 && (rest.starts_with('{') || rest.starts_with(FAILED)))
            .then_some(Self { action: &text[..name], rest })
    }

    /// `None`: this is no ending. Counts the summaries that were tried.
    fn ending(&self, tried: &mut usize) -> Option<Ending<'a>> {
        if let Some(error) = self.rest.strip_prefix(FAILED) {
            return Some(Ending::Failure { error });
        }
        let summary = self.rest.strip_suffix(SUCCEEDED).filter(|summary| summary.ends_with('}'))?;
        *tried += 1;
        if is_json(summary) {
            return Some(Ending::Success { summary, repaired: None });
        }
        let repaired = repair(summary).filter(|repaired| is_json(repaired))?;
        Some(Ending::Success { summary, repaired: Some(repaired) })
    }
}

/// All places where the user may end.
struct Candidates<'a> {
    /// What follows `userId=`.
    text: &'a str,
    found: Vec<Candidate<'a>>,
    /// Whether some were left untried.
    untried: bool,
    emails: Vec<usize>,
    addresses: Vec<usize>,
    agents: Vec<usize>,
}

struct Candidate<'a> {
    /// Where the user ends.
    at: usize,
    action: &'a str,
    ending: Ending<'a>,
}

impl<'a> Candidates<'a> {
    fn of(text: &'a str) -> Self {
        let mut this = Self {
            text,
            found: Vec::new(),
            untried: false,
            emails: Vec::new(),
            addresses: Vec::new(),
            agents: Vec::new(),
        };
        let places: Vec<usize> = ACTION.find_iter(text.as_bytes()).collect();
        let mut tried = 0;
        // From the end: what a client writes freely stands before the true ending.
        for at in places.into_iter().rev() {
            let Some(tail) = Tail::of(&text[at + ACTION.needle().len()..]) else { continue };
            if tried >= TRIED || this.found.len() >= PLACES {
                this.untried = true;
                break;
            }
            if let Some(ending) = tail.ending(&mut tried) {
                this.found.push(Candidate { at, action: tail.action, ending });
            }
        }
        let until = this.found.first().map_or(0, |last| last.at);
        this.emails = this.places(&EMAIL, 0, until);
        this.addresses = this.places(&ADDRESS, this.emails.first().copied().unwrap_or(until), until);
        this.agents = this.places(&AGENT, this.addresses.first().copied().unwrap_or(until), until);
        this
    }

    /// Where `delimiter` stands between `from` and `until`.
    fn places(&mut self, delimiter: &Finder<'_>, from: usize, until: usize) -> Vec<usize> {
        let found = delimiter.find_iter(&self.text.as_bytes()[from..until]);
        let mut places: Vec<usize> = found.map(|at| from + at).take(PLACES + 1).collect();
        self.untried |= places.len() > PLACES;
        places.truncate(PLACES);
        places
    }

    fn verdict(mut self) -> Verdict<'a> {
        // Stable: among the successes, and among the failures, the last one in the text stays the first.
        self.found.sort_by_key(|candidate| matches!(candidate.ending, Ending::Failure { .. }));
        let mut readings = Vec::new();
        let mut total = 0_usize;
        let mut repeated = false;
        for candidate in &self.found {
            let before = |places: &[usize]| places.partition_point(|place| *place < candidate.at);
            let emails = &self.emails[..before(&self.emails)];
            let addresses = &self.addresses[..before(&self.addresses)];
            let agents = &self.agents[..before(&self.agents)];
            repeated |= emails.len() > 1 || addresses.len() > 1 || agents.len() > 1;
            total = total.saturating_add(ways(emails, addresses, agents));
            let chosen = choices(emails, addresses, agents).take(KEPT - readings.len());
            readings.extend(chosen.map(|places| self.reading(candidate, places)));
        }
        match readings.len() {
            0 => Verdict::Unparsed,
            1 if !repeated && !self.untried => Verdict::Exact(readings.remove(0)),
            _ => Verdict::Ambiguous { readings, total: (!self.untried).then_some(total) },
        }
    }

    fn reading(&self, candidate: &Candidate<'a>, [email, address, agent]: [usize; 3]) -> Reading<'a> {
        let text = self.text;
        let after = |place: usize, name: &Finder<'_>| place + name.needle().len();
        let user = User {
            id: &text[..email],
            email: &text[after(email, &EMAIL)..address],
            address: &text[after(address, &ADDRESS)..agent],
            agent: &text[after(agent, &AGENT)..candidate.at],
        };
        Reading { user: Some(user), action: candidate.action, ending: candidate.ending.clone() }
    }
}

/// One of each, in this order; those that come first, first.
fn choices<'p>(
    emails: &'p [usize],
    addresses: &'p [usize],
    agents: &'p [usize],
) -> impl Iterator<Item = [usize; 3]> + 'p {
    emails.iter().flat_map(move |email| {
        let addresses = &addresses[addresses.partition_point(|address| address < email)..];
        addresses.iter().flat_map(move |address| {
            let agents = &agents[agents.partition_point(|agent| agent < address)..];
            agents.iter().map(move |agent| [*email, *address, *agent])
        })
    })
}

/// In how many ways one of each can be chosen in this order.
fn ways(emails: &[usize], addresses: &[usize], agents: &[usize]) -> usize {
    let pairs = |address: &usize| {
        let before = emails.partition_point(|email| email < address);
        let after = agents.len() - agents.partition_point(|agent| agent < address);
        before.saturating_mul(after)
    };
    addresses.iter().map(pairs).fold(0, usize::saturating_add)
}

fn is_uuid(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The text without what follows a mask and belongs to the masked number; `None` where there is nothing of that kind.
fn repair(text: &str) -> Option<String> {
    let mut parts = text.split(MASK);
    let mut repaired = parts.next()?.to_owned();
    for part in parts {
        repaired.push_str(MASK);
        let fraction = part.strip_prefix('.').unwrap_or_default();
        let number = fraction.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, 'e' | 'E' | '+' | '-'));
        repaired.push_str(if part.starts_with('.') { number } else { part });
    }
    (repaired.len() < text.len()).then_some(repaired)
}
