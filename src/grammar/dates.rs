//! The date formats of a site, written as `%A %B %d, %Y @%I:%M%p`.
//!
//! `%A` weekday, `%a` short weekday, `%B` month, `%b` short month, `%d` day, `%o` day with `st`, `nd`, `rd` or
//! `th`, `%m` month as a number, `%Y` year, `%y` year of two digits, `%H` hour of 24, `%I` hour of 12, `%M`
//! minute, `%p` AM or PM. A blank stands for any run of blanks. Words match in any case.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};
use nom::bytes::complete::take_while_m_n;
use nom::{IResult, Parser};

use crate::grammar::run::is_blank;

pub(crate) const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Two-digit years from here on are of the twentieth century.
const CENTURY_TURN: i32 = 70;

/// A part of a date format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Weekday { short: bool },
    Month { short: bool },
    Day,
    OrdinalDay,
    MonthNumber,
    Year,
    ShortYear,
    Hour,
    HourOf12,
    Minute,
    Half,
    Blanks,
    Literal(char),
}

/// The date formats of a site.
#[derive(Clone, Debug, Default)]
pub struct DateFormats {
    formats: Vec<Vec<Item>>,
}

/// What a date text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A moment.
    At(NaiveDateTime),
    /// A day and time without a year.
    Yearless(Yearless),
    /// A time without a day, or a date that two formats read differently.
    Ambiguous,
    /// A date that no calendar has, or whose weekday is another.
    Impossible,
    /// No format reads it.
    Unknown,
}

/// A weekday, month, day and time whose year was not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yearless {
    weekday: Option<Weekday>,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
}

impl Yearless {
    /// The moment in `year`, if that year has the day on that weekday. The calendar begins with the year 1.
    #[must_use]
    pub fn in_year(self, year: i32) -> Option<NaiveDateTime> {
        let date = NaiveDate::from_ymd_opt(year, self.month, self.day).filter(|_| year > 0)?;
        if self.weekday.is_some_and(|weekday| weekday != date.weekday()) {
            return None;
        }
        date.and_hms_opt(self.hour, self.minute, 0)
    }

    /// Tells whether the weekday was printed, without which any year would do.
    #[must_use]
    pub fn has_weekday(self) -> bool {
        self.weekday.is_some()
    }
}

#[derive(Clone, Copy, Default)]
struct Parts {
    weekday: Option<Weekday>,
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: Option<u32>,
    hour_of_12: Option<u32>,
    minute: Option<u32>,
    afternoon: Option<bool>,
}

impl DateFormats {
    /// Reads the formats.
    ///
    /// # Errors
    ///
    /// The first format that is none, with what is wrong with it.
    pub fn new(texts: &[String]) -> Result<Self, (usize, String)> {
        let formats =
            texts.iter().enumerate().map(|(index, text)| parse_format(text).map_err(|message| (index, message)));
        Ok(Self { formats: formats.collect::<Result<_, _>>()? })
    }

    /// How many formats there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.formats.len()
    }

    /// Tells whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.formats.is_empty()
    }

    /// Which formats read the whole of `text`.
    pub fn matching<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        let reads = |format: &Vec<Item>| matches!(read_format(format, text), Some((_, "")));
        self.formats.iter().enumerate().filter(move |(_, format)| reads(format)).map(|(index, _)| index)
    }

    /// How long the longest date is that `text` begins with.
    #[must_use]
    pub fn len_at(&self, text: &str) -> Option<usize> {
        let lens = self.formats.iter().filter_map(|format| read_format(format, text));
        lens.map(|(_, rest)| text.len() - rest.len()).max()
    }

    /// Reads a whole date text.
    #[must_use]
    pub fn read(&self, text: &str) -> Moment {
        let mut found = Moment::Unknown;
        for format in &self.formats {
            let Some((parts, "")) = read_format(format, text) else { continue };
            let moment = moment(parts);
            found = match found {
                Moment::Unknown | Moment::Impossible => moment,
                one if one == moment || moment == Moment::Impossible => one,
                _ => return Moment::Ambiguous,
            };
            if !text.starts_with(|letter: char| letter.is_ascii_digit()) {
                break;
            }
        }
        found
    }
}

