//! A mutating fuzzer that needs no nightly compiler; `fuzz/` has the one that is guided by coverage.

use std::time::{Duration, Instant};

use auditdesk_standin::airbyte::{Generation, Options, Quirks, objects};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    properties::assert_told_truly,
    read::{Said, all, one},
};

const PIECES: [&str; 22] = [
    "), actionName=",
    ", summary=",
    ", success=true, errorMessage=null",
    ", success=false, errorMessage=",
    ", email=",
    ", ipAddress=",
    ", userAgent=",
    "x), actionName=a, summary=, success=false, errorMessage=",
    "x), actionName=a, summary={}, success=true, errorMessage=null",
    "{\"a\":\"",
    "\"}",
    "{}",
    "\\",
    "\"",
    ")",
    "null",
    "\"**********\".5",
    "\"password\":\"",
    "\"token\":{",
    "\u{0}",
    "é",
    "😀",
];

fn text(dice: &mut ChaCha8Rng) -> String {
    let mut text = String::new();
    for _ in 0..dice.random_range(0..8) {
        match dice.random_range(0..4) {
            0 => text.push(char::from(dice.random_range(b' '..=b'~'))),
            _ => text.push_str(PIECES[dice.random_range(0..PIECES.len())]),
        }
    }
    text
}

/// Cuts, doubles, inserts, flips.
fn mutate(bytes: &mut Vec<u8>, dice: &mut ChaCha8Rng) {
    for _ in 0..dice.random_range(1..6) {
        let (a, b) = (dice.random_range(0..=bytes.len()), dice.random_range(0..=bytes.len()));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 200));
        match dice.random_range(0..5) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let copy = bytes[from..to].to_vec();
                bytes.splice(from..from, copy);
            }
            2 => {
                let piece = PIECES[dice.random_range(0..PIECES.len())].bytes();
                bytes.splice(from..from, piece);
            }
            3 if from < bytes.len() => bytes[from] ^= 1 << dice.random_range(0..8),
            _ => bytes.truncate(bytes.len() - (bytes.len() - to) / 4),
        }
    }
}

/// `AUDITDESK_FUZZ_MINUTES=60 cargo test -p auditdesk-core --test source_airbyte fuzz -- --ignored --nocapture`; a minute without it.
/// `AUDITDESK_FUZZ_SEED` repeats a run.
#[test]
#[ignore = "runs for minutes"]
fn fuzz_objects_and_messages() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let minutes = number("AUDITDESK_FUZZ_MINUTES").unwrap_or(1);
    let seed = number("AUDITDESK_FUZZ_SEED").unwrap_or_else(|| rand::rng().next_u64());
    println!("seed {seed}, {minutes} minutes");
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut corpus: Vec<Vec<u8>> = Vec::new();
    for generation in [Generation::One, Generation::TwoB, Generation::Three] {
        let mut options = Options::new(generation, seed, 200);
        options.quirks = Quirks::all();
        corpus
            .extend(objects(&options).objects.into_iter().map(|(_, bytes)| bytes).filter(|bytes| bytes.len() < 8_192));
    }
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let (mut objects, mut messages) = (0_u64, 0_u64);
    while Instant::now() < end {
        let mut bytes = corpus[dice.random_range(0..corpus.len())].clone();
        mutate(&mut bytes, &mut dice);
        all(&bytes);
        objects += 1;
        let (email, address, agent, error) = (text(&mut dice), text(&mut dice), text(&mut dice), text(&mut dice));
        let summary = serde_json::json!({ "name": text(&mut dice), "n": 1 }).to_string();
        let plain = dice.random_bool(0.5);
        let ending = if dice.random_bool(0.5) { Ok(summary.as_str()) } else { Err(error.as_str()) };
        let email = if plain { "a@example.com" } else { &email };
        let said = Said { email, address: &address, agent: &agent, ending, ..Said::default() };
        let message = said.message();
        // With a secret in it, what is read back is not what was said.
        if ["password", "token"].iter().any(|word| message.contains(word)) {
            one(&message);
        } else {
            assert_told_truly(&said);
        }
        messages += 1;
    }
    println!("{objects} objects and {messages} messages, nothing wrong");
}
