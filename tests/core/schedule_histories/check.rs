//! What must hold at the end of each history.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::AddAssign,
};

use auditdesk_core::{api::wire::RunReason, entry::Seq, export::scheduled::Form};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    file::{File, Run, State},
    ledger::{Filter, hex},
    world::World,
};

/// What was seen, so that a world in which nothing happens is noticed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    pub runs: u64,
    pub objects: u64,
    pub rows: u64,
    pub revisions: u64,
    pub disturbed: u64,
    pub kills: u64,
    pub copies: u64,
    /// Objects of which it is not known which of several attempts wrote them.
    pub either: u64,
    /// Uploads that nobody can know of.
    pub unnamed: u64,
}

impl AddAssign for Seen {
    fn add_assign(&mut self, other: Self) {
        self.runs += other.runs;
        self.objects += other.objects;
        self.rows += other.rows;
        self.revisions += other.revisions;
        self.disturbed += other.disturbed;
        self.kills += other.kills;
        self.copies += other.copies;
        self.either += other.either;
        self.unnamed += other.unnamed;
    }
}

impl Seen {
    pub fn is_enough(&self, histories: u64) {
        for (what, count) in [
            ("runs", self.runs),
            ("objects", self.objects),
            ("rows", self.rows),
            ("revisions", self.revisions),
            ("disturbed calls", self.disturbed),
            ("kills", self.kills),
        ] {
            assert!(count >= histories, "{count} {what} in {histories} histories");
        }
    }
}

#[derive(Deserialize)]
struct Manifest {
    run: u64,
    rows: u64,
    bytes: u64,
    revisions: u64,
    ledger: Span,
    objects: Vec<Object>,
    previous_manifest_sha256: Option<String>,
}

#[derive(Deserialize)]
struct Span {
    from: Seq,
    until: Seq,
}

#[derive(Deserialize)]
struct Object {
    key: String,
    day: Option<chrono::NaiveDate>,
    from: Seq,
    until: Seq,
    rows: u64,
    bytes: u64,
    sha256: String,
    #[serde(default)]
    or: Vec<Form>,
}

macro_rules! must {
    ($holds:expr, $($why:tt)*) => {
        if !$holds {
            return Err(format!($($why)*));
        }
    };
}

pub fn all(world: &World) -> Result<Seen, String> {
    let mut seen = Seen {
        disturbed: world.disturbed,
        kills: world.kills,
        copies: world.files.len() as u64 - 1,
        ..Seen::default()
    };
    let mut known = BTreeSet::new();
    for (place, file) in world.files.iter().enumerate() {
        known.extend(one(world, file, &mut seen).map_err(|wrong| format!("file {place}: {wrong}"))?);
    }
    let there: BTreeSet<String> = world.bucket.objects.keys().cloned().collect();
    let orphans: Vec<_> = there.difference(&known).collect();
    must!(orphans.is_empty(), "objects that no manifest names: {orphans:?}");
    let recorded = |upload: &String| world.files.iter().any(|file| file.uploads.contains(upload));
    // Of an upload whose name never came on record only the storage can tell, and is asked when its object is written again.
    let excused =
        |upload: &String| !recorded(upload) && (!world.bucket.manners.lists_uploads || world.unnamed.contains(upload));
    let dangling: Vec<_> = world.bucket.uploads.keys().filter(|upload| !excused(upload)).collect();
    must!(dangling.is_empty(), "unfinished uploads: {dangling:?}");
    seen.unnamed = world.bucket.uploads.len() as u64;
    Ok(seen)
}

/// A workspace: the keys it wrote.
fn one(world: &World, file: &File, seen: &mut Seen) -> Result<Vec<String>, String> {
    let mut exported: BTreeMap<Seq, String> = BTreeMap::new();
    let (mut keys, mut chain) = (Vec::new(), None);
    for (run, id) in file.runs.iter().zip(1..) {
        must!(run.state == State::Committed, "a run is not committed: {run:?}");
        seen.runs += 1;
        let Some(sha256) = &run.sha256 else {
            must!(run.objects.is_empty(), "objects without a manifest: {run:?}");
            continue;
        };
        let (key, text) = run.manifest.as_ref().ok_or("a manifest's hash without its text")?;
        let there = world.bucket.objects.get(key).ok_or_else(|| format!("the manifest {key} is not there"))?;
        let ours = there[..] == *text.as_bytes();
        must!(ours || world.copied_during == Some(id), "the manifest {key} is another one");
        must!(hex(&Sha256::digest(text)) == *sha256, "the manifest's hash is another one: {key}");
        let manifest: Manifest = serde_json::from_str(text).map_err(|e| format!("{key}: {e}"))?;
        must!(manifest.previous_manifest_sha256 == chain, "the chain is broken at {key}");
        chain = Some(sha256.clone());
        keys.push(key.clone());
        seen.objects += manifest.objects.len() as u64;
        seen.revisions += manifest.revisions;
        for (seq, object) in rows(world, run, &manifest, seen)? {
            if let Some(other) = exported.insert(seq, object.clone()) {
                return Err(format!("entry {seq} is in {other} and in {object}"));
            }
        }
        keys.extend(manifest.objects.into_iter().map(|object| object.key));
    }
    must!(chain.unwrap_or_default() == file.schedule.chain, "the schedule knows another manifest as its last");
    seen.rows += exported.len() as u64;
    covered(world, file, &exported)?;
    Ok(keys)
}

