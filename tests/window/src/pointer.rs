//! The pointer: wheel and drag.

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, WheelAction, WheelActions};

use crate::{Result, Window};

impl Window {
    /// Turns the wheel over an element, by pixels of content.
    pub async fn wheel(&self, xpath: &str, by: i64) -> Result {
        let (x, y, width, height) = self.see(xpath).await?.rectangle().await?;
        let scroll = WheelAction::Scroll {
            duration: None,
            x: (x + width / 2.0) as i64,
            y: (y + height / 2.0) as i64,
            delta_x: 0,
            delta_y: by,
        };
        self.client.perform_actions(WheelActions::new("wheel".into()).then(scroll)).await?;
        Ok(())
    }

    /// Presses the pointer on the middle of an element, moves it by some pixels and lets go.
    pub async fn drag(&self, xpath: &str, (x, y): (i32, i32)) -> Result {
        let element = self.see(xpath).await?;
        let actions = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::MoveBy { duration: None, x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 })
            .then(PointerAction::MoveBy { duration: None, x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await?;
        Ok(())
    }

    /// The width of an element in whole pixels.
    pub async fn width(&self, xpath: &str) -> Result<i32> {
        let (_, _, width, _) = self.see(xpath).await?.rectangle().await?;
        Ok(width.round() as i32)
    }
}
