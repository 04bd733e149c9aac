//! What Azure Blob Storage says.
//!
//! Codes: <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>, <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>.

use super::{LATER, NETWORK, OBJECT_TAKEN, PROXY_HEADERS, SET_CLOCK, SLOW};
use super::{
    Rule,
    Topic::{Bucket, Clock, Credentials, Encryption, Network, Rights, Storage},
    last, passing, says,
};
use crate::error::ErrorCode::{
    StorageAnswer, StorageCredentials, StorageDenied, StorageNoBucket, StorageUnreachable, WrongUse,
};

const ROLE: &str = "Assign the role `Storage Blob Data Contributor` (`Contributor` alone gives no right to data) on the container; it takes up to ten minutes to count.";
const FIREWALL: &str = "Look at the account's networking: allow this machine's public address or network, or come through the private endpoint. If that is right, see whether keys are allowed at the account.";
const ACCOUNT_KEY: &str =
    "Copy one of the two keys from \"Access keys\" of this account again; they may have been rotated.";
const CLIENT: &str = "Sign in as an application (tenant, client id and client secret) or with this machine's identity, and give it the role `Storage Blob Data Contributor` on the container.";
const AUDIENCE: &str = "Check that the cloud chosen (public, US Government, China) and the sign-in address belong to the account's endpoint.";
const TENANT: &str = "Sign in with the tenant that the account's subscription belongs to.";

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    // Clocks
    says("date header too old", last("AuthenticationFailed", Clock, StorageCredentials, "this machine's clock and Azure's differ by more than the 15 minutes it allows{there}.", SET_CLOCK)),
    says("is not in the correct format", last("AuthenticationFailed", Credentials, StorageCredentials, "the sign-in was changed on the way.", PROXY_HEADERS)),
    says("token is expired", last("AuthenticationFailed", Clock, StorageCredentials, "the token that signed in has ended{there}.", SET_CLOCK)),
    says("Lifetime validation", last("AuthenticationFailed", Clock, StorageCredentials, "the token that signed in is not valid at this time{there}.", SET_CLOCK)),
    // Key and sign-in
    says("Issuer validation", last("AuthenticationFailed", Credentials, StorageCredentials, "`{who}` signed in at a tenant that the storage account does not trust.", TENANT)),
    says("Audience validation", last("AuthenticationFailed", Credentials, StorageCredentials, "the sign-in of `{who}` is not meant for this storage.", AUDIENCE)),
    says("Signature validation", last("AuthenticationFailed", Credentials, StorageCredentials, "Azure does not trust who signed the token of `{who}`.", AUDIENCE)),
    last("AuthenticationFailed", Credentials, StorageCredentials, "Azure does not accept the sign-in with {who}.", ACCOUNT_KEY),
    says("Issuer validation", last("InvalidAuthenticationInfo", Credentials, StorageCredentials, "`{who}` signed in at a tenant that the storage account does not trust.", TENANT)),
    says("Audience validation", last("InvalidAuthenticationInfo", Credentials, StorageCredentials, "the sign-in of `{who}` is not meant for this storage.", AUDIENCE)),
    says("Lifetime validation", last("InvalidAuthenticationInfo", Clock, StorageCredentials, "the token that signed in is not valid at this time{there}.", SET_CLOCK)),
    last("InvalidAuthenticationInfo", Credentials, StorageCredentials, "Azure cannot read the sign-in of `{who}`.", "Check that the endpoint is the blob service's, and the cloud chosen; a proxy may have changed headers."),
    last("NoAuthenticationInformation", Credentials, StorageCredentials, "the request arrived at Azure without a sign-in.", PROXY_HEADERS),
    last("KeyBasedAuthenticationNotPermitted", Credentials, StorageCredentials, "the account does not allow signing in with its keys.", CLIENT),
    last("PublicAccessNotPermitted", Credentials, StorageCredentials, "the request arrived at Azure without a sign-in.", PROXY_HEADERS),
    last("AccountIsDisabled", Rights, StorageDenied, "the storage account of the container `{bucket}` is disabled.", "Look at its subscription; often it is an unpaid bill."),
    last("InsufficientAccountPermissions", Rights, StorageDenied, "{who} may not do `{operation}` on the container `{bucket}`.", ROLE),
    // Rights and the account's firewall
    last("AuthorizationPermissionMismatch", Rights, StorageDenied, "`{who}` is signed in, but has no role that allows `{permission}` in the container `{bucket}`.", ROLE),
    // Azurite 3.35's word for a wrong key (measured).
    says("authenticate", last("AuthorizationFailure", Credentials, StorageCredentials, "Azure does not accept the sign-in with {who}.", ACCOUNT_KEY)),
    last("AuthorizationFailure", Network, StorageUnreachable, "Azure refuses `{operation}` on the container `{bucket}`, mostly because the account's firewall does not know this machine's address.", FIREWALL),
    last("IpAuthorizationFailure", Network, StorageUnreachable, "the account's firewall does not know this machine's address.", FIREWALL),
    last("AuthorizationSourceIPMismatch", Network, StorageUnreachable, "requests from this machine's address are not allowed.", FIREWALL),
    last("NetworkSecurityPerimeterDenied", Network, StorageUnreachable, "the account's network security perimeter does not let this machine in.", "Ask who administers the perimeter for an inbound rule."),
    last("AuthorizationProtocolMismatch", Rights, StorageDenied, "the account takes requests over TLS only.", "Use an endpoint that starts with https://."),
    last("AccountRequiresHttps", Rights, StorageDenied, "the account takes requests over TLS only.", "Use an endpoint that starts with https://."),
    last("AuthorizationResourceTypeMismatch", Rights, StorageDenied, "the sign-in with {who} does not include `{key}` in the container `{bucket}`.", "Use the account key or an application; a shared access signature is not supported."),
    last("AuthorizationServiceMismatch", Rights, StorageDenied, "the sign-in with {who} does not include the blob service.", "Use the account key or an application; a shared access signature is not supported."),
    last("UnauthorizedBlobOverwrite", Rights, StorageDenied, "there is a blob `{key}` already, and {who} may not overwrite it; nothing was overwritten.", OBJECT_TAKEN),
    last("AbandonedSubscription", Rights, StorageDenied, "the subscription of the storage account is disabled.", "Look at the subscription; often it is an unpaid bill."),
    // Immutability
    last("BlobImmutableDueToPolicy", Rights, StorageDenied, "the blob `{key}` is under an immutability policy and cannot be changed.", "Nothing is to be done: the policy is meant to do this."),
    last("BlobImmutableDueToLegalHold", Rights, StorageDenied, "the blob `{key}` is under a legal hold and cannot be changed.", "Nothing is to be done: the hold is meant to do this."),
    last("ContainerImmutableDueToPolicy", Rights, StorageDenied, "the container `{bucket}` is under an immutability policy that does not allow this.", "Nothing is to be done: the policy is meant to do this."),
    // Container and account
    last("ContainerNotFound", Bucket, StorageNoBucket, "there is no container `{bucket}` at `{host}`.", "Check its name, or create it."),
    last("ContainerBeingDeleted", Bucket, StorageNoBucket, "the container `{bucket}` is being deleted.", "Create it again in some minutes, or choose another one."),
    last("ContainerDisabled", Bucket, StorageNoBucket, "the container `{bucket}` is disabled.", "Look at the container at Azure."),
    last("FilesystemNotFound", Bucket, StorageNoBucket, "there is no container `{bucket}` at `{host}`.", "Check its name, or create it."),
    last("AccountBeingCreated", Bucket, StorageNoBucket, "the storage account is still being created.", LATER),
    last("ResourceNotFound", Bucket, StorageNoBucket, "there is nothing at the address of the container `{bucket}` at `{host}`.", "Check account, container and endpoint."),
    last("InvalidResourceName", Bucket, WrongUse, "the container `{bucket}` or the key `{key}` has a name that Azure does not allow.", "Check container, prefix and name."),
    last("InvalidUri", Bucket, WrongUse, "Azure cannot read the address of `{key}` at `{host}`.", "Check endpoint, container and prefix."),
    last("UnsupportedHttpVerb", Bucket, WrongUse, "`{host}` does not know `{operation}`.", "Check that the endpoint is the blob service's (`.blob.`)."),
    // Encryption
    last("KeyVaultEncryptionKeyNotFound", Encryption, StorageDenied, "the customer's key that encrypts the account is gone from its key vault.", "Look at the account's encryption and at the key vault."),
    last("KeyVaultAccessTokenCannotBeAcquired", Encryption, StorageDenied, "the account cannot sign in to the key vault of its key.", "Look at the identity of the account's encryption."),
    last("KeyVaultVaultNotFound", Encryption, StorageDenied, "the key vault of the account's key is gone.", "Look at the account's encryption and at the key vault."),
    last("BlobUsesCustomerSpecifiedEncryption", Encryption, StorageDenied, "the blob `{key}` is encrypted with a key that was given with it.", "Choose another name."),
    last("RequestForbiddenByContainerEncryptionPolicy", Encryption, StorageDenied, "the container `{bucket}` does not allow another encryption than its own.", "Choose the bucket's own encryption."),
    // The blob
    last("BlobAlreadyExists", Storage, StorageAnswer, "there is a blob `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("ConditionNotMet", Storage, StorageAnswer, "there is a blob `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("TargetConditionNotMet", Storage, StorageAnswer, "there is a blob `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("412", Storage, StorageAnswer, "there is a blob `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("BlobNotFound", Storage, StorageAnswer, "there is no blob `{key}` in the container `{bucket}`.", "It may have been removed meanwhile; look at the container."),
    last("BlobArchived", Storage, StorageAnswer, "the blob `{key}` is archived and must be rehydrated before it can be read.", "Rehydrate it at Azure."),
    last("InvalidBlobType", Storage, StorageAnswer, "there is a blob `{key}` of another type already.", OBJECT_TAKEN),
    last("LeaseIdMissing", Storage, StorageAnswer, "somebody else holds a lease on `{key}`.", OBJECT_TAKEN),
    last("InvalidBlockList", Storage, StorageAnswer, "Azure lost a part of the upload.", "Run the export again."),
    last("InvalidBlockId", Storage, StorageAnswer, "there are unfinished parts of another upload of `{key}`.", "Run the export again; Azure forgets such parts after a week."),
    last("InvalidBlobOrBlock", Storage, StorageAnswer, "there are unfinished parts of another upload of `{key}`.", "Run the export again; Azure forgets such parts after a week."),
    last("BlockCountExceedsLimit", Storage, StorageAnswer, "the object has more parts than Azure allows.", "Narrow the filter, for example to a shorter time."),
    last("RequestBodyTooLarge", Storage, StorageAnswer, "the request is larger than Azure allows.", "Narrow the filter, for example to a shorter time."),
    last("AccessTierNotSupportedForBlobType", Storage, StorageAnswer, "the account has no such access tier.", "Choose Hot, Cool, Cold or Archive, or leave it empty for the account's own."),
    last("BlobAccessTierNotSupportedForAccountType", Storage, StorageAnswer, "the account has no access tiers.", "Leave the access tier empty, or use a general-purpose v2 account."),
    last("BlobTierInadequateForContentLength", Storage, StorageAnswer, "the object is larger than its access tier allows.", "Choose another access tier."),
    last("InvalidHeaderValue", Storage, StorageAnswer, "Azure does not accept the value of a header of `{operation}`.", "Its own words name it; check the access tier."),
    last("UnsupportedHeader", Storage, StorageAnswer, "Azure does not know a header of `{operation}`.", "Check that the endpoint is the blob service's of a general-purpose account."),
    last("FeatureVersionMismatch", Storage, StorageAnswer, "the account does not allow this in the version of the API that was used.", "Check that the endpoint is the blob service's."),
    last("InvalidInput", Storage, StorageAnswer, "Azure does not accept a value in `{operation}`.", "Its own words name the value."),
    last("MissingContentLengthHeader", Storage, StorageAnswer, "the length of the request got lost on the way.", PROXY_HEADERS),
    last("InvalidMd5", Storage, StorageAnswer, "Azure could not read the checksum.", PROXY_HEADERS),
    passing("Md5Mismatch", "the bytes that arrived are not those that were sent.", NETWORK),
    passing("Crc64Mismatch", "the bytes that arrived are not those that were sent.", NETWORK),
    // What passes
    passing("ServerBusy", SLOW, LATER),
    passing("OperationTimedOut", "Azure did not finish in its own time.", LATER),
    passing("InternalError", "Azure had an error of its own.", LATER),
];
