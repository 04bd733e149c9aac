//! The sign-in of the Azure CLI: `az` is asked for tokens and renews them itself.
//!
//! object_store asks it, too, but holds up a thread meanwhile, and cannot choose the tenant.

use std::{
    process::Stdio,
    sync::Arc,
    time::{Duration, SystemTime},
};

use async_trait::async_trait;
use object_store::{CredentialProvider, azure::AzureCredential};
use serde::Deserialize;
use tokio::{process::Command, sync::Mutex};

use super::{origin::Origin, token};
use crate::storage::fault::printable;

/// How long before its end a token is renewed.
const SPARE: Duration = Duration::from_mins(5);

/// The blob service of every cloud of Microsoft's.
const SCOPE: &str = "https://storage.azure.com/.default";

#[derive(Debug)]
pub(super) struct Cli {
    tenant: String,
    current: Mutex<Option<(SystemTime, Arc<AzureCredential>)>>,
}

/// <https://learn.microsoft.com/cli/azure/account#az-account-get-access-token>
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    access_token: String,
}

impl Cli {
    /// An empty tenant is the one of the sign-in.
    pub fn new(tenant: &str) -> Self {
        Self { tenant: tenant.to_owned(), current: Mutex::default() }
    }

    async fn ask(&self) -> Result<String, String> {
        // On Windows `az` is a script for its shell, in which other characters would mean something.
        if !self.tenant.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) {
            return Err("the tenant has a character that none has".into());
        }
        let mut az = if cfg!(windows) { Command::new("cmd") } else { Command::new("az") };
        if cfg!(windows) {
            az.args(["/C", "az"]);
        }
        az.args(["account", "get-access-token", "--output", "json", "--scope", SCOPE]);
        if !self.tenant.is_empty() {
            az.args(["--tenant", &self.tenant]);
        }
        let output = az.stdin(Stdio::null()).kill_on_drop(true).output().await.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "it is not installed".to_owned(),
            _ => format!("it cannot be run: {error}"),
        })?;
        if !output.status.success() {
            return Err(printable(String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("ERROR: ")));
        }
        // The parser's message is not repeated: it may quote the token.
        let answer: Answer =
            serde_json::from_slice(&output.stdout).map_err(|_| "its answer is not understood".to_owned())?;
        Ok(answer.access_token)
    }
}

#[async_trait]
impl CredentialProvider for Cli {
    type Credential = AzureCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AzureCredential>> {
        let mut current = self.current.lock().await;
        let soon = SystemTime::now() + SPARE;
        if let Some((_, token)) = current.as_ref().filter(|(end, _)| *end > soon) {
            return Ok(Arc::clone(token));
        }
        let text = self.ask().await.map_err(|told| Origin::Cli.refused(&told).at("Azure"))?;
        let end = token::end(&text).unwrap_or_else(SystemTime::now);
        let token = Arc::new(AzureCredential::BearerToken(text));
        *current = Some((end, Arc::clone(&token)));
        Ok(token)
    }
}
