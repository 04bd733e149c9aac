//! The filter: one type for the table, the facets, the timeline, the exports and the command line.
//!
//! A filter is a tree of conditions. Its text form and its pills are the same thing: [`Filter::to_text`] prints the canonical text, [`Filter::pills`]
//! the text of each top-level conjunct, and both parse back to an equal tree. What a filter means is defined by [`naive::matches`].
//!
//! ```text
//! actor:alice@example.org,"Bob Ray"     a list: any of them            outcome:failure -server:git*   and, not, wildcard
//! duration>1s  status:4xx  status!=200  comparisons                    (timeout OR "rate limit")      free text, groups
//! time:24h  time:2026-08  time>=now-1h  relative and absolute times    'Bearer'                       free text, case matters
//! error:*                               there is a value
//! ```

mod ast;
mod complete;
mod field;
mod info;
mod lexer;
pub mod naive;
mod normal;
mod number;
mod parse;
mod pills;
mod print;
mod refine;
mod suggest;
mod syntax;
pub mod text;
mod time;
mod zone;

pub use ast::{Bound, Condition, Filter, Node, Pattern, Test, Text, TimeTest};
pub use complete::{Values, complete};
pub use field::{Field, FieldKind};
pub use info::field_infos;
pub use parse::{MAX_NESTING, MAX_TEXT};
pub use syntax::SyntaxError;