fn parse_format(text: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let item = match letter {
            '%' => letters.next().and_then(item_named).ok_or_else(|| format!("unknown date part in `{text}`"))?,
            ' ' if items.last() == Some(&Item::Blanks) => continue,
            ' ' => Item::Blanks,
            other => Item::Literal(other),
        };
        items.push(item);
    }
    if items.is_empty() { Err("a date format is empty".to_owned()) } else { Ok(items) }
}

fn item_named(letter: char) -> Option<Item> {
    Some(match letter {
        'A' => Item::Weekday { short: false },
        'a' => Item::Weekday { short: true },
        'B' => Item::Month { short: false },
        'b' => Item::Month { short: true },
        'd' => Item::Day,
        'o' => Item::OrdinalDay,
        'm' => Item::MonthNumber,
        'Y' => Item::Year,
        'y' => Item::ShortYear,
        'H' => Item::Hour,
        'I' => Item::HourOf12,
        'M' => Item::Minute,
        'p' => Item::Half,
        _ => return None,
    })
}

/// Reads one format at the beginning of `text`; gives what it said and the rest of the text.
fn read_format<'t>(format: &[Item], text: &'t str) -> Option<(Parts, &'t str)> {
    let mut parts = Parts::default();
    let mut rest = text;
    for item in format {
        rest = read_item(*item, rest, &mut parts)?;
    }
    Some((parts, rest))
}

fn read_item<'t>(item: Item, text: &'t str, parts: &mut Parts) -> Option<&'t str> {
    match item {
        Item::Weekday { short } => {
            let (index, rest) = name_at(&WEEKDAYS, short, text)?;
            parts.weekday = Weekday::try_from(u8::try_from(index).ok()?).ok();
            Some(rest)
        }
        Item::Month { short } => {
            let (index, rest) = name_at(&MONTHS, short, text)?;
            parts.month = u32::try_from(index + 1).ok();
            Some(rest)
        }
        Item::Day => number(text, 1, 2, &mut parts.day),
        Item::OrdinalDay => number(text, 1, 2, &mut parts.day).and_then(after_ordinal),
        Item::MonthNumber => number(text, 1, 2, &mut parts.month),
        Item::Hour => number(text, 1, 2, &mut parts.hour),
        Item::HourOf12 => number(text, 1, 2, &mut parts.hour_of_12),
        Item::Minute => number(text, 2, 2, &mut parts.minute),
        Item::Year => year(text, 4, parts),
        Item::ShortYear => year(text, 2, parts),
        Item::Half => half(text, parts),
        Item::Blanks => Some(text.trim_start_matches(is_blank)).filter(|rest| rest.len() < text.len()),
        Item::Literal(letter) => text.strip_prefix(letter),
    }
}

fn name_at<'t>(names: &[&str], short: bool, text: &'t str) -> Option<(usize, &'t str)> {
    let wanted = |name: &str| if short { 3 } else { name.len() };
    let first = text.as_bytes().first()?.to_ascii_lowercase();
    let begins = |name: &&str| text.as_bytes().get(..wanted(name)).is_some_and(|head| is_begun(head, name));
    let mut fitting = (0..).zip(names).filter(|(_, name)| name.as_bytes().first() == Some(&first));
    let (index, _) = fitting.find(|(_, name)| begins(name))?;
    text.get(wanted(names.get(index).copied()?)..).map(|rest| (index, rest))
}

/// Tells whether a name, in small letters, begins with a text in any.
fn is_begun(head: &[u8], name: &str) -> bool {
    head.iter().zip(name.as_bytes()).all(|(letter, known)| letter.to_ascii_lowercase() == *known)
}

fn number<'t>(text: &'t str, least: usize, most: usize, slot: &mut Option<u32>) -> Option<&'t str> {
    let (rest, digits) = digits(text, least, most)?;
    *slot = digits.parse().ok();
    Some(rest)
}

