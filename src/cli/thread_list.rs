//! The summary of many threads: a table, largest thread first.

use std::cmp::Reverse;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::chart::put_gauge;
use super::facts::{FactSums, Facts};
use super::numbers::{certainty, counted, grouped, percent};
use super::stance_args::put_sums;
use super::terminal::{Flow, Line, Screen, Style, shorten};
use crate::measure::corpus::StanceSums;

/// How many threads are listed; the rest is only in the totals.
const MAX_ROWS: usize = 40;
/// The head of the numbers of comments, which the rows are ordered by.
const COMMENTS: &str = "comments ▾";
/// Columns that a title gets at least, and from which on a bar is drawn beside it.
const MIN_NAME: usize = 12;
const NAME_BESIDE_GAUGE: usize = 34;
/// Columns of the gauge: as few where titles need the room, as many where they do not.
const GAUGE: (usize, usize) = (4, 10);
/// Columns of a document's name beside the title, from which on it says something.
const DOCUMENT: usize = 14;

/// Prints a row for each of the largest threads, and the totals of all.
pub(super) fn print(screen: &mut Screen<impl Write>, all: &mut [Facts]) -> io::Result<()> {
    all.sort_by(|a, b| {
        Reverse(a.sums.n_comments).cmp(&Reverse(b.sums.n_comments)).then_with(|| a.document.cmp(&b.document))
    });
    let mut totals = FactSums::default();
    all.iter().for_each(|facts| totals.merge(&facts.sums));
    let layout = Layout::of(all, &totals, screen.look.width);
    print_head(screen, &layout)?;
    for facts in all.iter().take(MAX_ROWS) {
        let row = OverviewRow { sums: &facts.sums, depth: facts.depth(), n_authors: facts.n_named() };
        print_row(screen, &layout, |line| put_name(line, &layout, facts), &row)?;
    }
    if let Some(n_more) = all.len().checked_sub(MAX_ROWS).filter(|&n| n > 0) {
        screen.text(Style::Dim, &format!("… and {} more", grouped(n_more)))?;
    }
    screen.text(Style::Dim, &"─".repeat(layout.width()))?;
    let total = OverviewRow { sums: &totals, depth: all.iter().filter_map(Facts::depth).max(), n_authors: None };
    let name = counted(all.len(), "thread", "threads");
    print_row(screen, &layout, |line| _ = line.put(Style::Strong, &name), &total)?;
    let mut stances = StanceSums::default();
    all.iter().for_each(|facts| stances.merge(facts.stances.sums));
    if stances.n_read() == 0 {
        return Ok(());
    }
    let mut flow = Flow::new(screen.look.width);
    flow.words(Style::Label, "stance");
    put_sums(&mut flow, &stances);
    screen.rows(flow)
}

/// How many columns each part of a row has. Titles get what they need first, then the bar, then the document's name.
#[derive(Debug)]
struct Layout {
    name: usize,
    document: usize,
    found: usize,
    expected: usize,
    gauge: usize,
}

impl Layout {
    fn of(all: &[Facts], totals: &FactSums, width: usize) -> Self {
        let (found, expected) = (grouped(totals.n_comments).len(), grouped(totals.n_expected).len());
        let mut layout = Self { name: 0, document: 0, found, expected, gauge: 0 };
        let room = width.saturating_sub(layout.width());
        let longest = |name: fn(&Facts) -> &str| all.iter().take(MAX_ROWS).map(|facts| name(facts).width()).max();
        let wanted = longest(Facts::name).unwrap_or(0).max(MIN_NAME);
        let gauge = room.saturating_sub(wanted + 1).clamp(GAUGE.0, GAUGE.1);
        layout.gauge = if room > NAME_BESIDE_GAUGE + gauge { gauge } else { 0 };
        let room = width.saturating_sub(layout.width());
        layout.name = wanted.min(room).max(MIN_NAME);
        let document = longest(|facts| &facts.document).unwrap_or(0).min(room.saturating_sub(layout.name + 2));
        layout.document = if document < DOCUMENT { 0 } else { document };
        layout
    }

    fn names(&self) -> usize {
        self.name + if self.document > 0 { self.document + 2 } else { 0 }
    }

    /// One past the column in which the numbers of found and expected comments end.
    fn comments(&self) -> usize {
        self.names() + 2 + (self.found + 4 + self.expected).max(COMMENTS.width())
    }

