//! From labelled pairs to a model.

use std::collections::BTreeMap;

use super::examples::{LabelledPair, Spread, UsedRows, example};
use super::logistic::{Example, Weights, fit};
use crate::model::Stance;
use crate::stance::features::N_ROWS;
use crate::stance::model::{N_OUTPUTS, QUESTION, StanceModel};

/// How a model is fitted. The defaults were chosen by cross-validation; see the model card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// The penalty on half the squared length of the weights, beside the sum of the examples' cross-entropies.
    pub penalty: f64,
    /// What a standard deviation of a dense feature is worth.
    pub dense_scale: f32,
    /// What the terms of a family are worth.
    pub term_scale: f32,
    /// The power of how rare a class is that its examples weigh: 0 as they are, 1 every class the same.
    pub balance: f32,
    /// The same of the examples of questions.
    pub question_balance: f32,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { penalty: 35.0, dense_scale: 0.3, term_scale: 1.5, balance: 0.75, question_balance: 0.5 }
    }
}

/// What a model is fitted to.
#[derive(Clone, Debug)]
pub(crate) struct TrainingSet<'a> {
    pub(crate) pairs: Vec<&'a LabelledPair>,
    pub(crate) recipe: Recipe,
}

/// Fits a model to labelled pairs. Its probabilities are not calibrated yet, and it always tells a stance.
///
/// Where no question is labelled, its score of a question is 0: nothing is called one.
pub(crate) fn fit_model(set: &TrainingSet<'_>) -> StanceModel {
    let spread = Spread::of(&set.pairs);
    let stances: Vec<_> = set.pairs.iter().filter_map(|pair| Some((*pair, class_of(pair)?))).collect();
    let questions: Vec<_> = set.pairs.iter().filter_map(|pair| Some((*pair, usize::from(pair.is_question?)))).collect();
    let mut model = StanceModel {
        name: String::new(),
        trained_on: Vec::new(),
        temperature: 1.0,
        least_confidence: 0.0,
        bias: [0.0; N_OUTPUTS],
        scale: [0.0; N_OUTPUTS],
        dense: vec![[0.0; N_OUTPUTS]; spread.means.len()],
        rows: vec![[0; N_OUTPUTS]; N_ROWS],
        means: spread.means.clone(),
        sds: spread.sds.clone(),
    };
    let stance_head = Head::fit(&stances, &spread, set.recipe, set.recipe.balance);
    for class in 0..Stance::ALL.len() {
        stance_head.write(&mut model, class, |weights| weights[class]);
    }
    let question_head = Head::fit(&questions, &spread, set.recipe, set.recipe.question_balance);
    question_head.write(&mut model, QUESTION, |weights| weights[1] - weights[0]);
    model
}

fn class_of(pair: &LabelledPair) -> Option<usize> {
    pair.stance.map(Stance::index)
}

/// The weights of some outputs, fitted.
struct Head {
    weights: Weights,
    rows: Vec<u32>,
    scales: (f32, f32),
}

impl Head {
    fn fit(labelled: &[(&LabelledPair, usize)], spread: &Spread, recipe: Recipe, balance: f32) -> Self {
        let pairs: Vec<_> = labelled.iter().map(|(pair, _)| *pair).collect();
        let used = UsedRows::of(&pairs);
        let scales = (recipe.dense_scale, recipe.term_scale);
        let weights = class_weights(labelled, balance);
        let labelled_example = |&(pair, class): &(&LabelledPair, usize)| {
            let mut example: Example = example(&pair.features, spread, &used, scales);
            example.target[class] = 1.0;
            example.weight = weights[&pair.source][class] * pair.agreement;
            example
        };
        let examples: Vec<_> = labelled.iter().map(labelled_example).collect();
        let weights = fit(&examples, spread.means.len(), used.rows.len(), recipe.penalty);
        Self { weights, rows: used.rows, scales }
    }

    /// Writes one output into a model, the weights of its terms rounded to bytes.
    fn write(&self, model: &mut StanceModel, output: usize, pick: impl Fn(&[f64; 3]) -> f64) {
        model.bias[output] = pick(&self.weights.bias) as f32;
        for (to, from) in model.dense.iter_mut().zip(&self.weights.dense) {
            to[output] = pick(from) as f32 * self.scales.0;
        }
        let largest = self.weights.sparse.iter().map(|weights| pick(weights).abs()).fold(0.0, f64::max);
        let step = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        model.scale[output] = step as f32 * self.scales.1;
        for (&row, weights) in self.rows.iter().zip(&self.weights.sparse) {
            model.rows[row as usize][output] = (pick(weights) / step).round() as i8;
        }
    }
}

