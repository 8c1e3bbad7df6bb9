//! Whether authors with many ties reply to authors with many ties.

use crate::graph::{AuthorNetwork, Node};

/// Which degree of an author is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Degree {
    /// How many authors replied to the author.
    In,
    /// How many authors the author replied to.
    Out,
}

impl Degree {
    fn of(self, network: &AuthorNetwork, node: Node) -> usize {
        match self {
            Self::In => network.predecessors().degree(node),
            Self::Out => network.successors().degree(node),
        }
    }
}

/// The correlation, over edges, of a degree of who replied with a degree of who was replied to; -1 to 1.
///
/// Pearson's coefficient with each edge counted once, whatever its weight. `None` where either degree is the same
/// on all edges, which includes no edges and one. Linear in the edges; all sums are whole numbers, so that such a
/// case is told exactly. The raw value says little: ties at random give values below 0 too where degrees are
/// uneven.
///
/// Newman (2003, "Mixing patterns in networks", Physical Review E 67); the four directions as in Foster, Foster,
/// Grassberger and Paczuski (2010, "Edge direction and the structure of networks", PNAS 107).
#[must_use]
pub fn degree_assortativity(network: &AuthorNetwork, source: Degree, target: Degree) -> Option<f64> {
    let mut sums = DegreeSums::default();
    for (from, to, _) in network.edges() {
        sums.add(source.of(network, from) as i128, target.of(network, to) as i128);
    }
    sums.correlation()
}

/// What Pearson's coefficient needs of pairs of whole numbers.
///
/// Degrees and edges are below 2^32, and the products below 2^127 for any network that fits into memory.
#[derive(Default)]
struct DegreeSums {
    n: i128,
    x: i128,
    y: i128,
    xx: i128,
    yy: i128,
    xy: i128,
}

impl DegreeSums {
    fn add(&mut self, x: i128, y: i128) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }

    fn correlation(&self) -> Option<f64> {
        let (x_spread, y_spread) = (self.n * self.xx - self.x * self.x, self.n * self.yy - self.y * self.y);
        let shared = (self.n * self.xy - self.x * self.y) as f64;
        (x_spread > 0 && y_spread > 0).then(|| shared / ((x_spread as f64).sqrt() * (y_spread as f64).sqrt()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_and_its_answers_are_disassortative() {
        let network = AuthorNetwork::new((1..5).flat_map(|leaf| [(0, leaf, 1), (leaf, 0, 1)]));
        let found = degree_assortativity(&network, Degree::Out, Degree::In).unwrap();
        assert!((found + 1.0).abs() < 1e-12, "{found}");
    }

    #[test]
    fn equal_degrees_have_no_correlation() {
        let complete = (0..4).flat_map(|u| (0..4).map(move |v| (u, v, 1)));
        for network in [AuthorNetwork::new(complete), AuthorNetwork::new([(1, 2, 5)]), AuthorNetwork::new([])] {
            for source in [Degree::In, Degree::Out] {
                assert_eq!(degree_assortativity(&network, source, Degree::In), None);
                assert_eq!(degree_assortativity(&network, source, Degree::Out), None);
            }
        }
    }
}
