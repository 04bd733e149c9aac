//! Finding by what a screen reader would say, and acting on what was found: by the pointer, or by keys alone.

use std::{future::Future, time::Duration};

use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    error::{CmdError, ErrorStatus},
    key::Key,
};

use crate::{Result, Window, driver::PATIENCE};

/// Where the user is and what has the keyboard, for whoever sees no more of a failure than its message.
const WHERE: &str = "const name = (element) => element && `${element.tagName} ${element.getAttribute('role') ?? element.className} ${
        element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`;
    const layers = [...document.querySelectorAll('main, [role=dialog], [role=alertdialog], [role=menu], [role=listbox], [role=alert]')];
    return { address: location.hash, keyboard: name(document.activeElement), shown: layers.map(name), hasWindow: document.hasFocus() }";

/// A text as an XPath literal. The texts of the journeys hold no single quote.
pub fn quoted(text: &str) -> String {
    assert!(!text.contains('\''), "XPath has no escape for a quote: choose another text");
    format!("'{text}'")
}

/// Text without the figures of tabs and badges behind it, or a label of its own.
fn named(name: &str) -> String {
    let name = quoted(name);
    format!("[@aria-label={name} or normalize-space(.)={name} or normalize-space(text())={name}]")
}

impl Window {
    /// Waits for an element.
    pub async fn see(&self, xpath: &str) -> Result<Element> {
        for _ in 0..20 {
            match self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await {
                Ok(element) => return Ok(element),
                // It was drawn anew between being found and being handed over.
                Err(error) if passing(&error) => tokio::time::sleep(Duration::from_millis(100)).await,
                Err(error) => return Err(self.lost(xpath, &error).await),
            }
        }
        Err(self.lost(xpath, &*Box::<dyn std::error::Error>::from("it does not stay")).await)
    }

    /// Waits for text on the page.
    pub async fn see_text(&self, text: &str) -> Result {
        self.see(&format!("//body[contains(normalize-space(.), {})]", quoted(text))).await.map(drop)
    }

    /// Waits for a part of the page with this accessible name.
    pub async fn see_part(&self, label: &str) -> Result<Element> {
        self.see(&format!("//*[@aria-label={}]", quoted(label))).await
    }

    /// Waits until there is no such element.
    pub async fn see_gone(&self, xpath: &str) -> Result {
        let script = format!(
            "return document.evaluate({}, document, null, XPathResult.BOOLEAN_TYPE).booleanValue === false",
            serde_json::to_string(&format!("boolean({xpath})"))?
        );
        self.until(&script, &format!("no {xpath}")).await
    }

    /// Waits until a script returns true.
    pub async fn until(&self, script: &str, what: &str) -> Result {
        let waited = tokio::time::timeout(PATIENCE, async {
            while self.script(script).await? != serde_json::Value::Bool(true) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Ok(())
        });
        match waited.await {
            Ok(result) => result,
            Err(late) => Err(self.lost(what, &late).await),
        }
    }

    /// Waits for a button, link, tab or menu item with this accessible name and presses it.
    pub async fn press(&self, name: &str) -> Result {
        let name = named(name);
        self.click(&format!("(//button{name} | //a{name} | //*[@role='tab' or @role='menuitem' or @role='link' or @role='option']{name})[not(@disabled) and not(@aria-disabled='true')]")).await
    }

    /// Presses a button that takes the window away, and with it whoever would tell that it was pressed.
    pub async fn leave_by(&self, name: &str) -> Result {
        match self.press(name).await {
            Err(error) if error.is::<CmdError>() => Ok(()),
            result => result,
        }
    }

    /// Chooses a radio button or ticks a checkbox.
    pub async fn choose(&self, label: &str) -> Result {
        self.click(&format!("//label[.//input][.//span[normalize-space(text())={}]]", quoted(label))).await
    }

    /// Chooses an option of the list with this label.
    pub async fn select(&self, label: &str, option: &str) -> Result {
        let (label, option) = (quoted(label), quoted(option));
        let button = format!(
            "//button[@aria-haspopup='listbox'][contains(concat(' ', @aria-labelledby, ' '), concat(' ', //span[@id][normalize-space(.)={label}]/@id, ' '))]"
        );
        // A dialog that has just opened takes the focus to itself once more, and a list that opens in that moment closes: whoever sees that presses again.
        for _ in 0..5 {
            self.click(&button).await?;
            let list = Locator::XPath("//*[@role='listbox']");
            if self.client.wait().at_most(PATIENCE / 30).for_element(list).await.is_ok() {
                break;
            }
        }
        self.click(&format!(
            "//*[@role='option'][normalize-space(.)={option} or .//*[normalize-space(text())={option}]]"
        ))
        .await?;
        // The focus goes back to the button when the list has closed: what is typed before would go astray.
        self.see_gone("//*[@role='listbox']").await
    }

    /// Waits for an element and clicks it; without a pointer, goes to it and does by keys what a click does.
    pub async fn click(&self, xpath: &str) -> Result {
        if self.keyboard_only {
            return self.press_by_keys(xpath).await;
        }
        self.again(async || {
            self.see(xpath).await?.click().await?;
            Ok(())
        })
        .await
    }

    /// Types into the field with this label, in place of what is in it.
    pub async fn fill(&self, label: &str, text: &str) -> Result {
        self.enter(label).await?;
        self.keys(text).await
    }

    /// Pastes into the field with this label, in place of what is in it. Typed through the driver, a text loses its line breaks.
    pub async fn paste(&self, label: &str, text: &str) -> Result {
        self.enter(label).await?;
        let script = "return document.execCommand('insertText', false, arguments[0])";
        self.client.execute(script, vec![text.into()]).await?;
        Ok(())
    }

    /// Goes into the field with this label and selects what is in it.
    async fn enter(&self, label: &str) -> Result {
        let label = quoted(label);
        let xpath = format!(
            "//*[self::input or self::textarea][@aria-label={label} or @id=//label[normalize-space(.)={label}]/@for]"
        );
        if self.keyboard_only {
            self.reach(&xpath).await?;
            return self.chord(&[Key::Control], 'a').await;
        }
        self.again(async || {
            let field = self.see(&xpath).await?;
            // The driver scrolls no further than to the edge, where the buttons of a dialog lie over it.
            let middle = "document.evaluate(arguments[0], document, null, 9).singleNodeValue?.scrollIntoView({ block: 'center' })";
            self.client.execute(middle, vec![xpath.as_str().into()]).await?;
            field.click().await?;
            Ok(())
        })
        .await?;
        // A page that is still being laid out moves the field away from under the pointer: whoever sees that presses again.
        let is_in =
            "return document.activeElement === document.evaluate(arguments[0], document, null, 9).singleNodeValue";
        for _ in 0..10 {
            if self.client.execute(is_in, vec![xpath.as_str().into()]).await? == serde_json::Value::Bool(true) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            self.again(async || Ok(self.see(&xpath).await?.click().await?)).await?;
        }
        self.chord(&[Key::Control], 'a').await
    }

    /// Types to whatever has the focus.
    pub async fn keys(&self, text: &str) -> Result {
        if self.keyboard_only {
            self.keyboard_settled().await?;
        }
        self.client.active_element().await?.send_keys(text).await?;
        Ok(())
    }

    /// Presses a key that writes nothing.
    pub async fn key(&self, key: Key) -> Result {
        self.keys(&key.to_string()).await
    }

    /// Presses a key while others are held.
    pub async fn chord(&self, held: &[Key], key: char) -> Result {
        let mut actions = KeyActions::new("keyboard".into());
        for modifier in held {
            actions = actions.then(KeyAction::Down { value: (*modifier).into() });
        }
        actions = actions.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        for modifier in held.iter().rev() {
            actions = actions.then(KeyAction::Up { value: (*modifier).into() });
        }
        self.client.perform_actions(actions).await?;
        Ok(())
    }

    /// Runs a script and returns what it returns.
    pub async fn script(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// The text of an element, as it is shown.
    pub async fn text(&self, xpath: &str) -> Result<String> {
        Ok(self.see(xpath).await?.text().await?)
    }

    /// Tries a step again where the page was drawn anew between finding and acting.
    async fn again<F: Future<Output = Result>>(&self, step: impl Fn() -> F) -> Result {
        for _ in 0..20 {
            match step().await {
                Err(error) if error.downcast_ref::<CmdError>().is_some_and(passing) => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                result => return result,
            }
        }
        match step().await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.lost("something to act on", &*error).await),
        }
    }

    pub(crate) async fn lost(&self, what: &str, error: &dyn std::error::Error) -> Box<dyn std::error::Error> {
        let name = format!("failed-{}", std::thread::current().name().unwrap_or("journey").replace(':', "-"));
        let kept = match self.shot(&name).await {
            Ok(()) => format!("see {name}.png"),
            Err(error) => format!("and no screenshot: {error}"),
        };
        let place = self.script(WHERE).await.map_or_else(|error| error.to_string(), |place| place.to_string());
        format!("waited in vain for {what} ({error}); {place}; {kept}").into()
    }
}

fn passing(error: &CmdError) -> bool {
    let intercepted = matches!(error, CmdError::Standard(error) if error.error == ErrorStatus::ElementClickIntercepted);
    intercepted || error.is_stale_element_reference() || error.is_element_not_interactable()
}
