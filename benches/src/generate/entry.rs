//! One line: an entry of Obot's flat audit log with its details.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    needle::{Planted, Planting},
    text::{PLAIN, Texts, put},
    time::{self, Rhythm},
    words::{Words, pick},
    world::{Session, World, server_id, server_name, user_id},
};

/// What is done, and how often in a hundred. The first can always carry a text.
const OPERATIONS: [(&str, u32); 15] = [
    ("tools/call", 61),
    ("tools/list", 9),
    ("initialize", 5),
    ("notifications/initialized", 5),
    ("resources/read", 4),
    ("ping", 3),
    ("prompts/get", 3),
    ("resources/list", 2),
    ("sse/stream", 2),
    ("session/delete", 1),
    ("prompts/list", 1),
    ("completion/complete", 1),
    ("resources/templates/list", 1),
    ("logging/setLevel", 1),
    ("roots/list", 1),
];

const ERRORS: [&str; 8] = [
    "upstream connect error or disconnect/reset before headers",
    "tool call failed: rate limit exceeded",
    "invalid arguments: missing required property",
    "context canceled",
    "unexpected end of JSON input",
    "server returned an empty answer",
    "database is locked",
    "certificate has expired",
];

/// Everything that lines are made from; the same for all threads.
pub(super) struct Maker {
    pub seed: u64,
    pub entries: u64,
    pub words: Words,
    pub rhythm: Rhythm,
    pub world: World,
    pub planting: Planting,
}

/// How a call ended: HTTP status (0: no response is known) and the platform's error.
struct Ending {
    status: u16,
    error: &'static str,
}

impl Maker {
    pub(super) fn new(seed: u64, entries: u64) -> Self {
        let (words, rhythm, world) = (Words::new(), Rhythm::new(), World::new(seed));
        Self { seed, entries, words, rhythm, world, planting: Planting::new(seed, entries) }
    }

    /// Appends entry `index` as a line.
    pub(super) fn line(&self, index: u64, planted: &mut Planted, out: &mut String) {
        let mut dice = ChaCha8Rng::seed_from_u64(self.seed);
        dice.set_stream(index);
        let dice = &mut dice;
        let session = self.world.session(session_number(index, dice));
        let operation = if self.planting.is_certain(index) { OPERATIONS[0].0 } else { operation(dice) };
        let (user, server) = (user_id(session.user), session.server);
        let (server_id, server_name) = (server_id(server), server_name(server));
        let ending = ending(dice);
        let millis = millis(&ending, dice);
        put(out, format_args!("{{\"id\":{},\"createdAt\":\"{}\"", index + 1, time::text(self.moment(index, dice))));
        put(
            out,
            format_args!(",\"userID\":\"{user}\",\"mcpID\":\"{server_id}\",\"mcpServerDisplayName\":\"{server_name}\""),
        );
        put(out, format_args!(",\"mcpServerCatalogEntryName\":\"{server_id}-entry\""));
        if session.user % 9 == 4 {
            put(out, format_args!(",\"apiKey\":\"ok1-{user}-{}-*****\"", session.user % 3 + 1));
        }
        let (client, version, agent) = session.client;
        put(
            out,
            format_args!(
                ",\"client\":{{\"name\":\"{client}\",\"version\":\"{version}\"}},\"clientIP\":\"{}\"",
                session.ip
            ),
        );
        put(out, format_args!(",\"callType\":\"{operation}\""));
        let identifier = match operation {
            "tools/call" => self.world.tool(server, dice),
            "resources/read" => format!("{}://docs/{}", server_id, dice.random_range(0..400_u32)),
            "prompts/get" => format!("summary_{}", dice.random_range(0..6_u32)),
            _ => String::new(),
        };
        if !identifier.is_empty() {
            put(out, format_args!(",\"callIdentifier\":\"{identifier}\""));
        }
        let request_id = dice.random_range(1..400_u32);
        self.bodies(operation, &identifier, request_id, &session, &ending, index, planted, dice, out);
        put(out, format_args!(",\"responseStatus\":{}", ending.status));
        if !ending.error.is_empty() {
            put(out, format_args!(",\"error\":\"{}\"", ending.error));
        }
        put(out, format_args!(",\"processingTimeMs\":{millis},\"sessionID\":\"{}\"", session.id));
        put(out, format_args!(",\"requestID\":\"{request_id}\",\"userAgent\":\"{agent}\"}}\n"));
    }

    /// Mostly ascending; one in fifty comes up to some minutes late.
    fn moment(&self, index: u64, dice: &mut ChaCha8Rng) -> DateTime<Utc> {
        let at = self.rhythm.at((index as f64 + dice.random::<f64>()) / self.entries as f64);
        if !dice.random_bool(0.02) {
            return at;
        }
        (at - TimeDelta::milliseconds(dice.random_range(0..300_000))).max(time::start())
    }

