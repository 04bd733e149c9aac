//! No secret leaves the program: not at trace level, not in `--json`, errors, files or its command line, whether it is right or wrong.

#[path = "../core/servers/mod.rs"]
mod servers;
mod support;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use servers::{
    azurite::Azurite,
    entra::{self, Entra},
    gcs::{Gcs, Role},
    imds::Imds,
    s3s_fs::S3sFs,
};
use support::Terminal;

/// What must not be seen.
struct Secrets(Vec<String>);

impl Secrets {
    fn of(secrets: &[&str]) -> Self {
        let mut all = Vec::new();
        for secret in secrets {
            assert!(secret.len() >= 8, "{secret:?} is too short to be told from other text");
            let percent: String =
                percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string();
            all.extend([(*secret).to_owned(), percent, secret.escape_debug().to_string()]);
            // Base64 without the end, which depends on what follows.
            all.push(BASE64_STANDARD.encode(&secret.as_bytes()[..secret.len() / 3 * 3]));
        }
        Self(all)
    }

    fn check(&self, what: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        for secret in &self.0 {
            if let Some(at) = text.find(secret.as_str()) {
                let line = text[..at].lines().count();
                panic!("{what} holds a secret in line {line}: {:?}", text.lines().nth(line.saturating_sub(1)));
            }
        }
    }

    fn check_files(&self, folder: &Path) {
        for entry in fs::read_dir(folder).expect("it is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                self.check_files(&path);
            } else {
                self.check(&path.display().to_string(), &fs::read(&path).expect("it can be read"));
            }
        }
    }

    /// Runs a command at trace level, and looks at everything that can be seen of it.
    fn run(&self, mut command: Command, json: bool) {
        if json {
            command.arg("--json");
        }
        command.env("AUDITDESK_LOG", "trace").env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
        let shown = format!("{:?}", command.get_args().collect::<Vec<_>>());
        let asks_the_network = command.get_args().any(|word| word == "test");
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program was built");
        if let Ok(line) = fs::read(format!("/proc/{}/cmdline", child.id())) {
            self.check("the command line", &line);
        }
        let output = child.wait_with_output().expect("it ends");
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(!asks_the_network || log.contains("TRACE"), "{shown} logs at trace level: {log}");
        self.check(&format!("the output of {shown}"), &output.stdout);
        self.check(&format!("the log of {shown}"), &output.stderr);
    }
}