    /// One past the column of the percentage.
    fn share(&self) -> usize {
        self.comments() + 1 + if self.gauge > 0 { self.gauge + 1 } else { 0 } + 5
    }

    fn width(&self) -> usize {
        self.share() + 19
    }
}

/// What stands in a row beside its name.
struct OverviewRow<'a> {
    sums: &'a FactSums,
    depth: Option<usize>,
    n_authors: Option<usize>,
}

/// Puts what a thread is called, and the document's name where there is room for both.
fn put_name(line: &mut Line, layout: &Layout, facts: &Facts) {
    let style = if facts.title.is_some() { Style::Plain } else { Style::Dim };
    line.put(style, &shorten(facts.name(), layout.name));
    if layout.document > 0 {
        line.pad_to(layout.name + 2).put(Style::Dim, &shorten(&facts.document, layout.document));
    }
}

fn print_head(screen: &mut Screen<impl Write>, layout: &Layout) -> io::Result<()> {
    let mut line = screen.line();
    line.put(Style::Label, "thread");
    let (comments, share) = (layout.comments(), layout.share());
    let columns = [(comments, COMMENTS), (share, "found"), (share + 6, "depth"), (share + 14, "authors")];
    for (end, name) in columns.into_iter().chain([(layout.width(), "sure")]) {
        line.put_right(end, Style::Label, name);
    }
    screen.print(&line)
}

fn print_row(
    screen: &mut Screen<impl Write>,
    layout: &Layout,
    put_name: impl FnOnce(&mut Line),
    row: &OverviewRow<'_>,
) -> io::Result<()> {
    let known = |number: Option<usize>| number.map_or_else(String::new, grouped);
    let mut line = screen.line();
    put_name(&mut line);
    put_comments(&mut line, layout, row.sums);
    let share = layout.share();
    line.put_right(share + 6, Style::Plain, &known(row.depth));
    line.put_right(share + 14, Style::Plain, &known(row.n_authors));
    line.put_right(layout.width(), Style::Dim, &row.sums.mean_certainty().map_or(String::new(), certainty));
    screen.print(&line)
}

/// Puts how many comments were found of how many; those of pages that do not say how many are found alone.
fn put_comments(line: &mut Line, layout: &Layout, sums: &FactSums) {
    line.put_right(layout.comments() - layout.expected - 4, Style::Strong, &grouped(sums.n_comments));
    if sums.n_expected == 0 {
        return;
    }
    if sums.n_of_expected == sums.n_comments {
        line.put(Style::Dim, " of ").plain(&grouped(sums.n_expected));
    }
    if layout.gauge > 0 {
        line.pad_to(layout.comments() + 1);
        put_gauge(line, sums.n_of_expected, sums.n_expected, layout.gauge);
    }
    line.put_right(layout.share(), Style::Plain, &percent(sums.n_of_expected, sums.n_expected));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample_thread;
    use crate::cli::terminal::Look;

    fn printed(width: usize) -> Vec<String> {
        let mut all = vec![Facts::of(&sample_thread::empty()), Facts::of(&sample_thread::thread())];
        let mut screen = Screen::new(Vec::new(), Look { colour: false, width });
        print(&mut screen, &mut all).unwrap();
        let text = String::from_utf8(screen.finish().unwrap()).unwrap();
        println!("{text}");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_largest_thread_comes_first_and_the_totals_last() {
        let lines = printed(80);
        assert_eq!(lines.len(), 5);
        assert!(lines.get(1).is_some_and(|line| line.starts_with("A Town Lets")));
        assert!(lines.last().is_some_and(|line| line.starts_with("2 threads")));
    }

    #[test]
    fn what_is_unknown_is_empty() {
        assert!(printed(80).get(2).is_some_and(|line| line.starts_with("empty.txt") && line.ends_with(" 0")));
    }

    #[test]
    fn rows_are_as_wide_as_the_terminal_at_most() {
        for width in [50, 60, 80, 120] {
            assert!(printed(width).iter().all(|line| line.chars().count() <= width), "{width}");
        }
        assert!(printed(100).iter().any(|line| line.contains("A Town Lets Its Lawns Grow, and the Bees Come Back  ")));
    }
}
