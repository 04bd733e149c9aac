//! An estimate says what the run then writes.

use auditdesk_core::api::wire::{
    Beginning, Compression, Estimate, Figure, Format, Output, PreviewSchedule, Recurrence, Redaction, RedactionRule,
    RunInfo, RunState, ScheduleRef, ScheduleSetup, StartExport,
};
use chrono::TimeDelta;

use crate::{
    entries::{Storage, events, everything, job, pause, resume, run},
    stage::Stage,
};

/// The factor by which what is estimated may be off.
const OFF: f64 = 1.05;

fn formats() -> Vec<Output> {
    let mut outputs = vec![Output { format: Format::Parquet, payload: true, ..Output::default() }];
    for format in [Format::Jsonl, Format::Csv] {
        for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
            outputs.push(Output { format, compression, payload: true, ..Output::default() });
        }
    }
    outputs
}

/// Formats by layouts: each format as a whole, and three of them in every layout.
fn outputs() -> Vec<Output> {
    let formats = formats();
    let layouts = [0, 1, 5].into_iter().flat_map(|format| layouts(&formats[format]));
    layouts.collect::<Vec<_>>().into_iter().chain(formats).collect()
}

fn layouts(output: &Output) -> [Output; 4] {
    [
        Output { split_rows: 700, ..output.clone() },
        Output { by_day: true, ..output.clone() },
        Output { by_day: true, split_rows: 90, ..output.clone() },
        Output { split_bytes: 1_000_000, ..output.clone() },
    ]
}

fn assert_is(figure: Figure, real: u64, what: &str) {
    assert!(figure.low <= figure.about && figure.about <= figure.high, "{what}: {figure:?}");
    if figure.exact {
        assert_eq!((figure.about, figure.low, figure.high), (real, real, real), "{what} is said to be exact");
        return;
    }
    assert!((figure.low..=figure.high).contains(&real), "{what}: {figure:?} and really {real}");
    let (about, real) = (figure.about as f64, real as f64);
    assert!(real <= about * OFF && about <= real * OFF, "{what}: {figure:?} and really {real}");
}

