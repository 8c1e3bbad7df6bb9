//! Quotes: runs of words that a comment shares with what it answers, marked by its author or not.
//!
//! Extractors drop the marks of quotes, so that a quote is known by its words alone. Where lines of comments begin
//! with words that an ancestor or the story has, the run is followed as far as it goes. Four words make a key; the
//! keys of all line beginnings are collected first, so that one pass over the thread's words in document order finds
//! every place where one of them stands. Of the places of a key only the nearest open ancestor's is looked at, so
//! that the whole is linear in the words of the thread, however deep it is.

use std::hash::BuildHasherDefault;
use std::ops::Range;

use rustc_hash::FxHasher;

use crate::model::{Comment, CommentId, Form, Joint, QuoteSource, Segment, SegmentKind, Span};
use crate::parse::builder::ThreadBuilder;
use crate::parse::recover::heads::{Head, Heads, KEY, key_of};
use crate::text::{GAP, Word, count_words, end_of_word, push_words};

/// A whole line is a quote from this many words on.
const LEAST_LINE: usize = 5;
/// The beginning of a line is a quote from this many words on, where the author's own words follow.
const LEAST_BEGINNING: usize = 8;
/// The same where quotation marks stand around it.
const LEAST_MARKED: usize = 4;
/// Words of the source that a gap may leave out.
const MAX_GAP: usize = 400;

pub(super) type Map<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// Finds what was quoted from where, and counts words.
pub(super) fn find_quotes(thread: &mut ThreadBuilder<'_>) {
    let ends = subtree_ends(&thread.comments);
    let heads = Heads::of(thread, &ends);
    let mut finder = Finder::new(&heads, ends, thread);
    finder.note_story(thread);
    for comment in 0..thread.comments.len() {
        finder.search(comment, thread);
        finder.note(comment, thread);
    }
    let found = finder.found;
    apply(thread, &found);
}

/// Tells whether a comment has replies.
pub(super) fn is_answered(ends: &[usize], comment: usize) -> bool {
    ends.get(comment).is_some_and(|end| *end > comment + 1)
}

/// One past the last comment below each comment, in document order.
fn subtree_ends(comments: &[Comment]) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..=comments.len()).collect();
    for (index, comment) in comments.iter().enumerate().rev() {
        let end = ends.get(index).copied().unwrap_or(index + 1);
        if let Some(above) = comment.parent.and_then(|parent| ends.get_mut(parent.index())) {
            *above = end.max(*above);
        }
    }
    ends
}

/// A quote that was found in a line.
struct Found {
    segment: usize,
    source: QuoteSource,
    /// Words of the line that are quoted, from its beginning.
    words: usize,
    whole: bool,
}

/// Where a key stands: in the story (no comment) or in a comment, at a word.
#[derive(Clone, Copy)]
struct Place {
    comment: Option<usize>,
    word: usize,
    /// The place of the same key further up.
    above: Option<u32>,
}

/// Looks for the lines of comments in what they answer.
struct Finder<'h> {
    heads: &'h Heads,
    /// Words of the story and of the comments with replies that were passed.
    words: Vec<Word>,
    story: Range<usize>,
    /// For each comment, its words; none where nobody answers it.
    comments: Vec<Range<usize>>,
    /// The words of each line of the comments with replies.
    lines: Vec<Range<usize>>,
    /// One past the last comment below each comment.
    ends: Vec<usize>,
    /// For each key, its last place in `places`.
    last: Map<u32, u32>,
    places: Vec<Place>,
    found: Vec<Found>,
    /// The words of the line that is looked at.
    line: Vec<Word>,
}

impl<'h> Finder<'h> {
    fn new(heads: &'h Heads, ends: Vec<usize>, thread: &ThreadBuilder<'_>) -> Self {
        Self {
            heads,
            words: Vec::with_capacity(thread.text.len() / 8),
            story: 0..0,
            comments: vec![0..0; thread.comments.len()],
            lines: Vec::new(),
            ends,
            last: Map::default(),
            places: Vec::new(),
            found: Vec::new(),
            line: Vec::new(),
        }
    }

