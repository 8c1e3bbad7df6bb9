//! The parameters of greatest likelihood.

use argmin::core::{CostFunction, Error, Executor, State, TerminationReason, TerminationStatus};
use argmin::solver::neldermead::NelderMead;

use super::likelihood::Likelihood;
use super::params::{Params, Part};

/// Parameters with the logarithm of their likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Optimum {
    pub(super) params: Params,
    pub(super) ln: f64,
}

/// How a search goes: from simplexes of this size, in numbers without bounds, until the costs at their corners differ
/// by no more than that.
struct Stage {
    size: f64,
    tolerance: f64,
}

/// From each start, as far as it takes to tell which leads to the best place. What comes to no end here has none.
const ROUGH: Stage = Stage { size: 0.5, tolerance: 1e-9 };
/// From the best place, about as near as the rounding of a sum over all steps lets one come. A second simplex also frees
/// a search whose first has become flat: the method may stop where nothing is.
const FINE: Stage = Stage { size: 0.02, tolerance: 1e-14 };
/// Four parameters took 60 to 100 iterations on real threads.
const MAX_ITERS: u64 = 600;
/// From so many starts, those of greatest likelihood, the search goes on.
const N_STARTS: usize = 2;
/// Parameters that raise the logarithm of the likelihood by less are not there.
const LEAST_GAIN: f64 = 1e-6;

/// Finds the parameters of greatest likelihood, where there are such.
///
/// Only the `parts` are varied. What the `known` parameters reach is reached too: a model never does worse than one
/// that it contains. A parameter without which the likelihood is as great is given up: the optimum is at the end of
/// its range.
pub(super) fn maximize(likelihood: &Likelihood, parts: &[Part], known: &[Params]) -> Option<Optimum> {
    let at = |params: Params| Optimum { params, ln: likelihood.ln(&params) };
    let bases = known.iter().chain([&Params::NONE]);
    let mut starts: Vec<Optimum> = bases.flat_map(|base| grid(*base, parts)).map(at).collect();
    starts.sort_by(|a, b| b.ln.total_cmp(&a.ln));
    let search = Search { likelihood, parts };
    let ends = starts.iter().take(N_STARTS).filter_map(|start| search.run(start.params, &ROUGH));
    let rough = best(ends.filter(|run| run.has_ended).map(|run| run.params).map(at))?;
    let fine = at(search.run(rough.params, &FINE)?.params);
    let reached = best(known.iter().map(|&params| at(params)).chain([fine]))?;
    let found = parts.iter().fold(reached, |found, &part| {
        let without = at(found.params.with(part, Params::NONE.get(part)));
        if without.ln >= found.ln - LEAST_GAIN { without } else { found }
    });
    Some(found).filter(|found| found.params.are_found() && found.ln.is_finite())
}

fn best(optima: impl Iterator<Item = Optimum>) -> Option<Optimum> {
    optima.max_by(|a, b| a.ln.total_cmp(&b.ln))
}

/// Starts with all parameters that a base has, and for those that it lacks, values around the published ones.
fn grid(base: Params, parts: &[Part]) -> Vec<Params> {
    let mut grid = vec![base];
    for &part in parts.iter().filter(|part| base.get(**part) == Params::NONE.get(**part)) {
        let values = match part {
            Part::Beta => [1.5, 15.0],
            Part::Alpha => [0.02, 0.4],
            Part::Tau => [0.6, 0.95],
            Part::Kappa => [2.0, 100.0],
        };
        grid = grid.iter().flat_map(|params| values.map(|value| params.with(part, value))).collect();
    }
    grid
}

/// The likelihood as a cost over numbers without bounds.
#[derive(Clone, Copy)]
struct Search<'a> {
    likelihood: &'a Likelihood,
    parts: &'a [Part],
}

impl Search<'_> {
    /// Goes down from a start.
    fn run(self, start: Params, stage: &Stage) -> Option<SearchRun> {
        let start = start.to_free(self.parts);
        let corner = |index: usize| {
            let mut corner = start.clone();
            corner[index] += stage.size;
            corner
        };
        let corners = (0..start.len()).map(corner).chain([start.clone()]).collect();
        let solver = NelderMead::new(corners).with_sd_tolerance(stage.tolerance).ok()?;
        // Without its timer the executor does not look at the clock.
        let executor = Executor::new(self, solver).configure(|state| state.max_iters(MAX_ITERS)).timer(false);
        let result = executor.run().ok()?;
        let state = result.state();
        let end = TerminationStatus::Terminated(TerminationReason::SolverConverged);
        let params = Params::of_free(self.parts, state.get_best_param()?);
        Some(SearchRun { params, has_ended: *state.get_termination_status() == end })
    }
}

/// Where a search came, and whether that is an end.
struct SearchRun {
    params: Params,
    has_ended: bool,
}

impl CostFunction for Search<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    /// What a step costs on average: so tolerances hold for corpora of any size.
    fn cost(&self, free: &Vec<f64>) -> Result<f64, Error> {
        let params = Params::of_free(self.parts, free);
        Ok(-self.likelihood.ln(&params) / self.likelihood.n_steps() as f64)
    }
}
