//! A running instance and the strings a test can pull.

use super::options::{Habits, Options, Role};
use super::state::{RequestCounts, State};
use super::truth::{self, Truth};
use super::{catalog, routes, traffic};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// An instance on the loopback interface. It stops when dropped.
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
        tokio::spawn(traffic::run(state.clone(), rates));
        Ok(Server { state, rate, quit: Some(quit), serving })
    }

    /// What a user would enter, for example `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        self.state.url.clone()
    }

    /// A `pwm_` token; its calls are logged under [`Server::token_name`].
    pub fn token(&self) -> String {
        self.state.token()
    }

    /// The name of the token that [`Server::token`] gives.
    pub fn token_name(&self) -> &'static str {
        catalog::OWN
    }

    /// What a signed-in user sends; its calls are not logged.
    pub fn session(&self) -> String {
        self.state.session()
    }

    /// A token that the instance does not accept any more.
    pub fn expired_token(&self) -> String {
        self.state.expired_token()
    }

    /// With `false` every credential is refused from now on.
    pub fn set_keys_valid(&self, valid: bool) {
        self.state.data().keys_valid = valid;
    }

    /// Gives the owner of the credentials another role.
    pub fn set_role(&self, role: Role) {
        self.state.data().role = role;
    }

    /// Changes the habits; what is logged already stays as it is.
    pub fn set_habits(&self, habits: Habits) {
        self.state.data().habits = habits;
    }

    /// The names of the tokens in use, one name twice, without the auditor's own.
    pub fn tokens(&self) -> Vec<String> {
        let data = self.state.data();
        let used = data.tokens.iter().filter(|token| token.weight > 0 && !token.deleted);
        used.map(|token| token.name.clone()).collect()
    }

    /// Ends the use of a token; its feed stays. `false` if there is none of this name.
    pub fn revoke(&self, name: &str) -> bool {
        let mut data = self.state.data();
        let Some(at) = data.find(name) else { return false };
        data.tokens[at].revoked = true;
        true
    }

    /// Deletes a token; its rows stay in the global feed. `false` if there is none of this name.
    pub fn delete_token(&self, name: &str) -> bool {
        let mut data = self.state.data();
        let Some(at) = data.find(name) else { return false };
        data.tokens[at].deleted = true;
        true
    }

    /// Deletes rows of before `time` by hand. Their number.
    pub fn delete_rows_before(&self, time: DateTime<Utc>) -> usize {
        let mut data = self.state.data();
        let old = data.rows.iter_mut().filter(|row| row.created < time && !row.deleted);
        old.map(|row| row.deleted = true).count()
    }

    /// Adds `rows` rows, spread over the `span` that ends now.
    pub fn advance(&self, rows: usize, span: TimeDelta) {
        let now = self.state.now();
        traffic::spread(&mut self.state.data(), &self.state.options, rows, span, now);
    }

    /// Lets agents work while real time passes: about that many new rows a minute, 0 for none.
    pub fn live(&self, per_minute: u32) {
        self.rate.send_replace(per_minute);
    }

    /// Everything that was, or should have been, logged, in the order of time.
    pub fn truth(&self) -> Vec<Truth> {
        truth::all(&self.state)
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
