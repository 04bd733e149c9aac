//! A storage that answers what a test tells it to: for rights and errors that no real server here has.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, Response, StatusCode},
};

use super::Key;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// What is answered.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Answer {
    pub fn ok() -> Self {
        Self { status: 200, headers: vec![("etag", "\"e\"".into())], body: String::new() }
    }

    /// An error as S3 writes it.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
             <Resource>/exports</Resource><RequestId>4442587FB7D0A2F9</RequestId></Error>"
        );
        Self { status, headers: vec![("content-type", "application/xml".into())], body }
    }

    /// The answer that starts an upload.
    pub fn upload() -> Self {
        let body = "<InitiateMultipartUploadResult><Bucket>exports</Bucket><Key>k</Key><UploadId>u-1</UploadId>\
                    </InitiateMultipartUploadResult>";
        Self { status: 200, headers: Vec::new(), body: body.into() }
    }

    /// The answer that finishes one.
    pub fn finished() -> Self {
        let body = "<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>";
        Self { status: 200, headers: Vec::new(), body: body.into() }
    }
}

type Script = dyn Fn(&Seen) -> Answer + Send + Sync;

/// The storage; ends with the runtime it was started on.
pub struct Scripted {
    pub address: SocketAddr,
    key: Key,
    seen: Arc<Mutex<Vec<Seen>>>,
}

#[derive(Clone)]
struct Shared {
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Scripted {
    pub async fn start(script: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let app = Router::new().fallback(answer).with_state(Shared { script: Arc::new(script), seen: seen.clone() });
        tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves until the end") });
        Self { address, key: Key { id: "AKIDSCRIPT".into(), secret: "the-very-secret-word".into() }, seen }
    }

    /// The bucket `exports` on it.
    pub fn bucket(&self) -> auditdesk_core::api::wire::Place {
        super::bucket(self.address, "us-east-1", "exports", &self.key)
    }

    pub fn key(&self) -> Key {
        self.key.clone()
    }

    /// The requests that came, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("sound").clone()
    }

    /// How many requests of a method came.
    pub fn count(&self, method: &Method) -> usize {
        self.seen().iter().filter(|seen| seen.method == *method).count()
    }
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let seen = Seen {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: to_bytes(body, 64 << 20).await.map(|bytes| bytes.to_vec()).unwrap_or_default(),
    };
    let answer = (shared.script)(&seen);
    shared.seen.lock().expect("sound").push(seen);
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status).expect("a status"));
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).expect("good headers")
}
