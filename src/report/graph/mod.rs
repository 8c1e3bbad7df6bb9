//! Trees and networks as graphs: the rows of one table are nodes, those of another are edges.

mod dot;
mod drawing;
mod gexf;
mod graph_file;
mod graphml;
mod xml_elements;

pub(crate) use dot::MARK as DOT_MARK;
pub use drawing::{GraphForm, GraphOf};
pub(crate) use gexf::MARK as GEXF_MARK;
pub use graph_file::{GraphFile, GraphSink};
pub(crate) use graphml::MARK as GRAPHML_MARK;
