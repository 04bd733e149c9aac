//! What "include", "exclude" and "only" of a cell or a facet do to a filter.

use super::{
    Bound, Condition, Field, FieldKind, Filter, Node, Pattern, Test, TimeTest, lexer::Operator, number, text, time,
};
use crate::{
    api::wire::{Chosen, RefineAction},
    error::{Error, ErrorCode, Result},
};

impl Filter {
    /// The filter after one click, per [`RefineAction`]; works on the field's own top-level pills only. Values are literal (`*` is no wildcard).
    /// For time fields they are two texts, from and until, each RFC 3339 or empty.
    ///
    /// One empty value means "no value": to include it asks for `-field:*`, to exclude it for `field:*`.
    ///
    /// # Errors
    /// [`ErrorCode::WrongUse`] if the values are none of the field's.
    pub fn refine(self, field: Field, values: &[String], action: RefineAction) -> Result<Self> {
        if action == RefineAction::Clear {
            return Ok(self.drop_pills(field));
        }
        if let [value] = values
            && value.is_empty()
        {
            return Ok(self.refine_absent(field, action));
        }
        let values = values_test(field, values)?;
        let mut nodes = match action {
            RefineAction::Only => self.drop_pills(field).into_conjuncts(),
            _ => self.into_conjuncts(),
        };
        match action {
            RefineAction::Include | RefineAction::Only => {
                leave(&mut nodes, field, true, &values);
                nodes.retain(|node| !is_present(node, field, true));
                join(&mut nodes, field, false, values);
            }
            RefineAction::Exclude => {
                leave(&mut nodes, field, false, &values);
                join(&mut nodes, field, true, values);
            }
            RefineAction::Remove => {
                leave(&mut nodes, field, false, &values);
                leave(&mut nodes, field, true, &values);
            }
            RefineAction::Clear => unreachable!("returned above"),
        }
        Ok(Self::of(Node::All(nodes)))
    }

    fn refine_absent(self, field: Field, action: RefineAction) -> Self {
        let present = || Node::Is(Condition { field, test: Test::Present });
        let mut nodes = match action {
            // Nothing else can hold beside "no value".
            RefineAction::Include | RefineAction::Only => self.drop_pills(field).into_conjuncts(),
            _ => self.into_conjuncts(),
        };
        nodes.retain(|node| !is_present(node, field, true) && !is_present(node, field, false));
        match action {
            RefineAction::Include | RefineAction::Only => nodes.push(Node::Not(Box::new(present()))),
            RefineAction::Exclude => nodes.push(present()),
            RefineAction::Remove | RefineAction::Clear => {}
        }
        Self::of(Node::All(nodes))
    }

    /// The filter without the field's own top-level pills: what the field's facet counts, so that a chosen value can be changed.
    /// For [`Field::State`] it asks for all states, because a filter that names no state would leave out the superseded ones.
    #[must_use]
    pub fn without(self, field: Field) -> Self {
        let mut nodes = self.drop_pills(field).into_conjuncts();
        if field == Field::State {
            nodes.push(Node::Is(Condition { field, test: Test::Present }));
        }
        Self::of(Node::All(nodes))
    }

    /// What the field's top-level pills say of a value.
    pub fn chosen(&self, field: Field, value: &str) -> Option<Chosen> {
        if value.is_empty() {
            let says = |negated| self.conjuncts().iter().any(|node| is_present(node, field, negated));
            return match (says(true), says(false)) {
                (true, _) => Some(Chosen::Included),
                (_, true) => Some(Chosen::Excluded),
                _ => None,
            };
        }
        let value = values_test(field, &[value.to_owned()]).ok()?;
        let listed = |negated| {
            self.conjuncts().iter().any(|node| list(node, field, negated).is_some_and(|test| contains(test, &value)))
        };
        match (listed(false), listed(true)) {
            (true, _) => Some(Chosen::Included),
            (_, true) => Some(Chosen::Excluded),
            _ => None,
        }
    }

    fn drop_pills(self, field: Field) -> Self {
        let mut nodes = self.into_conjuncts();
        nodes.retain(|node| pill_test(node, field, false).or_else(|| pill_test(node, field, true)).is_none());
        Self::of(Node::All(nodes))
    }
}

/// The test of the pill, if it is one of the field.
fn pill_test(node: &Node, field: Field, negated: bool) -> Option<&Test> {
    let node = match (node, negated) {
        (Node::Not(node), true) => node,
        (node, false) => node,
        _ => return None,
    };
    match node {
        Node::Is(condition) if condition.field == field => Some(&condition.test),
        _ => None,
    }
}

fn pill_test_mut(node: &mut Node, field: Field, negated: bool) -> Option<&mut Test> {
    let node = match (node, negated) {
        (Node::Not(node), true) => node,
        (node, false) => node,
        _ => return None,
    };
    match node {
        Node::Is(condition) if condition.field == field => Some(&mut condition.test),
        _ => None,
    }
}