    #[expect(clippy::too_many_arguments, reason = "one line, made once")]
    fn bodies(
        &self,
        operation: &str,
        identifier: &str,
        request_id: u32,
        session: &Session,
        ending: &Ending,
        index: u64,
        planted: &mut Planted,
        dice: &mut ChaCha8Rng,
        out: &mut String,
    ) {
        put(
            out,
            format_args!(
                ",\"requestHeaders\":{{\"Accept\":[\"application/json, text/event-stream\"],\"Mcp-Session-Id\":[\"{}\"]}}",
                session.id
            ),
        );
        let mut length = payload_length(dice);
        if matches!(operation, "sse/stream" | "session/delete") {
            return;
        }
        let needles = self.planting.of(index, planted);
        let answered = ending.status == 200;
        let texts = &mut Texts { words: &self.words, dice };
        put(
            out,
            format_args!(
                ",\"requestBody\":{{\"jsonrpc\":\"2.0\",\"id\":{request_id},\"method\":\"{operation}\",\"params\":{{"
            ),
        );
        if identifier.is_empty() {
            // Texts that must go somewhere go where clients put remarks of their own.
            put(out, format_args!("\"_meta\":{{\"progressToken\":{request_id},\"note\":\""));
            texts.string(out, length / 12, &needles);
            out.push_str("\"}");
        } else {
            put(
                out,
                format_args!(
                    "\"name\":\"{identifier}\",\"arguments\":{{\"limit\":{},\"query\":\"",
                    10 * (1 + request_id % 5)
                ),
            );
            let share = if answered { length / 6 } else { length.min(2_000) };
            let mine = if answered { &[][..] } else { &needles };
            texts.string(out, share, mine);
            length -= share;
            out.push_str("\"}");
        }
        out.push_str("}}");
        put(out, format_args!(",\"responseHeaders\":{{\"Content-Type\":[\"application/json\"]}}"));
        if !answered {
            return;
        }
        put(out, format_args!(",\"responseBody\":{{\"jsonrpc\":\"2.0\",\"id\":{request_id},\"result\":{{"));
        if identifier.is_empty() {
            out.push_str("\"items\":[");
            let end = out.len() + length.min(20_000);
            while out.len() < end {
                texts.record(out, PLAIN, 300);
                out.push(',');
            }
            out.pop();
            out.push(']');
        } else {
            out.push_str("\"content\":[{\"type\":\"text\",\"text\":\"");
            texts.string(out, length, &needles);
            let failed = texts.dice.random_bool(0.015);
            put(out, format_args!("\"}}],\"isError\":{failed}"));
        }
        out.push_str("}}");
    }
}

/// Sessions begin one after the other, some 30 entries apart, and go on while the next ones begin.
fn session_number(index: u64, dice: &mut ChaCha8Rng) -> u64 {
    let back = -20.0 * (1.0 - dice.random::<f64>()).ln();
    (index * 33 / 1000).saturating_sub(back as u64)
}

fn operation(dice: &mut ChaCha8Rng) -> &'static str {
    let mut draw = dice.random_range(0..100);
    for (operation, share) in OPERATIONS {
        if draw < share {
            return operation;
        }
        draw -= share;
    }
    OPERATIONS[0].0
}

/// Three in a hundred are no success; in one of a thousand no response was recorded.
fn ending(dice: &mut ChaCha8Rng) -> Ending {
    let (status, error) = match dice.random_range(0..1000_u32) {
        0 => (0, ""),
        1..=6 => (504, "context deadline exceeded"),
        7..=9 => (401, "token has expired"),
        10..=13 => (403, "forbidden by access control rule"),
        14..=29 => (pick(dice, &[400, 404, 429, 500, 502]), pick(dice, &ERRORS)),
        _ => (200, ""),
    };
    Ending { status, error }
}

fn millis(ending: &Ending, dice: &mut ChaCha8Rng) -> u32 {
    match ending.status {
        0 => 0,
        504 => 30_000 + dice.random_range(0..50),
        _ => (log_normal(dice, 120.0, 1.1) as u32).clamp(1, 29_000),
    }
}

/// Request and response together, in bytes: half of them under 1.2 KB, one in a hundred over 8 KB, one in a thousand near 90 KB, none over 100 KB.
fn payload_length(dice: &mut ChaCha8Rng) -> usize {
    match dice.random_range(0..10_000_u32) {
        0..=32 => dice.random_range(60_000..99_000),
        33..=92 => dice.random_range(6_000..20_000),
        _ => (log_normal(dice, 860.0, 0.86) as usize).clamp(60, 20_000),
    }
}

fn log_normal(dice: &mut ChaCha8Rng, median: f64, sigma: f64) -> f64 {
    // Box and Muller.
    let (u, v): (f64, f64) = (1.0 - dice.random::<f64>(), dice.random());
    median * (sigma * (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()).exp()
}
