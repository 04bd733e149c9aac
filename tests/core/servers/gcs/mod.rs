//! Google Cloud Storage's XML API, its token endpoint and its metadata service in front of s3s-fs: checks who asks and what their role allows,
//! enforces generations and `Content-MD5`, and refuses in Google's words.
//!
//! Google's emulators speak the JSON API only; `object_store` speaks this one.

mod identity;
mod refusal;
mod storage;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, atomic::AtomicU64},
};

use auditdesk_core::api::wire::{Place, Secret};
use axum::{
    Router,
    routing::{get, post},
};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::json;

use super::s3s_fs::{self, S3sFs};

pub const BUCKET: &str = s3s_fs::BUCKET;

/// What an account may do, by the roles of <https://cloud.google.com/storage/docs/access-control/iam-roles>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `roles/storage.admin`.
    Admin,
    /// `roles/storage.objectCreator`: may write what is not there yet, and neither read, list nor delete.
    ObjectCreator,
    /// `roles/storage.objectViewer`.
    ObjectViewer,
    /// Known, without any right here.
    Stranger,
}

impl Role {
    const ALL: [Self; 4] = [Self::Admin, Self::ObjectCreator, Self::ObjectViewer, Self::Stranger];

    /// The service account that has it.
    pub fn email(self) -> &'static str {
        match self {
            Self::Admin => "admin@auditdesk-tests.iam.gserviceaccount.com",
            Self::ObjectCreator => "creator@auditdesk-tests.iam.gserviceaccount.com",
            Self::ObjectViewer => "viewer@auditdesk-tests.iam.gserviceaccount.com",
            Self::Stranger => "stranger@auditdesk-tests.iam.gserviceaccount.com",
        }
    }

    fn may(self, permission: &str) -> bool {
        match self {
            Self::Admin => true,
            Self::ObjectCreator => {
                matches!(
                    permission,
                    "storage.objects.create"
                        | "storage.multipartUploads.create"
                        | "storage.multipartUploads.abort"
                        | "storage.multipartUploads.listParts"
                )
            }
            Self::ObjectViewer => matches!(permission, "storage.objects.get" | "storage.objects.list"),
            Self::Stranger => false,
        }
    }
}

/// The storage; ends with the runtime it was started on.
pub struct Gcs {
    server: S3sFs,
    key: KeyPair,
    shared: Arc<Shared>,
    pub address: SocketAddr,
    /// In the place of `https://storage.googleapis.com`.
    pub endpoint: String,
}

impl Gcs {
    pub async fn start() -> Self {
        let server = tokio::task::block_in_place(S3sFs::start);
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let shared = Arc::new(Shared {
            storage: server.address,
            key: server.key.clone(),
            client: reqwest::Client::builder().no_proxy().build().expect("a client"),
            public_key: key.public_key_raw().to_vec(),
            tokens: Mutex::default(),
            objects: Mutex::default(),
            uploads: Mutex::default(),
            generations: AtomicU64::new(1_755_698_591_000_000),
        });
        let routes = Router::new()
            .route("/token", post(identity::token))
            .route("/tokeninfo", post(identity::token_info))
            .route("/computeMetadata/v1/{*what}", get(identity::metadata))
            .fallback(storage::answer)
            .with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.expect("it serves until the end") });
        Self { server, key, shared, address, endpoint: format!("http://{address}") }
    }

    /// The bucket.
    pub fn bucket(&self) -> Place {
        Place::Gcs {
            bucket: BUCKET.into(),
            endpoint: self.endpoint.clone(),
            ambient: false,
            ca_pem: String::new(),
            proxy: String::new(),
        }
    }

    /// The key file of a role's service account, as Google hands it out.
    pub fn service_account(&self, role: Role) -> String {
        self.key_file(role.email(), &self.key)
    }

    /// The same as a secret.
    pub fn secret(&self, role: Role) -> Secret {
        Secret::new(self.service_account(role))
    }

    /// A key file whose key was taken back: of the right account, with a key that Google does not know.
    pub fn revoked(&self, role: Role) -> String {
        let other = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
        self.key_file(role.email(), &other)
    }

    /// What `gcloud auth application-default login` writes for a user with a role.
    pub fn authorized_user(&self, role: Role) -> String {
        let file = json!({
            "type": "authorized_user",
            "account": "",
            "client_id": identity::CLIENT_ID,
            "client_secret": identity::CLIENT_SECRET,
            "refresh_token": identity::refresh_token(role),
            "token_uri": format!("{}/token", self.endpoint),
            "universe_domain": "googleapis.com",
        });
        file.to_string()
    }

    /// For `GCE_METADATA_HOST`; the machine's account is a creator.
    pub fn metadata_host(&self) -> String {
        self.address.to_string()
    }

    /// Ends the storage behind it at once, as a crash would; from then on it answers 503.
    pub fn kill(&mut self) {
        self.server.kill();
    }

    /// Starts it (again) on the same data.
    pub fn resume(&mut self) {
        self.server.resume();
    }

    /// The bytes of an object.
    pub fn read(&self, key: &str) -> Option<Vec<u8>> {
        std::fs::read(self.server.file(key)).ok()
    }

    /// The storage class and the key of the KMS that an object was written with.
    pub fn kept(&self, key: &str) -> Vec<(&'static str, String)> {
        self.shared.objects.lock().expect("sound").get(key).map(|kept| kept.headers.clone()).unwrap_or_default()
    }

    /// How many multipart uploads are unfinished.
    pub fn unfinished_uploads(&self) -> u64 {
        self.server.unfinished_uploads()
    }

    fn key_file(&self, email: &str, key: &KeyPair) -> String {
        let file = json!({
            "type": "service_account",
            "project_id": "auditdesk-tests",
            "private_key_id": "8a5f0e3b1c2d4e6f8a5f0e3b1c2d4e6f8a5f0e3b",
            "private_key": key.serialize_pem(),
            "client_email": email,
            "client_id": "103456789012345678901",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": format!("{}/token", self.endpoint),
            "universe_domain": "googleapis.com",
        });
        file.to_string()
    }
}

/// What the handlers know.
struct Shared {
    storage: SocketAddr,
    key: super::Key,
    client: reqwest::Client,
    /// Of all service accounts: they share one key, because making one is slow.
    public_key: Vec<u8>,
    /// Tokens handed out, and to whom.
    tokens: Mutex<BTreeMap<String, Role>>,
    /// What s3s-fs does not keep of an object, by its key.
    objects: Mutex<BTreeMap<String, Kept>>,
    /// The same of what is being uploaded, by the upload's id.
    uploads: Mutex<BTreeMap<String, Kept>>,
    generations: AtomicU64,
}

#[derive(Clone, Default)]
struct Kept {
    generation: u64,
    /// `x-goog-storage-class`, `x-goog-encryption-kms-key-name`, as they were asked for.
    headers: Vec<(&'static str, String)>,
}
