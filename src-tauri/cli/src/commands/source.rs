//! Sources: add, list, test, report, remove, sync.

use std::time::Duration;

use auditdesk_core::{
    api::{
        Desk,
        wire::{
            AddSource, CheckResult, CredentialInput, Empty, Event, SignInRef, SignInState, SourceConfig, SourceInfo,
            SourceRef, StartSignIn, TestSource,
        },
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;

use super::follow;
use crate::{
    arguments::{SourceCommand, SourceCredential},
    output, secret,
};

/// How often the server is asked whether the user has finished in the browser.
const SIGN_IN_LOOK: Duration = Duration::from_secs(1);

/// Carries out a command on sources.
pub async fn run(desk: &Desk, command: SourceCommand, json: bool) -> Result<()> {
    match command {
        SourceCommand::Add { name, url, ca, credential } => {
            let ca_pem = super::destination::pem(ca.as_deref())?;
            let config = SourceConfig::Obot { url, ca_pem };
            let credential = sign_in(desk, &config, credential).await?;
            let source = desk.source_add(AddSource { name, config, credential, interval_s: None }).await?;
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
        SourceCommand::Report { name } => report(desk, &name, json).await?,
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

/// Reads everything new from one source or from all.
pub async fn sync(desk: &Desk, name: Option<&str>, json: bool) -> Result<()> {
    let sources = match name {
        Some(name) => vec![find(desk, name).await?],
        None => desk.source_list(Empty {}).await?,
    };
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

async fn sign_in(desk: &Desk, config: &SourceConfig, credential: SourceCredential) -> Result<CredentialInput> {
    if credential.no_auth {
        return Ok(CredentialInput::None);
    }
    if !credential.browser {
        let key = secret::read("API key", credential.key_file.as_deref(), "AUDITDESK_SOURCE_KEY")?;
        return Ok(CredentialInput::ApiKey { key });
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

fn list(sources: &[SourceInfo], json: bool) {
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
            source.config.address(),
            source.entries.to_string(),
            source.pending.to_string(),
            source.unreadable.to_string(),
            last,
        ]
    });
    output::table(["NAME", "ADDRESS", "ENTRIES", "PENDING", "UNREADABLE", "LAST SYNC"], rows, "No sources yet.");
}

fn print_result(source: &SourceInfo) {
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

async fn report(desk: &Desk, name: &str, json: bool) -> Result<()> {
    let source = find(desk, name).await?;
    let report = desk.source_completeness(SourceRef { id: source.id }).await?;
    if json {
        output::json(&report);
        return Ok(());
    }
    let rows = report.days.iter().map(|day| {
        let verdict = if day.held >= day.stated { "complete" } else { "INCOMPLETE" };
        [
            day.day.clone(),
            day.stated.to_string(),
            day.held.to_string(),
            verdict.to_owned(),
            output::moment(day.checked, UTC),
        ]
    });
    output::table(["DAY (UTC)", "STATED", "HERE", "", "COMPARED"], rows, "Nothing was compared yet.");
    for gap in &report.gaps {
        let from = gap.from.map_or("the beginning".to_owned(), |from| output::moment(from, UTC));
        output::line(format!("gap: {from} to {}: {:?}", output::moment(gap.until, UTC), gap.reason));
    }
    for record in &report.unreadable {
        output::line(format!("unreadable: {} ({} bytes): {}", record.id, record.bytes, record.reason));
    }
    Ok(())
}
