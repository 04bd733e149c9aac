//! Outages of single servers: an hour or two in which most calls fail, as every timeline has them.

use super::catalog::SERVERS;
use super::options::Options;
use super::row::Fate;
use super::seed::{Dice, dice, pick, skewed};
use rand::RngExt;

const HOUR: i64 = 3_600_000_000_000;

/// The outages of a history.
#[derive(Debug)]
pub struct Incidents(Vec<Incident>);

#[derive(Debug)]
struct Incident {
    server: u8,
    from: i64,
    until: i64,
    status: u16,
}

impl Incidents {
    /// About one outage in ten days.
    pub fn new(options: &Options) -> Incidents {
        let mut dice = dice(options.seed, 0x1c1d);
        let end = options.end.timestamp_nanos_opt().unwrap_or(0);
        let count = options.days.div_ceil(10);
        let all = (0..count).map(|_| {
            let from = end - dice.random_range(0..=i64::from(options.days) * 24) * HOUR;
            Incident {
                server: skewed(&mut dice, SERVERS.len()) as u8,
                from,
                until: from + dice.random_range(1..4) * HOUR,
                status: *pick(&mut dice, &[502, 503, 504]),
            }
        });
        Incidents(all.collect())
    }

    /// How a call to `server` at `at` fails, if an outage hits it.
    pub fn strike(&self, server: u8, at: i64, dice: &mut Dice) -> Option<Fate> {
        let incident = self.0.iter().find(|i| i.server == server && (i.from..i.until).contains(&at))?;
        dice.random_bool(0.8).then_some(Fate::Status(incident.status))
    }
}
