//! The API as a server on the loopback interface.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::{
    history::history,
    list::{Access, File, Log},
    options::{Generation, Options},
    row::Row,
    structured, truth, world,
};

/// What to start.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The log behind the API; its generation is the third, whatever is set.
    pub log: Options,
    /// Files that one call looks through at most; Airbyte's number is 100.
    pub files_per_call: usize,
    /// Files without a readable entry, on one day in the middle of the history: pages of these are empty and have a token.
    pub barren: usize,
    /// Each so many calls one fails with 503, and one is told to slow down; 0 for none.
    pub trouble_every: u32,
    /// The server's clock.
    pub clock: fn() -> DateTime<Utc>,
}

impl Setup {
    /// A well-behaved server.
    pub fn new(log: Options) -> Setup {
        Setup { log, files_per_call: 100, barren: 0, trouble_every: 0, clock: Utc::now }
    }
}

struct Shared {
    log: Log,
    rows: Vec<Row>,
    token: String,
    calls: u32,
    /// Calls that were answered with an empty page and a token.
    barren_pages: u32,
    setup: Setup,
}

/// A running server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    shared: Arc<Mutex<Shared>>,
    quit: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("calls", &self.calls).finish_non_exhaustive()
    }
}

impl Server {
    /// Makes the log and listens on a free port of 127.0.0.1. Needs a running tokio runtime.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(mut setup: Setup) -> std::io::Result<Server> {
        setup.log.generation = Generation::Three;
        let organization = world::organization(setup.log.seed, 0);
        let mut rows = history(&setup.log);
        rows.retain(|row| row.workspace.organization == organization);
        let mut files = files(&rows);
        let middle = (setup.log.end - TimeDelta::days(i64::from(setup.log.days) / 2)).date_naive();
        let place = files.partition_point(|file| file.day < middle);
        files.splice(place..place, (0..setup.barren).map(|_| File { day: middle, entries: Vec::new() }));
        let log = Log { organization, access: Access::Admin, files, files_per_call: setup.files_per_call };
        let token = format!("airbyte-token-{}", setup.log.seed);
        let shared = Arc::new(Mutex::new(Shared { log, rows, token, calls: 0, barren_pages: 0, setup }));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let app = Router::new().route("/api/v1/audit_logs/list", post(list)).with_state(Arc::clone(&shared));
        let (quit, asked) = oneshot::channel::<()>();
        // Resolves when asked to stop and when the server is dropped alike.
        let stopped = async move { drop(asked.await) };
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, app).with_graceful_shutdown(stopped).await;
        });
        Ok(Server { url, shared, quit: Some(quit), serving })
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().expect("no holder panics")
    }

    /// What a user would enter.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A bearer token of an admin.
    pub fn token(&self) -> String {
        self.shared().token.clone()
    }

    /// The organization's id.
    pub fn organization(&self) -> String {
        self.shared().log.organization.clone()
    }

    /// Changes what the token is good for.
    pub fn set_access(&self, access: Access) {
        self.shared().log.access = access;
    }

    /// Calls so far, and how many of them got an empty page with a token.
    pub fn calls(&self) -> (u32, u32) {
        let shared = self.shared();
        (shared.calls, shared.barren_pages)
    }

    /// Adds `count` entries that ended at `at`, in one file: what a busy pod flushed late.
    pub fn add(&self, count: usize, at: DateTime<Utc>) {
        let mut shared = self.shared();
        let mut options = shared.setup.log.clone();
        options.seed = options.seed.wrapping_add(u64::from(shared.calls)).wrapping_add(shared.rows.len() as u64 + 1);
        options.entries = count;
        options.end = at;
        options.days = 1;
        let mut rows = history(&options);
        let organization = shared.log.organization.clone();
        for (index, row) in rows.iter_mut().enumerate() {
            row.at = at - TimeDelta::milliseconds((count - index) as i64);
            row.workspace.organization.clone_from(&organization);
        }
        let entries = rows.iter().map(|row| (row.at, structured::entry(row, Generation::Three))).collect();
        shared.log.files.push(File { day: at.date_naive(), entries });
        shared.rows.append(&mut rows);
    }

    /// Adds an entry as it is given, at `at`.
    pub fn add_raw(&self, json: &str, at: DateTime<Utc>) {
        let file = File { day: at.date_naive(), entries: vec![(at, json.to_owned())] };
        self.shared().log.files.push(file);
    }

    /// Everything the log has had, whether it is kept still or not.
    pub fn truth(&self) -> Vec<truth::Truth> {
        self.shared().rows.iter().map(|row| truth::of(row, truth::Verdict::Exact, "")).collect()
    }

    /// Stops listening and closes idle connections; connections in use get two seconds.
    pub async fn stop(mut self) {
        drop(self.quit.take());
        if tokio::time::timeout(Duration::from_secs(2), &mut self.serving).await.is_err() {
            self.serving.abort();
        }
    }
}

/// One file a minute and day.
fn files(rows: &[Row]) -> Vec<File> {
    let mut files: Vec<(i64, File)> = Vec::new();
    for row in rows {
        let (minute, day) = (row.at.timestamp() / 60, row.at.date_naive());
        if files.last().is_none_or(|(of, _)| *of != minute) {
            files.push((minute, File { day, entries: Vec::new() }));
        }
        if let Some((_, file)) = files.last_mut() {
            file.entries.push((row.at, structured::entry(row, Generation::Three)));
        }
    }
    files.into_iter().map(|(_, file)| file).collect()
}

async fn list(State(shared): State<Arc<Mutex<Shared>>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut shared = shared.lock().expect("no holder panics");
    shared.calls += 1;
    let (calls, every) = (shared.calls, shared.setup.trouble_every);
    if every > 0 && calls.is_multiple_of(every) {
        return (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response();
    }
    if every > 0 && calls % every == every / 2 {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")], "slow down").into_response();
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let token = text("authorization") == Some(format!("Bearer {}", shared.token).as_str());
    let now = (shared.setup.clock)();
    let (status, answer) = shared.log.answer(token, text("x-airbyte-organization-id"), &body, now);
    if answer.starts_with("{\"auditLogs\":[]") && answer.contains("nextPageToken") {
        shared.barren_pages += 1;
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    (status, [(header::CONTENT_TYPE, "application/json".to_owned()), (header::DATE, date)], answer).into_response()
}
