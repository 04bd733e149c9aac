//! A gate that work waits at between two steps: how a job is paused.

use std::sync::Arc;

use tokio::sync::watch;

/// Open or closed. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate(Arc<watch::Sender<bool>>);

impl Default for Gate {
    /// An open gate.
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(true)))
    }
}

impl Gate {
    /// Lets everybody pass.
    pub fn open(&self) {
        self.0.send_replace(true);
    }

    /// Lets nobody pass who has not passed yet.
    pub fn close(&self) {
        self.0.send_replace(false);
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is open.
    pub async fn pass(&self) {
        let mut changes = self.0.subscribe();
        changes.wait_for(|open| *open).await.expect("the gate that is waited at is not gone");
    }
}
