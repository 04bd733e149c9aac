//! How fast exports are written to a bucket, beside `rclone copy` of files with the same bytes to the same s3s-fs, in turns.
//! `cargo bench -p auditdesk-bench --bench upload`; `scripts/setup test` installs what it needs. `AUDITDESK_RUNS` says how often (5).
#![expect(clippy::print_stdout, reason = "the result is what this is run for")]

#[path = "../../tests/core/export_rows/mod.rs"]
mod export_rows;

use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use auditdesk_core::{
    api::wire::{Place, Secret, WriteOptions},
    error::Result,
    export::{Batch, Destination, EXTENSION, ExportRow, RunOptions, run, write_line},
};
use export_rows::{Watched, now, row};
use futures::{StreamExt, TryStreamExt, stream};
use tokio_util::sync::CancellationToken;

const KEY: &str = "AKIDBENCH";
const SECRET: &str = "a-secret-of-the-bench";
const BUCKET: &str = "bench";

/// Rows of a batch: 2.1 MB.
const ROWS: u64 = 1_000;

/// What is uploaded.
struct Load {
    name: &'static str,
    objects: usize,
    /// Batches of each object.
    batches: usize,
    /// Rows of each batch.
    rows: u64,
}

const LOADS: [Load; 2] = [
    Load { name: "1 object of 1 GB", objects: 1, batches: 480, rows: ROWS },
    Load { name: "1,000 objects of 0.1 MB", objects: 1_000, batches: 1, rows: 50 },
];

/// Objects on their way at a time: rclone's own default.
const AT_A_TIME: usize = 4;

/// Rows made beforehand: making them is no part of the upload, writing them as lines is.
#[derive(Clone)]
struct Prepared(Arc<Vec<ExportRow>>);

impl Batch for Prepared {
    fn each(self, show: &mut dyn FnMut(&ExportRow) -> Result<()>) -> Result<()> {
        self.0.iter().try_for_each(show)
    }
}

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn Error>> {
    let runs = std::env::var("AUDITDESK_RUNS").map_or(Ok(5), |runs| runs.parse())?;
    let folder = tempfile::tempdir()?;
    let version = Command::new("rclone").arg("version").output()?.stdout;
    println!("{}, s3s-fs on the same machine", String::from_utf8_lossy(&version).lines().next().unwrap_or_default());
    println!(
        "\n| what | Auditdesk s | MB/s | rclone s | MB/s | Auditdesk / rclone |\n| --- | --- | --- | --- | --- | --- |"
    );
    for load in &LOADS {
        let rows = Prepared(Arc::new((0..load.rows).map(row).collect()));
        let files = folder.path().join("files");
        let bytes = write_files(&files, load, &rows)?;
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            own.push(export(load, &rows, &Server::start()?, bytes).await?);
            other.push(copy(&files, &Server::start()?, bytes)?);
        }
        fs::remove_dir_all(&files)?;
        let (own, other) = (median(own), median(other));
        let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
        println!(
            "| {} | {own:.2} | {:.0} | {other:.2} | {:.0} | {:.2} |",
            load.name,
            speed(own),
            speed(other),
            speed(own) / speed(other)
        );
    }
    Ok(())
}

/// The seconds of an export.
async fn export(load: &Load, rows: &Prepared, server: &Server, bytes: u64) -> std::result::Result<f64, Box<dyn Error>> {
    let place = Place::S3 {
        endpoint: server.endpoint.clone(),
        region: "us-east-1".into(),
        bucket: BUCKET.into(),
        path_style: true,
        ambient: false,
        profile: String::new(),
        access_key_id: KEY.into(),
        ca_pem: String::new(),
        proxy: String::new(),
    };
    let since = Instant::now();
    let secret = Secret::new(SECRET.to_owned());
    let destination = Destination::open(&place, Some(&secret), &WriteOptions::default(), "")?;
    let destination = &destination;
    let objects = (0..load.objects).map(|number| async move {
        let key = destination.key(&format!("object-{number}"), now(), EXTENSION)?;
        let batches = std::iter::repeat_n(rows.clone(), load.batches);
        run(batches, destination, &key, RunOptions::default(), &Watched::default(), &CancellationToken::new()).await
    });
    let done: Vec<_> = stream::iter(objects).buffer_unordered(AT_A_TIME).try_collect().await?;
    let took = since.elapsed().as_secs_f64();
    assert_eq!(done.into_iter().flatten().map(|object| object.bytes).sum::<u64>(), bytes, "everything was written");
    server.holds(bytes);
    Ok(took)
}

/// The seconds of rclone.
fn copy(files: &Path, server: &Server, bytes: u64) -> std::result::Result<f64, Box<dyn Error>> {
    let since = Instant::now();
    let done = Command::new("rclone")
        .args(["copy", "--no-traverse", "--s3-provider", "Other", "--s3-no-check-bucket", "--s3-force-path-style"])
        .args(["--config", "/dev/null", "--s3-endpoint", &server.endpoint, "--s3-access-key-id", KEY])
        .env("RCLONE_S3_SECRET_ACCESS_KEY", SECRET)
        // rclone cannot read a bundle that is named for Amazon's tools, and ends.
        .env_remove("AWS_CA_BUNDLE")
        .arg(files)
        .arg(format!(":s3:{BUCKET}/files"))
        .status()?;
    let took = since.elapsed().as_secs_f64();
    assert!(done.success(), "rclone ended with {done}");
    server.holds(bytes);
    Ok(took)
}

/// The same objects as files, in the page cache where there is room; their bytes.
fn write_files(folder: &Path, load: &Load, rows: &Prepared) -> std::result::Result<u64, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut lines = Vec::new();
    for row in &*rows.0 {
        write_line(&mut lines, row)?;
    }
    for number in 0..load.objects {
        let mut file = BufWriter::new(File::create(folder.join(format!("object-{number}.jsonl")))?);
        for _ in 0..load.batches {
            file.write_all(&lines)?;
        }
        file.flush()?;
    }
    Ok((lines.len() * load.batches * load.objects) as u64)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// s3s-fs with an empty bucket.
struct Server {
    child: Child,
    folder: tempfile::TempDir,
    endpoint: String,
}

impl Server {
    fn start() -> std::result::Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join(BUCKET))?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new("s3s-fs")
            .args(["--host", "127.0.0.1", "--port", &address.port().to_string()])
            .args(["--access-key", KEY, "--secret-key", SECRET])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        while TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { child, folder, endpoint: format!("http://{address}") })
    }

    /// Checks what arrived.
    fn holds(&self, bytes: u64) {
        fn size(folder: &Path) -> u64 {
            let entries = fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("it can be read"));
            let sizes = entries.map(|entry| {
                let known = entry.metadata().expect("it has some");
                if known.is_dir() { size(&entry.path()) } else { known.len() }
            });
            sizes.sum()
        }
        assert_eq!(size(&self.folder.path().join(BUCKET)), bytes, "the bucket holds all bytes");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
