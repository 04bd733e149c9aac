//! The lines of a bucket.

use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::{
    Outcome, PROBE, Test, Verdict, outcome,
    probe::{Probe, Right, Write},
    probe_key,
};
use crate::{
    api::wire::Encryption,
    checklist::Checklist,
    clock::Clock,
    export::key::fixed,
    storage::{
        answer::element,
        bucket::Bucket,
        call::Reply,
        check::{is_public, reach, refused, sign_in},
        fault::{Cause, Fault, Operation, Provider, printable},
        setup::{self, Purpose},
    },
};

const WRITE: &str = "Write at the prefix";
const MULTIPART: &str = "Multipart upload";
const ENCRYPTION: &str = "Encryption";
const RETENTION: &str = "Retention";
const NEVER_OVERWRITES: &str = "Never overwrites";
const REMOVAL: &str = "Removal";
const RIGHTS: &str = "Rights";

pub(super) async fn check(
    bucket: &Bucket,
    prefix: &str,
    test: &Test<'_>,
    clock: &dyn Clock,
    lines: &mut Checklist<'_>,
) -> Outcome {
    let key = probe_key(prefix, clock);
    lines.pass("Settings", format!("Exports go to {}, named like {key}.jsonl.", bucket.shown));
    let mut walk = Walk {
        probe: Probe { bucket, key: &key },
        prefix,
        test,
        lines,
        outcome: outcome(),
        encryption: None,
        may_delete: false,
    };
    walk.all(clock).await;
    walk.outcome
}

/// A test under way.
struct Walk<'a, 'l> {
    probe: Probe<'a>,
    prefix: &'a str,
    test: &'a Test<'a>,
    lines: &'a mut Checklist<'l>,
    outcome: Outcome,
    /// What the storage said of encryption when an upload began.
    encryption: Option<Reply>,
    may_delete: bool,
}

/// Whether an object that is written can be made as if it had never been.
enum Keeps {
    Nothing,
    /// Versions or a retention keep it, in these words.
    Objects(String),
}

impl Walk<'_, '_> {
    async fn all(&mut self, clock: &dyn Clock) {
        let bucket = self.probe.bucket;
        let Some(reached) = reach(bucket, clock, self.lines).await else { return };
        if reached.is_plain {
            self.outcome.risks.push("exports travel unencrypted".to_owned());
        }
        let Some(ends_soon) = sign_in(bucket, self.test.place, self.test.expires, clock, self.lines).await else {
            return;
        };
        if ends_soon {
            self.outcome.risks.push("the secret ends soon".to_owned());
        }
        let Some(is_stored) = self.write(reached.region).await else { return };
        if !self.multipart().await {
            return self.removal_of(is_stored).await;
        }
        self.encryption();
        let keeps = self.retention().await;
        self.removable(&keeps, is_stored).await;
        let is_written = self.really_write(is_stored, &keeps).await;
        self.rights(is_written).await;
        self.removal_of(is_written).await;
        self.public().await;
        if self.lines.done.iter().all(|line| line.verdict != Verdict::Fail) {
            self.outcome.works = Some(format!("Exports to {}/{} will work.", bucket.shown, self.prefix));
        }
    }

    /// Writes in a way that cannot succeed; tells credentials, region and bucket from the answer. Whether the probe was stored all the same; `None`
    /// where exports fail.
    async fn write(&mut self, announced: Option<String>) -> Option<bool> {
        let bucket = self.probe.bucket;
        let site = &bucket.site;
        let write = self.probe.write().await;
        if let Write::Refused(fault) = &write {
            let grant = self.grant_after(fault);
            let red = refused(bucket, fault, WRITE, grant, self.lines);
            for untried in [WRITE, MULTIPART, NEVER_OVERWRITES] {
                if untried != red {
                    self.lines.skip(untried, format!("Not tried: {red} comes first."));
                }
            }
            return None;
        }
        self.lines.pass("Credentials", format!("The storage accepts {}.", site.who));
        let region = announced.or_else(|| Some(site.region.clone()).filter(|region| !region.is_empty()));
        let region = region.map(|region| format!(", in the region {region}")).unwrap_or_default();
        self.lines.pass("Bucket", format!("`{}` is there{region}.", site.bucket));
        let key = self.probe.key;
        if matches!(write, Write::Stored) {
            self.lines.pass(WRITE, format!("Wrote {key} ({} bytes), as an export does.", PROBE.len()));
            return Some(true);
        }
        let words = "A write that cannot succeed (a wrong checksum, at the place and with the headers of an export) was refused for its checksum only. Nothing was stored.";
        self.lines.pass(WRITE, words);
        Some(false)
    }

