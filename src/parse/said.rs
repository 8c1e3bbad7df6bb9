//! What a header says: who, when, which number, which score; and what of it cannot be read.

use crate::grammar::{Captures, Field, List, Moment, Site};
use crate::model::{Form, Posted, Span};
use crate::parse::builder::ThreadBuilder;

/// A header that a pattern of the site recognised.
#[derive(Clone, Copy)]
pub(super) struct SaidHeader<'h> {
    pub(super) site: &'h Site,
    pub(super) list: List,
    pub(super) captures: &'h Captures,
    /// Where the text that the captures refer to begins.
    pub(super) base: usize,
    /// The line that it stands on.
    pub(super) line: u32,
}

impl SaidHeader<'_> {
    /// Where a field stands.
    pub(super) fn span(&self, field: Field) -> Option<Span> {
        let range = self.captures.get(field)?;
        Some(Span::new(self.base + range.start, self.base + range.end))
    }
}

impl ThreadBuilder<'_> {
    fn number(&mut self, header: &SaidHeader<'_>, field: Field) -> Option<u64> {
        let span = header.span(field)?;
        let number = self.str(span).parse().ok();
        if number.is_none() {
            let message =
                format!("expected a number of at most 20 digits as {}, but found one that is larger", field.name());
            self.warn((header.line, 1), "number-too-large", message, "the cell is left empty");
        }
        number
    }

    /// Writes what a header says into the current comment.
    pub(super) fn take_header(&mut self, header: &SaidHeader<'_>) {
        let uid = self.number(header, Field::Uid);
        let site_id = self.number(header, Field::SiteId);
        let score = self.said_score(header);
        let moderation = self.said_moderation(header);
        let posted = self.said_date(header);
        let anonymous = header.span(Field::Anonymous);
        let author = header.span(Field::Author).or(anonymous);
        let is_nobody = author.is_some_and(|author| self.is_nobody(header.site, author, uid));
        let subscriber = author.filter(|_| header.list == List::Byline).map(|_| self.has_star(header));
        let subject = header.span(Field::Subject).map(|subject| self.undoubled(header.site, subject));
        let Some(comment) = self.comments.last_mut() else { return };
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
    fn undoubled(&self, site: &Site, subject: Span) -> Span {
        let text = self.str(subject);
        let half = text.len() / 2;
        match text.split_at_checked(half) {
            Some((first, second)) if site.doubled_subjects && first == second => {
                Span::new(subject.start as usize, subject.start as usize + half)
            }
            _ => subject,
        }
    }

    /// Tells whether a nickname is the site's word for nobody, and not a registered look-alike with a number of its own.
    fn is_nobody(&self, site: &Site, author: Span, uid: Option<u64>) -> bool {
        let named = site.lexicon.anonymous.iter().any(|word| word == self.str(author));
        named && uid.is_none_or(|uid| site.anonymous_uids.contains(&uid))
    }

    fn has_star(&self, header: &SaidHeader<'_>) -> bool {
        let after = header.span(Field::Uid).or_else(|| header.span(Field::Author));
        let Some(after) = after else { return false };
        let end = Span::new(after.end as usize, header.base + header.captures.end());
        let rest = self.str(end);
        rest.trim_start_matches([' ', ')', '\u{a0}']).starts_with('*')
    }

    fn said_score(&mut self, header: &SaidHeader<'_>) -> Option<i32> {
        let span = header.span(Field::Score).or_else(|| header.span(Field::ScoreLoosely))?;
        let (low, high) = header.site.scores;
        let text = self.str(span);
        let score = text.parse::<i32>().ok().filter(|score| (low..=high).contains(score) && !text.starts_with('+'));
        if score.is_none() && text != "?" {
            let message = format!("expected a score from {low} to {high}, but found `{text}`");
            self.warn((header.line, 1), "score-unread", message, "the cell is left empty");
        }
        score
    }

    fn said_moderation(&mut self, header: &SaidHeader<'_>) -> Option<Span> {
        let span = header.span(Field::Moderation).or_else(|| header.span(Field::ModerationLoosely))?;
        if header.site.sign(self.str(span)).is_some() {
            return Some(span);
        }
        let shown: String = self.str(span).chars().take(40).collect();
        let message = format!("expected one of the site's moderation words, but found `{shown}`");
        self.note(
            header.line,
            "moderation-unknown",
            message,
            "the cell is left empty; a grammar file can add the word",
        );
        None
    }

    fn said_date(&mut self, header: &SaidHeader<'_>) -> Option<Posted> {
        if let Some(raw) = header.span(Field::PostedAgo) {
            return Some(Posted { raw, at: None, year_recovered: false });
        }
        let raw = header.span(Field::Posted).or_else(|| header.span(Field::PostedLoosely))?;
        let at = self.read_date(header.site, raw, header.line);
        Some(Posted { raw, at, year_recovered: false })
    }

    /// Reads a date; says so where it names no moment. Dates without a year are dealt with once all are known.
    pub(super) fn read_date(&mut self, site: &Site, raw: Span, line: u32) -> Option<chrono::NaiveDateTime> {
        let (code, problem) = match site.lexicon.dates.read(self.str(raw)) {
            Moment::At(at) => return Some(at),
            Moment::Yearless(_) => return None,
            Moment::Ambiguous => {
                let message = format!("the date `{}` names no one day", self.str(raw));
                self.note(line, "date-ambiguous", message, "the cell is left empty; the text stands in posted_raw");
                return None;
            }
            Moment::Impossible => ("date-impossible", "a day of the calendar on its weekday"),
            Moment::Unknown => ("date-unread", "a date in one of the site's formats"),
        };
        let message = format!("expected {problem}, but found `{}`", self.str(raw));
        self.warn((line, 1), code, message, "the cell is left empty; the text stands in posted_raw");
        None
    }
}
