//! Which values are one and the same: a renamed server, a user with several names, two spellings that no filter can tell apart.
//!
//! A row of a table leads to a filter that has exactly its entries. Filters compare every form of a server or an actor (id, names, addresses) without
//! case, so the filter of one may match another that bears its name: that one is left out by its own. Two that cannot be told apart are one row.

use std::collections::HashMap;

use crate::{
    entry::{
        SourceId,
        filter::{Condition, Field, Node, Pattern, Test, text::fold},
    },
    store::columns::{Snapshot, segment::Word},
};

use super::measure::NONE;

/// The values of a field, grouped.
pub(super) struct Groups<'a> {
    snapshot: &'a Snapshot,
    pub field: Field,
    pub word: Word,
    /// The group of every code of the dictionary.
    pub of: Vec<u32>,
    /// The codes of every group, in the order in which they first came.
    codes: Vec<Vec<u32>>,
    /// Folded form: the codes that have it. Empty where a value has one form only.
    forms: HashMap<String, Vec<u32>>,
}

/// What tells a value from others.
struct Identity<'a> {
    value: &'a str,
    source: Option<SourceId>,
}

impl<'a> Groups<'a> {
    /// The values of the server, the actor, or a field whose values are its words.
    pub fn new(snapshot: &'a Snapshot, field: Field, word: Word) -> Self {
        let mut groups = Self { snapshot, field, word, of: Vec::new(), codes: Vec::new(), forms: HashMap::new() };
        let mut known: HashMap<(Option<SourceId>, String), u32> = HashMap::new();
        for code in 0..snapshot.dictionary(word).len() as u32 {
            let Identity { value, source } = groups.identity(code);
            if value.is_empty() {
                groups.of.push(NONE);
                continue;
            }
            let group = *known.entry((source, fold(value))).or_insert(groups.codes.len() as u32);
            if group as usize == groups.codes.len() {
                groups.codes.push(Vec::new());
            }
            groups.codes[group as usize].push(code);
            groups.of.push(group);
            if matches!(field, Field::Server | Field::Actor) {
                for form in groups.forms(code).into_iter().filter(|form| !form.is_empty()) {
                    let codes = groups.forms.entry(fold(form)).or_default();
                    if codes.last() != Some(&code) {
                        codes.push(code);
                    }
                }
            }
        }
        while groups.join_inseparable() {}
        groups
    }

    /// How many groups.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// The codes of a group.
    pub fn codes(&self, group: u32) -> &[u32] {
        &self.codes[group as usize]
    }

    /// What is shown of a group, and all its names and ids where there are more. `last_seen` orders the names, the newest first.
    pub fn names(&self, group: u32, last_seen: impl Fn(u32) -> i64) -> (String, Vec<String>) {
        let mut codes = self.codes[group as usize].clone();
        codes.sort_by_key(|code| std::cmp::Reverse((last_seen(*code), *code)));
        let mut names: Vec<&str> = Vec::new();
        let shown = codes.iter().flat_map(|code| match self.field {
            Field::Actor => {
                let actor = self.snapshot.actor(*code);
                vec![actor.label(), actor.name]
            }
            Field::Server => vec![self.snapshot.server(*code)[1]],
            _ => vec![self.snapshot.dictionary(self.word).get(*code)],
        });
        let ids = codes.iter().map(|code| self.identity(*code).value);
        for name in shown.chain(ids).filter(|name| !name.is_empty()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let label = names.first().copied().unwrap_or_default().to_owned();
        let names = if names.len() > 1 { names.into_iter().map(str::to_owned).collect() } else { Vec::new() };
        (label, names)
    }

    /// The conditions that exactly the codes of a group meet.
    pub fn conditions(&self, group: u32) -> Vec<Node> {
        let mut nodes = vec![is(self.field, self.values(group))];
        let extras = self.extras(group);
        if extras.is_empty() {
            return nodes;
        }
        let (elsewhere, beside): (Vec<u32>, Vec<u32>) =
            extras.into_iter().partition(|extra| self.other_source(group, *extra));
        if !elsewhere.is_empty() {
            let own = self.source_name(self.codes(group)[0]);
            let own_is_enough = !own.is_empty() && self.codes(group).iter().all(|code| self.source_name(*code) == own);
            if own_is_enough {
                nodes.push(is(Field::Source, [own]));
            } else {
                let mut names: Vec<_> = elsewhere.iter().map(|extra| self.source_name(*extra)).collect();
                names.sort_unstable();
                names.dedup();
                nodes.push(Node::Not(Box::new(is(Field::Source, names))));
            }
        }
        let mut others: Vec<u32> = beside.iter().map(|extra| self.of[*extra as usize]).collect();
        others.sort_unstable();
        others.dedup();
        nodes.extend(others.into_iter().map(|other| Node::Not(Box::new(is(self.field, self.values(other))))));
        nodes
    }

    /// What only rows without a value meet.
    pub fn absent(&self) -> Node {
        Node::Not(Box::new(Node::Is(Condition { field: self.field, test: Test::Present })))
    }

    fn identity(&self, code: u32) -> Identity<'a> {
        match self.field {
            Field::Actor => {
                let actor = self.snapshot.actor(code);
                Identity { value: actor.value(), source: Some(actor.source) }
            }
            Field::Server => {
                let [id, name] = self.snapshot.server(code);
                Identity { value: if id.is_empty() { name } else { id }, source: None }
            }
            _ => Identity { value: self.snapshot.dictionary(self.word).get(code), source: None },
        }
    }

