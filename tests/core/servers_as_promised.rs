//! What the other tests take for granted about their servers, shown with `object_store` alone.

mod servers;

use std::sync::Arc;

use axum::http::{Method, Response};
use bytes::Bytes;
use object_store::{
    ClientOptions, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig,
    aws::{AmazonS3Builder, AwsCredential},
    azure::{AzureAccessKey, AzureCredential, MicrosoftAzureBuilder},
    gcp::GoogleCloudStorageBuilder,
    path::Path,
};
use servers::{
    Key,
    azurite::{ACCOUNT, Azurite, CONTAINER},
    entra::{self, Entra},
    garage::{self, Garage},
    gcs::{self, Gcs, Role},
    imds::{self, Imds},
    moto::{self, Moto},
    s3s_fs::{self, S3sFs},
    signed::Call,
};

/// The smallest part that S3 takes, but for the last.
const PART: usize = 5 << 20;

fn once() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}

fn azure(server: &Azurite) -> MicrosoftAzureBuilder {
    let authority = object_store::Certificate::from_pem(server.authority.as_bytes()).expect("a certificate");
    // Tokens come over plain http here.
    let options = ClientOptions::new().with_root_certificate(authority).with_allow_http(true);
    MicrosoftAzureBuilder::new()
        .with_account(ACCOUNT)
        .with_container_name(CONTAINER)
        .with_endpoint(server.endpoint.clone())
        .with_client_options(options)
        .with_retry(once())
}

fn google(server: &Gcs, service_account: &str) -> impl ObjectStore + use<> {
    GoogleCloudStorageBuilder::new()
        .with_service_account_key(service_account)
        .with_bucket_name(gcs::BUCKET)
        .with_base_url(&server.endpoint)
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .with_retry(once())
        .build()
        .expect("it opens")
}

fn amazon(server: &Moto, bucket: &str) -> AmazonS3Builder {
    AmazonS3Builder::new()
        .with_endpoint(format!("http://{}", server.address))
        .with_allow_http(true)
        .with_region(moto::REGION)
        .with_bucket_name(bucket)
        .with_retry(once())
}

fn with_key(builder: AmazonS3Builder, key: &Key) -> impl ObjectStore + use<> {
    builder.with_access_key_id(&key.id).with_secret_access_key(&key.secret).build().expect("it opens")
}

fn create() -> PutOptions {
    PutOptions::from(PutMode::Create)
}

fn two_parts() -> (Bytes, Bytes) {
    (vec![b'a'; PART].into(), vec![b'b'; 1000].into())
}

async fn upload(store: &dyn ObjectStore, key: &Path) {
    let (one, two) = two_parts();
    let mut upload = store.put_multipart(key).await.expect("it begins");
    upload.put_part(PutPayload::from(one)).await.expect("a part");
    upload.put_part(PutPayload::from(two)).await.expect("a part");
    upload.complete().await.expect("it ends");
}

/// Begins an upload, sends a part and aborts it.
async fn abort(store: &dyn ObjectStore, key: &Path) {
    let mut upload = store.put_multipart(key).await.expect("it begins");
    upload.put_part(PutPayload::from(two_parts().0)).await.expect("a part");
    upload.abort().await.expect("it can be aborted");
}

/// Puts, reads, creates only once, uploads in parts, aborts.
async fn does_everything(store: &dyn ObjectStore) {
    let (small, large) = (Path::from("a/small ü"), Path::from("a/large"));
    store.put_opts(&small, "one".into(), create()).await.expect("it is new");
    let again = store.put_opts(&small, "two".into(), create()).await.expect_err("it is there");
    assert!(matches!(again, Error::AlreadyExists { .. }), "{again}");
    let read = store.get(&small).await.expect("it is there").bytes().await.expect("it can be read");
    assert_eq!(read, "one");
    store.put(&small, "three".into()).await.expect("it may be replaced");
    assert_eq!(store.head(&small).await.expect("it is there").size, 5);
    upload(store, &large).await;
    let (one, two) = two_parts();
    let read = store.get(&large).await.expect("it is there").bytes().await.expect("it can be read");
    assert!(read == [one, two].concat(), "the parts in their order");
    abort(store, &Path::from("a/aborted")).await;
    let missing = store.head(&Path::from("a/aborted")).await.expect_err("parts are no object");
    assert!(matches!(missing, Error::NotFound { .. }), "{missing}");
    let listed = store.list_with_delimiter(Some(&Path::from("a"))).await.expect("it can be listed");
    assert_eq!(listed.objects.len(), 2);
    store.delete(&small).await.expect("it can be deleted");
    assert!(store.get(&small).await.is_err());
}

