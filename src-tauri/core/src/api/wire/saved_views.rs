//! Saved views: a filter, columns and an order under a name, every version kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{GridColumn, Micros, Sort};

/// What a saved view shows. The range of time is part of the filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ViewDefinition {
    /// The filter's canonical text.
    pub filter: String,
    /// The order.
    pub sort: Sort,
    /// The grid's columns with their widths; empty: those of the settings.
    pub columns: Vec<GridColumn>,
}

/// One version of a saved view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedView {
    /// The view.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The version: 1, 2, 3, ….
    pub version: u32,
    /// What it shows.
    pub definition: ViewDefinition,
    /// The SHA-256 of the definition's canonical JSON, hex.
    pub sha256: String,
    /// When it was saved.
    pub saved_at: Micros,
    /// By whom.
    pub saved_by: String,
}

/// Saves a view under a new name, or a new version of one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SaveView {
    /// The view of which this is a new version; `None`: a new one.
    pub id: Option<u32>,
    /// Its name.
    pub name: String,
    /// What it shows.
    pub definition: ViewDefinition,
}

/// Names a saved view, and a version of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SavedViewRef {
    /// The view.
    pub id: u32,
    /// The version; `None`: the newest.
    pub version: Option<u32>,
}

/// The saved view that a filter comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ViewUse {
    /// The view.
    pub id: u32,
    /// Its name when it was chosen.
    pub name: String,
    /// The version.
    pub version: u32,
    /// The hash of its definition.
    pub sha256: String,
}

/// Reads a view out of a file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReadViewFile {
    /// The content of the file.
    pub text: String,
}
