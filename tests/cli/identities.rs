//! Who this machine is to a cloud: every way that is known, found by the program in an environment of its own, and every way to have none.

#[path = "../core/servers/mod.rs"]
mod servers;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use object_store::aws::AwsCredential;
use serde_json::{Value, json};
use servers::{
    Key,
    entra::{self, Entra},
    gcs::{Gcs, Role},
    imds::{self, Imds},
    moto::{self, Moto},
    scripted::{Answer, Scripted},
};
use tempfile::TempDir;

/// A machine about which the program knows nothing but what a test tells it.
struct Machine {
    home: TempDir,
    variables: Vec<(String, String)>,
}

impl Machine {
    fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a folder"), variables: Vec::new() }
    }

    /// Not on Amazon's machines, and with an STS that nobody reaches.
    fn elsewhere() -> Self {
        Self::new().set("AWS_EC2_METADATA_DISABLED", "true").set("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
    }

    fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    fn file(&self, path: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder is writable");
        fs::write(&path, text).expect("the folder is writable");
        path
    }

    fn with(self, path: &str, text: &str) -> Self {
        self.file(path, text);
        self
    }

    /// A program of the machine; `az`.
    #[cfg(unix)]
    fn program(self, name: &str, script: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let path = self.file(&format!("bin/{name}"), &format!("#!/bin/sh\n{script}"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
        self
    }

    async fn run(&self, options: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_auditdesk"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("PATH", format!("{}:/usr/bin:/bin", self.path("bin").display()));
        command.env("AUDITDESK_WORKSPACE", self.path("workspace"));
        command.envs(self.variables.iter().cloned());
        command.args(["--json", "destination", "identity"]).args(options);
        // The servers run on this runtime: they must go on while the program asks them.
        let run = tokio::task::spawn_blocking(move || command.output().expect("the program was built for this test"));
        run.await.expect("it does not panic")
    }

    fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.home.path().join(below)
    }

    async fn finds(&self, options: &[&str]) -> Value {
        let output = self.run(options).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("--json prints JSON")
    }

    /// What is said where there is nobody, and that the code is right.
    async fn fails(&self, options: &[&str]) -> String {
        let output = self.run(options).await;
        let error: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|_| panic!("JSON, not {output:?}"));
        assert_eq!(error["error"]["code"], "storage_credentials", "{error}");
        error["error"]["message"].as_str().expect("text").to_owned()
    }
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{text:?} should say {part:?}");
    }
}

const S3: [&str; 2] = ["--kind", "s3"];
const GCS: [&str; 2] = ["--kind", "gcs"];
const AZURE: [&str; 2] = ["--kind", "azure"];

fn role() -> AwsCredential {
    AwsCredential { key_id: "ASIAROLE".into(), secret_key: "secret-of-the-role".into(), token: Some("a-token".into()) }
}

fn in_environment(machine: Machine, key: &Key) -> Machine {
    machine.set("AWS_ACCESS_KEY_ID", &key.id).set("AWS_SECRET_ACCESS_KEY", &key.secret)
}

#[tokio::test(flavor = "multi_thread")]
async fn aws_says_who_keys_and_profiles_are_by_sts() {
    let moto = Moto::start().await;
    let sts = format!("http://{}", moto.address);
    let machine = in_environment(Machine::new().set("AWS_ENDPOINT_URL_STS", &sts), &moto.write_only);
    let found = machine.finds(&S3).await;
    assert_eq!(found["who"], format!("arn:aws:iam::{}:user/write-only", moto::ACCOUNT));
    assert_eq!(found["origin"], "environment (AWS_ACCESS_KEY_ID)");
    assert_eq!((&found["expires"], &found["region"]), (&Value::Null, &Value::Null));

    let credentials =
        format!("[audit]\naws_access_key_id={}\naws_secret_access_key={}\n", moto.read_only.id, moto.read_only.secret);
    let machine =
        machine.with(".aws/credentials", &credentials).with(".aws/config", "[profile audit]\nregion=eu-west-1\n");
    let found = machine.finds(&["--profile", "audit"]).await;
    assert_eq!(found["who"], format!("arn:aws:iam::{}:user/read-only", moto::ACCOUNT), "before the environment's keys");
    assert_eq!(found["origin"], "profile audit in ~/.aws/credentials");
    assert_eq!(found["region"], "eu-west-1");
}

