//! What S3 and compatible storages say.
//!
//! Codes: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>; of other storages from their manuals, or measured where that is said.

use super::{
    CHECK_KEY, CHECK_SECRET, GRANT, LATER, NETWORK, OBJECT_TAKEN, PROXY_HEADERS, SESSION, SET_CLOCK, SLOW, USE_REGION,
};
use super::{
    Rule,
    Topic::{Bucket, Clock, Credentials, Encryption, Region, Rights, Storage},
    last, passing, says,
};
use crate::error::ErrorCode::{
    StorageAnswer, StorageCredentials, StorageDenied, StorageNoBucket, StorageWrongRegion, WrongUse,
};

/// Rows with `says` stand before the general row of their code.
#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    // Key and secret
    // R2 tells a key of the wrong length so. <https://developers.cloudflare.com/r2/api/error-codes/>
    says("access key has length", last("InvalidArgument", Credentials, StorageCredentials, "`{who}` cannot be an access key of this storage: it has the wrong length.", CHECK_KEY)),
    last("InvalidAccessKeyId", Credentials, StorageCredentials, "the storage does not know the access key `{who}`.", CHECK_KEY),
    // Oracle answers so when the region is not the tenancy's own.
    says("home region", last("SignatureDoesNotMatch", Region, StorageWrongRegion, "the region `{region}` is not the tenancy's home region, and the storage looks for keys there only.", "Set the region of the tenancy, which is also in the endpoint's name.")),
    last("SignatureDoesNotMatch", Credentials, StorageCredentials, "the secret does not belong to the access key `{who}`.", CHECK_SECRET),
    last("NotSignedUp", Credentials, StorageCredentials, "the storage has no account for the access key `{who}`.", CHECK_KEY),
    // Garage 2.5 calls both AccessDenied and tells them apart in its words (measured).
    says("No such key", last("AccessDenied", Credentials, StorageCredentials, "the storage does not know the access key `{who}`.", CHECK_KEY)),
    says("Invalid signature", last("AccessDenied", Credentials, StorageCredentials, "the secret does not belong to the access key `{who}`.", CHECK_SECRET)),
    last("ExpiredToken", Credentials, StorageCredentials, "the session of the credentials has ended.", SESSION),
    last("InvalidToken", Credentials, StorageCredentials, "the session token is not valid.", "Enter key id, secret and session token of one and the same session, or an access key that needs no token."),
    last("TokenRefreshRequired", Credentials, StorageCredentials, "the session token must be renewed.", SESSION),
    last("SecurityTokenExpired", Credentials, StorageCredentials, "the session of the credentials has ended.", SESSION),
    last("CredentialsNotSupported", Credentials, StorageCredentials, "the storage does not take this kind of credentials.", "Enter an access key made for this storage."),
    last("InvalidSecurity", Credentials, StorageCredentials, "the credentials are not valid.", CHECK_KEY),
    last("AccessKeyDisabled", Credentials, StorageCredentials, "the access key `{who}` is disabled.", "Enable the key, or make another one."),
    last("MissingSecurityHeader", Credentials, StorageCredentials, "the signature got lost on the way.", PROXY_HEADERS),
    last("MissingAuthenticationToken", Credentials, StorageCredentials, "the signature got lost on the way.", PROXY_HEADERS),
    last("Unauthorized", Credentials, StorageCredentials, "the storage does not accept the access key `{who}`.", CHECK_KEY),
    // The account
    last("AccountProblem", Rights, StorageDenied, "there is a problem with the account that owns the bucket `{bucket}`.", "Ask the storage's provider; often it is an unpaid bill."),
    last("AllAccessDisabled", Rights, StorageDenied, "the provider has disabled all access to the bucket `{bucket}`.", "Ask the storage's provider."),
    last("UserSuspended", Rights, StorageDenied, "the user of the access key `{who}` is suspended.", "Ask the storage's administrator."),
    last("OptInRequired", Rights, StorageDenied, "the account has not enabled the service or the region `{region}`.", "Enable it in the account's settings, or use another region."),
    last("UnauthorizedAccess", Rights, StorageDenied, "the account may not use the region `{region}`.", "China's regions need an account of their own, with a licence (ICP) for access from outside."),
    // Clocks
    last("RequestTimeTooSkewed", Clock, StorageCredentials, "this machine's clock and the storage's differ by more than it allows (15 minutes at Amazon){there}.", SET_CLOCK),
    last("RequestExpired", Clock, StorageCredentials, "the request was too old when it arrived{there}.", SET_CLOCK),
    says("Signature expired", last("AccessDenied", Clock, StorageCredentials, "the request was too old when it arrived{there}.", SET_CLOCK)),
    says("valid Date", last("AccessDenied", Clock, StorageCredentials, "the storage does not accept the request's date{there}.", SET_CLOCK)),
    // Rights
    says("kms:", last("AccessDenied", Encryption, StorageDenied, "`{who}` may not use the KMS key that encrypts in the bucket `{bucket}`.", "Grant `kms:GenerateDataKey` (and `kms:Decrypt` for multipart uploads) on that KMS key, in the key's policy and to the identity.")),
    says("sts:", last("AccessDenied", Credentials, StorageCredentials, "this machine's identity may not take the role it is to take.", "Check the role's trust policy: it must name this identity, with the right audience and subject.")),
    // <https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html>
    says("equester", last("AccessDenied", Rights, StorageDenied, "the bucket `{bucket}` makes who asks pay, which exports do not offer.", "Turn \"requester pays\" off for the bucket, or use another one.")),
    last("AccessDenied", Rights, StorageDenied, "`{who}` may not do `{permission}` on `{key}` in the bucket `{bucket}`.", GRANT),
    last("AccessForbidden", Rights, StorageDenied, "`{who}` may not do `{permission}` on `{key}` in the bucket `{bucket}`.", GRANT),
    last("InvalidObjectState", Rights, StorageDenied, "the object `{key}` is archived and must be restored before it can be read.", "Restore it at the storage."),
    last("MethodNotAllowed", Rights, StorageDenied, "`{operation}` is not allowed on `{key}` in the bucket `{bucket}`.", "Check endpoint, bucket and path style; an object that is locked allows no change either."),
    last("405", Rights, StorageDenied, "`{operation}` is not allowed at this address.", "Check endpoint, bucket and path style."),
    // Region and endpoint
    last("AuthorizationHeaderMalformed", Region, StorageWrongRegion, "`{region}` is not the region of the bucket `{bucket}`.", USE_REGION),
    last("PermanentRedirect", Region, StorageWrongRegion, "the bucket `{bucket}` is not in the region `{region}`.", USE_REGION),
    last("301", Region, StorageWrongRegion, "the bucket `{bucket}` is not in the region `{region}`, or the endpoint is another one.", USE_REGION),
    last("TemporaryRedirect", Region, StorageWrongRegion, "the bucket `{bucket}` is served by another endpoint for now, as it is some hours long after a bucket was made.", USE_REGION),
    last("Redirect", Region, StorageWrongRegion, "the bucket `{bucket}` is served by another endpoint.", USE_REGION),
    last("307", Region, StorageWrongRegion, "the bucket `{bucket}` is served by another endpoint for now.", USE_REGION),
    last("IllegalLocationConstraintException", Region, StorageWrongRegion, "the endpoint `{host}` does not serve the region of the bucket `{bucket}`.", USE_REGION),
    last("IncorrectEndpoint", Region, StorageWrongRegion, "the bucket `{bucket}` is not at the endpoint `{host}`.", USE_REGION),
    last("InvalidRegionName", Region, StorageWrongRegion, "there is no region `{region}`.", USE_REGION),
    last("InvalidRegion", Region, StorageWrongRegion, "there is no region `{region}` at this storage.", USE_REGION),
    last("InvalidHostHeader", Region, WrongUse, "the storage does not serve the host name `{host}`.", "Check the endpoint, and try the other setting of path style."),
    // Alibaba and Tencent.
    last("SecondLevelDomainForbidden", Region, WrongUse, "the storage takes the bucket in the host name only.", "Turn path style off."),
    last("PathStyleDomainForbidden", Region, WrongUse, "the storage takes the bucket in the host name only.", "Turn path style off."),
    // Bucket
    last("NoSuchBucket", Bucket, StorageNoBucket, "there is no bucket `{bucket}` at `{host}`.", "Check its name, create it, or correct endpoint and region."),
    last("NoSuchAccessPoint", Bucket, StorageNoBucket, "there is no access point `{bucket}` at `{host}`.", "Check its name and region, or enter the bucket's name."),
    last("InvalidBucketName", Bucket, WrongUse, "`{bucket}` is not a valid name of a bucket.", "Check the bucket's name."),
    last("InvalidBucketState", Bucket, StorageAnswer, "the bucket `{bucket}` is in a state that does not allow `{operation}`.", "Look at the bucket at the storage."),
    last("NoSuchKey", Storage, StorageAnswer, "there is no object `{key}` in the bucket `{bucket}`.", "It may have been removed meanwhile; look at the bucket."),
    last("NoSuchVersion", Storage, StorageAnswer, "there is no such version of `{key}`.", "It may have been removed meanwhile; look at the bucket."),
    // Encryption
    last("KMS.DisabledException", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` is disabled.", "Enable the KMS key."),
    last("KMS.NotFoundException", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` does not exist.", "Check the key's id here and in the bucket's default encryption; the key must be in the bucket's region."),
    last("KMS.KMSInvalidStateException", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` is pending deletion or import.", "Look at the key's state in KMS."),
    last("KMS.InvalidStateException", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` is pending deletion or import.", "Look at the key's state in KMS."),
    last("KMS.InvalidKeyUsageException", Encryption, StorageDenied, "the KMS key for the bucket `{bucket}` is not made for encryption.", "Choose a symmetric encryption key."),
    last("KMS.AccessDeniedException", Encryption, StorageDenied, "`{who}` may not use the KMS key that encrypts in the bucket `{bucket}`.", "Grant `kms:GenerateDataKey` (and `kms:Decrypt` for multipart uploads) on that KMS key."),
    // MinIO.
    last("KMSNotConfigured", Encryption, StorageDenied, "the storage has no key management, so it cannot encrypt as asked.", "Choose the bucket's own encryption, or set up key management at the storage."),
    last("InvalidEncryptionAlgorithmError", Encryption, StorageDenied, "the storage does not know the encryption it was asked for.", "Choose another encryption; `AES256` and `aws:kms` are Amazon's."),
    last("InvalidEncryptionMethod", Encryption, StorageDenied, "the storage does not know the encryption it was asked for.", "Choose another encryption."),
    says("ncryption", last("InvalidArgument", Encryption, StorageDenied, "the storage does not accept the encryption it was asked for.", "Check the KMS key's id, or choose the bucket's own encryption.")),
    says("KMS", last("InvalidArgument", Encryption, StorageDenied, "the storage does not accept the KMS key it was asked to use.", "Check the KMS key's id and that it is in the bucket's region.")),
    last("ServerSideEncryptionConfigurationNotFoundError", Encryption, StorageAnswer, "the bucket `{bucket}` has no default encryption.", "Set one at the storage where it is wanted."),
    // What a bucket has not been given
    last("ObjectLockConfigurationNotFoundError", Storage, StorageAnswer, "the bucket `{bucket}` has no object lock.", "It can be turned on at the storage where it is wanted."),
    last("NoSuchObjectLockConfiguration", Storage, StorageAnswer, "the object has no lock of its own.", "Nothing is to be done; the bucket's default counts."),
    last("NoSuchLifecycleConfiguration", Storage, StorageAnswer, "the bucket `{bucket}` has no lifecycle rules.", "A rule for incomplete multipart uploads is worth having."),
    last("NoSuchPublicAccessBlockConfiguration", Storage, StorageAnswer, "the bucket `{bucket}` does not block public access.", "Block it at the storage."),
    last("NoSuchBucketPolicy", Storage, StorageAnswer, "the bucket `{bucket}` has no policy.", "Nothing is to be done."),
    last("OwnershipControlsNotFoundError", Storage, StorageAnswer, "the bucket `{bucket}` has no rule of ownership.", "Nothing is to be done."),
    // The object
    last("PreconditionFailed", Storage, StorageAnswer, "there is an object `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("412", Storage, StorageAnswer, "there is an object `{key}` already; nothing was overwritten.", OBJECT_TAKEN),
    last("XMinioObjectExistsAsDirectory", Storage, StorageAnswer, "there is a folder `{key}` already.", "Choose another prefix or name."),
    last("XMinioParentIsObject", Storage, StorageAnswer, "a folder of `{key}` is an object at this storage.", "Choose another prefix, or remove that object."),
    last("NoSuchUpload", Storage, StorageAnswer, "the storage has no such unfinished upload any more.", "A lifecycle rule may have removed it; run the export again."),
    last("InvalidPart", Storage, StorageAnswer, "the storage lost a part of the upload or holds another one.", "Run the export again."),
    last("InvalidPartOrder", Storage, StorageAnswer, "the parts of the upload arrived in another order.", "Run the export again."),
    last("EntityTooLarge", Storage, StorageAnswer, "the object is larger than the storage allows.", "Narrow the filter, for example to a shorter time."),
    last("MaxMessageLengthExceeded", Storage, StorageAnswer, "the request is larger than the storage allows.", "Narrow the filter, for example to a shorter time."),
    last("EntityTooSmall", Storage, StorageAnswer, "a part is smaller than the storage allows.", "The storage asks for parts above 8 MiB, which is not supported."),
    last("KeyTooLongError", Storage, WrongUse, "the key `{key}` is longer than the storage allows.", "Shorten prefix or name."),
    last("KeyTooLong", Storage, WrongUse, "the key `{key}` is longer than the storage allows.", "Shorten prefix or name."),
    last("InvalidURI", Storage, WrongUse, "the storage cannot read the key `{key}`.", "Change prefix or name."),
    last("XMinioInvalidObjectName", Storage, WrongUse, "the storage does not allow the key `{key}`.", "Change prefix or name."),
    // <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html>
    says("Content-MD5", last("InvalidRequest", Storage, StorageAnswer, "the bucket `{bucket}` has object lock and got a request without a checksum, which was sent: it got lost on the way.", PROXY_HEADERS)),
    last("InvalidRequest", Storage, StorageAnswer, "the storage asks for something the request did not have, for example an encryption (bucket policy), or does not allow something that it had.", "Look at the bucket's policy and default encryption, and at encryption and storage class of the destination."),
    last("InvalidArgument", Storage, StorageAnswer, "the storage does not accept a value in `{operation}`.", "Its own words name the value; check encryption and storage class."),
    last("InvalidDigest", Storage, StorageAnswer, "the storage could not read the checksum.", PROXY_HEADERS),
    passing("BadDigest", "the bytes that arrived are not those that were sent.", NETWORK),
    passing("XAmzContentChecksumMismatch", "the bytes that arrived are not those that were sent.", NETWORK),
    passing("XAmzContentSHA256Mismatch", "the bytes that arrived are not those that were sent.", NETWORK),
    passing("IncompleteBody", "the storage got less than was announced.", "Look at the network and at proxies in between."),
    last("MissingContentLength", Storage, StorageAnswer, "the length of the request got lost on the way.", PROXY_HEADERS),
    last("InvalidStorageClass", Storage, StorageAnswer, "the storage has no such storage class.", "Choose another storage class, or leave it empty for the bucket's own."),
    last("NotImplemented", Storage, StorageAnswer, "the storage does not know `{operation}` or one of its headers.", "Choose the bucket's own encryption and storage class; for large exports ask the storage's provider for S3 multipart uploads."),
    last("QuotaExceeded", Storage, StorageAnswer, "the bucket `{bucket}` is at its quota.", "Raise the quota or remove old objects."),
    last("XMinioAdminBucketQuotaExceeded", Storage, StorageAnswer, "the bucket `{bucket}` is at its quota.", "Raise the quota or remove old objects."),
    last("XMinioStorageFull", Storage, StorageAnswer, "the storage is full.", "Make room at the storage."),
    // What passes
    passing("SlowDown", SLOW, LATER),
    passing("SlowDownWrite", SLOW, LATER),
    passing("TooManyRequests", SLOW, LATER),
    passing("ThrottlingException", SLOW, LATER),
    passing("KMS.ThrottlingException", "the KMS key is used more often than KMS allows.", LATER),
    passing("BandwidthLimitExceeded", SLOW, LATER),
    passing("RequestTimeout", "the storage waited too long for the request's bytes.", "Look at the speed of the network; a limit of bytes per second that is too low does the same."),
    passing("InternalError", "the storage had an error of its own.", LATER),
    passing("ServiceUnavailable", "the storage is not available at the moment.", LATER),
    passing("XMinioServerNotInitialized", "the storage is starting.", LATER),
    passing("XMinioBackendDown", "the storage's own disks are not available.", LATER),
    passing("XMinioReadQuorum", "too many of the storage's disks or nodes are missing.", LATER),
    passing("XMinioWriteQuorum", "too many of the storage's disks or nodes are missing.", LATER),
    passing("OperationAborted", "another operation on the same object was under way.", LATER),
    passing("ConditionalRequestConflict", "another write of the same object was under way.", LATER),
];
