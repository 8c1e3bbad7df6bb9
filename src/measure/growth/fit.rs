//! The models of growth, fitted.

use super::growth_data::GrowthData;
use super::likelihood::Likelihood;
use super::likelihood_search::{Optimum, maximize};
use super::params::{GrowthModel, Params, Part};

/// So few threads are not fitted: the models' authors had thousands of each site, and below about fifty the
/// estimates move by more than sites differ.
pub const MIN_THREADS: u64 = 50;

/// A model and what speaks for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GrowthFit {
    /// The model.
    pub model: GrowthModel,
    /// The logarithm of the bias to the story. `None` also where the best bias is 0.
    pub ln_beta: Option<f64>,
    /// The weight of a degree, 0 or more; the novelty of what came last is `tau`.
    pub alpha: Option<f64>,
    /// What is left of a comment's novelty after one more comment, from 0 to 1.
    pub tau: Option<f64>,
    /// The logarithm of the weight of reciprocity. `None` also where the best weight is 0.
    pub ln_kappa: Option<f64>,
    /// The natural logarithm of the likelihood of all steps, negative.
    pub log_likelihood: Option<f64>,
    /// Twice the difference of log-likelihoods, 0 or more: of the full model and a reduced one, or of the model with
    /// reciprocity and the full one under the same rules for the same steps. `None` for the full model.
    ///
    /// Were the parameter in question not at work, it would be about 0 half of the time, and follow the chi-squared
    /// distribution with one degree of freedom otherwise, as the parameter is at the end of its range then (Self and
    /// Liang 1987).
    pub lr_statistic: Option<f64>,
    /// The number of steps that were scored.
    pub n_steps: u64,
    /// The number of threads with such a step.
    pub n_threads: u64,
}

/// Fits all models to the growth of threads, by maximum likelihood.
///
/// Gives the full model, `no_alpha`, `no_bias` and `no_tau`, and after them `reciprocity` where authors are known;
/// nothing for fewer than [`MIN_THREADS`] threads with a step. What a model does not have is `None`; so are all
/// estimates of a model without an optimum, as where every comment answers the story and no bias is great enough.
/// An optimum may be at the end of a range: then `alpha` is 0, `tau` is 1, `ln_beta` or `ln_kappa` is `None`, while
/// the likelihood is given.
///
/// Takes a few hundred evaluations a model, of time linear in the number of different steps and, for reciprocity, in
/// the number of comments by authors who came back. See the [module](super) for definitions and sources.
///
/// ```
/// use rejoinder::measure::growth::{GrowthData, fit};
///
/// let mut data = GrowthData::new();
/// for _ in 0..20 {
///     for thread in [[0, 0, 1, 0, 4, 1, 0, 5], [0, 1, 0, 3, 4, 0, 0, 7], [0, 0, 0, 2, 1, 5, 0, 7]] {
///         data.add(&thread, &[])?;
///     }
/// }
/// let fits = fit(&data);
/// assert_eq!(fits.iter().map(|fit| fit.model.name()).collect::<Vec<_>>(), ["full", "no_alpha", "no_bias", "no_tau"]);
/// assert!(fits[0].log_likelihood >= fits[2].log_likelihood);
/// assert_eq!(fits[2].ln_beta, None);
/// # Ok::<(), rejoinder::measure::growth::GrowthError>(())
/// ```
pub fn fit(data: &GrowthData) -> Vec<GrowthFit> {
    if data.n_threads < MIN_THREADS {
        return Vec::new();
    }
    let mut fits = fit_steps(data);
    if data.authored.n_threads >= MIN_THREADS {
        fits.push(fit_reciprocity(data));
    }
    fits
}

/// The full model and the reduced ones.
fn fit_steps(data: &GrowthData) -> Vec<GrowthFit> {
    let likelihood = Likelihood::of_steps(&data.steps);
    let reduced = [GrowthModel::NoAlpha, GrowthModel::NoBias, GrowthModel::NoTau];
    let optima = reduced.map(|model| maximize(&likelihood, model.parts(), &[]));
    let known: Vec<Params> = optima.iter().flatten().map(|optimum| optimum.params).collect();
    let full = maximize(&likelihood, GrowthModel::Full.parts(), &known);
    let counts = (likelihood.n_steps(), data.n_threads);
    let mut fits = vec![GrowthFit::new(GrowthModel::Full, full, counts, None)];
    for (model, optimum) in reduced.into_iter().zip(optima) {
        fits.push(GrowthFit::new(model, optimum, counts, ratio(full, optimum)));
    }
    fits
}

/// The model with reciprocity, beside the full model with the same choices forbidden.
fn fit_reciprocity(data: &GrowthData) -> GrowthFit {
    let likelihood = Likelihood::of_authored(&data.authored);
    let base = maximize(&likelihood, GrowthModel::Full.parts(), &[]);
    let known: Vec<Params> = base.iter().map(|base| base.params).collect();
    let optimum = maximize(&likelihood, GrowthModel::Reciprocity.parts(), &known);
    let counts = (likelihood.n_steps(), data.authored.n_threads);
    GrowthFit::new(GrowthModel::Reciprocity, optimum, counts, ratio(optimum, base))
}

/// The statistic of the likelihood ratio.
fn ratio(full: Option<Optimum>, reduced: Option<Optimum>) -> Option<f64> {
    Some((2.0 * (full?.ln - reduced?.ln)).max(0.0))
}

impl GrowthFit {
    fn new(model: GrowthModel, optimum: Option<Optimum>, counts: (u64, u64), lr_statistic: Option<f64>) -> Self {
        let value = |part: Part| optimum.filter(|_| model.parts().contains(&part)).map(|found| found.params.get(part));
        let ln = |part: Part| value(part).filter(|value| *value > 0.0).map(f64::ln);
        Self {
            model,
            ln_beta: ln(Part::Beta),
            alpha: value(Part::Alpha),
            tau: value(Part::Tau),
            ln_kappa: ln(Part::Kappa),
            log_likelihood: optimum.map(|found| found.ln),
            lr_statistic,
            n_steps: counts.0,
            n_threads: counts.1,
        }
    }
}
