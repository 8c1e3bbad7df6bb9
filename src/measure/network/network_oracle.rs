//! Measures by their definitions, on matrices, that the fast ones are held to on small random networks.

use proptest::prelude::*;

use super::*;
use crate::graph::{AuthorNetwork, Node};

/// Replies between up to seven authors, whose numbers are far apart.
fn replies() -> impl Strategy<Value = Vec<(u32, u32, u64)>> {
    let pair = (0_u32..7, 0_u32..7, 1_u64..4);
    prop::collection::vec(pair.prop_map(|(u, v, weight)| (u * 1_000 + 3, v * 1_000 + 3, weight)), 0..28)
}

/// `weights[u][v]` by rank of the author.
fn matrix(network: &AuthorNetwork) -> Vec<Vec<f64>> {
    let weight = |u: Node, v| network.successors().find(u, v).unwrap_or(0) as f64;
    network.nodes().map(|u| network.nodes().map(|v| weight(u, v)).collect()).collect()
}

fn has(weights: &[Vec<f64>], u: usize, v: usize) -> bool {
    weights[u][v] > 0.0
}

fn are_tied(weights: &[Vec<f64>], u: usize, v: usize) -> bool {
    has(weights, u, v) || has(weights, v, u)
}

fn edges(weights: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let n = weights.len();
    (0..n * n).map(|at| (at / n, at % n)).filter(|&(u, v)| has(weights, u, v)).collect()
}

fn close(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
        _ => found == expected,
    }
}

/// All distances of the undirected projection, by Floyd and Warshall.
fn distances(weights: &[Vec<f64>]) -> Vec<Vec<Option<u64>>> {
    let n = weights.len();
    let direct = |u, v| if u == v { Some(0) } else { are_tied(weights, u, v).then_some(1) };
    let mut found: Vec<Vec<Option<u64>>> = (0..n).map(|u| (0..n).map(|v| direct(u, v)).collect()).collect();
    for (by, u, v) in triples(n) {
        if let (Some(one), Some(other)) = (found[u][by], found[by][v]) {
            found[u][v] = Some(found[u][v].map_or(one + other, |known| known.min(one + other)));
        }
    }
    found
}

/// Whether there is a way along replies.
fn reachable(weights: &[Vec<f64>]) -> Vec<Vec<bool>> {
    let n = weights.len();
    let mut found: Vec<Vec<bool>> = (0..n).map(|u| (0..n).map(|v| u == v || has(weights, u, v)).collect()).collect();
    for (by, u, v) in triples(n) {
        found[u][v] |= found[u][by] && found[by][v];
    }
    found
}

fn triples(n: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..n * n * n).map(move |at| (at / n / n, at / n % n, at % n))
}

fn pearson(pairs: &[(f64, f64)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let (x_mean, y_mean) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |term: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|p| term(p.0 - x_mean, p.1 - y_mean)).sum::<f64>();
    let (xx, yy) = (sum(&|x, _| x * x), sum(&|_, y| y * y));
    (xx > 1e-9 && yy > 1e-9).then(|| sum(&|x, y| x * y) / (xx * yy).sqrt())
}

/// The core number by its definition: what is left when all with fewer than `k` neighbours are gone.
fn core_number(weights: &[Vec<f64>], node: usize) -> usize {
    let is_left = |k: usize| {
        let mut left: Vec<usize> = (0..weights.len()).collect();
        for _ in 0..weights.len() {
            let degree = |u: usize| left.iter().filter(|&&v| u != v && are_tied(weights, u, v)).count();
            left = left.iter().copied().filter(|&u| degree(u) >= k).collect();
        }
        left.contains(&node)
    };
    (0..weights.len()).rev().find(|&k| is_left(k)).unwrap()
}

/// A triad as a number: one bit for each of its six possible replies, the smallest over all orders of its authors.
fn triad_code(replied: impl Fn(usize, usize) -> bool) -> usize {
    const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let pairs = [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)];
    let code =
        |order: [usize; 3]| pairs.iter().fold(0, |code, &(u, v)| 2 * code + usize::from(replied(order[u], order[v])));
    ORDERS.into_iter().map(code).min().unwrap()
}

/// An example of each class, as in the manual of igraph, in the order of [`TRIADS`].
const EXAMPLES: [&[(usize, usize)]; 16] = [
    &[],
    &[(0, 1)],
    &[(0, 1), (1, 0)],
    &[(1, 0), (1, 2)],
    &[(0, 1), (2, 1)],
    &[(0, 1), (1, 2)],
    &[(0, 1), (1, 0), (2, 1)],
    &[(0, 1), (1, 0), (1, 2)],
    &[(0, 1), (2, 1), (0, 2)],
    &[(1, 0), (2, 1), (0, 2)],
    &[(0, 1), (1, 0), (1, 2), (2, 1)],
    &[(1, 0), (1, 2), (0, 2), (2, 0)],
    &[(0, 1), (2, 1), (0, 2), (2, 0)],
    &[(0, 1), (1, 2), (0, 2), (2, 0)],
    &[(0, 1), (1, 2), (2, 1), (0, 2), (2, 0)],
    &[(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0)],
];

