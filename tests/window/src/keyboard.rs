//! A person without a pointer: goes to an element by Tab and arrow keys, then presses the key that does what a click would do.

use std::time::Duration;

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use serde::Deserialize;

use crate::{Result, Window, driver::PATIENCE};

/// Tells where the keyboard is and what leads on from there to an element.
const PLACE: &str = include_str!("keyboard.js");

/// How many Tabs a person would press to come to something, at most.
const TABS: i64 = 150;

/// How many arrow keys.
const ARROWS: i64 = 200;

/// Presses that may leave the focus where it is: pages that are drawn anew under the keyboard do that for a moment.
const STUCK: usize = 20;

/// What `keyboard.js` says.
#[derive(Debug, Deserialize)]
struct Place {
    /// What the focus is on, in words.
    at: String,
    #[serde(flatten)]
    step: Step,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase")]
enum Step {
    /// On it; `key` does what a click would do, `ring` says whether it is in sight and something shows that the keyboard is on it.
    There { key: String, ring: bool },
    /// So many Tabs on, or back.
    Tab { times: i64 },
    /// So often this arrow key.
    Arrows { key: String, times: i64 },
    /// What had the focus is gone, and nothing else got it.
    Lost,
    /// There is no such element any more.
    Gone,
    /// Nothing takes the keyboard there.
    None,
}

impl Window {
    /// Goes to an element by keys, as far as it can take the keyboard.
    pub async fn reach(&self, xpath: &str) -> Result {
        self.go(xpath).await.map(drop)
    }

    /// Goes to an element and presses the key that does what a click would do.
    pub(crate) async fn press_by_keys(&self, xpath: &str) -> Result {
        match self.go(xpath).await?.as_str() {
            "" => Ok(()),
            "Enter" => self.send(Key::Enter.into(), 1).await,
            key => self.send(key.chars().next().unwrap_or(' '), 1).await,
        }
    }

    /// Waits while what had the focus is gone and nothing else has it yet: a person looks where the keyboard is before typing on.
    pub(crate) async fn keyboard_settled(&self) -> Result {
        const SETTLED: &str = "return document.activeElement !== document.body || window.hadKeyboard !== true";
        let begun = tokio::time::Instant::now();
        while self.script(SETTLED).await? != true && begun.elapsed() < PATIENCE / 10 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Goes to an element by keys. The key that does what a click would do.
    async fn go(&self, xpath: &str) -> Result<String> {
        let (mut tabs, mut arrows, mut stuck) = (0, 0, 0);
        let mut before = String::new();
        let begun = tokio::time::Instant::now();
        loop {
            self.see(xpath).await?;
            let place = self.client.execute(PLACE, vec![xpath.into()]).await?;
            let Place { at, step } = serde_json::from_value(place)?;
            let trouble = match step {
                Step::There { key, ring: true } => return Ok(key),
                Step::There { ring: false, .. } => Some("the keyboard is on it, and nothing shows that".to_owned()),
                Step::Tab { times } => {
                    tabs += times.abs();
                    let held = if times < 0 { Some(Key::Shift) } else { None };
                    self.send_held(held, Key::Tab.into(), times.abs()).await?;
                    (tabs > TABS).then(|| format!("{tabs} Tabs do not lead to it, the last one to {at}"))
                }
                Step::Arrows { key, times } => {
                    arrows += times;
                    self.send(arrow(&key).into(), times).await?;
                    (arrows > ARROWS).then(|| format!("{arrows} arrow keys do not lead to it, the last one to {at}"))
                }
                Step::Lost | Step::Gone if begun.elapsed() < PATIENCE / 10 => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
                Step::Lost => Some(format!("the keyboard is nowhere; it was on {before}")),
                Step::Gone => Some("it went away".to_owned()),
                Step::None => Some("nothing there takes the keyboard".to_owned()),
            };
            stuck = if at == before { stuck + 1 } else { 0 };
            let trouble = trouble.or_else(|| (stuck > STUCK).then(|| format!("the keyboard does not leave {at}")));
            if let Some(trouble) = trouble {
                return Err(self.lost(xpath, &*Box::<dyn std::error::Error>::from(trouble)).await);
            }
            before = at;
        }
    }

    async fn send(&self, key: char, times: i64) -> Result {
        self.send_held(None, key, times).await
    }

    /// Presses a key so many times, while another is held.
    async fn send_held(&self, held: Option<Key>, key: char, times: i64) -> Result {
        let mut actions = KeyActions::new("keyboard".into());
        if let Some(held) = held {
            actions = actions.then(KeyAction::Down { value: held.into() });
        }
        for _ in 0..times {
            actions = actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        }
        if let Some(held) = held {
            actions = actions.then(KeyAction::Up { value: held.into() });
        }
        self.client.perform_actions(actions).await?;
        Ok(())
    }
}

fn arrow(key: &str) -> Key {
    match key {
        "ArrowUp" => Key::Up,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        _ => Key::Down,
    }
}
