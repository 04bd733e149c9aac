//! The tree of a filter.
//!
//! Trees that come from [`Filter::parse`] and from the functions of [`Filter`] are canonical: they print and parse back to an equal tree. A tree put
//! together by hand becomes canonical by [`Filter::of`].

use super::Field;

/// A filter; the empty one matches everything that is current (no earlier versions).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The tree; `None` for the empty filter.
    pub root: Option<Node>,
}

/// A node of the tree. `All` and `Any` have at least two children and never hold their own kind directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Every child holds.
    All(Vec<Node>),
    /// At least one child holds.
    Any(Vec<Node>),
    /// The child does not hold.
    Not(Box<Node>),
    /// A condition on one field.
    Is(Condition),
    /// Free text.
    Text(Text),
}

/// A condition on one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The field.
    pub field: Field,
    /// What is asked of it.
    pub test: Test,
}

/// What is asked of a field. Lists are never empty and hold if any member holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// For words and choices.
    OneOf(Vec<Pattern>),
    /// For numbers and durations (microseconds): inclusive bounds, `None` is open.
    Numbers(Vec<(Option<u64>, Option<u64>)>),
    /// For times.
    Times(Vec<TimeTest>),
    /// `field:*`: there is a value.
    Present,
}

/// A word with optional wildcards. Compared without case (Unicode lower case, per character).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The literal pieces between the wildcards, as typed: `git*` is `["git", ""]`, a plain word is one piece. No piece in the middle is empty,
    /// and not all of them are.
    /// A pattern of one piece must equal the whole value (where [`Field::is_prose`]: must occur in it).
    pub pieces: Vec<String>,
}

/// A half-open span of time `[from, until)`; `None` is open.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TimeTest {
    /// The first moment inside.
    pub from: Option<Bound>,
    /// The first moment after.
    pub until: Option<Bound>,
    /// The value as typed (`2026-08..2026-09`, `2026-08-20T14:00+02:00`, …) where the bounds would print otherwise; printed again as it was.
    /// Has no say in what matches. Code that makes spans leaves it `None`.
    pub typed: Option<String>,
}

/// One end of a span.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A moment given with its offset from UTC.
    At(chrono::DateTime<chrono::Utc>),
    /// A wall-clock moment, read in the zone of the reader.
    Local(chrono::NaiveDateTime),
    /// So many microseconds before now.
    Ago(u64),
}

/// Free text: holds if the entry's metadata or payload contain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What to find; never empty.
    pub needle: String,
    /// `'single quotes'` match the case, `"double quotes"` and bare words do not.
    pub match_case: bool,
}
