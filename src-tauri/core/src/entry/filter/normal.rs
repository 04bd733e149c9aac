//! The canonical form of a tree: what the invariants of the tree promise, brought about for any tree.

use std::{collections::HashSet, hash::Hash};

use super::{Condition, Field, Filter, Node, Pattern, Test, Text, TimeTest, lexer::Operator, time};

impl Filter {
    /// The filter of this tree, made canonical.
    pub fn of(root: Node) -> Self {
        Self { root: normalise(root).into_root() }
    }

    /// Every filter holds.
    pub fn all(filters: impl IntoIterator<Item = Self>) -> Self {
        let nodes = filters.into_iter().filter_map(|filter| filter.root).collect();
        Self::of(Node::All(nodes))
    }

    /// The same filter, made canonical.
    #[must_use]
    pub fn normalise(self) -> Self {
        self.root.map_or_else(Self::default, Self::of)
    }

    /// The same over every settled version: what an entry was before it was revised counts as well. A filter that speaks of versions itself is left alone.
    #[must_use]
    pub fn of_every_version(self) -> Self {
        if self.names(Field::State) {
            return self;
        }
        let versions = Test::OneOf(["settled", "superseded"].map(Pattern::literal).to_vec());
        Self::all([self, Self::of(Node::Is(Condition { field: Field::State, test: versions }))])
    }

    /// Whether any condition in the tree is on this field.
    pub fn names(&self, field: Field) -> bool {
        fn names(node: &Node, field: Field) -> bool {
            match node {
                Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(|node| names(node, field)),
                Node::Not(node) => names(node, field),
                Node::Is(condition) => condition.field == field,
                Node::Text(_) => false,
            }
        }
        self.root.as_ref().is_some_and(|root| names(root, field))
    }

    /// The free texts that it asks for; none that it leaves out.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        fn collect<'a>(node: &'a Node, wanted: bool, texts: &mut Vec<&'a Text>) {
            match node {
                Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| collect(node, wanted, texts)),
                Node::Not(node) => collect(node, !wanted, texts),
                Node::Text(text) if wanted && !texts.contains(&text) => texts.push(text),
                Node::Text(_) | Node::Is(_) => {}
            }
        }
        let mut texts = Vec::new();
        if let Some(root) = &self.root {
            collect(root, true, &mut texts);
        }
        texts.into_iter()
    }
}

impl Pattern {
    /// The pattern that equals this text.
    pub fn literal(text: impl Into<String>) -> Self {
        Self { pieces: vec![text.into()] }
    }
}

/// A tree, or a truth that needs none.
enum Form {
    Always,
    Never(Field),
    Node(Node),
}

impl Form {
    fn into_root(self) -> Option<Node> {
        match self {
            Self::Always => None,
            Self::Never(field) => Some(contradiction(field)),
            Self::Node(node) => Some(node),
        }
    }
}

/// What never holds, in words that can be written: `kind:* -kind:*`.
fn contradiction(field: Field) -> Node {
    let present = || Node::Is(Condition { field, test: Test::Present });
    Node::All(vec![present(), Node::Not(Box::new(present()))])
}