    fn note_story(&mut self, thread: &ThreadBuilder<'_>) {
        let summary = &thread.story.summary;
        if !self.heads.scan(summary, None, thread).1 {
            return;
        }
        for segment in summary {
            push_words(thread.str(segment.span), &mut self.words);
        }
        self.story = 0..self.words.len();
        self.note_range(None, 0..self.words.len());
    }

    /// Keeps the words of a comment that is answered: no other is a source.
    fn note(&mut self, comment: usize, thread: &mut ThreadBuilder<'_>) {
        if !is_answered(&self.ends, comment) {
            return;
        }
        let line = thread.comments.get(comment).map(|comment| comment.segments.start as usize);
        let (words, may_be_quoted) = self.heads.scan(thread.segments_of(comment), line, thread);
        if let Some(comment) = thread.comments.get_mut(comment) {
            comment.words = words;
        }
        if !may_be_quoted {
            return;
        }
        let from = self.words.len();
        for segment in thread.segments_of(comment) {
            let begin = self.words.len();
            push_words(thread.str(segment.span), &mut self.words);
            self.lines.push(begin..self.words.len());
        }
        let range = from..self.words.len();
        if let Some(words) = self.comments.get_mut(comment) {
            *words = range.clone();
        }
        self.note_range(Some(comment), range);
    }

    fn note_range(&mut self, comment: Option<usize>, range: Range<usize>) {
        let words = self.words.get(range.clone()).unwrap_or_default();
        for (offset, four) in words.windows(KEY).enumerate() {
            let key = key_of(four);
            if !self.heads.wanted.may_have(key) {
                continue;
            }
            let above =
                self.last.get(&key).and_then(|last| open(&self.places, &self.ends, *last, comment.unwrap_or(0)));
            if above.and_then(|above| self.places.get(above as usize)).is_none_or(|above| above.comment != comment) {
                self.last.insert(key, count(self.places.len()));
                self.places.push(Place { comment, word: range.start + offset, above });
            }
        }
    }

    fn search(&mut self, comment: usize, thread: &ThreadBuilder<'_>) {
        let Some(Comment { segments, truncated, .. }) = thread.comments.get(comment) else { return };
        let cut_at = segments.end.checked_sub(1).filter(|_| *truncated == Some(true));
        for segment in segments.start as usize..segments.end as usize {
            let Some(head) = self.heads.lines.get(segment).copied().flatten() else { continue };
            let Some(place) = self.nearest(head.key, comment) else { continue };
            let line = text(segment, thread);
            self.line.clear();
            push_words(line, &mut self.line);
            if let Some((words, whole)) = self.follow(head, place, line, cut_at == Some(count(segment))) {
                let source = place
                    .comment
                    .map_or(QuoteSource::Story, |index| QuoteSource::Comment(CommentId::from_index(index)));
                self.found.push(Found { segment, source, words, whole });
            }
        }
    }

    /// The place of a key in the nearest ancestor that has it, or in the story.
    fn nearest(&mut self, key: u32, comment: usize) -> Option<Place> {
        let last = self.last.get_mut(&key)?;
        let nearest = open(&self.places, &self.ends, *last, comment)?;
        *last = nearest;
        self.places.get(nearest as usize).copied()
    }
}

/// The last place of a key, from `last` up, whose comment is the story or an ancestor of `comment`.
fn open(places: &[Place], ends: &[usize], last: u32, comment: usize) -> Option<u32> {
    let mut at = Some(last);
    while let Some(place) = at.and_then(|at| places.get(at as usize)) {
        if place.comment.is_none_or(|above| ends.get(above).is_some_and(|end| *end > comment)) {
            return at;
        }
        at = place.above;
    }
    None
}

