//! How far authors are from each other.

use crate::graph::{AuthorNetwork, Components};
use crate::measure::network::breadth_search::{Found, Search, WIDTH};
use crate::measure::ratio;

/// The work after which distances are left at a sample, for each author and each end of a tie, in looks at ties.
const WORK_EACH: u64 = 1 << 12;
/// But never less than this, so that a small network is exact whatever its form: a tenth of a second.
const LEAST_WORK: u64 = 1 << 26;
/// And never more than this: a few seconds.
const MOST_WORK: u64 = 1 << 30;

/// However long they take, so many searches are done, so that their spread says something.
const FEWEST_SEARCHES: usize = 8;
/// The quantile of the normal distribution that leaves 95 % around the middle.
const NORMAL: f64 = 1.959_963_985;

/// Distances in the largest component of the undirected projection, in ties.
///
/// Searches go from 64 authors at once, one from each 64th of all in the order of degrees: Then, Kaufmann,
/// Chirigati, Hoang-Vu, Pham, Kemper, Neumann and Vo (2014, "The more the merrier: efficient multi-source graph
/// traversal", VLDB 8). Every author is a source, and all is exact, unless that takes more than 4,096 looks at ties
/// for each author and each end of a tie, but at least 2^26 and at most 2^30 in all. Networks of people stay below
/// up to some twenty thousand authors; a chain, where distances are long, up to two thousand. Beyond that, what is
/// known is known of a sample that is spread over all degrees, always the same one for the same network. So the
/// time is linear in authors and ties, and a few seconds until eight searches alone take longer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paths {
    /// The largest distance; `None` for an empty network. Where sources are a sample, it is a lower bound.
    pub diameter: Option<u64>,
    /// The mean distance over pairs of different authors; at least 1, `None` for an empty network.
    pub mean: Option<f64>,
    /// Half the width of the 95 % confidence interval of [`mean`](Self::mean); 0 where it is exact, `None` where
    /// it is `None`.
    ///
    /// From the spread of the means of searches, of which each is a sample spread over all degrees (interpenetrating
    /// samples: Mahalanobis 1946, "Recent experiments in statistical sampling in the Indian Statistical Institute",
    /// Journal of the Royal Statistical Society 109), less what is known of a finite number of them.
    pub mean_error: Option<f64>,
    /// The authors from whom distances were looked at: all of the component, or a sample of it.
    pub n_sources: u64,
}

impl Paths {
    /// Measures a network whose components are known.
    #[must_use]
    pub fn of(network: &AuthorNetwork, components: &Components) -> Self {
        let size = (components.largest() + network.neighbours().n_arcs()) as u64;
        Self::within(size.saturating_mul(WORK_EACH).clamp(LEAST_WORK, MOST_WORK), network, components)
    }

    fn within(most_work: u64, network: &AuthorNetwork, components: &Components) -> Self {
        let mut search = Search::new(network, components.members_of_largest().collect());
        let (n, mut work) = (components.largest(), 0);
        let mut found: Vec<Found> = Vec::new();
        for sources in samples(n) {
            if work > most_work && found.len() >= FEWEST_SEARCHES {
                break;
            }
            found.push(search.run(sources));
            work += found.last().map_or(0, |search| search.work);
        }
        Self::from_searches(&found, n.div_ceil(WIDTH))
    }

    /// The measures by what some of `n_all` searches found.
    fn from_searches(found: &[Found], n_all: usize) -> Self {
        let total = |field: fn(&Found) -> u64| found.iter().map(field).sum::<u64>();
        let mean = ratio(total(|search| search.sum).into(), total(|search| search.n_reached).into());
        Self {
            diameter: found.iter().map(|search| search.farthest).max(),
            mean,
            mean_error: mean.map(|mean| error(found, mean, n_all)),
            n_sources: total(|search| search.n_sources),
        }
    }
}

/// All of `n` places in samples of up to 64, each with one place from every 64th.
///
/// Neighbouring places are met by samples that are far apart, so that any number of samples from the first on are
/// spread as well.
fn samples(n: usize) -> impl Iterator<Item = impl Iterator<Item = usize>> {
    let n_samples = n.div_ceil(WIDTH);
    let step = coprime(n_samples);
    let sample = move |at: usize| (0..n).skip(at * step % n_samples.max(1)).step_by(n_samples.max(1));
    (0..n_samples).map(sample)
}

