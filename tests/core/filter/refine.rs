//! Include, exclude, only, remove, clear.

use auditdesk_core::{
    api::wire::{Chosen, RefineAction},
    entry::filter::{Field, Filter},
    error::ErrorCode,
};
use proptest::{prelude::*, sample::select};

use crate::trees::filter;

#[track_caller]
fn refined(text: &str, field: Field, values: &[&str], action: RefineAction) -> String {
    let values: Vec<_> = values.iter().map(|&value| value.to_owned()).collect();
    Filter::parse(text).unwrap().refine(field, &values, action).unwrap().to_text()
}

#[test]
fn including_joins_the_list_and_leaves_the_excluding_pill() {
    use RefineAction::Include;
    assert_eq!(refined("", Field::Actor, &["bob"], Include), "actor:bob");
    assert_eq!(refined("actor:alice x", Field::Actor, &["bob", "eve"], Include), "actor:alice,bob,eve x");
    assert_eq!(refined("-actor:bob,eve", Field::Actor, &["bob"], Include), "-actor:eve actor:bob");
    assert_eq!(refined("actor:BOB", Field::Actor, &["bob"], Include), "actor:BOB");
    assert_eq!(refined("actor:a OR actor:b", Field::Actor, &["c"], Include), "(actor:a OR actor:b) actor:c");
    assert_eq!(refined("-actor:*", Field::Actor, &["c"], Include), "actor:c");
}

#[test]
fn a_refined_value_is_literal() {
    assert_eq!(refined("", Field::Target, &["a*,b c"], RefineAction::Include), "target:\"a*,b c\"");
}

#[test]
fn excluding_joins_the_excluding_pill_and_leaves_the_list() {
    use RefineAction::Exclude;
    assert_eq!(refined("actor:bob y", Field::Actor, &["bob"], Exclude), "y -actor:bob");
    assert_eq!(refined("-actor:bob", Field::Actor, &["eve"], Exclude), "-actor:bob,eve");
    assert_eq!(refined("", Field::Status, &["404"], Exclude), "-status:404");
}

#[test]
fn only_remove_and_clear() {
    let text = "actor:a,b -actor:c outcome:failure (actor:d OR e)";
    assert_eq!(refined(text, Field::Actor, &["x"], RefineAction::Only), "outcome:failure (actor:d OR e) actor:x");
    assert_eq!(
        refined(text, Field::Actor, &["a", "c"], RefineAction::Remove),
        "actor:b outcome:failure (actor:d OR e)"
    );
    assert_eq!(refined(text, Field::Actor, &[], RefineAction::Clear), "outcome:failure (actor:d OR e)");
}

#[test]
fn an_empty_value_means_no_value() {
    use RefineAction::{Exclude, Include, Only, Remove};
    assert_eq!(refined("session:s x", Field::Session, &[""], Include), "x -session:*");
    assert_eq!(refined("session:s x", Field::Session, &[""], Only), "x -session:*");
    assert_eq!(refined("session:s", Field::Session, &[""], Exclude), "session:s session:*");
    assert_eq!(refined("-session:* x", Field::Session, &[""], Remove), "x");
    let filter = Filter::parse("-session:* actor:*").unwrap();
    assert_eq!(filter.chosen(Field::Session, ""), Some(Chosen::Included));
    assert_eq!(filter.chosen(Field::Actor, ""), Some(Chosen::Excluded));
}

