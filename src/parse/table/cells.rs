//! What the cells of a row hold.

use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};
use csv::StringRecord;

use crate::model::{Certainty, Form};
use crate::parse::named::unfloated;
use crate::parse::table::columns::{Column, Layout};

/// A row, its columns, and its first and last line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'r> {
    pub(crate) record: &'r StringRecord,
    pub(crate) layout: &'r Layout,
    pub(crate) lines: (u32, u32),
}

impl<'r> Row<'r> {
    /// What stands in a column; empty where the table has no such column.
    pub(crate) fn cell(&self, column: Column) -> &'r str {
        self.layout.place(column).and_then(|place| self.record.get(place)).unwrap_or_default()
    }

    /// Tells whether the table has a column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.layout.place(column).is_some()
    }
}

/// Reads a cell: what is expected of it, and its value if it is that.
pub(crate) struct Reading<T> {
    pub(crate) expected: &'static str,
    pub(crate) read: fn(&str) -> Option<T>,
}

pub(crate) const TRUTH: Reading<bool> = Reading {
    expected: "`true` or `false`",
    read: |text| match text {
        "true" | "True" | "TRUE" | "1" => Some(true),
        "false" | "False" | "FALSE" | "0" => Some(false),
        _ => None,
    },
};

pub(crate) const SCORE: Reading<i32> =
    Reading { expected: "a whole number below 2,147,483,648", read: |text| unfloated(text).parse().ok() };

pub(crate) const FORM: Reading<Form> = Reading {
    expected: "`full`, `abbreviated`, `stub` or `placeholder`",
    read: |text| {
        let forms = [Form::Full, Form::Abbreviated, Form::Stub, Form::Placeholder];
        forms.into_iter().find(|form| form.as_str() == text)
    },
};

pub(crate) const CERTAINTY: Reading<Certainty> = Reading { expected: "a number from 0 to 1", read: certainty };

pub(crate) const MOMENT: Reading<NaiveDateTime> =
    Reading { expected: "a time such as `2023-10-06T02:08`, or seconds since 1970", read: moment };

pub(crate) const SECONDS: Reading<i64> = Reading { expected: "a number of seconds", read: |text| rounded(text, 1.0) };

pub(crate) const MINUTES: Reading<i64> = Reading { expected: "a number of minutes", read: |text| rounded(text, 60.0) };

/// A whole number from 0.
pub(crate) const fn whole<T: FromStr>() -> Reading<T> {
    Reading { expected: "a whole number from 0", read: |text| unfloated(text).parse().ok() }
}

fn certainty(text: &str) -> Option<Certainty> {
    let value: f64 = text.parse().ok()?;
    if !(0.0..=1.0).contains(&value) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 100")]
    let hundredths = (value * 100.0).round() as u8;
    Some(Certainty::from_hundredths(hundredths))
}

/// Reads seconds from a number of units, rounded.
fn rounded(text: &str, seconds: f64) -> Option<i64> {
    /// Below this, numbers with a fraction hold every second.
    const MOST: f64 = 9.0e15;
    let value = text.parse::<f64>().ok()? * seconds;
    #[expect(clippy::cast_possible_truncation, reason = "it is less than 2^53")]
    let whole = value.round() as i64;
    (value.abs() < MOST).then_some(whole)
}

fn moment(text: &str) -> Option<NaiveDateTime> {
    let is_number = |c: char| c.is_ascii_digit();
    let text = unfloated(text.trim_end_matches('Z'));
    if text.chars().all(is_number) && (9..=11).contains(&text.len()) {
        return DateTime::from_timestamp(text.parse().ok()?, 0).map(|time| time.naive_utc());
    }
    const FORMATS: [&str; 4] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    let read = |format: &&str| NaiveDateTime::parse_from_str(text, format).ok();
    let time = FORMATS.iter().find_map(read).and_then(|time| time.with_nanosecond(0));
    // The calendar begins with the year 1, and ISO 8601 has four digits for it.
    time.filter(|time| (1..10_000).contains(&time.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_without_a_zone() {
        let read = |text: &str| moment(text).map(|time| time.to_string());
        let expected = Some("2023-10-06 02:08:00".to_owned());
        for text in ["2023-10-06T02:08", "2023-10-06 02:08:00", "2023-10-06T02:08:00.5Z", "1696558080", "1696558080.0"]
        {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in
            ["", "2023-10-06", "2023-13-06T02:08", "12", "yesterday", "2023-10-06T02:08+02:00", "0000-10-06T02:08"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_their_ranges() {
        assert_eq!((CERTAINTY.read)("0.97"), Some(Certainty::from_hundredths(97)));
        assert_eq!([(CERTAINTY.read)("1.01"), (CERTAINTY.read)("NaN"), (CERTAINTY.read)("x")], [None; 3]);
        assert!(
            (0..=100).all(|n| certainty(&format!("{}.{:02}", n / 100, n % 100)).is_some_and(|it| it.hundredths() == n))
        );
        assert_eq!(
            [(SCORE.read)("-1"), (SCORE.read)("5.0"), (SCORE.read)("409"), (SCORE.read)("abc")],
            [Some(-1), Some(5), Some(409), None]
        );
        assert_eq!(
            [(MINUTES.read)("12"), (MINUTES.read)("0.5"), (SECONDS.read)("-3"), (SECONDS.read)("inf")],
            [Some(720), Some(30), Some(-3), None]
        );
        assert_eq!(
            [(whole::<u64>().read)("18446744073709551615"), (whole::<u64>().read)("-1")],
            [Some(u64::MAX), None]
        );
        assert_eq!([(TRUTH.read)("True"), (TRUTH.read)("0"), (TRUTH.read)("no")], [Some(true), Some(false), None]);
        assert_eq!([(FORM.read)("stub"), (FORM.read)("Stub")], [Some(Form::Stub), None]);
    }
}
