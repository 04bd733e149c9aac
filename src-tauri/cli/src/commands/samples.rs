//! Samples for an audit.

use auditdesk_core::{
    api::{
        Desk,
        wire::{Empty, ReadSheet, SampleInfo, SampleMethod, SamplePlan, SampleRef, SheetFormat},
    },
    error::{Error, ErrorCode, Result},
};
use chrono_tz::UTC;

use super::{entries::field, follow, review::write};
use crate::{
    arguments::{MethodName, SampleCommand, SheetForm},
    output,
};

/// Carries out a command.
pub async fn run(desk: &Desk, command: SampleCommand, json: bool) -> Result<()> {
    match command {
        SampleCommand::Draw { name, size, filter, method, by, seed, zone } => {
            let method = match (method, by) {
                (MethodName::Random, _) => SampleMethod::Random,
                (MethodName::Interval, _) => SampleMethod::Interval,
                (MethodName::Stratified, by) => SampleMethod::Stratified { by: field(&by.unwrap_or_default())? },
            };
            let plan = SamplePlan { name: name.trim().to_owned(), filter, zone, method, size, seed };
            let name = plan.name.clone();
            let job = desk.audit_sample_draw(plan).await?.id;
            follow::ended_well(follow::follow(desk, job).await?)?;
            let sample = find(desk, &name).await?;
            if json {
                output::json(&sample);
            } else {
                said(&sample);
            }
            Ok(())
        }
        SampleCommand::List => {
            let samples = desk.audit_sample_list(Empty {}).await?;
            if json {
                output::json(&samples);
                return Ok(());
            }
            let rows = samples.iter().map(|sample| {
                let reviewed: u64 = sample.dispositions.iter().sum();
                [
                    sample.drawn.plan.name.clone(),
                    output::moment(sample.drawn.at, UTC),
                    format!("{reviewed} of {}", sample.entries),
                    sample.dispositions[2].to_string(),
                    sample.drawn.population.to_string(),
                    sample.drawn.plan.seed.clone(),
                    sample.drawn.plan.filter.clone(),
                ]
            });
            let headings = ["NAME", "DRAWN", "REVIEWED", "EXCEPTIONS", "POPULATION", "SEED", "FILTER"];
            output::table(headings, rows, "No samples yet.");
            Ok(())
        }
        SampleCommand::Check { name } => {
            let id = find(desk, &name).await?.id;
            let check = desk.audit_sample_check(SampleRef { id }).await?;
            if json {
                output::json(&check);
            } else {
                let said = |same| if same { "the same" } else { "not the same" };
                output::line(format!("Population   {}: {} entries", said(check.same_population), check.population));
                output::line(format!("SHA-256      {}", check.population_sha256));
                output::line(format!("Entries      {}", said(check.same_entries)));
            }
            if check.same_entries {
                return Ok(());
            }
            Err(Error::new(ErrorCode::NotFound, "Drawing again does not give the entries of this sample."))
        }
        SampleCommand::Sheet { name, format, out } => {
            let format = match format {
                SheetForm::Csv => SheetFormat::Csv,
                SheetForm::Html => SheetFormat::Html,
            };
            let id = find(desk, &name).await?.id;
            write(&desk.audit_sample_sheet(ReadSheet { id, format }).await?, out, json)
        }
        SampleCommand::Remove { name } => {
            let id = find(desk, &name).await?.id;
            desk.audit_sample_remove(SampleRef { id }).await?;
            if !json {
                output::line(format!("The sample {name:?} is forgotten. What was said of its entries stays."));
            }
            Ok(())
        }
    }
}

async fn find(desk: &Desk, name: &str) -> Result<SampleInfo> {
    let samples = desk.audit_sample_list(Empty {}).await?;
    samples.into_iter().find(|sample| sample.drawn.plan.name == name).ok_or_else(|| {
        let message = format!("There is no sample {name:?}. `auditdesk sample list` shows them.");
        Error::new(ErrorCode::NotFound, message)
    })
}

fn said(sample: &SampleInfo) {
    let drawn = &sample.drawn;
    output::line(format!("Drawn        {} of {} entries", sample.entries, drawn.population));
    output::line(format!("Population   SHA-256 {}", drawn.population_sha256));
    output::line(format!("Seed         {}", drawn.plan.seed));
    if drawn.pending > 0 {
        output::line(format!("Left out     {} pending entries", drawn.pending));
    }
    output::line(format!("Entries      auditdesk query '{}'", sample.shown_by));
}
