//! A pattern made ready to be matched against lines of a page.
//!
//! A free text ends at the last place where the rest of the pattern matches, so that a nickname may hold
//! parentheses and a subject a score of its own. Optional parts that follow a free text are tried before the
//! text is let grow over them. The search for that place is bounded by [`FUEL`], so that matching a line takes
//! time linear in its length whatever the line holds.

use std::ops::Range;

use memchr::memmem::Finder;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::digit1;
use nom::{IResult, Parser};

use crate::grammar::dates::DateFormats;
use crate::grammar::field::{Field, FieldType};
use crate::grammar::pattern::Step;

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

#[derive(Clone, Debug)]
enum Inst {
    Literal(String),
    Blanks,
    Field(Field),
    Text { field: Field, stops: Box<Stops> },
    Split(usize),
    Jump(usize),
    End,
}

/// The bytes that may follow a free text, and whether the line may end after it.
#[derive(Clone, Debug)]
struct Stops {
    bytes: [bool; 256],
    at_end: bool,
}

/// A pattern made ready to be matched.
#[derive(Clone, Debug)]
pub struct Program {
    insts: Vec<Inst>,
    prefix: String,
    first: Box<Stops>,
    needles: Vec<Finder<'static>>,
}

/// What a pattern captured from a line: fields with the byte ranges of their texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures {
    log: [(u32, u32); MAX_CAPTURES],
    fields: [Option<Field>; MAX_CAPTURES],
    len: usize,
    end: usize,
}

impl Captures {
    /// The range of `field`, if the pattern captured it.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Range<usize>> {
        let at = self.fields.iter().take(self.len).position(|&known| known == Some(field))?;
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
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        if let (Some(range), Some(slot)) = (self.log.get_mut(self.len), self.fields.get_mut(self.len)) {
            *range = (narrow(start), narrow(end));
            *slot = Some(field);
            self.len += 1;
        }
    }
}

/// How far a pattern got on a line that it does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The byte of the line where it got stuck.
    pub at: usize,
    /// What it wanted there.
    pub wanted: String,
}

/// Where a match may come back to.
#[derive(Clone, Copy)]
enum Frame {
    Retry { pc: usize, at: usize, captured: usize },
    Regrow { pc: usize, start: usize, from: usize, captured: usize },
}

struct Run<'p> {
    program: &'p Program,
    line: &'p str,
    lexicon: &'p Lexicon,
    inline: bool,
    frames: Vec<Frame>,
    captures: Captures,
    fuel: u32,
    farthest: (usize, usize),
}

impl Program {
    /// Makes the steps of a pattern ready.
    #[must_use]
    pub fn new(steps: &[Step]) -> Self {
        let mut insts = Vec::new();
        emit_all(steps, &mut insts);
        insts.push(Inst::End);
        for pc in 0..insts.len() {
            let found = stops_after(&insts, pc + 1);
            if let Some(Inst::Text { stops, .. }) = insts.get_mut(pc) {
                **stops = found;
            }
        }
        let prefix = match insts.first() {
            Some(Inst::Literal(text)) => text.clone(),
            _ => String::new(),
        };
        let literals = steps.iter().skip(1).filter_map(|step| match step {
            Step::Literal(text) => Some(text),
            _ => None,
        });
        let mut literals: Vec<&String> = literals.collect();
        literals.sort_by_key(|text| std::cmp::Reverse(text.len()));
        literals.dedup();
        let needles = literals.iter().map(|text| Finder::new(text).into_owned()).collect();
        let first = Box::new(stops_after(&insts, 0));
        Self { insts, prefix, first, needles }
    }

    /// The text that every matching line begins with; empty where the pattern begins with a field.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Matches a whole line, which has no blanks at its ends.
    ///
    /// Linear in the line's length; a line that takes too many steps does not match.
    #[must_use]
    pub fn matches(&self, line: &str, lexicon: &Lexicon) -> Option<Captures> {
        if !line.starts_with(self.prefix.as_str()) || !self.has_needles(line) {
            return None;
        }
        self.run(line, lexicon, false).ok()
    }

    /// Matches the beginning of a running text; free texts are as short as they can be.
    #[must_use]
    pub fn matches_inline(&self, text: &str, lexicon: &Lexicon) -> Option<Captures> {
        if !text.starts_with(self.prefix.as_str()) {
            return None;
        }
        self.run(text, lexicon, true).ok()
    }

    /// Tells how far the pattern gets on a line that it does not match.
    #[must_use]
    pub fn miss(&self, line: &str, lexicon: &Lexicon) -> Option<Miss> {
        self.run(line, lexicon, false).err()
    }

    /// Tells whether a matching line can begin with a byte.
    #[must_use]
    pub fn may_begin_with(&self, byte: u8) -> bool {
        self.first.bytes[usize::from(byte)]
    }

    /// Tells whether a line holds the literals that every matching line must hold.
    fn has_needles(&self, line: &str) -> bool {
        self.needles.iter().all(|needle| needle.find(line.as_bytes()).is_some())
    }