impl Finder<'_> {
    fn words(&self, range: &Range<usize>) -> &[Word] {
        self.words.get(range.clone()).unwrap_or_default()
    }

    /// Follows a line and its source from a shared key on: quoted words from the line's beginning, and whether it is all.
    fn follow(&self, head: Head, place: Place, text: &str, is_cut: bool) -> Option<(usize, bool)> {
        let (words, early) = (self.line.as_slice(), usize::from(head.early));
        let source = match place.comment {
            Some(comment) => self.comments.get(comment)?.clone(),
            None => self.story.clone(),
        };
        if early > 0 && !self.stands_before(words.get(..early)?, source.start..place.word) {
            return None;
        }
        let (taken, matched) = shared_run(words, early, self.words(&(place.word..source.end)));
        let gaps = words.iter().take(taken).filter(|word| **word == GAP).count();
        let quoted = taken - gaps;
        // The site cuts in mid-word: the last word of a cut body need not be shared.
        let whole = taken >= words.len() || (is_cut && taken + 1 == words.len() && taken > LEAST_BEGINNING);
        if whole {
            return (matched >= LEAST_LINE || self.is_line(place.word, matched)).then_some((quoted, true));
        }
        let enough = matched >= LEAST_BEGINNING && ends_sentence(text, quoted);
        let marked = matched >= LEAST_MARKED && is_closed_quotation(text, quoted);
        (enough || marked).then_some((quoted, false))
    }

    /// Tells whether the words before an early gap stand in the source before the rest.
    fn stands_before(&self, words: &[Word], source: Range<usize>) -> bool {
        let words: Vec<Word> = words.iter().copied().filter(|word| *word != GAP).collect();
        let from = source.start.max(source.end.saturating_sub(MAX_GAP));
        words.is_empty() || self.words(&(from..source.end)).windows(words.len()).any(|run| run == words)
    }

    /// Tells whether a run of words is a whole line of its source.
    fn is_line(&self, word: usize, count: usize) -> bool {
        let at = self.lines.partition_point(|range| range.end <= word);
        self.lines.get(at).is_some_and(|range| *range == (word..word + count))
    }
}

/// How many words of a line, gaps included, its source goes along with; and how many of them are equal.
fn shared_run(line: &[Word], early: usize, source: &[Word]) -> (usize, usize) {
    let (mut at, mut from, mut matched) = (early, 0, 0);
    while let Some(word) = line.get(at) {
        if *word == GAP {
            let Some(next) = line.get(at + 1..at + 3).filter(|next| !next.contains(&GAP)) else { break };
            let window = source.get(from..).unwrap_or_default();
            let Some(skip) = window.windows(2).take(MAX_GAP).position(|two| two == next) else { break };
            (at, from) = (at + 1, from + skip);
        } else if source.get(from) == Some(word) {
            (at, from, matched) = (at + 1, from + 1, matched + 1);
        } else {
            break;
        }
    }
    let gap_at_end = at > 0 && line.get(at - 1) == Some(&GAP);
    (at - usize::from(gap_at_end), matched)
}

fn text<'e>(segment: usize, thread: &'e ThreadBuilder<'_>) -> &'e str {
    thread.segments.get(segment).map(|segment| thread.str(segment.span)).unwrap_or_default()
}

fn ends_sentence(text: &str, words: usize) -> bool {
    let end = end_of_word(text, words).and_then(|end| text.get(..end));
    end.is_some_and(|head| head.trim_end_matches(['"', '\'', ')', '”', '’']).ends_with(['.', '!', '?', ':']))
}

fn is_closed_quotation(text: &str, words: usize) -> bool {
    let opened = text.trim_start_matches(['>', ' ']).starts_with(['"', '“', '\'']);
    let end = end_of_word(text, words).and_then(|end| text.get(..end));
    opened && end.is_some_and(|head| head.ends_with(['"', '”', '\'']))
}

