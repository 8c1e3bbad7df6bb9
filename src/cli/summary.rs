//! The summary of one thread.

use std::io::{self, Write};

use chrono::TimeDelta;

use super::chart::{Chart, put_gauge};
use super::codes;
use super::facts::{CERTAIN, Facts};
use super::numbers::{comments, counted, duration, grouped, moment, percent};
use super::stance_args::{put_camps, put_sums};
use super::terminal::{Flow, Line, Screen, Style, shorten};
use crate::measure::{MeasureOptions, ThreadMeasures, Timing, View};
use crate::model::{Certainty, EncodingSource, SegmentKind, Thread};

/// Column at which what stands beside a label begins.
const INDENT: usize = 13;
/// Rows of a chart; what does not fit is added up in the last.
const MAX_ROWS: usize = 8;
/// Widest that charts and gauges get: longer bars say no more.
const MAX_CHART: usize = 44;
/// Columns of a title; real ones have at most a hundred characters.
const MAX_TITLE: usize = 240;

/// Prints what a person wants to know of a thread first.
pub(super) fn print(screen: &mut Screen<impl Write>, thread: &Thread, facts: &Facts) -> io::Result<()> {
    print_title(screen, thread, facts)?;
    screen.blank()?;
    print_state(screen, thread, facts)?;
    let measures = ThreadMeasures::of(&View::of(thread, MeasureOptions::default()));
    labelled(screen, "time", |flow| time(flow, facts))?;
    labelled(screen, "pace", |flow| pace(flow, &measures.timing))?;
    labelled(screen, "authors", |flow| authors(flow, facts))?;
    labelled(screen, "replies", |flow| most_replied(flow, thread, facts))?;
    labelled(screen, "shape", |flow| shape(flow, &measures))?;
    labelled(screen, "stance", |flow| put_sums(flow, &facts.stances.sums))?;
    labelled(screen, "camps", |flow| facts.stances.camps.iter().for_each(|camps| put_camps(flow, camps)))?;
    print_charts(screen, facts)?;
    if !facts.rules.is_empty() {
        screen.blank()?;
    }
    print_rules(screen, facts)
}

/// Prints how complete and how certain a thread is, and how its document was read.
pub(super) fn print_state(screen: &mut Screen<impl Write>, thread: &Thread, facts: &Facts) -> io::Result<()> {
    print_completeness(screen, facts)?;
    print_certainty(screen, facts)?;
    labelled(screen, "read as", |flow| dialect(flow, thread))?;
    if let (encoding, EncodingSource::Guessed) = thread.encoding() {
        let text = format!("taken to be {}, for it is not valid UTF-8", encoding.name());
        labelled(screen, "encoding", |flow| {
            flow.words(Style::Notice, &text);
        })?;
    }
    Ok(())
}

fn print_title(screen: &mut Screen<impl Write>, thread: &Thread, facts: &Facts) -> io::Result<()> {
    let mut title = Flow::new(screen.look.width);
    title.words(Style::Strong, &shorten(facts.name(), MAX_TITLE));
    screen.rows(title)?;
    let story = thread.story();
    let poster = story.author.map(|span| format!("posted by {}", thread.text(span)));
    let host = story.host.map(|span| thread.text(span).to_owned());
    let source = match facts.title {
        Some(_) => facts.document.clone(),
        None if facts.key.is_some() => format!("a thread of {}", facts.document),
        None => "the document has no title".to_owned(),
    };
    let parts: Vec<_> = [host, poster, Some(source)].into_iter().flatten().collect();
    screen.text(Style::Dim, &shorten(&parts.join(" · "), screen.look.width))
}

fn label(screen: &Screen<impl Write>, name: &str) -> Line {
    let mut line = screen.line();
    line.plain("  ").put(Style::Label, name).pad_to(INDENT);
    line
}

/// Prints text beside a label, wrapped; nothing where there is nothing to say.
fn labelled(screen: &mut Screen<impl Write>, name: &str, fill: impl FnOnce(&mut Flow)) -> io::Result<()> {
    let mut flow = Flow::new(screen.look.width.saturating_sub(INDENT));
    fill(&mut flow);
    if flow.is_empty() { Ok(()) } else { screen.print_beside(label(screen, name), INDENT, flow) }
}

