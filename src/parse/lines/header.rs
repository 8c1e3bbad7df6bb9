//! Headers: subject and score, who and when, stubs; wrapped over several lines or not.

use crate::grammar::{BodyColumn, Captures, Depth, Field, List, MarkStands, Wrapping};
use crate::model::{Form, Owner};
use crate::parse::builder::Evidence;
use crate::parse::lines::clean::{Link, clean, cleaned, may_touch};
use crate::parse::lines::engine::{Engine, Phase};
use crate::parse::lines::line::Line;
use crate::parse::lines::running::spans_headers;

/// Text that may be a header, freed of what the tool added.
#[derive(Debug, Default)]
pub(super) struct HeaderText {
    text: String,
    pub(super) links: Vec<Link>,
    raw: String,
}

/// A header that was recognised.
pub(super) struct Header {
    pub(super) list: List,
    pub(super) captures: Captures,
    /// Where the text that the captures refer to begins.
    pub(super) base: usize,
    /// Lines after the first that belong to it.
    pub(super) extra: usize,
    /// Whether the tool wrapped it over those lines by their looks.
    pub(super) wraps: bool,
}

/// Lines that a header may be wrapped over, after its first.
const MAX_WRAPPED: usize = 4;
/// The same where targets of links stand between its words.
const MAX_WRAPPED_LINKS: usize = 9;
/// Lines of a header, all of which a title in the wrong place misplaces.
const HEADER_LINES: u32 = 4;
/// Longest subject of a title that is wrapped, in bytes.
const MAX_SUBJECT: usize = 120;

impl Engine<'_, '_> {
    /// Begins a comment, or passes a line that stands for hidden ones, if a line is a header of one of the lists.
    pub(super) fn begins_comment(&mut self, line: &Line, column: u32, lists: &[List]) -> bool {
        let Some(header) = self.find_header(line, lists) else { return false };
        let unmarked = line.marks.is_empty() && self.outline.depth == Depth::None;
        match header.list {
            List::LooseTitle if !self.is_followed_by_byline(header.extra) => return false,
            List::Byline if unmarked && header.captures.get(Field::SiteId).is_none() => return false,
            List::Filter if !self.thread.comments.is_empty() => return false,
            List::Filter => self.pass(line, &header),
            List::Hidden => self.pass_hidden(line, column, &header),
            _ => self.open_comment(line, column, &header),
        }
        true
    }

    /// The first of the lists that a line, with the lines it may be wrapped over, is a header of.
    pub(super) fn find_header(&mut self, line: &Line, lists: &[List]) -> Option<Header> {
        let site = self.site;
        let (likely, most) = self.wrapped_lines(line);
        // A by-line may go on where a shorter one matches; what follows a small line is the body.
        let longest_first = !lists.contains(&List::Small);
        for turn in 0..=most {
            let extra = if longest_first && turn <= likely { likely - turn } else { turn };
            let base = self.prepare(line, extra);
            let text = match base {
                Some(_) => self.thread.text.get(line.text.range()).unwrap_or_default(),
                None => self.header.text.trim(),
            };
            let found = site.first_of(lists, text);
            if let Some((list, captures)) = found {
                let doubtful = extra > likely || (line.marks.is_empty() && self.opens_unmarked());
                if (extra > 0 && spans_headers(text, &captures)) || (doubtful && self.holds_header(list, extra)) {
                    continue;
                }
                if doubtful {
                    self.prepare(line, extra);
                }
                if list == List::Title && extra > 0 && self.begins_in_body(line, extra > likely, &captures) {
                    return None;
                }
                let text = self.header.text.trim().to_owned();
                let base = base.unwrap_or_else(|| self.thread.rebuild(&text).start as usize);
                return Some(Header { list, captures, base, extra, wraps: extra <= likely });
            }
        }
        None
    }

    /// Tells whether the title that was made ready begins too early: with more text than a subject has, or with a line
    /// that no tool broke there and without which it is a title too. Then that line is the end of the body above.
    fn begins_in_body(&self, line: &Line, unlikely: bool, captures: &Captures) -> bool {
        captures.get(Field::Subject).is_some_and(|subject| subject.len() > MAX_SUBJECT)
            || (unlikely && self.is_title_below(line))
    }

