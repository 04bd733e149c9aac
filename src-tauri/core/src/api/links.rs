//! Links to entries that work on every machine that has them: `auditdesk://entry/<SHA-256 of the record>?id=<the platform's id>`.
//!
//! The hash says which record is meant, the id finds it without reading all of them. A ledger place is of one workspace only and is not in a link.

use url::Url;

use super::{
    desk::{Desk, blocking},
    entries,
    reviews::{locate, subject},
    wire::{EntryFound, EntryKey, EntryLink, FindEntry, ShowEntry},
};
use crate::{
    error::{Error, ErrorCode, Result},
    hex::is_hex,
    review::Subject,
    store::Store,
};

const SCHEME: &str = "auditdesk";

impl Desk {
    /// The link to an entry.
    ///
    /// # Errors
    /// `wrong_use` for a pending entry, whose record can still change.
    pub async fn entry_link(&self, request: ShowEntry) -> Result<EntryLink> {
        let store = self.store().await?;
        blocking(move || {
            let snapshot = store.columns().snapshot();
            Ok(EntryLink { link: link(&subject(&store, &snapshot, &request.key)?) })
        })
        .await
    }

    /// The entry that a link, or a key, leads to.
    ///
    /// # Errors
    /// `wrong_use` where it is no link; `not_found` where the entry is not here, or not with these bytes.
    pub async fn entry_find(&self, request: FindEntry) -> Result<EntryFound> {
        let store = self.store().await?;
        blocking(move || {
            let text = request.link.trim();
            if !text.starts_with(SCHEME) {
                entries::record(&store, &text.to_owned())?;
                return Ok(EntryFound { key: text.to_owned() });
            }
            let subject = parse(text)?;
            match locate(&store, &subject)? {
                Some(seq) => Ok(EntryFound { key: format!("s{seq}") }),
                None => Err(Error::new(ErrorCode::NotFound, missing(&store, &subject)?)),
            }
        })
        .await
    }
}

/// The link to a record.
pub(super) fn link(subject: &Subject) -> String {
    let mut url = Url::parse("auditdesk://entry/").expect("it is a URL");
    url.set_path(&subject.sha256);
    url.query_pairs_mut().append_pair("id", &subject.id);
    url.into()
}

fn parse(text: &str) -> Result<Subject> {
    let wrong = || {
        let message = "This is no link to an entry. Links look like auditdesk://entry/<SHA-256>?id=<id>.";
        Error::new(ErrorCode::WrongUse, message)
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let sha256 = url.path().trim_start_matches('/').to_ascii_lowercase();
    let id = url.query_pairs().find(|(name, _)| name == "id").map(|(_, id)| id.into_owned());
    if url.scheme() != SCHEME || url.host_str() != Some("entry") || !is_hex(&sha256, 64) {
        return Err(wrong());
    }
    Ok(Subject { sha256, source: String::new(), id: id.ok_or_else(wrong)?, seq: None })
}

/// Why a link leads nowhere.
fn missing(store: &Store, subject: &Subject) -> Result<String> {
    let mut known = false;
    for (source, _) in store.columns().snapshot().sources() {
        known |= !store.history(source, &subject.id)?.is_empty();
    }
    Ok(if known {
        format!("Entry {} is here, but not with the bytes that the link names.", subject.id)
    } else {
        format!("Entry {} is not in this workspace.", subject.id)
    })
}

/// A note with `[[s12]]` written out as links that work elsewhere, too. What names no settled entry stays as it is.
pub(super) fn written_out(store: &Store, text: &str) -> String {
    let snapshot = store.columns().snapshot();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        out.push_str(before);
        let target = after.split_once("]]").filter(|(key, _)| key.len() <= 21 && key.starts_with('s'));
        let found = target.and_then(|(key, rest)| {
            let key: EntryKey = key.to_owned();
            subject(store, &snapshot, &key).ok().map(|subject| (key, link(&subject), rest))
        });
        if let Some((key, link, behind)) = found {
            out.push_str(&format!("[{key}]({link})"));
            rest = behind;
        } else {
            out.push_str("[[");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_comes_back_whatever_the_id() {
        for id in ["90211", "a b&id=x#y", "é/../?", "%41"] {
            let subject = Subject { sha256: "ab".repeat(32), source: String::new(), id: id.to_owned(), seq: None };
            let link = link(&subject);
            assert!(link.starts_with("auditdesk://entry/abab"), "{link}");
            assert_eq!(parse(&link).expect("it is a link"), subject, "{link}");
        }
        for wrong in ["auditdesk://entry/12?id=1", "https://entry/", "auditdesk://other/", "auditdesk:x"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
