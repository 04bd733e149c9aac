//! A plan on one segment: what the columns alone decide, and what only the raw record can.

use super::{
    mask::Mask,
    plan::{Compiled, Like, Plan, TextTest},
};
use crate::entry::Seq;
use crate::store::columns::{Part, codes::Packed, segment::Word, texts::Texts};

/// The answer for one segment.
#[derive(Debug)]
pub(crate) enum Partial {
    /// The columns decided it.
    Known(Mask),
    /// A free text.
    Text(OpenText),
    All(Vec<Partial>),
    Any(Vec<Partial>),
    Not(Box<Partial>),
}

/// A free text on one segment: rows whose names contain it hold; of the others that may hold, the raw record decides.
#[derive(Debug)]
pub(crate) struct OpenText {
    /// Its place in [`Compiled::texts`].
    pub text: usize,
    names: Mask,
    maybe: Mask,
}

/// Evaluates as far as columns reach.
pub(crate) fn evaluate(compiled: &Compiled, part: &Part<'_>) -> Partial {
    Evaluator { compiled, part, len: part.segment.len() }.plan(&compiled.plan)
}

struct Evaluator<'a> {
    compiled: &'a Compiled,
    part: &'a Part<'a>,
    len: usize,
}

impl Evaluator<'_> {
    fn plan(&self, plan: &Plan) -> Partial {
        match plan {
            Plan::All(plans) => self.combine(plans, true),
            Plan::Any(plans) => self.combine(plans, false),
            Plan::Not(plan) => match self.plan(plan) {
                Partial::Known(mask) => Partial::Known(mask.not()),
                open => Partial::Not(Box::new(open)),
            },
            Plan::Text(index) => {
                let actors = &self.compiled.texts[*index].actors;
                let names = self.word(Word::Actor, actors);
                Partial::Text(OpenText { text: *index, names, maybe: Mask::all(self.len) })
            }
            leaf => Partial::Known(self.leaf(leaf)),
        }
    }

    /// `All` and `Any`: the decided children become one mask; where it decides alone, the others are not looked at.
    fn combine(&self, plans: &[Plan], all: bool) -> Partial {
        let mut known = Mask::every(self.len, all);
        let mut open = Vec::new();
        for plan in plans {
            match self.plan(plan) {
                Partial::Known(mask) => known = if all { known.and(&mask) } else { known.or(&mask) },
                partial => open.push(partial),
            }
            if if all { known.is_none() } else { known.is_all() } {
                return Partial::Known(known);
            }
        }
        if open.is_empty() {
            return Partial::Known(known);
        }
        open.insert(0, Partial::Known(known));
        if all { Partial::All(open) } else { Partial::Any(open) }
    }

    fn leaf(&self, plan: &Plan) -> Mask {
        let segment = self.part.segment;
        match plan {
            Plan::Const(on) => Mask::every(self.len, *on),
            Plan::Word(word, codes) => self.word(*word, codes),
            Plan::Source(sources) => {
                Mask::of_packed(&segment.source, self.len, |source| sources.contains(&(source as u32)))
            }
            Plan::Marks(bits) => Mask::of_packed(&segment.marks, self.len, |marks| marks as u8 & bits != 0),
            Plan::Flags(table) => Mask::of(&segment.flags, |flags| table[usize::from(flags)]),
            Plan::Status(ranges) => self.numbers(&segment.status, ranges),
            Plan::Duration(ranges) => self.numbers(&segment.duration, ranges),
            Plan::Seq(ranges) => {
                let first = u64::from(self.part.first) + 1;
                let holds = |row: usize| ranges.iter().any(|(from, to)| (*from..=*to).contains(&(first + row as u64)));
                if self.part.live.is_some() { Mask::none(self.len) } else { Mask::of_rows(self.len, holds) }
            }
            Plan::Places(places) => self.places(places),
            Plan::Time(ranges) => self.times(ranges),
            Plan::Recorded(ranges) => Mask::of_rows(self.len, |row| {
                let time = segment.recorded(row);
                ranges.iter().any(|(from, until)| (*from..*until).contains(&time))
            }),
            Plan::State(states) => match (self.part.live, self.part.superseded) {
                (Some(_), _) => Mask::every(self.len, states.pending),
                (None, None) => Mask::every(self.len, states.settled),
                (None, Some(bits)) => {
                    let superseded = Mask::of_bits(bits, self.len);
                    match (states.settled, states.superseded) {
                        (true, false) => superseded.not(),
                        (false, true) => superseded,
                        (both, _) => Mask::every(self.len, both),
                    }
                }
            },
            Plan::Id(test) => self.texts(&segment.id, test),
            Plan::Request(test) => self.texts(&segment.request, test),
            Plan::Text(_) | Plan::All(_) | Plan::Any(_) | Plan::Not(_) => Mask::none(self.len),
        }
    }

    fn places(&self, places: &[Seq]) -> Mask {
        let mut mask = Mask::none(self.len);
        if self.part.live.is_none() {
            let first = u64::from(self.part.first) + 1;
            let begin = places.partition_point(|place| *place < first);
            let here = places[begin..].iter().take_while(|place| **place < first + self.len as u64);
            here.for_each(|place| mask.set((place - first) as usize));
        }
        mask
    }

    fn word(&self, word: Word, codes: &[bool]) -> Mask {
        let column = &self.part.segment.words[word as usize];
        let mut matching = codes.iter().zip(0_u64..).filter(|(matches, _)| **matches).map(|(_, code)| code);
        match (matching.next(), matching.next()) {
            (None, _) => Mask::none(self.len),
            (Some(only), None) => Mask::of_range(column, self.len, only, only),
            _ => Mask::of_packed(column, self.len, |code| codes[code as usize]),
        }
    }

    fn numbers(&self, column: &Packed, ranges: &[(u64, u64)]) -> Mask {
        match ranges {
            [(from, to)] => Mask::of_range(column, self.len, *from, *to),
            ranges => Mask::of_packed(column, self.len, |number| {
                ranges.iter().any(|(from, to)| *from <= number && number <= *to)
            }),
        }
    }

    /// Whole segments inside or outside are not looked into.
    fn times(&self, ranges: &[(i64, i64)]) -> Mask {
        let (least, greatest) = self.part.segment.span;
        if ranges.iter().any(|(from, until)| *from <= least && greatest < *until) {
            return Mask::all(self.len);
        }
        if ranges.iter().all(|(from, until)| greatest < *from || *until <= least) {
            return Mask::none(self.len);
        }
        let times = &self.part.segment.times;
        match ranges {
            [(from, until)] => Mask::of(times, |time| *from <= time && time < *until),
            ranges => Mask::of(times, |time| ranges.iter().any(|(from, until)| *from <= time && time < *until)),
        }
    }

    fn texts(&self, texts: &Texts, test: &TextTest) -> Mask {
        match test {
            TextTest::Present => Mask::of_rows(self.len, |row| texts.present(row)),
            TextTest::OneOf(words) => {
                if let Texts::Numbers(numbers) = texts
                    && words.iter().all(Like::is_whole)
                {
                    let wanted: Vec<_> = words.iter().filter_map(Like::number).collect();
                    return Mask::of_packed(numbers, self.len, |number| wanted.contains(&number));
                }
                Mask::of_rows(self.len, |row| {
                    texts.with(row, |text| !text.is_empty() && words.iter().any(|word| word.matches(text)))
                })
            }
        }
    }
}