    fn is_title_below(&self, line: &Line) -> bool {
        let below = self.header.raw.get(line.text.len()..).unwrap_or_default();
        let below = cleaned(below.trim(), self.outline.clean, &mut self.last_reference.clone());
        self.site.matches(List::Title, &below).is_some()
    }

    /// Tells whether one of the next lines alone is a header or a button: then what stands above it is the end of a body.
    fn holds_header(&mut self, list: List, extra: usize) -> bool {
        let next: Vec<Line> = (0..extra).filter_map(|distance| self.peek(distance).cloned()).collect();
        let lists = [list, List::Title, List::Action];
        next.iter().any(|next| lists.iter().any(|list| self.matches_line(*list, next)))
    }

    /// Makes the text of a line and `extra` lines after it ready; gives its place where it stands in the document as it is.
    fn prepare(&mut self, line: &Line, extra: usize) -> Option<usize> {
        self.header.text.clear();
        self.header.links.clear();
        if extra == 0 && !may_touch(self.thread.text.get(line.text.range()).unwrap_or_default(), self.outline.clean) {
            self.header.raw.clear();
            return Some(line.text.start as usize);
        }
        let mut raw = std::mem::take(&mut self.header.raw);
        raw.clear();
        let text = self.thread.text;
        raw.push_str(text.get(line.text.range()).unwrap_or_default().trim_end_matches('\\'));
        for distance in 0..extra {
            if !self.breaks_inside(&raw) {
                raw.push(' ');
            }
            let next = self.peek(distance).map(Line::whole).unwrap_or_default();
            raw.push_str(text.get(next.range()).unwrap_or_default().trim_end_matches('\\'));
        }
        let mut last_reference = self.last_reference;
        clean(&raw, self.outline.clean, &mut last_reference, &mut self.header.text, &mut self.header.links);
        self.header.raw = raw;
        None
    }

    /// How many lines after a line belong to the same header by their looks, and how many may at most.
    fn wrapped_lines(&mut self, line: &Line) -> (usize, usize) {
        let most = match self.outline.lines {
            Wrapping::Break | Wrapping::Running => return (0, 0),
            Wrapping::Wrap => MAX_WRAPPED,
            Wrapping::Markdown => MAX_WRAPPED_LINKS,
        };
        let markdown = self.outline.lines == Wrapping::Markdown;
        let any_column = markdown || self.outline.depth == Depth::Text;
        let (mut hard_break, mut end, mut likely) = (line.hard_break, line.width, None);
        for distance in 0..most {
            let Some(next) = self.peek(distance) else { return (likely.unwrap_or(distance), distance) };
            // A mark below text in the text's column is none, as items stand further right: a by-line goes on with a star.
            let star = line.marks.is_empty() && next.marks == [line.column] && !markdown;
            let in_column = any_column || next.column == line.column || star;
            let goes_on = (next.marks.is_empty() || star) && !next.after_blank && in_column;
            let (text, width, breaks) = (next.whole(), next.width, next.hard_break);
            if !goes_on || (markdown && hard_break) {
                return (likely.unwrap_or(distance), distance);
            }
            // A tool breaks a line where the next word would not have fitted; where it would, the page did.
            if !markdown && likely.is_none() && self.fits(end, text) {
                likely = Some(distance);
            }
            (hard_break, end) = (breaks, width);
        }
        (likely.unwrap_or(most), most)
    }

    fn is_followed_by_byline(&mut self, extra: usize) -> bool {
        let Some(next) = self.peek(extra).cloned() else { return false };
        self.matches_line(List::Byline, &next)
    }

    /// Tells whether a line alone is of a kind.
    pub(super) fn matches_line(&mut self, list: List, line: &Line) -> bool {
        let site = self.site;
        let text = if self.prepare(line, 0).is_some() {
            self.thread.text.get(line.text.range()).unwrap_or_default()
        } else {
            self.header.text.trim()
        };
        site.matches(list, text).is_some()
    }

    /// Tells whether a line is a header that no body has.
    pub(super) fn is_strong_header(&mut self, line: &Line) -> bool {
        let found = self.find_header(line, &[List::Stub, List::Title, List::Byline]);
        found.is_some_and(|header| header.list != List::Byline || header.captures.get(Field::SiteId).is_some())
            || self.score_below(line).is_some()
    }