fn normalise(node: Node) -> Form {
    match node {
        Node::All(children) => {
            let mut nodes = Vec::with_capacity(children.len());
            for child in children {
                match normalise(child) {
                    Form::Always => {}
                    Form::Never(field) => return Form::Never(field),
                    Form::Node(Node::All(inner)) => nodes.extend(inner),
                    Form::Node(node) => nodes.push(node),
                }
            }
            match nodes.len() {
                0 => Form::Always,
                1 => Form::Node(nodes.remove(0)),
                _ => Form::Node(Node::All(nodes)),
            }
        }
        Node::Any(children) => {
            let mut nodes = Vec::with_capacity(children.len());
            let mut never = Field::Kind;
            for child in children {
                match normalise(child) {
                    Form::Always => return Form::Always,
                    Form::Never(field) => never = field,
                    Form::Node(Node::Any(inner)) => nodes.extend(inner),
                    Form::Node(node) => nodes.push(node),
                }
            }
            match nodes.len() {
                0 => Form::Never(never),
                1 => Form::Node(nodes.remove(0)),
                _ => Form::Node(Node::Any(nodes)),
            }
        }
        Node::Not(child) => match normalise(*child) {
            Form::Always => Form::Never(Field::Kind),
            Form::Never(_) => Form::Always,
            Form::Node(Node::Not(inner)) => Form::Node(*inner),
            Form::Node(node) => Form::Node(Node::Not(Box::new(node))),
        },
        Node::Is(Condition { field, test }) => match canonical(field, test) {
            Some(test) => Form::Node(Node::Is(Condition { field, test })),
            None => Form::Never(field),
        },
        // Every text contains the empty one.
        Node::Text(Text { needle, .. }) if needle.is_empty() => Form::Always,
        Node::Text(text) => Form::Node(Node::Text(text)),
    }
}

/// The test without members that match nothing and without repetitions; `None` if no member is left.
fn canonical(field: Field, test: Test) -> Option<Test> {
    Some(match test {
        Test::Present => Test::Present,
        Test::OneOf(patterns) => {
            let patterns: Vec<_> = patterns.into_iter().filter_map(|pattern| word(field, pattern)).collect();
            // `*` alone is any value.
            if patterns.iter().any(|pattern| pattern.pieces.iter().all(String::is_empty)) {
                return Some(Test::Present);
            }
            Test::OneOf(distinct(patterns)?)
        }
        Test::Numbers(ranges) => {
            if ranges.contains(&(None, None)) {
                return Some(Test::Present);
            }
            let holds = |(from, to): &(Option<u64>, Option<u64>)| from.zip(*to).is_none_or(|(from, to)| from <= to);
            Test::Numbers(distinct(ranges.into_iter().filter(holds).collect())?)
        }
        Test::Times(spans) => {
            let spans: Vec<_> = spans.into_iter().map(span).filter(|span| !span.is_empty()).collect();
            if spans.iter().any(|span| span.from.is_none() && span.until.is_none()) {
                return Some(Test::Present);
            }
            Test::Times(distinct(spans)?)
        }
    })
}

/// The items without repetitions, in their order; `None` if there is none.
fn distinct<T: Eq + Hash>(mut items: Vec<T>) -> Option<Vec<T>> {
    let mut seen = HashSet::with_capacity(items.len());
    let first: Vec<bool> = items.iter().map(|item| seen.insert(item)).collect();
    let mut first = first.into_iter();
    items.retain(|_| first.next() == Some(true));
    (!items.is_empty()).then_some(items)
}

/// The pattern without empty pieces in the middle; `None` for one that equals no value.
fn word(field: Field, Pattern { pieces }: Pattern) -> Option<Pattern> {
    let last = pieces.len().checked_sub(1)?;
    if last == 0 && pieces[0].is_empty() {
        // No value equals nothing, but every error text contains it.
        return (field == Field::Error).then(|| Pattern { pieces: vec![String::new(); 2] });
    }
    let inner = |(index, piece): (usize, String)| (index == 0 || index == last || !piece.is_empty()).then_some(piece);
    let pattern = Pattern { pieces: pieces.into_iter().enumerate().filter_map(inner).collect() };
    if field.choices().is_empty() || last > 0 {
        return Some(pattern);
    }
    Some(Pattern::literal(field.choice(&pattern.pieces[0]).ok()?))
}

/// The span with bounds that can be written, and the typed form only where it says the same.
fn span(TimeTest { from, until, typed }: TimeTest) -> TimeTest {
    let (from, until) = (from.map(super::Bound::normalise), until.map(super::Bound::normalise));
    let typed = typed
        .and_then(|typed| time::test(Operator::Is, &typed).ok())
        .filter(|test| test.from == from && test.until == until)
        .and_then(|test| test.typed);
    TimeTest { from, until, typed }
}
