//! What Google Cloud Storage says, in XML and JSON.
//!
//! Codes: <https://cloud.google.com/storage/docs/xml-api/reference-status>, <https://cloud.google.com/storage/docs/json_api/v1/status-codes>.

use super::{LATER, NETWORK, OBJECT_TAKEN, PROXY_HEADERS, SET_CLOCK, SLOW};
use super::{
    Rule,
    Topic::{Bucket, Clock, Credentials, Encryption, Region, Rights, Storage},
    last, passing, says,
};
use crate::error::ErrorCode::{
    StorageAnswer, StorageCredentials, StorageDenied, StorageNoBucket, StorageWrongRegion, WrongUse,
};

const NEW_KEY: &str = "Check in the Google Cloud console, at the service account's keys, that this key is there and the account enabled; else make a new key and paste its file.";
const ROLE: &str = "Grant the role `Storage Object Creator` (`roles/storage.objectCreator`) on the bucket; it has all that an export needs.";
const AGENT: &str = "Grant `roles/cloudkms.cryptoKeyEncrypterDecrypter` on the KMS key to the project's storage agent, service-PROJECT_NUMBER@gs-project-accounts.iam.gserviceaccount.com.";
const KEY_NAME: &str =
    "Check the key's resource name: projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY.";
const BILLING: &str = "Look at the billing of the bucket's project.";

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    // Key
    last("AuthenticationRequired", Credentials, StorageCredentials, "Google does not accept the sign-in of `{who}`: the key was deleted or disabled, or belongs to nobody any more.", NEW_KEY),
    last("InvalidAuthenticationInfo", Credentials, StorageCredentials, "Google does not accept the sign-in of `{who}`.", NEW_KEY),
    last("authError", Credentials, StorageCredentials, "Google does not accept the sign-in of `{who}`.", NEW_KEY),
    last("required", Credentials, StorageCredentials, "the sign-in got lost on the way.", PROXY_HEADERS),
    last("InvalidSecurity", Credentials, StorageCredentials, "Google does not accept the sign-in of `{who}`.", NEW_KEY),
    last("SignatureDoesNotMatch", Credentials, StorageCredentials, "Google does not accept the signature of `{who}`.", NEW_KEY),
    last("CredentialsNotSupported", Credentials, StorageCredentials, "Google does not take this kind of credentials.", NEW_KEY),
    last("ExpiredToken", Credentials, StorageCredentials, "the token that signed in has ended{there}.", SET_CLOCK),
    last("accountDisabled", Credentials, StorageCredentials, "the account `{who}` is disabled.", "Enable it, or use another one."),
    says("Anonymous caller", last("AccessDenied", Credentials, StorageCredentials, "the request arrived at Google without a sign-in.", PROXY_HEADERS)),
    // Clocks
    last("RequestTimeTooSkewed", Clock, StorageCredentials, "this machine's clock and Google's differ by more than 15 minutes{there}.", SET_CLOCK),
    // Rights
    says("cloudkms.", last("AccessDenied", Encryption, StorageDenied, "Google's storage may not use the KMS key for the bucket `{bucket}`.", AGENT)),
    says("cloudkms.", last("forbidden", Encryption, StorageDenied, "Google's storage may not use the KMS key for the bucket `{bucket}`.", AGENT)),
    says("organization", last("AccessDenied", Rights, StorageDenied, "a rule of the organisation (VPC Service Controls) forbids `{operation}` on the bucket `{bucket}` from here.", "Ask who administers the service perimeter to let this machine or identity in.")),
    last("SecurityPolicyViolated", Rights, StorageDenied, "a rule of the organisation (VPC Service Controls) forbids `{operation}` on the bucket `{bucket}` from here.", "Ask who administers the service perimeter to let this machine or identity in."),
    last("orgPolicyConstraintFailed", Rights, StorageDenied, "a rule of the organisation forbids `{operation}` on the bucket `{bucket}`.", "Ask who administers the organisation's policies."),
    says("billing", last("AccessDenied", Rights, StorageDenied, "the project of the bucket `{bucket}` has no billing account that is in order.", BILLING)),
    last("AccessDenied", Rights, StorageDenied, "`{who}` may not do `{permission}` on `{key}` in the bucket `{bucket}`.", ROLE),
    says("storage.objects.delete", last("forbidden", Rights, StorageDenied, "`{who}` may not delete `{key}` in the bucket `{bucket}`.", "An export does not need this right; where an object is to be replaced, it does.")),
    last("forbidden", Rights, StorageDenied, "`{who}` may not do `{permission}` on `{key}` in the bucket `{bucket}`, or there is no such bucket.", ROLE),
    last("insufficientPermissions", Rights, StorageDenied, "the sign-in of `{who}` does not include Cloud Storage.", "Give the machine the scope `https://www.googleapis.com/auth/devstorage.read_write` (Compute Engine: access scopes), or paste a service account's key."),
    last("retentionPolicyNotMet", Rights, StorageDenied, "the object `{key}` is under the bucket's retention and cannot be changed yet.", "Nothing is to be done: retention is meant to do this."),
    last("ObjectUnderActiveHold", Rights, StorageDenied, "the object `{key}` is under a hold and cannot be changed.", "Nothing is to be done: the hold is meant to do this."),
    last("AccountProblem", Rights, StorageDenied, "there is a problem with the account that owns the bucket `{bucket}`.", BILLING),
    last("UserProjectAccountProblem", Rights, StorageDenied, "the project of the bucket `{bucket}` has no billing account that is in order.", BILLING),
    last("UserProjectMissing", Rights, StorageDenied, "the bucket `{bucket}` makes who asks pay, which exports do not offer.", "Turn \"requester pays\" off for the bucket, or use another one."),
    last("SslRequired", Rights, StorageDenied, "the bucket takes requests over TLS only.", "Use an endpoint that starts with https://."),
    last("countryBlocked", Rights, StorageDenied, "Google does not serve this country.", "Ask the storage's provider."),
    last("MethodNotAllowed", Rights, StorageDenied, "`{operation}` is not allowed on `{key}` in the bucket `{bucket}`.", "Check endpoint and bucket."),
    // Bucket
    last("NoSuchBucket", Bucket, StorageNoBucket, "there is no bucket `{bucket}`.", "Check its name, or create it."),
    says("bucket", last("notFound", Bucket, StorageNoBucket, "there is no bucket `{bucket}`.", "Check its name, or create it.")),
    last("NoSuchKey", Storage, StorageAnswer, "there is no object `{key}` in the bucket `{bucket}`.", "It may have been removed meanwhile; look at the bucket."),
    last("notFound", Storage, StorageAnswer, "there is no object `{key}` in the bucket `{bucket}`.", "It may have been removed meanwhile; look at the bucket."),
    last("InvalidBucketName", Bucket, WrongUse, "`{bucket}` is not a valid name of a bucket.", "Check the bucket's name."),
    last("BucketNameUnavailable", Bucket, WrongUse, "the name `{bucket}` is taken by somebody else.", "Check the bucket's name."),
    last("UserProjectInvalid", Bucket, WrongUse, "the project to be billed does not exist.", BILLING),
    // Encryption
    last("CloudKmsBadKey", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` cannot encrypt.", "Choose a symmetric key (purpose: encrypt and decrypt)."),
    last("CloudKmsDisabledKey", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` is disabled, destroyed, or about to be.", "Enable its primary version in KMS."),
    last("CloudKmsEncryptionKeyNotFound", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` does not exist.", KEY_NAME),
    last("CloudKmsDecryptionKeyNotFound", Encryption, StorageDenied, "the KMS key that encrypted `{key}` does not exist any more.", KEY_NAME),
    last("CloudKmsKeyLocationNotAllowed", Encryption, StorageDenied, "the KMS key is not where the bucket `{bucket}` is.", "Choose a key in the bucket's own location."),
    last("CloudKmsCannotChangeKeyName", Encryption, StorageDenied, "the KMS key of an object cannot be changed.", "Run the export again."),
    // Location
    last("IncorrectEndpoint", Region, StorageWrongRegion, "the bucket `{bucket}` is not served by the endpoint `{host}`.", "Leave the endpoint empty, or enter the one of the bucket's location."),
    last("InvalidLocationConstraint", Region, StorageWrongRegion, "the endpoint `{host}` does not serve the location of the bucket `{bucket}`.", "Leave the endpoint empty, or enter the one of the bucket's location."),
    // The object
    last("PreconditionFailed", Storage, StorageAnswer, "there is an object `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("conditionNotMet", Storage, StorageAnswer, "there is an object `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("412", Storage, StorageAnswer, "there is an object `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("NoSuchUpload", Storage, StorageAnswer, "Google has no such unfinished upload any more.", "A lifecycle rule may have removed it; run the export again."),
    last("InvalidPart", Storage, StorageAnswer, "a part of the upload got lost.", "Run the export again."),
    last("EntityTooLarge", Storage, StorageAnswer, "the object is larger than Google allows.", "Narrow the filter, for example to a shorter time."),
    last("KeyTooLong", Storage, WrongUse, "the key `{key}` is longer than Google allows.", "Shorten prefix or name."),
    last("InvalidArgument", Storage, StorageAnswer, "Google does not accept a value in `{operation}`.", "Its own words name the value; check encryption and storage class."),
    last("invalid", Storage, StorageAnswer, "Google does not accept a value in `{operation}`.", "Its own words name the value; check encryption and storage class."),
    last("InvalidDigest", Storage, StorageAnswer, "Google could not read the checksum.", PROXY_HEADERS),
    last("MissingContentLength", Storage, StorageAnswer, "the length of the request got lost on the way.", PROXY_HEADERS),
    last("NotImplemented", Storage, StorageAnswer, "the endpoint does not know `{operation}` or one of its headers.", "Leave the endpoint empty for Google's own; a stand-in may not have all of its XML API."),
    passing("BadDigest", "the bytes that arrived are not those that were sent.", NETWORK),
    passing("CrcMismatch", "the bytes that arrived are not those that were sent.", NETWORK),
    passing("IncompleteBody", "Google got less than was announced.", "Look at the network and at proxies in between."),
    // What passes
    passing("SlowDown", SLOW, LATER),
    passing("rateLimitExceeded", SLOW, LATER),
    passing("userRateLimitExceeded", SLOW, LATER),
    passing("usageLimits", SLOW, LATER),
    passing("RequestTimeout", "Google waited too long for the request's bytes.", "Look at the speed of the network."),
    passing("backendError", "Google had an error of its own.", LATER),
    passing("InternalError", "Google had an error of its own.", LATER),
    passing("ServiceUnavailable", "Google's storage is not available at the moment.", LATER),
    passing("OperationAborted", "another operation on the same object was under way.", LATER),
    passing("conflict", "another operation on the same object was under way.", LATER),
];
