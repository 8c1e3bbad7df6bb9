//! All measures of a network, as one row.

use crate::graph::AuthorNetwork;
use crate::measure::Reciprocity;
use crate::measure::network::{
    Clustering, Degree, Paths, Sign, Signs, TriadCensus, Triangles, balanced_triangle_share, core_numbers,
    degree_assortativity, density, score_assortativity, signed_reciprocity, triad_census,
};

/// The measures of a whole network. Each field's own function says more of it.
///
/// An empty network has counts of 0, and `None` for all else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NetworkMeasures {
    /// Authors with a tie to another.
    pub n_nodes: u64,
    /// Ordered pairs of authors of whom the first replied to the second.
    pub n_edges: u64,
    /// Unordered pairs of authors who both replied to each other.
    pub n_mutual: u64,
    /// Edges over ordered pairs of authors, 0 to 1: [`density`].
    pub density: Option<f64>,
    /// The share of edges whose reverse is there, 0 to 1: [`Reciprocity::reciprocity`].
    pub reciprocity: Option<f64>,
    /// The same against chance, at most 1: [`Reciprocity::rho`].
    pub reciprocity_rho: Option<f64>,
    /// The share of replies that are matched by one in return, 0 to 1: [`Reciprocity::weighted`].
    pub reciprocity_weighted: Option<f64>,
    /// Correlation of the source's out-degree with the target's, -1 to 1: [`degree_assortativity`].
    pub assortativity_oo: Option<f64>,
    /// Correlation of the source's out-degree with the target's in-degree, -1 to 1.
    pub assortativity_oi: Option<f64>,
    /// Correlation of the source's in-degree with the target's out-degree, -1 to 1.
    pub assortativity_io: Option<f64>,
    /// Correlation of the source's in-degree with the target's, -1 to 1.
    pub assortativity_ii: Option<f64>,
    /// Whether edges stay within the classes given, -1 to 1: [`score_assortativity`].
    pub score_assortativity: Option<f64>,
    /// Three times the triangles over pairs of neighbours, 0 to 1: [`Clustering::transitivity`].
    pub transitivity: Option<f64>,
    /// Mean share of pairs of neighbours that are tied, 0 to 1: [`Clustering::mean_local`].
    pub mean_clustering: Option<f64>,
    /// The number of weak components: [`AuthorNetwork::components`].
    pub components: u64,
    /// The number of strong components: [`AuthorNetwork::strong_components`].
    pub strong_components: u64,
    /// Authors in the largest weak component.
    pub largest_component: u64,
    /// The largest distance in it, in ties; a lower bound where `path_sources` is below `largest_component`:
    /// [`Paths::diameter`].
    pub diameter: Option<u64>,
    /// The mean distance in it, in ties: [`Paths::mean`].
    pub mean_path: Option<f64>,
    /// The largest core number, 0 for an empty network: [`core_numbers`].
    pub max_core: u64,
    /// How any three authors are tied, in the order of [`TRIADS`](crate::measure::network::TRIADS):
    /// [`triad_census`].
    pub triads: TriadCensus,
    /// Half the width of the 95 % confidence interval of `mean_path`, 0 where it is exact: [`Paths::mean_error`].
    pub mean_path_error: Option<f64>,
    /// The authors from whom distances were looked at: [`Paths::n_sources`].
    pub path_sources: u64,
    /// Edges along which more replies agree than disagree: [`Signs`]. `None` where no stance is known, as the next three.
    pub n_agree_edges: Option<u64>,
    /// Edges along which more replies disagree than agree.
    pub n_disagree_edges: Option<u64>,
    /// The share of pairs who answer each other in kind, 0 to 1: [`signed_reciprocity`].
    pub signed_reciprocity: Option<f64>,
    /// The share of triangles with three signs that are balanced, 0 to 1: [`balanced_triangle_share`].
    pub balanced_triangle_share: Option<f64>,
}

