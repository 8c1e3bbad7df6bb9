//! Headers: subject and score, who and when, stubs; wrapped over several lines or not.

use crate::grammar::{BodyColumn, Captures, Depth, Field, List, MarkStands, Moment, Wrapping};
use crate::model::{Form, Owner, Posted, Span};
use crate::parse::clean::{Link, clean};
use crate::parse::draft::Evidence;
use crate::parse::engine::{Engine, Phase};
use crate::parse::line::Line;

/// Text that may be a header, freed of what the tool added.
#[derive(Debug, Default)]
pub(crate) struct HeaderText {
    text: String,
    links: Vec<Link>,
    raw: String,
}

/// A header that was recognised.
pub(crate) struct Header {
    pub(crate) list: List,
    pub(crate) captures: Captures,
    /// Where the text that the captures refer to begins.
    pub(crate) base: usize,
    /// Lines after the first that belong to it.
    pub(crate) extra: usize,
}

/// Lines that a header may be wrapped over, after its first.
const MAX_WRAPPED: usize = 4;
/// The same where targets of links stand between its words.
const MAX_WRAPPED_LINKS: usize = 9;

impl Engine<'_, '_> {
    /// Begins a comment, or passes a line that stands for hidden ones, if a line is a header of one of the lists.
    pub(crate) fn begins_comment(&mut self, line: &Line, column: u32, lists: &[List]) -> bool {
        let Some(header) = self.find_header(line, lists) else { return false };
        let unmarked = line.marks.is_empty() && self.outline.depth == Depth::None;
        match header.list {
            List::LooseTitle if !self.is_followed_by_byline(header.extra) => return false,
            List::Byline if unmarked && header.captures.get(Field::SiteId).is_none() => return false,
            List::Filter if !self.draft.comments.is_empty() => return false,
            List::Filter => self.pass(line, &header),
            List::Hidden => self.pass_hidden(line, column, &header),
            _ => self.open_comment(line, column, &header),
        }
        true
    }

    /// The first of the lists that a line, with the lines it may be wrapped over, is a header of.
    pub(crate) fn find_header(&mut self, line: &Line, lists: &[List]) -> Option<Header> {
        let site = self.site;
        for extra in (0..=self.wrapped_lines(line)).rev() {
            let base = self.prepare(line, extra);
            let text = match base {
                Some(_) => self.draft.text.get(line.text.range()).unwrap_or_default(),
                None => self.header.text.trim(),
            };
            let found = lists.iter().find_map(|list| Some((*list, site.matches(*list, text)?)));
            if let Some((list, captures)) = found {
                let text = self.header.text.trim().to_owned();
                let base = base.unwrap_or_else(|| self.draft.rebuild(&text).start as usize);
                return Some(Header { list, captures, base, extra });
            }
        }
        None
    }

    /// Makes the text of a line and `extra` lines after it ready; gives its place where it stands in the document as it is.
    fn prepare(&mut self, line: &Line, extra: usize) -> Option<usize> {
        self.header.text.clear();
        if extra == 0 && self.outline.clean.is_empty() {
            return Some(line.text.start as usize);
        }
        self.header.links.clear();
        let mut raw = std::mem::take(&mut self.header.raw);
        raw.clear();
        let text = self.draft.text;
        raw.push_str(text.get(line.text.range()).unwrap_or_default().trim_end_matches('\\'));
        for distance in 0..extra {
            if !self.breaks_inside(&raw) {
                raw.push(' ');
            }
            let next = self.peek(distance).map(|next| next.text).unwrap_or_default();
            raw.push_str(text.get(next.range()).unwrap_or_default().trim_end_matches('\\'));
        }
        let mut last_reference = self.last_reference;
        clean(&raw, self.outline.clean, &mut last_reference, &mut self.header.text, &mut self.header.links);
        self.header.raw = raw;
        None
    }

    /// How many lines after a line may belong to the same header.
    fn wrapped_lines(&mut self, line: &Line) -> usize {
        let most = match self.outline.lines {
            Wrapping::Break | Wrapping::Running => return 0,
            Wrapping::Wrap => MAX_WRAPPED,
            Wrapping::Markdown => MAX_WRAPPED_LINKS,
        };
        let any_column = self.outline.lines == Wrapping::Markdown || self.outline.depth == Depth::Text;
        let mut hard_break = line.hard_break;
        for distance in 0..most {
            let Some(next) = self.peek(distance) else { return distance };
            let goes_on = next.marks.is_empty() && !next.after_blank && (any_column || next.column == line.column);
            if !goes_on || (hard_break && self.outline.lines == Wrapping::Markdown) {
                return distance;
            }
            hard_break = self.peek(distance).is_some_and(|next| next.hard_break);
        }
        most
    }

