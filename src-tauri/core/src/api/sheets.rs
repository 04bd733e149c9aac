//! The sheet of a sample: its entries with what reviewers say of them, for a spreadsheet or for paper.

use super::{
    desk::{Desk, blocking},
    reviews::written,
    wire::{EntryRow, ReadSheet, SampleDrawn, SampleLine, SampleMethod, SampleRef, SheetFormat, TextFile},
};
use crate::{
    error::Result,
    export::{micros, sheet},
    review::{Disposition, Review},
    store::{SampleEntry, columns::Snapshot},
};

/// The page's looks: for paper first. No script, nothing from outside.
const STYLE: &str = "
:root { color-scheme: light; }
body { font: 9.5pt/1.4 system-ui, sans-serif; color: #16181d; margin: 18mm 14mm; }
h1 { font-size: 15pt; margin: 0 0 4mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1mm 6mm; margin: 0 0 6mm; }
dt { color: #5a6070; } dd { margin: 0; overflow-wrap: anywhere; }
.mono { font-family: ui-monospace, monospace; font-size: 8pt; }
table { border-collapse: collapse; width: 100%; margin: 0 0 6mm; }
th, td { text-align: left; vertical-align: top; padding: 1.2mm 2mm; border-bottom: 0.2mm solid #c9cdd6; overflow-wrap: anywhere; }
th { border-bottom-width: 0.4mm; white-space: nowrap; } thead { display: table-header-group; } tr { break-inside: avoid; }
.note { white-space: pre-wrap; margin: 0.5mm 0 0; } .by { color: #5a6070; }
.signature { display: grid; grid-template-columns: 1fr 1fr; gap: 12mm; margin-top: 14mm; }
.signature div { border-top: 0.3mm solid #16181d; padding-top: 1mm; }
@page { size: A4 landscape; margin: 12mm; } @media print { body { margin: 0; } }
";

impl Desk {
    /// The entries of a sample with what reviewers say of them, in the order of working through.
    pub async fn audit_sample_show(&self, request: SampleRef) -> Result<Vec<SampleLine>> {
        let store = self.store().await?;
        let (_, entries) = store.sample(request.id).await?;
        blocking(move || Ok(lines(&store.columns().snapshot(), entries))).await
    }

    /// The sheet of a sample as a file.
    pub async fn audit_sample_sheet(&self, request: ReadSheet) -> Result<TextFile> {
        let store = self.store().await?;
        let (drawn, entries) = store.sample(request.id).await?;
        blocking(move || {
            let lines = lines(&store.columns().snapshot(), entries);
            let (text, extension) = match request.format {
                SheetFormat::Csv => (csv(&lines)?, "csv"),
                SheetFormat::Html => (html(&drawn, &lines), "html"),
            };
            let name = format!("sample-{}.{extension}", file_stem(&drawn.plan.name));
            Ok(TextFile { name, text, lines: lines.len() as u64 })
        })
        .await
    }
}

/// The entries of a sample in the order of working through.
fn lines(snapshot: &Snapshot, entries: Vec<SampleEntry>) -> Vec<SampleLine> {
    let line = |(entry, number): (SampleEntry, u32)| {
        let review = snapshot.reviews().of(entry.seq).map(|review| Review::clone(review)).unwrap_or_default();
        SampleLine {
            number,
            key: format!("s{}", entry.seq),
            sha256: entry.sha256,
            stratum: entry.stratum,
            row: snapshot.settled_row(entry.seq).and_then(|at| snapshot.row(at)),
            decided: review.decision.map(|decision| decision.at),
            written: review.notes.into_iter().map(written).collect(),
        }
    };
    entries.into_iter().zip(1..).map(line).collect()
}

impl SampleLine {
    fn field(&self, value: impl Fn(&EntryRow) -> String) -> String {
        self.row.as_ref().map(value).unwrap_or_default()
    }

    fn disposition(&self) -> &'static str {
        self.row.as_ref().and_then(|row| row.review.disposition).map_or("", Disposition::word)
    }
}

/// A name as a part of a file's name on any system.
pub(super) fn file_stem(name: &str) -> String {
    let sign = |sign: char| if sign.is_alphanumeric() || matches!(sign, '.' | '_' | '-') { sign } else { '-' };
    name.chars().map(sign).collect()
}

/// What somebody or something is shown as.
pub(super) fn named(name: &str, id: &str) -> String {
    if name.is_empty() { id } else { name }.to_owned()
}

fn csv(lines: &[SampleLine]) -> Result<String> {
    let header = [
        "number",
        "entry",
        "time",
        "source",
        "id",
        "actor",
        "operation",
        "server",
        "target",
        "outcome",
        "tool_error",
        "stratum",
        "disposition",
        "reviewer",
        "decided",
        "tags",
        "notes",
        "sha256",
    ];
    let rows = lines.iter().map(|line| {
        [
            line.number.to_string(),
            line.key.clone(),
            line.field(|row| micros(row.time)),
            line.field(|row| row.source.clone()),
            line.field(|row| row.id.clone()),
            line.field(|row| named(&row.actor_name, &row.actor)),
            line.field(|row| row.operation.clone()),
            line.field(|row| named(&row.server_name, &row.server)),
            line.field(|row| row.target.clone()),
            line.row.as_ref().map_or_else(|| "removed".to_owned(), |row| row.outcome.word().to_owned()),
            line.field(|row| row.tool_error.map_or("", |error| if error { "yes" } else { "no" }).to_owned()),
            line.stratum.clone(),
            line.disposition().to_owned(),
            line.field(|row| row.review.reviewer.clone()),
            line.decided.map_or_else(String::new, micros),
            line.field(|row| row.review.tags.join(", ")),
            line.written.iter().map(|note| format!("{}: {}", note.by, note.text)).collect::<Vec<_>>().join("\n\n"),
            line.sha256.clone(),
        ]
    });
    sheet(header, rows)
}

fn html(drawn: &SampleDrawn, lines: &[SampleLine]) -> String {
    let plan = &drawn.plan;
    let method = match plan.method {
        SampleMethod::Random => "Random".to_owned(),
        SampleMethod::Stratified { by } => format!("Stratified by {}", by.name()),
        SampleMethod::Interval => "Interval in the order of time".to_owned(),
    };
    let tally = Disposition::ALL.map(|disposition| {
        let count = lines.iter().filter(|line| line.disposition() == disposition.word()).count();
        format!("{count} {}", disposition.word().replace('_', " "))
    });
    let open = lines.iter().filter(|line| line.decided.is_none()).count();
    let filter = if plan.filter.is_empty() { "every entry" } else { &plan.filter };
    let facts = [
        ("Filter", filter.to_owned()),
        ("Population", format!("{} entries, ledger places 1 to {}", drawn.population, drawn.ledger)),
        ("Population hash", drawn.population_sha256.clone()),
        ("Method", format!("{method}, {} entries, seed {}", lines.len(), plan.seed)),
        ("Drawn", format!("{} by {}", micros(drawn.at), drawn.by)),
        ("Left out", format!("{} pending", drawn.pending)),
        ("Result", format!("{}, {open} not reviewed", tally.join(", "))),
    ];
    let facts = facts
        .iter()
        .map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>\n", escaped(value)))
        .collect::<Vec<_>>()
        .concat();
    let strata = if drawn.strata.len() > 1 { strata(drawn) } else { String::new() };
    let rows: String = lines.iter().map(row).collect();
    let title = escaped(&plan.name);
    format!(
        "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sample {title}</title>
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<style>{STYLE}</style></head><body>
<h1>Sample {title}</h1>
<dl>{facts}</dl>
{strata}<table><thead><tr><th scope=\"col\">No.</th><th scope=\"col\">Entry</th><th scope=\"col\">Time (UTC)</th><th scope=\"col\">Actor</th><th scope=\"col\">Operation</th><th scope=\"col\">Target</th><th scope=\"col\">Outcome</th><th scope=\"col\">Disposition</th><th scope=\"col\">Tags and notes</th></tr></thead>
<tbody>
{rows}</tbody></table>
<div class=\"signature\"><div>Reviewer, date</div><div>Second reviewer, date</div></div>
</body></html>
"
    )
}

fn strata(drawn: &SampleDrawn) -> String {
    let rows = drawn
        .strata
        .iter()
        .map(|stratum| {
            let value = if stratum.value.is_empty() { "none" } else { &stratum.value };
            format!("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", escaped(value), stratum.population, stratum.drawn)
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<table><thead><tr><th scope=\"col\">Stratum</th><th scope=\"col\">Population</th><th scope=\"col\">Drawn</th></tr></thead><tbody>\n{rows}</tbody></table>\n"
    )
}

fn row(line: &SampleLine) -> String {
    let number = line.number;
    let key = format!("{}<br><span class=\"mono\">{}…</span>", line.key, &line.sha256[..12.min(line.sha256.len())]);
    let Some(row) = &line.row else {
        return format!("<tr><td>{number}</td><td>{key}</td><td colspan=\"7\">Removed by retention.</td></tr>\n");
    };
    let server = named(&row.server_name, &row.server);
    let target =
        if row.target.is_empty() || row.target == server { server } else { format!("{server}: {}", row.target) };
    let tool_error = if row.tool_error == Some(true) { ", tool error" } else { "" };
    let decision = line.decided.map_or_else(String::new, |at| {
        let word = line.disposition().replace('_', " ");
        format!("{word}<br><span class=\"by\">{}, {}</span>", escaped(&row.review.reviewer), micros(at))
    });
    let tags = row.review.tags.iter().map(|tag| escaped(tag)).collect::<Vec<_>>().join(", ");
    let notes = line
        .written
        .iter()
        .map(|note| {
            format!("<p class=\"note\"><span class=\"by\">{}:</span> {}</p>", escaped(&note.by), escaped(&note.text))
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "<tr><td>{number}</td><td>{key}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}{tool_error}</td><td>{decision}</td><td>{tags}{notes}</td></tr>\n",
        micros(row.time),
        escaped(&named(&row.actor_name, &row.actor)),
        escaped(&row.operation),
        escaped(&target),
        row.outcome.word(),
    )
}

/// Text for a page; controls of direction become visible, so that nothing is read in another order than it stands.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
                out.push_str(&format!("[U+{:04X}]", u32::from(sign)));
            }
            sign if sign.is_control() && sign != '\n' && sign != '\t' => out.push('\u{fffd}'),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_markup_or_turns_its_direction() {
        assert_eq!(escaped("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;");
        assert_eq!(escaped("\" onload=\"x\" &amp;"), "&quot; onload=&quot;x&quot; &amp;amp;");
        assert_eq!(escaped("a\u{202e}b\u{1b}[31m\nc"), "a[U+202E]b\u{fffd}[31m\nc");
    }
}
