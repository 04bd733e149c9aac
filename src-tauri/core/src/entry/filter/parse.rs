//! From text to tree.
//!
//! ```text
//! filter = [ or ]
//! or     = and { "OR" and }
//! and    = not { [ "AND" ] not }
//! not    = { "NOT" | "-" } ( "(" or ")" | condition | text )
//! ```

use super::{
    Condition, Field, FieldKind, Filter, Node, Pattern, Test, Text,
    lexer::{self, Kind, Operator, Token, Value},
    number,
    syntax::{Fault, SyntaxError},
    time,
};

/// The longest text that is parsed, in bytes.
pub const MAX_TEXT: usize = 64 * 1024;

/// How deep parentheses may nest.
pub const MAX_NESTING: usize = 64;

/// A canonical text can be longer than what was typed (escapes, quotes), by less than this factor.
const MAX_GROWTH: usize = 8;

impl Filter {
    /// Parses a filter's text. The result is canonical: `Filter::parse(&filter.to_text())` gives it again.
    ///
    /// # Errors
    /// With the place and what to do about it, if the text is no filter, is longer than [`MAX_TEXT`] or nests deeper than [`MAX_NESTING`].
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        if text.len() > MAX_TEXT {
            return Err(too_long(text));
        }
        let filter = parse(text).map_err(|fault| fault.into_error(text))?;
        // So that whatever is accepted can be stored as canonical text and read back.
        if text.len() > MAX_TEXT / MAX_GROWTH && filter.to_text().len() > MAX_TEXT {
            return Err(too_long(text));
        }
        Ok(filter)
    }
}

fn too_long(text: &str) -> SyntaxError {
    SyntaxError {
        message: format!("The filter is longer than {} KiB. Shorten its lists, or use wildcards.", MAX_TEXT / 1024),
        at: 0,
        length: text.chars().count().max(1),
    }
}

fn parse(text: &str) -> Result<Filter, Fault> {
    let mut tokens = lexer::tokens(text)?;
    // Popped from the end, so that texts move out of their tokens.
    tokens.reverse();
    let mut parser = Parser { tokens, end: text.len(), nesting: 0 };
    if parser.tokens.is_empty() {
        return Ok(Filter::default());
    }
    let root = parser.any()?;
    match parser.tokens.last() {
        None => Ok(Filter::of(root)),
        Some(token) => Err(Fault::new(
            token.span.clone(),
            "This parenthesis closes nothing. Take it out, or open one before; to find it as text, put it in quotes.",
        )),
    }
}

struct Parser {
    tokens: Vec<Token>,
    end: usize,
    nesting: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Kind> {
        self.tokens.last().map(|token| &token.kind)
    }

    fn any(&mut self) -> Result<Node, Fault> {
        let mut nodes = vec![self.all()?];
        while matches!(self.peek(), Some(Kind::Or)) {
            self.tokens.pop();
            nodes.push(self.all()?);
        }
        Ok(one_or(nodes, Node::Any))
    }

    fn all(&mut self) -> Result<Node, Fault> {
        let mut nodes = vec![self.not()?];
        loop {
            match self.peek() {
                None | Some(Kind::Or | Kind::Close) => return Ok(one_or(nodes, Node::All)),
                Some(Kind::And) => {
                    self.tokens.pop();
                }
                Some(_) => {}
            }
            nodes.push(self.not()?);
        }
    }

    fn not(&mut self) -> Result<Node, Fault> {
        let mut negated = false;
        while matches!(self.peek(), Some(Kind::Not)) {
            self.tokens.pop();
            negated = !negated;
        }
        let Some(Token { kind, span }) = self.tokens.pop() else {
            return Err(Fault::new(
                self.end..self.end,
                "The filter ends where a condition is expected. Add one, or take out the word before; to find AND, OR or NOT as text, put it in quotes.",
            ));
        };
        let node = match kind {
            Kind::Text { needle, match_case } => Node::Text(Text { needle, match_case }),
            Kind::Condition { field, operator, values } => {
                negated ^= operator == Operator::IsNot;
                Node::Is(Condition { field, test: test(field, operator, &values)? })
            }
            Kind::Open => self.group(span.start)?,
            Kind::Close => {
                return Err(Fault::new(
                    span,
                    "A condition is expected before this parenthesis. Add one; to find the parenthesis as text, put it in quotes.",
                ));
            }
            Kind::And | Kind::Or => {
                return Err(Fault::new(
                    span,
                    "AND and OR stand between two conditions. Add the missing one; to find the word as text, put it in quotes.",
                ));
            }
            Kind::Not => unreachable!("the loop above consumed every NOT"),
        };
        Ok(if negated { Node::Not(Box::new(node)) } else { node })
    }

    fn group(&mut self, open: usize) -> Result<Node, Fault> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(Fault::new(
                open..open + 1,
                format!("Parentheses nest deeper than {MAX_NESTING}. Write the filter flatter."),
            ));
        }
        let node = self.any()?;
        self.nesting -= 1;
        match self.tokens.pop() {
            Some(Token { kind: Kind::Close, .. }) => Ok(node),
            _ => Err(Fault::new(
                open..open + 1,
                "This parenthesis is never closed. Add ) where the group ends; to find it as text, put it in quotes.",
            )),
        }
    }
}

fn one_or(mut nodes: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    if nodes.len() > 1 { many(nodes) } else { nodes.pop().expect("a rule reads at least one term") }
}

/// What the values ask of the field.
fn test(field: Field, operator: Operator, values: &[Value]) -> Result<Test, Fault> {
    let lists = matches!(operator, Operator::Is | Operator::IsNot);
    if lists && values.iter().any(|value| value.pieces.iter().all(String::is_empty)) {
        return Ok(Test::Present);
    }
    let fault = |value: &Value, message: String| Fault::new(value.span.clone(), message);
    match field.kind() {
        FieldKind::Word | FieldKind::Choice if !lists => Err(fault(
            &values[0],
            format!("{name} has no order to compare by. Write {name}:value.", name = field.name()),
        )),
        FieldKind::Word => {
            Ok(Test::OneOf(values.iter().map(|value| Pattern { pieces: value.pieces.clone() }).collect()))
        }
        FieldKind::Choice => {
            let choice = |value: &Value| {
                let word = field.choice(&value.text()).map_err(|message| fault(value, message))?;
                Ok(Pattern::literal(word))
            };
            Ok(Test::OneOf(values.iter().map(choice).collect::<Result<_, _>>()?))
        }
        FieldKind::Number | FieldKind::Duration => {
            let range =
                |value: &Value| number::range(field, operator, &value.text()).map_err(|message| fault(value, message));
            Ok(Test::Numbers(values.iter().map(range).collect::<Result<_, _>>()?))
        }
        FieldKind::Time => {
            let span = |value: &Value| time::test(operator, &value.text()).map_err(|message| fault(value, message));
            Ok(Test::Times(values.iter().map(span).collect::<Result<_, _>>()?))
        }
    }
}
