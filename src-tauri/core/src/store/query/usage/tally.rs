//! Counting the rows of groups by outcome and tool error.

use tokio_util::sync::CancellationToken;

use super::{
    super::Selection,
    measure::{Grouping, NONE, by_segment},
};
use crate::{
    entry::Status,
    error::{Error, Result},
    store::columns::segment::Flags,
};

/// Of outcome and tool error together there are so many kinds; a power of two, so that the counts of a group lie in one cache line.
const KINDS: usize = 16;

/// How many counts are kept of each kind of a group while rows are counted; a power of two.
const LANES: usize = 4;

/// With more groups than these, 1 MB of counts in turns, one count is kept of each kind.
const FEW_GROUPS: usize = 1 << 12;

/// The kind of every selected row, segment by segment.
pub(super) struct Kinds(Vec<Box<[u8]>>);

/// How many rows of each kind a group has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally([u32; KINDS]);

impl Kinds {
    pub fn of(selection: &Selection) -> Self {
        let kind_of: [u8; 256] = std::array::from_fn(|flags| kind(Flags(flags as u8)) as u8);
        Self(by_segment(selection, |part, mask, kinds| {
            let flags = &part.segment.flags;
            mask.each(|row| kinds.push(kind_of[usize::from(flags[row])]));
        }))
    }

    /// The tally of every group.
    pub fn tallies(&self, grouping: &Grouping, cancel: &CancellationToken) -> Result<Vec<Tally>> {
        // Rows of the same group and kind often follow each other: counted in turns, one need not wait for the one before.
        let lanes = if grouping.groups <= FEW_GROUPS { LANES } else { 1 };
        let mut tallies = vec![Tally::default(); grouping.groups * lanes];
        for (kinds, groups) in self.0.iter().zip(&grouping.of) {
            Error::if_cancelled(cancel)?;
            for (row, (kind, group)) in kinds.iter().zip(groups).enumerate() {
                if *group != NONE {
                    tallies[*group as usize * lanes + (row & (lanes - 1))].0[usize::from(*kind) % KINDS] += 1;
                }
            }
        }
        let sum = |lanes: &[Tally]| Tally(std::array::from_fn(|kind| lanes.iter().map(|tally| tally.0[kind]).sum()));
        Ok(tallies.chunks(lanes).map(sum).collect())
    }
}

impl Tally {
    /// How many rows there are.
    pub fn calls(&self) -> u32 {
        self.0.iter().sum()
    }

    /// How many rows pass a test of their outcome and of what is known of a tool error.
    pub fn count(&self, test: impl Fn(Status, Option<bool>) -> bool) -> u64 {
        let kinds =
            Status::ALL.into_iter().flat_map(|status| [None, Some(false), Some(true)].map(|told| (status, told)));
        let counted = kinds.zip(self.0).filter(|((status, told), _)| test(*status, *told));
        counted.map(|(_, count)| u64::from(count)).sum()
    }
}

/// The place of outcome and tool error among the kinds.
fn kind(flags: Flags) -> usize {
    flags.outcome() as usize * 3 + flags.tool_error().map_or(0, |error| 1 + usize::from(error))
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn tallies_of_few_and_of_many_groups_are_what_a_look_at_each_row_counts() {
        let rng = &mut ChaCha8Rng::seed_from_u64(5);
        for groups in [1, 7, FEW_GROUPS, FEW_GROUPS + 1] {
            let mut expected = vec![Tally::default(); groups];
            let mut row = |kinds: &mut Vec<u8>, of: &mut Vec<u32>| {
                let (kind, group) = (rng.random_range(0..15), rng.random_range(0..groups));
                let group = if rng.random_bool(0.1) { NONE } else { group as u32 };
                if let Some(tally) = expected.get_mut(group as usize) {
                    tally.0[usize::from(kind)] += 1;
                }
                kinds.push(kind);
                of.push(group);
            };
            let segments = [0, 1, 10_003].map(|rows| {
                let (mut kinds, mut of) = (Vec::new(), Vec::new());
                (0..rows).for_each(|_| row(&mut kinds, &mut of));
                (kinds.into_boxed_slice(), of.into_boxed_slice())
            });
            let (kinds, of) = segments.into_iter().unzip();
            let tallies = Kinds(kinds).tallies(&Grouping { of, groups }, &CancellationToken::new());
            assert_eq!(tallies.expect("nobody cancels"), expected, "{groups} groups");
        }
    }
}
