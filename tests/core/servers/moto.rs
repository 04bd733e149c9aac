//! moto 5.2: AWS's S3, IAM, STS and KMS with their error codes. It checks signatures and a user's policies by action (not by resource),
//! keeps what encryption and storage class were asked for, wants a checksum where the bucket retains objects by default.
//!
//! It ignores checksums, regions of signatures and the rights on KMS keys.

use std::net::SocketAddr;

use auditdesk_core::api::wire::Place;
use axum::http::{HeaderMap, Method, Response};
use bytes::Bytes;
use object_store::aws::AwsCredential;
use serde_json::{Value, json};

use super::{
    Key, Process, bucket, free_port,
    installed::{INSTALL, moto},
    signed::Call,
};

pub const REGION: &str = "eu-central-1";
pub const BUCKET: &str = "exports";
/// A bucket whose objects are retained for a day.
pub const LOCKED: &str = "locked-exports";
pub const ACCOUNT: &str = "123456789012";

/// A running moto with two buckets and users that may do everything, only write, only read.
pub struct Moto {
    process: Option<Process>,
    pub address: SocketAddr,
    client: reqwest::Client,
    /// May do everything.
    pub admin: Key,
    /// May `s3:PutObject` and `s3:AbortMultipartUpload`.
    pub write_only: Key,
    /// May `s3:PutObject`.
    pub put_only: Key,
    /// May `s3:GetObject` and `s3:ListBucket`.
    pub read_only: Key,
    /// The ARN of a key of KMS.
    pub kms_key: String,
}

