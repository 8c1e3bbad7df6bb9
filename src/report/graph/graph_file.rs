//! A graph on its way to a file: rows of two tables, as nodes and edges.

use std::cell::RefCell;
use std::io::{self, Write};

use rustc_hash::FxHashSet;

use crate::report::graph::drawing::{Drawing, Edge, GraphForm, GraphOf, Node, Shape, attribute};
use crate::report::ids::{author_id, comment_id};
use crate::report::row::OneRow;
use crate::report::row_batch::Held;
use crate::report::sink::TableWriter;
use crate::report::xml::id_with_characters;
use crate::table::{Cell, ColumnSet, RowSink, Table};

/// A graph under way. Nodes are written as they come; edges wait, as bytes, until all nodes are there.
pub struct GraphFile<W: Write> {
    held: Held<W>,
    edges: Vec<u8>,
    n_edges: u64,
    drawing: &'static dyn Drawing,
    shape: Shape,
    columns: ColumnSet,
    authors: Authors,
}

/// The authors who are nodes.
#[derive(Default)]
struct Authors {
    ids: FxHashSet<String>,
    /// The row of all anonymous comments, which is a node only if an edge says so.
    anonymous: Option<OneRow>,
}

/// Takes the rows of one of the tables of a graph.
pub struct GraphSink<'g, W: Write> {
    file: &'g RefCell<GraphFile<W>>,
    table: Table,
    /// Which attribute each column is.
    places: Vec<Option<usize>>,
    row: OneRow,
}

