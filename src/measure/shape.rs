//! The shape of one thread: its levels, distances and branches.

use crate::graph::ReplyTree;
use crate::measure::h_index::{g_index, h_index, h_index_of_levels};
use crate::measure::inequality::{entropy_bits, gini};
use crate::measure::subthreads::Subthreads;

/// The shape of one thread, with the story as root at depth 0 and placeholders as nodes.
///
/// Every value is of one forward and one backward pass over the tree: linear in the number of nodes, without recursion.
/// Counts of comments, and shares of them, leave placeholders out.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// How many nodes each level has, from level 1 on; empty for a thread without comments.
    pub levels: Vec<u32>,
    /// Comments that answer the story.
    pub n_top_level: u64,
    /// Comments without a reply.
    pub n_leaves: u64,
    /// Depths: their mean, their population variance.
    pub depths: Moments,
    /// Mean depth of nodes without a reply: Sackin's index over their number.
    pub mean_leaf_depth: f64,
    /// Sackin's index: the sum of those depths. (Sackin 1972.)
    pub sackin: u64,
    /// Comments that answer the story over all comments. (Gomez, Kappen and Kaltenbrunner 2011.)
    pub direct_share: f64,
    /// Comments with a reply over all comments.
    pub replied_share: f64,
    /// The sum of all distances between two nodes, the story among them; `None` beyond 64 bits. (Wiener 1947.)
    pub wiener_sum: Option<u64>,
    /// Mean distance of two nodes. (Goel, Anderson, Hofman and Watts 2015.)
    pub structural_virality: Option<f64>,
    /// Mean distance of two comments of one subthread of the story; `None` where none has two.
    pub forest_mean_distance: Option<f64>,
    /// The h-index of the levels. (Gomez, Kaltenbrunner and Lopez 2008.)
    pub h_index: u32,
    /// The h-index of the numbers of replies. (Hirsch 2005.)
    pub h_replies: u32,
    /// The g-index of the numbers of replies. (Egghe 2006.)
    pub g_replies: u32,
    /// The Horton-Strahler number: how far the tree branches on; 1 for a path. (Horton 1945, Strahler 1957.)
    pub strahler: u32,
    /// The sum over edges of 1/sqrt(degree times degree). (Randic 1975.)
    pub randic: f64,
    /// Entropy of how nodes share out over levels, in bits.
    pub level_entropy_bits: Option<f64>,
    /// The largest subthread of the story, over all comments.
    pub largest_subthread_share: f64,
    /// The Gini coefficient of the sizes of the story's subthreads.
    pub subthread_gini: Option<f64>,
}

/// Mean and population variance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The mean square distance from it.
    pub variance: f64,
}

impl Moments {
    /// The moments of whole numbers; `None` where there are none.
    ///
    /// Sums are exact, so that no order of the numbers changes the last digit.
    #[must_use]
    pub fn of(n: u64, sum: i128, squares: i128) -> Option<Self> {
        let n_exact = i128::from(n);
        let variance = (n_exact * squares - sum * sum) as f64 / (n as f64 * n as f64);
        (n > 0).then(|| Self { mean: sum as f64 / n as f64, variance })
    }

    /// The population deviation.
    #[must_use]
    pub fn deviation(self) -> f64 {
        self.variance.sqrt()
    }
}

impl Shape {
    /// Measures a tree; `None` where it has no comment, as then nothing has a shape.
    #[must_use]
    pub fn of(tree: &ReplyTree, subthreads: &Subthreads) -> Option<Self> {
        let n_comments = subthreads.n_comments(0);
        if n_comments == 0 {
            return None;
        }
        let walk = Walk::of(tree, subthreads);
        let depths = Moments::of(walk.n_nodes, walk.depth_sum.into(), walk.depth_squares.into())?;
        let share = |part: u64| part as f64 / f64::from(n_comments.max(1));
        let replies = || subthreads.replies();
        let mut tops: Vec<u32> = walk.tops;
        let largest = tops.iter().copied().max().unwrap_or(0);
        Some(Self {
            n_top_level: walk.n_top_level,
            n_leaves: walk.n_leaves,
            depths,
            mean_leaf_depth: walk.sackin as f64 / walk.n_leaf_nodes as f64,
            sackin: walk.sackin,
            direct_share: share(walk.n_top_level),
            replied_share: share(u64::from(n_comments) - walk.n_leaves),
            wiener_sum: walk.wiener_sum,
            structural_virality: walk.wiener_sum.map(|sum| mean_distance(sum, walk.n_nodes + 1)),
            forest_mean_distance: walk.forest_mean_distance,
            h_index: h_index_of_levels(&walk.levels),
            h_replies: h_index(replies()),
            g_replies: g_index(replies()),
            strahler: walk.strahler,
            randic: walk.randic,
            level_entropy_bits: entropy_bits(walk.levels.iter().map(|&n| n.into())),
            largest_subthread_share: share(largest.into()),
            subthread_gini: gini(&mut tops),
            levels: walk.levels,
        })
    }

