//! Signing in to a source through the browser. The key it brings stays in the core: the window only gets the flow's number.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    desk::Desk,
    wire::{Empty, SignIn, SignInRef, SignInState, SignInStatus, SourceConfig, StartSignIn},
};
use crate::{
    error::{Error, ErrorCode, Result},
    secret::Secret,
    source::obot::sign_in::{self, Start, Step},
};

/// The flows of this process.
#[derive(Default)]
pub(super) struct SignIns(Mutex<Flows>);

#[derive(Default)]
struct Flows {
    last: u64,
    known: HashMap<u64, Flow>,
}

enum Flow {
    /// The user is in the browser.
    Waiting(Arc<sign_in::Flow>),
    /// The key, until the program ends or the flow is cancelled.
    Done(Secret),
    /// The server forgot the request or the user refused.
    Expired,
}

impl SignIns {
    fn flows(&self) -> MutexGuard<'_, Flows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a flow and the key it may have brought.
    pub fn forget(&self, flow: u64) {
        self.flows().known.remove(&flow);
    }

    /// The key a finished flow brought.
    pub fn key(&self, flow: u64) -> Result<Secret> {
        match self.flows().known.get(&flow) {
            Some(Flow::Done(key)) => Ok(key.clone()),
            Some(Flow::Waiting(_)) => {
                Err(Error::new(ErrorCode::WrongUse, "The sign-in is not finished. Finish it in the browser first."))
            }
            Some(Flow::Expired) | None => {
                Err(Error::new(ErrorCode::NotFound, "This sign-in has expired. Start it again."))
            }
        }
    }
}

impl Desk {
    /// Starts a sign-in: the page to open and, where the server's version asks for one, the code to type there.
    pub async fn sign_in_start(&self, request: StartSignIn) -> Result<SignIn> {
        let SourceConfig::Obot { url, ca_pem } = request.config else {
            let message = "Only an Obot server has a sign-in through the browser. Paste a key for this source.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        };
        let flow = match sign_in::start(&url, &ca_pem, self.source_deps()).await? {
            Start::Browser(flow) => flow,
            Start::NotNeeded => {
                let message = "This server asks nobody to sign in. Choose “no sign-in” for it.";
                return Err(Error::new(ErrorCode::WrongUse, message));
            }
        };
        let mut flows = self.inner.sign_ins.flows();
        flows.last += 1;
        let started = SignIn {
            flow: flows.last,
            open_url: flow.open_url().to_owned(),
            code: flow.code().map(str::to_owned),
            expires: flow.expires().timestamp_micros(),
        };
        flows.known.insert(started.flow, Flow::Waiting(Arc::new(flow)));
        Ok(started)
    }

    /// Looks whether the user has finished in the browser. Ask about once a second.
    pub async fn sign_in_status(&self, request: SignInRef) -> Result<SignInStatus> {
        let waiting = match self.inner.sign_ins.flows().known.get(&request.flow) {
            Some(Flow::Waiting(flow)) => Arc::clone(flow),
            Some(Flow::Done(_)) => return Ok(SignInStatus { state: SignInState::Done }),
            Some(Flow::Expired) | None => return Ok(SignInStatus { state: SignInState::Expired }),
        };
        let (flow, state) = match waiting.poll().await? {
            Step::Waiting => return Ok(SignInStatus { state: SignInState::Waiting }),
            Step::Done(key) => (Flow::Done(key), SignInState::Done),
            Step::Expired(_) => (Flow::Expired, SignInState::Expired),
        };
        // Unless it was cancelled meanwhile.
        if let Some(known) = self.inner.sign_ins.flows().known.get_mut(&request.flow) {
            *known = flow;
        }
        Ok(SignInStatus { state })
    }

    /// Forgets a sign-in and the key it may have brought.
    pub async fn sign_in_cancel(&self, request: SignInRef) -> Result<Empty> {
        self.inner.sign_ins.forget(request.flow);
        Ok(Empty {})
    }
}
