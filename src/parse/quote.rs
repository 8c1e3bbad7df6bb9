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
use crate::parse::engine::Engine;
use crate::parse::rules::mark_signature;
use crate::parse::words::{GAP, Word, end_of_word, push_words};

/// Words of a key.
const KEY: usize = 4;
/// A whole line is a quote from this many words on.
const LEAST_LINE: usize = 5;
/// The beginning of a line is a quote from this many words on, where the author's own words follow.
const LEAST_BEGINNING: usize = 8;
/// The same where quotation marks stand around it.
const LEAST_MARKED: usize = 4;
/// Words of the source that a gap may leave out.
const MAX_GAP: usize = 400;
/// A gap stands within this many words of a line's beginning, or is not looked for.
const EARLY_GAP: usize = 4;

type Map<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// Finds what was quoted from where, and counts words.
pub(crate) fn find_quotes(engine: &mut Engine<'_, '_>) {
    let index = WordIndex::of(engine);
    let mut finder = Finder { index: &index, places: Map::default(), found: Vec::new() };
    finder.note_story();
    for comment in 0..engine.draft.comments.len() {
        finder.search(comment, engine);
        finder.note(comment);
    }
    let found = finder.found;
    apply(engine, &index, found);
}

/// The words of a thread: the story's, then each comment's, each in the order of its segments.
struct WordIndex {
    words: Vec<Word>,
    /// For each comment, its words.
    comments: Vec<Range<usize>>,
    /// For each segment of the draft, its words.
    segments: Vec<Range<usize>>,
    story: Range<usize>,
    /// One past the last comment below each comment.
    ends: Vec<usize>,
    wanted: Wanted,
}

/// Which keys begin a line: a bit for each of their lower bits, so that most others are ruled out at once.
struct Wanted(Vec<u64>);

impl Wanted {
    const BITS: u32 = 1 << 16;

    fn new() -> Self {
        Self(vec![0; (Self::BITS / 64) as usize])
    }

    fn place(key: u32) -> (usize, u64) {
        let bit = key % Self::BITS;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    fn add(&mut self, key: u32) {
        let (at, bit) = Self::place(key);
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= bit;
        }
    }