    pub(super) fn cleaned_is_empty(&mut self, line: &Line) -> bool {
        self.prepare(line, 0).is_none() && self.header.text.trim().is_empty()
    }

    fn pass(&mut self, line: &Line, header: &Header) {
        let end = self.take_ahead(header.extra).map_or(line.next, |(end, _)| end);
        self.thread.own(end, Owner::Furniture);
        if self.outline.menus {
            self.tally.explained += 1;
        } else {
            self.tally.against += 1;
        }
    }

    /// A line that stands for hidden comments adds to their number and is no row.
    fn pass_hidden(&mut self, line: &Line, column: u32, header: &Header) {
        self.close_comment();
        let first = line.marks.first().copied().filter(|_| self.outline.depth == Depth::Text);
        self.path.close_to(first.unwrap_or(column));
        self.tally.explained += 1;
        let number = header
            .said(self.site, line.number)
            .span(Field::Hidden)
            .and_then(|span| self.thread.str(span).parse::<u64>().ok());
        self.thread.hide(line.number, number.unwrap_or(0));
        let parent = self.path.nodes.last().and_then(|node| node.comment);
        if let Some(evidence) = parent.and_then(|parent| self.thread.evidence.get_mut(parent)) {
            evidence.hides_replies = true;
        }
        let end = self.take_ahead(header.extra).map_or(line.next, |(end, _)| end);
        self.thread.own(end, Owner::Furniture);
    }

    fn open_comment(&mut self, line: &Line, column: u32, header: &Header) {
        self.close_comment();
        self.finish_prologue();
        self.explain(header);
        let byline = header.list == List::Byline;
        self.tally.against += u32::from(self.speaks_against(line, header));
        self.tally.against += u32::from(begins_with_mark(self.text_of(line), &self.outline.known_marks));
        let evidence = Evidence {
            mark_start: line.mark_start,
            header: true,
            title: !byline,
            byline,
            after_blank: line.after_blank,
            loose: line.marks.is_empty() && self.outline.depth == Depth::None,
            ..Evidence::default()
        };
        let index = self.thread.open(line.number, evidence);
        if header.list == List::Stub
            && let Some(comment) = self.thread.comments.get_mut(index)
        {
            comment.form = Form::Stub;
        }
        self.place_header(line, column, header);
        self.take_header(line, header);
        self.phase = match header.list {
            List::Title | List::LooseTitle => Phase::Byline,
            List::Byline => Phase::Small,
            _ => Phase::Body,
        };
        self.paragraph.begin();
    }

    /// Counts the lines of a header: one that was wrapped explains as much as one that is cut into several.
    fn explain(&mut self, header: &Header) {
        let wrapped = if header.wraps { u32::try_from(header.extra).unwrap_or(0) } else { 0 };
        self.tally.explained += 1 + wrapped;
    }

    fn text_of(&self, line: &Line) -> &str {
        self.thread.text.get(line.text.range()).unwrap_or_default()
    }

    /// Tells whether a header stands where this outline never puts one.
    fn speaks_against(&self, line: &Line, header: &Header) -> bool {
        if line.marks.is_empty() {
            return self.outline.marks.is_empty() && self.outline.depth == Depth::None && line.column > 0;
        }
        if header.list == List::Stub {
            return false;
        }
        let flat = self.outline.depth == Depth::None;
        let margin = self.outline.margin.filter(|_| line.marks.len() == 1);
        if margin.is_some_and(|margin| {
            line.mark().is_some_and(|mark| mark < margin || (mark - margin) % self.outline.step != 0)
        }) {
            return true;
        }
        let misplaced = flat && (self.opens_unmarked() || line.mark() > Some(0));
        misplaced || self.outline.mark_stands == MarkStands::Alone
    }

