//! Numbers as people read them.

use chrono::{NaiveDateTime, TimeDelta};

use crate::model::{Certainty, Comment};

/// Writes a number with a comma between thousands: `12,345`.
pub(crate) fn grouped(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a number with its noun: `1 reply`, `2 replies`.
pub(crate) fn counted(number: impl TryInto<u64>, one: &str, many: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Writes a number of comments.
pub(crate) fn comments(number: impl TryInto<u64>) -> String {
    counted(number, "comment", "comments")
}

/// Writes a share as a percentage. Only nothing is 0 % and only all is 100 %.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    let hundredths = part.saturating_mul(200).checked_div(whole).map_or(0, |halves| halves.saturating_add(1) / 2);
    match (part, hundredths) {
        (1.., 0) => "<1 %".to_owned(),
        (part, 100..) if part < whole => "99 %".to_owned(),
        _ => format!("{} %", hundredths.min(100)),
    }
}

/// Writes a certainty as tables do: `0.93`, `1`.
pub(crate) fn certainty(certainty: Certainty) -> String {
    match certainty.hundredths() {
        100 => "1.00".to_owned(),
        hundredths => format!("0.{hundredths:02}"),
    }
}

/// Writes a date and time to the minute, in the site's own time: `2023-10-05 23:41`.
pub(crate) fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Writes a span of time in its two largest units: `3 d 4 h`, `10 h 19 min`, `45 s`.
pub(crate) fn duration(span: TimeDelta) -> String {
    let seconds = span.num_seconds().unsigned_abs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, _) => format!("{hours} h {minutes} min"),
        (..100, _, _) => format!("{days} d {hours} h"),
        _ => format!("{} d", grouped(days)),
    }
}

/// Writes a comment's score, or the bounds that are known of it: `4`, `3..5`, `1+`, `..2`.
pub(crate) fn score(comment: &Comment) -> Option<String> {
    match (comment.score, comment.score_low, comment.score_high) {
        (Some(score), ..) => Some(score.to_string()),
        (None, Some(low), Some(high)) if low < high => Some(format!("{low}..{high}")),
        (None, Some(low), Some(_)) => Some(low.to_string()),
        (None, Some(low), None) => Some(format!("{low}+")),
        (None, None, Some(high)) => Some(format!("..{high}")),
        (None, None, None) => None,
    }
}

/// Writes the mean of whole numbers with one decimal.
pub(crate) fn mean(sum: i64, n: u64) -> Option<String> {
    let n = i64::try_from(n).ok().filter(|&n| n > 0)?;
    let tenths = sum.saturating_mul(10);
    let half = if tenths < 0 { -n / 2 } else { n / 2 };
    let tenths = tenths.saturating_add(half) / n;
    let sign = if tenths < 0 { "-" } else { "" };
    Some(format!("{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number as u64), expected);
        }
        assert_eq!(counted(1_usize, "reply", "replies"), "1 reply");
        assert_eq!(comments(1_200_usize), "1,200 comments");
    }

    #[test]
    fn only_all_is_all() {
        let cases = [
            (0, 0, "0 %"),
            (22, 38, "58 %"),
            (1, 1_000, "<1 %"),
            (999, 1_000, "99 %"),
            (7, 7, "100 %"),
            (8, 7, "100 %"),
        ];
        for (part, whole, expected) in cases {
            assert_eq!(percent(part, whole), expected, "{part} of {whole}");
        }
    }

    #[test]
    fn spans_of_time_show_two_units() {
        let cases =
            [(45, "45 s"), (60, "1 min"), (37_140, "10 h 19 min"), (273_600, "3 d 4 h"), (100_000_000, "1,157 d")];
        for (seconds, expected) in cases {
            assert_eq!(duration(TimeDelta::seconds(seconds)), expected);
        }
    }

    #[test]
    fn means_are_rounded_and_may_be_unknown() {
        let cases =
            [(10, 3, Some("3.3")), (-1, 2, Some("-0.5")), (0, 5, Some("0.0")), (3, 0, None), (-5, 3, Some("-1.7"))];
        for (sum, n, expected) in cases {
            assert_eq!(mean(sum, n).as_deref(), expected);
        }
    }

    #[test]
    fn certainties_have_two_decimals() {
        for (hundredths, expected) in [(100, "1.00"), (93, "0.93"), (5, "0.05"), (0, "0.00")] {
            assert_eq!(certainty(Certainty::from_hundredths(hundredths)), expected);
        }
    }
}