/// Adds, tests, exports to and lists a destination, with and without `--json`.
fn walk(secrets: &Secrets, name: &str, place: &[&str], secret: Option<&str>, variables: &[(&str, &str)]) {
    let terminal = Terminal::new();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("secret").display().to_string();
    let mut add = [&["destination", "add", name][..], place].concat();
    if let Some(secret) = secret {
        fs::write(&file, secret).expect("the folder is writable");
        add.extend(["--secret-file", &file]);
    }
    let identity = [&["destination", "identity"][..], place].concat();
    for json in [false, true] {
        let ambient = secret.is_none();
        let commands = [
            (&identity[..], ambient),
            (&add, !json),
            (&["destination", "test", name], true),
            (&["export", "all", "--to", name, "--allow-empty"], true),
            (&["destination", "edit", name, "--expires", "2027-01-01"], true),
            (&["destination", "list"], true),
        ];
        for (arguments, _) in commands.iter().filter(|(_, run)| *run) {
            let mut command = terminal.command(arguments);
            command.envs(variables.iter().copied());
            secrets.run(command, json);
        }
    }
    let listed = terminal.json(&["destination", "list"]);
    assert_eq!(listed[0]["name"], name, "it was added");
    secrets.check_files(&terminal.workspace());
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_s3_stay_inside() {
    let s3 = S3sFs::start();
    let endpoint = format!("http://{}", s3.address);
    let place = ["--bucket", "exports", "--endpoint", &endpoint, "--path-style", "--access-key-id", &s3.key.id];
    for secret in [s3.key.secret.as_str(), "a-wrong-secret+/of=the-tests"] {
        walk(&Secrets::of(&[secret]), "s3", &place, Some(secret), &[]);
    }
    let (secret, token) = ("the-secret-of-a-session", "the-token-of-a-session");
    let place = ["--bucket", "exports", "--endpoint", &endpoint, "--path-style", "--access-key-id", "ASIATEMPORARY"];
    walk(&Secrets::of(&[secret, token]), "session", &place, Some(secret), &[("AUDITDESK_SESSION_TOKEN", token)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_google_stay_inside() {
    let gcs = Gcs::start().await;
    let place = ["--gcs-bucket", "exports", "--endpoint", &gcs.endpoint];
    for file in [gcs.service_account(Role::ObjectCreator), gcs.revoked(Role::ObjectCreator)] {
        let json: serde_json::Value = serde_json::from_str(&file).expect("JSON");
        let key = json["private_key"].as_str().expect("text");
        let lines: Vec<&str> = key.lines().filter(|line| line.len() > 40 && !line.starts_with("---")).collect();
        walk(&Secrets::of(&lines), "gcs", &place, Some(&file), &[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_azure_stay_inside() {
    let azurite = Azurite::start().await;
    let entra = Entra::start().await;
    let auditdesk_core::api::wire::Place::Azure { account, container, endpoint, ca_pem, .. } = azurite.container()
    else {
        unreachable!("it is Azure's")
    };
    let folder = tempfile::tempdir().expect("a folder");
    let ca = folder.path().join("ca.pem").display().to_string();
    fs::write(&ca, ca_pem).expect("the folder is writable");
    let place = ["--azure-account", &account, "--azure-container", &container, "--endpoint", &endpoint, "--ca", &ca];
    let shared = azurite.secret();
    let wrong = BASE64_STANDARD.encode("another key of the account, of 64 bytes, as they all have in here");
    for key in [shared.expose(), &wrong] {
        walk(&Secrets::of(&[key]), "azure", &place, Some(key), &[]);
    }
    let application =
        [&place[..], &["--tenant-id", entra::TENANT, "--client-id", entra::APP, "--authority", &entra.authority]]
            .concat();
    // What every token begins with, up to the times in it.
    let token = entra::token("https://storage.azure.com");
    for secret in [entra::SECRET, entra::EXPIRED_SECRET] {
        walk(&Secrets::of(&[secret, &token[..80]]), "application", &application, Some(secret), &[]);
    }
    let ambient = [&place[..], &["--ambient"]].concat();
    let managed = [("AZURE_POD_IDENTITY_AUTHORITY_HOST", entra.authority.as_str())];
    walk(&Secrets::of(&[&token[..80]]), "managed", &ambient, None, &managed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_signs_this_machine_in_stays_inside() {
    let (s3, gcs) = (S3sFs::start(), Gcs::start().await);
    let endpoint = format!("http://{}", s3.address);
    let place = ["--bucket", "exports", "--endpoint", &endpoint, "--path-style", "--ambient"];
    let nowhere = ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
    let keys = [("AWS_ACCESS_KEY_ID", s3.key.id.as_str()), ("AWS_SECRET_ACCESS_KEY", s3.key.secret.as_str()), nowhere];
    walk(&Secrets::of(&[&s3.key.secret]), "environment", &place, None, &keys);

    let (secret, token) = ("the-secret-of-a-role", "the-session-token-of-a-role");
    let role = object_store::aws::AwsCredential {
        key_id: "ASIAROLE".into(),
        secret_key: secret.into(),
        token: Some(token.into()),
    };
    let imds = Imds::start(role).await;
    let container = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", imds.container.as_str()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", imds.container_token.as_str()),
        nowhere,
    ];
    walk(&Secrets::of(&[secret, token, &imds.container_token]), "container", &place, None, &container);

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("adc.json").display().to_string();
    let adc = gcs.authorized_user(Role::ObjectCreator);
    fs::write(&file, &adc).expect("the folder is writable");
    let adc: serde_json::Value = serde_json::from_str(&adc).expect("JSON");
    let text = |key: &str| adc[key].as_str().expect("text");
    let secrets = Secrets::of(&[text("refresh_token"), text("client_secret"), "ya29.tests-"]);
    let place = ["--gcs-bucket", "exports", "--endpoint", &gcs.endpoint, "--ambient"];
    walk(&secrets, "google", &place, None, &[("GOOGLE_APPLICATION_CREDENTIALS", &file)]);
}