    /// Hangs a comment by its mark, or leaves that to its by-line where the marks do not tell.
    fn place_header(&mut self, line: &Line, column: u32, header: &Header) {
        let is_title = matches!(header.list, List::Title | List::LooseTitle | List::Score);
        match self.outline.depth {
            Depth::None => {}
            Depth::Text if !self.outline.marks.is_empty() => self.place_by_text(line, column, header, is_title),
            _ if is_title => {
                self.tally.against += HEADER_LINES * u32::from(self.is_off_shift(column));
                let column = column.saturating_sub(self.outline.titled_shift);
                let text_column =
                    if line.marks.is_empty() { self.outline.text_column(column) } else { self.text_column(line) };
                self.path.place(&mut self.thread, column, text_column, self.outline);
            }
            _ => {
                let alone = line.marks.is_empty() && !self.outline.marks.is_empty();
                let text_column = if alone { self.outline.text_column(column) } else { self.text_column(line) };
                self.path.place(&mut self.thread, column, text_column, self.outline);
            }
        }
    }

    /// Tells whether a title stands where none is shifted to: too far left, or no whole levels from the first.
    fn is_off_shift(&self, column: u32) -> bool {
        let shift = self.outline.titled_shift;
        let before = self.thread.evidence.split_last().map_or(&[][..], |(_, before)| before);
        let first = before.iter().find(|evidence| evidence.title).map_or(column, |first| first.column + shift);
        shift > 0 && (column < shift || column.abs_diff(first) % self.outline.step != 0)
    }

    /// The column that lines below an item's first stand in: its text's own, but for long marks such as `10.`.
    fn text_column(&self, line: &Line) -> u32 {
        line.mark().map_or(line.column, |mark| line.column.min(mark + self.outline.text))
    }

    /// Hangs a comment by the column of the line below it, and finds the empty items that its line has marks of.
    fn place_by_text(&mut self, line: &Line, column: u32, header: &Header, is_title: bool) {
        let below = self.peek(if is_title { header.extra } else { 0 }).map(|next| next.column);
        let first = line.marks.first().copied().unwrap_or(column);
        let column = match below {
            Some(below) if is_title || header.extra > 0 => below.saturating_sub(self.outline.text),
            _ => first,
        };
        let empty = empty_items(&line.marks, column, self.outline.step);
        for column in &empty.columns {
            self.path.open_empty(*column, self.outline);
        }
        self.path.place(&mut self.thread, column, column + self.outline.text, self.outline);
        if let Some(evidence) = self.thread.evidence.last_mut() {
            evidence.ambiguous = empty.ambiguous;
        }
    }

    /// Takes what a header says and the lines it stands on.
    fn take_header(&mut self, line: &Line, header: &Header) {
        self.fill(header, line.number);
        let (end, number) = self.take_ahead(header.extra).unwrap_or((line.next, line.number));
        self.thread.own_current(end);
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.line_end = number;
        }
        if self.outline.clean.references {
            let mut out = String::new();
            let raw = std::mem::take(&mut self.header.raw);
            clean(&raw, self.outline.clean, &mut self.last_reference, &mut out, &mut Vec::new());
            self.header.raw = raw;
        }
    }

    /// Reads the line under a title as its by-line, or as its score.
    pub(super) fn byline(&mut self, line: &Line) -> bool {
        let Some(header) = self.find_header(line, &[List::Byline, List::Score]) else { return false };
        self.explain(&header);
        let expected = self.path.nodes.last().map(|node| node.text_column);
        let in_column = self.outline.body == BodyColumn::Text && self.outline.has_tree();
        self.tally.against += u32::from(in_column && expected.is_some_and(|expected| expected != line.column));
        self.take_header(line, &header);
        if header.list == List::Byline {
            self.phase = Phase::Small;
            if let Some(evidence) = self.thread.evidence.last_mut() {
                evidence.byline = true;
            }
        }
        true
    }

    /// Reads a line under a by-line: the rest of it, a home page, a journal.
    pub(super) fn small_line(&mut self, line: &Line) -> bool {
        let Some(header) = self.find_header(line, &[List::Details, List::Small]) else { return false };
        self.explain(&header);
        self.take_header(line, &header);
        true
    }

    /// Opens a comment whose subject stands above its score.
    pub(super) fn subject_before_score(&mut self, line: &Line, column: u32) -> bool {
        let Some(distance) = self.score_below(line) else { return false };
        let base = self.prepare(line, distance);
        let subject = match base {
            Some(_) => line.text,
            None => {
                let text = self.header.text.trim().to_owned();
                self.thread.rebuild(&text)
            }
        };
        let site_id = self.linked_id();
        self.take_ahead(distance);
        let Some(score) = self.next_score() else { return false };
        let header = Header { list: List::Score, captures: Captures::default(), base: 0, extra: 0, wraps: true };
        self.open_comment(line, column, &header);
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.subject = Some(subject);
            comment.site_id = comment.site_id.or(site_id);
        }
        self.phase = Phase::Byline;
        self.byline(&score)
    }

    fn next_score(&mut self) -> Option<Line> {
        self.peek(0)?;
        let line = self.peek(0).cloned()?;
        self.take_ahead(1);
        Some(line)
    }

    /// How many lines after a subject a line with a score stands, if one does.
    fn score_below(&mut self, line: &Line) -> Option<usize> {
        let most = if self.outline.lines == Wrapping::Break { 0 } else { 2 };
        for distance in 0..=most {
            let next = self.peek(distance)?;
            if !next.marks.is_empty() {
                return None;
            }
            let next = next.text;
            let first = self.thread.text.as_bytes().get(next.start as usize).copied();
            if matches!(first, Some(b'(' | b'[')) {
                let next = self.peek(distance).cloned()?;
                return self.matches_line(List::Score, &next).then_some(distance);
            }
            let wraps = self.peek(distance).is_some_and(|next| next.column == line.column && !next.after_blank);
            if !wraps {
                return None;
            }
        }
        None
    }
}