impl NetworkMeasures {
    /// Measures a network; `class` tells the class of an author, by number, for `score_assortativity`.
    ///
    /// The cost is that of [`Paths`], unless the network is so large that those are sampled; the rest takes
    /// `O(m^1.5)` for `m` edges.
    ///
    /// ```
    /// use rejoinder::graph::AuthorNetwork;
    /// use rejoinder::measure::network::NetworkMeasures;
    ///
    /// let network = AuthorNetwork::new([(1, 2, 3), (2, 1, 1), (2, 3, 1), (3, 1, 1)]);
    /// let found = NetworkMeasures::of(&network, |_| None);
    /// assert_eq!((found.n_nodes, found.n_edges, found.n_mutual), (3, 4, 1));
    /// assert_eq!((found.diameter, found.transitivity, found.score_assortativity), (Some(1), Some(1.0), None));
    /// ```
    #[must_use]
    pub fn of(network: &AuthorNetwork, class: impl Fn(u32) -> Option<usize>) -> Self {
        let row = Self { score_assortativity: score_assortativity(network, class), ..Self::default() };
        row.with_ties(network).with_degrees(network).with_triangles(network).with_parts(network)
    }

    /// The same with what the signs of its edges tell.
    #[must_use]
    pub fn with_signs(self, signs: &Signs) -> Self {
        Self {
            n_agree_edges: Some(signs.n_edges(Sign::Positive)),
            n_disagree_edges: Some(signs.n_edges(Sign::Negative)),
            signed_reciprocity: signed_reciprocity(signs),
            balanced_triangle_share: balanced_triangle_share(signs),
            ..self
        }
    }

    fn with_ties(self, network: &AuthorNetwork) -> Self {
        let ties = Reciprocity::of_network(network);
        Self {
            n_nodes: ties.n_nodes,
            n_edges: ties.n_edges,
            n_mutual: ties.n_mutual,
            density: density(ties.n_nodes, ties.n_edges),
            reciprocity: ties.reciprocity,
            reciprocity_rho: ties.rho,
            reciprocity_weighted: ties.weighted,
            ..self
        }
    }

    fn with_degrees(self, network: &AuthorNetwork) -> Self {
        let correlation = |source, target| degree_assortativity(network, source, target);
        Self {
            assortativity_oo: correlation(Degree::Out, Degree::Out),
            assortativity_oi: correlation(Degree::Out, Degree::In),
            assortativity_io: correlation(Degree::In, Degree::Out),
            assortativity_ii: correlation(Degree::In, Degree::In),
            max_core: core_numbers(network).into_iter().max().unwrap_or(0) as u64,
            ..self
        }
    }

    fn with_triangles(self, network: &AuthorNetwork) -> Self {
        let triangles = Triangles::of(network);
        let clustering = Clustering::of(network, &triangles);
        Self {
            transitivity: clustering.transitivity,
            mean_clustering: clustering.mean_local,
            triads: triad_census(network, &triangles),
            ..self
        }
    }

    fn with_parts(self, network: &AuthorNetwork) -> Self {
        let components = network.components();
        let paths = Paths::of(network, &components);
        Self {
            components: components.count() as u64,
            strong_components: network.strong_components().count() as u64,
            largest_component: components.largest() as u64,
            diameter: paths.diameter,
            mean_path: paths.mean,
            mean_path_error: paths.mean_error,
            path_sources: paths.n_sources,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_network_has_counts_of_zero_and_no_shares() {
        let network = AuthorNetwork::new([(4, 4, 1)]);
        assert_eq!(NetworkMeasures::of(&network, |_| Some(0)), NetworkMeasures::default());
    }

    #[test]
    fn two_who_talk_have_what_two_can_have() {
        let found = NetworkMeasures::of(&AuthorNetwork::new([(1, 2, 1), (2, 1, 1)]), |_| None);
        assert_eq!((found.density, found.reciprocity, found.reciprocity_rho), (Some(1.0), Some(1.0), None));
        assert_eq!((found.transitivity, found.mean_clustering, found.assortativity_oi), (None, Some(0.0), None));
        assert_eq!((found.components, found.strong_components, found.max_core), (1, 1, 1));
        assert_eq!((found.diameter, found.mean_path, found.path_sources), (Some(1), Some(1.0), 2));
        assert_eq!(found.triads, [0; 16]);
    }
}
