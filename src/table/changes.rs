//! The columns of `changes`: what is different between two saves of one thread.

use std::io;

use crate::model::Certainty;
use crate::table::cell::{Cell, RowSink};
use crate::table::schema::{Column, Field, field};

/// What a row of `changes` is made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangeRow<'a> {
    /// The kind of change.
    pub change: &'a str,
    /// The comment's number in the old save.
    pub comment_old: Option<u32>,
    /// The comment's number in the new save.
    pub comment_new: Option<u32>,
    /// The site's own number for it.
    pub site_id: Option<u64>,
    /// Who wrote it.
    pub author: Option<&'a str>,
    /// The column that changed; empty where the comment is new or gone.
    pub field: &'a str,
    /// Its value in the old save.
    pub old: &'a str,
    /// Its value in the new save.
    pub new: &'a str,
    /// What says that it is the same comment.
    pub matched_by: &'a str,
    /// How sure that is.
    pub certainty: Option<Certainty>,
}

impl ChangeRow<'_> {
    /// The table's name.
    pub const TABLE: &'static str = "changes";
    /// What one row of the table is.
    pub const MEANING: &'static str = "one row a change from an old save of a thread to a new one; written by `diff`";

    /// The columns, in order.
    pub fn columns() -> impl Iterator<Item = &'static Column> {
        FIELDS.iter().map(|field| &field.column)
    }

    /// Writes the header: the names of the columns.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    pub fn write_header<S: RowSink + ?Sized>(sink: &mut S) -> io::Result<()> {
        Self::columns().try_for_each(|column| sink.cell(Cell::Text(column.name)))?;
        sink.end_row()
    }

    /// Writes the row.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    pub fn write<S: RowSink + ?Sized>(&self, sink: &mut S) -> io::Result<()> {
        FIELDS.iter().try_for_each(|field| sink.cell((field.value)(self)))?;
        sink.end_row()
    }
}

type Value = for<'a> fn(&ChangeRow<'a>) -> Cell<'a>;

/// A number of a comment in one of the saves.
const fn number(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, "", "from 1", meaning), value)
}

/// The columns, in the order that is part of the contract.
static FIELDS: &[Field<Value>] = &[
    field(
        Column::text("change", "the kind of change")
            .one_of("new, gone, rescored, relabelled, reparented, edited, form"),
        |row| row.change.into(),
    ),
    number("comment_old", "the comment's number in the old save; empty where it is new", |row| row.comment_old.into()),
    number("comment_new", "the comment's number in the new save; empty where it is gone", |row| row.comment_new.into()),
    field(Column::id("site_id", "the site's own number for the comment"), |row| row.site_id.into()),
    field(Column::text("author", "the nickname as printed; empty where it is lost in both saves"), |row| {
        row.author.into()
    }),
    field(
        Column::text("field", "what changed; empty where the comment is new or gone")
            .one_of("score, moderation, parent, body, form"),
        |row| row.field.into(),
    ),
    field(
        Column::text("old", "its value in the old save; a parent is a number of the old save, or `story`").prose(),
        |row| row.old.into(),
    ),
    field(
        Column::text("new", "its value in the new save; a parent is a number of the new save, or `story`").prose(),
        |row| row.new.into(),
    ),
    field(
        Column::text("matched_by", "what says that both saves hold the comment; empty where one does not")
            .one_of("id, header, words"),
        |row| row.matched_by.into(),
    ),
    field(
        Column::decimal("certainty", "0 to 1", "how sure that is; empty where only one save holds the comment"),
        |row| row.certainty.into(),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    struct Checked(Vec<&'static Column>);

    impl RowSink for Checked {
        fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
            let column = self.0.remove(0);
            assert!(column.kind.admits(cell), "{}: {cell:?}", column.name);
            Ok(())
        }

        fn end_row(&mut self) -> io::Result<()> {
            assert!(self.0.is_empty());
            Ok(())
        }
    }

    #[test]
    fn a_row_keeps_the_schema() {
        let row = ChangeRow { change: "new", comment_new: Some(3), author: Some("mole"), ..ChangeRow::default() };
        row.write(&mut Checked(ChangeRow::columns().collect())).unwrap();
        assert!(ChangeRow::columns().all(|column| !column.meaning.ends_with('.')));
    }
}
