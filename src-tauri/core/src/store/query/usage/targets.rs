//! Tools, resources and prompts: targets, each within its server, told apart by the type of the target.

use std::collections::HashMap;

use super::{
    super::Selection,
    groups::Groups,
    measure::{Grouping, NONE, each_value},
};
use crate::{
    api::wire::UsageBy,
    entry::filter::{Condition, Field, Node, Pattern, Test, text::fold},
    store::columns::{Snapshot, segment::Word},
};

/// Kinds of targets, and the word their types end with.
const KINDS: [(UsageBy, &str); 3] =
    [(UsageBy::Tool, "tool"), (UsageBy::Resource, "resource"), (UsageBy::Prompt, "prompt")];

/// Groups of targets as they are found in rows: only pairs of server and target that occur cost anything.
pub(super) struct Targets<'a> {
    names: Groups<'a>,
    servers: &'a Groups<'a>,
    /// The kind of every type of target.
    kinds: Vec<Option<usize>>,
    /// For every target the first owner (kind and server) it was found with, and its group there: most targets have one.
    first: Vec<(u32, u32)>,
    more: HashMap<(u32, u32), u32>,
    found: Vec<Found>,
}

/// A target within its server.
#[derive(Clone, Copy)]
struct Found {
    kind: usize,
    /// `NONE`: no server.
    server: u32,
    /// `NONE`: a target without a name.
    target: u32,
}

impl<'a> Targets<'a> {
    pub fn new(snapshot: &'a Snapshot, servers: &'a Groups<'a>) -> Self {
        let names = Groups::new(snapshot, Field::Target, Word::Target);
        let kinds = snapshot.dictionary(Word::TargetType).iter().map(kind).collect();
        let first = vec![(NONE, NONE); names.len() + 1];
        Self { names, servers, kinds, first, more: HashMap::new(), found: Vec::new() }
    }

    /// The groups of the rows. Groups that were found stay what they are; new ones are added.
    pub fn group(&mut self, selection: &Selection) -> Grouping {
        // The codes of one segment after the other, in the same room: new room for each costs as much as reading it.
        let mut codes: [Vec<u32>; 3] = Default::default();
        let of = selection.snapshot.parts().zip(&selection.masks[..]).map(|(part, mask)| {
            for (word, codes) in [Word::TargetType, Word::Server, Word::Target].into_iter().zip(&mut codes) {
                codes.clear();
                let then = |code: Option<u64>| codes.push(code.map_or(NONE, |code| code as u32));
                each_value(&part.segment.words[word as usize], mask, then);
            }
            let [types, servers, targets] = &codes;
            let rows = types.iter().zip(servers).zip(targets).map(|((target_type, server), target)| {
                let kind = self.kinds.get(*target_type as usize).copied().flatten();
                kind.map_or(NONE, |kind| self.find(kind, *server, *target))
            });
            rows.collect()
        });
        let of = of.collect();
        Grouping { of, groups: self.found.len() }
    }

    fn find(&mut self, kind: usize, server: u32, target: u32) -> u32 {
        let server = self.servers.of.get(server as usize).copied().unwrap_or(NONE);
        let target = self.names.of.get(target as usize).copied().unwrap_or(NONE);
        // No two servers have the same place: the one for none is behind the last.
        let owner = server.min(self.servers.len() as u32) * KINDS.len() as u32 + kind as u32;
        let place = (target as usize).min(self.names.len());
        let (first, group) = self.first[place];
        if first == owner {
            return group;
        }
        if first == NONE {
            let group = self.add(Found { kind, server, target });
            self.first[place] = (owner, group);
            return group;
        }
        if let Some(group) = self.more.get(&(owner, target)) {
            return *group;
        }
        let group = self.add(Found { kind, server, target });
        self.more.insert((owner, target), group);
        group
    }

    fn add(&mut self, found: Found) -> u32 {
        self.found.push(found);
        self.found.len() as u32 - 1
    }

    /// How many groups were found.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// What rows of a table a group is; `None` for one that is counted as absent.
    pub fn by(&self, group: u32) -> (UsageBy, bool) {
        let Found { kind, target, .. } = self.found[group as usize];
        (KINDS[kind].0, target != NONE)
    }

    /// The name of the target and the group of its server.
    pub fn label(&self, group: u32) -> (String, Option<u32>) {
        let Found { server, target, .. } = self.found[group as usize];
        let (label, _) = self.names.names(target, i64::from);
        (label, (server != NONE).then_some(server))
    }

    /// The conditions that exactly the rows of a group meet.
    pub fn conditions(&self, group: u32) -> Vec<Node> {
        let Found { kind, server, target } = self.found[group as usize];
        let mut nodes = vec![of_kind(kind)];
        if server == NONE {
            nodes.push(self.servers.absent());
        } else {
            nodes.extend(self.servers.conditions(server));
        }
        nodes.extend(self.names.conditions(target));
        nodes
    }

    /// The conditions of the rows of a kind whose target has no name.
    pub fn absent(&self, by: UsageBy) -> Vec<Node> {
        let kinds = KINDS.iter().zip(0..).filter(|((kind, _), _)| *kind == by);
        kinds.flat_map(|(_, kind)| [of_kind(kind), self.names.absent()]).collect()
    }
}

/// The kind of a type of target: `tool`, `mcp_tool`, `local_tool`, … are tools.
fn kind(target_type: &str) -> Option<usize> {
    let folded = fold(target_type);
    KINDS
        .iter()
        .position(|(_, word)| folded.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
}

/// The same as a condition.
fn of_kind(kind: usize) -> Node {
    let (_, word) = KINDS[kind];
    let ending = Pattern { pieces: vec![String::new(), format!("_{word}")] };
    let test = Test::OneOf(vec![Pattern::literal(word), ending]);
    Node::Is(Condition { field: Field::TargetType, test })
}