    fn run(&self, line: &str, lexicon: &Lexicon, inline: bool) -> Result<Captures, Miss> {
        let mut run = Run {
            program: self,
            line,
            lexicon,
            inline,
            frames: Vec::new(),
            captures: Captures::default(),
            fuel: FUEL,
            farthest: (0, 0),
        };
        if run.search() { Ok(run.captures) } else { Err(run.miss()) }
    }
}

fn emit_all(steps: &[Step], insts: &mut Vec<Inst>) {
    let mut rest = steps;
    while let Some((step, after)) = rest.split_first() {
        let optionals = after.iter().take_while(|step| matches!(step, Step::Optional(_))).count();
        match step {
            Step::Field(field) if is_free(*field) && optionals > 0 => {
                let (parts, after) = after.split_at(optionals);
                emit_free_text(*field, parts, insts);
                rest = after;
            }
            _ => {
                emit(step, insts);
                rest = after;
            }
        }
    }
}

fn emit(step: &Step, insts: &mut Vec<Inst>) {
    match step {
        Step::Literal(text) => insts.push(Inst::Literal(text.clone())),
        Step::Blanks => insts.push(Inst::Blanks),
        Step::Field(field) if is_free(*field) => insts.push(free_text(*field)),
        Step::Field(field) => insts.push(Inst::Field(*field)),
        Step::Optional(inner) => {
            let split = insts.len();
            insts.push(Inst::Split(0));
            emit_all(inner, insts);
            let after = insts.len();
            set_target(insts, split, after);
        }
    }
}

/// A free text with the optional parts behind it: first with the first part, then with the second ..., then alone.
fn emit_free_text(field: Field, parts: &[Step], insts: &mut Vec<Inst>) {
    let mut jumps = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let split = insts.len();
        insts.push(Inst::Split(0));
        insts.push(free_text(field));
        if let Step::Optional(inner) = part {
            emit_all(inner, insts);
        }
        emit_all(parts.get(index + 1..).unwrap_or_default(), insts);
        jumps.push(insts.len());
        insts.push(Inst::Jump(0));
        let next = insts.len();
        set_target(insts, split, next);
    }
    insts.push(free_text(field));
    let after = insts.len();
    for jump in jumps {
        set_target(insts, jump, after);
    }
}

fn free_text(field: Field) -> Inst {
    Inst::Text { field, stops: Box::new(Stops { bytes: [false; 256], at_end: false }) }
}

fn is_free(field: Field) -> bool {
    matches!(field.kind(), FieldType::Text | FieldType::LooseTime)
}

fn set_target(insts: &mut [Inst], at: usize, target: usize) {
    if let Some(Inst::Split(to) | Inst::Jump(to)) = insts.get_mut(at) {
        *to = target;
    }
}

/// The bytes that the instructions from `pc` on can begin with.
fn stops_after(insts: &[Inst], pc: usize) -> Stops {
    let mut stops = Stops { bytes: [false; 256], at_end: false };
    let mut todo = vec![pc];
    while let Some(pc) = todo.pop() {
        match insts.get(pc) {
            Some(Inst::Split(other)) => todo.extend([pc + 1, *other]),
            Some(Inst::Jump(other)) => todo.push(*other),
            Some(Inst::End) | None => stops.at_end = true,
            Some(inst) => mark_first_bytes(inst, &mut stops.bytes),
        }
    }
    stops
}

