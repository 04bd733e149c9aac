//! The connection test of a bucket or folder: list and get, by the code that a sync uses, and nothing that changes anything.

use tokio_util::sync::CancellationToken;

use super::{
    Objects,
    place::{Listed, Missed, Opened},
    read::read,
};
use crate::{
    api::wire::{Place, Verdict},
    checklist::Checklist,
    error::{Error, ErrorCode, Result},
    source::Report,
    storage::{
        Retry,
        bucket::Bucket,
        check,
        setup::{Purpose, grant},
    },
};

/// Pages that are looked through for an object of this writer.
const PAGES: usize = 20;

struct Test<'a> {
    objects: &'a Objects,
    checks: Checklist<'a>,
    cancel: &'a CancellationToken,
}

/// No line after this one makes sense.
struct Enough;

/// Runs the test. The lines tell the result; an error is returned for cancellation only.
pub(super) async fn run(objects: &Objects, report: &dyn Report, cancel: &CancellationToken) -> Result<()> {
    let mut test = Test { objects, checks: Checklist::new(report), cancel };
    let _ = test.lines().await;
    Error::if_cancelled(cancel)
}

impl Test<'_> {
    async fn lines(&mut self) -> Result<(), Enough> {
        let Some(place) = &self.objects.place else {
            self.line(
                "Files",
                Verdict::Pass,
                "Files are brought in by hand; there is nothing to connect to.".into(),
                None,
                None,
            );
            return Ok(());
        };
        let opened = match Opened::new(place, self.objects.credential.as_ref()) {
            Ok(opened) => opened.with_retry(Retry { attempts: 1, ..Retry::default() }),
            Err(error) => return Err(self.fail("Settings", &error, None)),
        };
        let prefix = &self.objects.prefix;
        let shown = format!("Everything in {} that begins with “{prefix}”.", opened.shown());
        let shown = if prefix.is_empty() { format!("Everything in {}.", opened.shown()) } else { shown };
        self.line("Settings", Verdict::Pass, shown, None, None);
        if let Opened::Bucket(bucket) = &opened {
            self.reach(bucket, place).await?;
        }
        let object = self.list(&opened, place).await?;
        match object {
            Some(object) => self.get(&opened, place, object).await,
            None => Ok(()),
        }
    }

    /// The way to a bucket, who signs in, and whether it may be listed.
    async fn reach(&mut self, bucket: &Bucket, place: &Place) -> Result<(), Enough> {
        let clock = &*self.objects.deps.clock;
        let reached = tokio::select! {
            biased;
            () = self.cancel.cancelled() => None,
            reached = async {
                check::reach(bucket, clock, &mut self.checks).await?;
                check::sign_in(bucket, place, None, clock, &mut self.checks).await
            } => reached,
        };
        if reached.is_none() {
            return Err(Enough);
        }
        match bucket.page(&self.objects.prefix, None, self.cancel).await {
            Ok(_) => {
                self.checks.pass("Credentials", format!("The storage accepts {}.", bucket.site.who));
                Ok(())
            }
            Err(fault) if self.cancel.is_cancelled() => {
                tracing::debug!(?fault, "cancelled");
                Err(Enough)
            }
            Err(fault) => {
                let grant = self.grant(place);
                check::refused(bucket, &fault, "List", grant, &mut self.checks);
                Err(Enough)
            }
        }
    }

    /// Lists until an object of this writer is found.
    async fn list(&mut self, opened: &Opened, place: &Place) -> Result<Option<Listed>, Enough> {
        let mut pages = opened.pages(&self.objects.prefix);
        let (mut listed, mut ended) = (0, false);
        let mut found: Option<Listed> = None;
        for _ in 0..PAGES {
            match self.unless_cancelled(pages.next(self.cancel)).await {
                Ok(Some(page)) => {
                    listed += page.len();
                    // The newest: old objects may lie in an archive that answers no GET.
                    let ours =
                        page.into_iter().filter(|object| self.objects.format.wants(&object.key) && object.size > 0);
                    found = ours.chain(found).max_by_key(|object| object.modified_at);
                }
                Ok(None) => {
                    ended = true;
                    break;
                }
                Err(error) => return Err(self.fail("List", &error, Some(self.grant(place)))),
            }
            if found.is_some() {
                break;
            }
        }
        match &found {
            Some(object) => {
                let more = if ended { "" } else { " or more" };
                let words = format!("{listed} objects{more}; the newest of them is {}, of {}.", object.key, object.modified_at.format("%F %T UTC"));
                self.line("List", Verdict::Pass, words, None, None);
            }
            None if listed == 0 => self.line(
                "List",
                Verdict::Warn,
                "Listing works, and there is no object yet.".into(),
                Some("Check the prefix: it is the beginning of the keys, without a slash in front. If the platform has not written yet, that is fine."),
                None,
            ),
            None => self.line(
                "List",
                Verdict::Warn,
                format!("Listing works. Of {listed} objects none is of this writer, by its name."),
                Some("Check the prefix and who writes here."),
                None,
            ),
        }
        Ok(found)
    }

    /// What to paste where a right was missing.
    fn grant(&self, place: &Place) -> String {
        grant(place, Purpose::Read { prefix: &self.objects.prefix })
    }

    /// Fetches an object and reads it.
    async fn get(&mut self, opened: &Opened, place: &Place, object: Listed) -> Result<(), Enough> {
        let got = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(Enough),
            got = opened.read(&object, self.cancel) => got,
        };
        let bytes = match got {
            Ok(bytes) => bytes,
            Err(Missed::Gone) => {
                let words = format!("{} vanished between listing and reading.", object.key);
                self.line("Get", Verdict::Skip, words, Some("Test again."), None);
                return Ok(());
            }
            Err(Missed::Refused(error) | Missed::Failed(error)) => {
                return Err(self.fail("Get", &error, Some(self.grant(place))));
            }
        };
        self.line("Get", Verdict::Pass, format!("{}: {} bytes.", object.key, bytes.len()), None, None);
        let (format, log, now) = (self.objects.format.clone(), self.objects.log, self.objects.deps.clock.now());
        let work = tokio::task::spawn_blocking(move || read(&*format, log, object, &bytes, now));
        let Ok(read) = work.await else { return Err(Enough) };
        let (entries, unreadable) = (read.observations.len(), read.quarantine.len());
        match read.quarantine.first() {
            None => self.line("Read", Verdict::Pass, format!("{entries} entries, all readable."), None, None),
            Some(first) => {
                let verdict = if entries == 0 { Verdict::Fail } else { Verdict::Warn };
                let words = format!(
                    "{entries} entries are readable, {unreadable} records are not. The first: {}.",
                    first.reason
                );
                let remedy =
                    "Check who writes here. What cannot be read goes to quarantine with its bytes; nothing is lost.";
                self.line("Read", verdict, words, Some(remedy), None);
            }
        }
        Ok(())
    }

    async fn unless_cancelled<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::cancelled()),
            done = work => done,
        }
    }

    fn fail(&mut self, title: &str, error: &Error, paste: Option<String>) -> Enough {
        if error.code != ErrorCode::Cancelled {
            let denied = error.code == ErrorCode::StorageDenied;
            let remedy = denied.then_some("Grant the right to list and to get; nothing more is needed.");
            self.line(title, Verdict::Fail, error.message.clone(), remedy, paste.filter(|_| denied));
        }
        Enough
    }

    fn line(&mut self, title: &str, verdict: Verdict, finding: String, remedy: Option<&str>, paste: Option<String>) {
        self.checks.advise(title, verdict, finding, remedy, paste);
    }
}