#[test]
fn a_span_of_time_comes_as_from_and_until() {
    let span = ["2026-08-01T00:00:00Z", "2026-08-02T02:00:00+02:00"];
    let only = |text, values: &[&str]| refined(text, Field::Time, values, RefineAction::Only);
    assert_eq!(only("time:24h a", &span), "a time:2026-08-01T00:00Z..2026-08-02T00:00Z");
    assert_eq!(only("", &["2026-08-01T00:00:00Z", ""]), "time>=2026-08-01T00:00Z");
    assert_eq!(only("", &["", "2026-08-01T00:00:00Z"]), "time<2026-08-01T00:00Z");
    for wrong in [vec!["", ""], vec!["2026"], vec![span[1], span[0]], vec!["x", ""]] {
        let values: Vec<_> = wrong.iter().map(|&value| value.to_owned()).collect();
        let error = Filter::default().refine(Field::Time, &values, RefineAction::Only).unwrap_err();
        assert_eq!(error.code, ErrorCode::WrongUse, "{wrong:?}");
    }
}

#[test]
fn values_that_are_none_of_the_field_are_refused() {
    for (field, values) in [
        (Field::Outcome, vec!["bad"]),
        (Field::Status, vec!["x"]),
        (Field::Actor, vec![]),
        (Field::Actor, vec!["a", ""]),
    ] {
        let values: Vec<_> = values.into_iter().map(str::to_owned).collect();
        let error = Filter::default().refine(field, &values, RefineAction::Include).unwrap_err();
        assert_eq!(error.code, ErrorCode::WrongUse);
    }
}

#[test]
fn a_facet_counts_without_its_own_pills() {
    let without = |text: &str, field| Filter::parse(text).unwrap().without(field).to_text();
    assert_eq!(without("actor:a -actor:b outcome:failure x", Field::Actor), "outcome:failure x");
    assert_eq!(without("(actor:a OR b) actor:c", Field::Actor), "actor:a OR b");
    assert_eq!(without("state:pending x", Field::State), "x state:*");
}

fn value() -> impl Strategy<Value = (Field, String)> {
    prop_oneof![
        (select(vec![Field::Actor, Field::Server, Field::Target]), crate::trees::word()),
        (Just(Field::Outcome), select(vec!["success", "failure"]).prop_map(str::to_owned)),
        (Just(Field::Status), (100u16..600).prop_map(|status| status.to_string())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_done_to_a_value_shows_and_doing_it_twice_changes_nothing((field, value) in value(), filter in filter()) {
        let values = [value.clone()];
        for (action, chosen) in [
            (RefineAction::Include, Some(Chosen::Included)),
            (RefineAction::Exclude, Some(Chosen::Excluded)),
            (RefineAction::Only, Some(Chosen::Included)),
            (RefineAction::Remove, None),
            (RefineAction::Clear, None),
        ] {
            let once = filter.clone().refine(field, &values, action).unwrap();
            prop_assert_eq!(once.chosen(field, &value), chosen, "{:?} {} -> {}", action, filter, once);
            prop_assert_eq!(&Filter::parse(&once.to_text()).unwrap(), &once);
            let twice = once.clone().refine(field, &values, action).unwrap();
            prop_assert_eq!(&twice, &once, "{:?}", action);
            let others = |filter: &Filter| {
                let pills = filter.pills().into_iter().filter(|pill| pill.field != Some(field));
                pills.map(|pill| pill.text).collect::<Vec<_>>()
            };
            prop_assert_eq!(others(&once), others(&filter), "other pills stay");
        }
    }

    #[test]
    fn including_then_removing_a_new_value_gives_the_filter_back((field, value) in value(), filter in filter()) {
        prop_assume!(filter.chosen(field, &value).is_none());
        prop_assume!(!filter.pills().iter().any(|pill| pill.field == Some(field)));
        let there = filter.clone().refine(field, std::slice::from_ref(&value), RefineAction::Include).unwrap();
        let back = there.refine(field, &[value], RefineAction::Remove).unwrap();
        prop_assert_eq!(back, filter);
    }

    #[test]
    fn clearing_leaves_no_pill_of_the_field((field, _) in value(), filter in filter()) {
        let cleared = filter.refine(field, &[], RefineAction::Clear).unwrap();
        prop_assert!(cleared.pills().iter().all(|pill| pill.field != Some(field)));
    }
}
