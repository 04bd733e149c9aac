//! The text of a filter, cut into tokens.
//!
//! Whether `word:rest` is a condition or text depends on the word, so conditions are cut here as a whole. What people paste stays text where it
//! cannot be meant as a field: `http://host`, `repo://a`, `std::fmt`, `C:\temp`, `10:30`, `example.org:443`, `--flag`.

use std::ops::Range;

use super::{Field, suggest, syntax::Fault};

/// A token with its place in bytes.
#[derive(Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

#[derive(Debug)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    /// `NOT`, or `-` right before a term.
    Not,
    Text {
        needle: String,
        match_case: bool,
    },
    Condition {
        field: Field,
        operator: Operator,
        values: Vec<Value>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `:` and `=`.
    Is,
    /// `!=`.
    IsNot,
    AtLeast,
    AtMost,
    Above,
    Below,
}

/// A value as written: its literal pieces between unquoted `*`.
#[derive(Debug)]
pub(super) struct Value {
    pub pieces: Vec<String>,
    pub span: Range<usize>,
}

impl Value {
    /// The text of a value in which `*` has no meaning.
    pub fn text(&self) -> String {
        self.pieces.join("*")
    }
}

/// Cuts the whole text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

/// Whether a bare word is read as free text with exactly this needle.
pub(super) fn is_bare_text(word: &str) -> bool {
    let unsafe_start = |c: char| matches!(c, '-' | '>' | '=' | ',' | '"' | '\'');
    !word.starts_with(unsafe_start)
        && !word.contains('*')
        && matches!(tokens(word).as_deref(), Ok([Token { kind: Kind::Text { .. }, span }]) if *span == (0..word.len()))
}

/// What a term begins with: a name that could be a field's, and an operator.
pub(super) struct Head<'a> {
    pub name: &'a str,
    pub operator: Operator,
    /// The length of name and operator in bytes.
    pub length: usize,
}

