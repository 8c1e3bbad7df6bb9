//! Heads: what lines of comments begin with, so that the places where the same words stand can be looked for.

use crate::model::{Segment, SegmentKind};
use crate::parse::draft::{Draft, text_at};
use crate::parse::engine::Engine;
use crate::parse::quote::is_answered;
use crate::parse::words::{GAP, Word, Words, beginnings, count_words, scan};

/// Words of a key.
pub(crate) const KEY: usize = 4;
/// A gap stands within this many words of a line's beginning, or is not looked for.
const EARLY_GAP: usize = 4;

/// The keys that lines of comments begin with.
pub(crate) struct Heads {
    /// For each segment of the draft, its key and the words that stand before it.
    pub(crate) lines: Vec<Option<Head>>,
    pub(crate) wanted: Wanted,
    /// Keys that more than one line begins with.
    doubled: Wanted,
    /// The eight bytes that keys begin with, and the sixteen; those of shorter lines stand apart.
    eights: Wanted,
    sixteens: Wanted,
    short: Wanted,
}

/// The key that a line begins with, and how many words stand before it: an early gap is skipped.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) key: u32,
    pub(crate) early: u8,
    /// Where its first word begins.
    at: u32,
}

/// Which keys begin a line: a bit for each half of a key, so that nearly all others are ruled out at once (Bloom 1970).
pub(crate) struct Wanted {
    bits: Vec<u64>,
    /// One less than the number of bits, which is a power of two.
    mask: u32,
}

impl Wanted {
    /// A set for about as many keys.
    fn with_capacity(keys: usize) -> Self {
        let bits = u32::try_from(32 * keys).unwrap_or(u32::MAX).clamp(1 << 10, 1 << 16).next_power_of_two();
        Self { bits: vec![0; (bits / u64::BITS) as usize], mask: bits - 1 }
    }

    fn add(&mut self, key: u32) {
        for half in [key & self.mask, (key >> 16) & self.mask] {
            if let Some(bits) = self.bits.get_mut((half / u64::BITS) as usize) {
                *bits |= 1 << (half % u64::BITS);
            }
        }
    }

    pub(crate) fn may_have(&self, key: u32) -> bool {
        let has = |half: u32| {
            let bits = self.bits.get(((half & self.mask) / u64::BITS) as usize);
            bits.is_some_and(|bits| (bits >> (half % u64::BITS)) & 1 == 1)
        };
        has(key) && has(key >> 16)
    }
}

impl Heads {
    /// Goes through all bodies once: counts their words, marks signatures and written quotes, and keeps line keys.
    pub(crate) fn of(engine: &mut Engine<'_, '_>, ends: &[usize]) -> Self {
        let lines = engine.draft.segments.len();
        let wanted = || Wanted::with_capacity(lines);
        let mut heads = Self {
            lines: Vec::with_capacity(lines),
            wanted: wanted(),
            doubled: wanted(),
            eights: wanted(),
            sixteens: wanted(),
            short: wanted(),
        };
        for comment in 0..engine.draft.comments.len() {
            heads.add(comment, is_answered(ends, comment), &mut engine.draft);
        }
        heads
    }

    fn add(&mut self, comment: usize, is_answered: bool, draft: &mut Draft<'_>) {
        let Draft { text, rebuilt, comments, segments, .. } = draft;
        let Some(comment) = comments.get_mut(comment) else { return };
        let segments = segments.get_mut(comment.segments.start as usize..comment.segments.end as usize);
        let segments = segments.unwrap_or_default();
        let mut signature = None;
        for (index, segment) in segments.iter_mut().enumerate() {
            let text = text_at(text, rebuilt, segment.span);
            // What is answered is read word by word later, and counted there.
            comment.words += if is_answered { 0 } else { count_words(text) };
            signature = if text == SIGNATURE { Some(index) } else { signature };
            if text.starts_with('>') {
                segment.kind = SegmentKind::Quoted { source: None };
            }
            let head = Head::of(text);
            self.lines.push(head);
            if let Some(head) = head {
                self.want(head, text);
            }
        }
        mark_signature(segments, signature);
    }

    fn want(&mut self, head: Head, text: &str) {
        if self.wanted.may_have(head.key) {
            self.doubled.add(head.key);
        }
        self.wanted.add(head.key);
        let (eight, sixteen) = beginnings(text, head.at as usize);
        eight.into_iter().for_each(|eight| self.eights.add(eight));
        match sixteen {
            Some(sixteen) => self.sixteens.add(sixteen),
            None => eight.into_iter().for_each(|eight| self.short.add(eight)),
        }
    }
}

impl Heads {
    /// Counts the words of a source, and tells whether another line's key stands in it. Most sources are quoted nowhere,
    /// so that a few bytes of each word are looked at before a key is made. `own` has the heads of the source's lines.
    pub(crate) fn scan(&self, segments: &[Segment], own: &[Option<Head>], engine: &Engine<'_, '_>) -> (u32, bool) {
        let (mut words, mut found) = (0, false);
        for (index, segment) in segments.iter().enumerate() {
            let text = engine.draft.str(segment.span);
            let own = own.get(index).copied().flatten();
            words += scan(text, |at, eight| {
                if !found && self.eights.may_have(eight) && self.may_begin(text, at, eight) {
                    found = match own.filter(|own| own.at as usize == at) {
                        Some(own) => self.doubled.may_have(own.key),
                        None => key_at(segments.get(index..).unwrap_or_default(), at, engine)
                            .is_some_and(|key| self.wanted.may_have(key)),
                    };
                }
            });
        }
        (words, found)
    }

    fn may_begin(&self, text: &str, at: usize, eight: u32) -> bool {
        let (_, sixteen) = beginnings(text, at);
        sixteen.is_none_or(|sixteen| self.sixteens.may_have(sixteen) || self.short.may_have(eight))
    }
}

/// The key that begins at a byte of the first segment.
fn key_at(segments: &[Segment], at: usize, engine: &Engine<'_, '_>) -> Option<u32> {
    let (mut four, mut len, mut from) = ([GAP; KEY], 0, at);
    for segment in segments {
        let text = engine.draft.str(segment.span);
        for word in Words::of(text.get(from..).unwrap_or_default()) {
            *four.get_mut(len)? = word;
            len += 1;
            if len == KEY {
                return Some(key_of(&four));
            }
        }
        from = 0;
    }
    None
}

impl Head {
    fn of(text: &str) -> Option<Self> {
        let (mut words, mut len, mut early, mut tokens) = ([GAP; EARLY_GAP + KEY], 0, 0, Words::of(text));
        let mut at = 0;
        while let (Some(to), Some(word)) = (words.get_mut(len).filter(|_| len < early + KEY), tokens.next()) {
            *to = word;
            at = if len == early { tokens.start() } else { at };
            len += 1;
            early = if word == GAP && len <= EARLY_GAP { len } else { early };
        }
        let four = words.get(early..early + KEY).filter(|four| !four.contains(&GAP))?;
        Some(Self { key: key_of(four), early: u8::try_from(early).ok()?, at: u32::try_from(at).ok()? })
    }
}

/// The number of four words.
pub(crate) fn key_of(words: &[Word]) -> u32 {
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
