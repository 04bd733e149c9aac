//! What is asked of every tool, each in its own words.
//!
//! The SQL is for a table with one column per fact, as the loaders in `benches/compare` make it: id, occurred, actor, server, operation, target, outcome, duration,
//! client, session and others. How a text is found there is the tool's own matter.

use auditdesk_core::{
    api::wire::Sort,
    entry::filter::{Field, Filter, Node, Text},
    error::Result,
};
use serde::Serialize;

use crate::generate::Generated;

/// The fields that are counted by value.
pub const FACETS: [Field; 6] =
    [Field::Actor, Field::Server, Field::Operation, Field::Target, Field::Outcome, Field::Client];

/// What is wanted of the entries that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// How many there are.
    Count,
    /// The first page in an order.
    Page,
    /// The most frequent values of six fields, and the timeline by outcome.
    Facets,
    /// The whole page of usage figures; of the answer the totals and the tables are compared.
    Usage,
}

/// A question.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Its name.
    pub name: String,
    /// What is wanted.
    pub wanted: Wanted,
    /// The filter's text.
    pub filter: String,
    /// What the filter says of fields, as the condition of an SQL query.
    pub sql: String,
    /// The order of the page, as SQL has it.
    pub sql_order: String,
    /// For each field whose values are counted: its name and the condition, which leaves out what the filter says of the field itself.
    pub sql_facets: Vec<(&'static str, String)>,
    /// The texts that the filter wants, all of them; each as it may stand in the JSON.
    pub texts: Vec<Vec<String>>,
    /// Whether the case of letters matters.
    pub match_case: bool,
    /// How many entries match, where it is known from the making of the data.
    pub planted: Option<u64>,
    #[serde(skip)]
    filter_tree: Filter,
    #[serde(skip)]
    order: Sort,
}

impl Question {
    /// The filter.
    pub fn filter(&self) -> &Filter {
        &self.filter_tree
    }

    /// The order of the page.
    pub fn order(&self) -> Sort {
        self.order
    }
}

/// A text that is nowhere.
const ABSENT: &str = "xylophone-quiz";
/// A text that is nowhere, though nearly every entry has each three letters of it: no index of trigrams helps to find that out.
const ABSENT_COMMON: &str = "application-id";
/// A needle that is looked for together with a filter on fields, and that filter.
const IN_FIELDS: (&str, usize) = ("frequent", 6);
/// Needles that are looked for in any case of letters, too.
const ANY_CASE: [&str; 2] = ["two_hundred", "frequent"];
/// Needles of which the second is planted only where the first is.
const TOGETHER: [&str; 2] = ["thousand", "fifty_of_them"];

