//! Tells Tauri where the capabilities are, and lets `cargo check` work before the window's front end was built.

use std::{fs, path::Path};

fn main() {
    let dist = Path::new("ui/dist/index.html");
    if !dist.exists() {
        fs::create_dir_all("ui/dist").expect("the checkout is writable while it is built");
        fs::write(dist, "<!doctype html><title>Auditdesk</title>The front end was not built: run scripts/run.\n")
            .expect("the checkout is writable while it is built");
    }
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=tauri.conf.json");
    tauri_build::try_build(
        tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*.json"),
    )
    .expect("tauri.conf.json and the capabilities are valid");
}
