//! The language of Graphviz. Its graphs are made to be looked at: labels are short, and other columns are left out.

use std::io::{self, Write};

use crate::report::graph::drawing::{Drawing, Edge, Node, Shape};
use crate::report::xml::with_characters;

/// Writes DOT.
pub(crate) struct Dot;

/// How such a file says that it is one of ours.
pub(crate) const MARK: &str = concat!("// made by ", env!("CARGO_PKG_NAME"));

/// The most characters of a label.
const LONGEST: usize = 60;

impl Drawing for Dot {
    fn begin(&self, out: &mut Vec<u8>, shape: &Shape) -> io::Result<()> {
        writeln!(out, "{MARK}; labels alone, GraphML and GEXF have every column")?;
        // Edges lead from a comment to what it answers, so that from bottom to top puts the story above.
        let ranks = if shape.of.is_timed() { "  rankdir=BT;\n" } else { "" };
        writeln!(out, "digraph {} {{\n{ranks}  node [shape=box];", shape.of.name())
    }

    fn node(&self, out: &mut Vec<u8>, node: &Node<'_>) -> io::Result<()> {
        writeln!(out, "  {} [label={}];", quoted(node.id), label(node.label))
    }

    fn end_nodes(&self, _out: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn edge(&self, out: &mut Vec<u8>, edge: &Edge<'_>) -> io::Result<()> {
        let (source, target) = (quoted(edge.source), quoted(edge.target));
        match edge.weight {
            Some(weight) => writeln!(out, "  {source} -> {target} [weight={weight}, label={weight}];"),
            None => writeln!(out, "  {source} -> {target};"),
        }
    }

    fn end(&self, out: &mut Vec<u8>) -> io::Result<()> {
        out.write_all(b"}\n")
    }
}

/// A text in quotes, in which nothing is a command of the language.
fn quoted(text: &str) -> String {
    let text = with_characters(text);
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// A text as a label: on one line, not long, and with no entity of HTML in it.
fn label(text: &str) -> String {
    let is_long = text.chars().nth(LONGEST).is_some();
    let kept = text.chars().take(LONGEST).map(|c| if c.is_whitespace() { ' ' } else { c });
    let kept: String = kept.chain(is_long.then_some('…')).collect();
    quoted(&kept.replace('&', "&amp;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_quotes() {
        assert_eq!(quoted(r#"a"];b\"#), r#""a\"];b\\""#);
        assert_eq!(label("R&amp;D\nnow\u{1b}"), "\"R&amp;amp;D now\u{fffd}\"");
        assert_eq!(label(&"x".repeat(61)).chars().count(), LONGEST + 3);
    }
}
