//! What the one who signs in may do, and what the bucket does with what is written.

use auditdesk_core::api::wire::{CheckResult, Encryption, Place, Secret, WriteOptions};

use crate::{
    case::Try,
    faulty::{amazon, refusing},
    servers::{
        azurite::Azurite,
        entra::{self, Entra},
        garage::Garage,
        gcs::{Gcs, Role},
        moto::Moto,
        s3s_fs::S3sFs,
        scripted::{Answer, Scripted},
    },
};

const USER: &str = "User: arn:aws:iam::111122223333:user/audit is not authorized to perform:";

async fn denied(rest: &str) -> CheckResult {
    let words = format!("{USER} {rest}");
    let server = Scripted::start(refusing(move || Answer::error(403, "AccessDenied", &words))).await;
    Try::new(server.bucket(), server.key().secret()).run_and_export().await
}

async fn refused(status: u16, code: &'static str, words: &'static str) -> CheckResult {
    let server = Scripted::start(refusing(move || Answer::error(status, code, words))).await;
    Try::new(server.bucket(), server.key().secret()).run_and_export().await
}

/// What Azure says, to a test and an export.
pub async fn azure(code: &'static str, words: &'static str) -> CheckResult {
    let server = Scripted::start(refusing(move || Answer::error(403, code, words))).await;
    let place = Place::Azure {
        account: "account".into(),
        container: "exports".into(),
        endpoint: format!("http://{}", server.address),
        cloud: auditdesk_core::api::wire::AzureCloud::Public,
        authority: String::new(),
        ambient: false,
        tenant_id: String::new(),
        client_id: String::new(),
        ca_pem: String::new(),
        proxy: String::new(),
    };
    Try::new(place, Secret::new("dGhlLXZlcnktc2VjcmV0LXdvcmQ=")).run_and_export().await
}

