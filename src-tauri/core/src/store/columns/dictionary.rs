//! Append-only dictionaries: every distinct value of a field once, with its code.

use std::{
    hash::BuildHasher,
    sync::{Arc, OnceLock},
};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::DictionaryValue;
use crate::error::{Error, ErrorCode, Result};

/// Values per chunk. A publish copies the last chunk only, whatever the size of the dictionary.
const CHUNK: usize = 1024;

/// The values as readers see them: a cheap clone that later values do not touch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    chunks: Vec<Arc<Chunk>>,
    len: u32,
    ranks: OnceLock<Arc<[u32]>>,
}

/// Up to [`CHUNK`] values in one allocation.
#[derive(Clone, Debug, Default)]
struct Chunk {
    text: String,
    ends: Vec<usize>,
}

impl Dictionary {
    /// How many values.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// The value of a code.
    pub fn get(&self, code: u32) -> &str {
        let chunk = &self.chunks[code as usize / CHUNK];
        let at = code as usize % CHUNK;
        let from = if at == 0 { 0 } else { chunk.ends[at - 1] };
        &chunk.text[from..chunk.ends[at]]
    }

    /// The values in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len).map(|code| self.get(code))
    }

    /// The place of every code in the order of `order`; computed once for a state of the dictionary.
    pub fn ranks(&self, order: impl Fn(&str) -> String) -> &Arc<[u32]> {
        self.ranks.get_or_init(|| {
            let keys: Vec<_> = self.iter().map(|value| (order(value), value)).collect();
            let mut codes: Vec<u32> = (0..self.len).collect();
            codes.sort_unstable_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
            let mut ranks = vec![0; codes.len()];
            for (rank, code) in codes.into_iter().enumerate() {
                ranks[code as usize] = rank as u32;
            }
            ranks.into()
        })
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.text.capacity() + chunk.ends.capacity() * 8).sum()
    }

    fn push(&mut self, value: &str) {
        if self.len().is_multiple_of(CHUNK) {
            self.chunks.push(Arc::default());
        }
        let chunk = Arc::make_mut(self.chunks.last_mut().expect("a chunk was just added where there was none"));
        chunk.text.push_str(value);
        chunk.ends.push(chunk.text.len());
        self.len += 1;
        self.ranks = OnceLock::new();
    }

    fn truncate(&mut self, len: u32) {
        if len == self.len {
            return;
        }
        self.chunks.truncate((len as usize).div_ceil(CHUNK));
        let keep = len as usize % CHUNK;
        if keep != 0 {
            let chunk = Arc::make_mut(self.chunks.last_mut().expect("a part of a chunk is kept"));
            chunk.ends.truncate(keep);
            chunk.text.truncate(chunk.ends[keep - 1]);
        }
        self.len = len;
        self.ranks = OnceLock::new();
    }
}

/// A dictionary with the way from a value to its code. The index holds codes only; the text is in the dictionary.
#[derive(Debug, Default)]
pub(crate) struct Coder {
    pub dictionary: Dictionary,
    index: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Values below this code are seen by readers.
    published: u32,
    /// Values below this code were handed out to be persisted.
    offered: u32,
    /// Values below this code are persisted.
    saved: u32,
}

impl Coder {
    /// The code of a value, a new one if it has none yet.
    pub fn code(&mut self, value: &str) -> u32 {
        let hash = self.hasher.hash_one(value);
        if let Some(code) = self.index.find(hash, |code| self.dictionary.get(*code) == value) {
            return *code;
        }
        let code = self.dictionary.len;
        self.dictionary.push(value);
        let (dictionary, hasher) = (&self.dictionary, &self.hasher);
        self.index.insert_unique(hash, code, |code| hasher.hash_one(dictionary.get(*code)));
        code
    }

    /// The values to be persisted.
    pub fn offer(&mut self, dictionary: u8) -> impl Iterator<Item = DictionaryValue> {
        self.offered = self.dictionary.len;
        let values = &self.dictionary;
        (self.saved..values.len).map(move |code| DictionaryValue {
            dictionary,
            code,
            value: values.get(code).to_owned(),
        })
    }

    /// What was offered is persisted now, and what was added is seen.
    pub fn keep(&mut self) {
        self.saved = self.offered;
        self.published = self.dictionary.len;
    }

    /// Forgets what was added since it was last kept.
    pub fn forget(&mut self) {
        for code in self.published..self.dictionary.len {
            let hash = self.hasher.hash_one(self.dictionary.get(code));
            if let Ok(entry) = self.index.find_entry(hash, |other| *other == code) {
                entry.remove();
            }
        }
        self.dictionary.truncate(self.published);
        self.offered = self.saved;
    }

    /// Takes a persisted value; they come in the order of their codes.
    pub fn restore(&mut self, code: u32, value: &str) -> Result<()> {
        if code != self.dictionary.len || self.code(value) != code {
            return Err(Error::new(
                ErrorCode::Corrupt,
                "A dictionary of the columns has a hole or a value twice. The columns are built again from the records.",
            ));
        }
        (self.published, self.offered, self.saved) = (self.dictionary.len, self.dictionary.len, self.dictionary.len);
        Ok(())
    }
}

/// Several parts in one value: `4:user2:42`, each with its length in bytes. Parts may hold anything.
pub(crate) fn join<const N: usize>(parts: [&str; N]) -> String {
    use std::fmt::Write as _;
    let mut joined = String::with_capacity(parts.iter().map(|part| part.len() + 3).sum());
    for part in parts {
        write!(joined, "{}:{part}", part.len()).expect("writing to a string succeeds");
    }
    joined
}

/// The parts of a joined value; empty ones where it is damaged.
pub(crate) fn split<const N: usize>(joined: &str) -> [&str; N] {
    let mut rest = joined;
    std::array::from_fn(|_| {
        let cut = rest.split_once(':').and_then(|(length, after)| {
            let length = length.parse().ok()?;
            Some((after.get(..length)?, after.get(length..)?))
        });
        let (part, after) = cut.unwrap_or(("", ""));
        rest = after;
        part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_parts_come_apart_whatever_they_hold() {
        let parts = ["1", "", "4:user", "é:", "7"];
        assert_eq!(split(&join(parts)), parts, "lengths, not separators, part the parts");
        assert_eq!(split::<2>("99:x"), ["", ""], "a damaged value does not panic");
        assert_eq!(split::<2>("1:é"), ["", ""], "a cut inside a character does not panic");
    }

    #[test]
    fn forgotten_values_get_the_same_codes_again_and_clones_do_not_move() {
        let mut coder = Coder::default();
        for number in 0..CHUNK + 10 {
            coder.code(&number.to_string());
        }
        assert_eq!(coder.offer(3).count(), CHUNK + 10);
        coder.keep();
        let before = coder.dictionary.clone();
        assert_eq!(coder.code("new"), 1034);
        assert_eq!(coder.offer(3).map(|value| value.value).collect::<Vec<_>>(), ["new"]);
        coder.forget();
        assert_eq!(coder.dictionary.len(), 1034, "the new value is gone");
        assert_eq!(coder.offer(3).count(), 0);
        assert_eq!(coder.code("other"), 1034, "its code is free again");
        assert_eq!(coder.code("5"), 5, "old values are still found");
        assert_eq!(before.len(), 1034);
        assert_eq!(before.get(1033), "1033");
    }
}