/// Tells whether text begins with what other outlines draw as a mark.
fn begins_with_mark(text: &str, marks: &[char]) -> bool {
    let mark = text.split(' ').next().unwrap_or_default();
    let number = mark
        .strip_suffix('.')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    number
        || mark.chars().next().is_some_and(|first| marks.contains(&first) && mark.chars().all(|other| other == first))
}

/// The columns of the empty items whose marks stand on one line before the mark of an item in a known column.
///
/// The first mark stands in its own column; each further one follows after one blank where its item is on the same
/// level or a level deeper, and after two where it is a level higher. Where both are possible, levels go deeper first.
fn empty_items(marks: &[u32], column: u32, step: u32) -> EmptyItems {
    let Some((first, rest)) = marks.split_first() else { return EmptyItems::default() };
    let step = i64::from(step);
    let gaps: Vec<i64> = marks.windows(2).map(|pair| i64::from(pair[1]) - i64::from(pair[0]) - 1).collect();
    let ups = gaps.iter().filter(|gap| **gap == 2).count();
    let ones = gaps.iter().filter(|gap| **gap == 1).count();
    let levels = (i64::from(column) - i64::from(*first)) / step;
    let mut downs = levels + i64::try_from(ups).unwrap_or(0);
    let ambiguous = downs > 0 && downs < i64::try_from(ones).unwrap_or(i64::MAX);
    let mut at = i64::from(*first);
    let mut columns = vec![*first];
    for (gap, mark) in gaps.iter().zip(rest) {
        match gap {
            2 => at -= step,
            1 if downs > 0 => (at, downs) = (at + step, downs - 1),
            1 => {}
            _ => at = i64::from(*mark),
        }
        columns.push(u32::try_from(at).unwrap_or(0));
    }
    columns.pop();
    EmptyItems { columns, ambiguous }
}

/// Where the empty items before an item stand, and whether they could stand otherwise.
#[derive(Debug, Default, PartialEq, Eq)]
struct EmptyItems {
    columns: Vec<u32>,
    ambiguous: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_empty_items_tell_their_levels() {
        let columns = |marks: &[u32], column| empty_items(marks, column, 5).columns;
        assert_eq!(columns(&[15, 18, 20, 23], 10), vec![15, 10, 15]);
        assert_eq!(columns(&[15, 18, 20, 22], 15), vec![15, 10, 15]);
        assert_eq!(columns(&[5, 10, 13], 5), vec![5, 10]);
        assert_eq!(columns(&[5], 5), Vec::<u32>::new());
    }

    #[test]
    fn marks_that_may_be_on_either_level_are_ambiguous() {
        assert!(!empty_items(&[5, 7], 10, 5).ambiguous);
        assert!(empty_items(&[5, 7, 9], 10, 5).ambiguous);
    }
}
