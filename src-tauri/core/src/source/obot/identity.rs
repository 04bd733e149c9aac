//! Is this still the server we know? Ids restart when a database is reset or restored, and Obot has no name for its database, so some old
//! rows are its fingerprint.

use chrono::{DateTime, Duration, Utc};

use super::{
    checkpoint::Anchor,
    fault::Fault,
    generation::Generation,
    page::ListQuery,
    run::{Run, Stop},
};
use crate::{
    error::{Error, ErrorCode},
    source::{Batch, Person},
};

/// How often the directory of users is read.
const DIRECTORY_EVERY: Duration = Duration::hours(1);

/// What became of a row that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// It is there.
    Same,
    /// Its id is another row now.
    Other,
    /// It is not there.
    Missing,
    /// It cannot be told.
    Unclear,
}

impl Run<'_> {
    /// Compares the newest and the oldest of the rows we remember.
    ///
    /// # Errors
    /// `source_answer` if another server answers at this address; nothing is taken from it.
    pub(super) async fn recognise(&self) -> Result<(), Stop> {
        let anchors = self.state().await.anchors;
        for anchor in [anchors.last(), anchors.first()].into_iter().flatten() {
            match self.find(anchor).await? {
                Found::Same | Found::Unclear => {}
                Found::Other => return Err(self.another_server(anchor).into()),
                // Retention takes the oldest; a row that is gone while older ones are there was never on this server.
                Found::Missing => {
                    let oldest = self.oldest().await?;
                    if self.me.sees_all() && oldest.is_none_or(|(oldest, _)| oldest < anchor.at) {
                        return Err(self.another_server(anchor).into());
                    }
                    let gone = anchor.clone();
                    self.commit(Batch::default(), move |state| state.anchors.retain(|held| *held != gone)).await?;
                }
            }
        }
        Ok(())
    }

    async fn find(&self, anchor: &Anchor) -> Result<Found, Stop> {
        let same = |at: DateTime<Utc>| {
            if at.timestamp_micros() == anchor.at.timestamp_micros() { Found::Same } else { Found::Other }
        };
        if let Some(dialect) = self.generation.detail() {
            return Ok(match self.api.detail(&anchor.id, self.cancel).await {
                Ok(raw) => dialect.read(&raw).map_or(Found::Unclear, |reading| same(reading.at)),
                Err(Fault::Gone | Fault::NotFound) => Found::Missing,
                Err(Fault::Stop(error)) => return Err(error.into()),
                Err(_) => Found::Unclear,
            });
        }
        // Generation A cannot be asked for an id. Its neighbours in time will do.
        let (from, until) = (Some(anchor.at), Some(anchor.at + Duration::microseconds(1)));
        let query = ListQuery { from, until, limit: super::list::PAGE, ..ListQuery::default() };
        let page = match self.api.list(Generation::A, &query, self.cancel).await {
            Ok(page) => page,
            Err(Fault::Stop(error)) => return Err(error.into()),
            Err(_) => return Ok(Found::Unclear),
        };
        let (items, _) = self.read(&page)?;
        Ok(items.iter().find(|item| item.reading.id == anchor.id).map_or(Found::Missing, |item| same(item.reading.at)))
    }

    fn another_server(&self, anchor: &Anchor) -> Error {
        let message = format!(
            "{} is not the server that was synced before: entry {} of {} is not there any more although older ones are, or is another \
             entry. The server's database was reset or restored from a backup. Nothing was taken from it and nothing here was changed. \
             Add the server as a new source to keep both histories apart.",
            self.api.host(),
            anchor.id,
            anchor.at.format("%Y-%m-%d %H:%M:%S UTC")
        );
        Error::new(ErrorCode::SourceAnswer, message).with_details(serde_json::json!({ "cause": "another_server" }))
    }

    /// The time of the oldest entry at the source, and how many there are.
    pub(super) async fn oldest(&self) -> Result<Option<(DateTime<Utc>, u64)>, Stop> {
        let query = ListQuery { limit: 5, ..ListQuery::default() };
        self.first_of(&query).await
    }

    /// The time of the first readable entry of a list, and the list's total.
    pub(super) async fn first_of(&self, query: &ListQuery) -> Result<Option<(DateTime<Utc>, u64)>, Stop> {
        let page = match self.api.list(self.generation, query, self.cancel).await {
            Ok(page) => page,
            Err(fault) => return Err(self.needed(fault, "the audit log")),
        };
        let (items, _) = self.read(&page)?;
        Ok(items.first().map(|item| (item.reading.at, page.total)))
    }

    /// Reads the names of users, at most once an hour.
    pub(super) async fn directory(&self) -> Result<(), Stop> {
        let (now, last) = (self.now(), self.state().await.directory_at);
        if last.is_some_and(|last| (now - last).abs() < DIRECTORY_EVERY) {
            return Ok(());
        }
        let query = vec![("includeDeleted", "true".to_owned())];
        let users = match self.api.object::<Users>("api/users", query, super::client::DIRECTORY, self.cancel).await {
            Ok(users) => users.items.unwrap_or_default(),
            Err(Fault::Stop(error)) => return Err(error.into()),
            // Names are a comfort; ids are the evidence.
            Err(_) => {
                self.remark(
                    "The directory of users cannot be read with this key; people are shown by their ids.".into(),
                )
                .await;
                return Ok(());
            }
        };
        let person = |user: super::client::User| {
            let name = user.display_name.or(user.username);
            Some(Person { id: user.id?, name, email: user.email })
        };
        let directory = users.into_iter().filter_map(person).collect();
        let batch = Batch { directory, ..Batch::default() };
        Ok(self.commit(batch, move |state| state.directory_at = Some(now)).await?)
    }
}

#[derive(serde::Deserialize)]
struct Users {
    items: Option<Vec<super::client::User>>,
}
