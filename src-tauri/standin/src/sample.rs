//! The stand-ins behind the sample workspace: four platforms as a small company has them, with a few of the habits that a reviewer meets.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{airbyte, airkit, obot, podwarden};

/// Entries in the history of the Obot server: enough for a rhythm of days to show, few enough to sync in some seconds.
const CALLS: usize = 12_000;

/// Live calls of the Obot server per minute.
const LIVE: u32 = 40;

/// Rows of the PodWarden instance: more than it shows at a time, so that there is a horizon.
const ROWS: usize = 900;

/// Live rows of the PodWarden instance per minute.
const LIVE_ROWS: u32 = 12;

/// Entries per generation of Airbyte's files.
const CHANGES: usize = 160;

/// Events in Airkit's files.
const EVENTS: usize = 400;

/// The running platforms. They stop when this is dropped; what was written into folders stays.
pub struct Sample {
    /// An MCP gateway.
    pub obot: obot::Server,
    /// A manager of fleets.
    pub podwarden: podwarden::Server,
    /// Where Airbyte wrote its audit files, of three generations.
    pub airbyte: PathBuf,
    /// Where Airkit wrote its audit files.
    pub airkit: PathBuf,
}

/// Starts the platforms; those that write files do so below `folder`.
///
/// # Errors
/// Where no loopback port can be had, or the folder cannot be written.
pub async fn sample(folder: &Path) -> io::Result<Sample> {
    let (airbyte, airkit) = (folder.join("airbyte"), folder.join("airkit"));
    for (seed, generation) in
        [airbyte::Generation::One, airbyte::Generation::TwoB, airbyte::Generation::Three].into_iter().enumerate()
    {
        let mut options = airbyte::Options::new(generation, 2026 + seed as u64, CHANGES);
        options.quirks = airbyte::Quirks::all();
        write(&airbyte, airbyte::objects(&options).objects)?;
    }
    let mut options = airkit::Options::new(airkit::Form::Lines, 2026, EVENTS);
    options.quirks = airkit::Quirks::all();
    write(&airkit, airkit::objects(&options).objects)?;
    Ok(Sample { obot: obot().await?, podwarden: podwarden().await?, airbyte, airkit })
}

async fn obot() -> io::Result<obot::Server> {
    let mut options = obot::Options::new(obot::Generation::C, 2026, CALLS);
    options.days = 30;
    options.habits = obot::Habits {
        late: 0.01,
        completing: 0.03,
        unanswered: 0.01,
        out_of_order_ids: true,
        id_gaps: true,
        ties: true,
        hosted_agents: true,
        ip_ports: true,
        broken_details: 0.0003,
        ..obot::Habits::none()
    };
    let server = obot::Server::start(options).await?;
    server.live(LIVE);
    Ok(server)
}

async fn podwarden() -> io::Result<podwarden::Server> {
    let mut options = podwarden::Options::new(2026, ROWS);
    options.habits = podwarden::Habits { shuffled: true, late: 0.01, ..podwarden::Habits::none() };
    let server = podwarden::Server::start(options).await?;
    server.live(LIVE_ROWS);
    Ok(server)
}

fn write(folder: &Path, objects: Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for (key, bytes) in objects.into_iter().filter(|(key, _)| !key.ends_with('/')) {
        let path = folder.join(key);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}
