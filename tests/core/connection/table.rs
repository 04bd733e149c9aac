//! The table in `docs/connection-test.md` is these cases.

use std::{collections::BTreeSet, fs, path::Path};

use auditdesk_core::api::wire::Conclusion;

use crate::{case::Row, credentials, folder, network, place, rights, settings};

const BEGIN: &str = "<!-- The table is made of the cases in tests/core/connection: CONNECTION_TABLE=write cargo test -p auditdesk-core --test connection table -->\n";
const END: &str = "<!-- End of the table. -->\n";

fn parts() -> [(&'static str, &'static [Row]); 6] {
    [
        ("Settings", settings::ROWS),
        ("The way to the storage", network::ROWS),
        ("Who signs in", credentials::ROWS),
        ("Bucket, container, region", place::ROWS),
        ("Rights, encryption, retention", rights::ROWS),
        ("Folders", folder::ROWS),
    ]
}

fn verdict(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Works => "works",
        Conclusion::WriteOnly => "works, write-only",
        Conclusion::Unsafe => "works, but unsafe",
        Conclusion::Fails => "fails",
        Conclusion::Unknown => "cannot tell",
    }
}

fn table() -> String {
    let mut text = String::new();
    let mut number = 0;
    for (title, rows) in parts() {
        text += &format!(
            "\n### {title}\n\n| | Situation | Verdict | Line | What it says | What it advises |\n|---|---|---|---|---|---|\n"
        );
        for row in rows {
            number += 1;
            let Row { situation, conclusion, line, says, remedy } = row;
            let remedy = if remedy.is_empty() { String::new() } else { format!("… {remedy} …") };
            text +=
                &format!("| {number} | {situation} | {} | {line} | … {says} … | {remedy} |\n", verdict(*conclusion));
        }
    }
    text + "\n"
}

#[test]
fn the_table_in_the_document_is_these_cases() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/connection-test.md");
    let text = fs::read_to_string(&path).expect("the document is there");
    let (before, rest) = text.split_once(BEGIN).expect("the table's begin is marked");
    let (found, after) = rest.split_once(END).expect("and its end");
    let table = table();
    if std::env::var("CONNECTION_TABLE").is_ok_and(|what| what == "write") {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).expect("it can be written");
    } else {
        assert_eq!(found, table, "write it with the command at its head");
    }
}

#[test]
fn there_are_sixty_ways_and_each_is_its_own() {
    let situations: Vec<&str> = parts().iter().flat_map(|(_, rows)| rows.iter().map(|row| row.situation)).collect();
    let distinct: BTreeSet<&str> = situations.iter().copied().collect();
    assert_eq!(distinct.len(), situations.len());
    assert!(situations.len() >= 60, "{}", situations.len());
}
