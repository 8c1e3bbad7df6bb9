//! Heads: what lines of comments begin with, so that the places where the same words stand can be looked for.

use crate::model::{Segment, SegmentKind};
use crate::parse::builder::{ThreadBuilder, text_at};
use crate::parse::recover::quotes::{Map, is_answered};
use crate::text::Block;
use crate::text::{GAP, Word, beginnings, count_from, count_words, each_word, scan};

/// Words of a key.
pub(super) const KEY: usize = 4;
/// A gap stands within this many words of a line's beginning, or is not looked for.
const EARLY_GAP: usize = 4;

/// The keys that lines of comments begin with.
pub(super) struct Heads {
    /// For each segment of the thread, its key and the words that stand before it.
    pub(super) lines: Vec<Option<Head>>,
    pub(super) wanted: Wanted,
    /// Keys that more than one line may begin with, with the last of those lines.
    doubled: Map<u32, usize>,
    /// The eight bytes that keys begin with, and the sixteen; those of shorter lines stand apart.
    eights: Firsts,
    sixteens: Wanted,
    short: Wanted,
}

/// The key that a line begins with, and how many words stand before it: an early gap is skipped.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) key: u32,
    pub(super) early: u8,
    /// Where its first word begins.
    at: u32,
}

/// Which keys begin a line: a bit for each half of a key, so that nearly all others are ruled out at once (Bloom 1970).
pub(super) struct Wanted(Box<[u64; WORDS]>);

/// A thread of 500 lines sets one bit in sixteen.
const WORDS: usize = 256;

impl Wanted {
    fn new() -> Self {
        Self(Box::new([0; WORDS]))
    }

    fn add(&mut self, key: u32) {
        for half in [key, key >> 16] {
            self.0[half as usize / 64 % WORDS] |= 1 << (half % 64);
        }
    }

    pub(super) fn may_have(&self, key: u32) -> bool {
        let has = |half: u32| (self.0[half as usize / 64 % WORDS] >> (half % 64)) & 1 == 1;
        has(key) && has(key >> 16)
    }
}

/// Numbers of the first bytes of keys: a bit for each, as one look must do for each word of a source.
struct Firsts(Box<[u64; FIRSTS]>);

/// A thread of 500 lines sets one bit in a hundred.
const FIRSTS: usize = 1 << 10;

impl Firsts {
    fn add(&mut self, number: u32) {
        self.0[(number >> 22) as usize % FIRSTS] |= 1 << ((number >> 16) % 64);
    }

    #[inline]
    fn may_have(&self, number: u32) -> bool {
        (self.0[(number >> 22) as usize % FIRSTS] >> ((number >> 16) % 64)) & 1 == 1
    }
}

impl Heads {
    /// Goes through all bodies once: counts their words, marks signatures and written quotes, and keeps line keys.
    pub(super) fn of(thread: &mut ThreadBuilder<'_>, ends: &[usize]) -> Self {
        let mut heads = Self {
            lines: Vec::with_capacity(thread.segments.len()),
            wanted: Wanted::new(),
            doubled: Map::default(),
            eights: Firsts(Box::new([0; FIRSTS])),
            sixteens: Wanted::new(),
            short: Wanted::new(),
        };
        for comment in 0..thread.comments.len() {
            heads.add(comment, is_answered(ends, comment), thread);
        }
        heads
    }

    fn add(&mut self, comment: usize, is_answered: bool, thread: &mut ThreadBuilder<'_>) {
        let ThreadBuilder { text, rebuilt, comments, segments, .. } = thread;
        let Some(comment) = comments.get_mut(comment) else { return };
        let segments = segments.get_mut(comment.segments.start as usize..comment.segments.end as usize);
        let segments = segments.unwrap_or_default();
        let mut signature = None;
        for (index, segment) in segments.iter_mut().enumerate() {
            let text = text_at(text, rebuilt, segment.span);
            // What is answered is read word by word later, and counted there.
            let first = Block::at(text.as_bytes(), 0);
            comment.words += if is_answered { 0 } else { count_from(text, first) };
            signature = if text == SIGNATURE { Some(index) } else { signature };
            if text.starts_with('>') {
                segment.kind = SegmentKind::Quoted { source: None };
            }
            let head = Head::of(text, first);
            if let Some(head) = head {
                self.want(head, text);
            }
            self.lines.push(head);
        }
        mark_signature(segments, signature);
    }

