//! Threads put together by hand, for the tests of what is printed.

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{
    Certainty, Comment, CommentId, Dialect, DialectChoice, Document, Form, Joint, Posted, QuoteSource, Segment,
    SegmentKind, Span, Story, Thread, ThreadParts, ThreadSource,
};

/// A thread without a comment.
pub(super) fn empty() -> Thread {
    let document = Document::from_text("empty.txt", "");
    crate::parse::parse(
        document,
        &crate::parse::DialectSet::builtin().expect("because the built-in files are proved by tests"),
    )
}

/// Puts a thread's text together as its comments are added.
#[derive(Debug)]
pub(super) struct Builder {
    text: String,
    comments: Vec<Comment>,
    segments: Vec<Segment>,
}

impl Builder {
    /// Begins without text.
    pub(super) fn new() -> Self {
        Self { text: String::new(), comments: Vec::new(), segments: Vec::new() }
    }

    /// Appends text.
    pub(super) fn span(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        Span::new(start, self.text.len())
    }

    /// Adds a comment that answers `parent` (0 is the story), and gives it to be filled in.
    pub(super) fn comment(&mut self, parent: usize) -> &mut Comment {
        let parent_id = parent.checked_sub(1).map(CommentId::from_index);
        let above = parent_id.and_then(|id| self.comments.get_mut(id.index()));
        let depth = above.map_or(1, |above| {
            above.n_replies += 1;
            above.depth.map_or(1, |depth| depth + 1)
        });
        let n = u32::try_from(self.segments.len()).unwrap();
        self.comments.push(Comment {
            parent: parent_id,
            depth: Some(depth),
            certainty: Certainty::from_hundredths(100),
            parent_certain: true,
            segments: n..n,
            ..Comment::default()
        });
        self.comments.last_mut().unwrap()
    }

    /// Adds a segment to the body of the last comment.
    pub(super) fn body(&mut self, kind: SegmentKind, joint: Joint, text: &str) -> &mut Self {
        let span = self.span(text);
        self.segments.push(Segment { kind, ..Segment::own(span, 1, joint) });
        self.comments.last_mut().unwrap().segments.end += 1;
        self
    }

    /// Adds a paragraph of own words.
    pub(super) fn own(&mut self, text: &str) -> &mut Self {
        self.body(SegmentKind::Own, Joint::Paragraph, text)
    }

    /// The thread.
    pub(super) fn thread(self, story: Story, diagnostics: Vec<Diagnostic>) -> Thread {
        let dialect = |site: &str, outline: &str| Dialect { site: site.to_owned(), outline: outline.to_owned() };
        let choice = DialectChoice {
            chosen: dialect("slashdot", "resiliparse-0.14"),
            explained: 38,
            runner_up: Some((dialect("slashdot", "lynx"), 17)),
            looked_at: 40,
        };
        Thread::new(ThreadParts {
            sources: vec![ThreadSource { dialect: Some(choice), ..ThreadSource::text("garden.txt") }],
            document_len: self.text.len(),
            text: self.text,
            has_tree: true,
            story,
            comments: self.comments,
            segments: self.segments,
            stated_hidden: 2,
            diagnostics,
            ..ThreadParts::default()
        })
    }
}

/// Says who wrote a comment.
fn by(builder: &mut Builder, parent: usize, author: &str, uid: Option<u64>, score: Option<i32>, word: &str) {
    let (author, word_span) = (builder.span(author), builder.span(word));
    let comment = builder.comment(parent);
    comment.author = Some(author);
    comment.uid = uid;
    comment.anonymous = Some(uid.is_none());
    comment.score = score;
    comment.moderation = (!word.is_empty()).then_some(word_span);
}

