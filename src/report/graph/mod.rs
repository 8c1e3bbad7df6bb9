//! Trees and networks as graphs: the rows of one table are nodes, those of another are edges.

mod dot;
mod drawing;
mod file;
mod gexf;
mod graphml;
mod xml;

pub use drawing::{GraphForm, GraphOf};
pub use file::{GraphFile, GraphSink};
