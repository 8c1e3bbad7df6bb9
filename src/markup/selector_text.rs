//! How a selector's text is read.
//!
//! ```text
//! selector = complex { "," complex } ;
//! complex  = [ ">" ] compound { ( ">" | blanks ) compound } ;
//! compound = ( name | "*" | test ) { test } ;
//! test     = simple | ":not(" ( name | "*" | simple ) { simple } ")" ;
//! simple   = "#" name | "." name | "[" name [ operator value ] "]" ;
//! operator = "=" | "~=" | "^=" | "$=" | "*=" ;
//! value    = name | '"' text '"' | "'" text "'" ;
//! name     = letters, digits, "-", "_" and all that is not ASCII; "\" before any other character
//! ```

use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{anychar, char, multispace0, multispace1, satisfy};
use nom::combinator::{eof, map, not, opt, peek, success, value, verify};
use nom::error::{ErrorKind, ParseError};
use nom::multi::{fold_many0, fold_many1, many0, separated_list1};
use nom::sequence::{delimited, preceded, terminated};
use nom::{Err, IResult, Parser};

use crate::markup::select::{Complex, Name, Operator, Simple, Step, Test};
use crate::markup::tag_names::KNOWN;
use crate::markup::tree::NameId;

/// How many elements a selector may name between two commas.
const MAX_COMPOUNDS: usize = 32;

/// Why a selector's text is no selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SelectorError {
    /// Where, in characters from 1.
    pub(crate) column: usize,
    /// What was expected and found.
    pub(crate) message: String,
}

/// Reads a selector's text into its parts between commas.
pub(super) fn read_selector(text: &str) -> Result<Vec<Complex>, SelectorError> {
    let expected = match selector(text) {
        Ok((_, any)) => return Ok(any),
        Err(Err::Error(expected) | Err::Failure(expected)) => expected,
        Err(Err::Incomplete(_)) => Expected { rest: "", what: "a selector" },
    };
    let found = match expected.rest.chars().next() {
        Some(letter) => format!("found `{letter}`"),
        None => "the selector ends".to_owned(),
    };
    let message = format!("expected {}, but {found}", expected.what);
    Err(SelectorError { column: column_of(text, expected.rest), message })
}

/// What a parser expected, and the text that it found.
#[derive(Debug, PartialEq)]
struct Expected<'a> {
    rest: &'a str,
    what: &'static str,
}

impl<'a> ParseError<&'a str> for Expected<'a> {
    fn from_error_kind(rest: &'a str, _: ErrorKind) -> Self {
        Self { rest, what: "a selector" }
    }

    fn append(_: &'a str, _: ErrorKind, other: Self) -> Self {
        other
    }
}

type Parsed<'a, T> = IResult<&'a str, T, Expected<'a>>;

/// Says what a parser expects where it does not match at all.
fn expect<'a, T>(
    what: &'static str,
    mut parser: impl Parser<&'a str, Output = T, Error = Expected<'a>>,
) -> impl FnMut(&'a str) -> Parsed<'a, T> {
    move |input| match parser.parse(input) {
        Err(Err::Error(_)) => Err(Err::Failure(Expected { rest: input, what })),
        other => other,
    }
}

fn selector(input: &str) -> Parsed<'_, Vec<Complex>> {
    let list = separated_list1(char(','), delimited(multispace0, complex, multispace0));
    let end = expect("a test, `>`, `,` or the end", eof);
    terminated(list, end).parse(input)
}

fn complex(input: &str) -> Parsed<'_, Complex> {
    let (mut rest, mut is_child) = map(opt(terminated(char('>'), multispace0)), |sign| sign.is_some()).parse(input)?;
    let mut steps = Vec::new();
    loop {
        let (after, step) = compound(is_child, rest)?;
        steps.push(step);
        if steps.len() > MAX_COMPOUNDS {
            return Err(Err::Failure(Expected { rest, what: "at most 32 elements between two commas" }));
        }
        match combinator(after) {
            Ok((next, sign)) => (rest, is_child) = (next, sign),
            Err(_) => return Ok((after, Complex { steps })),
        }
    }
}

/// combinator = ">" | blanks
fn combinator(input: &str) -> Parsed<'_, bool> {
    let child = value(true, delimited(multispace0, char('>'), multispace0));
    let inside = value(false, terminated(multispace1, not(alt((tag(","), eof)))));
    alt((child, inside)).parse(input)
}

fn compound(is_child: bool, input: &str) -> Parsed<'_, Step> {
    let (mut rest, mut is) = expect("an element", simple_start).parse(input)?;
    let mut is_not = Vec::new();
    loop {
        if let (after, Some(test)) = opt(simple).parse(rest)? {
            (rest, is) = (after, is.with(test));
        } else if let (after, Some(other)) = opt(negation).parse(rest)? {
            rest = after;
            is_not.push(other);
        } else {
            return Ok((rest, Step { is_child, is, is_not }));
        }
    }
}