/// Says when the last comment was posted, and with which subject.
fn posted(builder: &mut Builder, hour: u32, minute: u32, subject: &str) {
    let (raw, subject_span) = (builder.span("Friday"), builder.span(subject));
    let at = NaiveDate::from_ymd_opt(2023, 10, 6).and_then(|day| day.and_hms_opt(hour, minute, 0));
    let comment = builder.comments.last_mut().unwrap();
    comment.posted = Some(Posted { raw, at, year_recovered: false });
    comment.form = Form::Full;
    comment.subject = (!subject.is_empty()).then_some(subject_span);
}

/// A thread of nine comments and a placeholder, with everything in it that `show` draws.
pub(super) fn thread() -> Thread {
    let mut b = Builder::new();
    let title = b.span("A Town Lets Its Lawns Grow, and the Bees Come Back");
    let host = b.span("example.org");
    let poster = b.span("hedgehog");
    by(&mut b, 0, "marigold", Some(20_417), Some(5), "Insightful");
    posted(&mut b, 6, 12, "Not only bees");
    b.own("We stopped mowing the verge in front of the school three years ago. The first summer it looked like neglect and the council got letters; by the second there were orchids that nobody had sown.");
    b.own("The trick is to cut one path through it. People forgive a meadow that has a path.");
    by(&mut b, 1, "Anonymous Coward", None, Some(2), "");
    b.body(
        SegmentKind::Quoted { source: Some(QuoteSource::Comment(CommentId::from_index(0))) },
        Joint::Paragraph,
        "People forgive a meadow that has a path.",
    );
    b.own("Until they find ticks in it.");
    let nameless = b.comment(2);
    nameless.anonymous = Some(false);
    (nameless.score_low, nameless.score_high) = (Some(1), Some(3));
    nameless.certainty = Certainty::from_hundredths(74);
    b.own("Ticks need deer or mice, not grass. Keep the path wide, wear boots, and read what the county has measured before you poison the lot.");
    by(&mut b, 3, "half_timber", Some(911), Some(-1), "Troll");
    b.own("Astroturf. Problem solved.");
    by(&mut b, 2, "hedgehog", Some(7), Some(3), "Funny");
    b.comments.last_mut().unwrap().story_author = Some(true);
    posted(&mut b, 9, 48, "Re:Not only bees");
    b.own("I eat ticks. You are welcome.").body(
        SegmentKind::Signature,
        Joint::Paragraph,
        "-- curled up somewhere, do not disturb",
    );
    let lost = b.comment(0);
    lost.form = Form::Placeholder;
    lost.certainty = Certainty::from_hundredths(100);
    by(&mut b, 6, "marigold", Some(20_417), Some(1), "");
    b.comments.last_mut().unwrap().parent_certain = false;
    b.own("That is not what the study says: https://example.org/a/very/long/address/that/does/not/end/where/one/would/like/it/to/end.html and it never was.");
    by(&mut b, 0, "Old Ned", Some(3), Some(0), "Redundant");
    b.comments.last_mut().unwrap().form = Form::Stub;
    by(&mut b, 0, "q\u{1b}[31muux", Some(123_456), None, "");
    b.comments.last_mut().unwrap().score_low = Some(3);
    b.comments.last_mut().unwrap().truncated = Some(true);
    b.comments.last_mut().unwrap().subscriber = Some(true);
    posted(&mut b, 22, 5, "");
    b.own(
        "Same here, and the lawn mower has been sold. The neighbours' cat is not amused, for the voles have found shel",
    );
    by(&mut b, 4, "marigold", Some(20_417), Some(2), "Informative");
    b.own("It sheds plastic for twenty years.");
    let story =
        Story { title: Some(title), host: Some(host), author: Some(poster), declared: Some(14), ..Story::default() };
    let note = |line, code, message: &'static str| Diagnostic::new(Severity::Note, (line, 3), code, message, "");
    let diagnostics = vec![
        note(1, "header-lost", "the header of this comment is lost"),
        note(1, "header-lost", "the header of this comment is lost"),
        note(1, "quote-found", "this paragraph stands in comment 1"),
    ];
    b.thread(story, diagnostics)
}
