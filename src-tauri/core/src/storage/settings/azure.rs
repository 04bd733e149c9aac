//! Settings of Azure Blob Storage.

use super::{check_address, check_secret, wrong};
use crate::{
    api::wire::{AzureCloud, Place, Secret},
    error::Result,
};

/// Checked settings.
#[derive(Debug)]
pub(crate) struct AzureSettings {
    pub account: String,
    pub container: String,
    /// Without a slash at its end.
    pub endpoint: String,
    /// Where to sign in, without a slash at its end.
    pub authority: String,
    pub identity: AzureIdentity,
}

/// Who signs in.
#[derive(Debug)]
pub(crate) enum AzureIdentity {
    AccountKey(Secret),
    Client {
        tenant: String,
        client: String,
        secret: Secret,
    },
    Ambient {
        /// The tenant of the CLI's sign-in; empty for its own.
        tenant: String,
        /// The managed identity to be; empty for the only one.
        client: String,
    },
}

impl AzureCloud {
    /// What follows the account in the name of its blob service.
    /// <https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-endpoints>
    fn domain(self) -> &'static str {
        match self {
            Self::Public => "blob.core.windows.net",
            Self::UsGovernment => "blob.core.usgovcloudapi.net",
            Self::China => "blob.core.chinacloudapi.cn",
        }
    }

    /// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>
    pub(crate) fn authority(self) -> &'static str {
        match self {
            Self::Public => "https://login.microsoftonline.com",
            Self::UsGovernment => "https://login.microsoftonline.us",
            Self::China => "https://login.partner.microsoftonline.cn",
        }
    }
}

impl AzureSettings {
    /// Checks the settings of an Azure place.
    pub fn checked(place: &Place, secret: Option<&Secret>) -> Result<Self> {
        let Place::Azure { account, container, endpoint, cloud, authority, ambient, tenant_id, client_id, .. } = place
        else {
            unreachable!("called for Azure only")
        };
        let (account, container) = (account.trim(), container.trim());
        check_account(account)?;
        check_container(container)?;
        let address = |what: &str, typed: &str, otherwise: String| -> Result<String> {
            match typed.trim() {
                "" => Ok(otherwise),
                typed => Ok(check_address(what, typed)?.as_str().trim_end_matches('/').to_owned()),
            }
        };
        let endpoint = address("endpoint", endpoint, format!("https://{account}.{}", cloud.domain()))?;
        if endpoint.contains(".dfs.") {
            return Err(wrong(
                "The endpoint is the one for Data Lake (`.dfs.`). Enter the blob service's, with `.blob.` instead.",
            ));
        }
        let authority = address("sign-in address", authority, cloud.authority().to_owned())?;
        let (tenant, client) = (tenant_id.trim(), client_id.trim());
        let identity = match (ambient, tenant, client) {
            (true, tenant, client) => AzureIdentity::Ambient { tenant: tenant.to_owned(), client: client.to_owned() },
            (false, "", "") => AzureIdentity::AccountKey(account_key(secret, account)?),
            (false, "", _) => {
                return Err(wrong(
                    "The tenant id is missing. It stands beside the client id in the application's overview.",
                ));
            }
            (false, _, "") => {
                return Err(wrong(
                    "The client id is missing. It stands beside the tenant id in the application's overview.",
                ));
            }
            (false, tenant, client) => {
                let secret = check_secret(secret, "client secret", &format!("the application {client}"))?.clone();
                AzureIdentity::Client { tenant: tenant.to_owned(), client: client.to_owned(), secret }
            }
        };
        Ok(Self { account: account.to_owned(), container: container.to_owned(), endpoint, authority, identity })
    }
}