fn census(weights: &[Vec<f64>]) -> TriadCensus {
    let codes = EXAMPLES.map(|example| triad_code(|u, v| example.contains(&(u, v))));
    let mut counts = [0; 16];
    for (a, b, c) in triples(weights.len()).filter(|(a, b, c)| a < b && b < c) {
        let code = triad_code(|u, v| has(weights, [a, b, c][u], [a, b, c][v]));
        counts[codes.iter().position(|known| *known == code).unwrap()] += 1;
    }
    counts
}

/// The walk's shares after many rounds, from whole columns.
fn walk(weights: &[Vec<f64>]) -> Vec<f64> {
    let n = weights.len();
    let sums: Vec<f64> = weights.iter().map(|row| row.iter().sum()).collect();
    let chance = |u: usize, v: usize| if sums[u] > 0.0 { weights[u][v] / sums[u] } else { 1.0 / n as f64 };
    let mut ranks = vec![1.0 / n as f64; n];
    for _ in 0..400 {
        let come = |v: usize| (0..n).map(|u| ranks[u] * chance(u, v)).sum::<f64>();
        ranks = (0..n).map(|v| 0.15 / n as f64 + 0.85 * come(v)).collect();
    }
    ranks
}

/// The mean over authors of the share of tied neighbours, and triangles over pairs of neighbours.
fn clustering(weights: &[Vec<f64>]) -> (Option<f64>, Option<f64>) {
    let n = weights.len();
    let mut local = vec![(0.0, 0.0); n];
    for (a, b, c) in triples(n).filter(|&(a, b, c)| b < c && a != b && a != c) {
        if are_tied(weights, a, b) && are_tied(weights, a, c) {
            local[a].1 += 1.0;
            local[a].0 += f64::from(u8::from(are_tied(weights, b, c)));
        }
    }
    let shares = local.iter().map(|&(closed, all)| if all > 0.0 { closed / all } else { 0.0 });
    let (closed, all) = local.iter().fold((0.0, 0.0), |sum, node| (sum.0 + node.0, sum.1 + node.1));
    ((all > 0.0).then(|| closed / all), (n > 0).then(|| shares.sum::<f64>() / n as f64))
}

