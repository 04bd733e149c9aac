//! 100,000 entries: synced and exported with flat memory. Takes minutes: `scripts/test-long` runs it and prints the figures.
#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

mod support;

use std::{fs, process::Child, time::Instant};

use auditdesk_standin::obot::{Generation, Habits, Options, Server};
use support::Terminal;

const ENTRIES: usize = 100_000;

/// What the process may hold at most: columns and dictionaries of 100,000 entries take some 5 MB, buffers and caches the rest. Their payloads take 250 MB.
const MOST_MIB: u64 = 200;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: scripts/test-long runs it"]
async fn a_hundred_thousand_entries_pass_through_with_flat_memory() {
    let mut options = Options::new(Generation::C, 100, ENTRIES);
    options.days = 80;
    options.habits = Habits::none();
    let server = Server::start(options).await.expect("loopback is there");
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), &server.api_key());

    let sync = measured(terminal.spawn(&["sync"]));
    println!("sync    {:.0} entries/s, peak RSS {} MiB", ENTRIES as f64 / sync.seconds, sync.peak_mib);
    let again = measured(terminal.spawn(&["sync"]));
    println!("again   {:.1} s, peak RSS {} MiB", again.seconds, again.peak_mib);
    server.stop().await;
    assert_eq!(terminal.json(&["query", "--count"])["total"], ENTRIES, "all of it is here");
    let size = fs::metadata(terminal.workspace().join("workspace.db")).expect("the workspace is a file").len();
    println!("file    {:.1} MB", size as f64 / 1e6);

    let archive = terminal.path().join("archive");
    fs::create_dir(&archive).expect("the temporary folder is writable");
    terminal.done(&["destination", "add", "archive", "--folder", &archive.display().to_string()]);
    let export = measured(terminal.spawn(&["export", "all", "--to", "archive"]));
    let run = &terminal.json(&["runs"])[0];
    assert_eq!(run["rows"], ENTRIES, "each of them once");
    let bytes = run["bytes"].as_u64().expect("bytes are a number");
    let (rows, megabytes) = (ENTRIES as f64 / export.seconds, bytes as f64 / 1e6);
    println!(
        "export  {rows:.0} rows/s, {megabytes:.0} MB at {:.0} MB/s, peak RSS {} MiB",
        megabytes / export.seconds,
        export.peak_mib
    );
    for peak in [sync.peak_mib, again.peak_mib, export.peak_mib] {
        assert!(peak < MOST_MIB, "memory does not grow with the log: {peak} MiB");
    }
    terminal.done(&["verify"]);
}

struct Measured {
    seconds: f64,
    peak_mib: u64,
}

/// Waits for a process to succeed and reads its peak memory as long as it lives.
fn measured(mut child: Child) -> Measured {
    let started = Instant::now();
    let mut peak_mib = 0;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak_mib = peak_mib.max(kib.unwrap_or_default() / 1024);
        if let Some(status) = child.try_wait().expect("it is ours") {
            assert!(status.success(), "it ended with {status}");
            return Measured { seconds: started.elapsed().as_secs_f64(), peak_mib };
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
