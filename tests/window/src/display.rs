//! What a window manager does, as the display of the journeys has none.

use x11rb::{
    connection::Connection,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState},
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use crate::Result;

/// Asks the window with this title to close, as the button in its frame does.
pub fn ask_to_close(title: &str) -> Result {
    let (display, screen) = RustConnection::connect(None)?;
    let root = display.setup().roots[screen].root;
    let atom = |name: &str| -> Result<u32> { Ok(display.intern_atom(false, name.as_bytes())?.reply()?.atom) };
    let (protocols, delete) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
    for window in display.query_tree(root)?.reply()?.children {
        let name = display.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply()?.value;
        let asked = display.get_property(false, window, protocols, AtomEnum::ATOM, 0, 64)?.reply()?;
        if name == title.as_bytes() && asked.value32().is_some_and(|mut known| known.any(|known| known == delete)) {
            let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
            display.send_event(false, window, EventMask::NO_EVENT, message)?;
            display.sync()?;
            return Ok(());
        }
    }
    Err(format!("there is no window {title} on the display").into())
}

/// Whether a window with this title is on the display.
pub fn shows(title: &str) -> Result<bool> {
    let (display, screen) = RustConnection::connect(None)?;
    let root = display.setup().roots[screen].root;
    for window in display.query_tree(root)?.reply()?.children {
        // A window may go between the two questions.
        let name = display.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply();
        let state = display.get_window_attributes(window)?.reply();
        if let (Ok(name), Ok(state)) = (name, state)
            && name.value == title.as_bytes()
            && state.map_state == MapState::VIEWABLE
        {
            return Ok(true);
        }
    }
    Ok(false)
}
