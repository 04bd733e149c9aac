//! Ids as sort keys: numbers by their value, then everything else by its text without case, then with it. No string is kept.

use std::cmp::Ordering;

use crate::store::columns::texts::{Texts, number};

/// Keys from here on are texts: seven bytes of it follow.
const TEXTS: u64 = 1 << 63;

/// Keys below are numbers, and tell all of the id.
pub(super) const EXACT: u64 = TEXTS - 1;

/// The key of a number.
pub(super) fn of_number(number: u64) -> u64 {
    number.min(EXACT)
}

/// A number that sorts as the id does, equal only where the ids have the same number or the same beginning; `None` where there is no id.
pub(super) fn key(texts: &Texts, row: usize) -> Option<u64> {
    match texts {
        Texts::Numbers(numbers) => numbers.get(row).map(of_number),
        Texts::Uuids(ids) => texts.present(row).then(|| TEXTS | seven_digits(ids[row])),
        Texts::Arena { .. } => texts.with(row, |text| match number(text) {
            _ if text.is_empty() => None,
            Some(number) => Some(of_number(number)),
            None => Some(TEXTS | beginning(text)),
        }),
    }
}

/// The order of two ids with equal keys.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        // The order of characters is that of their UTF-8.
        (None, None) => folded(a).cmp(folded(b)).then_with(|| a.cmp(b)),
    }
}

/// As [`fold`](crate::entry::filter::text::fold), character by character.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

/// The first seven bytes of the text without case, zeros where it is shorter.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let head = &text.as_bytes()[..text.len().min(7)];
    if head.is_ascii() {
        bytes[1..=head.len()].copy_from_slice(head);
        bytes.make_ascii_lowercase();
    } else {
        // Seven characters are seven bytes or more.
        let folded: String = folded(text).take(7).collect();
        let head = &folded.as_bytes()[..folded.len().min(7)];
        bytes[1..=head.len()].copy_from_slice(head);
    }
    u64::from_be_bytes(bytes)
}

/// As [`beginning`] of a UUID, whose first seven characters are hexadecimal digits: all seven at once.
fn seven_digits(id: u128) -> u64 {
    let mut digits = (id >> 100) as u64;
    digits = (digits | digits << 16) & 0x0000_ffff_0000_ffff;
    digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ff;
    digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    // Digits above nine are letters, 39 further on.
    let letters = (digits + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101;
    (digits + 0x3030_3030_3030_3030 + letters * 39) & 0x00ff_ffff_ffff_ffff
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Option<u64> {
        key(&Texts::pack([text, "a text"].into_iter()), 0)
    }

    #[test]
    fn a_uuid_has_the_same_key_in_both_forms() {
        for id in ["6a1e0000-0000-4000-8000-00000000000f", "09afbed7-ffff-ffff-ffff-fffffffffff0"] {
            let packed = Texts::pack([id].into_iter());
            assert!(matches!(packed, Texts::Uuids(_)), "it is recognised");
            assert_eq!(key(&packed, 0), of(id));
        }
    }

    proptest! {
        #[test]
        fn keys_never_contradict_the_order_of_ids(a in "[0-9]{1,20}|[a-cA-C0-9é-]{0,12}|.{0,9}", b in "[0-9]{1,20}|[a-cA-C0-9é-]{0,12}|.{0,9}") {
            prop_assume!(!a.is_empty() && !b.is_empty());
            let (x, y) = (of(&a), of(&b));
            prop_assert!(x.is_some() && x < Some(u64::MAX - 1) && (x == y || x.cmp(&y) == compare(&a, &b)), "{a:?} {b:?}");
            prop_assert!(x != y || x >= Some(EXACT) || a == b, "a small number tells all: {a:?} {b:?}");
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &b).is_eq(), a == b, "only the same id is equal");
        }
    }
}
