//! Payloads opened once and read in pieces: the window never holds a long one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::DateTime;
use sha2::{Digest, Sha256};

use super::{
    desk::{Desk, Opened, blocking},
    entries,
    wire::{
        BrokenJson, DecodeStep, Decoding, DocumentInfo, DocumentRef, EntryDetail, FindInDocument, Fold,
        FoundInDocument, NodeKind, NodeText, OpenDocument, ReadLines, ReadNode, ReadTree, TextPage, TextRow, TreePage,
        TreeRow,
    },
};
use crate::{
    entry::PayloadPart,
    error::{Error, ErrorCode, Result},
    hex::hex,
    payload::{Document, Index, Kind, decode, index::Name, mcp, outline, path, text},
    source,
    store::Store,
};

/// Rows per question at most.
const ROWS_MOST: u32 = 500;

/// Bytes of a key and of a value in a row.
const KEY_BYTES: usize = 200;
const VALUE_BYTES: usize = 400;

/// Children are counted up to here for the row of their container.
const CHILDREN_COUNTED: usize = 100_000;

/// Documents kept at most, and their bytes together; the newest stays whatever its size.
const KEPT_MOST: usize = 8;
const KEPT_BYTES: usize = 384 << 20;

/// The claims of a token that are moments (RFC 7519, section 4.1; OpenID Connect Core, section 2).
const MOMENT_CLAIMS: [&str; 5] = ["exp", "iat", "nbf", "auth_time", "updated_at"];

/// The documents that were opened last.
#[derive(Debug, Default)]
pub(super) struct Documents {
    kept: Mutex<Vec<(DocumentRef, Arc<Document>)>>,
    /// The long parts of the entry that was shown last: one of them is likely to be opened next, and reading the record again takes long.
    offered: Mutex<Vec<(DocumentRef, String)>>,
}

impl Desk {
    /// Opens a payload, a raw record or something packed into a string of them.
    pub async fn document_open(&self, request: OpenDocument) -> Result<DocumentInfo> {
        self.with_document(request.document, |document| Ok(info(document))).await
    }

    /// Rows of the tree.
    pub async fn document_tree(&self, request: ReadTree) -> Result<TreePage> {
        let ReadTree { document, fold, only, offset, limit } = request;
        let is_token = document.steps.last().is_some_and(|step| step.how == Decoding::Jwt);
        let page = move |document: &Document| {
            let rows = document.rows(&fold, only.as_ref()).map_err(wrong_path)?;
            let Ok(index) = &document.content().index else { return Ok(TreePage { total: 0, rows: Vec::new() }) };
            let from = (offset as usize).min(rows.len());
            let until = (from + limit.min(ROWS_MOST) as usize).min(rows.len());
            let mut depth = None;
            let page = (from..until).map(|rank| {
                // The row above is often the container: counting its containers again would be slow in deep nesting.
                let known = depth.filter(|_| rank > from && index.parent(rows[rank]) == Some(rows[rank - 1]));
                let now = known.map_or_else(|| index.ancestors(rows[rank]).count() as u32, |above: u32| above + 1);
                depth = Some(now);
                let mut row = tree_row(&document.content().text, index, rows[rank], now, is_token);
                row.closed = outline::is_closed(index, &rows, rank);
                row
            });
            Ok(TreePage { total: rows.len() as u32, rows: page.collect() })
        };
        self.with_document(document, page).await
    }

    /// Rows of the text.
    pub async fn document_lines(&self, request: ReadLines) -> Result<TextPage> {
        let ReadLines { document, offset, limit } = request;
        let page = move |document: &Document| {
            let (lines, text) = (document.lines(), &document.content().text);
            let from = offset.min(lines.len());
            let until = from.saturating_add(limit.min(ROWS_MOST)).min(lines.len());
            let mut line = if from < until { lines.line_of(from) } else { 0 };
            let rows = (from..until).map(|at| {
                let row = lines.row(text, at);
                line += u32::from(row.begins && at > from);
                TextRow { line: row.begins.then_some(line), text: row.text.to_owned() }
            });
            Ok(TextPage { total: lines.len(), rows: rows.collect() })
        };
        self.with_document(document, page).await
    }

    /// One of the places in which something is found, made visible.
    pub async fn document_find(&self, request: FindInDocument) -> Result<FoundInDocument> {
        let FindInDocument { document, search, at, in_text, fold, only } = request;
        let find = move |document: &Document| {
            let nothing = |fold| FoundInDocument { count: 0, at: 0, row: None, node: None, fold };
            if search.text.is_empty() {
                return Ok(nothing(fold));
            }
            if in_text {
                let places = document.places(&search.text);
                let at = at.min((places.len() as u32).saturating_sub(1));
                let Some(place) = places.get(at as usize) else { return Ok(nothing(fold)) };
                let row = Some(document.lines().row_of(*place as usize));
                return Ok(FoundInDocument { count: places.len() as u32, at, row, node: None, fold });
            }
            let found = document.found(&search).map_err(wrong_path)?;
            let at = at.min((found.len() as u32).saturating_sub(1));
            let (Some(&node), Ok(index)) = (found.get(at as usize), &document.content().index) else {
                return Ok(nothing(fold));
            };
            let only = only.then_some(&search);
            let fold = open_to(document, index, node, fold, only)?;
            let rows = document.rows(&fold, only).map_err(wrong_path)?;
            let row = rows.binary_search(&node).ok().map(|row| row as u32);
            Ok(FoundInDocument { count: found.len() as u32, at, row, node: Some(node), fold })
        };
        self.with_document(document, find).await
    }

