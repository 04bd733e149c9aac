//! What an export writes, on the command line: the same options wherever something is exported.

use auditdesk_core::api::wire::{Compression, Format, Output, Redaction, RedactionRule};
use clap::{Args, ValueEnum};

/// The form of objects.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArguments {
    /// The format [default: jsonl]
    #[arg(long, value_enum)]
    pub format: Option<FormatName>,
    /// Compress JSON Lines or CSV [default: none]
    #[arg(long, value_enum)]
    pub compress: Option<CompressionName>,
    /// Begin CSV with the mark by which Excel knows UTF-8
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub bom: Option<bool>,
    /// Only these fields, in this order: `timestamp,user_id,target` [default: all]
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    pub fields: Option<Vec<String>>,
    /// Leave out requests and responses
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub metadata_only: Option<bool>,
    /// Rows in an object at most; 0: no limit
    #[arg(long, value_name = "ROWS")]
    pub split_rows: Option<u64>,
    /// Bytes in an object at most, before compression; `500MB`, `1GiB`; 0: no limit
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub split_bytes: Option<u64>,
    /// An object for each day of the events, in folders `dt=YYYY-MM-DD`
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub by_day: Option<bool>,
    /// Take out `email`, `token`, `card`, `header:NAME,…`, `pointer:/JSON/POINTER` or `pattern:REGEX`; with `NAME=` before it under a name of its
    /// own. Give it again for more
    #[arg(long = "redact", value_name = "RULE", value_parser = redaction)]
    pub redactions: Option<Vec<Redaction>>,
}

/// A format.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FormatName {
    /// One JSON object per line
    Jsonl,
    /// A table for spreadsheets
    Csv,
    /// A table for query engines
    Parquet,
}

/// How text is compressed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum CompressionName {
    /// Not at all
    None,
    /// gzip
    Gzip,
    /// Zstandard
    Zstd,
}

impl OutputArguments {
    /// All fields with payload as JSON Lines, but for what is named.
    pub fn output(self) -> Output {
        let mut output = Output { payload: true, ..Output::default() };
        self.change(&mut output);
        output
    }

    /// Changes what is named.
    pub fn change(self, output: &mut Output) {
        if let Some(format) = self.format {
            output.format = match format {
                FormatName::Jsonl => Format::Jsonl,
                FormatName::Csv => Format::Csv,
                FormatName::Parquet => Format::Parquet,
            };
        }
        if let Some(compression) = self.compress {
            output.compression = match compression {
                CompressionName::None => Compression::None,
                CompressionName::Gzip => Compression::Gzip,
                CompressionName::Zstd => Compression::Zstd,
            };
        }
        output.bom = self.bom.unwrap_or(output.bom);
        if let Some(fields) = self.fields {
            output.fields = fields.into_iter().filter(|field| !field.is_empty()).collect();
        }
        output.payload = self.metadata_only.map_or(output.payload, |only| !only);
        output.split_rows = self.split_rows.unwrap_or(output.split_rows);
        output.split_bytes = self.split_bytes.unwrap_or(output.split_bytes);
        output.by_day = self.by_day.unwrap_or(output.by_day);
        if let Some(redactions) = self.redactions {
            output.redactions = redactions;
        }
    }
}

/// A rule, with a name of its own or that of its kind.
fn redaction(text: &str) -> Result<Redaction, String> {
    let named = text.split_once('=').filter(|(name, _)| !name.contains(':'));
    let (name, rule) = named.map_or((None, text), |(name, rule)| (Some(name), rule));
    let (kind, what) = rule.split_once(':').unwrap_or((rule, ""));
    let rule = match kind {
        "email" => RedactionRule::Email,
        "token" => RedactionRule::Token,
        "card" => RedactionRule::Card,
        "header" => RedactionRule::Header { names: what.split(',').map(|name| name.trim().to_owned()).collect() },
        "pointer" => RedactionRule::Pointer { pointer: what.to_owned() },
        "pattern" => RedactionRule::Pattern { regex: what.to_owned() },
        _ => return Err("use email, token, card, header:NAME, pointer:/PLACE or pattern:REGEX".into()),
    };
    Ok(Redaction { name: name.unwrap_or(kind).to_owned(), rule })
}

/// A number of bytes.
fn size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, u64); 7] = [
        ("GiB", 1 << 30),
        ("MiB", 1 << 20),
        ("KiB", 1 << 10),
        ("GB", 1_000_000_000),
        ("MB", 1_000_000),
        ("KB", 1_000),
        ("", 1),
    ];
    let (number, unit) = UNITS
        .iter()
        .find_map(|(unit, size)| text.trim().strip_suffix(unit).map(|number| (number.trim(), *size)))
        .expect("the last unit ends everything");
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    bytes.ok_or_else(|| "use a number of bytes such as 500MB or 1GiB".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_with_and_without_names() {
        let read = |text: &str| redaction(text).expect(text);
        assert_eq!(read("email"), Redaction { name: "email".into(), rule: RedactionRule::Email });
        assert_eq!(read("mail=email").name, "mail");
        let names = vec!["Authorization".to_owned(), "Cookie".to_owned()];
        assert_eq!(read("header:Authorization, Cookie").rule, RedactionRule::Header { names });
        let regex = "a=b:c".to_owned();
        assert_eq!(read("pattern:a=b:c").rule, RedactionRule::Pattern { regex: regex.clone() });
        assert_eq!(read("own=pattern:a=b:c"), Redaction { name: "own".into(), rule: RedactionRule::Pattern { regex } });
        assert!(redaction("phone").is_err());
    }

    #[test]
    fn sizes_are_read_with_units() {
        assert_eq!(size("500"), Ok(500));
        assert_eq!(size("500MB"), Ok(500_000_000));
        assert_eq!(size("2 GiB"), Ok(2 << 30));
        assert!(size("1.5GB").is_err() && size("").is_err() && size("99999999999GiB").is_err());
    }
}
