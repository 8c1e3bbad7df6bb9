//! Any bytes give a thread whose parts, lines and tree are sound, and the same thread every time.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rejoinder::input::{Source, decode};
use rejoinder::model::{Document, Thread};
use rejoinder::parse::parse;

use crate::check::invariants;
use crate::{config, dialects, samples};

/// Reads a document twice; says what is unsound or differs.
fn check(document: &Document) -> Result<(), TestCaseError> {
    let once = parse(document.clone(), dialects());
    let again = parse(document.clone(), dialects());
    prop_assert!(everything(&once) == everything(&again), "two readings differ");
    invariants(&once).map_err(|broken| TestCaseError::fail(format!("{broken}\nread as {:?}", once.dialect())))
}

/// All that a thread holds, as text.
fn everything(thread: &Thread) -> String {
    let bodies: Vec<_> = thread.comments().iter().map(|comment| thread.segments(comment)).collect();
    let rest = (thread.owners(), thread.diagnostics(), thread.dialect(), thread.stated_hidden());
    format!("{:?}\n{:?}\n{bodies:?}\n{rest:?}", thread.story(), thread.comments())
}

fn check_text(text: &str) -> Result<(), TestCaseError> {
    check(&Document::from_text("document", text))
}

/// Bytes that are no text are refused; all others are read.
fn check_bytes(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    decode(&Source::stdin(), bytes).map_or(Ok(()), |document| check(&document))
}

/// What lines of dumps are made of.
const FRAGMENTS: [&str; 84] = [
    "  ",
    "    ",
    "      ",
    "          ",
    " ",
    "\t",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "\u{feff}",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "•",
    "• ",
    "* ",
    "*",
    "+ ",
    "o ",
    "# ",
    "@ ",
    "- ",
    "-   ",
    "□ ",
    "☆ ",
    "1. ",
    "12. ",
    "#### ",
    "### ",
    "*     * ",
    "*  * ",
    "> ",
    "--\n",
    "by night owl (12)",
    "by Anonymous Coward",
    "by night owl ( 159032 ) * <o@x>",
    " writes:",
    " on Friday October 06, 2023 @02:08AM",
    " (#63904909)",
    " Journal",
    " on Monday February 30, @99:99PM (#99999999999999999999999)",
    "Re:",
    "Re: what",
    "(Score:5, Insightful)",
    "(Score:2)",
    "( Score: -1 )",
    "(Score:",
    "Score:99)",
    " (Score:?, Wrong)",
    "Power at night",
    "It hums. ",
    "kettle ",
    "Comments Filter:",
    "All",
    "Funny",
    "The Fine Print: The following comments are owned by whoever posted them.",
    "Working...",
    "Slashdot",
    "Close",
    "A Title Of It (example.org) 38",
    "Posted by kerrin",
    "1 reply beneath your current threshold.",
    "9 of 187 comments (clear)",
    " by night owl · · Score: 5, Funny",
    "[12]",
    "[1]",
    "[ ]",
    "[Re:](//x.org/c?cid=12)",
    "](",
    "){#id .x}",
    ":::",
    "::: {#comment_1}",
    "\\@",
    "\\",
    "**",
    "(Score: 4, Touché) by owl on Wednesday January 05 2022, @06:54PM",
    "by owl (12) on Wednesday January 05 2022, @06:54PM (#4591655)",
];

fn fragments() -> impl Strategy<Value = String> {
    vec(
        prop_oneof![12 => select(&FRAGMENTS[..]).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)],
        0..120,
    )
    .prop_map(|parts| parts.concat())
}

/// Damage done to a line.
#[derive(Clone, Debug)]
enum Damage {
    Lost,
    Twice,
    Swapped,
    Indented(usize),
    Unindented,
    Cut(Index),
    Prefixed(&'static str),
    Replaced(String),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        Just(Damage::Lost),
        Just(Damage::Twice),
        Just(Damage::Swapped),
        (1_usize..9).prop_map(Damage::Indented),
        Just(Damage::Unindented),
        any::<Index>().prop_map(Damage::Cut),
        select(&FRAGMENTS[..]).prop_map(Damage::Prefixed),
        fragments().prop_map(|text| Damage::Replaced(text.chars().take(80).collect())),
    ]
}

/// Up to 80 lines of a sample, damaged in a few places.
fn damaged() -> impl Strategy<Value = String> {
    let texts: Vec<&'static str> = samples::all().iter().map(|(_, text)| text.as_str()).collect();
    (select(texts), any::<Index>(), 10_usize..80, vec((any::<Index>(), damage()), 1..8)).prop_map(
        |(text, from, len, damages)| {
            let all: Vec<&str> = text.lines().collect();
            let from = from.index(all.len());
            let mut lines: Vec<String> = all.iter().skip(from).take(len).map(|line| (*line).to_owned()).collect();
            for (at, damage) in damages {
                let at = at.index(lines.len().max(1));
                let Some(line) = lines.get(at).cloned() else { continue };
                match damage {
                    Damage::Lost => drop(lines.remove(at)),
                    Damage::Twice => lines.insert(at, line),
                    Damage::Swapped => {
                        let with = (at + 3) % lines.len();
                        lines.swap(at, with);
                    }
                    Damage::Indented(columns) => lines[at] = format!("{}{line}", " ".repeat(columns)),
                    Damage::Unindented => lines[at] = line.trim_start().to_owned(),
                    Damage::Cut(to) => lines[at] = line.chars().take(to.index(line.chars().count() + 1)).collect(),
                    Damage::Prefixed(fragment) => lines[at] = format!("{fragment}{line}"),
                    Damage::Replaced(text) => lines[at] = text,
                }
            }
            lines.join("\n")
        },
    )
}

proptest! {
    #![proptest_config(config(128, 1))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        check_bytes(bytes)?;
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_text(&text)?;
    }

    #[test]
    fn any_fragments_are_read(text in fragments()) {
        check_text(&text)?;
    }

    #[test]
    fn damaged_fragments_of_bytes_are_read(text in fragments(), at in any::<Index>(), byte in any::<u8>()) {
        let mut bytes = text.into_bytes();
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check_bytes(bytes)?;
    }
}

proptest! {
    #![proptest_config(config(32, 5))]

    #[test]
    fn damaged_samples_are_read(text in damaged()) {
        check_text(&text)?;
    }
}

/// An end that was taken back leaves the blank line before it to nobody, in the middle of what turns out to be a list.
#[test]
fn a_list_around_a_stray_line_is_owned_once() {
    let page = "  • Kettles (Score:2)\n\n    by night owl (12)\n\n    • It hums.\n\nStray.\n    The text goes on.\n";
    if let Err(broken) = check_text(page) {
        panic!("{broken}");
    }
}

#[test]
fn samples_are_sound() {
    for (name, text) in samples::all() {
        if let Err(broken) = check_text(text) {
            panic!("{name}: {broken}");
        }
    }
}
