//! What a payload says as a message of the Model Context Protocol: calls, results with their contents, errors, the hello of both sides, lists.
//!
//! Read leniently: platforms keep the whole JSON-RPC message, or only its params or its result.
//! Shapes after <https://modelcontextprotocol.io/specification/2025-06-18/schema>.

use super::{
    index::{Index, Kind, Name, NodeId},
    text::{head, inner, plain},
};
use crate::api::wire::{McpContent, McpFact, McpMessage, McpTable, McpTableRow};

const FACT_BYTES: usize = 2000;
const CELL_BYTES: usize = 400;
const TEXT_BYTES: usize = 16 * 1024;
const TABLE_ROWS: usize = 200;
const FACTS_MOST: usize = 200;

/// The lists that servers answer with, and their columns.
const LISTS: [(&str, &str, &[&str]); 5] = [
    ("tools", "Tools", &["name", "title", "description"]),
    ("resources", "Resources", &["name", "uri", "mimeType", "description"]),
    ("resourceTemplates", "Resource templates", &["name", "uriTemplate", "mimeType", "description"]),
    ("prompts", "Prompts", &["name", "title", "description"]),
    ("roots", "Roots", &["name", "uri"]),
];

/// Lays out a message; `None` where it has none of the shapes.
pub fn read(text: &str, index: &Index) -> Option<McpMessage> {
    let at = At { text, index };
    let mut message = McpMessage::default();
    let root = 0;
    if at.kind(root) != Kind::Object {
        return None;
    }
    if let Some(error) = at.get(root, "error").filter(|error| at.kind(*error) == Kind::Object) {
        let code = at.get(error, "code").map_or(String::new(), |code| format!(" {}", at.plain(code, 40)));
        message.title = format!("JSON-RPC error{code}");
        message.error = true;
        at.facts(error, false, &mut message);
    } else if let Some(method) = at.get(root, "method").filter(|method| at.kind(*method) == Kind::String) {
        message.title = at.plain(method, 200);
        if let Some(params) = at.get(root, "params") {
            at.request(params, &mut message);
        }
    } else if let Some(result) = at.get(root, "result") {
        at.result(result, &mut message);
    } else if at.get(root, "arguments").is_some() && at.get(root, "name").is_some() {
        at.request(root, &mut message);
    } else {
        at.result(root, &mut message);
    }
    (!message.title.is_empty()).then_some(message)
}

struct At<'a> {
    text: &'a str,
    index: &'a Index,
}

