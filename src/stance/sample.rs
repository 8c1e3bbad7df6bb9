//! Replies drawn for people to label.

use std::collections::BTreeMap;

use crate::graph::chance::Chance;
use crate::model::{Comment, CommentId, SegmentKind, Stance, Thread, ThreadStances, Unsure};
use crate::stance::read::MIN_QUOTED;

/// A reply to be labelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampledReply {
    /// The document.
    pub document: String,
    /// The thread's key, where the document gives it one.
    pub thread: String,
    /// The comment's number.
    pub comment: CommentId,
    /// The words that it answers: what it quotes, where it quotes enough, or its parent's own words, or the story.
    pub parent: String,
    /// Its own words.
    pub reply: String,
}

impl SampledReply {
    /// The columns of a sheet of replies; the last three are for whoever labels them.
    pub const COLUMNS: [&str; 8] = ["document", "thread", "comment", "parent", "reply", "label", "label_2", "question"];

    /// Tells whether a file is a sheet of these columns as it was written, with nothing filled in.
    #[must_use]
    pub fn is_blank_sheet(bytes: &[u8]) -> bool {
        /// The columns that people fill in are the last ones.
        const N_GIVEN: usize = 5;
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes).into_records();
        let is_header = rows.next().is_some_and(|row| row.is_ok_and(|row| row == Self::COLUMNS[..]));
        is_header && rows.all(|row| row.is_ok_and(|row| row.iter().skip(N_GIVEN).all(str::is_empty)))
    }
}

/// A stratified sample: of each kind of reply about as many.
///
/// Kinds are what a model says (agree, neutral, disagree, nothing for doubt) and whether the story or a comment is answered.
/// Each reply of a kind is as likely as any other (reservoir sampling, Vitter 1985), and the same ones are drawn in every
/// run. Memory is that of the replies drawn.
#[derive(Debug)]
pub struct ReplySample {
    n: usize,
    chance: Chance,
    strata: BTreeMap<(Option<Stance>, bool), Stratum>,
}

/// Replies of one kind: how many there were, and those that were kept.
#[derive(Debug, Default)]
struct Stratum {
    n_seen: usize,
    kept: Vec<SampledReply>,
}

impl ReplySample {
    /// A sample of at most so many replies.
    #[must_use]
    pub fn new(n: usize, seed: u64) -> Self {
        Self { n, chance: Chance::new(seed), strata: BTreeMap::new() }
    }

    /// Looks at the replies of a thread; those without words or cut off are passed over.
    pub fn add(&mut self, thread: &Thread, stances: &ThreadStances) {
        for (index, (comment, told)) in thread.comments().iter().zip(&stances.replies).enumerate() {
            let stance = match told.as_ref().map(|told| told.label) {
                Some(Ok(stance)) => Some(stance),
                Some(Err(Unsure::Doubt)) => None,
                _ => continue,
            };
            let stratum = self.strata.entry((stance, comment.parent.is_none())).or_default();
            stratum.n_seen += 1;
            let place =
                if stratum.kept.len() < self.n { stratum.kept.len() } else { self.chance.below(stratum.n_seen) };
            if place >= self.n {
                continue;
            }
            let reply = SampledReply::of(thread, CommentId::from_index(index), comment);
            match stratum.kept.get_mut(place) {
                Some(kept) => *kept = reply,
                None => stratum.kept.push(reply),
            }
        }
    }

    /// The replies that were drawn, as many of each kind as of any other where there are so many, in an order of chance.
    #[must_use]
    pub fn into_replies(mut self) -> Vec<SampledReply> {
        let mut strata: Vec<_> = self.strata.into_values().map(|stratum| stratum.kept).collect();
        strata.iter_mut().for_each(|kept| shuffle(kept, &mut self.chance));
        let mut drawn = Vec::new();
        while drawn.len() < self.n && strata.iter().any(|kept| !kept.is_empty()) {
            let round = strata.iter_mut().filter_map(Vec::pop);
            drawn.extend(round.take(self.n - drawn.len()));
        }
        shuffle(&mut drawn, &mut self.chance);
        drawn
    }
}

fn shuffle<T>(all: &mut [T], chance: &mut Chance) {
    for at in (1..all.len()).rev() {
        all.swap(at, chance.below(at + 1));
    }
}

impl SampledReply {
    fn of(thread: &Thread, id: CommentId, comment: &Comment) -> Self {
        let quoted = words(thread, comment, |kind| matches!(kind, SegmentKind::Quoted { .. }));
        let parent = || comment.parent.and_then(|parent| thread.comment(parent));
        let answered = match parent() {
            _ if comment.quoted_words >= MIN_QUOTED => quoted,
            Some(parent) => words(thread, parent, |kind| kind == SegmentKind::Own),
            None => story(thread),
        };
        Self {
            document: thread.document().to_owned(),
            thread: thread.key().unwrap_or_default().to_owned(),
            comment: id,
            parent: answered,
            reply: words(thread, comment, |kind| kind == SegmentKind::Own),
        }
    }
}

fn words(thread: &Thread, comment: &Comment, is_wanted: impl Fn(SegmentKind) -> bool) -> String {
    let wanted: Vec<_> = thread.segments(comment).iter().filter(|segment| is_wanted(segment.kind)).copied().collect();
    let mut text = String::new();
    thread.write_segments(&wanted, &mut text);
    text
}

fn story(thread: &Thread) -> String {
    let mut text = thread.story().title.map_or_else(String::new, |title| format!("{}\n\n", thread.text(title)));
    thread.write_segments(&thread.story().summary, &mut text);
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{stance_of, thread_of};

    #[test]
    fn every_kind_is_drawn() {
        let thread = thread_of(&[None; 40]);
        let label = |row: usize| if row < 30 { Ok(Stance::Agree) } else { Ok(Stance::Disagree) };
        let replies = (0..40).map(|row| Some(stance_of(label(row)))).collect();
        let draw = || {
            let mut sample = ReplySample::new(10, 3);
            sample.add(&thread, &ThreadStances { replies, camps: None });
            sample.into_replies()
        };
        let drawn = draw();
        let n_disagree = drawn.iter().filter(|reply| reply.comment.index() >= 30).count();
        assert_eq!((drawn.len(), n_disagree), (10, 5));
        assert_eq!(drawn[0].reply, "word");
    }
}
