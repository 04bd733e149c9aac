//! What the user chose for this program on this machine, whichever workspace is open: a small file beside the workspace.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde::{Deserialize, Serialize};

/// The choices as they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Whether closing the window leaves the program running; nothing: to be asked.
    pub keeps_running: Option<bool>,
    /// The size of what the window shows, in per cent.
    pub zoom: u16,
}

impl Default for Choices {
    fn default() -> Self {
        Self { keeps_running: None, zoom: 100 }
    }
}

/// The choices and their file.
pub struct Kept {
    path: PathBuf,
    choices: Mutex<Choices>,
}

impl Kept {
    /// The choices in `folder`. Where they cannot be read they are as if nothing was chosen: the user is asked again.
    pub fn read(folder: &Path) -> Self {
        let path = folder.join("program.json");
        let choices = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(%error, path = %path.display(), "the choices for this program are not readable");
                Choices::default()
            }),
            Err(_) => Choices::default(),
        };
        Self { path, choices: Mutex::new(choices) }
    }

    /// The choices.
    pub fn get(&self) -> Choices {
        *self.choices.lock().expect("no holder of the choices panics")
    }

    /// Changes the choices.
    ///
    /// # Errors
    /// Where the file cannot be written; the choices then hold until the program ends.
    pub fn change(&self, change: impl FnOnce(&mut Choices)) -> io::Result<()> {
        let mut choices = self.choices.lock().expect("no holder of the choices panics");
        change(&mut choices);
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        // Complete or not at all: the program may end at any moment.
        let draft = self.path.with_extension("json.new");
        fs::write(&draft, serde_json::to_vec(&*choices)?)?;
        fs::rename(draft, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_outlive_the_program_and_a_damaged_file_asks_again() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let inside = folder.path().join("not there yet");
        assert_eq!(Kept::read(&inside).get(), Choices::default());
        let kept = Kept::read(&inside);
        kept.change(|choices| choices.keeps_running = Some(true)).expect("the folder is writable");
        assert_eq!(kept.get().keeps_running, Some(true));
        assert_eq!(Kept::read(&inside).get(), Choices { keeps_running: Some(true), zoom: 100 });
        fs::write(inside.join("program.json"), r#"{"keeps_running":false}"#).expect("the folder is writable");
        assert_eq!(Kept::read(&inside).get().zoom, 100, "a file from before there was a zoom");
        fs::write(inside.join("program.json"), "{").expect("the folder is writable");
        assert_eq!(Kept::read(&inside).get(), Choices::default());
    }
}
