//! Random trees, made canonical.

use auditdesk_core::entry::filter::{Bound, Condition, Field, FieldKind, Filter, Node, Pattern, Test, Text, TimeTest};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Words in which everything that the language gives a meaning to is likely.
pub fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-cA-C]{1,4}",
        2 => r#"[ab:*"'\\(),.<>=!/ \n\t\r@|_-]{1,6}"#,
        1 => select(vec!["AND", "OR", "NOT", "actor:a", "status>4", "x://y", "::1", "-a", "İK", "ß", "\u{a0}", "🙂", "a\u{0}b", "*", "..", "24h", "a=b", "K"])
            .prop_map(str::to_owned),
        1 => "\\PC{1,5}",
    ]
}

fn pattern() -> impl Strategy<Value = Pattern> {
    prop_oneof![3 => word().prop_map(Pattern::literal), 2 => vec(option::of(word()), 1..4).prop_map(|pieces| Pattern {
        pieces: pieces.into_iter().map(Option::unwrap_or_default).collect()
    })]
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![
        0u64..20,
        90u64..700,
        (0u64..9).prop_map(|class| class * 100),
        (0u64..200_000).prop_map(|ms| ms * 1000),
        (0u64..9).prop_map(|d| d * 86_400_000_000),
        any::<u64>()
    ]
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (2024i32..2027, 1u32..13, prop_oneof![Just(1u32), 1u32..29])
        .prop_map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap())
}

fn local() -> impl Strategy<Value = chrono::NaiveDateTime> {
    (date(), prop_oneof![3 => Just(0i64), 1 => (0i64..1440).prop_map(|m| m * 60_000_000), 1 => 0i64..86_400_000_000, 1 => Just(1i64)])
        .prop_map(|(date, micros)| date.and_time(NaiveTime::MIN) + TimeDelta::microseconds(micros))
}

fn bound() -> impl Strategy<Value = Bound> {
    prop_oneof![
        3 => local().prop_map(Bound::Local),
        2 => local().prop_map(|moment| Bound::At(moment.and_utc())),
        2 => number().prop_map(Bound::Ago),
        1 => any::<i64>().prop_map(|micros| Bound::At(DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::UNIX_EPOCH))),
    ]
}

fn span() -> impl Strategy<Value = TimeTest> {
    let typed = select(vec!["2026-08", "2024..2025", "24h", "nonsense", "2026-08-01T00:00Z"]).prop_map(str::to_owned);
    (option::weighted(0.8, bound()), option::weighted(0.6, bound()), option::weighted(0.2, typed))
        .prop_map(|(from, until, typed)| TimeTest { from, until, typed })
}

fn condition() -> impl Strategy<Value = Condition> {
    select(Field::ALL.to_vec()).prop_flat_map(|field| {
        let test = match field.kind() {
            FieldKind::Word => vec(pattern(), 0..4).prop_map(Test::OneOf).boxed(),
            FieldKind::Choice => {
                vec(select(field.choices()).prop_map(Pattern::literal), 1..3).prop_map(Test::OneOf).boxed()
            }
            FieldKind::Number | FieldKind::Duration => {
                vec((option::of(number()), option::of(number())), 1..4).prop_map(Test::Numbers).boxed()
            }
            FieldKind::Time => vec(span(), 1..4).prop_map(Test::Times).boxed(),
        };
        prop_oneof![9 => test, 1 => Just(Test::Present)].prop_map(move |test| Condition { field, test })
    })
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        3 => condition().prop_map(Node::Is),
        1 => (word(), any::<bool>()).prop_map(|(needle, match_case)| Node::Text(Text { needle, match_case })),
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Node::All),
            vec(inner.clone(), 0..4).prop_map(Node::Any),
            inner.prop_map(|node| Node::Not(Box::new(node))),
        ]
    })
}

/// Any tree, canonical or not.
pub fn tree() -> impl Strategy<Value = Node> {
    node()
}

/// Any canonical filter.
pub fn filter() -> impl Strategy<Value = Filter> {
    prop_oneof![1 => Just(Filter::default()), 30 => node().prop_map(Filter::of)]
}