impl Partial {
    /// The rows that hold whatever the raw records say, and the rows that may hold.
    pub fn bounds(&self) -> (Mask, Mask) {
        match self {
            Self::Known(mask) => (mask.clone(), mask.clone()),
            Self::Text(text) => (text.names.clone(), text.maybe.clone()),
            Self::All(parts) => fold(parts, Mask::and),
            Self::Any(parts) => fold(parts, Mask::or),
            Self::Not(part) => {
                let (surely, maybe) = part.bounds();
                (maybe.not(), surely.not())
            }
        }
    }

    /// Takes in which rows may have each free text in their raw record: the others certainly do not.
    pub fn narrow(&mut self, candidates: &[Mask]) {
        match self {
            Self::Known(_) => {}
            Self::Text(text) => text.maybe = text.names.clone().or(&candidates[text.text]),
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().for_each(|part| part.narrow(candidates)),
            Self::Not(part) => part.narrow(candidates),
        }
    }

    /// Decides a row, given which free texts its raw record contains.
    pub fn decide(&self, row: usize, contains: &mut dyn FnMut(usize) -> bool) -> bool {
        match self {
            Self::Known(mask) => mask.get(row),
            Self::Text(text) => text.names.get(row) || (text.maybe.get(row) && contains(text.text)),
            Self::All(parts) => parts.iter().all(|part| part.decide(row, contains)),
            Self::Any(parts) => parts.iter().any(|part| part.decide(row, contains)),
            Self::Not(part) => !part.decide(row, contains),
        }
    }
}

fn fold(parts: &[Partial], join: impl Fn(Mask, &Mask) -> Mask) -> (Mask, Mask) {
    let bounds = parts.iter().map(Partial::bounds);
    bounds
        .reduce(|(surely, maybe), next| (join(surely, &next.0), join(maybe, &next.1)))
        .expect("a combination has at least one part")
}
