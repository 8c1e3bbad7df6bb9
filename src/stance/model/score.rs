//! From features to scores and probabilities.

use super::{CLIP, N_OUTPUTS, StanceModel};
use crate::stance::features::{Digest, Family, Features, for_each_term, write_dense};

/// Scores replies by a model, with room that is kept from one to the next.
#[derive(Debug)]
pub(crate) struct Scorer<'a> {
    model: &'a StanceModel,
    dense: Vec<f32>,
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(model: &'a StanceModel) -> Self {
        Self { model, dense: Vec::with_capacity(model.dense.len()) }
    }

    /// The scores of a reply to a parent; linear in the words of both.
    pub(crate) fn scores(&mut self, parent: &Digest<'_>, reply: &Digest<'_>) -> [f32; N_OUTPUTS] {
        write_dense(parent, reply, &mut self.dense);
        let mut sums = [Sum::default(); Family::ALL.len()];
        for_each_term(&reply.text, |term| sums[term.family as usize].add(self.model.rows[term.row() as usize]));
        self.model.add_up(&self.dense, &sums)
    }
}

/// The weights of the terms of a family, added up exactly: in 64 bits, as a comment may have more words than 32 hold.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    total: [i64; N_OUTPUTS],
    n: u32,
}

impl Sum {
    #[inline]
    fn add(&mut self, row: [i8; N_OUTPUTS]) {
        self.total.iter_mut().zip(row).for_each(|(total, weight)| *total += i64::from(weight));
        self.n += 1;
    }
}

impl StanceModel {
    /// The scores of features that were worked out before.
    pub(crate) fn scores_of(&self, features: &Features) -> [f32; N_OUTPUTS] {
        let mut sums = [Sum::default(); Family::ALL.len()];
        for (sum, rows) in sums.iter_mut().zip(&features.terms) {
            rows.iter().for_each(|&row| sum.add(self.rows[row as usize]));
        }
        self.add_up(&features.dense, &sums)
    }

    fn add_up(&self, dense: &[f32], sums: &[Sum]) -> [f32; N_OUTPUTS] {
        let mut scores = self.bias;
        for (at, weights) in self.dense.iter().enumerate() {
            let value = self.standardised(at, dense[at]);
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += value * weight);
        }
        for sum in sums.iter().filter(|sum| sum.n > 0) {
            let share = 1.0 / (sum.n as f32).sqrt();
            for ((score, total), scale) in scores.iter_mut().zip(sum.total).zip(self.scale) {
                *score += share * scale * total as f32;
            }
        }
        scores
    }

    /// A dense feature as it is weighed; one that is not known is as usual.
    #[inline]
    pub(crate) fn standardised(&self, at: usize, value: f32) -> f32 {
        let from_usual = ((value - self.means[at]) / self.sds[at]).clamp(-CLIP, CLIP);
        if value.is_nan() { 0.0 } else { from_usual }
    }

    /// How likely agreeing, neutral and disagreeing are.
    pub(crate) fn probabilities(&self, scores: &[f32; N_OUTPUTS]) -> [f32; 3] {
        softmax([scores[0], scores[1], scores[2]].map(|score| f64::from(score / self.temperature))).map(|p| p as f32)
    }
}

/// Probabilities of scores.
pub(crate) fn softmax(scores: [f64; 3]) -> [f64; 3] {
    let most = scores.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let raised = scores.map(|score| (score - most).exp());
    let sum: f64 = raised.iter().sum();
    raised.map(|value| value / sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::features::Digests;

    #[test]
    fn scores_while_reading_are_those_of_features_worked_out_before() {
        let model = StanceModel::builtin();
        let mut scorer = Scorer::new(&model);
        let texts = ["", "No.", "You are right, but why? See http://a.b/c", "Tea is not a drink!\n\nIs it?", "ÄÖ 日本"];
        for (parent, reply) in texts.iter().flat_map(|parent| texts.map(|reply| (*parent, reply))) {
            let mut digests = Digests::new();
            let numbers = [parent, reply].map(|text| digests.add([(0, text)].into_iter()));
            let [parent, reply] = numbers.map(|number| digests.get(number));
            let scores = scorer.scores(&parent, &reply);
            assert_eq!(scores, model.scores_of(&Features::of(&parent, &reply)));
            let sum: f32 = model.probabilities(&scores).iter().sum();
            assert!((sum - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn very_many_words_overflow_nothing() {
        let model =
            StanceModel { rows: vec![[127; N_OUTPUTS]; 1 << 16], ..StanceModel::clone(&StanceModel::builtin()) };
        let sum = Sum { total: [127 * (1 << 31); N_OUTPUTS], n: 1 << 31 };
        let scores = model.add_up(&vec![f32::NAN; model.dense.len()], &[sum; Family::ALL.len()]);
        assert!(scores.iter().all(|score| score.is_finite()));
        assert!(model.probabilities(&scores).iter().all(|share| (0.0..=1.0).contains(share)));
    }

    #[test]
    fn a_feature_far_from_usual_is_cut_off_and_one_not_known_is_as_usual() {
        let model = StanceModel::builtin();
        assert_eq!([1e30, -1e30, f32::NAN].map(|value| model.standardised(0, value)), [CLIP, -CLIP, 0.0]);
        assert_eq!(model.standardised(0, model.means[0]), 0.0);
    }
}
