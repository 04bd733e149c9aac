//! The stand-in behind the sample workspace: an Obot server as a small company has it, with a few of the habits that a reviewer meets.

use crate::obot::{Generation, Habits, Options, Server};

/// Entries in the sample's history: enough for a rhythm of days to show, few enough to sync in some seconds.
const ENTRIES: usize = 12_000;

/// Live calls per minute.
const LIVE: u32 = 40;

/// Starts the sample's server with live traffic. It stops when it is dropped.
///
/// # Errors
/// Where no loopback port can be had.
pub async fn sample() -> std::io::Result<Server> {
    let mut options = Options::new(Generation::C, 2026, ENTRIES);
    options.days = 30;
    options.habits = Habits {
        late: 0.01,
        completing: 0.03,
        unanswered: 0.01,
        out_of_order_ids: true,
        id_gaps: true,
        ties: true,
        hosted_agents: true,
        ip_ports: true,
        broken_details: 0.0003,
        ..Habits::none()
    };
    let server = Server::start(options).await?;
    server.live(LIVE);
    Ok(server)
}
