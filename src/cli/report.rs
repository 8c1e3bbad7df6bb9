//! `rejoinder report`: threads as pages for a browser.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::analyze::Measures;
use super::input::Inputs;
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::stance_args::StanceArgs;
use super::terminal::data_stdout;
use super::thread_reader::Opened;
use crate::corpus::{PageOptions, ThreadPlace, page_of_one, pages_to_folder, write_page};
use crate::error::Error;
use crate::model::Thread;
use crate::report::OutputFile;

/// Make a page of a thread for a browser, or a page of each thread and an overview
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder report page.txt -o page.html       one self-contained page: pictures, lists, the thread
  rejoinder report pages/ -o report/           a page of each thread, and index.html over all of them
  rejoinder report page.txt -o - > page.html   the page on standard output")]
pub(super) struct Report {
    #[command(flatten)]
    inputs: Inputs,
    /// The file to write, whose name ends in `.html`, for one thread; or a folder; `-` is standard output
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    out: PathBuf,
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    stance: StanceArgs,
}

/// Where pages go.
#[derive(Debug, PartialEq, Eq)]
enum To<'a> {
    Stdout,
    File(&'a Path),
    Folder(&'a Path),
}

impl Report {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let to = to(&self.out);
        let stop = match to {
            To::Stdout => None,
            To::File(path) => Some(interrupt::listen(parent(path))),
            To::Folder(path) => Some(interrupt::listen(path)),
        };
        let out = if let To::Folder(folder) = to { Some(folder) } else { None };
        let (measure, stance) = (self.measures.options(), self.stance.model()?);
        let threshold = self.measures.reading().threshold;
        let Opened { corpus, dialects, read, mut progress } =
            self.inputs.open_for(threshold, (self.stance.file(), out), stop)?;
        let options = PageOptions { read, measure, stance };
        let tell = &mut |place: &ThreadPlace, thread: Result<&Thread, &Error>| progress.tell(place, thread);
        let page = match to {
            To::Folder(folder) => {
                let removed = pages_to_folder(&corpus, &dialects, &options, folder, tell)?;
                self.inputs.messages().removed(&removed);
                None
            }
            To::Stdout => page_of_one(&corpus, &dialects, &options, tell)?.map(|page| (None, page)),
            To::File(path) => {
                // Before the documents are read, as reading them may take long.
                let file = OutputFile::create(path, &corpus.inputs)?;
                page_of_one(&corpus, &dialects, &options, tell)?.map(|page| (Some(file), page))
            }
        };
        let tally = progress.into_tally();
        match page {
            Some((Some(file), page)) => write_page(file, &page)?,
            Some((None, page)) => print(&page)?,
            None => {}
        }
        Ok(tally.outcome(false))
    }
}

fn print(page: &str) -> io::Result<()> {
    let mut out = data_stdout();
    out.write_all(page.as_bytes())?;
    out.flush()
}

/// The folder that a file is in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What was meant by a path: a folder that is there is one, whatever it is called.
fn to(path: &Path) -> To<'_> {
    let is_page = path.extension().is_some_and(|it| ["html", "htm"].iter().any(|end| it.eq_ignore_ascii_case(end)));
    match path {
        _ if path == Path::new("-") => To::Stdout,
        _ if is_page && !path.is_dir() => To::File(path),
        _ => To::Folder(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_is_written() {
        for (path, expected) in [
            ("-", To::Stdout),
            ("a.html", To::File(Path::new("a.html"))),
            ("b/A.HTM", To::File(Path::new("b/A.HTM"))),
            ("src", To::Folder(Path::new("src"))),
            ("new/", To::Folder(Path::new("new/"))),
        ] {
            assert_eq!(to(Path::new(path)), expected);
        }
        assert_eq!([parent(Path::new("a")), parent(Path::new("b/a"))], [Path::new("."), Path::new("b")]);
    }
}