/// The sizes of parts of mutually related nodes, descending.
fn part_sizes(n: usize, related: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let is_first = |u: &usize| !(0..*u).any(|v| related(*u, v));
    let mut sizes: Vec<usize> = (0..n).filter(is_first).map(|u| (0..n).filter(|&v| related(u, v)).count()).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    sizes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn triads_are_those_of_all_triples(replies in replies()) {
        let network = AuthorNetwork::new(replies);
        prop_assert_eq!(triad_census(&network, &Triangles::of(&network)), census(&matrix(&network)));
    }

    #[test]
    fn parts_and_paths_are_those_of_all_pairs(replies in replies()) {
        let network = AuthorNetwork::new(replies);
        let weights = matrix(&network);
        let (found, far, reach) = (NetworkMeasures::of(&network, |_| None), distances(&weights), reachable(&weights));
        let weak = part_sizes(weights.len(), |u, v| far[u][v].is_some());
        let strong = part_sizes(weights.len(), |u, v| reach[u][v] && reach[v][u]);
        prop_assert_eq!((found.components, found.strong_components), (weak.len() as u64, strong.len() as u64));
        prop_assert_eq!(found.largest_component, weak.first().copied().unwrap_or(0) as u64);

        let components = network.components();
        let inside = |node: &usize| components.number(Node::from_index(*node)) == 1;
        let members: Vec<usize> = (0..weights.len()).filter(inside).collect();
        let pairs = members.iter().flat_map(|&u| members.iter().map(move |&v| (u, v))).filter(|(u, v)| u != v);
        let lengths: Vec<u64> = pairs.map(|(u, v)| far[u][v].unwrap()).collect();
        prop_assert_eq!(found.diameter, lengths.iter().copied().max());
        let mean = lengths.iter().sum::<u64>() as f64 / lengths.len() as f64;
        prop_assert!(close(found.mean_path, (!lengths.is_empty()).then_some(mean)));
    }

    #[test]
    fn degrees_and_scores_correlate_as_defined(replies in replies(), classes: [Option<bool>; 7]) {
        let network = AuthorNetwork::new(replies);
        let class = |author: u32| classes[author as usize / 1_000].map(usize::from);
        let (weights, found) = (matrix(&network), NetworkMeasures::of(&network, class));
        let out = |u: usize| (0..weights.len()).filter(|&v| has(&weights, u, v)).count() as f64;
        let within = |u: usize| (0..weights.len()).filter(|&v| has(&weights, v, u)).count() as f64;
        let over = |x: &dyn Fn(usize) -> f64, y: &dyn Fn(usize) -> f64| {
            pearson(&edges(&weights).into_iter().map(|(u, v)| (x(u), y(v))).collect::<Vec<_>>())
        };
        prop_assert!(close(found.assortativity_oo, over(&out, &out)));
        prop_assert!(close(found.assortativity_oi, over(&out, &within)));
        prop_assert!(close(found.assortativity_io, over(&within, &out)));
        prop_assert!(close(found.assortativity_ii, over(&within, &within)));

        // With two classes, Newman's coefficient of a matrix is one of its cells.
        let mut cells = [[0_u64; 2]; 2];
        for (u, v) in edges(&weights) {
            let class = |node| class(network.author(Node::from_index(node)));
            if let (Some(source), Some(target)) = (class(u), class(v)) {
                cells[source][target] += 1;
            }
        }
        prop_assert!(close(found.score_assortativity, mixing_assortativity(&cells)));
    }

    #[test]
    fn ties_are_counted_as_defined(replies in replies()) {
        let network = AuthorNetwork::new(replies);
        let (weights, found) = (matrix(&network), NetworkMeasures::of(&network, |_| None));
        let (n, m) = (weights.len() as f64, edges(&weights).len() as f64);
        let returned = edges(&weights).iter().filter(|&&(u, v)| has(&weights, v, u)).count() as f64;
        let matched: f64 = edges(&weights).iter().map(|&(u, v)| weights[u][v].min(weights[v][u])).sum();
        let all: f64 = edges(&weights).iter().map(|&(u, v)| weights[u][v]).sum();
        prop_assert!(close(found.reciprocity, (m > 0.0).then(|| returned / m)));
        prop_assert!(close(found.reciprocity_weighted, (m > 0.0).then(|| matched / all)));
        prop_assert!(close(found.density, (n > 1.0).then(|| m / n / (n - 1.0))));
        let (transitivity, mean_local) = clustering(&weights);
        prop_assert!(close(found.transitivity, transitivity) && close(found.mean_clustering, mean_local));
    }

    #[test]
    fn signs_are_those_of_all_pairs_and_triples(replies in replies(), leans: [[i8; 7]; 7]) {
        let network = AuthorNetwork::new(replies);
        let weights = matrix(&network);
        let lean = |from: u32, to: u32| i64::from(leans[from as usize / 1_000][to as usize / 1_000] % 3);
        let found = NetworkMeasures::default().with_signs(&Signs::of(&network, lean));
        let author = |node| network.author(Node::from_index(node));
        let of = |u, v| if has(&weights, u, v) { lean(author(u), author(v)).signum() } else { 0 };
        let count = |sign| edges(&weights).iter().filter(|&&(u, v)| of(u, v) == sign).count() as u64;
        prop_assert_eq!((found.n_agree_edges, found.n_disagree_edges), (Some(count(1)), Some(count(-1))));
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        let both: Vec<_> = edges(&weights).into_iter().map(|(u, v)| of(u, v) * of(v, u)).filter(|&s| s != 0).collect();
        prop_assert!(close(found.signed_reciprocity, share(both.iter().filter(|&&s| s > 0).count(), both.len())));
        let part = |u, v| if has(&weights, u, v) { lean(author(u), author(v)) } else { 0 };
        let tie = |u, v| (part(u, v) + part(v, u)).signum();
        let triangles = triples(weights.len()).filter(|(a, b, c)| a < b && b < c);
        let products: Vec<_> =
            triangles.map(|(a, b, c)| tie(a, b) * tie(a, c) * tie(b, c)).filter(|&product| product != 0).collect();
        let n_balanced = products.iter().filter(|&&product| product > 0).count();
        prop_assert!(close(found.balanced_triangle_share, share(n_balanced, products.len())));
    }

    #[test]
    fn authors_stand_where_the_definitions_say(replies in replies()) {
        let network = AuthorNetwork::new(replies.iter().copied());
        let (weights, all) = (matrix(&network), AuthorMeasures::all(&network));
        let ranks = walk(&weights);
        for (node, row) in all.iter().enumerate() {
            prop_assert_eq!(row.core_number as usize, core_number(&weights, node));
            prop_assert!((row.pagerank - ranks[node]).abs() < 1e-12);
            let sum = |is_counted: &dyn Fn(&&(u32, u32, u64)) -> bool| {
                replies.iter().filter(is_counted).map(|(.., weight)| weight).sum::<u64>()
            };
            prop_assert_eq!(row.out_strength, sum(&|reply| reply.0 == row.author));
            prop_assert_eq!(row.in_strength, sum(&|reply| reply.1 == row.author));
        }
    }
}
