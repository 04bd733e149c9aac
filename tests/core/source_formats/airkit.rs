//! Airkit's audit events.

use auditdesk_core::{
    entry::{Flag, PartName, PayloadState, Status},
    source::{airkit::AirkitFormat, objects::Format},
};
use serde_json::json;

use crate::read::{all, part, read};

/// The columns in the order of the documentation.
const COLUMNS: &str = "ORGANIZATION_ID,EVENT_ID,EVENT_YEAR,EVENT_MONTH,EVENT_DATE,EVENT_TIME,ROOT_SCOPE_USER_ID,USER_ID,EMAIL,APP_ID,BRANCH_ID,DEPLOY_ID,\
    SAVEPOINT_ID,SAVEPOINT_REVISION,RESOURCE_TYPE,RESOURCE_ID,DOMAIN,DATASTORE_ID,API_KEY_ID,NOTIFIER_ID,SAML_ID,WEBHOOK_ID,ADAPTER_ID,EMBED_ID,ROLE_ID,\
    SERVICE,SERVICE_REVISION,LOGIN_TYPE,EVENT_TYPE";

/// An event of each column, as a row in the order of [`COLUMNS`].
const ROW: &str = r#"org-1,ev-1,2023,2023-02-01,2023-02-03,2023-02-03 04:05:06.789,root-7,u-7,"ana, ""a""@example.com",app-3,br-1,\N,sp-2,007,NULL,,,,,,,,,,,,,password,app_deployed"#;

const JSON: &str = r#"{"organizationId":"org-1","eventId":"ev-1","eventTime":"2023-02-03T04:05:06.789Z","rootScopeUserId":"root-7","userId":"u-7",
 "email":"ana, \"a\"@example.com","appId":"app-3","branchId":"br-1","deployId":null,"savepointId":"sp-2","savepointRevision":007,"loginType":"password",
 "type":"app_deployed","kind":"Audit","newFact":{"x":[1.50]}}"#;

#[test]
fn keys_of_the_verify_button_and_of_folders_are_not_wanted() {
    for (key, wanted) in [
        ("events-1", true),
        ("a/b/2023.csv.gz", true),
        ("airkit-verify-test-1675397106", false),
        ("logs/airkit-verify-test-2023-02-03T04:05:06Z", false),
        ("airkit-verify-test-x/events.json", true),
        ("logs/", false),
    ] {
        assert_eq!(AirkitFormat.wants(key), wanted, "{key}");
    }
}

#[test]
fn an_event_means_the_same_in_every_form() {
    let json = JSON.replace(":007", ":\"007\"").replace('\n', "");
    let pipes = |text: &str| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut writer = csv::WriterBuilder::new().delimiter(b'|').from_writer(Vec::new());
        reader.records().for_each(|row| writer.write_record(&row.expect("a row")).expect("it is written"));
        String::from_utf8(writer.into_inner().expect("it is written")).expect("UTF-8")
    };
    let table = format!("{COLUMNS}\r\n{ROW}\r\n");
    let forms = [
        (json.clone(), "airkit-json"),
        (format!("[{json}]"), "airkit-json"),
        (format!("{{\"Records\":[{json}]}}"), "airkit-json"),
        (format!("\u{feff}{json}\n\n"), "airkit-json"),
        (table.clone(), "airkit-csv"),
        (format!("\u{feff}{}", table.replace(COLUMNS, &COLUMNS.to_lowercase())), "airkit-csv"),
        (pipes(&table), "airkit-csv"),
        (ROW.to_owned(), "airkit-csv-seed"),
        (pipes(ROW), "airkit-csv-seed"),
    ];
    for (text, dialect) in forms {
        let found = all(&AirkitFormat, text.as_bytes());
        assert_eq!(found.len(), 1, "{text}");
        let (found, entry) = (&found[0], &found[0].entry);
        assert_eq!((found.dialect.as_str(), found.remote_id.as_str()), (dialect, "org-1/ev-1"), "{text}");
        assert_eq!(
            entry.occurred_at,
            "2023-02-03T04:05:06.789Z".parse::<chrono::DateTime<chrono::Utc>>().expect("a time")
        );
        assert_eq!(entry.operation, "app_deployed");
        assert_eq!(
            (entry.actor.id.as_deref(), entry.actor.email.as_deref()),
            (Some("u-7"), Some("ana, \"a\"@example.com"))
        );
        assert_eq!(
            (entry.target.target_type.as_str(), entry.target.id.as_deref()),
            ("savepoint", Some("sp-2")),
            "{text}"
        );
        assert_eq!(entry.target.server_id.as_deref(), Some("app-3"));
        assert_eq!((entry.outcome.status, found.payload), (Status::Success, PayloadState::Complete));
        assert_eq!(entry.flags.has(Flag::GuessedColumns), dialect == "airkit-csv-seed");
        let context = part(found, PartName::Context);
        assert_eq!((&context["savepointRevision"], &context["loginType"]), (&json!("007"), &json!("password")));
        assert_eq!(context["event"], "App deployed");
        assert_eq!(part(found, PartName::RawEvent)["email"], "ana, \"a\"@example.com");
    }
}

