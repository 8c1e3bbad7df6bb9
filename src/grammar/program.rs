//! A pattern made ready to be matched against lines of a page.
//!
//! A free text ends at the last place where the rest of the pattern matches, so that a nickname may hold
//! parentheses and a subject a score of its own. Optional parts that follow a free text are tried before the
//! text is let grow over them. The search for that place is bounded by a fixed number of steps, so that matching a line takes
//! time linear in its length whatever the line holds.

use memchr::memmem::Finder;

use crate::grammar::field::{Field, FieldType};
use crate::grammar::pattern::Step;
use crate::grammar::run::{Captures, Lexicon, Miss, Run, field_len};

/// One instruction of a program.
#[derive(Clone, Debug)]
pub(crate) enum Inst {
    Literal(String),
    Blanks,
    Field(Field),
    Text {
        field: Field,
        stops: Box<Stops>,
    },
    /// Goes on behind itself if what stands there can begin so, else or afterwards at the other place.
    Split {
        other: usize,
        stops: Box<Stops>,
    },
    Jump(usize),
    End,
}

/// What may follow a free text.
#[derive(Clone, Debug)]
pub(crate) struct Stops {
    /// The first byte of what follows.
    bytes: [bool; 256],
    /// Whether the line may end.
    at_end: bool,
    /// Where blanks follow, the first byte after them.
    after_blanks: [bool; 256],
    /// The one byte that stands where the text ends, or behind the blanks there, if there is only one.
    pub(crate) anchor: Option<u8>,
}

impl Stops {
    const NONE: Self = Self { bytes: [false; 256], at_end: false, after_blanks: [false; 256], anchor: None };

    /// The byte that every match has where the text ends or behind one blank.
    fn only_byte(&self) -> Option<u8> {
        let mut marked = (0..=u8::MAX).filter(|&byte| {
            let follows = |bytes: &[bool; 256]| bytes[usize::from(byte)];
            !BLANKS.contains(&byte) && (follows(&self.bytes) || follows(&self.after_blanks))
        });
        let only = marked.next().filter(|byte| byte.is_ascii() && !self.at_end);
        only.filter(|_| marked.next().is_none())
    }

    fn may_be_anything(&mut self) {
        self.bytes.fill(true);
        self.after_blanks.fill(true);
    }

    /// Tells whether a free text may end before `rest`.
    pub(crate) fn may_follow(&self, rest: &[u8]) -> bool {
        match rest {
            [] => self.at_end,
            [b' ', next, ..] => self.bytes[usize::from(b' ')] && self.after_blanks[usize::from(*next)],
            [first, ..] => self.bytes[usize::from(*first)],
        }
    }
}

/// A pattern made ready to be matched.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) insts: Vec<Inst>,
    prefix: String,
    first: Box<Stops>,
    last: Box<[bool; 256]>,
    needles: Vec<Finder<'static>>,
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
            if let Some(Inst::Text { stops, .. } | Inst::Split { stops, .. }) = insts.get_mut(pc) {
                let anchor = found.only_byte();
                **stops = Stops { anchor, ..found };
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
        let needles = literals.iter().take(MAX_NEEDLES).map(|text| Finder::new(text).into_owned()).collect();
        let first = Box::new(stops_after(&insts, 0));
        let mut last = Box::new([false; 256]);
        mark_last_bytes(steps, &mut last);
        Self { insts, prefix, first, last, needles }
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
        if !self.may_begin(line, lexicon) || !self.has_needles(line) {
            return None;
        }
        Run::matches(self, line, lexicon, false)
    }

    /// Matches the beginning of a running text; free texts are as short as they can be.
    #[must_use]
    pub fn matches_inline(&self, text: &str, lexicon: &Lexicon) -> Option<Captures> {
        if !begins_with(text.as_bytes(), &self.prefix) {
            return None;
        }
        Run::matches(self, text, lexicon, true)
    }

    /// Tells how far the pattern gets on a line that it does not match.
    #[must_use]
    pub fn miss(&self, line: &str, lexicon: &Lexicon) -> Option<Miss> {
        Run::miss(self, line, lexicon)
    }

    /// Tells whether a matching line can begin with a byte.
    #[must_use]
    pub fn may_begin_with(&self, byte: u8) -> bool {
        self.first.bytes[usize::from(byte)]
    }

    /// Tells whether a matching line can end with a byte.
    #[must_use]
    pub fn may_end_with(&self, byte: u8) -> bool {
        self.last[usize::from(byte)]
    }

    /// Tells whether a line begins with the pattern's first literal, and with its first field where that is no free text.
    fn may_begin(&self, line: &str, lexicon: &Lexicon) -> bool {
        if !begins_with(line.as_bytes(), &self.prefix) {
            return false;
        }
        match self.insts.get(usize::from(!self.prefix.is_empty())) {
            Some(Inst::Field(field)) => {
                line.get(self.prefix.len()..).is_some_and(|rest| field_len(field.kind(), rest, lexicon).is_some())
            }
            _ => true,
        }
    }

    /// Tells whether a line holds the literals that every matching line must hold.
    fn has_needles(&self, line: &str) -> bool {
        self.needles.iter().all(|needle| needle.find(line.as_bytes()).is_some())
    }
}