    /// What a large export needs. Whether large exports will work.
    async fn multipart(&mut self) -> bool {
        if self.probe.bucket.site.provider == Provider::Azure {
            return match self.probe.commit().await {
                Right::Has => {
                    self.lines.pass(
                        MULTIPART,
                        "Putting together blocks that were never sent was refused for that only. Nothing was stored.",
                    );
                    true
                }
                Right::HasNot(fault) | Right::Unknown(fault) => self.large_exports_fail(&fault),
            };
        }
        let may_abort = match self.probe.abort().await {
            Right::HasNot(_) => false,
            Right::Has | Right::Unknown(_) => true,
        };
        if !may_abort {
            let permission = Operation::AbortMultipart.permission(self.probe.bucket.site.provider);
            let remedy = format!(
                "Grant `{permission}`, so that a cancelled export leaves nothing; a lifecycle rule for incomplete uploads also removes them."
            );
            self.lines.advise(
                MULTIPART,
                Verdict::Warn,
                "Not tried: the key may not remove unfinished uploads, so one would stay. Exports above 8 MiB will work; one that is cancelled leaves its parts.",
                Some(&remedy),
                Some(self.grant()),
            );
            self.outcome.unproven.push("uploads in parts".to_owned());
            return true;
        }
        let (upload, reply) = match self.probe.begin().await {
            Ok(begun) => begun,
            Err(fault) => return self.large_exports_fail(&fault),
        };
        self.encryption = Some(reply);
        match self.probe.bucket.abort(self.probe.key, &upload).await {
            Ok(()) => self.lines.pass(MULTIPART, "Started an upload of parts and removed it again."),
            Err(fault) => {
                let (why, _) = fault.explain(&self.probe.bucket.site);
                let what = format!("the unfinished upload {} of {}", printable(&upload), self.probe.key);
                let finding = format!("Started an upload of parts, but could not remove it: {why}");
                let remedy = "A lifecycle rule for incomplete uploads removes it, and those of cancelled exports.";
                self.lines.advise(MULTIPART, Verdict::Warn, finding, Some(remedy), Some(self.grant_after(&fault)));
                self.outcome.left.push(what);
            }
        }
        true
    }

    fn large_exports_fail(&mut self, fault: &Fault) -> bool {
        let (why, next) = fault.explain(&self.probe.bucket.site);
        let paste = fault.is_denied().then(|| self.grant_after(fault));
        self.lines.advise(
            MULTIPART,
            Verdict::Fail,
            format!("Exports above 8 MiB will fail: {why}"),
            Some(&next),
            paste,
        );
        false
    }

    /// Compares the encryption that was asked for with what the storage says it does.
    fn encryption(&mut self) {
        let Some(reply) = &self.encryption else { return };
        let algorithm = reply.header("x-amz-server-side-encryption").map(str::to_owned);
        let key = ["x-amz-server-side-encryption-aws-kms-key-id", "x-goog-encryption-kms-key-name"]
            .into_iter()
            .find_map(|name| reply.header(name))
            .map(str::to_owned);
        let said = match (&algorithm, &key) {
            (_, Some(key)) => Some(format!("The storage encrypts with the key {}.", printable(key))),
            (Some(algorithm), None) => Some(format!("The storage encrypts with {}.", printable(algorithm))),
            (None, None) => None,
        };
        let asked = &self.probe.bucket.options.encryption;
        match (said, asked) {
            (Some(said), _) => self.lines.pass(ENCRYPTION, said),
            (None, Encryption::Bucket) => {
                self.lines.skip(ENCRYPTION, "Left to the bucket; the storage does not tell what it does.");
            }
            // Google takes the key and does not repeat it.
            (None, Encryption::Kms { .. }) if self.probe.bucket.site.provider == Provider::Gcs => {
                self.lines.pass(ENCRYPTION, "The storage accepted the key.");
            }
            (None, _) => {
                let remedy = "Choose the bucket's own encryption, or a storage that has what is asked for.";
                self.lines.warn(
                    ENCRYPTION,
                    "The storage did not confirm the encryption that was asked for; it may have ignored it.",
                    remedy,
                );
                self.outcome.risks.push("the encryption asked for is not confirmed".to_owned());
            }
        }
    }

