//! Distances from up to 64 authors at once.

use std::cmp::Reverse;
use std::mem::{swap, take};

use crate::graph::{Adjacency, AuthorNetwork, Node};

/// One bit of a word a source.
pub(super) const WIDTH: usize = 64;
/// A front with more than this part of all arcs is looked for from the nodes that it has not reached.
const PULL: usize = 16;
/// What it costs to go on from an author, in looks at ties.
const VISIT: usize = 8;

/// What one search met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) n_sources: u64,
    /// Pairs of a source and another author.
    pub(super) n_reached: u64,
    /// The sum of their distances.
    pub(super) sum: u64,
    pub(super) farthest: u64,
    /// How much work that was: 1 for each look at a tie, and [`VISIT`] for each author that a step went on from.
    pub(super) work: u64,
}

/// Searches a connected part of the undirected projection, a bit of a word a source.
///
/// A tie is looked at once for all sources that reach it in the same step. Authors are numbered anew, those with
/// the most neighbours first: what is looked at most lies together, and stands first among neighbours. While the
/// front is small, steps go from it to neighbours. Once it is large, each author whom sources have yet to reach
/// looks for them among its own neighbours, hubs first, and stops when it has met all: Beamer, Asanovic and
/// Patterson (2012, "Direction-optimizing breadth-first search", SC12).
pub(super) struct Search {
    neighbours: Adjacency<()>,
    /// For each node a bit for each source that has reached it.
    seen: Vec<u64>,
    /// The same for sources that reached it in the last step.
    front: Vec<u64>,
    /// And in this one.
    next: Vec<u64>,
    /// The nodes with bits in `front`, and in `next`: most steps of a long path touch few.
    at_front: Vec<Node>,
    at_next: Vec<Node>,
}

impl Search {
    /// Makes a part of a network ready to be searched; `members` are all nodes of the part.
    pub(super) fn new(network: &AuthorNetwork, mut members: Vec<Node>) -> Self {
        let n = members.len();
        members.sort_by_key(|&node| Reverse(network.neighbours().degree(node)));
        let mut numbers = vec![Node::from_index(0); network.n_nodes()];
        members.iter().enumerate().for_each(|(place, node)| numbers[node.index()] = Node::from_index(place));
        let number = |node: Node| numbers[node.index()];
        let arcs = |node| network.neighbours().of(node).iter().map(move |&other| (number(node), number(other), ()));
        let neighbours = Adjacency::new(n, members.iter().flat_map(|&node| arcs(node)).collect());
        let [seen, front, next] = std::array::from_fn(|_| vec![0; n]);
        Self { neighbours, seen, front, next, at_front: Vec::new(), at_next: Vec::new() }
    }

    /// Follows sources until they have reached all that they can: at most 64, as places in the order of degrees.
    pub(super) fn run(&mut self, sources: impl IntoIterator<Item = usize>) -> Found {
        let n_sources = self.begin(sources);
        let mut found = Found { n_sources, n_reached: 0, sum: 0, farthest: 0, work: 0 };
        for distance in 1.. {
            found.work += self.step();
            let reached = self.arrive();
            if reached == 0 {
                break;
            }
            found.n_reached += reached;
            found.sum += reached * distance;
            found.farthest = distance;
        }
        found
    }

    fn begin(&mut self, sources: impl IntoIterator<Item = usize>) -> u64 {
        self.seen.fill(0);
        self.at_front.clear();
        let mut all = 0;
        for (bit, source) in sources.into_iter().take(WIDTH).enumerate() {
            self.front[source] |= 1 << bit;
            all |= 1 << bit;
            self.at_front.push(Node::from_index(source));
        }
        // Whom no source is to reach counts as reached: bits without a source.
        self.seen.fill(!all);
        self.at_front.iter().for_each(|node| self.seen[node.index()] |= self.front[node.index()]);
        u64::from(all.count_ones())
    }

    /// Lets all sources take one more step. Returns how much work that was.
    fn step(&mut self) -> u64 {
        let n_arcs: usize = self.at_front.iter().map(|&node| self.neighbours.degree(node)).sum();
        let work = if n_arcs > self.neighbours.n_arcs() / PULL {
            self.pull()
        } else {
            self.push();
            (n_arcs + VISIT * self.at_front.len()) as u64
        };
        self.at_front.drain(..).for_each(|node| self.front[node.index()] = 0);
        work
    }

    /// Goes from all nodes of the front to neighbours that their sources have not reached.
    fn push(&mut self) {
        for &node in &self.at_front {
            let bits = take(&mut self.front[node.index()]);
            for &neighbour in self.neighbours.of(node) {
                let new = bits & !self.seen[neighbour.index()];
                let held = &mut self.next[neighbour.index()];
                if *held == 0 && new != 0 {
                    self.at_next.push(neighbour);
                }
                *held |= new;
            }
        }
    }

    /// Looks, for all nodes that some source has not reached, for those sources at their neighbours. Returns how many it looked at.
    fn pull(&mut self) -> u64 {
        let mut n_looks = 0;
        for (index, seen) in self.seen.iter().enumerate().filter(|(_, seen)| **seen != u64::MAX) {
            let node = Node::from_index(index);
            let (met, looked) = meet(self.neighbours.of(node), &self.front, *seen);
            n_looks += looked;
            if met != *seen {
                self.next[index] = met & !seen;
                self.at_next.push(node);
            }
        }
        n_looks
    }

    /// Makes the next nodes the front. Returns how many pairs of a source and a node it holds.
    fn arrive(&mut self) -> u64 {
        swap(&mut self.front, &mut self.next);
        swap(&mut self.at_front, &mut self.at_next);
        let mut reached = 0;
        for &node in &self.at_front {
            let bits = self.front[node.index()];
            self.seen[node.index()] |= bits;
            reached += u64::from(bits.count_ones());
        }
        reached
    }
}

/// Adds to the bits of a node those of its neighbours until all are there. Returns how many it looked at.
fn meet(neighbours: &[Node], front: &[u64], mut bits: u64) -> (u64, u64) {
    for (place, neighbour) in neighbours.iter().enumerate() {
        bits |= front[neighbour.index()];
        if bits == u64::MAX {
            return (bits, place as u64 + 1);
        }
    }
    (bits, neighbours.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(replies: impl IntoIterator<Item = (u32, u32, u64)>) -> Search {
        let network = AuthorNetwork::new(replies);
        Search::new(&network, network.components().members_of_largest().collect())
    }

    #[test]
    fn sources_are_followed_each_for_itself() {
        // A star: its hub has place 0.
        let mut star = search((1..100).map(|leaf| (0, leaf, 1)));
        let mut run = |sources: &[usize]| {
            let found = star.run(sources.iter().copied());
            (found.n_sources, found.n_reached, found.sum, found.farthest)
        };
        assert_eq!(run(&[0]), (1, 99, 99, 1));
        assert_eq!(run(&[7]), (1, 99, 197, 2));
        assert_eq!(run(&[0, 7]), (2, 198, 296, 2));
    }

    #[test]
    fn a_large_front_is_looked_for_and_a_small_one_looks() {
        let mut star = search((1..100).map(|leaf| (0, leaf, 1)));
        // From the hub each leaf looks at its one tie; then nobody is left to look.
        assert_eq!(star.run([0]).work, 99);
        // From a leaf: one tie to the hub, then all others look, and then nobody.
        assert_eq!(star.run([7]).work, (1 + VISIT as u64) + 98);
    }
}
