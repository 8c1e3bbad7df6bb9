//! The page of one thread: what is in it, in order.

use maud::{Markup, html};

use crate::measure::corpus::{Level, Levels};
use crate::measure::{ThreadMeasures, View};
use crate::model::{Comment, Thread};
use crate::report::html::overview::ThreadEntry;
use crate::report::html::words::name;
use crate::report::html::{OVERVIEW, frame};
use crate::report::html::{agreement, answers, first_screen, lists, plots, radial, thread_text};
use crate::table::ThreadCounts;

/// A thread, measured, that a page is to show.
#[derive(Debug)]
pub struct ThreadPage<'a> {
    /// The thread, with its stances where they are told.
    pub(super) view: &'a View<'a>,
    pub(super) measures: ThreadMeasures,
    pub(super) counts: ThreadCounts,
    pub(super) levels: Vec<Level>,
    /// The nodes of all rows as a reader comes upon them.
    pub(super) order: Vec<usize>,
}

/// The parts of a page: their address and their name.
const PARTS: [(&str, &str); 8] = [
    ("summary", "Summary"),
    ("shape", "Shape"),
    ("scores", "Scores"),
    ("time", "Time"),
    ("authors", "Who answers whom"),
    ("stance", "Agreement"),
    ("notable", "Where to look"),
    ("thread", "The thread"),
];

impl<'a> ThreadPage<'a> {
    /// Measures a thread for its page. Linear in the number of rows, but for sorting.
    #[must_use]
    pub fn new(view: &'a View<'a>) -> Self {
        let (measures, counts) = (ThreadMeasures::of(view), ThreadCounts::of(view.thread()));
        let levels = Levels::of(view).rows().collect();
        Self { view, measures, counts, levels, order: view.in_reading_order() }
    }

    /// The whole page; with a way back where it is one of several.
    #[must_use]
    pub fn render(&self, is_one_of_many: bool) -> String {
        frame::page(&name(self.thread()), &PARTS, &self.body(is_one_of_many))
    }

    /// The row of the thread in an overview, which links to the file with this name.
    #[must_use]
    pub fn entry(&self, file: String) -> ThreadEntry {
        ThreadEntry::of(self, file)
    }

    fn body(&self, is_one_of_many: bool) -> Markup {
        html! {
            @if is_one_of_many { p.back { a href=(OVERVIEW) { "← All threads" } } }
            (first_screen::section(self))
            section #shape aria-labelledby="shape-h" {
                h2 #shape-h { "The shape of the thread" }
                (radial::figure(self))
                (plots::levels(self))
            }
            (plots::scores(self))
            (plots::time(self))
            (answers::section(self))
            (agreement::section(self))
            (lists::section(self))
            (thread_text::section(self))
            (first_screen::reading(self))
        }
    }

    pub(super) fn thread(&self) -> &'a Thread {
        self.view.thread()
    }

    /// The comments with their nodes as a reader comes upon them, placeholders left out.
    pub(super) fn comments(&self) -> impl Iterator<Item = (usize, &'a Comment)> + '_ {
        let rows = self.order.iter().filter_map(|&node| Some((node, self.view.comment(node)?)));
        rows.filter(|(_, comment)| !comment.is_placeholder())
    }

    /// Whether it was told of any comment whether it agrees.
    pub(super) fn has_stances(&self) -> bool {
        self.measures.stances.n_read() > 0
    }
}
