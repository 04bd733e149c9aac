//! The attempts of a run, from whatever the record says.

use async_trait::async_trait;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{Journal, Landing, Notes, ObjectRecord, ObjectState, Objects, Plan, Sealed};
use crate::{
    entry::Seq,
    error::{Error, ErrorCode, Result},
    hex::hex,
};

/// Brings a run to its end: what earlier attempts left is finished first. After an error it can be called again, now or after a new start.
///
/// # Errors
/// What the storage or the record answered. Nothing is lost or doubled by calling again.
pub async fn run(plan: &Plan, journal: &dyn Journal, objects: &dyn Objects) -> Result<()> {
    let mut attempt = Attempt { plan, journal, objects, records: journal.objects(plan.run).await? };
    for place in 0..attempt.records.len() {
        if attempt.records[place].state != ObjectState::Landed {
            attempt.again(place).await?;
        }
    }
    attempt.records.retain(|record| record.state == ObjectState::Landed);
    for day in &plan.days {
        let last = attempt.records.iter().rev().find(|record| record.day == *day);
        let mut from = last.and_then(|record| record.sealed.as_ref()).map_or(plan.range.0, |sealed| sealed.until);
        while from < plan.range.1 {
            from = attempt.next(*day, from, false).await?;
        }
    }
    if attempt.records.is_empty() && plan.allow_empty {
        attempt.next(plan.days.first().copied().flatten(), plan.range.1, true).await?;
    }
    let manifest = attempt.manifest().await?;
    journal.commit(plan.run, manifest.as_deref()).await
}

struct Attempt<'a> {
    plan: &'a Plan,
    journal: &'a dyn Journal,
    objects: &'a dyn Objects,
    records: Vec<ObjectRecord>,
}

impl Attempt<'_> {
    /// An object that an earlier attempt did not see land.
    async fn again(&mut self, place: usize) -> Result<()> {
        let mut record = self.records[place].clone();
        if let Some(upload) = record.upload.take() {
            self.objects.abort(&record.key, &upload).await?;
            self.journal.uploading(self.plan.run, record.part, None).await?;
        }
        let until = record.sealed.as_ref().map_or(self.plan.range.1, |sealed| sealed.until);
        let empty = record.sealed.as_ref().is_some_and(|sealed| sealed.rows == 0);
        let written = self.write(record, until, empty).await?;
        match written {
            Some(record) => self.records[place] = record,
            None => self.records[place].state = ObjectState::Begun,
        }
        Ok(())
    }

    /// The object from this ledger place on; where the next one begins.
    async fn next(&mut self, day: Option<chrono::NaiveDate>, from: Seq, empty: bool) -> Result<Seq> {
        let part = self.records.last().map_or(0, |record| record.part + 1);
        let key = self.objects.key(part, day)?;
        let (location, state) = (self.objects.location(&key), ObjectState::Begun);
        let record = ObjectRecord { part, key, location, from, day, state, upload: None, sealed: None };
        self.journal.begin(self.plan.run, &record).await?;
        match self.write(record, self.plan.range.1, empty).await? {
            Some(record) => {
                let until = record.sealed.as_ref().map_or(self.plan.range.1, |sealed| sealed.until);
                if until <= from && !empty {
                    return Err(Error::new(
                        ErrorCode::Internal,
                        "An object of the run holds nothing and does not end.",
                    ));
                }
                self.records.push(record);
                Ok(until)
            }
            None => Ok(self.plan.range.1),
        }
    }

    /// Writes an object that is on record, until it has landed. `None`: there are no rows.
    async fn write(&self, mut record: ObjectRecord, until: Seq, empty: bool) -> Result<Option<ObjectRecord>> {
        let (run, part) = (self.plan.run, record.part);
        loop {
            let earlier = record.sealed.clone();
            let notes = Recorded { run, part, journal: self.journal, sealed_before: earlier.is_some() };
            let Some((sealed, landing)) = self.objects.write(&record, until, empty, &notes).await? else {
                if let Some(sealed) = earlier {
                    // It was sealed with rows that nothing finds any more: what was sealed is what may be there.
                    let message = format!(
                        "{} entries of `{}` are not in the ledger any more, and it is not known whether the object was written. Run `auditdesk verify`.",
                        sealed.rows, record.key
                    );
                    return Err(Error::new(ErrorCode::NotFound, message));
                }
                self.journal.forget(run, part).await?;
                return Ok(None);
            };
            match (landing, earlier) {
                // The object of an earlier attempt, which had these rows.
                (Landing::Taken, Some(earlier)) => record.sealed = Some(earlier),
                (Landing::Taken, None) => {
                    record.key = self.objects.other_key(&record.key)?;
                    tracing::warn!(
                        run,
                        part,
                        "there is an object of this key that this run has not written; it gets another key"
                    );
                    record.location = self.objects.location(&record.key);
                    record.upload = None;
                    self.journal.begin(run, &record).await?;
                    continue;
                }
                (Landing::Created | Landing::Ours, Some(earlier)) if earlier != sealed => {
                    self.journal.seal(run, part, &sealed).await?;
                    record.sealed = Some(sealed);
                }
                (Landing::Created | Landing::Ours, _) => record.sealed = Some(sealed),
            }
            self.journal.land(run, part).await?;
            record.state = ObjectState::Landed;
            record.upload = None;
            return Ok(Some(record));
        }
    }

    /// Writes the manifest; its hash. A run without objects has none.
    async fn manifest(&self) -> Result<Option<String>> {
        if self.records.is_empty() {
            return Ok(None);
        }
        // What an earlier attempt was going to write is written, to the letter: it may be there already.
        let earlier = self.journal.manifest(self.plan.run).await?;
        let known = earlier.is_some();
        let (mut key, text) = match earlier {
            Some(manifest) => manifest,
            None => (self.objects.manifest_key()?, self.plan.facts.manifest(self.plan, &self.records)?),
        };
        if !known {
            self.journal.seal_manifest(self.plan.run, &key, &text).await?;
        }
        while self.objects.put(&key, Bytes::from(text.clone().into_bytes())).await? == Landing::Taken && !known {
            key = self.objects.other_key(&key)?;
            self.journal.seal_manifest(self.plan.run, &key, &text).await?;
        }
        Ok(Some(hex(&Sha256::digest(text.as_bytes()))))
    }
}

/// Puts on record what must be there first.
struct Recorded<'a> {
    run: u64,
    part: u32,
    journal: &'a dyn Journal,
    /// What was sealed once stays on record until the object is known to be another.
    sealed_before: bool,
}

#[async_trait]
impl Notes for Recorded<'_> {
    async fn uploading(&self, upload: &str) -> Result<()> {
        self.journal.uploading(self.run, self.part, Some(upload)).await
    }

    async fn seal(&self, sealed: &Sealed) -> Result<()> {
        if self.sealed_before { Ok(()) } else { self.journal.seal(self.run, self.part, sealed).await }
    }
}