/// The rows of a run's objects in the bucket, after a look at whether its manifest tells the truth.
fn rows(world: &World, run: &Run, manifest: &Manifest, seen: &mut Seen) -> Result<Vec<(Seq, String)>, String> {
    let decided = &run.decided;
    must!((manifest.ledger.from, manifest.ledger.until) == decided.range, "run {} has another range", manifest.run);
    let (mut found, mut bytes, mut revisions, mut either) = (Vec::new(), 0, 0, 0);
    for object in &manifest.objects {
        let key = &object.key;
        let there = world.bucket.objects.get(key).ok_or_else(|| format!("{key} is in a manifest and not there"))?;
        let form = Form { rows: object.rows, bytes: object.bytes, sha256: object.sha256.clone() };
        let sha256 = hex(&Sha256::digest(there));
        let form = [form].into_iter().chain(object.or.iter().cloned()).find(|form| form.sha256 == sha256);
        let form = form.ok_or_else(|| format!("{key} has other bytes than the manifest says"))?;
        must!(there.len() as u64 == form.bytes, "{key} has another size than the manifest says");
        must!(
            object.or.is_empty() || !world.habits.steady(),
            "{key} is not known, and its rows are the same each time"
        );
        either += u64::from(!object.or.is_empty());
        bytes += form.bytes;
        let before = found.len();
        for row in std::str::from_utf8(there).map_err(|e| e.to_string())?.lines() {
            let cells: Vec<&str> = row.split(',').collect();
            let seq: Seq = cells[0].parse().map_err(|_| format!("{key}: {row}"))?;
            must!((object.from..object.until).contains(&seq), "{key} holds entry {seq} from beyond its places");
            must!(object.day.is_none_or(|day| world.ledger.day(seq) == day), "{key} holds entry {seq} of another day");
            let revises = world.ledger.entry(seq).revises.map_or_else(String::new, |seq| seq.to_string());
            must!(cells[3] == revises, "{key}: entry {seq} does not say what it revises");
            revisions += u64::from(!revises.is_empty());
            found.push((seq, key.clone()));
        }
        must!((found.len() - before) as u64 == form.rows, "{key} has other rows than the manifest says");
    }
    seen.either += either;
    if either > 0 {
        return Ok(found);
    }
    must!(found.len() as u64 == manifest.rows, "the manifest of run {} counts other rows", manifest.run);
    must!(bytes == manifest.bytes, "the manifest of run {} counts other bytes", manifest.run);
    must!(revisions == manifest.revisions, "the manifest of run {} counts other revisions", manifest.run);
    Ok(found)
}

/// Each settled entry that the schedule is for was exported, and no other.
fn covered(world: &World, file: &File, exported: &BTreeMap<Seq, String>) -> Result<(), String> {
    let filled = file.runs.iter().any(|run| run.decided.reason == RunReason::Backfill);
    for seq in 1..world.ledger.end() {
        let entry = world.ledger.entry(seq);
        let begun = seq >= file.schedule.begins || filled;
        let (wanted, allowed) = match world.habits.filter {
            Filter::All => (true, true),
            Filter::Kind(kind) => (entry.kind == kind, entry.kind == kind),
            // It may have been the latest when its run was.
            Filter::Latest => (!entry.superseded, true),
        };
        let here = exported.get(&seq);
        must!(here.is_some() || !begun || !wanted || entry.removed, "entry {seq} is in no object: {entry:?}");
        must!(here.is_none() || begun && allowed, "entry {seq} is exported and should not be: {entry:?}");
    }
    Ok(())
}
