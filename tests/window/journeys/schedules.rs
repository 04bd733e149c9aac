//! Exports on a schedule: each entry exactly once, whatever happens to the program in between.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use auditdesk_standin::obot::Server;
use auditdesk_window_tests::{Result, Stage, Window};
use chrono::{TimeDelta, Timelike, Utc};
use fantoccini::key::Key;
use serde_json::Value;

use super::{
    servers::garage::{self, Garage},
    steps,
};

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn each_run_of_a_schedule_takes_what_is_new_and_nothing_twice() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(1_000).await?);
    let window = steps::open_synced(&stage, &server).await?;
    steps::fill_folder(&window, "Evidence share", &stage.exports()).await?;
    window.press("Add").await?;
    window.see("//*[@role='row'][contains(normalize-space(.), 'Evidence share')]").await?;

    new_schedule(&window, "hourly-evidence").await?;
    window.select("Repeat", "Every hour").await?;
    // Not during the journey: it says itself when the schedule runs.
    let minute = (Utc::now() + TimeDelta::minutes(30)).minute();
    window.fill("Minute of the hour", &minute.to_string()).await?;
    window.see("//aside//dd[normalize-space(.)='1,000']").await?;
    window.see("//aside//strong[starts-with(normalize-space(.), 'Every hour')]").await?;
    window.see("//aside//ol[count(li)=5]").await?;
    window.shot("schedule-new").await?;
    window.press("Add schedule").await?;
    window.see("//h1[normalize-space(.)='hourly-evidence']").await?;
    window.see_text("No run yet").await?;

    committed(&window, 1).await?;
    let first = Written::below(&stage)?;
    assert_eq!(first.times_written(&server), vec![1; 1_000], "the first run wrote every entry once");
    let [manifest] = first.manifests.as_slice() else { return Err(format!("one manifest: {first:?}").into()) };
    assert_eq!(manifest["rows"], 1_000, "and its manifest says so: {manifest}");
    window.press("Runs").await?;
    window.click("//*[@role='row'][.//*[normalize-space(text())='Done']]//*[@role='rowheader']").await?;
    let run = window.text("//section[@aria-label='Run hourly-evidence']").await?;
    for name in &first.names {
        assert!(run.contains(name.as_str()), "the run shows the object or manifest {name}: {run}");
    }
    window.shot("schedule-run").await?;
    window.press("Verify").await?;
    window.see_text("All 2 objects as they were written").await?;
    let object = steps::files_below(&stage.exports())?.into_iter().find(|file| is_object(file)).ok_or("an object")?;
    let written = std::fs::read(&object)?;
    std::fs::write(&object, &written[1..])?;
    window.press("Verify").await?;
    window.see_text("1 of 2 objects not as written").await?;
    window.see("//section[@aria-label='Object']//*[normalize-space(text())='Different']").await?;
    window.see("//ol//*[starts-with(normalize-space(.), 'Verified: 1 as written, 1 not')]").await?;
    window.shot("schedule-run-verified").await?;
    std::fs::write(&object, written)?;

    server.add(40, Utc::now());
    window.press("Sources").await?;
    window.press("Sync now").await?;
    steps::synced(&window, 1_040).await?;
    window.press("Exports").await?;
    window.press("All exports").await?;
    window.shot("schedules").await?;
    window.click("//*[@role='rowheader'][contains(normalize-space(.), 'hourly-evidence')]").await?;
    committed(&window, 2).await?;
    let both = Written::below(&stage)?;
    assert_eq!(both.times_written(&server), vec![1; 1_040], "the second run wrote the new entries, and only them");
    assert_eq!(both.manifests.len(), 2);
    window.shot("schedule-overview").await?;

    window.press("Coverage").await?;
    window.see("//*[@role='gridcell'][@data-state='exported' or @data-state='late']").await?;
    window
        .see_gone("//*[@role='gridcell'][@data-state='waiting' or @data-state='failed' or @data-state='before']")
        .await?;
    window.shot("schedule-coverage").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn hours_from_before_the_beginning_are_filled_in_from_the_calendar() -> Result {
    let (stage, server) = (Stage::new()?, steps::server(500).await?);
    let window = steps::open_synced(&stage, &server).await?;
    steps::fill_folder(&window, "Archive", &stage.exports()).await?;
    window.press("Add").await?;
    window.see("//*[@role='row'][contains(normalize-space(.), 'Archive')]").await?;
    new_schedule(&window, "from-now-on").await?;
    window.choose("Only what comes from now on").await?;
    window.press("Add schedule").await?;
    window.see("//h1[normalize-space(.)='from-now-on']").await?;

    // A month is on show: of a history of two weeks, what is in this one.
    window.press("Coverage").await?;
    window.see("//*[@role='gridcell'][@data-state='before']").await?;
    let entries = "return [...document.querySelectorAll('[role=gridcell][data-state=before]')].map((cell) => Number(/: ([0-9,]+) entr/.exec(cell.ariaLabel)[1].replaceAll(',', ''))).reduce((sum, some) => sum + some, 0)";
    let expected = window.script(entries).await?.as_u64().ok_or("a sum")?;
    assert!(expected > 0);
    window.reach("//*[@role='gridcell'][@tabindex='0']").await?;
    // From the newest hour up to the first day, and to its beginning.
    for _ in 0..31 {
        window.chord(&[Key::Shift], Key::Up.into()).await?;
    }
    window.chord(&[Key::Shift], Key::Home.into()).await?;
    let chosen = format!(
        "//*[@role='status'][contains(normalize-space(.), ': {} entries, 0 exported')]",
        steps::figure(usize::try_from(expected)?)
    );
    window.see(&chosen).await?;
    window.shot("coverage-chosen").await?;
    window.press("Back-fill…").await?;
    window.see_text("What is exported already is not exported again").await?;
    window.press("Back-fill").await?;
    window.see_gone("//*[@role='gridcell'][@data-state='before']").await?;
    let written = Written::below(&stage)?;
    assert_eq!(written.times_written(&server).len() as u64, expected, "what the calendar said, and nothing else");
    window.shot("coverage-filled").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display: scripts/test-window"]
async fn a_program_that_is_killed_in_a_run_completes_it_after_the_next_start() -> Result {
    let (stage, server, garage) = (Stage::new()?, steps::server(1_500).await?, Garage::start());
    let window = steps::open_synced(&stage, &server).await?;
    window.press("Exports").await?;
    window.press("Destinations").await?;
    window.press("Add destination").await?;
    window.select("Where", "S3-compatible storage").await?;
    window.fill("Endpoint", &format!("http://{}", garage.address)).await?;
    window.fill("Bucket", garage::BUCKET).await?;
    window.fill("Region", garage::REGION).await?;
    window.fill("Access key id", &garage.write_only.id).await?;
    window.fill("Secret access key", &garage.write_only.secret).await?;
    window.fill("Name", "Cellar").await?;
    window.press("More").await?;
    // So slow that the run is still at work when it is looked at.
    window.fill("Bandwidth limit (MB/s)", "0.2").await?;
    window.press("Add").await?;
    window.see("//*[@role='row'][contains(normalize-space(.), 'Cellar')]").await?;
    new_schedule(&window, "nightly").await?;
    window.press("Fields, splitting, redaction").await?;
    window.choose("An object for each day of the events").await?;
    window.press("Add schedule").await?;
    window.press("Run now").await?;
    window.see("//section[@aria-label='Progress of the export']").await?;
    let begun = async {
        while garage.objects().await.len() < 3 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), begun).await?;
    window.shot("schedule-at-work").await?;
    window.press("Pause export").await?;
    window.see("//section[@aria-label='Progress of the export']//*[contains(normalize-space(.), 'paused')]").await?;
    window.shot("schedule-paused").await?;
    window.press("Resume export").await?;
    window.see("//button[normalize-space(.)='Pause export']").await?;
    drop(window);
    let left = Written::in_bucket(&garage).await?;
    assert!(left.manifests.is_empty(), "it was killed before the run was over: {:?}", left.names);

    let window = stage.open().await?;
    window.press("Exports").await?;
    window.click("//*[@role='rowheader'][contains(normalize-space(.), 'nightly')]").await?;
    window.see("//dd[contains(normalize-space(.), 'in 1 run')]").await?;
    let done = Written::in_bucket(&garage).await?;
    assert_eq!(done.times_written(&server), vec![1; 1_500], "every entry once, in spite of the kill");
    let [manifest] = done.manifests.as_slice() else { return Err(format!("one manifest: {done:?}").into()) };
    assert_eq!(manifest["rows"], 1_500, "{manifest}");
    assert_eq!(garage.unfinished_uploads(), 0, "no upload was left half done");
    window.press("Runs").await?;
    window.click("//*[@role='row'][.//*[normalize-space(text())='Done']]//*[@role='rowheader']").await?;
    window.see("//section[@aria-label='Run nightly']//div[dt[.='Attempts']]/dd[.='2']").await?;
    window.shot("schedule-completed").await?;
    window.close().await?;
    Ok(())
}

