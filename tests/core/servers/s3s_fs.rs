//! s3s-fs 0.14: checks signatures; enforces `If-None-Match`; a bucket is a folder; makes a missing bucket.

use std::{fs, net::SocketAddr, path::PathBuf, process::Command};

use auditdesk_core::api::wire::Place;
use tempfile::TempDir;

use super::{Key, Process, bucket, free_port};

const INSTALL: &str = "cargo install s3s-fs --version 0.14.1 --features binary --locked";

pub const BUCKET: &str = "exports";

/// A running s3s-fs with one bucket and one key, which may do everything.
pub struct S3sFs {
    process: Option<Process>,
    dir: TempDir,
    pub address: SocketAddr,
    pub key: Key,
}

impl S3sFs {
    pub fn start() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        fs::create_dir(dir.path().join(BUCKET)).expect("the folder is writable");
        let key = Key { id: "AKIDEXPORTS".into(), secret: "a-secret-of-the-tests".into() };
        let mut server = Self { process: None, dir, address: ([127, 0, 0, 1], free_port()).into(), key };
        server.resume();
        server
    }

    /// The bucket with a key.
    pub fn bucket(&self, key: &Key) -> Place {
        bucket(self.address, "us-east-1", BUCKET, key)
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// Starts it (again) on the same data.
    pub fn resume(&mut self) {
        let mut command = Command::new("s3s-fs");
        command
            .args(["--host", "127.0.0.1", "--port", &self.address.port().to_string()])
            .args(["--access-key", &self.key.id, "--secret-key", &self.key.secret])
            .arg(self.dir.path());
        let mut process = Process::start(&mut command, INSTALL);
        process.listens(self.address);
        self.process = Some(process);
    }

    /// The file of a key.
    pub fn file(&self, key: &str) -> PathBuf {
        self.dir.path().join(BUCKET).join(key)
    }

    /// How many multipart uploads are unfinished.
    pub fn unfinished_uploads(&self) -> u64 {
        self.count(|name| name.starts_with(".upload-"))
    }

    /// How many parts unfinished uploads have. What this server leaves of an upload that it ended while its client went away belongs to none.
    pub fn unfinished_parts(&self) -> u64 {
        self.count(|name| {
            let upload = name.strip_prefix(".upload_id-").and_then(|rest| rest.split('.').next());
            upload.is_some_and(|id| self.dir.path().join(format!(".upload-{id}.json")).exists())
        })
    }

    fn count(&self, is_meant: impl Fn(&str) -> bool) -> u64 {
        let files = fs::read_dir(self.dir.path()).expect("it is there");
        let names = files.map(|file| file.expect("it can be read").file_name());
        names.filter(|name| is_meant(&name.to_string_lossy())).count() as u64
    }
}
