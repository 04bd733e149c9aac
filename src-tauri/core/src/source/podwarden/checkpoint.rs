//! Where a sync stands.

use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    source::{self, checkpoint, newest},
};

/// The version of this form.
const VERSION: u32 = 1;

/// The checkpoint of a PodWarden source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    version: u32,
    /// The name of the token whose requests are our own, as it was found out.
    pub own: Option<String>,
    /// How often it was looked for.
    pub looks_for_own: u32,
    /// The engine's share.
    pub newest: newest::State,
}

impl State {
    /// Reads a checkpoint.
    ///
    /// # Errors
    /// `newer_file` where a later Auditdesk wrote it, `corrupt` where nobody did.
    pub(super) fn read(checkpoint: Option<source::Checkpoint>) -> Result<Self> {
        let new = || Self { version: VERSION, own: None, looks_for_own: 0, newest: newest::State::default() };
        Ok(checkpoint::read(checkpoint, VERSION)?.unwrap_or_else(new))
    }

    /// As it is stored, with the engine's share.
    pub(super) fn write(&self, newest: &newest::State) -> source::Checkpoint {
        let state = Self { newest: newest.clone(), ..self.clone() };
        checkpoint::write(&state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn a_checkpoint_reads_back_and_what_is_none_is_refused() {
        let mut state = State::read(None).expect("nothing read yet");
        state.own = Some("auditor".into());
        state.newest.sure = Some("2026-08-20T14:03:11.482913Z".parse().expect("a time"));
        state.newest.rate = 0.1;
        assert_eq!(State::read(Some(state.write(&state.newest))).expect("it can be read"), state, "nothing is lost");
        let newer = State::read(Some(serde_json::json!({ "version": 2 }))).expect_err("a newer one");
        assert_eq!(newer.code, ErrorCode::NewerFile, "not guessed at");
        let nonsense = State::read(Some(serde_json::json!([1]))).expect_err("nonsense");
        assert_eq!(nonsense.code, ErrorCode::Corrupt, "not taken for a fresh start");
    }
}
