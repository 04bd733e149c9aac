//! Randomness that follows from the seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The generator used everywhere: its stream is the same on every machine.
pub type Dice = ChaCha8Rng;

/// A well-spread number from a seed and a salt (the finaliser of SplitMix64).
pub fn mix(seed: u64, salt: u64) -> u64 {
    let mut x = seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A number from a text, for keys that are not numbers (FNV-1a).
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The dice for one subject, independent of all others.
pub fn dice(seed: u64, salt: u64) -> Dice {
    Dice::seed_from_u64(mix(seed, salt))
}

/// True for a share `rate` of all hashes.
pub fn falls_in(hash: u64, rate: f64) -> bool {
    (hash >> 11) as f64 / (1_u64 << 53) as f64 <= rate && rate > 0.0
}

/// One of `all`, each as likely as the other. `all` is never empty here: it is one of our tables.
pub fn pick<'a, T>(dice: &mut Dice, all: &'a [T]) -> &'a T {
    &all[dice.random_range(0..all.len())]
}

/// An index below `n`, the first ones far more often than the last: how people use tools.
pub fn skewed(dice: &mut Dice, n: usize) -> usize {
    let u: f64 = dice.random();
    ((u.powf(2.2) * n as f64) as usize).min(n - 1)
}

/// A factor around 1 with a long tail to the right: how long calls take.
pub fn long_tail(dice: &mut Dice) -> f64 {
    let u: f64 = dice.random();
    0.45 + u * 0.9 + 6.0 * u.powi(12)
}

/// Lowercase hexadecimal digits of a number, the first `len` of them (at most 16).
pub fn hex(number: u64, len: usize) -> String {
    format!("{number:016x}")[..len].to_owned()
}

/// A UUID (version 4 in form) from a number.
pub fn uuid(number: u64) -> String {
    let (a, b) = (hex(mix(number, 1), 16), hex(mix(number, 2), 16));
    format!("{}-{}-4{}-a{}-{}", &a[..8], &a[8..12], &a[13..16], &b[1..4], &b[4..16])
}
