//! One match of a pattern against a line: the search for the places where its free texts end.

use std::ops::Range;

use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::digit1;
use nom::{IResult, Parser};

use crate::grammar::dates::DateFormats;
use crate::grammar::field::{Field, FieldType};
use crate::grammar::program::{Inst, Program, begins_with};

/// Steps that one match may take.
const FUEL: u32 = 4_000;
/// Longest free text in running text: names and subjects of no site are longer.
const MAX_INLINE: usize = 48;
/// Values that one match may capture.
const MAX_CAPTURES: usize = 12;
/// Places that a match may come back to.
const MAX_FRAMES: usize = 32;

/// The words and formats that fields of a site are looked up in.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// The site's words for an anonymous author.
    pub anonymous: Vec<String>,
    /// The site's moderation words.
    pub moderation: Vec<String>,
    /// The site's date formats.
    pub dates: DateFormats,
}

/// What a pattern captured from a line: fields with the byte ranges of their texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures {
    log: [(u32, u32); MAX_CAPTURES],
    fields: [Option<Field>; MAX_CAPTURES],
    len: usize,
    end: usize,
    /// A bit for each field that was captured on the way.
    met: u64,
}

impl Captures {
    /// The range of `field`, if the pattern captured it.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Range<usize>> {
        if self.met & bit(field) == 0 {
            return None;
        }
        let known = self.fields.get(..self.len)?;
        let at = known.iter().position(|&known| known == Some(field))?;
        self.log.get(at).map(|&(start, end)| start as usize..end as usize)
    }

    /// One past the last byte that the pattern matched.
    #[must_use]
    pub fn end(&self) -> usize {
        self.end
    }

    /// All fields with their ranges, in the order of the line.
    pub fn iter(&self) -> impl Iterator<Item = (Field, Range<usize>)> + '_ {
        let ranges = self.log.iter().map(|&(start, end)| start as usize..end as usize);
        self.fields.iter().take(self.len).zip(ranges).filter_map(|(field, range)| field.map(|field| (field, range)))
    }

    fn push(&mut self, field: Field, start: usize, end: usize) {
        if let (Some(range), Some(slot)) = (self.log.get_mut(self.len), self.fields.get_mut(self.len)) {
            *range = (narrow(start), narrow(end));
            *slot = Some(field);
            self.len += 1;
            self.met |= bit(field);
        }
    }
}

fn bit(field: Field) -> u64 {
    1 << (field as u32 % u64::BITS)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How far a pattern got on a line that it does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The byte of the line where it got stuck.
    pub at: usize,
    /// What it wanted there.
    pub wanted: String,
}

/// Where a match may come back to: an instruction with the place in the line that it stands at.
#[derive(Clone, Copy, Default)]
struct Frame {
    pc: u32,
    at: u32,
    captured: u32,
    /// Where the free text that begins at `at` ended before, if the instruction is one; else 0.
    grown_to: u32,
}

/// One match of a pattern against a line.
pub(crate) struct Run<'p> {
    program: &'p Program,
    line: &'p str,
    lexicon: &'p Lexicon,
    inline: bool,
    frames: [Frame; MAX_FRAMES],
    n_frames: usize,
    captures: Captures,
    fuel: u32,
    farthest: (usize, usize),
}

impl<'p> Run<'p> {
    /// Matches a whole line, or the beginning of a running text.
    pub(crate) fn matches(program: &'p Program, line: &'p str, lexicon: &'p Lexicon, inline: bool) -> Option<Captures> {
        let mut run = Self::new(program, line, lexicon, inline);
        run.search().then_some(run.captures)
    }

    /// Tells how far a pattern gets on a line that it does not match.
    pub(crate) fn miss(program: &'p Program, line: &'p str, lexicon: &'p Lexicon) -> Option<Miss> {
        let mut run = Self::new(program, line, lexicon, false);
        (!run.search()).then(|| run.told_miss())
    }

    fn new(program: &'p Program, line: &'p str, lexicon: &'p Lexicon, inline: bool) -> Self {
        Self {
            program,
            line,
            lexicon,
            inline,
            frames: [Frame::default(); MAX_FRAMES],
            n_frames: 0,
            captures: Captures::default(),
            fuel: FUEL,
            farthest: (0, 0),
        }
    }
}

