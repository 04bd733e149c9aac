//! Azurite 3.35: Azure's blob service over HTTPS, with the account's shared key or with tokens, whose claims it checks but not their signature.
//!
//! It has no roles: who is let in may do everything.

use std::{fs, net::SocketAddr};

use auditdesk_core::api::wire::{AzureCloud, Place, Secret};
use axum::http::{HeaderMap, Method, Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use object_store::azure::{AzureAccessKey, AzureCredential};
use tempfile::TempDir;

use super::{
    Process,
    entra::{self, Entra},
    free_port,
    installed::{INSTALL, azurite},
    signed::Call,
    tls::{Certificate, issue},
};

pub const ACCOUNT: &str = "auditdesk";
pub const CONTAINER: &str = "exports";

/// A running Azurite with one account and one container.
pub struct Azurite {
    process: Option<Process>,
    dir: TempDir,
    port: u16,
    /// Trusts the authority.
    pub client: reqwest::Client,
    /// `https://localhost:port/auditdesk`: the account is in the path, as with the official emulator.
    pub endpoint: String,
    /// The authority to trust, as PEM text.
    pub authority: String,
    /// The account's shared key, Base64.
    pub shared_key: String,
}

impl Azurite {
    pub async fn start() -> Self {
        Self::started(true).await
    }

    /// Without TLS, to be put behind a proxy; only the shared key signs in.
    pub async fn plain() -> Self {
        Self::started(false).await
    }

    async fn started(tls: bool) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let issued = issue(Certificate::Good);
        fs::write(dir.path().join("certificate.pem"), issued.certificate.pem()).expect("the folder is writable");
        fs::write(dir.path().join("key.pem"), issued.key.serialize_pem()).expect("the folder is writable");
        let authority = reqwest::Certificate::from_pem(issued.authority.as_bytes()).expect("a certificate");
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([authority]).build().expect("a client");
        let port = free_port();
        let mut server = Self {
            process: None,
            dir,
            port,
            client,
            endpoint: format!("{}://localhost:{port}/{ACCOUNT}", if tls { "https" } else { "http" }),
            authority: issued.authority,
            shared_key: BASE64_STANDARD.encode("the shared key of the tests"),
        };
        server.resume();
        let made = server.call(Method::PUT, "", "restype=container").await;
        assert_eq!(made.status(), 201, "{:?}", made.body());
        server
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// Starts it (again) on the same data.
    pub fn resume(&mut self) {
        let mut command = azurite();
        command
            .env("AZURITE_ACCOUNTS", format!("{ACCOUNT}:{}", self.shared_key))
            .args(["--blobHost", "127.0.0.1", "--blobPort", &self.port.to_string()])
            .args(["--skipApiVersionCheck", "--disableTelemetry", "--silent"])
            .arg("--location")
            .arg(self.dir.path());
        if self.endpoint.starts_with("https:") {
            let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| self.dir.path().join(name));
            command.args(["--oauth", "basic"]).arg("--cert").arg(certificate).arg("--key").arg(key);
        }
        let mut process = Process::start(&mut command, INSTALL);
        process.listens(self.address());
        self.process = Some(process);
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// The container, with the account's shared key.
    pub fn container(&self) -> Place {
        self.container_at(self.endpoint.trim_end_matches(&format!("/{ACCOUNT}")))
    }

    /// The same at another host, which passes everything on.
    pub fn container_at(&self, host: &str) -> Place {
        Place::Azure {
            account: ACCOUNT.into(),
            container: CONTAINER.into(),
            endpoint: format!("{host}/{ACCOUNT}"),
            cloud: AzureCloud::Public,
            authority: String::new(),
            ambient: false,
            tenant_id: String::new(),
            client_id: String::new(),
            ca_pem: self.authority.clone(),
            proxy: String::new(),
        }
    }

    /// The container, with the secret of an application of Entra.
    pub fn container_by(&self, entra: &Entra) -> Place {
        let Place::Azure { account, container, endpoint, cloud, ambient, ca_pem, proxy, .. } = self.container() else {
            unreachable!("it is Azure's")
        };
        let (authority, tenant_id, client_id) = (entra.authority.clone(), entra::TENANT.into(), entra::APP.into());
        Place::Azure { account, container, endpoint, cloud, authority, ambient, tenant_id, client_id, ca_pem, proxy }
    }

    /// The shared key as a secret.
    pub fn secret(&self) -> Secret {
        Secret::new(self.shared_key.clone())
    }

    /// What HEAD tells about a blob.
    pub async fn head(&self, name: &str) -> HeaderMap {
        self.call(Method::HEAD, &format!("/{name}"), "").await.headers().clone()
    }

    /// The bytes of a blob.
    pub async fn read(&self, name: &str) -> Option<Bytes> {
        let answer = self.call(Method::GET, &format!("/{name}"), "").await;
        (answer.status() == 200).then(|| answer.into_body())
    }

    /// The names of the blobs in the container.
    pub async fn blobs(&self) -> Vec<String> {
        names(&self.call(Method::GET, "", "restype=container&comp=list").await)
    }

    /// How many blobs have parts that nobody put together: Azure's unfinished uploads.
    pub async fn unfinished_uploads(&self) -> u64 {
        let all = self.call(Method::GET, "", "restype=container&comp=list&include=uncommittedblobs").await;
        let finished = self.blobs().await;
        names(&all).iter().filter(|name| !finished.contains(name)).count() as u64
    }

    /// Asks the container's or (with a path) a blob's API with the shared key.
    async fn call(&self, method: Method, path: &str, query: &str) -> Response<Bytes> {
        let key = AzureAccessKey::try_new(&self.shared_key).expect("it is Base64");
        let url = format!("{}/{CONTAINER}{path}?{query}", self.endpoint);
        Call::new(method, url).azure(&self.client, &AzureCredential::AccessKey(key), ACCOUNT).await
    }
}

fn names(listing: &Response<Bytes>) -> Vec<String> {
    let text = std::str::from_utf8(listing.body()).expect("Azurite speaks UTF-8");
    let after = text.split("<Name>").skip(1);
    after.filter_map(|rest| rest.split_once("</Name>")).map(|(name, _)| name.to_owned()).collect()
}
