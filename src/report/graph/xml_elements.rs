//! Elements of XML, and values as their text.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use crate::report::csv::{push_decimal, time_text};
use crate::report::xml::with_characters;
use crate::table::{Cell, Kind};

/// What stands at the beginning of a document.
pub(crate) fn declare(out: &mut Vec<u8>) -> io::Result<()> {
    write(out, Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    out.push(b'\n');
    Ok(())
}

/// An element around what `inner` writes.
pub(crate) fn element(
    out: &mut Vec<u8>,
    name: &str,
    attributes: &[(&str, &str)],
    inner: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    write(out, Event::Start(start(name, attributes)))?;
    inner(out)?;
    write(out, Event::End(BytesEnd::new(name)))
}

/// An element with nothing in it.
pub(crate) fn empty(out: &mut Vec<u8>, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    write(out, Event::Empty(start(name, attributes)))
}

/// The beginning of an element.
pub(crate) fn open(out: &mut Vec<u8>, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
    write(out, Event::Start(start(name, attributes)))
}

/// The end of an element, and of its line.
pub(crate) fn close(out: &mut Vec<u8>, name: &str) -> io::Result<()> {
    write(out, Event::End(BytesEnd::new(name)))?;
    out.push(b'\n');
    Ok(())
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, with_characters(value).as_ref()));
    }
    start
}

fn write(out: &mut Vec<u8>, event: Event<'_>) -> io::Result<()> {
    Writer::new(out).write_event(event)
}

/// What a type of column is called, in GraphML and in GEXF alike. Numbers that name something may have more digits than
/// a `long`, and a moment has no type of its own.
pub(crate) fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Id | Kind::Time => "string",
        Kind::Integer => "long",
        Kind::Decimal => "double",
        Kind::Boolean => "boolean",
    }
}

/// A value as text.
pub(crate) fn value(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Natural(number) => Cow::Owned(number.to_string()),
        Cell::Integer(number) => Cow::Owned(number.to_string()),
        Cell::Hundredths(number) => Cow::Owned(decimal(f64::from(number) / 100.0)),
        Cell::Decimal(number) => Cow::Owned(decimal(number)),
        Cell::Boolean(truth) => Cow::Borrowed(if truth { "true" } else { "false" }),
        Cell::Time(time) => Cow::Owned(time_text(time)),
    }
}

fn decimal(number: f64) -> String {
    let mut text = String::new();
    push_decimal(&mut text, number);
    text
}
