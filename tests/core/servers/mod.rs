//! Real servers and stand-ins for clouds for tests: each on a free port of the loopback with a folder of its own, stopped when dropped.

#![allow(dead_code, reason = "each test binary uses the servers it needs")]

pub mod azurite;
pub mod entra;
pub mod garage;
pub mod gcs;
pub mod imds;
mod installed;
pub mod moto;
pub mod proxy;
pub mod s3s_fs;
pub mod scripted;
pub mod signed;
pub mod tls;

use std::{
    io::ErrorKind,
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use auditdesk_core::api::wire::{Place, Secret};
use object_store::aws::{AmazonS3, AmazonS3Builder};

/// How long a server may take to answer after its start; generous, because test machines are busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// An access key with its secret.
#[derive(Clone, Debug)]
pub struct Key {
    pub id: String,
    pub secret: String,
}

impl Key {
    pub fn secret(&self) -> Secret {
        Secret::new(self.secret.clone())
    }
}

/// A bucket on a server of this machine, as a destination.
pub fn bucket(address: SocketAddr, region: &str, bucket: &str, key: &Key) -> Place {
    at(&format!("http://{address}"), region, bucket, key, "")
}

/// A bucket at an endpoint, by its path.
pub fn at(endpoint: &str, region: &str, bucket: &str, key: &Key, ca_pem: &str) -> Place {
    Place::S3 {
        endpoint: endpoint.to_owned(),
        region: region.to_owned(),
        bucket: bucket.to_owned(),
        path_style: true,
        ambient: false,
        profile: String::new(),
        access_key_id: key.id.clone(),
        ca_pem: ca_pem.to_owned(),
        proxy: String::new(),
    }
}

/// A bucket on a server of this machine by other code than exports use.
pub fn store(address: SocketAddr, region: &str, bucket: &str, key: &Key) -> AmazonS3 {
    AmazonS3Builder::new()
        .with_endpoint(format!("http://{address}"))
        .with_allow_http(true)
        .with_region(region)
        .with_bucket_name(bucket)
        .with_access_key_id(&key.id)
        .with_secret_access_key(&key.secret)
        .build()
        .expect("it opens")
}

/// A port nobody listens on at the moment.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}

/// A started program, killed when dropped.
pub struct Process(Child);

impl Process {
    /// Starts a program; without it the test fails and says how to get it.
    pub fn start(command: &mut Command, install: &str) -> Self {
        match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(child) => Self(child),
            Err(error) if error.kind() == ErrorKind::NotFound => missing(command, install),
            Err(error) => panic!("{command:?} did not start: {error}"),
        }
    }

    /// Waits until the program listens.
    pub fn listens(&mut self, address: SocketAddr) {
        let since = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(
                self.0.try_wait().expect("it can be asked").is_none(),
                "the server ended instead of listening on {address}"
            );
            assert!(since.elapsed() < PATIENCE, "the server does not listen on {address}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it has ended");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Fails the test with what to do.
pub fn missing(command: &Command, install: &str) -> ! {
    panic!(
        "`{}` is not installed, and these tests need it. Install it with: {install}",
        command.get_program().display()
    )
}