/// What an example of each class weighs, by source, 1 on average: so that no source teaches how frequent the classes are in it.
fn class_weights(labelled: &[(&LabelledPair, usize)], balance: f32) -> BTreeMap<usize, [f32; 3]> {
    let mut counts: BTreeMap<usize, [f32; 3]> = BTreeMap::new();
    labelled.iter().for_each(|&(pair, class)| counts.entry(pair.source).or_default()[class] += 1.0);
    let weights = |counts: [f32; 3]| {
        let n_classes = counts.iter().filter(|&&count| count > 0.0).count() as f32;
        let n: f32 = counts.iter().sum();
        counts.map(|count| if count > 0.0 { (n / (n_classes * count)).powf(balance) } else { 0.0 })
    };
    counts.into_iter().map(|(source, counts)| (source, weights(counts))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::eval::{labelled, pair_of};
    use crate::stance::features::Digests;
    use crate::stance::model::likeliest;
    use crate::stance::pairs::features_of;

    /// Pairs whose stance each of two words tells.
    fn toy() -> Vec<LabelledPair> {
        let mut texts = Digests::new();
        let mut pairs = Vec::new();
        for (label, words) in
            [("agree", ["yes", "exactly"]), ("neutral", ["here", "link"]), ("disagree", ["no", "wrong"])]
        {
            for n in 0..20 {
                let pair = pair_of(&format!("tea is drink {n}"), &format!("{}, tea {n}", words[n % 2]), label);
                let features = features_of(&pair.parent, &pair.reply, &mut texts);
                pairs.push(LabelledPair { is_question: Some(n % 2 == 0), ..labelled(&pair, features) });
            }
        }
        pairs
    }

    fn fitted(pairs: &[LabelledPair]) -> StanceModel {
        fit_model(&TrainingSet { pairs: pairs.iter().collect(), recipe: Recipe::default() })
    }

    #[test]
    fn what_can_be_told_apart_is_learned_and_each_time_the_same() {
        let pairs = toy();
        let model = fitted(&pairs);
        for pair in &pairs {
            let scores = model.scores_of(&pair.features);
            assert_eq!(Some(likeliest(model.probabilities(&scores)).0), pair.stance);
        }
        assert_eq!(fitted(&pairs).to_bytes(), model.to_bytes());
    }

    #[test]
    fn what_is_not_labelled_is_not_learned() {
        let unasked: Vec<_> = toy().into_iter().map(|pair| LabelledPair { is_question: None, ..pair }).collect();
        let model = fitted(&unasked);
        assert!(unasked.iter().all(|pair| model.scores_of(&pair.features)[QUESTION] == 0.0));
        let no_stances: Vec<_> = toy().into_iter().map(|pair| LabelledPair { stance: None, ..pair }).collect();
        let model = fitted(&no_stances);
        assert!(no_stances.iter().all(|pair| model.scores_of(&pair.features)[..3] == [0.0; 3]));
    }

    #[test]
    fn a_label_that_is_not_there_is_never_the_likeliest() {
        let pairs: Vec<_> = toy().into_iter().filter(|pair| pair.stance != Some(Stance::Neutral)).collect();
        let model = fitted(&pairs);
        for pair in &toy() {
            assert_ne!(likeliest(model.probabilities(&model.scores_of(&pair.features))).0, Stance::Neutral);
        }
        // Nothing at all to fit to is no crash.
        assert!(fitted(&[]).dense.is_empty());
    }

    #[test]
    fn each_source_has_its_classes_weighed_by_themselves() {
        let mut pairs = toy();
        pairs.iter_mut().enumerate().for_each(|(at, pair)| pair.source = usize::from(at % 10 < 3));
        pairs.retain(|pair| pair.source == 0 || pair.stance == Some(Stance::Agree));
        let labelled: Vec<_> = pairs.iter().filter_map(|pair| Some((pair, class_of(pair)?))).collect();
        let weights = class_weights(&labelled, 1.0);
        assert_eq!((weights[&0], weights[&1]), ([1.0; 3], [1.0, 0.0, 0.0]));
        assert_eq!(class_weights(&labelled, 0.0)[&1], [1.0, 0.0, 0.0]);
    }
}
