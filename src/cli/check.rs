//! `rejoinder check`: how complete and how certain documents are, and what was met in them.

use std::io::{self, Write};

use clap::Args;

use super::facts::Facts;
use super::input::Inputs;
use super::messages::{Caps, Shown, capped};
use super::numbers::counted;
use super::outcome::{Failure, Outcome};
use super::snippet::Snippets;
use super::summary;
use super::terminal::{Screen, Style};
use super::thread_reader::Place;
use crate::diagnostic::Severity;

/// Tell how complete and how certain documents are, and what was guessed where
#[derive(Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    inputs: Inputs,
    /// Print every diagnostic, not only the first few of each kind
    #[arg(long, help_heading = None::<&'static str>)]
    all: bool,
    /// Exit with 1 if a document had warnings or errors
    #[arg(long, help_heading = None::<&'static str>)]
    strict: bool,
}

impl Check {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut screen = Screen::stdout(None);
        let mut counts = Counts::default();
        let caps = if self.all { Caps::NONE } else { Caps::FEW_NOTES };
        let mut is_whole = true;
        let mut n_printed = 0;
        let mut threads = self.inputs.open()?.threads(|_| ());
        while let Some(thread) = threads.next()? {
            let place = thread.place();
            counts.add(&place);
            // Of thousands of threads in a table those are of interest of which there is something to tell.
            if place.is_one_of_many() && place.diagnostics().next().is_none() {
                continue;
            }
            if n_printed > 0 {
                screen.blank()?;
            }
            n_printed += 1;
            is_whole &= print_document(&mut screen, place, caps)?;
        }
        let tally = threads.finish();
        if !is_whole {
            screen.blank()?;
            screen.text(Style::Dim, "`--all` prints every one; the table of diagnostics has them too")?;
        }
        if counts.n_threads > 1 {
            if n_printed > 0 {
                screen.blank()?;
            }
            screen.text(Style::Strong, &counts.wording())?;
        }
        screen.finish()?;
        Ok(tally.outcome(self.strict))
    }
}

/// Prints what there is to say of a document; tells whether that was everything.
fn print_document(screen: &mut Screen<impl Write>, place: Place<'_>, caps: Caps) -> io::Result<bool> {
    let Place { path, thread, .. } = place;
    let facts = Facts::of(thread);
    let key = thread.key().filter(|_| place.is_one_of_many());
    screen.text(Style::Strong, &key.map_or_else(|| path.to_owned(), |key| format!("{path}, thread {key}")))?;
    summary::print_state(screen, thread, &facts)?;
    summary::print_rules(screen, &facts)?;
    let mut shown = capped(place.diagnostics(), caps);
    if shown.is_empty() {
        return Ok(true);
    }
    screen.blank()?;
    // What is not shown comes last; the rest in the order of lines, in which the text is gone through.
    let is_more = |shown: &Shown<'_>| matches!(shown, Shown::More(_));
    shown.sort_by_key(|shown| (is_more(shown), shown.first().map(|first| first.line)));
    // Where a page's names stand in its source is not known to the last: with pseudonyms none of it is shown.
    let is_shown = !(thread.has_pseudonyms() && thread.is_page());
    let mut snippets = Snippets::new(path, if is_shown { thread.document_text() } else { "" });
    shown.iter().try_for_each(|shown| snippets.print(screen, shown))?;
    Ok(!shown.iter().any(is_more))
}

/// How many diagnostics there were over all documents.
#[derive(Debug, Default)]
struct Counts {
    n_documents: usize,
    n_threads: usize,
    n_notes: usize,
    n_warnings: usize,
    n_errors: usize,
}

impl Counts {
    fn add(&mut self, place: &Place<'_>) {
        self.n_documents += usize::from(place.nth.0 == 0);
        self.n_threads += 1;
        for diagnostic in place.diagnostics() {
            match diagnostic.severity {
                Severity::Note => self.n_notes += 1,
                Severity::Warning => self.n_warnings += 1,
                Severity::Error => self.n_errors += 1,
            }
        }
    }

    fn wording(&self) -> String {
        let threads = counted(self.n_threads, "thread", "threads");
        let documents = counted(self.n_documents, "document", "documents");
        let parts = [
            if self.n_threads > self.n_documents { format!("{threads} in {documents}") } else { documents },
            counted(self.n_errors, "error", "errors"),
            counted(self.n_warnings, "warning", "warnings"),
            counted(self.n_notes, "note", "notes"),
        ];
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample_thread;
    use crate::cli::terminal::Look;

    #[test]
    fn the_sample_is_checked() {
        let mut screen = Screen::new(Vec::new(), Look { colour: false, width: 80 });
        let thread = sample_thread::thread();
        print_document(
            &mut screen,
            Place { path: "garden.txt", thread: &thread, nth: (0, 1), duplicate: None },
            Caps::FEW_NOTES,
        )
        .unwrap();
        let text = String::from_utf8(screen.finish().unwrap()).unwrap();
        println!("{text}");
        assert!(text.starts_with("garden.txt\n"));
        assert_eq!(text.matches("garden.txt:1:3: note: ").count(), 3);
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        let mut counts = Counts::default();
        counts.add(&Place { path: "x", thread: &sample_thread::thread(), nth: (0, 1), duplicate: None });
        assert_eq!(counts.wording(), "1 document, 0 errors, 0 warnings, 3 notes");
    }
}
