//! Labelled pairs as examples: standardised features, and the rows of weights that occur at all.

use super::logistic::Example;
use crate::model::Stance;
use crate::stance::features::{Features, N_ROWS};
use crate::stance::model::CLIP;

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
    pub(super) fn of(pairs: &[&LabelledPair]) -> Self {
        let n_dense = pairs.first().map_or(0, |pair| pair.features.dense.len());
        let n = pairs.len().max(1) as f64;
        let mean = |value: &dyn Fn(&LabelledPair) -> f64| pairs.iter().map(|pair| value(pair)).sum::<f64>() / n;
        let spread = |at: usize| {
            let middle = mean(&|pair| f64::from(pair.features.dense[at]));
            let square = mean(&|pair| (f64::from(pair.features.dense[at]) - middle).powi(2));
            (middle as f32, (square.sqrt() as f32).max(LEAST_SD))
        };
        let (means, sds) = (0..n_dense).map(spread).unzip();
        Self { means, sds }
    }
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
    let standardised = features.dense.iter().zip(&spread.means).zip(&spread.sds);
    let dense = standardised.map(|((value, mean), sd)| ((value - mean) / sd).clamp(-CLIP, CLIP) * scales.0).collect();
    let weighed = |rows: &Vec<u32>| {
        let value = scales.1 / (rows.len() as f32).sqrt();
        rows.iter().map(|&row| (used.numbers[row as usize], value)).collect::<Vec<_>>()
    };
    let sparse = features.terms.iter().flat_map(weighed).collect();
    Example { dense, sparse, target: [0.0; 3], weight: 1.0 }
}
