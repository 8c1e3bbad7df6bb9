//! What the network says of each author.

use crate::graph::{AuthorNetwork, Components, Node, Tie};
use crate::measure::network::{core_numbers, page_ranks};
use crate::measure::ratio;

/// One author's place in the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AuthorMeasures {
    /// The number by which the caller knows the author.
    pub author: u32,
    /// How many other authors replied to the author.
    pub in_degree: u64,
    /// How many other authors the author replied to.
    pub out_degree: u64,
    /// How many replies the author was given, own ones included.
    pub in_strength: u64,
    /// How many replies the author gave, those to itself included.
    pub out_strength: u64,
    /// How many authors both replied to the author and were replied to.
    pub mutual_partners: u64,
    /// `mutual_partners` over `out_degree`, 0 to 1; `None` for an author who replied to nobody else.
    pub reciprocity: Option<f64>,
    /// See [`page_ranks`]; above 0, the sum over all authors is 1.
    pub pagerank: f64,
    /// See [`core_numbers`]; at least 1.
    pub core_number: u64,
    /// The number of the author's weak component: 1 for the largest, those of one size in the order of their
    /// smallest authors' numbers.
    pub component: u64,
}

impl AuthorMeasures {
    /// Measures all authors of a network, in ascending order of their numbers.
    ///
    /// Authors without a tie to another have no row. The cost is that of [`page_ranks`].
    #[must_use]
    pub fn all(network: &AuthorNetwork) -> Vec<Self> {
        let (ranks, cores, components) = (page_ranks(network), core_numbers(network), network.components());
        let measures = network.nodes().zip(ranks).zip(cores);
        measures.map(|((node, rank), core)| Self::of(network, node, rank, core, &components)).collect()
    }

    fn of(network: &AuthorNetwork, node: Node, pagerank: f64, core: usize, components: &Components) -> Self {
        let ties = network.neighbours().values_of(node);
        let mutual_partners = ties.iter().filter(|tie| **tie == Tie::Mutual).count() as u64;
        let out_degree = network.successors().degree(node) as u64;
        Self {
            author: network.author(node),
            in_degree: network.predecessors().degree(node) as u64,
            out_degree,
            in_strength: network.in_strength(node),
            out_strength: network.out_strength(node),
            mutual_partners,
            reciprocity: ratio(mutual_partners.into(), out_degree.into()),
            pagerank,
            core_number: core as u64,
            component: components.number(node) as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_author_has_a_row_in_the_order_of_numbers() {
        let network = AuthorNetwork::new([(9, 2, 3), (2, 9, 1), (9, 5, 1), (9, 9, 2), (70, 80, 1), (6, 6, 1)]);
        let all = AuthorMeasures::all(&network);
        assert_eq!(all.iter().map(|row| row.author).collect::<Vec<_>>(), [2, 5, 9, 70, 80]);
        let [_, five, nine, seventy, _] = all[..] else { panic!("{all:?}") };
        assert_eq!((nine.out_degree, nine.in_degree, nine.out_strength, nine.in_strength), (2, 1, 6, 3));
        assert_eq!((nine.mutual_partners, nine.reciprocity, five.reciprocity), (1, Some(0.5), None));
        assert_eq!((nine.component, seventy.component, nine.core_number), (1, 2, 1));
    }

    #[test]
    fn an_empty_network_has_no_rows() {
        assert!(AuthorMeasures::all(&AuthorNetwork::new([])).is_empty());
    }
}