    fn is_followed_by_byline(&mut self, extra: usize) -> bool {
        let Some(next) = self.peek(extra).cloned() else { return false };
        self.matches_line(List::Byline, &next)
    }

    /// Tells whether a line alone is of a kind.
    pub(crate) fn matches_line(&mut self, list: List, line: &Line) -> bool {
        let site = self.site;
        let text = if self.prepare(line, 0).is_some() {
            self.draft.text.get(line.text.range()).unwrap_or_default()
        } else {
            self.header.text.trim()
        };
        site.matches(list, text).is_some()
    }

    /// Tells whether a line is a header that no body has.
    pub(crate) fn is_strong_header(&mut self, line: &Line) -> bool {
        let found = self.find_header(line, &[List::Stub, List::Title, List::Byline]);
        found.is_some_and(|header| header.list != List::Byline || header.captures.get(Field::SiteId).is_some())
            || self.score_below(line).is_some()
    }

    pub(crate) fn cleaned_is_empty(&mut self, line: &Line) -> bool {
        self.prepare(line, 0).is_none() && self.header.text.trim().is_empty()
    }

    fn pass(&mut self, line: &Line, header: &Header) {
        let end = self.take_ahead(header.extra).map_or(line.next, |(end, _)| end);
        self.draft.own(end, Owner::Furniture);
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
        self.draft.close_to(first.unwrap_or(column));
        self.tally.explained += 1;
        let number = self.captured(header, Field::Hidden).and_then(|span| self.draft.str(span).parse::<u64>().ok());
        self.draft.stated_hidden = self.draft.stated_hidden.saturating_add(number.unwrap_or(0));
        let end = self.take_ahead(header.extra).map_or(line.next, |(end, _)| end);
        self.draft.own(end, Owner::Furniture);
    }

