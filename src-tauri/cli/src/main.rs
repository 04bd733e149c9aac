//! Auditdesk without a window: the same core for servers, cron and tests.
//!
//! Results go to standard output, progress and errors to standard error. Exit codes: 0 done, 1 failed, 2 wrong use.

mod arguments;
mod commands;
mod output;
mod secret;

use std::process::ExitCode;

use arguments::Arguments;
use auditdesk_core::error::{Error, ErrorCode};
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("AUDITDESK_LOG"))
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a process that started can start threads");
    let json = arguments.json;
    match runtime.block_on(commands::run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error, json);
            exit_code(&error)
        }
    }
}

fn exit_code(error: &Error) -> ExitCode {
    match error.code {
        ErrorCode::WrongUse | ErrorCode::FilterSyntax => ExitCode::from(2),
        _ => ExitCode::from(1),
    }
}