fn year<'t>(text: &'t str, width: usize, parts: &mut Parts) -> Option<&'t str> {
    let (rest, digits) = digits(text, width, width)?;
    let number: i32 = digits.parse().ok()?;
    let century = if number < CENTURY_TURN { 2000 } else { 1900 };
    parts.year = Some(if width == 2 { number + century } else { number });
    Some(rest).filter(|rest| !rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

fn digits(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let matched: IResult<&[u8], &[u8]> =
        take_while_m_n(least, most, |byte: u8| byte.is_ascii_digit()).parse(text.as_bytes());
    let len = matched.ok()?.1.len();
    text.split_at_checked(len).map(|(digits, rest)| (rest, digits))
}

fn after_ordinal(text: &str) -> Option<&str> {
    ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_prefix(ending))
}

fn half<'t>(text: &'t str, parts: &mut Parts) -> Option<&'t str> {
    let head = text.get(..2)?;
    parts.afternoon = Some(head.eq_ignore_ascii_case("pm"));
    if head.eq_ignore_ascii_case("am") || head.eq_ignore_ascii_case("pm") { text.get(2..) } else { None }
}

fn moment(parts: Parts) -> Moment {
    let hour = match (parts.hour, parts.hour_of_12, parts.afternoon) {
        (Some(hour), _, _) if hour < 24 => hour,
        (None, Some(hour @ 1..=12), Some(afternoon)) => hour % 12 + if afternoon { 12 } else { 0 },
        (None, Some(1..=12), None) => return Moment::Ambiguous,
        _ => return Moment::Impossible,
    };
    let (Some(month), Some(day), Some(minute)) = (parts.month, parts.day, parts.minute) else {
        return Moment::Ambiguous;
    };
    let yearless = Yearless { weekday: parts.weekday, month, day, hour, minute };
    match parts.year {
        Some(year) => yearless.in_year(year).map_or(Moment::Impossible, Moment::At),
        None if is_somewhen(yearless) => Moment::Yearless(yearless),
        None => Moment::Impossible,
    }
}

/// A leap year, in which every day of the calendar exists.
const LEAP_YEAR: i32 = 2000;

fn is_somewhen(moment: Yearless) -> bool {
    Yearless { weekday: None, ..moment }.in_year(LEAP_YEAR).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, text: &str) -> String {
        let formats = DateFormats::new(&[format.to_owned()]).expect("it is a format");
        match formats.read(text) {
            Moment::At(at) => at.format("%Y-%m-%dT%H:%M").to_string(),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
        }
    }

    #[test]
    fn dates_are_read_as_written() {
        let default = "%A %B %d, %Y @%I:%M%p";
        for (format, text, expected) in [
            (default, "Friday October 06, 2023 @02:08AM", "2023-10-06T02:08"),
            (default, "friday october 06, 2023 @12:37am", "2023-10-06T00:37"),
            (default, "Friday October 06, 2023 @12:00PM", "2023-10-06T12:00"),
            (default, "Monday October 06, 2023 @02:08AM", "Impossible"),
            (default, "Friday October 06, 2023 @00:30AM", "Impossible"),
            (default, "Friday October 06, 2023 @13:00PM", "Impossible"),
            (default, "Wednesday February 29, 2023 @02:08AM", "Impossible"),
            (default, "Friday October 06, 99999 @02:08AM", "Unknown"),
            (default, "vendredi 6 octobre", "Unknown"),
            ("%A %B %d, @%I:%M%p", "Monday February 12, @01:40PM", "Yearless"),
            ("%I:%M %p %B %o, %Y", "10:00 AM  March 21st, 1999", "1999-03-21T10:00"),
            ("%a %b %d, '%y %I:%M %p", "Sun Mar 21, '99 10:00 AM", "1999-03-21T10:00"),
            ("%I ish", "6 ish", "Ambiguous"),
        ] {
            assert_eq!(read(format, text), expected, "{text}");
        }
    }

    #[test]
    fn a_date_that_two_formats_read_differently_is_ambiguous() {
        let formats = DateFormats::new(&["%m-%d-%y %H:%M".into(), "%d-%m-%y %H:%M".into()]).expect("they are formats");
        assert_eq!(formats.read("3-4-99 23:00"), Moment::Ambiguous);
        assert!(matches!(formats.read("3-21-99 23:00"), Moment::At(_)));
        assert!(matches!(formats.read("4-4-99 23:00"), Moment::At(_)));
    }
}
