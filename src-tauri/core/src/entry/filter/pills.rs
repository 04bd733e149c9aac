//! A filter as pills: one per top-level conjunct.

use super::{Filter, Node, SyntaxError, print};
use crate::api::wire::Pill;

impl Filter {
    /// The top-level conjuncts.
    pub(super) fn conjuncts(&self) -> &[Node] {
        match &self.root {
            None => &[],
            Some(Node::All(nodes)) => nodes,
            Some(node) => std::slice::from_ref(node),
        }
    }

    /// The top-level conjuncts, taken.
    pub(super) fn into_conjuncts(self) -> Vec<Node> {
        match self.root {
            None => Vec::new(),
            Some(Node::All(nodes)) => nodes,
            Some(node) => vec![node],
        }
    }

    /// One pill per top-level conjunct. Their texts, joined by spaces, are the filter.
    pub fn pills(&self) -> Vec<Pill> {
        self.conjuncts().iter().map(pill).collect()
    }

    /// The filter of these pills; only their texts count.
    ///
    /// # Errors
    /// If the text of a pill is no filter; places count from the start of that pill.
    pub fn from_pills(pills: &[Pill]) -> Result<Self, SyntaxError> {
        let filters: Vec<_> = pills.iter().map(|pill| Self::parse(&pill.text)).collect::<Result<_, _>>()?;
        Ok(Self::all(filters))
    }
}

fn pill(node: &Node) -> Pill {
    let mut text = String::new();
    print::print(&mut text, node);
    let (inner, negated) = match node {
        Node::Not(inner) => (&**inner, true),
        node => (node, false),
    };
    let field = match inner {
        Node::Is(condition) => Some(condition.field),
        _ => None,
    };
    Pill { text, field, negated }
}
