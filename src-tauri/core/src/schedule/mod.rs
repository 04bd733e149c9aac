//! When a schedule runs. Pure: no store, no clock of its own.
//!
//! A [`Timetable`] is a [`Recurrence`] on the wall clock of a named zone; its *slots* are moments in UTC. What happens where clocks change:
//!
//! - A wall-clock time that clocks going forward skip runs at the first moment after the gap, once, together with what is due then anyway.
//! - A wall-clock time that clocks going back show twice runs the first time only.
//! - A day that a zone skips altogether (Samoa, 30 December 2011) loses its slots where the next day has slots of its own; otherwise they run as the
//!   next day begins: a daily schedule runs once for each day there is, a weekly or monthly one misses no week or month.
//! - What runs in every hour of its days follows the clock as it goes: it runs whenever the clock shows its minute, also in the hour that comes twice, and
//!   nothing stands in for an hour that there was not.
//!
//! Slots depend on the zone's rules as this version knows them. What is next is reckoned from the moment of the last slot and lies after it, so
//! another version's rules can move later slots and never bring one back.

mod backoff;
mod cron;
mod missed;
mod pattern;
mod recurrence;
mod timetable;
mod words;

pub use crate::api::wire::Recurrence;
pub use backoff::{Circuit, Class, LONGEST_WAIT, Turn, retry_after};
pub use missed::{Due, due};
pub use timetable::Timetable;
