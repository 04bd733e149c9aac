//! The recorded samples, one by one.

use auditdesk_core::entry::{PartName, PayloadState, Status};
use serde_json::json;

use crate::read::{Verdict, entries, part, verdict};

fn sample(begins: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/airbyte");
    let mut files = std::fs::read_dir(folder).expect("the samples").map(|file| file.expect("a file").path());
    let file = files.find(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins)));
    std::fs::read(file.unwrap_or_else(|| panic!("no sample {begins}"))).expect("a readable sample")
}

#[test]
fn a_success_with_its_summary_is_exact() {
    let bytes = sample("20250116200311");
    let found = entries(&bytes).pop().expect("one entry");
    assert_eq!(verdict(&found), Verdict::Exact);
    assert_eq!(found.remote_id, "7d4c3e1a-6b25-4f98-8c07-2a91e5d0b6f4");
    assert_eq!((found.dialect.as_str(), found.payload), ("airbyte-1", PayloadState::Complete));
    let raw = String::from_utf8(found.raw.clone()).expect("text");
    assert!(String::from_utf8_lossy(&bytes).contains(&raw) && raw.starts_with("{\"timestamp\""), "byte for byte");
    let entry = &found.entry;
    assert_eq!(entry.occurred_at.timestamp_millis(), 1_737_070_174_212, "the entry's time");
    assert_eq!(entry.recorded_at.timestamp_millis(), 1_737_070_174_216, "the event's");
    assert_eq!((entry.kind.as_str(), entry.operation.as_str()), ("airbyte", "updatePermission"));
    assert_eq!(entry.actor.actor_type, "user");
    assert_eq!(entry.actor.id, Some("6f0d2c51-3b7e-4c86-9a55-1d2e7c0b8f31".into()));
    assert_eq!(entry.actor.email, Some("alice@example.com".into()));
    assert_eq!(entry.ip, Some("198.51.100.24".into()));
    let agent = entry.client.user_agent.as_deref().expect("an agent");
    assert!(agent.starts_with("Mozilla/5.0 (Macintosh;") && agent.ends_with("Safari/537.36"), "{agent}");
    assert_eq!(entry.target.target_type, "user");
    assert_eq!(entry.target.id, Some("424f2c4f-18a7-4bcc-a71a-e84894eadaa7".into()));
    assert_eq!((entry.outcome.status, &entry.outcome.error), (Status::Success, &None));
    let request = part(&found, PartName::Request).expect("the summary");
    assert_eq!(request["newRole"], "organization_editor");
    let rest = part(&found, PartName::RawEvent).expect("the event");
    assert_eq!((&rest["logSource"], &rest["caller"]["lineNumber"]), (&json!("platform"), &json!(135)));
    assert!(rest["message"].is_null(), "its message is in the other parts");
    assert_eq!(part(&found, PartName::Context), None);
}

#[test]
fn a_failure_keeps_its_whole_error_and_the_first_of_the_forwarded_addresses() {
    let found = entries(&sample("20250117081105")).pop().expect("one entry");
    assert_eq!(verdict(&found), Verdict::Exact);
    let entry = &found.entry;
    assert_eq!(entry.ip, Some("203.0.113.7".into()));
    assert_eq!(entry.outcome.status, Status::Failure);
    let error = "Could not delete permission (type=organization_admin), user=0b9a4e77: last admin, see docs\n\tat step 2, \
                 errorMessage=none)";
    assert_eq!(entry.outcome.error, Some(error.into()));
    assert_eq!(part(&found, PartName::Request), None, "a failure has no summary");
    let context = part(&found, PartName::Context).expect("the whole list");
    assert_eq!(context["ipAddress"], "203.0.113.7, 10.42.0.15");
}

#[test]
fn a_user_without_mail_or_address_has_none() {
    let found = entries(&sample("20250118140200")).pop().expect("one entry");
    assert_eq!(verdict(&found), Verdict::Exact);
    assert_eq!((&found.entry.actor.email, &found.entry.ip), (&None, &None));
    assert_eq!(found.entry.client.user_agent, Some("Airbyte-Terraform/0.6.5 (terraform 1.9.8; linux_amd64)".into()));
    assert_eq!(
        found.entry.target.server_id,
        Some("b6c1a2d3-e4f5-4678-9abc-def012345678".into()),
        "the workspace of the scope"
    );
}

