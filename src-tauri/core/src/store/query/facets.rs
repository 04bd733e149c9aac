//! Exact counts of the values of a field.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use tokio_util::sync::CancellationToken;

use super::{
    ReadContext, Selection,
    mask::Mask,
    order::server_label,
    plan::{payload_word, tool_error_word},
    words::dictionary,
};
use crate::{
    api::wire::{EntryState, Facet, FacetValue},
    entry::{
        Flag,
        filter::{Field, FieldKind, Filter, Values, text::Finder},
    },
    error::{Error, ErrorCode, Result},
    store::columns::{
        Part, Snapshot,
        codes::{Packed, each_width},
        segment::{Flags, Word},
        texts::Texts,
    },
};

/// Cells up to here are counted in a table; rarer, wider ones in a map.
const TABLE: u64 = 1 << 20;

/// Up to here four tables fit into the processor's nearest cache.
const NARROW: usize = 1 << 10;

/// A value with what is shown for it and how many rows have it. An empty value is the absent one.
struct Counted {
    value: String,
    label: String,
    count: u64,
}

impl Selection {
    /// The values of each field with exact counts. `filter` is the one that made this selection: the counts of a field leave out the filter's own
    /// pills on it, so that a chosen value can be changed. `search` keeps values that contain it (in what the filter takes or in what is shown),
    /// without case; `distinct` counts those.
    ///
    /// Fails with `wrong_use` for a field that is a time, a duration or the ledger place, and as [`Snapshot::select`] does.
    pub fn facets(
        &self,
        fields: &[Field],
        limit: usize,
        search: &str,
        filter: &Filter,
        context: &ReadContext<'_>,
        cancel: &CancellationToken,
    ) -> Result<Vec<Facet>> {
        let facet = |field: &Field| {
            let field = *field;
            if matches!(field.kind(), FieldKind::Time | FieldKind::Duration) || field == Field::Seq {
                let message = format!(
                    "{} has no facets: nearly every entry has its own. Use the timeline or a range.",
                    field.name()
                );
                return Err(Error::new(ErrorCode::WrongUse, message));
            }
            let without = filter.clone().without(field);
            let counted = if without == *filter {
                self.counted(field)
            } else {
                self.without(field, &without, context, cancel)?.counted(field)
            };
            let mut facet = cut(field, counted, limit, search);
            for value in &mut facet.values {
                value.chosen = filter.chosen(field, &value.value);
            }
            Ok(facet)
        };
        fields.par_iter().map(facet).collect()
    }

    fn without(
        &self,
        field: Field,
        filter: &Filter,
        context: &ReadContext<'_>,
        cancel: &CancellationToken,
    ) -> Result<std::sync::Arc<Selection>> {
        if let Some(known) = self.without.lock().expect("a look-up does not panic").get(&field) {
            return Ok(known.clone());
        }
        let selection = std::sync::Arc::new(self.snapshot.select(filter, context, cancel)?);
        self.without.lock().expect("a look-up does not panic").insert(field, selection.clone());
        Ok(selection)
    }

    /// Every value of a field, in no order.
    fn counted(&self, field: Field) -> Vec<Counted> {
        let snapshot = &self.snapshot;
        if let Some(word) = dictionary(field) {
            let words = snapshot.dictionary(word);
            return self.by_code(word, |code| (words.get(code), words.get(code)));
        }
        match field {
            Field::Actor => self.by_code(Word::Actor, |code| {
                let actor = snapshot.actor(code);
                (actor.value(), actor.label())
            }),
            Field::ActorType => self.by_code(Word::Actor, |code| {
                let actor_type = snapshot.actor(code).actor_type;
                (actor_type, actor_type)
            }),
            Field::Server => self.by_code(Word::Server, |code| {
                let [id, name] = snapshot.server(code);
                (if id.is_empty() { name } else { id }, server_label([id, name]))
            }),
            Field::Source => merge(self.by_number(|part| &part.segment.source).into_iter().map(|(source, count)| {
                let name = source.map_or("", |source| snapshot.0.names.source(source as u32));
                (name, name, count)
            })),
            Field::Status => {
                let counts = self.by_number(|part| &part.segment.status).into_iter();
                let counts: Vec<_> = counts
                    .map(|(status, count)| (status.map_or_else(String::new, |status| status.to_string()), count))
                    .collect();
                merge(counts.iter().map(|(status, count)| (status.as_str(), status.as_str(), *count)))
            }
            Field::Outcome => self.by_flags(|flags| flags.outcome().word()),
            Field::ToolError => self.by_flags(|flags| flags.tool_error().map_or("", tool_error_word)),
            Field::Payload => self.by_flags(|flags| payload_word(flags.payload())),
            Field::State => self.by_state(),
            Field::Flag => self.by_marks(),
            field if field.is_reviewers() => self.by_reviews(field),
            Field::Id => self.by_text(|part| &part.segment.id),
            Field::Request => self.by_text(|part| &part.segment.request),
            // The other words are done; times and numbers have no facets.
            _ => Vec::new(),
        }
    }

