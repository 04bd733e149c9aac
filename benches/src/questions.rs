//! What is asked of every tool, each in its own words.
//!
//! The SQL is for a table with one column per fact (`scripts/bench` makes it): id, at, actor, server, operation, target, outcome, duration, client,
//! session, error, request, response. Tools without a notion of fields get the texts only.

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
    /// The order of the page.
    pub sort: Option<(&'static str, bool)>,
    /// The same as the condition of an SQL query.
    pub sql: String,
    /// The texts of a search as they stand in the JSON, any of them; empty for a question about fields.
    pub texts: Vec<String>,
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

const NEWEST: (Field, bool) = (Field::Time, true);

/// Name, filter, SQL.
const FILTERS: [(&str, &str, &str); 8] = [
    ("everything", "", "true"),
    ("actor_common", "actor:1001", "actor = '1001'"),
    ("actor_rare", "actor:1187", "actor = '1187'"),
    ("actor_outcome", "actor:1001 outcome:denied", "actor = '1001' AND outcome = 'denied'"),
    ("rare_rare", "actor:1150 outcome:timeout", "actor = '1150' AND outcome = 'timeout'"),
    (
        "three_fields",
        "server:ms1aa00 operation:tools/call outcome:failure,denied,timeout",
        "server = 'ms1aa00' AND operation = 'tools/call' AND outcome IN ('failure', 'denied', 'timeout')",
    ),
    (
        "week_of_actor",
        "actor:1001 time>=2026-06-01T00:00Z time<2026-06-08T00:00Z",
        "actor = '1001' AND at >= '2026-06-01' AND at < '2026-06-08'",
    ),
    (
        "twenty_actors",
        "actor:1011,1012,1013,1014,1015,1016,1017,1018,1019,1020,1021,1022,1023,1024,1025,1026,1027,1028,1029,1030 operation:tools/list,ping,initialize duration>=100ms",
        "actor IN ('1011', '1012', '1013', '1014', '1015', '1016', '1017', '1018', '1019', '1020', '1021', '1022', '1023', '1024', '1025', '1026', '1027', '1028', '1029', '1030') AND operation IN ('tools/list', 'ping', 'initialize') AND duration >= 100",
    ),
];

/// Name, field, descending, of the filters above.
const SORTS: [(&str, Field, bool, usize); 4] = [
    ("duration_of_everything", Field::Duration, true, 0),
    ("duration_of_actor", Field::Duration, true, 1),
    ("target_of_actor", Field::Target, false, 1),
    ("session_of_week", Field::Session, false, 6),
];

/// All questions about data that was generated so.
///
/// # Errors
/// `FilterSyntax` where a filter of ours is none.
pub fn all(data: &Generated) -> Result<Vec<Question>> {
    let mut questions = Vec::new();
    for (name, filter, sql) in FILTERS {
        questions.push(about_fields(format!("newest.{name}"), Wanted::Page, filter, sql, NEWEST)?);
        questions.push(about_fields(format!("count.{name}"), Wanted::Count, filter, sql, NEWEST)?);
    }
    for index in [0, 1, 5] {
        let (name, filter, sql) = FILTERS[index];
        questions.push(about_fields(format!("facets.{name}"), Wanted::Facets, filter, sql, NEWEST)?);
    }
    for (name, field, descending, index) in SORTS {
        let (_, filter, sql) = FILTERS[index];
        questions.push(about_fields(format!("sort.{name}"), Wanted::Page, filter, sql, (field, descending))?);
    }
    for needle in &data.needles {
        let spellings = &needle.spellings;
        for (wanted, kind) in [(Wanted::Count, "search"), (Wanted::Page, "first")] {
            let name = format!("{kind}.{}", needle.name);
            questions.push(about_text(name, wanted, &needle.needle, spellings, true, Some(needle.hits)));
        }
        if needle.hits_any_case != needle.hits || needle.name == "two_hundred" {
            let name = format!("search_any_case.{}", needle.name);
            let hits = needle.hits_any_case;
            questions.push(about_text(name, Wanted::Count, &needle.needle, spellings, false, Some(hits)));
        }
    }
    let absent = "xylophone-quiz";
    let spellings = [absent.to_owned()];
    questions.push(about_text("search.absent".to_owned(), Wanted::Count, absent, &spellings, true, Some(0)));
    questions.push(about_text("search_any_case.absent".to_owned(), Wanted::Count, absent, &spellings, false, Some(0)));
    questions.push(both("search.two_terms", &["kumquat-ledger", "wolframite"], data));
    Ok(questions)
}

fn about_fields(name: String, wanted: Wanted, filter: &str, sql: &str, sort: (Field, bool)) -> Result<Question> {
    let tree = Filter::parse(filter)?;
    Ok(question(name, wanted, tree, sql.to_owned(), sort))
}

fn about_text(
    name: String,
    wanted: Wanted,
    needle: &str,
    spellings: &[String],
    match_case: bool,
    planted: Option<u64>,
) -> Question {
    let tree = Filter::of(text(needle, match_case));
    let like = if match_case { "LIKE" } else { "ILIKE" };
    let one = |column: &str, text: &String| format!("{column} {like} '%{}%'", text.replace('\'', "''"));
    let any: Vec<_> = spellings.iter().flat_map(|text| [one("request", text), one("response", text)]).collect();
    let made = question(name, wanted, tree, format!("({})", any.join(" OR ")), NEWEST);
    Question { texts: spellings.to_vec(), match_case, planted, ..made }
}

/// Entries that have both texts.
fn both(name: &str, needles: &[&str; 2], data: &Generated) -> Question {
    let tree = Filter::of(Node::All(needles.iter().map(|needle| text(needle, true)).collect()));
    let has = |needle: &&str| format!("(request LIKE '%{needle}%' OR response LIKE '%{needle}%')");
    let sql = needles.iter().map(has).collect::<Vec<_>>().join(" AND ");
    let planted = data.needles.iter().find(|needle| needle.needle == needles[1]).map(|needle| needle.hits);
    Question { planted, match_case: true, ..question(name.to_owned(), Wanted::Count, tree, sql, NEWEST) }
}

fn text(needle: &str, match_case: bool) -> Node {
    Node::Text(Text { needle: needle.to_owned(), match_case })
}

fn question(name: String, wanted: Wanted, tree: Filter, sql: String, (field, descending): (Field, bool)) -> Question {
    Question {
        name,
        wanted,
        filter: tree.to_text(),
        sort: (wanted == Wanted::Page).then_some((field.name(), descending)),
        sql,
        texts: Vec::new(),
        match_case: true,
        planted: None,
        filter_tree: tree,
        order: Sort { field, descending },
    }
}