#[tokio::test(flavor = "multi_thread")]
async fn aws_roles_are_taken_from_web_identity_container_and_instance() {
    let imds = Imds::start(role()).await;
    let container = Machine::elsewhere()
        .set("AWS_CONTAINER_CREDENTIALS_FULL_URI", &imds.container)
        .set("AWS_CONTAINER_AUTHORIZATION_TOKEN", &imds.container_token);
    let found = container.finds(&S3).await;
    assert_eq!((&found["who"], &found["origin"]), (&json!("ASIAROLE"), &json!("role of the container")));
    assert_eq!(found["expires"], Value::Null, "it renews itself");

    let instance = Machine::new()
        .set("AWS_EC2_METADATA_SERVICE_ENDPOINT", &imds.endpoint)
        .set("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
    let found = instance.finds(&S3).await;
    assert_eq!((&found["who"], &found["origin"]), (&json!("ASIAROLE"), &json!("role of the instance")));

    let sts = Scripted::start(|seen| {
        let form = String::from_utf8_lossy(&seen.body).into_owned();
        if form.contains("AssumeRoleWithWebIdentity") && form.contains("a-web-token") {
            let body = "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>web-secret</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";
            return Answer { status: 200, headers: Vec::new(), body: body.into() };
        }
        if form.contains("GetCallerIdentity") {
            let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::1:assumed-role/web/s</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";
            return Answer { status: 200, headers: Vec::new(), body: body.into() };
        }
        let body = "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>The token is not from here.</Message></Error></ErrorResponse>";
        Answer { status: 400, headers: Vec::new(), body: body.into() }
    })
    .await;
    let web = |token: &str| {
        let machine = Machine::elsewhere();
        let file = machine.file("token", token);
        machine
            .set("AWS_WEB_IDENTITY_TOKEN_FILE", file.display().to_string())
            .set("AWS_ROLE_ARN", "arn:aws:iam::1:role/web")
            .set("AWS_ENDPOINT_URL_STS", format!("http://{}", sts.address))
    };
    let found = web("a-web-token").finds(&S3).await;
    assert_eq!(found["who"], "arn:aws:sts::1:assumed-role/web/s");
    assert_eq!(found["origin"], "web identity (AWS_WEB_IDENTITY_TOKEN_FILE)");
    let told = web("another-token").fails(&S3).await;
    assert_says(&told, &["the web identity", "The token is not from here", "trust policy"]);
    assert!(!told.contains("another-token"), "{told}");
    assert_eq!(imds::ROLE, "exporter");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sso_session_is_told_with_its_end_and_with_what_renews_it() {
    let portal = Scripted::start(|seen| {
        let body = if seen.headers.get("x-amz-sso_bearer_token").is_some_and(|token| token == "sso-token") {
            r#"{"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t","expiration":4070908800000}}"#
        } else {
            return Answer { status: 401, headers: Vec::new(), body: r#"{"message":"Session token not found or invalid"}"#.into() };
        };
        Answer { status: 200, headers: Vec::new(), body: body.into() }
    })
    .await;
    let start = "https://audit.awsapps.com/start";
    let config = format!(
        "[profile audit]\nsso_start_url={start}\nsso_region=eu-central-1\nsso_account_id=123456789012\nsso_role_name=Export\nregion=eu-central-1\n"
    );
    let machine = || {
        Machine::elsewhere()
            .set("AWS_ENDPOINT_URL_SSO", format!("http://{}", portal.address))
            .with(".aws/config", &config)
    };
    // The name of the file is the SHA-1 of the start address.
    let cache = ".aws/sso/cache/1984d0635eee97dc4a92f288d856b4378bb4d14f.json";
    let token = |token: &str| {
        json!({ "startUrl": start, "region": "eu-central-1", "accessToken": token, "expiresAt": "2098-12-31T00:00:00Z" }).to_string()
    };
    let found = machine().with(cache, &token("sso-token")).finds(&["--profile", "audit"]).await;
    assert_eq!(found["who"], "ASIASSO");
    assert_eq!(found["origin"], format!("SSO session {start}, profile audit in ~/.aws/config"));
    assert_eq!(found["expires"], 4_070_822_400_000_000_i64, "the session's end, not that of the role's keys");

    for machine in [machine(), machine().with(cache, &token("an-old-token"))] {
        let told = machine.fails(&["--profile", "audit"]).await;
        assert_says(&told, &["SSO session", "`aws sso login --profile audit`"]);
        assert!(!told.contains("an-old-token"), "{told}");
    }
}

#[tokio::test]
async fn who_has_no_aws_identity_is_told_where_was_looked() {
    let told = Machine::elsewhere().fails(&S3).await;
    assert_says(
        &told,
        &[
            "AWS_ACCESS_KEY_ID",
            "profile `default`",
            "~/.aws/config",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "instance",
            "`aws configure sso`",
        ],
    );

    let machine = Machine::elsewhere().with(
        ".aws/config",
        "[profile other]\nregion=x\n[profile process]\ncredential_process=echo the-secret-of-it; false\n",
    );
    assert_says(
        &machine.fails(&["--profile", "audit"]).await,
        &["no profile `audit`", "other", "process", "--profile audit"],
    );
    assert_says(&machine.fails(&["--profile", "other"]).await, &["`other`", "nothing to sign in with"]);
    let told = machine.fails(&["--profile", "process"]).await;
    assert_says(&told, &["credential_process"]);
    assert!(!told.contains("the-secret-of-it"), "what a program prints may be a secret: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn google_knows_users_service_accounts_and_machines() {
    let gcs = Gcs::start().await;
    let usual = ".config/gcloud/application_default_credentials.json";
    let user = Machine::new().with(usual, &gcs.authorized_user(Role::ObjectCreator));
    let found = user.finds(&GCS).await;
    assert_eq!(found["who"], Role::ObjectCreator.email());
    assert_says(found["origin"].as_str().expect("text"), &["sign-in by gcloud", usual]);

    let machine = Machine::new();
    let key = machine.file("key.json", &gcs.service_account(Role::ObjectViewer)).display().to_string();
    let found = machine.set("GOOGLE_APPLICATION_CREDENTIALS", &key).finds(&GCS).await;
    assert_eq!(found["who"], Role::ObjectViewer.email());
    assert_says(found["origin"].as_str().expect("text"), &["key of a service account", &key]);

    let found = Machine::new().set("GCE_METADATA_HOST", gcs.metadata_host()).finds(&GCS).await;
    assert_eq!(found["who"], Role::ObjectCreator.email());
    assert_says(found["origin"].as_str().expect("text"), &["metadata server"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_google_identity_is_told_where_was_looked() {
    let gcs = Gcs::start().await;
    let told = Machine::new().set("GCE_METADATA_HOST", "127.0.0.1:1").fails(&GCS).await;
    assert_says(
        &told,
        &[
            "GOOGLE_APPLICATION_CREDENTIALS",
            "application_default_credentials.json",
            "metadata server",
            "`gcloud auth application-default login`",
        ],
    );

    let named = Machine::new().set("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/key.json");
    assert_says(&named.fails(&GCS).await, &["/nowhere/key.json", "cannot be read"]);

    let mut file: Value = serde_json::from_str(&gcs.authorized_user(Role::ObjectCreator)).expect("JSON");
    file["refresh_token"] = json!("1//a-revoked-token");
    let revoked = Machine::new().with(".config/gcloud/application_default_credentials.json", &file.to_string());
    let told = revoked.fails(&GCS).await;
    assert_says(&told, &["did not sign in", "invalid_grant", "`gcloud auth application-default login`"]);
    assert!(!told.contains("a-revoked-token"), "{told}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn azure_is_asked_in_the_order_of_microsoft() {
    let entra = Entra::start().await;
    let az = format!(
        "case \"$*\" in *'--tenant other'*) echo 'ERROR: Not signed in to other.' >&2; exit 1;; esac\ncat <<END\n{{\"accessToken\":\"{}\",\"expiresOn\":\"2098-12-31 00:00:00.000000\",\"expires_on\":4070822400,\"tokenType\":\"Bearer\"}}\nEND\n",
        entra::token("https://storage.azure.com")
    );
    let machine = |managed: &str| Machine::new().set("AZURE_POD_IDENTITY_AUTHORITY_HOST", managed).program("az", &az);
    let nobody = "http://127.0.0.1:1";
    let found = machine(nobody).finds(&AZURE).await;
    assert_eq!(found["origin"], "sign-in of the Azure CLI");
    assert_says(found["who"].as_str().expect("text"), &[entra::APP, entra::TENANT]);

    let told = machine(nobody).fails(&["--kind", "azure", "--tenant-id", "other"]).await;
    assert_says(&told, &["the Azure CLI: Not signed in to other", "nobody answers there"]);

    let found = machine(&entra.authority).finds(&AZURE).await;
    assert_eq!(found["origin"], "managed identity of the machine", "before the CLI");
    let found = machine(&entra.authority).finds(&["--kind", "azure", "--client-id", entra::MACHINE]).await;
    assert_eq!(found["origin"], "managed identity of the machine");

    let workload = |token: &str| {
        let machine = machine(&entra.authority);
        let file = machine.file("federated", token).display().to_string();
        machine
            .set("AZURE_AUTHORITY_HOST", format!("{}/", entra.authority))
            .set("AZURE_TENANT_ID", entra::TENANT)
            .set("AZURE_CLIENT_ID", entra::APP)
            .set("AZURE_FEDERATED_TOKEN_FILE", file)
    };
    let found = workload(entra::ASSERTION).finds(&AZURE).await;
    assert_says(found["origin"].as_str().expect("text"), &["workload identity", "federated"]);
    let told = workload("").fails(&AZURE).await;
    assert_says(&told, &["workload identity", "AADSTS700213", "federated credential"]);

    let application = |secret: &str| workload(entra::ASSERTION).set("AZURE_CLIENT_SECRET", secret);
    let found = application(entra::SECRET).finds(&AZURE).await;
    assert_says(found["origin"].as_str().expect("text"), &["AZURE_CLIENT_SECRET"]);
    let told = application(entra::EXPIRED_SECRET).fails(&AZURE).await;
    assert_says(&told, &["AADSTS7000222", "AZURE_CLIENT_SECRET"]);
    assert!(!told.contains(entra::EXPIRED_SECRET), "{told}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_azure_identity_is_told_where_was_looked() {
    let entra = Entra::start().await;
    let az = "echo 'ERROR: Please run az login to setup account.' >&2; exit 1\n";
    let machine = Machine::new().set("AZURE_POD_IDENTITY_AUTHORITY_HOST", &entra.authority).program("az", az);
    let told = machine.fails(&["--kind", "azure", "--client-id", "not-this-machine"]).await;
    assert_says(
        &told,
        &[
            "AZURE_CLIENT_ID",
            "managed identity of the machine",
            "Identity not found",
            "the Azure CLI",
            "Please run az login",
            "`az login`",
        ],
    );
}

#[tokio::test]
async fn a_folder_and_nothing_at_all_are_wrong_use() {
    let machine = Machine::new();
    for options in [&["--folder", "/tmp"][..], &[]] {
        let output = machine.run(options).await;
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
}
