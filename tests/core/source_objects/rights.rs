//! The connection test, and which rights reading needs.

use auditdesk_core::api::wire::{Place, Verdict};

use crate::{
    bench::{Bench, Storage, key, object},
    servers::proxy::Fate,
    support::{time::Time, workspace::InMemory},
};

fn verdicts(lines: &[auditdesk_core::api::wire::CheckLine]) -> Vec<(&str, Verdict)> {
    lines.iter().map(|line| (line.title.as_str(), line.verdict)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_works_passes_with_four_lines_and_a_bucket_with_the_way_to_it() {
    const WAY: [&str; 6] = ["Name", "Connection", "TLS", "Clock", "Identity", "Credentials"];
    for (storage, way) in [(Storage::folder(), &[][..]), (Storage::s3().await, &WAY[..])] {
        let bench = Bench::new(storage, InMemory::default(), Time::new());
        bench.storage.put(&key(1), object([1, 2]));
        let lines = bench.test().await;
        let wanted =
            [("Settings", Verdict::Pass), ("List", Verdict::Pass), ("Get", Verdict::Pass), ("Read", Verdict::Pass)];
        let (of_way, own): (Vec<_>, Vec<_>) = verdicts(&lines).into_iter().partition(|(title, _)| WAY.contains(title));
        assert_eq!(own, wanted, "{lines:#?}");
        assert_eq!(of_way.iter().map(|(title, _)| *title).collect::<Vec<_>>(), way, "as a destination is tested");
        // The clock of this suite stands still in another month.
        let is_good = |(title, verdict): &(&str, Verdict)| *verdict == Verdict::Pass || *title == "Clock";
        assert!(of_way.iter().all(is_good), "{lines:#?}");
        assert!(lines.last().expect("a line").finding.contains("2 entries"), "{lines:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_missing_right_is_named_with_a_policy_to_paste() {
    let bench = Bench::new(Storage::s3().await, InMemory::default(), Time::new());
    bench.storage.put(&key(1), object([1]));
    let Storage::S3 { proxy, .. } = &bench.storage else { unreachable!("it is a bucket") };
    proxy.spoil(|_, path| if path.contains("list-type=2") { Fate::Refuse(403) } else { Fate::Pass });
    let lines = bench.test().await;
    let list = lines.last().expect("a line");
    assert_eq!((list.title.as_str(), list.verdict), ("List", Verdict::Fail));
    let policy: serde_json::Value = serde_json::from_str(list.paste.as_deref().expect("a policy")).expect("JSON");
    assert_eq!(policy["Statement"][0]["Action"], "s3:ListBucket");
    assert_eq!(policy["Statement"][1]["Action"], "s3:GetObject");
    proxy.spoil(|_, path| if path.contains("list-type=2") { Fate::Pass } else { Fate::Refuse(403) });
    let lines = bench.test().await;
    let get = lines.last().expect("a line");
    assert_eq!((get.title.as_str(), get.verdict), ("Get", Verdict::Fail));
    assert!(get.finding.contains("s3:GetObject"), "{get:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_place_and_one_of_another_writer_are_told_apart() {
    let bench = Bench::new(Storage::folder(), InMemory::default(), Time::new());
    assert_eq!(verdicts(&bench.test().await), [("Settings", Verdict::Pass), ("List", Verdict::Warn)]);
    bench.storage.put(&key(1), b"no audit log");
    let lines = bench.test().await;
    assert_eq!(
        lines.last().map(|line| (line.title.as_str(), line.verdict)),
        Some(("Read", Verdict::Fail)),
        "{lines:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_garage_that_may_only_read_is_enough() {
    let garage = crate::servers::garage::Garage::start();
    for (key, verdict) in [(&garage.read_only, Verdict::Warn), (&garage.write_only, Verdict::Fail)] {
        let place = garage.bucket(key);
        let lines = test(&place, key).await;
        let list = lines.last().expect("a line");
        assert_eq!((list.title.as_str(), list.verdict), ("List", verdict), "{lines:#?}");
    }
}

async fn test(place: &Place, key: &crate::servers::Key) -> Vec<auditdesk_core::api::wire::CheckLine> {
    crate::bench::test(place, Some(key.secret())).await
}
