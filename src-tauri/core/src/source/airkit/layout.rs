//! How a record holds its columns; the dialect's name says it.

use csv::StringRecord;

use super::{
    column::{self, Column},
    event,
    fields::Fields,
};
use crate::source::{
    Unreadable,
    objects::{
        moment,
        table::{Row, Table},
    },
};

/// A form of records. The name is stored with every record and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A JSON object.
    Json,
    /// A header and a row.
    Headed,
    /// A row whose cells have the order of the documentation.
    Seed,
    /// A row whose cells have the order of release 17.14.
    R1714,
}

impl Layout {
    const ALL: [Self; 4] = [Self::Json, Self::Headed, Self::Seed, Self::R1714];

    /// The stored name.
    pub(super) fn dialect(self) -> &'static str {
        match self {
            Self::Json => "airkit-json",
            Self::Headed => "airkit-csv",
            Self::Seed => "airkit-csv-seed",
            Self::R1714 => "airkit-csv-1714",
        }
    }

    /// The form with this name.
    pub(super) fn of(dialect: &str) -> Result<Self, Unreadable> {
        let known = Self::ALL.into_iter().find(|layout| layout.dialect() == dialect);
        known.ok_or_else(|| Unreadable(format!("no reader for the dialect {dialect}")))
    }

    /// Whether the columns were told by their place.
    pub(super) fn is_guessed(self) -> bool {
        matches!(self, Self::Seed | Self::R1714)
    }

    /// The fields of one record.
    pub(super) fn fields(self, raw: &[u8]) -> Result<Fields<'_>, Unreadable> {
        match self {
            Self::Json => Fields::of_json(raw),
            Self::Headed => {
                let mut rows = rows(&Table::new(raw))?.into_iter();
                match (rows.next(), rows.next(), rows.next()) {
                    (Some(header), Some(row), None) => Fields::of_row(&names(&header), &row),
                    _ => Err(Unreadable("it is not a header and a row".into())),
                }
            }
            Self::Seed | Self::R1714 => {
                let (layout, row) = headless(raw)?;
                if layout != self {
                    return Err(Unreadable("its columns have another order".into()));
                }
                Fields::of_row(&layout.order(), &row)
            }
        }
    }

    /// The columns of a row without a header.
    pub(super) fn order(self) -> Vec<Name> {
        let order = if self == Self::R1714 { column::R1714 } else { column::SEED };
        order.into_iter().map(Name::Known).collect()
    }
}

/// What a header names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A documented column.
    Known(Column),
    /// Another one.
    Other(String),
}

/// What the cells of a header name.
pub(super) fn names(header: &StringRecord) -> Vec<Name> {
    header
        .iter()
        .map(|name| Column::of(name).map_or_else(|| Name::Other(name.trim().to_owned()), Name::Known))
        .collect()
}

/// Whether a row is a header: it names the organization or the event.
pub(super) fn is_header(row: &StringRecord) -> bool {
    row.iter().any(|name| matches!(Column::of(name), Some(Column::OrganizationId | Column::EventId)))
}

/// The order of a row without a header. Both known orders have 29 cells and the time in the sixth; the type of the event stands last in the one and seventh
/// in the other. Every row tells it for itself, so that it can be read without its file.
pub(super) fn headless(raw: &[u8]) -> Result<(Layout, StringRecord), Unreadable> {
    for delimiter in *b",\t|" {
        let mut cells = rows(&Table::with(raw, delimiter))?;
        if cells.len() == 1
            && let Some(row) = cells.pop().filter(|row| row.len() == column::SEED.len())
            && row.get(5).is_some_and(|time| moment(time, chrono_tz::Tz::UTC).is_some())
        {
            let type_at = |place: usize| row.get(place).is_some_and(|text| event::is_like_type(text.trim()));
            return match (type_at(28), type_at(6)) {
                (false, true) => Ok((Layout::R1714, row)),
                (true, _) => Ok((Layout::Seed, row)),
                (false, false) => {
                    Err(Unreadable("the row has no header, and no type of event where one would be".into()))
                }
            };
        }
    }
    Err(Unreadable("the row has no header, and not 29 cells with a time in the sixth".into()))
}

fn rows(table: &Table<'_>) -> Result<Vec<StringRecord>, Unreadable> {
    let (mut rows, mut broken) = (Vec::new(), None);
    table.rows(&mut |row| {
        match row {
            Row::Cells { cells, .. } => rows.push(cells.clone()),
            Row::Broken { reason, .. } => broken = Some(reason),
        }
        // A record is a header and a row at most; a third row says that it is none.
        if rows.len() > 2 || broken.is_some() {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    });
    broken.map_or(Ok(rows), |reason| Err(Unreadable(reason)))
}
