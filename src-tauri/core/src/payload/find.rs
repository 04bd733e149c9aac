//! Searching a document: which values have a text, a key or a path; where lines have a text.

use rayon::prelude::*;

use super::{
    index::{Index, Name, NodeId},
    path::{Path, Wrong},
};
use crate::{api::wire::Within, entry::filter::text::Finder};

/// The nodes that hold what is looked for, in the order of the text.
pub fn nodes(text: &str, index: &Index, needle: &str, within: Within) -> Result<Vec<NodeId>, Wrong> {
    if within == Within::Path {
        return Path::parse(needle).map(|path| path.find(text, index));
    }
    let finder = Finder::new(needle, false);
    let has = |node: &NodeId| {
        let in_key = within != Within::Values
            && matches!(index.name(text, *node), Name::Key(key) if finder.find_in(key.as_bytes()));
        let is_leaf = !matches!(text.as_bytes()[index.start(*node)], b'{' | b'[');
        in_key || (within != Within::Keys && is_leaf && finder.find_in(index.raw(text, *node).as_bytes()))
    };
    Ok((0..index.len()).into_par_iter().filter(has).collect())
}

/// The bytes at which a text has another, without regard to case.
pub fn places(text: &str, needle: &str) -> Vec<u32> {
    // A needle that is too long for an expression is not searched for.
    let Ok(finder) = regex::RegexBuilder::new(&regex::escape(needle)).case_insensitive(true).build() else {
        return Vec::new();
    };
    finder.find_iter(text).map(|found| found.start() as u32).collect()
}
