//! The objects as Airbyte puts them into a bucket: every replica flushes what it has once a minute.

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use serde_json::json;

use super::{
    history::history,
    message,
    options::{Generation, Options},
    row::Row,
    structured,
    truth::{self, Truth, Verdict},
};
use crate::obot::seed::{Dice, dice, hex, mix, pick};

/// The pods that serve the API.
const REPLICAS: [&str; 2] = ["airbyte-server-6d8f7c9b54-k2v9q", "airbyte-server-6d8f7c9b54-zz8mt"];
/// How often a replica flushes, and the entries after which it does so at once.
const FLUSH: TimeDelta = TimeDelta::seconds(60);

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    /// Key and content, in the order of writing. Below a bucket's root, or a folder's.
    pub objects: Vec<(String, Vec<u8>)>,
    /// Every entry, in the order of time.
    pub truth: Vec<Truth>,
    /// The keys of objects that cannot be read to their end.
    pub broken: Vec<String>,
}

/// Writes a bucket.
pub fn objects(options: &Options) -> Bucket {
    let mut writer = Writer { options, dice: dice(options.seed, 11), bucket: Bucket::default(), seen: Vec::new() };
    writer.bucket_with(history(options));
    writer.bucket
}

/// Entries that a replica has not flushed yet.
struct Buffer {
    host: &'static str,
    /// When it flushed last; objects are named by that, but for generation 3.
    flushed: DateTime<Utc>,
    /// When it flushes next, and what.
    due: Option<DateTime<Utc>>,
    rows: Vec<(Row, String)>,
}

struct Writer<'a> {
    options: &'a Options,
    dice: Dice,
    bucket: Bucket,
    /// Some of what was written, to be written again.
    seen: Vec<String>,
}

impl Writer<'_> {
    fn bucket_with(&mut self, rows: Vec<Row>) {
        let start = self.options.end - TimeDelta::days(i64::from(self.options.days));
        let mut buffers = REPLICAS.map(|host| Buffer { host, flushed: start, due: None, rows: Vec::new() });
        if self.options.quirks.shared_bucket {
            self.others();
        }
        for row in rows {
            for buffer in &mut buffers {
                if buffer.due.is_some_and(|due| due <= row.at) {
                    self.flush(buffer);
                }
            }
            let replica = self.dice.random_range(0..buffers.len());
            let buffer = &mut buffers[replica];
            let value = self.render(&row);
            buffer.due.get_or_insert(row.at + FLUSH);
            buffer.rows.push((row, value));
        }
        for buffer in &mut buffers {
            self.flush(buffer);
        }
        self.broken();
    }

    /// Renders an entry and notes what must be read from it.
    fn render(&mut self, row: &Row) -> String {
        let quirks = &self.options.quirks;
        let (value, verdict) = match self.options.generation {
            Generation::One => message::event(row, quirks, &mut self.dice),
            generation => (structured::entry(row, generation), Verdict::Exact),
        };
        self.bucket.truth.push(truth::of(row, verdict, &value));
        value
    }

    fn flush(&mut self, buffer: &mut Buffer) {
        let Some(now) = buffer.due.take() else { return };
        let named = if self.options.generation == Generation::Three { now } else { buffer.flushed };
        buffer.flushed = now;
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for (row, value) in buffer.rows.drain(..) {
            let directory = self.directory(&row);
            match groups.iter_mut().find(|(of, _)| *of == directory) {
                Some((_, values)) => values.push(value),
                None => groups.push((directory, vec![value])),
            }
        }
        for (directory, mut values) in groups {
            let quirks = &self.options.quirks;
            if self.dice.random_bool(quirks.duplicates) && !self.seen.is_empty() {
                values.push(pick(&mut self.dice, &self.seen).clone());
            }
            if self.seen.len() < 50 && self.dice.random_bool(0.2) {
                self.seen.push(values[0].clone());
            }
            let unlisted = values.len() == 1 && self.dice.random_bool(quirks.unlisted);
            let content = match self.options.generation {
                Generation::One => format!("{{\"events\":[{}],\"version\":\"1\"}}", values.join(",")),
                _ if unlisted => values.remove(0),
                _ => format!("[{}]", values.join(",")),
            };
            let key = format!("{directory}{}", self.name(named, buffer.host));
            self.bucket.objects.push((key, content.into_bytes()));
        }
    }

    /// `<time>_<host>_<id>.json`; the time is without a zone.
    fn name(&mut self, at: DateTime<Utc>, host: &str) -> String {
        let (a, b) = (self.dice.random::<u64>(), self.dice.random::<u64>());
        format!("{}_{host}_{}{}.json", at.format("%Y%m%d%H%M%S"), hex(mix(a, 1), 16), hex(mix(b, 2), 16))
    }

    fn directory(&self, row: &Row) -> String {
        let bucket = &self.options.bucket;
        // The directory is put before an id only if the id does not begin with its name already.
        let below =
            if bucket.starts_with("audit-logging") { bucket.clone() } else { format!("audit-logging/{bucket}") };
        match self.options.generation {
            Generation::One | Generation::TwoA => "audit-logging/".to_owned(),
            Generation::TwoB => format!("{below}/"),
            Generation::Three => format!("{below}/{}/{}/", row.workspace.organization, row.at.format("%Y-%m-%d")),
        }
    }

    /// What else is in a bucket that Airbyte shares with itself.
    fn others(&mut self) {
        let log = json!({"events": [{"timestamp": 1, "message": "Docker image has a new version", "level": "INFO"}], "version": "1"});
        let name = self.name(self.options.end, REPLICAS[0]);
        for (key, content) in [
            ("audit-logging/".to_owned(), String::new()),
            (format!("job-logging/workspace/1/0/logs.log/{name}"), log.to_string()),
            ("state/7c2f.json".to_owned(), "{}".to_owned()),
        ] {
            self.bucket.objects.push((key, content.into_bytes()));
        }
    }

    /// Objects that nobody can read, and beginnings of others.
    fn broken(&mut self) {
        let whole: Vec<usize> =
            (0..self.bucket.objects.len()).filter(|at| self.bucket.objects[*at].1.len() > 200).collect();
        for _ in 0..if whole.is_empty() { 0 } else { self.options.quirks.broken } {
            let (key, content) = &self.bucket.objects[*pick(&mut self.dice, &whole)];
            let directory = key.rsplit_once('/').map_or("", |(directory, _)| directory).to_owned();
            let beginning = content[..content.len() - 10].to_vec();
            for content in [beginning, b"<html><body>503 Service Unavailable</body></html>".to_vec()] {
                let key = format!("{directory}/{}", self.name(self.options.end, REPLICAS[1]));
                self.bucket.broken.push(key.clone());
                self.bucket.objects.push((key, content));
            }
        }
    }
}
