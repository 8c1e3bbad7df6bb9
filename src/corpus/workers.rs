//! Worker threads that take jobs from one queue.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// A piece of work. It must not panic.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// Up to so many worker threads, each started when there is a job for it.
///
/// Dropping the workers waits for the jobs under way and drops those that wait.
pub(super) struct Workers {
    n_jobs: usize,
    most_threads: usize,
    threads: Vec<JoinHandle<()>>,
    /// There until the workers are dropped.
    jobs: Option<Sender<Job>>,
    queue: Arc<Queue>,
}

struct Queue {
    jobs: Mutex<Receiver<Job>>,
    is_over: AtomicBool,
}

impl Workers {
    /// `n_jobs` worker threads; with one, or with 0, all jobs run on the caller's thread.
    pub(super) fn new(n_jobs: usize) -> Self {
        let (send, receive) = mpsc::channel();
        let queue = Queue { jobs: Mutex::new(receive), is_over: AtomicBool::new(false) };
        let most_threads = if n_jobs > 1 { n_jobs } else { 0 };
        Self { n_jobs, most_threads, threads: Vec::new(), jobs: Some(send), queue: Arc::new(queue) }
    }

    /// How many jobs should be there at once, so that no worker has to wait for its next one.
    pub(super) fn n_ahead(&self) -> usize {
        if self.most_threads == 0 { 1 } else { self.n_jobs.saturating_mul(4) }
    }

    /// Has a job done by a worker, or on this thread where no other can be started.
    pub(super) fn run(&mut self, job: Job) {
        if self.threads.len() < self.most_threads {
            let queue = Arc::clone(&self.queue);
            match thread::Builder::new().spawn(move || queue.work()) {
                Ok(thread) => self.threads.push(thread),
                Err(_) => self.most_threads = self.threads.len(),
            }
        }
        match &self.jobs {
            Some(jobs) if !self.threads.is_empty() => drop(jobs.send(job)),
            _ => job(),
        }
    }
}

impl Queue {
    /// Does jobs until there will be no more.
    fn work(&self) {
        loop {
            // A statement of its own, so that the queue is free while the job is done.
            let job = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            match job {
                Ok(job) if !self.is_over.load(Ordering::Relaxed) => job(),
                _ => return,
            }
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queue.is_over.store(true, Ordering::Relaxed);
        self.jobs = None;
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }
}
