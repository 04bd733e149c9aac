//! The filter: one type for the table, the facets, the timeline, the exports and the command line.
//!
//! A filter is a tree of conditions. Its text form and its pills are the same thing: [`Filter::to_text`] prints the canonical text, [`Filter::pills`]
//! the text of each top-level conjunct, and both parse back to an equal tree.

mod ast;
mod field;

pub use ast::{Bound, Condition, Filter, Node, Pattern, Test, Text, TimeTest};
pub use field::{Field, FieldKind};
