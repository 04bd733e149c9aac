//! Whether a page can be used in little room, as WCAG 1.4.10 asks: nothing cut off, nothing covered, no scrolling in two directions.

use crate::{Result, Window};

impl Window {
    /// Controls that cannot be got at, in words, and whether the page scrolls sideways.
    pub async fn out_of_reach(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.script(include_str!("reflow.js")).await?)?)
    }
}