/// Writes, once, in parts too; everything else is refused.
async fn only_writes(store: &dyn ObjectStore) {
    let key = Path::from("a/small");
    store.put_opts(&key, "one".into(), create()).await.expect("it may write");
    let again = store.put_opts(&key, "two".into(), create()).await.expect_err("it is there");
    assert!(matches!(again, Error::AlreadyExists { .. }), "{again}");
    upload(store, &Path::from("a/large")).await;
    for refused in [store.get(&key).await.map(|_| ()), store.head(&key).await.map(|_| ())] {
        let error = refused.expect_err("it may write only");
        assert!(matches!(error, Error::PermissionDenied { .. }), "{error}");
    }
    for refused in [store.delete(&key).await, store.list_with_delimiter(None).await.map(|_| ())] {
        let error = refused.expect_err("it may write only").to_string();
        assert!(error.contains("AccessDenied"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn azurite_with_the_shared_key() {
    let server = Azurite::start().await;
    let store = azure(&server).with_access_key(&server.shared_key).build().expect("it opens");
    does_everything(&store).await;
    assert_eq!(server.blobs().await, ["a/large"]);
    // Azure has no abort: what was sent goes away by itself after a week.
    assert_eq!(server.unfinished_uploads().await, 1);
    assert_eq!(server.read("a/large").await.expect("it is there").len(), PART + 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn azurite_with_a_client_secret_a_workload_and_a_machine() {
    let (server, entra) = (Azurite::start().await, Entra::start().await);
    let application = || azure(&server).with_authority_host(&entra.authority).with_tenant_id(entra::TENANT);
    let store = application().with_client_id(entra::APP).with_client_secret(entra::SECRET).build().expect("it opens");
    does_everything(&store).await;

    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), entra::ASSERTION).expect("it is writable");
    let path = file.path().to_str().expect("UTF-8");
    let workload = application().with_client_id(entra::APP).with_federated_token_file(path).build().expect("it opens");
    workload.put(&Path::from("workload"), "one".into()).await.expect("it may write");

    let machine = azure(&server).with_msi_endpoint(&entra.metadata).build().expect("it opens");
    machine.put(&Path::from("machine"), "one".into()).await.expect("it may write");
    assert_eq!(entra.handed_out(), 3);

    let refusals = [
        ("another", entra::SECRET, entra::TENANT, "AADSTS700016"),
        (entra::APP, "wrong", entra::TENANT, "AADSTS7000215"),
        (entra::APP, entra::EXPIRED_SECRET, entra::TENANT, "AADSTS7000222"),
        (entra::APP, entra::SECRET, "elsewhere", "AADSTS90002"),
    ];
    for (app, secret, tenant, code) in refusals {
        let builder = azure(&server).with_authority_host(&entra.authority);
        let store = builder.with_client_secret_authorization(app, secret, tenant).build().expect("it opens");
        let error = store.put(&Path::from("x"), "one".into()).await.expect_err("refused").to_string();
        assert!(error.contains(code), "{code}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn google_with_roles() {
    let server = Gcs::start().await;
    does_everything(&google(&server, &server.service_account(Role::Admin))).await;
    assert_eq!(server.unfinished_uploads(), 0);

    let server = Gcs::start().await;
    only_writes(&google(&server, &server.service_account(Role::ObjectCreator))).await;
    assert_eq!(server.read("a/small").expect("it is there"), b"one");

    let viewer = google(&server, &server.service_account(Role::ObjectViewer));
    viewer.get(&Path::from("a/small")).await.expect("it may read");
    let error = viewer.put(&Path::from("a/x"), "one".into()).await.expect_err("it may read only");
    assert!(matches!(error, Error::PermissionDenied { .. }), "{error}");
    let words = "viewer@auditdesk-tests.iam.gserviceaccount.com does not have storage.objects.create access to the Google Cloud Storage object.";
    assert!(error.to_string().contains(words), "{error}");

    let revoked = google(&server, &server.revoked(Role::Admin));
    let error = revoked.get(&Path::from("a/small")).await.expect_err("the key is unknown");
    assert!(matches!(error, Error::Unauthenticated { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn google_hands_out_tokens() {
    let server = Gcs::start().await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let refresh = |token: String| {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let user: serde_json::Value = serde_json::from_str(&server.authorized_user(Role::Admin)).expect("JSON");
        for field in ["client_id", "client_secret"] {
            form.append_pair(field, user[field].as_str().expect("a text"));
        }
        form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", &token);
        let request = client.post(user["token_uri"].as_str().expect("a text"));
        request.header("content-type", "application/x-www-form-urlencoded").body(form.finish()).send()
    };
    let user: serde_json::Value = serde_json::from_str(&server.authorized_user(Role::Admin)).expect("JSON");
    let refused = refresh("1//over".into()).await.expect("it answers");
    assert_eq!(refused.status(), 400);
    assert!(refused.text().await.expect("a body").contains("invalid_grant"));
    let of_user = refresh(user["refresh_token"].as_str().expect("a text").into()).await.expect("it answers");
    let path = format!("http://{}/computeMetadata/v1/instance/service-accounts/default/token", server.metadata_host());
    assert_eq!(client.get(&path).send().await.expect("it answers").status(), 403, "the header is a must");
    let of_machine = client.get(&path).header("metadata-flavor", "Google").send().await.expect("it answers");
    for (answer, may_list) in [(of_user, 200), (of_machine, 403)] {
        let token: serde_json::Value = answer.json().await.expect("JSON");
        let bearer = token["access_token"].as_str().expect("a token").to_owned();
        let url = |path: &str| format!("{}/{}{path}", server.endpoint, gcs::BUCKET);
        let put = client.put(url(&format!("/by-{may_list}"))).bearer_auth(&bearer).body("one").send();
        assert_eq!(put.await.expect("it answers").status(), 200);
        let list = client.get(url("?list-type=2")).bearer_auth(&bearer).send().await.expect("it answers");
        assert_eq!(list.status(), may_list);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn moto_with_users() {
    let server = Moto::start().await;
    does_everything(&with_key(amazon(&server, moto::BUCKET), &server.admin)).await;
    assert_eq!(server.unfinished_uploads(moto::BUCKET).await, 0);
    only_writes(&with_key(amazon(&server, moto::BUCKET), &server.write_only)).await;
    assert_eq!(server.keys(moto::BUCKET).await, ["a/large", "a/small"]);

    let put_only = with_key(amazon(&server, moto::BUCKET), &server.put_only);
    let mut upload = put_only.put_multipart(&Path::from("left")).await.expect("it begins");
    upload.put_part(PutPayload::from(two_parts().0)).await.expect("a part");
    assert!(upload.abort().await.is_err(), "it lacks s3:AbortMultipartUpload");
    assert_eq!(server.unfinished_uploads(moto::BUCKET).await, 1);

    let reader = with_key(amazon(&server, moto::BUCKET), &server.read_only);
    reader.get(&Path::from("a/small")).await.expect("it may read");
    let error = reader.put(&Path::from("x"), "one".into()).await.expect_err("it may read only");
    assert!(matches!(error, Error::PermissionDenied { .. }), "{error}");
    let stranger = Key { id: "AKIAUNKNOWN".into(), secret: "nothing".into() };
    let error =
        with_key(amazon(&server, moto::BUCKET), &stranger).get(&Path::from("a/small")).await.expect_err("unknown");
    assert!(error.to_string().contains("InvalidAccessKeyId"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn moto_keeps_what_was_asked_for() {
    let server = Moto::start().await;
    let key = Path::from("encrypted");
    let builder = amazon(&server, moto::BUCKET).with_sse_kms_encryption(&server.kms_key);
    with_key(builder, &server.write_only).put(&key, "one".into()).await.expect("it may write");
    let head = server.head(moto::BUCKET, "encrypted").await;
    assert_eq!(head["x-amz-server-side-encryption"], "aws:kms");
    assert_eq!(head["x-amz-server-side-encryption-aws-kms-key-id"], server.kms_key);
    // A bucket that retains its objects wants a checksum, and keeps them.
    let plain = with_key(amazon(&server, moto::LOCKED), &server.write_only);
    let error = plain.put(&key, "one".into()).await.expect_err("no checksum");
    assert!(error.to_string().contains("x-amz-sdk-checksum-algorithm"), "{error}");
    assert_eq!(server.keys(moto::LOCKED).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn aws_hands_out_roles() {
    let server = Moto::start().await;
    let role = server.assume_role(imds::ROLE, &["s3:PutObject", "s3:AbortMultipartUpload"]).await;
    let Imds { endpoint, container, container_token } = Imds::start(role).await;
    let by_instance = amazon(&server, moto::BUCKET).with_metadata_endpoint(&endpoint).build().expect("it opens");
    by_instance.put(&Path::from("by-instance"), "one".into()).await.expect("the role may write");
    let error = by_instance.get(&Path::from("by-instance")).await.expect_err("the role may write only");
    assert!(matches!(error, Error::PermissionDenied { .. }), "{error}");

    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    assert_eq!(client.get(&container).send().await.expect("it answers").status(), 403);
    let given = client.get(&container).header("authorization", container_token).send().await.expect("it answers");
    let given: serde_json::Value = given.json().await.expect("JSON");
    let text = |field: &str| given[field].as_str().expect("a text").to_owned();
    let credential =
        AwsCredential { key_id: text("AccessKeyId"), secret_key: text("SecretAccessKey"), token: Some(text("Token")) };
    let provider = Arc::new(object_store::StaticCredentialProvider::new(credential));
    let by_container = amazon(&server, moto::BUCKET).with_credentials(provider).build().expect("it opens");
    by_container.put(&Path::from("by-container"), "one".into()).await.expect("the role may write");
}

/// The MD5 of something else.
const WRONG_MD5: (&str, &str) = ("content-md5", "rL0Y20zC+Fzt72VPzMSk2A==");

/// What a PUT answers: status, code.
fn answered(answer: &Response<Bytes>) -> (u16, String) {
    let text = String::from_utf8_lossy(answer.body());
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    (answer.status().as_u16(), code.map_or("", |(code, _)| code).to_owned())
}

struct S3<'a> {
    address: std::net::SocketAddr,
    bucket: &'a str,
    region: &'a str,
    client: reqwest::Client,
}

impl S3<'_> {
    /// Puts a new key with these headers; the answer, and whether it is there afterwards for somebody who may look.
    async fn put(&self, who: &Key, looker: &Key, headers: &[(&str, &str)]) -> (u16, String, bool) {
        let url = format!("http://{}/{}/{}", self.address, self.bucket, rand::random::<u64>());
        let put = Call::new(Method::PUT, &url).headers(headers).body("one");
        let (status, code) = answered(&put.aws(&self.client, &credential(who), "s3", self.region).await);
        let look = Call::new(Method::GET, &url).aws(&self.client, &credential(looker), "s3", self.region).await;
        (status, code, look.status() == 200)
    }
}

fn credential(key: &Key) -> AwsCredential {
    AwsCredential { key_id: key.id.clone(), secret_key: key.secret.clone(), token: None }
}

/// The connection test stands on this: a wrong digest alone is stored by some servers, an impossible condition alone by others,
/// both together by none; and who may not write is told so first.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_digest_under_an_impossible_condition_is_stored_nowhere() {
    let impossible = ("if-match", "\"d41d8cd98f00b204e9800998ecf8427e\"");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let (s3s_fs, garage, moto) = (S3sFs::start(), Garage::start(), Moto::start().await);
    let on = |address, bucket, region| S3 { address, bucket, region, client: client.clone() };
    let code = |status, code: &str, stored| (status, code.to_owned(), stored);

    let place = on(s3s_fs.address, s3s_fs::BUCKET, "us-east-1");
    let put = async |headers: &[_]| place.put(&s3s_fs.key, &s3s_fs.key, headers).await;
    assert_eq!(put(&[WRONG_MD5]).await, code(400, "BadDigest", true));
    assert_eq!(put(&[impossible]).await, code(412, "PreconditionFailed", false));
    assert_eq!(put(&[WRONG_MD5, impossible]).await, code(412, "PreconditionFailed", false));

    let place = on(garage.address, garage::BUCKET, garage::REGION);
    let put = async |headers: &[_]| place.put(&garage.write_only, &garage.read_write, headers).await;
    assert_eq!(put(&[WRONG_MD5]).await, code(400, "BadDigest", false));
    assert_eq!(put(&[impossible]).await, code(200, "", true));
    assert_eq!(put(&[WRONG_MD5, impossible]).await, code(400, "BadDigest", false));
    let refused = place.put(&garage.read_only, &garage.read_write, &[WRONG_MD5, impossible]).await;
    assert_eq!(refused, code(403, "AccessDenied", false));

    let place = on(moto.address, moto::BUCKET, moto::REGION);
    let put = async |headers: &[_]| place.put(&moto.put_only, &moto.admin, headers).await;
    assert_eq!(put(&[WRONG_MD5]).await, code(200, "", true));
    assert_eq!(put(&[impossible]).await, code(404, "NoSuchKey", false));
    assert_eq!(put(&[WRONG_MD5, impossible]).await, code(404, "NoSuchKey", false));
    let refused = place.put(&moto.read_only, &moto.admin, &[WRONG_MD5, impossible]).await;
    assert_eq!(refused, code(403, "AccessDenied", false));

    let azurite = Azurite::start().await;
    let key = AzureCredential::AccessKey(AzureAccessKey::try_new(&azurite.shared_key).expect("Base64"));
    let token = AzureCredential::BearerToken(entra::token("https://storage.azure.com"));
    let (blob, impossible) = (("x-ms-blob-type", "BlockBlob"), ("if-match", "\"0x8D000000000000\""));
    for who in [&key, &token] {
        for (headers, expected) in [
            (&[blob, WRONG_MD5][..], (400, "InvalidOperation".to_owned())),
            (&[blob, impossible], (412, "ConditionNotMet".to_owned())),
            (&[blob, WRONG_MD5, impossible], (400, "InvalidOperation".to_owned())),
        ] {
            let put =
                Call::new(Method::PUT, format!("{}/{CONTAINER}/new", azurite.endpoint)).headers(headers).body("one");
            assert_eq!(answered(&put.azure(&azurite.client, who, ACCOUNT).await), expected);
            assert_eq!((azurite.blobs().await, azurite.unfinished_uploads().await), (vec![], 0));
        }
    }
}