fn print_completeness(screen: &mut Screen<impl Write>, facts: &Facts) -> io::Result<()> {
    let (found, expected) = (facts.sums.n_comments, facts.sums.n_expected);
    let mut line = label(screen, "comments");
    line.put(Style::Strong, &grouped(found));
    if expected > 0 {
        line.plain(&format!(" of {}  ", grouped(expected)));
        let cells = screen.look.width.saturating_sub(line.width() + 7).min(MAX_CHART);
        put_gauge(&mut line, found, expected, cells);
        line.plain("  ").plain(&percent(found, expected));
    } else if found > 0 {
        line.put(Style::Dim, "  the page does not say how many there should be");
    }
    screen.print(&line)?;
    labelled(screen, "", |flow| forms(flow, facts))
}

fn forms(flow: &mut Flow, facts: &Facts) {
    if facts.sums.n_hidden > 0 {
        let verb = if facts.sums.n_hidden == 1 { "is" } else { "are" };
        flow.words(Style::Notice, &format!("{} {verb} not in this document", grouped(facts.sums.n_hidden)));
    }
    let [full, abbreviated, stubs] = facts.n_of_form;
    let lost = facts.n_placeholders;
    let forms = [
        (full, "whole", "whole"),
        (abbreviated, "abbreviated", "abbreviated"),
        (stubs, "one-line", "one-line"),
        (lost, "lost parent", "lost parents"),
    ];
    for (n, one, many) in forms.into_iter().filter(|(n, ..)| *n > 0) {
        flow.unit(Style::Dim, 2, &counted(n, one, many));
    }
}

fn print_certainty(screen: &mut Screen<impl Write>, facts: &Facts) -> io::Result<()> {
    let Some(mean) = facts.sums.mean_certainty() else { return Ok(()) };
    labelled(screen, "certainty", |flow| {
        flow.words(Style::Plain, &format!("{} on average", super::numbers::certainty(mean)));
        match facts.n_uncertain {
            0 => flow.unit(Style::Dim, 2, "no comment is in doubt"),
            n => {
                let bound = super::numbers::certainty(Certainty::from_hundredths(CERTAIN));
                flow.unit(Style::Notice, 2, &format!("{} below {bound}", comments(n)))
            }
        };
    })
}

/// Says in plain words which dialect a document was read in.
fn dialect(flow: &mut Flow, thread: &Thread) {
    let Some(choice) = thread.dialect() else {
        if thread.is_from_table() {
            flow.words(Style::Plain, "a table of comments");
            return;
        }
        flow.words(Style::Notice, "no known dialect: no line of the document looks like a comment page");
        return;
    };
    flow.words(Style::Plain, &format!("a {} page as {} writes it,", choice.chosen.site, choice.chosen.outline));
    flow.words(
        Style::Dim,
        &format!("which explains {} of {}", choice.explained, counted(choice.looked_at, "line", "lines")),
    );
    if let Some((next, explained)) = &choice.runner_up {
        flow.words(Style::Dim, &format!("(next best: {} as {}, {explained})", next.site, next.outline));
    }
}

fn time(flow: &mut Flow, facts: &Facts) {
    let Some((n, first, last)) = facts.times else { return };
    flow.words(Style::Plain, &format!("{} to {},", moment(first), moment(last)));
    flow.words(Style::Plain, &duration(last - first));
    if n < facts.sums.n_comments {
        flow.unit(Style::Dim, 2, &format!("{} of {} have a time", grouped(n), grouped(facts.sums.n_comments)));
    }
}

/// Says how fast comments came after the story, and replies after what they answer.
fn pace(flow: &mut Flow, timing: &Timing) {
    let seconds = |seconds: i64| duration(TimeDelta::seconds(seconds));
    let since = [("first after", timing.first_comment_s), ("half within", timing.half_life_s)];
    for (words, after) in since.into_iter().filter_map(|(words, s)| Some((words, s.filter(|&s| s >= 0)?))) {
        flow.unit(Style::Plain, 2, &format!("{words} {}", seconds(after)));
    }
    if let Some(delay) = timing.median_reply_delay_s.filter(|&delay| delay >= 0.0) {
        flow.unit(Style::Dim, 2, &format!("replies {} after what they answer (median)", seconds(delay as i64)));
    }
}

