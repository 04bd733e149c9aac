//! Audit logs of any size: JSON Lines as Obot's flat audit log has them with details (what the dialect `obot-b-detail` reads).
//!
//! The same seed and size give the same bytes on every machine. Sizes, shares and rhythm follow what was measured of real logs: 2.5 KB a line, of which
//! a fifth is metadata, with a tail of bodies of 100 KB; 200 users and 40 servers by Zipf's law; ninety days with nights and weekends.

mod entry;
mod needle;
mod text;
mod time;
mod words;
mod world;

use std::{io, io::Write, sync::mpsc};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use needle::Needle;
pub use world::{SERVERS, TOOLS, USERS};

use entry::Maker;
use needle::Planted;

/// Lines made at a time, over all threads: some 40 MB.
const WAVE: u64 = 16_384;
/// Lines that one thread makes in one go.
const CHUNK: u64 = 512;

/// What was generated; kept beside the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// Lines.
    pub entries: u64,
    /// The seed they were made from.
    pub seed: u64,
    /// The size of the file.
    pub bytes: u64,
    /// What can be found in it.
    pub needles: Vec<Needle>,
}

/// Writes `entries` lines.
pub fn write(entries: u64, seed: u64, out: impl Write + Send) -> io::Result<Generated> {
    let maker = Maker::new(seed, entries);
    // While one wave is written, the next one is made.
    let (waves, ready) = mpsc::sync_channel::<Vec<(String, Planted)>>(1);
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || drain(out, &ready));
        for first in (0..entries).step_by(WAVE as usize) {
            let end = (first + WAVE).min(entries);
            let wave = (first..end).step_by(CHUNK as usize).collect::<Vec<_>>();
            let wave = wave.into_par_iter().map(|first| chunk(&maker, first..(first + CHUNK).min(end))).collect();
            if waves.send(wave).is_err() {
                break;
            }
        }
        drop(waves);
        let (bytes, planted) = writer.join().expect("the writer does not panic")?;
        Ok(Generated { entries, seed, bytes, needles: planted.needles() })
    })
}

fn chunk(maker: &Maker, indices: std::ops::Range<u64>) -> (String, Planted) {
    let mut planted = Planted::default();
    let mut lines = String::with_capacity(CHUNK as usize * 2_700);
    for index in indices {
        maker.line(index, &mut planted, &mut lines);
    }
    (lines, planted)
}

fn drain(mut out: impl Write, ready: &mpsc::Receiver<Vec<(String, Planted)>>) -> io::Result<(u64, Planted)> {
    let (mut bytes, mut planted) = (0, Planted::default());
    while let Ok(wave) = ready.recv() {
        for (lines, counts) in wave {
            out.write_all(lines.as_bytes())?;
            bytes += lines.len() as u64;
            planted.add(&counts);
        }
    }
    out.flush()?;
    Ok((bytes, planted))
}
