//! Measures of the network of authors over all documents, and of each author in it.
//!
//! [`NetworkMeasures`] puts together the one row of the table `network`, [`AuthorMeasures`] the columns of the
//! table `authors`. Each family stands alone and takes the network. Unless a measure says otherwise, an edge
//! counts once, however many replies it stands for.

mod assortativity;
mod author_measures;
mod balance;
mod breadth_search;
mod clustering;
mod cores;
mod density;
mod mixing;
mod network_measures;
#[cfg(test)]
mod network_oracle;
mod pagerank;
mod paths;
mod signed_reciprocity;
mod signs;
mod triads;
mod triangles;

pub use assortativity::{Degree, degree_assortativity};
pub use author_measures::AuthorMeasures;
pub use balance::balanced_triangle_share;
pub use clustering::Clustering;
pub use cores::core_numbers;
pub use density::density;
pub use mixing::{mixing_assortativity, score_assortativity};
pub use network_measures::NetworkMeasures;
pub use pagerank::page_ranks;
pub use paths::Paths;
pub use signed_reciprocity::signed_reciprocity;
pub use signs::{Sign, Signs};
pub use triads::{TRIADS, TriadCensus, triad_census};
pub use triangles::Triangles;
