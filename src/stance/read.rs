//! The stances of a thread's comments.

use crate::measure::View;
use crate::model::{
    Comment, Evidence, Joint, QuoteSource, ReplyStance, Segment, SegmentKind, Span, Stance, Thread, ThreadStances,
    Unsure,
};
use crate::stance::camps::{CampOptions, camps};
use crate::stance::evidence::Evidences;
use crate::stance::features::Digests;
use crate::stance::model::{QUESTION, Scorer, StanceModel, likeliest};
use crate::stance::text::Piece;

/// Quotes of fewer words do not tell what is answered.
pub(super) const MIN_QUOTED: u32 = 4;

/// Room for so many words is made for the story; for a comment's a quarter more than lie between blanks, as `e-mail` is two.
const STORY_WORDS: usize = 1000;

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
    /// The thread with the stance of every comment, and its camps; as [`StanceModel::read`].
    #[must_use]
    pub fn told<'a>(&self, view: View<'a>) -> View<'a> {
        let stances = self.read(&view);
        view.with_stances(stances)
    }

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
        let n_words: usize = thread.comments().iter().map(|comment| comment.words as usize).sum();
        digests.make_room(thread.comments().len() + 2, STORY_WORDS + n_words + n_words / 4);
        let nothing = digests.add(std::iter::empty());
        let story = thread.story();
        let title = story.title.map(|span| (span.range().start, thread.text(span), true));
        let summary = story.summary.iter().map(|segment| piece(thread, segment));
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
        self.digests.add(wanted.map(|segment| piece(thread, segment)))
    }

    /// The text that a row answers; `None` where that is not known. A parent whose words are lost is known, and has none.
    fn answered(&self, row: usize, comment: &Comment, has_tree: bool) -> Option<usize> {
        let has_story = !self.digests.get(self.story).text.words.is_empty();
        let answers_story = has_tree || comment.quotes == Some(QuoteSource::Story);
        let parent = || match comment.parent {
            Some(parent) => Some(self.own[parent.index()]),
            None => Some(self.story).filter(|_| has_story && answers_story),
        };
        self.quoted[row].or_else(parent)
    }
}

fn piece<'a>(thread: &'a Thread, segment: &Segment) -> Piece<'a> {
    (segment.span.range().start, thread.text(segment.span), segment.joint == Joint::Paragraph)
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
            let (start, end) = self.evidences.find(self.model, &reply, self.scorer.last_rows(), stance)?;
            place(self.thread.segments(comment), Span::new(start as usize, end as usize))
        });
        let question = Some(scores[QUESTION] > 0.0);
        let probabilities = answered.is_some().then_some(probabilities);
        ReplyStance { label, probabilities, question, evidence }
    }
}

