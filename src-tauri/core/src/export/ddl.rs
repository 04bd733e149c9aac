//! What to tell a query engine so that it reads the objects of an export as a table.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Encoding,
    field::{Field, FieldKind},
    key::fixed,
};
use crate::{
    api::wire::{Compression, Format, Output, Place},
    error::{Error, ErrorCode, Result},
};

/// An engine that reads exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Engine {
    /// Amazon Athena. <https://docs.aws.amazon.com/athena/latest/ug/create-table.html>
    Athena,
    /// Google BigQuery. <https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#create_external_table_statement>
    BigQuery,
    /// Trino with its Hive connector. <https://trino.io/docs/current/connector/hive.html>
    Trino,
    /// DuckDB. <https://duckdb.org/docs/stable/data/parquet/overview>
    DuckDb,
}

/// The statement for exports of `output` to `place` under `prefix` (as [`super::check_prefix`] gives it). `table` stands in it as it is given, within the engine's quotes.
///
/// # Errors
/// `wrong_use` where the engine does not read from such a place, for a name with a quote in it, and for an output that cannot be.
pub fn ddl(engine: Engine, table: &str, place: &Place, prefix: &str, output: &Output) -> Result<String> {
    let encoding = Encoding::new(output)?;
    if table.is_empty() || table.contains(['"', '`', '\'', '\\']) || table.contains(char::is_control) {
        return Err(wrong(format!("{table:?} cannot be the name of a table. Use letters, digits and `_`.")));
    }
    let same = fixed(prefix);
    let folder = same.rfind('/').map_or("", |slash| &same[..=slash]);
    let root = root(engine, place)?;
    let table = Table {
        name: table,
        location: format!("{root}{folder}"),
        dated: folder.len() < prefix.len(),
        fields: &encoding.fields,
        format: output.format,
        packed: output.compression != Compression::None,
        ending: encoding.extension(),
        // Folders of days below folders of the run's day are no partitions of one table.
        by_day: output.by_day && folder.len() == prefix.len(),
    };
    if table.location.contains('\'') {
        return Err(wrong("A quote in the prefix cannot stand in a statement. Use another prefix.".into()));
    }
    Ok(match engine {
        Engine::Athena => table.athena(),
        Engine::BigQuery => table.big_query(),
        Engine::Trino => table.trino(),
        Engine::DuckDb => table.duck_db(),
    })
}

/// The address of the place as the engine writes it, with a slash at its end.
fn root(engine: Engine, place: &Place) -> Result<String> {
    let no = |what: &str| Err(wrong(format!("{engine:?} {what}.")));
    match (engine, place) {
        (Engine::BigQuery, Place::Gcs { bucket, .. }) => Ok(format!("gs://{bucket}/")),
        (Engine::BigQuery, _) => no("reads external tables from Google Cloud Storage: choose such a destination"),
        (_, Place::S3 { bucket, .. }) => Ok(format!("s3://{bucket}/")),
        (Engine::Athena, _) => no("reads from Amazon S3: choose such a destination"),
        (_, Place::Gcs { bucket, .. }) => Ok(format!("gs://{bucket}/")),
        (Engine::DuckDb, Place::Azure { account, container, .. }) => {
            Ok(format!("az://{account}.blob.core.windows.net/{container}/"))
        }
        (Engine::Trino, Place::Azure { account, container, .. }) => {
            Ok(format!("abfss://{container}@{account}.dfs.core.windows.net/"))
        }
        (Engine::DuckDb, Place::Folder { path }) => Ok(format!("{}/", path.trim_end_matches('/'))),
        (Engine::Trino, Place::Folder { path }) => Ok(format!("local://{}/", path.trim_end_matches('/'))),
    }
}

struct Table<'a> {
    name: &'a str,
    /// Ends with a slash.
    location: String,
    /// Whether folders of days of runs are below it.
    dated: bool,
    fields: &'a [Field],
    format: Format,
    packed: bool,
    ending: &'static str,
    /// Whether `dt=` folders are right below it.
    by_day: bool,
}

