//! What runs wrote into a real bucket is read again: what is as it was written, what is not, and what a key that may only write gets to hear.

#[path = "../core/servers/mod.rs"]
mod servers;
mod support;

use std::fs;

use object_store::{ObjectStoreExt, path::Path};
use serde_json::Value;
use servers::{Key, garage::Garage};
use support::Terminal;

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_read_again_and_what_is_gone_or_changed_is_found() {
    let server = Garage::start();
    let terminal = Terminal::new();
    add_entries(&terminal);
    let address = format!("http://{}", server.address);
    let place = ["--endpoint", &address, "--region", "garage", "--bucket", servers::garage::BUCKET, "--path-style"];
    let secret = secret(&terminal, &server.read_write);
    let key = ["--access-key-id", server.read_write.id.as_str(), "--secret-file", &secret];
    terminal.done(&[&["destination", "add", "bucket"], &place[..], &key[..]].concat());
    let when = ["--cron", "0 0 29 2 *", "--from", "everything"];
    let how = ["--split-rows", "3"];
    terminal.done(&[&["schedule", "add", "doors", "--to", "bucket"], &when[..], &how[..]].concat());
    terminal.done(&["schedule", "run", "doors"]);
    let runs = terminal.json(&["schedule", "runs", "doors"]);
    let (run, objects) = (runs[0]["id"].to_string(), runs[0]["objects"].as_array().expect("a list").clone());
    assert_eq!(objects.len(), 3);

    let found = terminal.json(&["runs", "verify", &run]);
    assert_eq!(verdicts(&found), ["same"; 4], "three objects and the manifest: {found:#}");

    let store = server.store();
    let path = |object: &Value| Path::parse(object["key"].as_str().expect("text")).expect("a key");
    store.delete(&path(&objects[1])).await.expect("it goes");
    store.put(&path(&objects[2]), "other rows\n".into()).await.expect("it is replaced");
    let (code, error) = terminal.fails(&["runs", "verify", &run]);
    assert_eq!((code, error["code"].as_str()), (1, Some("storage_answer")), "{error:#}");
    let shown = terminal.json(&["runs"]);
    assert_eq!(verdicts(&shown[0]["verification"]), ["same", "missing", "different", "same"]);
    let log = terminal.done(&["runs", "log", &run]);
    assert!(log.contains("2 objects are as they were written, 2 are not"), "{log}");

    let secret = self::secret(&terminal, &server.write_only);
    let key = ["--access-key-id", server.write_only.id.as_str(), "--secret-file", &secret];
    terminal.done(&[&["destination", "edit", "bucket"], &key[..]].concat());
    let (code, error) = terminal.fails(&["runs", "verify", &run]);
    assert_eq!((code, error["code"].as_str()), (1, Some("storage_denied")), "{error:#}");
    let shown = terminal.json(&["runs"]);
    assert_eq!(verdicts(&shown[0]["verification"]).len(), 4, "what was found before stays");
}

fn verdicts(found: &Value) -> Vec<&str> {
    let objects = found["objects"].as_array().unwrap_or_else(|| panic!("no objects: {found:#}"));
    objects.iter().map(|object| object["verdict"].as_str().expect("a word")).collect()
}

fn secret(terminal: &Terminal, key: &Key) -> String {
    let file = terminal.path().join("secret");
    fs::write(&file, &key.secret).expect("the temporary folder is writable");
    file.display().to_string()
}

fn add_entries(terminal: &Terminal) {
    let (file, mapping) = (terminal.path().join("doors.csv"), terminal.path().join("doors.json"));
    let rows: Vec<_> = (0..8).map(|minute| format!("2026-08-20 10:{minute:02}:00;ada;door {minute}")).collect();
    fs::write(&file, format!("when;badge;door\n{}\n", rows.join("\n"))).expect("the temporary folder is writable");
    let fields = r#"{"time":"/when","actor_name":"/badge","target_name":"/door"}"#;
    let mapping_text =
        format!(r#"{{"fields":{fields},"constants":{{"operation":"open"}},"outcomes":{{}},"zone":"UTC"}}"#);
    fs::write(&mapping, mapping_text).expect("the temporary folder is writable");
    terminal.done(&["mapping", "save", "doors", &mapping.display().to_string()]);
    terminal.done(&["import", &file.display().to_string(), "--into", "Doors", "--mapping", "doors"]);
}
