//! GEXF 1.3: nodes and edges with attributes, which begin to be there at a time.

use std::io::{self, Write};

use chrono::NaiveDateTime;

use crate::report::graph::drawing::{Attribute, Drawing, Edge, Node, Shape, WEIGHT};
use crate::report::graph::xml_elements::{self, close, element, empty, open};
use crate::table::Cell;

/// Writes GEXF.
pub(crate) struct Gexf;

/// How such a file says that it is one of ours.
pub(crate) const MARK: &str = concat!("<meta><creator>", env!("CARGO_PKG_NAME"), "</creator></meta>");

impl Drawing for Gexf {
    fn begin(&self, out: &mut Vec<u8>, shape: &Shape) -> io::Result<()> {
        xml_elements::declare(out)?;
        open(out, "gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])?;
        writeln!(out, "{MARK}")?;
        // `date` also takes moments. Readers of GEXF know it, while one of the most used knows no `dateTime`.
        let timed: &[_] = &[("mode", "dynamic"), ("timeformat", "date"), ("timerepresentation", "interval")];
        let mode = if shape.of.is_timed() { timed } else { &[("mode", "static")] };
        open(out, "graph", &[&[("id", shape.of.name()), ("defaultedgetype", "directed")], mode].concat())?;
        out.push(b'\n');
        attributes(out, "node", &shape.nodes)?;
        attributes(out, "edge", &shape.edges)?;
        open(out, "nodes", &[])?;
        out.write_all(b"\n")
    }

    fn node(&self, out: &mut Vec<u8>, node: &Node<'_>) -> io::Result<()> {
        let start = node.start.map(moment);
        let start = start.as_deref().map(|start| ("start", start));
        let names: Vec<_> = [("id", node.id), ("label", node.label)].into_iter().chain(start).collect();
        with_values(out, "node", &names, node.values)
    }

    fn end_nodes(&self, out: &mut Vec<u8>) -> io::Result<()> {
        close(out, "nodes")?;
        open(out, "edges", &[])?;
        out.write_all(b"\n")
    }

    fn edge(&self, out: &mut Vec<u8>, edge: &Edge<'_>) -> io::Result<()> {
        let (id, start) = (edge.number.to_string(), edge.start.map(moment));
        let weight = edge.weight.map(|weight| weight.to_string());
        let ends = [("id", id.as_str()), ("source", edge.source), ("target", edge.target)];
        let rest = [(WEIGHT, weight.as_deref()), ("start", start.as_deref())];
        let rest = rest.into_iter().filter_map(|(name, value)| Some((name, value?)));
        with_values(out, "edge", &ends.into_iter().chain(rest).collect::<Vec<_>>(), edge.values)
    }

    fn end(&self, out: &mut Vec<u8>) -> io::Result<()> {
        ["edges", "graph", "gexf"].iter().try_for_each(|name| close(out, name))
    }
}

fn attributes(out: &mut Vec<u8>, class: &str, attributes: &[Attribute]) -> io::Result<()> {
    if attributes.is_empty() {
        return Ok(());
    }
    element(out, "attributes", &[("class", class), ("mode", "static")], |out| {
        out.push(b'\n');
        attributes.iter().enumerate().try_for_each(|(index, Attribute { name, kind })| {
            empty(
                out,
                "attribute",
                &[("id", &index.to_string()), ("title", name), ("type", xml_elements::type_of(*kind))],
            )?;
            out.write_all(b"\n")
        })
    })?;
    out.write_all(b"\n")
}

fn with_values(
    out: &mut Vec<u8>,
    name: &str,
    attributes: &[(&str, &str)],
    values: &[(usize, Cell<'_>)],
) -> io::Result<()> {
    if values.is_empty() {
        empty(out, name, attributes)?;
        return out.write_all(b"\n");
    }
    element(out, name, attributes, |out| {
        element(out, "attvalues", &[], |out| {
            values.iter().try_for_each(|(index, cell)| {
                empty(out, "attvalue", &[("for", &index.to_string()), ("value", &xml_elements::value(*cell))])
            })
        })
    })?;
    out.write_all(b"\n")
}

/// A moment as XML Schema has it, with its seconds.
fn moment(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%dT%H:%M:%S").to_string()
}