    /// One value with its path.
    pub async fn document_node(&self, request: ReadNode) -> Result<NodeText> {
        let node = request.node;
        let read = move |document: &Document| {
            let (text, index) = json_of(document, node)?;
            let json = index.raw(text, node);
            let value = match index.kind(text, node) {
                Kind::String => text::plain(text::inner(json)).into_owned(),
                _ => json.to_owned(),
            };
            Ok(NodeText { path: path::of(text, index, node), json: json.to_owned(), value })
        };
        self.with_document(request.document, read).await
    }

    async fn with_document<T: Send + 'static>(
        &self,
        which: DocumentRef,
        read: impl FnOnce(&Document) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let opened = self.opened().await?;
        opened.check_revealed(&which.entry).await?;
        let Opened { store, documents, .. } = opened;
        blocking(move || read(&*documents.get(&store, &which)?)).await
    }
}

impl Documents {
    /// Keeps the long parts of an entry that is being shown, in place of those of the one before.
    pub(super) fn offer(&self, entry: &EntryDetail, parts: impl Iterator<Item = PayloadPart>) {
        let (key, sha256) = (&entry.row.key, &entry.sha256);
        let named = |part: PayloadPart| {
            let which =
                DocumentRef { entry: key.clone(), sha256: sha256.clone(), part: Some(part.name), steps: Vec::new() };
            (which, part.json)
        };
        *lock(&self.offered) = parts.map(named).collect();
    }

    fn taken(&self, which: &DocumentRef) -> Option<String> {
        let mut offered = lock(&self.offered);
        let at = offered.iter().position(|(other, _)| other == which)?;
        Some(offered.swap_remove(at).1)
    }

    pub(super) fn get(&self, store: &Store, which: &DocumentRef) -> Result<Arc<Document>> {
        if let Some(known) = self.known(which) {
            return Ok(known);
        }
        let document = Arc::new(match which.steps.split_last() {
            None => Document::new(self.taken(which).map_or_else(|| read_part(store, which), Ok)?),
            Some((step, before)) => {
                let outer = DocumentRef { steps: before.to_vec(), ..which.clone() };
                unpack(&*self.get(store, &outer)?, *step)?
            }
        });
        let mut kept = lock(&self.kept);
        kept.push((which.clone(), Arc::clone(&document)));
        while kept.len() > 1
            && (kept.len() > KEPT_MOST || kept.iter().map(|(_, document)| document.bytes()).sum::<usize>() > KEPT_BYTES)
        {
            kept.remove(0);
        }
        Ok(document)
    }