#[test]
fn the_record_is_kept_byte_for_byte_and_a_row_with_its_header() {
    let json = r#"{ "eventId" : "1", "organizationId":"o","type":"user_login" , "eventTime":1675397106, "kind":"Audit", "extra" : 1.50 }"#;
    let found = all(&AirkitFormat, format!("[ {json} ]").as_bytes());
    assert_eq!(found[0].raw, json.as_bytes());
    assert_eq!(part(&found[0], PartName::Context)["extra"].to_string(), "1.5", "kept with what is not documented");
    let found = all(&AirkitFormat, format!("{COLUMNS}\r\n{ROW}\r\n{}\r\n", ROW.replace("ev-1", "ev-2")).as_bytes());
    assert_eq!(found[1].raw, format!("{COLUMNS}\n{}", ROW.replace("ev-1", "ev-2")).as_bytes());
}

#[test]
fn the_order_of_release_17_14_is_told_by_the_place_of_the_type() {
    let mut cells: Vec<String> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(ROW.as_bytes())
        .records()
        .next()
        .expect("a row")
        .expect("a row")
        .iter()
        .map(str::to_owned)
        .collect();
    cells.swap(6, 28);
    let row = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join("\t");
    let found = all(&AirkitFormat, row.as_bytes());
    assert_eq!(found[0].dialect, "airkit-csv-1714");
    assert_eq!(found[0].entry.operation, "app_deployed");
    assert!(found[0].entry.flags.has(Flag::GuessedColumns));
    assert_eq!(found[0].remote_id, "org-1/ev-1");
}

#[test]
fn rows_without_a_header_are_not_guessed_at_without_reason() {
    let without_time = ROW.replace("2023-02-03 04:05:06.789", "soon");
    let without_type = ROW.replace("app_deployed", "");
    let text = format!("{ROW}\n{without_time}\n{without_type}\n1,2,3\n");
    let outcome = read(&AirkitFormat, text.as_bytes());
    assert_eq!((outcome.found.len(), outcome.unreadable.len()), (1, 3));
    assert_eq!(outcome.unreadable[2].1, b"1,2,3");
}

