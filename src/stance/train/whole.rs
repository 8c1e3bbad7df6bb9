//! A whole model: fitted, calibrated, with a threshold below which it tells nothing.

use std::sync::Arc;

use crate::stance::eval::{Folds, Gold, GoldPair, Label, Prediction, labelled};
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

/// A labelled pair, the number of its file, and whether stances are learned from it.
struct Given<'a> {
    pair: &'a GoldPair,
    source: usize,
    tells_stance: bool,
}

fn given((source, (gold, tells_stance)): (usize, (&Gold, bool))) -> impl Iterator<Item = Given<'_>> {
    gold.pairs.iter().map(move |pair| Given { pair, source, tells_stance })
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
/// the other parts of the pairs; pairs of one thread, or else of one parent, are in one part.
///
/// # Errors
///
/// [`TooFew`] where there is not enough to fit or to calibrate a model.
pub fn train(
    pairs: &[Gold],
    questions: &[Gold],
    base: impl FnOnce() -> Arc<StanceModel>,
    options: &TrainOptions,
) -> Result<Trained, TooFew> {
    check(pairs)?;
    let files = pairs.iter().map(|gold| (gold, true)).chain(questions.iter().map(|gold| (gold, false)));
    let all: Vec<Given> = files.enumerate().flat_map(given).collect();
    let mut texts = Digests::new();
    let read = |&Given { pair, source, tells_stance }: &Given<'_>| {
        let features = features_of(&pair.parent, &pair.reply, &mut texts);
        let labelled = labelled(pair, features);
        LabelledPair { stance: labelled.stance.filter(|_| tells_stance), source, ..labelled }
    };
    let read: Vec<LabelledPair> = all.iter().map(read).collect();
    let outside = told_outside(&all, &read, options);
    let mut model = fit_model(&TrainingSet { pairs: read.iter().collect(), recipe: options.recipe });
    model.name.clone_from(&options.name);
    model.temperature = temperature(&judged(&outside, &read));
    let told = held_out(&model, &outside, &read, |_| true);
    model.least_confidence = least_confidence(&told);
    let asked = |it: &Outside| Some((it.scores[QUESTION], read[it.pair].is_question?));
    let scored: Vec<_> = outside.iter().filter_map(asked).collect();
    if scored.is_empty() {
        take_over(&mut model, &base());
    } else {
        model.bias[QUESTION] -= threshold(&scored);
    }
    let by_file = (0..pairs.len()).map(|source| held_out(&model, &outside, &read, |of| of == source)).collect();
    Ok(Trained { model, all: told, by_file })
}

/// Stances are not learned from fewer pairs.
const MIN_PAIRS: usize = 10;

/// Why labelled pairs are too few to make a model of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooFew {
    /// How many have a stance, and how many it takes.
    Pairs(usize, usize),
    /// All that have a stance have the same.
    Labels,
    /// All stay together, as they are of one thread or answer one parent.
    Groups,
}

fn check(pairs: &[Gold]) -> Result<(), TooFew> {
    let with_stance = pairs.iter().flat_map(|gold| &gold.pairs).filter(|pair| pair.label != Label::Question);
    let with_stance: Vec<&GoldPair> = with_stance.collect();
    if with_stance.len() < MIN_PAIRS {
        return Err(TooFew::Pairs(with_stance.len(), MIN_PAIRS));
    }
    if with_stance.iter().all(|pair| pair.label == with_stance[0].label) {
        return Err(TooFew::Labels);
    }
    let (_, n_groups) = Folds::Equal { n: 2, by: None }.of(&with_stance, 0);
    if n_groups < 2 { Err(TooFew::Groups) } else { Ok(()) }
}

/// A model, and how good models were that were fitted to the other parts of its pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The model.
    pub model: StanceModel,
    /// The stances of all pairs; the indices are those of [`Stance::ALL`](crate::model::Stance::ALL).
    pub all: Vec<Prediction>,
    /// Those of each file.
    pub by_file: Vec<Vec<Prediction>>,
}