impl Run<'_> {
    fn search(&mut self) -> bool {
        let (mut pc, mut at) = (0, 0);
        loop {
            let next = self.step(pc, at);
            match next {
                Outcome::Go(to, now) => (pc, at) = (to, now),
                Outcome::Done => return true,
                Outcome::Fail => {
                    // The try that got through most of the pattern tells more than one whose free text ate the line.
                    let at_end = matches!(self.program.insts.get(pc), Some(Inst::End));
                    if !at_end && (pc, at) > self.farthest {
                        self.farthest = (pc, at);
                    }
                    match self.come_back() {
                        Some(place) => (pc, at) = place,
                        None => return false,
                    }
                }
            }
            self.fuel = match self.fuel.checked_sub(1) {
                Some(fuel) => fuel,
                None => return false,
            };
        }
    }

    fn step(&mut self, pc: usize, at: usize) -> Outcome {
        let program = self.program;
        let bytes = self.line.as_bytes().get(at..).unwrap_or_default();
        let rest = || self.line.get(at..).unwrap_or_default();
        match program.insts.get(pc) {
            Some(Inst::Literal(text)) => self.advance(pc, at, begins_with(bytes, text).then_some(text.len())),
            Some(Inst::Blanks) => self.advance(pc, at, blanks(rest())),
            Some(Inst::Field(field)) => self.field(pc, at, *field, rest()),
            Some(Inst::Text { .. }) => self.grow(pc, at, None),
            Some(Inst::Split { other, stops }) if stops.may_follow(bytes) => {
                self.remember(*other, at, None);
                Outcome::Go(pc + 1, at)
            }
            Some(Inst::Split { other, .. }) => Outcome::Go(*other, at),
            Some(Inst::Jump(other)) => Outcome::Go(*other, at),
            Some(Inst::End) | None => self.finish(at),
        }
    }

    fn advance(&self, pc: usize, at: usize, taken: Option<usize>) -> Outcome {
        taken.map_or(Outcome::Fail, |taken| Outcome::Go(pc + 1, at + taken))
    }

    fn field(&mut self, pc: usize, at: usize, field: Field, rest: &str) -> Outcome {
        match field_len(field.kind(), rest, self.lexicon) {
            Some(len) => {
                self.captures.push(field, at, at + len);
                Outcome::Go(pc + 1, at + len)
            }
            None => Outcome::Fail,
        }
    }

    fn finish(&mut self, at: usize) -> Outcome {
        if self.inline || at == self.line.len() {
            self.captures.end = at;
            return Outcome::Done;
        }
        Outcome::Fail
    }

    /// Lets a free text that begins at `start` end at the next place that may follow it.
    fn grow(&mut self, pc: usize, start: usize, from: Option<usize>) -> Outcome {
        let Some(Inst::Text { field, stops }) = self.program.insts.get(pc) else { return Outcome::Fail };
        let bytes = self.line.as_bytes();
        if bytes.get(start).is_none_or(|&byte| is_blank_byte(byte)) {
            return Outcome::Fail;
        }
        let ends_well = |end: &usize| {
            stops.may_follow(bytes.get(*end..).unwrap_or_default())
                && self.line.is_char_boundary(*end)
                && bytes.get(end - 1).is_some_and(|&byte| !is_blank_byte(byte))
        };
        let found = match stops.anchor {
            _ if self.inline => {
                (from.map_or(start + 1, |end| end + 1)..=bytes.len().min(start + MAX_INLINE)).find(ends_well)
            }
            Some(anchor) => self.before_anchor(anchor, start, from).find(ends_well),
            None => (start + 1..from.unwrap_or(bytes.len() + 1)).rev().find(ends_well),
        };
        match found {
            Some(end) => {
                let field = *field;
                self.remember(pc, start, Some(end));
                self.captures.push(field, start, end);
                Outcome::Go(pc + 1, end)
            }
            None => Outcome::Fail,
        }
    }

    /// The places that lie before an anchor or before the blanks in front of it, from the last on.
    fn before_anchor(&self, anchor: u8, start: usize, from: Option<usize>) -> impl Iterator<Item = usize> {
        let line = self.line;
        let anchors = memchr::memrchr_iter(anchor, line.as_bytes().get(start + 1..).unwrap_or_default());
        let ends = anchors.filter_map(move |at| Some(line.get(..start + 1 + at)?.trim_end_matches(is_blank).len()));
        ends.filter(move |end| *end > start && from.is_none_or(|from| *end < from))
    }

    fn remember(&mut self, pc: usize, at: usize, grown_to: Option<usize>) {
        if let Some(frame) = self.frames.get_mut(self.n_frames) {
            let [pc, at, captured, grown_to] = [pc, at, self.captures.len, grown_to.unwrap_or(0)].map(narrow);
            *frame = Frame { pc, at, captured, grown_to };
            self.n_frames += 1;
        }
    }

    fn come_back(&mut self) -> Option<(usize, usize)> {
        loop {
            self.n_frames = self.n_frames.checked_sub(1)?;
            let Frame { pc, at, captured, grown_to } = *self.frames.get(self.n_frames)?;
            let [pc, at, captured, grown_to] = [pc, at, captured, grown_to].map(|number| number as usize);
            self.captures.len = captured;
            if grown_to == 0 {
                return Some((pc, at));
            }
            if let Outcome::Go(pc, at) = self.grow(pc, at, Some(grown_to)) {
                return Some((pc, at));
            }
        }
    }

    fn told_miss(&self) -> Miss {
        let (pc, at) = self.farthest;
        let wanted = match self.program.insts.get(pc) {
            Some(Inst::Literal(text)) => format!("`{text}`"),
            Some(Inst::Blanks) => "a blank".to_owned(),
            Some(Inst::Field(field) | Inst::Text { field, .. }) => format!("`{{{}}}`", field.name()),
            _ => "the end of the line".to_owned(),
        };
        Miss { at, wanted }
    }
}