    /// The greatest depth.
    #[must_use]
    pub fn max_depth(&self) -> u32 {
        u32::try_from(self.levels.len()).unwrap_or(u32::MAX)
    }

    /// The size of the largest level, and the first level that has it.
    #[must_use]
    pub fn max_width(&self) -> (u32, u32) {
        let widest = (1_u32..).zip(&self.levels).min_by_key(|(_, n)| std::cmp::Reverse(**n));
        widest.map_or((0, 0), |(level, &n)| (n, level))
    }
}

fn mean_distance(sum: u64, n_nodes: u64) -> f64 {
    2.0 * sum as f64 / (n_nodes as f64 * (n_nodes as f64 - 1.0))
}

/// What one pass up the tree adds up.
#[derive(Default)]
struct Walk {
    n_nodes: u64,
    levels: Vec<u32>,
    n_top_level: u64,
    n_leaves: u64,
    n_leaf_nodes: u64,
    depth_sum: u64,
    depth_squares: u64,
    sackin: u64,
    wiener_sum: Option<u64>,
    forest_mean_distance: Option<f64>,
    strahler: u32,
    randic: f64,
    /// The sizes of the story's subthreads, in comments.
    tops: Vec<u32>,
}

impl Walk {
    fn of(tree: &ReplyTree, subthreads: &Subthreads) -> Self {
        let mut walk = Self { wiener_sum: Some(0), n_nodes: tree.n_nodes() as u64 - 1, ..Self::default() };
        let mut strahler = Strahler::new(tree.n_nodes());
        let mut forest = Forest::default();
        for (node, parent) in tree.edges().rev() {
            walk.add_level(subthreads, node, parent);
            walk.add_distances(subthreads, node);
            walk.randic += 1.0 / (subthreads.degree(node) * subthreads.degree(parent)).sqrt();
            forest.add(subthreads, node, parent);
            strahler.hand_up(node, parent);
        }
        walk.strahler = strahler.of(0);
        walk.forest_mean_distance = forest.mean_distance();
        walk
    }

    fn add_level(&mut self, subthreads: &Subthreads, node: usize, parent: usize) {
        let depth = u64::from(subthreads.depth(node));
        let level = depth as usize;
        if self.levels.len() < level {
            self.levels.resize(level, 0);
        }
        if let Some(n) = self.levels.get_mut(level - 1) {
            *n += 1;
        }
        let is_comment = u64::from(subthreads.is_comment(node));
        self.depth_sum += depth;
        self.depth_squares += depth * depth;
        if parent == 0 {
            self.n_top_level += is_comment;
            self.tops.push(subthreads.n_comments(node));
        }
        if subthreads.is_leaf(node) {
            self.n_leaves += is_comment;
            self.n_leaf_nodes += 1;
            self.sackin += depth;
        }
    }

    /// The edge above a node lies on the way between each node below it and each other one.
    fn add_distances(&mut self, subthreads: &Subthreads, node: usize) {
        let below = u64::from(subthreads.n_nodes(node));
        let crossing = below.checked_mul(self.n_nodes + 1 - below);
        self.wiener_sum = self.wiener_sum.zip(crossing).and_then(|(sum, crossing)| sum.checked_add(crossing));
    }
}

/// Distances between the comments of each subthread of the story.
#[derive(Default)]
struct Forest {
    sum: u128,
    pairs: u128,
}

impl Forest {
    fn add(&mut self, subthreads: &Subthreads, node: usize, parent: usize) {
        let below = u128::from(subthreads.n_nodes(node));
        let all = u128::from(subthreads.n_nodes(subthreads.top(node)));
        if parent == 0 {
            self.pairs += all * (all - 1) / 2;
        } else {
            self.sum += below * (all - below);
        }
    }

