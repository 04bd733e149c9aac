use auditdesk_core::{
    api::wire::{Empty, ReadSheet, SampleInfo, SampleMethod, SamplePlan, SampleRef, SheetFormat, WriteReview},
    entry::filter::Field,
    error::ErrorCode,
    review::{Disposition, ReviewAction},
};

use crate::{at, rows, stage, stage::Stage};

fn plan(name: &str, method: SampleMethod, size: u32) -> SamplePlan {
    SamplePlan { name: name.into(), filter: String::new(), zone: String::new(), method, size, seed: "q3".into() }
}

async fn draw(stage: &Stage, plan: SamplePlan) -> SampleInfo {
    let job = stage.desk.audit_sample_draw(plan).await.expect("it can be drawn");
    stage.ended(job.id).await;
    stage.desk.audit_sample_list(Empty {}).await.expect("they are listed").remove(0)
}

async fn hashes(stage: &Stage, id: u32) -> Vec<String> {
    let sheet = stage.desk.audit_sample_sheet(ReadSheet { id, format: SheetFormat::Csv }).await.expect("it is written");
    let mut table = csv::Reader::from_reader(sheet.text.trim_start_matches('\u{feff}').as_bytes());
    table.records().map(|row| row.expect("it can be read").iter().next_back().expect("a cell").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_draws_the_same_from_the_same_entries_in_another_order() {
    let here = stage(90).await;
    let mut there = stage(0).await;
    let kinds = ["user_login", "app_created", "query_executed"];
    let mut events: Vec<_> = (0..90_i64).map(|n| (format!("e{n}"), at(n), kinds[(n % 3) as usize])).collect();
    events.reverse();
    there.tell(events).await;
    for (name, method) in [
        ("random", SampleMethod::Random),
        ("strata", SampleMethod::Stratified { by: Field::Operation }),
        ("interval", SampleMethod::Interval),
    ] {
        let (mine, theirs) = (draw(&here, plan(name, method, 12)).await, draw(&there, plan(name, method, 12)).await);
        assert_eq!(mine.drawn.population_sha256, theirs.drawn.population_sha256, "{name}");
        assert_eq!((mine.entries, mine.drawn.population), (12, 90), "{name}");
        assert_eq!(hashes(&here, mine.id).await, hashes(&there, theirs.id).await, "{name}");
        let check = here.desk.audit_sample_check(SampleRef { id: mine.id }).await.expect("it can be drawn again");
        assert!(check.same_population && check.same_entries, "{name}");
        let drawn: u64 = mine.drawn.strata.iter().map(|stratum| stratum.drawn).sum();
        assert_eq!(drawn, 12, "{name}");
        if name == "strata" {
            assert_eq!(mine.drawn.strata.iter().map(|stratum| stratum.drawn).collect::<Vec<_>>(), [4, 4, 4]);
        }
        assert_eq!(rows(&here, &mine.shown_by).await.len(), 12, "{name}");
    }
    let other = SamplePlan { seed: "q4".into(), ..plan("other seed", SampleMethod::Random, 12) };
    let other = draw(&here, other).await;
    let first = here.desk.audit_sample_list(Empty {}).await.expect("they are listed");
    let random = first.iter().find(|sample| sample.drawn.plan.name == "random").expect("it was drawn");
    assert_ne!(hashes(&here, other.id).await, hashes(&here, random.id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_on_a_sample_is_counted_and_its_sheet_tells_it() {
    let mut stage = stage(20).await;
    let sample = draw(&stage, plan("Logins <1>", SampleMethod::Random, 5)).await;
    let found = rows(&stage, &sample.shown_by).await;
    let keys = vec![found[0].key.clone(), found[1].key.clone()];
    let action = ReviewAction::Dispose { disposition: Some(Disposition::Fine) };
    stage.desk.review_write(WriteReview { keys, action }).await.expect("it is said");
    let action = ReviewAction::Write { note: String::new(), text: "<img src=x onerror=alert(1)>".into() };
    stage.desk.review_write(WriteReview { keys: vec![found[0].key.clone()], action }).await.expect("it is said");
    // One of them gets another version: it stays in the sample as it was drawn.
    let minute = (found[2].time - at(0).timestamp_micros()) / 60_000_000;
    stage.tell([(format!("e{minute}"), at(minute), "user_deleted")]).await;
    let sample = stage.desk.audit_sample_list(Empty {}).await.expect("they are listed").remove(0);
    assert_eq!((sample.dispositions, sample.superseded, sample.removed), ([0, 2, 0, 0], 1, 0));
    assert_eq!(rows(&stage, &sample.shown_by).await.len(), 5, "{}", sample.shown_by);
    let html = stage.desk.audit_sample_sheet(ReadSheet { id: sample.id, format: SheetFormat::Html }).await;
    let html = html.expect("it is written").text;
    assert!(html.contains("Logins &lt;1&gt;") && html.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(!html.contains("<img") && !html.contains("<script"));
    assert!(html.contains(&sample.drawn.population_sha256) && html.contains("3 not reviewed"));
    let check = stage.desk.audit_sample_check(SampleRef { id: sample.id }).await.expect("it can be drawn again");
    assert!(!check.same_population, "an entry changed since");
    stage.desk.audit_sample_remove(SampleRef { id: sample.id }).await.expect("it is there");
    assert_eq!(rows(&stage, "sample:*").await.len(), 0);
    assert_eq!(rows(&stage, "disposition:fine").await.len(), 2, "what was said stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draw_that_cannot_be_is_refused() {
    let stage = stage(3).await;
    let refused = async |plan| stage.desk.audit_sample_draw(plan).await.expect_err("it is refused");
    assert_eq!(refused(plan("a", SampleMethod::Random, 0)).await.code, ErrorCode::WrongUse);
    assert_eq!(refused(plan("a", SampleMethod::Stratified { by: Field::Time }, 2)).await.code, ErrorCode::WrongUse);
    let nothing = SamplePlan { filter: "actor:nobody".into(), ..plan("a", SampleMethod::Random, 2) };
    assert!(refused(nothing).await.message.starts_with("No settled entry"));
    let all = draw(&stage, plan("all", SampleMethod::Interval, 10)).await;
    assert_eq!(all.entries, 3);
    assert!(refused(plan("all", SampleMethod::Random, 1)).await.message.contains("already a sample"));
}
