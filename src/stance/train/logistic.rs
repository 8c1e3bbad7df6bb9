//! Multinomial logistic regression with an L2 penalty, by L-BFGS (Nocedal 1980).

use argmin::core::{CostFunction, Error, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

use crate::stance::model::softmax;

/// One example: its features, sparse and with their values, how likely each class is to be right, and its weight.
#[derive(Clone, Debug, Default)]
pub(super) struct Example {
    pub(super) dense: Vec<f32>,
    pub(super) sparse: Vec<(u32, f32)>,
    pub(super) target: [f32; 3],
    pub(super) weight: f32,
}

/// The weights of a fitted regression, three to a feature.
#[derive(Clone, Debug, Default)]
pub(super) struct Weights {
    pub(super) bias: [f64; 3],
    pub(super) dense: Vec<[f64; 3]>,
    pub(super) sparse: Vec<[f64; 3]>,
}

const MEMORY: usize = 8;
const MAX_ITERS: u64 = 120;

/// The cost, over the examples' total weight: their cross-entropies, and the penalty times half the squared length of all
/// weights but the biases.
struct Problem<'a> {
    examples: &'a [Example],
    n_dense: usize,
    penalty: f64,
    total: f64,
}

/// Fits the weights of `n_dense` and `n_sparse` features; the optimum is the only one. Without examples all are 0.
pub(super) fn fit(examples: &[Example], n_dense: usize, n_sparse: usize, penalty: f64) -> Weights {
    let total = examples.iter().map(|example| f64::from(example.weight)).sum::<f64>().max(1e-9);
    let problem = Problem { examples, n_dense, penalty: penalty / total, total };
    let start = vec![0.0; 3 * (1 + n_dense + n_sparse)];
    let search = MoreThuenteLineSearch::new().with_c(1e-4, 0.9);
    let found = search.and_then(|search| {
        let solver = LBFGS::new(search, MEMORY).with_tolerance_grad(1e-6)?.with_tolerance_cost(1e-9)?;
        let executor = Executor::new(problem, solver);
        executor.configure(|state| state.param(start.clone()).max_iters(MAX_ITERS)).timer(false).run()
    });
    let best = found.ok().and_then(|found| found.state().get_best_param().cloned()).unwrap_or(start);
    let rows = best.as_chunks::<3>().0;
    Weights { bias: rows[0], dense: rows[1..=n_dense].to_vec(), sparse: rows[1 + n_dense..].to_vec() }
}

impl Problem<'_> {
    fn scores(&self, example: &Example, rows: &[[f64; 3]]) -> [f64; 3] {
        let mut scores = rows[0];
        for (row, &value) in rows[1..].iter().zip(&example.dense) {
            add(&mut scores, row, f64::from(value));
        }
        let sparse = &rows[1 + self.n_dense..];
        for &(index, value) in &example.sparse {
            add(&mut scores, &sparse[index as usize], f64::from(value));
        }
        scores
    }
}

fn add(to: &mut [f64; 3], row: &[f64; 3], value: f64) {
    to.iter_mut().zip(row).for_each(|(to, row)| *to += row * value);
}

/// The logarithm of the sum of the exponentials of scores.
fn ln_sum_exp(scores: [f64; 3]) -> f64 {
    let most = scores.into_iter().fold(f64::NEG_INFINITY, f64::max);
    most + scores.map(|score| (score - most).exp()).iter().sum::<f64>().ln()
}

impl CostFunction for Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, param: &Vec<f64>) -> Result<f64, Error> {
        let rows = param.as_chunks::<3>().0;
        let mut cost = 0.0;
        for example in self.examples {
            let scores = self.scores(example, rows);
            let ln_sum = ln_sum_exp(scores);
            let parts = scores.iter().zip(example.target).map(|(score, target)| (ln_sum - score) * f64::from(target));
            cost += parts.sum::<f64>() * f64::from(example.weight);
        }
        let length: f64 = param[3..].iter().map(|weight| weight * weight).sum();
        Ok(cost / self.total + 0.5 * self.penalty * length)
    }
}

