//! Drives the real window over WebDriver. `scripts/test-window` builds the window and starts the display, the session bus and the keyring.

pub mod accessibility;
mod desktop;
mod display;
mod driver;
mod find;
mod keyboard;
mod pointer;
mod reflow;

use std::path::PathBuf;

pub use desktop::{Desktop, Notice};
pub use driver::{Stage, Window};
pub use find::quoted;

/// What a step of a journey comes to.
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A setting that `scripts/test-window` makes.
fn setting(name: &str) -> Result<PathBuf> {
    Ok(std::env::var_os(name).ok_or_else(|| format!("{name} is not set: run scripts/test-window"))?.into())
}