fn assert_agrees(estimate: &Estimate, run: &RunInfo, output: &Output) {
    assert_eq!((run.state, estimate.rows), (RunState::Done, run.rows), "{output:?}");
    assert_is(estimate.bytes, run.bytes, &format!("bytes of {output:?}"));
    assert_is(estimate.objects, run.objects.len() as u64, &format!("objects of {output:?}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_few_entries_everything_is_exact() {
    let mut stage = Stage::new().await;
    stage.bring(events(300)).await;
    for output in outputs() {
        let request = everything(stage.destination, output.clone());
        let estimate = stage.desk.export_estimate(request.clone()).await.expect("it can be told");
        assert_eq!((estimate.sampled, estimate.bytes.exact, estimate.objects.exact), (300, true, true));
        assert_agrees(&estimate, &run(&stage, request).await, &output);
        assert_eq!(estimate.requests, Figure::exact(0), "a folder needs none");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_entries_a_sample_tells() {
    let mut stage = Stage::new().await;
    stage.bring(events(3_000)).await;
    let request = everything(stage.destination, Output::default());
    let [one, other] = [request.clone(), request].map(|request| stage.desk.export_estimate(request));
    assert_eq!(one.await.expect("it can be told"), other.await.expect("again"), "nothing is random");
    for output in outputs() {
        let request = everything(stage.destination, output.clone());
        let estimate = stage.desk.export_estimate(request.clone()).await.expect("it can be told");
        assert!(estimate.sampled < 2_500 && !estimate.bytes.exact, "a part is enough: {}", estimate.sampled);
        assert_eq!(estimate.objects.exact, output.split_bytes == 0, "rows and days are known, sizes are not");
        assert_agrees(&estimate, &run(&stage, request).await, &output);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_redactions_and_the_filter_count() {
    let mut stage = Stage::new().await;
    stage.bring(events(4_000)).await;
    let all = Output { payload: true, ..Output::default() };
    let redaction = Redaction { name: "words".into(), rule: RedactionRule::Pattern { regex: "word[0-9]+ ".into() } };
    let few = ["timestamp", "seq"].map(str::to_owned).to_vec();
    for (output, filter) in [
        (Output { payload: false, ..all.clone() }, ""),
        (Output { fields: few, ..all.clone() }, ""),
        (Output { redactions: vec![redaction], ..all.clone() }, ""),
        (all, "actor:p1@example.com,p2@example.com"),
    ] {
        let request = StartExport { filter: filter.into(), ..everything(stage.destination, output.clone()) };
        let estimate = stage.desk.export_estimate(request.clone()).await.expect("it can be told");
        let ran = run(&stage, request).await;
        assert!(ran.rows > 0);
        assert_agrees(&estimate, &ran, &output);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_nothing_is_nothing_or_an_empty_object() {
    let mut stage = Stage::new().await;
    stage.bring(events(10)).await;
    let storage = Storage::start(&stage).await;
    for output in outputs() {
        for allow_empty in [false, true] {
            let nothing = StartExport {
                filter: "actor:nobody".into(),
                allow_empty,
                ..everything(storage.destination, output.clone())
            };
            let before = storage.server.seen().len();
            let estimate = stage.desk.export_estimate(nothing.clone()).await.expect("it can be told");
            let ran = run(&stage, nothing).await;
            let requests = (storage.server.seen().len() - before) as u64;
            let real = [ran.bytes, ran.objects.len() as u64, requests].map(Figure::exact);
            assert_eq!([estimate.bytes, estimate.objects, estimate.requests], real, "{output:?}");
            assert_eq!((estimate.rows, ran.objects.len()), (0, usize::from(allow_empty)));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_those_that_come() {
    let mut stage = Stage::new().await;
    stage.bring(events(10_000)).await;
    let storage = Storage::start(&stage).await;
    let plain = Output { payload: true, ..Output::default() };
    let narrow = Output { payload: false, ..Output::default() };
    for output in [plain.clone(), narrow.clone(), Output { by_day: true, ..narrow }] {
        let request = everything(storage.destination, output.clone());
        let before = storage.server.seen().len();
        let estimate = stage.desk.export_estimate(request.clone()).await.expect("it can be told");
        let ran = run(&stage, request).await;
        let requests = (storage.server.seen().len() - before) as u64;
        assert_agrees(&estimate, &ran, &output);
        let Figure { low, high, .. } = estimate.requests;
        assert!((low..=high).contains(&requests), "{requests} of {:?}", estimate.requests);
        let parts = ran.objects.iter().map(|object| object.bytes.div_ceil(8 << 20));
        assert_eq!(requests, parts.map(|parts| if parts == 1 { 1 } else { parts + 2 }).sum::<u64>());
    }
    assert!(storage.server.seen().iter().any(|seen| seen.query.contains("partNumber=2")), "one was in parts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_writes_a_manifest_besides() {
    let mut stage = Stage::new().await;
    stage.bring(events(300)).await;
    let storage = Storage::start(&stage).await;
    let setup = ScheduleSetup {
        destination: storage.destination,
        output: Output { by_day: true, payload: true, ..Output::default() },
        recurrence: Recurrence::Hourly { minute: 0 },
        ..stage.hourly("hourly")
    };
    let ahead = |id: Option<u32>| PreviewSchedule {
        setup: setup.clone(),
        beginning: id.is_none().then_some(Beginning::Everything),
        id,
    };
    let new = stage.desk.schedule_estimate(ahead(None)).await.expect("it can be told");
    let id = stage.add(setup.clone(), Beginning::Everything).await;
    let first = stage.desk.schedule_estimate(ahead(Some(id))).await.expect("it can be told");
    assert_eq!(new, first);
    stage.desk.schedule_run(ScheduleRef { id }).await.expect("it starts");
    stage.ended(job(&stage.desk).await.id).await;
    let ran = stage.show(id).await.last.expect("it ran");
    assert_agrees(&first, &ran, &setup.output);
    assert_eq!(first.requests, Figure::exact(storage.server.seen().len() as u64));
    assert_eq!(first.requests.about, first.objects.about + 1);
    let next = stage.desk.schedule_estimate(ahead(Some(id))).await.expect("it can be told");
    assert_eq!((next.rows, next.objects, next.requests), (0, Figure::exact(0), Figure::exact(0)), "nothing is new");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_is_that_of_earlier_runs_without_their_pauses() {
    let mut stage = Stage::new().await;
    stage.bring(events(300)).await;
    let storage = Storage::start(&stage).await;
    let output = Output { split_rows: 100, payload: true, ..Output::default() };
    let request = everything(storage.destination, output);
    let estimate = stage.desk.export_estimate(request.clone()).await.expect("it can be told");
    assert_eq!((estimate.seconds, estimate.by_runs), (None, 0), "nothing was exported there yet");
    // Each object takes two seconds by this clock, and a pause of an hour comes in between.
    let (desk, clock) = (stage.desk.clone(), stage.clock.clone());
    storage.at_write(0, move || {
        clock.advance(TimeDelta::seconds(2));
        pause(&desk);
        clock.advance(TimeDelta::hours(1));
        resume(&desk);
    });
    let ran = run(&stage, request.clone()).await;
    assert_eq!((ran.state, ran.objects.len()), (RunState::Done, 3));
    let estimate = stage.desk.export_estimate(request).await.expect("it can be told");
    let seconds = estimate.seconds.expect("there is a run to tell by");
    assert_eq!((seconds.low, seconds.about, seconds.high, estimate.by_runs), (6, 6, 6, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_exported_cannot_be_estimated() {
    let stage = Stage::new().await;
    let wrong = Output { fields: vec!["nothing".into()], ..Output::default() };
    assert!(stage.desk.export_estimate(everything(stage.destination, wrong)).await.is_err());
    assert!(stage.desk.export_estimate(everything(99, Output::default())).await.is_err());
}
