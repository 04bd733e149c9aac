//! Sources: add, list, test, report, remove, sync.

use std::{path::Path, time::Duration};

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            AddSource, CheckResult, CredentialInput, Empty, Event, ReadRights, SignInRef, SignInState, SourceConfig,
            SourceInfo, SourceRef, StartSignIn, TestSource,
        },
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;

use super::{completeness, destination::print_rights, follow, new_source, place};
use crate::{
    arguments::{NewSource, SourceCommand, SourceCredential},
    output, secret,
};

/// How often the server is asked whether the user has finished in the browser.
const SIGN_IN_LOOK: Duration = Duration::from_secs(1);

/// The environment variable with a source's secret.
const SOURCE_KEY: &str = "AUDITDESK_SOURCE_KEY";

/// Carries out a command on sources.
pub async fn run(desk: &Desk, command: SourceCommand, json: bool) -> Result<()> {
    match command {
        SourceCommand::Add { name, source, every, credential, session_token_file } => {
            let config = new_source::config(desk, source).await?;
            let credential = sign_in(desk, &config, credential, session_token_file.as_deref()).await?;
            let source = desk.source_add(AddSource { name, config, credential, interval_s: every }).await?;
            if json {
                output::json(&source);
            } else {
                output::line(format!(
                    "Added source {}. Next: auditdesk source test {0}, auditdesk sync {0}",
                    source.name
                ));
            }
        }
        SourceCommand::List => list(&desk.source_list(Empty {}).await?, json),
        SourceCommand::Test { name } => {
            let source = find(desk, &name).await?;
            let result = test(desk, &source, json).await?;
            output::check_result(&result, ErrorCode::SourceUnreachable, json)?;
        }
        SourceCommand::Rights { source } => rights(desk, source, json).await?,
        SourceCommand::Report { name, from, until } => {
            completeness::report(desk, name.as_deref(), from, until, json).await?;
        }
        SourceCommand::Quarantine { name, show, retry } => {
            completeness::quarantine(desk, &name, show, retry, json).await?;
        }
        SourceCommand::Remove { name } => {
            let source = find(desk, &name).await?;
            desk.source_remove(SourceRef { id: source.id }).await?;
            if json {
                output::json(&Empty {});
            } else {
                output::line(format!("Removed source {name} and its credential. Its {} entries stay.", source.entries));
            }
        }
    }
    Ok(())
}

/// Prints what rights a source needs.
async fn rights(desk: &Desk, new: NewSource, json: bool) -> Result<()> {
    let rights = desk.source_rights(ReadRights { config: new_source::config(desk, new).await? }).await?;
    print_rights(&rights, json);
    Ok(())
}

/// Reads everything new from one source, from all, or from those that are due.
pub async fn sync(desk: &Desk, name: Option<&str>, due: bool, json: bool) -> Result<()> {
    let now = chrono::Utc::now().timestamp_micros();
    let is_wanted = |source: &SourceInfo| {
        !matches!(source.config, SourceConfig::Files { .. })
            && (!due || source.next_sync.is_some_and(|next| next <= now))
    };
    let sources = match name {
        Some(name) => vec![find(desk, name).await?],
        None => desk.source_list(Empty {}).await?.into_iter().filter(is_wanted).collect(),
    };
    if sources.is_empty() && due {
        if json {
            output::json(&sources);
        } else {
            output::line("No source is due.");
        }
        return Ok(());
    }
    if sources.is_empty() {
        return Err(Error::new(ErrorCode::NotFound, "There is no source yet. Add one with `auditdesk source add`."));
    }
    let mut failed = None;
    let mut after = Vec::new();
    for source in &sources {
        let job = desk.source_sync(SourceRef { id: source.id }).await?;
        let ended = follow::ended_well(follow::follow(desk, job.id).await?);
        let now = find(desk, &source.name).await?;
        if !json {
            print_result(&now);
        }
        after.push(now);
        if let Err(error) = ended {
            if !json && sources.len() > 1 {
                output::remark(format!("{}: {}", source.name, error.message));
            }
            failed = Some(error);
        }
    }
    if json {
        output::json(&after);
    }
    failed.map_or(Ok(()), Err)
}

