//! What several tests need: where things are, running the program, and collecting what is wrong.

use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A path in the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A path in `../shared`, or `None` after saying loudly that `test` is skipped.
pub(crate) fn shared(test: &str, path: &str) -> Option<PathBuf> {
    let found = project("../shared").join(path);
    if found.exists() {
        return Some(found);
    }
    skipped(test, &format!("../shared/{path} is absent"));
    None
}

/// Says that a test is skipped. Written past the test harness, which keeps what passing tests print to itself.
pub(crate) fn skipped(test: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// The program, in an environment that decides nothing.
pub(crate) fn rejoinder() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
    tame(&mut command);
    command
}

/// Takes away what the environment says about terminals.
pub(crate) fn tame(command: &mut Command) {
    for name in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "TERM", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
}

/// Whether a command can be run here.
pub(crate) fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// All that is wrong, so that a test tells everything at once.
#[derive(Default)]
pub(crate) struct Findings {
    all: Vec<String>,
}

impl Findings {
    /// Notes something wrong.
    pub(crate) fn add(&mut self, finding: impl Into<String>) {
        self.all.push(finding.into());
    }

    /// Notes what is not as expected.
    pub(crate) fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: impl Display, expected: T, found: T) {
        if expected != found {
            self.add(format!("{what}: expected {expected:?}, but found {found:?}"));
        }
    }

    /// Adds what helps to understand, if anything is wrong.
    pub(crate) fn add_details(&mut self, details: &str) {
        if !self.all.is_empty() {
            self.add(details);
        }
    }

    /// Fails if anything is wrong.
    pub(crate) fn report(self) {
        assert!(self.all.is_empty(), "{} findings:\n{}", self.all.len(), self.all.join("\n"));
    }
}

/// A text with its runs of blanks and line ends as one space.
pub(crate) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The files below a folder with this extension, in the order of their paths.
pub(crate) fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A text file of the project or a test's output.
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