/// A step that meets all of `n` places: near the golden section of them, and without a common divisor.
fn coprime(n: usize) -> usize {
    let divisor = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (n * 618 / 1_000..n).find(|&step| divisor(n, step) == 1).unwrap_or(1)
}

/// Half the width of the 95 % confidence interval of the mean distance after some of `n_all` searches.
fn error(found: &[Found], mean: f64, n_all: usize) -> f64 {
    if found.len() == n_all {
        return 0.0;
    }
    let n = found.len() as f64;
    let off = |search: &Found| search.sum as f64 / search.n_reached as f64 - mean;
    let variance = found.iter().map(|search| off(search).powi(2)).sum::<f64>() / (n - 1.0);
    student(n - 1.0) * (variance / n * (1.0 - n / n_all as f64)).sqrt()
}

/// Student's t for 95 %, to a hundredth from seven degrees of freedom on: Abramowitz and Stegun (1964, 26.7.5).
fn student(freedom: f64) -> f64 {
    let z = NORMAL;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    z + (z.powi(3) + z) / 4.0 / freedom + second / freedom.powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(replies: impl IntoIterator<Item = (u32, u32, u64)>) -> Paths {
        let network = AuthorNetwork::new(replies);
        Paths::of(&network, &network.components())
    }

    #[test]
    fn a_path_of_many_is_followed_to_its_end() {
        let found = of((0..999).map(|author| (author, author + 1, 1)));
        assert_eq!((found.diameter, found.n_sources), (Some(999), 1000));
        // The mean distance on a path of n nodes is (n + 1) / 3.
        assert!((found.mean.unwrap() - 1001.0 / 3.0).abs() < 1e-9);
        assert_eq!(found.mean_error, Some(0.0));
    }

    #[test]
    fn only_the_largest_component_counts() {
        let found = of([(0, 1, 1), (1, 2, 1), (8, 9, 1)]);
        assert_eq!((found.diameter, found.mean, found.n_sources), (Some(2), Some(4.0 / 3.0), 3));
    }

    #[test]
    fn an_empty_network_has_no_paths() {
        assert_eq!(of([]), Paths::default());
    }

    #[test]
    fn a_sample_knows_its_error() {
        // Preferential attachment by a fixed stream of numbers: hubs, and a long tail of authors with few ties.
        let mut state = 1_u64;
        let mut draw = move |below: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((state >> 33) % u64::from(below)).unwrap()
        };
        let mut replies = vec![(1, 0, 1)];
        for author in 2..3_000 {
            let met = replies[draw(author - 1) as usize];
            replies.push((author, if draw(2) == 0 { met.0 } else { met.1 }, 1));
        }
        let network = AuthorNetwork::new(replies);
        let components = network.components();
        let (exact, sample) = (Paths::of(&network, &components), Paths::within(0, &network, &components));
        let off = (exact.mean.unwrap() - sample.mean.unwrap()).abs();
        assert!(off <= sample.mean_error.unwrap() && sample.mean_error.unwrap() < 0.2, "{exact:?} {sample:?}");
        assert!(sample.diameter <= exact.diameter && exact.mean_error == Some(0.0));
        assert!((376..=512).contains(&sample.n_sources), "{sample:?}");
    }

    #[test]
    fn samples_hold_every_place_once() {
        for n in [0, 1, 63, 64, 65, 1_000, 4_097] {
            let samples: Vec<Vec<usize>> = samples(n).map(Iterator::collect).collect();
            assert!(samples.iter().all(|sample| (1..=WIDTH).contains(&sample.len())), "{n}");
            let mut places = samples.concat();
            places.sort_unstable();
            assert!(places.into_iter().eq(0..n), "{n}");
        }
    }

    #[test]
    fn student_is_that_of_tables() {
        for (freedom, expected) in [(7.0, 2.365), (15.0, 2.131), (63.0, 1.998)] {
            assert!((student(freedom) - expected).abs() < 0.01, "{freedom}");
        }
    }
}
