//! What stands around the comments: the story above them, with what the page declares.

use crate::grammar::{Captures, Depth, Field, List, Wrapping};
use crate::model::{Owner, Part, Posted, Segment, Span};
use crate::parse::lines::clean::{clean, may_touch};
use crate::parse::lines::engine::{Engine, joint};
use crate::parse::lines::line::Line;

/// Lines before the first comment.
#[derive(Debug, Default)]
pub(super) struct Prologue {
    lines: Vec<PrologueLine>,
    begun: bool,
    closed: bool,
    /// Who owns what bytes, where the comments begin in a trial.
    owned: Vec<Part>,
    /// Whether a line of the page says where its comments begin.
    pub(super) anchored: bool,
}

#[derive(Clone, Copy, Debug)]
struct PrologueLine {
    raw: Span,
    text: Span,
    number: u32,
    next: usize,
    segment: Segment,
    marked: bool,
    begins: bool,
}

/// Lines before the first comment that are looked at for the story.
const MAX_PROLOGUE: usize = 1_000;

impl Prologue {
    /// Tells whether no comment has begun.
    pub(super) fn is_open(&self) -> bool {
        !self.closed
    }
}

impl Engine<'_, '_> {
    /// Tells whether a line behind a mark may be a comment: after the page's own sign, or where it cannot be anything else.
    pub(super) fn may_begin(&mut self, line: &Line) -> bool {
        self.prologue.begun || line.text.is_empty() || self.is_strong_header(line)
    }

    /// Takes a line before the first comment.
    pub(super) fn prologue_line(&mut self, line: &Line) {
        let (raw, counted) = self.block_of(line);
        let is_clean = !may_touch(self.thread.text.get(raw.range()).unwrap_or_default(), self.outline.clean);
        let text = if self.outline.clean.is_empty() || (is_clean && raw == line.text) {
            line.text
        } else {
            let mut cleaned = String::new();
            let raw = self.thread.text.get(raw.range()).unwrap_or_default().replace(['\n', '\r'], " ");
            clean(&raw, self.outline.clean, &mut self.last_reference, &mut cleaned, &mut Vec::new());
            self.thread.rebuild(cleaned.trim())
        };
        let site = self.site;
        let content = self.thread.str(text);
        let begins = site.matches(List::Begin, content).is_some();
        let abbreviating = site.matches(List::Abbreviating, content).is_some();
        self.tally.explained += u32::from(begins && !counted);
        self.tally.menu_items += u32::from(!line.marks.is_empty() && !self.outline.menus && !self.opens_unmarked());
        if begins {
            self.path.forget();
        }
        self.prologue.begun |= begins;
        self.prologue.anchored |= begins;
        self.thread.abbreviates |= abbreviating;
        if self.prologue.lines.len() < MAX_PROLOGUE {
            let segment = Segment::own(text, line.number, joint(line));
            self.prologue.lines.push(PrologueLine {
                raw,
                text,
                number: line.number,
                next: line.next,
                segment,
                marked: !line.marks.is_empty(),
                begins,
            });
        } else {
            self.thread.own(line.next, Owner::Furniture);
        }
    }

    /// The lines that a line of Markdown goes on from, with it, as links may be wrapped inside; and whether they are
    /// known to begin the comments.
    fn block_of(&mut self, line: &Line) -> (Span, bool) {
        let goes_on = self.outline.lines == Wrapping::Markdown && !line.after_blank && line.marks.is_empty();
        match self.prologue.lines.last().copied() {
            Some(last) if goes_on && !last.marked && line.text.end - last.raw.start < MAX_BLOCK => {
                self.prologue.lines.pop();
                (Span::new(last.raw.start as usize, line.text.end as usize), last.begins)
            }
            _ => (line.text, false),
        }
    }

    /// Reads the story from the lines before the first comment.
    pub(super) fn finish_prologue(&mut self) {
        if self.prologue.closed {
            return;
        }
        self.prologue.closed = true;
        // A trial needs no story: it is read once the dialect is chosen.
        if self.limit == usize::MAX {
            self.take_prologue();
        } else {
            self.prologue.owned = std::mem::take(&mut self.thread.owners);
        }
    }

    /// Reads the story that a trial left above the comments.
    pub(super) fn resume_prologue(&mut self) {
        if self.prologue.closed {
            let below = std::mem::replace(&mut self.thread.owners, std::mem::take(&mut self.prologue.owned));
            self.take_prologue();
            below.iter().for_each(|part| self.thread.own(part.end as usize, part.owner));
        }
    }

