//! The newest entries: everything since the watermark and an overlap before it, in which late entries turn up and open ones change.

use chrono::Duration;

use super::{
    checkpoint::State,
    run::{Run, Stop},
};
use crate::source::Batch;

/// What the tail reads again each time.
const OVERLAP: Duration = Duration::minutes(15);
/// What it reads again once a day: shims that were cut off deliver late.
const WIDE_OVERLAP: Duration = Duration::hours(48);
const WIDE_EVERY: Duration = Duration::hours(24);
/// The watermark stays this far behind the newest entry: the server writes every five seconds, calls take their time.
const SAFETY: Duration = Duration::seconds(30);

impl Run<'_> {
    /// Reads the tail. It has no end in time: clocks of clients may run ahead.
    pub(super) async fn tail(&self) -> Result<(), Stop> {
        let state = self.state().await;
        let now = self.now();
        let wide = state.wide_at.is_none_or(|at| (now - at).abs() >= WIDE_EVERY);
        let overlap = if wide { WIDE_OVERLAP } else { OVERLAP };
        self.meter.doing("Reading the newest entries");
        let from = state.reached.map(|reached| reached - overlap);
        let Ok(walked) = self.walk(from, None, None).await? else { return Ok(()) };
        let newest = walked.newest;
        // An hour ahead at most is possible by a client's clock, never by the server's; still, never past the server's present.
        let limit = self.api.http().server_now();
        let move_on = move |state: &mut State| {
            if let Some((id, at)) = newest {
                let reached = at.min(limit) - SAFETY;
                state.reached = Some(state.reached.map_or(reached, |held| held.max(reached)));
                state.anchor(&id, at);
            }
            if wide {
                state.wide_at = Some(now);
                // What was missing of a day is asked for again once a day.
                state.differing.retain(|_, difference| *difference < 0);
            }
        };
        Ok(self.commit(Batch::default(), move_on).await?)
    }
}
