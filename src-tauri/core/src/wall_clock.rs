//! The wall clocks of zones: what they show, and when they first show it.

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// What the wall clock of `zone` shows at `moment`.
pub(crate) fn shown(moment: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    moment.naive_utc() + TimeDelta::seconds(i64::from(offset(moment, zone)))
}

/// How many seconds the wall clock of `zone` is before UTC at `moment`.
pub(crate) fn offset(moment: DateTime<Utc>, zone: Tz) -> i32 {
    zone.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc()
}

/// The first moment at which the wall clock of `zone` shows `wall`; where the zone skips it (clocks go forward), the first moment after the gap. So a
/// later `wall` never means an earlier moment. `wall` lies within the years 1 to 9000.
pub(crate) fn first_moment(wall: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&wall).earliest() {
        Some(moment) => moment.to_utc(),
        None => after_gap(wall, zone),
    }
}

/// Offsets lie within a day of UTC, and so does the widest gap (Samoa skipped a day in 2011).
const TWO_DAYS: i64 = 2 * 86_400;

/// The first moment whose wall clock is past `wall`, which the zone skips. Offsets change at whole seconds.
fn after_gap(wall: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let at = |second| DateTime::from_timestamp(second, 0).expect("within days of a date between the years 1 and 9000");
    let middle = wall.and_utc().timestamp();
    at(first_second(middle - TWO_DAYS, middle + TWO_DAYS, |second| shown(at(second), zone) >= wall))
}

/// The first second in `(before, until]` that `holds`, where it holds from some second on, and at `until`.
pub(crate) fn first_second(mut before: i64, mut until: i64, holds: impl Fn(i64) -> bool) -> i64 {
    while until - before > 1 {
        let middle = i64::midpoint(before, until);
        if holds(middle) {
            until = middle;
        } else {
            before = middle;
        }
    }
    until
}