    fn mean_distance(&self) -> Option<f64> {
        (self.pairs > 0).then(|| self.sum as f64 / self.pairs as f64)
    }
}

/// Horton-Strahler numbers, handed up from replies to parents: a leaf has 1, and a node the greatest of its replies' or,
/// where two have that, one more.
struct Strahler {
    /// The greatest number handed up to a node, and whether two had it.
    handed: Vec<(u32, bool)>,
}

impl Strahler {
    fn new(n_nodes: usize) -> Self {
        Self { handed: vec![(0, false); n_nodes] }
    }

    fn of(&self, node: usize) -> u32 {
        self.handed.get(node).map_or(1, |&(greatest, twice)| (greatest + u32::from(twice)).max(1))
    }

    fn hand_up(&mut self, node: usize, parent: usize) {
        let number = self.of(node);
        if let Some(handed) = self.handed.get_mut(parent) {
            *handed = match number.cmp(&handed.0) {
                std::cmp::Ordering::Less => *handed,
                std::cmp::Ordering::Equal => (number, true),
                std::cmp::Ordering::Greater => (number, false),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(parents: &[usize]) -> Option<Shape> {
        let tree = ReplyTree::from_parents(parents.iter().copied());
        Shape::of(&tree, &Subthreads::of(&tree, |_| true))
    }

    #[track_caller]
    fn check(parents: &[usize], counts: [u64; 6], reals: [f64; 2], forest: Option<f64>) {
        let shape = shape(parents).expect("because there are comments");
        let wiener = shape.wiener_sum.unwrap_or_default();
        let (width, _) = shape.max_width();
        let found = [shape.max_depth(), width, shape.h_index, shape.strahler].map(u64::from);
        assert_eq!([found[0], found[1], wiener, found[2], found[3], shape.n_leaves], counts, "{parents:?}");
        for (found, expected) in [shape.structural_virality.unwrap_or_default(), shape.randic].iter().zip(reals) {
            assert!((found - expected).abs() < 5e-7, "{parents:?}: {found} for {expected}");
        }
        let near = |a: f64, b: f64| (a - b).abs() < 5e-7;
        assert!(
            shape.forest_mean_distance.zip(forest).map_or(shape.forest_mean_distance == forest, |(a, b)| near(a, b))
        );
    }

    #[test]
    fn golden_trees_have_their_known_measures() {
        check(&[0], [1, 1, 1, 1, 1, 1], [1.0, 1.0], None);
        check(&[0, 0, 0, 0, 0], [1, 5, 25, 1, 2, 5], [1.666_667, 2.236_068], None);
        check(&[0, 1, 2, 3, 4], [5, 1, 35, 1, 1, 1], [2.333_333, 2.914_214], Some(2.0));
        // Gomez, Kappen, Litvak and Kaltenbrunner 2013, figure 2.
        check(&[0, 0, 1, 0, 4, 1, 0, 5], [3, 4, 90, 2, 2, 5], [2.5, 4.004_036], Some(1.333_333));
        check(&[0, 0, 1, 1, 2, 2], [2, 4, 48, 2, 3, 4], [2.285_714, 3.125_898], Some(1.333_333));
    }

    #[test]
    fn nothing_has_no_shape() {
        assert_eq!(shape(&[]), None);
    }

    #[test]
    fn placeholders_are_nodes_and_no_comments() {
        let tree = ReplyTree::from_parents([0, 1, 1].into_iter());
        let shape = Shape::of(&tree, &Subthreads::of(&tree, |node| node != 1)).expect("because there are comments");
        assert_eq!((shape.max_depth(), shape.n_top_level, shape.n_leaves), (2, 0, 2));
        assert_eq!((shape.direct_share, shape.replied_share, shape.largest_subthread_share), (0.0, 0.0, 1.0));
        assert_eq!(shape.wiener_sum, Some(9));
    }

    #[test]
    fn a_path_of_a_million_comments_fits() {
        let path: Vec<usize> = (0..1_000_000).collect();
        let shape = shape(&path).expect("because there are comments");
        assert_eq!(shape.wiener_sum, Some(166_667_166_667_000_000));
        assert_eq!((shape.max_depth(), shape.strahler), (1_000_000, 1));
    }
}
