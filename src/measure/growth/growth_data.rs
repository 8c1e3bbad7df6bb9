//! What is kept of many threads.

use std::error::Error;
use std::fmt;

use super::authored::Authored;
use super::tally::{Tally, choices};

/// The growth of many threads: their steps, counted by all that the models of [`fit`](super::fit()) depend on.
///
/// Its size grows with the number of different steps, and where authors are known, with that of comments by authors
/// who come back to a thread (36 bytes each). Adding threads one by one, or merging what was gathered apart,
/// comes to the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrowthData {
    pub(super) steps: Tally,
    pub(super) n_threads: u64,
    pub(super) authored: Authored,
}

impl GrowthData {
    /// Creates a record of no threads.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a thread: what each comment answers, and who wrote it, in the order in which they came.
    ///
    /// `parents` has 0 for the story, else the number of an earlier comment, the first being 1. `authors` is empty
    /// where none is known, else as long as `parents`; numbers of authors need to be their own only within a thread.
    /// A thread without any known author says nothing about reciprocity and is left out there.
    ///
    /// Threads of no comment or of one are taken and have no step. Takes time linear in the number of comments; each
    /// time an author comes back, it also takes a look at those comments he answered that 64 authors or more have.
    ///
    /// # Errors
    ///
    /// Refuses a thread, of which nothing is added then, with a parent that does not come before its reply, or with
    /// more or fewer authors than comments.
    ///
    /// ```
    /// use rejoinder::measure::growth::GrowthData;
    ///
    /// let mut data = GrowthData::new();
    /// data.add(&[0, 0, 1], &[Some(7), None, Some(9)])?;
    /// assert!(data.add(&[0, 2], &[]).is_err());
    /// assert_eq!((data.n_threads(), data.n_steps()), (1, 2));
    /// # Ok::<(), rejoinder::measure::growth::GrowthError>(())
    /// ```
    pub fn add(&mut self, parents: &[u32], authors: &[Option<u32>]) -> Result<(), GrowthError> {
        check(parents, authors)?;
        for (index, choice) in choices(parents).enumerate().skip(1) {
            self.steps.add(choice, index + 1);
        }
        self.n_threads += u64::from(parents.len() > 1);
        if authors.iter().any(Option::is_some) {
            self.authored.add(parents, authors);
        }
        Ok(())
    }

    /// Adds the threads of another record, after the own ones.
    pub fn merge(&mut self, other: &Self) {
        self.steps.merge(&other.steps);
        self.n_threads += other.n_threads;
        self.authored.merge(&other.authored);
    }

    /// The number of threads with at least one step, which are those of at least two comments.
    pub fn n_threads(&self) -> u64 {
        self.n_threads
    }

    /// The number of steps: of comments but for each thread's first.
    pub fn n_steps(&self) -> u64 {
        self.steps.n_steps()
    }
}

/// So many comments keep all sums of degrees within 32 bits.
const MAX_COMMENTS: usize = 1 << 30;

fn check(parents: &[u32], authors: &[Option<u32>]) -> Result<(), GrowthError> {
    if parents.len() > MAX_COMMENTS {
        return Err(GrowthError::TooLong { n_comments: parents.len() });
    }
    if !authors.is_empty() && authors.len() != parents.len() {
        return Err(GrowthError::Authors { n_comments: parents.len(), n_authors: authors.len() });
    }
    let is_late = |(index, &parent): (usize, &u32)| parent as usize > index;
    match parents.iter().enumerate().find(|&each| is_late(each)) {
        Some((index, &parent)) => Err(GrowthError::Order { comment: index + 1, parent }),
        None => Ok(()),
    }
}

/// Why a thread is not taken by [`GrowthData::add`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrowthError {
    /// A parent does not come before its reply.
    Order {
        /// The number of the reply.
        comment: usize,
        /// What it is said to answer.
        parent: u32,
    },
    /// There are not as many authors as comments.
    Authors {
        /// The number of comments.
        n_comments: usize,
        /// The number of authors, known or not.
        n_authors: usize,
    },
    /// There are more comments than can be counted.
    TooLong {
        /// The number of comments.
        n_comments: usize,
    },
}

impl fmt::Display for GrowthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order { comment, parent } => {
                write!(f, "expected a parent before comment {comment}, but found comment {parent}")
            }
            Self::Authors { n_comments, n_authors } => {
                write!(f, "expected an author for each comment, {n_comments} in all, but found {n_authors}")
            }
            Self::TooLong { n_comments } => {
                write!(f, "expected at most {MAX_COMMENTS} comments, but found {n_comments}")
            }
        }
    }
}

impl Error for GrowthError {}