/// The line on which the paragraph of words begins, by the segment that holds them.
fn place(segments: &[Segment], span: Span) -> Option<Evidence> {
    let holding = segments.iter().find(|segment| segment.span.contains(span));
    holding.map(|segment| Evidence { span, line: segment.line })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::MeasureOptions;
    use crate::model::{Form, Joint, thread_of};

    /// What a comment is made of: its parent, its own words, and what it quotes.
    type Row = (Option<usize>, &'static str, &'static str);

    /// A thread of such comments below a story called `Tea`.
    fn thread_of_words(rows: &[Row]) -> Thread {
        let parents: Vec<_> = rows.iter().map(|(parent, ..)| *parent).collect();
        let mut parts = thread_of(&parents).into_parts();
        parts.segments.clear();
        parts.text = "Tea is a drink".to_owned();
        parts.story.title = Some(Span::new(0, parts.text.len()));
        for (index, (comment, (_, own, quoted))) in parts.comments.iter_mut().zip(rows).enumerate() {
            let first = parts.segments.len() as u32;
            for (text, kind) in [(quoted, SegmentKind::Quoted { source: None }), (own, SegmentKind::Own)] {
                let start = parts.text.len();
                parts.text.push_str(text);
                let (span, line) = (Span::new(start, start + text.len()), index as u32 + 1);
                parts.segments.push(Segment { kind, ..Segment::own(span, line, Joint::Paragraph) });
            }
            comment.segments = first..parts.segments.len() as u32;
            comment.quoted_words = quoted.split_whitespace().count() as u32;
        }
        Thread::new(parts)
    }

    fn read(thread: &Thread) -> Vec<Option<ReplyStance>> {
        let model = StanceModel { least_confidence: 0.0, ..StanceModel::clone(&StanceModel::builtin()) };
        model.read(&View::of(thread, MeasureOptions::default())).replies
    }

    fn labels(thread: &Thread) -> Vec<Option<Result<Stance, Unsure>>> {
        read(thread).iter().map(|told| told.as_ref().map(|told| told.label)).collect()
    }

    fn probabilities_of(parent: &str, reply: &str) -> Option<[f32; 3]> {
        Some(StanceModel::builtin().stance_of(parent, reply))
    }

    #[test]
    fn what_is_answered_is_quoted_or_said_by_the_parent_or_the_story() {
        let quote = "coffee is much worse than that";
        let thread = thread_of_words(&[
            (None, "I agree, tea is great.", ""),
            (Some(0), "You are wrong!", ""),
            (Some(0), "You are wrong!", quote),
            (Some(0), "You are wrong!", "tea is great"),
        ]);
        let told: Vec<_> = read(&thread).into_iter().map(|told| told.unwrap().probabilities).collect();
        assert_eq!(told[0], probabilities_of("Tea is a drink", "I agree, tea is great."));
        assert_eq!(told[1], probabilities_of("I agree, tea is great.", "You are wrong!"));
        assert_eq!(told[2], probabilities_of(quote, "You are wrong!"));
        // Three words could be quoted from anywhere.
        assert_eq!(told[3], told[1]);
    }

    #[test]
    fn where_there_is_nothing_to_judge_by_the_reason_is_told() {
        let rows: [Row; 4] = [
            (None, "Yes.", ""),
            (Some(0), "", "tea is great and so on"),
            (Some(0), ":-) ...", ""),
            (Some(0), "No", ""),
        ];
        let mut parts = thread_of_words(&rows).into_parts();
        parts.comments[3].truncated = Some(true);
        let thread = Thread::new(parts);
        let told = labels(&thread);
        assert_eq!(told[1..], [Unsure::NoWords, Unsure::NoWords, Unsure::Cut].map(|reason| Some(Err(reason))));
        let [all, cut] = [1, 3].map(|row| read(&thread)[row].unwrap());
        assert_eq!((all.probabilities, all.question, all.evidence), (None, None, None));
        assert_eq!((cut.probabilities.is_some(), cut.evidence), (true, None));
    }

    #[test]
    fn in_a_lost_tree_only_quotes_tell_what_is_answered() {
        let rows: [Row; 3] =
            [(None, "No, wrong.", ""), (None, "No, wrong.", "tea is great and so on"), (None, "No, wrong.", "")];
        let mut parts = thread_of_words(&rows).into_parts();
        parts.has_tree = false;
        parts.comments[2].quotes = Some(QuoteSource::Story);
        let thread = Thread::new(parts);
        let told = read(&thread);
        assert_eq!(labels(&thread)[0], Some(Err(Unsure::NoParent)));
        assert_eq!((told[0].unwrap().probabilities, told[0].unwrap().question), (None, Some(false)));
        assert_eq!(told[1].unwrap().probabilities, probabilities_of("tea is great and so on", "No, wrong."));
        assert_eq!(told[2].unwrap().probabilities, probabilities_of("Tea is a drink", "No, wrong."));
    }

    #[test]
    fn placeholders_are_not_told_and_their_replies_answer_unknown_words() {
        let mut parts = thread_of_words(&[(None, "", ""), (Some(0), "No, wrong.", "")]).into_parts();
        parts.comments[0].form = Form::Placeholder;
        let told = read(&Thread::new(parts));
        assert_eq!(told[0], None);
        assert_eq!(told[1].unwrap().probabilities, probabilities_of("", "No, wrong."));
        assert_eq!(read(&thread_of(&[])), []);
    }

    #[test]
    fn evidence_stands_on_the_line_of_its_words() {
        let thread = thread_of_words(&[(None, "Tea.", ""), (Some(0), "Well, you are wrong, sir.", "")]);
        let told = read(&thread)[1].unwrap();
        assert_eq!(told.label, Ok(Stance::Disagree));
        let evidence = told.evidence.unwrap();
        assert!(thread.text(evidence.span).contains("wrong"), "{}", thread.text(evidence.span));
        assert_eq!(evidence.line, 2);
    }
}
