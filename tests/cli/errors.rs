//! What goes wrong at a user's desk: each a clear message, the right code, and nothing lost.

mod support;

use std::{fs, io::Write};

use auditdesk_standin::obot::{Generation, Options, Server};
use support::Terminal;

async fn small_server() -> Server {
    Server::start(Options::new(Generation::C, 5, 60)).await.expect("loopback is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_says_so_and_an_expired_one_keeps_what_was_synced() {
    let server = small_server().await;
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), "ok1-1-1-wrongwrongwrongwrongwrongwrongwrongwrongwro");
    let (exit, error) = terminal.fails(&["sync"]);
    assert_eq!((exit, &error["code"]), (1, &"source_unauthorized".into()), "{error}");
    let (exit, _) = terminal.fails(&["source", "test", "obot"]);
    assert_eq!(exit, 1, "a failed test is a failure");
    terminal.done(&["source", "remove", "obot"]);

    terminal.add_obot(&server.url(), &server.api_key());
    terminal.done(&["sync"]);
    server.set_keys_valid(false);
    let (exit, error) = terminal.fails(&["sync"]);
    assert_eq!((exit, &error["code"]), (1, &"source_unauthorized".into()), "{error}");
    assert_eq!(terminal.json(&["query"])["total"], 60, "what was synced stays");
    server.stop().await;
}

#[test]
fn an_unreachable_host_names_the_host() {
    let terminal = Terminal::new();
    terminal.add_obot("http://127.0.0.1:1", "ok1-1-1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    let (exit, error) = terminal.fails(&["source", "test", "obot"]);
    assert_eq!(exit, 1, "{error}");
    assert!(error["message"].as_str().is_some_and(|message| message.contains("127.0.0.1")), "{error}");
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let terminal = Terminal::new();
    fs::write(terminal.passphrase_file(), "another passphrase").expect("the temporary folder is writable");
    let (exit, error) = terminal.fails(&["query"]);
    assert_eq!((exit, &error["code"]), (1, &"wrong_key".into()), "{error}");
    fs::write(terminal.passphrase_file(), support::PASSPHRASE).expect("the temporary folder is writable");
    terminal.done(&["query"]);
}

#[test]
fn a_missing_workspace_says_how_to_make_one() {
    let terminal = Terminal::new();
    let elsewhere = terminal.path().join("elsewhere").display().to_string();
    let (exit, error) = terminal.fails(&["--workspace", &elsewhere, "query"]);
    assert_eq!((exit, &error["code"]), (1, &"workspace_missing".into()), "{error}");
    assert!(error["message"].as_str().is_some_and(|message| message.contains("auditdesk init")), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_named_as_damaged_and_left_as_it_is() {
    let server = small_server().await;
    let terminal = Terminal::new();
    terminal.add_obot(&server.url(), &server.api_key());
    terminal.done(&["sync"]);
    server.stop().await;
    let path = terminal.workspace().join("workspace.db");
    let mut bytes = fs::read(&path).expect("the workspace is a file");
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..] {
        *byte ^= 0x5a;
    }
    let mut file = fs::OpenOptions::new().write(true).open(&path).expect("the workspace is writable");
    file.write_all(&bytes).expect("the disk has room");
    drop(file);
    let (exit, error) = terminal.fails(&["verify"]);
    assert_eq!((exit, &error["code"]), (1, &"corrupt".into()), "{error}");
    assert_eq!(fs::read(&path).expect("the file is there").len(), bytes.len(), "nothing was cut off or rebuilt");
}

#[test]
fn an_unknown_bucket_folder_and_host_fail_the_test_of_a_destination() {
    let terminal = Terminal::new();
    let missing = terminal.path().join("missing").display().to_string();
    terminal.done(&["destination", "add", "folder", "--folder", &missing]);
    let (exit, error) = terminal.fails(&["destination", "test", "folder"]);
    assert_eq!(exit, 1, "{error}");
    let (exit, error) = terminal.fails(&["export", "all", "--to", "folder", "--allow-empty"]);
    assert_eq!((exit, &error["code"]), (1, &"storage_no_bucket".into()), "{error}");

    let secret = terminal.path().join("secret").display().to_string();
    fs::write(&secret, "0123456789012345678901234567890123456789").expect("the temporary folder is writable");
    terminal.done(&[
        "destination",
        "add",
        "dead",
        "--bucket",
        "audit",
        "--endpoint",
        "http://127.0.0.1:1",
        "--path-style",
        "--access-key-id",
        "AKIAIOSFODNN7EXAMPLE",
        "--secret-file",
        &secret,
    ]);
    let (exit, error) = terminal.fails(&["destination", "test", "dead"]);
    assert_eq!(exit, 1, "{error}");
}

#[test]
fn a_filter_that_does_not_parse_is_wrong_use_with_a_caret() {
    let terminal = Terminal::new();
    let (exit, error) = terminal.fails(&["query", "outcom:failure"]);
    assert_eq!((exit, &error["code"]), (2, &"filter_syntax".into()), "{error}");
    assert_eq!(error["details"]["at"], 0, "{error}");
    let plain = terminal.run(&["query", "outcom:failure"]);
    let text = String::from_utf8_lossy(&plain.stderr).into_owned();
    assert!(text.contains("outcome") && text.contains('^'), "it suggests and points: {text}");
}

#[test]
fn wrong_use_is_exit_code_two() {
    let terminal = Terminal::new();
    assert_eq!(terminal.run(&["query", "--no-such-option"]).status.code(), Some(2), "clap's own code");
    assert_eq!(terminal.fails(&["query", "--sort", "nothing"]).0, 2, "an unknown field");
    assert_eq!(terminal.fails(&["query", "--zone", "Mars/Olympus"]).0, 2, "an unknown zone");
    assert_eq!(terminal.fails(&["show", "x1"]).0, 2, "not a key");
}

#[test]
fn a_second_writer_only_reads() {
    let terminal = Terminal::new();
    let lock = fs::read_dir(terminal.workspace())
        .expect("the workspace is a folder")
        .filter_map(Result::ok)
        .find(|entry| entry.file_name().to_string_lossy().contains("lock"))
        .expect("the lock file stays")
        .path();
    let held = fs::OpenOptions::new().write(true).open(lock).expect("the lock is ours");
    held.try_lock().expect("nobody else holds it");
    assert_eq!(terminal.json(&["status"])["read_only"], true, "it opens for reading");
    terminal.done(&["query"]);
    let folder = terminal.path().display().to_string();
    let (exit, error) = terminal.fails(&["destination", "add", "x", "--folder", &folder]);
    assert_eq!((exit, &error["code"]), (1, &"workspace_busy".into()), "{error}");
}