impl Table<'_> {
    /// The columns, one in a line.
    fn columns(&self, quote: char, kind: impl Fn(FieldKind) -> &'static str) -> String {
        let columns = self.fields.iter().map(|field| format!("  {quote}{}{quote} {}", field.name, kind(field.kind)));
        columns.collect::<Vec<_>>().join(",\n")
    }

    fn athena(&self) -> String {
        let Self { name, location, .. } = self;
        let columns = self.columns('`', |kind| hive(self.format, kind, "timestamp", "string"));
        let mut text = format!("CREATE EXTERNAL TABLE `{name}` (\n{columns}\n)\n");
        if self.by_day {
            text += "PARTITIONED BY (`dt` string)\n";
        }
        text += match self.format {
            Format::Parquet => "STORED AS PARQUET\n",
            Format::Jsonl => "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\n",
            Format::Csv => "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'\n",
        };
        let _ = write!(text, "LOCATION '{location}'");
        let mut properties = Vec::new();
        if self.format == Format::Csv {
            properties.push("'skip.header.line.count' = '1'".to_owned());
        }
        if self.by_day {
            // Athena works out the folders by itself, so that no partition has to be added: from the first day of its range on.
            properties.extend(
                [
                    "'projection.enabled' = 'true'",
                    "'projection.dt.type' = 'date'",
                    "'projection.dt.format' = 'yyyy-MM-dd'",
                    "'projection.dt.range' = '2020-01-01,NOW+1DAYS'",
                ]
                .map(str::to_owned),
            );
            properties.push(format!("'storage.location.template' = '{location}dt=${{dt}}/'"));
        }
        if !properties.is_empty() {
            let _ = write!(text, "\nTBLPROPERTIES (\n  {}\n)", properties.join(",\n  "));
        }
        text + ";\n"
    }

    fn big_query(&self) -> String {
        let Self { name, location, ending, .. } = self;
        let columns = self.columns('`', |kind| match (kind, self.format) {
            (FieldKind::Moment, _) => "TIMESTAMP",
            (FieldKind::Integer, _) => "INT64",
            (FieldKind::Number, _) => "FLOAT64",
            (FieldKind::Truth, _) => "BOOL",
            (FieldKind::Words, Format::Jsonl | Format::Parquet) => "ARRAY<STRING>",
            (FieldKind::Json, Format::Jsonl) => "JSON",
            (FieldKind::Text | FieldKind::Words | FieldKind::Json, _) => "STRING",
        });
        let mut options = vec![
            match self.format {
                Format::Parquet => "format = 'PARQUET'".to_owned(),
                Format::Jsonl => "format = 'NEWLINE_DELIMITED_JSON'".to_owned(),
                Format::Csv => "format = 'CSV'".to_owned(),
            },
            format!("uris = ['{location}*.{ending}']"),
        ];
        match self.format {
            Format::Parquet => options.push("enable_list_inference = true".into()),
            Format::Csv => options.extend(["skip_leading_rows = 1".into(), "allow_quoted_newlines = true".into()]),
            Format::Jsonl => options.push("ignore_unknown_values = true".into()),
        }
        if self.packed {
            options.push("compression = 'GZIP'".into());
        }
        let mut text = format!("CREATE EXTERNAL TABLE `{name}` (\n{columns}\n)\n");
        if self.by_day {
            text += "WITH PARTITION COLUMNS (`dt` DATE)\n";
            options.push(format!("hive_partition_uri_prefix = '{}'", location.trim_end_matches('/')));
        }
        let _ = write!(text, "OPTIONS (\n  {}\n);\n", options.join(",\n  "));
        if self.ending.ends_with("zst") {
            text.insert_str(0, "-- BigQuery reads gzip, not zstd: export with gzip or as Parquet.\n");
        }
        text
    }

    fn trino(&self) -> String {
        let Self { name, location, .. } = self;
        let mut columns = self.columns('"', |kind| hive(self.format, kind, "timestamp(3)", "varchar"));
        let mut options = vec![
            format!("external_location = '{location}'"),
            match self.format {
                Format::Parquet => "format = 'PARQUET'".to_owned(),
                Format::Jsonl => "format = 'JSON'".to_owned(),
                Format::Csv => "format = 'CSV',\n  skip_header_line_count = 1".to_owned(),
            },
        ];
        let mut text = String::new();
        if self.dated {
            text += "-- Needs hive.recursive-directories=true: the prefix has folders for days.\n";
        }
        if self.by_day {
            columns += ",\n  \"dt\" varchar";
            options.push("partitioned_by = ARRAY['dt']".into());
        }
        let _ = write!(text, "CREATE TABLE \"{name}\" (\n{columns}\n)\nWITH (\n  {}\n);\n", options.join(",\n  "));
        if self.by_day {
            let _ = writeln!(
                text,
                "-- After each new day, with the table's own catalog and schema:\nCALL system.sync_partition_metadata(CURRENT_SCHEMA, '{name}', 'ADD');"
            );
        }
        text
    }

    fn duck_db(&self) -> String {
        let Self { name, location, ending, .. } = self;
        let partitions = if self.by_day { ", hive_partitioning = true" } else { "" };
        let from = format!("'{location}**/*.{ending}'");
        let columns = || {
            let columns = self.fields.iter().map(|field| {
                let kind = match (field.kind, self.format) {
                    (FieldKind::Moment, _) => "TIMESTAMPTZ",
                    (FieldKind::Integer, _) => "BIGINT",
                    (FieldKind::Number, _) => "DOUBLE",
                    (FieldKind::Truth, _) => "BOOLEAN",
                    (FieldKind::Words, Format::Jsonl) => "VARCHAR[]",
                    (FieldKind::Json, Format::Jsonl) => "JSON",
                    (FieldKind::Text | FieldKind::Words | FieldKind::Json, _) => "VARCHAR",
                };
                format!("    '{}': '{kind}'", field.name)
            });
            columns.collect::<Vec<_>>().join(",\n")
        };
        let select = match self.format {
            Format::Parquet => format!("SELECT * FROM read_parquet({from}{partitions})"),
            Format::Jsonl => {
                format!(
                    "SELECT * FROM read_json({from}{partitions}, format = 'newline_delimited', columns = {{\n{}\n  }})",
                    columns()
                )
            }
            Format::Csv => {
                let texts = self.fields.iter().filter(|field| matches!(field.kind, FieldKind::Text | FieldKind::Json));
                let texts = texts.map(|field| format!("    regexp_replace(\"{0}\", '^''', '') AS \"{0}\"", field.name));
                let texts = texts.collect::<Vec<_>>().join(",\n");
                let undone = if texts.is_empty() { String::new() } else { format!(" REPLACE (\n{texts}\n  )") };
                format!(
                    "SELECT *{undone} FROM read_csv({from}{partitions}, header = true, delim = ',', quote = '\"', escape = '\"', columns = {{\n{}\n  }})",
                    columns()
                )
            }
        };
        format!("CREATE OR REPLACE VIEW \"{name}\" AS\n  {select};\n")
    }
}

/// A type of Hive's, by which Athena and Trino read. Of text formats they read moments as text, and of CSV everything.
fn hive(format: Format, kind: FieldKind, moment: &'static str, text: &'static str) -> &'static str {
    match (format, kind) {
        (Format::Csv, _) => text,
        (Format::Parquet, FieldKind::Moment) => moment,
        (_, FieldKind::Integer) => "bigint",
        (_, FieldKind::Number) => "double",
        (_, FieldKind::Truth) => "boolean",
        (_, FieldKind::Words) if text == "varchar" => "array(varchar)",
        (_, FieldKind::Words) => "array<string>",
        _ => text,
    }
}

fn wrong(message: String) -> Error {
    Error::new(ErrorCode::WrongUse, message)
}
