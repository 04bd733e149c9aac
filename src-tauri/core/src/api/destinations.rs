//! Destinations: add, change, remove, test.

use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use super::{
    desk::Desk,
    sources::{Lines, checked_name},
    wire::{
        AddDestination, CheckResult, DestinationConfig, DestinationInfo, DestinationRef, DestinationSecret, Empty,
        Event, TestDestination, UpdateDestination,
    },
};
use crate::{
    error::{Error, ErrorCode, Result},
    export::{self, Destination},
    secret::Secret,
    store::{Credential, Owner, Store},
};

/// The kind of a stored secret access key.
const SECRET_KEY: &str = "secret_key";

impl Desk {
    /// The destinations.
    pub async fn destination_list(&self, _: Empty) -> Result<Vec<DestinationInfo>> {
        self.store().await?.destinations().await
    }

    /// Adds a destination. It is checked for sense, not tried: that is what the test is for.
    pub async fn destination_add(&self, request: AddDestination) -> Result<DestinationInfo> {
        let store = self.store().await?;
        let AddDestination { name, config, secret, prefix } = request;
        let name = checked_name(&name)?;
        let secret = secret_of(&store, None, secret).await?;
        Destination::open(&config, secret.as_ref(), &prefix)?;
        let id = store.add_destination(name, config, prefix, secret.map(stored)).await?;
        self.tell(Event::Lists);
        store.destination(id).await
    }

    /// Changes a destination.
    pub async fn destination_update(&self, request: UpdateDestination) -> Result<DestinationInfo> {
        let store = self.store().await?;
        let UpdateDestination { id, to: AddDestination { name, config, secret, prefix } } = request;
        let name = checked_name(&name)?;
        let keep = matches!(secret, DestinationSecret::Stored);
        let secret = secret_of(&store, Some(id), secret).await?;
        Destination::open(&config, secret.as_ref(), &prefix)?;
        let secret = if keep { None } else { Some(secret.map(stored)) };
        store.update_destination(id, name, config, prefix, secret).await?;
        self.tell(Event::Lists);
        store.destination(id).await
    }

    /// Forgets a destination and its secret; what was written stays.
    pub async fn destination_remove(&self, request: DestinationRef) -> Result<Empty> {
        self.store().await?.remove_destination(request.id).await?;
        self.tell(Event::Lists);
        Ok(Empty {})
    }

    /// Tests a destination with a real write at its prefix; lines come as events while it runs.
    pub async fn destination_test(&self, request: TestDestination) -> Result<CheckResult> {
        let TestDestination { id, config, secret, prefix, ticket } = request;
        let store = self.store().await?;
        let secret = secret_of(&store, id, secret).await?;
        let lines = Lines { desk: self, ticket, seen: Mutex::default() };
        let clock = &*self.inner.parts.clock;
        let result = export::test(&config, secret.as_ref(), &prefix, clock, &lines, &CancellationToken::new()).await?;
        if let Some(id) = id
            && is_stored(&store, id, &config, &prefix).await?
        {
            store.put_last_test(id, result.verdict, clock.now().timestamp_micros()).await?;
            self.tell(Event::Lists);
        }
        Ok(result)
    }
}

/// Whether what was tested is what is stored: a test of a form that is not saved says nothing of the destination.
async fn is_stored(store: &Store, id: u32, config: &DestinationConfig, prefix: &str) -> Result<bool> {
    let stored = store.destination(id).await?;
    Ok(stored.config == *config && stored.prefix == prefix)
}

async fn secret_of(store: &Store, id: Option<u32>, secret: DestinationSecret) -> Result<Option<Secret>> {
    match (secret, id) {
        (DestinationSecret::None, _) => Ok(None),
        (DestinationSecret::SecretKey { key }, _) => Ok(Some(key)),
        (DestinationSecret::Stored, Some(id)) => {
            Ok(store.credential(Owner::Destination(id)).await?.map(|credential| credential.secret))
        }
        (DestinationSecret::Stored, None) => {
            Err(Error::new(ErrorCode::WrongUse, "A new destination has no stored secret. Enter one."))
        }
    }
}

fn stored(secret: Secret) -> Credential {
    Credential { kind: SECRET_KEY.to_owned(), secret }
}

/// Opens a stored destination with its secret.
pub(super) async fn open(store: &Store, id: u32) -> Result<(DestinationInfo, Destination)> {
    let info = store.destination(id).await?;
    let secret = store.credential(Owner::Destination(id)).await?.map(|credential| credential.secret);
    let destination = Destination::open(&info.config, secret.as_ref(), &info.prefix)?;
    Ok((info, destination))
}
