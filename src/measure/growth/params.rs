//! Which parameters a model has, and their values.

use std::fmt;

/// A model of how threads grow.
///
/// See the [module](super) for what each says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrowthModel {
    /// Degree, story and novelty all count.
    Full,
    /// How often a comment was answered does not count.
    NoAlpha,
    /// The story is a node like others.
    NoBias,
    /// How old a comment is does not count.
    NoTau,
    /// The full model, in which authors also answer those who answered them.
    Reciprocity,
}

impl GrowthModel {
    /// The name of the model in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::NoAlpha => "no_alpha",
            Self::NoBias => "no_bias",
            Self::NoTau => "no_tau",
            Self::Reciprocity => "reciprocity",
        }
    }

    /// The parameters that are estimated; the others are as in [`Params::NONE`].
    pub(super) fn parts(self) -> &'static [Part] {
        match self {
            Self::Full => &[Part::Beta, Part::Alpha, Part::Tau],
            Self::NoAlpha => &[Part::Beta, Part::Tau],
            Self::NoBias => &[Part::Alpha, Part::Tau],
            Self::NoTau => &[Part::Beta, Part::Alpha],
            Self::Reciprocity => &[Part::Beta, Part::Alpha, Part::Tau, Part::Kappa],
        }
    }
}

impl fmt::Display for GrowthModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Beta,
    Alpha,
    Tau,
    Kappa,
}

/// Above this a parameter has left all others behind: they cannot be told from nothing, nor it from infinity.
const MAX: f64 = 1e6;
/// Below this nothing but the very last comment is new, and the other parameters have lost their unit.
const MIN_TAU: f64 = 1e-6;
/// Numbers without bounds are cut here, before their exponentials leave what sums of them can hold.
const MAX_FREE: f64 = 25.0;

impl Part {
    /// The parameter for a number without bounds: the exponential, for `tau` the logistic function.
    pub(super) fn of_free(self, free: f64) -> f64 {
        let free = free.clamp(-MAX_FREE, MAX_FREE);
        match self {
            Self::Tau => 1.0 / (1.0 + (-free).exp()),
            Self::Beta | Self::Alpha | Self::Kappa => free.exp(),
        }
    }

    /// The number without bounds that stands for a parameter, as far as one does.
    pub(super) fn to_free(self, value: f64) -> f64 {
        let free = match self {
            Self::Tau => value.ln() - (1.0 - value).ln(),
            Self::Beta | Self::Alpha | Self::Kappa => value.ln(),
        };
        free.clamp(-MAX_FREE, MAX_FREE)
    }
}

/// The values of all parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Params {
    pub(super) alpha: f64,
    pub(super) beta: f64,
    pub(super) tau: f64,
    pub(super) kappa: f64,
}

impl Params {
    /// The values of parameters that a model does not have: all nodes are alike.
    pub(super) const NONE: Self = Self { alpha: 0.0, beta: 0.0, tau: 1.0, kappa: 0.0 };

    pub(super) fn get(&self, part: Part) -> f64 {
        match part {
            Part::Beta => self.beta,
            Part::Alpha => self.alpha,
            Part::Tau => self.tau,
            Part::Kappa => self.kappa,
        }
    }

    /// The same values but for one.
    pub(super) fn with(mut self, part: Part, value: f64) -> Self {
        *match part {
            Part::Beta => &mut self.beta,
            Part::Alpha => &mut self.alpha,
            Part::Tau => &mut self.tau,
            Part::Kappa => &mut self.kappa,
        } = value;
        self
    }

    /// Numbers without bounds as the values of these parts.
    pub(super) fn of_free(parts: &[Part], free: &[f64]) -> Self {
        parts.iter().zip(free).fold(Self::NONE, |params, (&part, &free)| params.with(part, part.of_free(free)))
    }

    /// The values of these parts as numbers without bounds.
    pub(super) fn to_free(self, parts: &[Part]) -> Vec<f64> {
        parts.iter().map(|&part| part.to_free(self.get(part))).collect()
    }

    /// Tells whether the values say something: none has run away so far that the others are lost beside it.
    pub(super) fn are_found(&self) -> bool {
        self.alpha.max(self.beta).max(self.kappa) < MAX && self.tau > MIN_TAU
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_bounds_and_values_are_the_same() {
        let params = Params { alpha: 0.3, beta: 11.0, tau: 0.98, kappa: 170.0 };
        let parts = GrowthModel::Reciprocity.parts();
        let back = Params::of_free(parts, &params.to_free(parts));
        for &part in parts {
            assert!((back.get(part) / params.get(part) - 1.0).abs() < 1e-12, "{part:?}");
        }
        let free = params.to_free(GrowthModel::NoTau.parts());
        assert_eq!(Params::of_free(GrowthModel::NoTau.parts(), &free).tau, 1.0);
    }

    #[test]
    fn values_at_their_ends_have_numbers_too() {
        assert_eq!(Part::Alpha.to_free(0.0), -MAX_FREE);
        assert_eq!(Part::Tau.to_free(1.0), MAX_FREE);
        assert!(Part::Beta.of_free(1e9).is_finite() && Part::Tau.of_free(-1e9) > 0.0);
        assert!(!Params { beta: 1e7, ..Params::NONE }.are_found() && Params::NONE.are_found());
    }
}
