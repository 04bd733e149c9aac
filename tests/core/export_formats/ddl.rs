//! Statements for engines name every column and the place. DuckDB's are run, in `engines.rs`.

use auditdesk_core::{
    api::wire::{Format, Output, Place},
    error::ErrorCode,
    export::{Engine, ddl},
};

use crate::output::whole;

fn s3() -> Place {
    serde_json::from_value(serde_json::json!({ "kind": "s3", "bucket": "audit" })).expect("a place")
}

fn gcs() -> Place {
    serde_json::from_value(serde_json::json!({ "kind": "gcs", "bucket": "audit" })).expect("a place")
}

#[test]
fn athena_reads_days_as_partitions_without_being_told_of_each() {
    let output = Output {
        fields: ["timestamp", "seq", "flags", "request"].map(str::to_owned).to_vec(),
        by_day: true,
        ..whole(Format::Parquet)
    };
    let text = ddl(Engine::Athena, "audit", &s3(), "exports/", &output).expect("a statement");
    assert_eq!(
        text,
        "CREATE EXTERNAL TABLE `audit` (
  `timestamp` timestamp,
  `seq` bigint,
  `flags` array<string>,
  `request` string
)
PARTITIONED BY (`dt` string)
STORED AS PARQUET
LOCATION 's3://audit/exports/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.dt.type' = 'date',
  'projection.dt.format' = 'yyyy-MM-dd',
  'projection.dt.range' = '2020-01-01,NOW+1DAYS',
  'storage.location.template' = 's3://audit/exports/dt=${dt}/'
);
"
    );
}

#[test]
fn every_engine_is_told_every_column_and_the_part_of_the_prefix_that_stays() {
    for format in [Format::Jsonl, Format::Csv, Format::Parquet] {
        for (engine, place, location) in [
            (Engine::Athena, s3(), "'s3://audit/logs/'"),
            (Engine::Trino, s3(), "'s3://audit/logs/'"),
            (Engine::BigQuery, gcs(), "'gs://audit/logs/*."),
            (Engine::DuckDb, s3(), "'s3://audit/logs/**/*."),
        ] {
            let text = ddl(engine, "audit", &place, "logs/YYYY-MM/", &whole(format)).expect("a statement");
            assert!(text.contains(location), "{text}");
            let by_itself = engine == Engine::DuckDb && format == Format::Parquet;
            for field in auditdesk_core::export::fields() {
                assert!(
                    by_itself
                        || ['"', '`', '\''].iter().any(|quote| text.contains(&format!("{quote}{}{quote}", field.name))),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn what_an_engine_cannot_read_is_said() {
    let output = whole(Format::Parquet);
    for (engine, place, table) in [
        (Engine::BigQuery, s3(), "t"),
        (Engine::Athena, gcs(), "t"),
        (Engine::Trino, s3(), "t\" --"),
        (Engine::DuckDb, s3(), ""),
    ] {
        assert_eq!(ddl(engine, table, &place, "p/", &output).expect_err("not this").code, ErrorCode::WrongUse);
    }
}
