//! Rows of one segment as bits.

use std::ops::Range;

use crate::store::columns::codes::{Cells, Packed};

/// One bit per row. Bits after the last row are 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mask {
    words: Box<[u64]>,
    len: usize,
}

impl Mask {
    pub fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)].into(), len }
    }

    pub fn all(len: usize) -> Self {
        Self { words: vec![u64::MAX; len.div_ceil(64)].into(), len }.trimmed()
    }

    pub fn every(len: usize, on: bool) -> Self {
        if on { Self::all(len) } else { Self::none(len) }
    }

    /// The rows that pass a test of their value.
    pub fn of<T: Copy>(values: &[T], test: impl Fn(T) -> bool) -> Self {
        let mut words = Vec::with_capacity(values.len().div_ceil(64));
        let (chunks, rest) = values.as_chunks::<64>();
        for chunk in chunks {
            words.push(bits(&chunk.map(|value| u8::from(test(value)))));
        }
        if !rest.is_empty() {
            words.push(rest.iter().rev().fold(0, |word, value| word << 1 | u64::from(test(*value))));
        }
        Self { words: words.into(), len: values.len() }
    }

    /// The rows whose packed value passes a test; absent values do not.
    pub fn of_packed(packed: &Packed, len: usize, test: impl Fn(u64) -> bool) -> Self {
        let base = packed.base;
        let passes = |cell: u64| cell != 0 && test(base + (cell - 1));
        match &packed.cells {
            Cells::Same(cell) => Self::every(len, passes((*cell).into())),
            Cells::Bytes(cells) => {
                let greatest = packed.greatest_cell();
                let table: [bool; 256] = std::array::from_fn(|cell| cell as u64 <= greatest && passes(cell as u64));
                let mut passing = table.iter().zip(0_u8..=255).filter(|(passes, _)| **passes).map(|(_, cell)| cell);
                match (passing.next(), passing.next()) {
                    (None, _) => Self::none(len),
                    (Some(only), None) => Self::of(cells, |cell| cell == only),
                    _ => Self::of(cells, |cell| table[usize::from(cell)]),
                }
            }
            Cells::Shorts(cells) => Self::of(cells, |cell| passes(cell.into())),
            Cells::Words(cells) => Self::of(cells, |cell| passes(cell.into())),
            Cells::Longs(cells) => Self::of(cells, passes),
        }
    }

    /// The rows whose packed value is in an inclusive range: compared as cells, which is what a processor does many at a time.
    pub fn of_range(packed: &Packed, len: usize, from: u64, to: u64) -> Self {
        if to < packed.base || to < from {
            return Self::none(len);
        }
        let (least, greatest) =
            (from.saturating_sub(packed.base).saturating_add(1), (to - packed.base).saturating_add(1));
        macro_rules! compare {
            ($cells:expr, $width:ty) => {{
                let Ok(least) = <$width>::try_from(least) else { return Self::none(len) };
                let greatest = <$width>::try_from(greatest).unwrap_or(<$width>::MAX);
                Self::of($cells, |cell| least <= cell && cell <= greatest)
            }};
        }
        match &packed.cells {
            Cells::Same(cell) => Self::every(len, least <= u64::from(*cell) && u64::from(*cell) <= greatest),
            Cells::Bytes(cells) => compare!(cells, u8),
            Cells::Shorts(cells) => compare!(cells, u16),
            Cells::Words(cells) => compare!(cells, u32),
            Cells::Longs(cells) => Self::of(cells, |cell| least <= cell && cell <= greatest),
        }
    }

    /// The rows of these numbers.
    pub fn of_rows(len: usize, test: impl Fn(usize) -> bool) -> Self {
        let mut mask = Self::none(len);
        for (word, index) in mask.words.iter_mut().zip(0..) {
            for bit in 0..64.min(len - index * 64) {
                *word |= u64::from(test(index * 64 + bit)) << bit;
            }
        }
        mask
    }

    /// The first `len` bits of a longer row of bits.
    pub fn of_bits(words: &[u64], len: usize) -> Self {
        let mut mask = Self::none(len);
        let common = mask.words.len().min(words.len());
        mask.words[..common].copy_from_slice(&words[..common]);
        mask.trimmed()
    }

    fn trimmed(mut self) -> Self {
        if let (Some(last), rest @ 1..) = (self.words.last_mut(), self.len % 64) {
            *last &= (1 << rest) - 1;
        }
        self
    }

    pub fn and(mut self, other: &Self) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
        self
    }

    pub fn or(mut self, other: &Self) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
        self
    }

    pub fn and_not(mut self, other: &Self) -> Self {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
        self
    }

    pub fn not(mut self) -> Self {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.trimmed()
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub fn is_none(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub fn is_all(&self) -> bool {
        self.count() == self.len as u64
    }

    pub fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    pub fn set(&mut self, row: usize) {
        self.words[row / 64] |= 1 << (row % 64);
    }

    /// Sets every row of a range.
    pub fn set_all(&mut self, rows: Range<usize>) {
        for (word, bits) in within(rows) {
            self.words[word] |= bits;
        }
    }

    /// The rows of a range that are set, in order.
    pub fn rows_in(&self, rows: Range<usize>) -> impl Iterator<Item = usize> {
        within(rows).flat_map(|(word, bits)| each_bit(self.words[word] & bits).map(move |bit| word * 64 + bit))
    }

    /// Runs `then` on every row that is set, in order. Full words skip the search for the next bit.
    pub fn each(&self, mut then: impl FnMut(usize)) {
        for (word, index) in self.words.iter().zip(0..) {
            let mut word = *word;
            if word == u64::MAX {
                (index * 64..index * 64 + 64).for_each(&mut then);
                continue;
            }
            while word != 0 {
                then(index * 64 + word.trailing_zeros() as usize);
                word &= word - 1;
            }
        }
    }

    /// The rows of these ranks among those that are set. The ranks ascend and are below [`Self::count`].
    pub fn of_ranks(&self, ranks: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
        let (mut index, mut before) = (0, 0);
        ranks.map(move |rank| {
            let mut word = self.words[index];
            while before + u64::from(word.count_ones()) <= rank {
                before += u64::from(word.count_ones());
                index += 1;
                word = self.words[index];
            }
            for _ in before..rank {
                word &= word - 1;
            }
            index * 64 + word.trailing_zeros() as usize
        })
    }

    /// The rows that are set, in order.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.words.iter().zip(0..).flat_map(|(word, index)| each_bit(*word).map(move |bit| index * 64 + bit))
    }
}

