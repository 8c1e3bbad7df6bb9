//! The search for the greatest cut of one connected part.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::graph::chance::Chance;
use crate::graph::{Adjacency, CutSearch, Node};

/// Parts of at most so many nodes are split by trying every split, of which there are 2^(n - 1).
const MAX_EXACT: usize = 12;
/// How often each edge of a part may be looked at in one search of it.
const LOOKS_PER_EDGE: u64 = 400;
/// How often each edge may be looked at before the first kick of a search, whatever looks are left.
const FIRST_LOOKS_PER_EDGE: u64 = 20;
/// Gains up to this are taken for rounding.
const EPSILON: f64 = 1e-9;
/// The most nodes that one kick turns.
const MAX_KICK: usize = 40;

/// Splits parts of a graph, one after the other.
pub(super) struct Climber<'a> {
    neighbours: &'a Adjacency<f64>,
    /// The side of each node.
    sides: Vec<bool>,
    /// What the cut gains if a node changes sides; while a split is begun, how strongly it is pulled to the second.
    gains: Vec<f64>,
    /// Nodes that were worth a change when they were put here.
    queue: BinaryHeap<Candidate>,
    /// The nodes that changed sides since this was last cleared.
    journal: Vec<usize>,
    /// Arcs that were looked at.
    looks: u64,
}

/// A node by what it gains, and then by its number, lower ones first.
#[derive(Clone, Copy, Debug)]
struct Candidate(f64, Reverse<usize>);

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

impl<'a> Climber<'a> {
    /// A climber on a graph of so many nodes, all of them on the first side.
    pub(super) fn new(neighbours: &'a Adjacency<f64>, n_nodes: usize) -> Self {
        Self {
            neighbours,
            sides: vec![false; n_nodes],
            gains: vec![0.0; n_nodes],
            queue: BinaryHeap::new(),
            journal: Vec::new(),
            looks: 0,
        }
    }

    /// The sides found.
    pub(super) fn into_sides(self) -> Vec<bool> {
        self.sides
    }

    /// Splits a connected part, whose first node comes to stand on the first side.
    pub(super) fn split(&mut self, part: &[usize], search: CutSearch) {
        if self.split_without_conflict(part) {
            return;
        }
        if part.len() <= MAX_EXACT {
            self.split_exactly(part);
        } else {
            self.split_by_search(part, search);
        }
        if self.sides[part[0]] {
            part.iter().for_each(|&node| self.sides[node] = !self.sides[node]);
        }
    }

    /// Puts all opponents on different sides and all allies on one, if that can be.
    fn split_without_conflict(&mut self, part: &[usize]) -> bool {
        let neighbours = self.neighbours;
        // A node is known when its gain is 1.
        part.iter().for_each(|&node| self.gains[node] = 0.0);
        (self.sides[part[0]], self.gains[part[0]]) = (false, 1.0);
        let mut open = vec![part[0]];
        while let Some(node) = open.pop() {
            for (other, weight) in arcs(neighbours, node) {
                let side = self.sides[node] != (weight > 0.0);
                if self.gains[other] == 0.0 {
                    (self.sides[other], self.gains[other]) = (side, 1.0);
                    open.push(other);
                } else if self.sides[other] != side {
                    return false;
                }
            }
        }
        true
    }

    /// Tries every split, each differing from the last in one node (Gray's code).
    fn split_exactly(&mut self, part: &[usize]) {
        part.iter().for_each(|&node| self.sides[node] = false);
        self.weigh(part);
        let (mut weight, mut best, mut best_code) = (0.0, EPSILON, 0_usize);
        for step in 1..1_usize << (part.len() - 1) {
            weight += self.turn(part[1 + step.trailing_zeros() as usize]);
            if weight > best {
                (best, best_code) = (weight + EPSILON, step ^ (step >> 1));
            }
        }
        self.queue.clear();
        part[1..].iter().enumerate().for_each(|(bit, &node)| self.sides[node] = best_code >> bit & 1 == 1);
    }

    fn split_by_search(&mut self, part: &[usize], search: CutSearch) {
        let n_arcs: u64 = part.iter().map(|&node| self.neighbours.degree(Node::from_index(node)) as u64).sum();
        let mut best: Option<(f64, Vec<bool>)> = None;
        for start in 0..u64::from(search.n_starts.max(1)) {
            if start > 0 && self.looks >= search.max_looks {
                break;
            }
            let mut chance = Chance::new(search.seed ^ start << 32 ^ part[0] as u64);
            let first = part[chance.below(part.len())];
            self.begin(part, first);
            self.weigh(part);
            let most = self.looks + LOOKS_PER_EDGE * n_arcs / 2;
            self.settle(part, most.min(search.max_looks.max(self.looks + FIRST_LOOKS_PER_EDGE * n_arcs / 2)));
            self.kick_repeatedly(part, &mut chance, most.min(search.max_looks));
            let weight = self.weight_between(part);
            if best.as_ref().is_none_or(|(known, _)| weight > known + EPSILON) {
                best = Some((weight, part.iter().map(|&node| self.sides[node]).collect()));
            }
        }
        for (&node, side) in part.iter().zip(best.into_iter().flat_map(|(_, sides)| sides)) {
            self.sides[node] = side;
        }
    }

