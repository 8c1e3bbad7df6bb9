//! What a header says: who, when, which number, which score; and what of it cannot be read.

use crate::grammar::{Field, List, Moment};
use crate::model::{Form, Posted, Span};
use crate::parse::lines::engine::Engine;
use crate::parse::lines::header::Header;

impl Engine<'_, '_> {
    pub(super) fn captured(&self, header: &Header, field: Field) -> Option<Span> {
        let range = header.captures.get(field)?;
        Some(Span::new(header.base + range.start, header.base + range.end))
    }

    fn captured_number(&mut self, header: &Header, field: Field, line: u32) -> Option<u64> {
        let span = self.captured(header, field)?;
        let number = self.thread.str(span).parse().ok();
        if number.is_none() {
            let message =
                format!("expected a number of at most 20 digits as {}, but found one that is larger", field.name());
            self.thread.warn((line, 1), "number-too-large", message, "the cell is left empty");
        }
        number
    }

    /// Writes what a header says into the current comment.
    pub(super) fn fill(&mut self, header: &Header, line: u32) {
        let uid = self.captured_number(header, Field::Uid, line);
        let site_id = self.captured_number(header, Field::SiteId, line).or_else(|| self.linked_id_of(header));
        let score = self.score(header, line);
        let moderation = self.moderation(header, line);
        let posted = self.posted(header, line);
        let anonymous = self.captured(header, Field::Anonymous);
        let author = self.captured(header, Field::Author).or(anonymous);
        let is_nobody = author.is_some_and(|author| self.is_nobody(author, uid));
        let subscriber = author.filter(|_| header.list == List::Byline).map(|_| self.has_star(header));
        let subject = self.captured(header, Field::Subject).map(|subject| self.undoubled(subject));
        let Some(comment) = self.thread.comments.last_mut() else { return };
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
        let text = self.thread.str(subject);
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
        let named = self.site.lexicon.anonymous.iter().any(|word| word == self.thread.str(author));
        named && uid.is_none_or(|uid| self.site.anonymous_uids.contains(&uid))
    }

    fn has_star(&self, header: &Header) -> bool {
        let after = self.captured(header, Field::Uid).or_else(|| self.captured(header, Field::Author));
        let Some(after) = after else { return false };
        let end = Span::new(after.end as usize, header.base + header.captures.end());
        let rest = self.thread.str(end);
        rest.trim_start_matches([' ', ')', '\u{a0}']).starts_with('*')
    }

    fn score(&mut self, header: &Header, line: u32) -> Option<i32> {
        let span = self.captured(header, Field::Score).or_else(|| self.captured(header, Field::ScoreLoosely))?;
        let (low, high) = self.site.scores;
        let text = self.thread.str(span);
        let score = text.parse::<i32>().ok().filter(|score| (low..=high).contains(score) && !text.starts_with('+'));
        if score.is_none() && text != "?" {
            let message = format!("expected a score from {low} to {high}, but found `{text}`");
            self.thread.warn((line, 1), "score-unread", message, "the cell is left empty");
        }
        score
    }

    fn moderation(&mut self, header: &Header, line: u32) -> Option<Span> {
        let span =
            self.captured(header, Field::Moderation).or_else(|| self.captured(header, Field::ModerationLoosely))?;
        if self.site.sign(self.thread.str(span)).is_some() {
            return Some(span);
        }
        let shown: String = self.thread.str(span).chars().take(40).collect();
        let message = format!("expected one of the site's moderation words, but found `{shown}`");
        self.thread.note(
            line,
            "moderation-unknown",
            message,
            "the cell is left empty; a grammar file can add the word",
        );
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
    pub(super) fn read_date(&mut self, raw: Span, line: u32) -> Option<chrono::NaiveDateTime> {
        let (code, problem) = match self.site.lexicon.dates.read(self.thread.str(raw)) {
            Moment::At(at) => return Some(at),
            Moment::Yearless(_) => return None,
            Moment::Ambiguous => {
                let message = format!("the date `{}` names no one day", self.thread.str(raw));
                self.thread.note(
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
        let message = format!("expected {problem}, but found `{}`", self.thread.str(raw));
        self.thread.warn((line, 1), code, message, "the cell is left empty; the text stands in posted_raw");
        None
    }

    /// The site id in the target of the link that a header's subject stands on.
    fn linked_id_of(&self, header: &Header) -> Option<u64> {
        match header.list {
            List::Title | List::Stub | List::LooseTitle => self.linked_id(),
            _ => None,
        }
    }

    pub(super) fn linked_id(&self) -> Option<u64> {
        let site = self.site;
        let target = &self.header.links.first()?.target;
        let captures = site.comment_links.matches(target, &site.lexicon)?;
        target.get(captures.get(Field::SiteId)?)?.parse().ok()
    }
}
