//! Starting at login: off until the user wants it.

use auto_launch::{AutoLaunch, AutoLaunchBuilder, Error};

/// The argument of a start at login: no window, where the program can be reached without one.
pub const HIDDEN: &str = "--hidden";

/// Whether the program starts at login.
///
/// # Errors
/// Where the system does not tell.
pub fn is_on() -> Result<bool, Error> {
    entry()?.is_enabled()
}

/// Makes the program start at login, or not.
///
/// # Errors
/// Where the system does not take it.
pub fn set(on: bool) -> Result<(), Error> {
    let entry = entry()?;
    match (on, entry.is_enabled()?) {
        (true, _) => entry.enable(),
        (false, true) => entry.disable(),
        (false, false) => Ok(()),
    }
}

/// Writes the entry again where there is one: the program may have moved since.
pub fn refresh() {
    if let Err(error) = is_on().and_then(|on| if on { set(true) } else { Ok(()) }) {
        tracing::warn!(%error, "the entry that starts this program at login may be out of date");
    }
}

fn entry() -> Result<AutoLaunch, Error> {
    // An AppImage runs from a place that is gone tomorrow.
    let program = std::env::var_os("APPIMAGE").map_or_else(std::env::current_exe, |path| Ok(path.into()))?;
    AutoLaunchBuilder::new()
        .set_app_name("Auditdesk")
        .set_app_path(&quoted(&program.to_string_lossy()))
        .set_args(&[HIDDEN])
        .build()
}

/// The path as the system's entry wants it: command lines on Linux and Windows, a list of arguments on macOS.
fn quoted(path: &str) -> String {
    if cfg!(target_os = "macos") {
        path.to_owned()
    } else if cfg!(windows) {
        format!("\"{path}\"")
    } else {
        // Desktop Entry Specification, "The Exec key": quotes, with a backslash before what a shell minds, itself escaped as in any string; % doubled.
        let mut exec = String::from("\"");
        for sign in path.chars() {
            match sign {
                '"' | '`' | '$' => exec.extend(["\\\\", sign.encode_utf8(&mut [0; 4])]),
                '\\' => exec.push_str("\\\\\\\\"),
                '%' => exec.push_str("%%"),
                sign => exec.push(sign),
            }
        }
        exec.push('"');
        exec
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_the_command_line() {
        assert_eq!(quoted("/opt/my apps/auditdesk"), "\"/opt/my apps/auditdesk\"");
        assert_eq!(quoted(r#"/a"b$c`d\e%f"#), r#""/a\\"b\\$c\\`d\\\\e%%f""#);
    }
}