impl Gradient for Problem<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, param: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let rows = param.as_chunks::<3>().0;
        let mut gradient: Vec<f64> = param.iter().map(|weight| weight * self.penalty).collect();
        gradient[..3].fill(0.0);
        let into = gradient.as_chunks_mut::<3>().0;
        for example in self.examples {
            let probabilities = softmax(self.scores(example, rows));
            let scale = f64::from(example.weight) / self.total;
            let mut miss = [0.0; 3];
            for class in 0..3 {
                miss[class] = (probabilities[class] - f64::from(example.target[class])) * scale;
            }
            add(&mut into[0], &miss, 1.0);
            for (row, &value) in into[1..].iter_mut().zip(&example.dense) {
                add(row, &miss, f64::from(value));
            }
            let sparse = &mut into[1 + self.n_dense..];
            for &(index, value) in &example.sparse {
                add(&mut sparse[index as usize], &miss, f64::from(value));
            }
        }
        Ok(gradient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Chance;

    fn share(chance: &mut Chance) -> f32 {
        chance.below(1 << 20) as f32 / (1 << 20) as f32
    }

    /// Examples of chance: of some classes only, some of them the same, some without terms.
    fn examples(seed: u64) -> Vec<Example> {
        let mut chance = Chance::new(seed);
        let n_classes = 1 + chance.below(3);
        let n = chance.below(40);
        let scale = [0.0, 1.0, 8.0][chance.below(3)];
        let mut example = |_| {
            let dense = (0..3).map(|_| (share(&mut chance) - 0.5) * scale).collect();
            let sparse = (0..chance.below(4)).map(|_| (chance.below(5) as u32, share(&mut chance))).collect();
            let mut target = [0.0; 3];
            target[chance.below(n_classes)] = 1.0;
            Example { dense, sparse, target, weight: [0.0, 0.3, 1.0][chance.below(3)] }
        };
        (0..n).map(&mut example).collect()
    }

    fn problem(examples: &[Example], penalty: f64) -> Problem<'_> {
        let total = examples.iter().map(|example| f64::from(example.weight)).sum::<f64>().max(1e-9);
        Problem { examples, n_dense: 3, penalty: penalty / total, total }
    }

    #[test]
    fn the_optimum_is_found_whatever_the_examples() {
        for seed in 0..200 {
            let examples = examples(seed);
            let penalty = [0.01, 1.0, 35.0][seed as usize % 3];
            let weights = fit(&examples, 3, 5, penalty);
            let rows: Vec<_> = [weights.bias].into_iter().chain(weights.dense).chain(weights.sparse).collect();
            let param: Vec<f64> = rows.into_iter().flatten().collect();
            assert!(param.iter().all(|weight| weight.is_finite()), "{seed}");
            let problem = problem(&examples, penalty);
            let start = problem.gradient(&vec![0.0; param.len()]).unwrap();
            let end = problem.gradient(&param).unwrap();
            let length = |gradient: &[f64]| gradient.iter().map(|part| part * part).sum::<f64>().sqrt();
            assert!(length(&end) <= 1e-6 + 0.02 * length(&start), "{seed}: {} {}", length(&start), length(&end));
        }
    }

    #[test]
    fn the_gradient_is_that_of_the_cost() {
        let examples = examples(7);
        let problem = problem(&examples, 1.0);
        let mut chance = Chance::new(1);
        let param: Vec<f64> = (0..27).map(|_| f64::from(share(&mut chance)) - 0.5).collect();
        let gradient = problem.gradient(&param).unwrap();
        for at in 0..param.len() {
            let cost = |step: f64| {
                let mut near = param.clone();
                near[at] += step;
                problem.cost(&near).unwrap()
            };
            let slope = (cost(1e-5) - cost(-1e-5)) / 2e-5;
            assert!((slope - gradient[at]).abs() < 1e-5 * (1.0 + slope.abs()), "{at}: {slope} {}", gradient[at]);
        }
    }

    #[test]
    fn without_examples_nothing_is_learned() {
        let weights = fit(&[], 2, 1, 1.0);
        assert_eq!((weights.bias, weights.dense.len(), weights.sparse.len()), ([0.0; 3], 2, 1));
    }
}