fn is_present(node: &Node, field: Field, negated: bool) -> bool {
    pill_test(node, field, negated) == Some(&Test::Present)
}

fn list(node: &Node, field: Field, negated: bool) -> Option<&Test> {
    pill_test(node, field, negated).filter(|test| **test != Test::Present)
}

/// Adds the values to the first such pill of the field, or a new pill.
fn join(nodes: &mut Vec<Node>, field: Field, negated: bool, values: Test) {
    let pill =
        nodes.iter_mut().find_map(|node| pill_test_mut(node, field, negated).filter(|test| **test != Test::Present));
    match (pill, values) {
        (Some(Test::OneOf(list)), Test::OneOf(values)) => {
            for value in values {
                if !list.iter().any(|item| same_word(item, &value)) {
                    list.push(value);
                }
            }
        }
        (Some(Test::Numbers(list)), Test::Numbers(values)) => list.extend(values),
        (Some(Test::Times(list)), Test::Times(values)) => list.extend(values),
        (_, values) => {
            let node = Node::Is(Condition { field, test: values });
            nodes.push(if negated { Node::Not(Box::new(node)) } else { node });
        }
    }
}

/// Takes the values from every such pill of the field; a pill without values goes.
fn leave(nodes: &mut Vec<Node>, field: Field, negated: bool, values: &Test) {
    nodes.retain_mut(|node| match (pill_test_mut(node, field, negated), values) {
        (Some(Test::OneOf(list)), Test::OneOf(values)) => {
            list.retain(|item| !values.iter().any(|value| same_word(item, value)));
            !list.is_empty()
        }
        (Some(Test::Numbers(list)), Test::Numbers(values)) => {
            list.retain(|item| !values.contains(item));
            !list.is_empty()
        }
        (Some(Test::Times(list)), Test::Times(values)) => {
            list.retain(|item| !values.iter().any(|value| same_span(item, value)));
            !list.is_empty()
        }
        _ => true,
    });
}

fn contains(list: &Test, value: &Test) -> bool {
    match (list, value) {
        (Test::OneOf(list), Test::OneOf(values)) => values.iter().all(|v| list.iter().any(|item| same_word(item, v))),
        (Test::Numbers(list), Test::Numbers(values)) => values.iter().all(|v| list.contains(v)),
        (Test::Times(list), Test::Times(values)) => values.iter().all(|v| list.iter().any(|item| same_span(item, v))),
        _ => false,
    }
}

/// Words are compared without case, so two spellings are one value.
fn same_word(a: &Pattern, b: &Pattern) -> bool {
    a.pieces.len() == b.pieces.len() && a.pieces.iter().zip(&b.pieces).all(|(a, b)| text::fold(a) == text::fold(b))
}

fn same_span(a: &TimeTest, b: &TimeTest) -> bool {
    a.from == b.from && a.until == b.until
}

/// The test that holds for these values.
fn values_test(field: Field, values: &[String]) -> Result<Test> {
    let wrong = |message: String| Error::new(ErrorCode::WrongUse, message);
    if values.is_empty() {
        return Err(wrong(format!("No value of {} was given.", field.name())));
    }
    let one = |value: &String| match field.kind() {
        FieldKind::Word if value.is_empty() => {
            Err(wrong(format!("An empty value of {0} can only be asked for alone, as -{0}:*.", field.name())))
        }
        _ => Ok(value.clone()),
    };
    match field.kind() {
        FieldKind::Word => Ok(Test::OneOf(values.iter().map(|v| one(v).map(Pattern::literal)).collect::<Result<_>>()?)),
        FieldKind::Choice => {
            let choice = |value: &String| field.choice(value).map(Pattern::literal).map_err(wrong);
            Ok(Test::OneOf(values.iter().map(choice).collect::<Result<_>>()?))
        }
        FieldKind::Number | FieldKind::Duration => {
            let range = |value: &String| number::range(field, Operator::Is, value).map_err(wrong);
            Ok(Test::Numbers(values.iter().map(range).collect::<Result<_>>()?))
        }
        FieldKind::Time => {
            let bound = |text: &String| -> Result<Option<Bound>> {
                if text.is_empty() {
                    return Ok(None);
                }
                let moment = time::moment(text).ok_or_else(|| {
                    wrong(format!(
                        "“{text}” is no moment in RFC 3339 between 1900 and 2999, for example 2026-08-20T14:00:00Z."
                    ))
                })?;
                Ok(Some(Bound::At(moment).normalise()))
            };
            let [from, until] = values else {
                return Err(wrong(format!("{} takes two values, from and until.", field.name())));
            };
            let span = TimeTest { from: bound(from)?, until: bound(until)?, typed: None };
            if span.is_empty() || (span.from.is_none() && span.until.is_none()) {
                return Err(wrong("The span of time is empty. From must lie before until.".to_owned()));
            }
            Ok(Test::Times(vec![span]))
        }
    }
}
