//! Taking out of an export what must not leave: by the name of a header, by a place in the payload, by what a text looks like.
//!
//! Rules work on what is exported, never on what is stored. A value that has to go becomes `[redacted: NAME]`; every other byte of a part of the payload
//! stays as it was received. Text is looked at as it reads, not as it is spelled: escapes are resolved, and JSON inside a text is looked into.

mod json;
mod patterns;
mod preview;

use std::borrow::Cow;

use self::patterns::Finder;
pub use self::preview::{Example, preview};
use super::field::{Field, FieldKind, Value};
use crate::{
    api::wire::{Redaction, RedactionRule},
    error::{Error, ErrorCode, Result},
};

/// The longest name of a rule, in characters: it stands in every replacement.
const LONGEST_NAME: usize = 60;

/// Applies rules.
#[derive(Debug)]
pub(super) struct Redactor {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    name: String,
    /// What stands in the place of what goes.
    replacement: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// Names of headers in lower case.
    Header(Vec<String>),
    /// The steps of a JSON pointer.
    Pointer(Vec<String>),
    Text(Finder),
}

/// What rules did.
#[derive(Debug)]
pub(super) struct Hits {
    /// For each rule, how many values or pieces of text it took out.
    pub counts: Vec<u64>,
    /// For each replacement the rule, and the text before and after; only where it is asked for.
    pub changes: Option<Vec<(usize, String, String)>>,
}

impl Hits {
    fn add(&mut self, rule: usize, before: &str, after: &str) {
        self.counts[rule] += 1;
        if let Some(changes) = &mut self.changes {
            changes.push((rule, before.to_owned(), after.to_owned()));
        }
    }
}

impl Redactor {
    /// Checks the rules.
    ///
    /// # Errors
    /// `wrong_use` for a rule that cannot be.
    pub fn new(redactions: &[Redaction]) -> Result<Self> {
        Ok(Self { rules: redactions.iter().map(Rule::new).collect::<Result<_>>()? })
    }

    /// Nothing done yet.
    pub fn hits(&self) -> Hits {
        Hits { counts: vec![0; self.rules.len()], changes: None }
    }

    /// The names of the rules in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// The value as it may leave.
    pub fn apply<'a>(&self, field: &Field, value: Value<'a>, hits: &mut Hits) -> Value<'a> {
        match value {
            Value::Text(text) if field.free => {
                let after = self.text(&text, hits);
                Value::Text(after.map_or(text, Cow::Owned))
            }
            Value::Json(json) => {
                debug_assert_eq!(field.kind, FieldKind::Json);
                let headers = matches!(field.name, "request_headers" | "response_headers");
                let after = json::redact(self, &json, headers, hits);
                Value::Json(after.map_or(json, Cow::Owned))
            }
            other => other,
        }
    }

    /// A text without what the patterns find; `None` where they find nothing. Where two find overlapping pieces, both go, in the name of the one that begins
    /// first.
    fn text(&self, text: &str, hits: &mut Hits) -> Option<String> {
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for (rule, Rule { test, .. }) in self.rules.iter().enumerate() {
            if let Test::Text(finder) = test {
                finder.find(text, &mut |at| found.push((at.start, at.end, rule)));
            }
        }
        if found.is_empty() {
            return None;
        }
        found.sort_unstable_by_key(|(start, end, rule)| (*start, *rule, *end));
        let (mut after, mut copied) = (String::with_capacity(text.len()), 0);
        for (start, end, rule) in found {
            let Rule { replacement, .. } = &self.rules[rule];
            hits.add(rule, text, replacement);
            if start >= copied {
                after.push_str(&text[copied..start]);
                after.push_str(replacement);
            }
            copied = copied.max(end);
        }
        after.push_str(&text[copied..]);
        if let Some(changes) = &mut hits.changes {
            for change in changes.iter_mut().filter(|(_, before, _)| before == text) {
                change.2.clone_from(&after);
            }
        }
        Some(after)
    }
}

impl Rule {
    fn new(redaction: &Redaction) -> Result<Self> {
        let Redaction { name, rule } = redaction;
        let wrong = |message: String| Err(Error::new(ErrorCode::WrongUse, message));
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
            return wrong(format!(
                "A rule of redaction needs a name of 1 to {LONGEST_NAME} visible characters; {name:?} is none. It stands in the place of what is taken out."
            ));
        }
        let test = match rule {
            RedactionRule::Header { names } => {
                let names: Vec<_> = names.iter().map(|name| name.trim().to_lowercase()).collect();
                if names.is_empty() || names.iter().any(String::is_empty) {
                    return wrong(format!(
                        "The rule {name:?} needs the names of headers, for example `Authorization`."
                    ));
                }
                Test::Header(names)
            }
            RedactionRule::Pointer { pointer } => match steps(pointer) {
                Some(steps) => Test::Pointer(steps),
                None => {
                    return wrong(format!(
                        "The rule {name:?} needs a JSON pointer such as `/params/arguments/password` (RFC 6901); {pointer:?} is none."
                    ));
                }
            },
            RedactionRule::Email => Test::Text(Finder::email()),
            RedactionRule::Token => Test::Text(Finder::token()),
            RedactionRule::Card => Test::Text(Finder::card()),
            RedactionRule::Pattern { regex } => Test::Text(Finder::of(name, regex)?),
        };
        Ok(Self { name: name.clone(), replacement: format!("[redacted: {name}]"), test })
    }
}

/// The steps of a JSON pointer. <https://www.rfc-editor.org/rfc/rfc6901>
fn steps(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let step = |step: &str| {
        let escapes = step.split('~').skip(1);
        escapes.clone().all(|rest| rest.starts_with(['0', '1'])).then(|| step.replace("~1", "/").replace("~0", "~"))
    };
    pointer.strip_prefix('/')?.split('/').map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_read_as_rfc_6901_says() {
        let of = |steps: &[&str]| Some(steps.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(steps(""), of(&[]));
        assert_eq!(steps("/"), of(&[""]));
        assert_eq!(steps("/a~1b/m~0n/~01/0"), of(&["a/b", "m~n", "~1", "0"]));
        for wrong in ["a", "/~", "/a~2", "#/a"] {
            assert_eq!(steps(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rules_that_cannot_be_are_refused() {
        let rule = |rule| Redactor::new(&[Redaction { name: "x".into(), rule }]).map(drop);
        for wrong in [
            RedactionRule::Header { names: vec![] },
            RedactionRule::Header { names: vec![" ".into()] },
            RedactionRule::Pointer { pointer: "password".into() },
            RedactionRule::Pattern { regex: "(".into() },
            RedactionRule::Pattern { regex: "a*".into() },
            RedactionRule::Pattern { regex: "a{1000}{1000}".into() },
        ] {
            let shown = format!("{wrong:?}");
            assert_eq!(rule(wrong).expect_err(&shown).code, ErrorCode::WrongUse, "{shown}");
        }
        let unnamed = Redactor::new(&[Redaction { name: "a\nb".into(), rule: RedactionRule::Email }]);
        assert_eq!(unnamed.expect_err("no name").code, ErrorCode::WrongUse);
    }
}
