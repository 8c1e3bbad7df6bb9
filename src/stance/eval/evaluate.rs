//! A model held to labelled pairs, beside what can be had without one.

use crate::graph::chance::Chance;
use crate::model::Stance;
use crate::stance::eval::baseline::{asks, by_keywords};
use crate::stance::eval::metrics::{Confusion, Coverage, Prediction, bootstrap, calibration_error, risk_coverage};
use crate::stance::eval::{Folds, Gold, GoldPair, Label, Scheme};
use crate::stance::features::{Digests, Features};
use crate::stance::model::{QUESTION, StanceModel, likeliest, softmax};
use crate::stance::pairs::read_pair;
use crate::stance::train::{Judged, LabelledPair, Recipe, TrainingSet, fit_model, temperature};

/// How a model is held to labelled pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct EvalOptions {
    /// How the pairs are parted, to fit a model to all other parts for each; `None` where a given model is held to all.
    pub folds: Option<Folds>,
    /// Only pairs with these labels are looked at, and only these are told; empty where all are.
    pub labels: Vec<Label>,
    /// How often as many pairs of each label are drawn as the rarest has; 0 where all pairs are looked at as they are.
    pub n_balanced_draws: usize,
    /// Where chance starts from: the parts, the draws, the intervals.
    pub seed: u64,
    /// How models are fitted.
    pub recipe: Recipe,
}

/// How good a way of telling labels is.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Right ones over all.
    pub accuracy: f64,
    /// The mean F1 of the labels.
    pub macro_f1: f64,
    /// Between which values the mean F1 lies in 95 of 100 draws.
    pub macro_f1_interval: [f64; 2],
    /// The same of the accuracy.
    pub accuracy_interval: [f64; 2],
    /// What was taken for what; over all balanced draws together.
    pub confusion: Confusion,
}

/// How good a model is, beside what can be had without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The labels that are told, by whose indices the figures are.
    pub labels: Vec<Label>,
    /// Pairs that were looked at; of balanced draws, in each.
    pub n: usize,
    /// Rows without a label.
    pub n_unlabelled: usize,
    /// How many models were fitted; 0 where one was given.
    pub n_fitted: usize,
    /// The model.
    pub model: Figures,
    /// Always the most frequent label.
    pub majority: Figures,
    /// The label that a count of cues gives.
    pub keywords: Figures,
    /// Expected calibration error.
    pub calibration_error: Option<f64>,
    /// The accuracy of the most sure.
    pub coverage: Vec<Coverage>,
    /// Questions: yes against no, by the model and by a question mark at the end; `None` where the file does not say.
    pub question: Option<[Confusion; 2]>,
    /// Agreement of two annotators on the labels; `None` where there is only one.
    pub kappa: Option<f64>,
}

/// Why labelled pairs cannot be evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooFew {
    /// None has one of the labels.
    Pairs,
    /// All of them stay together, so that nothing is left to fit a model to.
    Groups,
}

/// What was told of a pair.
#[derive(Clone, Copy, Debug)]
struct Told {
    scores: [f32; 3],
    asks: bool,
}

/// A pair that has been read.
struct Read {
    labelled: LabelledPair,
    keywords: Label,
    ends_asking: bool,
}