    fn parts(&self) -> impl IndexedParallelIterator<Item = (Part<'_>, &Mask)> {
        self.masks.par_iter().enumerate().map(|(index, mask)| (self.snapshot.part(index), mask))
    }

    fn by_code<'a>(&'a self, word: Word, value: impl Fn(u32) -> (&'a str, &'a str)) -> Vec<Counted> {
        let codes = self.snapshot.dictionary(word).len();
        // The last place counts the rows without a code.
        let empty = || vec![0_u64; codes + 1];
        let counts = self.parts().fold(empty, |mut counts, (part, mask)| {
            for (cell, count) in cells(&part.segment.words[word as usize], mask) {
                let code = part.segment.words[word as usize].value(cell);
                counts[code.map_or(codes, |code| code as usize)] += count;
            }
            counts
        });
        let counts = counts.reduce(empty, |mut sum, counts| {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            sum
        });
        let counts = counts.into_iter().zip(0_u32..).filter(|(count, _)| *count > 0);
        merge(counts.map(|(count, code)| {
            let (value, label) = if code as usize == codes { ("", "") } else { value(code) };
            (value, label, count)
        }))
    }

    fn by_number(&self, column: impl for<'a> Fn(&Part<'a>) -> &'a Packed + Sync) -> HashMap<Option<u64>, u64> {
        let counts = self.parts().fold(HashMap::new, |mut counts, (part, mask)| {
            let column = column(&part);
            for (cell, count) in cells(column, mask) {
                *counts.entry(column.value(cell)).or_default() += count;
            }
            counts
        });
        counts.reduce(HashMap::new, add)
    }

    fn by_flags(&self, value: impl Fn(Flags) -> &'static str) -> Vec<Counted> {
        let counts = self.parts().map(|(part, mask)| {
            let mut counts = [0_u64; 256];
            mask.each(|row| counts[usize::from(part.segment.flags[row])] += 1);
            counts
        });
        let counts = counts.reduce(|| [0; 256], |a, b| std::array::from_fn(|flags| a[flags] + b[flags]));
        merge(counts.into_iter().zip(0_u8..=255).filter(|(count, _)| *count > 0).map(|(count, flags)| {
            let value = value(Flags(flags));
            (value, value, count)
        }))
    }

    /// An entry counts for each of its flags.
    fn by_marks(&self) -> Vec<Counted> {
        let counts = self.by_number(|part| &part.segment.marks);
        let of = |test: &dyn Fn(u8) -> bool| {
            counts.iter().filter(|(marks, _)| test(marks.unwrap_or(0) as u8)).map(|(_, count)| *count).sum::<u64>()
        };
        let flags = Flag::ALL.into_iter().map(|flag| {
            let bit = flag.bit();
            (flag.word(), flag.word(), of(&|marks| marks & bit != 0))
        });
        merge(flags.chain([("", "", of(&|marks| marks == 0))]).filter(|(_, _, count)| *count > 0))
    }

    /// An entry counts for each of its values.
    fn by_reviews(&self, field: Field) -> Vec<Counted> {
        let mut counts: HashMap<&str, u64> = HashMap::new();
        let mut with = HashSet::new();
        self.snapshot.0.reviews.each(field, |seq, word| {
            if self.snapshot.settled_row(seq).is_some_and(|row| self.contains(row)) {
                *counts.entry(word).or_default() += 1;
                with.insert(seq);
            }
        });
        let without = [("", self.count - with.len() as u64)].into_iter().filter(|(_, count)| *count > 0);
        merge(counts.into_iter().chain(without).map(|(word, count)| (word, word, count)))
    }

    fn by_state(&self) -> Vec<Counted> {
        let mut counts = [(EntryState::Pending, 0), (EntryState::Settled, 0), (EntryState::Superseded, 0)];
        for (index, mask) in self.masks.iter().enumerate() {
            let part = self.snapshot.part(index);
            mask.each(|row| counts[super::row::state(&part, row) as usize].1 += 1);
        }
        let word = |state| match state {
            EntryState::Pending => "pending",
            EntryState::Settled => "settled",
            EntryState::Superseded => "superseded",
        };
        merge(
            counts.into_iter().filter(|(_, count)| *count > 0).map(|(state, count)| (word(state), word(state), count)),
        )
    }

    fn by_text(&self, column: impl for<'a> Fn(&Part<'a>) -> &'a Texts + Sync) -> Vec<Counted> {
        let counts = self.parts().fold(HashMap::new, |mut counts: HashMap<String, u64>, (part, mask)| {
            mask.each(|row| *counts.entry(column(&part).get(row)).or_default() += 1);
            counts
        });
        let counts = counts.reduce(HashMap::new, add);
        merge(counts.iter().map(|(text, count)| (text.as_str(), text.as_str(), *count)))
    }
}

