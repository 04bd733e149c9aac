//! PodWarden's feeds for the engine: the whole log, and each token's.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    checkpoint::State,
    client::{Api, Fault, Items},
    dialect::{OWN_ROW, ROW, entry},
    row::{self, HUB},
};
use crate::{
    clock::Clock,
    entry::{Flag, Flags, PayloadState, Record, SourceId},
    error::Result,
    source::{
        Checkpoint, Observation, Phase, Quarantined, Unreadable,
        newest::{self, Feeds, Page, Part, PartPage, Parts, Row},
    },
};

/// The feeds as one sync reads them.
pub(super) struct AuditFeeds<'a> {
    pub api: &'a Api,
    pub source: SourceId,
    /// The name of the token whose requests are our own.
    pub own: Option<String>,
    /// The checkpoint but for the engine's share.
    pub carried: State,
    pub clock: &'a dyn Clock,
}

impl AuditFeeds<'_> {
    fn page(&self, items: Items) -> Page {
        let (now, full) = (self.clock.now(), items.full());
        let most = if full { items.rows.len() } else { items.most };
        let mut page = Page { most, full, ..Page::default() };
        let mut seen = HashSet::new();
        for raw in items.rows {
            match observe(&raw, self.source, self.own.as_deref(), now) {
                Ok(row) => page.rows.push(row),
                Err(reason) if seen.insert(raw.clone()) => {
                    let (remote_id, reason) = (named(&raw), reason.0);
                    page.unreadable.push(Quarantined { remote_id, reason, raw, received_at: now, object: None });
                }
                Err(_) => {}
            }
        }
        page
    }
}

/// Reads the bytes of a row. `own`: the name of the token whose requests are our own.
pub(super) fn observe(
    raw: &[u8],
    source: SourceId,
    own: Option<&str>,
    received_at: DateTime<Utc>,
) -> Result<Row, Unreadable> {
    let row = row::Row::parse(raw)?;
    let ours = own.is_some() && row.token_name.as_deref() == own && row.reads_the_log();
    let (dialect, flags) = if ours { (OWN_ROW, Flags::NONE.with(Flag::OwnPolling)) } else { (ROW, Flags::NONE) };
    let entry = entry(&row, flags)?;
    let record = Record {
        source,
        remote_id: row.id()?.to_owned(),
        received_at,
        dialect: dialect.to_owned(),
        payload: PayloadState::None,
        note: None,
        supersedes: None,
        raw: raw.to_vec(),
    };
    let observation = Observation { record, entry, fingerprint: row.fingerprint(), phase: Phase::Settled };
    Ok(Row { writer: row.token_name.unwrap_or_default(), observation })
}

/// What an unreadable row is called: its id where it has one, else the first half of its SHA-256.
fn named(raw: &[u8]) -> String {
    if let Ok(row) = row::Row::parse(raw)
        && let Ok(id) = row.id()
    {
        return id.to_owned();
    }
    let digest = Sha256::digest(raw);
    format!("{:032x}", u128::from_be_bytes(digest[..16].try_into().expect("SHA-256 has 32 bytes")))
}

#[async_trait]
impl Feeds for AuditFeeds<'_> {
    async fn newest(&self, cancel: &CancellationToken) -> Result<Page> {
        let items = self.api.newest(cancel).await.map_err(|fault| self.api.needed(fault, "the activity log"))?;
        Ok(self.page(items))
    }

    async fn parts(&self, cancel: &CancellationToken) -> Result<Parts> {
        let fault = match self.api.tokens(cancel).await {
            Ok(mut tokens) => {
                // Our own token first: asking for the others pushes its rows out.
                tokens.sort_by_key(|token| self.own.as_deref() != Some(token.name.as_str()));
                return Ok(Parts::All(tokens));
            }
            Err(fault) => fault,
        };
        let (stops, passes) = (matches!(fault, Fault::Stop(_)), matches!(fault, Fault::Answer(_)));
        let error = self.api.needed(fault, "the list of tokens");
        match () {
            () if stops => Err(error),
            () if passes => Ok(Parts::Failed(error.message)),
            () => Ok(Parts::Withheld(error.message)),
        }
    }

    async fn newest_of(&self, part: &Part, cancel: &CancellationToken) -> Result<PartPage> {
        Ok(match self.api.newest_of(&part.id, cancel).await {
            Ok(items) => PartPage::Read(self.page(items)),
            Err(Fault::NotFound) => PartPage::Gone,
            Err(Fault::Stop(error)) => return Err(error),
            Err(Fault::Answer(error)) => PartPage::Failed(error.message),
            Err(Fault::Forbidden(text) | Fault::Refused(text)) => PartPage::Failed(text),
        })
    }

    async fn pause(&self, span: std::time::Duration, cancel: &CancellationToken) -> Result<()> {
        self.api.http().pause(span, cancel).await
    }

    fn skew(&self) -> Duration {
        self.api.http().skew().unwrap_or_default()
    }

    fn noun(&self) -> &'static str {
        "token"
    }

    fn apart(&self, writer: &str) -> Option<&'static str> {
        match writer {
            HUB => Some("Hub Tunnel"),
            "" => Some("rows without a token's name"),
            _ => None,
        }
    }

    fn checkpoint(&self, state: &newest::State) -> Checkpoint {
        self.carried.write(state)
    }
}
