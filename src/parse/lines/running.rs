//! Running text: dumps without lines, in which headers are found wherever they stand. The tree is lost.

use crate::grammar::{Captures, Field, List, Site};
use crate::model::{Form, Joint, Owner, Span};
use crate::parse::builder::Evidence;
use crate::parse::lines::engine::Engine;
use crate::parse::lines::header::Header;

/// Longest header in running text.
const MAX_HEADER: usize = 400;

/// How many headers a running text has, for the choice of a dialect; none where lines tell more.
pub(super) fn trial(text: &str, site: &Site) -> i64 {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let mut headers = Finder { text: text.to_owned(), site }.all().into_iter();
    let whole = headers.by_ref().filter(|found| is_split(text, found)).count();
    i64::try_from(whole).unwrap_or(0) - i64::from(lines == 0)
}

/// How many headers a running text has, up to `most`.
pub(super) fn count_headers(text: &str, site: &Site, most: usize) -> u32 {
    if site.patterns(List::Running).all.is_empty() {
        return 0;
    }
    let found = Finder { text: text.to_owned(), site }.first(most);
    u32::try_from(found.len()).unwrap_or(u32::MAX)
}

/// Tells whether a header shares its line with other text, or is spread over lines: only then is the text running.
fn is_split(text: &str, found: &Found) -> bool {
    let inside = text.get(found.start..found.end).unwrap_or_default();
    let bytes = text.as_bytes();
    let before = bytes.get(found.start.saturating_sub(NEAR)..found.start).unwrap_or_default();
    let before = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let after = bytes.get(found.end..(found.end + NEAR).min(bytes.len())).unwrap_or_default();
    let after = after.split(|byte| *byte == b'\n').next().unwrap_or_default();
    inside.contains('\n') || (before.trim_ascii().len() > MAX_SUBJECT && after.trim_ascii().len() > 1)
}

/// Bytes around a header that are looked at for the ends of its line.
const NEAR: usize = 200;
/// Longest subject that is looked for before a score.
const MAX_SUBJECT: usize = 60;

struct Found {
    start: usize,
    end: usize,
    captures: Captures,
}

struct Finder<'g> {
    text: String,
    site: &'g Site,
}

impl Finder<'_> {
    /// All headers in the order of the text.
    fn all(self) -> Vec<Found> {
        self.first(usize::MAX)
    }

    /// The first headers of the text.
    fn first(mut self, most: usize) -> Vec<Found> {
        // Line ends count as blanks: tools that split text at every tag spread a header over lines.
        self.text = self.text.replace(['\n', '\r'], " ");
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = next_start(&self.text, at).filter(|_| found.len() < most) {
            match self.header_at(start) {
                Some(header) => {
                    at = header.end.max(start + 1);
                    found.push(header);
                }
                None => at = start + 1,
            }
        }
        found
    }

    fn header_at(&self, start: usize) -> Option<Found> {
        let mut end = (start + MAX_HEADER).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let rest = self.text.get(start..end)?;
        let patterns = &self.site.patterns(List::Running).all;
        let mut found = patterns.iter().filter_map(|pattern| pattern.program.matches_inline(rest, &self.site.lexicon));
        let captures = found.find(|captures| !spans_headers(rest, captures))?;
        Some(Found { start, end: start + captures.end(), captures })
    }
}

/// Tells whether a name or a date holds the beginning of another header: then it is a body between the two.
pub(super) fn spans_headers(text: &str, captures: &Captures) -> bool {
    let spans = |field| captures.get(field).and_then(|range| text.get(range)).is_some_and(|part| part.contains(" by "));
    spans(Field::Author) || spans(Field::PostedLoosely)
}

/// The next place where a header may begin: a parenthesis, or a word after a blank.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = bytes.get(from..)?;
    let found = memchr::memchr2_iter(b'(', b'b', rest).map(|at| at + from);
    let mut found = found.filter(|&at| {
        bytes.get(at) == Some(&b'(')
            || (bytes.get(at..at + 3) == Some(b"by ") && (at == 0 || bytes.get(at - 1) == Some(&b' ')))
    });
    found.next()
}