    /// What a filter compares with.
    fn forms(&self, code: u32) -> Vec<&'a str> {
        match self.field {
            Field::Actor => {
                let actor = self.snapshot.actor(code);
                vec![actor.id, actor.name, actor.email, actor.known_name, actor.known_email]
            }
            Field::Server => self.snapshot.server(code).to_vec(),
            _ => vec![self.snapshot.dictionary(self.word).get(code)],
        }
    }

    /// The values of a group, one per folded form.
    fn values(&self, group: u32) -> Vec<&'a str> {
        let mut values: Vec<&str> = Vec::new();
        for code in self.codes(group) {
            let Identity { value, .. } = self.identity(*code);
            if !values.iter().any(|known| fold(known) == fold(value)) {
                values.push(value);
            }
        }
        values
    }

    /// The codes that match one of the values of a group.
    fn matching(&self, group: u32) -> impl Iterator<Item = u32> {
        let values = self.values(group).into_iter();
        values.filter_map(|value| self.forms.get(&fold(value))).flatten().copied()
    }

    /// The codes of other groups that the values of a group match, too.
    fn extras(&self, group: u32) -> Vec<u32> {
        self.matching(group).filter(|code| self.of[*code as usize] != group).collect()
    }

    fn source_name(&self, code: u32) -> &'a str {
        match self.field {
            Field::Actor => self.snapshot.source_name(self.snapshot.actor(code).source),
            _ => "",
        }
    }

    /// Whether the name of its source tells a code from all of a group.
    fn other_source(&self, group: u32, code: u32) -> bool {
        let name = fold(self.source_name(code));
        let mut own = self.codes(group).iter().map(|code| self.source_name(*code));
        if name.is_empty() {
            let first = own.next().unwrap_or_default();
            return !first.is_empty() && own.all(|own| own == first);
        }
        own.all(|own| fold(own) != name)
    }

    /// Makes one of two groups that no filter can tell apart; whether there were such.
    fn join_inseparable(&mut self) -> bool {
        for group in 0..self.codes.len() as u32 {
            if self.codes(group).is_empty() {
                continue;
            }
            let inseparable = self.extras(group).into_iter().find(|extra| {
                let other = self.of[*extra as usize];
                !self.other_source(group, *extra) && self.matching(other).any(|code| self.of[code as usize] == group)
            });
            if let Some(extra) = inseparable {
                let other = self.of[extra as usize];
                let mut codes = std::mem::take(&mut self.codes[other as usize]);
                for code in &codes {
                    self.of[*code as usize] = group;
                }
                self.codes[group as usize].append(&mut codes);
                self.codes[group as usize].sort_unstable();
                return true;
            }
        }
        false
    }
}

/// One of these values, literally.
pub(super) fn is<'a>(field: Field, values: impl IntoIterator<Item = &'a str>) -> Node {
    Node::Is(Condition { field, test: Test::OneOf(values.into_iter().map(Pattern::literal).collect()) })
}
