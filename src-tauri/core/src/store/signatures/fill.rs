//! The signature of one block, made from its records.

use std::fmt;

use memchr::memchr;

use crate::entry::filter::text::{decode, fold_into, unescape};

/// Hashes of trigrams.
pub(super) const BUCKETS: usize = 1 << 16;

/// One bit per hash.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::store) struct BlockSignature(pub(super) Box<[u64; BUCKETS / 64]>);

impl fmt::Debug for BlockSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set: u32 = self.0.iter().map(|word| word.count_ones()).sum();
        write!(f, "BlockSignature({set} of {BUCKETS})")
    }
}

impl BlockSignature {
    pub(super) fn has(&self, bucket: u16) -> bool {
        self.0[usize::from(bucket) / 64] >> (bucket % 64) & 1 == 1
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<8>();
        let words: Box<[u64]> = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
        if rest.is_empty() { words.try_into().ok().map(Self) } else { None }
    }
}

/// The hash of three bytes.
pub(super) fn bucket(a: u8, b: u8, c: u8) -> u16 {
    let trigram = u32::from(a) | u32::from(b) << 8 | u32::from(c) << 16;
    // The golden ratio spreads neighbours; the upper half has mixed all three bytes.
    (trigram.wrapping_mul(0x9e37_79b1) >> 16) as u16
}

/// Makes signatures, one after the other.
pub(in crate::store) struct Filler {
    /// A byte per hash: to set a bit, the processor would wait for the one set just before.
    seen: Box<[u8; BUCKETS]>,
    folded: String,
    piece: String,
}

impl Default for Filler {
    fn default() -> Self {
        let seen = vec![0; BUCKETS].into_boxed_slice().try_into().expect("it was made with this length");
        Self { seen, folded: String::new(), piece: String::new() }
    }
}

impl Filler {
    /// Takes a record of the block.
    pub(in crate::store) fn add(&mut self, raw: &[u8]) {
        if let Ok(text) = std::str::from_utf8(raw) {
            self.whole(text);
            self.decoded(text);
        } else {
            self.whole(&String::from_utf8_lossy(raw));
            self.whole(&String::from_utf8_lossy(&unescape(raw)));
        }
    }

    /// The signature of what was taken since the last one.
    pub(in crate::store) fn finish(&mut self) -> BlockSignature {
        let mut words = Box::new([0_u64; BUCKETS / 64]);
        let (all, _) = self.seen.as_chunks::<64>();
        for (word, seen) in words.iter_mut().zip(all) {
            let (eights, _) = seen.as_chunks::<8>();
            for (at, eight) in eights.iter().enumerate() {
                // The multiplication gathers the lowest bit of every byte in the highest byte.
                *word |= u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56 << (8 * at);
            }
        }
        self.seen.fill(0);
        BlockSignature(words)
    }

    fn whole(&mut self, text: &str) {
        self.folded.clear();
        fold_into(text, &mut self.folded);
        mark(&mut self.seen, self.folded.as_bytes());
    }

    /// What decoding the escapes adds: the trigrams that touch a decoded character. All others are those of the text as it is.
    fn decoded(&mut self, text: &str) {
        /// Escapes that are closer together share a piece.
        const NEAR: usize = 4;
        let bytes = text.as_bytes();
        let Some(mut at) = memchr(b'\\', bytes) else { return };
        self.piece.clear();
        self.piece.push_str(last_two(&text[..at]));
        loop {
            let (c, length) = decode(&bytes[at..]).unwrap_or(('\\', 1));
            self.piece.push(c);
            let end = at + length;
            let next = memchr(b'\\', &bytes[end..]).map(|step| end + step);
            match next {
                Some(next) if next - end <= NEAR => self.piece.push_str(&text[end..next]),
                _ => {
                    self.piece.push_str(first_two(&text[end..]));
                    self.folded.clear();
                    fold_into(&self.piece, &mut self.folded);
                    mark(&mut self.seen, self.folded.as_bytes());
                    let Some(next) = next else { return };
                    self.piece.clear();
                    self.piece.push_str(last_two(&text[end..next]));
                }
            }
            at = next.expect("the loop ends where there is no other escape");
        }
    }
}

