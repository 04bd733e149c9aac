//! Links to entries that the system hands to the program: `auditdesk://entry/…`. The window asks for the last one when it can show it: the workspace may
//! be locked, or the window not there yet.

use std::sync::Mutex;

use tauri::{AppHandle, Emitter, Manager, State};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::window;

/// What a link of this program begins with.
const SCHEME: &str = "auditdesk://";

/// A link is at most so long: the hash and an id. Anything longer is none.
const LONGEST: usize = 4096;

/// The last link that was not shown yet.
#[derive(Default)]
pub struct Waiting(Mutex<Option<String>>);

/// Takes links from the system, also the one that the program was started with.
pub fn watch(app: &AppHandle) {
    app.manage(Waiting::default());
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| event.urls().iter().for_each(|url| take(&handle, url.as_str())));
    match app.deep_link().get_current() {
        Ok(urls) => urls.into_iter().flatten().for_each(|url| take(app, url.as_str())),
        Err(error) => tracing::warn!(%error, "whether the program was started by a link is not known"),
    }
    // An installed package registers the scheme; one that runs from where it was built does not.
    #[cfg(all(debug_assertions, target_os = "windows"))]
    if let Err(error) = app.deep_link().register_all() {
        tracing::warn!(%error, "links will not lead to this program");
    }
}

/// Takes the link out of what another start of the program was given.
pub fn take_from(app: &AppHandle, arguments: &[String]) {
    arguments.iter().filter(|argument| argument.starts_with(SCHEME)).for_each(|link| take(app, link));
}

fn take(app: &AppHandle, link: &str) {
    if !link.starts_with(SCHEME) || link.len() > LONGEST {
        return;
    }
    *app.state::<Waiting>().0.lock().expect("no holder of a link panics") = Some(link.to_owned());
    window::show(app);
    if let Err(error) = app.emit("link", ()) {
        tracing::warn!(%error, "a link did not reach the window");
    }
}

/// The link that waits to be shown; it waits no longer.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands take their state so")]
pub fn link_take(waiting: State<'_, Waiting>) -> Option<String> {
    waiting.0.lock().expect("no holder of a link panics").take()
}