/// Says how a thread branches, once it does.
fn shape(flow: &mut Flow, measures: &ThreadMeasures) {
    let Some(shape) = measures.shape.as_ref().filter(|shape| shape.max_depth() > 1) else { return };
    flow.words(Style::Plain, &format!("h-index {}", shape.h_index));
    if let Some(distance) = shape.structural_virality {
        flow.unit(Style::Plain, 2, &format!("mean distance {distance:.1}"));
    }
    if let Some((1.., longest)) = measures.chains {
        flow.unit(Style::Dim, 2, &format!("two authors in turn for up to {longest} comments"));
    }
}

fn authors(flow: &mut Flow, facts: &Facts) {
    if facts.sums.n_comments == 0 {
        return;
    }
    flow.words(Style::Plain, &format!("{} named", grouped(facts.authors.len() as u64)));
    let others = [
        (facts.n_anonymous, "anonymous comment", "anonymous comments"),
        (facts.n_unknown_author, "comment whose author is lost", "comments whose author is lost"),
    ];
    for (n, one, many) in others.into_iter().filter(|(n, ..)| *n > 0) {
        flow.unit(Style::Dim, 2, &counted(n, one, many));
    }
    let most: Vec<_> = facts.authors.iter().take(4).filter(|(_, n)| *n > 1).collect();
    if !most.is_empty() {
        flow.end_row();
        flow.words(Style::Plain, "most by");
    }
    for (name, n) in most {
        flow.unit(Style::Author, 1, &shorten(name, 30)).unit(Style::Plain, 1, &format!("({})", grouped(*n)));
    }
}

fn most_replied(flow: &mut Flow, thread: &Thread, facts: &Facts) {
    let Some((id, n_replies)) = facts.most_replied else { return };
    let Some(comment) = thread.comment(id) else { return };
    flow.words(Style::Plain, &format!("most: {} to #{}", grouped(n_replies), id.number()));
    if let Some(author) = comment.author {
        flow.words(Style::Plain, "by").unit(Style::Author, 1, &shorten(thread.text(author), 30));
    }
    let own = thread.segments(comment).iter().find(|segment| segment.kind == SegmentKind::Own);
    if let Some(segment) = own {
        flow.end_row();
        flow.words(Style::Dim, &format!("“{}”", shorten(thread.text(segment.span), 60)));
    }
}

/// Prints the levels and the scores side by side, or one under the other where that is too narrow.
fn print_charts(screen: &mut Screen<impl Write>, facts: &Facts) -> io::Result<()> {
    if facts.sums.n_comments == 0 {
        return Ok(());
    }
    screen.blank()?;
    let (levels, scores) = (level_chart(facts), score_chart(facts));
    let width = screen.look.width.saturating_sub(4);
    let half = (width / 2).min(MAX_CHART);
    if width < 56 {
        print_beside(screen, &[(&levels, 2, width)])?;
        screen.blank()?;
        return print_beside(screen, &[(&scores, 2, width)]);
    }
    print_beside(screen, &[(&levels, 2, half - 2), (&scores, half + 2, half - 2)])
}

fn print_beside(screen: &mut Screen<impl Write>, charts: &[(&Chart, usize, usize)]) -> io::Result<()> {
    let height = charts.iter().map(|(chart, ..)| chart.height()).max().unwrap_or(0);
    for row in 0..height {
        let mut line = screen.line();
        for (chart, column, width) in charts {
            chart.put_row(&mut line, row, *column, *width);
        }
        screen.print(&line)?;
    }
    Ok(())
}

fn level_chart(facts: &Facts) -> Chart {
    let mut rows: Vec<_> =
        (1..).zip(&facts.levels).map(|(depth, n): (u64, _)| (depth.to_string(), Style::Good, *n)).collect();
    if rows.len() > MAX_ROWS {
        let rest = rows.split_off(MAX_ROWS - 1);
        rows.push((format!("{MAX_ROWS}+"), Style::Good, rest.iter().map(|(.., n)| n).sum()));
    }
    let title = match facts.depth() {
        Some(depth) => format!("comments by level, {depth} deep"),
        None => "levels: the document lost them".to_owned(),
    };
    Chart { title, rows }
}

fn score_chart(facts: &Facts) -> Chart {
    let mut rows = score_bars(facts);
    let n_unknown = facts.sums.n_comments - facts.sums.n_scored;
    if n_unknown > 0 {
        rows.push(("?".to_owned(), Style::Dim, n_unknown));
    }
    let title = match facts.sums.mean_score() {
        Some(mean) => format!("comments by score, mean {mean}"),
        None => "scores: the document has none".to_owned(),
    };
    Chart { title, rows }
}