    fn open_comment(&mut self, line: &Line, column: u32, header: &Header) {
        self.close_comment();
        self.finish_prologue();
        self.tally.explained += 1;
        let byline = header.list == List::Byline;
        self.tally.against += u32::from(self.speaks_against(line, header));
        let evidence = Evidence {
            header: true,
            title: !byline,
            byline,
            after_blank: line.after_blank,
            loose: line.marks.is_empty() && self.outline.depth == Depth::None,
            ..Evidence::default()
        };
        let index = self.draft.open(line.number, evidence);
        if header.list == List::Stub
            && let Some(comment) = self.draft.comments.get_mut(index)
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
                let column = column.saturating_sub(self.outline.titled_shift);
                let text_column = if line.marks.is_empty() { column + self.outline.text } else { line.column };
                self.draft.place(column, text_column, self.outline);
            }
            _ => {
                let alone = line.marks.is_empty() && !self.outline.marks.is_empty();
                let text_column = if alone { column + self.outline.text } else { line.column };
                self.draft.place(column, text_column, self.outline);
            }
        }
    }

    /// Hangs a comment by the column of the line below it, and finds the empty items that its line has marks of.
    fn place_by_text(&mut self, line: &Line, column: u32, header: &Header, is_title: bool) {
        let below = self.peek(if is_title { header.extra } else { 0 }).map(|next| next.column);
        let first = line.marks.first().copied().unwrap_or(column);
        let column = match below {
            Some(below) if is_title || header.extra > 0 => below.saturating_sub(self.outline.text),
            _ => first,
        };
        for empty in empty_items(&line.marks, column, self.outline.step) {
            self.draft.open_empty(empty, self.outline);
        }
        self.draft.place(column, column + self.outline.text, self.outline);
    }

    /// Takes what a header says and the lines it stands on.
    fn take_header(&mut self, line: &Line, header: &Header) {
        self.fill(header, line.number);
        let (end, number) = self.take_ahead(header.extra).unwrap_or((line.next, line.number));
        self.draft.own_current(end);
        if let Some(comment) = self.draft.comments.last_mut() {
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
    pub(crate) fn byline(&mut self, line: &Line) -> bool {
        let Some(header) = self.find_header(line, &[List::Byline, List::Score]) else { return false };
        self.tally.explained += 1;
        let expected = self.draft.path.last().map(|node| node.text_column);
        let in_column = self.outline.body == BodyColumn::Text && self.outline.has_tree();
        self.tally.against += u32::from(in_column && expected.is_some_and(|expected| expected != line.column));
        self.take_header(line, &header);
        if header.list == List::Byline {
            self.phase = Phase::Small;
            if let Some(evidence) = self.draft.evidence.last_mut() {
                evidence.byline = true;
            }
        }
        true
    }

    /// Reads a line under a by-line: the rest of it, a home page, a journal.
    pub(crate) fn small_line(&mut self, line: &Line) -> bool {
        let Some(header) = self.find_header(line, &[List::Details, List::Small]) else { return false };
        self.tally.explained += 1;
        self.take_header(line, &header);
        true
    }

    /// Opens a comment whose subject stands above its score.
    pub(crate) fn subject_before_score(&mut self, line: &Line, column: u32) -> bool {
        let Some(distance) = self.score_below(line) else { return false };
        let base = self.prepare(line, distance);
        let subject = match base {
            Some(_) => line.text,
            None => {
                let text = self.header.text.trim().to_owned();
                self.draft.rebuild(&text)
            }
        };
        let site_id = self.linked_id();
        self.take_ahead(distance);
        let Some(score) = self.next_score() else { return false };
        let header = Header { list: List::Score, captures: Captures::default(), base: 0, extra: 0 };
        self.open_comment(line, column, &header);
        if let Some(comment) = self.draft.comments.last_mut() {
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
            let first = self.draft.text.as_bytes().get(next.start as usize).copied();
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

    // --- what a header says ------------------------------------------------------------------------------

    fn captured(&self, header: &Header, field: Field) -> Option<Span> {
        let range = header.captures.get(field)?;
        Some(Span::new(header.base + range.start, header.base + range.end))
    }

    fn captured_number(&mut self, header: &Header, field: Field, line: u32) -> Option<u64> {
        let span = self.captured(header, field)?;
        let number = self.draft.str(span).parse().ok();
        if number.is_none() {
            let message =
                format!("expected a number of at most 20 digits as {}, but found one that is larger", field.name());
            self.draft.warn((line, 1), "number-too-large", message, "the cell is left empty");
        }
        number
    }

    /// Writes what a header says into the current comment.
    pub(crate) fn fill(&mut self, header: &Header, line: u32) {
        let uid = self.captured_number(header, Field::Uid, line);
        let site_id = self.captured_number(header, Field::SiteId, line).or_else(|| self.linked_id_of(header));
        let score = self.score(header, line);
        let moderation = self.moderation(header, line);
        let posted = self.posted(header, line);
        let anonymous = self.captured(header, Field::Anonymous);
        let author = self.captured(header, Field::Author).or(anonymous);
        let is_nobody = author.is_some_and(|author| self.is_nobody(author, uid));
        let subscriber = author.map(|_| self.has_star(header));
        let subject = self.captured(header, Field::Subject).map(|subject| self.undoubled(subject));
        let Some(comment) = self.draft.comments.last_mut() else { return };
        comment.subject = subject.or(comment.subject);
        comment.score = score.or(comment.score);
        comment.moderation = moderation.or(comment.moderation);
        comment.site_id = site_id.or(comment.site_id);
        comment.posted = posted.or(comment.posted);
        if author.is_some() {
            comment.author = author;
            comment.uid = uid;
            comment.anonymous = Some(anonymous.is_some() || is_nobody);
            comment.subscriber = subscriber;
        }
        let has_date = header.list != List::Stub && (posted.is_some() || header.captures.get(Field::SiteId).is_some());
        if has_date && comment.form != Form::Stub {
            comment.form = Form::Full;
        }
    }

    /// Some sites print a subject twice, once as a label: `FormatFormat` is `Format`.
    fn undoubled(&self, subject: Span) -> Span {
        let text = self.draft.str(subject);
        let half = text.len() / 2;
        match text.split_at_checked(half) {
            Some((first, second)) if self.site.doubled_subjects && first == second => {
                Span::new(subject.start as usize, subject.start as usize + half)
            }
            _ => subject,
        }
    }

    /// Tells whether a nickname is the site's word for nobody, and not a registered look-alike with a number of its own.
    fn is_nobody(&self, author: Span, uid: Option<u64>) -> bool {
        let named = self.site.lexicon.anonymous.iter().any(|word| word == self.draft.str(author));
        named && uid.is_none_or(|uid| self.site.anonymous_uids.contains(&uid))
    }

    fn has_star(&self, header: &Header) -> bool {
        let after = self.captured(header, Field::Uid).or_else(|| self.captured(header, Field::Author));
        let Some(after) = after else { return false };
        let end = Span::new(after.end as usize, header.base + header.captures.end());
        let rest = self.draft.str(end);
        rest.trim_start_matches([' ', ')', '\u{a0}']).starts_with('*')
    }

    fn score(&mut self, header: &Header, line: u32) -> Option<i8> {
        let span = self.captured(header, Field::Score).or_else(|| self.captured(header, Field::ScoreLoosely))?;
        let (low, high) = self.site.scores;
        let text = self.draft.str(span);
        let score = text.parse::<i8>().ok().filter(|score| (low..=high).contains(score) && !text.starts_with('+'));
        if score.is_none() && text != "?" {
            let message = format!("expected a score from {low} to {high}, but found `{text}`");
            self.draft.warn((line, 1), "score-unread", message, "the cell is left empty");
        }
        score
    }

    fn moderation(&mut self, header: &Header, line: u32) -> Option<Span> {
        let span =
            self.captured(header, Field::Moderation).or_else(|| self.captured(header, Field::ModerationLoosely))?;
        if self.site.sign(self.draft.str(span)).is_some() {
            return Some(span);
        }
        let shown: String = self.draft.str(span).chars().take(40).collect();
        let message = format!("expected one of the site's moderation words, but found `{shown}`");
        self.draft.note(line, "moderation-unknown", message, "the cell is left empty; a grammar file can add the word");
        None
    }

    fn posted(&mut self, header: &Header, line: u32) -> Option<Posted> {
        if let Some(raw) = self.captured(header, Field::PostedAgo) {
            return Some(Posted { raw, at: None, year_recovered: false });
        }
        let raw = self.captured(header, Field::Posted).or_else(|| self.captured(header, Field::PostedLoosely))?;
        let at = self.read_date(raw, line);
        Some(Posted { raw, at, year_recovered: false })
    }

    /// Reads a date; says so where it names no moment. Dates without a year are dealt with once all are known.
    pub(crate) fn read_date(&mut self, raw: Span, line: u32) -> Option<chrono::NaiveDateTime> {
        let (code, problem) = match self.site.lexicon.dates.read(self.draft.str(raw)) {
            Moment::At(at) => return Some(at),
            Moment::Yearless(_) => return None,
            Moment::Ambiguous => {
                let message = format!("the date `{}` names no one day", self.draft.str(raw));
                self.draft.note(
                    line,
                    "date-ambiguous",
                    message,
                    "the cell is left empty; the text stands in posted_raw",
                );
                return None;
            }
            Moment::Impossible => ("date-impossible", "a day of the calendar on its weekday"),
            Moment::Unknown => ("date-unread", "a date in one of the site's formats"),
        };
        let message = format!("expected {problem}, but found `{}`", self.draft.str(raw));
        self.draft.warn((line, 1), code, message, "the cell is left empty; the text stands in posted_raw");
        None
    }

    /// The site id in the target of the link that a header's subject stands on.
    fn linked_id_of(&self, header: &Header) -> Option<u64> {
        match header.list {
            List::Title | List::Stub | List::LooseTitle => self.linked_id(),
            _ => None,
        }
    }

    fn linked_id(&self) -> Option<u64> {
        let site = self.site;
        let target = &self.header.links.first()?.target;
        let captures = site.comment_links.matches(target, &site.lexicon)?;
        target.get(captures.get(Field::SiteId)?)?.parse().ok()
    }
}

/// The columns of the empty items whose marks stand on one line before the mark of an item in a known column.
///
/// The first mark stands in its own column; each further one follows after one blank where its item is on the same
/// level or a level deeper, and after two where it is a level higher. Where both are possible, levels go deeper first.
fn empty_items(marks: &[u32], column: u32, step: u32) -> Vec<u32> {
    let Some((first, rest)) = marks.split_first() else { return Vec::new() };
    let step = i64::from(step);
    let gaps: Vec<i64> = marks.windows(2).map(|pair| i64::from(pair[1]) - i64::from(pair[0]) - 1).collect();
    let ups = gaps.iter().filter(|gap| **gap == 2).count();
    let levels = (i64::from(column) - i64::from(*first)) / step;
    let mut downs = levels + i64::try_from(ups).unwrap_or(0);
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
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_empty_items_tell_their_levels() {
        assert_eq!(empty_items(&[15, 18, 20, 23], 10, 5), vec![15, 10, 15]);
        assert_eq!(empty_items(&[15, 18, 20, 22], 15, 5), vec![15, 10, 15]);
        assert_eq!(empty_items(&[5, 10, 13], 5, 5), vec![5, 10]);
        assert_eq!(empty_items(&[5], 5, 5), Vec::<u32>::new());
    }
}