/// The places of the bits that are set.
fn each_bit(word: u64) -> impl Iterator<Item = usize> {
    let next = |word: &u64| Some(word & (word - 1)).filter(|word| *word != 0);
    std::iter::successors(Some(word).filter(|word| *word != 0), next).map(|word| word.trailing_zeros() as usize)
}

/// The words that a range of rows touches, each with the bits of the range.
fn within(rows: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let words = if rows.is_empty() { 0..0 } else { rows.start / 64..rows.end.div_ceil(64) };
    words.map(move |word| {
        let from = rows.start.saturating_sub(word * 64);
        let until = (rows.end - word * 64).min(64);
        (word, u64::MAX << from & u64::MAX >> (64 - until))
    })
}

/// 64 bytes of 0 or 1 as bits, eight at a time: the multiplication gathers the lowest bit of every byte in the highest byte.
fn bits(bytes: &[u8; 64]) -> u64 {
    let (eights, _) = bytes.as_chunks::<8>();
    eights
        .iter()
        .rev()
        .fold(0, |word, eight| word << 8 | u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_agree_with_one_test_per_row() {
        let values: Vec<u16> = (0..200).map(|row| row * 37 % 101).collect();
        let mask = Mask::of(&values, |value| value.is_multiple_of(3));
        for (row, value) in values.iter().enumerate() {
            assert_eq!(mask.get(row), value.is_multiple_of(3), "row {row} has its own bit");
        }
        assert_eq!(mask, Mask::of_rows(200, |row| values[row].is_multiple_of(3)));
        assert_eq!(mask.clone().not().count() + mask.count(), 200, "no bit beyond the last row");
        assert!(Mask::all(200).is_all());
        assert!(Mask::all(200).not().is_none());
        let mut seen = Vec::new();
        mask.each(|row| seen.push(row));
        assert_eq!(seen, mask.rows().collect::<Vec<_>>());
        let ranked = |step| mask.of_ranks((0..mask.count()).step_by(step)).collect::<Vec<_>>();
        for step in [1, 3, 66] {
            assert_eq!(ranked(step), seen.iter().copied().step_by(step).collect::<Vec<_>>());
        }
    }

    #[test]
    fn ranges_of_rows_agree_with_one_look_per_row() {
        let set = |row: usize| (row * 13).is_multiple_of(7);
        let mask = Mask::of_rows(300, set);
        for (from, until) in [(0, 0), (0, 1), (5, 5), (63, 65), (64, 128), (1, 300), (70, 71), (128, 129), (299, 300)] {
            let expected: Vec<_> = (from..until).filter(|row| set(*row)).collect();
            assert_eq!(mask.rows_in(from..until).collect::<Vec<_>>(), expected, "rows of {from}..{until}");
            let mut filled = mask.clone();
            filled.set_all(from..until);
            assert_eq!(filled, Mask::of_rows(300, |row| set(row) || (from..until).contains(&row)), "{from}..{until}");
        }
    }

    #[test]
    fn packed_values_are_tested_alike_in_every_width() {
        for spread in [0_u64, 1, 300, 70_000, 1 << 33] {
            let values: Vec<_> = (0..300_u64).map(|row| (row % 7 != 3).then(|| 10 + row % 5 * spread)).collect();
            let packed = Packed::pack(values.iter().copied());
            let mask = Mask::of_packed(&packed, values.len(), |value| value >= 10 + 2 * spread);
            for (row, value) in values.iter().enumerate() {
                assert_eq!(packed.get(row), *value, "packing loses nothing");
                for (from, to) in [
                    (0, u64::MAX),
                    (10, 10 + spread),
                    (11 + spread, u64::MAX),
                    (0, 9),
                    (10 + spread, 10 + 2 * spread),
                    (9, 2),
                ] {
                    let inside = value.is_some_and(|value| from <= value && value <= to);
                    let ranged = Mask::of_range(&packed, values.len(), from, to);
                    assert_eq!(ranged.get(row), inside, "row {row}, {from}..={to}, spread {spread}");
                }
                assert_eq!(
                    mask.get(row),
                    value.is_some_and(|value| value >= 10 + 2 * spread),
                    "row {row}, spread {spread}"
                );
            }
        }
    }
}