/// Holds a model, or models that are fitted to parts of the pairs, to labelled pairs.
///
/// Where models are fitted, the temperature of each part is fitted to what was told of the others. Linear in the words of
/// the pairs, but for fitting and for the 1000 draws of each interval.
///
/// # Errors
///
/// [`TooFew`] where no pair has one of the labels, or where models are to be fitted and no two pairs may be parted.
pub fn evaluate(gold: &Gold, model: &StanceModel, options: &EvalOptions) -> Result<Evaluation, TooFew> {
    let is_wanted = |label: &Label| options.labels.is_empty() || options.labels.contains(label);
    let labels: Vec<Label> = Label::of_scheme(gold.scheme).iter().copied().filter(is_wanted).collect();
    let kept: Vec<&GoldPair> = gold.pairs.iter().filter(|pair| labels.contains(&pair.label)).collect();
    let run = Run { read: read_all(&kept, gold.scheme), pairs: kept, labels, model, options, scheme: gold.scheme };
    let draws = run.draws();
    if draws.first().is_none_or(Vec::is_empty) {
        return Err(TooFew::Pairs);
    }
    if options.folds.as_ref().is_some_and(|folds| folds.of(&run.pairs, options.seed).1 < 2) {
        return Err(TooFew::Groups);
    }
    let told: Vec<Vec<Judgement>> = draws.iter().zip(0..).map(|(draw, nth)| run.judge(draw, nth)).collect();
    let n_labels = run.labels.len();
    let of = |pick: &dyn Fn(&Judgement) -> Prediction| figures(&told, n_labels, options.seed, pick);
    let all: Vec<Prediction> = told.iter().flatten().map(|it| it.model).collect();
    let n_fitted = options.folds.as_ref().map_or(0, |_| told.iter().flatten().map(|it| it.part + 1).max().unwrap_or(0));
    Ok(Evaluation {
        n: told[0].len(),
        n_unlabelled: gold.n_unlabelled,
        n_fitted,
        model: of(&|it| it.model),
        majority: of(&|it| it.majority),
        keywords: of(&|it| it.keywords),
        calibration_error: calibration_error(&all),
        coverage: risk_coverage(&all),
        question: question(&told),
        kappa: kappa(&run.pairs, gold.scheme),
        labels: run.labels,
    })
}

/// What was told of a pair in every way, beside what is right.
#[derive(Clone, Copy, Debug)]
struct Judgement {
    part: usize,
    model: Prediction,
    majority: Prediction,
    keywords: Prediction,
    /// Whether it asks, whether the model says so, and whether it ends with a question mark.
    question: Option<[bool; 3]>,
}

struct Run<'a> {
    pairs: Vec<&'a GoldPair>,
    read: Vec<Read>,
    labels: Vec<Label>,
    scheme: Scheme,
    model: &'a StanceModel,
    options: &'a EvalOptions,
}

fn read_all(pairs: &[&GoldPair], scheme: Scheme) -> Vec<Read> {
    let mut texts = Digests::new();
    let read = |pair: &&GoldPair| {
        let (parent, reply) = read_pair(&pair.parent, &pair.reply, &mut texts);
        let (parent, reply) = (texts.get(parent), texts.get(reply));
        let features = Features::of(&parent, &reply);
        Read { labelled: labelled(pair, features), keywords: by_keywords(&reply, scheme), ends_asking: asks(&reply) }
    };
    pairs.iter().map(read).collect()
}

/// A pair as models are fitted to it.
pub(crate) fn labelled(pair: &GoldPair, features: Features) -> LabelledPair {
    let stance = if let Label::Stance(stance) = pair.label { Some(stance) } else { None };
    LabelledPair { features, stance, is_question: pair.is_question, agreement: pair.agreement, source: 0 }
}

