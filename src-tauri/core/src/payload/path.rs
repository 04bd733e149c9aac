//! Paths into JSON: `$..name`, `params.arguments.*`, `[3]`, `["odd key"]`. Written forgivingly: what does not begin with `$` may begin anywhere.

use super::{
    index::{Index, Name, NodeId},
    text::plain,
};

/// Steps at most, so that the places a node may have in a path fit into one word.
const STEPS_MOST: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Place(u32),
    /// `*`
    Any,
}

/// A parsed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Each with whether it may be any number of levels below the one before.
    steps: Vec<(bool, Step)>,
}

/// Why a text is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A bracket without its end.
    #[error("a bracket is not closed")]
    Open,
    /// Something else than a number, a quoted key or `*` within brackets.
    #[error("in brackets stands a number, a quoted key or *")]
    Brackets,
    /// More than 60 steps.
    #[error("a path has 60 steps at most")]
    Long,
}

impl Path {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let text = text.trim();
        let (mut rest, mut anywhere) = match text.strip_prefix('$') {
            Some(rest) => (rest, false),
            None => (text, true),
        };
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("..") {
                (rest, anywhere) = (after, true);
            } else if let Some(after) = rest.strip_prefix('.') {
                rest = after;
            }
            let step;
            if let Some(after) = rest.strip_prefix('[') {
                (step, rest) = bracket(after)?;
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let name = &rest[..end];
                rest = &rest[end..];
                if name.is_empty() {
                    continue;
                }
                step = if name == "*" { Step::Any } else { Step::Key(name.to_owned()) };
            }
            steps.push((anywhere, step));
            anywhere = false;
        }
        if steps.len() > STEPS_MOST { Err(Wrong::Long) } else { Ok(Self { steps }) }
    }

    /// The nodes at this path, in the order of the text. A path without a step names the root.
    pub fn find(&self, text: &str, index: &Index) -> Vec<NodeId> {
        if self.steps.is_empty() {
            return vec![0];
        }
        let goal = 1u64 << self.steps.len();
        // A bit per step that may come next, for each open container.
        let mut open: Vec<(NodeId, u64)> = vec![(index.after(0), 1)];
        let mut found = Vec::new();
        for node in 1..index.len() {
            while open.last().is_some_and(|(after, _)| *after <= node) {
                open.pop();
            }
            let states = open.last().map_or(0, |(_, states)| *states);
            let reached = if states == 0 { 0 } else { self.step(states, index.name(text, node)) };
            if reached & goal != 0 {
                found.push(node);
            }
            if index.has_children(node) {
                open.push((index.after(node), reached));
            }
        }
        found
    }

    fn step(&self, states: u64, name: Name<'_>) -> u64 {
        let mut reached = 0;
        for (at, (anywhere, step)) in self.steps.iter().enumerate() {
            if states >> at & 1 == 0 {
                continue;
            }
            reached |= u64::from(*anywhere) << at;
            let fits = match (step, name) {
                (Step::Any, _) => true,
                (Step::Key(key), Name::Key(raw)) => plain(raw) == *key,
                (Step::Place(wanted), Name::Place(place)) => *wanted == place,
                _ => false,
            };
            reached |= u64::from(fits) << (at + 1);
        }
        reached
    }
}

/// A step in brackets, and what follows them.
fn bracket(text: &str) -> Result<(Step, &str), Wrong> {
    let text = text.trim_start();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            let mut key = String::new();
            let mut chars = inner.char_indices();
            while let Some((at, char)) = chars.next() {
                match char {
                    '\\' => key.extend(chars.next().map(|(_, char)| char)),
                    _ if char == quote => {
                        let rest = inner[at + 1..].trim_start().strip_prefix(']').ok_or(Wrong::Open)?;
                        return Ok((Step::Key(key), rest));
                    }
                    _ => key.push(char),
                }
            }
            return Err(Wrong::Open);
        }
    }
    let (inner, rest) = text.split_once(']').ok_or(Wrong::Open)?;
    match inner.trim() {
        "*" | "" => Ok((Step::Any, rest)),
        number => Ok((Step::Place(number.parse().map_err(|_| Wrong::Brackets)?), rest)),
    }
}

/// Writes the path of a node: `$.result.content[0]["odd key"]`.
pub fn of(text: &str, index: &Index, node: NodeId) -> String {
    let mut steps: Vec<_> =
        std::iter::once(node).chain(index.ancestors(node)).map(|node| index.name(text, node)).collect();
    steps.reverse();
    let mut path = String::from("$");
    for step in steps {
        match step {
            Name::Root => {}
            Name::Place(place) => path.push_str(&format!("[{place}]")),
            Name::Key(raw) => {
                let key = plain(raw);
                let simple = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-');
                if !key.is_empty() && key.chars().all(simple) {
                    path.push('.');
                    path.push_str(&key);
                } else {
                    let quoted = key.replace('\\', "\\\\").replace('"', "\\\"");
                    path.push_str(&format!("[\"{quoted}\"]"));
                }
            }
        }
    }
    path
}
