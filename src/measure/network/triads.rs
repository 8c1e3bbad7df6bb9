//! The census of triads: how any three authors are tied.

use crate::graph::{Adjacency, AuthorNetwork, Node, Tie};
use crate::measure::network::Triangles;
use crate::measure::network::clustering::pairs;

/// How many triples of authors are tied in each of the sixteen ways, in the order of [`TRIADS`].
///
/// All are 0 with fewer than three authors. They sum up to `n (n - 1) (n - 2) / 6`; a count above `u64::MAX`,
/// which takes some five million authors, is given as that.
pub type TriadCensus = [u64; 16];

/// The names of the sixteen classes: mutual, asymmetric and null pairs, and where that is not enough, D(own),
/// U(p), C(yclic) or T(ransitive).
///
/// `021D` is `a <- b -> c`, `021U` is `a -> b <- c`, `021C` is `a -> b -> c`, `111D` is `a <-> b <- c`, `111U` is
/// `a <-> b -> c`, `030C` is a cycle, and in `120D`, `120U` and `120C` the two replied to, replying, or in between
/// are tied mutually. Holland and Leinhardt (1970, "A method for detecting structure in sociometric data",
/// American Journal of Sociology 76).
pub const TRIADS: [&str; 16] = [
    "003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D", "120U", "120C", "210",
    "300",
];

const NONE: usize = 0;
const ONE_WAY: usize = 1;
const MUTUAL: usize = 2;
const DOWN: usize = 3;
const UP: usize = 4;
const CHAIN: usize = 5;
const MUTUAL_DOWN: usize = 6;
const MUTUAL_UP: usize = 7;
const TRANSITIVE: usize = 8;
const CYCLE: usize = 9;
const TWO_MUTUAL: usize = 10;
const CLOSED_DOWN: usize = 11;
const CLOSED_UP: usize = 12;
const CLOSED_CHAIN: usize = 13;
const CLOSED_TWO_MUTUAL: usize = 14;
const THREE_MUTUAL: usize = 15;

/// Counts the triads of a network whose triangles are known: linear in authors and ties.
///
/// The counts are those of Batagelj and Mrvar (2001, "A subquadratic triad census algorithm for large sparse
/// networks with small maximum degree", Social Networks 23), who look at the neighbours of each pair's both ends,
/// which takes the sum of all degrees squared. Here triangles are met anyway, in `O(m^1.5)`, and what is no
/// triangle follows by arithmetic: two ties that meet at an author are a triad unless they are two sides of a
/// triangle, and a tie forms a triad with each author who stands in none of those. So Ortmann and Brandes (2017,
/// "Efficient orbit-aware triad and quad census in directed and undirected graphs", Applied Network Science 2).
#[must_use]
pub fn triad_census(network: &AuthorNetwork, triangles: &Triangles) -> TriadCensus {
    let mut counts = [0_i128; 16];
    count_wedges(&mut counts, network);
    for (ties, count) in triangles.patterns() {
        close(&mut counts, ties, i128::from(count));
    }
    count_single_ties(&mut counts, network);
    let n = network.n_nodes();
    counts[NONE] = triples(n) - counts[ONE_WAY..].iter().sum::<i128>();
    counts.map(|count| u64::try_from(count.max(0)).unwrap_or(u64::MAX))
}

