use auditdesk_core::{
    api::wire::{
        AddSchedule, Beginning, Empty, GridColumn, ReadViewFile, SaveView, SavedView, SavedViewRef, ScheduleSetup,
        Sort, ViewDefinition, ViewUse,
    },
    entry::filter::Field,
    error::ErrorCode,
};

use crate::{stage, stage::Stage};

fn definition(filter: &str) -> ViewDefinition {
    let columns = vec![GridColumn { field: Field::Time, width: 180 }, GridColumn { field: Field::Actor, width: 220 }];
    ViewDefinition { filter: filter.into(), sort: Sort { field: Field::Duration, descending: true }, columns }
}

async fn save(stage: &Stage, id: Option<u32>, name: &str, filter: &str) -> SavedView {
    let request = SaveView { id, name: name.into(), definition: definition(filter) };
    stage.desk.saved_view_save(request).await.expect("a good view")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_is_kept_and_an_unchanged_one_makes_none() {
    let mut stage = stage(0).await;
    let first = save(&stage, None, "Failures", " outcome:failure   time:7d ").await;
    assert_eq!((first.version, first.definition.filter.as_str()), (1, "outcome:failure time:7d"));
    assert_eq!(save(&stage, Some(first.id), "Failures", "outcome:failure time:7d").await.version, 1);
    let second = save(&stage, Some(first.id), "Failures of a week", "outcome:failure,denied time:7d").await;
    assert_eq!(second.version, 2);
    stage.restart().await;
    let versions = stage.desk.saved_view_versions(SavedViewRef { id: first.id, version: None }).await;
    let versions = versions.expect("it is there");
    assert_eq!(versions.iter().map(|view| view.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(versions[1].definition, first.definition);
    assert_eq!(versions[1].sha256, first.sha256);
    let taken = SaveView { id: None, name: "Failures of a week".into(), definition: definition("") };
    assert_eq!(stage.desk.saved_view_save(taken).await.expect_err("the name is taken").code, ErrorCode::WrongUse);
    let broken = SaveView { id: None, name: "x".into(), definition: definition("outcome:(") };
    assert_eq!(stage.desk.saved_view_save(broken).await.expect_err("no filter").code, ErrorCode::FilterSyntax);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_opens_on_another_machine_and_a_changed_one_does_not() {
    let (here, there) = (stage(0).await, stage(0).await);
    let view = save(&here, None, "Denied / agents", "outcome:denied").await;
    let file = here.desk.saved_view_file(SavedViewRef { id: view.id, version: None }).await.expect("it is written");
    assert_eq!(file.name, "Denied---agents-v1.view.json");
    let read = |text: String| there.desk.saved_view_read(ReadViewFile { text });
    let opened = read(file.text.clone()).await.expect("it opens");
    assert_eq!((opened.definition, opened.sha256), (view.definition, view.sha256));
    assert_eq!(read(file.text.clone()).await.expect("it opens again").version, 1);
    let changed = read(file.text.replace("denied", "failure")).await.expect_err("it was changed");
    assert!(changed.message.contains("its hash does not fit"), "{}", changed.message);
    assert_eq!(read("[]".into()).await.expect_err("no view").code, ErrorCode::WrongUse);
    assert_eq!(there.desk.saved_view_list(Empty {}).await.expect("they are listed").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_says_which_version_it_uses_and_never_filters_by_what_reviewers_say() {
    let stage = stage(3).await;
    let view = save(&stage, None, "Logins", "operation:user_login").await;
    let used = ViewUse { id: view.id, name: String::new(), version: 1, sha256: String::new() };
    let setup = ScheduleSetup { filter: view.definition.filter.clone(), view: Some(used.clone()), ..stage.hourly("a") };
    let id = stage.add(setup, Beginning::Everything).await;
    save(&stage, Some(view.id), "Logins", "operation:user_login -actor:root").await;
    let shown = stage.show(id).await;
    let said = shown.setup.view.expect("it says it");
    assert_eq!((said.version, said.name, said.sha256), (1, "Logins".to_owned(), view.sha256));
    let add = async |setup| {
        let request = AddSchedule { setup, beginning: Beginning::Everything, enabled: true };
        stage.desk.schedule_add(request).await.expect_err("it is refused").message
    };
    let other = ScheduleSetup { filter: "operation:x".into(), view: Some(used), ..stage.hourly("b") };
    assert!(add(other).await.contains("not that of version 1"));
    let reviewed = ScheduleSetup { filter: "-disposition:fine".into(), ..stage.hourly("c") };
    assert!(add(reviewed).await.contains("cannot filter by disposition"));
}