/// Opens the form of a new schedule.
pub async fn new_schedule(window: &Window, name: &str) -> Result {
    window.press("New export").await?;
    window.choose("On a schedule").await?;
    window.fill("Name", name).await
}

/// Runs the schedule on show, and waits until it has committed so many runs.
pub async fn committed(window: &Window, runs: usize) -> Result {
    window.press("Run now").await?;
    let runs = if runs == 1 { "in 1 run".to_owned() } else { format!("in {runs} runs") };
    window.press("Overview").await?;
    window.see(&format!("//dd[contains(normalize-space(.), '{runs}')]")).await.map(drop)
}

/// A file with rows, not a manifest.
fn is_object(file: &Path) -> bool {
    file.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('_'))
}

/// What a schedule has written.
#[derive(Debug, Default)]
struct Written {
    /// The names of all files.
    names: Vec<String>,
    /// How often each entry is in the objects.
    entries: BTreeMap<String, usize>,
    manifests: Vec<Value>,
}

impl Written {
    fn below(stage: &Stage) -> Result<Self> {
        let mut written = Self::default();
        for file in steps::files_below(&stage.exports())? {
            let key = file.strip_prefix(stage.exports())?.display().to_string();
            written.add(key, &std::fs::read_to_string(file)?)?;
        }
        Ok(written)
    }

