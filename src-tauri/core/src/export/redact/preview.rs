//! What rules would take out of real entries, before anything is exported.

use super::Redactor;
use crate::{
    api::wire::Output,
    entry::Seq,
    error::Result,
    export::{Batch, field::chosen},
};

/// The most characters of a text that are shown.
const SHOWN: usize = 240;

/// A text that a rule changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The rule, by its place in [`Output::redactions`].
    pub rule: usize,
    /// The entry.
    pub seq: Seq,
    /// The field.
    pub field: &'static str,
    /// The text around the first change, at most 240 characters; a value that goes as a whole as JSON.
    pub before: String,
    /// The same after all rules.
    pub after: String,
}

/// How often each rule finds something in these rows, and up to `most` examples of each.
///
/// # Errors
/// `wrong_use` for rules or fields that cannot be; errors of the rows.
pub fn preview<B: Batch>(
    rows: impl IntoIterator<Item = B>,
    output: &Output,
    most: usize,
) -> Result<(Vec<u64>, Vec<Example>)> {
    let fields = chosen(&output.fields, output.payload)?;
    let redactor = Redactor::new(&output.redactions)?;
    let (mut total, mut shown) = (redactor.hits().counts, redactor.hits().counts);
    let mut examples = Vec::new();
    for batch in rows {
        batch.each(&mut |row| {
            for field in &fields {
                let mut hits = redactor.hits();
                hits.changes = Some(Vec::new());
                redactor.apply(field, field.value(row), &mut hits);
                for (rule, count) in hits.counts.iter().enumerate() {
                    total[rule] += count;
                }
                for (rule, before, after) in hits.changes.unwrap_or_default() {
                    if shown[rule] < most as u64 {
                        shown[rule] += 1;
                        let (before, after) = excerpt(&before, &after);
                        examples.push(Example { rule, seq: row.seq, field: field.name, before, after });
                    }
                }
            }
            Ok(())
        })?;
    }
    examples.sort_by_key(|example| example.rule);
    Ok((total, examples))
}

/// Both texts from shortly before where they begin to differ.
fn excerpt(before: &str, after: &str) -> (String, String) {
    let same = before.chars().zip(after.chars()).take_while(|(one, other)| one == other).count();
    let skipped = same.saturating_sub(SHOWN / 4);
    let cut = |text: &str| {
        let shown: String = text.chars().skip(skipped).take(SHOWN).collect();
        let more = text.chars().nth(skipped + SHOWN).is_some();
        format!("{}{shown}{}", if skipped > 0 { "…" } else { "" }, if more { "…" } else { "" })
    };
    (cut(before), cut(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_shows_where_the_change_is() {
        let before = format!("{} a@b.c {}", "ä".repeat(1_000), "z".repeat(1_000));
        let after = before.replace("a@b.c", "[redacted: mail]");
        let (before, after) = excerpt(&before, &after);
        assert!(before.starts_with('…') && before.contains("a@b.c") && before.ends_with('…'), "{before}");
        assert!(after.contains("[redacted: mail]") && before.chars().count() == SHOWN + 2, "{after}");
        assert_eq!(excerpt("a", "b"), ("a".into(), "b".into()));
    }
}
