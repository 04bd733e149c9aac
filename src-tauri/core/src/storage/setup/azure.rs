//! Azure Blob Storage.

use super::{Purpose, or, paste, word};
use crate::{
    api::wire::{AzureCloud, Paste, Place},
    storage::shell,
};

pub(super) fn setup(place: &Place, purpose: Purpose<'_>) -> (String, Vec<Paste>) {
    let Place::Azure { account, container, cloud, ambient, client_id, .. } = place else {
        unreachable!("called for Azure only")
    };
    let mut pastes = vec![paste("Role on the container", assignment(place, purpose))];
    if !ambient && client_id.trim().is_empty() {
        let words = format!(
            "az ad sp create-for-rbac --name {} --role {} \\\n  --scopes {}",
            purpose.name(),
            shell(role(purpose)),
            scope(account, container)
        );
        pastes.push(paste("New application with a secret and this role, instead of the account key", words));
    }
    if purpose.is_write() {
        let words = format!(
            "az storage account create --name {0} --resource-group GROUP --location LOCATION \\\n  --min-tls-version TLS1_2 --allow-blob-public-access false\naz storage container create --account-name {0} --name {1} --auth-mode login",
            word(account, "ACCOUNT"),
            word(container, "CONTAINER")
        );
        pastes.push(paste("New account and container", words));
    }
    if let Some(name) = az_name(*cloud) {
        pastes.insert(0, paste("Cloud", format!("az cloud set --name {name}\naz login")));
    }
    let summary = format!(
        "The role {} on the container{}. Owner and Contributor of the account do not include it; the account key may do everything.",
        role(purpose),
        if purpose.is_write() {
            "; Azure has none for writing only"
        } else {
            "; nothing is ever written, changed or deleted"
        }
    );
    (summary, pastes)
}

/// The command that gives the role. <https://learn.microsoft.com/azure/storage/blobs/assign-azure-role-data-access>
pub(super) fn assignment(place: &Place, purpose: Purpose<'_>) -> String {
    let Place::Azure { account, container, client_id, .. } = place else { unreachable!("called for Azure only") };
    format!(
        "az role assignment create --role {} \\\n  --assignee {} \\\n  --scope {}",
        shell(role(purpose)),
        word(client_id, "CLIENT_ID"),
        scope(account, container)
    )
}

pub(super) fn block(account: &str) -> String {
    format!("az storage account update --name {} --allow-blob-public-access false", word(account, "ACCOUNT"))
}

fn role(purpose: Purpose<'_>) -> &'static str {
    if purpose.is_write() { "Storage Blob Data Contributor" } else { "Storage Blob Data Reader" }
}

fn scope(account: &str, container: &str) -> String {
    shell(&format!(
        "/subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.Storage/storageAccounts/{}/blobServices/default/containers/{}",
        or(account, "ACCOUNT"),
        or(container, "CONTAINER")
    ))
}

/// How the CLI calls a cloud that is not the public one.
fn az_name(cloud: AzureCloud) -> Option<&'static str> {
    match cloud {
        AzureCloud::Public => None,
        AzureCloud::UsGovernment => Some("AzureUSGovernment"),
        AzureCloud::China => Some("AzureChinaCloud"),
    }
}
