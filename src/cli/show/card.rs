//! One comment: its head, its body, and what the document lost of it.

use std::io::{self, Write};

use super::select::Shown;
use super::tree::{Guides, Node};
use crate::cli::facts::CERTAIN;
use crate::cli::numbers::{certainty, counted, grouped, moment, score};
use crate::cli::stance_args::{badges, style};
use crate::cli::terminal::{Flow, Screen, Style, shorten};
use crate::model::{Comment, Form, Joint, QuoteSource, Segment, SegmentKind, Thread, ThreadStances};

/// What stands beside quoted words.
const QUOTE_BAR: &str = "▌ ";

/// Draws the comments of a thread.
#[derive(Debug)]
pub(super) struct Cards<'a, W: Write> {
    /// Where to.
    pub(super) screen: &'a mut Screen<W>,
    /// Whose comments.
    pub(super) thread: &'a Thread,
    /// Whether bodies are drawn.
    pub(super) with_bodies: bool,
    /// What they say toward what they answer.
    pub(super) stances: &'a ThreadStances,
    /// Whether the comments' addresses on the site are drawn.
    pub(super) with_addresses: bool,
    /// Whether the words are drawn that weighed most for that.
    pub(super) with_evidence: bool,
}

impl<W: Write> Cards<'_, W> {
    /// Draws a comment with what is said below it.
    pub(super) fn print(&mut self, node: &Node<'_>, shown: Shown, below: &[String]) -> io::Result<()> {
        let Some(comment) = self.thread.comment(node.id) else { return Ok(()) };
        let guides = Guides::of(node, Guides::max_levels(self.screen.look.width));
        if shown == Shown::Context {
            return self.print_context(node, comment, &guides);
        }
        self.print_head(node, comment, &guides)?;
        if self.with_addresses {
            self.print_address(comment, &guides)?;
        }
        if self.with_bodies {
            self.print_body(comment, &guides)?;
        }
        if self.with_evidence {
            self.print_evidence(node, &guides)?;
        }
        for text in below {
            self.print_note(&guides, Style::Notice, text)?;
        }
        if self.with_bodies {
            self.print_line(&guides.body, |_| ())?;
        }
        Ok(())
    }

    fn print_context(&mut self, node: &Node<'_>, comment: &Comment, guides: &Guides) -> io::Result<()> {
        let mut words: Vec<_> = self.fields(node, comment, guides).into_iter().map(|(_, text)| text).collect();
        let body = self.thread.segments(comment).iter().find(|segment| segment.kind == SegmentKind::Own);
        words.extend(body.map(|segment| format!("“{}”", self.thread.text(segment.span))));
        let width = self.screen.look.width.saturating_sub(guides.head.chars().count());
        let text = shorten(&words.join("  "), width);
        self.print_line(&guides.head, |line| {
            line.put(Style::Dim, &text);
        })
    }

    fn print_head(&mut self, node: &Node<'_>, comment: &Comment, guides: &Guides) -> io::Result<()> {
        let mut flow = Flow::new(self.screen.look.width.saturating_sub(guides.body.chars().count()));
        for (style, text) in self.fields(node, comment, guides) {
            flow.unit(style, 2, &text);
        }
        for (index, row) in flow.into_rows().iter().enumerate() {
            let guide = if index == 0 { &guides.head } else { &guides.body };
            self.print_line(guide, |line| row.put_on(line))?;
        }
        Ok(())
    }

    fn print_address(&mut self, comment: &Comment, guides: &Guides) -> io::Result<()> {
        let mut url = String::new();
        self.thread.write_address(comment, &mut url);
        if url.is_empty() { Ok(()) } else { self.print_note(guides, Style::Dim, &url) }
    }

    fn print_body(&mut self, comment: &Comment, guides: &Guides) -> io::Result<()> {
        let segments = self.thread.segments(comment);
        for (index, line) in segments.chunk_by(|_, next| next.joint == Joint::Inline).enumerate() {
            let begins_paragraph = line.first().is_some_and(|segment| segment.joint == Joint::Paragraph);
            if index > 0 && begins_paragraph {
                self.print_line(&guides.body, |_| ())?;
            }
            self.print_text(line, guides)?;
        }
        match (comment.form, comment.truncated) {
            (Form::Stub, _) if comment.subject.is_none() && segments.is_empty() => {
                self.print_note(guides, Style::Dim, "the page hides it: only its number and score are in the document")
            }
            (Form::Stub, _) => self.print_note(guides, Style::Dim, "only this line of it is in the document"),
            (Form::Placeholder, _) => Ok(()),
            _ if segments.is_empty() => self.print_note(guides, Style::Dim, "its text is not in the document"),
            (_, Some(true)) => self.print_note(guides, Style::Notice, "… cut off here by the site"),
            _ => Ok(()),
        }
    }

    /// Prints the segments of one line of a body, wrapped.
    fn print_text(&mut self, segments: &[Segment], guides: &Guides) -> io::Result<()> {
        let is_quote = segments.iter().all(|segment| matches!(segment.kind, SegmentKind::Quoted { .. }));
        let bar = if is_quote { QUOTE_BAR } else { "" };
        let taken = guides.body.chars().count() + bar.chars().count();
        let mut flow = Flow::new(self.screen.look.width.saturating_sub(taken));
        for segment in segments {
            let style = if segment.kind == SegmentKind::Own { Style::Plain } else { Style::Dim };
            flow.words(style, self.thread.text(segment.span));
            if let SegmentKind::Quoted { source: Some(source) } = segment.kind {
                flow.unit(Style::Label, 1, &quoted_from(source));
            }
        }
        let guide = format!("{}{bar}", guides.body);
        flow.into_rows().iter().try_for_each(|row| self.print_line(&guide, |line| row.put_on(line)))
    }

    /// Prints the words that weighed most for a comment's stance, the line first, which must not be cut off.
    fn print_evidence(&mut self, node: &Node<'_>, guides: &Guides) -> io::Result<()> {
        let reply = self.stances.of_node(node.id.number() as usize);
        let Some((stance, evidence)) = reply.and_then(|reply| reply.label.ok().zip(reply.evidence)) else {
            return Ok(());
        };
        let words = self.thread.text(evidence.span);
        let text = format!("line {}: “{words}”", grouped(evidence.line));
        self.print_note(guides, style(stance), &text)
    }

    fn print_note(&mut self, guides: &Guides, style: Style, text: &str) -> io::Result<()> {
        let text = shorten(text, self.screen.look.width.saturating_sub(guides.body.chars().count()));
        self.print_line(&guides.body, |line| {
            line.put(style, &text);
        })
    }

    fn print_line(&mut self, guide: &str, fill: impl FnOnce(&mut crate::cli::terminal::Line)) -> io::Result<()> {
        let mut line = self.screen.line();
        line.put(Style::Dim, guide);
        fill(&mut line);
        self.screen.print(&line)
    }

    /// What the head of a comment says, in order.
    fn fields(&self, node: &Node<'_>, comment: &Comment, guides: &Guides) -> Vec<(Style, String)> {
        let mut fields = Vec::new();
        if guides.is_capped {
            let parent = comment.parent.map_or_else(String::new, |parent| format!(" to #{}", parent.number()));
            fields.push((Style::Label, format!("level {}{parent}", node.open.len())));
        }
        if comment.form == Form::Placeholder {
            fields.push((Style::Notice, "a comment that is not in this document".to_owned()));
        } else {
            self.push_known(comment, &mut fields);
        }
        self.push_doubts(comment, &mut fields);
        fields.extend(self.stances.of_node(node.id.number() as usize).into_iter().flat_map(badges));
        fields.push((Style::Dim, format!("#{}", node.id.number())));
        fields
    }

    fn push_known(&self, comment: &Comment, fields: &mut Vec<(Style, String)>) {
        fields.push(self.score(comment));
        if let Some(subject) = comment.subject {
            fields.push((Style::Strong, self.thread.text(subject).to_owned()));
        }
        fields.push(self.author(comment));
        if comment.story_author == Some(true) {
            fields.push((Style::Dim, "who posted the story".to_owned()));
        }
        if let Some(posted) = comment.posted {
            let text = posted.at.map_or_else(|| self.thread.text(posted.raw).to_owned(), moment);
            fields.push((Style::Dim, text));
        }
    }

    fn push_doubts(&self, comment: &Comment, fields: &mut Vec<(Style, String)>) {
        if comment.certainty.hundredths() < CERTAIN {
            fields.push((Style::Notice, format!("certainty {}", certainty(comment.certainty))));
        }
        if !comment.parent_certain && self.thread.has_tree() && comment.parent.is_some() {
            fields.push((Style::Dim, "may answer another".to_owned()));
        }
    }

    fn score(&self, comment: &Comment) -> (Style, String) {
        let mut text = score(comment).unwrap_or_else(|| "?".to_owned());
        if let Some(word) = comment.moderation {
            text.push(' ');
            text.push_str(self.thread.text(word));
        }
        (comment.score.map_or(Style::Dim, Style::of_score), text)
    }

    fn author(&self, comment: &Comment) -> (Style, String) {
        let Some(author) = comment.author else {
            let text = match comment.anonymous {
                Some(true) => "anonymous",
                Some(false) => "a named user",
                None => "author unknown",
            };
            return (Style::Dim, text.to_owned());
        };
        let mut text = self.thread.text(author).to_owned();
        text.extend(comment.uid.map(|uid| format!(" ({uid})")));
        text.extend((comment.subscriber == Some(true)).then_some(" *"));
        (if comment.anonymous == Some(true) { Style::Plain } else { Style::Author }, text)
    }
}

/// Names what words were quoted from.
fn quoted_from(source: QuoteSource) -> String {
    match source {
        QuoteSource::Story => "← the story".to_owned(),
        QuoteSource::Comment(id) => format!("← #{}", id.number()),
    }
}

/// Says how many replies are left out below a comment.
pub(super) fn deeper(n: u32) -> String {
    format!("{} below", counted(n, "more comment", "more comments"))
}
