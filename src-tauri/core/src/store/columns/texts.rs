//! Strings that hardly ever repeat: remote ids and request ids. A dictionary would cost more than it saves.

use super::codes::Packed;

/// A column of strings, in the tightest of three forms. An empty string is an absent one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// All present ones are plain decimal numbers.
    Numbers(Packed),
    /// All present ones are UUIDs in lower case with hyphens; [`ABSENT`] is an absent one.
    Uuids(Box<[u128]>),
    /// Anything: the ends of the strings within `text`.
    Arena { ends: Packed, text: Box<str> },
}

/// Stands for an absent UUID. A segment that holds this very UUID takes the form of an arena.
const ABSENT: u128 = u128::MAX;

impl Texts {
    /// Packs strings; the iterator is run a few times.
    pub fn pack<'a>(values: impl Iterator<Item = &'a str> + Clone) -> Self {
        if values.clone().all(|value| value.is_empty() || number(value).is_some()) {
            return Self::Numbers(Packed::pack(values.map(number)));
        }
        let uuids = values.clone().map(|value| if value.is_empty() { Some(ABSENT) } else { uuid(value) });
        if let Some(uuids) = uuids.collect::<Option<Box<[u128]>>>() {
            return Self::Uuids(uuids);
        }
        let text: String = values.clone().collect();
        let ends = values.scan(0_u64, |end, value| {
            *end += value.len() as u64;
            Some(Some(*end))
        });
        Self::Arena { ends: Packed::pack(ends), text: text.into() }
    }

    /// Runs `then` on the string of a row; an absent one is empty.
    pub fn with<T>(&self, row: usize, then: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Numbers(numbers) => match numbers.get(row) {
                Some(number) => then(Decimal::of(number).text()),
                None => then(""),
            },
            Self::Uuids(uuids) if uuids[row] == ABSENT => then(""),
            Self::Uuids(uuids) => then(&hyphenated(uuids[row])),
            Self::Arena { ends, text } => {
                let from = if row == 0 { 0 } else { ends.get(row - 1).unwrap_or(0) };
                let until = ends.get(row).unwrap_or(from);
                then(&text[from as usize..until as usize])
            }
        }
    }

    /// The string of a row.
    pub fn get(&self, row: usize) -> String {
        self.with(row, str::to_owned)
    }

    /// Whether a row has a string.
    pub fn present(&self, row: usize) -> bool {
        match self {
            Self::Numbers(numbers) => numbers.cell(row) != 0,
            Self::Uuids(uuids) => uuids[row] != ABSENT,
            Self::Arena { .. } => self.with(row, |text| !text.is_empty()),
        }
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.bytes(),
            Self::Uuids(uuids) => uuids.len() * 16,
            Self::Arena { ends, text } => ends.bytes() + text.len(),
        }
    }
}

/// The number whose plain decimal form this is: no sign, no leading zeros.
pub(crate) fn number(text: &str) -> Option<u64> {
    let digits = text.as_bytes();
    let plain = digits.iter().all(u8::is_ascii_digit) && (digits.first() != Some(&b'0') || digits.len() == 1);
    if plain { text.parse().ok().filter(|number| *number <= super::codes::GREATEST) } else { None }
}

/// A number's decimal form without an allocation.
struct Decimal {
    digits: [u8; 20],
    from: usize,
}

impl Decimal {
    fn of(mut number: u64) -> Self {
        let mut digits = [b'0'; 20];
        let mut from = 20;
        loop {
            from -= 1;
            digits[from] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return Self { digits, from };
            }
        }
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.digits[self.from..]).expect("digits are ASCII")
    }
}

/// Where the hyphens of a UUID stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

fn uuid(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    let mut value = 0_u128;
    for (at, byte) in bytes.iter().enumerate() {
        if HYPHENS.contains(&at) {
            if *byte != b'-' {
                return None;
            }
            continue;
        }
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        value = value << 4 | u128::from(digit);
    }
    (value != ABSENT).then_some(value)
}

fn hyphenated(value: u128) -> String {
    let digits = format!("{value:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(values: &[&str]) -> Texts {
        let texts = Texts::pack(values.iter().copied());
        let back: Vec<_> = (0..values.len()).map(|row| texts.get(row)).collect();
        assert_eq!(back, values, "a packed column gives back what was put in");
        for (row, value) in values.iter().enumerate() {
            assert_eq!(texts.present(row), !value.is_empty(), "presence is that of a non-empty string");
        }
        texts
    }

    #[test]
    fn strings_come_back_whatever_form_they_took() {
        assert!(matches!(round(&["7", "", "90211", "0", "18446744073709551614"]), Texts::Numbers(_)));
        assert!(matches!(round(&["007", "7"]), Texts::Arena { .. }), "a leading zero is not lost");
        assert!(matches!(round(&["18446744073709551615"]), Texts::Arena { .. }), "the greatest number is not clamped");
        assert!(matches!(round(&["6a1e0000-0000-4000-8000-00000000000f", ""]), Texts::Uuids(_)));
        assert!(matches!(round(&["ffffffff-ffff-ffff-ffff-ffffffffffff"]), Texts::Arena { .. }));
        assert!(matches!(round(&["6A1E0000-0000-4000-8000-00000000000F"]), Texts::Arena { .. }), "case is not lost");
        assert!(matches!(round(&["", "é", "x", ""]), Texts::Arena { .. }));
        round(&[]);
    }
}
