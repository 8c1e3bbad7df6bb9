//! How threads grow: which earlier comment a new one answers, as a model with three or four parameters.
//!
//! The model of Gómez, Kappen, Litvak and Kaltenbrunner lets a thread grow by one comment a step. While `t` nodes
//! stand, the story being node 1, the next comment answers node `k` with the probability `phi(k) / Z`, where
//!
//! ```text
//! phi(k) = alpha * degree(k) + beta * [k is the story] + tau^(t - k + 1)
//! Z      = 2 * alpha * (t - 1) + beta + tau + tau^2 + ... + tau^t
//! ```
//!
//! `alpha` is the pull of what was answered often, `beta` that of the story, and `tau`, from 0 to 1, how fast
//! comments lose the charm of the new: what came last weighs `tau`, what came before it `tau^2`. Every node has a
//! degree of 1 when it appears, the story too, and 1 more for each reply. The first comment has nothing but the
//! story to answer: it is no step, and does not raise the story's degree. So a thread of `n` comments has `n - 1`
//! steps.
//!
//! The reduced models go without one of the three: `alpha = 0`, `beta = 0`, or `tau = 1` (nothing gets old).
//!
//! # Reciprocity
//!
//! Aragón, Gómez and Kaltenbrunner add `kappa * [k answers a comment by the author of the new one]`. Two choices are
//! forbidden to an author, and leave `Z` with all their parts: a comment of his own, and what he has answered
//! already, be it a comment or the story. A step that took a forbidden choice all the same is not scored; its
//! comment counts in the degrees that later steps see. (The authors of the model left out whole threads with such a
//! step. The story's author is not known here, so he may answer his story, and what answers the story is no
//! reciprocity of his.) Comments by unknown or anonymous authors are steps of the model without `kappa`, with
//! nothing forbidden.
//!
//! As forbidden choices change every likelihood, that of reciprocity is not to be compared with the one of
//! [`GrowthModel::Full`], but with the full model under the same rules; [`GrowthFit::lr_statistic`] does that.
//!
//! # Estimates
//!
//! Parameters are those of greatest likelihood over all steps of all threads, found by the method of Nelder and Mead
//! from several starts. A likelihood depends on few things of a step, so steps are counted by these things in a
//! [`GrowthData`], and threads need not be kept. Sums are done in an order of their own: the same threads give the
//! same bits in any order.
//!
//! # Literature
//!
//! - V. Gómez, H. J. Kappen, N. Litvak, A. Kaltenbrunner: A likelihood-based framework for the analysis of
//!   discussion threads. World Wide Web 16 (2013), 645-675.
//! - P. Aragón, V. Gómez, A. Kaltenbrunner: To thread or not to thread: the impact of conversation threading on
//!   online discussion. ICWSM 2017.
//! - J. A. Nelder, R. Mead: A simplex method for function minimization. The Computer Journal 7 (1965), 308-313.
//! - S. G. Self, K.-Y. Liang: Asymptotic properties of maximum likelihood estimators and likelihood ratio tests under
//!   nonstandard conditions. Journal of the American Statistical Association 82 (1987), 605-610.

mod authored;
mod fit;
mod growth_data;
mod likelihood;
mod likelihood_search;
mod params;
mod product;
mod tally;

#[cfg(test)]
mod growth_oracle;

pub use fit::{GrowthFit, MIN_THREADS, fit};
pub use growth_data::{GrowthData, GrowthError};
pub use params::GrowthModel;
