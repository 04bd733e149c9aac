//! Steps that several journeys share.

use std::path::{Path, PathBuf};

use auditdesk_standin::obot::{Generation, Habits, Options, Server, Truth};
use auditdesk_window_tests::{Result, Stage, Window};
use sha2::{Digest, Sha256};

/// A server whose data stands still, so that counts can be foretold.
pub async fn server(entries: usize) -> Result<Server> {
    let mut options = Options::new(Generation::C, 11, entries);
    options.days = 14;
    options.habits =
        Habits { unanswered: 0.0, out_of_order_ids: true, id_gaps: true, hosted_agents: true, ..Habits::none() };
    Ok(Server::start(options).await?)
}

/// How many entries of the server hold a condition.
pub fn count(server: &Server, holds: impl Fn(&Truth) -> bool) -> usize {
    let mut count = 0;
    server.each_truth(|truth| count += usize::from(holds(&truth)));
    count
}

/// A number as the window writes it.
pub fn figure(number: usize) -> String {
    let digits = number.to_string();
    let mut figure = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            figure.push(',');
        }
        figure.push(digit);
    }
    figure
}

/// From the first start to a workspace with its key in the keyring.
pub async fn create_workspace(window: &Window) -> Result {
    window.press("Create workspace…").await?;
    window.see_text("Keyring of this computer").await?;
    window.press("Create workspace").await?;
    window.see_text("What do the entries come from?").await
}

/// Adds an Obot server with an API key, in the wizard that is open.
pub async fn fill_source(window: &Window, server: &Server) -> Result {
    window.press("Obot").await?;
    window.fill("Obot address", &server.url()).await?;
    window.fill("Name", "Production").await?;
    window.fill("API key", &server.api_key()).await
}

/// Waits on the page of the sources until the sync is over.
pub async fn synced(window: &Window, entries: usize) -> Result {
    window.see("//*[@aria-label='Production']//*[normalize-space(text())='Synced']").await?;
    window.see(&format!("//*[@aria-label='Production']//dd[normalize-space(.)='{}']", figure(entries))).await.map(drop)
}

/// A window on a workspace that holds everything the server has.
pub async fn open_synced(stage: &Stage, server: &Server) -> Result<Window> {
    let window = stage.open().await?;
    create_workspace(&window).await?;
    fill_source(&window, server).await?;
    window.press("Add and sync").await?;
    synced(&window, count(server, |_| true)).await?;
    Ok(window)
}

/// Opens the form for a new destination and describes a folder.
pub async fn fill_folder(window: &Window, name: &str, folder: &Path) -> Result {
    window.press("Exports").await?;
    window.press("Destinations").await?;
    window.press("Add destination").await?;
    window.select("Where", "Folder on this computer").await?;
    window.fill("Name", name).await?;
    window.fill("Folder", &folder.display().to_string()).await
}

/// The files in a folder and in those below it.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The field of the query bar.
pub const QUERY_BAR: &str = "//*[@aria-label='Filter' and @role='textbox']";

/// Types a filter into the query bar, applies it and waits for this many entries.
pub async fn filter(window: &Window, text: &str, expected: usize) -> Result {
    type_filter(window, text).await?;
    shows(window, expected).await
}

/// Waits until Review shows so many entries.
pub async fn shows(window: &Window, count: usize) -> Result {
    let status = format!("//*[@role='status'][starts-with(normalize-space(.), '{} of ')]", figure(count));
    window.see(&status).await.map(drop)
}

/// Types a filter into the query bar and applies it.
pub async fn filter_any(window: &Window, text: &str) -> Result {
    type_filter(window, text).await?;
    rows(window).await
}

/// Types a filter in the place of the one that is there, and waits until it is applied: the keyboard is in the grid then, and the rows are its.
async fn type_filter(window: &Window, text: &str) -> Result {
    window.see("//*[@role='grid'][@aria-label='Entries']").await?;
    enter_filter(window, text).await?;
    in_grid(window).await?;
    let answered = "return document.querySelector('.review-body')?.getAttribute('aria-busy') === 'false'";
    window.until(answered, "the filter's rows").await
}

/// Types a filter in the place of the one that is there and presses Enter; what comes of it is another matter.
pub async fn enter_filter(window: &Window, text: &str) -> Result {
    use fantoccini::key::Key;
    window.click(QUERY_BAR).await?;
    window.chord(&[Key::Control], 'a').await?;
    window.keys(text).await?;
    window.key(Key::Enter).await
}

async fn in_grid(window: &Window) -> Result {
    window.until("return document.activeElement?.getAttribute('role') === 'grid'", "the grid").await
}

/// Waits for rows in the grid.
pub async fn rows(window: &Window) -> Result {
    window
        .see("//*[@role='grid']//*[@role='row'][@data-rank='0']//*[@data-column='1'][normalize-space(.)!='']")
        .await
        .map(drop)
}

/// Gives the keyboard to the grid, as the keyboard does it: to the query bar and on from there.
pub async fn to_grid(window: &Window) -> Result {
    use fantoccini::key::Key;
    window.chord(&[Key::Control], 'l').await?;
    window.until("return document.activeElement?.matches('.cm-content') === true", "the query bar").await?;
    window.key(Key::Escape).await?;
    in_grid(window).await
}

/// The hash of some bytes, as the window writes it.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}
