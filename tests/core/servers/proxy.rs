//! A proxy in front of a server of the tests: counts what passes, and spoils it when told to.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use tokio::net::TcpListener;

/// What to do with a request, by its method and path with query.
pub type Spoil = dyn Fn(&str, &str) -> Fate + Send + Sync;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is passed on.
    Pass,
    /// It is answered with this status and no body of any use.
    Refuse(u16),
    /// Its answer's body stops in the middle.
    Cut,
    /// The connection ends before it is passed on.
    Close,
    /// It is passed on, and the connection ends before the answer.
    Lose,
}

#[derive(Clone)]
struct Shared {
    to: SocketAddr,
    client: reqwest::Client,
    counts: Arc<Mutex<BTreeMap<&'static str, u64>>>,
    spoil: Arc<Mutex<Arc<Spoil>>>,
    bytes: Arc<AtomicU64>,
}

/// A running proxy; it stops when it is dropped.
pub struct Proxy {
    pub address: SocketAddr,
    shared: Shared,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    pub async fn before(to: SocketAddr) -> Self {
        let shared = Shared {
            to,
            client: reqwest::Client::builder().no_proxy().build().expect("a client"),
            counts: Arc::default(),
            spoil: Arc::new(Mutex::new(Arc::new(|_: &str, _: &str| Fate::Pass))),
            bytes: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let router = Router::new().fallback(pass).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { address, shared, task }
    }

    /// Decides over requests from now on.
    pub fn spoil(&self, spoil: impl Fn(&str, &str) -> Fate + Send + Sync + 'static) {
        *self.shared.spoil.lock().expect("no holder panics") = Arc::new(spoil);
    }

    /// Listings and gets since the last look.
    pub fn take_counts(&self) -> (u64, u64) {
        let counts = std::mem::take(&mut *self.shared.counts.lock().expect("no holder panics"));
        let count = |what| counts.get(what).copied().unwrap_or(0);
        (count("list"), count("get"))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let what = match (parts.method.as_str(), path.contains("list-type=2")) {
        ("GET", true) => "list",
        ("GET", false) => "get",
        _ => "other",
    };
    *shared.counts.lock().expect("no holder panics").entry(what).or_default() += 1;
    let spoil = Arc::clone(&shared.spoil.lock().expect("no holder panics"));
    let fate = spoil(parts.method.as_str(), &path);
    let answer = |status: u16, body: Body| {
        let status = StatusCode::from_u16(status).expect("a status");
        Response::builder().status(status).body(body).expect("an answer")
    };
    match fate {
        Fate::Refuse(status) => return answer(status, Body::empty()),
        Fate::Close => hang_up(),
        Fate::Pass | Fate::Cut | Fate::Lose => {}
    }
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    // The signature covers the host that the client asked, so it is passed on.
    let sent = shared
        .client
        .request(parts.method, format!("http://{}{path}", shared.to))
        .headers(parts.headers)
        .body(body)
        .send()
        .await;
    if fate == Fate::Lose {
        hang_up();
    }
    let Ok(received) = sent else { return answer(502, Body::empty()) };
    let mut response = Response::builder().status(received.status());
    for (name, value) in received.headers() {
        // How this answer travels is decided anew.
        if !matches!(name.as_str(), "transfer-encoding" | "connection") {
            response = response.header(name, value);
        }
    }
    let Ok(bytes) = received.bytes().await else { return answer(502, Body::empty()) };
    shared.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    if fate == Fate::Cut {
        let half = bytes.slice(..bytes.len() / 2);
        let pieces = [Ok(half), Err(std::io::Error::other("cut"))];
        return response.body(Body::from_stream(futures::stream::iter(pieces))).expect("an answer");
    }
    response.body(Body::from(bytes)).expect("an answer")
}

/// Ends the connection without an answer: a handler has no other way than to unwind. The panic hook does not run.
fn hang_up() -> ! {
    std::panic::resume_unwind(Box::new("the connection ends here"))
}
