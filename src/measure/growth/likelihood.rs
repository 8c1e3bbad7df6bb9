//! The likelihood of many threads under given parameters.

use super::authored::{Authored, Turn};
use super::params::Params;
use super::product::{LogProduct, Sum};
use super::tally::{Choice, Tally};

/// Below this a number has lost its last digits, or all of them.
const TINY: f64 = 1e-290;

/// Steps made ready for being summed over again and again.
///
/// One evaluation multiplies once for each different choice, and a few times for each turn of [`Authored`]; it takes
/// a logarithm only for each number of nodes, and for about each hundred of the others.
#[derive(Debug)]
pub(super) struct Likelihood {
    choices: Vec<(u64, Choice)>,
    n_by_nodes: Vec<u64>,
    turns: Vec<Turn>,
    n_steps: u64,
    max_nodes: usize,
}

impl Likelihood {
    /// The likelihood of all steps, in which nothing is forbidden and authors do not count.
    pub(super) fn of_steps(steps: &Tally) -> Self {
        Self::new(steps, Vec::new(), steps.n_steps())
    }

    /// The likelihood of allowed steps, in which authors count.
    pub(super) fn of_authored(authored: &Authored) -> Self {
        Self::new(&authored.open, authored.sorted(), authored.n_steps())
    }

    fn new(open: &Tally, turns: Vec<Turn>, n_steps: u64) -> Self {
        let n_by_nodes = open.n_by_nodes().to_vec();
        let max_nodes = turns.iter().map(|turn| turn.n_nodes as usize).fold(n_by_nodes.len(), usize::max);
        Self { choices: open.sorted(), n_by_nodes, turns, n_steps, max_nodes }
    }

    /// The number of steps.
    pub(super) fn n_steps(&self) -> u64 {
        self.n_steps
    }

    /// The logarithm of the likelihood, 0 or less. It may be minus infinity, but is never NaN.
    pub(super) fn ln(&self, params: &Params) -> f64 {
        let novelty = Novelty::new(params.tau, self.max_nodes);
        self.choices_ln(params, &novelty) - self.totals_ln(params, &novelty) + self.turns_ln(params, &novelty)
    }

    /// The logarithms of what was chosen, without kappa.
    fn choices_ln(&self, params: &Params, novelty: &Novelty) -> f64 {
        let groups = self.choices.chunk_by(|a, b| a.0 == b.0);
        let group_ln = |group: &[(u64, Choice)]| {
            let mut product = LogProduct::new();
            for (_, choice) in group {
                push(&mut product, phi(params, novelty, choice), choice.age, novelty);
            }
            group[0].0 as f64 * product.ln()
        };
        groups.map(group_ln).collect::<Sum>().value()
    }

    /// The logarithms of all that could be chosen, where nothing is forbidden.
    fn totals_ln(&self, params: &Params, novelty: &Novelty) -> f64 {
        let total = |nodes: usize| 2.0 * params.alpha * (nodes as f64 - 1.0) + params.beta + novelty.sums[nodes];
        let totals = self.n_by_nodes.iter().enumerate().filter(|(_, count)| **count > 0);
        totals.map(|(nodes, &count)| count as f64 * total(nodes).ln()).collect::<Sum>().value()
    }

    /// The logarithms of the probabilities of turns.
    fn turns_ln(&self, params: &Params, novelty: &Novelty) -> f64 {
        let (mut chosen, mut open) = (LogProduct::new(), LogProduct::new());
        let mut forbidden = 0.0;
        for turn in &self.turns {
            let before = if turn.is_first { 0.0 } else { forbidden };
            let answered = if turn.last_age > 0 { novelty.powers[turn.last_age as usize] } else { 0.0 };
            forbidden = novelty.powers[turn.gap as usize] * (before + 1.0 + answered);
            if turn.is_scored {
                let kappa = if turn.is_reciprocal { params.kappa } else { 0.0 };
                let phi = phi(params, novelty, &turn.choice) + kappa;
                push(&mut chosen, phi, turn.choice.age, novelty);
                // Where little else is open, rounding must not make the whole less than its part.
                open.push(open_total(params, novelty, turn, forbidden).max(phi).max(TINY));
            }
        }
        chosen.ln() - open.ln()
    }
}

/// What speaks for a choice, without kappa.
#[inline]
fn phi(params: &Params, novelty: &Novelty, choice: &Choice) -> f64 {
    let beta = if choice.is_story { params.beta } else { 0.0 };
    params.alpha * f64::from(choice.degree) + beta + novelty.powers[choice.age as usize]
}

/// What speaks for all that an author may choose.
#[inline]
fn open_total(params: &Params, novelty: &Novelty, turn: &Turn, forbidden: f64) -> f64 {
    let beta = if turn.is_story_open { params.beta } else { 0.0 };
    let new = novelty.sums[turn.n_nodes as usize] - forbidden;
    params.alpha * f64::from(turn.open_degrees) + beta + new.max(0.0) + params.kappa * f64::from(turn.n_reciprocal)
}

/// Multiplies by what speaks for a choice. Where only its age does, and that is too high for its power to be a
/// number, the logarithm still is one.
#[inline]
fn push(product: &mut LogProduct, phi: f64, age: u32, novelty: &Novelty) {
    if phi > TINY {
        product.push(phi);
    } else {
        product.push_ln(f64::from(age) * novelty.ln_tau);
    }
}

/// The powers of tau.
struct Novelty {
    /// By the age: what is lost in the other parts of any sum is 0.
    powers: Vec<f64>,
    /// By the number of nodes: the novelty of all of them.
    sums: Vec<f64>,
    ln_tau: f64,
}

impl Novelty {
    fn new(tau: f64, max_nodes: usize) -> Self {
        let (mut powers, mut sums) = (vec![1.0], vec![0.0]);
        let (mut power, mut sum) = (1.0, 0.0);
        for _ in 0..max_nodes {
            power = if power > TINY { power * tau } else { 0.0 };
            sum += power;
            powers.push(power);
            sums.push(sum);
        }
        Self { powers, sums, ln_tau: tau.ln() }
    }
}
