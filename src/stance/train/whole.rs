//! A whole model: fitted, calibrated, with a threshold below which it tells nothing.

use std::sync::Arc;

use crate::stance::eval::{Folds, Gold, GoldPair};
use crate::stance::features::Digests;
use crate::stance::model::{QUESTION, StanceModel, likeliest};
use crate::stance::pairs::features_of;
use crate::stance::train::calibrate::{Judged, least_confidence, temperature};
use crate::stance::train::question::{take_over, threshold};
use crate::stance::train::{LabelledPair, Recipe, TrainingSet, fit_model};

/// How a model is made.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainOptions {
    /// What it is called.
    pub name: String,
    /// How it is fitted.
    pub recipe: Recipe,
    /// In how many parts the pairs are parted to calibrate it; at least 2.
    pub n_folds: usize,
    /// Where chance starts from.
    pub seed: u64,
}

/// A pair told by a model that was not fitted to it.
struct Outside {
    scores: [f32; 4],
    pair: usize,
}

/// Fits a model to labelled pairs.
///
/// Stances are learned from `pairs`, questions from those pairs of `pairs` and `questions` of which it is known whether they ask;
/// where there is none, from `base`. The temperature and both thresholds are fitted to what models said that were fitted to
/// the other parts of the pairs.
#[must_use]
pub fn train(pairs: &[Gold], questions: &[Gold], base: impl FnOnce() -> Arc<StanceModel>, options: &TrainOptions) -> StanceModel {
    let stances = pairs.iter().flat_map(|gold| &gold.pairs).map(|pair| (pair, true));
    let asked = questions.iter().flat_map(|gold| &gold.pairs).map(|pair| (pair, false));
    let all: Vec<(&GoldPair, bool)> = stances.chain(asked).collect();
    let mut texts = Digests::new();
    let read = |&(pair, tells_stance): &(&GoldPair, bool)| {
        let features = features_of(&pair.parent, &pair.reply, &mut texts);
        let labelled = crate::stance::eval::labelled(pair, features);
        LabelledPair { stance: labelled.stance.filter(|_| tells_stance), ..labelled }
    };
    let labelled: Vec<LabelledPair> = all.iter().map(read).collect();
    let outside = told_outside(&all, &labelled, options);
    let mut model = fit_model(&TrainingSet { pairs: labelled.iter().collect(), recipe: options.recipe });
    model.name.clone_from(&options.name);
    model.temperature = temperature(&judged(&outside, &labelled));
    model.least_confidence = least_confidence(&confidences(&model, &outside, &labelled));
    let asked = |it: &Outside| Some((it.scores[QUESTION], labelled[it.pair].is_question?));
    let scored: Vec<_> = outside.iter().filter_map(asked).collect();
    if scored.is_empty() {
        take_over(&mut model, &base());
    } else {
        model.bias[QUESTION] -= threshold(&scored);
    }
    model
}

/// What each pair is told to be by a model that was fitted to the other parts.
fn told_outside(all: &[(&GoldPair, bool)], labelled: &[LabelledPair], options: &TrainOptions) -> Vec<Outside> {
    let pairs: Vec<&GoldPair> = all.iter().map(|(pair, _)| *pair).collect();
    let folds = Folds::Equal { n: options.n_folds.max(2), by: None };
    let (parts, n_parts) = folds.of(&pairs, options.seed);
    let mut outside = Vec::with_capacity(pairs.len());
    for part in 0..n_parts {
        let others = labelled.iter().zip(&parts).filter(|(_, other)| **other != part).map(|(pair, _)| pair);
        let model = fit_model(&TrainingSet { pairs: others.collect(), recipe: options.recipe });
        let own = (0..pairs.len()).filter(|&pair| parts[pair] == part);
        outside.extend(own.map(|pair| Outside { scores: model.scores_of(&labelled[pair].features), pair }));
    }
    outside
}

fn judged(outside: &[Outside], labelled: &[LabelledPair]) -> Vec<Judged> {
    let judge = |it: &Outside| {
        let [agree, neutral, disagree, _] = it.scores;
        Some(Judged { scores: [agree, neutral, disagree], stance: labelled[it.pair].stance? })
    };
    outside.iter().filter_map(judge).collect()
}

/// How sure the model is of the likeliest stance of each pair, and whether that is right.
fn confidences(model: &StanceModel, outside: &[Outside], labelled: &[LabelledPair]) -> Vec<(f32, bool)> {
    let told = |it: &Outside| {
        let (stance, confidence) = likeliest(model.probabilities(&it.scores));
        Some((confidence, labelled[it.pair].stance? == stance))
    };
    outside.iter().filter_map(told).collect()
}
