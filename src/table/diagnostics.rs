//! The columns of `diagnostics`.

use crate::diagnostic::Diagnostic;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `diagnostics` is made from.
pub(crate) struct DiagnosticRow<'a> {
    pub(crate) document: &'a str,
    pub(crate) diagnostic: &'a Diagnostic,
}

type Value = for<'a> fn(&DiagnosticRow<'a>) -> Cell<'a>;

const fn text(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::text(name, meaning), value)
}

const fn place(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, "", "from 1", meaning), value)
}

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    text("document", "the document's name", |row| row.document.into()),
    place("line", "the line; empty where it is about the whole document", |row| known(row.diagnostic.line)),
    place("column", "the column in characters; empty where it is about the whole line", |row| {
        known(row.diagnostic.column)
    }),
    field(Column::text("severity", "how much it matters").one_of("note, warning, error"), |row| {
        row.diagnostic.severity.as_str().into()
    }),
    text("code", "the name of the rule that was applied or broken", |row| row.diagnostic.code.into()),
    text("message", "what was expected and what was found", |row| row.diagnostic.message.as_ref().into()),
    text("help", "what to do about it, or what was done", |row| row.diagnostic.help.as_ref().into()),
];

/// A line or column; 0 stands for none.
fn known<'a>(number: u32) -> Cell<'a> {
    (number > 0).then_some(number).into()
}
