//! Signatures turned round: a slice per hash with a bit per block.

use rayon::prelude::*;
use zstd::bulk::{Compressor, Decompressor};

use super::fill::{BUCKETS, BlockSignature};

/// Blocks of a segment. More make slices longer and fewer; a search of ten million entries then reads some 150 slices per trigram.
pub(in crate::store) const SEGMENT_BLOCKS: usize = 1024;
/// Words of a slice.
const WORDS: usize = SEGMENT_BLOCKS / 64;
/// Slices that are stored together: 2 KiB, of which compression leaves a third or two, so that some rows share a page.
const GROUP: usize = 16;
/// Groups of a segment.
pub(super) const GROUPS: usize = BUCKETS / GROUP;
/// Bytes of a group.
const GROUP_BYTES: usize = GROUP * WORDS * 8;
/// A third is saved at 500 MB/s; higher levels save hardly more of what is nearly noise.
const LEVEL: i32 = 1;

/// One bit per block of a segment.
pub(super) type Slice = [u64; WORDS];

/// The groups of a segment's slices, in order, as they are stored.
pub(in crate::store) fn transpose(blocks: &[impl AsRef<BlockSignature> + Sync]) -> Vec<Vec<u8>> {
    // A word of 64 hashes is four groups.
    (0..BUCKETS / 64)
        .into_par_iter()
        .flat_map_iter(|word| {
            let mut slices = [[0_u64; WORDS]; 64];
            for (at, blocks) in blocks.chunks(64).enumerate() {
                let mut square = [0; 64];
                for (row, block) in square.iter_mut().zip(blocks) {
                    *row = block.as_ref().0[word];
                }
                turn(&mut square);
                for (slice, column) in slices.iter_mut().zip(square) {
                    slice[at] = column;
                }
            }
            let mut compressor = Compressor::new(LEVEL).ok();
            let groups: Vec<Vec<u8>> = slices
                .chunks(GROUP)
                .map(|group| {
                    let bytes: Vec<u8> = group.iter().flatten().flat_map(|word| word.to_le_bytes()).collect();
                    let packed = compressor.as_mut().and_then(|compressor| compressor.compress(&bytes).ok());
                    packed.filter(|packed| packed.len() < GROUP_BYTES).unwrap_or(bytes)
                })
                .collect();
            groups
        })
        .collect()
}

/// Where the slice of a hash is: its group, and its place there.
pub(super) fn place(bucket: u16) -> (usize, usize) {
    (usize::from(bucket) / GROUP, usize::from(bucket) % GROUP)
}

/// The slice at `place` of a stored group; `None` where it is damaged.
pub(super) fn slice(stored: &[u8], place: usize, unpacker: &mut Decompressor<'_>) -> Option<Slice> {
    let unpacked;
    let bytes = if stored.len() == GROUP_BYTES {
        stored
    } else {
        unpacked = unpacker.decompress(stored, GROUP_BYTES).ok()?;
        &unpacked
    };
    let (words, _) = bytes.get(place * WORDS * 8..(place + 1) * WORDS * 8)?.as_chunks::<8>();
    let mut slice = [0; WORDS];
    for (word, bytes) in slice.iter_mut().zip(words) {
        *word = u64::from_le_bytes(*bytes);
    }
    Some(slice)
}

/// Turns a square of bits: bit `c` of word `r` becomes bit `r` of word `c`. By halves, as in Hacker's Delight, 7-3.
fn turn(square: &mut [u64; 64]) {
    let mut half = 32;
    let mut mask = u64::MAX >> 32;
    while half != 0 {
        let mut row = 0;
        while row < 64 {
            let other = row + half;
            let swap = (square[row] >> half ^ square[other]) & mask;
            square[other] ^= swap;
            square[row] ^= swap << half;
            row = (other + 1) & !half;
        }
        half /= 2;
        mask ^= mask << half;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rand::{RngExt, SeedableRng};

    use super::*;

    #[test]
    fn a_slice_has_the_bit_of_every_block() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(5);
        for count in [1, 63, 64, 200, SEGMENT_BLOCKS] {
            let blocks: Vec<Arc<BlockSignature>> = (0..count)
                .map(|_| {
                    let words: Box<[u64]> =
                        (0..BUCKETS / 64).map(|_| random.random::<u64>() & random.random::<u64>()).collect();
                    Arc::new(BlockSignature(words.try_into().expect("the length is that of a signature")))
                })
                .collect();
            let groups = transpose(&blocks);
            assert_eq!(groups.len(), GROUPS);
            let mut unpacker = Decompressor::new().expect("memory");
            for bucket in (0..=u16::MAX).step_by(97) {
                let (group, at) = place(bucket);
                let slice = slice(&groups[group], at, &mut unpacker).expect("nothing is damaged");
                for (index, block) in blocks.iter().enumerate() {
                    assert_eq!(
                        slice[index / 64] >> (index % 64) & 1 == 1,
                        block.has(bucket),
                        "block {index}, hash {bucket}"
                    );
                }
            }
        }
    }
}
