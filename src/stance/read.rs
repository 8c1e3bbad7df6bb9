//! The stances of a thread's comments.

use crate::measure::View;
use crate::model::{
    Comment, Evidence, QuoteSource, ReplyStance, Segment, SegmentKind, Span, Stance, Thread, ThreadStances, Unsure,
};
use crate::stance::camps::{CampOptions, camps};
use crate::stance::evidence::Evidences;
use crate::stance::features::Digests;
use crate::stance::model::{QUESTION, Scorer, StanceModel, likeliest};

/// Quotes of fewer words do not tell what is answered.
pub(super) const MIN_QUOTED: u32 = 4;

/// A thread's texts, each read once.
struct Texts {
    digests: Digests,
    /// The number of the text without words, and of the story.
    nothing: usize,
    story: usize,
    /// Of each row: its own words, and what it quotes.
    own: Vec<usize>,
    quoted: Vec<Option<usize>>,
}

impl StanceModel {
    /// Tells the stance of every comment of a thread, and its camps.
    ///
    /// A comment's own words are held to those of what it answers: what it quotes, where it quotes enough, or else its
    /// parent's own words, or the story's. Linear in the words of the thread, but for the camps.
    #[must_use]
    pub fn read(&self, view: &View<'_>) -> ThreadStances {
        let thread = view.thread();
        let texts = Texts::of(thread);
        let mut teller =
            Teller { model: self, scorer: Scorer::new(self), evidences: Evidences::default(), thread, texts: &texts };
        let tell = |(row, comment): (usize, &Comment)| (!comment.is_placeholder()).then(|| teller.tell(row, comment));
        let replies = thread.comments().iter().enumerate().map(tell).collect();
        let stances = ThreadStances { replies, camps: None };
        let camps = camps(view, &stances, CampOptions::default());
        ThreadStances { camps, ..stances }
    }
}

impl Texts {
    fn of(thread: &Thread) -> Self {
        let mut digests = Digests::new();
        let nothing = digests.add([].into_iter());
        let story = thread.story();
        let title = story.title.map(|span| piece(thread, span));
        let summary = story.summary.iter().map(|segment| piece(thread, segment.span));
        let story = digests.add(title.into_iter().chain(summary));
        let mut texts = Self { digests, nothing, story, own: Vec::new(), quoted: Vec::new() };
        for comment in thread.comments() {
            let own = texts.add(thread, comment, |kind| kind == SegmentKind::Own);
            texts.own.push(own);
            let quotes = comment.quoted_words >= MIN_QUOTED;
            let quoted = quotes.then(|| texts.add(thread, comment, |kind| matches!(kind, SegmentKind::Quoted { .. })));
            texts.quoted.push(quoted);
        }
        texts
    }

    fn add(&mut self, thread: &Thread, comment: &Comment, is_wanted: impl Fn(SegmentKind) -> bool) -> usize {
        let wanted = thread.segments(comment).iter().filter(|segment| is_wanted(segment.kind));
        self.digests.add(wanted.map(|segment| piece(thread, segment.span)))
    }

    /// The text that a row answers; `None` where that is not known.
    fn answered(&self, row: usize, comment: &Comment, has_tree: bool) -> Option<usize> {
        let parent = || match (comment.parent, comment.quotes) {
            (Some(parent), _) => Some(self.own[parent.index()]),
            (None, _) if has_tree => Some(self.story),
            (None, Some(QuoteSource::Story)) => Some(self.story),
            (None, _) => None,
        };
        self.quoted[row].or_else(parent)
    }
}

fn piece(thread: &Thread, span: Span) -> (usize, &str) {
    (span.range().start, thread.text(span))
}

/// What it takes to tell stances.
struct Teller<'a> {
    model: &'a StanceModel,
    scorer: Scorer<'a>,
    evidences: Evidences,
    thread: &'a Thread,
    texts: &'a Texts,
}

impl Teller<'_> {
    fn tell(&mut self, row: usize, comment: &Comment) -> ReplyStance {
        let reply = self.texts.digests.get(self.texts.own[row]);
        if reply.text.words.is_empty() {
            return ReplyStance { label: Err(Unsure::NoWords), probabilities: None, question: None, evidence: None };
        }
        let answered = self.texts.answered(row, comment, self.thread.has_tree());
        let parent = self.texts.digests.get(answered.unwrap_or(self.texts.nothing));
        let scores = self.scorer.scores(&parent, &reply);
        let probabilities = self.model.probabilities(&scores);
        let label = match likeliest(probabilities) {
            _ if comment.truncated == Some(true) => Err(Unsure::Cut),
            _ if answered.is_none() => Err(Unsure::NoParent),
            (_, confidence) if confidence < self.model.least_confidence => Err(Unsure::Doubt),
            (stance, _) => Ok(stance),
        };
        let weighed = label.ok().filter(|stance| *stance != Stance::Neutral);
        let evidence = weighed.and_then(|stance| {
            let (start, end) = self.evidences.find(self.model, &reply, stance)?;
            place(self.thread.segments(comment), Span::new(start as usize, end as usize))
        });
        let question = Some(scores[QUESTION] > 0.0);
        let probabilities = answered.is_some().then_some(probabilities);
        ReplyStance { label, probabilities, question, evidence }
    }
}

/// The line on which words stand, by the segment that holds them.
fn place(segments: &[Segment], span: Span) -> Option<Evidence> {
    let holds = |segment: &&Segment| {
        segment.span.range().start <= span.range().start && span.range().end <= segment.span.range().end
    };
    segments.iter().find(holds).map(|segment| Evidence { span, line: segment.line })
}
