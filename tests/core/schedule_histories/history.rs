//! What happens in a history, and its end.

use std::{collections::BTreeSet, sync::Mutex};

use auditdesk_core::api::wire::RunReason;
use rand::RngExt;

use crate::{
    check::{self, Seen},
    file::{File, Schedule, Setup, TIMETABLES},
    ledger::Entry,
    scheduler::{backfill, moment, restart, run_now, tick},
    world::{HOUR, Place, World},
};

/// Looks at what is due, after all faults have stopped, within which everything must be exported.
const PATIENCE: usize = 60;

pub fn run(world: &Mutex<World>) -> Result<Seen, String> {
    let main = Place { world, file: 0 };
    let steps = begin(&mut main.world());
    for _ in 0..steps {
        let file = {
            let mut world = main.world();
            let files = world.files.len();
            world.chance.random_range(0..files)
        };
        step(Place { world, file });
    }
    settle(main)?;
    check::all(&main.world())
}

fn setup(world: &mut World) -> Setup {
    let filter = world.habits.filter;
    let chance = &mut world.chance;
    Setup {
        filter,
        split_rows: [0, 0, 1, 3, 10][chance.random_range(0..5)],
        by_day: chance.random_bool(0.3),
        allow_empty: chance.random_bool(0.2),
        each: chance.random_bool(0.5),
        when: chance.random_range(0..TIMETABLES.len()),
    }
}

fn begin(world: &mut World) -> u32 {
    // A schedule that begins with what is there, or with what comes.
    if world.chance.random_bool(0.5) {
        arrive(world);
    }
    let begins = if world.chance.random_bool(0.5) { 1 } else { world.ledger.end() };
    let schedule = Schedule {
        tag: world.tag(),
        setup: setup(world),
        enabled: world.chance.random_bool(0.8),
        begins,
        position: begins,
        last_slot: world.now,
        failures: 0,
        chain: String::new(),
    };
    world.tell(|| format!("{schedule:?}"));
    world.files.push(File { schedule, runs: Vec::new(), uploads: BTreeSet::new() });
    world.chance.random_range(20..90)
}

fn step(place: Place<'_>) {
    let what = place.world().chance.random_range(0..100);
    match what {
        0..32 => tick(place),
        32..39 => run_now(place),
        39 => fill_in(place),
        _ => happen(&mut place.world(), place.file, what),
    }
}

fn fill_in(place: Place<'_>) {
    let possible = {
        let world = place.world();
        let file = &world.files[place.file];
        let filled = file.runs.iter().any(|run| run.decided.reason == RunReason::Backfill);
        file.schedule.begins > 1 && !filled && file.open_run().is_none()
    };
    if possible {
        backfill(place);
    }
}

fn happen(world: &mut World, file: usize, what: u32) {
    match what {
        40..60 => arrive(world),
        60..78 => pass(world, 2 * HOUR),
        // The machine sleeps, or is off.
        78..82 => pass(world, 72 * HOUR),
        // The clock is set.
        82..86 => {
            let jump = world.chance.random_range(-30 * HOUR..30 * HOUR);
            world.now += jump;
            world.tell(|| format!("the clock is set by {jump} s"));
        }
        86..89 => world.arrive(false),
        89 | 90 => {
            let schedule = &mut world.files[file].schedule;
            schedule.enabled = !schedule.enabled;
            let enabled = schedule.enabled;
            world.tell(|| format!("file {file} enabled: {enabled}"));
        }
        91 | 92 => {
            let setup = setup(world);
            world.tell(|| format!("file {file}: {setup:?}"));
            let now = world.now;
            let schedule = &mut world.files[file].schedule;
            if schedule.setup.when != setup.when {
                schedule.last_slot = schedule.last_slot.max(now);
            }
            schedule.setup = setup;
        }
        93 => {
            let now = world.now;
            let schedule = &mut world.files[file].schedule;
            let (timetable, last) = (schedule.setup.timetable(), moment(schedule.last_slot));
            let passed = timetable.last_between(last, moment(now));
            let slot = passed.or_else(|| timetable.next_after(last.max(moment(now)))).expect("there is a next one");
            schedule.last_slot = slot.timestamp();
            world.tell(|| format!("file {file} skips until {slot}"));
        }
        94 | 95 if world.habits.renames => world.ledger.names += 1,
        96 if world.habits.removals && !world.ledger.entries.is_empty() => {
            let count = world.ledger.entries.len();
            let place = world.chance.random_range(0..count);
            world.ledger.entries[place].removed = true;
            world.tell(|| format!("{} is removed", place + 1));
        }
        97 => copy(world),
        98 => {
            world.tell(|| format!("file {file} is opened anew"));
            restart(world, file);
        }
        _ => {}
    }
}

/// The workspace's folder is copied, or restored from a copy and the other goes on, too. Where a run was open, both write the same objects and a manifest of the same
/// key, of which one is there in the end; that their bytes differ is beyond what two programs that do not know each other can settle.
fn copy(world: &mut World) {
    let open = world.files[0].open_run();
    if world.files.len() > 1 || open.is_some() && !world.habits.steady() {
        return;
    }
    world.tell(|| format!("the workspace is copied during {open:?}"));
    world.copied_during = open;
    world.files.push(world.files[0].clone());
    restart(world, 1);
}

fn pass(world: &mut World, most: i64) {
    let seconds = world.chance.random_range(0..most);
    world.now += seconds;
    world.tell(|| format!("{seconds} s pass"));
}

/// Entries settle: some happened just now, some long ago, some say that they will; some revise others.
fn arrive(world: &mut World) {
    for _ in 0..world.chance.random_range(1..15) {
        let ago = match world.chance.random_range(0..10) {
            0 => world.chance.random_range(0..96 * HOUR),
            1 => -world.chance.random_range(0..96 * HOUR),
            _ => world.chance.random_range(0..HOUR),
        };
        let revises = match world.ledger.entries.len() {
            0 => None,
            count => world.chance.random_bool(0.15).then(|| world.chance.random_range(0..count)),
        };
        let revises = revises.filter(|place| {
            let before = &mut world.ledger.entries[*place];
            let free = !before.superseded && !before.removed;
            before.superseded |= free;
            free
        });
        let revises = revises.map(|place| place as u64 + 1);
        let kind = world.chance.random_range(0..3);
        world.ledger.entries.push(Entry { at: world.now - ago, kind, revises, superseded: false, removed: false });
    }
    let end = world.ledger.end();
    world.tell(|| format!("entries until {end}"));
}

/// All faults stop, what is on its way arrives, and everything that is due is run.
fn settle(main: Place<'_>) -> Result<(), String> {
    let files = {
        let mut world = main.world();
        world.tell(|| "all faults stop".into());
        world.habits.faults = 0.0;
        world.arrive(true);
        for file in 0..world.files.len() {
            restart(&mut world, file);
            world.files[file].schedule.enabled = true;
        }
        world.files.len()
    };
    for file in 0..files {
        let place = Place { file, ..main };
        let mut looks = 0;
        loop {
            {
                let mut world = place.world();
                let schedule = &world.files[file].schedule;
                if schedule.position == world.ledger.end() && world.files[file].open_run().is_none() {
                    break;
                }
                let now = moment(world.now.max(schedule.last_slot));
                world.now = schedule.setup.timetable().next_after(now).expect("there is a next one").timestamp();
                world.tell(|| format!("file {file} looks at what is due"));
            }
            looks += 1;
            if looks > PATIENCE {
                return Err(format!("file {file} does not come to its end"));
            }
            tick(place);
        }
    }
    Ok(())
}
