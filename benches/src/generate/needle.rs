//! What is planted to be found again, and how often it was.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// How often a needle is planted.
#[derive(Clone, Copy)]
enum Often {
    Once,
    /// In about so many entries, however many there are (but in at most every twentieth).
    About(u64),
    /// In this share of the entries.
    Share(f64),
    /// In the entries that have the needle before it, in this share.
    WithThePreviousOne(f64),
}

struct Kind {
    name: &'static str,
    /// As a person types it.
    needle: &'static str,
    /// As it stands in the JSON, each as often as the other.
    spellings: &'static [&'static str],
    often: Often,
}

/// None can come about by chance: each has something that neither the vocabulary nor the names have.
const KINDS: [Kind; 9] = [
    Kind { name: "once", needle: "wk-7731-quokka", spellings: &["wk-7731-quokka"], often: Often::Once },
    Kind {
        name: "two_hundred",
        needle: "obsidian-kestrel",
        spellings: &["obsidian-kestrel"],
        often: Often::About(200),
    },
    Kind { name: "thousand", needle: "kumquat-ledger", spellings: &["kumquat-ledger"], often: Often::About(1_000) },
    Kind {
        name: "fifty_of_them",
        needle: "wolframite",
        spellings: &["wolframite"],
        often: Often::WithThePreviousOne(0.05),
    },
    Kind {
        name: "five_thousand",
        needle: "quartz-manifest",
        spellings: &["quartz-manifest"],
        often: Often::About(5_000),
    },
    Kind {
        name: "frequent",
        needle: "workbook",
        spellings: &["workbook", "workbook", "Workbook"],
        often: Often::Share(0.107),
    },
    Kind {
        name: "email",
        needle: "halvorsen@kont",
        spellings: &["mikkel.halvorsen@kontorsky.example"],
        often: Often::About(197),
    },
    Kind {
        name: "umlaut",
        needle: "Überweisungsträger",
        // As most clients write it, and as those that keep to ASCII do.
        spellings: &["Überweisungsträger", "\\u00dcberweisungstr\\u00e4ger"],
        often: Often::About(150),
    },
    Kind {
        name: "quoted",
        needle: "\"quarterly kickoff\"\nwith",
        spellings: &["\\\"quarterly kickoff\\\"\\nwith"],
        often: Often::About(120),
    },
];

/// A needle and in how many entries it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needle {
    /// Its name.
    pub name: String,
    /// As a person types it.
    pub needle: String,
    /// As it stands in the JSON: tools that know no escapes look for each of these.
    pub spellings: Vec<String>,
    /// Entries that have it in this case of letters.
    pub hits: u64,
    /// Entries that have it in any case of letters.
    pub hits_any_case: u64,
}

/// Where needles go, in data of one size.
pub(super) struct Planting {
    seed: u64,
    entries: u64,
}

/// How often each spelling was planted.
#[derive(Clone, Default)]
pub(super) struct Planted([Vec<u64>; KINDS.len()]);

impl Planting {
    pub(super) fn new(seed: u64, entries: u64) -> Self {
        Self { seed, entries }
    }

    /// Whether entry `index` has to be one that can carry a needle.
    pub(super) fn is_certain(&self, index: u64) -> bool {
        index == self.entries / 8 * 3
    }

    /// What to plant in entry `index`.
    pub(super) fn of(&self, index: u64, planted: &mut Planted) -> Vec<&'static str> {
        let mut dice = ChaCha8Rng::seed_from_u64(self.seed ^ 0x6e65_6564_6c65);
        dice.set_stream(index);
        let mut before = false;
        let mut found = Vec::new();
        for (kind, counts) in KINDS.iter().zip(&mut planted.0) {
            let rate = match kind.often {
                Often::Once => f64::from(u8::from(self.is_certain(index))),
                Often::About(count) => (count as f64 / self.entries as f64).min(0.05),
                Often::Share(share) => share,
                Often::WithThePreviousOne(share) => share * f64::from(u8::from(before)),
            };
            before = dice.random_bool(rate);
            if before {
                let spelling = dice.random_range(0..kind.spellings.len());
                counts.resize(kind.spellings.len(), 0);
                counts[spelling] += 1;
                found.push(kind.spellings[spelling]);
            }
        }
        found
    }
}

impl Planted {
    pub(super) fn add(&mut self, other: &Self) {
        for (sum, counts) in self.0.iter_mut().zip(&other.0) {
            sum.resize(sum.len().max(counts.len()), 0);
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }

    /// What was planted. Every entry has a needle at most once.
    pub(super) fn needles(&self) -> Vec<Needle> {
        let needle = |(kind, counts): (&Kind, &Vec<u64>)| {
            let mut spellings = Vec::new();
            let (mut hits, mut hits_any_case) = (0, 0);
            for (at, spelling) in kind.spellings.iter().enumerate() {
                let count = counts.get(at).copied().unwrap_or_default();
                hits_any_case += count;
                if spelling.contains(kind.needle) {
                    spellings.push(kind.needle.to_owned());
                } else if spelling.eq_ignore_ascii_case(kind.needle) {
                    continue;
                } else {
                    spellings.push((*spelling).to_owned());
                }
                hits += count;
            }
            spellings.dedup();
            Needle { name: kind.name.to_owned(), needle: kind.needle.to_owned(), spellings, hits, hits_any_case }
        };
        KINDS.iter().zip(&self.0).map(needle).collect()
    }
}
