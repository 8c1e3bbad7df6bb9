//! How fast a thread went.

use crate::measure::order::{median, order_statistic};
use crate::measure::shape::Moments;

/// How fast one thread went: times of comments, in seconds since the story, and delays of replies.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timing {
    /// The first comment's.
    pub first_comment_s: Option<i64>,
    /// By then half of the comments had come: the ceil(n/2)-th. (Kaltenbrunner, Gomez and Lopez 2007.)
    pub half_life_s: Option<i64>,
    /// By then nine of ten had come.
    pub t90_s: Option<i64>,
    /// The last comment's.
    pub last_comment_s: Option<i64>,
    /// Median time between a comment and a reply to it.
    pub median_reply_delay_s: Option<f64>,
    /// Mean of the logarithms of the times above 0. (The same.)
    pub ln_mu: Option<f64>,
    /// Their population deviation.
    pub ln_sigma: Option<f64>,
    /// Burstiness of the gaps between comments, from -1 (regular) over 0 (at random) to 1; `None` for fewer than two gaps.
    /// (Goh and Barabasi 2008.)
    pub burstiness: Option<f64>,
}

impl Timing {
    /// Measures times since the story, times by any one clock, and delays of replies, all in any order. O(n log n), for
    /// sorting.
    #[must_use]
    pub fn of(mut times: Vec<i64>, mut clock: Vec<i64>, mut delays: Vec<i64>) -> Self {
        times.sort_unstable();
        clock.sort_unstable();
        delays.sort_unstable();
        let logarithms = logarithms(&times);
        Self {
            first_comment_s: times.first().copied(),
            half_life_s: order_statistic(&times, 5),
            t90_s: order_statistic(&times, 9),
            last_comment_s: times.last().copied(),
            median_reply_delay_s: median(&delays),
            ln_mu: logarithms.map(|(mu, _)| mu),
            ln_sigma: logarithms.map(|(_, sigma)| sigma),
            burstiness: burstiness(&clock),
        }
    }
}

/// Mean and population deviation of the logarithms of what is above 0.
fn logarithms(times: &[i64]) -> Option<(f64, f64)> {
    let logs = || times.iter().filter(|&&time| time > 0).map(|&time| (time as f64).ln());
    let n = logs().count() as f64;
    let mean = logs().sum::<f64>() / n;
    let variance = logs().map(|log| (log - mean).powi(2)).sum::<f64>() / n;
    (n > 0.0).then(|| (mean, variance.sqrt()))
}

/// (deviation - mean)/(deviation + mean) of the gaps between sorted times.
fn burstiness(sorted: &[i64]) -> Option<f64> {
    let gaps = || sorted.windows(2).map(|pair| i128::from(pair.last().unwrap_or(&0) - pair.first().unwrap_or(&0)));
    let n = gaps().count() as u64;
    let moments = Moments::of(n, gaps().sum(), gaps().map(|gap| gap * gap).sum()).filter(|_| n >= 2)?;
    let (mean, deviation) = (moments.mean, moments.deviation());
    (mean + deviation > 0.0).then(|| (deviation - mean) / (deviation + mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_measured_in_order() {
        let timing = Timing::of(vec![40, 10, 20, 30], vec![1, 2, 3], vec![5, 1]);
        assert_eq!((timing.first_comment_s, timing.half_life_s), (Some(10), Some(20)));
        assert_eq!((timing.t90_s, timing.last_comment_s), (Some(40), Some(40)));
        assert_eq!((timing.median_reply_delay_s, timing.burstiness), (Some(3.0), Some(-1.0)));
    }

    #[test]
    fn what_has_no_times_has_no_timing() {
        assert_eq!(Timing::of(Vec::new(), Vec::new(), Vec::new()), Timing::default());
        let still = Timing::of(vec![0, 0, 0], vec![5, 5, 5], Vec::new());
        assert_eq!((still.ln_mu, still.burstiness, still.half_life_s), (None, None, Some(0)));
    }
}
