//! What is due: the slots that have passed since the last one that ran, however long nobody looked.

use chrono::{DateTime, TimeDelta, Utc};

use super::Timetable;

/// More slots than these are not told apart: an hourly schedule after 41 days, a daily one after almost three years.
const TOLD_APART: usize = 1000;

/// What is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// The slots, in order, at most 1,000. Where there are more, the last one stands for all that are left out before it.
    pub slots: Vec<DateTime<Utc>>,
    /// Slots are left out.
    pub more: bool,
    /// How far the clock is behind the last slot that ran: it was set back, or was wrong then. Nothing is due until it has passed that slot again,
    /// which may be never where the clock was years ahead: whoever shows schedules says so.
    pub behind: Option<TimeDelta>,
}

/// The slots after `last`, the last one that ran or was skipped (or the moment from which on the schedule runs), up to `now`.
pub fn due(timetable: &Timetable, last: DateTime<Utc>, now: DateTime<Utc>) -> Due {
    if now < last {
        return Due { behind: Some(last - now), ..Due::default() };
    }
    let mut slots: Vec<_> = timetable.between(last, now).take(TOLD_APART).collect();
    let newest = slots.last().and_then(|slot| timetable.last_between(*slot, now));
    if let (Some(newest), Some(slot)) = (newest, slots.last_mut()) {
        *slot = newest;
    }
    Due { slots, more: newest.is_some(), behind: None }
}
