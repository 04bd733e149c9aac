//! Numbers and durations as they are written.

use super::{Field, FieldKind, lexer::Operator};

/// Inclusive bounds; `None` is open.
pub(super) type Range = (Option<u64>, Option<u64>);

/// Units of durations with their microseconds, the greatest first.
const UNITS: [(&str, u64); 6] =
    [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1)];

/// Parses the value of a number or duration field.
///
/// # Errors
/// With a message for the user.
pub(super) fn range(field: Field, operator: Operator, text: &str) -> Result<Range, String> {
    let one = |text: &str| match field.kind() {
        FieldKind::Duration => duration(text),
        _ => number(field, text),
    };
    if matches!(operator, Operator::Is | Operator::IsNot) {
        if let Some((from, to)) = text.split_once("..") {
            let bound = |text: &str| if text.is_empty() { Ok(None) } else { one(text).map(Some) };
            return match (bound(from)?, bound(to)?) {
                (None, None) => Err("A range needs at least one end, for example 200..299, 400.. or ..299.".to_owned()),
                (Some(from), Some(to)) if from > to => {
                    Err(format!("The range “{text}” ends before it begins. Swap its ends."))
                }
                range => Ok(range),
            };
        }
        if let Some(class) = class(field, text) {
            return Ok((Some(class), Some(class + 99)));
        }
    }
    let value = one(text)?;
    Ok(match operator {
        Operator::Is | Operator::IsNot => (Some(value), Some(value)),
        Operator::AtLeast => (Some(value), None),
        Operator::AtMost => (None, Some(value)),
        Operator::Above => (Some(value.checked_add(1).ok_or("Nothing is greater than this.")?), None),
        Operator::Below => (None, Some(value.checked_sub(1).ok_or("Nothing is less than 0.")?)),
    })
}

/// `4xx` of a status is 400.
fn class(field: Field, text: &str) -> Option<u64> {
    let [digit @ b'1'..=b'9', b'x' | b'X', b'x' | b'X'] = text.as_bytes() else { return None };
    (field == Field::Status).then(|| u64::from(digit - b'0') * 100)
}

fn number(field: Field, text: &str) -> Result<u64, String> {
    let example = if field == Field::Status { "404, 4xx, 200..299 or >=400" } else { "100, 100..200 or >100" };
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("{} takes a whole number, for example {example}; “{text}” is none.", field.name()));
    }
    text.parse().map_err(|_| format!("“{text}” is too large for {}.", field.name()))
}

/// Parses a duration such as `250ms`, `1.5s` or `1m30s` to microseconds.
pub(super) fn duration(text: &str) -> Result<u64, String> {
    amount(text).ok_or_else(|| {
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            format!("“{text}” needs a unit: {text}ms, {text}s, {text}m, {text}h (also us and d).")
        } else {
            format!("“{text}” is no duration. Write 250ms, 1.5s, 1m30s or 2h (also us and d).")
        }
    })
}

/// Parses amounts with units, to microseconds; exact, so `0.5us` is none.
pub(super) fn amount(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (amount, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let unit = unit_micros(unit)?;
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, "0"));
        if whole.is_empty() || fraction.is_empty() || fraction.len() > 12 || fraction.contains('.') {
            return None;
        }
        let scaled = fraction.parse::<u128>().ok()? * u128::from(unit);
        let scale = 10u128.pow(fraction.len() as u32);
        if scaled % scale != 0 {
            return None;
        }
        let part = u128::from(whole.parse::<u64>().ok()?) * u128::from(unit) + scaled / scale;
        total = total.checked_add(u64::try_from(part).ok()?)?;
        rest = tail;
    }
    Some(total)
}

fn unit_micros(unit: &str) -> Option<u64> {
    match unit {
        "µs" | "μs" => Some(1),
        "w" => Some(7 * 86_400_000_000),
        _ => UNITS.iter().find(|(name, _)| *name == unit).map(|(_, micros)| *micros),
    }
}

/// Prints microseconds in the greatest unit that has no fraction; a single day as `24h`, as people say.
pub(super) fn print_duration(micros: u64) -> String {
    if micros == 0 {
        return "0s".to_owned();
    }
    let (unit, size) = UNITS
        .into_iter()
        .filter(|(unit, size)| *unit != "d" || micros >= 2 * size)
        .find(|(_, size)| micros.is_multiple_of(*size))
        .expect("every number is a multiple of 1 us");
    format!("{}{unit}", micros / size)
}

/// What follows the field's name for one range alone: `:200`, `>=400`, `<1s`.
pub(super) fn print_alone(field: Field, range: Range) -> String {
    match (field.kind(), range) {
        // Of `>1s` and `>=1000001us` the shorter: bounds are stored inclusive.
        (FieldKind::Duration, (Some(from), None)) => shorter(">=", from, ">", from.checked_sub(1)),
        (FieldKind::Duration, (None, Some(to))) => shorter("<=", to, "<", to.checked_add(1)),
        (_, (Some(from), None)) => format!(">={from}"),
        (_, (None, Some(to))) => format!("<={to}"),
        _ => format!(":{}", print_item(field, range)),
    }
}

fn shorter(inclusive_sign: &str, inclusive: u64, exclusive_sign: &str, exclusive: Option<u64>) -> String {
    let inclusive = print_duration(inclusive);
    match exclusive.map(print_duration) {
        Some(exclusive) if exclusive.len() < inclusive.len() => format!("{exclusive_sign}{exclusive}"),
        _ => format!("{inclusive_sign}{inclusive}"),
    }
}

/// A range as a member of a list: `200`, `4xx`, `200..204`, `400..`.
pub(super) fn print_item(field: Field, range: Range) -> String {
    let one = |value: u64| match field.kind() {
        FieldKind::Duration => print_duration(value),
        _ => value.to_string(),
    };
    match range {
        (Some(from), Some(to)) if from == to => one(from),
        (Some(from), Some(to))
            if field == Field::Status
                && from % 100 == 0
                && to == from.saturating_add(99)
                && (100..1000).contains(&from) =>
        {
            format!("{}xx", from / 100)
        }
        (from, to) => format!("{}..{}", from.map(one).unwrap_or_default(), to.map(one).unwrap_or_default()),
    }
}
