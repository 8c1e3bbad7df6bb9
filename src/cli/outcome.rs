//! How a run ended, and the number that the shell gets for it.

use std::io;
use std::process::ExitCode;

use super::thread_reader::Place;
use crate::diagnostic::Severity;
use crate::error::Error;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was done.
    Done,
    /// Everything was done, but `--strict` was given and documents had warnings.
    Diagnostics,
    /// Everything was done, but `--exit-code` was given and the inputs differ.
    Differences,
    /// Some input could not be read, or the output not written.
    Failed,
    /// Everything was read and no comment was found.
    NoComments,
    /// What was typed makes no sense.
    Usage,
    /// The program itself is at fault; nothing was written.
    Fault,
    /// The user pressed Ctrl-C.
    Interrupted,
}

impl Outcome {
    /// The exit code: 0, 1, 2, 3, 64, 70 or 130.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Diagnostics | Self::Differences => 1,
            Self::Failed => 2,
            Self::NoComments => 3,
            Self::Usage => 64,
            Self::Fault => 70,
            Self::Interrupted => 130,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        outcome.code().into()
    }
}

/// Why a subcommand could not go on. Errors of input and output without a path are those of standard output.
#[derive(Debug)]
pub(super) struct Failure(pub(super) Error);

impl From<io::Error> for Failure {
    fn from(source: io::Error) -> Self {
        Self(Error::Write { path: "<stdout>".into(), source })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

/// What was met over all inputs, from which the outcome follows.
#[derive(Debug, Default)]
pub(super) struct Tally {
    n_comments: usize,
    n_unreadable: usize,
    n_serious: usize,
}

impl Tally {
    /// Counts a document that was read.
    pub(super) fn add(&mut self, place: &Place<'_>) {
        self.n_comments += place.thread.comments().len();
        self.n_serious += place.diagnostics().filter(|diagnostic| diagnostic.severity > Severity::Note).count();
    }

    /// Counts an input that could not be read.
    pub(super) fn add_unreadable(&mut self) {
        self.n_unreadable += 1;
    }

    /// The outcome: what is worst comes first.
    pub(super) fn outcome(&self, strict: bool) -> Outcome {
        match self {
            Self { n_unreadable: 1.., .. } => Outcome::Failed,
            Self { n_comments: 0, .. } => Outcome::NoComments,
            Self { n_serious: 1.., .. } if strict => Outcome::Diagnostics,
            _ => Outcome::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_thing_decides() {
        let done = || Tally { n_comments: 1, ..Tally::default() };
        let cases = [
            (done(), Outcome::Done),
            (Tally { n_serious: 2, ..done() }, Outcome::Diagnostics),
            (Tally { n_serious: 2, ..Tally::default() }, Outcome::NoComments),
            (Tally { n_unreadable: 1, n_serious: 2, ..Tally::default() }, Outcome::Failed),
        ];
        for (tally, expected) in cases {
            assert_eq!(tally.outcome(true), expected, "{tally:?}");
        }
        assert_eq!(Tally { n_serious: 2, ..done() }.outcome(false), Outcome::Done);
    }
}