/// A bar for each score, the highest first; where there are many scores, a bar for each of a few ranges.
fn score_bars(facts: &Facts) -> Vec<(String, Style, u64)> {
    let bounds = facts.scores.first_key_value().zip(facts.scores.last_key_value());
    let (Some(((&low, _), (&high, _))), true) = (bounds, facts.scores.len() > MAX_ROWS) else {
        let bars = facts.scores.iter().rev();
        return bars.map(|(&score, &n)| (score.to_string(), bar_style(score), n)).collect();
    };
    let (low, high) = (i64::from(low), i64::from(high));
    let width = (high - low) / MAX_ROWS as i64 + 1;
    let ranges = (0..=(high - low) / width).rev().map(|range| low + range * width);
    let bar = |from: i64| {
        let within = facts.scores.iter().filter(|(score, _)| (from..from + width).contains(&i64::from(**score)));
        (format!("{from} …"), Style::Author, within.map(|(_, n)| n).sum())
    };
    ranges.map(bar).collect()
}

/// Bars of middling scores are coloured as well, for they are bars.
fn bar_style(score: i32) -> Style {
    match Style::of_score(score) {
        Style::Plain | Style::Dim => Style::Author,
        style => style,
    }
}

/// Prints how often each rule guessed or complained, and what that means.
pub(super) fn print_rules(screen: &mut Screen<impl Write>, facts: &Facts) -> io::Result<()> {
    let shown = facts.rules.iter().take(MAX_ROWS);
    let names = shown.clone().map(|(code, ..)| code.len()).max().unwrap_or(0);
    let column = INDENT + 9 + names;
    for (index, (code, n)) in shown.enumerate() {
        let mut meaning = Flow::new(screen.look.width.saturating_sub(column).max(16));
        meaning.words(Style::Dim, codes::meaning(code));
        let mut line = label(screen, if index == 0 { "noted" } else { "" });
        line.put_right(INDENT + 4, Style::Plain, &grouped(*n)).plain(" × ").plain(code);
        screen.print_beside(line, column, meaning)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample_thread;
    use crate::cli::terminal::Look;
    use crate::measure::CampMeasures;
    use crate::model::{Stance, Unsure, stance_of};

    fn printed(thread: &Thread, width: usize) -> String {
        let mut screen = Screen::new(Vec::new(), Look { colour: false, width });
        print(&mut screen, thread, &Facts::of(thread)).unwrap();
        String::from_utf8(screen.finish().unwrap()).unwrap()
    }

    #[test]
    fn the_sample_is_summed_up() {
        let text = printed(&sample_thread::thread(), 80);
        println!("{text}");
        let narrow = printed(&sample_thread::thread(), 60);
        println!("{narrow}");
        assert!(narrow.lines().all(|line| line.chars().count() <= 60), "no line is too long where there are 60");
        assert!(text.contains("5 are not in this document"));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "no line is too long");
    }

    #[test]
    fn stances_and_camps_have_lines_once_they_are_told() {
        let mut facts = Facts::of(&sample_thread::thread());
        let labels = [Ok(Stance::Agree), Ok(Stance::Disagree), Err(Unsure::Doubt)];
        labels.iter().for_each(|&label| facts.stances.sums.add(Some(&stance_of(label))));
        facts.stances.camps =
            Some(CampMeasures { cut_ratio: Some(0.818), balance: 2.0 / 3.0, stability: 0.914, n_authors: [6, 4] });
        let mut screen = Screen::new(Vec::new(), Look { colour: false, width: 80 });
        print(&mut screen, &sample_thread::thread(), &facts).unwrap();
        let text = String::from_utf8(screen.finish().unwrap()).unwrap();
        assert!(text.contains("\n  stance     2 of 3 told: 1 agree, 0 neutral, 1 disagree (1 unsure)\n"), "{text}");
        assert!(text.contains("\n  camps      two sides of 6 and 4 authors, 82 % of opposition"), "{text}");
        assert!(!printed(&sample_thread::thread(), 80).contains("  camps"));
    }

    #[test]
    fn an_empty_document_has_a_summary() {
        println!("{}", printed(&sample_thread::empty(), 80));
    }
}
