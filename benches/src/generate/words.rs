//! The vocabulary: made-up words that are as long, and as unevenly used, as those of a language.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Words in it.
const WORDS: usize = 30_000;

/// The words that texts are full of, whatever their subject.
const COMMON: [&str; 40] = [
    "the", "of", "and", "to", "in", "a", "is", "for", "that", "on", "with", "it", "as", "was", "by", "be", "are",
    "this", "from", "or", "an", "not", "at", "have", "has", "which", "but", "were", "all", "their", "can", "more",
    "one", "if", "will", "about", "when", "there", "who", "no",
];
const ONSETS: [&str; 20] =
    ["b", "br", "c", "cl", "d", "f", "g", "gr", "h", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v"];
const NUCLEI: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ea", "io"];
const CODAS: [&str; 9] = ["", "", "", "n", "r", "s", "l", "t", "nd"];

/// Words, drawn by Zipf's law.
pub(super) struct Words {
    text: String,
    /// Where each word begins and ends in `text`, once for each of its shares of the draws.
    draws: Vec<(u32, u32)>,
}

impl Words {
    /// The same for every seed of the data: another seed is other data, not another language.
    pub(super) fn new() -> Self {
        let mut dice = ChaCha8Rng::seed_from_u64(0x776f_7264);
        let mut text = String::new();
        let mut spans = Vec::with_capacity(WORDS);
        for index in 0..WORDS {
            let start = text.len();
            match COMMON.get(index) {
                Some(word) => text.push_str(word),
                None => {
                    for _ in 0..dice.random_range(2..=4) {
                        text.push_str(pick(&mut dice, &ONSETS));
                        text.push_str(pick(&mut dice, &NUCLEI));
                        text.push_str(pick(&mut dice, &CODAS));
                    }
                }
            }
            spans.push((start as u32, text.len() as u32));
        }
        // Every word has at least one of 2^17 draws, the first one 1 / H(30,000) of them.
        let harmonic: f64 = (1..=WORDS).map(|rank| 1.0 / rank as f64).sum();
        let shares = f64::from(1_u32 << 17) / harmonic;
        let draws = spans.iter().enumerate().flat_map(|(index, span)| {
            let share = (shares / (index + 1) as f64).round().max(1.0);
            std::iter::repeat_n(*span, share as usize)
        });
        Self { draws: draws.collect(), text }
    }

    pub(super) fn word(&self, dice: &mut impl Rng) -> &str {
        let draw = (u64::from(dice.next_u32()) * self.draws.len() as u64) >> 32;
        let (start, end) = self.draws[draw as usize];
        &self.text[start as usize..end as usize]
    }
}

/// One of `all`, each as likely as the other.
pub(super) fn pick<T: Copy>(dice: &mut impl Rng, all: &[T]) -> T {
    all[dice.random_range(0..all.len())]
}
