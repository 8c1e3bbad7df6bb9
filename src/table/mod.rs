//! The tables: one schema, and the rows of a thread under it.
//!
//! A [`Table`] is a list of [`Column`]s. Each column stands once in this module, together with the function
//! that takes its value from a row, so that names, types, meanings and values cannot drift apart. Rows are
//! handed to a [`RowSink`] cell by cell; no row is ever an object, and bodies go through one reused buffer.

mod authors;
mod cell;
mod changes;
mod comments;
mod corpus_rows;
mod counts;
mod degrees;
mod diagnostics;
mod edges;
mod held_rows;
mod levels;
mod links;
mod measure_columns;
mod model;
mod network;
mod path;
mod quintiles;
mod rows;
mod schema;
mod scores;
mod stances;
mod subject;
#[cfg(test)]
mod tests;
mod thread_rows;
mod threads;
mod timeline;

pub use cell::{Cell, RowSink};
pub use changes::ChangeRow;
pub use corpus_rows::write_corpus;
pub use counts::ThreadCounts;
pub(crate) use links::addresses;
pub use rows::{RowWriter, ThreadRows};
pub use schema::{Column, ColumnSet, Columns, Kind, Table};
pub use thread_rows::HeldThreads;
