//! How many of the possible ties there are.

use crate::measure::ratio;

/// The density of a directed network without loops: edges over ordered pairs of nodes, `m / (n (n - 1))`; 0 to 1.
///
/// `None` with fewer than two nodes. Constant time. Wasserman and Faust (1994, "Social Network Analysis",
/// section 4.3).
///
/// ```
/// use rejoinder::measure::network::density;
///
/// assert_eq!(density(3, 3), Some(0.5));
/// assert_eq!(density(1, 0), None);
/// ```
#[must_use]
pub fn density(n_nodes: u64, n_edges: u64) -> Option<f64> {
    let possible = u128::from(n_nodes) * u128::from(n_nodes.saturating_sub(1));
    ratio(n_edges.into(), possible)
}