#[test]
fn other_kinds_are_left_out_and_unknown_types_are_kept() {
    let event = |kind: &str, event: &str| {
        format!(
            r#"{{"organizationId":"o","eventId":"{event}","eventTime":"2023-02-03 04:05:06","type":"{event}"{kind}}}"#
        )
    };
    let text = [
        event(r#","kind":"Audit""#, "user_login"),
        event(r#","kind":"Session""#, "session_started"),
        event(r#","kind":"audit""#, "a_type_of_tomorrow"),
        event("", "org_created"),
    ];
    let outcome = read(&AirkitFormat, text.join("\n").as_bytes());
    assert_eq!(outcome.ids(), ["o/user_login", "o/a_type_of_tomorrow", "o/org_created"]);
    assert_eq!(outcome.ignored, 1);
    let statuses: Vec<_> = outcome.entries().iter().map(|entry| entry.outcome.status).collect();
    assert_eq!(statuses, [Status::Success, Status::Unknown, Status::Success]);
}

#[test]
fn sign_ins_that_failed_are_failures() {
    for (event, status) in [
        ("invalid_login", Status::Failure),
        ("user_locked", Status::Failure),
        ("user_login", Status::Success),
        ("modified_domain_certificate", Status::Success),
        ("data_migration", Status::Unknown),
    ] {
        let text = format!(r#"{{"EVENT_ID":"1","EVENT_TIME":"2023-02-03 04:05:06","EVENT_TYPE":"{event}"}}"#);
        assert_eq!(all(&AirkitFormat, text.as_bytes())[0].entry.outcome.status, status, "{event}");
    }
}

#[test]
fn every_kind_of_time_is_read_and_the_day_only_where_there_is_no_time() {
    for (time, wanted) in [
        (r#""eventTime":"2023-02-03 04:05:06.789""#, "2023-02-03T04:05:06.789Z"),
        (r#""eventTime":"2023-02-03T04:05:06.123456789+02:00""#, "2023-02-03T02:05:06.123456Z"),
        (r#""eventTime":1675397106"#, "2023-02-03T04:05:06Z"),
        (r#""eventTime":1675397106789"#, "2023-02-03T04:05:06.789Z"),
        (r#""eventTime":"1675397106789123""#, "2023-02-03T04:05:06.789123Z"),
        (r#""eventTime":null,"eventDate":"2023-02-03""#, "2023-02-03T00:00:00Z"),
        (r#""eventDate":19391,"eventMonth":"2023-02-01""#, "2023-02-03T00:00:00Z"),
        (r#""eventMonth":"2023-02-01 00:00:00""#, "2023-02-01T00:00:00Z"),
        (r#""eventTime":"2023-02-03 04:05:06","eventDate":"1999-01-01""#, "2023-02-03T04:05:06Z"),
    ] {
        let text = format!(r#"{{"eventId":"1","type":"user_login",{time}}}"#);
        let found = all(&AirkitFormat, text.as_bytes());
        assert_eq!(
            found[0].entry.occurred_at,
            wanted.parse::<chrono::DateTime<chrono::Utc>>().expect("a time"),
            "{time}"
        );
    }
    let outcome = read(&AirkitFormat, br#"{"eventId":"1","type":"user_login","eventTime":"soon"}"#);
    assert_eq!(outcome.unreadable[0].0, "soon is no time", "what is no time is not replaced by the day");
}

#[test]
fn the_target_is_the_most_specific_thing_that_is_named() {
    for (fields, target_type, id, name) in [
        (r#""apiKeyId":"k","appId":"a""#, "api_key", Some("k"), None),
        (r#""datastoreId":"d","deployId":"x""#, "datastore", Some("d"), None),
        (r#""resourceType":"image","resourceId":"r""#, "image", Some("r"), None),
        (r#""domain":"example.com""#, "domain", None, Some("example.com")),
        (r#""appId":"a""#, "app", Some("a"), None),
        (r#""organizationId":"o""#, "organization", Some("o"), None),
    ] {
        let text = format!(r#"{{"eventId":"1","type":"x_y","eventTime":1675397106,{fields}}}"#);
        let target = &all(&AirkitFormat, text.as_bytes())[0].entry.target;
        assert_eq!(
            (target.target_type.as_str(), target.id.as_deref(), target.name.as_deref()),
            (target_type, id, name)
        );
        assert_eq!(target.server_id.as_deref(), fields.contains("appId").then_some("a"));
    }
}

#[test]
fn an_event_without_an_id_has_the_same_identity_in_every_spelling() {
    let ids: Vec<String> = [
        r#"{"organizationId":"o","eventTime":"2023-02-03 04:05:06","type":"user_login"}"#.to_owned(),
        r#"{ "type":"user_login", "EVENT_TIME":"2023-02-03 04:05:06","organization_id":"o","eventId":null}"#.to_owned(),
        "ORGANIZATION_ID,EVENT_TIME,EVENT_TYPE,EMAIL\no,2023-02-03 04:05:06,user_login,\n".to_owned(),
    ]
    .iter()
    .map(|text| all(&AirkitFormat, text.as_bytes())[0].remote_id.clone())
    .collect();
    assert!(ids.iter().all(|id| *id == ids[0] && id.len() == 64), "{ids:?}");
    let other = all(&AirkitFormat, br#"{"organizationId":"o","eventTime":"2023-02-03 04:05:07","type":"user_login"}"#);
    assert_ne!(other[0].remote_id, ids[0]);
}

#[test]
fn what_cannot_be_read_says_why() {
    for (bytes, word) in
        [(&b"PAR1...."[..], "Parquet"), (b"\xff\xfea\0", "UTF-16"), (b"Airkit says hello", "neither JSON nor a table")]
    {
        let outcome = read(&AirkitFormat, bytes);
        assert!(outcome.broken.expect("it is refused").contains(word), "{word}");
    }
    let outcome =
        read(&AirkitFormat, b"[{\"eventId\":\"1\",\"type\":\"user_login\",\"eventTime\":1675397106},{\"eventId");
    assert_eq!((outcome.found.len(), outcome.broken.is_some()), (1, true), "a broken array is read up to the break");
    let outcome = read(&AirkitFormat, format!("{COLUMNS}\n{ROW}\n1,2\n\"open,{ROW}").as_bytes());
    assert_eq!(
        (outcome.found.len(), outcome.unreadable.len()),
        (1, 2),
        "rows that do not fit their header, and open quotes"
    );
    assert!(read(&AirkitFormat, b"").broken.is_none(), "an empty object has no events");
}

/// What the stand-in wrote is what is read, whatever the form.
#[test]
fn every_event_of_a_bucket_is_read_once_whatever_the_form() {
    use auditdesk_standin::airkit::{Form, Options, Quirks, Spelling, objects};

    for (number, form) in Form::ALL.into_iter().enumerate() {
        for spelling in [Spelling::Camel, Spelling::Upper] {
            let mut options = Options::new(form, 40 + number as u64, 300);
            (options.spelling, options.quirks) = (spelling, Quirks { cut: 0.06, ..Quirks::all() });
            options.end = "2026-08-20T00:00:00Z".parse().expect("a time");
            let bucket = objects(&options);
            let mut held = std::collections::BTreeMap::new();
            let (mut ignored, mut broken) = (0, Vec::new());
            for (key, bytes) in bucket.objects.iter().filter(|(key, _)| AirkitFormat.wants(key)) {
                let outcome = read(&AirkitFormat, bytes);
                let is_cut = bucket.broken.contains(key);
                if outcome.broken.is_some() || !outcome.unreadable.is_empty() {
                    broken.push(key.clone());
                }
                assert!(
                    is_cut || (outcome.broken.is_none() && outcome.unreadable.is_empty()),
                    "{form:?} {key}: {outcome:?}"
                );
                ignored += if is_cut { 0 } else { outcome.ignored };
                // Later objects have the events of those that broke off again.
                held.extend(outcome.found.into_iter().map(|found| (found.remote_id.clone(), found)));
            }
            assert!(
                !bucket.broken.is_empty() && bucket.objects.iter().any(|(key, _)| !AirkitFormat.wants(key)),
                "{form:?}"
            );
            assert!(broken.len() <= bucket.broken.len());
            assert_eq!(ignored, bucket.sessions, "{form:?}");
            assert_eq!(held.len(), bucket.truth.len(), "{form:?}");
            for truth in &bucket.truth {
                let found = &held[&format!("{}/{}", truth.organization, truth.id)];
                let entry = &found.entry;
                assert_eq!((entry.occurred_at, entry.operation.as_str()), (truth.at, truth.event.as_str()), "{form:?}");
                assert_eq!((&entry.actor.id, &entry.actor.email), (&truth.user, &truth.email));
                assert_eq!(entry.target.server_id, truth.app);
                let guessed = matches!(form, Form::Table { header: false, .. } | Form::Table1714 { .. });
                assert_eq!(entry.flags.has(Flag::GuessedColumns), guessed);
            }
        }
    }
}

#[test]
fn every_documented_type_has_words_and_is_written_by_the_stand_in() {
    use auditdesk_standin::airkit::{Form, Options, objects};

    let bucket = objects(&Options::new(Form::Lines, 5, 20_000));
    let types: std::collections::BTreeSet<&str> = bucket.truth.iter().map(|truth| truth.event.as_str()).collect();
    assert_eq!(types.len(), 45);
    for event in types {
        let text = format!(r#"{{"eventId":"1","type":"{event}","eventTime":1675397106}}"#);
        let words = part(&all(&AirkitFormat, text.as_bytes())[0], PartName::Context)["event"].clone();
        assert!(words.as_str().is_some_and(|words| words.contains(' ')), "{event}: {words}");
    }
}