/// Counts, at each author, the pairs of its ties.
fn count_wedges(counts: &mut [i128; 16], network: &AuthorNetwork) {
    for node in network.nodes() {
        let [out, r#in, mutual] = ties_at(network.neighbours(), node);
        for (class, ties) in [(DOWN, out), (UP, r#in), (TWO_MUTUAL, mutual)] {
            counts[class] += pairs(ties) as i128;
        }
        for (class, some, others) in [(CHAIN, out, r#in), (MUTUAL_UP, mutual, out), (MUTUAL_DOWN, mutual, r#in)] {
            counts[class] += some as i128 * others as i128;
        }
    }
}

/// How many ties an author has: out, in, mutual.
fn ties_at(neighbours: &Adjacency<Tie>, node: Node) -> [usize; 3] {
    let mut counts = [0; 3];
    neighbours.values_of(node).iter().for_each(|&tie| counts[tie as usize] += 1);
    counts
}

/// Makes triangles of the pairs of ties that were taken for open ones.
fn close(counts: &mut [i128; 16], [ab, ac, bc]: [Tie; 3], n_triangles: i128) {
    let corners = [(ab, ac), (ab.reversed(), bc), (ac.reversed(), bc.reversed())];
    let wedges = corners.map(|(one, other)| wedge(one, other));
    for class in wedges {
        counts[class] -= n_triangles;
    }
    counts[triangle(wedges)] += n_triangles;
}

/// The class of two ties that meet at an author, as the author sees them.
fn wedge(one: Tie, other: Tie) -> usize {
    match (one, other) {
        (Tie::Mutual, Tie::Mutual) => TWO_MUTUAL,
        (Tie::Mutual, Tie::Out) | (Tie::Out, Tie::Mutual) => MUTUAL_UP,
        (Tie::Mutual, Tie::In) | (Tie::In, Tie::Mutual) => MUTUAL_DOWN,
        (Tie::Out, Tie::Out) => DOWN,
        (Tie::In, Tie::In) => UP,
        (Tie::Out, Tie::In) | (Tie::In, Tie::Out) => CHAIN,
    }
}

/// The class of a triangle by those of its corners.
fn triangle(wedges: [usize; 3]) -> usize {
    let has = |class| wedges.contains(&class);
    let is_open_to_mutual = has(MUTUAL_UP) || has(MUTUAL_DOWN);
    match () {
        () if wedges == [TWO_MUTUAL; 3] => THREE_MUTUAL,
        () if has(TWO_MUTUAL) => CLOSED_TWO_MUTUAL,
        // One side is mutual: the corner across from it tells the class.
        () if is_open_to_mutual && has(DOWN) => CLOSED_DOWN,
        () if is_open_to_mutual && has(UP) => CLOSED_UP,
        () if is_open_to_mutual => CLOSED_CHAIN,
        () if wedges == [CHAIN; 3] => CYCLE,
        () => TRANSITIVE,
    }
}

/// Counts the triads with one tie: each tie with each third author, less the triads that have more.
fn count_single_ties(counts: &mut [i128; 16], network: &AuthorNetwork) {
    let n_arcs = network.neighbours().n_arcs();
    let n_mutual = network.n_edges() as i128 - n_arcs as i128 / 2;
    let n_one_way = network.n_edges() as i128 - 2 * n_mutual;
    let n_others = network.n_nodes() as i128 - 2;
    // In each class with two or three ties, how many are mutual and how many go one way: its name's first digits.
    let digit = |class: usize, place: usize| i128::from(TRIADS[class].as_bytes()[place] - b'0');
    let in_more = |place| (DOWN..=THREE_MUTUAL).map(|class| digit(class, place) * counts[class]).sum::<i128>();
    let (mutual, one_way) = (n_mutual * n_others - in_more(0), n_one_way * n_others - in_more(1));
    (counts[MUTUAL], counts[ONE_WAY]) = (mutual, one_way);
}

/// The number of unordered triples among `n`.
fn triples(n: usize) -> i128 {
    let n = n as i128;
    if n < 3 { 0 } else { n * (n - 1) * (n - 2) / 6 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The classes that the triads of a few replies are of, in the order of [`TRIADS`].
    fn classes(replies: &[(u32, u32)]) -> Vec<&'static str> {
        let network = AuthorNetwork::new(replies.iter().map(|&(u, v)| (u, v, 1)));
        let counts = triad_census(&network, &Triangles::of(&network));
        let named = TRIADS.iter().zip(counts);
        named.flat_map(|(name, count)| std::iter::repeat_n(*name, usize::try_from(count).unwrap())).collect()
    }

    #[test]
    fn each_way_of_three_authors_has_its_name() {
        let cases: [(&str, &[(u32, u32)]); 13] = [
            ("021D", &[(1, 0), (1, 2)]),
            ("021U", &[(0, 1), (2, 1)]),
            ("021C", &[(0, 1), (1, 2)]),
            ("111D", &[(0, 1), (1, 0), (2, 1)]),
            ("111U", &[(0, 1), (1, 0), (1, 2)]),
            ("030T", &[(0, 1), (2, 1), (0, 2)]),
            ("030C", &[(1, 0), (2, 1), (0, 2)]),
            ("201", &[(0, 1), (1, 0), (1, 2), (2, 1)]),
            ("120D", &[(1, 0), (1, 2), (0, 2), (2, 0)]),
            ("120U", &[(0, 1), (2, 1), (0, 2), (2, 0)]),
            ("120C", &[(0, 1), (1, 2), (0, 2), (2, 0)]),
            ("210", &[(0, 1), (1, 2), (2, 1), (0, 2), (2, 0)]),
            ("300", &[(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0)]),
        ];
        for (name, replies) in cases {
            assert_eq!(classes(replies), [name]);
        }
    }

    #[test]
    fn ties_alone_are_counted_with_every_other_author() {
        assert_eq!(classes(&[(0, 1), (2, 3), (3, 2)]), ["012", "012", "102", "102"]);
        assert!(classes(&[(0, 1)]).is_empty() && classes(&[]).is_empty());
    }

    #[test]
    fn six_authors_in_three_pairs_leave_triples_without_ties() {
        let found = classes(&[(0, 1), (2, 3), (4, 5)]);
        assert_eq!((found.iter().filter(|name| **name == "003").count(), found.len()), (8, 20));
    }
}