fn mark_first_bytes(inst: &Inst, bytes: &mut [bool; 256]) {
    let mut mark = |first: &[u8]| first.iter().for_each(|&byte| bytes[usize::from(byte)] = true);
    match inst {
        Inst::Literal(text) => mark(text.as_bytes().get(..1).unwrap_or_default()),
        Inst::Blanks => mark(b" \t\xC2\xE3"),
        Inst::Field(field) if field.kind() == FieldType::Integer => mark(b"0123456789"),
        Inst::Field(field) if field.kind() == FieldType::Anonymous => bytes.fill(true),
        _ => bytes.fill(true),
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
                    if (pc, at) > self.farthest {
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
        let rest = self.line.get(at..).unwrap_or_default();
        match program.insts.get(pc) {
            Some(Inst::Literal(text)) => self.advance(pc, at, literal(text, rest)),
            Some(Inst::Blanks) => self.advance(pc, at, blanks(rest)),
            Some(Inst::Field(field)) => self.field(pc, at, *field, rest),
            Some(Inst::Text { .. }) => self.grow(pc, at, None),
            Some(Inst::Split(other)) => {
                self.remember(Frame::Retry { pc: *other, at, captured: self.captures.len });
                Outcome::Go(pc + 1, at)
            }
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
            let stop = bytes.get(*end).map_or(stops.at_end, |&byte| stops.bytes[usize::from(byte)]);
            stop && self.line.is_char_boundary(*end) && bytes.get(end - 1).is_some_and(|&byte| !is_blank_byte(byte))
        };
        let found = if self.inline {
            (from.map_or(start + 1, |end| end + 1)..=bytes.len().min(start + MAX_INLINE)).find(ends_well)
        } else {
            (start + 1..from.unwrap_or(bytes.len() + 1)).rev().find(ends_well)
        };
        match found {
            Some(end) => {
                let field = *field;
                self.remember(Frame::Regrow { pc, start, from: end, captured: self.captures.len });
                self.captures.push(field, start, end);
                Outcome::Go(pc + 1, end)
            }
            None => Outcome::Fail,
        }
    }

    fn remember(&mut self, frame: Frame) {
        if self.frames.len() < MAX_FRAMES {
            self.frames.push(frame);
        }
    }

    fn come_back(&mut self) -> Option<(usize, usize)> {
        loop {
            match self.frames.pop()? {
                Frame::Retry { pc, at, captured } => {
                    self.captures.len = captured;
                    return Some((pc, at));
                }
                Frame::Regrow { pc, start, from, captured } => {
                    self.captures.len = captured;
                    if let Outcome::Go(pc, at) = self.grow(pc, start, Some(from)) {
                        return Some((pc, at));
                    }
                }
            }
        }
    }

    fn miss(&self) -> Miss {
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

fn literal(text: &str, rest: &str) -> Option<usize> {
    let matched: IResult<&str, &str> = tag(text).parse(rest);
    matched.ok().map(|(_, taken)| taken.len())
}

fn blanks(rest: &str) -> Option<usize> {
    let matched: IResult<&str, &str> = take_while1(is_blank).parse(rest);
    matched.ok().map(|(_, taken)| taken.len())
}

/// How long a field of this type is at the beginning of `rest`.
fn field_len(kind: FieldType, rest: &str, lexicon: &Lexicon) -> Option<usize> {
    match kind {
        FieldType::Integer => digits(rest),
        FieldType::Address => run_of(rest, |letter| !is_blank(letter) && !matches!(letter, ')' | '>')),
        FieldType::Email => {
            let len = run_of(rest, |letter| !is_blank(letter) && letter != ')')?;
            rest.get(..len).is_some_and(|text| text.contains('@')).then_some(len)
        }
        FieldType::Score => score(rest),
        FieldType::LooseScore => run_of(rest, |letter| !matches!(letter, ',' | ')') && !is_blank(letter)),
        FieldType::Moderation => word_of(&lexicon.moderation, rest),
        FieldType::LooseModeration => run_of(rest, |letter| letter != ')').map(|len| trimmed(rest, len)),
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
    let matched: IResult<&str, &str> = digit1.parse(rest);
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
    words.iter().find_map(|word| literal(word, rest))
}

/// Tells whether a character counts as a blank: a space, a tab, a NO-BREAK SPACE or an ideographic space.
#[must_use]
pub fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\u{a0}' | '\u{3000}')
}

fn is_blank_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::pattern::parse_pattern;

    fn captured<'l>(pattern: &str, line: &'l str) -> Option<Vec<(&'static str, &'l str)>> {
        let program = Program::new(&parse_pattern(pattern).expect("it is a pattern"));
        let lexicon = Lexicon {
            moderation: vec!["Funny".into()],
            anonymous: vec!["Anonymous Coward".into()],
            ..Lexicon::default()
        };
        let captures = program.matches(line, &lexicon)?;
        Some(captures.iter().map(|(field, range)| (field.name(), &line[range])).collect())
    }

    const BYLINE: &str = "by {author}[ ([ ]{uid}[ ])][ *][ <{mail}>] on {posted~} (#{site_id})[ Homepage][ Journal]";

    #[test]
    fn the_last_number_in_parentheses_is_the_uid() {
        assert_eq!(
            captured(BYLINE, "by foo (bar) ( 12 ) * <a (at) b on c> on Friday x (#9) Journal"),
            Some(vec![
                ("author", "foo (bar)"),
                ("uid", "12"),
                ("mail", "a (at) b on c"),
                ("posted~", "Friday x"),
                ("site_id", "9")
            ])
        );
        assert_eq!(
            captured(BYLINE, "by by on ( 5 ) on by ( 7 ) on Monday (#1)"),
            Some(vec![("author", "by on ( 5 ) on by"), ("uid", "7"), ("posted~", "Monday"), ("site_id", "1")])
        );
        assert_eq!(captured(BYLINE, "by the way, this is not a header"), None);
    }

    #[test]
    fn the_last_score_is_the_score() {
        let title = "{subject}[ ]([ ]Score:[ ]{score}[ ][, {moderation}])";
        assert_eq!(
            captured(title, "Why (Score:5, Insightful) is wrong (Score:2, Funny)"),
            Some(vec![("subject", "Why (Score:5, Insightful) is wrong"), ("score", "2"), ("moderation", "Funny")])
        );
        assert_eq!(captured(title, "Re:( Score: -1 )"), Some(vec![("subject", "Re:"), ("score", "-1")]));
    }

    #[test]
    fn a_hostile_line_ends() {
        let line = format!("by {}", "( ".repeat(8_000));
        assert_eq!(captured(BYLINE, &line), None);
    }
}
