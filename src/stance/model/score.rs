//! From features to scores and probabilities.

use super::{CLIP, N_OUTPUTS, StanceModel};
use crate::stance::features::{Dense, Digest, Family, Features, for_each_term, share_of_each};

/// Scores replies by a model, with room that is kept from one to the next.
#[derive(Debug)]
pub(crate) struct Scorer<'a> {
    model: &'a StanceModel,
    dense: Dense,
    rows: Vec<u32>,
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(model: &'a StanceModel) -> Self {
        Self { model, dense: Dense::new(), rows: Vec::new() }
    }

    /// The scores of a reply to a parent; linear in the words of both.
    pub(crate) fn scores(&mut self, parent: &Digest<'_>, reply: &Digest<'_>) -> [f32; N_OUTPUTS] {
        self.dense.write(parent, reply);
        self.rows.clear();
        let mut sums = [Sum::default(); Family::ALL.len()];
        for_each_term(&reply.text, |term| {
            let row = term.row();
            sums[term.family as usize].add(self.model.rows[row as usize]);
            self.rows.push(row);
        });
        self.model.add_up(self.dense.as_mut_slice(), &mut sums)
    }

    /// The rows of the terms of the reply that was scored last, in the order of [`for_each_term`].
    pub(crate) fn last_rows(&self) -> &[u32] {
        &self.rows
    }
}

/// The weights of the terms of a family, added up exactly.
///
/// The four bytes of a row, each made positive, are added as numbers of 16 bits, two to a word, which have room for those of
/// [`Sum::ROOM`] rows.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    n: u32,
    total: [i64; N_OUTPUTS],
    /// Outputs 0 and 2, and outputs 1 and 3, of rows that are not in `total` yet.
    even: u32,
    odd: u32,
    n_waiting: u32,
}

impl Sum {
    const ROOM: u32 = 256;
    const LANES: u32 = 0x00ff_00ff;

    #[inline]
    fn add(&mut self, row: [i8; N_OUTPUTS]) {
        let [first, second, third, fourth] = row;
        // Written out, as mapping over the array is not made one load.
        let bytes = [first.cast_unsigned(), second.cast_unsigned(), third.cast_unsigned(), fourth.cast_unsigned()];
        let positive = u32::from_le_bytes(bytes) ^ 0x8080_8080;
        self.even = self.even.wrapping_add(positive & Self::LANES);
        self.odd = self.odd.wrapping_add((positive >> 8) & Self::LANES);
        self.n_waiting += 1;
        if self.n_waiting == Self::ROOM {
            self.settle();
        }
    }

    fn settle(&mut self) {
        let lanes = [self.even & 0xffff, self.odd & 0xffff, self.even >> 16, self.odd >> 16];
        for (total, lane) in self.total.iter_mut().zip(lanes) {
            *total += i64::from(lane) - 128 * i64::from(self.n_waiting);
        }
        self.n += self.n_waiting;
        (self.even, self.odd, self.n_waiting) = (0, 0, 0);
    }
}

impl StanceModel {
    /// The scores of features that were worked out before.
    pub(crate) fn scores_of(&self, features: &Features) -> [f32; N_OUTPUTS] {
        let mut sums = [Sum::default(); Family::ALL.len()];
        for (sum, rows) in sums.iter_mut().zip(&features.terms) {
            rows.iter().for_each(|&row| sum.add(self.rows[row as usize]));
        }
        self.add_up(&mut features.dense.clone(), &mut sums)
    }

    /// Adds up features, of which the dense ones are left standardised.
    fn add_up(&self, dense: &mut [f32], sums: &mut [Sum]) -> [f32; N_OUTPUTS] {
        // A loop of its own, which is done for several features at once.
        for ((value, mean), sd) in dense.iter_mut().zip(&self.means).zip(&self.sds) {
            *value = standardised(*value, *mean, *sd);
        }
        let mut scores = self.bias;
        for (weights, value) in self.dense.iter().zip(&*dense) {
            for output in 0..N_OUTPUTS {
                scores[output] += value * weights[output];
            }
        }
        for sum in sums.iter_mut() {
            sum.settle();
            if sum.n == 0 {
                continue;
            }
            let share = share_of_each(sum.n as usize);
            for ((score, total), scale) in scores.iter_mut().zip(sum.total).zip(self.scale) {
                *score += share * scale * total as f32;
            }
        }
        scores
    }

    /// How likely agreeing, neutral and disagreeing are.
    pub(crate) fn probabilities(&self, scores: &[f32; N_OUTPUTS]) -> [f32; 3] {
        softmax([scores[0], scores[1], scores[2]].map(|score| f64::from(score / self.temperature))).map(|p| p as f32)
    }
}

/// A dense feature as it is weighed; one that is not known is as usual.
#[inline]
pub(crate) fn standardised(value: f32, mean: f32, sd: f32) -> f32 {
    let from_usual = ((value - mean) / sd).clamp(-CLIP, CLIP);
    if value.is_nan() { 0.0 } else { from_usual }
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
            let numbers = [parent, reply].map(|text| digests.add([(0, text, true)].into_iter()));
            let [parent, reply] = numbers.map(|number| digests.get(number));
            let scores = scorer.scores(&parent, &reply);
            assert_eq!(scores, model.scores_of(&Features::of(&parent, &reply)));
            let sum: f32 = model.probabilities(&scores).iter().sum();
            assert!((sum - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn sums_of_many_rows_are_exact() {
        let mut sum = Sum::default();
        let rows = (0..1000_i32).map(|n| [n, 7 * n, 31 * n, -n].map(|n| (n % 255 - 127) as i8));
        let expected = rows.clone().fold([0_i64; N_OUTPUTS], |mut total, row| {
            total.iter_mut().zip(row).for_each(|(total, weight)| *total += i64::from(weight));
            total
        });
        rows.for_each(|row| sum.add(row));
        sum.settle();
        assert_eq!((sum.total, sum.n), (expected, 1000));
        for extreme in [i8::MIN, i8::MAX] {
            let mut sum = Sum::default();
            (0..600).for_each(|_| sum.add([extreme; N_OUTPUTS]));
            sum.settle();
            assert_eq!(sum.total, [600 * i64::from(extreme); N_OUTPUTS]);
        }
    }

    #[test]
    fn very_many_words_overflow_nothing() {
        let model =
            StanceModel { rows: vec![[127; N_OUTPUTS]; 1 << 16], ..StanceModel::clone(&StanceModel::builtin()) };
        let sum = Sum { total: [127 * (1 << 31); N_OUTPUTS], n: 1 << 31, ..Sum::default() };
        let scores = model.add_up(&mut vec![f32::NAN; model.dense.len()], &mut [sum; Family::ALL.len()]);
        assert!(scores.iter().all(|score| score.is_finite()));
        assert!(model.probabilities(&scores).iter().all(|share| (0.0..=1.0).contains(share)));
    }

    #[test]
    fn a_feature_far_from_usual_is_cut_off_and_one_not_known_is_as_usual() {
        assert_eq!([1e30, -1e30, f32::NAN].map(|value| standardised(value, 2.0, 0.5)), [CLIP, -CLIP, 0.0]);
        assert_eq!([2.0, 3.0].map(|value| standardised(value, 2.0, 0.5)), [0.0, 2.0]);
    }
}