    fn may_have(&self, key: u32) -> bool {
        let (at, bit) = Self::place(key);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

impl WordIndex {
    fn of(engine: &mut Engine<'_, '_>) -> Self {
        let mut index = Self {
            words: Vec::with_capacity(engine.draft.text.len() / 5),
            comments: Vec::with_capacity(engine.draft.comments.len()),
            segments: Vec::with_capacity(engine.draft.segments.len()),
            story: 0..0,
            ends: subtree_ends(&engine.draft.comments),
            wanted: Wanted::new(),
        };
        for segment in &engine.prologue.story.summary {
            push_words(engine.draft.str(segment.span), &mut index.words);
        }
        index.story = 0..index.words.len();
        for comment in 0..engine.draft.comments.len() {
            index.add(comment, engine);
        }
        index
    }

    fn add(&mut self, comment: usize, engine: &mut Engine<'_, '_>) {
        let from = self.words.len();
        let Some(segments) = engine.draft.comments.get(comment).map(|comment| comment.segments.clone()) else { return };
        let (first, last) = (segments.start as usize, segments.end as usize);
        let mut count = 0;
        for at in first..last {
            let begin = self.words.len();
            let text = engine.draft.segments.get(at).map(|segment| engine.draft.str(segment.span)).unwrap_or_default();
            count += push_words(text, &mut self.words);
            self.segments.push(begin..self.words.len());
            if let Some((key, _)) = line_key(self.words.get(begin..).unwrap_or_default()) {
                self.wanted.add(key);
            }
        }
        self.comments.push(from..self.words.len());
        mark_signature(engine, first, last);
        if let Some(comment) = engine.draft.comments.get_mut(comment) {
            comment.words = count;
        }
    }

    fn words(&self, range: &Range<usize>) -> &[Word] {
        self.words.get(range.clone()).unwrap_or_default()
    }
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

/// The key that a line begins with, and how many words stand before it: an early gap is skipped.
fn line_key(words: &[Word]) -> Option<(u32, usize)> {
    let early = words.iter().take(EARLY_GAP).rposition(|word| *word == GAP).map_or(0, |at| at + 1);
    let four = words.get(early..early + KEY)?;
    if four.contains(&GAP) { None } else { Some((key_of(four), early)) }
}

fn key_of(words: &[Word]) -> u32 {
    words.iter().fold(0, |key: u32, word| (key.rotate_left(9) ^ word).wrapping_mul(0x9E37_79B1))
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
}

struct Finder<'i> {
    index: &'i WordIndex,
    places: Map<u32, Vec<Place>>,
    found: Vec<Found>,
}

impl Finder<'_> {
    fn note_story(&mut self) {
        let range = self.index.story.clone();
        self.note_range(None, range);
    }

    fn note(&mut self, comment: usize) {
        // A comment without replies is nobody's source.
        if self.index.ends.get(comment).is_some_and(|end| *end > comment + 1) {
            let range = self.index.comments.get(comment).cloned().unwrap_or_default();
            self.note_range(Some(comment), range);
        }
    }

    fn note_range(&mut self, comment: Option<usize>, range: Range<usize>) {
        for (offset, four) in self.index.words(&range).windows(KEY).enumerate() {
            let key = key_of(four);
            if !self.index.wanted.may_have(key) {
                continue;
            }
            let places = self.places.entry(key).or_default();
            self.index.close(places, comment.unwrap_or(0));
            if places.last().is_none_or(|last| last.comment != comment) {
                places.push(Place { comment, word: range.start + offset });
            }
        }
    }

    fn search(&mut self, comment: usize, engine: &Engine<'_, '_>) {
        let Some(Comment { segments, truncated, .. }) = engine.draft.comments.get(comment) else { return };
        let cut_at = segments.end.checked_sub(1).filter(|_| *truncated == Some(true));
        for segment in segments.start as usize..segments.end as usize {
            let Some(range) = self.index.segments.get(segment) else { continue };
            let Some((key, early)) = line_key(self.index.words(range)) else { continue };
            let Some(place) = self.nearest(key, comment) else { continue };
            if let Some((words, whole)) =
                self.index.follow(range, early, place, text(segment, engine), cut_at == Some(count(segment)))
            {
                let source = place
                    .comment
                    .map_or(QuoteSource::Story, |index| QuoteSource::Comment(CommentId::from_index(index)));
                self.found.push(Found { segment, source, words, whole });
            }
        }
    }

    /// The place of a key in the nearest ancestor that has it, or in the story.
    fn nearest(&mut self, key: u32, comment: usize) -> Option<Place> {
        if !self.index.wanted.may_have(key) {
            return None;
        }
        let places = self.places.get_mut(&key)?;
        self.index.close(places, comment);
        places.last().copied()
    }
}

impl WordIndex {
    /// Drops the places of comments that are no ancestors of `comment`.
    fn close(&self, places: &mut Vec<Place>, comment: usize) {
        while let Some(Place { comment: Some(last), .. }) = places.last() {
            if self.ends.get(*last).is_some_and(|end| *end > comment) {
                return;
            }
            places.pop();
        }
    }

