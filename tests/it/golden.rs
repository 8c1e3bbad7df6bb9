//! Golden files, in which `...` on a line of its own stands for any lines, and `[..]` for anything within a line.
//!
//! `REJOINDER_BLESS=1 cargo test` writes those anew that no longer fit.

use std::path::Path;

/// Whether golden files are to be written.
pub(crate) fn is_blessing() -> bool {
    std::env::var_os("REJOINDER_BLESS").is_some_and(|value| value == "1")
}

/// Compares a text with a golden file, a missing one being empty; says how they differ.
pub(crate) fn differs(golden: &Path, found: &str) -> Option<String> {
    let expected = std::fs::read_to_string(golden).unwrap_or_default();
    if fits(&expected, found) {
        return None;
    }
    if is_blessing() {
        let written = if found.is_empty() { std::fs::remove_file(golden) } else { std::fs::write(golden, found) };
        return written.err().map(|error| format!("{}: {error}", golden.display()));
    }
    let name = golden.file_name().unwrap_or_default().to_string_lossy();
    let (line, wanted, got) = first_difference(&expected, found);
    Some(format!("{name}, line {line}: expected {wanted:?}, but found {got:?}\n--- all of it:\n{found}---"))
}

fn first_difference<'a>(expected: &'a str, found: &'a str) -> (usize, Option<&'a str>, Option<&'a str>) {
    let (mut wanted, mut got) = (expected.lines(), found.lines());
    for number in 1.. {
        match (wanted.next(), got.next()) {
            (Some("..."), _) => return (number, Some("... and lines that do not come"), None),
            (Some(one), Some(other)) if fits_line(one, other) => {}
            (one, other) => return (number, one, other),
        }
    }
    unreachable!("two texts that differ differ in a line")
}

/// Whether a text is as a golden text says.
pub(crate) fn fits(expected: &str, found: &str) -> bool {
    let ends_alike = expected.ends_with("...\n") || expected.ends_with('\n') == found.ends_with('\n');
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    ends_alike && fit_from(&expected, &found)
}

/// Whether lines are as expected: what stands between two `...` is looked for at the first place where it fits.
fn fit_from(expected: &[&str], found: &[&str]) -> bool {
    let mut parts = expected.split(|line| *line == "...").peekable();
    let Some(first) = parts.next() else { return found.is_empty() };
    if parts.peek().is_none() {
        return first.len() == found.len() && begins(first, found);
    }
    if !begins(first, found) {
        return false;
    }
    let mut at = first.len();
    while let Some(part) = parts.next() {
        let rest = &found[at..];
        let is_last = parts.peek().is_none();
        let place = if is_last {
            rest.len().checked_sub(part.len()).filter(|place| begins(part, &rest[*place..]))
        } else {
            (0..=rest.len()).find(|place| begins(part, &rest[*place..]))
        };
        let Some(place) = place else { return false };
        at += place + part.len();
    }
    true
}

fn begins(expected: &[&str], found: &[&str]) -> bool {
    expected.len() <= found.len() && expected.iter().zip(found).all(|(one, other)| fits_line(one, other))
}

fn fits_line(expected: &str, found: &str) -> bool {
    let mut parts = expected.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = found.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(place) => rest = &rest[place + part.len()..],
            None => return false,
        }
    }
    true
}

#[test]
fn golden_texts_have_gaps() {
    for (expected, found, fit) in [
        ("a\n", "a\n", true),
        ("a\n", "a", false),
        ("a\n", "b\n", false),
        ("a\n...\nd\n", "a\nb\nc\nd\n", true),
        ("a\n...\nd\n", "a\nd\n", true),
        ("a\n...\nd\n", "a\nd\ne\n", false),
        ("...\nc\n...\n", "a\nb\nc\nd\n", true),
        ("...\nx\n...\n", "a\nb\n", false),
        ("version [..], done\n", "version 0.1.0, done\n", true),
        ("version [..], done\n", "version 0.1.0\n", false),
        ("", "", true),
        ("", "a\n", false),
    ] {
        assert_eq!(fits(expected, found), fit, "{expected:?} {found:?}");
    }
}
