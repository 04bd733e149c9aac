//! Profiles in AWS's files: what is said of one, and how its sign-in is renewed.

use std::path::PathBuf;

use aws_config::profile::{ProfileSet, load};
use aws_runtime::env_config::file::{EnvConfigFileKind as FileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};
use serde::Deserialize;

use super::{super::Missing, micros};
use crate::{api::wire::Micros, storage::shell};

/// A profile as far as it concerns signing in.
#[derive(Debug)]
pub(super) struct Profile {
    pub name: String,
    exists: bool,
    /// The profiles that there are.
    others: Vec<String>,
    /// The file with it.
    file: String,
    way: Way,
    /// When the session token in it ends, as programs that write one there note it.
    noted_end: Option<Micros>,
}

/// How a profile signs in.
#[derive(Debug)]
enum Way {
    /// Keys in the file, or something below that renews itself.
    Plain,
    Sso {
        /// The session's name, else the address of its portal.
        session: String,
        start_url: String,
    },
    /// `aws login`.
    Login,
    Role(String),
    Process,
}

/// A token of SSO as the `aws` program keeps it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    start_url: String,
    expires_at: String,
    #[serde(rename = "refreshToken")]
    refresh: Option<serde::de::IgnoredAny>,
}

impl Profile {
    /// Reads the profile of a name; empty: the one that `AWS_PROFILE` names, else `default`. A file that cannot be read is an empty one.
    pub async fn load(name: &str) -> Self {
        let named = (!name.is_empty()).then(|| name.to_owned().into());
        let read = async |files| load(&Fs::real(), &Env::real(), &files, named.clone()).await.ok();
        let all = read(EnvConfigFiles::default()).await;
        let of_keys = EnvConfigFiles::builder().include_default_credentials_file(true).build();
        let keys = read(of_keys).await;
        let Some(all) = all else { return Self::absent(name) };
        let selected = all.selected_profile().to_owned();
        let Some(profile) = all.get_profile(&selected) else {
            return Self { others: all.profiles().map(str::to_owned).collect(), ..Self::absent(&selected) };
        };
        let has_keys =
            |set: &ProfileSet| set.get_profile(&selected).is_some_and(|p| p.get("aws_access_key_id").is_some());
        let kind = if keys.as_ref().is_some_and(has_keys) { FileKind::Credentials } else { FileKind::Config };
        let text = |key: &str| profile.get(key).map(str::to_owned);
        let session = text("sso_session");
        let start_url = match &session {
            Some(session) => {
                all.sso_session(session).and_then(|session| session.get("sso_start_url")).map(str::to_owned)
            }
            None => text("sso_start_url"),
        };
        let way = if let Some(role) = text("role_arn") {
            Way::Role(role)
        } else if let Some(start_url) = start_url {
            Way::Sso { session: session.unwrap_or_else(|| start_url.clone()), start_url }
        } else if profile.get("login_session").is_some() {
            Way::Login
        } else if profile.get("credential_process").is_some() {
            Way::Process
        } else {
            Way::Plain
        };
        let noted_end =
            ["x_security_token_expires", "aws_expiration"].into_iter().find_map(|key| micros(profile.get(key)?));
        Self { name: selected, exists: true, others: Vec::new(), file: file(kind), way, noted_end }
    }

    fn absent(name: &str) -> Self {
        let name = if name.is_empty() { "default" } else { name }.to_owned();
        Self { name, exists: false, others: Vec::new(), file: files(), way: Way::Plain, noted_end: None }
    }

    /// For people.
    pub fn shown(&self) -> String {
        let profile = format!("profile {} in {}", self.name, self.file);
        match &self.way {
            Way::Plain => profile,
            Way::Sso { session, .. } => format!("SSO session {session}, {profile}"),
            Way::Login => format!("sign-in through the browser, {profile}"),
            Way::Role(role) => format!("role {role}, {profile}"),
            Way::Process => format!("program named by {profile}"),
        }
    }

    /// When somebody must sign in again; `None` where that is not known or never.
    pub fn expires(&self) -> Option<Micros> {
        match &self.way {
            Way::Sso { start_url, .. } => sso_end(start_url),
            _ => self.noted_end,
        }
    }

    /// The profile is not there, or has nothing to sign in with.
    pub fn missing(&self) -> Missing {
        let name = &self.name;
        let add = format!("aws configure sso --profile {}", shell(name));
        if self.exists {
            let why = format!("the profile `{name}` in {} has nothing to sign in with.", self.file);
            return Missing::new(why, format!("Run `{add}`, or name another profile."));
        }
        let others = if self.others.is_empty() { "none".to_owned() } else { self.others.join(", ") };
        let why = format!("there is no profile `{name}` in {}; there is {others}.", files());
        Missing::new(why, format!("Name one that is there, or add it with `{add}`."))
    }

    /// The profile is there and does not sign in; `told` by the SDK.
    pub fn refused(&self, told: &str) -> Missing {
        let (name, file) = (&self.name, &self.file);
        let word = shell(name);
        let said = format!("the profile `{name}` in {file} did not sign in: {told}.");
        match &self.way {
            Way::Sso { session, .. } => Missing::new(
                format!("the SSO session {session} of the profile `{name}` did not sign in: {told}."),
                format!("Run `aws sso login --profile {word}`."),
            ),
            Way::Login => Missing::new(said, format!("Run `aws login --profile {word}`.")),
            // What the program printed is not repeated: nobody knows what is in it.
            Way::Process => Missing::new(
                format!("the program that the profile `{name}` in {file} names (credential_process) gave no identity."),
                "Run that program by hand to see why.",
            ),
            Way::Role(_) | Way::Plain => Missing::new(
                said,
                format!("Try `aws sts get-caller-identity --profile {word}`, which takes the same way."),
            ),
        }
    }
}

/// When the session of a portal ends, where its token cannot be renewed without somebody.
fn sso_end(start_url: &str) -> Option<Micros> {
    let folder = dirs::home_dir()?.join(".aws/sso/cache");
    let tokens = std::fs::read_dir(folder).ok()?.filter_map(|entry| {
        let text = std::fs::read_to_string(entry.ok()?.path()).ok()?;
        serde_json::from_str::<Token>(&text).ok().filter(|token| token.start_url == start_url)
    });
    let latest = tokens.max_by_key(|token| micros(&token.expires_at))?;
    if latest.refresh.is_some() { None } else { micros(&latest.expires_at) }
}

/// A file of AWS, as it would be typed.
#[expect(clippy::match_wildcard_for_single_variants, reason = "the official type may grow")]
fn file(kind: FileKind) -> String {
    let (variable, usual) = match kind {
        FileKind::Credentials => ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        _ => ("AWS_CONFIG_FILE", "~/.aws/config"),
    };
    std::env::var_os(variable).map_or(usual.to_owned(), |path| PathBuf::from(path).display().to_string())
}

/// Both files of AWS.
pub(super) fn files() -> String {
    format!("{} and {}", file(FileKind::Config), file(FileKind::Credentials))
}
