//! The columns and the evaluator, against plain code over plain entries.

mod query_columns;
mod query_filters;
mod query_measured;
mod query_order;
mod query_search;
mod query_support;
mod query_timeline;
mod query_usage;