/// What was told of the pairs of some sources.
fn held_out(
    model: &StanceModel,
    outside: &[Outside],
    labelled: &[LabelledPair],
    is_wanted: impl Fn(usize) -> bool,
) -> Vec<Prediction> {
    let told = |it: &Outside| {
        let pair = labelled.get(it.pair).filter(|pair| is_wanted(pair.source))?;
        let (found, confidence) = likeliest(model.probabilities(&it.scores));
        Some(Prediction { gold: pair.stance?.index(), found: found.index(), confidence })
    };
    outside.iter().filter_map(told).collect()
}

/// What each pair is told to be by a model that was fitted to the other parts.
fn told_outside(all: &[Given<'_>], labelled: &[LabelledPair], options: &TrainOptions) -> Vec<Outside> {
    let pairs: Vec<&GoldPair> = all.iter().map(|given| given.pair).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::eval::{Scheme, pair_of};

    fn gold(pairs: Vec<GoldPair>) -> Gold {
        Gold { pairs, n_unlabelled: 0, scheme: Scheme::Three }
    }

    /// Pairs that one word tells apart, each with its own parent.
    fn toy(n: usize) -> Gold {
        let words = [("agree", "exactly"), ("neutral", "here"), ("disagree", "wrong")];
        let pair = |n: usize| pair_of(&format!("tea {n}"), &format!("{} tea", words[n % 3].1), words[n % 3].0);
        gold((0..n).map(pair).collect())
    }

    fn trained(pairs: &[Gold], questions: &[Gold]) -> Result<Trained, TooFew> {
        let recipe = Recipe { penalty: 1.0, ..Recipe::default() };
        let options = TrainOptions { name: "toy".to_owned(), recipe, n_folds: 5, seed: 1 };
        train(pairs, questions, StanceModel::builtin, &options)
    }

    #[test]
    fn a_model_is_fitted_calibrated_and_each_time_the_same() {
        let made = trained(&[toy(30), toy(6)], &[]).unwrap();
        assert_eq!((made.all.len(), made.by_file[0].len(), made.by_file[1].len()), (36, 30, 6));
        assert!(made.all.iter().all(|told| told.found == told.gold), "{:?}", made.all);
        assert!(made.model.least_confidence > 0.33 && made.model.least_confidence <= 1.0);
        assert_eq!(trained(&[toy(30), toy(6)], &[]), Ok(made.clone()));
        let [agree, ..] = made.model.stance_of("tea", "exactly tea");
        assert!(agree > 0.5, "{agree}");
    }

    #[test]
    fn questions_are_learned_where_they_are_labelled_and_else_taken_over() {
        let asks = |model: &StanceModel, text: &str| model.explain("tea", text).scores[QUESTION] > 0.0;
        let taken = trained(&[toy(30)], &[]).unwrap().model;
        assert!(asks(&taken, "Where is the kettle?") && !asks(&taken, "The kettle is there."));
        let pair = |n: usize| {
            let (text, asks) = if n < 20 { ("what kettle", true) } else { ("a kettle", false) };
            GoldPair { is_question: Some(asks), ..pair_of(&format!("p {n}"), text, "neutral") }
        };
        let own = trained(&[toy(30)], &[gold((0..40).map(pair).collect())]).unwrap().model;
        assert!(asks(&own, "what kettle") && !asks(&own, "a kettle"));
    }

    #[test]
    fn too_little_is_told() {
        assert_eq!(trained(&[toy(9)], &[toy(90)]), Err(TooFew::Pairs(9, 10)));
        assert_eq!(trained(&[], &[]), Err(TooFew::Pairs(0, 10)));
        let mut same = toy(36);
        same.pairs.retain(|pair| pair.label == same_label());
        assert_eq!(trained(&[same], &[]), Err(TooFew::Labels));
        let mut one = toy(30);
        one.pairs.iter_mut().for_each(|pair| pair.parent.clear());
        assert_eq!(trained(&[one], &[toy(30)]), Err(TooFew::Groups));
    }

    fn same_label() -> Label {
        pair_of("", "", "agree").label
    }
}