enum Outcome {
    Go(usize, usize),
    Done,
    Fail,
}

fn blanks(rest: &str) -> Option<usize> {
    if let [b' ', next, ..] = rest.as_bytes()
        && next.is_ascii_graphic()
    {
        return Some(1);
    }
    let matched: IResult<&str, &str> = take_while1(is_blank).parse(rest);
    matched.ok().map(|(_, taken)| taken.len())
}

/// How long a field of this type is at the beginning of `rest`.
pub(crate) fn field_len(kind: FieldType, rest: &str, lexicon: &Lexicon) -> Option<usize> {
    match kind {
        FieldType::Integer => digits(rest),
        FieldType::Address => run_of(rest, |letter| !is_blank(letter) && !matches!(letter, ')' | '>')),
        FieldType::AddressPart => run_of(rest, |letter| !is_blank(letter) && !matches!(letter, '&' | '#' | '?')),
        FieldType::Email => {
            let len = run_of(rest, |letter| !is_blank(letter) && letter != ')')?;
            rest.get(..len).is_some_and(|text| text.contains('@')).then_some(len)
        }
        FieldType::Score => score(rest),
        FieldType::LooseScore => {
            run_of(rest, |letter| !matches!(letter, ',' | ')' | ']' | '>' | '}') && !is_blank(letter))
        }
        FieldType::Moderation => word_of(&lexicon.moderation, rest),
        FieldType::LooseModeration => {
            run_of(rest, |letter| !matches!(letter, ')' | ']' | '>' | '}')).map(|len| trimmed(rest, len))
        }
        FieldType::Anonymous => word_of(&lexicon.anonymous, rest),
        FieldType::Time => lexicon.dates.len_at(rest),
        FieldType::Text | FieldType::LooseTime => None,
    }
}

fn score(rest: &str) -> Option<usize> {
    if rest.starts_with('?') {
        return Some(1);
    }
    let sign = usize::from(rest.starts_with('-'));
    digits(rest.get(sign..)?).filter(|len| *len <= 2).map(|len| len + sign)
}

fn digits(rest: &str) -> Option<usize> {
    let matched: IResult<&[u8], &[u8]> = digit1.parse(rest.as_bytes());
    matched.ok().map(|(_, taken)| taken.len())
}

fn run_of(rest: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let matched: IResult<&str, &str> = take_while1(wanted).parse(rest);
    matched.ok().map(|(_, taken)| taken.len())
}

fn trimmed(rest: &str, len: usize) -> usize {
    rest.get(..len).map_or(len, |text| text.trim_end().len())
}

fn word_of(words: &[String], rest: &str) -> Option<usize> {
    let matched = words.iter().find_map(|word| tag::<_, _, ()>(word.as_bytes()).parse(rest.as_bytes()).ok());
    matched.map(|(_, taken): (&[u8], &[u8])| taken.len())
}

/// Tells whether a character counts as a blank: a space, a tab, a NO-BREAK SPACE or an ideographic space.
#[must_use]
pub fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\u{a0}' | '\u{3000}')
}

fn is_blank_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