/// A filter on fields: its name, and each pill with the field it is about, the same in SQL too.
struct ByFields(&'static str, &'static [(&'static str, &'static str, &'static str)]);

const FILTERS: [ByFields; 8] = [
    ByFields("everything", &[]),
    ByFields("actor_common", &[("actor", "actor:1001", "actor = '1001'")]),
    ByFields("actor_rare", &[("actor", "actor:1187", "actor = '1187'")]),
    ByFields(
        "actor_outcome",
        &[("actor", "actor:1001", "actor = '1001'"), ("outcome", "outcome:denied", "outcome = 'denied'")],
    ),
    ByFields(
        "rare_rare",
        &[("actor", "actor:1150", "actor = '1150'"), ("outcome", "outcome:timeout", "outcome = 'timeout'")],
    ),
    ByFields(
        "three_fields",
        &[
            ("server", "server:ms1aa00", "server = 'ms1aa00'"),
            ("operation", "operation:tools/call", "operation = 'tools/call'"),
            ("outcome", "outcome:failure,denied,timeout", "outcome IN ('failure', 'denied', 'timeout')"),
        ],
    ),
    ByFields(
        "week_of_actor",
        &[
            ("actor", "actor:1001", "actor = '1001'"),
            ("time", "time>=2026-06-01T00:00Z", "occurred >= '2026-06-01'"),
            ("time", "time<2026-06-08T00:00Z", "occurred < '2026-06-08'"),
        ],
    ),
    ByFields(
        "twenty_actors",
        &[
            (
                "actor",
                "actor:1011,1012,1013,1014,1015,1016,1017,1018,1019,1020,1021,1022,1023,1024,1025,1026,1027,1028,1029,1030",
                "actor IN ('1011', '1012', '1013', '1014', '1015', '1016', '1017', '1018', '1019', '1020', '1021', '1022', '1023', '1024', '1025', '1026', '1027', '1028', '1029', '1030')",
            ),
            ("operation", "operation:tools/list,ping,initialize", "operation IN ('tools/list', 'ping', 'initialize')"),
            ("duration", "duration>=100ms", "duration >= 100"),
        ],
    ),
];

impl ByFields {
    fn text(&self) -> String {
        let Self(_, pills) = self;
        pills.iter().map(|(_, text, _)| *text).collect::<Vec<_>>().join(" ")
    }

    /// The condition, without what is about `field`.
    fn sql(&self, field: Option<Field>) -> String {
        let Self(_, pills) = self;
        let others = pills.iter().filter(|(about, ..)| field.is_none_or(|field| field.name() != *about));
        let parts: Vec<_> = others.map(|(.., sql)| *sql).collect();
        if parts.is_empty() { "1 = 1".to_owned() } else { parts.join(" AND ") }
    }
}

/// Name, which filter, field, descending; and the field as SQL orders by it.
const SORTS: [(&str, usize, Field, bool, &str); 4] = [
    ("duration_of_everything", 0, Field::Duration, true, "duration"),
    ("duration_of_actor", 1, Field::Duration, true, "duration"),
    ("target_of_actor", 1, Field::Target, false, "lower(target)"),
    ("session_of_week", 6, Field::Session, false, "session"),
];

/// All questions about data that was generated so.
///
/// # Errors
/// `FilterSyntax` where a filter of ours is none.
pub fn all(data: &Generated) -> Result<Vec<Question>> {
    let mut questions = Vec::new();
    for filter in &FILTERS {
        questions.push(about_fields("newest", filter, Wanted::Page)?);
        questions.push(about_fields("count", filter, Wanted::Count)?);
    }
    for index in [0, 1, 5] {
        let filter = &FILTERS[index];
        let sql_facets = FACETS.map(|field| (field.name(), filter.sql(Some(field)))).to_vec();
        questions.push(Question { sql_facets, ..about_fields("facets", filter, Wanted::Facets)? });
    }
    for index in [0, 1, 6] {
        questions.push(about_fields("usage", &FILTERS[index], Wanted::Usage)?);
    }
    for (name, index, field, descending, sql) in SORTS {
        let direction = if descending { "DESC" } else { "ASC" };
        questions.push(Question {
            name: format!("sort.{name}"),
            sql_order: format!("{sql} {direction} NULLS LAST, occurred {direction}, id {direction}"),
            order: Sort { field, descending },
            ..about_fields("", &FILTERS[index], Wanted::Page)?
        });
    }
    for needle in &data.needles {
        let texts = [(needle.needle.as_str(), needle.spellings.as_slice())];
        let search = format!("search.{}", needle.name);
        questions.push(about_texts(search, Wanted::Count, &texts, true, needle.hits));
        let first = format!("first.{}", needle.name);
        questions.push(about_texts(first, Wanted::Page, &texts, true, needle.hits));
        if ANY_CASE.contains(&needle.name.as_str()) {
            let name = format!("search_any_case.{}", needle.name);
            questions.push(about_texts(name, Wanted::Count, &texts, false, needle.hits_any_case));
        }
    }
    let absent = [("search.absent", ABSENT, true), ("search.absent_common", ABSENT_COMMON, true)];
    for (name, needle, match_case) in absent.into_iter().chain([("search_any_case.absent", ABSENT, false)]) {
        let spelling = [needle.to_owned()];
        questions.push(about_texts(name.to_owned(), Wanted::Count, &[(needle, &spelling)], match_case, 0));
    }
    let (needle, index) = IN_FIELDS;
    for needle in data.needles.iter().filter(|known| known.name == needle) {
        let texts = [(needle.needle.as_str(), needle.spellings.as_slice())];
        let filter_tree = Filter::parse(&format!("{} '{}'", FILTERS[index].text(), needle.needle))?;
        let filter = filter_tree.to_text();
        let name = format!("search_in.{}", FILTERS[index].0);
        let sql = FILTERS[index].sql(None);
        let asked = about_texts(name, Wanted::Count, &texts, true, 0);
        questions.push(Question { filter, sql, planted: None, filter_tree, ..asked });
    }
    let two: Vec<_> = data.needles.iter().filter(|needle| TOGETHER.contains(&needle.name.as_str())).collect();
    let texts: Vec<_> = two.iter().map(|needle| (needle.needle.as_str(), needle.spellings.as_slice())).collect();
    let hits = two.iter().map(|needle| needle.hits).min().unwrap_or_default();
    questions.push(about_texts("search.two_terms".to_owned(), Wanted::Count, &texts, true, hits));
    Ok(questions)
}

fn about_fields(kind: &str, filter: &ByFields, wanted: Wanted) -> Result<Question> {
    let name = format!("{kind}.{}", filter.0);
    Ok(Question { sql: filter.sql(None), ..question(name, wanted, Filter::parse(&filter.text())?) })
}

/// Entries that have all of these texts; each with the ways in which it may stand in the JSON.
fn about_texts(name: String, wanted: Wanted, texts: &[(&str, &[String])], match_case: bool, hits: u64) -> Question {
    let nodes = texts.iter().map(|(needle, _)| Node::Text(Text { needle: (*needle).to_owned(), match_case }));
    let mut nodes: Vec<Node> = nodes.collect();
    let node = if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) };
    let texts = texts.iter().map(|(_, spellings)| spellings.to_vec()).collect();
    Question { texts, match_case, planted: Some(hits), ..question(name, wanted, Filter::of(node)) }
}

fn question(name: String, wanted: Wanted, filter_tree: Filter) -> Question {
    Question {
        name,
        wanted,
        filter: filter_tree.to_text(),
        sql: "1 = 1".to_owned(),
        sql_order: "occurred DESC, id DESC".to_owned(),
        sql_facets: Vec::new(),
        texts: Vec::new(),
        match_case: true,
        planted: None,
        filter_tree,
        order: Sort::default(),
    }
}