impl Run<'_> {
    /// Which pairs are looked at: all, or in each draw as many of each label as the rarest has.
    fn draws(&self) -> Vec<Vec<usize>> {
        if self.options.n_balanced_draws == 0 {
            return vec![(0..self.pairs.len()).collect()];
        }
        let with = |label: &Label| (0..self.pairs.len()).filter(|&at| self.pairs[at].label == *label).collect();
        let by_label: Vec<Vec<usize>> = self.labels.iter().map(with).filter(|all: &Vec<_>| !all.is_empty()).collect();
        let n = by_label.iter().map(Vec::len).min().unwrap_or(0);
        let mut chance = Chance::new(self.options.seed);
        let mut draw = |_| {
            let mut drawn: Vec<usize> = by_label.iter().flat_map(|all| sample(all, n, &mut chance)).collect();
            drawn.sort_unstable();
            drawn
        };
        (0..self.options.n_balanced_draws).map(&mut draw).collect()
    }

    /// Tells every pair of a draw in every way.
    fn judge(&self, draw: &[usize], nth: u64) -> Vec<Judgement> {
        let (told, heats, parts) = self.tell(draw, nth);
        let gold_of = |at: usize| self.index(self.pairs[at].label);
        let mut majorities: Vec<Option<usize>> = vec![None; parts.iter().max().map_or(0, |most| most + 1)];
        let mut judge = |(place, &at): (usize, &usize)| {
            let part = parts[place];
            let most = *majorities[part].get_or_insert_with(|| {
                let others = (0..draw.len()).filter(|&other| self.options.folds.is_none() || parts[other] != part);
                most_frequent(others.map(|other| gold_of(draw[other])), self.labels.len())
            });
            let gold = gold_of(at);
            let (found, confidence) = self.label_of(&told[place], heats[part]);
            let by = |found: usize, confidence: f32| Prediction { gold, found, confidence };
            let read = &self.read[at];
            let is_question = read.labelled.is_question;
            Judgement {
                part,
                model: by(found, confidence),
                majority: by(most, 1.0),
                keywords: by(self.nearest(read.keywords), 1.0),
                question: is_question.map(|asks| [asks, told[place].asks, read.ends_asking]),
            }
        };
        draw.iter().enumerate().map(&mut judge).collect()
    }

    /// What a model says of every pair, the temperature of each part, and the part of each pair.
    fn tell(&self, draw: &[usize], nth: u64) -> (Vec<Told>, Vec<f32>, Vec<usize>) {
        let told_by = |model: &StanceModel, at: usize| {
            let scores = model.scores_of(&self.read[at].labelled.features);
            Told { scores: [scores[0], scores[1], scores[2]], asks: scores[QUESTION] > 0.0 }
        };
        let Some(folds) = &self.options.folds else {
            let told = draw.iter().map(|&at| told_by(self.model, at)).collect();
            return (told, vec![self.model.temperature], vec![0; draw.len()]);
        };
        let pairs: Vec<&GoldPair> = draw.iter().map(|&at| self.pairs[at]).collect();
        let (parts, n_parts) = folds.of(&pairs, self.options.seed.wrapping_add(nth));
        let mut told = vec![Told { scores: [0.0; 3], asks: false }; draw.len()];
        for part in 0..n_parts {
            let others = (0..draw.len()).filter(|&place| parts[place] != part);
            let pairs = others.map(|place| &self.read[draw[place]].labelled).collect();
            let model = fit_model(&TrainingSet { pairs, recipe: self.options.recipe });
            for place in (0..draw.len()).filter(|&place| parts[place] == part) {
                told[place] = told_by(&model, draw[place]);
            }
        }
        let judged_outside = |part: usize| {
            let others = (0..draw.len()).filter(|&place| parts[place] != part);
            let judged = |place: usize| {
                let stance = self.read[draw[place]].labelled.stance?;
                Some(Judged { scores: told[place].scores, stance })
            };
            others.filter_map(judged).collect::<Vec<_>>()
        };
        let heats = (0..n_parts).map(|part| temperature(&judged_outside(part))).collect();
        (told, heats, parts)
    }

    /// The likeliest of the labels that are told, and how likely it is among them.
    fn label_of(&self, told: &Told, heat: f32) -> (usize, f32) {
        let is_told = |stance: Stance| self.labels.contains(&Label::Stance(stance));
        if !Stance::ALL.into_iter().any(is_told) {
            return (self.index(Label::Question), 1.0);
        }
        let among =
            |stance: Stance| if is_told(stance) { told.scores[stance.index()] / heat } else { f32::NEG_INFINITY };
        let probabilities = softmax(Stance::ALL.map(|stance| f64::from(among(stance)))).map(|p| p as f32);
        let (stance, confidence) = likeliest(probabilities);
        match self.scheme {
            Scheme::Sdqc if told.asks && self.labels.contains(&Label::Question) => {
                (self.index(Label::Question), confidence)
            }
            _ => (self.index(Label::Stance(stance)), confidence),
        }
    }

    fn index(&self, label: Label) -> usize {
        self.labels.iter().position(|other| *other == label).unwrap_or(0)
    }

    /// A label, or where it is none of those that are told, the first of them that is neutral or else the last.
    fn nearest(&self, label: Label) -> usize {
        let place = |wanted: Label| self.labels.iter().position(|other| *other == wanted);
        place(label).or_else(|| place(Label::Stance(Stance::Neutral))).unwrap_or(self.labels.len() - 1)
    }
}

