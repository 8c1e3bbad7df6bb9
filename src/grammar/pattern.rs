//! Templates that a person can read, such as `by {author}[ ({uid})] on {posted}`.
//!
//! ```text
//! pattern  = { literal | blanks | field | optional } ;
//! field    = "{" name "}" ;
//! optional = "[" pattern "]" ;
//! blanks   = " " { " " } ;                     (* any run of blanks of the page *)
//! literal  = any text; \[ \] \{ \} \\ for the characters themselves
//! ```

use nom::branch::alt;
use nom::bytes::complete::{tag, take_till1, take_while1};
use nom::character::complete::{anychar, char};
use nom::combinator::{map, value, verify};
use nom::multi::fold_many1;
use nom::sequence::{delimited, preceded};
use nom::{IResult, Parser};

use crate::grammar::field::{Field, FieldType};

/// How deep optional parts may stand in each other.
const MAX_NESTING: usize = 4;

/// One step of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Exactly this text.
    Literal(String),
    /// One blank or more.
    Blanks,
    /// A field.
    Field(Field),
    /// A part that may be missing.
    Optional(Vec<Self>),
}

/// Why a pattern's text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What was expected and found.
    pub message: String,
}

/// Reads a pattern's text.
///
/// # Errors
///
/// Where the text is empty, a bracket is open or unknown, a field has no such name, or two free texts stand
/// side by side so that nothing tells where the first ends.
pub fn parse_pattern(text: &str) -> Result<Vec<Step>, PatternError> {
    let fail = |rest: &str, message: String| PatternError { column: column_of(text, rest), message };
    let mut rest = text;
    let mut open: Vec<Vec<Step>> = vec![Vec::new()];
    while !rest.is_empty() {
        let (after, token) = token(rest)
            .map_err(|_| fail(rest, format!("expected a literal, a field or a bracket, but found `{rest}`")))?;
        push_token(token, &mut open).map_err(|message| fail(rest, message))?;
        rest = after;
    }
    let steps = match open.pop() {
        Some(steps) if open.is_empty() => steps,
        _ => return Err(fail(rest, "expected `]`, but found the end of the pattern".to_owned())),
    };
    if steps.is_empty() {
        return Err(fail(rest, "expected a pattern, but found nothing".to_owned()));
    }
    check_neighbours(&steps).map_err(|message| fail(rest, message))?;
    Ok(steps)
}

/// A part of a pattern's text.
#[derive(Clone)]
enum Token<'a> {
    Blanks,
    Literal(String),
    Field(&'a str),
    Open,
    Close,
}

fn push_token(token: Token<'_>, open: &mut Vec<Vec<Step>>) -> Result<(), String> {
    let step = match token {
        Token::Open if open.len() > MAX_NESTING => {
            return Err(format!("optional parts stand more than {MAX_NESTING} deep"));
        }
        Token::Open => {
            open.push(Vec::new());
            return Ok(());
        }
        Token::Close if open.len() == 1 => {
            return Err("found `]` without its `[`; write `\\]` for the character".to_owned());
        }
        Token::Close => Step::Optional(open.pop().unwrap_or_default()),
        Token::Blanks => Step::Blanks,
        Token::Literal(text) => Step::Literal(text),
        Token::Field(name) => Step::Field(Field::from_name(name).ok_or_else(|| unknown_field(name))?),
    };
    if let Some(steps) = open.last_mut() {
        steps.push(step);
    }
    Ok(())
}

fn unknown_field(name: &str) -> String {
    let known = Field::ALL.iter().map(|field| field.name());
    if name.contains(['{', '[', ']', ' ']) {
        return format!("expected `}}` after the field's name, but found `{{{name}`");
    }
    match nearest(name, known) {
        Some(near) => format!("unknown field `{{{name}}}`; did you mean `{{{near}}}`?"),
        None => format!("unknown field `{{{name}}}`"),
    }
}

/// The known name that shares the most letters with `name`, where it shares at least half of them.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let shared = |other: &str| name.chars().filter(|&letter| other.contains(letter)).count();
    let distance = |other: &str| (name.len() + other.len()).saturating_sub(2 * shared(other));
    known.min_by_key(|other| distance(other)).filter(|other| distance(other) * 2 <= name.len().max(3))
}

/// token = blanks | field | "[" | "]" | literal
fn token(input: &str) -> IResult<&str, Token<'_>> {
    alt((
        value(Token::Blanks, take_while1(|letter| letter == ' ')),
        map(delimited(char('{'), take_till1(|letter| letter == '}'), char('}')), Token::Field),
        value(Token::Open, char('[')),
        value(Token::Close, char(']')),
        map(literal, Token::Literal),
    ))
    .parse(input)
}

/// literal = { plain | "\" special }
fn literal(input: &str) -> IResult<&str, String> {
    let special = verify(anychar, |letter| "[]{}\\".contains(*letter));
    let plain = verify(anychar, |letter| !"[]{}\\ ".contains(*letter));
    let letter = alt((preceded(tag("\\"), special), plain));
    fold_many1(letter, String::new, |mut text, letter| {
        text.push(letter);
        text
    })
    .parse(input)
}

/// Two free texts need something between them that tells where the first ends.
fn check_neighbours(steps: &[Step]) -> Result<(), String> {
    let mut previous: Option<Field> = None;
    for field in steps.iter().map(free_text) {
        match (previous, field) {
            (Some(first), Some(second)) => {
                return Err(format!(
                    "nothing tells where `{{{}}}` ends and `{{{}}}` begins; put a literal between them",
                    first.name(),
                    second.name()
                ));
            }
            (_, now) => previous = now,
        }
    }
    steps.iter().try_for_each(|step| match step {
        Step::Optional(inner) => check_neighbours(inner),
        _ => Ok(()),
    })
}

/// The free text that a step begins and ends with, if it is nothing else.
fn free_text(step: &Step) -> Option<Field> {
    match step {
        Step::Field(field) if matches!(field.kind(), FieldType::Text | FieldType::LooseTime) => Some(*field),
        Step::Optional(inner) => match inner.as_slice() {
            [only] => free_text(only),
            _ => None,
        },
        _ => None,
    }
}

fn column_of(text: &str, rest: &str) -> usize {
    text.len().checked_sub(rest.len()).and_then(|at| text.get(..at)).map_or(1, |before| before.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_read_into_steps() {
        let steps = parse_pattern("by {author}[ ({uid})] \\[x\\]").expect("it is a pattern");
        assert_eq!(
            steps,
            vec![
                Step::Literal("by".into()),
                Step::Blanks,
                Step::Field(Field::Author),
                Step::Optional(vec![
                    Step::Blanks,
                    Step::Literal("(".into()),
                    Step::Field(Field::Uid),
                    Step::Literal(")".into())
                ]),
                Step::Blanks,
                Step::Literal("[x]".into()),
            ]
        );
    }

    #[test]
    fn what_is_no_pattern_is_located() {
        let message = |text: &str| parse_pattern(text).map_err(|error| (error.column, error.message));
        assert_eq!(message("by {autor}"), Err((4, "unknown field `{autor}`; did you mean `{author}`?".into())));
        assert_eq!(message("a [b"), Err((5, "expected `]`, but found the end of the pattern".into())));
        assert_eq!(message("a]"), Err((2, "found `]` without its `[`; write `\\]` for the character".into())));
        assert!(message("{subject}{author}").is_err());
        assert!(message("{subject").is_err());
        assert!(message("").is_err());
    }
}
