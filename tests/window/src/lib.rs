//! Drives the real window over WebDriver. `scripts/test-window` builds the window and starts the display, the session bus and the keyring.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, key::Key, wd::Capabilities};
use tokio::process::{Child, Command};

/// How long a page may take to show something. Generous: the machine may be busy; nothing is asserted about time.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running window with its driver.
pub struct Window {
    client: Client,
    driver: Child,
}

/// What a step of a journey comes to.
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

impl Window {
    /// Starts the window on a workspace folder.
    ///
    /// WebKitWebDriver starts the program and hands it its own environment, so that the folder and the automation switch go there.
    pub async fn open(workspace: &Path) -> Result<Self> {
        let binary =
            std::env::var("AUDITDESK_WINDOW").map_err(|_| "AUDITDESK_WINDOW is not set: run scripts/test-window")?;
        let port = free_port()?;
        let driver = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("AUDITDESK_WORKSPACE", workspace)
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let capabilities: Capabilities =
            [("webkitgtk:browserOptions".to_owned(), serde_json::json!({ "binary": binary, "args": [] }))]
                .into_iter()
                .collect();
        let url = format!("http://127.0.0.1:{port}");
        let client = connect(&url, capabilities).await?;
        Ok(Self { client, driver })
    }

    /// Waits for an element.
    pub async fn see(&self, xpath: &str) -> Result<fantoccini::elements::Element> {
        match self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath)).await {
            Ok(element) => Ok(element),
            Err(error) => {
                self.shot(&format!("failed-{}", std::process::id())).await?;
                Err(format!("not seen: {xpath}: {error}").into())
            }
        }
    }

    /// Waits for text anywhere on the page.
    pub async fn see_text(&self, text: &str) -> Result {
        self.see(&format!("//*[contains(normalize-space(.), {})]", quoted(text))).await.map(drop)
    }

    /// Waits for a button (or a link, tab, menu item) with this accessible name and presses it.
    pub async fn press(&self, name: &str) -> Result {
        let name = quoted(name);
        let xpath = format!(
            "(//button[@aria-label={name} or normalize-space(.)={name}] | //*[@role='tab' or @role='menuitem' or @role='link' or self::a][@aria-label={name} or normalize-space(.)={name}])[not(@disabled)]"
        );
        let element = self.see(&xpath).await?;
        element.scroll_into_view().await?;
        element.click().await?;
        Ok(())
    }

    /// Types into the field with this label.
    pub async fn fill(&self, label: &str, text: &str) -> Result {
        let label = quoted(label);
        let field = self
            .see(&format!("//input[@aria-label={label} or @id=//label[starts-with(normalize-space(.), {label})]/@for or @aria-labelledby=//*[starts-with(normalize-space(.), {label})]/@id] | //textarea[@aria-label={label} or @id=//label[starts-with(normalize-space(.), {label})]/@for]"))
            .await?;
        field.click().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Types to whatever has the focus.
    pub async fn keys(&self, text: &str) -> Result {
        let focus = self.client.active_element().await?;
        focus.send_keys(text).await?;
        Ok(())
    }

    /// Presses Enter on whatever has the focus.
    pub async fn enter(&self) -> Result {
        self.keys(&Key::Enter.to_string()).await
    }

    /// Runs a script and returns what it returns.
    pub async fn script(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Takes a screenshot and keeps it under this name.
    pub async fn shot(&self, name: &str) -> Result {
        let folder = std::env::var_os("AUDITDESK_SCREENSHOTS").map_or_else(|| PathBuf::from("."), PathBuf::from);
        let png = self.client.screenshot().await?;
        std::fs::write(folder.join(format!("{name}.png")), png)?;
        Ok(())
    }

    /// Closes the window as a user does and waits until the program has ended.
    pub async fn close(mut self) -> Result {
        self.client.close().await?;
        self.driver.kill().await?;
        Ok(())
    }
}

async fn connect(url: &str, capabilities: Capabilities) -> Result<Client> {
    // An application that dies before the handshake leaves the driver silent for ever: the time-out ends it.
    let mut last = None;
    for _ in 0..100 {
        let mut builder = ClientBuilder::new(fantoccini::HttpConnector::new());
        builder.capabilities(capabilities.clone());
        match tokio::time::timeout(PATIENCE, builder.connect(url)).await {
            Ok(Ok(client)) => return Ok(client),
            Ok(Err(error)) => last = Some(error.to_string()),
            Err(_) => return Err("the window did not start: see its output above".into()),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(format!("the driver did not answer: {}", last.unwrap_or_default()).into())
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A text as an XPath literal. The texts of the journeys hold no single quote.
fn quoted(text: &str) -> String {
    assert!(!text.contains('\''), "XPath has no escape for a quote: choose another text");
    format!("'{text}'")
}
