//! What is printed, and how: tables and plain lines for people, JSON for programs.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what this file is for")]

use auditdesk_core::{
    api::wire::{CheckLine, CheckResult, Conclusion, Micros, Verdict},
    error::{Error, ErrorCode},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

/// Prints a line.
pub fn line(text: impl AsRef<str>) {
    println!("{}", safe(text.as_ref()));
}

/// Prints bytes of evidence exactly as they are.
pub fn exact(text: &str) {
    println!("{text}");
}

/// Prints a value as JSON.
pub fn json(value: &impl Serialize) {
    println!("{}", serde_json::to_string_pretty(value).expect("wire types have string keys only"));
}

/// Prints rows under headings, or `nothing` where there are none.
pub fn table<const N: usize>(headings: [&str; N], rows: impl IntoIterator<Item = [String; N]>, nothing: &str) {
    let mut listing = Listing::new(headings);
    listing.add(rows);
    listing.end(nothing);
}

/// A table that is printed as its rows come. Columns keep their width, and grow where a later row needs it.
pub struct Listing<const N: usize> {
    headings: [String; N],
    begun: bool,
}

impl<const N: usize> Listing<N> {
    /// A table without rows; nothing is printed yet.
    pub fn new(headings: [&str; N]) -> Self {
        Self { headings: headings.map(str::to_owned), begun: false }
    }

    /// Prints rows.
    pub fn add(&mut self, rows: impl IntoIterator<Item = [String; N]>) {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        // The headings hold the columns open, printed or not.
        table.set_header(self.headings.clone());
        table.add_rows(rows.into_iter().map(|row| row.map(|cell| safe(&cell))));
        if table.is_empty() {
            return;
        }
        for line in table.lines().skip(usize::from(self.begun)) {
            println!("{}", line.trim_end());
        }
        self.begun = true;
        for (heading, width) in self.headings.iter_mut().zip(table.column_max_content_widths()) {
            *heading = format!("{heading:<width$}", width = usize::from(width));
        }
    }

    /// Prints `nothing` where there were no rows.
    pub fn end(self, nothing: &str) {
        if !self.begun {
            println!("{nothing}");
        }
    }
}

/// Prints a line of a connection test.
pub fn check_line(check: &CheckLine) {
    let mark = match check.verdict {
        Verdict::Pass => "ok  ",
        Verdict::Warn => "warn",
        Verdict::Fail => "FAIL",
        Verdict::Skip => "-   ",
    };
    println!("{mark}  {:<28} {:>6} ms  {}", safe(&check.title), check.millis, safe(&check.finding));
    if let Some(remedy) = &check.remedy {
        println!("      {}", safe(remedy));
    }
    if let Some(paste) = &check.paste {
        for line in paste.lines() {
            println!("      | {}", safe(line));
        }
    }
}

/// Prints the last sentence of a connection test, or all of it as JSON, and turns a failed one into an error with the code `failed`.
pub fn check_result(result: &CheckResult, failed: ErrorCode, as_json: bool) -> Result<(), Error> {
    if as_json {
        json(result);
    }
    if result.verdict == Verdict::Fail || matches!(result.conclusion, Conclusion::Fails | Conclusion::Unknown) {
        return Err(Error::new(failed, result.summary.clone()));
    }
    if !as_json {
        line(&result.summary);
    }
    Ok(())
}

/// Prints an error to standard error.
pub fn error(error: &Error, json: bool) {
    if json {
        let wire = serde_json::json!({ "error": error.to_wire() });
        eprintln!("{wire}");
    } else {
        eprintln!("error: {}", safe(&error.message));
        if let Some(caret) = error.details.get("caret").and_then(|caret| caret.as_str()) {
            eprintln!("{caret}");
        }
    }
}

/// Prints progress or a remark to standard error.
pub fn remark(text: impl AsRef<str>) {
    eprintln!("{}", safe(text.as_ref()));
}

/// A moment in a zone, with the zone.
pub fn moment(at: Micros, zone: Tz) -> String {
    DateTime::<Utc>::from_timestamp_micros(at)
        .map(|at| at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S%.3f %Z").to_string())
        .unwrap_or_default()
}

/// A duration in the unit that fits.
pub fn duration(micros: Option<u64>) -> String {
    match micros {
        None => String::new(),
        Some(us) if us < 1_000_000 => format!("{} ms", us / 1000),
        Some(us) => format!("{:.2} s", us as f64 / 1e6),
    }
}

/// A number of bytes in the unit that fits: powers of 1000.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut units = UNITS.into_iter();
    let mut unit = units.next().unwrap_or_default();
    while value >= 999.95
        && let Some(larger) = units.next()
    {
        value /= 1000.0;
        unit = larger;
    }
    format!("{value:.1} {unit}")
}

/// Whole seconds in the units that fit: `45 s`, `2 min 5 s`, `1 h 4 min`.
pub fn seconds(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Text from outside on a terminal: control and bidirectional characters are made visible, so that a record cannot move the cursor,
/// colour the screen or reorder a line.
pub fn safe(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' => c,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}
