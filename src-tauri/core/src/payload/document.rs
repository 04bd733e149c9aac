//! An opened text with what was found out about it, kept for the next question.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{
    decode::Decoded,
    find,
    index::{Broken, Index, NodeId},
    lines::Lines,
    outline,
    path::Wrong,
};
use crate::api::wire::{Fold, PayloadSearch};

/// A text that is looked into.
#[derive(Debug)]
pub struct Document {
    content: Content,
    lines: OnceLock<Lines>,
    found: Last<PayloadSearch, Vec<NodeId>>,
    places: Last<String, Vec<u32>>,
    rows: Last<(Fold, Option<PayloadSearch>), Vec<NodeId>>,
}

/// A text and its values.
#[derive(Debug)]
pub struct Content {
    /// As it was received, or decoded.
    pub text: String,
    /// Its values, where it is JSON.
    pub index: Result<Index, Broken>,
    /// How it was decoded, in plain words; empty for a part as received.
    pub what: String,
}

/// The last answer with its question.
#[derive(Debug)]
struct Last<Q, A>(Mutex<Option<(Q, Arc<A>)>>);

impl<Q: PartialEq + Clone, A> Last<Q, A> {
    fn or<E>(&self, question: &Q, answer: impl FnOnce() -> Result<A, E>) -> Result<Arc<A>, E> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, answer)) = &*last
            && known == question
        {
            return Ok(Arc::clone(answer));
        }
        let answer = Arc::new(answer()?);
        *last = Some((question.clone(), Arc::clone(&answer)));
        Ok(answer)
    }
}

impl<Q, A> Default for Last<Q, A> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl Document {
    /// Reads a text as received.
    pub fn new(text: String) -> Self {
        Self::of(Decoded { what: String::new(), text })
    }

    /// Reads a decoded text.
    pub fn of(Decoded { what, text }: Decoded) -> Self {
        let index = Index::new(&text);
        Self {
            content: Content { text, index, what },
            lines: OnceLock::new(),
            found: Last::default(),
            places: Last::default(),
            rows: Last::default(),
        }
    }

    /// Text and values.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The rows of its text.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.content.text))
    }

    /// The nodes that a search finds; none where it is no JSON.
    pub fn found(&self, search: &PayloadSearch) -> Result<Arc<Vec<NodeId>>, Wrong> {
        let Content { text, index, .. } = &self.content;
        let Ok(index) = index else { return Ok(Arc::default()) };
        self.found.or(search, || find::nodes(text, index, &search.text, search.within))
    }

    /// The bytes at which its text has another.
    pub fn places(&self, needle: &str) -> Arc<Vec<u32>> {
        let found = self.places.or(&needle.to_owned(), || Ok::<_, Wrong>(find::places(&self.content.text, needle)));
        found.unwrap_or_default()
    }

    /// The rows of its tree; with `only`, of what this search finds. None where it is no JSON.
    pub fn rows(&self, fold: &Fold, only: Option<&PayloadSearch>) -> Result<Arc<Vec<NodeId>>, Wrong> {
        let Ok(index) = &self.content.index else { return Ok(Arc::default()) };
        let found = only.map(|search| self.found(search)).transpose()?;
        let found = found.as_ref().map(|found| found.as_slice());
        self.rows.or(&(fold.clone(), only.cloned()), || Ok(outline::rows(index, fold, found)))
    }

    /// Bytes in memory, roughly.
    pub fn bytes(&self) -> usize {
        self.content.text.len() + self.content.index.as_ref().map_or(0, Index::bytes)
    }
}
