//! Journeys through the real window. They need a display, a session bus and a keyring: run `scripts/test-window`.

#[path = "journeys/accessibility.rs"]
mod accessibility;
#[path = "journeys/background.rs"]
mod background;
#[path = "journeys/day.rs"]
mod day;
#[path = "journeys/destinations.rs"]
mod destinations;
#[path = "journeys/export.rs"]
mod export;
#[path = "journeys/hostile.rs"]
mod hostile;
#[path = "journeys/keyboard.rs"]
mod keyboard;
#[path = "journeys/late.rs"]
mod late;
#[path = "journeys/lifecycle.rs"]
mod lifecycle;
#[path = "journeys/marks.rs"]
mod marks;
#[path = "journeys/pace.rs"]
mod pace;
#[path = "journeys/pages.rs"]
mod pages;
#[path = "journeys/pointer.rs"]
mod pointer;
#[path = "journeys/review.rs"]
mod review;
#[path = "journeys/schedules.rs"]
mod schedules;
#[path = "journeys/search.rs"]
mod search;
#[path = "../core/servers/mod.rs"]
mod servers;
#[path = "journeys/sources.rs"]
mod sources;
#[path = "journeys/start.rs"]
mod start;
#[path = "journeys/steps.rs"]
mod steps;
#[path = "journeys/usage.rs"]
mod usage;
#[path = "journeys/zoom.rs"]
mod zoom;
