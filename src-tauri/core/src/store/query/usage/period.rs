//! The span of time that a filter's own conditions allow, the one of equal length before it, and narrower filters.

use chrono::Timelike;
use chrono_tz::Tz;

use super::super::{
    ReadContext,
    timeline::{offset, wall},
};
use crate::{
    api::wire::Micros,
    entry::filter::{Bound, Condition, Field, Filter, Node, Test, TimeTest, text::fold},
    store::columns::segment::moment,
};

const HOUR: i64 = 3_600_000_000;

/// What the top-level conditions of a filter say of time. Bounds are those of the hull where a condition lists several spans.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Period {
    pub from: Option<Micros>,
    pub until: Option<Micros>,
}

impl Period {
    pub fn of(filter: &Filter, context: &ReadContext<'_>) -> Self {
        let mut period = Self::default();
        for node in conjuncts(filter) {
            let Node::Is(Condition { field: Field::Time, test: Test::Times(spans) }) = node else { continue };
            let spans = spans.iter().map(|span| span.span(context.now, context.zone));
            let spans: Vec<_> = spans
                .map(|(from, until)| (from.map(|at| at.timestamp_micros()), until.map(|at| at.timestamp_micros())))
                .collect();
            // An open end of one span is an open end of them all.
            let from = spans.iter().map(|(from, _)| *from).min().flatten();
            let until =
                spans.iter().map(|(_, until)| until.unwrap_or(i64::MAX)).max().filter(|until| *until < i64::MAX);
            period.from = period.from.max(from);
            period.until = [period.until, until].into_iter().flatten().min();
        }
        period
    }
}

/// The same filter in the period before, and how far that lies back; `None` for a filter without a beginning.
pub(super) fn before(filter: &Filter, context: &ReadContext<'_>) -> Option<(Filter, i64)> {
    let period = Period::of(filter, context);
    let from = period.from?;
    let until = period.until.unwrap_or_else(|| context.now.timestamp_micros());
    let length = until.checked_sub(from).filter(|length| *length > 0)?;
    let span = |test: &TimeTest| {
        let (from, until) = test.span(context.now, context.zone);
        let at = |moment: chrono::DateTime<chrono::Utc>| Bound::At(moment - chrono::TimeDelta::microseconds(length));
        TimeTest { from: from.map(at), until: until.map(at), typed: None }
    };
    let shift = |node: Node| match node {
        Node::Is(Condition { field: Field::Time, test: Test::Times(spans) }) => {
            let test = Test::Times(spans.iter().map(span).collect());
            Node::Is(Condition { field: Field::Time, test })
        }
        node => node,
    };
    let is_simple = |node: &Node| matches!(node, Node::Is(Condition { field: Field::Time, test: Test::Times(spans) }) if spans.len() == 1);
    let nodes = conjuncts(filter).iter().filter(|node| !is_simple(node)).cloned().map(|node| match node {
        Node::Not(node) => Node::Not(Box::new(shift(*node))),
        node => shift(node),
    });
    // Single spans are what the whole period is made of.
    let nodes = nodes.chain([within(from - length, from)]).collect();
    Some((Filter::of(Node::All(nodes)), length))
}

/// The filter with more conditions. A list of values that holds the one that is asked for now gives way to it.
pub(super) fn narrowed(filter: &Filter, conditions: Vec<Node>) -> Filter {
    let gives_way = |node: &&Node| !conditions.iter().any(|condition| implies(condition, node));
    let mut nodes: Vec<Node> = conjuncts(filter).iter().filter(gives_way).cloned().collect();
    nodes.extend(conditions);
    Filter::of(Node::All(nodes))
}

/// Whether every row that meets the condition surely meets the node.
fn implies(condition: &Node, node: &Node) -> bool {
    let (Node::Is(one), Node::Is(list)) = (condition, node) else { return condition == node };
    match (&one.test, &list.test) {
        (Test::OneOf(values), Test::OneOf(listed)) if one.field == list.field => values.iter().all(|value| {
            listed.iter().any(|listed| match (listed.pieces.as_slice(), value.pieces.as_slice()) {
                ([listed], [value]) => fold(listed) == fold(value),
                (listed, value) => listed == value,
            })
        }),
        _ => one == list,
    }
}

/// The condition on time of a half-open span.
pub(super) fn within(from: Micros, until: Micros) -> Node {
    Node::Is(Condition { field: Field::Time, test: Test::Times(vec![span(from, until)]) })
}

/// A half-open span of time.
pub(super) fn span(from: Micros, until: Micros) -> TimeTest {
    TimeTest { from: Some(Bound::At(moment(from))), until: Some(Bound::At(moment(until))), typed: None }
}

fn conjuncts(filter: &Filter) -> &[Node] {
    match &filter.root {
        None => &[],
        Some(Node::All(nodes)) => nodes,
        Some(node) => std::slice::from_ref(node),
    }
}

/// Tells the hour of the week of moments that mostly lie close together.
pub(super) struct WallHours {
    zone: Tz,
    /// The stretch of the last answer.
    pub from: Micros,
    pub until: Micros,
    hour: u32,
}

impl WallHours {
    pub fn new(zone: Tz) -> Self {
        Self { zone, from: 0, until: 0, hour: 0 }
    }

    /// Hours since Monday 0:00 by the clock on the wall. Until the next call, `from` and `until` are the stretch around the moment in which the answer
    /// stays the same and the clock is not moved.
    pub fn of(&mut self, at: Micros) -> u32 {
        use chrono::Datelike;
        if self.from <= at && at < self.until {
            return self.hour;
        }
        let wall = wall(at, self.zone);
        self.hour = wall.weekday().num_days_from_monday() * 24 + wall.hour();
        let into = i64::from(wall.minute()) * 60_000_000
            + i64::from(wall.second()) * 1_000_000
            + i64::from(wall.nanosecond() / 1000);
        let (start, end) = (at - into, at - into + HOUR);
        self.from = if self.same_clock(start, at) { start } else { self.moved(start, at) };
        self.until = if self.same_clock(at, end - 1) { end } else { self.moved(at, end - 1) };
        self.hour
    }

    fn same_clock(&self, one: Micros, other: Micros) -> bool {
        offset(one, self.zone) == offset(other, self.zone)
    }

    /// The first moment after the clock was moved between two moments.
    fn moved(&self, mut before: Micros, mut after: Micros) -> Micros {
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.same_clock(before, middle) { before = middle } else { after = middle }
        }
        after
    }
}
