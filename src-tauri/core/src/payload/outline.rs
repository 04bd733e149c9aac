//! The tree as rows: what is open, what is kept by a filter.

use super::index::{Index, NodeId};
use crate::api::wire::Fold;

/// The nodes that are shown, in the order of the text. With `only`, just those nodes, what they hold and the way to them.
pub fn rows(index: &Index, fold: &Fold, only: Option<&[NodeId]>) -> Vec<NodeId> {
    let kept = only.map(|nodes| Kept::new(index, nodes));
    let mut toggled = fold.toggled.clone();
    toggled.sort_unstable();
    let mut rows = Vec::new();
    // The ends of the open containers.
    let mut open: Vec<NodeId> = Vec::new();
    let mut node = 0;
    while node < index.len() {
        while open.last().is_some_and(|after| *after <= node) {
            open.pop();
        }
        let (shown, leads) = kept.as_ref().map_or((true, false), |kept| kept.is(node));
        if !shown {
            node = index.after(node);
            continue;
        }
        rows.push(node);
        let by_level = fold.level.is_some_and(|level| open.len() as u32 >= level);
        let closed = by_level && !leads;
        if index.has_children(node) && (closed != toggled.binary_search(&node).is_ok()) {
            node = index.after(node);
            continue;
        }
        if index.has_children(node) {
            open.push(index.after(node));
        }
        node += 1;
    }
    rows
}

/// Whether a node of the rows is closed.
pub fn is_closed(index: &Index, rows: &[NodeId], rank: usize) -> bool {
    let node = rows[rank];
    index.has_children(node) && rows.get(rank + 1).is_none_or(|next| *next >= index.after(node))
}

/// A bit for each node that leads to one that was asked for, and one for each that was asked for or is below it.
struct Kept {
    leads: Vec<u64>,
    within: Vec<u64>,
}

impl Kept {
    fn new(index: &Index, nodes: &[NodeId]) -> Self {
        let words = index.len() as usize / 64 + 1;
        let mut kept = Self { leads: vec![0; words], within: vec![0; words] };
        let mut until = 0;
        for &node in nodes {
            for below in node.max(until)..index.after(node) {
                set(&mut kept.within, below);
            }
            until = until.max(index.after(node));
            for above in index.ancestors(node) {
                if get(&kept.leads, above) {
                    break;
                }
                set(&mut kept.leads, above);
            }
        }
        kept
    }

    /// Whether it is shown, and whether it is open because something below it was asked for.
    fn is(&self, node: NodeId) -> (bool, bool) {
        let leads = get(&self.leads, node);
        (leads || get(&self.within, node), leads)
    }
}

fn set(bits: &mut [u64], node: NodeId) {
    bits[node as usize / 64] |= 1 << (node % 64);
}

fn get(bits: &[u64], node: NodeId) -> bool {
    bits[node as usize / 64] >> (node % 64) & 1 == 1
}