/// Recognises `name:`, `name>=` and so on at the start of a term.
pub(super) fn head(term: &str) -> Option<Head<'_>> {
    let name_length = term.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))?;
    let (name, rest) = term.split_at(name_length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return None;
    }
    if ["://", "::", ":\\"].iter().any(|begin| rest.starts_with(begin)) {
        return None;
    }
    // `status:>=400` is how other products write a comparison.
    let comparison = rest.strip_prefix(':').unwrap_or(rest);
    let colon = rest.len() - comparison.len();
    let operators = [
        (">=", Operator::AtLeast),
        ("<=", Operator::AtMost),
        (">", Operator::Above),
        ("<", Operator::Below),
        ("!=", Operator::IsNot),
        ("=", Operator::Is),
    ];
    let (operator, length) = operators
        .iter()
        .find(|(sign, _)| comparison.starts_with(sign))
        .map(|(sign, operator)| (*operator, colon + sign.len()))
        .or((colon == 1).then_some((Operator::Is, 1)))?;
    Some(Head { name, operator, length: name_length + length })
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Result<Option<Token>, Fault> {
        self.at = self.text.len() - self.rest().trim_start().len();
        let start = self.at;
        let Some(first) = self.peek() else { return Ok(None) };
        let kind = match first {
            '(' => self.sign(Kind::Open),
            ')' => self.sign(Kind::Close),
            '-' if self.negates() => self.sign(Kind::Not),
            '"' | '\'' => {
                let needle = self.quoted()?;
                if needle.is_empty() {
                    return Err(Fault::new(
                        start..self.at,
                        "There is nothing between the quotes. Write the text to find, or take them out.",
                    ));
                }
                Kind::Text { needle, match_case: first == '\'' }
            }
            _ => match self.condition()? {
                Some(kind) => kind,
                None => self.word()?,
            },
        };
        Ok(Some(Token { kind, span: start..self.at }))
    }

    fn sign(&mut self, kind: Kind) -> Kind {
        self.at += 1;
        kind
    }

    /// `-x` negates; `-`, `--flag`, `->` are text.
    fn negates(&self) -> bool {
        self.rest().chars().nth(1).is_some_and(|c| !c.is_whitespace() && !matches!(c, '-' | '>' | '=' | ',' | ')'))
    }

    fn word(&mut self) -> Result<Kind, Fault> {
        let length =
            self.rest().find(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).unwrap_or(self.rest().len());
        let start = self.at;
        self.at += length;
        let word = &self.text[start..self.at];
        match word {
            "AND" => Ok(Kind::And),
            "OR" => Ok(Kind::Or),
            "NOT" => Ok(Kind::Not),
            _ if word.contains('*') => Err(Fault::new(
                start..self.at,
                "Free text is found anywhere already, so * is no wildcard here. Leave it out, or put the text in quotes to find the * itself.",
            )),
            _ => Ok(Kind::Text { needle: word.to_owned(), match_case: false }),
        }
    }

    /// A condition, if the term begins with a field's name and an operator.
    fn condition(&mut self) -> Result<Option<Kind>, Fault> {
        let start = self.at;
        let Some(Head { name, operator, length }) = head(self.rest()) else { return Ok(None) };
        let name_span = start..start + name.len();
        let after = self.rest()[length..].chars().next();
        let Some(field) = Field::named(name) else {
            let colon = self.rest()[name.len()..].starts_with(':');
            let compared = !matches!(operator, Operator::Is | Operator::IsNot);
            if colon || (compared && after.is_some_and(|c| c.is_ascii_digit())) {
                return Err(Fault::new(name_span, suggest::unknown_field(name)));
            }
            // `a=b`, `List<String>`: text that people paste.
            return Ok(None);
        };
        self.at += length;
        let mut values = Vec::new();
        loop {
            values.push(self.value(field, start)?);
            if self.peek() != Some(',') {
                break;
            }
            self.at += 1;
        }
        if !matches!(operator, Operator::Is | Operator::IsNot) && values.len() > 1 {
            return Err(Fault::new(
                values[1].span.clone(),
                format!("A comparison takes one value. For several, write {name}:a,b.", name = field.name()),
            ));
        }
        Ok(Some(Kind::Condition { field, operator, values }))
    }

    fn value(&mut self, field: Field, condition_start: usize) -> Result<Value, Fault> {
        let start = self.at;
        if self.peek() == Some('\'') {
            return Err(Fault::new(
                start..start + 1,
                "Single quotes are for free text that must match the case. Put a field's value in double quotes.",
            ));
        }
        let mut pieces = vec![String::new()];
        let mut quoted = false;
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    quoted = true;
                    let text = self.quoted()?;
                    pieces.last_mut().expect("starts with one piece and only grows").push_str(&text);
                }
                '*' => {
                    self.at += 1;
                    pieces.push(String::new());
                }
                ',' | '(' | ')' => break,
                c if c.is_whitespace() => break,
                c => {
                    self.at += c.len_utf8();
                    pieces.last_mut().expect("starts with one piece and only grows").push(c);
                }
            }
        }
        if pieces.len() == 1 && pieces[0].is_empty() {
            let name = field.name();
            let message = if quoted {
                format!("An empty value matches nothing. For entries without a value, write -{name}:*.")
            } else if self.text[..start].ends_with(',') {
                "A value must follow the comma, without a space between. Put values with spaces or commas in double quotes."
                    .to_owned()
            } else {
                format!(
                    "{name} needs a value right after the sign, for example {}. To find the word itself, put it in quotes.",
                    suggest::example(field)
                )
            };
            let span = if quoted { start..self.at } else { condition_start..start };
            return Err(Fault::new(span, message));
        }
        Ok(Value { pieces, span: start..self.at })
    }

    /// A quoted text; the lexer stands on its opening quote.
    fn quoted(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let quote = self.peek().expect("the caller saw a quote");
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            let here = self.at;
            self.at += c.len_utf8();
            match c {
                c if c == quote => return Ok(text),
                '\\' => {
                    let escaped = self.peek();
                    self.at += escaped.map_or(0, char::len_utf8);
                    text.push(match escaped {
                        Some(c @ ('"' | '\'' | '\\')) => c,
                        Some('n') => '\n',
                        Some('t') => '\t',
                        Some('r') => '\r',
                        Some(_) => {
                            return Err(Fault::new(
                                here..self.at,
                                r#"Inside quotes only \" \' \\ \n \t and \r are known. For a backslash itself, write \\."#,
                            ));
                        }
                        None => break,
                    });
                }
                c => text.push(c),
            }
        }
        Err(Fault::new(start..start + 1, format!("This quote is never closed. Add {quote} where the text ends.")))
    }
}
