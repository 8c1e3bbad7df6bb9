//! The summary of many threads: a table, largest thread first.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::chart::put_gauge;
use super::facts::{Facts, Sums};
use super::numbers::{certainty, counted, grouped, percent};
use super::terminal::{Screen, Style, shorten};

/// How many threads are listed; the rest is only in the totals.
const MAX_ROWS: usize = 40;
/// Columns of the numbers at the right, of which the gauge has ten.
const NUMBERS: usize = 56;
const GAUGE: usize = 10;
/// Columns of a document's name beside the title.
const DOCUMENT: usize = 22;

/// Prints a row for each of the largest threads, and the totals of all.
pub(super) fn print(screen: &mut Screen<impl Write>, all: &mut [Facts]) -> io::Result<()> {
    all.sort_by(|a, b| {
        Reverse(a.sums.n_comments).cmp(&Reverse(b.sums.n_comments)).then_with(|| a.document.cmp(&b.document))
    });
    let mut totals = Sums::default();
    all.iter().for_each(|facts| totals.merge(&facts.sums));
    let names = screen.look.width.saturating_sub(NUMBERS).max(12);
    print_head(screen, names)?;
    for facts in all.iter().take(MAX_ROWS) {
        let row = Numbers {
            sums: &facts.sums,
            depth: facts.depth().to_string(),
            authors: grouped(facts.authors.len() as u64),
        };
        print_row(screen, names, &name_of(facts, names), &row)?;
    }
    if let Some(n_more) = all.len().checked_sub(MAX_ROWS + 1) {
        screen.text(Style::Dim, &format!("… and {} more", grouped(n_more as u64 + 1)))?;
    }
    let deepest = all.iter().map(Facts::depth).max().unwrap_or(0).to_string();
    print_rule(screen, names)?;
    let total = Numbers { sums: &totals, depth: deepest, authors: String::new() };
    print_row(screen, names, &[(Style::Strong, counted(all.len() as u64, "thread", "threads"))], &total)
}

/// What a thread is called: its title, and the document's name where there is room for both.
fn name_of(facts: &Facts, names: usize) -> Vec<(Style, String)> {
    let Some(title) = &facts.title else { return vec![(Style::Dim, shorten(&facts.document, names))] };
    if names < 2 * DOCUMENT {
        return vec![(Style::Plain, shorten(title, names))];
    }
    let title = shorten(title, names - DOCUMENT - 2) + "  ";
    vec![(Style::Plain, title), (Style::Dim, shorten(&facts.document, DOCUMENT))]
}

/// What stands in a row beside its name.
struct Numbers<'a> {
    sums: &'a Sums,
    depth: String,
    authors: String,
}

fn print_head(screen: &mut Screen<impl Write>, names: usize) -> io::Result<()> {
    let mut line = screen.line();
    line.put(Style::Label, "thread");
    let columns =
        [(10, "comments ▾"), (19, "expected"), (37, "found"), (43, "depth"), (51, "authors"), (NUMBERS, "sure")];
    for (end, name) in columns {
        line.put_right(names + end, Style::Label, name);
    }
    screen.print(&line)
}

fn print_rule(screen: &mut Screen<impl Write>, names: usize) -> io::Result<()> {
    screen.text(Style::Dim, &"─".repeat(names + NUMBERS))
}

fn print_row(
    screen: &mut Screen<impl Write>,
    names: usize,
    name: &[(Style, String)],
    numbers: &Numbers<'_>,
) -> io::Result<()> {
    let Numbers { sums, depth, authors } = numbers;
    let mut line = screen.line();
    for (style, part) in name {
        line.put(*style, part);
    }
    line.put_right(names + 8, Style::Strong, &grouped(sums.n_comments));
    line.put_right(names + 19, Style::Plain, &grouped(sums.n_expected)).plain("  ");
    if sums.n_expected > 0 {
        put_gauge(&mut line, sums.n_comments, sums.n_expected, GAUGE);
        line.put_right(names + 37, Style::Plain, &percent(sums.n_comments, sums.n_expected));
    }
    line.put_right(names + 43, Style::Plain, depth).put_right(names + 51, Style::Plain, authors);
    line.put_right(names + NUMBERS, Style::Dim, &sums.mean_certainty().map_or(String::new(), certainty));
    screen.print(&line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample;
    use crate::cli::terminal::Look;

    #[test]
    fn the_largest_thread_comes_first_and_the_totals_last() {
        let mut all = vec![Facts::of(&sample::empty()), Facts::of(&sample::thread())];
        let mut screen = Screen::new(Vec::new(), Look { colour: false, width: 80 });
        print(&mut screen, &mut all).unwrap();
        let text = String::from_utf8(screen.finish().unwrap()).unwrap();
        println!("{text}");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 5);
        assert!(lines.get(1).is_some_and(|line| line.starts_with("A Town Lets")));
        assert!(lines.last().is_some_and(|line| line.starts_with("2 threads")));
    }
}
