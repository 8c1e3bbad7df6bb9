//! GraphML: nodes and edges with typed data.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};

use crate::report::graph::drawing::{Attribute, Drawing, Edge, Node, Shape, WEIGHT};
use crate::report::graph::xml_elements::{self, close, element, empty, open};
use crate::report::xml::with_characters;
use crate::table::{Cell, Kind};

/// Writes GraphML.
pub(crate) struct GraphMl;

/// How such a file says that it is one of ours.
pub(crate) const MARK: &str = concat!("<!-- made by ", env!("CARGO_PKG_NAME"), " -->");

impl Drawing for GraphMl {
    fn begin(&self, out: &mut Vec<u8>, shape: &Shape) -> io::Result<()> {
        xml_elements::declare(out)?;
        writeln!(out, "{MARK}")?;
        open(out, "graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")])?;
        out.push(b'\n');
        keys(out, "node", 'n', &shape.nodes)?;
        keys(out, "edge", 'e', &shape.edges)?;
        if shape.of.is_weighted() {
            key(out, WEIGHT, "edge", WEIGHT, Kind::Integer)?;
        }
        open(out, "graph", &[("id", shape.of.name()), ("edgedefault", "directed")])?;
        out.write_all(b"\n")
    }

    fn node(&self, out: &mut Vec<u8>, node: &Node<'_>) -> io::Result<()> {
        element(out, "node", &[("id", node.id)], |out| data(out, 'n', node.values))?;
        out.write_all(b"\n")
    }

    fn end_nodes(&self, _out: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn edge(&self, out: &mut Vec<u8>, edge: &Edge<'_>) -> io::Result<()> {
        element(out, "edge", &[("source", edge.source), ("target", edge.target)], |out| {
            data(out, 'e', edge.values)?;
            edge.weight.map_or(Ok(()), |weight| datum(out, WEIGHT, &weight.to_string()))
        })?;
        out.write_all(b"\n")
    }

    fn end(&self, out: &mut Vec<u8>) -> io::Result<()> {
        ["graph", "graphml"].iter().try_for_each(|name| close(out, name))
    }
}

fn keys(out: &mut Vec<u8>, class: &str, letter: char, attributes: &[Attribute]) -> io::Result<()> {
    let mut all = attributes.iter().enumerate();
    all.try_for_each(|(index, attribute)| key(out, &format!("{letter}{index}"), class, &attribute.name, attribute.kind))
}

fn key(out: &mut Vec<u8>, id: &str, class: &str, name: &str, kind: Kind) -> io::Result<()> {
    empty(out, "key", &[("id", id), ("for", class), ("attr.name", name), ("attr.type", xml_elements::type_of(kind))])?;
    out.write_all(b"\n")
}

fn data(out: &mut Vec<u8>, letter: char, values: &[(usize, Cell<'_>)]) -> io::Result<()> {
    values.iter().try_for_each(|(index, cell)| datum(out, &format!("{letter}{index}"), &xml_elements::value(*cell)))
}

fn datum(out: &mut Vec<u8>, key: &str, text: &str) -> io::Result<()> {
    element(out, "data", &[("key", key)], |out| {
        Writer::new(out).write_event(Event::Text(BytesText::new(&with_characters(text))))
    })
}