    /// Nodes join one after the other, the most strongly pulled first, each on the side that it is pulled to.
    fn begin(&mut self, part: &[usize], first: usize) {
        let neighbours = self.neighbours;
        let mut is_in = vec![false; part.len()];
        part.iter().for_each(|&node| self.gains[node] = 0.0);
        self.queue.clear();
        self.queue.push(Candidate(0.0, Reverse(first)));
        while let Some(Candidate(pull, Reverse(node))) = self.queue.pop() {
            let Ok(place) = part.binary_search(&node) else { continue };
            if is_in[place] || pull != self.gains[node].abs() {
                continue;
            }
            is_in[place] = true;
            self.sides[node] = self.gains[node] > 0.0;
            self.looks += neighbours.degree(Node::from_index(node)) as u64;
            for (other, weight) in arcs(neighbours, node) {
                self.gains[other] += if self.sides[node] { -weight } else { weight };
                self.queue.push(Candidate(self.gains[other].abs(), Reverse(other)));
            }
        }
    }

    /// Works out what each node of a part gains, and queues those that gain.
    fn weigh(&mut self, part: &[usize]) {
        self.queue.clear();
        for &node in part {
            let signed =
                |(other, weight): (usize, f64)| if self.sides[other] == self.sides[node] { weight } else { -weight };
            self.gains[node] = arcs(self.neighbours, node).map(signed).sum();
            self.looks += self.neighbours.degree(Node::from_index(node)) as u64;
            self.enqueue(node);
        }
    }

    /// Turns nodes, and then the two ends of edges of `nodes`, until that gains nothing; returns what it gained.
    fn settle(&mut self, nodes: &[usize], limit: u64) -> f64 {
        let mut gained = self.climb(limit);
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for &node in nodes {
                while let Some(other) = self.partner(node).filter(|_| self.looks < limit) {
                    gained += self.turn(node) + self.turn(other) + self.climb(limit);
                    has_changed = true;
                }
            }
        }
        gained
    }

    fn climb(&mut self, limit: u64) -> f64 {
        let mut gained = 0.0;
        while let Some(Candidate(gain, Reverse(node))) = self.queue.pop() {
            if gain == self.gains[node] && self.looks < limit {
                gained += self.turn(node);
            }
        }
        gained
    }

    /// The first neighbour of a node with which it gains by changing sides together.
    fn partner(&mut self, node: usize) -> Option<usize> {
        let (sides, gains) = (&self.sides, &self.gains);
        self.looks += self.neighbours.degree(Node::from_index(node)) as u64;
        // The edge between them stays as it was, though each of the two gains counts it.
        let between = |other: usize, weight: f64| if sides[node] == sides[other] { weight } else { -weight };
        let gain = |(other, weight): (usize, f64)| gains[node] + gains[other] - 2.0 * between(other, weight);
        arcs(self.neighbours, node).find(|&arc| gain(arc) > EPSILON).map(|(other, _)| other)
    }

    /// Turns bunches of nodes and climbs again, and takes back what lost weight, until nothing comes of it.
    fn kick_repeatedly(&mut self, part: &[usize], chance: &mut Chance, limit: u64) {
        let mut n_vain = 0;
        while self.looks < limit && n_vain < 2 * part.len() + 20 {
            self.journal.clear();
            let lost = self.kick(part, chance);
            let kicked = self.journal.clone();
            let gained = lost + self.settle(&kicked, limit);
            n_vain = if gained > EPSILON { 0 } else { n_vain + 1 };
            if gained < -EPSILON {
                for node in std::mem::take(&mut self.journal).into_iter().rev() {
                    self.turn(node);
                }
                self.queue.clear();
            }
        }
    }

    /// Turns the nodes that a walk of some steps comes by.
    fn kick(&mut self, part: &[usize], chance: &mut Chance) -> f64 {
        let n_steps = 2 + chance.below((part.len() / 3).min(MAX_KICK));
        let mut node = part[chance.below(part.len())];
        let mut gained = 0.0;
        for _ in 0..n_steps {
            gained += self.turn(node);
            let beside = self.neighbours.of(Node::from_index(node));
            node = beside[chance.below(beside.len())].index();
        }
        gained
    }

    /// A node changes sides; returns what that gained.
    fn turn(&mut self, node: usize) -> f64 {
        let neighbours = self.neighbours;
        let gained = self.gains[node];
        self.sides[node] = !self.sides[node];
        self.gains[node] = -gained;
        self.enqueue(node);
        self.journal.push(node);
        self.looks += neighbours.degree(Node::from_index(node)) as u64;
        for (other, weight) in arcs(neighbours, node) {
            let is_same = self.sides[node] == self.sides[other];
            self.gains[other] += 2.0 * if is_same { weight } else { -weight };
            self.enqueue(other);
        }
        gained
    }

    fn enqueue(&mut self, node: usize) {
        if self.gains[node] > EPSILON {
            self.queue.push(Candidate(self.gains[node], Reverse(node)));
        }
    }

    fn weight_between(&self, part: &[usize]) -> f64 {
        let of_node = |&node: &usize| -> f64 {
            let cut = arcs(self.neighbours, node).filter(|(other, _)| self.sides[*other] != self.sides[node]);
            cut.map(|(_, weight)| weight).sum()
        };
        part.iter().map(of_node).sum::<f64>() / 2.0
    }
}

fn arcs(neighbours: &Adjacency<f64>, node: usize) -> impl Iterator<Item = (usize, f64)> {
    neighbours.arcs_of(Node::from_index(node)).map(|(other, weight)| (other.index(), weight))
}
