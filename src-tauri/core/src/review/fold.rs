//! What holds now, folded from all statements.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Disposition, ReviewAction, ReviewEvent};
use crate::{
    api::wire::{Micros, RowReview},
    entry::{Seq, filter::Field},
};

/// What reviewers say of one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The verdict.
    pub decision: Option<Decision>,
    /// The tags.
    pub tags: BTreeSet<String>,
    /// The notes, the oldest first.
    pub notes: Vec<ReviewNote>,
}

/// A verdict with its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The verdict.
    pub disposition: Disposition,
    /// Who gave it.
    pub by: String,
    /// When.
    pub at: Micros,
}

/// A note with its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewNote {
    /// Names it.
    pub id: String,
    /// Who wrote it.
    pub by: String,
    /// When it was written.
    pub at: Micros,
    /// Who wrote it anew the last time and when; `None`: it is as it was written.
    pub edited: Option<(String, Micros)>,
    /// Markdown.
    pub text: String,
}

impl Review {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.decision.is_none() && self.tags.is_empty() && self.notes.is_empty()
    }

    /// Takes in a statement. Statements come in the order of their moments.
    pub fn take(&mut self, event: &ReviewEvent) {
        let (by, at) = (event.by.clone(), event.at);
        match &event.action {
            ReviewAction::Dispose { disposition } => {
                self.decision = disposition.map(|disposition| Decision { disposition, by, at });
            }
            ReviewAction::Tag { tag } => {
                self.tags.insert(tag.clone());
            }
            ReviewAction::Untag { tag } => {
                self.tags.remove(tag);
            }
            ReviewAction::Write { note, text } => match self.notes.iter_mut().find(|known| known.id == *note) {
                Some(known) => (known.text, known.edited) = (text.clone(), Some((by, at))),
                None => {
                    self.notes.push(ReviewNote { id: note.clone(), by, at, edited: None, text: text.clone() });
                }
            },
            ReviewAction::Erase { note } => self.notes.retain(|known| known.id != *note),
        }
    }

    /// The forms of a field's value that a filter compares with; none for a field that is not the reviewers'.
    pub fn words(&self, field: Field) -> Vec<&str> {
        match field {
            Field::Disposition => self.decision.iter().map(|decision| decision.disposition.word()).collect(),
            Field::Reviewer => self.decision.iter().map(|decision| decision.by.as_str()).collect(),
            Field::Tag => self.tags.iter().map(String::as_str).collect(),
            Field::Note => self.notes.iter().map(|note| note.text.as_str()).collect(),
            _ => Vec::new(),
        }
    }
}

/// The entries of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// Its name.
    pub name: String,
    /// Their ledger places, ascending.
    pub seqs: Box<[Seq]>,
}

/// What reviewers say of all entries; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    entries: BTreeMap<Seq, Arc<Review>>,
    samples: BTreeMap<u32, Arc<Sampled>>,
}

impl Reviews {
    /// What is said of an entry.
    pub fn of(&self, seq: Seq) -> Option<&Arc<Review>> {
        self.entries.get(&seq)
    }

    /// Says something else of an entry.
    pub fn put(&mut self, seq: Seq, review: Review) {
        if review.is_empty() {
            self.entries.remove(&seq);
        } else {
            self.entries.insert(seq, Arc::new(review));
        }
    }

    /// Adds a sample, or forgets it.
    pub fn put_sample(&mut self, id: u32, sample: Option<Sampled>) {
        match sample {
            Some(sample) => drop(self.samples.insert(id, Arc::new(sample))),
            None => drop(self.samples.remove(&id)),
        }
    }

    /// What a row shows of an entry.
    pub fn mark(&self, seq: Seq) -> RowReview {
        let samples = self.samples_of(seq).map(str::to_owned).collect();
        let Some(review) = self.entries.get(&seq) else { return RowReview { samples, ..RowReview::default() } };
        RowReview {
            disposition: review.decision.as_ref().map(|decision| decision.disposition),
            reviewer: review.decision.as_ref().map_or_else(String::new, |decision| decision.by.clone()),
            tags: review.tags.iter().cloned().collect(),
            notes: u32::try_from(review.notes.len()).unwrap_or(u32::MAX),
            samples,
        }
    }

    /// The names of the samples that have an entry.
    pub fn samples_of(&self, seq: Seq) -> impl Iterator<Item = &str> {
        let with = self.samples.values().filter(move |sample| sample.seqs.binary_search(&seq).is_ok());
        with.map(|sample| sample.name.as_str())
    }

    /// Shows every value of a reviewers' field with the ledger place that has it; a place comes once for each of its values.
    pub fn each<'a>(&'a self, field: Field, mut show: impl FnMut(Seq, &'a str)) {
        if field == Field::Sample {
            for sample in self.samples.values() {
                sample.seqs.iter().for_each(|seq| show(*seq, &sample.name));
            }
            return;
        }
        for (seq, review) in &self.entries {
            review.words(field).into_iter().for_each(|word| show(*seq, word));
        }
    }

    /// The ledger places, ascending, one of whose values passes a test.
    pub fn places(&self, field: Field, test: impl Fn(&str) -> bool) -> Box<[Seq]> {
        let mut places = BTreeSet::new();
        self.each(field, |seq, word| {
            if !places.contains(&seq) && test(word) {
                places.insert(seq);
            }
        });
        places.into_iter().collect()
    }
}
