//! The attempts of a run, from whatever the record says.

use async_trait::async_trait;
use chrono::NaiveDate;
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
    let text = if let Some((key, text)) = journal.manifest(plan.run).await? {
        // Every object has landed. What an earlier attempt was going to write is written, to the letter: it may be there already.
        objects.put(&key, text.clone().into()).await?;
        Some(text)
    } else {
        let mut attempt = Attempt { plan, journal, objects, records: journal.objects(plan.run).await? };
        attempt.write_objects().await?;
        attempt.write_manifest().await?
    };
    let sha256 = text.map(|text| hex(&Sha256::digest(text.as_bytes())));
    journal.commit(plan.run, sha256.as_deref()).await
}

struct Attempt<'a> {
    plan: &'a Plan,
    journal: &'a dyn Journal,
    objects: &'a dyn Objects,
    records: Vec<ObjectRecord>,
}

impl Attempt<'_> {
    async fn write_objects(&mut self) -> Result<()> {
        for place in 0..self.records.len() {
            if self.records[place].state != ObjectState::Landed {
                self.again(place).await?;
            }
        }
        self.records.retain(|record| record.state == ObjectState::Landed);
        for day in &self.plan.days {
            let last = self.records.iter().rev().find(|record| record.day == *day);
            let sealed = last.and_then(|record| record.sealed.as_ref());
            let mut from = sealed.map_or(self.plan.range.0, |sealed| sealed.until);
            while from < self.plan.range.1 {
                from = self.next(*day, from, false).await?;
            }
        }
        if self.records.is_empty() && self.plan.allow_empty {
            self.next(self.plan.days.first().copied().flatten(), self.plan.range.1, true).await?;
        }
        Ok(())
    }

    /// An object that an earlier attempt did not see land.
    async fn again(&mut self, place: usize) -> Result<()> {
        let mut record = self.records[place].clone();
        self.objects.abort(&record.key, record.upload.as_deref()).await?;
        if record.upload.take().is_some() {
            self.journal.uploading(self.plan.run, record.part, None).await?;
        }
        // It may exist as it was sealed: what is written now must be of the same places, whatever is in them by now.
        let sealed = record.sealed.as_ref().map(|sealed| sealed.until);
        match self.write(record, sealed.unwrap_or(self.plan.range.1), sealed.is_some()).await? {
            Some(record) => self.records[place] = record,
            None => self.records[place].state = ObjectState::Begun,
        }
        Ok(())
    }

    /// The object from this ledger place on; where the next one begins.
    async fn next(&mut self, day: Option<NaiveDate>, from: Seq, whole: bool) -> Result<Seq> {
        let part = self.records.last().map_or(0, |record| record.part + 1);
        let key = self.objects.key(part, day)?;
        let (location, state) = (self.objects.location(&key), ObjectState::Begun);
        let record = ObjectRecord { part, key, location, from, day, state, upload: None, sealed: None };
        self.journal.begin(self.plan.run, &record).await?;
        match self.write(record, self.plan.range.1, whole).await? {
            Some(record) => {
                let until = record.sealed.as_ref().map_or(self.plan.range.1, |sealed| sealed.until);
                if until <= from && !whole {
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
    async fn write(&self, mut record: ObjectRecord, until: Seq, whole: bool) -> Result<Option<ObjectRecord>> {
        let (run, part) = (self.plan.run, record.part);
        let sealed = loop {
            let notes = Recorded { run, part, journal: self.journal, earlier: record.sealed.as_ref() };
            let Some((sealed, landing)) = self.objects.write(&record, until, whole, &notes).await? else {
                self.journal.forget(run, part).await?;
                return Ok(None);
            };
            match (landing, record.sealed.take()) {
                (Landing::Created, _) | (Landing::Ours, None) => break sealed,
                (Landing::Ours, Some(earlier)) => break sealed.or_earlier(&earlier),
                (Landing::Taken, Some(earlier)) => break earlier,
                (Landing::Taken, None) => {
                    tracing::warn!(run, part, "an object that this run has not written has this key; it gets another");
                    record.key = self.objects.other_key(&record.key)?;
                    record.location = self.objects.location(&record.key);
                    self.journal.begin(run, &record).await?;
                }
            }
        };
        self.journal.land(run, part, &sealed).await?;
        Ok(Some(ObjectRecord { state: ObjectState::Landed, upload: None, sealed: Some(sealed), ..record }))
    }

    /// Writes the manifest; its text. A run without objects has none.
    async fn write_manifest(&self) -> Result<Option<String>> {
        if self.records.is_empty() {
            return Ok(None);
        }
        let text = self.plan.facts.manifest(self.plan, &self.records)?;
        let mut key = self.objects.manifest_key()?;
        loop {
            self.journal.seal_manifest(self.plan.run, &key, &text).await?;
            if self.objects.put(&key, text.clone().into()).await? != Landing::Taken {
                return Ok(Some(text));
            }
            key = self.objects.other_key(&key)?;
        }
    }
}

/// Puts on record what must be there first.
struct Recorded<'a> {
    run: u64,
    part: u32,
    journal: &'a dyn Journal,
    /// What earlier attempts sealed: it may be what exists.
    earlier: Option<&'a Sealed>,
}

#[async_trait]
impl Notes for Recorded<'_> {
    async fn uploading(&self, upload: &str) -> Result<()> {
        self.journal.uploading(self.run, self.part, Some(upload)).await
    }

    async fn seal(&self, sealed: &Sealed) -> Result<()> {
        let sealed = self.earlier.map_or_else(|| sealed.clone(), |earlier| sealed.clone().or_earlier(earlier));
        self.journal.seal(self.run, self.part, &sealed).await
    }
}