impl Engine<'_, '_> {
    /// Reads the whole document as running text.
    pub(super) fn run_running(&mut self) {
        let text = self.thread.text;
        let found = Finder { text: text.to_owned(), site: self.site }.all();
        self.thread.abbreviates = false;
        let mut line = LineCounter { text, at: 0, number: 1 };
        let first = found.first().map_or(text.len(), |header| header.start);
        self.finish_prologue();
        self.thread.own(first, Owner::Furniture);
        for (index, header) in found.iter().enumerate() {
            let end = found.get(index + 1).map_or(text.len(), |next| next.start);
            let number = line.number_at(header.start);
            self.running_comment(header, end, number);
            let last = self.thread.segments.last().map_or(number, |segment| segment.line);
            if let Some(comment) = self.thread.comments.last_mut() {
                comment.line_end = last.max(number);
            }
        }
        let end = text.len();
        self.thread.own(end, Owner::Furniture);
    }

    fn running_comment(&mut self, found: &Found, end: usize, number: u32) {
        let evidence = Evidence { header: true, loose: true, ..Evidence::default() };
        self.thread.open(number, evidence);
        let subject = self.take_subject(found.start);
        let list = if found.captures.get(Field::ScoreLoosely).is_some() { List::Title } else { List::Byline };
        self.fill(&Header { list, captures: found.captures.clone(), base: found.start, extra: 0, wraps: true }, number);
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.subject = subject;
            comment.form = if comment.site_id.is_some() { Form::Full } else { Form::Abbreviated };
        }
        let text = self.thread.text;
        let mut line = number.saturating_add(lines_in(text.get(found.start..found.end).unwrap_or_default()));
        let mut at = found.end;
        while at < end {
            let rest = text.get(at..end).unwrap_or_default();
            let (part, next) = rest.split_at(line_len(rest));
            let start = at + (part.len() - part.trim_start().len());
            if !part.trim().is_empty() {
                self.thread.push_segment(Span::new(start, start + part.trim().len()), line, Joint::Line);
            }
            (at, line) = (end - next.len(), line.saturating_add(u32::from(part.ends_with(['\n', '\r']))));
        }
        self.thread.own_current(end);
    }

    /// A bare `Re:` before a score is its subject; where other subjects begin, running text does not tell.
    fn take_subject(&mut self, start: usize) -> Option<Span> {
        let before = self.thread.text.get(..start)?.trim_end();
        let subject = before.rsplit([' ', '\n', '\t']).next().filter(|word| *word == "Re:")?;
        let span = Span::new(before.len() - subject.len(), before.len());
        let previous = self.thread.segments.last_mut()?;
        if previous.span.end >= span.end {
            let kept = self.thread.text.get(previous.span.start as usize..span.start as usize).unwrap_or_default();
            let kept = kept.trim_end().len();
            previous.span = Span::new(previous.span.start as usize, previous.span.start as usize + kept);
            if kept == 0 {
                self.drop_last_segment();
            }
        }
        Some(span)
    }
}

impl Engine<'_, '_> {
    /// Takes the last segment, which has no text left, off the comment before the one that was just opened.
    fn drop_last_segment(&mut self) {
        self.thread.segments.pop();
        let end = Span::new(0, self.thread.segments.len()).end;
        for comment in self.thread.comments.iter_mut().rev().take(2) {
            comment.segments = comment.segments.start.min(end)..comment.segments.end.min(end);
        }
    }
}

/// Counts lines up to places that only move forward.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    number: u32,
}

impl LineCounter<'_> {
    fn number_at(&mut self, place: usize) -> u32 {
        self.number = self.number.saturating_add(lines_in(self.text.get(self.at..place).unwrap_or_default()));
        self.at = self.at.max(place);
        self.number
    }
}

/// How long the first line of a text is, with its end.
fn line_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    match memchr::memchr2(b'\n', b'\r', bytes) {
        Some(at) if bytes.get(at..at + 2) == Some(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => bytes.len(),
    }
}

/// How many lines end in a text.
fn lines_in(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}