impl At<'_> {
    fn kind(&self, node: NodeId) -> Kind {
        self.index.kind(self.text, node)
    }

    fn get(&self, node: NodeId, key: &str) -> Option<NodeId> {
        self.index.member(self.text, node, key)
    }

    /// A value as a person reads it, cut.
    fn plain(&self, node: NodeId, most: usize) -> String {
        let raw = self.index.raw(self.text, node);
        let (cut, whole) = super::text::raw_head(inner(raw), most);
        let text = if self.kind(node) == Kind::String { plain(cut) } else { head(raw, most).0.into() };
        let whole = whole && (self.kind(node) == Kind::String || raw.len() <= most);
        if whole { text.into_owned() } else { format!("{text}…") }
    }

    fn word(&self, node: NodeId, key: &str) -> Option<String> {
        self.get(node, key).map(|node| self.plain(node, CELL_BYTES))
    }

    fn name(&self, node: NodeId) -> String {
        match self.index.name(self.text, node) {
            Name::Root => "value".to_owned(),
            Name::Place(place) => place.to_string(),
            Name::Key(raw) => head(&plain(raw), CELL_BYTES).0.to_owned(),
        }
    }

    /// The members of an object, or the value itself, as facts.
    fn facts(&self, node: NodeId, argument: bool, message: &mut McpMessage) {
        let mut fact = |node| {
            let (name, value) = (self.name(node), self.plain(node, FACT_BYTES));
            message.facts.push(McpFact { name, value, node, argument });
        };
        if self.kind(node) == Kind::Object {
            self.index.children(node).take(FACTS_MOST).for_each(fact);
        } else {
            fact(node);
        }
    }

    fn request(&self, params: NodeId, message: &mut McpMessage) {
        let name = self.word(params, "name");
        let arguments = self.get(params, "arguments");
        if let (Some(name), Some(_)) = (&name, arguments) {
            let what = if message.title == "prompts/get" { "prompt" } else { "tool" };
            message.title = format!("Call of {what} {name}");
        }
        if self.kind(params) != Kind::Object {
            return;
        }
        for child in self.index.children(params).take(FACTS_MOST) {
            if Some(child) == arguments {
                self.facts(child, true, message);
            } else if self.name(child) != "_meta" {
                message.facts.push(McpFact {
                    name: self.name(child),
                    value: self.plain(child, FACT_BYTES),
                    node: child,
                    argument: false,
                });
            }
        }
    }

    fn result(&self, result: NodeId, message: &mut McpMessage) {
        if self.kind(result) != Kind::Object {
            return;
        }
        let is_array = |key: &str| self.get(result, key).filter(|node| self.kind(*node) == Kind::Array);
        if self.get(result, "protocolVersion").is_some() && self.get(result, "capabilities").is_some() {
            "Hello: version and capabilities".clone_into(&mut message.title);
            self.facts(result, false, message);
        }
        for (key, title, columns) in LISTS {
            if let Some(list) = is_array(key) {
                title.clone_into(&mut message.title);
                message.tables.push(self.table(list, title, columns));
            }
        }
        for (key, title) in [("content", "Result"), ("contents", "Contents of a resource"), ("messages", "Prompt")] {
            let Some(list) = is_array(key) else { continue };
            title.clone_into(&mut message.title);
            for item in self.index.children(list).take(TABLE_ROWS) {
                message.contents.push(self.content(item));
            }
        }
        if let Some(structured) = self.get(result, "structuredContent") {
            self.facts(structured, false, message);
        }
        if self.word(result, "isError").as_deref() == Some("true") {
            message.error = true;
            "Tool error".clone_into(&mut message.title);
        }
    }

    fn table(&self, list: NodeId, title: &str, columns: &[&str]) -> McpTable {
        let rows = self.index.children(list).take(TABLE_ROWS).map(|node| McpTableRow {
            node,
            cells: columns.iter().map(|column| self.word(node, column).unwrap_or_default()).collect(),
        });
        McpTable {
            title: title.to_owned(),
            count: self.index.children(list).count() as u32,
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: rows.collect(),
        }
    }

    fn content(&self, item: NodeId) -> McpContent {
        // A message of a prompt holds its content; an embedded resource holds its own.
        let role = self.word(item, "role");
        let item = self.get(item, "content").filter(|node| self.kind(*node) == Kind::Object).unwrap_or(item);
        let kind = self.word(item, "type").unwrap_or_else(|| "resource".to_owned());
        let body = self.get(item, "resource").unwrap_or(item);
        let mut about: Vec<String> = role.into_iter().collect();
        about.extend(["mimeType", "uri", "name"].iter().filter_map(|key| self.word(body, key)));
        for data in ["data", "blob"] {
            if let Some(data) = self.get(body, data) {
                // Four characters of base64 are three bytes.
                let bytes = inner(self.index.raw(self.text, data)).len() / 4 * 3;
                about.push(format!("about {bytes} bytes, not drawn"));
            }
        }
        let text = self.get(body, "text").filter(|node| self.kind(*node) == Kind::String);
        let raw = text.map_or("", |node| inner(self.index.raw(self.text, node)));
        let (cut, whole) = super::text::raw_head(raw, TEXT_BYTES);
        McpContent {
            node: text.unwrap_or(body),
            kind,
            about: about.join(" · "),
            text: plain(cut).into_owned(),
            cut: !whole,
        }
    }
}
