//! How well labels were predicted.

use crate::graph::chance::Chance;

/// What was found and what is right, by the indices of labels, and how sure the former is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The right label.
    pub gold: usize,
    /// The label that was found.
    pub found: usize,
    /// How likely it was said to be.
    pub confidence: f32,
}

/// How often which label was taken for which.
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion {
    /// By the right label, then by the one found.
    pub counts: Vec<Vec<u64>>,
}

impl Confusion {
    /// Counts predictions of `n_labels` labels; those of others are left out.
    #[must_use]
    pub fn of(predictions: impl IntoIterator<Item = Prediction>, n_labels: usize) -> Self {
        let mut counts = vec![vec![0; n_labels]; n_labels];
        for it in predictions {
            if let Some(n) = counts.get_mut(it.gold).and_then(|row: &mut Vec<u64>| row.get_mut(it.found)) {
                *n += 1;
            }
        }
        Self { counts }
    }

    /// How many were predicted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// How many have the label.
    #[must_use]
    pub fn support(&self, label: usize) -> u64 {
        self.counts[label].iter().sum()
    }

    fn n_found(&self, label: usize) -> u64 {
        self.counts.iter().map(|row| row[label]).sum()
    }

    /// Right ones over all; 0 where there are none.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        share((0..self.counts.len()).map(|label| self.counts[label][label]).sum(), self.n())
    }

    /// Right ones over those found of a label; 0 where there are none.
    #[must_use]
    pub fn precision(&self, label: usize) -> f64 {
        share(self.counts[label][label], self.n_found(label))
    }

    /// Right ones over those that have a label; 0 where there are none.
    #[must_use]
    pub fn recall(&self, label: usize) -> f64 {
        share(self.counts[label][label], self.support(label))
    }

    /// The harmonic mean of precision and recall; 0 where the label neither is nor was found.
    #[must_use]
    pub fn f1(&self, label: usize) -> f64 {
        share(2 * self.counts[label][label], self.support(label) + self.n_found(label))
    }

    /// The mean F1 of the labels that are there.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let labels: Vec<usize> = (0..self.counts.len()).filter(|&label| self.support(label) > 0).collect();
        labels.iter().map(|&label| self.f1(label)).sum::<f64>() / labels.len().max(1) as f64
    }

    /// Agreement of two annotators beyond chance (Cohen 1960); `None` where chance alone makes them agree.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let n = self.n() as f64;
        let chance = |label: usize| self.support(label) as f64 / n * (self.n_found(label) as f64 / n);
        let expected: f64 = (0..self.counts.len()).map(chance).sum();
        (n > 0.0 && expected < 1.0).then(|| (self.accuracy() - expected) / (1.0 - expected))
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

const N_DRAWS: usize = 1000;

/// Between which values a figure lies when the predictions are drawn again with replacement, in 95 of 100 draws (Efron 1979).
#[must_use]
pub fn bootstrap(
    predictions: &[Prediction],
    n_labels: usize,
    seed: u64,
    figure: impl Fn(&Confusion) -> f64,
) -> [f64; 2] {
    let mut chance = Chance::new(seed);
    let draw = |_| {
        let drawn = (0..predictions.len()).map(|_| predictions[chance.below(predictions.len())]);
        figure(&Confusion::of(drawn, n_labels))
    };
    let mut figures: Vec<f64> = (0..N_DRAWS).map(draw).collect();
    figures.sort_by(f64::total_cmp);
    [figures[N_DRAWS / 40], figures[N_DRAWS - 1 - N_DRAWS / 40]]
}

const N_BINS: usize = 15;

/// Expected calibration error: how far confidence is from accuracy, over 15 bins of the same width (Naeini, Cooper and
/// Hauskrecht 2015); `None` without predictions.
#[must_use]
pub fn calibration_error(predictions: &[Prediction]) -> Option<f64> {
    let mut bins = [(0.0, 0.0); N_BINS];
    for it in predictions {
        let bin = &mut bins[((it.confidence * N_BINS as f32) as usize).min(N_BINS - 1)];
        bin.0 += f64::from(it.confidence);
        bin.1 += f64::from(u8::from(it.gold == it.found));
    }
    let gap: f64 = bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum();
    (!predictions.is_empty()).then(|| gap / predictions.len() as f64)
}

/// One row of the risk-coverage table: the most sure predictions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Their share of all.
    pub share: f64,
    /// How likely the least sure of them was said to be.
    pub confidence: f32,
    /// Right ones among them.
    pub accuracy: f64,
}

/// The accuracy of the most sure tenth, two tenths and so on (El-Yaniv and Wiener 2010).
#[must_use]
pub fn risk_coverage(predictions: &[Prediction]) -> Vec<Coverage> {
    let mut sorted = predictions.to_vec();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let row = |tenth: usize| {
        let kept = &sorted[..sorted.len() * tenth / 10];
        let n_right = kept.iter().filter(|it| it.gold == it.found).count();
        let accuracy = share(n_right as u64, kept.len() as u64);
        Some(Coverage { share: tenth as f64 / 10.0, confidence: kept.last()?.confidence, accuracy })
    };
    (1..=10).filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predictions(rows: &[(usize, usize, f32)]) -> Vec<Prediction> {
        rows.iter().map(|&(gold, found, confidence)| Prediction { gold, found, confidence }).collect()
    }

    #[test]
    fn figures_are_those_of_the_definitions() {
        let all = predictions(&[(0, 0, 0.9), (0, 1, 0.6), (1, 1, 0.8), (2, 2, 0.7), (2, 0, 0.5)]);
        let confusion = Confusion::of(all.iter().copied(), 3);
        assert_eq!((confusion.n(), confusion.accuracy(), confusion.f1(0)), (5, 0.6, 0.5));
        assert_eq!((confusion.precision(1), confusion.recall(1)), (0.5, 1.0));
        let mean = (0.5 + 2.0 / 3.0 + 2.0 / 3.0) / 3.0;
        assert!((confusion.macro_f1() - mean).abs() < 1e-12);
        // 0.6 observed, (2*2 + 1*2 + 2*1) / 25 by chance.
        assert!((confusion.kappa().unwrap() - (0.6 - 0.32) / 0.68).abs() < 1e-12);
        // The surest tenth of five is nobody.
        let coverage: Vec<_> = risk_coverage(&all).iter().map(|row| (row.share, row.accuracy)).collect();
        assert_eq!((coverage.len(), coverage[0], coverage[8]), (9, (0.2, 1.0), (1.0, 0.6)));
        let [low, high] = bootstrap(&all, 3, 1, Confusion::accuracy);
        assert!(low <= 0.6 && high >= 0.6);
    }

    #[test]
    fn who_is_as_sure_as_right_is_calibrated() {
        let sure = predictions(&[(0, 0, 0.75), (0, 0, 0.75), (0, 0, 0.75), (0, 1, 0.75)]);
        assert!(calibration_error(&sure).unwrap() < 1e-6);
        assert!((calibration_error(&predictions(&[(0, 1, 1.0)])).unwrap() - 1.0).abs() < 1e-6);
        assert_eq!(calibration_error(&[]), None);
        assert_eq!(risk_coverage(&[]), []);
    }
}