/// Tests a source, printing each line as it comes.
pub async fn test(desk: &Desk, source: &SourceInfo, quiet: bool) -> Result<CheckResult> {
    let request = TestSource {
        id: Some(source.id),
        config: source.config.clone(),
        credential: CredentialInput::Stored,
        ticket: 1,
    };
    with_lines(desk, quiet, desk.source_test(request)).await
}

/// Waits for a connection test while printing its lines.
pub async fn with_lines(
    desk: &Desk,
    quiet: bool,
    test: impl Future<Output = Result<CheckResult>>,
) -> Result<CheckResult> {
    let mut events = desk.events();
    let mut printed = 0;
    tokio::pin!(test);
    let result = loop {
        tokio::select! {
            biased;
            event = events.recv() => {
                if let Ok(Event::Check { line, .. }) = event && !quiet {
                    output::check_line(&line);
                    printed += 1;
                }
            }
            result = &mut test => break result?,
        }
    };
    if !quiet {
        result.lines.iter().skip(printed).for_each(output::check_line);
    }
    Ok(result)
}

async fn sign_in(
    desk: &Desk,
    config: &SourceConfig,
    credential: SourceCredential,
    session_token: Option<&Path>,
) -> Result<CredentialInput> {
    if credential.no_auth {
        return Ok(CredentialInput::None);
    }
    if !credential.browser {
        let file = credential.key_file.as_deref();
        return match config {
            SourceConfig::Bucket { place, .. } => place::credential(place, file, SOURCE_KEY, session_token),
            _ => Ok(CredentialInput::ApiKey { key: secret::read("API key or token", file, SOURCE_KEY)? }),
        };
    }
    let flow = desk.sign_in_start(StartSignIn { config: config.clone() }).await?;
    output::remark(format!("Open this page in a browser and sign in:\n  {}", flow.open_url));
    if let Some(code) = &flow.code {
        output::remark(format!("Type this code there: {code}"));
    }
    loop {
        tokio::time::sleep(SIGN_IN_LOOK).await;
        match desk.sign_in_status(SignInRef { flow: flow.flow }).await?.state {
            SignInState::Waiting => {}
            SignInState::Done => return Ok(CredentialInput::SignedIn { flow: flow.flow }),
            SignInState::Expired => {
                return Err(Error::new(
                    ErrorCode::SourceUnauthorized,
                    "The sign-in was refused or the server forgot it. Run the command again.",
                ));
            }
        }
    }
}

/// The source with this name.
pub async fn find(desk: &Desk, name: &str) -> Result<SourceInfo> {
    let sources = desk.source_list(Empty {}).await?;
    let names: Vec<_> = sources.iter().map(|source| source.name.clone()).collect();
    sources.into_iter().find(|source| source.name == name).ok_or_else(|| {
        let known =
            if names.is_empty() { "There is none yet.".to_owned() } else { format!("Known: {}.", names.join(", ")) };
        Error::new(ErrorCode::NotFound, format!("There is no source named {name}. {known}"))
    })
}

/// Prints sources as a table.
pub fn list(sources: &[SourceInfo], json: bool) {
    if json {
        output::json(&sources);
        return;
    }
    let rows = sources.iter().map(|source| {
        let last = match &source.last_sync {
            None => "never".to_owned(),
            Some(sync) => match &sync.error {
                None => output::moment(sync.ended, UTC),
                Some(error) => format!("failed: {}", error.message),
            },
        };
        [
            source.name.clone(),
            source.config.platform().to_owned(),
            source.config.address(),
            source.entries.to_string(),
            source.pending.to_string(),
            source.unreadable.to_string(),
            source.gaps.to_string(),
            last,
        ]
    });
    output::table(
        ["NAME", "PLATFORM", "ADDRESS", "ENTRIES", "PENDING", "UNREADABLE", "GAPS", "LAST SYNC"],
        rows,
        "No sources yet.",
    );
}

pub fn print_result(source: &SourceInfo) {
    let Some(sync) = &source.last_sync else { return };
    let seconds = (sync.ended - sync.started) as f64 / 1e6;
    output::line(format!(
        "{}: {} new, {} settled, {} pending, {} unreadable in {seconds:.1} s; {} entries here",
        source.name, sync.new, sync.settled, sync.pending, sync.unreadable, source.entries
    ));
    for remark in &sync.remarks {
        output::line(format!("  note: {remark}"));
    }
}
