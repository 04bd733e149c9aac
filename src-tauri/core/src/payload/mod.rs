//! Looking into payloads of any size: an index of JSON text, rows of its tree, its lines, paths, search, decoding, what MCP messages mean, comparison.
//!
//! The text stays as it was received; the index only knows places in it. Nothing here recurses over nesting: payloads come from strangers.

pub mod decode;
pub mod diff;
mod document;
pub mod find;
pub mod index;
pub mod lines;
pub mod mcp;
pub mod outline;
pub mod path;
pub mod text;

pub use document::{Content, Document};
pub use index::{Index, Kind};
