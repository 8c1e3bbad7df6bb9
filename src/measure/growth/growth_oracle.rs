//! The models as they are written down, node by node, and threads that grow by them: what the tests hold the rest to.

use proptest::prelude::*;

use super::fit::{GrowthFit, fit};
use super::growth_data::GrowthData;
use super::likelihood::Likelihood;
use super::params::{GrowthModel, Params};

/// A thread: what each comment answers, and by whom it is.
type Thread = (Vec<u32>, Vec<Option<u32>>);

/// What speaks for each node, from the story on, to be answered by a new comment; `None` where it is forbidden.
fn weights(parents: &[u32], authors: &[Option<u32>], new: Option<u32>, params: &Params) -> Vec<Option<f64>> {
    let n_nodes = parents.len() + 1;
    let is_by_new = |node: usize| node > 0 && new.is_some() && authors[node - 1] == new;
    let (mut degrees, mut is_forbidden) = (vec![1.0; n_nodes], vec![false; n_nodes]);
    for (index, &parent) in parents.iter().enumerate() {
        degrees[parent as usize] += if index > 0 { 1.0 } else { 0.0 };
        is_forbidden[parent as usize] |= is_by_new(index + 1);
        is_forbidden[index + 1] |= is_by_new(index + 1);
    }
    let weight = |node: usize| {
        let beta = if node == 0 { params.beta } else { 0.0 };
        let kappa = if node > 0 && is_by_new(parents[node - 1] as usize) { params.kappa } else { 0.0 };
        let phi = params.alpha * degrees[node] + beta + params.tau.powi((n_nodes - node) as i32) + kappa;
        (!is_forbidden[node]).then_some(phi)
    };
    (0..n_nodes).map(weight).collect()
}

/// The logarithm of the likelihood of a thread, and the number of its steps.
fn naive_ln((parents, authors): &Thread, params: &Params) -> (f64, u64) {
    let (mut ln, mut n_steps) = (0.0, 0);
    for index in 1..parents.len() {
        let new = authors.get(index).copied().flatten();
        let weights = weights(&parents[..index], authors.get(..index).unwrap_or_default(), new, params);
        if let Some(phi) = weights[parents[index] as usize] {
            ln += (phi / weights.iter().flatten().sum::<f64>()).ln();
            n_steps += 1;
        }
    }
    (ln, n_steps)
}

/// Numbers that look like chance: splitmix64.
struct Chance(u64);

impl Chance {
    /// A number from 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A place, by weights.
    fn choose(&mut self, weights: &[Option<f64>]) -> Option<usize> {
        let mut rest = self.next() * weights.iter().flatten().sum::<f64>();
        weights.iter().position(|weight| {
            rest -= weight.unwrap_or(0.0);
            rest < 0.0 && weight.is_some()
        })
    }

    /// A thread that grows by the model; authors are some of `n_authors`, and every fourth comment is anonymous.
    fn thread(&mut self, n_comments: usize, n_authors: u32, params: &Params) -> Thread {
        let (mut parents, mut authors) = (vec![0], vec![None]);
        while parents.len() < n_comments {
            let is_known = n_authors > 0 && self.next() < 0.75;
            let new = is_known.then(|| (self.next() * f64::from(n_authors)) as u32);
            if let Some(node) = self.choose(&weights(&parents, &authors, new, params)) {
                parents.push(node as u32);
                authors.push(new);
            }
        }
        (parents, authors)
    }
}

fn data<'a>(threads: impl IntoIterator<Item = &'a Thread>) -> GrowthData {
    let mut data = GrowthData::new();
    for (parents, authors) in threads {
        data.add(parents, authors).unwrap();
    }
    data
}

fn is_close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

/// As Slashdot's, but for a novelty that threads of some tens of comments can show.
const LIKE_SLASHDOT: Params = Params { alpha: 0.31, beta: 10.9, tau: 0.9, kappa: 0.0 };

