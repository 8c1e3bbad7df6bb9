//! Threads and authors as graphs, on petgraph: who answers what, who answers whom.
//!
//! Nothing else in the crate names petgraph; what others need is handed out here.

mod reply_tree;

pub use reply_tree::ReplyTree;
