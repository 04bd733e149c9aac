//! Google Cloud Storage.

use super::{Purpose, or, paste, word};
use crate::{
    api::wire::{Encryption, Paste, Place},
    storage::shell,
};

pub(super) fn setup(place: &Place, purpose: Purpose<'_>) -> (String, Vec<Paste>) {
    let Place::Gcs { bucket, ambient, .. } = place else { unreachable!("called for Google only") };
    let name = purpose.name();
    let mut pastes = vec![paste("Right on the bucket", binding(place, purpose))];
    if let Purpose::Write { options, .. } = purpose {
        if let Encryption::Kms { key_id } = &options.encryption {
            let words = format!("gcloud storage service-agent --authorize-cmek={}", word(key_id, "KEY"));
            pastes.push(paste("Right of the storage to use the key", words));
        }
        let words = format!(
            "gcloud storage buckets create {} --location=LOCATION --uniform-bucket-level-access --public-access-prevention",
            url(bucket)
        );
        pastes.push(paste("New bucket", words));
    }
    if !ambient {
        let words = format!(
            "gcloud iam service-accounts create {name} --project=PROJECT\ngcloud iam service-accounts keys create {name}.json --iam-account={name}@PROJECT.iam.gserviceaccount.com"
        );
        pastes.push(paste("New service account with a key file", words));
    }
    let summary = match purpose {
        Purpose::Write { .. } => {
            "The role Storage Object Creator on the bucket. It cannot list, read, delete or overwrite, and an export needs none of it."
        }
        Purpose::Read { .. } => {
            "The role Storage Object Viewer on the bucket; nothing is ever written, changed or deleted."
        }
    };
    (summary.to_owned(), pastes)
}

/// The command that gives the role. <https://cloud.google.com/storage/docs/access-control/iam-roles>
pub(super) fn binding(place: &Place, purpose: Purpose<'_>) -> String {
    let Place::Gcs { bucket, ambient, .. } = place else { unreachable!("called for Google only") };
    let role = if purpose.is_write() { "roles/storage.objectCreator" } else { "roles/storage.objectViewer" };
    // Whoever the machine is may be a person, too.
    let member = if *ambient {
        "MEMBER".to_owned()
    } else {
        format!("serviceAccount:{}@PROJECT.iam.gserviceaccount.com", purpose.name())
    };
    let hint = if *ambient {
        "# MEMBER: serviceAccount:NAME@PROJECT.iam.gserviceaccount.com, or user:NAME@DOMAIN\n"
    } else {
        ""
    };
    format!("{hint}gcloud storage buckets add-iam-policy-binding {} \\\n  --member={member} --role={role}", url(bucket))
}

pub(super) fn block(bucket: &str) -> String {
    format!("gcloud storage buckets update {} --public-access-prevention", url(bucket))
}

fn url(bucket: &str) -> String {
    shell(&format!("gs://{}", or(bucket, "BUCKET")))
}
