//! `rejoinder export`: threads in the forms of other programs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::analyze::Measures;
use super::input::{Destination, Inputs};
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::report::parent;
use super::schema;
use super::stance_args::StanceArgs;
use crate::corpus::AnalyzeOptions;
use crate::error::Error;
use crate::report::{GraphForm, GraphOf};

/// Write threads in the form of another program
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder export pages/ --to xlsx -o threads.xlsx                  every table, a sheet each, in one workbook
  rejoinder export pages/ --to convokit -o corpus                    a folder that ConvoKit loads as a corpus
  rejoinder export pages/ --to gexf -o threads.gexf                  trees of replies with their times, for Gephi
  rejoinder export pages/ --to graphml --graph authors -o net.graphml  who replied to whom
  rejoinder export page.txt --to dot -o - | dot -Tsvg > page.svg     a picture of one thread")]
pub(super) struct Export {
    #[command(flatten)]
    inputs: Inputs,
    /// The form
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    to: Form,
    /// The file to write, for convokit the folder; `-` writes a graph to standard output
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    out: PathBuf,
    /// What a graph is of [default: tree]
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Output")]
    graph: Option<Graph>,
    /// Of a workbook, write only this table (see `rejoinder schema`); repeatable, or several with commas between
    #[arg(long = "table", value_name = "NAME", value_delimiter = ',', help_heading = "Output")]
    names: Vec<String>,
    /// Leave out subjects, bodies and evidence
    #[arg(long, help_heading = "Output")]
    no_text: bool,
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    stance: StanceArgs,
}

/// What threads are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A workbook for spreadsheets, a sheet a table
    Xlsx,
    /// A folder of utterances, speakers and conversations, for ConvoKit
    Convokit,
    /// A graph, for programs that compute with graphs
    #[value(name = "graphml")]
    GraphMl,
    /// A graph, for Gephi; trees have their times
    Gexf,
    /// A graph, for pictures by Graphviz: of the columns only those that make labels
    Dot,
}

/// What a graph is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Graph {
    /// Stories and comments; each comment has an edge to what it answers
    Tree,
    /// Authors, with an edge from one to another to whom they replied
    Authors,
}

impl Form {
    /// Which format it is, if it is a graph.
    fn graph(self) -> Option<GraphForm> {
        match self {
            Self::Xlsx | Self::Convokit => None,
            Self::GraphMl => Some(GraphForm::GraphMl),
            Self::Gexf => Some(GraphForm::Gexf),
            Self::Dot => Some(GraphForm::Dot),
        }
    }
}

impl Graph {
    fn of(self) -> GraphOf {
        match self {
            Self::Tree => GraphOf::Tree,
            Self::Authors => GraphOf::Authors,
        }
    }
}

impl Export {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        self.check()?;
        let to = self.destination();
        let tally = self.inputs.write(self.options()?, self.stance.file(), to)?;
        Ok(tally.outcome(false))
    }

    /// Options that mean nothing in the form asked for are mistakes.
    fn check(&self) -> Result<(), Error> {
        let wrong = if self.to == Form::Xlsx && !cfg!(feature = "xlsx") {
            "this build of rejoinder cannot write xlsx: build it with `cargo install --path . --features xlsx`, \
             or write `analyze --excel`, which spreadsheets open as well"
        } else if self.graph.is_some() && self.to.graph().is_none() {
            "`--graph` expects a graph, `--to graphml`, `gexf` or `dot`"
        } else if !self.names.is_empty() && self.to != Form::Xlsx {
            "`--table` expects a workbook, `--to xlsx`"
        } else if self.is_stdout() && self.to.graph().is_none() {
            "`-o` expects a path, but found `-`: only graphs go to standard output"
        } else {
            return Ok(());
        };
        Err(Error::Usage(wrong.to_owned()))
    }

    fn destination(&self) -> Destination<'_> {
        let folder = parent(&self.out);
        let graph = self.to.graph().map(|form| (form, self.graph.map_or(GraphOf::Tree, Graph::of)));
        match (self.to, graph) {
            (_, Some(graph)) if self.is_stdout() => Destination::GraphToStdout(graph),
            (_, Some(graph)) => Destination::Graph(graph, &self.out, interrupt::listen(folder)),
            #[cfg(feature = "xlsx")]
            (Form::Xlsx, None) => Destination::Workbook(&self.out, interrupt::listen(folder)),
            (_, None) => Destination::Convokit(&self.out, interrupt::listen(&self.out)),
        }
    }

    fn is_stdout(&self) -> bool {
        self.out == Path::new("-")
    }

    fn options(&self) -> Result<AnalyzeOptions, Error> {
        let tables = schema::tables(&self.names)?;
        let (read, measure) = (self.measures.reading(), self.measures.options());
        // Pictures say nothing of stances.
        let stance = if self.to == Form::Dot { None } else { self.stance.model()? };
        Ok(AnalyzeOptions { tables, no_text: self.no_text, read, measure, stance, ..AnalyzeOptions::default() })
    }
}
