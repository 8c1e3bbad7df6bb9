//! What a graph is of, and how one is written.

use std::io;

use chrono::NaiveDateTime;

use crate::report::graph::{dot::Dot, gexf::Gexf, graphml::GraphMl};
use crate::table::{Cell, Column, ColumnSet, Kind, Table};

/// What a graph is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GraphOf {
    /// Stories and the comments on them; each comment has an edge to what it answers.
    #[default]
    Tree,
    /// Authors, with an edge from one to another to whom they replied.
    Authors,
}

/// The file format of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphForm {
    /// GraphML.
    GraphMl,
    /// GEXF 1.3.
    Gexf,
    /// The language of Graphviz, for pictures: no column but those that make labels.
    Dot,
}

/// A typed value that nodes or edges can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// Which values the nodes and edges of a graph can have.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) of: GraphOf,
    pub(crate) nodes: Vec<Attribute>,
    pub(crate) edges: Vec<Attribute>,
}

/// A node; its values are those that are known, each with the place of its attribute.
pub(crate) struct Node<'a> {
    pub(crate) id: &'a str,
    pub(crate) label: &'a str,
    pub(crate) start: Option<NaiveDateTime>,
    pub(crate) values: &'a [(usize, Cell<'a>)],
}

/// An edge; where edges are counted, its weight is no value but stands by itself.
pub(crate) struct Edge<'a> {
    pub(crate) number: u64,
    pub(crate) source: &'a str,
    pub(crate) target: &'a str,
    pub(crate) start: Option<NaiveDateTime>,
    pub(crate) weight: Option<u64>,
    pub(crate) values: &'a [(usize, Cell<'a>)],
}

/// Writes a graph in one format: all nodes, then all edges.
pub(crate) trait Drawing {
    fn begin(&self, out: &mut Vec<u8>, shape: &Shape) -> io::Result<()>;

    fn node(&self, out: &mut Vec<u8>, node: &Node<'_>) -> io::Result<()>;

    fn end_nodes(&self, out: &mut Vec<u8>) -> io::Result<()>;

    fn edge(&self, out: &mut Vec<u8>, edge: &Edge<'_>) -> io::Result<()>;

    fn end(&self, out: &mut Vec<u8>) -> io::Result<()>;
}

impl GraphForm {
    pub(crate) fn drawing(self) -> &'static dyn Drawing {
        match self {
            Self::GraphMl => &GraphMl,
            Self::Gexf => &Gexf,
            Self::Dot => &Dot,
        }
    }
}

impl GraphOf {
    /// The tables whose rows it is made of.
    #[must_use]
    pub fn tables(self) -> [Table; 2] {
        match self {
            Self::Tree => [Table::Comments, Table::Threads],
            Self::Authors => [Table::Authors, Table::Edges],
        }
    }

    /// What it is called in a file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tree => "threads",
            Self::Authors => "authors",
        }
    }

    /// Tells whether its nodes and edges begin at a time.
    pub(crate) fn is_timed(self) -> bool {
        self == Self::Tree
    }

    /// Tells whether its edges are counted.
    pub(crate) fn is_weighted(self) -> bool {
        self == Self::Authors
    }

    pub(crate) fn shape(self, columns: ColumnSet) -> Shape {
        let mut shape = Shape { of: self, nodes: Vec::new(), edges: Vec::new() };
        for table in self.tables() {
            let attributes = if table == Table::Edges { &mut shape.edges } else { &mut shape.nodes };
            for attribute in columns.of(table).filter_map(|column| attribute(table, column)) {
                if !attributes.contains(&attribute) {
                    attributes.push(attribute);
                }
            }
        }
        shape
    }
}

/// The attribute that a column is; none for one that stands elsewhere.
///
/// What the columns of stories and of comments say under one name is not the same, but for the thread's key.
pub(crate) fn attribute(table: Table, column: &Column) -> Option<Attribute> {
    let is_taken = || Table::Comments.columns().any(|other| other.name == column.name);
    let name = match table {
        Table::Edges if column.name == WEIGHT => return None,
        Table::Threads if column.name != "thread" && is_taken() => format!("thread_{}", column.name),
        _ => column.name.to_owned(),
    };
    Some(Attribute { name, kind: column.kind })
}

/// The column that says how often an edge was met.
pub(crate) const WEIGHT: &str = "weight";