    fn known(&self, which: &DocumentRef) -> Option<Arc<Document>> {
        let mut kept = lock(&self.kept);
        let at = kept.iter().position(|(other, _)| other == which)?;
        let known = kept.remove(at);
        let document = Arc::clone(&known.1);
        kept.push(known);
        Some(document)
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A part of an entry, if it is still the one that was shown.
fn read_part(store: &Store, which: &DocumentRef) -> Result<String> {
    let (record, _) = entries::record(store, &which.entry)?;
    if hex(&Sha256::digest(&record.raw)) != which.sha256 {
        let message = format!("Entry {} changed since it was opened. Open it again.", which.entry);
        return Err(Error::new(ErrorCode::NotFound, message));
    }
    let Some(name) = which.part else {
        return Ok(match String::from_utf8_lossy(&record.raw) {
            std::borrow::Cow::Borrowed(_) => String::from_utf8(record.raw).unwrap_or_default(),
            std::borrow::Cow::Owned(text) => text,
        });
    };
    let parts = entries::payload(&*source::dialects(), &record);
    let part = parts.into_iter().find(|part| part.name == name);
    part.map(|part| part.json)
        .ok_or_else(|| Error::new(ErrorCode::NotFound, format!("Entry {} has no such part.", which.entry)))
}

fn unpack(outer: &Document, step: DecodeStep) -> Result<Document> {
    let undone = |why: String| Error::new(ErrorCode::WrongUse, why);
    let decoded = match step.node {
        None => decode::decode(outer.content().text.trim(), step.how),
        Some(node) => {
            let (text, index) = json_of(outer, node)?;
            decode::decode(&text::plain(text::inner(index.raw(text, node))), step.how)
        }
    };
    decoded.map(Document::of).map_err(undone)
}

/// Text and index of a document that has this node.
fn json_of(document: &Document, node: u32) -> Result<(&str, &Index)> {
    let content = document.content();
    match &content.index {
        Ok(index) if index.has(node) => Ok((&content.text, index)),
        _ => Err(Error::new(ErrorCode::NotFound, "The document has no such value.")),
    }
}

/// Opens whatever hides a node.
fn open_to(
    document: &Document,
    index: &Index,
    node: u32,
    mut fold: Fold,
    only: Option<&super::wire::PayloadSearch>,
) -> Result<Fold> {
    loop {
        let rows = document.rows(&fold, only).map_err(wrong_path)?;
        let Err(above) = rows.binary_search(&node) else { return Ok(fold) };
        // The last row before the place where it would stand hides it.
        let Some(hides) = above.checked_sub(1).map(|rank| rows[rank]).filter(|hides| index.after(*hides) > node) else {
            return Ok(fold);
        };
        // All that stand between are opened at once, or deep nesting would be walked level by level.
        let mut between: Vec<u32> = index.ancestors(node).take_while(|above| *above > hides).collect();
        between.push(hides);
        for container in between {
            let depth = index.ancestors(container).take(fold.level.unwrap_or(0) as usize).count() as u32;
            let by_level = fold.level.is_some_and(|level| depth >= level);
            match fold.toggled.iter().position(|other| *other == container) {
                Some(at) if !by_level => drop(fold.toggled.swap_remove(at)),
                None if by_level => fold.toggled.push(container),
                _ => {}
            }
        }
        if document.rows(&fold, only).map_err(wrong_path)?.binary_search(&node).is_err() {
            return Ok(fold);
        }
    }
}

fn wrong_path(wrong: path::Wrong) -> Error {
    Error::new(ErrorCode::WrongUse, format!("This is no path: {wrong}."))
}

fn info(document: &Document) -> DocumentInfo {
    let (content, lines) = (document.content(), document.lines());
    let index = content.index.as_ref();
    let broken = content.index.as_ref().err().map(|broken| {
        let row = lines.row_of(broken.at);
        BrokenJson { why: broken.why.to_owned(), at: broken.at as u64, line: lines.line_of(row), row }
    });
    DocumentInfo {
        bytes: content.text.len() as u64,
        nodes: index.map_or(0, Index::len),
        depth: index.map_or(0, Index::depth),
        lines: lines.len(),
        broken,
        what: content.what.clone(),
        message: index.ok().and_then(|index| mcp::read(&content.text, index)),
    }
}

fn tree_row(whole: &str, index: &Index, node: u32, depth: u32, is_token: bool) -> TreeRow {
    let raw = index.raw(whole, node);
    let kind = index.kind(whole, node);
    let (key, place) = match index.name(whole, node) {
        Name::Root => (None, None),
        Name::Place(place) => (None, Some(place)),
        Name::Key(key) => {
            let (cut, is_whole) = text::raw_head(key, KEY_BYTES);
            (Some(format!("{}{}", text::plain(cut), if is_whole { "" } else { "…" })), None)
        }
    };
    let (text, cut, encoded) = match kind {
        Kind::Object | Kind::Array => (String::new(), false, None),
        Kind::String => {
            let inner = text::inner(raw);
            let (cut, is_whole) = text::raw_head(inner, VALUE_BYTES);
            (text::plain(cut).into_owned(), !is_whole, sniffed(inner))
        }
        _ => {
            let (cut, is_whole) = text::head(raw, VALUE_BYTES);
            (cut.to_owned(), !is_whole, None)
        }
    };
    let moment = (is_token && key.as_deref().is_some_and(|key| MOMENT_CLAIMS.contains(&key)))
        .then(|| text.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
        .flatten()
        .map(|moment| moment.format("%Y-%m-%d %H:%M:%S UTC").to_string());
    TreeRow {
        node,
        depth,
        key,
        place,
        kind: node_kind(kind),
        text,
        cut,
        bytes: raw.len() as u64,
        children: index.children(node).take(CHILDREN_COUNTED).count() as u32,
        closed: false,
        encoded,
        moment,
    }
}

/// How a string seems to be encoded. Of a long one with escapes only the beginning is read: it is looked at again when it is opened.
fn sniffed(inner: &str) -> Option<Decoding> {
    /// Unescaping a longer string for a row that is scrolled past would be felt.
    const UNESCAPED_MOST: usize = 64 * 1024;
    if inner.len() <= UNESCAPED_MOST {
        return decode::sniff(&text::plain(inner));
    }
    if !inner.starts_with(['{', '[']) {
        return decode::sniff(inner);
    }
    inner.ends_with(['}', ']']).then_some(Decoding::Json)
}

fn node_kind(kind: Kind) -> NodeKind {
    match kind {
        Kind::Object => NodeKind::Object,
        Kind::Array => NodeKind::Array,
        Kind::String => NodeKind::String,
        Kind::Number => NodeKind::Number,
        Kind::Boolean => NodeKind::Boolean,
        Kind::Null => NodeKind::Null,
    }
}
