//! A bucket as S3 has it.

use std::collections::BTreeMap;

use bytes::Bytes;

/// A request.
#[derive(Clone, Debug)]
pub enum Request {
    Put { key: String, bytes: Bytes },
    Begin { key: String },
    Part { upload: String, index: usize, bytes: Bytes },
    Finish { key: String, upload: String, parts: usize },
    Abort { upload: String },
    Uploads { key: String },
}

/// A good answer.
#[derive(Clone, Debug)]
pub enum Reply {
    Done,
    Upload(String),
    Uploads(Vec<String>),
}

/// A bad answer, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is such an object.
    Taken,
    /// There is no such upload.
    Gone,
    Denied,
    /// A time-out or a server error: nobody knows whether it was done.
    Unavailable,
}

/// How a storage behaves.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Whether it knows "only if there is none"; Garage does not and overwrites.
    pub create_only: bool,
    /// Whether the end of an upload that is gone is refused for the object that is there, not for the upload that is not.
    pub taken_before_gone: bool,
    /// Whether the credentials may list unfinished uploads.
    pub lists_uploads: bool,
}

#[derive(Debug)]
pub struct Upload {
    pub key: String,
    parts: BTreeMap<usize, Bytes>,
}

#[derive(Debug)]
pub struct Bucket {
    pub manners: Manners,
    pub objects: BTreeMap<String, Bytes>,
    pub uploads: BTreeMap<String, Upload>,
    begun: u32,
    /// Requests that are on their way.
    pub late: Vec<Request>,
}

impl Bucket {
    pub fn new(manners: Manners) -> Self {
        Self { manners, objects: BTreeMap::new(), uploads: BTreeMap::new(), begun: 0, late: Vec::new() }
    }

    pub fn answer(&mut self, request: Request) -> Result<Reply, Refusal> {
        match request {
            Request::Put { key, bytes } => self.create(key, bytes)?,
            Request::Begin { key } => {
                self.begun += 1;
                let upload = format!("upload-{}", self.begun);
                self.uploads.insert(upload.clone(), Upload { key, parts: BTreeMap::new() });
                return Ok(Reply::Upload(upload));
            }
            Request::Part { upload, index, bytes } => {
                self.uploads.get_mut(&upload).ok_or(Refusal::Gone)?.parts.insert(index, bytes);
            }
            Request::Finish { key, upload, parts } => {
                let Some(found) = self.uploads.get(&upload) else {
                    let taken = self.manners.create_only && self.objects.contains_key(&key);
                    return Err(if taken && self.manners.taken_before_gone { Refusal::Taken } else { Refusal::Gone });
                };
                assert_eq!(found.parts.len(), parts, "an upload is finished with all of its parts");
                let bytes: Vec<u8> = found.parts.values().flatten().copied().collect();
                self.create(key, bytes.into())?;
                self.uploads.remove(&upload);
            }
            Request::Abort { upload } => {
                self.uploads.remove(&upload).ok_or(Refusal::Gone)?;
            }
            Request::Uploads { key } => {
                if !self.manners.lists_uploads {
                    return Err(Refusal::Denied);
                }
                let of_key = self.uploads.iter().filter(|(_, upload)| upload.key == key);
                return Ok(Reply::Uploads(of_key.map(|(name, _)| name.clone()).collect()));
            }
        }
        Ok(Reply::Done)
    }

    fn create(&mut self, key: String, bytes: Bytes) -> Result<(), Refusal> {
        if self.manners.create_only && self.objects.contains_key(&key) {
            return Err(Refusal::Taken);
        }
        self.objects.insert(key, bytes);
        Ok(())
    }
}