/// How often each cell occurs among the rows.
fn cells(column: &Packed, mask: &Mask) -> Vec<(u64, u64)> {
    let greatest = column.greatest_cell();
    if greatest < TABLE {
        let cells = greatest as usize + 1;
        // Neighbours often have the same value: four tables in turn, so that an addition need not wait for the one before it.
        let tables = if cells <= NARROW { 4 } else { 1 };
        let mut counts = vec![0_u32; cells * tables];
        each_width!(
            column,
            values => mask.each(|row| counts[values[row] as usize + (row & (tables - 1)) * cells] += 1),
            cell => counts[usize::from(*cell)] = mask.count() as u32
        );
        let count = |cell: usize| (0..tables).map(|table| u64::from(counts[table * cells + cell])).sum::<u64>();
        return (0..cells).map(|cell| (cell as u64, count(cell))).filter(|(_, count)| *count > 0).collect();
    }
    let mut counts = HashMap::new();
    mask.each(|row| *counts.entry(column.cell(row)).or_default() += 1);
    counts.into_iter().collect()
}

fn add<K: std::hash::Hash + Eq>(mut sum: HashMap<K, u64>, counts: HashMap<K, u64>) -> HashMap<K, u64> {
    for (value, count) in counts {
        *sum.entry(value).or_default() += count;
    }
    sum
}

/// Adds up counts of the same value; it is shown as its most frequent label.
fn merge<'a>(counts: impl Iterator<Item = (&'a str, &'a str, u64)>) -> Vec<Counted> {
    // Value: its count, and the best label with its count.
    let mut values: HashMap<&str, (u64, &str, u64)> = HashMap::new();
    for (value, label, count) in counts {
        let (sum, best, most) = values.entry(value).or_insert((0, label, 0));
        *sum += count;
        if count > *most {
            (*best, *most) = (label, count);
        }
    }
    let values = values.into_iter();
    values
        .map(|(value, (count, label, _))| Counted { value: value.to_owned(), label: label.to_owned(), count })
        .collect()
}

/// The most frequent values that contain the text; equal counts by label, then by value.
fn cut(field: Field, counted: Vec<Counted>, limit: usize, search: &str) -> Facet {
    let search = Finder::new(search, false);
    let (mut values, mut absent) = (Vec::new(), 0);
    for counted in counted {
        if counted.value.is_empty() {
            absent += counted.count;
        } else if search.find_in_text(&counted.value) || search.find_in_text(&counted.label) {
            values.push(counted);
        }
    }
    let distinct = values.len() as u64;
    let order =
        |a: &Counted, b: &Counted| b.count.cmp(&a.count).then_with(|| (&a.label, &a.value).cmp(&(&b.label, &b.value)));
    if limit < values.len() {
        values.select_nth_unstable_by(limit, order);
        values.truncate(limit);
    }
    values.sort_unstable_by(order);
    let value = |Counted { value, label, count }| FacetValue { value, label, count, chosen: None };
    Facet { field, values: values.into_iter().map(value).collect(), distinct, absent }
}

/// Completion offers what current entries have.
impl Values for Snapshot {
    fn values(&self, field: Field, containing: &str, limit: usize) -> Vec<(String, String, u64)> {
        // Nearly every entry has its own: an offer would help nobody and look at every row.
        if matches!(field, Field::Id | Field::Request) {
            return Vec::new();
        }
        let facet = cut(field, self.current().counted(field), limit, containing);
        facet.values.into_iter().map(|value| (value.value, value.label, value.count)).collect()
    }
}