    fn take_prologue(&mut self) {
        let lines = std::mem::take(&mut self.prologue.lines);
        let summary = self.read_story(&lines);
        for (index, line) in lines.iter().enumerate() {
            let owner = if summary.contains(&index) { Owner::Story } else { Owner::Furniture };
            self.thread.own(line.next, owner);
        }
    }

    /// Fills in the story; gives the lines that it stands on.
    fn read_story(&mut self, lines: &[PrologueLine]) -> std::ops::Range<usize> {
        let title_at = self
            .read_title(lines)
            .or_else(|| self.read_topic(lines))
            .or_else(|| self.read_masthead(lines))
            .or_else(|| self.read_heading(lines));
        self.read_heads(lines);
        let Some(title_at) = title_at.or_else(|| self.read_repeated(lines)) else { return 0..0 };
        let mut from = title_at + 1;
        for (index, line) in lines.iter().enumerate().skip(title_at + 1).take(4) {
            if let Some(captures) = self.site.matches(List::PostedBy, self.thread.str(line.text)) {
                self.take_posted_by(&captures, *line);
                from = index + 1;
            }
        }
        let ends = |line: &PrologueLine| {
            line.marked || self.site.matches(List::StoryEnd, self.thread.str(line.text)).is_some()
        };
        let title = self.thread.story.title.map(|span| self.thread.str(span)).unwrap_or_default();
        let repeats = |line: &PrologueLine| !title.is_empty() && self.thread.str(line.text).starts_with(title);
        let len = lines.iter().skip(from).take_while(|line| !ends(line) && !repeats(line)).count();
        self.thread.story.summary = lines.iter().skip(from).take(len).map(|line| line.segment).collect();
        title_at..from + len
    }

    /// Lines that declare how many comments there are; the tool may have wrapped them.
    fn read_heads(&mut self, lines: &[PrologueLine]) {
        for (index, line) in lines.iter().enumerate() {
            if self.read_head(line.text, line.number) {
                continue;
            }
            let wraps = matches!(self.outline.lines, Wrapping::Wrap | Wrapping::Markdown);
            let Some(next) = lines.get(index + 1).filter(|_| wraps) else { continue };
            let joined = format!("{} {}", self.thread.str(line.text), self.thread.str(next.text));
            if self.site.matches(List::Head, &joined).is_some() {
                let joined = self.thread.rebuild(&joined);
                self.read_head(joined, line.number);
            }
        }
    }

    fn read_head(&mut self, text: Span, number: u32) -> bool {
        let Some(captures) = self.site.matches(List::Head, self.thread.str(text)) else { return false };
        self.tally.explained += 1;
        let title = capture(&captures, Field::Title, text);
        self.thread.story.title = self.thread.story.title.or(title);
        if self.thread.story.declared.is_none() {
            self.declare(capture(&captures, Field::Declared, text), number);
        }
        true
    }

    fn declare(&mut self, span: Option<Span>, line: u32) {
        let Some(span) = span else { return };
        let text = self.thread.str(span);
        match text.parse::<u64>().ok().filter(|number| *number <= MAX_DECLARED) {
            Some(number) => self.thread.story.declared = self.thread.story.declared.or(Some(number)),
            None => {
                let message = format!("expected the page's number of comments, but found `{text}`");
                self.thread.warn((line, 1), "declared-unread", message, "completeness is left empty");
            }
        }
    }

    /// The story's title: a line with a number at its end that is repeated, or said to be posted, further down.
    fn read_title(&mut self, lines: &[PrologueLine]) -> Option<usize> {
        let site = self.site;
        let candidates = lines.iter().enumerate().filter(|(_, line)| !line.marked && line.text.len() <= MAX_TITLE);
        let candidates = candidates
            .filter_map(|(index, line)| Some((index, *line, site.matches(List::Story, self.thread.str(line.text))?)));
        let proved = candidates.filter(|(index, line, captures)| self.is_title(lines, *index, line.text, captures));
        let mut proved = proved;
        let (index, line, captures) = proved.next_back()?;
        self.tally.explained += 1;
        self.thread.story.title = capture(&captures, Field::Title, line.text);
        self.thread.story.host = capture(&captures, Field::Host, line.text);
        self.declare(capture(&captures, Field::Declared, line.text), line.number);
        Some(index)
    }

    /// Pages that say how long ago a story was posted have its title above that line and its number below.
    fn read_topic(&mut self, lines: &[PrologueLine]) -> Option<usize> {
        let ago = |line: &PrologueLine| {
            let captures = self.site.matches(List::PostedBy, self.thread.str(line.text));
            captures.is_some_and(|captures| captures.get(Field::PostedAgo).is_some())
        };
        let posted = lines.iter().position(ago)?;
        let (above, below) = (lines.get(posted.checked_sub(1)?)?, lines.get(posted + 1)?);
        let captures = self.site.matches(List::Topic, self.thread.str(below.text))?;
        self.thread.story.title = Some(above.text);
        self.declare(capture(&captures, Field::Declared, below.text), below.number);
        Some(posted - 1)
    }

