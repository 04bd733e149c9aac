//! Folders of other writers, through the lister into the real store.

use std::{collections::BTreeSet, fs, sync::Arc};

use auditdesk_core::{
    api::wire::{Place, SourceConfig, Writer},
    source::{Progress, connect, dialects},
};
use auditdesk_standin::airkit::{Form, Options, Quirks, objects};
use tokio_util::sync::CancellationToken;

use crate::{
    mapped::example,
    support::{
        time::Time,
        workspace::{OnDisk, Workspace},
    },
};

struct Silent;

impl Progress for Silent {
    fn update(&self, _: u64, _: u64, _: &str) {}
}

/// Syncs a folder with these objects twice; the workspace, and how many entries were new.
async fn synced(objects: &[(String, Vec<u8>)], writer: Writer) -> (OnDisk, [u64; 2]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (key, bytes) in objects {
        fs::write(folder.path().join(key), bytes).expect("the folder is writable");
    }
    let time = Time::new();
    let workspace = OnDisk::new(Arc::new(time.clock.clone()), "http://x").await;
    let place = Place::Folder { path: folder.path().display().to_string() };
    let config = SourceConfig::Bucket { writer, place, prefix: String::new(), log: None };
    let source = connect(workspace.source(), &config, None, time.deps()).expect("it can be right");
    let mut new = [0; 2];
    for new in &mut new {
        let sink = workspace.sink();
        let summary = source.sync(None, &*sink, &Silent, &CancellationToken::new()).await.expect("a sync");
        *new = summary.new;
    }
    (workspace, new)
}

#[tokio::test(flavor = "multi_thread")]
async fn airkit_in_packed_objects() {
    for form in [Form::Lines, Form::Table { delimiter: ',', header: true }] {
        let mut options = Options::new(form, 9, 400);
        (options.gzip, options.quirks) = (true, Quirks { cut: 0.0, ..Quirks::all() });
        let bucket = objects(&options);
        let (workspace, new) = synced(&bucket.objects, Writer::Airkit).await;
        assert_eq!(new, [400, 0]);
        let wanted: BTreeSet<String> =
            bucket.truth.iter().map(|truth| format!("{}/{}", truth.organization, truth.id)).collect();
        assert_eq!(workspace.latest().into_keys().collect::<BTreeSet<_>>(), wanted);
        assert_eq!(workspace.quarantine().await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mapped_records_carry_their_mapping_through_the_store() {
    let record = |n: usize| {
        format!(
            r#"{{"_document_id":"{n}","@timestamp":{},"action":"repo.access","actor":"octo"}}"#,
            1_771_234_567_890_u64 + n as u64
        )
    };
    let text = (0..300).map(record).collect::<Vec<_>>().join("\n") + "\n{\"action\":\"no time\"}\n";
    let (workspace, new) =
        synced(&[("log.json".into(), text.into_bytes())], Writer::Mapped { mapping: example("github") }).await;
    assert_eq!(new, [300, 0]);
    for (id, stored) in workspace.latest() {
        assert_eq!(stored.raw, record(id.parse().expect("a number")).as_bytes());
        let entry = dialects().entry(stored.borrowed()).expect("it is read by what it carries");
        assert_eq!((entry.operation.as_str(), entry.actor.name.as_deref()), ("repo.access", Some("octo")));
    }
    let quarantine = workspace.quarantine().await;
    assert_eq!((quarantine.len(), quarantine[0].1.as_str()), (1, "the record has no time at /@timestamp"));
}