#[test]
fn the_figure_of_the_paper_has_the_likelihood_that_a_hand_computes() {
    // Alpha and tau 1/2, beta 2; the degrees and ages of figure 2, its comments numbered from 1.
    let params = Params { alpha: 0.5, beta: 2.0, tau: 0.5, kappa: 0.0 };
    let parents = vec![0, 0, 1, 0, 4, 1, 0, 5];
    let power = |age: i32| 0.5_f64.powi(age);
    let chosen = [
        0.5 + 2.0 + power(2),
        0.5 + power(2),
        1.0 + 2.0 + power(4),
        0.5 + power(1),
        1.0 + power(5),
        1.5 + 2.0 + power(7),
        0.5 + power(3),
    ];
    let total = |nodes: i32| f64::from(nodes - 1) + 2.0 + 1.0 - power(nodes);
    let expected: f64 = (2..).zip(chosen).map(|(nodes, phi)| (phi / total(nodes)).ln()).sum();
    let thread = (parents, Vec::new());
    assert!(is_close(naive_ln(&thread, &params).0, expected));
    assert!(is_close(Likelihood::of_steps(&data([&thread]).steps).ln(&params), expected));
}

#[test]
fn a_parent_after_its_reply_is_refused_and_nothing_is_added() {
    let mut data = GrowthData::new();
    for parents in [&[1][..], &[0, 2], &[0, 0, 1, 9]] {
        let told = data.add(parents, &[]).unwrap_err().to_string();
        assert!(told.starts_with("expected a parent before comment"), "{told}");
    }
    let told = data.add(&[0, 0], &[Some(1)]).unwrap_err().to_string();
    assert_eq!(told, "expected an author for each comment, 2 in all, but found 1");
    assert_eq!(data, GrowthData::new());
}

#[test]
fn few_threads_are_not_fitted() {
    let thread = (vec![0, 0, 1, 0], vec![Some(1), Some(2), Some(1), None]);
    let single = (vec![0], vec![Some(1)]);
    let many = |n: usize| data(std::iter::repeat_n(&thread, n).chain(std::iter::repeat_n(&single, 100)));
    assert!(fit(&data([])).is_empty() && fit(&many(49)).is_empty());
    let fits = fit(&many(50));
    assert_eq!((fits.len(), fits[0].n_threads, fits[0].n_steps), (5, 50, 150));
}

#[test]
fn what_has_no_optimum_has_no_estimates() {
    // Every comment answers the story: no bias is great enough.
    let star = (vec![0; 6], Vec::new());
    let fits = fit(&data(std::iter::repeat_n(&star, 60)));
    assert_eq!((fits[0].ln_beta, fits[0].log_likelihood, fits[0].lr_statistic), (None, None, None));
    assert_eq!(fits[0].n_steps, 300);
    // Every comment answers the one before: without novelty there is no best weight of degrees, which is 0.
    let chain = ((0..6).collect(), Vec::new());
    for fit in fit(&data(std::iter::repeat_n(&chain, 60))) {
        let numbers = [fit.ln_beta, fit.alpha, fit.tau, fit.log_likelihood, fit.lr_statistic];
        assert!(numbers.iter().flatten().all(|number| number.is_finite()), "{fit:?}");
    }
}

#[test]
fn authors_who_come_once_have_no_reciprocity() {
    let mut chance = Chance(5);
    let grown = (0..60).map(|_| chance.thread(20, 0, &LIKE_SLASHDOT).0);
    let threads: Vec<Thread> = grown.map(|parents| (parents, (0..20).map(Some).collect())).collect();
    let fits = fit(&data(&threads));
    let (full, reciprocity) = (fits[0], fits[4]);
    assert_eq!((reciprocity.model, reciprocity.ln_kappa), (GrowthModel::Reciprocity, None));
    assert_eq!(reciprocity.n_steps, full.n_steps);
    assert!(is_close(reciprocity.log_likelihood.unwrap(), full.log_likelihood.unwrap()));
    assert!(reciprocity.lr_statistic.unwrap() < 1e-5);
}