/// So many of a list, drawn without replacement (the first of a shuffle).
fn sample(all: &[usize], n: usize, chance: &mut Chance) -> Vec<usize> {
    let mut all = all.to_vec();
    for at in 0..n.min(all.len()) {
        let other = at + chance.below(all.len() - at);
        all.swap(at, other);
    }
    all.truncate(n);
    all
}

fn most_frequent(labels: impl Iterator<Item = usize>, n_labels: usize) -> usize {
    let mut counts = vec![0_usize; n_labels];
    labels.for_each(|label| counts[label] += 1);
    (0..n_labels).max_by_key(|&label| (counts[label], n_labels - label)).unwrap_or(0)
}

/// The figures of one way of telling, their means over all draws.
fn figures(told: &[Vec<Judgement>], n_labels: usize, seed: u64, pick: &dyn Fn(&Judgement) -> Prediction) -> Figures {
    let draws: Vec<Vec<Prediction>> = told.iter().map(|draw| draw.iter().map(pick).collect()).collect();
    let n = draws.len() as f64;
    let mean = |figure: &dyn Fn(&Confusion) -> f64| {
        draws.iter().map(|draw| figure(&Confusion::of(draw.iter().copied(), n_labels))).sum::<f64>() / n
    };
    let interval = |figure: fn(&Confusion) -> f64| {
        let ends: Vec<[f64; 2]> = draws.iter().map(|draw| bootstrap(draw, n_labels, seed, figure)).collect();
        [0, 1].map(|end| ends.iter().map(|interval| interval[end]).sum::<f64>() / n)
    };
    Figures {
        accuracy: mean(&Confusion::accuracy),
        macro_f1: mean(&Confusion::macro_f1),
        macro_f1_interval: interval(Confusion::macro_f1),
        accuracy_interval: interval(Confusion::accuracy),
        confusion: Confusion::of(draws.iter().flatten().copied(), n_labels),
    }
}

/// Questions told by the model and by the mark at the end; no is 0, yes 1.
fn question(told: &[Vec<Judgement>]) -> Option<[Confusion; 2]> {
    let known: Vec<[bool; 3]> = told.iter().flatten().filter_map(|it| it.question).collect();
    let by = |nth: usize| {
        let prediction =
            |it: &[bool; 3]| Prediction { gold: usize::from(it[0]), found: usize::from(it[nth]), confidence: 1.0 };
        Confusion::of(known.iter().map(prediction), 2)
    };
    (!known.is_empty()).then(|| [by(1), by(2)])
}

