//! Azure.

use object_store::azure::MicrosoftAzureBuilder;

use crate::{
    api::wire::{FoundIdentity, Place},
    error::Result,
};

pub(crate) fn ambient(_builder: MicrosoftAzureBuilder, _client: &str) -> MicrosoftAzureBuilder {
    todo!()
}

pub(crate) async fn find(_place: &Place) -> Result<FoundIdentity> {
    todo!()
}
