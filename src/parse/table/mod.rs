//! Tables of comments read back: those that this program wrote, and those of others.
//!
//! `columns` finds the columns that are read, `index` where the rows of each thread stand; `records` gives them out
//! again, whatever the table's form; `cells` reads what they hold, and `assemble`
//! says it to the thread's builder. Only the index of a table is held, and the threads that are being worked on.

mod assemble;
mod cells;
mod columns;
mod index;
mod objects;
mod parents;
mod records;

pub use columns::ColumnMap;
pub use index::CommentTable;

use crate::input::TextForm;
use columns::Layout;

/// How tables of comments are read.
#[derive(Clone, Debug, Default)]
pub struct TableOptions {
    /// Which of the table's columns stands for which of ours, where the names differ.
    pub map: ColumnMap,
    /// The names under which nobody in particular writes.
    pub anonymous_names: Vec<String>,
    /// Whether the text is lists of parents, one thread a line.
    pub parents: bool,
}

/// What a table is not read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// What was expected, and what found.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Tells whether a text, of which only the beginning need be there, is a table with the columns that are needed.
#[must_use]
pub fn has_comments(head: &str, form: TextForm, options: &TableOptions) -> bool {
    match form {
        TextForm::Page | TextForm::Html => false,
        TextForm::Parents => true,
        TextForm::Delimited | TextForm::JsonLines => Layout::find(&header_names(head, form), &options.map).is_ok(),
    }
}

/// The names of a table's columns, as the beginning of its text has them; none where the text is no table.
#[must_use]
pub fn header_names(head: &str, form: TextForm) -> Vec<String> {
    match form {
        TextForm::Page | TextForm::Html | TextForm::Parents => Vec::new(),
        TextForm::Delimited => records::read_header(head).1.unwrap_or_default(),
        TextForm::JsonLines => objects::names_in(head),
    }
}
