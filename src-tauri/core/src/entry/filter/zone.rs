//! What spans of time mean at a moment, in a zone.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Bound, Condition, Filter, Node, Test, TimeTest};
use crate::wall_clock::first_moment;

impl Bound {
    /// The moment meant, for a reader in `zone` at `now`.
    ///
    /// A wall-clock time that the zone skips (clocks go forward) means the first moment after the gap; one that it has twice (clocks go back) means
    /// the first of the two. The start and the end of spans are read alike, so spans that meet on the wall clock meet in time: they neither overlap nor
    /// leave anything out. A bound inside a repeated hour
    /// therefore cuts it in its first run: the whole second run comes after it.
    pub fn moment(&self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        match self.clone().normalise() {
            Self::At(moment) => moment,
            Self::Local(wall) => first_moment(wall, zone),
            Self::Ago(micros) => ago(micros, now),
        }
    }
}

impl TimeTest {
    /// The half-open span meant, for a reader in `zone` at `now`; `None` is open. See [`Bound::moment`].
    pub fn span(&self, now: DateTime<Utc>, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let moment = |bound: &Bound| bound.moment(now, zone);
        (self.from.as_ref().map(moment), self.until.as_ref().map(moment))
    }
}

impl Filter {
    /// The same filter with `24h` and `now-1h` made absolute, so that it means the same later.
    #[must_use]
    pub fn resolve(self, now: DateTime<Utc>) -> Self {
        fn resolve(node: Node, now: DateTime<Utc>) -> Node {
            match node {
                Node::All(nodes) => Node::All(nodes.into_iter().map(|node| resolve(node, now)).collect()),
                Node::Any(nodes) => Node::Any(nodes.into_iter().map(|node| resolve(node, now)).collect()),
                Node::Not(node) => Node::Not(Box::new(resolve(*node, now))),
                Node::Is(Condition { field, test: Test::Times(spans) }) => {
                    let spans = spans.into_iter().map(|span| absolute(span, now)).collect();
                    Node::Is(Condition { field, test: Test::Times(spans) })
                }
                node @ (Node::Is(_) | Node::Text(_)) => node,
            }
        }
        self.root.map_or_else(Self::default, |root| Self::of(resolve(root, now)))
    }
}

fn absolute(span: TimeTest, now: DateTime<Utc>) -> TimeTest {
    let at = |bound| match bound {
        Bound::Ago(micros) => Bound::At(ago(micros, now)),
        bound => bound,
    };
    TimeTest { from: span.from.map(at), until: span.until.map(at), typed: span.typed }
}

fn ago(micros: u64, now: DateTime<Utc>) -> DateTime<Utc> {
    let moment = i64::try_from(micros).ok().and_then(|micros| now.checked_sub_signed(TimeDelta::microseconds(micros)));
    match Bound::At(moment.unwrap_or(DateTime::<Utc>::MIN_UTC)).normalise() {
        Bound::At(moment) => moment,
        _ => unreachable!("a moment stays a moment"),
    }
}
