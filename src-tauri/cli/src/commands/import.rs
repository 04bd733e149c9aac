//! Files, and mappings for those of unknown shape.

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, FileInspected, InspectFile, MappingRef, SavedMapping, SourceConfig, StartImport},
    },
    error::Result,
};
use chrono_tz::UTC;

use super::{follow, new_source, source};
use crate::{
    arguments::{ImportArguments, MappingCommand, Platform},
    output,
};

/// Brings in files, or says what is in the first.
pub async fn run(desk: &Desk, arguments: ImportArguments, json: bool) -> Result<()> {
    let ImportArguments { paths, into, platform, mapping, log, inspect } = arguments;
    let platform = platform.or(mapping.is_some().then_some(Platform::Mapped));
    let writer = match platform {
        Some(platform) => Some(new_source::writer(desk, platform, mapping.as_deref()).await?),
        None => None,
    };
    let mut absolute = Vec::new();
    for path in paths {
        let path = std::path::absolute(&path)
            .map_err(|e| new_source::wrong(format!("{} is no path: {e}.", path.display())))?;
        absolute.push(path.display().to_string());
    }
    if inspect {
        let inspected = desk.import_inspect(InspectFile { path: absolute.remove(0), writer }).await?;
        print_inspected(&inspected, json);
        return Ok(());
    }
    let into = into.unwrap_or_default();
    let known = desk.source_list(Empty {}).await?.into_iter().find(|known| known.name == into);
    let existing = known.as_ref().filter(|known| matches!(known.config, SourceConfig::Files { .. }));
    let request = StartImport {
        paths: absolute,
        source: existing.map(|known| known.id),
        name: into.clone(),
        writer,
        log: new_source::log(desk, log.as_deref()).await?,
    };
    let job = desk.import_start(request).await?;
    follow::ended_well(follow::follow(desk, job.id).await?)?;
    let now = source::find(desk, &into).await?;
    if json {
        output::json(&now);
    } else {
        source::print_result(&now);
    }
    Ok(())
}

fn print_inspected(inspected: &FileInspected, json: bool) {
    if json {
        output::json(inspected);
        return;
    }
    let what = if inspected.recognised { inspected.writer.platform() } else { "unknown; the mapping below is a guess" };
    output::line(format!("{} bytes, {}. Written by: {what}", inspected.bytes, inspected.shape));
    let found = inspected.found.iter().map(|found| [found.pointer.clone(), found.values.join("  ·  ")]);
    output::table(["POINTER", "VALUES"], found, "No field was found.");
    let rows = inspected.rows.iter().map(|row| match &row.unreadable {
        Some(why) => ["unreadable".to_owned(), String::new(), why.clone(), String::new(), String::new()],
        None => [
            row.time.map_or_else(String::new, |time| output::moment(time, UTC)),
            row.actor.clone(),
            row.operation.clone(),
            row.target.clone(),
            row.outcome.map_or("", |outcome| outcome.word()).to_owned(),
        ],
    });
    output::table(["TIME (UTC)", "ACTOR", "OPERATION", "TARGET", "OUTCOME"], rows, "No record was found.");
    if let auditdesk_core::api::wire::Writer::Mapped { mapping } = &inspected.writer {
        output::line("Mapping (save it to a file, change it, give it with --mapping):");
        output::json(mapping);
    }
}

/// Carries out a command on mappings.
pub async fn mapping(desk: &Desk, command: MappingCommand, json: bool) -> Result<()> {
    match command {
        MappingCommand::List => {
            let saved = desk.mapping_list(Empty {}).await?;
            if json {
                output::json(&saved);
            } else {
                let rows = saved.iter().map(|saved| [saved.name.clone(), saved.mapping.fields.len().to_string()]);
                output::table(["NAME", "FIELDS"], rows, "No mapping is saved yet.");
            }
        }
        MappingCommand::Save { name, file } => {
            let saved = SavedMapping { name: name.clone(), mapping: new_source::read_mapping(&file)? };
            desk.mapping_save(saved).await?;
            done(json, format!("Saved the mapping {name}."));
        }
        MappingCommand::Remove { name } => {
            desk.mapping_remove(MappingRef { name: name.clone() }).await?;
            done(json, format!("Removed the mapping {name}. What was read by it stays as it is."));
        }
    }
    Ok(())
}

fn done(json: bool, words: String) {
    if json {
        output::json(&Empty {});
    } else {
        output::line(words);
    }
}
