//! What this process used so far, as the kernel counts it. Nothing but Linux tells; elsewhere the numbers are zero.

use std::{fs, time::Instant};

use serde::Serialize;

/// The kernel's unit of processor time in `/proc`, in seconds: USER_HZ, which is 100 on every architecture in use.
const TICK: f64 = 0.01;

/// A stretch of work: how long it took and what it took of the processors.
pub struct Stopwatch {
    started: Instant,
    cpu: f64,
}

/// What a stretch of work used.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Usage {
    /// Seconds by the clock on the wall.
    pub wall_s: f64,
    /// Seconds of processor time over all threads, system calls included.
    pub cpu_s: f64,
    /// The largest memory of the process up to here, in bytes.
    pub peak_bytes: u64,
}

impl Stopwatch {
    /// Starts.
    pub fn start() -> Self {
        Self { started: Instant::now(), cpu: cpu() }
    }

    /// Milliseconds by the clock on the wall.
    pub fn millis(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1e3
    }

    /// What was used since the start.
    pub fn usage(&self) -> Usage {
        Usage {
            wall_s: self.started.elapsed().as_secs_f64(),
            cpu_s: ((cpu() - self.cpu) / TICK).round() * TICK,
            peak_bytes: status("VmHWM:"),
        }
    }
}

/// The memory of the process at the moment, in bytes.
pub fn resident() -> u64 {
    status("VmRSS:")
}

/// Processor time of this thread, in seconds. <https://docs.kernel.org/scheduler/sched-stats.html>
pub fn thread_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or_default() / 1e9
}

/// <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>: fields 14 and 15; the name in parentheses may have spaces.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * TICK
}

fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() * 1024
}
