//! Generates data and measures Auditdesk on it; `scripts/bench` runs it beside other tools. Every command prints one JSON object.
#![expect(clippy::print_stdout, reason = "the result is what this is run for")]

use std::{
    error::Error,
    fs::{self, File},
    path::{Path, PathBuf},
};

use auditdesk_bench::{
    ask::ask,
    export::export,
    generate::{self, Generated},
    load::load,
    physical,
    questions::{self, Question},
    upkeep::{compact, verify},
};
use clap::{Parser, Subcommand};
use serde_json::{Value, json};

#[derive(Parser)]
#[command(name = "Auditdesk", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes an audit log as JSON Lines, and what is in it as FILE.json.
    Generate {
        /// Lines.
        #[arg(long)]
        entries: u64,
        /// Another seed gives other data of the same kind.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where to.
        file: PathBuf,
    },
    /// Loads FILE into a new workspace in FOLDER.
    Load { file: PathBuf, folder: PathBuf },
    /// The questions about FILE, in the words of the tools that they are asked of.
    Questions { file: PathBuf },
    /// Opens the workspace in FOLDER and asks it the questions about FILE.
    Ask {
        file: PathBuf,
        folder: PathBuf,
        /// How often each.
        #[arg(long, default_value_t = 5)]
        runs: usize,
        /// Only those whose names begin so; separated by commas. None: only opens.
        #[arg(long, value_delimiter = ',')]
        only: Option<Vec<String>>,
    },
    /// Exports what matches FILTER from the workspace in FOLDER into the folder TO.
    Export {
        folder: PathBuf,
        to: PathBuf,
        filter: String,
        #[arg(long, default_value = "jsonl")]
        format: String,
    },
    /// Recomputes all hashes of the workspace in FOLDER.
    Verify { folder: PathBuf },
    /// Compresses the workspace in FOLDER again.
    Compact { folder: PathBuf },
    /// What the machine can do at best, on the first BYTES of FILE.
    Physical {
        file: PathBuf,
        #[arg(long, default_value_t = 300_000_000)]
        bytes: u64,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    let result = match Arguments::parse().command {
        Command::Generate { entries, seed, file } => {
            let generated = generate::write(entries, seed, File::create(&file)?)?;
            fs::write(sidecar(&file), serde_json::to_string_pretty(&generated)?)?;
            serde_json::to_value(generated)?
        }
        Command::Load { file, folder } => serde_json::to_value(load(&file, &folder)?)?,
        Command::Questions { file } => serde_json::to_value(questions_about(&file)?)?,
        Command::Ask { file, folder, runs, only } => {
            let mut questions = questions_about(&file)?;
            if let Some(only) = only {
                questions
                    .retain(|question| only.iter().any(|name| !name.is_empty() && question.name.starts_with(name)));
            }
            serde_json::to_value(ask(&folder, &questions, runs)?)?
        }
        Command::Export { folder, to, filter, format } => {
            let runtime = tokio::runtime::Runtime::new()?;
            let format = serde_json::from_value(json!(format))?;
            serde_json::to_value(runtime.block_on(export(&folder, &filter, &to, format))?)?
        }
        Command::Verify { folder } => {
            let (records, usage) = verify(&folder)?;
            merge(json!({ "records": records }), serde_json::to_value(usage)?)
        }
        Command::Compact { folder } => {
            let (done, usage) = compact(&folder)?;
            merge(serde_json::to_value(done)?, serde_json::to_value(usage)?)
        }
        Command::Physical { file, bytes } => {
            serde_json::to_value(physical::measure(&file, bytes, &file.with_added_extension("scratch"))?)?
        }
    };
    println!("{result}");
    Ok(())
}

fn sidecar(file: &Path) -> PathBuf {
    file.with_added_extension("json")
}

fn questions_about(file: &Path) -> Result<Vec<Question>, Box<dyn Error>> {
    let generated: Generated = serde_json::from_slice(&fs::read(sidecar(file))?)?;
    Ok(questions::all(&generated)?)
}

fn merge(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}
