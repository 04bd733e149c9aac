//! Statements for query engines.

use auditdesk_core::{
    api::{
        Desk,
        wire::{DescribeTable, Output},
    },
    error::Result,
    export::Engine,
};

use super::{destination, schedule};
use crate::{
    arguments::{EngineName, OutputArguments},
    output,
};

/// Whose objects are read.
pub enum Of {
    /// Of exports to a destination.
    Destination(String),
    /// Of a schedule.
    Schedule(String),
}

/// Prints the statement.
pub async fn run(
    desk: &Desk,
    engine: EngineName,
    of: Of,
    table: String,
    arguments: OutputArguments,
    json: bool,
) -> Result<()> {
    let (destination, mut output) = match of {
        Of::Destination(name) => {
            (destination::find(desk, &name).await?.id, Output { payload: true, ..Output::default() })
        }
        Of::Schedule(name) => {
            let setup = schedule::find(desk, &name).await?.setup;
            (setup.destination, setup.output)
        }
    };
    arguments.change(&mut output);
    let engine = match engine {
        EngineName::Athena => Engine::Athena,
        EngineName::Bigquery => Engine::BigQuery,
        EngineName::Trino => Engine::Trino,
        EngineName::Duckdb => Engine::DuckDb,
    };
    let statement = desk.export_ddl(DescribeTable { destination, output, engine, table }).await?;
    if json {
        output::json(&statement);
    } else {
        output::line(statement.sql.trim_end());
    }
    Ok(())
}
