//! Trees and networks as graphs: the rows of one table are nodes, those of another are edges.

mod dot;
mod drawing;
mod file;
mod gexf;
mod graphml;
mod xml;

pub(crate) use dot::MARK as DOT_MARK;
pub use drawing::{GraphForm, GraphOf};
pub use file::{GraphFile, GraphSink};
pub(crate) use gexf::MARK as GEXF_MARK;
pub(crate) use graphml::MARK as GRAPHML_MARK;
