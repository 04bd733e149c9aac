//! A window and its driver: start, screenshot, end.

use std::{
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::{Result, display, setting};

/// How long a page may take to show something, and the program to start or end. Generous, as the machine may be busy: it only bounds a
/// failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// The title of the window.
const TITLE: &str = "Auditdesk";

/// Starts the program in a child of the driver's child, which the driver does not kill when its session ends, and notes its id and exit code.
const NOTING: &str = r#"("$0" & echo $! >"$1"; wait $!; echo $? >"$2") & wait"#;

/// Calls back when what the document holds has been painted.
const PAINTED: &str =
    "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))";

/// Lets answers of the core come late: those to one command by a time, or all of them, each by another time up to that, and so out of order.
const LATE: &str = "const [longest, command] = arguments;
    window.punctual ??= window.fetch;
    window.unanswered ??= 0;
    window.fetch = async (...asked) => {
        window.unanswered += 1;
        const answered = await window.punctual(...asked);
        const isMeant = command === '' || String(asked[1]?.body).includes(`\"name\":\"${command}\"`);
        if (isMeant) await new Promise((done) => setTimeout(done, command === '' ? Math.random() * longest : longest));
        window.unanswered -= 1;
        return answered;
    };";

/// A user's machine: a home, a workspace folder, a folder to export to. Windows come and go on it.
pub struct Stage {
    folder: TempDir,
    workspace: PathBuf,
    keyboard_only: bool,
}

impl Stage {
    /// A machine on which nothing was started yet.
    pub fn new() -> Result<Self> {
        let folder = TempDir::with_prefix("auditdesk-")?;
        for name in ["home", "exports"] {
            std::fs::create_dir(folder.path().join(name))?;
        }
        let workspace = folder.path().join("workspace");
        Ok(Self { folder, workspace, keyboard_only: std::env::var("AUDITDESK_KEYS").is_ok_and(|keys| keys == "only") })
    }

    /// A machine on which nothing was started yet, and which has no pointer.
    pub fn without_pointer() -> Result<Self> {
        Ok(Self { keyboard_only: true, ..Self::new()? })
    }

    /// A machine with a workspace that is there already, and stays.
    pub fn on(workspace: &Path) -> Result<Self> {
        Ok(Self { workspace: workspace.canonicalize()?, ..Self::new()? })
    }

    /// The folder of the workspace; there is none before the first start.
    pub fn workspace(&self) -> &Path {
        &self.workspace
    }

    /// A folder to export to.
    pub fn exports(&self) -> PathBuf {
        self.folder.path().join("exports")
    }

    fn notes(&self) -> Notes {
        Notes { id: self.folder.path().join("process-id"), exit_code: self.folder.path().join("exit-code") }
    }

    /// Starts the program without a driver, as a user does who forgot that it runs, and waits until it ends.
    pub async fn start_again(&self) -> Result<ExitStatus> {
        let mut program = Command::new(setting("AUDITDESK_WINDOW")?);
        program.env("AUDITDESK_WORKSPACE", self.workspace()).env("HOME", self.folder.path().join("home"));
        program.env_remove("XDG_CACHE_HOME");
        let ended = tokio::time::timeout(PATIENCE, program.kill_on_drop(true).status()).await;
        Ok(ended.map_err(|_| "a second window opened beside the first")??)
    }

    /// Opens the window.
    pub async fn open(&self) -> Result<Window> {
        self.open_with(&[]).await
    }

    /// Opens the window with these environment variables.
    pub async fn open_with(&self, variables: &[(&str, &str)]) -> Result<Window> {
        let notes = self.notes();
        notes.forget()?;
        let port = free_port()?;
        // The program inherits its environment from the driver.
        let driver = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("AUDITDESK_WORKSPACE", self.workspace())
            .env("HOME", self.folder.path().join("home"))
            .env_remove("XDG_CACHE_HOME")
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let options = serde_json::json!({
            "binary": "/bin/sh",
            "args": ["-c", NOTING, setting("AUDITDESK_WINDOW")?, notes.id, notes.exit_code],
        });
        let capabilities = [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect();
        let client = connect(&format!("http://127.0.0.1:{port}"), &capabilities).await?;
        let window = Window { client, driver, notes, keyboard_only: self.keyboard_only };
        if let Ok(milliseconds) = std::env::var("AUDITDESK_LATE") {
            window.answer_late("", milliseconds.parse()?).await?;
        }
        Ok(window)
    }
}

/// A running window with its driver.
pub struct Window {
    pub(crate) client: Client,
    driver: Child,
    notes: Notes,
    /// Everything is done by keys, as by a person without a pointer.
    pub(crate) keyboard_only: bool,
}

impl Window {
    /// Gives the window a size in pixels.
    pub async fn size(&self, width: u32, height: u32) -> Result {
        self.client.set_window_size(width, height).await?;
        self.until(&format!("return innerWidth === {width} && innerHeight === {height}"), "the window's new size").await
    }

    /// Moves the window on the display.
    pub async fn place(&self, x: u32, y: u32) -> Result {
        Ok(self.client.set_window_position(x, y).await?)
    }

    /// Where the window is on the display.
    pub async fn position(&self) -> Result<(i64, i64)> {
        let (x, y) = self.client.get_window_position().await?;
        Ok((x as i64, y as i64))
    }

    /// Takes a screenshot and keeps it under this name.
    pub async fn shot(&self, name: &str) -> Result {
        // The driver takes what was painted last, which is behind the document on a busy machine.
        self.client.execute_async(PAINTED, Vec::new()).await?;
        let png = self.client.screenshot().await?;
        std::fs::write(setting("AUDITDESK_SCREENSHOTS")?.join(format!("{name}.png")), png)?;
        Ok(())
    }

    /// Runs a command of the core, as a page does.
    pub async fn call(&self, command: &str, request: Value) -> Result<Value> {
        const CALL: &str = "const [name, request, done] = arguments;
            window.__TAURI_INTERNALS__.invoke('rpc', { name, request }).then((value) => done({ value }), (error) => done({ error }));";
        let mut answer = self.client.execute_async(CALL, vec![command.into(), request]).await?;
        match answer.get_mut("value") {
            Some(value) => Ok(value.take()),
            None => Err(format!("{command}: {answer}").into()),
        }
    }

    /// Lets the answers to a command come so many milliseconds late from now on, as they do on a busy machine; empty: all answers, each by another
    /// time up to that.
    pub async fn answer_late(&self, command: &str, milliseconds: u64) -> Result {
        self.client.execute(LATE, vec![milliseconds.into(), command.into()]).await?;
        Ok(())
    }

    /// Waits until the core has answered everything it was asked since `answer_late`.
    pub async fn see_answered(&self) -> Result {
        self.until("return window.unanswered === 0", "the answers of the core").await
    }

    /// Closes the window as a user does. What becomes of the program is another matter.
    pub fn ask_to_close(&self) -> Result {
        display::ask_to_close(TITLE)
    }

    /// Waits until the window is on the display.
    pub async fn see_on_display(&self) -> Result {
        self.display(true).await
    }

    /// Waits until the window is gone from the display.
    pub async fn see_off_display(&self) -> Result {
        self.display(false).await
    }

    async fn display(&self, wanted: bool) -> Result {
        for _ in 0..PATIENCE.as_millis() / 100 {
            if display::shows(TITLE)? == wanted {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(if wanted { "the window did not appear" } else { "the window did not go" }.into())
    }

    /// Waits until the program has ended and returns its exit code.
    pub async fn ended(mut self) -> Result<i32> {
        let code = self.notes.exit_code().await?;
        self.driver.kill().await?;
        Ok(code)
    }

    /// Closes the window as a user does, waits until the program has ended and returns its exit code.
    pub async fn close(self) -> Result<i32> {
        self.ask_to_close()?;
        self.ended().await
    }
}

impl Drop for Window {
    /// A journey that failed leaves its window open; the next one could not start beside it.
    fn drop(&mut self) {
        self.notes.kill();
    }
}

/// What the program's parent notes.
struct Notes {
    id: PathBuf,
    exit_code: PathBuf,
}

impl Notes {
    fn forget(&self) -> Result {
        for note in [&self.id, &self.exit_code] {
            if note.exists() {
                std::fs::remove_file(note)?;
            }
        }
        Ok(())
    }

    async fn exit_code(&self) -> Result<i32> {
        let ended = tokio::time::timeout(PATIENCE, async {
            loop {
                match std::fs::read_to_string(&self.exit_code) {
                    Ok(code) if code.ends_with('\n') => return code,
                    _ => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        });
        let code = ended.await.map_err(|_| "the window was closed and the program did not end")?;
        Ok(code.trim().parse()?)
    }

    fn kill(&self) {
        if let Ok(id) = std::fs::read_to_string(&self.id)
            && !self.exit_code.exists()
        {
            // Nothing to do about a failure: the program may have ended just now.
            drop(std::process::Command::new("kill").args(["-KILL", id.trim()]).status());
            // The next one asks on the bus who is there: one that is ending would answer half.
            let process = PathBuf::from("/proc").join(id.trim());
            for _ in 0..100 {
                if !process.exists() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    }
}

async fn connect(url: &str, capabilities: &Capabilities) -> Result<Client> {
    let mut refused = String::new();
    for _ in 0..100 {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.clone());
        // A program that dies before the handshake leaves the driver silent for ever.
        match tokio::time::timeout(PATIENCE, builder.connect(url)).await {
            Ok(Ok(client)) => return Ok(client),
            Ok(Err(error)) => refused = error.to_string(),
            Err(_) => return Err("the window did not start: see its output above".into()),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(format!("the driver did not answer: {refused}").into())
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
