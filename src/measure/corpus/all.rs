//! Everything that is measured over all threads of a run.

use crate::graph::AuthorNetwork;
use crate::measure::corpus::{
    AuthorProfiles, AuthorRegistry, AuthorTies, DistributionKind, Distributions, Levels, Quintiles, ScorePatterns,
    StanceSteps, ThreadAuthors,
};
use crate::measure::growth::{GrowthData, GrowthFit, fit};
use crate::measure::network::{AuthorMeasures, NetworkMeasures, Signs};
use crate::measure::view::View;

/// What is wanted of [`CorpusMeasures`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Authors and ties.
    pub authors: bool,
    /// Levels.
    pub levels: bool,
    /// Score patterns.
    pub scores: bool,
    /// Quintiles.
    pub quintiles: bool,
    /// Stances along the way down.
    pub stances: bool,
    /// Distributions; those over authors need authors too.
    pub distributions: bool,
    /// Models of growth.
    pub growth: bool,
}

/// Everything that is measured over all threads of a run.
#[derive(Debug, Default)]
pub struct CorpusMeasures {
    parts: Parts,
    /// Who the authors are.
    pub authors: AuthorRegistry,
    /// What they wrote.
    pub profiles: AuthorProfiles,
    /// Whom they replied to.
    pub ties: AuthorTies,
    /// Levels.
    pub levels: Levels,
    /// Score patterns.
    pub scores: ScorePatterns,
    /// Quintiles.
    pub quintiles: Quintiles,
    /// Stances along the way down.
    pub stances: StanceSteps,
    /// Distributions.
    pub distributions: Distributions,
    /// How threads grew.
    growth: GrowthData,
    /// Each author's place among the others, by their numbers; there once all threads are.
    places: Vec<AuthorMeasures>,
}

/// Authors with fewer comments of known score are of no class by score.
const MIN_SCORED: u64 = 10;
/// Mean scores of Slashdot's authors have two peaks, which lie on both sides of this one. (Gomez, Kaltenbrunner and Lopez
/// 2008.)
const CLASS_SPLIT: f64 = 1.90;

impl CorpusMeasures {
    /// Nothing measured yet; only these parts will be.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self { parts, ..Self::default() }
    }

    /// Adds a thread; `key` is its own in the run. O(n log n) in its rows.
    pub fn add(&mut self, view: &View<'_>, key: &str) {
        let Parts { authors, levels, scores, quintiles, stances, distributions, growth } = self.parts;
        if authors || levels || distributions || growth {
            let numbers = self.authors.add(view, key);
            if levels {
                self.levels.merge(Levels::of(view, &numbers));
            }
            if authors || distributions {
                self.profiles.merge(AuthorProfiles::of(view, &numbers));
                self.ties.merge(AuthorTies::of(view, &numbers));
            }
            if growth {
                self.add_growth(view, &numbers);
            }
        }
        if scores {
            self.scores.merge(ScorePatterns::of(view));
        }
        if quintiles {
            self.quintiles.merge(&Quintiles::of(view));
        }
        if stances {
            self.stances.merge(StanceSteps::of(view));
        }
        if distributions {
            self.distributions.merge(Distributions::of(view));
        }
    }

    /// Adds how a thread grew, unless its order of arrival, its tree or a part of either is lost.
    fn add_growth(&mut self, view: &View<'_>, numbers: &ThreadAuthors) {
        let Some((order, tree)) = view.in_arrival_order().zip(view.tree()) else { return };
        let nodes: Vec<usize> = order.collect();
        let rank = |parent: usize| if parent == 0 { Some(0) } else { view.arrival_rank(parent) };
        let parents: Option<Vec<u32>> = nodes.iter().map(|&node| rank(tree.parent(node)?)).collect();
        let named = |&node: &usize| numbers.of_node(node).filter(|&author| self.authors.is_named(author));
        let authors: Vec<_> = nodes.iter().map(named).collect();
        // A thread in which a comment came before what it answers is refused: its clock or its tree is wrong.
        let _ = parents.map(|parents| self.growth.add(&parents, &authors));
    }

    /// Fits the models of growth to all threads; seconds for hundreds of thousands of comments.
    #[must_use]
    pub fn growth(&self) -> Vec<GrowthFit> {
        fit(&self.growth)
    }

    /// The network of authors; its nodes are the authors' numbers. Replies to oneself are no part of it.
    #[must_use]
    pub fn network(&self) -> AuthorNetwork {
        AuthorNetwork::new(self.ties.weights().filter(|(source, target, _)| source != target))
    }

    /// The measures of the network of authors.
    #[must_use]
    pub fn network_measures(&self) -> NetworkMeasures {
        let network = self.network();
        let measures = NetworkMeasures::of(&network, |author| self.score_class(author));
        if !self.ties.has_stances() {
            return measures;
        }
        measures.with_signs(&Signs::of(&network, |source, target| self.ties.lean(source, target)))
    }

    /// Whether an author's mean score is of the low or the high kind; `None` for one with few scores.
    fn score_class(&self, author: u32) -> Option<usize> {
        let scores = self.profiles.of_author(author)?.scores;
        let mean = scores.mean().filter(|_| scores.n() >= MIN_SCORED)?;
        Some(usize::from(mean > CLASS_SPLIT))
    }

    /// An author's place among the others; `None` for one who has no tie to another.
    #[must_use]
    pub fn place(&self, author: u32) -> Option<&AuthorMeasures> {
        self.places.get(self.places.binary_search_by_key(&author, |place| place.author).ok()?)
    }

    /// Works out what needs all threads: who is whom, places of authors, and the distributions over authors.
    pub fn finish(&mut self) {
        let aliases = self.authors.aliases();
        self.levels.rename(&aliases);
        self.ties.rename(&aliases);
        self.profiles.rename(&aliases);
        if self.parts.authors || self.parts.distributions {
            self.places = AuthorMeasures::all(&self.network());
        }
        if !self.parts.distributions {
            return;
        }
        for (_, profile) in self.profiles.named() {
            self.distributions.add(DistributionKind::CommentsPerAuthor, profile.n_comments);
        }
        for place in &self.places {
            self.distributions.add(DistributionKind::In, place.in_degree);
            self.distributions.add(DistributionKind::Out, place.out_degree);
        }
    }
}