/// The name of an element, or nothing before a test.
fn simple_start(input: &str) -> Parsed<'_, Simple> {
    let named = map(word, |name| Simple::of(name_of(name)));
    let any = map(char('*'), |_| Simple::default());
    let before_test = map(peek(satisfy(|letter| "#.[:".contains(letter))), |_| Simple::default());
    alt((named, any, before_test)).parse(input)
}

fn negation(input: &str) -> Parsed<'_, Simple> {
    let (input, _) = char(':').parse(input)?;
    let (input, _) = expect("`not(` after `:`", tag("not(")).parse(input)?;
    let start = expect("an element", preceded(multispace0, preceded(not(char(':')), simple_start)));
    let (input, (start, tests)) = (start, many0(simple)).parse(input)?;
    let (input, _) = preceded(multispace0, expect("`)`", char(')'))).parse(input)?;
    Ok((input, tests.into_iter().fold(start, Simple::with)))
}

fn simple(input: &str) -> Parsed<'_, Test> {
    let id = map(preceded(char('#'), expect("an id after `#`", word)), Test::Id);
    let class = map(preceded(char('.'), expect("a class after `.`", word)), Test::Class);
    alt((id, class, attribute)).parse(input)
}

fn attribute(input: &str) -> Parsed<'_, Test> {
    let (input, _) = terminated(char('['), multispace0).parse(input)?;
    let (input, name) = terminated(expect("an attribute's name", word), multispace0).parse(input)?;
    let (input, operator) = terminated(operator, multispace0).parse(input)?;
    let (input, value) = match operator {
        Operator::Exists => success(String::new()).parse(input)?,
        _ => expect("a value", alt((quoted('"'), quoted('\''), word))).parse(input)?,
    };
    let end = if operator == Operator::Exists { "`]` or an operator such as `=`" } else { "`]`" };
    let (input, _) = preceded(multispace0, expect(end, char(']'))).parse(input)?;
    Ok((input, Test::Attribute { name, operator, value }))
}

fn operator(input: &str) -> Parsed<'_, Operator> {
    alt((
        value(Operator::Equals, tag("=")),
        value(Operator::HasWord, tag("~=")),
        value(Operator::StartsWith, tag("^=")),
        value(Operator::EndsWith, tag("$=")),
        value(Operator::Contains, tag("*=")),
        success(Operator::Exists),
    ))
    .parse(input)
}

fn quoted<'a>(mark: char) -> impl FnMut(&'a str) -> Parsed<'a, String> {
    let end = if mark == '"' { "`\"` after the value" } else { "`'` after the value" };
    move |input| {
        let plain = satisfy(|letter| letter != mark && letter != '\\');
        let text = fold_many0(alt((plain, preceded(char('\\'), anychar))), String::new, joined);
        delimited(char(mark), text, expect(end, char(mark))).parse(input)
    }
}

fn word(input: &str) -> Parsed<'_, String> {
    let plain =
        verify(anychar, |letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter) || !letter.is_ascii());
    fold_many1(alt((plain, preceded(char('\\'), anychar))), String::new, joined).parse(input)
}

fn joined(mut text: String, letter: char) -> String {
    text.push(letter);
    text
}

fn name_of(mut name: String) -> Name {
    name.make_ascii_lowercase();
    match KNOWN.id(name.as_bytes()) {
        Some(id) => Name::Known(NameId(id)),
        None => Name::Other(name),
    }
}

fn column_of(text: &str, rest: &str) -> usize {
    text.len().checked_sub(rest.len()).and_then(|at| text.get(..at)).map_or(1, |before| before.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_selector_is_located() {
        for (text, column, message) in [
            ("", 1, "expected an element, but the selector ends"),
            ("a >", 4, "expected an element, but the selector ends"),
            ("a,,b", 3, "expected an element, but found `,`"),
            ("é.", 3, "expected a class after `.`, but the selector ends"),
            ("a[b", 4, "expected `]` or an operator such as `=`, but the selector ends"),
            ("a[b=]", 5, "expected a value, but found `]`"),
            ("a[b='c]", 8, "expected `'` after the value, but the selector ends"),
            ("a:first", 3, "expected `not(` after `:`, but found `f`"),
            ("a:not(b c)", 9, "expected `)`, but found `c`"),
            ("a:not(:not(b))", 7, "expected an element, but found `:`"),
            ("a + b", 3, "expected an element, but found `+`"),
            ("a!", 2, "expected a test, `>`, `,` or the end, but found `!`"),
        ] {
            let error = SelectorError { column, message: message.to_owned() };
            assert_eq!(read_selector(text), Err(error), "{text}");
        }
    }
}
