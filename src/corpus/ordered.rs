//! Work on many things at once, with the results in order.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc;

/// How much work may be under way or waiting for its turn.
struct Window {
    most: usize,
    most_cost: u64,
    cost: u64,
}

impl Window {
    fn new(jobs: usize) -> Self {
        /// Documents that may be in memory at once, in bytes; one larger document is let through alone.
        const MOST_COST: u64 = 64 << 20;
        Self { most: jobs.saturating_mul(4), most_cost: MOST_COST, cost: 0 }
    }

    fn has_room(&self, n_open: usize, cost: u64) -> bool {
        n_open == 0 || (n_open < self.most && self.cost.saturating_add(cost) <= self.most_cost)
    }
}

/// Runs `work` for 0 up to `n`, and hands each result to `each` in this order.
///
/// With one job everything happens here, one after the other. With more, that many threads work ahead of
/// `each`, which always runs here, by four things a thread and 64 MiB of `cost` at most. The calls of `each`
/// are the same at any number of jobs.
///
/// # Errors
///
/// The first error of `each`; work under way is waited for, and its results are dropped.
///
/// # Panics
///
/// Goes on with a panic of `work`, where that has one.
pub fn run_in_order<T: Send, E>(
    n: usize,
    jobs: usize,
    cost: impl Fn(usize) -> u64,
    work: impl Fn(usize) -> T + Sync,
    mut each: impl FnMut(usize, T) -> Result<(), E>,
) -> Result<(), E> {
    let jobs = jobs.min(n);
    // Without threads to be had, the work is done here.
    let pool = (jobs > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(jobs).build().ok()).flatten();
    match pool {
        None => (0..n).try_for_each(|index| each(index, work(index))),
        Some(pool) => {
            let (send, receive) = mpsc::channel();
            let work = &work;
            pool.in_place_scope_fifo(|scope| {
                let spawn = |index| {
                    let send = send.clone();
                    scope.spawn_fifo(move |_| {
                        let result = panic::catch_unwind(AssertUnwindSafe(|| work(index)));
                        // Nobody listens any more once `each` has failed.
                        let _ = send.send((index, result));
                    });
                };
                deliver(n, &mut Window::new(jobs), cost, spawn, &receive, each)
            })
        }
    }
}

type Sent<T> = (usize, Result<T, Box<dyn Any + Send>>);

/// Keeps the window full, and hands over results as soon as it is their turn.
fn deliver<T, E>(
    n: usize,
    window: &mut Window,
    cost: impl Fn(usize) -> u64,
    spawn: impl Fn(usize),
    receive: &mpsc::Receiver<Sent<T>>,
    mut each: impl FnMut(usize, T) -> Result<(), E>,
) -> Result<(), E> {
    let (mut next, mut done, mut waiting) = (0, 0, BTreeMap::new());
    while done < n {
        while next < n && window.has_room(next - done, cost(next)) {
            window.cost = window.cost.saturating_add(cost(next));
            spawn(next);
            next += 1;
        }
        // A sender is kept here, so that this waits for work under way and cannot fail.
        let Ok((index, result)) = receive.recv() else { break };
        waiting.insert(index, result.unwrap_or_else(|panic| panic::resume_unwind(panic)));
        while let Some(result) = waiting.remove(&done) {
            each(done, result)?;
            window.cost = window.cost.saturating_sub(cost(done));
            done += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(n: usize, jobs: usize, cost: u64) -> Vec<usize> {
        let mut seen = Vec::new();
        let work = |index: usize| {
            // Uneven work, so that results come out of order.
            (0..(index * 7919) % 5000).fold(0_usize, |sum, k| std::hint::black_box(sum ^ k));
            index
        };
        let all = run_in_order(
            n,
            jobs,
            |_| cost,
            work,
            |index, result| {
                seen.push(result);
                if index == result { Ok(()) } else { Err(index) }
            },
        );
        assert_eq!(all, Ok(()));
        seen
    }

    #[test]
    fn results_come_in_order_at_any_number_of_jobs() {
        for jobs in [0, 1, 2, 3, 8] {
            assert_eq!(order(100, jobs, 1), (0..100).collect::<Vec<_>>());
            assert_eq!(order(5, jobs, u64::MAX), (0..5).collect::<Vec<_>>());
        }
        assert!(order(0, 4, 1).is_empty());
    }

    #[test]
    fn the_first_error_ends_it() {
        for jobs in [1, 4] {
            let mut n_seen = 0;
            let result = run_in_order(
                1000,
                jobs,
                |_| 1,
                |index| index,
                |index, _| {
                    n_seen += 1;
                    if index == 3 { Err("stop") } else { Ok(()) }
                },
            );
            assert_eq!((result, n_seen), (Err("stop"), 4));
        }
    }
}