/// The same as `starts_with`, faster for what is a few bytes long.
#[inline]
pub(crate) fn begins_with(line: &[u8], prefix: &str) -> bool {
    line.len() >= prefix.len() && line.iter().zip(prefix.as_bytes()).all(|(byte, wanted)| byte == wanted)
}

/// Literals that are looked for before a match is tried: more cost as much as the match.
const MAX_NEEDLES: usize = 2;

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
            insts.push(fork());
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
        insts.push(fork());
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
    Inst::Text { field, stops: Box::new(Stops::NONE) }
}

fn fork() -> Inst {
    Inst::Split { other: 0, stops: Box::new(Stops::NONE) }
}

fn is_free(field: Field) -> bool {
    matches!(field.kind(), FieldType::Text | FieldType::LooseTime)
}

fn set_target(insts: &mut [Inst], at: usize, target: usize) {
    if let Some(Inst::Split { other: to, .. } | Inst::Jump(to)) = insts.get_mut(at) {
        *to = target;
    }
}

/// What the instructions from `pc` on can begin with.
fn stops_after(insts: &[Inst], pc: usize) -> Stops {
    let mut stops = Stops::NONE;
    for pc in entries(insts, pc) {
        match insts.get(pc) {
            Some(Inst::End) | None => stops.at_end = true,
            Some(Inst::Blanks) => mark_after_blanks(insts, pc + 1, &mut stops),
            Some(inst) => mark_first_bytes(inst, &mut stops),
        }
    }
    stops
}

/// The instructions that take text or end the pattern and that may come first from `pc` on.
fn entries(insts: &[Inst], pc: usize) -> Vec<usize> {
    let (mut todo, mut found) = (vec![pc], Vec::new());
    while let Some(pc) = todo.pop() {
        match insts.get(pc) {
            Some(Inst::Split { other, .. }) => todo.extend([pc + 1, *other]),
            Some(Inst::Jump(other)) => todo.push(*other),
            _ => found.push(pc),
        }
    }
    found
}

/// Blanks may follow, and after them what may follow those: one blank of several may be taken alone.
fn mark_after_blanks(insts: &[Inst], pc: usize, stops: &mut Stops) {
    let mark = |bytes: &mut [bool; 256], marked: &[u8]| marked.iter().for_each(|&byte| bytes[usize::from(byte)] = true);
    mark(&mut stops.bytes, BLANKS);
    mark(&mut stops.after_blanks, BLANKS);
    for pc in entries(insts, pc) {
        match insts.get(pc) {
            Some(Inst::Literal(text)) => mark(&mut stops.after_blanks, text.as_bytes().get(..1).unwrap_or_default()),
            Some(Inst::Field(field)) if field.kind() == FieldType::Integer => mark(&mut stops.after_blanks, DIGITS),
            _ => stops.after_blanks.fill(true),
        }
    }
}

/// The bytes that blanks begin with.
const BLANKS: &[u8] = b" \t\xC2\xE3";
const DIGITS: &[u8] = b"0123456789";

/// Marks what an instruction that takes text can begin with; a literal may begin with a blank.
fn mark_first_bytes(inst: &Inst, stops: &mut Stops) {
    let mut mark = |first: &[u8]| first.iter().for_each(|&byte| stops.bytes[usize::from(byte)] = true);
    match inst {
        Inst::Literal(text) if text.starts_with(' ') => stops.may_be_anything(),
        Inst::Literal(text) => mark(text.as_bytes().get(..1).unwrap_or_default()),
        Inst::Field(field) if field.kind() == FieldType::Integer => mark(DIGITS),
        _ => stops.may_be_anything(),
    }
}

/// Marks what a text that the steps match can end with.
fn mark_last_bytes(steps: &[Step], last: &mut [bool; 256]) {
    for step in steps.iter().rev() {
        match step {
            Step::Literal(text) => text.bytes().next_back().into_iter().for_each(|byte| last[usize::from(byte)] = true),
            Step::Field(field) if field.kind() == FieldType::Integer => {
                DIGITS.iter().for_each(|&byte| last[usize::from(byte)] = true);
            }
            Step::Optional(inner) => mark_last_bytes(inner, last),
            Step::Blanks | Step::Field(_) => last.fill(true),
        }
        if !matches!(step, Step::Optional(_)) {
            return;
        }
    }
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
