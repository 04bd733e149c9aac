//! Reading again what a run wrote, and its log.

use super::{
    desk::Desk,
    destinations,
    wire::{Event, JobInfo, JobKind, ObjectFound, RunLogLine, RunRef, RunState, RunVerification, VerifiedObject},
};
use crate::{
    error::{Error, ErrorCode, Result},
    export::{Destination, Found},
    jobs::JobContext,
    source::Progress,
    store::{Written, WrittenObject},
};

impl Desk {
    /// What happened in a run, the oldest first.
    pub async fn run_log(&self, request: RunRef) -> Result<Vec<RunLogLine>> {
        self.store().await?.run_log(request.id).await
    }

    /// Reads again everything that a run wrote and compares it with what is on record. The destination's key needs the right to read.
    ///
    /// # Errors
    /// `wrong_use` where the run wrote nothing, is not over, or its destination is another place by now.
    pub async fn run_verify(&self, request: RunRef) -> Result<JobInfo> {
        let store = self.store().await?;
        let run = store.run(request.id).await?;
        if matches!(run.state, RunState::Running | RunState::Waiting) {
            return Err(Error::new(ErrorCode::WrongUse, "This run is not over. Verify it when it is."));
        }
        let written = store.written(request.id).await?;
        if written.objects.is_empty() {
            return Err(Error::new(ErrorCode::WrongUse, "This run wrote nothing: there is nothing to read."));
        }
        let (_, destination) = destinations::open(&store, written.destination).await?;
        in_place(&destination, &written)?;
        let desk = self.clone();
        let title = format!("Verify {}", run.name);
        self.inner.jobs.start(JobKind::Verify, request.id, title, move |context| async move {
            let objects = read_all(&destination, written.objects, &context).await?;
            let at = desk.inner.parts.clock.now().timestamp_micros();
            store.put_verification(request.id, RunVerification { at, objects }).await?;
            desk.tell(Event::Lists);
            Ok(())
        })
    }
}

/// What a destination is now must be where the objects were written.
fn in_place(destination: &Destination, written: &Written) -> Result<()> {
    let moved = written
        .objects
        .iter()
        .find(|object| !object.location.is_empty() && object.location != destination.location(&object.key));
    moved.map_or(Ok(()), |object| {
        let message = format!(
            "The destination has been changed since: this run wrote to {}, which is not where it leads now. Make a destination for that place to read there.",
            object.location
        );
        Err(Error::new(ErrorCode::WrongUse, message))
    })
}

async fn read_all(
    destination: &Destination,
    objects: Vec<WrittenObject>,
    context: &JobContext,
) -> Result<Vec<VerifiedObject>> {
    let total = objects.iter().map(|object| object.bytes).sum();
    let (mut done, mut found) = (0, Vec::new());
    for object in objects {
        let doing = format!("Reading {}", destination.location(&object.key));
        context.update(done, total, &doing);
        let (before, job) = (done, context.clone());
        let moved = move |bytes| job.update(before + bytes, total.max(before + bytes), &doing);
        let (verdict, message) = match destination.look(&object.key, moved, &context.cancel).await? {
            // A key that may not read says so once, not for every object.
            Found::Refused(error) if found.is_empty() => return Err(error),
            Found::Refused(error) => (ObjectFound::Refused, error.message),
            Found::Nothing => (ObjectFound::Missing, "It is not there.".to_owned()),
            Found::Object { sha256, .. } if object.sha256.contains(&sha256) => (ObjectFound::Same, String::new()),
            Found::Object { bytes, sha256 } => {
                (ObjectFound::Different, format!("It has {bytes} bytes with SHA-256 {sha256}."))
            }
        };
        done += object.bytes;
        found.push(VerifiedObject { key: object.key, verdict, message });
    }
    Ok(found)
}