    /// Whether the bucket keeps what is written; told where the key may see that.
    async fn retention(&mut self) -> Keeps {
        if self.probe.bucket.site.provider != Provider::S3 {
            return Keeps::Nothing;
        }
        if let Ok(lock) = self.probe.to_bucket(Operation::Get, "object-lock=").await
            && element(&lock.body, "ObjectLockEnabled").is_some()
        {
            let mode = element(&lock.body, "Mode");
            let days = element(&lock.body, "Days").map(|days| format!("{days} days"));
            let years = element(&lock.body, "Years").map(|years| format!("{years} years"));
            let words = match (mode, days.or(years)) {
                (Some(mode), Some(time)) => {
                    format!(
                        "The bucket keeps every object for {time} ({mode}); exports carry the checksum that this needs."
                    )
                }
                _ => "Object lock is on, without a default retention.".to_owned(),
            };
            self.lines.pass(RETENTION, words);
            return Keeps::Objects("object lock keeps it".to_owned());
        }
        match self.probe.to_bucket(Operation::Get, "versioning=").await {
            Ok(reply) if element(&reply.body, "Status").as_deref() == Some("Enabled") => {
                self.lines
                    .pass(RETENTION, "The bucket keeps versions: what is deleted or replaced can be brought back.");
                Keeps::Objects("versions keep it".to_owned())
            }
            Ok(_) => {
                self.lines.pass(RETENTION, "No object lock and no versions: whoever may delete, deletes for good.");
                Keeps::Nothing
            }
            Err(_) => {
                self.lines.skip(RETENTION, "Not visible with these rights.");
                Keeps::Nothing
            }
        }
    }

    /// Whether the key may delete, asked with an object that was never written.
    async fn removable(&mut self, keeps: &Keeps, is_stored: bool) {
        if is_stored || matches!(keeps, Keeps::Objects(_)) {
            return;
        }
        match self.probe.delete("").await {
            Ok(reply) if reply.header("x-amz-delete-marker") == Some("true") => {
                self.may_delete = true;
                let version = reply.header("x-amz-version-id").unwrap_or_default().to_owned();
                if self.probe.delete(&version).await.is_err() {
                    self.outcome.left.push(format!("a delete marker of {} (0 bytes)", self.probe.key));
                }
            }
            Ok(_) => self.may_delete = true,
            Err(fault) => self.may_delete = fault.is_missing(),
        }
    }

    /// Writes a real object where it can be removed again, and once more, which must be refused. Whether there is one now.
    async fn really_write(&mut self, is_stored: bool, keeps: &Keeps) -> bool {
        let stays = match keeps {
            Keeps::Objects(why) => Some(why.clone()),
            Keeps::Nothing if !self.may_delete && !is_stored => Some("the key may not delete".to_owned()),
            Keeps::Nothing => None,
        };
        if let Some(why) = stays.filter(|_| !self.test.leave && !is_stored) {
            let words = format!("Not proven: that takes a real object, which would stay, since {why}.");
            self.lines.skip(NEVER_OVERWRITES, words);
            self.outcome.unproven.push("that the storage refuses a second object of the same key".to_owned());
            return false;
        }
        if !is_stored {
            if let Err(fault) = self.put().await {
                let grant = self.grant_after(&fault);
                refused(self.probe.bucket, &fault, WRITE, grant, self.lines);
                return false;
            }
            self.lines.pass(WRITE, format!("Wrote {} ({} bytes), as an export does.", self.probe.key, PROBE.len()));
        }
        match self.put().await {
            Err(fault) if fault.is_taken() => {
                self.lines.pass(NEVER_OVERWRITES, "A second object of the same key was refused.");
            }
            Err(fault) => {
                let (why, _) = fault.explain(&self.probe.bucket.site);
                self.lines.skip(NEVER_OVERWRITES, format!("Not proven: {why}"));
                self.outcome.unproven.push("that the storage refuses a second object of the same key".to_owned());
            }
            Ok(()) => self.lines.warn(
                NEVER_OVERWRITES,
                "The storage ignores the condition that there must be no such object yet, and replaces it.",
                "Keys of exports carry the second of their run, so they do not meet; let nobody else write at this prefix.",
            ),
        }
        true
    }