#[test]
fn several_events_in_one_object() {
    let found = entries(&sample("20250402070259"));
    let told: Vec<_> = found.iter().map(|found| (found.entry.operation.as_str(), found.entry.outcome.status)).collect();
    let wanted = [
        ("createSource", Status::Success),
        ("updateWorkspaceName", Status::Success),
        ("updateConnection", Status::Failure),
        ("deleteConnection", Status::Success),
    ];
    assert_eq!(told, wanted);
    assert!(found.iter().all(|found| verdict(found) == Verdict::Exact));
    let source = &found[0].entry.target;
    assert_eq!(source.target_type, "source");
    assert_eq!(
        (&source.id, &source.name),
        (&Some("9e8d7c6b-5a49-4382-b716-05f4e3d2c1b0".into()), &Some("Orders DB".into()))
    );
    assert_eq!(found[1].entry.target.name, Some("Finance (EU), prod".into()), "delimiters inside a JSON text are text");
    assert_eq!(found[2].entry.outcome.error, None, "an error that reads null is none");
    let context = part(&found[2], PartName::Context).expect("the original name");
    assert_eq!(context["actionName"], "webBackendUpdateConnection");
    assert_eq!(found[0].dialect, "airbyte-1-redacted", "connectionConfiguration is on the list of names");
    let request = part(&found[0], PartName::Request).expect("the summary");
    assert_eq!((&request["connectionConfiguration"], &request["name"]), (&json!("[removed]"), &json!("Orders DB")));
    let context = part(&found[0], PartName::Context).expect("what was removed");
    assert_eq!(context["secretsRemoved"]["paths"], json!(["/message/summary/connectionConfiguration"]));
    assert_eq!(found[1].dialect, "airbyte-1");
}

#[test]
fn structured_entries_have_their_texts_decoded() {
    let found = entries(&sample("gen2_"));
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|found| found.dialect == "airbyte-2"));
    let request = part(&found[0], PartName::Request).expect("a request");
    assert_eq!(request["newRole"], "workspace_editor", "JSON inside a text");
    assert_eq!(part(&found[0], PartName::Response), Some(json!({})));
    assert_eq!(found[0].entry.target.id, Some("424f2c4f-18a7-4bcc-a71a-e84894eadaa7".into()));
    let failed = &found[1].entry;
    assert_eq!((failed.outcome.status, failed.target.target_type.as_str()), (Status::Failure, "workspace"));
    assert_eq!(failed.target.id, Some("b6c1a2d3-e4f5-4678-9abc-def012345678".into()), "a failure keeps its request");
    assert_eq!(failed.target.server_id, failed.target.id);
    assert!(failed.outcome.error.as_deref().is_some_and(|error| error.contains("STANDARD_WORKSPACE")));
    assert_eq!(part(&found[1], PartName::Response), None);
    let nobody = &found[2].entry;
    assert_eq!((nobody.actor.actor_type.as_str(), &nobody.actor.id, &nobody.ip), ("unknown", &None, &None));
    assert_eq!((&nobody.client.user_agent, nobody.operation.as_str()), (&None, "createConnection"));
}

#[test]
fn generation_3_names_organization_and_workspace() {
    let found = entries(&sample("gen3_")).pop().expect("one entry");
    assert_eq!(found.dialect, "airbyte-3");
    assert_eq!(found.entry.target.server_id, Some("b6c1a2d3-e4f5-4678-9abc-def012345678".into()));
    assert_eq!(found.entry.target.id, Some("9e8d7c6b-5a49-4382-b716-05f4e3d2c1b0".into()), "told by the response");
    assert_eq!(found.entry.occurred_at, found.entry.recorded_at);
    let context = part(&found, PartName::Context).expect("the organization");
    assert_eq!(context["organizationId"], "d1c2b3a4-9586-4778-8695-a4b3c2d1e0f9");
}