/// An account key is 64 bytes in base64. A connection string or a SAS is what is pasted instead.
fn account_key(secret: Option<&Secret>, account: &str) -> Result<Secret> {
    let key = check_secret(secret, "account key", &format!("the storage account {account}"))?;
    let text = key.expose();
    if text.contains("AccountKey=") {
        return Err(wrong("This is a connection string. Paste what follows `AccountKey=` in it, up to the next `;`."));
    }
    if text.contains("sig=") {
        return Err(wrong(
            "This is a shared access signature. Use the account key, or an application with a client secret.",
        ));
    }
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    if !text.chars().all(base64) || !text.len().is_multiple_of(4) {
        return Err(wrong("The account key is not base64 text. Copy it again; it ends with `==`."));
    }
    Ok(key.clone())
}

/// <https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage>
fn check_account(account: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if account.is_empty() {
        return Err(wrong("The storage account is missing. Enter its name."));
    }
    if account.contains(['.', '/']) {
        return Err(wrong(
            "The storage account is a name only, without `.blob.core.windows.net`. An address goes into the endpoint.",
        ));
    }
    if !(3..=24).contains(&account.len()) || !account.chars().all(fits) {
        return Err(wrong(format!(
            "The storage account {account:?} cannot exist: names have 3 to 24 lower-case letters and digits."
        )));
    }
    Ok(())
}

/// <https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata>
fn check_container(container: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let bad = |why: &str| Err(wrong(format!("The container {container:?} cannot exist: {why}")));
    if container.is_empty() {
        return Err(wrong("The container is missing. Enter its name."));
    }
    if container.contains('/') {
        return bad("its name has no slash. Put the folder into the prefix.");
    }
    if !(3..=63).contains(&container.len()) || !container.chars().all(fits) {
        return bad("names have 3 to 63 lower-case letters, digits and `-`.");
    }
    if container.starts_with('-') || container.ends_with('-') || container.contains("--") {
        return bad("each `-` stands between letters or digits.");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn azure(account: &str, container: &str, tenant: &str, client: &str, secret: &str) -> Result<AzureSettings> {
        let place = Place::Azure {
            account: account.into(),
            container: container.into(),
            endpoint: String::new(),
            cloud: AzureCloud::UsGovernment,
            authority: String::new(),
            ambient: false,
            tenant_id: tenant.into(),
            client_id: client.into(),
            ca_pem: String::new(),
            proxy: String::new(),
        };
        AzureSettings::checked(&place, Some(&Secret::new(secret)))
    }

    #[test]
    fn a_cloud_has_its_own_endpoint_and_sign_in() {
        let settings = azure("logs", "audit", "t", "c", "s").expect("good");
        assert_eq!(settings.endpoint, "https://logs.blob.core.usgovcloudapi.net");
        assert_eq!(settings.authority, "https://login.microsoftonline.us");
    }

    #[test]
    fn each_slip_is_named_and_no_key_is_repeated() {
        for (account, container, tenant, client, secret, reason) in [
            ("", "audit", "", "", "a2V5", "account is missing"),
            ("logs.blob.core.windows.net", "audit", "", "", "a2V5", "a name only"),
            ("Logs", "audit", "", "", "a2V5", "lower-case"),
            ("logs", "", "", "", "a2V5", "container is missing"),
            ("logs", "audit/2026", "", "", "a2V5", "no slash"),
            ("logs", "a--b", "", "", "a2V5", "between letters"),
            ("logs", "audit", "", "", "AccountName=logs;AccountKey=a2V5", "connection string"),
            ("logs", "audit", "", "", "sv=2025&sig=a2V5", "shared access signature"),
            ("logs", "audit", "", "", "a2V5-", "not base64"),
            ("logs", "audit", "t", "", "a2V5", "client id is missing"),
            ("logs", "audit", "", "c", "a2V5", "tenant id is missing"),
            ("logs", "audit", "t", "c", "", "client secret is missing"),
        ] {
            let error = azure(account, container, tenant, client, secret).expect_err(reason);
            assert!(error.message.contains(reason), "{} should say {reason}", error.message);
            assert!(!format!("{error:?}").contains("a2V5"), "the key is not repeated");
        }
    }
}
