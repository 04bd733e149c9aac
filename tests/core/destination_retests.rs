//! Destinations in use are tested again daily, by the wall clock of the file.

use std::{fs, sync::Arc, time::Duration};

use auditdesk_core::{
    api::{
        Desk, DeskParts, Folders,
        wire::{
            AddDestination, Conclusion, CreateWorkspace, CredentialInput, Empty, Output, Place, Protection, RunRef,
            RunState, StartExport, WriteOptions,
        },
    },
    clock::ManualClock,
    random::SystemRandom,
    store::key::MemoryKeyring,
};
use chrono::{TimeDelta, Utc};

/// How many destinations were tested, with what they came to.
async fn tested(desk: &Desk) -> Vec<Conclusion> {
    let done = desk.test_due().await.expect("the file is sound");
    done.into_iter().map(|destination| destination.last_test.expect("it was tested").0.conclusion).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_use_is_tested_daily_and_hourly_while_it_fails() {
    let home = tempfile::tempdir().expect("a folder");
    let exports = home.path().join("exports");
    fs::create_dir(&exports).expect("writable");
    let clock = ManualClock::new(Utc::now());
    let desk = Desk::with(DeskParts {
        folders: Folders::at(home.path().join("workspace")),
        start_sample: Arc::new(|_| unreachable!("no sample is opened")),
        clock: Arc::new(clock.clone()),
        keyring: Arc::new(MemoryKeyring::default()),
        random: Arc::new(SystemRandom),
    });
    assert_eq!(tested(&desk).await, [], "there is no workspace yet");
    let protection = Protection::Keyring;
    desk.workspace_create(CreateWorkspace { protection, passphrase: None }).await.expect("it is made");
    let new = |name: &str| AddDestination {
        name: name.into(),
        place: Place::Folder { path: exports.display().to_string() },
        credential: CredentialInput::None,
        expires: None,
        prefix: String::new(),
        options: WriteOptions::default(),
    };
    desk.destination_add(new("Never used")).await.expect("good settings");
    let used = desk.destination_add(new("Used")).await.expect("good settings");
    assert_eq!(tested(&desk).await, [], "none is in use");

    let export = StartExport {
        name: "daily".into(),
        filter: String::new(),
        zone: String::new(),
        destination: used.id,
        output: Output { payload: true, ..Output::default() },
        allow_empty: true,
    };
    let run = desk.export_start(export).await.expect("it starts").id;
    while desk.run_show(RunRef { id: run }).await.expect("it is there").state == RunState::Running {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(tested(&desk).await, [Conclusion::Works], "in use and never tested");
    assert_eq!(tested(&desk).await, [], "not twice a day");
    let listed = desk.destination_list(Empty {}).await.expect("it lists");
    let last = |name: &str| listed.iter().find(|known| known.name == name).expect("listed").last_test.is_some();
    assert_eq!((last("Used"), last("Never used")), (true, false));

    clock.advance(TimeDelta::hours(23));
    assert_eq!(tested(&desk).await, []);
    clock.advance(TimeDelta::hours(1));
    fs::rename(&exports, home.path().join("elsewhere")).expect("it moves");
    assert_eq!(tested(&desk).await, [Conclusion::Fails]);
    assert_eq!(tested(&desk).await, [], "a failing one is not asked all the time");
    clock.advance(TimeDelta::hours(1));
    fs::rename(home.path().join("elsewhere"), &exports).expect("it moves");
    assert_eq!(tested(&desk).await, [Conclusion::Works], "that it is mended shows within the hour");
    clock.advance(TimeDelta::days(36));
    assert_eq!(tested(&desk).await, [], "nobody exports there any more");
}
