//! DuckDB reads what we wrote: the same rows, types and sums. Spark does the same in `scripts/test-long`.

use std::{fs, path::Path, process::Command};

use auditdesk_core::{
    api::wire::{Compression, Format, Output, Place},
    entry::Flag,
    export::{Encoding, Engine, ExportRow, ddl},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    export_rows::row,
    output::{bytes, whole},
};

/// Runs a script of this folder by the Python that `scripts/setup test` made for a program.
fn python(program: &str, script: &str, arguments: &[&str]) -> Value {
    let python = dirs::cache_dir().unwrap_or_default().join("auditdesk").join(program).join("bin/python");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/core/export_formats").join(script);
    let output = Command::new(&python).arg("-B").arg(script).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}; run `scripts/setup test`", python.display()));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

/// Rows over several days, some with what is rare.
fn rows(count: u64) -> Vec<ExportRow> {
    let with = |n| {
        let mut row = row(n);
        row.entry.occurred_at += chrono::TimeDelta::hours(n as i64 % 50);
        row.entry.outcome.http_status = (n % 7 != 0).then_some(200 + (n % 5) as u16 * 100);
        row.entry.outcome.tool_error = [None, Some(true), Some(false)][n as usize % 3];
        row.entry.outcome.error = (n % 11 == 0).then(|| format!("=broken, \"{n}\"\r\nüber \u{202e}😀"));
        row.entry.session_id = Some(format!("{:04}", n / 20));
        row.record.supersedes = (n % 13 == 5).then_some(n);
        if n % 4 == 0 {
            row.entry.flags = [Flag::OwnPolling, Flag::Ambiguous].into_iter().take(1 + n as usize % 8 / 4).collect();
        }
        row
    };
    (0..count).map(with).collect()
}

/// What every reader must find.
fn facts(rows: &[ExportRow]) -> Value {
    let outcome = |row: &ExportRow| row.entry.outcome.clone();
    serde_json::json!({
        "rows": rows.len(),
        "seq": rows.iter().map(|row| row.seq).sum::<u64>(),
        "status": rows.iter().filter_map(|row| outcome(row).http_status).map(u64::from).sum::<u64>(),
        "duration_us": rows.iter().filter_map(|row| row.entry.duration_us).sum::<u64>(),
        "tool_errors": rows.iter().filter(|row| outcome(row).tool_error == Some(true)).count(),
        "untold": rows.iter().filter(|row| outcome(row).tool_error.is_none()).count(),
        "supersedes": rows.iter().filter_map(|row| row.record.supersedes).sum::<u64>(),
        "first_us": rows.iter().map(|row| row.entry.occurred_at.timestamp_micros()).min(),
        "micros": rows.iter().map(|row| row.entry.occurred_at.timestamp_micros()).sum::<i64>() % 1_000_000_007,
        "flags": rows.iter().map(|row| row.entry.flags.iter().count()).sum::<usize>(),
        "error": rows[11].entry.outcome.error,
        "session": rows[21].entry.session_id,
        "question": rows.iter().map(|row| format!("{}", row.seq - 1).len()).sum::<usize>(),
    })
}

/// Writes an object into a new folder, with the statement that reads it.
fn export(rows: &[ExportRow], output: &Output) -> (TempDir, String) {
    let dir = TempDir::new().expect("a folder");
    let place = Place::Folder { path: dir.path().display().to_string() };
    let ending = Encoding::new(output).expect("a good output").extension();
    let mut days: Vec<_> = rows.iter().map(|row| row.entry.occurred_at.date_naive()).collect();
    days.sort_unstable();
    days.dedup();
    if output.by_day {
        for day in days {
            let folder = dir.path().join(format!("dt={day}"));
            fs::create_dir(&folder).expect("a folder");
            let of_day = rows.iter().filter(|row| row.entry.occurred_at.date_naive() == day).cloned().collect();
            fs::write(folder.join(format!("one.{ending}")), bytes(of_day, output)).expect("it is written");
        }
    } else {
        let (first, second) = rows.split_at(rows.len() / 3);
        for (name, rows) in [("one", first), ("two", second)] {
            fs::write(dir.path().join(format!("{name}.{ending}")), bytes(rows.to_vec(), output))
                .expect("it is written");
        }
    }
    (dir, ddl(Engine::DuckDb, "entry", &place, "", output).expect("a statement"))
}

#[test]
fn duckdb_reads_every_format_by_the_statement_we_print() {
    let rows = rows(3_000);
    let mut statements = Vec::new();
    let mut folders = Vec::new();
    for (format, compression, by_day) in [
        (Format::Parquet, Compression::None, false),
        (Format::Parquet, Compression::None, true),
        (Format::Jsonl, Compression::None, false),
        (Format::Jsonl, Compression::Gzip, true),
        (Format::Csv, Compression::Zstd, false),
        (Format::Csv, Compression::None, true),
    ] {
        let (folder, statement) = export(&rows, &Output { compression, by_day, ..whole(format) });
        statements.push(statement);
        folders.push(folder);
    }
    let arguments: Vec<_> = statements.iter().map(String::as_str).collect();
    let found = python("duckdb", "read_duckdb.py", &arguments);
    let wanted = facts(&rows);
    for (found, statement) in found.as_array().expect("one for each").iter().zip(&statements) {
        assert_eq!(found["facts"], wanted, "{statement}");
        assert_eq!(found["types"]["timestamp"], "TIMESTAMP WITH TIME ZONE", "{statement}");
    }
    assert_eq!(found[0]["types"]["flags"], "VARCHAR[]");
    assert_eq!((&found[0]["days"], &found[1]["days"]), (&Value::Null, &found[5]["days"]));
    assert_eq!(found[1]["days"].as_u64(), Some(3), "days of events are partitions");
}

/// pyspark is 450 MB and needs a JVM.
#[test]
#[ignore = "scripts/test-long installs Spark and runs it"]
fn spark_reads_parquet_lines_and_tables() {
    let rows = rows(3_000);
    let (parquet, _) = export(&rows, &Output { by_day: true, ..whole(Format::Parquet) });
    let (lines, _) = export(&rows, &Output { compression: Compression::Gzip, ..whole(Format::Jsonl) });
    let (table, _) = export(&rows, &whole(Format::Csv));
    let folders = [parquet, lines, table].map(|folder| folder.keep().display().to_string());
    let found = python("pyspark", "read_spark.py", &folders.each_ref().map(String::as_str));
    for folder in &folders {
        fs::remove_dir_all(folder).expect("it is removed");
    }
    let mut wanted = facts(&rows);
    assert_eq!((&found[0]["facts"], &found[1]["facts"]), (&wanted, &wanted));
    // Spark reads a line break within a cell of CSV as a line feed.
    wanted["error"] = rows[11].entry.outcome.error.as_ref().map(|error| error.replace("\r\n", "\n")).into();
    assert_eq!(found[2]["facts"], wanted);
    assert_eq!((found[0]["types"]["timestamp"].as_str(), found[0]["days"].as_u64()), (Some("timestamp"), Some(3)));
    assert_eq!(found[0]["types"]["flags"], "array<string>");
}