    fn want(&mut self, head: Head, text: &str) {
        if self.wanted.may_have(head.key) {
            self.doubled.insert(head.key, self.lines.len());
        }
        self.wanted.add(head.key);
        let (eight, sixteen) = beginnings(text, head.at as usize);
        self.eights.add(eight);
        match sixteen {
            Some(sixteen) => self.sixteens.add(sixteen),
            None => self.short.add(eight),
        }
    }
}

impl Heads {
    /// Counts the words of a source, and tells whether the key of a line further down stands in it. Most sources are
    /// quoted nowhere, so that a few bytes of each word are looked at before a key is made. The source's lines are
    /// those from number `line` on, if it is a comment.
    pub(super) fn scan(&self, segments: &[Segment], line: Option<usize>, thread: &ThreadBuilder<'_>) -> (u32, bool) {
        let (mut words, mut found) = (0, false);
        for (index, segment) in segments.iter().enumerate() {
            let text = thread.str(segment.span);
            if found {
                words += count_words(text);
                continue;
            }
            let rest = segments.get(index..).unwrap_or_default();
            let line = line.map(|line| line + index);
            words += scan(text, |at, eight| {
                found = found
                    || (self.eights.may_have(eight)
                        && self.may_begin(text, at, eight)
                        && self.has_key(rest, at, line, thread));
            });
        }
        (words, found)
    }

    /// Tells whether the bytes of a text from `at` on, of which the number of the first eight is known, may be a key's.
    #[inline(never)]
    fn may_begin(&self, text: &str, at: usize, eight: u32) -> bool {
        beginnings(text, at).1.is_none_or(|sixteen| self.sixteens.may_have(sixteen)) || self.short.may_have(eight)
    }

    /// Tells whether a key stands at a byte of the first segment.
    #[inline(never)]
    fn has_key(&self, segments: &[Segment], at: usize, line: Option<usize>, thread: &ThreadBuilder<'_>) -> bool {
        match self.own(line, at) {
            Some(own) => self.doubled.get(&own.key).copied() > line,
            None => key_at(segments, at, thread).is_some_and(|key| self.wanted.may_have(key)),
        }
    }

    /// The head of a line, if it begins at this byte.
    fn own(&self, line: Option<usize>, at: usize) -> Option<Head> {
        self.lines.get(line?).copied().flatten().filter(|own| own.at as usize == at)
    }
}

/// The key that begins at a byte of the first segment.
fn key_at(segments: &[Segment], at: usize, thread: &ThreadBuilder<'_>) -> Option<u32> {
    let (mut four, mut len, mut from) = ([GAP; KEY], 0, at);
    for segment in segments {
        let text = thread.str(segment.span).get(from..).unwrap_or_default();
        each_word(text, Block::at(text.as_bytes(), 0), |_, word| {
            four.get_mut(len).into_iter().for_each(|to| *to = word);
            len += 1;
            len < KEY
        });
        if len >= KEY {
            return Some(key_of(&four));
        }
        from = 0;
    }
    None
}

impl Head {
    fn of(text: &str, first: Block) -> Option<Self> {
        let (mut words, mut len, mut early, mut at) = ([GAP; EARLY_GAP + KEY], 0, 0, 0);
        each_word(text, first, |from, word| {
            words.get_mut(len).into_iter().for_each(|to| *to = word);
            at = if len == early { from } else { at };
            len += 1;
            early = if word == GAP && len <= EARLY_GAP { len } else { early };
            len < early + KEY
        });
        let four = words.get(early..early + KEY).filter(|four| !four.contains(&GAP))?;
        Some(Self { key: key_of(four), early: u8::try_from(early).ok()?, at: u32::try_from(at).ok()? })
    }
}

/// The number of four words.
pub(super) fn key_of(words: &[Word]) -> u32 {
    words.iter().fold(0, |key: u32, word| (key.rotate_left(9) ^ word).wrapping_mul(0x9E37_79B1))
}

/// What a signature begins with.
const SIGNATURE: &str = "--";
/// Longest signature, in lines.
const MAX_SIGNATURE: usize = 8;

/// Marks the signature at a body's end: what follows a line of two hyphens.
fn mark_signature(segments: &mut [Segment], mark: Option<usize>) {
    let Some(mark) = mark.filter(|mark| *mark > 0 && segments.len() - mark <= MAX_SIGNATURE) else { return };
    let written = |segment: &Segment| matches!(segment.kind, SegmentKind::Quoted { .. });
    for segment in segments.iter_mut().skip(mark).filter(|segment| !written(segment)) {
        segment.kind = SegmentKind::Signature;
    }
}