fn mark(seen: &mut [u8; BUCKETS], bytes: &[u8]) {
    for [a, b, c] in bytes.array_windows() {
        seen[usize::from(bucket(*a, *b, *c))] = 1;
    }
}

/// Two characters have two bytes at least, which is all of a trigram but the decoded one.
fn last_two(text: &str) -> &str {
    text.char_indices().rev().nth(1).map_or(text, |(at, _)| &text[at..])
}

fn first_two(text: &str) -> &str {
    text.char_indices().nth(2).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        entry::filter::text::{Finder, contains},
        store::signatures::probe::buckets,
    };

    /// Records with many escapes, cases, characters beyond ASCII and broken bytes; needles cut out of them or made of the same.
    fn records() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            4 => "[a-cA-C \"]{1,6}".prop_map(String::into_bytes),
            3 => prop::sample::select(vec![
                "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\u00C9", "\\ud83d\\ude00", "\\ud83d", "\\u212a", "\\u0130", "\\x", "\\", "\\u00", "\\t\\u0041",
            ]).prop_map(|text| text.as_bytes().to_vec()),
            2 => prop::sample::select(vec!["é", "É", "ß", "ẞ", "İ", "\u{212a}", "k", "i\u{307}", "Ω", "😀", "\u{fffd}", "\n", "/"])
                .prop_map(|text| text.as_bytes().to_vec()),
            1 => prop::collection::vec(any::<u8>(), 1..4),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn needles() -> impl Strategy<Value = String> {
        let raw = records().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let plain = records().prop_map(|bytes| String::from_utf8_lossy(&unescape(&bytes)).into_owned());
        prop_oneof![raw, plain].prop_map(|text| text.chars().take(8).collect())
    }

    fn lacks(signature: &BlockSignature, needle: &str, match_case: bool) -> bool {
        buckets(&Finder::new(needle, match_case)).iter().any(|bucket| !signature.has(*bucket))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn what_a_record_contains_its_signature_has(
            records in prop::collection::vec(records(), 1..3),
            other in needles(),
            (from, length) in (any::<prop::sample::Index>(), 1_usize..9),
            turn in 0_usize..6,
        ) {
            let mut filler = Filler::default();
            for raw in &records {
                filler.add(raw);
            }
            let signature = filler.finish();
            // Cut out of a record as it is or decoded, in its own or another case; or of another record.
            let raw = &records[0];
            let bytes = if turn % 2 == 0 { raw.as_slice().into() } else { unescape(raw) };
            let characters: Vec<char> = String::from_utf8_lossy(&bytes).chars().collect();
            let from = if characters.is_empty() { 0 } else { from.index(characters.len()) };
            let cut: String = characters.iter().skip(from).take(length).collect();
            let cut = match turn / 2 { 0 => cut, 1 => cut.to_uppercase(), _ => cut.to_lowercase() };
            for needle in [cut, other] {
                for match_case in [false, true] {
                    if records.iter().any(|raw| contains(raw, &needle, match_case)) {
                        prop_assert!(!lacks(&signature, &needle, match_case), "{needle:?} is in {records:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_that_is_nowhere_is_mostly_known_to_be() {
        let mut filler = Filler::default();
        for number in 0..64 {
            filler.add(format!("{{\"id\":{number},\"text\":\"the quick brown fox\"}}").as_bytes());
        }
        let signature = filler.finish();
        assert!(!lacks(&signature, "Quick Brown", false));
        assert!(lacks(&signature, "lazy dog", false));
        assert!(lacks(&signature, "quick brawn", false));
        assert_eq!(filler.finish(), Filler::default().finish(), "the next signature begins empty");
    }
}
