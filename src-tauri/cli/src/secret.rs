//! Where secrets come from: a file, standard input, the environment, a prompt; never an argument.

use std::{
    io::{BufRead, IsTerminal},
    path::Path,
};

use auditdesk_core::{
    api::wire::Secret,
    error::{Error, ErrorCode, Result},
};

/// Reads a secret: from `file` (`-`: standard input) if given, else from the environment variable, else from a prompt on the terminal.
pub fn read(what: &str, file: Option<&Path>, variable: &str) -> Result<Secret> {
    let line = match file {
        Some(path) if path == Path::new("-") => first_line(std::io::stdin().lock(), what)?,
        Some(path) => from_file(what, path)?,
        None => match std::env::var(variable) {
            Ok(value) => value,
            Err(_) => return prompt(what, variable),
        },
    };
    if line.is_empty() {
        return Err(Error::new(ErrorCode::WrongUse, format!("The {what} is empty.")));
    }
    Ok(Secret::new(line))
}

/// As [`read`], where the secret is all of a file and not a line: the key file of a service account.
pub fn read_whole(what: &str, file: Option<&Path>, variable: &str) -> Result<Secret> {
    let Some(path) = file else { return read(what, None, variable) };
    let unreadable = |error| Error::new(ErrorCode::Io, format!("The {what} cannot be read: {error}."));
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin()).map_err(unreadable)?
    } else {
        std::fs::read_to_string(path).map_err(unreadable)?
    };
    if text.trim().is_empty() {
        return Err(Error::new(ErrorCode::WrongUse, format!("The {what} is empty.")));
    }
    Ok(Secret::new(text))
}

fn from_file(what: &str, path: &Path) -> Result<String> {
    let file = std::fs::File::open(path).map_err(|error| {
        Error::new(ErrorCode::Io, format!("The file with the {what}, {}, cannot be read: {error}.", path.display()))
    })?;
    first_line(std::io::BufReader::new(file), what)
}

fn first_line(mut from: impl BufRead, what: &str) -> Result<String> {
    let mut line = String::new();
    from.read_line(&mut line)
        .map_err(|error| Error::new(ErrorCode::Io, format!("The {what} cannot be read: {error}.")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Asks on the terminal without showing what is typed.
pub fn prompt(what: &str, variable: &str) -> Result<Secret> {
    if !std::io::stdin().is_terminal() {
        return Err(Error::new(
            ErrorCode::WrongUse,
            format!(
                "The {what} is needed. Name a file with it, set {variable}, or run this on a terminal to be asked."
            ),
        ));
    }
    rpassword::prompt_password(format!("{what}: "))
        .map(Secret::new)
        .map_err(|error| Error::new(ErrorCode::Io, format!("The {what} cannot be read from the terminal: {error}.")))
}
