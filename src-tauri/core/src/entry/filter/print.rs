//! From tree to canonical text.

use std::fmt::Write;

use super::{Condition, Field, Filter, Node, Pattern, Test, Text, lexer, number, time};

impl Filter {
    /// The canonical text. Parsing it gives an equal filter.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        match &self.root {
            None => {}
            Some(Node::Any(nodes)) => print_any(&mut out, nodes),
            Some(node) => print(&mut out, node),
        }
        out
    }
}

impl std::fmt::Display for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// Prints a node so that it can stand beside others.
pub(super) fn print(out: &mut String, node: &Node) {
    match node {
        Node::All(nodes) => separated(out, nodes, " ", print),
        Node::Any(nodes) => {
            out.push('(');
            print_any(out, nodes);
            out.push(')');
        }
        Node::Not(node) => {
            out.push('-');
            if let Node::All(_) = **node {
                out.push('(');
                print(out, node);
                out.push(')');
            } else {
                print(out, node);
            }
        }
        Node::Is(condition) => print_condition(out, condition),
        Node::Text(text) => print_text(out, text),
    }
}

fn print_any(out: &mut String, nodes: &[Node]) {
    separated(out, nodes, " OR ", print);
}

fn separated<T>(out: &mut String, items: &[T], separator: &str, print: impl Fn(&mut String, &T)) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        print(out, item);
    }
}

fn print_condition(out: &mut String, Condition { field, test }: &Condition) {
    out.push_str(field.name());
    match test {
        Test::Present => out.push_str(":*"),
        Test::OneOf(patterns) => {
            out.push(':');
            separated(out, patterns, ",", print_pattern);
        }
        Test::Numbers(ranges) => match ranges.as_slice() {
            [range] => out.push_str(&number::print_alone(*field, *range)),
            ranges => {
                out.push(':');
                separated(out, ranges, ",", |out, range| out.push_str(&number::print_item(*field, *range)));
            }
        },
        Test::Times(spans) => match spans.as_slice() {
            [span] => out.push_str(&time::print_alone(span)),
            spans => {
                out.push(':');
                separated(out, spans, ",", |out, span| out.push_str(&time::print_item(span)));
            }
        },
    }
}

fn print_pattern(out: &mut String, pattern: &Pattern) {
    separated(out, &pattern.pieces, "*", |out, piece| print_value(out, piece));
}

/// The text of a literal value as it stands after `field:`.
pub(super) fn value_text(field: Field, value: &str) -> String {
    let mut out = String::new();
    if field.choices().is_empty() {
        print_value(&mut out, value);
    } else {
        out.push_str(value);
    }
    out
}

/// Prints a piece of a value, in quotes where it could be read as something else.
fn print_value(out: &mut String, piece: &str) {
    let special = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '(' | ')' | ',' | '"' | '*');
    // After `field:` these would begin an operator, a URI or a path.
    let begin = |c: char| matches!(c, '\'' | ':' | '\\' | '<' | '>' | '=' | '!');
    if piece.contains(special) || piece.starts_with(begin) || piece.starts_with("//") {
        quote(out, piece, '"');
    } else {
        out.push_str(piece);
    }
}

fn print_text(out: &mut String, Text { needle, match_case }: &Text) {
    if *match_case {
        quote(out, needle, '\'');
    } else if !needle.contains(char::is_control) && lexer::is_bare_text(needle) {
        out.push_str(needle);
    } else {
        quote(out, needle, '"');
    }
}

fn quote(out: &mut String, text: &str, quote: char) {
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => {
                let _ = write!(out, "\\{c}");
            }
            c => out.push(c),
        }
    }
    out.push(quote);
}
