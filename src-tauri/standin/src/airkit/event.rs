//! The events of a made-up organization.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use rand::RngExt;

use super::{
    options::Options,
    types::{About, TYPES, UNKNOWN},
};
use crate::obot::{
    people::PEOPLE,
    seed::{Dice, dice, mix, pick, skewed, uuid},
};

/// The organization that writes the bucket.
const ORGANIZATION: &str = "5f0c9a64-9d1b-4e57-a9c2-3b6f7d2e8a10";

/// An event as it was meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Truth {
    /// The organization's id.
    pub organization: String,
    /// The event's id, unique within the organization.
    pub id: String,
    /// When it happened, to the millisecond.
    pub at: DateTime<Utc>,
    /// Its type.
    pub event: String,
    /// The user's id, where there is one.
    pub user: Option<String>,
    /// The user's e-mail address, where there is one.
    pub email: Option<String>,
    /// The app's id, where it is about one.
    pub app: Option<String>,
}

/// An event with everything that its columns say.
#[derive(Clone, Debug)]
pub struct Event {
    pub truth: Truth,
    /// Not of the audit log.
    pub is_session: bool,
    /// The other columns by their upper-case names.
    pub columns: Vec<(&'static str, String)>,
}

/// The history, in the order of time: the events of the audit log, and app events among them.
pub fn history(options: &Options) -> Vec<Event> {
    let mut dice = dice(options.seed, 31);
    let mut times: Vec<DateTime<Utc>> = (0..options.entries).map(|_| moment(&mut dice, options)).collect();
    times.sort_unstable();
    let mut all = Vec::with_capacity(times.len());
    for (number, at) in times.into_iter().enumerate() {
        let number = number as u64 * 2;
        if dice.random_bool(options.quirks.sessions) {
            let truth = truth(options.seed, number + 1, at, "session_started", None);
            all.push(Event { truth, is_session: true, columns: Vec::new() });
        }
        all.push(event(&mut dice, options, number, at));
    }
    all
}

/// Most of it happens during the hours of work.
fn moment(dice: &mut Dice, options: &Options) -> DateTime<Utc> {
    let span = i64::from(options.days.max(1)) * 86_400_000;
    loop {
        let at = options.end - TimeDelta::milliseconds(dice.random_range(1..span));
        if (7..18).contains(&at.hour()) || dice.random_bool(0.15) {
            return at;
        }
    }
}

fn truth(seed: u64, number: u64, at: DateTime<Utc>, event: &str, user: Option<usize>) -> Truth {
    Truth {
        organization: ORGANIZATION.to_owned(),
        id: uuid(mix(seed, 1_000 + number)),
        at,
        event: event.to_owned(),
        user: user.map(|user| uuid(mix(7, user as u64))),
        email: user.map(|user| PEOPLE[user].email()),
        app: None,
    }
}

fn event(dice: &mut Dice, options: &Options, number: u64, at: DateTime<Utc>) -> Event {
    let (name, about) =
        if dice.random_bool(options.quirks.unknown) { *pick(dice, &UNKNOWN) } else { TYPES[skewed(dice, TYPES.len())] };
    // Nobody is known of some of the sign-ins that are refused.
    let known = name != "invalid_login" || dice.random_bool(0.6);
    let user = known.then(|| skewed(dice, PEOPLE.len()));
    let mut truth = truth(options.seed, number, at, name, user);
    let mut columns = Vec::new();
    let thing = |kind: u64, of: usize, dice: &mut Dice| uuid(mix(kind, skewed(dice, of) as u64));
    if let Some(user) = user {
        columns.push(("ROOT_SCOPE_USER_ID", uuid(mix(8, user as u64))));
    }
    match about {
        About::Login => {
            columns.push(("LOGIN_TYPE", (*pick(dice, &["password", "saml", "google, \"SSO\""])).to_owned()));
        }
        About::User => columns.push(("ROLE_ID", thing(11, 6, dice))),
        About::App => {
            truth.app = Some(thing(12, 9, dice));
            columns.push(("BRANCH_ID", thing(13, 14, dice)));
            columns.push(("DEPLOY_ID", thing(14, 200, dice)));
            columns.push(("SAVEPOINT_REVISION", format!("{:03}", dice.random_range(1..400))));
        }
        About::Thing(column) => columns.push((column, thing(15, 30, dice))),
        About::Resource => {
            columns.push(("RESOURCE_TYPE", (*pick(dice, &["image", "font", "audio"])).to_owned()));
            columns.push(("RESOURCE_ID", thing(16, 80, dice)));
        }
        About::Domain => {
            columns.push(("DOMAIN", (*pick(dice, &["forms.northwind.test", "chat.northwind.test"])).to_owned()));
        }
        About::Organization => {}
    }
    Event { truth, is_session: false, columns }
}
