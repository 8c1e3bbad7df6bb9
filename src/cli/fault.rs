//! Faults of the program itself: a panic, wherever it happens, ends the run with one line that asks for a report.

use std::env;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Mutex, PoisonError};

use super::outcome::Outcome;
use super::terminal::safe;

/// Where the last panic was, and what it said.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Has panics noted instead of printed, by all threads; with `RUST_BACKTRACE` they are printed as well.
pub(super) fn listen() {
    let wants_backtrace = env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(noted(panic));
        if wants_backtrace && !is_expected(panic) {
            usual(panic);
        }
    }));
}

/// Tells whether a panic becomes an ordinary error: the crate that makes workbooks panics where the disk is full.
fn is_expected(panic: &PanicHookInfo<'_>) -> bool {
    panic.location().is_some_and(|place| place.file().contains("rust_xlsxwriter"))
}

/// Does the work of a run; where it panics, the files that it was about to write are dropped on the way here, what was there
/// before stays, and the message says so.
pub(super) fn caught(command: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let note = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
        let message = message(note.as_deref().unwrap_or("panicked at a place that is not known"), command);
        // Nobody can be told that standard error is closed.
        drop(writeln!(io::stderr().lock(), "{message}"));
        Outcome::Fault
    })
}

/// `panicked at src/a.rs:3: index out of bounds`, words by which checks of other programs know a panic.
fn noted(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
    let place =
        panic.location().map_or_else(|| "an unknown place".to_owned(), |it| format!("{}:{}", it.file(), it.line()));
    format!("panicked at {place}: {}", text.unwrap_or("no text"))
}

fn message(note: &str, command: &str) -> String {
    let (note, command) = (safe(note), safe(command));
    format!("rejoinder: this is a fault of rejoinder, which {note}; please report it with the command: {command}")
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::sync::Arc;

    use super::*;
    use crate::corpus::{Corpus, KeyedSource, ReadOptions, Threads};
    use crate::input::InputOptions;
    use crate::model::Thread;
    use crate::parse::DialectSet;

    /// The variable that says what the run of [`a_run_that_panics`] does.
    const WANTED: &str = "REJOINDER_TEST_FAULT";

    /// Is a process of its own, as a process has one panic hook for all its threads.
    #[test]
    fn a_run_that_panics() {
        let Ok(wanted) = env::var(WANTED) else { return };
        listen();
        let outcome = caught("rejoinder show a\nb", || {
            match wanted.as_str() {
                "thread" => {
                    let documents =
                        Corpus::gather(&["README.md".into(), "CHANGELOG.md".into()], &InputOptions::default());
                    let dialects = Arc::new(DialectSet::builtin().unwrap());
                    let read = ReadOptions { jobs: 2, ..ReadOptions::default() };
                    let fails = |item: &KeyedSource, _: &Thread| assert_eq!(item.key, "x\u{1b}");
                    Threads::new(documents.unwrap().documents(), &dialects, read, fails).for_each(drop);
                }
                _ => assert_eq!(wanted, "here"),
            }
            assert_eq!(wanted, "", "caught\nhere");
            Outcome::Done
        });
        std::process::exit(outcome.code().into());
    }

    #[test]
    fn a_panic_is_told_in_one_line_and_ends_with_70() {
        let run = |wanted: &str| {
            let mut command = Command::new(env::current_exe().unwrap());
            command.args(["--exact", "cli::fault::tests::a_run_that_panics", "--nocapture", "--quiet"]);
            let output = command.env(WANTED, wanted).env_remove("RUST_BACKTRACE").output().unwrap();
            (output.status.code(), String::from_utf8(output.stderr).unwrap())
        };
        for wanted in ["here", "thread"] {
            let (code, text) = run(wanted);
            assert_eq!(code, Some(70), "{text}");
            assert!(text.starts_with("rejoinder: this is a fault of rejoinder, which panicked at src"), "{text}");
            assert!(text.ends_with("with the command: rejoinder show a\\u{a}b\n"), "{text}");
            assert_eq!(text.lines().count(), 1, "{text}");
        }
    }
}