    /// Follows a line and its source from a shared key on: quoted words from the line's beginning, and whether it is all.
    fn follow(
        &self,
        line: &Range<usize>,
        early: usize,
        place: Place,
        text: &str,
        is_cut: bool,
    ) -> Option<(usize, bool)> {
        let words = self.words(line);
        let source = match place.comment {
            Some(comment) => self.comments.get(comment)?.clone(),
            None => self.story.clone(),
        };
        if early > 0 && !self.stands_before(words.get(..early)?, source.start..place.word) {
            return None;
        }
        let (taken, matched) = self.shared_run(words, early, self.words(&(place.word..source.end)));
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

    /// How many words of a line, gaps included, its source goes along with; and how many of them are equal.
    fn shared_run(&self, line: &[Word], early: usize, source: &[Word]) -> (usize, usize) {
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

    /// Tells whether the words before an early gap stand in the source before the rest.
    fn stands_before(&self, words: &[Word], source: Range<usize>) -> bool {
        let words: Vec<Word> = words.iter().copied().filter(|word| *word != GAP).collect();
        let from = source.start.max(source.end.saturating_sub(MAX_GAP));
        words.is_empty() || self.words(&(from..source.end)).windows(words.len()).any(|run| run == words)
    }

    /// Tells whether a run of words is a whole line of its source.
    fn is_line(&self, word: usize, count: usize) -> bool {
        let at = self.segments.partition_point(|range| range.start < word);
        self.segments.get(at).is_some_and(|range| *range == (word..word + count))
    }
}

fn text<'e>(segment: usize, engine: &'e Engine<'_, '_>) -> &'e str {
    engine.draft.segments.get(segment).map(|segment| engine.draft.str(segment.span)).unwrap_or_default()
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
fn apply(engine: &mut Engine<'_, '_>, index: &WordIndex, found: Vec<Found>) {
    mark_written_quotes(engine);
    let mut splits = Vec::new();
    for quote in &found {
        let Some(segment) = engine.draft.segments.get_mut(quote.segment) else { continue };
        let marked = matches!(segment.kind, SegmentKind::Quoted { .. });
        if quote.whole || marked {
            segment.kind = SegmentKind::Quoted { source: Some(quote.source) };
        } else {
            splits.push((quote.segment, quote.words, quote.source));
        }
        if !marked && let Some(line) = engine.draft.segments.get(quote.segment).map(|segment| segment.line) {
            engine.draft.note(
                line,
                "quote-by-words",
                "these words stand in what is answered",
                "they were taken for a quote without a mark",
            );
        }
    }
    count_words(engine, index, &found);
    if !splits.is_empty() {
        split_segments(engine, &splits);
    }
}

/// Lines that begin with `>` are quotes wherever they come from.
fn mark_written_quotes(engine: &mut Engine<'_, '_>) {
    for at in 0..engine.draft.segments.len() {
        let quoted =
            engine.draft.segments.get(at).is_some_and(|segment| engine.draft.str(segment.span).starts_with('>'));
        if let Some(segment) = engine.draft.segments.get_mut(at).filter(|_| quoted) {
            segment.kind = SegmentKind::Quoted { source: None };
        }
    }
}

/// Counts each comment's quoted and own words, and finds the source of most of the quoted.
fn count_words(engine: &mut Engine<'_, '_>, index: &WordIndex, found: &[Found]) {
    let mut partial = found.iter().filter(|quote| !quote.whole).peekable();
    for at in 0..engine.draft.comments.len() {
        let Some(comment) = engine.draft.comments.get(at).filter(|comment| comment.form != Form::Placeholder) else {
            continue;
        };
        let range = comment.segments.start as usize..comment.segments.end as usize;
        let (mut quoted, mut signature) = (0, 0);
        let mut sources: Vec<(QuoteSource, u32)> = Vec::new();
        for (segment_at, segment) in range.clone().zip(engine.draft.segments.get(range).unwrap_or_default()) {
            let words = index.segments.get(segment_at).map(|range| index.words(range)).unwrap_or_default();
            let words = count(words.iter().filter(|word| **word != GAP).count());
            let split = partial.next_if(|quote| quote.segment == segment_at);
            let (words, source) = match (segment.kind, split) {
                (SegmentKind::Own, Some(split)) => (count(split.words), Some(split.source)),
                (SegmentKind::Quoted { source }, _) => (words, source),
                (SegmentKind::Signature, _) => {
                    signature += words;
                    continue;
                }
                (SegmentKind::Own, None) => continue,
            };
            quoted += words;
            if let Some(source) = source {
                add_source(&mut sources, source, words);
            }
        }
        if let Some(comment) = engine.draft.comments.get_mut(at) {
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
fn split_segments(engine: &mut Engine<'_, '_>, splits: &[(usize, usize, QuoteSource)]) {
    let old = std::mem::take(&mut engine.draft.segments);
    let mut splits = splits.iter().peekable();
    let mut moved = Vec::with_capacity(old.len() + 1);
    let mut segments = Vec::with_capacity(old.len() + splits.len());
    for (at, segment) in old.into_iter().enumerate() {
        moved.push(count(segments.len()));
        match splits
            .next_if(|split| split.0 == at)
            .and_then(|split| Some((split, end_of_word(engine.draft.str(segment.span), split.1)?)))
        {
            Some((split, end)) => segments.extend(cut(segment, end, split.2, engine.draft.str(segment.span))),
            None => segments.push(segment),
        }
    }
    moved.push(count(segments.len()));
    engine.draft.segments = segments;
    let place = |at: u32| moved.get(at as usize).copied().unwrap_or(at);
    for comment in &mut engine.draft.comments {
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
