//! A workspace on disk and the `auditdesk` program over it, as a user at a terminal has them.
#![allow(dead_code, reason = "each suite uses its part")]

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

pub const PASSPHRASE: &str = "a passphrase for tests only";

pub struct Terminal {
    folder: TempDir,
}

impl Terminal {
    /// A fresh workspace under a passphrase.
    pub fn new() -> Self {
        let terminal = Self { folder: TempDir::new().expect("the temporary folder is writable") };
        std::fs::write(terminal.passphrase_file(), PASSPHRASE).expect("the temporary folder is writable");
        terminal.done(&["init", "--protect", "passphrase"]);
        terminal
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn workspace(&self) -> PathBuf {
        self.path().join("workspace")
    }

    pub fn passphrase_file(&self) -> PathBuf {
        self.path().join("passphrase")
    }

    /// `AUDITDESK_PROGRAM` takes another build of it, for measuring.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let program = std::env::var("AUDITDESK_PROGRAM").unwrap_or(env!("CARGO_BIN_EXE_auditdesk").into());
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("AUDITDESK_WORKSPACE", self.workspace())
            .env("AUDITDESK_PASSPHRASE_FILE", self.passphrase_file())
            .env_remove("AUDITDESK_PASSPHRASE")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program was built for this test")
    }

    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program was built for this test")
    }

    /// Runs a command that must succeed; its standard output.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "auditdesk {arguments:?} failed: {}{}",
            String::from_utf8_lossy(&output.stderr),
            String::from_utf8_lossy(&output.stdout)
        );
        String::from_utf8(output.stdout).expect("the program prints UTF-8")
    }

    /// Runs a command with `--json` that must succeed; what it printed.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(arguments);
        serde_json::from_str(&self.done(&all)).expect("--json prints JSON")
    }

    /// Runs a command that must fail; its exit code and the error as JSON.
    pub fn fails(&self, arguments: &[&str]) -> (i32, Value) {
        let mut all = vec!["--json"];
        all.extend(arguments);
        let output = self.run(&all);
        let code = output.status.code().expect("the program was not killed");
        assert_ne!(
            code,
            0,
            "auditdesk {arguments:?} should fail, but printed {}",
            String::from_utf8_lossy(&output.stdout)
        );
        let text = String::from_utf8(output.stderr).expect("the program prints UTF-8");
        let last = text.lines().last().unwrap_or_default();
        let error: Value = serde_json::from_str(last).unwrap_or_else(|_| panic!("no JSON error in {text:?}"));
        (code, error["error"].clone())
    }

    /// Adds the source `obot` with this key.
    pub fn add_obot(&self, url: &str, key: &str) {
        let file = self.path().join("key");
        std::fs::write(&file, key).expect("the temporary folder is writable");
        let file = file.display().to_string();
        self.done(&["source", "add", "obot", "--url", url, "--key-file", &file]);
    }
}
