//! The icon in the tray: how schedules stand, and what is done without the window.

mod icon;

use std::panic::{AssertUnwindSafe, catch_unwind};

use auditdesk_core::api::{
    Desk,
    wire::{Empty, Event, ScheduleHealth, ScheduleInfo},
};
use tauri::{
    App, AppHandle, Manager, Wry,
    menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem},
    tray::{TrayIcon, TrayIconBuilder},
};

use crate::{due, lifecycle, window};

/// How the schedules stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Those that run by themselves.
    pub enabled: usize,
    /// With a run at work.
    pub running: usize,
    /// Whose last run failed, or whose time has passed.
    pub failed: usize,
    /// All of them wait.
    pub paused: bool,
}

impl Standing {
    /// What a list of schedules comes to.
    pub fn of(schedules: &[ScheduleInfo], paused: bool) -> Self {
        let count = |wanted: &[ScheduleHealth]| schedules.iter().filter(|one| wanted.contains(&one.health)).count();
        Self {
            enabled: schedules.iter().filter(|schedule| schedule.enabled).count(),
            running: count(&[ScheduleHealth::Running]),
            failed: count(&[ScheduleHealth::Retrying, ScheduleHealth::Broken, ScheduleHealth::Overdue]),
            paused,
        }
    }

    /// One line for the menu and the tooltip.
    pub fn words(&self) -> String {
        let of = |count: usize, what: &str| match count {
            1 => format!("1 schedule {what}"),
            count => format!("{count} schedules {what}"),
        };
        let mut words = Vec::new();
        if self.failed > 0 {
            words.push(of(self.failed, if self.failed == 1 { "needs a look" } else { "need a look" }));
        }
        if self.running > 0 {
            words.push(of(self.running, if self.running == 1 { "is running" } else { "are running" }));
        }
        if self.paused {
            words.push("schedules are paused".into());
        }
        if words.is_empty() {
            words.push(if self.enabled == 0 { "no schedules".into() } else { of(self.enabled, "on time") });
        }
        let words = words.join(", ");
        words[..1].to_uppercase() + &words[1..]
    }
}

/// What of the icon changes.
struct Shown {
    icon: TrayIcon,
    words: MenuItem<Wry>,
    run: MenuItem<Wry>,
    pause: CheckMenuItem<Wry>,
}

/// Puts the icon into the tray and keeps it up to date. Where there is no tray the program goes on without: see [`is_shown`].
pub fn start(app: &App, desk: &Desk) {
    // On Linux the icon is drawn by a library that is looked for only now, by code that panics where there is none.
    let shown = match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(shown)) => shown,
        Ok(Err(error)) => return tracing::warn!(%error, "there is no tray icon"),
        Err(_) => return tracing::warn!("there is no tray icon: libayatana-appindicator3 is not installed"),
    };
    app.manage(shown);
    refresh(app.handle());
    let handle = app.handle().clone();
    crate::events::each(desk, move |event| {
        if matches!(event, Event::Lists | Event::Workspace | Event::Alert { .. }) {
            refresh(&handle);
        }
    });
}

/// How the schedules stand now; nothing is known while no workspace is open.
pub async fn standing(desk: &Desk) -> Standing {
    let schedules = desk.schedule_list(Empty {}).await.unwrap_or_default();
    Standing::of(&schedules, due::is_paused())
}

/// Whether somebody shows the icon: the program may be without a window only then. Known on Linux; elsewhere there is always a tray.
pub async fn is_shown(app: &AppHandle) -> bool {
    app.try_state::<Shown>().is_some() && has_host().await
}

#[cfg(target_os = "linux")]
async fn has_host() -> bool {
    async fn registered() -> zbus::Result<bool> {
        let watcher = "org.kde.StatusNotifierWatcher";
        let bus = zbus::Connection::session().await?;
        let proxy = zbus::Proxy::new(&bus, watcher, "/StatusNotifierWatcher", watcher).await?;
        proxy.get_property("IsStatusNotifierHostRegistered").await
    }
    registered().await.unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
#[allow(clippy::unused_async, reason = "as on Linux, where the bus is asked")]
async fn has_host() -> bool {
    true
}

fn build(app: &App) -> tauri::Result<Shown> {
    let item = |id: &str, text: &str, enabled| MenuItem::with_id(app, id, text, enabled, None::<&str>);
    let words = item("words", &Standing::default().words(), false)?;
    let run = item("run", "Run what is due now", false)?;
    let pause = CheckMenuItem::with_id(app, "pause", "Pause schedules", true, false, None::<&str>)?;
    let line = || PredefinedMenuItem::separator(app);
    let menu = Menu::with_items(
        app,
        &[
            &words,
            &line()?,
            &item("open", "Open Auditdesk", true)?,
            &run,
            &pause,
            &line()?,
            &item("quit", "Quit Auditdesk", true)?,
        ],
    )?;
    let mut builder = TrayIconBuilder::with_id("main").menu(&menu).tooltip("Auditdesk").on_menu_event(|app, event| {
        match event.id().as_ref() {
            "open" => window::show(app),
            "run" => run_due(app),
            "pause" => pause_schedules(app),
            "quit" => lifecycle::quit(app),
            _ => {}
        }
    });
    if let Some(plain) = app.default_window_icon() {
        builder = builder.icon(plain.clone());
    }
    Ok(Shown { icon: builder.build(app)?, words, run, pause })
}

fn run_due(app: &AppHandle) {
    let desk = app.state::<Desk>().inner().clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = desk.run_due().await {
            tracing::warn!(%error, "schedules could not be looked up");
        }
    });
}

fn pause_schedules(app: &AppHandle) {
    due::pause(!due::is_paused());
    refresh(app);
}

fn refresh(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (Some(desk), Some(shown)) = (app.try_state::<Desk>(), app.try_state::<Shown>()) else { return };
        if let Err(error) = shown.show(&app, standing(desk.inner()).await) {
            tracing::warn!(%error, "the tray icon could not be changed");
        }
    });
}

impl Shown {
    fn show(&self, app: &AppHandle, standing: Standing) -> tauri::Result<()> {
        let words = standing.words();
        self.words.set_text(&words)?;
        self.run.set_enabled(standing.enabled > 0)?;
        self.pause.set_checked(standing.paused)?;
        self.icon.set_tooltip(Some(format!("Auditdesk: {words}")))?;
        let Some(plain) = app.default_window_icon() else { return Ok(()) };
        self.icon.set_icon(Some(icon::marked(plain, icon::Mark::of(standing))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_first_what_needs_a_look() {
        let words = |enabled, running, failed, paused| Standing { enabled, running, failed, paused }.words();
        assert_eq!(words(0, 0, 0, false), "No schedules");
        assert_eq!(words(1, 0, 0, false), "1 schedule on time");
        assert_eq!(words(4, 0, 0, false), "4 schedules on time");
        assert_eq!(words(4, 1, 0, false), "1 schedule is running");
        assert_eq!(words(4, 2, 1, false), "1 schedule needs a look, 2 schedules are running");
        assert_eq!(words(4, 0, 2, true), "2 schedules need a look, schedules are paused");
        assert_eq!(words(4, 0, 0, true), "Schedules are paused");
    }
}
