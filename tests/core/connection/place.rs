//! Buckets, containers, regions.

use auditdesk_core::api::wire::{CheckResult, Fix, Place};

use crate::{
    case::Try,
    faulty::{amazon, refusing},
    servers::{
        azurite::Azurite,
        bucket,
        garage::{self, Garage},
        gcs::{Gcs, Role},
        scripted::{Answer, Scripted},
    },
};

async fn saying(answer: impl Fn() -> Answer + Send + Sync + 'static) -> CheckResult {
    let server = Scripted::start(refusing(answer)).await;
    Try::new(server.bucket(), server.key().secret()).run_and_export().await
}

cases! {
    missing_bucket: "The bucket does not exist (Garage)", Fails, "Bucket", "is no bucket `no-such-bucket`", "create it" => async {
        let garage = Garage::start();
        let key = &garage.read_write;
        Try::new(bucket(garage.address, garage::REGION, "no-such-bucket", key), key.secret()).run_and_export().await
    };
    missing_container: "Azure: the container does not exist (Azurite)", Fails, "Bucket", "is no container `no-such-container`", "create it" => async {
        let azurite = Azurite::plain().await;
        let mut place = azurite.container();
        let Place::Azure { container, .. } = &mut place else { unreachable!("it is Azure's") };
        *container = "no-such-container".into();
        Try::new(place, azurite.secret()).run_and_export().await
    };
    missing_google_bucket: "Google: the bucket does not exist", Fails, "Bucket", "is no bucket `no-such-bucket`", "create it" => async {
        let gcs = Gcs::start().await;
        let mut place = gcs.bucket();
        let Place::Gcs { bucket, .. } = &mut place else { unreachable!("it is Google's") };
        *bucket = "no-such-bucket".into();
        Try::new(place, gcs.secret(Role::Admin)).run_and_export().await
    };
    another_region: "The bucket is in another region (Garage)", Fails, "Region", "`eu-west-1` is not the region of the bucket", "Set the region to `garage`" => async {
        let garage = Garage::start();
        let key = &garage.write_only;
        let result = Try::new(bucket(garage.address, "eu-west-1", garage::BUCKET, key), key.secret()).run_and_export().await;
        let fix = result.lines.iter().find_map(|line| line.fix.clone());
        assert_eq!(fix, Some(Fix::Region { region: "garage".into() }), "one click away");
        result
    };
    redirected: "The bucket is in another region (Amazon's redirect)", Fails, "Region", "is not in the region `us-east-1`", "Set the region to `ap-southeast-2`" =>
        saying(|| Answer { status: 301, headers: vec![("x-amz-bucket-region", "ap-southeast-2".into())], body: String::new() });
    bucket_in_the_host: "The storage takes the bucket in the host name only", Fails, "Region", "takes the bucket in the host name only", "Turn path style off" => async {
        let result = saying(|| Answer::error(403, "SecondLevelDomainForbidden", "Please use virtual hosted style to access.")).await;
        let fix = result.lines.iter().find_map(|line| line.fix.clone());
        assert_eq!(fix, Some(Fix::PathStyle { on: false }), "one click away");
        result
    };
    class_that_is_none: "The storage has no such storage class", Fails, "Write at the prefix", "has no such storage class", "Choose another storage class" =>
        saying(|| Answer::error(400, "InvalidStorageClass", "The storage class you specified is not valid"));
    full: "The bucket is at its quota", Fails, "Write at the prefix", "is at its quota", "Raise the quota" =>
        saying(|| Answer::error(403, "QuotaExceeded", "Quota exceeded."));
    suspended: "The account has an unpaid bill", Fails, "Write at the prefix", "a problem with the account", "unpaid bill" =>
        saying(|| Answer::error(403, "AccountProblem", "There is a problem with your AWS account."));
    unknown_code: "The storage refuses with a code that nobody knows", Fails, "Write at the prefix", "PutObject answered WhoKnows, HTTP 418", "manual" =>
        saying(|| Answer::error(418, "WhoKnows", "short and stout"));
    public: "Anyone can list the bucket", Unsafe, "Public access", "Anyone can list this bucket", "Block public access" => async {
        let server = Scripted::start(amazon(|seen| {
            let is_listing = seen.method == "GET" && seen.query.contains("list-type=2");
            (is_listing && !seen.headers.contains_key("authorization")).then(|| Answer {
                status: 200,
                headers: Vec::new(),
                body: "<ListBucketResult><Name>exports</Name></ListBucketResult>".into(),
            })
        }))
        .await;
        Try::new(server.bucket(), server.key().secret()).run().await
    };
}
