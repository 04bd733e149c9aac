//! Garage 2.5: rights per key and bucket; checks signatures and regions; ignores `If-None-Match`.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Output},
};

use auditdesk_core::api::wire::Place;
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, aws::AmazonS3, path::Path};
use tempfile::TempDir;

use super::{Key, Process, bucket, free_port, missing};

const INSTALL: &str = "cargo install garage --version 2.5.0 --locked";

pub const REGION: &str = "garage";
pub const BUCKET: &str = "exports";

/// A running Garage of one node with one bucket and three keys.
pub struct Garage {
    process: Option<Process>,
    dir: TempDir,
    pub address: SocketAddr,
    /// May read and write.
    pub read_write: Key,
    /// May write only.
    pub write_only: Key,
    /// May read only.
    pub read_only: Key,
}

impl Garage {
    pub fn start() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let (s3, rpc) = (free_port(), free_port());
        let home = dir.path().display();
        let config = format!(
            "metadata_dir = \"{home}/meta\"\ndata_dir = \"{home}/data\"\ndb_engine = \"sqlite\"\nreplication_factor = 1\n\
             rpc_bind_addr = \"127.0.0.1:{rpc}\"\nrpc_public_addr = \"127.0.0.1:{rpc}\"\nrpc_secret = \"{}\"\n\
             [s3_api]\ns3_region = \"{REGION}\"\napi_bind_addr = \"127.0.0.1:{s3}\"\nroot_domain = \".s3.localhost\"\n",
            "5e".repeat(32)
        );
        fs::write(dir.path().join("garage.toml"), config).expect("the folder is writable");
        let mut garage = Self {
            process: None,
            dir,
            address: ([127, 0, 0, 1], s3).into(),
            read_write: key('a'),
            write_only: key('b'),
            read_only: key('c'),
        };
        garage.resume();
        for (key, rights) in [(garage.write_only.clone(), "--write"), (garage.read_only.clone(), "--read")] {
            garage.admin(&["key", "import", "--yes", &key.id, &key.secret, "-n", &key.id]);
            garage.admin(&["bucket", "allow", rights, BUCKET, "--key", &key.id]);
        }
        garage
    }

    /// The bucket with a key.
    pub fn bucket(&self, key: &Key) -> Place {
        bucket(self.address, REGION, BUCKET, key)
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// Starts it (again) on the same data.
    pub fn resume(&mut self) {
        let mut command = Command::new("garage");
        command
            .env("GARAGE_DEFAULT_ACCESS_KEY", &self.read_write.id)
            .env("GARAGE_DEFAULT_SECRET_KEY", &self.read_write.secret)
            .env("GARAGE_DEFAULT_BUCKET", BUCKET)
            .arg("-c")
            .arg(self.config())
            .args(["server", "--single-node", "--default-bucket"]);
        let mut process = Process::start(&mut command, INSTALL);
        process.listens(self.address);
        self.process = Some(process);
    }

    /// The bytes of an object, read with the key that may.
    pub async fn read(&self, key: &str) -> Option<Vec<u8>> {
        match self.store().get(&Path::parse(key).expect("a key")).await {
            Ok(found) => Some(found.bytes().await.expect("it can be read").to_vec()),
            Err(object_store::Error::NotFound { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// How many multipart uploads are unfinished in the bucket.
    pub fn unfinished_uploads(&self) -> u64 {
        let info = self.admin(&["bucket", "info", BUCKET]);
        let line = info.lines().find(|line| line.starts_with("Unfinished uploads:"));
        line.map_or(0, |line| {
            let number = line.split_whitespace().nth(2).and_then(|word| word.parse().ok());
            number.unwrap_or_else(|| panic!("garage changed its words: {line}"))
        })
    }

    /// The keys of the bucket's objects, read with other rights and other code than they were written.
    pub async fn objects(&self) -> Vec<String> {
        let listed: Vec<_> = self.store().list(None).try_collect().await.expect("it lists");
        listed.into_iter().map(|object| object.location.to_string()).collect()
    }

    /// The bucket by other code and with other rights than exports use.
    pub fn store(&self) -> AmazonS3 {
        super::store(self.address, REGION, BUCKET, &self.read_write)
    }

    fn config(&self) -> PathBuf {
        self.dir.path().join("garage.toml")
    }

    fn admin(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("garage");
        command.arg("-c").arg(self.config()).args(arguments);
        // The admin port opens a moment after the S3 port.
        for attempt in 1.. {
            let Output { status, stdout, stderr } = command.output().unwrap_or_else(|_| missing(&command, INSTALL));
            if status.success() {
                return String::from_utf8(stdout).expect("garage speaks UTF-8");
            }
            assert!(attempt < 100, "garage {arguments:?}: {}", String::from_utf8_lossy(&stderr));
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        unreachable!("the loop returns or panics")
    }
}

fn key(letter: char) -> Key {
    Key { id: format!("GK{}", letter.to_string().repeat(24)), secret: letter.to_string().repeat(64) }
}