cases! {
    write_only: "The key may write and nothing else (scripted as Amazon)", WriteOnly, "Rights", "nothing else: all that an export needs", "" => async {
        let server = Scripted::start(amazon(|_| None)).await;
        Try::new(server.bucket(), server.key().secret()).run().await
    };
    overwrites: "The key may write; the storage ignores create-only (Garage)", WriteOnly, "Never overwrites", "ignores the condition", "let nobody else write" => async {
        let garage = Garage::start();
        let result = Try::new(garage.bucket(&garage.write_only), garage.write_only.secret()).run().await;
        assert_eq!((garage.objects().await, garage.unfinished_uploads()), (Vec::new(), 0), "nothing is left");
        result
    };
    google_creator: "Google: the role Storage Object Creator", WriteOnly, "Rights", "nothing else: all that an export needs", "" => async {
        let gcs = Gcs::start().await;
        let result = Try::new(gcs.bucket(), gcs.secret(Role::ObjectCreator)).run().await;
        assert_eq!(gcs.unfinished_uploads(), 0, "nothing is left");
        result
    };
    amazon_writer: "Amazon's smallest policy (moto)", WriteOnly, "Multipart upload", "removed it again", "" => async {
        let moto = Moto::start().await;
        Try::new(moto.bucket(&moto.write_only), moto.write_only.secret()).run().await
    };
    too_many_rights: "The key may read, list and delete, too (s3s-fs)", Unsafe, "Rights", "find and remove what was exported", "a key that may only write" => async {
        let server = S3sFs::start();
        let result = Try::new(server.bucket(&server.key), server.key.secret()).run().await;
        assert_eq!(server.unfinished_uploads(), 0, "nothing is left");
        result
    };
    azure_application: "Azure: an application with all rights (Azurite, Entra)", Unsafe, "Rights", "find and remove what was exported", "a key that may only write" => async {
        let (azurite, entra) = (Azurite::start().await, Entra::start().await);
        let result = Try::new(azurite.container_by(&entra), Secret::new(entra::SECRET)).run().await;
        assert_eq!((azurite.blobs().await, azurite.unfinished_uploads().await), (Vec::new(), 0), "nothing is left");
        result
    };
    read_only: "The key may read only (Garage)", Fails, "Write at the prefix", "may not do `s3:PutObject`", "Grant `s3:PutObject`" => async {
        let garage = Garage::start();
        let result = Try::new(garage.bucket(&garage.read_only), garage.read_only.secret()).run_and_export().await;
        let paste = result.lines.iter().find_map(|line| line.paste.clone()).expect("something to paste");
        assert!(paste.starts_with("garage bucket allow --write"), "{paste}");
        result
    };
    no_policy: "No policy of the user allows it (Amazon's words)", Fails, "Write at the prefix", "no identity-based policy allows it `s3:PutObject` on `arn:aws:s3:::exports/a`", "Attach a policy with `s3:PutObject`" =>
        denied("s3:PutObject on resource: \"arn:aws:s3:::exports/a\" because no identity-based policy allows the s3:PutObject action");
    organisation_forbids: "A policy of the organisation forbids it (Amazon's words)", Fails, "Write at the prefix", "service control policy of the organisation forbids", "more rights do not help" =>
        denied("s3:PutObject on resource: \"arn:aws:s3:::exports/a\" with an explicit deny in a service control policy");
    bucket_policy_forbids: "The bucket's policy demands an encryption (Amazon's words)", Fails, "Write at the prefix", "policy of the bucket itself forbids", "demand an encryption" =>
        denied("s3:PutObject on resource: \"arn:aws:s3:::exports/a\" with an explicit deny in a resource-based policy");
    endpoint_policy: "The VPC endpoint's policy does not allow it (Amazon's words)", Fails, "Write at the prefix", "policy of the VPC endpoint on the way allows it", "policy of the VPC endpoint" =>
        denied("s3:PutObject on resource: \"arn:aws:s3:::exports/a\" because no VPC endpoint policy allows the s3:PutObject action");
    kms_key_denied: "The KMS key may not be used (Amazon's words)", Fails, "Encryption", "`kms:GenerateDataKey` on `arn:aws:kms:eu-central-1:111122223333:key/1`", "Grant `kms:GenerateDataKey`" =>
        denied("kms:GenerateDataKey on resource: arn:aws:kms:eu-central-1:111122223333:key/1 because no identity-based policy allows the kms:GenerateDataKey action");
    kms_key_disabled: "The KMS key is disabled", Fails, "Encryption", "KMS key for the bucket `exports` is disabled", "Enable the KMS key" =>
        refused(400, "KMS.DisabledException", "arn:aws:kms:eu-central-1:111122223333:key/1 is disabled.");
    encryption_not_confirmed: "SSE-S3 is asked for and the storage does not confirm it", Unsafe, "Encryption", "did not confirm the encryption", "the bucket's own encryption" => async {
        let server = Scripted::start(amazon(|_| None)).await;
        let mut asking = Try::new(server.bucket(), server.key().secret());
        asking.options = WriteOptions { encryption: Encryption::Managed, ..WriteOptions::default() };
        asking.run().await
    };
    no_role: "Azure: the application has no role for data (Azure's words)", Fails, "Write at the prefix", "has no role that allows `blobs/write`", "Storage Blob Data Contributor" =>
        azure("AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission.");
    firewall: "Azure: the account's firewall does not know this machine (Azure's words)", Fails, "Connection", "the account's firewall does not know this machine's address", "networking" =>
        azure("AuthorizationFailure", "This request is not authorized to perform this operation.");
    google_stranger: "Google: the service account has no role", Fails, "Write at the prefix", "`stranger@auditdesk-tests.iam.gserviceaccount.com` has no role with `storage.objects.create`", "roles/storage.objectCreator" => async {
        let gcs = Gcs::start().await;
        Try::new(gcs.bucket(), gcs.secret(Role::Stranger)).run_and_export().await
    };
    google_viewer: "Google: the role Storage Object Viewer", Fails, "Write at the prefix", "has no role with `storage.objects.create`", "roles/storage.objectCreator" => async {
        let gcs = Gcs::start().await;
        Try::new(gcs.bucket(), gcs.secret(Role::ObjectViewer)).run_and_export().await
    };
    no_abort: "The key may not remove unfinished uploads", WriteOnly, "Multipart upload", "may not remove unfinished uploads", "Grant `s3:AbortMultipartUpload`" => async {
        let server = Scripted::start(amazon(|seen| (seen.method == "DELETE").then(|| Answer::error(403, "AccessDenied", "Access Denied")))).await;
        Try::new(server.bucket(), server.key().secret()).run().await
    };
    no_parts: "The storage has no uploads in parts", Fails, "Multipart upload", "Exports above 8 MiB will fail", "multipart uploads" => async {
        let server = Scripted::start(amazon(|seen| {
            (seen.method == "POST").then(|| Answer::error(501, "NotImplemented", "A header you provided implies functionality that is not implemented."))
        }))
        .await;
        Try::new(server.bucket(), server.key().secret()).run().await
    };
    locked: "The bucket keeps every object for a day (moto)", Works, "Retention", "keeps every object for 1 days", "" => async {
        let moto = Moto::start().await;
        let result = Try::new(moto.locked_bucket(&moto.admin), moto.admin.secret()).run().await;
        assert!(result.left.is_empty(), "nothing is written that would stay: {result:#?}");
        result
    };
}
