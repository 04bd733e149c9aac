//! What is said of an export before it is written and while it is: estimates that agree with what is written, pauses that hold, progress.

#[path = "../schedules/stage.rs"]
#[allow(dead_code, reason = "the stage of the schedules' suite has more than is needed here")]
mod stage;

#[path = "../servers/mod.rs"]
mod servers;

mod entries;
mod estimate;
mod pause;