impl Moto {
    pub async fn start() -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let mut command = moto();
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
        let mut process = Process::start(&mut command, INSTALL);
        process.listens(address);
        let nobody = || Key { id: "nobody".into(), secret: "nothing".into() };
        let mut moto = Self {
            process: Some(process),
            address,
            client: reqwest::Client::builder().no_proxy().build().expect("a client"),
            admin: nobody(),
            write_only: nobody(),
            put_only: nobody(),
            read_only: nobody(),
            kms_key: String::new(),
        };
        // Until rights are checked, anybody may do this.
        moto.admin = moto.user("admin", &["*"]).await;
        moto.write_only = moto.user("write-only", &["s3:PutObject", "s3:AbortMultipartUpload"]).await;
        moto.put_only = moto.user("put-only", &["s3:PutObject"]).await;
        moto.read_only = moto.user("read-only", &["s3:GetObject", "s3:ListBucket"]).await;
        moto.kms_key = moto.make_kms_key().await;
        moto.make_bucket(BUCKET, &[]).await;
        moto.make_bucket(LOCKED, &[("x-amz-bucket-object-lock-enabled", "true")]).await;
        moto.retain_for_a_day(LOCKED).await;
        moto.check_rights().await;
        moto
    }

    /// The bucket with a key.
    pub fn bucket(&self, key: &Key) -> Place {
        bucket(self.address, REGION, BUCKET, key)
    }

    /// The bucket that retains its objects, with a key.
    pub fn locked_bucket(&self, key: &Key) -> Place {
        bucket(self.address, REGION, LOCKED, key)
    }

    /// Ends it at once. Everything it held is in its memory and gone.
    pub fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// The bytes of an object.
    pub async fn read(&self, bucket: &str, key: &str) -> Option<Bytes> {
        let answer = self.s3(Method::GET, &format!("{bucket}/{key}"), &[], "").await;
        (answer.status() == 200).then(|| answer.into_body())
    }

    /// What HEAD tells about an object: encryption, storage class, retention.
    pub async fn head(&self, bucket: &str, key: &str) -> HeaderMap {
        self.s3(Method::HEAD, &format!("{bucket}/{key}"), &[], "").await.headers().clone()
    }

    /// The keys in a bucket.
    pub async fn keys(&self, bucket: &str) -> Vec<String> {
        let answer = self.s3(Method::GET, &format!("{bucket}?list-type=2"), &[], "").await;
        all_between(&text(&answer), "<Key>", "</Key>")
    }

    /// How many multipart uploads are unfinished in a bucket.
    pub async fn unfinished_uploads(&self, bucket: &str) -> u64 {
        let answer = self.s3(Method::GET, &format!("{bucket}?uploads="), &[], "").await;
        all_between(&text(&answer), "<UploadId>", "</UploadId>").len() as u64
    }

    /// What a role that may do these actions gets from STS for an hour.
    pub async fn assume_role(&self, name: &str, actions: &[&str]) -> AwsCredential {
        let trust = json!({ "Version": "2012-10-17", "Statement":
            [{ "Effect": "Allow", "Principal": { "AWS": format!("arn:aws:iam::{ACCOUNT}:user/admin") }, "Action": "sts:AssumeRole" }] });
        let trust = trust.to_string();
        let make = [("Action", "CreateRole"), ("RoleName", name), ("AssumeRolePolicyDocument", &trust)];
        let arn = between(&text(&self.iam(&make).await), "<Arn>", "</Arn>");
        let policy = policy(actions).to_string();
        let put =
            [("Action", "PutRolePolicy"), ("RoleName", name), ("PolicyName", "rights"), ("PolicyDocument", &policy)];
        self.iam(&put).await;
        let assume = [("Action", "AssumeRole"), ("RoleArn", &arn), ("RoleSessionName", "tests")];
        let answer = text(&self.query("sts", "2011-06-15", &assume).await);
        AwsCredential {
            key_id: between(&answer, "<AccessKeyId>", "</AccessKeyId>"),
            secret_key: between(&answer, "<SecretAccessKey>", "</SecretAccessKey>"),
            token: Some(between(&answer, "<SessionToken>", "</SessionToken>")),
        }
    }

    /// From now on signatures and rights are checked.
    async fn check_rights(&self) {
        let asked = self.client.post(format!("http://{}/moto-api/reset-auth", self.address)).body("0").send();
        assert!(asked.await.expect("it answers").status().is_success());
    }

    async fn user(&self, name: &str, actions: &[&str]) -> Key {
        self.iam(&[("Action", "CreateUser"), ("UserName", name)]).await;
        let policy = policy(actions).to_string();
        let put =
            [("Action", "PutUserPolicy"), ("UserName", name), ("PolicyName", "rights"), ("PolicyDocument", &policy)];
        self.iam(&put).await;
        let made = text(&self.iam(&[("Action", "CreateAccessKey"), ("UserName", name)]).await);
        Key {
            id: between(&made, "<AccessKeyId>", "</AccessKeyId>"),
            secret: between(&made, "<SecretAccessKey>", "</SecretAccessKey>"),
        }
    }

    async fn make_kms_key(&self) -> String {
        let headers = [("x-amz-target", "TrentService.CreateKey"), ("content-type", "application/x-amz-json-1.1")];
        let call = Call::new(Method::POST, format!("http://{}/", self.address)).headers(&headers).body("{}");
        let made = succeeds(call.aws(&self.client, &self.as_admin(), "kms", REGION).await);
        let made: Value = serde_json::from_slice(made.body()).expect("KMS speaks JSON");
        made["KeyMetadata"]["Arn"].as_str().expect("a key has an ARN").to_owned()
    }

    async fn make_bucket(&self, name: &str, headers: &[(&str, &str)]) {
        let place = format!(
            "<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint></CreateBucketConfiguration>"
        );
        succeeds(self.s3(Method::PUT, name, headers, &place).await);
    }

    async fn retain_for_a_day(&self, bucket: &str) {
        let rule = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>\
                    <Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>";
        succeeds(self.s3(Method::PUT, &format!("{bucket}?object-lock="), &[], rule).await);
    }

    async fn s3(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
        let call = Call::new(method, format!("http://{}/{path}", self.address)).headers(headers).body(body.to_owned());
        call.aws(&self.client, &self.as_admin(), "s3", REGION).await
    }

    async fn iam(&self, fields: &[(&str, &str)]) -> Response<Bytes> {
        self.query("iam", "2010-05-08", fields).await
    }

    /// The protocol of IAM and STS: a form with an action.
    async fn query(&self, service: &str, version: &str, fields: &[(&str, &str)]) -> Response<Bytes> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("Version", version).extend_pairs(fields);
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let call = Call::new(Method::POST, format!("http://{}/", self.address)).headers(&headers).body(form.finish());
        succeeds(call.aws(&self.client, &self.as_admin(), service, "us-east-1").await)
    }

    fn as_admin(&self) -> AwsCredential {
        AwsCredential { key_id: self.admin.id.clone(), secret_key: self.admin.secret.clone(), token: None }
    }
}

fn policy(actions: &[&str]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }] })
}

fn succeeds(answer: Response<Bytes>) -> Response<Bytes> {
    assert!(answer.status().is_success(), "{}: {}", answer.status(), text(&answer));
    answer
}

fn text(answer: &Response<Bytes>) -> String {
    String::from_utf8(answer.body().to_vec()).expect("moto speaks UTF-8")
}

fn between(text: &str, before: &str, after: &str) -> String {
    all_between(text, before, after).pop().unwrap_or_else(|| panic!("no {before} in {text}"))
}

fn all_between(text: &str, before: &str, after: &str) -> Vec<String> {
    text.split(before).skip(1).filter_map(|rest| rest.split_once(after)).map(|(found, _)| found.to_owned()).collect()
}
