//! A thread's text in another place or of another length: everything that points into it, moved.

use crate::model::{Comment, Span, Story, ThreadParts};

impl ThreadParts {
    /// Moves everything that points into the text to where that is now: spans by `moved`, ends of stretches by `end`.
    pub fn move_spans(&mut self, moved: impl Fn(Span) -> Span, end: impl Fn(usize) -> usize) {
        self.document_len = end(self.document_len);
        for part in &mut self.owners {
            part.end = Span::new(0, end(part.end as usize)).end;
        }
        for segment in self.segments.iter_mut().chain(&mut self.story.summary) {
            segment.span = moved(segment.span);
        }
        for comment in &mut self.comments {
            move_comment(comment, &moved);
        }
        let Story { title, host, author, posted, .. } = &mut self.story;
        for span in [title, host, author].into_iter().flatten().chain(posted.as_mut().map(|posted| &mut posted.raw)) {
            *span = moved(*span);
        }
    }

    /// Moves every line that something was read from.
    pub fn move_lines(&mut self, moved: impl Fn(u32) -> u32) {
        for segment in self.segments.iter_mut().chain(&mut self.story.summary) {
            segment.line = moved(segment.line);
        }
        for comment in &mut self.comments {
            (comment.line, comment.line_end) = (moved(comment.line), moved(comment.line_end));
        }
        for diagnostic in self.diagnostics.iter_mut().filter(|diagnostic| diagnostic.line > 0) {
            diagnostic.line = moved(diagnostic.line);
        }
    }
}

fn move_comment(comment: &mut Comment, moved: impl Fn(Span) -> Span) {
    let Comment { author, subject, moderation, posted, .. } = comment;
    for span in [author, subject, moderation].into_iter().flatten().chain(posted.as_mut().map(|posted| &mut posted.raw))
    {
        *span = moved(*span);
    }
}
