//! The shell: the only code that names `tauri`. Everything the product does is in `auditdesk-core`.

/// Opens the window and runs until the user quits.
pub fn run() {
    tauri::Builder::default().run(tauri::generate_context!()).expect("the window system is present");
}
