//! Signing in to a source through the browser. The key it brings stays in the core: the window only gets the flow's number.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    desk::Desk,
    wire::{Empty, SignIn, SignInRef, SignInState, SignInStatus, StartSignIn},
};
use crate::{
    error::{Error, ErrorCode, Result},
    secret::Secret,
    source::{self, SignInFlow, SignInStep},
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
    Waiting(std::sync::Arc<dyn SignInFlow>),
    /// The key, until it is stored with its source.
    Done(Secret),
    /// The server forgot the request or the user refused.
    Expired,
}

impl SignIns {
    fn flows(&self) -> MutexGuard<'_, Flows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key a finished flow brought.
    pub fn key(&self, flow: u64) -> Result<Secret> {
        match self.flows().known.get(&flow) {
            Some(Flow::Done(key)) => Ok(key.clone()),
            Some(Flow::Waiting(_)) => Err(Error::new(
                ErrorCode::WrongUse,
                "The sign-in is not finished. Finish it in the browser first.",
            )),
            Some(Flow::Expired) | None => Err(Error::new(
                ErrorCode::NotFound,
                "This sign-in has expired. Start it again.",
            )),
        }
    }
}

impl Desk {
    /// Starts a sign-in: the page to open and, where the server's version asks for one, the code to type there.
    pub async fn sign_in_start(&self, request: StartSignIn) -> Result<SignIn> {
        let config = source::checked(request.config)?;
        let started = source::start_sign_in(&config, self.source_deps()).await?;
        let mut flows = self.inner.sign_ins.flows();
        flows.last += 1;
        let flow = flows.last;
        flows.known.insert(flow, Flow::Waiting(started.flow));
        Ok(SignIn { flow, open_url: started.open_url, code: started.code, expires: started.expires.timestamp_micros() })
    }

    /// Looks whether the user has finished in the browser. Ask about once a second.
    pub async fn sign_in_status(&self, request: SignInRef) -> Result<SignInStatus> {
        let waiting = match self.inner.sign_ins.flows().known.get(&request.flow) {
            Some(Flow::Waiting(flow)) => std::sync::Arc::clone(flow),
            Some(Flow::Done(_)) => return Ok(SignInStatus { state: SignInState::Done }),
            Some(Flow::Expired) | None => return Ok(SignInStatus { state: SignInState::Expired }),
        };
        let (flow, state) = match waiting.step().await? {
            SignInStep::Waiting => return Ok(SignInStatus { state: SignInState::Waiting }),
            SignInStep::Done(key) => (Flow::Done(key), SignInState::Done),
            SignInStep::Expired => (Flow::Expired, SignInState::Expired),
        };
        // Unless it was cancelled meanwhile.
        if let Some(known) = self.inner.sign_ins.flows().known.get_mut(&request.flow) {
            *known = flow;
        }
        Ok(SignInStatus { state })
    }

    /// Forgets a sign-in and the key it may have brought.
    pub async fn sign_in_cancel(&self, request: SignInRef) -> Result<Empty> {
        self.inner.sign_ins.flows().known.remove(&request.flow);
        Ok(Empty {})
    }
}
