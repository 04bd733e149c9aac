//! Integers as narrow as a segment needs.

/// A column of optional integers. A cell is 0 where there is no value, else `value - base + 1`, so that a segment whose values lie close together
/// takes one byte a row however great they are, and a segment with one value only takes none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub base: u64,
    pub cells: Cells,
}

/// The cells of a [`Packed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cells {
    /// Every row has this cell: 0 or 1.
    Same(u8),
    Bytes(Box<[u8]>),
    Shorts(Box<[u16]>),
    Words(Box<[u32]>),
    Longs(Box<[u64]>),
}

/// The greatest value a [`Packed`] can hold; greater ones are clamped. As a duration in microseconds it is half a million years.
pub(crate) const GREATEST: u64 = u64::MAX - 1;

impl Packed {
    /// Packs values; the iterator is run twice.
    pub fn pack(values: impl Iterator<Item = Option<u64>> + Clone) -> Self {
        let (mut least, mut greatest, mut absent) = (u64::MAX, 0, false);
        for value in values.clone() {
            match value {
                Some(value) => {
                    let value = value.min(GREATEST);
                    least = least.min(value);
                    greatest = greatest.max(value);
                }
                None => absent = true,
            }
        }
        if least > greatest {
            return Self { base: 0, cells: Cells::Same(0) };
        }
        if least == greatest && !absent {
            return Self { base: least, cells: Cells::Same(1) };
        }
        let cell = |value: Option<u64>| value.map_or(0, |value| value.min(GREATEST) - least + 1);
        let cells = match greatest - least + 1 {
            0..=0xff => Cells::Bytes(values.map(|value| cell(value) as u8).collect()),
            0x100..=0xffff => Cells::Shorts(values.map(|value| cell(value) as u16).collect()),
            0x1_0000..=0xffff_ffff => Cells::Words(values.map(|value| cell(value) as u32).collect()),
            _ => Cells::Longs(values.map(cell).collect()),
        };
        Self { base: least, cells }
    }

    /// The cell of a row.
    pub fn cell(&self, row: usize) -> u64 {
        match &self.cells {
            Cells::Same(cell) => u64::from(*cell),
            Cells::Bytes(cells) => u64::from(cells[row]),
            Cells::Shorts(cells) => u64::from(cells[row]),
            Cells::Words(cells) => u64::from(cells[row]),
            Cells::Longs(cells) => cells[row],
        }
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> Option<u64> {
        self.value(self.cell(row))
    }

    /// The value behind a cell.
    pub fn value(&self, cell: u64) -> Option<u64> {
        (cell != 0).then(|| self.base + (cell - 1))
    }

    /// The greatest cell of all rows.
    pub fn greatest_cell(&self) -> u64 {
        match &self.cells {
            Cells::Same(cell) => u64::from(*cell),
            Cells::Bytes(cells) => cells.iter().copied().max().unwrap_or(0).into(),
            Cells::Shorts(cells) => cells.iter().copied().max().unwrap_or(0).into(),
            Cells::Words(cells) => cells.iter().copied().max().unwrap_or(0).into(),
            Cells::Longs(cells) => cells.iter().copied().max().unwrap_or(0),
        }
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        match &self.cells {
            Cells::Same(_) => 0,
            Cells::Bytes(cells) => cells.len(),
            Cells::Shorts(cells) => cells.len() * 2,
            Cells::Words(cells) => cells.len() * 4,
            Cells::Longs(cells) => cells.len() * 8,
        }
    }
}

/// Runs the same code on the cells of any width: `$cells` is a slice in the arms, `$same` runs where all are the same.
macro_rules! each_width {
    ($packed:expr, $cells:ident => $body:expr, $one:ident => $same:expr) => {
        match &$packed.cells {
            $crate::store::columns::codes::Cells::Same($one) => $same,
            $crate::store::columns::codes::Cells::Bytes($cells) => $body,
            $crate::store::columns::codes::Cells::Shorts($cells) => $body,
            $crate::store::columns::codes::Cells::Words($cells) => $body,
            $crate::store::columns::codes::Cells::Longs($cells) => $body,
        }
    };
}
pub(crate) use each_width;
