//! Everything that is measured over all threads of a run.

use crate::graph::AuthorNetwork;
use crate::measure::corpus::{
    AuthorNumbers, AuthorProfiles, AuthorRegistry, AuthorTies, DistributionKind, Distributions, Levels, Quintiles,
    ScorePatterns, StanceSteps,
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

/// What is summed over threads: of one thread by itself, of some, or of all.
///
/// The sums of some threads merged with those of others are those of all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CorpusSums {
    /// What authors wrote.
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
}

impl CorpusSums {
    /// The sums of one thread, with the numbers that its authors have in it. O(n log n) in its rows.
    #[must_use]
    pub fn of(view: &View<'_>, parts: Parts) -> Self {
        fn wanted<T: Default>(is_wanted: bool, sums: impl FnOnce() -> T) -> T {
            if is_wanted { sums() } else { T::default() }
        }
        let with_authors = parts.authors || parts.distributions;
        Self {
            profiles: wanted(with_authors, || AuthorProfiles::of(view)),
            ties: wanted(with_authors, || AuthorTies::of(view)),
            levels: wanted(parts.levels, || Levels::of(view)),
            scores: wanted(parts.scores, || ScorePatterns::of(view)),
            quintiles: wanted(parts.quintiles, || Quintiles::of(view)),
            stances: wanted(parts.stances, || StanceSteps::of(view)),
            distributions: wanted(parts.distributions, || Distributions::of(view)),
            growth: wanted(parts.growth, || growth_of(view).unwrap_or_default()),
        }
    }

    /// Adds the sums of other threads, of which `number` gives the authors' numbers among these.
    pub fn merge(&mut self, other: Self, number: impl Fn(u32) -> u32) {
        self.profiles.merge(other.profiles, &number);
        self.ties.merge(other.ties, &number);
        self.levels.merge(other.levels, &number);
        self.scores.merge(other.scores);
        self.quintiles.merge(&other.quintiles);
        self.stances.merge(other.stances);
        self.distributions.merge(other.distributions);
        self.growth.merge(&other.growth);
    }

    /// Gives the authors other numbers.
    fn rename(&mut self, number: impl Fn(u32) -> u32) {
        self.levels.rename(&number);
        self.ties.rename(&number);
        self.profiles.rename(&number);
    }
}

/// How a thread grew; `None` where its order of arrival, its tree or a part of either is lost.
fn growth_of(view: &View<'_>) -> Option<GrowthData> {
    let (order, tree) = view.in_arrival_order().zip(view.tree())?;
    let nodes: Vec<usize> = order.collect();
    let rank = |parent: usize| if parent == 0 { Some(0) } else { view.arrival_rank(parent) };
    let parents: Option<Vec<u32>> = nodes.iter().map(|&node| rank(tree.parent(node)?)).collect();
    let authors: Vec<_> = nodes.iter().map(|&node| view.authors().named_of_node(node)).collect();
    let mut growth = GrowthData::default();
    // A thread in which a comment came before what it answers is refused: its clock or its tree is wrong.
    growth.add(&parents?, &authors).ok().map(|()| growth)
}

/// Everything that is measured over all threads of a run.
#[derive(Debug, Default)]
pub struct CorpusMeasures {
    parts: Parts,
    /// Who the authors are.
    pub authors: AuthorRegistry,
    /// What is summed over the threads.
    pub sums: CorpusSums,
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

    /// Adds a thread with its own sums; `key` is its own in the run. O(n log n) in its authors and their ties.
    ///
    /// Threads have to be added in the order of the run: authors are numbered as they come.
    pub fn add(&mut self, sums: CorpusSums, view: &View<'_>, key: &str) {
        let Parts { authors, levels, distributions, .. } = self.parts;
        let has_authors = authors || levels || distributions;
        let numbers = if has_authors { self.authors.add(view, key) } else { AuthorNumbers::default() };
        self.sums.merge(sums, |author| numbers.number(author));
    }

    /// Fits the models of growth to all threads; seconds for hundreds of thousands of comments.
    #[must_use]
    pub fn growth(&self) -> Vec<GrowthFit> {
        fit(&self.sums.growth)
    }

    /// The network of authors; its nodes are the authors' numbers. Replies to oneself are no part of it.
    #[must_use]
    pub fn network(&self) -> AuthorNetwork {
        AuthorNetwork::new(self.sums.ties.weights().filter(|(source, target, _)| source != target))
    }

    /// The measures of the network of authors.
    #[must_use]
    pub fn network_measures(&self) -> NetworkMeasures {
        let network = self.network();
        let measures = NetworkMeasures::of(&network, |author| self.score_class(author));
        if !self.sums.ties.has_stances() {
            return measures;
        }
        measures.with_signs(&Signs::of(&network, |source, target| self.sums.ties.lean(source, target)))
    }

    /// Whether an author's mean score is of the low or the high kind; `None` for one with few scores.
    fn score_class(&self, author: u32) -> Option<usize> {
        let scores = self.sums.profiles.of_author(author)?.scores;
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
        self.sums.rename(|author| aliases.get(&author).copied().unwrap_or(author));
        if self.parts.authors || self.parts.distributions {
            self.places = AuthorMeasures::all(&self.network());
        }
        if !self.parts.distributions {
            return;
        }
        for (_, profile) in self.sums.profiles.named() {
            self.sums.distributions.add(DistributionKind::CommentsPerAuthor, profile.n_comments);
        }
        for place in &self.places {
            self.sums.distributions.add(DistributionKind::In, place.in_degree);
            self.sums.distributions.add(DistributionKind::Out, place.out_degree);
        }
    }
}
