//! One file per group of commands; each calls the core and prints.

mod compact;
mod completeness;
mod ddl;
mod demo;
mod destination;
mod entries;
mod estimate;
mod export;
mod follow;
mod import;
mod new_source;
mod place;
mod retention;
mod reveals;
mod review;
mod runs;
mod samples;
mod saved_views;
mod schedule;
mod source;
mod stories;
mod usage;
mod watch;
mod workspace;

use auditdesk_core::{api::Desk, error::Result};

use crate::arguments::{Arguments, Command};

/// Carries out one command line.
pub async fn run(arguments: Arguments) -> Result<()> {
    let Arguments { workspace, passphrase_file, json, command } = arguments;
    if let Command::Demo { out } = command {
        return demo::run(out, json).await;
    }
    let desk = workspace::desk(workspace);
    let result = carry_out(&desk, command, passphrase_file.as_deref(), json).await;
    desk.drain().await;
    result
}

async fn carry_out(desk: &Desk, command: Command, passphrase: Option<&std::path::Path>, json: bool) -> Result<()> {
    match command {
        Command::Init { protect } => return workspace::init(desk, protect, passphrase, json).await,
        Command::Status => return workspace::status(desk, passphrase, json).await,
        Command::Destination(ref command) if command.needs_no_workspace() => {}
        _ => workspace::unlock(desk, passphrase).await?,
    }
    match command {
        Command::Source(command) => source::run(desk, *command, json).await,
        Command::Sync { source, due } => source::sync(desk, source.as_deref(), due, json).await,
        Command::Import(files) => import::run(desk, files, json).await,
        Command::Mapping(command) => import::mapping(desk, command, json).await,
        Command::Query(query) => entries::query(desk, query, json).await,
        Command::Show { key, part, reason } => {
            reveals::reveal(desk, std::slice::from_ref(&key), reason).await?;
            entries::show(desk, key, part, json).await
        }
        Command::Compare { keys, reason } => {
            reveals::reveal(desk, &keys, reason).await?;
            stories::compare(desk, keys, json).await
        }
        Command::Session { id } => stories::session(desk, &id, json).await,
        Command::Facets { filter, fields, limit, zone } => {
            entries::facets(desk, &filter.join(" "), &fields, limit, &zone, json).await
        }
        Command::Retention(command) => retention::run(desk, command, json).await,
        Command::Hold(command) => retention::hold(desk, command, json).await,
        Command::Usage(asked) => usage::run(desk, asked, json).await,
        Command::Review(command) => review::run(desk, command, json).await,
        Command::Sample(command) => samples::run(desk, command, json).await,
        Command::View(command) => saved_views::run(desk, command, json).await,
        Command::Destination(command) => destination::run(desk, *command, json).await,
        Command::Export { name, to, filter, allow_empty, preview, estimate, zone, output } => {
            let wanted = export::Wanted { name, to, filter, output: output.output(), allow_empty, zone };
            let instead = match (preview, estimate) {
                (true, _) => Some(export::Instead::Preview),
                (_, true) => Some(export::Instead::Estimate),
                _ => None,
            };
            export::run(desk, wanted, instead, json).await
        }
        Command::Ddl { engine, to, schedule, table, output } => {
            let of = schedule.map_or_else(|| ddl::Of::Destination(to.unwrap_or_default()), ddl::Of::Schedule);
            ddl::run(desk, engine, of, table, *output, json).await
        }
        Command::Schedule(command) => schedule::run(desk, *command, json).await,
        Command::Watch => watch::run(desk).await,
        Command::Runs { command } => runs::run(desk, command, json).await,
        Command::Verify => workspace::verify(desk, json).await,
        Command::Compact => compact::run(desk, json).await,
        Command::Init { .. } | Command::Status | Command::Demo { .. } => Ok(()),
    }
}
