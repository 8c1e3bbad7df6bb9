//! Threads and authors as graphs, on petgraph: who answers what, who answers whom.
//!
//! Nothing else in the crate names petgraph. What measures need of a network is handed out as sorted arrays
//! ([`Adjacency`]) and as a numbering of parts ([`Components`]), so that they read memory in order and no result depends
//! on the order in which replies were met. Nothing here is recursive: a chain of replies through a hundred thousand
//! authors is a component like any other.

mod adjacency;
mod author_network;
pub(crate) mod chance;
mod climb;
mod components;
mod max_cut;
mod reply_tree;

pub use adjacency::{Adjacency, Node, Tie};
pub use author_network::AuthorNetwork;
pub use components::Components;
pub use max_cut::{Cut, CutSearch, OppositionGraph};
pub use reply_tree::ReplyTree;