#[test]
fn the_parameters_that_threads_grew_by_are_found() {
    let mut chance = Chance(7);
    let threads: Vec<Thread> = (0..150).map(|_| chance.thread(60, 0, &LIKE_SLASHDOT)).collect();
    let fits = fit(&data(&threads));
    let full = fits[0];
    assert!((full.ln_beta.unwrap() - LIKE_SLASHDOT.beta.ln()).abs() < 0.15, "{full:?}");
    assert!((full.alpha.unwrap() - LIKE_SLASHDOT.alpha).abs() < 0.05, "{full:?}");
    assert!((full.tau.unwrap() - LIKE_SLASHDOT.tau).abs() < 0.03, "{full:?}");
    assert!(fits[1..].iter().all(|fit| fit.lr_statistic.unwrap() > 10.0), "{fits:?}");
}

#[test]
fn the_reciprocity_that_threads_grew_by_is_found_in_any_order_of_threads() {
    let truth = Params { alpha: 0.2, beta: 8.0, tau: 0.8, kappa: 20.0 };
    let mut chance = Chance(11);
    let threads: Vec<Thread> = (0..120).map(|_| chance.thread(50, 12, &truth)).collect();
    let fits = fit(&data(&threads));
    let found: GrowthFit = fits[4];
    assert!((found.ln_kappa.unwrap() - truth.kappa.ln()).abs() < 0.2, "{found:?}");
    assert!((found.ln_beta.unwrap() - truth.beta.ln()).abs() < 0.2, "{found:?}");
    assert!((found.alpha.unwrap() - truth.alpha).abs() < 0.05, "{found:?}");
    assert!((found.tau.unwrap() - truth.tau).abs() < 0.06, "{found:?}");
    assert!(found.lr_statistic.unwrap() > 100.0, "{found:?}");
    assert_eq!(fit(&data(threads.iter().rev())), fits);
}

#[test]
fn many_authors_of_many_answers_are_followed() {
    // All of a hundred authors answer the story and its first two comments, again and again.
    let n = 900;
    let parents = (0..n).map(|index: u32| (index / 100 % 3).min(index)).collect();
    let authors = (0..n).map(|index| Some(index % 100)).collect();
    check_authored(&(parents, authors), &Params { alpha: 0.3, beta: 2.0, tau: 0.9, kappa: 5.0 });
}

fn check_authored(thread: &Thread, params: &Params) {
    let data = data([thread]);
    let (expected, n_steps) = naive_ln(thread, params);
    let likelihood = Likelihood::of_authored(&data.authored);
    assert_eq!(likelihood.n_steps(), n_steps);
    assert_eq!(data.authored.n_threads, u64::from(n_steps > 0));
    assert!(is_close(likelihood.ln(params), expected), "{} for {expected}", likelihood.ln(params));
}

fn any_thread() -> impl Strategy<Value = Thread> {
    let comment = (any::<proptest::sample::Index>(), proptest::option::weighted(0.8, 0..5_u32));
    proptest::collection::vec(comment, 0..40).prop_map(|comments| {
        let parent =
            |(index, comment): (usize, &(proptest::sample::Index, Option<u32>))| comment.0.index(index + 1) as u32;
        let parents = comments.iter().enumerate().map(parent).collect();
        (parents, comments.iter().map(|comment| comment.1).collect())
    })
}

fn any_params() -> impl Strategy<Value = Params> {
    (0.01..2.0, 0.0..20.0, 0.05..=1.0, 0.0..50.0).prop_map(|(alpha, beta, tau, kappa)| Params {
        alpha,
        beta,
        tau,
        kappa,
    })
}

proptest! {
    #[test]
    fn likelihoods_are_those_of_the_definition(thread in any_thread(), params in any_params()) {
        let unknown = (thread.0.clone(), Vec::new());
        let steps = Likelihood::of_steps(&data([&unknown]).steps);
        prop_assert!(is_close(steps.ln(&params), naive_ln(&unknown, &params).0));
        if thread.1.iter().any(Option::is_some) {
            check_authored(&thread, &params);
        }
    }

    #[test]
    fn records_merge_as_threads_add(threads in proptest::collection::vec(any_thread(), 0..8), at in 0..9_usize) {
        let (first, second) = threads.split_at(at.min(threads.len()));
        let mut merged = data(first);
        merged.merge(&data(second));
        prop_assert_eq!(merged, data(&threads));
    }
}
