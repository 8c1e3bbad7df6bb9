//! Tasks done by several workers at once, with the results in the tasks' order.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::corpus::workers::Workers;

/// What the results of tasks may cost that are worked on or wait for their turn, in bytes. A task that costs more is let
/// through alone.
const MOST_COST: u64 = 64 << 20;

/// A task, and how many bytes of memory it takes until its result is done with.
pub(super) struct OrderedTask<T> {
    pub(super) cost: u64,
    pub(super) work: Box<dyn FnOnce() -> T + Send>,
}

/// The results of tasks, in the tasks' order.
///
/// Tasks are taken from their iterator as results are asked for, four ahead for each worker and [`MOST_COST`] in all.
pub(super) struct InOrder<'a, T> {
    tasks: Peekable<Box<dyn Iterator<Item = OrderedTask<T>> + 'a>>,
    open: VecDeque<Open<T>>,
    /// The cost of open tasks, and of the one whose result was asked for last.
    cost: u64,
    last_cost: u64,
}

/// A task that is worked on or done, and whose result was not asked for yet.
struct Open<T> {
    cost: u64,
    result: Receiver<thread::Result<T>>,
}

impl<'a, T: Send + 'static> InOrder<'a, T> {
    pub(super) fn new(tasks: impl Iterator<Item = OrderedTask<T>> + 'a) -> Self {
        let tasks: Box<dyn Iterator<Item = OrderedTask<T>> + 'a> = Box::new(tasks.fuse());
        Self { tasks: tasks.peekable(), open: VecDeque::new(), cost: 0, last_cost: 0 }
    }

    /// Tells whether there are results that were not asked for.
    pub(super) fn has_more(&mut self) -> bool {
        !self.open.is_empty() || self.tasks.peek().is_some()
    }

    /// The next result, waiting for it; the one before it is done with.
    ///
    /// # Panics
    ///
    /// Goes on with the panic of the task, where that has one.
    pub(super) fn next(&mut self, workers: &mut Workers) -> Option<T> {
        self.cost = self.cost.saturating_sub(std::mem::take(&mut self.last_cost));
        self.begin_tasks(workers);
        let Open { cost, result } = self.open.pop_front()?;
        self.last_cost = cost;
        result.recv().ok()?.map_or_else(|panic| panic::resume_unwind(panic), Some)
    }

    fn begin_tasks(&mut self, workers: &mut Workers) {
        let (n_ahead, open, sum) = (workers.n_ahead(), &mut self.open, &mut self.cost);
        let has_room = |n_open: usize, sum: u64, cost: u64| {
            n_open == 0 || (n_open < n_ahead && sum.saturating_add(cost) <= MOST_COST)
        };
        while let Some(OrderedTask { cost, work }) = self.tasks.next_if(|task| has_room(open.len(), *sum, task.cost)) {
            *sum = sum.saturating_add(cost);
            let (send, result) = mpsc::sync_channel(1);
            open.push_back(Open { cost, result });
            workers.run(Box::new(move || {
                let done = panic::catch_unwind(AssertUnwindSafe(work));
                // Nobody receives it any more where the results were dropped.
                drop(send.send(done));
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn task<T>(cost: u64, work: impl FnOnce() -> T + Send + 'static) -> OrderedTask<T> {
        OrderedTask { cost, work: Box::new(work) }
    }

    fn order(n: usize, jobs: usize, cost: u64) -> Vec<usize> {
        let mut workers = Workers::new(jobs);
        // Uneven work, so that results come out of order.
        let work = |index: usize| (0..(index * 7919) % 5000).fold(0_usize, |sum, k| std::hint::black_box(sum ^ k));
        let mut results = InOrder::new((0..n).map(|index| task(cost, move || (work(index), index).1)));
        std::iter::from_fn(|| results.next(&mut workers)).collect()
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
    fn no_more_tasks_are_begun_than_there_is_room_for() {
        for (jobs, cost, most) in [(1, 1, 1), (2, 1, 8), (2, MOST_COST / 2, 2), (2, u64::MAX, 1)] {
            let mut workers = Workers::new(jobs);
            let n_taken = AtomicUsize::new(0);
            let mut results = InOrder::new((0..100).map(|index| {
                n_taken.fetch_add(1, Ordering::Relaxed);
                task(cost, move || index)
            }));
            for index in 0..20 {
                assert_eq!(results.next(&mut workers), Some(index));
                // One more is looked at.
                assert!(n_taken.load(Ordering::Relaxed) <= index + most + 1, "{jobs} jobs");
            }
        }
    }

    #[test]
    fn what_is_dropped_early_ends() {
        let n_done = Arc::new(AtomicUsize::new(0));
        for jobs in [1, 4] {
            let mut workers = Workers::new(jobs);
            let done = Arc::clone(&n_done);
            let mut results = InOrder::new((0..1000).map(move |index| {
                let done = Arc::clone(&done);
                task(1, move || done.fetch_add(1, Ordering::Relaxed).min(index))
            }));
            assert!(results.next(&mut workers).is_some());
        }
        assert!(n_done.load(Ordering::Relaxed) <= 20);
    }
}
