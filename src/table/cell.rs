//! What one cell holds, and what takes cells.

use std::io;

use chrono::NaiveDateTime;

use crate::model::Certainty;

/// The value of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// The value is not known, or there is none.
    Empty,
    /// Text; an empty text is written like [`Cell::Empty`].
    Text(&'a str),
    /// A whole number from 0.
    Natural(u64),
    /// A whole number that can be negative.
    Integer(i64),
    /// A number in hundredths: 97 is written `0.97`.
    Hundredths(u8),
    /// A number with a fraction; one that is not finite is written like [`Cell::Empty`].
    Decimal(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A moment in the site's own time, without a zone.
    Time(NaiveDateTime),
}

impl<'a> Cell<'a> {
    /// The value, if it borrows nothing; else its text.
    pub(crate) fn without_text(self) -> Result<Cell<'static>, &'a str> {
        match self {
            Self::Empty => Ok(Cell::Empty),
            Self::Text(text) => Err(text),
            Self::Natural(number) => Ok(Cell::Natural(number)),
            Self::Integer(number) => Ok(Cell::Integer(number)),
            Self::Hundredths(number) => Ok(Cell::Hundredths(number)),
            Self::Decimal(number) => Ok(Cell::Decimal(number)),
            Self::Boolean(truth) => Ok(Cell::Boolean(truth)),
            Self::Time(time) => Ok(Cell::Time(time)),
        }
    }
}

/// Takes the rows of a table, cell by cell.
pub trait RowSink {
    /// Takes the next cell of the row.
    ///
    /// # Errors
    ///
    /// The error of what the cells are written to.
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()>;

    /// Ends the row.
    ///
    /// # Errors
    ///
    /// The error of what the cells are written to.
    fn end_row(&mut self) -> io::Result<()>;
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Natural(number.into())
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self::Natural(number)
    }
}

impl From<i32> for Cell<'_> {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Decimal(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(truth: bool) -> Self {
        Self::Boolean(truth)
    }
}

impl From<Certainty> for Cell<'_> {
    fn from(certainty: Certainty) -> Self {
        Self::Hundredths(certainty.hundredths())
    }
}

impl From<NaiveDateTime> for Cell<'_> {
    fn from(time: NaiveDateTime) -> Self {
        Self::Time(time)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_empty_and_never_zero() {
        assert_eq!(Cell::from(None::<u32>), Cell::Empty);
        assert_eq!(Cell::from(Some(0_u32)), Cell::Natural(0));
        assert_eq!(Cell::from(Some(-1_i32)), Cell::Integer(-1));
    }
}