    /// Pages that print a story's title nowhere else have it in the line of their own name, or right below, where the
    /// story follows.
    fn read_masthead(&mut self, lines: &[PrologueLine]) -> Option<usize> {
        let named = |line: &PrologueLine| self.site.matches(List::Masthead, self.thread.str(line.text));
        let (index, captures) = lines.iter().enumerate().find_map(|(index, line)| Some((index, named(line)?)))?;
        if captures.get(Field::Title).is_some() {
            self.thread.story.title = capture(&captures, Field::Title, lines.get(index)?.text);
            return None;
        }
        let below = lines.get(index + 1).filter(|below| !below.marked && below.text.len() <= MAX_TITLE)?;
        self.thread.story.title = Some(below.text);
        Some(index + 1)
    }

    /// Where headings tell levels, the first of them is the story's.
    fn read_heading(&mut self, lines: &[PrologueLine]) -> Option<usize> {
        if self.outline.depth != Depth::Count || self.thread.story.title.is_some() {
            return None;
        }
        let index = lines.iter().position(|line| line.marked && line.text.len() <= MAX_TITLE)?;
        let line = lines.get(index)?;
        let posted = |line: &PrologueLine| self.site.matches(List::PostedBy, self.thread.str(line.text)).is_some();
        let is_page = lines.iter().skip(index + 1).take(NEAR_TITLE).any(posted);
        match self.site.matches(List::Story, self.thread.str(line.text)).filter(|_| is_page) {
            Some(captures) => {
                self.thread.story.title = capture(&captures, Field::Title, line.text);
                self.thread.story.host = capture(&captures, Field::Host, line.text);
                self.declare(capture(&captures, Field::Declared, line.text), line.number);
            }
            None => self.thread.story.title = Some(line.text),
        }
        Some(index)
    }

    /// Where the title that only the head of the comments told stands above its story.
    fn read_repeated(&self, lines: &[PrologueLine]) -> Option<usize> {
        let title = self.thread.story.title.map(|span| self.thread.str(span)).filter(|title| !title.is_empty())?;
        let posted = |line: &PrologueLine| self.site.matches(List::PostedBy, self.thread.str(line.text)).is_some();
        let is_followed = |index: &usize| lines.iter().skip(index + 1).take(NEAR_TITLE).any(posted);
        let same = lines.iter().enumerate().filter(|(_, line)| self.thread.str(line.text) == title);
        same.map(|(index, _)| index).find(is_followed)
    }

    fn is_title(&self, lines: &[PrologueLine], index: usize, text: Span, captures: &Captures) -> bool {
        let Some(title) = capture(captures, Field::Title, text) else { return false };
        let title = self.thread.str(title);
        let after = lines.get(index + 1..).unwrap_or_default();
        let repeated = after.iter().any(|line| self.thread.str(line.text).starts_with(title));
        let posted = |line: &PrologueLine| self.site.matches(List::PostedBy, self.thread.str(line.text)).is_some();
        // Tools that keep the main content alone begin with the title.
        let leads = index == 0 && self.outline.depth == Depth::None;
        repeated || leads || after.iter().take(2).any(posted)
    }

    fn take_posted_by(&mut self, captures: &Captures, line: PrologueLine) {
        let author = capture(captures, Field::StoryAuthor, line.text);
        self.thread.story.author = self.thread.story.author.or(author);
        let dates = [Field::Posted, Field::PostedLoosely];
        if let Some(raw) = dates.into_iter().find_map(|field| capture(captures, field, line.text)) {
            let at = self.thread.read_date(self.site, raw, line.number);
            self.thread.story.posted = Some(Posted { raw, at, year_recovered: false });
        }
    }
}

/// Longest block of Markdown that is joined, in bytes.
const MAX_BLOCK: u32 = 3_000;
/// Lines below a heading that are looked at for who posted the story.
const NEAR_TITLE: usize = 6;
/// Longest line that is looked at for a title.
const MAX_TITLE: usize = 300;
/// A number of comments above this is no number of comments.
const MAX_DECLARED: u64 = 100_000_000;

fn capture(captures: &Captures, field: Field, text: Span) -> Option<Span> {
    let range = captures.get(field)?;
    Some(Span::new(text.start as usize + range.start, text.start as usize + range.end))
}
