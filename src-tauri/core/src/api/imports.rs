//! Bringing in files, and the mappings for those of unknown shape.

use std::{
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    desk::{Desk, blocking},
    sources::checked_name,
    wire::{
        Empty, Event, FileInspected, InspectFile, JobInfo, JobKind, MappingRef, SavedMapping, SourceConfig,
        StartImport, Writer,
    },
};
use crate::{
    entry::SourceId,
    error::{Error, ErrorCode, Result},
    source::{self, objects},
    store::Store,
};

/// How much of a file is looked at, in bytes, before unpacking.
const LOOKED_AT: u64 = 4 << 20;

impl Desk {
    /// Looks into a file before it is brought in.
    pub async fn import_inspect(&self, request: InspectFile) -> Result<FileInspected> {
        blocking(move || {
            let (bytes, head) = head(&request.path)?;
            source::inspect(bytes, &head, request.writer.as_ref())
        })
        .await
    }

    /// Brings in files as a job.
    pub async fn import_start(&self, request: StartImport) -> Result<JobInfo> {
        if request.paths.is_empty() {
            return Err(Error::new(ErrorCode::WrongUse, "No file is named. Choose at least one."));
        }
        let paths: Vec<PathBuf> = request.paths.iter().map(PathBuf::from).collect();
        let store = self.store().await?;
        let (id, config) = self.import_source(&store, &request).await?;
        let SourceConfig::Files { writer, log } = config else {
            let message = "Files can be added to a source of files only. Choose one, or give a new source a name.";
            return Err(Error::new(ErrorCode::WrongUse, message));
        };
        let format: Arc<dyn objects::Format> = source::format(&writer, log.is_none())?;
        let title = match request.paths.as_slice() {
            [one] => format!("Import {one}"),
            many => format!("Import {} files", many.len()),
        };
        let desk = self.clone();
        let job = self.inner.jobs.start(JobKind::Import, u64::from(id), title, move |context| async move {
            let (log, clock) = (log.unwrap_or(id), &desk.inner.parts.clock);
            let started = desk.now();
            let sink = store.feed(log, id);
            let result = objects::import(&paths, &format, log, clock, &*sink, &context, &context.cancel).await;
            let recorded = super::sources::sync_result(started, desk.now(), &result, &store, id).await;
            store.put_last_sync(id, recorded, None).await?;
            desk.tell(Event::Lists);
            result.map(|_| ())
        })?;
        self.tell(Event::Lists);
        Ok(job)
    }

    /// The saved mappings.
    pub async fn mapping_list(&self, _: Empty) -> Result<Vec<SavedMapping>> {
        self.store().await?.mappings().await
    }

    /// Saves a mapping, in the place of an earlier one of that name.
    pub async fn mapping_save(&self, request: SavedMapping) -> Result<Empty> {
        let name = checked_name(&request.name)?;
        source::check_mapping(&request.mapping)?;
        self.store().await?.put_mapping(SavedMapping { name, mapping: request.mapping }).await?;
        Ok(Empty {})
    }

    /// Forgets a mapping. What was read by it stays as it is.
    pub async fn mapping_remove(&self, request: MappingRef) -> Result<Empty> {
        self.store().await?.remove_mapping(request.name).await?;
        Ok(Empty {})
    }

    /// The source that the files of a request are brought into; a new one where none is named.
    async fn import_source(&self, store: &Store, request: &StartImport) -> Result<(SourceId, SourceConfig)> {
        if let Some(id) = request.source {
            let row = store.source(id).await?;
            return Ok((id, row.config));
        }
        let name = checked_name(&request.name)?;
        let writer = match &request.writer {
            Some(writer) => writer.clone(),
            None => self.recognised(&request.paths[0]).await?,
        };
        let config = SourceConfig::Files { writer, log: request.log };
        self.checked_log(store, None, &config).await?;
        self.connect(0, &config, None)?;
        let id = store.add_source(name, config.clone(), None).await?;
        Ok((id, config))
    }

    async fn recognised(&self, path: &str) -> Result<Writer> {
        let inspected = self.import_inspect(InspectFile { path: path.to_owned(), writer: None }).await?;
        if inspected.recognised {
            return Ok(inspected.writer);
        }
        let message =
            format!("{path} is of no known shape ({}). Say who wrote it, or give a mapping.", inspected.shape);
        Err(Error::new(ErrorCode::WrongUse, message))
    }
}

/// The size of a file and its beginning; of a folder, those of the first file below it.
fn head(path: &str) -> Result<(u64, Vec<u8>)> {
    let failed = |e: std::io::Error| {
        let message = format!("{path} cannot be read: {e}. Check the path and the right to read it.");
        Error::new(ErrorCode::WrongUse, message)
    };
    let file = std::fs::File::open(first_file(Path::new(path)).map_err(failed)?).map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    let mut head = Vec::new();
    file.take(LOOKED_AT).read_to_end(&mut head).map_err(failed)?;
    Ok((bytes, head))
}

/// The file itself, or the first one below a folder in the order of names.
fn first_file(path: &Path) -> std::io::Result<PathBuf> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let mut below = std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    below.sort();
    let found = below.iter().find_map(|path| first_file(path).ok());
    found.ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "there is no file below this folder"))
}
