//! What goes wrong with the temporary files that a workbook's rows go through, as errors.
//!
//! The crate that makes workbooks panics where such a file cannot be written, and takes no writer of ours. Without temporary files it
//! holds every cell in memory. So the panic is caught, here and around that crate's functions only; any other panic goes on.

use std::any::Any;
use std::io;
use std::panic::{self, AssertUnwindSafe};

use rust_xlsxwriter::XlsxError;

use crate::error::system_text;

/// What the crate's panics begin with where a temporary file cannot be written: while rows are written, and at their end.
const PANICS: [&str; 2] = ["Couldn't write to xml file", "called `Result::unwrap()` on an `Err` value: Os {"];

/// Does work on a workbook; where a temporary file cannot be written, that is an error. What the work was about must not be used
/// again then.
pub(crate) fn caught<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> io::Result<T> {
    match panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(xlsx_error),
        Err(panic) => match written_by(&*panic).and_then(system_error) {
            Some(error) => Err(told(&error, "the folder for temporary files")),
            None => panic::resume_unwind(panic),
        },
    }
}

fn xlsx_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(source) => source,
        XlsxError::TempFileError(folder, source) => {
            told(&source, &format!("`{}`, the folder for temporary files", folder.display()))
        }
        error => io::Error::other(error),
    }
}

/// An error about where rows are kept until they stand in the workbook.
fn told(error: &io::Error, place: &str) -> io::Error {
    let said = system_text(error);
    io::Error::new(error.kind(), format!("its rows cannot be kept in {place} (`TMPDIR` names another): {said}"))
}

/// The text of a panic.
fn written_by(panic: &(dyn Any + Send)) -> Option<&str> {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied())
}

/// The error of the system that a panic tells of, which says its number.
fn system_error(text: &str) -> Option<io::Error> {
    if !PANICS.iter().any(|begin| text.starts_with(begin)) {
        return None;
    }
    let number = text.split_once("code: ").and_then(|(_, rest)| rest.split(',').next()?.parse().ok());
    Some(number.map_or_else(|| io::Error::other("it cannot be written"), io::Error::from_raw_os_error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_panic(work: impl FnOnce()) -> Option<io::Error> {
        let work = || {
            work();
            Ok::<(), XlsxError>(())
        };
        caught(work).err()
    }

    #[test]
    fn a_file_that_cannot_be_written_is_an_error() {
        let full = || Err::<(), _>(io::Error::from_raw_os_error(28));
        let expected = "its rows cannot be kept in the folder for temporary files (`TMPDIR` names another): ";
        for error in [of_panic(|| full().expect(PANICS[0])), of_panic(|| full().unwrap())] {
            let error = error.expect("because the file could not be written");
            assert_eq!(error.kind(), io::Error::from_raw_os_error(28).kind());
            assert!(error.to_string().starts_with(expected) && error.to_string().ends_with("(os error 28)"), "{error}");
        }
    }

    #[test]
    fn any_other_panic_goes_on() {
        for text in ["index out of bounds", "Couldn't"] {
            let panic = panic::catch_unwind(|| of_panic(|| panic!("{text}"))).expect_err("because it goes on");
            assert_eq!(written_by(&*panic), Some(text));
        }
    }
}
