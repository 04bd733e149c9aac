//! AWS.

use object_store::aws::AwsCredentialProvider;

use crate::{api::wire::FoundIdentity, error::Result};

pub(crate) fn provider(_profile: &str) -> AwsCredentialProvider {
    todo!()
}

pub(crate) async fn find(_profile: &str) -> Result<FoundIdentity> {
    todo!()
}
