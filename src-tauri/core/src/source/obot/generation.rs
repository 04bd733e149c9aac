//! Which of the three JSON shapes a server speaks, told by what it sends, never by its version text.

use serde::Deserialize;
use serde::de::IgnoredAny;
use tokio_util::sync::CancellationToken;

use super::{
    client::Api,
    dialect::Dialect,
    fault::Fault,
    page::{ListQuery, Order},
};

/// A generation of the audit log's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Generation {
    /// v0.8.0 to v0.15.0: flat, payload in the list, no details.
    A,
    /// v0.15.1 to v0.23.4: flat, payload in the details.
    B,
    /// v0.24.0 and later: nested events, local agents in the same list.
    C,
}

impl Generation {
    /// How its list items are read.
    pub(super) fn item(self) -> Dialect {
        match self {
            Self::A => Dialect::AItem,
            Self::B => Dialect::BItem,
            Self::C => Dialect::CItem,
        }
    }

    /// How its details are read; generation A has none.
    pub(super) fn detail(self) -> Option<Dialect> {
        match self {
            Self::A => None,
            Self::B => Some(Dialect::BDetail),
            Self::C => Some(Dialect::CDetail),
        }
    }

    /// The releases, for the connection test.
    pub(super) fn releases(self) -> &'static str {
        match self {
            Self::A => "v0.8 to v0.15.0",
            Self::B => "v0.15.1 to v0.23",
            Self::C => "v0.24 and later",
        }
    }
}

/// The shape of one list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Generations A and B.
    Flat,
    /// Generation C.
    Event,
}

/// The shape of an item, where it has one.
pub(super) fn shape(item: &[u8]) -> Option<Shape> {
    #[derive(Deserialize)]
    struct Signs {
        timestamp: Option<IgnoredAny>,
        #[serde(rename = "createdAt")]
        created_at: Option<IgnoredAny>,
    }
    let signs: Signs = serde_json::from_slice(item).ok()?;
    match (signs.timestamp, signs.created_at) {
        (Some(_), _) => Some(Shape::Event),
        (None, Some(_)) => Some(Shape::Flat),
        (None, None) => None,
    }
}

/// Whether an item of this shape belongs to the generation.
pub(super) fn fits(generation: Generation, shape: Shape) -> bool {
    (generation == Generation::C) == (shape == Shape::Event)
}

/// Finds the generation by asking: the shape of an item first, then whether there are details.
pub(super) async fn detect(api: &Api, cancel: &CancellationToken) -> Result<Generation, Fault> {
    // Every generation takes these parameters; the order is left to its default, the newest first.
    let query = ListQuery { limit: 1, order: Order::Newest, ..ListQuery::default() };
    let newest = match api.list(Generation::C, &query, cancel).await {
        Ok(page) => page.items().next().and_then(shape),
        Err(Fault::BadRequest(_)) => None,
        Err(fault) => return Err(fault),
    };
    match newest {
        Some(Shape::Event) => Ok(Generation::C),
        Some(Shape::Flat) => flat(api, cancel).await,
        // An empty log. Only generation C refuses an order that does not exist.
        None => {
            let query = ListQuery { filters: vec![("sort_order", "sideways".into())], ..query };
            match api.list_as_is(&query, cancel).await {
                Err(Fault::BadRequest(_)) => Ok(Generation::C),
                Err(fault) => Err(fault),
                Ok(_) => flat(api, cancel).await,
            }
        }
    }
}

/// Generation A has no route for details.
async fn flat(api: &Api, cancel: &CancellationToken) -> Result<Generation, Fault> {
    match api.detail("0", cancel).await {
        // Some deployments answer unknown routes with the page of the web application.
        Err(Fault::NotFound | Fault::Broken { .. }) => Ok(Generation::A),
        Err(fault @ (Fault::Stop(_) | Fault::Server(_))) => Err(fault),
        Ok(_) | Err(_) => Ok(Generation::B),
    }
}
