//! The tables: one schema, and the rows of a thread under it.
//!
//! A [`Table`] is a list of [`Column`]s. Each column stands once in this module, together with the function
//! that takes its value from a row, so that names, types, meanings and values cannot drift apart. Rows are
//! handed to a [`RowSink`] cell by cell; no row is ever an object, and bodies go through one reused buffer.

mod cell;
mod comments;
mod counts;
mod diagnostics;
mod links;
mod path;
mod rows;
mod schema;
mod subject;
mod threads;

pub use cell::{Cell, RowSink};
pub use counts::ThreadCounts;
pub use rows::{RowWriter, ThreadRows};
pub use schema::{Column, Kind, Table};