    async fn in_bucket(garage: &Garage) -> Result<Self> {
        let mut written = Self::default();
        for key in garage.objects().await {
            let bytes = garage.read(&key).await.ok_or("an object that is listed can be read")?;
            written.add(key, &String::from_utf8(bytes)?)?;
        }
        Ok(written)
    }

    fn add(&mut self, key: String, text: &str) -> Result {
        if Path::new(&key).extension().is_some_and(|ending| ending == "jsonl") {
            for line in text.lines() {
                let row: Value = serde_json::from_str(line)?;
                let id = row["id"].as_str().ok_or_else(|| format!("a row without id: {line}"))?;
                *self.entries.entry(id.to_owned()).or_default() += 1;
            }
        } else {
            self.manifests.push(serde_json::from_str(text)?);
        }
        self.names.push(key);
        Ok(())
    }

    /// How often each entry of the server was written; an entry that was not is left out, one that the server does not have is a failure.
    fn times_written(&self, server: &Server) -> Vec<usize> {
        let mut known = BTreeSet::new();
        server.each_truth(|truth| {
            known.insert(truth.id.to_string());
        });
        let foreign: Vec<_> = self.entries.keys().filter(|id| !known.contains(*id)).collect();
        assert!(foreign.is_empty(), "entries that nobody made: {foreign:?}");
        self.entries.values().copied().collect()
    }
}
