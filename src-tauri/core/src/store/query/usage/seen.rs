//! When groups were seen first and last.

use super::{
    super::{
        Selection,
        moments::{Seen, seen, widen},
    },
    measure::Grouping,
};
use crate::store::columns::{codes::each_width, segment::Word};

/// When each group was seen.
pub(super) fn groups_seen(selection: &Selection, grouping: &Grouping) -> Vec<Seen> {
    seen(&selection.snapshot, &selection.masks, grouping.groups, |part, mask, seen| {
        let (times, mut groups) = (&part.segment.times, grouping.of[part.index].iter());
        mask.each(|row| {
            let group = *groups.next().expect("a group was given to every row");
            if let Some(seen) = seen.get_mut(group as usize) {
                widen(seen, times[row]);
            }
        });
    })
}

/// When each word of a dictionary was seen.
#[expect(clippy::useless_conversion, reason = "one of the widths is the one that is asked for")]
pub(super) fn words_seen(selection: &Selection, word: Word) -> Vec<Seen> {
    let words = selection.snapshot.dictionary(word).len();
    seen(&selection.snapshot, &selection.masks, words, |part, mask, seen| {
        let (times, codes) = (&part.segment.times, &part.segment.words[word as usize]);
        each_width!(
            codes,
            cells => mask.each(|row| {
                if let Some(code) = codes.value(u64::from(cells[row])) {
                    widen(&mut seen[code as usize], times[row]);
                }
            }),
            cell => {
                if let Some(code) = codes.value(u64::from(*cell)) {
                    mask.each(|row| widen(&mut seen[code as usize], times[row]));
                }
            }
        );
    })
}
