//! A page line by line: which pattern each line matches, and which it nearly does.

use std::io::{self, Write};

use crate::cli::numbers::{comments, counted};
use crate::cli::terminal::{Flow, Line, Screen, Style, shorten};
use crate::cli::thread_reader::Place;
use crate::grammar::Site;
use crate::model::Owner;
use crate::parse::{DialectSet, ExplainedLine, Explanation, MatchedPattern, NearMiss, explain};

/// Column at which the text of lines begins: behind their numbers and the names of their lists.
const TEXT: usize = 22;
/// Column at which the names of lists begin.
const LIST: usize = 7;

/// Columns of a line that are shown; no header is longer.
const MAX_TEXT: usize = 400;

/// Prints each line of a page that matches a pattern or nearly does; the lines between them are counted.
pub(super) fn print(screen: &mut Screen<impl Write>, place: Place<'_>, dialects: &DialectSet) -> io::Result<()> {
    let Some(found) = explain(place.thread, dialects) else { return Ok(()) };
    print_head(screen, place, &found)?;
    let site = dialects.sites().iter().find(|site| site.name() == found.site);
    for lines in found.lines.chunk_by(|one, other| is_plain(one) && is_plain(other) && one.owner == other.owner) {
        match lines {
            [line] if !is_plain(line) => print_line(screen, line, site)?,
            [first, ..] => print_plain(screen, first, lines)?,
            [] => {}
        }
    }
    Ok(())
}

fn print_head(screen: &mut Screen<impl Write>, place: Place<'_>, found: &Explanation) -> io::Result<()> {
    let n_matching = found.lines.iter().filter(|line| !line.matches.is_empty()).count();
    let n_near = found.lines.iter().filter(|line| !line.misses.is_empty()).count();
    let read_as = format!("{}: read as {}/{}", place.path, found.site, found.outline);
    screen.text(Style::Strong, &read_as)?;
    let lines = counted(found.lines.len(), "line", "lines");
    let n_comments = comments(place.thread.comments().len());
    screen.text(
        Style::Dim,
        &format!("{n_comments}; {lines}, of which {n_matching} match a pattern and {n_near} nearly"),
    )?;
    screen.blank()
}

/// Tells whether there is nothing to say of a line.
fn is_plain(line: &ExplainedLine) -> bool {
    line.matches.is_empty() && line.misses.is_empty()
}

fn print_plain(screen: &mut Screen<impl Write>, first: &ExplainedLine, lines: &[ExplainedLine]) -> io::Result<()> {
    let whose = match first.owner {
        Owner::Furniture => "page".to_owned(),
        Owner::Story => "story".to_owned(),
        Owner::Comment(id) => format!("text of #{}", id.number()),
    };
    let more = match lines.len() {
        1 => String::new(),
        n => format!("  (and {} more)", counted(n - 1, "line", "lines")),
    };
    let room = screen.look.width.saturating_sub(TEXT + more.len());
    let mut line = head(screen, first.first, Style::Dim, &whose);
    line.put(Style::Dim, &(shorten(&first.text, room) + &more));
    screen.print(&line)
}

/// A line that begins with a line's number and what it was found to be.
fn head(screen: &Screen<impl Write>, number: u32, style: Style, what: &str) -> Line {
    let mut line = screen.line();
    line.put_right(LIST - 2, Style::Dim, &number.to_string()).pad_to(LIST).put(style, what).plain(" ").pad_to(TEXT);
    line
}

fn print_line(screen: &mut Screen<impl Write>, line: &ExplainedLine, site: Option<&Site>) -> io::Result<()> {
    let lists: Vec<&str> = line.matches.iter().map(|found| found.list.name()).collect();
    let is_near = !line.misses.is_empty();
    let lists: Vec<&str> = lists.into_iter().chain(is_near.then_some("nearly")).collect();
    let (style, what) = (if is_near { Style::Notice } else { Style::Good }, lists.join(", "));
    let begin = head(screen, line.first, style, &what);
    let mut text = Flow::new(screen.look.width.saturating_sub(TEXT));
    text.words(Style::Plain, &shorten(&line.text, MAX_TEXT));
    screen.print_beside(begin, TEXT, text)?;
    if line.last > line.first {
        print_below(screen, Style::Dim, &format!("put together from lines {} to {}", line.first, line.last))?;
    }
    line.matches.iter().try_for_each(|found| print_match(screen, line, found, site))?;
    line.misses.iter().try_for_each(|near| print_miss(screen, line, near))
}

/// Prints wrapped text below a line's.
fn print_below(screen: &mut Screen<impl Write>, style: Style, text: &str) -> io::Result<()> {
    let mut flow = Flow::new(screen.look.width.saturating_sub(TEXT));
    flow.words(style, text);
    let line = screen.line();
    screen.print_beside(line, TEXT, flow)
}

fn print_match(
    screen: &mut Screen<impl Write>,
    line: &ExplainedLine,
    found: &MatchedPattern,
    site: Option<&Site>,
) -> io::Result<()> {
    if found.pattern != line.text {
        print_below(screen, Style::Dim, &found.pattern)?;
    }
    let mut flow = Flow::new(screen.look.width.saturating_sub(TEXT));
    for (name, value) in &found.fields {
        flow.unit(Style::Label, 2, &format!("{name} =")).words(Style::Plain, &shorten(value, MAX_TEXT));
        if site.is_some_and(|site| is_unread(site, name, value)) {
            flow.words(Style::Notice, "(no date format reads it)");
        }
    }
    let line = screen.line();
    if flow.is_empty() { Ok(()) } else { screen.print_beside(line, TEXT, flow) }
}

/// Tells whether a field holds a date that no format of the site reads.
fn is_unread(site: &Site, field: &str, value: &str) -> bool {
    field == "posted~" && site.lexicon.dates.matching(value).next().is_none()
}

fn print_miss(screen: &mut Screen<impl Write>, line: &ExplainedLine, near: &NearMiss) -> io::Result<()> {
    print_below(screen, Style::Dim, &format!("{}: {}", near.list.name(), near.pattern))?;
    let got = shorten(line.text.get(..near.miss.at).unwrap_or_default(), MAX_TEXT);
    let text = format!("  got as far as `{got}` and wanted {} there", near.miss.wanted);
    print_below(screen, Style::Notice, &text)
}
