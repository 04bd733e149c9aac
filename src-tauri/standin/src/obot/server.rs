//! A running server and the strings a test can pull.

use super::habits::Habits;
use super::options::{Generation, Options, Role};
use super::state::{RequestCounts, State};
use super::truth::{self, Truth};
use super::{live, login, routes};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// A server on the loopback interface. It stops when dropped.
#[derive(Debug)]
pub struct Server {
    state: Arc<State>,
    rate: watch::Sender<u32>,
    quit: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Server {
    /// Makes the data and listens on a free port of 127.0.0.1. Needs a running tokio runtime.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(mut options: Options) -> std::io::Result<Server> {
        let base = options.base_path.trim_matches('/');
        options.base_path = if base.is_empty() { String::new() } else { format!("/{base}") };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}{}", listener.local_addr()?, options.base_path);
        let state = Arc::new(State::new(options, url));
        let app = routes::router(state.clone());
        let (quit, asked) = oneshot::channel::<()>();
        // Resolves when asked to stop and when the server is dropped alike.
        let stopped = async move { drop(asked.await) };
        let serving = tokio::spawn(async move {
            // Accept errors are retried by axum; the future ends with the signal only.
            let _ = axum::serve(listener, app).with_graceful_shutdown(stopped).await;
        });
        let (rate, rates) = watch::channel(0);
        tokio::spawn(live::run(state.clone(), rates));
        Ok(Server { state, rate, quit: Some(quit), serving })
    }

    /// What a user would enter, for example `http://127.0.0.1:4711/obot`.
    pub fn url(&self) -> String {
        self.state.url.clone()
    }

    /// A valid key with `canAccessAPI`. Generation A knows no such keys and takes it as one of its tokens.
    pub fn api_key(&self) -> String {
        self.state.api_key()
    }

    /// A key the server does not accept any more.
    pub fn expired_key(&self) -> String {
        self.state.expired_key()
    }

    /// A valid key without `canAccessAPI`: `/api/me` works, the audit log answers 403.
    pub fn scopeless_key(&self) -> String {
        self.state.scopeless_key()
    }

    /// With `false` every key and token is refused from now on, as after a revocation.
    pub fn set_keys_valid(&self, valid: bool) {
        self.state.data().keys_valid = valid;
    }

    /// Gives the owner of the keys another role.
    pub fn set_role(&self, role: Role) {
        self.state.data().role = role;
    }

    /// Changes the habits; see [`Habits`] for which of them reach rows that are already there.
    pub fn set_habits(&self, habits: Habits) {
        self.state.data().habits = habits;
    }

    /// An upgrade of the server on the same data. Local-agent rows exist only where the history was made by generation C, and
    /// are out of sight in A and B.
    pub fn set_generation(&self, generation: Generation) {
        self.state.data().generation = generation;
    }

    /// Everything the server has, in the order of ids. Large: see [`Server::each_truth`] for more than a few thousand entries.
    pub fn truth(&self) -> Vec<Truth> {
        let mut all = Vec::new();
        self.each_truth(|truth| all.push(truth));
        all
    }

    /// Visits everything the server has, in the order of ids, one entry in memory at a time.
    pub fn each_truth(&self, visit: impl FnMut(Truth)) {
        truth::each(&self.state, visit);
    }

    /// Lets people go on working: about that many new entries a minute, 0 for none.
    pub fn live(&self, per_minute: u32) {
        self.rate.send_replace(per_minute);
    }

    /// Adds `count` new entries at once, the last one ending at `at`.
    pub fn add(&self, count: usize, at: DateTime<Utc>) {
        let mut data = self.state.data();
        for _ in 0..count {
            live::emit(&self.state, &mut data, at);
        }
    }

    /// Every late row becomes visible and every row that was going to complete completes, now.
    pub fn finish_pending(&self) {
        self.state.data().finish_pending();
    }

    /// Retention: removes what the server got before `time`.
    pub fn purge_before(&self, time: DateTime<Utc>) {
        let mut data = self.state.data();
        data.purged_before = data.purged_before.max(time.timestamp_nanos_opt().unwrap_or(i64::MIN));
    }

    /// Signs in as the user would in the browser, for the token request with this id. `code` is the device code, where there is
    /// one. `false` if there is no such request or the code is wrong.
    pub fn approve(&self, id: &str, code: Option<&str>) -> bool {
        login::approve(&self.state, &mut self.state.data(), id, code).is_ok()
    }

    /// What was asked so far.
    pub fn requests(&self) -> RequestCounts {
        self.state.data().counts
    }

    /// Stops listening and closes idle connections; connections in use get two seconds.
    pub async fn stop(mut self) {
        drop(self.quit.take());
        if tokio::time::timeout(Duration::from_secs(2), &mut self.serving).await.is_err() {
            self.serving.abort();
        }
    }
}