/// Writes what was found into the segments and comments.
fn apply(thread: &mut ThreadBuilder<'_>, found: &[Found]) {
    let mut splits = Vec::new();
    for quote in found {
        let Some(segment) = thread.segments.get_mut(quote.segment) else { continue };
        let marked = matches!(segment.kind, SegmentKind::Quoted { .. });
        if quote.whole || marked {
            segment.kind = SegmentKind::Quoted { source: Some(quote.source) };
        } else {
            splits.push((quote.segment, quote.words, quote.source));
        }
        if !marked && let Some(line) = thread.segments.get(quote.segment).map(|segment| segment.line) {
            thread.note(
                line,
                "quote-by-words",
                "these words stand in what is answered",
                "they were taken for a quote without a mark",
            );
        }
    }
    weigh_words(thread, found);
    if !splits.is_empty() {
        split_segments(thread, &splits);
    }
}

/// Counts each comment's quoted and own words, and finds the source of most of the quoted.
fn weigh_words(thread: &mut ThreadBuilder<'_>, found: &[Found]) {
    let mut partial = found.iter().filter(|quote| !quote.whole).peekable();
    for at in 0..thread.comments.len() {
        let Some(comment) = thread.comments.get(at).filter(|comment| comment.form != Form::Placeholder) else {
            continue;
        };
        let range = comment.segments.start as usize..comment.segments.end as usize;
        let (mut quoted, mut signature) = (0, 0);
        let mut sources: Vec<(QuoteSource, u32)> = Vec::new();
        for (segment_at, segment) in range.clone().zip(thread.segments.get(range).unwrap_or_default()) {
            let words = || count_words(thread.str(segment.span));
            let split = partial.next_if(|quote| quote.segment == segment_at);
            let (words, source) = match (segment.kind, split) {
                (SegmentKind::Own, Some(split)) => (count(split.words), Some(split.source)),
                (SegmentKind::Quoted { source }, _) => (words(), source),
                (SegmentKind::Signature, _) => {
                    signature += words();
                    continue;
                }
                (SegmentKind::Own, None) => continue,
            };
            quoted += words;
            if let Some(source) = source {
                add_source(&mut sources, source, words);
            }
        }
        if let Some(comment) = thread.comments.get_mut(at) {
            comment.quoted_words = quoted;
            comment.own_words = comment.words.saturating_sub(quoted + signature);
            comment.quotes = sources.iter().rev().max_by_key(|(_, words)| *words).map(|(source, _)| *source);
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn add_source(sources: &mut Vec<(QuoteSource, u32)>, source: QuoteSource, words: u32) {
    match sources.iter_mut().find(|(known, _)| *known == source) {
        Some((_, sum)) => *sum += words,
        None => sources.push((source, words)),
    }
}

/// Cuts lines that begin with a quote and go on with the author's own words.
fn split_segments(thread: &mut ThreadBuilder<'_>, splits: &[(usize, usize, QuoteSource)]) {
    let old = std::mem::take(&mut thread.segments);
    let mut splits = splits.iter().peekable();
    let mut moved = Vec::with_capacity(old.len() + 1);
    let mut segments = Vec::with_capacity(old.len() + splits.len());
    for (at, segment) in old.into_iter().enumerate() {
        moved.push(count(segments.len()));
        match splits
            .next_if(|split| split.0 == at)
            .and_then(|split| Some((split, end_of_word(thread.str(segment.span), split.1)?)))
        {
            Some((split, end)) => segments.extend(cut(segment, end, split.2, thread.str(segment.span))),
            None => segments.push(segment),
        }
    }
    moved.push(count(segments.len()));
    thread.segments = segments;
    let place = |at: u32| moved.get(at as usize).copied().unwrap_or(at);
    for comment in &mut thread.comments {
        comment.segments = place(comment.segments.start)..place(comment.segments.end);
    }
}

fn cut(segment: Segment, end: usize, source: QuoteSource, text: &str) -> [Segment; 2] {
    let rest = text.get(end..).unwrap_or_default();
    let from = segment.span.start as usize;
    let own = from + end + (rest.len() - rest.trim_start_matches(' ').len());
    let quoted =
        Segment { span: Span::new(from, from + end), kind: SegmentKind::Quoted { source: Some(source) }, ..segment };
    [quoted, Segment { span: Span::new(own, segment.span.end as usize), joint: Joint::Inline, ..segment }]
}