    /// Whether the key may do more than an export needs.
    async fn rights(&mut self, is_written: bool) {
        let list = self.probe.list(fixed(self.prefix)).await;
        let read = if is_written { Some(self.probe.read().await) } else { None };
        let may_list = matches!(list, Right::Has);
        let may_read = matches!(read, Some(Right::Has));
        let mut more: Vec<&str> = Vec::new();
        more.extend(may_list.then_some("list"));
        more.extend(may_read.then_some("read"));
        more.extend(self.may_delete.then_some("delete"));
        self.outcome.write_only = !may_list && !may_read;
        let can = more.join(" and ");
        if self.may_delete && (may_list || may_read) {
            let finding = format!("The key may also {can}: whoever gets it can find and remove what was exported.");
            let remedy = "Use a key that may only write; an export needs nothing else.";
            self.lines.advise(RIGHTS, Verdict::Warn, finding, Some(remedy), Some(self.grant()));
            self.outcome.risks.push("the key may do more than write".to_owned());
        } else if more.is_empty() {
            self.lines
                .pass(RIGHTS, "The key may write and, as far as was tried, nothing else: all that an export needs.");
        } else {
            self.lines.pass(RIGHTS, format!("The key may also {can}, which an export does not need."));
        }
    }

    async fn removal_of(&mut self, is_written: bool) {
        if !is_written {
            return;
        }
        let key = self.probe.key;
        match self.probe.delete("").await {
            Ok(reply) if reply.header("x-amz-delete-marker") == Some("true") => {
                let finding = format!(
                    "{key} is deleted; the bucket keeps its version ({} bytes) and a delete marker.",
                    PROBE.len()
                );
                self.lines.skip(REMOVAL, finding);
                self.outcome.left.push(format!("a version of {key} ({} bytes) with its delete marker", PROBE.len()));
            }
            Ok(_) => self.lines.pass(REMOVAL, "The test's object was removed. (An export does not need this right.)"),
            Err(fault) => {
                let (why, _) = fault.explain(&self.probe.bucket.site);
                let finding = format!("{key} ({} bytes) was left behind: {why}", PROBE.len());
                let remedy = "An export does not need this right. Remove the object by hand.";
                self.lines.advise(REMOVAL, Verdict::Skip, finding, Some(remedy), None);
                self.outcome.left.push(format!("{key} ({} bytes)", PROBE.len()));
            }
        }
    }

    async fn public(&mut self) {
        if is_public(self.probe.bucket).await == Some(true) {
            let remedy = "Block public access to the bucket at the provider.";
            self.lines.advise(
                "Public access",
                Verdict::Warn,
                "Anyone can list this bucket without signing in.",
                Some(remedy),
                setup::block_public_access(self.test.place),
            );
            self.outcome.risks.push("anyone can list the bucket".to_owned());
        } else {
            self.lines.pass("Public access", "Nobody can list the bucket without signing in.");
        }
    }

    async fn put(&self) -> Result<(), Fault> {
        self.probe.bucket.put(self.probe.key, Bytes::from_static(PROBE), &CancellationToken::new()).await
    }

    /// What to paste where a right was missing.
    fn grant_after(&self, fault: &Fault) -> String {
        let site = &self.probe.bucket.site;
        // Garage has rights per key and bucket instead of policies; these are its words for a missing one.
        let is_garage = matches!(&fault.cause, Cause::Answer(answer) if answer.message.contains("Operation is not allowed for this key"));
        if is_garage { setup::garage(&site.bucket, &site.who, self.purpose()) } else { self.grant() }
    }

    /// What to paste for the right to write.
    fn grant(&self) -> String {
        setup::grant(self.test.place, self.purpose())
    }

    fn purpose(&self) -> Purpose<'_> {
        Purpose::Write { prefix: self.prefix, options: self.test.options }
    }
}
