//! Labelled pairs as examples: standardised features, and the rows of weights that occur at all.

use super::logistic::Example;
use crate::model::Stance;
use crate::stance::features::{Features, N_ROWS};
use crate::stance::model::standardised;

/// A pair that somebody labelled, read.
#[derive(Clone, Debug)]
pub(crate) struct LabelledPair {
    pub(crate) features: Features,
    /// What the reply says; `None` where only `is_question` is known.
    pub(crate) stance: Option<Stance>,
    /// Whether it asks; `None` where that was not labelled.
    pub(crate) is_question: Option<bool>,
    /// The share of annotators who chose the label; 1 where it is not known.
    pub(crate) agreement: f32,
    /// The number of the file that it stands in.
    pub(crate) source: usize,
}

/// How dense features are spread.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) means: Vec<f32>,
    pub(super) sds: Vec<f32>,
}

/// Features that hardly vary are not blown up.
const LEAST_SD: f32 = 1e-3;

impl Spread {
    /// The means and standard deviations of the features that are known.
    pub(super) fn of(pairs: &[&LabelledPair]) -> Self {
        let n_dense = pairs.first().map_or(0, |pair| pair.features.dense.len());
        let (means, sds) = (0..n_dense).map(|at| spread(pairs.iter().map(|pair| pair.features.dense[at]))).unzip();
        Self { means, sds }
    }

    /// A feature in standard deviations from its mean; one that is not known is as usual.
    fn standardised(&self, at: usize, value: f32) -> f32 {
        standardised(value, self.means[at], self.sds[at])
    }
}

fn spread(values: impl Iterator<Item = f32> + Clone) -> (f32, f32) {
    let known = values.filter(|value| !value.is_nan()).map(f64::from);
    let n = known.clone().count().max(1) as f64;
    let mean = known.clone().sum::<f64>() / n;
    let variance = known.map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    (mean as f32, (variance.sqrt() as f32).max(LEAST_SD))
}

/// The rows that occur in some pair, numbered anew.
#[derive(Clone, Debug)]
pub(super) struct UsedRows {
    /// The number of each row; `u32::MAX` for one that occurs nowhere.
    numbers: Vec<u32>,
    pub(super) rows: Vec<u32>,
}

impl UsedRows {
    pub(super) fn of(pairs: &[&LabelledPair]) -> Self {
        let mut used = Self { numbers: vec![u32::MAX; N_ROWS], rows: Vec::new() };
        for &row in pairs.iter().flat_map(|pair| pair.features.terms.iter().flatten()) {
            if used.numbers[row as usize] == u32::MAX {
                used.numbers[row as usize] = used.rows.len() as u32;
                used.rows.push(row);
            }
        }
        used
    }
}

/// The features of a pair as numbers to be weighed: dense ones are worth `scale`, terms share one over the root of how many
/// there are.
pub(super) fn example(features: &Features, spread: &Spread, used: &UsedRows, scales: (f32, f32)) -> Example {
    let standardised = features.dense.iter().enumerate().map(|(at, &value)| spread.standardised(at, value));
    let dense = standardised.map(|value| value * scales.0).collect();
    let weighed = |rows: &Vec<u32>| {
        let value = scales.1 / (rows.len() as f32).sqrt();
        rows.iter().map(|&row| (used.numbers[row as usize], value)).collect::<Vec<_>>()
    };
    let sparse = features.terms.iter().flat_map(weighed).collect();
    Example { dense, sparse, target: [0.0; 3], weight: 1.0 }
}
