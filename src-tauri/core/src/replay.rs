//! How a story of entries is drawn as a waterfall: long silences shortened, calls that overlap side by side.

use crate::api::wire::Micros;

/// A silence longer than this, in microseconds, is drawn as a break.
pub const SILENCE: Micros = 10_000_000;

/// Lanes at most; what overlaps more often shares the last one.
const LANES_MOST: usize = 32;

/// When something began and how long it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub start: Micros,
    /// Its duration in microseconds; `None`: a point.
    pub length: Option<u64>,
}

/// Where something is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Microseconds from the left, breaks being short.
    pub at: u64,
    /// From zero, the highest.
    pub lane: u32,
    /// The silence before it that is drawn as a break, in microseconds.
    pub silence: Option<u64>,
}

/// A shortened silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// Microseconds from the left.
    pub at: u64,
    /// How wide it is drawn.
    pub width: u64,
    /// How long the silence really was.
    pub silence: u64,
}

/// A story, laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// One for each span.
    pub placed: Vec<Placed>,
    /// The breaks, from the left.
    pub breaks: Vec<Break>,
    /// The width of the whole.
    pub extent: u64,
    /// How many lanes there are.
    pub lanes: u32,
}

/// Lays out spans, which are in the order of their beginnings.
pub fn lay_out(spans: &[Span]) -> Layout {
    let Some(first) = spans.first() else { return Layout::default() };
    let end_of = |span: &Span| span.start.saturating_add_unsigned(span.length.unwrap_or(0));
    let silences: Vec<u64> = spans
        .iter()
        .scan(first.start, |end, span| {
            let silence = span.start.saturating_sub(*end);
            *end = (*end).max(end_of(span));
            Some(if silence > SILENCE { silence as u64 } else { 0 })
        })
        .collect();
    let last = spans.iter().map(end_of).max().unwrap_or(first.start);
    let active = (last.saturating_sub(first.start) as u64).saturating_sub(silences.iter().sum());
    // Wide enough to be seen, narrow enough to leave the room to what happened.
    let breaks_count = silences.iter().filter(|silence| **silence > 0).count() as u64;
    let width = (active / (10 + breaks_count)).clamp(1_000, SILENCE as u64);

    let mut layout = Layout::default();
    let mut shortened = 0;
    let mut lanes: Vec<Micros> = Vec::new();
    for (span, silence) in spans.iter().zip(silences) {
        let real = span.start.saturating_sub(first.start) as u64;
        if silence > 0 {
            layout.breaks.push(Break { at: real - silence - shortened, width, silence });
            shortened += silence - width;
        }
        let lane = lanes.iter().position(|end| *end <= span.start).unwrap_or_else(|| {
            if lanes.len() < LANES_MOST {
                lanes.push(Micros::MIN);
            }
            lanes.len() - 1
        });
        // A point takes its lane for its moment.
        lanes[lane] = lanes[lane].max(end_of(span).max(span.start.saturating_add(1)));
        layout.placed.push(Placed {
            at: real - shortened,
            lane: lane as u32,
            silence: (silence > 0).then_some(silence),
        });
    }
    layout.extent = (last.saturating_sub(first.start) as u64 - shortened).max(1);
    layout.lanes = lanes.len() as u32;
    layout
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn overlaps_get_lanes_and_silences_are_short() {
        let span = |start, length| Span { start, length };
        let second = 1_000_000;
        let spans = [
            span(0, Some(2_000_000)),
            span(second, Some(3_000_000)),
            span(second, None),
            span(3 * second, Some(500_000)),
            span(100 * second, Some(1_000_000)),
        ];
        let layout = lay_out(&spans);
        let lanes: Vec<_> = layout.placed.iter().map(|placed| placed.lane).collect();
        assert_eq!((lanes, layout.lanes), (vec![0, 1, 2, 0, 0], 3));
        assert_eq!(layout.placed[4].silence, Some(96_000_000));
        assert_eq!(layout.breaks.len(), 1);
        let Break { at, width, silence } = layout.breaks[0];
        assert_eq!((at, silence), (4_000_000, 96_000_000));
        assert_eq!(layout.placed[4].at, at + width);
        assert_eq!(layout.extent, at + width + 1_000_000);
        assert_eq!(lay_out(&[]), Layout::default());
    }

    proptest! {
        #[test]
        fn what_shares_a_lane_does_not_overlap_and_nothing_leaves_the_picture(
            mut spans in prop::collection::vec((0i64..200_000_000, prop::option::of(0u64..20_000_000)), 1..30),
        ) {
            spans.sort_unstable();
            let spans: Vec<_> = spans.into_iter().map(|(start, length)| Span { start, length }).collect();
            let layout = lay_out(&spans);
            for (at, (span, placed)) in spans.iter().zip(&layout.placed).enumerate() {
                let length = span.length.unwrap_or(0);
                prop_assert!(placed.at + length <= layout.extent.max(length));
                for (other, other_placed) in spans.iter().zip(&layout.placed).skip(at + 1) {
                    let apart = span.start + length as i64 <= other.start;
                    prop_assert!(placed.lane != other_placed.lane || apart || layout.lanes as usize == LANES_MOST);
                    prop_assert!(placed.at <= other_placed.at);
                }
            }
        }
    }
}