impl<W: Write> GraphFile<W> {
    /// Begins a graph.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn begin(out: W, form: GraphForm, of: GraphOf, columns: ColumnSet) -> io::Result<Self> {
        let (drawing, shape) = (form.drawing(), of.shape(columns));
        let mut held = Held::new(out);
        drawing.begin(&mut held.bytes, &shape)?;
        let (edges, authors) = (Vec::new(), Authors::default());
        Ok(Self { held, edges, n_edges: 0, drawing, shape, columns, authors })
    }

    /// A sink for the rows of one of its tables.
    pub fn sink(file: &RefCell<Self>, table: Table) -> GraphSink<'_, W> {
        let graph = file.borrow();
        let attributes = if table == Table::Edges { &graph.shape.edges } else { &graph.shape.nodes };
        let place = |column| {
            let own = attribute(table, column)?;
            attributes.iter().position(|known| *known == own)
        };
        let places = graph.columns.of(table).map(place).collect();
        GraphSink { file, table, places, row: OneRow::new(table, graph.columns) }
    }

    /// Writes the edges and what stands behind them; gives what was written to.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.drawing.end_nodes(&mut self.held.bytes)?;
        self.held.append(&self.edges)?;
        self.drawing.end(&mut self.held.bytes)?;
        self.held.finish()
    }

    fn add(&mut self, table: Table, row: &OneRow, places: &[Option<usize>]) -> io::Result<()> {
        match table {
            Table::Comments => self.add_comment(row, &known(row, places)),
            Table::Threads => self.add_story(row, &known(row, places)),
            Table::Authors => self.add_author(row, &known(row, places)),
            _ => self.add_tie(row, &known(row, places)),
        }?;
        self.held.hand_on_if_enough().map(drop)
    }

    fn add_comment(&mut self, row: &OneRow, values: &[(usize, Cell<'_>)]) -> io::Result<()> {
        let thread = row.text("thread").unwrap_or_default();
        let id = |number: u64| id_with_characters(&comment_id(thread, number)).into_owned();
        let (own, start) = (id(row.id("comment").unwrap_or_default()), row.time("posted_at"));
        let author = row.text("author").unwrap_or("?");
        let label = row.number("score").map_or_else(|| author.to_owned(), |score| format!("{author}, {score}"));
        self.drawing.node(&mut self.held.bytes, &Node { id: &own, label: &label, start, values })?;
        // Where the dump lost the tree nobody knows what it answers.
        if row.number("depth").is_none() {
            return Ok(());
        }
        let target = id(row.id("parent").unwrap_or_default());
        self.add_edge(&Edge { number: 0, source: &own, target: &target, start, weight: None, values: &[] })
    }

    fn add_story(&mut self, row: &OneRow, values: &[(usize, Cell<'_>)]) -> io::Result<()> {
        let thread = row.text("thread").unwrap_or_default();
        let id = comment_id(thread, 0);
        let (id, label) = (id_with_characters(&id), row.text("title").unwrap_or(thread));
        self.drawing.node(&mut self.held.bytes, &Node { id: &id, label, start: row.time("posted_at"), values })
    }

    fn add_author(&mut self, row: &OneRow, values: &[(usize, Cell<'_>)]) -> io::Result<()> {
        if row.is("anonymous") {
            self.authors.anonymous = Some(row.clone());
            return Ok(());
        }
        let name = row.text("author").unwrap_or_default();
        self.add_author_node(&author_id(name, row.id("uid")), name, values)
    }

    fn add_author_node(&mut self, id: &str, label: &str, values: &[(usize, Cell<'_>)]) -> io::Result<()> {
        let node = Node { id: &id_with_characters(id), label, start: None, values };
        self.drawing.node(&mut self.held.bytes, &node)?;
        self.authors.ids.insert(id.to_owned());
        Ok(())
    }

    fn add_tie(&mut self, row: &OneRow, values: &[(usize, Cell<'_>)]) -> io::Result<()> {
        let source = self.tied(row.text("source").unwrap_or_default(), row.id("source_uid"))?;
        let target = self.tied(row.text("target").unwrap_or_default(), row.id("target_uid"))?;
        let (source, target) = (id_with_characters(&source), id_with_characters(&target));
        let weight = row.id("weight");
        self.add_edge(&Edge { number: 0, source: &source, target: &target, start: None, weight, values })
    }

    /// The id of an author with a tie, who is made a node if not one yet: all anonymous comments or one of them, or
    /// somebody who posted a story and no comment.
    fn tied(&mut self, name: &str, uid: Option<u64>) -> io::Result<String> {
        let id = author_id(name, uid);
        if self.authors.ids.contains(&id) {
            return Ok(id);
        }
        let is_them = |row: &OneRow| row.text("author") == Some(name) && uid.is_none();
        let row = self.authors.anonymous.take_if(|row| is_them(row));
        let places: Vec<_> = (0..self.shape.nodes.len()).map(Some).collect();
        let values = row.as_ref().map_or_else(|| name_alone(name, uid), |row| known(row, &places));
        self.add_author_node(&id, name, &values)?;
        Ok(id)
    }

    fn add_edge(&mut self, edge: &Edge<'_>) -> io::Result<()> {
        let number = self.n_edges;
        self.n_edges += 1;
        self.drawing.edge(&mut self.edges, &Edge { number, ..*edge })
    }
}

/// The cells of a row of which something is known, with the places of their attributes.
fn known<'a>(row: &'a OneRow, places: &[Option<usize>]) -> Vec<(usize, Cell<'a>)> {
    let cells = row.cells().zip(places).filter(|((_, cell), _)| *cell != Cell::Empty);
    cells.filter_map(|((_, cell), place)| Some(((*place)?, cell))).collect()
}

/// What is known of an author who has no row: the first two columns.
fn name_alone(name: &str, uid: Option<u64>) -> Vec<(usize, Cell<'_>)> {
    [(0, Cell::Text(name))].into_iter().chain(uid.map(|uid| (1, Cell::Natural(uid)))).collect()
}

impl<W: Write> RowSink for GraphSink<'_, W> {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        self.row.push(cell);
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.file.borrow_mut().add(self.table, &self.row, &self.places)?;
        self.row.clear();
        Ok(())
    }
}

impl<W: Write> TableWriter for GraphSink<'_, W> {
    type Out = ();

    fn finish(self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of a table of which these cells are known.
    fn row(table: Table, cells: &[(&str, Cell<'_>)]) -> OneRow {
        let mut row = OneRow::new(table, ColumnSet::USUAL);
        for column in ColumnSet::USUAL.of(table) {
            row.push(cells.iter().find(|(name, _)| *name == column.name).map_or(Cell::Empty, |(_, cell)| *cell));
        }
        row
    }

    fn drawn(of: GraphOf, rows: &[(Table, OneRow)]) -> io::Result<String> {
        let file = RefCell::new(GraphFile::begin(Vec::new(), GraphForm::Dot, of, ColumnSet::USUAL)?);
        for (table, row) in rows {
            let mut sink = GraphFile::sink(&file, *table);
            row.cells().try_for_each(|(_, cell)| sink.cell(cell))?;
            sink.end_row()?;
        }
        let bytes = file.into_inner().finish()?;
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        Ok(text
            .lines()
            .skip_while(|line| !line.contains("node ["))
            .skip(1)
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" "))
    }

    #[test]
    fn a_comment_whose_tree_is_lost_has_no_edge() -> io::Result<()> {
        let comment = |number, depth, parent| {
            let ids = [("thread", Cell::Text("t")), ("comment", Cell::Natural(number))];
            (Table::Comments, row(Table::Comments, &[&ids[..], &[("depth", depth), ("parent", parent)]].concat()))
        };
        let rows = [
            comment(1, Cell::Natural(1), Cell::Empty),
            comment(2, Cell::Natural(2), Cell::Natural(1)),
            comment(3, Cell::Empty, Cell::Empty),
            (Table::Threads, row(Table::Threads, &[("thread", Cell::Text("t"))])),
        ];
        let nodes = r#""t/1" [label="?"]; "t/2" [label="?"]; "t/3" [label="?"]; "t/0" [label="t"];"#;
        assert_eq!(drawn(GraphOf::Tree, &rows)?, format!(r#"{nodes} "t/1" -> "t/0"; "t/2" -> "t/1"; }}"#));
        Ok(())
    }

    #[test]
    fn whoever_has_a_tie_is_a_node_once() -> io::Result<()> {
        let author = |name, uid, anonymous| {
            let cells = [("author", Cell::Text(name)), ("uid", uid), ("anonymous", Cell::Boolean(anonymous))];
            (Table::Authors, row(Table::Authors, &cells))
        };
        let tie = |source, target| {
            let cells = [("source", Cell::Text(source)), ("target", Cell::Text(target)), ("weight", Cell::Natural(2))];
            (Table::Edges, row(Table::Edges, &cells))
        };
        let rows = [
            author("ann", Cell::Natural(1), false),
            author("ann", Cell::Empty, false),
            author("Coward", Cell::Empty, true),
        ];
        let nodes = r#""ann (1)" [label="ann"]; "ann" [label="ann"];"#;
        assert_eq!(drawn(GraphOf::Authors, &rows)?, format!("{nodes} }}"));
        let rows = [&rows[..], &[tie("Coward", "eve"), tie("eve", "Coward")]].concat();
        let nodes = format!(r#"{nodes} "Coward" [label="Coward"]; "eve" [label="eve"];"#);
        let ties = r#""Coward" -> "eve" [weight=2, label=2]; "eve" -> "Coward" [weight=2, label=2];"#;
        assert_eq!(drawn(GraphOf::Authors, &rows)?, format!("{nodes} {ties} }}"));
        Ok(())
    }
}