fn kappa(pairs: &[&GoldPair], scheme: Scheme) -> Option<f64> {
    let both = pairs
        .iter()
        .filter_map(|pair| Some(Prediction { gold: pair.label.index(), found: pair.second?.index(), confidence: 1.0 }));
    let confusion = Confusion::of(both, Label::of_scheme(scheme).len());
    if confusion.n() > 0 { confusion.kappa() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::eval::pair_of;

    fn options() -> EvalOptions {
        let recipe = Recipe { penalty: 1.0, ..Recipe::default() };
        EvalOptions { folds: None, labels: Vec::new(), n_balanced_draws: 0, seed: 1, recipe }
    }

    /// Thirty pairs that one word tells apart, in ten threads.
    fn toy() -> Gold {
        let words = [("agree", "exactly"), ("neutral", "here"), ("disagree", "wrong")];
        let pair = |n: usize| {
            let (label, word) = words[n % 3];
            let columns = [("thread".to_owned(), format!("t{}", n / 3))];
            let reply = format!("{word} tea {n}");
            GoldPair {
                columns: columns.into(),
                second: Some(Label::Stance(Stance::Agree)),
                ..pair_of("tea", &reply, label)
            }
        };
        Gold { pairs: (0..30).map(pair).collect(), n_unlabelled: 2, scheme: Scheme::Three }
    }

    fn held(gold: &Gold, options: &EvalOptions) -> Result<Evaluation, TooFew> {
        evaluate(gold, &StanceModel::builtin(), options)
    }

    fn equal(n: usize) -> Option<Folds> {
        Some(Folds::Equal { n, by: None })
    }

    #[test]
    fn what_can_be_told_is_told_beside_what_can_be_had_without() {
        let all = held(&toy(), &EvalOptions { folds: equal(5), ..options() }).unwrap();
        assert_eq!((all.n, all.n_unlabelled, all.n_fitted, all.labels.len()), (30, 2, 5, 3));
        assert_eq!((all.model.accuracy, all.model.macro_f1, all.model.macro_f1_interval), (1.0, 1.0, [1.0, 1.0]));
        assert_eq!((all.majority.accuracy, all.majority.macro_f1), (1.0 / 3.0, 1.0 / 6.0));
        assert_eq!((all.keywords.accuracy, all.coverage.len()), (1.0, 10));
        // The second annotator always says the same: chance alone does as well.
        assert_eq!((all.kappa, all.question.is_none()), (Some(0.0), true));
        assert_eq!(held(&toy(), &EvalOptions { folds: equal(5), ..options() }), Ok(all));
    }

    #[test]
    fn a_given_model_is_held_to_all() {
        let all = held(&toy(), &options()).unwrap();
        assert_eq!((all.n, all.n_fitted, all.model.confusion.n()), (30, 0, 30));
        let draws = held(&toy(), &EvalOptions { n_balanced_draws: 4, ..options() }).unwrap();
        assert_eq!((draws.n, draws.model.confusion.n()), (30, 120));
    }

    #[test]
    fn only_labels_that_are_looked_at_are_told() {
        let two = vec![Label::Stance(Stance::Disagree), Label::Stance(Stance::Agree), Label::Stance(Stance::Agree)];
        let all = held(&toy(), &EvalOptions { labels: two, ..options() }).unwrap();
        assert_eq!((all.labels.len(), all.n, all.labels[0]), (2, 20, Label::Stance(Stance::Agree)));
        let one = EvalOptions { labels: vec![Label::Stance(Stance::Neutral)], n_balanced_draws: 2, ..options() };
        let all = held(&toy(), &one).unwrap();
        assert_eq!((all.n, all.model.accuracy), (10, 1.0));
        let asked = EvalOptions { labels: vec![Label::Question], ..options() };
        assert_eq!(held(&toy(), &asked), Err(TooFew::Pairs));
    }

    #[test]
    fn questions_alone_are_told_without_a_stance() {
        let mut gold = toy();
        gold.scheme = Scheme::Sdqc;
        gold.pairs[4].label = Label::Question;
        let asked = EvalOptions { labels: vec![Label::Question], ..options() };
        let all = held(&gold, &asked).unwrap();
        assert_eq!((all.n, all.model.accuracy, all.coverage[0].confidence), (1, 1.0, 1.0));
        assert!(all.calibration_error.is_some_and(f64::is_finite));
    }

    #[test]
    fn where_nothing_is_left_to_fit_to_no_figures_are_given() {
        let nothing = Gold { pairs: Vec::new(), n_unlabelled: 3, scheme: Scheme::Three };
        assert_eq!(held(&nothing, &options()), Err(TooFew::Pairs));
        assert_eq!(held(&nothing, &EvalOptions { n_balanced_draws: 2, ..options() }), Err(TooFew::Pairs));
        let mut one = toy();
        one.pairs.iter_mut().for_each(|pair| drop(pair.columns.insert("thread".to_owned(), "t".to_owned())));
        assert_eq!(held(&one, &EvalOptions { folds: equal(5), ..options() }), Err(TooFew::Groups));
        let left_out = EvalOptions { folds: Some(Folds::LeaveOut("no such".to_owned())), ..options() };
        assert_eq!(held(&toy(), &left_out), Err(TooFew::Groups));
    }

    #[test]
    fn a_label_of_one_thread_only_is_not_known_where_it_is_left_out() {
        let mut gold = toy();
        gold.pairs.retain(|pair| pair.label != Label::Stance(Stance::Neutral) || pair.columns["thread"] == "t4");
        let folds = Some(Folds::LeaveOut("thread".to_owned()));
        let all = held(&gold, &EvalOptions { folds, ..options() }).unwrap();
        assert_eq!((all.n, all.n_fitted, all.model.confusion.counts[1][1]), (21, 10, 0));
    }
}
