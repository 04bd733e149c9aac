//! Destinations: add, change, remove, test.

use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use super::{
    desk::Desk,
    sources::{Lines, checked_name},
    wire::{
        AddDestination, CheckResult, CredentialInput, DestinationInfo, DestinationNeeds, DestinationRef,
        DestinationSetup, Empty, Event, FindIdentity, FoundIdentity, Place, TestDestination, UpdateDestination,
    },
};
use crate::{
    error::{Error, ErrorCode, Result},
    export::{self, Destination, KeyTemplate},
    secret::Secret,
    storage::{identity, settings::with_session},
    store::{Credential, NewDestination, Owner, Store},
};

/// The kind of a stored secret access key.
const SECRET_KEY: &str = "secret_key";

/// The name of the export in the example of a key.
const EXAMPLE: &str = "audit-log";

impl Desk {
    /// The destinations.
    pub async fn destination_list(&self, _: Empty) -> Result<Vec<DestinationInfo>> {
        self.store().await?.destinations().await
    }

    /// Adds a destination. It is checked for sense, not tried: that is what the test is for.
    pub async fn destination_add(&self, request: AddDestination) -> Result<DestinationInfo> {
        let store = self.store().await?;
        let (new, secret) = checked(&store, None, request).await?;
        let id = store.add_destination(new, secret).await?;
        self.tell(Event::Lists);
        store.destination(id).await
    }

    /// Changes a destination.
    pub async fn destination_update(&self, request: UpdateDestination) -> Result<DestinationInfo> {
        let store = self.store().await?;
        let (to, secret) = checked(&store, Some(request.id), request.to).await?;
        store.update_destination(request.id, to, secret).await?;
        self.tell(Event::Lists);
        store.destination(request.id).await
    }

    /// Forgets a destination and its secret; what was written stays.
    pub async fn destination_remove(&self, request: DestinationRef) -> Result<Empty> {
        self.store().await?.remove_destination(request.id).await?;
        self.tell(Event::Lists);
        Ok(Empty {})
    }

    /// Tests a destination at its prefix as an export would use it; lines come as events while it runs.
    pub async fn destination_test(&self, request: TestDestination) -> Result<CheckResult> {
        let TestDestination { id, place, credential, expires, prefix, options, leave, ticket } = request;
        let store = self.store().await?;
        let secret = secret_of(&store, id, &place, credential).await?;
        let lines = Lines { desk: self, ticket, seen: Mutex::default() };
        let clock = &*self.inner.parts.clock;
        let test =
            export::Test { place: &place, secret: secret.as_ref(), expires, prefix: &prefix, options: &options, leave };
        // The futures of three cloud libraries are large: not on the stack of whoever waits.
        let result = Box::pin(export::test(&test, clock, &lines, &CancellationToken::new())).await?;
        if let Some(id) = id {
            let stored = store.destination(id).await?;
            // A test of a form that is not saved says nothing of the destination.
            if stored.place == place && stored.prefix == prefix && stored.options == options {
                store.put_last_test(id, result.clone(), clock.now().timestamp_micros()).await?;
                self.tell(Event::Lists);
            }
        }
        Ok(result)
    }

    /// What somebody must set up at the cloud, ready to paste, and a key as it will be.
    ///
    /// # Errors
    /// `wrong_use` for a prefix that cannot be.
    pub async fn destination_setup(&self, request: DestinationSetup) -> Result<DestinationNeeds> {
        let DestinationSetup { place, prefix, options } = request;
        let rights = export::setup(&place, &prefix, &options)?;
        let key = KeyTemplate::new(&prefix, EXAMPLE)?.key(self.inner.parts.clock.now(), export::EXTENSION);
        Ok(DestinationNeeds { key, rights })
    }

    /// Who this machine is to the cloud of a place.
    pub async fn identity_find(&self, request: FindIdentity) -> Result<FoundIdentity> {
        identity::find(&request.place).await
    }
}

/// Checks what was typed for a destination. A secret that is stored already comes back with its new end.
async fn checked(
    store: &Store,
    id: Option<u32>,
    request: AddDestination,
) -> Result<(NewDestination, Option<Credential>)> {
    let AddDestination { name, place, credential, expires, prefix, options } = request;
    let name = checked_name(&name)?;
    let secret = secret_of(store, id, &place, credential).await?;
    Destination::open(&place, secret.as_ref(), &options, &prefix)?;
    let secret = secret.map(|secret| Credential { expires, ..Credential::new(SECRET_KEY, secret) });
    Ok((NewDestination { name, place, prefix, options }, secret))
}

async fn secret_of(store: &Store, id: Option<u32>, place: &Place, input: CredentialInput) -> Result<Option<Secret>> {
    if place.is_ambient() || matches!(place, Place::Folder { .. }) {
        return Ok(None);
    }
    let wrong = |message: &str| Err(Error::new(ErrorCode::WrongUse, message));
    match (input, id) {
        (CredentialInput::None, _) => Ok(None),
        (CredentialInput::ApiKey { key }, _) => Ok(Some(key)),
        (CredentialInput::Session { key, token }, _) => Ok(Some(with_session(&key, &token))),
        (CredentialInput::Stored, Some(id)) => {
            Ok(store.credential(Owner::Destination(id)).await?.map(|credential| credential.secret))
        }
        (CredentialInput::Stored, None) => wrong("A new destination has no stored secret. Enter one."),
        (CredentialInput::SignedIn { .. }, _) => wrong("Storages do not sign in through the browser. Enter a secret."),
    }
}

/// Opens a stored destination with its secret.
pub(super) async fn open(store: &Store, id: u32) -> Result<(DestinationInfo, Destination)> {
    let info = store.destination(id).await?;
    let secret = store.credential(Owner::Destination(id)).await?.map(|credential| credential.secret);
    let destination = Destination::open(&info.place, secret.as_ref(), &info.options, &info.prefix)?;
    Ok((info, destination))
}
