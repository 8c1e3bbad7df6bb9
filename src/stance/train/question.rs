//! The score of a question.

use crate::stance::model::{QUESTION, StanceModel};

/// How much must be taken off the scores of questions, so that calling those above 0 questions gives the greatest F1. Each is a
/// score, and whether it is one.
pub(super) fn threshold(scored: &[(f32, bool)]) -> f32 {
    let mut scored = scored.to_vec();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let n_questions = scored.iter().filter(|(_, is_question)| *is_question).count() as f64;
    let (mut n_right, mut best, mut threshold) = (0.0, 0.0, 0.0);
    for (n, pair) in (1..).zip(scored.windows(2)) {
        n_right += f64::from(u8::from(pair[0].1));
        let f1 = 2.0 * n_right / (n_questions + f64::from(n));
        if f1 > best && pair[0].0 > pair[1].0 {
            (best, threshold) = (f1, f32::midpoint(pair[0].0, pair[1].0));
        }
    }
    threshold
}

/// Takes the score of a question from another model, whose features may be spread otherwise.
pub(super) fn take_over(model: &mut StanceModel, from: &StanceModel) {
    model.bias[QUESTION] = from.bias[QUESTION];
    model.scale[QUESTION] = from.scale[QUESTION];
    for at in 0..model.dense.len() {
        // A feature that is the same in all pairs weighs nothing for stances, and its spread, which is none, would cut it
        // off wherever it is another.
        if model.dense[at][..QUESTION].iter().all(|weight| *weight == 0.0) {
            (model.means[at], model.sds[at]) = (from.means[at], from.sds[at]);
        }
        let per_unit = from.dense[at][QUESTION] / from.sds[at];
        model.dense[at][QUESTION] = per_unit * model.sds[at];
        model.bias[QUESTION] += per_unit * (model.means[at] - from.means[at]);
    }
    for (to, from) in model.rows.iter_mut().zip(&from.rows) {
        to[QUESTION] = from[QUESTION];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Chance;
    use crate::stance::features::Features;

    #[test]
    fn the_threshold_stands_where_f1_is_greatest() {
        let scored = [(3.0, true), (2.0, true), (1.0, false), (0.0, true), (-1.0, false), (-2.0, false)];
        // Three right of four found beats two of two.
        assert_eq!(threshold(&scored), -0.5);
        assert_eq!(threshold(&[]), 0.0);
    }

    #[test]
    fn a_score_that_was_taken_over_is_the_same() {
        let from = StanceModel::builtin();
        let mut chance = Chance::new(1);
        let mut share = || chance.below(1 << 16) as f32 / (1 << 16) as f32;
        let mut model = StanceModel::clone(&from);
        model.means.iter_mut().for_each(|mean| *mean = share());
        model.sds.iter_mut().for_each(|sd| *sd = 0.5 + share());
        model.dense.iter_mut().for_each(|weights| *weights = [share(), share(), share(), 0.0]);
        model.rows.iter_mut().for_each(|row| row[QUESTION] = 0);
        (model.bias[QUESTION], model.scale[QUESTION]) = (5.0, 5.0);
        let others = model.clone();
        take_over(&mut model, &from);
        assert_eq!(model.bias[..QUESTION], others.bias[..QUESTION]);
        for _ in 0..50 {
            // Near enough to the mean of both that nothing is cut off.
            let near = |at: usize, share: f32| from.means[at] + (share - 0.5) * from.sds[at];
            let dense = (0..from.dense.len()).map(|at| near(at, share())).collect();
            let terms = [vec![1, 7, 16_383], vec![300]];
            let features = Features { dense, terms };
            let [own, other] = [&model, &*from].map(|model| model.scores_of(&features)[QUESTION]);
            assert!((own - other).abs() < 1e-2, "{own} {other}");
        }
    }
}
