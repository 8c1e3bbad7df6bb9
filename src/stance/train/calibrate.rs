//! Making probabilities mean what they say, and saying when nothing should be told.

use argmin::core::{CostFunction, Error, Executor, State};
use argmin::solver::goldensectionsearch::GoldenSectionSearch;

use crate::model::Stance;
use crate::stance::eval::Prediction;
use crate::stance::model::softmax;

/// A reply that a model scored which was not fitted to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    /// The scores of the three stances.
    pub(crate) scores: [f32; 3],
    pub(crate) stance: Stance,
}

/// The cost of a temperature: what the right stances' probabilities cost.
struct Heat<'a>(&'a [Judged]);

/// Temperatures are looked for between these, as logarithms.
const RANGE: (f64, f64) = (-2.0, 3.0);
const MAX_ITERS: u64 = 60;

/// The temperature at which the right stances are likeliest (Guo et al. 2017); 1 where nothing was judged.
pub(crate) fn temperature(judged: &[Judged]) -> f32 {
    if judged.is_empty() {
        return 1.0;
    }
    let search = GoldenSectionSearch::new(RANGE.0, RANGE.1).and_then(|search| search.with_tolerance(1e-6));
    let found = search.and_then(|search| {
        let executor = Executor::new(Heat(judged), search);
        executor.configure(|state| state.param(0.0).max_iters(MAX_ITERS)).timer(false).run()
    });
    let best = found.ok().and_then(|found| found.state().get_best_param().copied());
    best.map_or(1.0, f64::exp) as f32
}

impl CostFunction for Heat<'_> {
    type Param = f64;
    type Output = f64;

    fn cost(&self, ln: &f64) -> Result<f64, Error> {
        let temperature = ln.exp();
        let cost = |judged: &Judged| {
            let scores = judged.scores.map(|score| f64::from(score) / temperature);
            -softmax(scores)[judged.stance.index()].max(1e-12).ln()
        };
        Ok(self.0.iter().map(cost).sum::<f64>() / self.0.len() as f64)
    }
}

/// Of the stances told, so many shall be right.
const RIGHT_SHARE: f64 = 0.7;

/// The least confidence with which a stance is told, so that as many are told as can be while seven in ten of them are right:
/// a point of the risk-coverage curve (El-Yaniv and Wiener 2010).
///
/// Where no confidence reaches that, the greatest one.
pub(crate) fn least_confidence(told: &[Prediction]) -> f32 {
    let mut told = told.to_vec();
    told.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let (mut n_right, mut least) = (0, told.first().map_or(0.0, |best| best.confidence));
    for (n, it) in (1..).zip(&told) {
        n_right += u32::from(it.gold == it.found);
        // Those that are as sure are told with it, or not.
        let is_last = told.get(n).is_none_or(|next| next.confidence < it.confidence);
        if is_last && f64::from(n_right) >= RIGHT_SHARE * n as f64 {
            least = it.confidence;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_are_too_sure_are_cooled_down() {
        let judged = |right: bool| Judged {
            scores: [4.0, 0.0, 0.0],
            stance: if right { Stance::Agree } else { Stance::Disagree },
        };
        let half: Vec<_> = (0..100).map(|n| judged(n % 2 == 0)).collect();
        let most: Vec<_> = (0..100).map(|n| judged(n % 20 != 0)).collect();
        assert!(temperature(&half) > 4.0 && temperature(&most) < 2.0);
        assert_eq!(temperature(&[]), 1.0);
    }

    #[test]
    fn as_many_are_told_as_can_be() {
        let told = |rows: &[(f32, usize)]| {
            let rows = rows.iter().map(|&(confidence, found)| Prediction { gold: 1, found, confidence });
            least_confidence(&rows.collect::<Vec<_>>())
        };
        assert_eq!(told(&[(0.9, 1), (0.8, 1), (0.7, 0), (0.6, 1), (0.5, 0), (0.4, 2)]), 0.6);
        assert_eq!(told(&[(0.9, 0), (0.8, 2)]), 0.9);
        // The three that are equally sure are two right of three, whatever their order.
        assert_eq!(told(&[(0.9, 1), (0.5, 1), (0.5, 0), (0.5, 0)]), 0.9);
        assert_eq!(told(&[(0.9, 1), (0.5, 0), (0.5, 1), (0.5, 1)]), 0.5);
        assert_eq!(least_confidence(&[]), 0.0);
    }
}
