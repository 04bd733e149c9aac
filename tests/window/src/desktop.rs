//! What a desktop does with a program that has no window, as the session bus of the journeys has none: shows its tray icon with the menu, and its
//! notifications.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the interfaces of the bus have these forms"
)]

use std::{collections::HashMap, time::Duration};

use tokio::sync::watch;
use zbus::{Connection, OwnedObjectPath, OwnedVariant, Proxy, Structure, Variant, interface, message::Header};

use crate::{Result, driver::PATIENCE};

/// The tray and the notifications of a desktop, for as long as it lives.
pub struct Desktop {
    bus: Connection,
    items: watch::Receiver<Vec<Item>>,
    notices: watch::Receiver<Vec<Notice>>,
}

/// Where a tray icon is on the bus.
#[derive(Clone, Debug)]
struct Item {
    owner: String,
    path: String,
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its first line.
    pub title: String,
    /// Its text.
    pub text: String,
}

/// A line of a menu: its number and its text, an underline mark left out.
type Line = (i32, String);

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

impl Desktop {
    /// A desktop on the session bus.
    pub async fn start() -> Result<Self> {
        let (item, items) = watch::channel(Vec::new());
        let (notice, notices) = watch::channel(Vec::new());
        let bus = zbus::connection::Builder::session()
            .serve_at("/StatusNotifierWatcher", Watcher { items: item })
            .serve_at("/org/freedesktop/Notifications", Notifications { notices: notice })
            .name(WATCHER)
            .name("org.freedesktop.Notifications")
            .build()
            .await?;
        Ok(Self { bus, items, notices })
    }

    /// Waits for a notification with this first line.
    pub async fn notice(&self, title: &str) -> Result<Notice> {
        let mut notices = self.notices.clone();
        let seen = tokio::time::timeout(PATIENCE, notices.wait_for(|all| all.iter().any(|one| one.title == title)));
        let all = seen.await.map_err(|_| format!("no notification “{title}” came"))??.clone();
        all.into_iter().find(|one| one.title == title).ok_or_else(|| "it was there".into())
    }

    /// Waits until the menu of the newest tray icon has a line with this text.
    pub async fn see_line(&self, text: &str) -> Result {
        self.line(text).await.map(drop)
    }

    /// Chooses a line of the menu of the newest tray icon.
    pub async fn choose_line(&self, text: &str) -> Result {
        let id = self.line(text).await?;
        let menu = self.menu().await?;
        menu.call_method("Event", &(id, "clicked", Variant::from(0_i32), 0_u32)).await?;
        Ok(())
    }

    async fn line(&self, text: &str) -> Result<i32> {
        let mut last = String::from("there is no menu");
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < deadline {
            match self.lines().await {
                Ok(lines) => {
                    if let Some((id, _)) = lines.iter().find(|(_, line)| line == text) {
                        return Ok(*id);
                    }
                    last = format!("{lines:?}");
                }
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("the tray's menu never had a line “{text}”: {last}").into())
    }

    async fn lines(&self) -> Result<Vec<Line>> {
        type Properties = HashMap<String, OwnedVariant>;
        let menu = self.menu().await?;
        let wanted = (0_i32, 1_i32, Vec::<&str>::new());
        let (_, (_, _, children)): (u32, (i32, Properties, Vec<OwnedVariant>)) =
            menu.call("GetLayout", &wanted).await?;
        let mut lines = Vec::new();
        for child in children {
            let mut fields = Structure::try_from(child)?.into_fields().into_iter();
            let (Some(id), Some(properties)) = (fields.next(), fields.next()) else { continue };
            let mut properties: Properties = properties.try_into()?;
            if let Some(label) = properties.remove("label") {
                lines.push((id.try_into()?, String::try_from(label)?.replace('_', "")));
            }
        }
        Ok(lines)
    }

    async fn menu(&self) -> Result<Proxy<'static>> {
        let item = self.items.borrow().last().cloned().ok_or("there is no tray icon")?;
        let icon = Proxy::new(&self.bus, item.owner.clone(), item.path, "org.kde.StatusNotifierItem").await?;
        let path: OwnedObjectPath = icon.get_property("Menu").await?;
        Ok(Proxy::new(&self.bus, item.owner, path, "com.canonical.dbusmenu").await?)
    }
}

struct Watcher {
    items: watch::Sender<Vec<Item>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, path: String, #[zbus(header)] header: Header<'_>) {
        let owner = header.sender().map(ToString::to_string).unwrap_or_default();
        self.items.send_modify(|items| items.push(Item { owner, path }));
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

struct Notifications {
    notices: watch::Sender<Vec<Notice>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments, reason = "the Desktop Notifications Specification has them")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        title: String,
        text: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _expires: i32,
    ) -> u32 {
        self.notices.send_modify(|all| all.push(Notice { title, text }));
        self.notices.borrow().len() as u32
    }

    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["body"]
    }

    fn get_server_information(&self) -> (&'static str, &'static str, &'static str, &'static str) {
        ("journeys", "auditdesk", "1", "1.2")
    }

    fn close_notification(&self, _id: u32) {}
}
