//! Line ends, trailing blanks, the kind of blanks in an indentation and a byte order mark change nothing.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rejoinder::input::{Source, decode};
use rejoinder::model::Thread;
use rejoinder::parse::parse;

use crate::model::thread;
use crate::printer::Tool;
use crate::round_trip::row;
use crate::{config, dialect_of, dialects, read};

/// The rows of a thread with their lines.
fn rows(thread: &Thread) -> Vec<String> {
    let place =
        |index: usize| thread.comments().get(index).map(|comment| (comment.line, comment.line_end, comment.form));
    let rows = thread.comments().iter().enumerate();
    rows.map(|(index, comment)| format!("{:?} {:?}", place(index), row(thread, comment))).collect()
}

/// Ends each line in one of several ways. A lone CR is never followed by a lone LF, which would be one line end.
fn with_ends(text: &str, ends: &[&str]) -> String {
    let mut out = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            let end = ends[index % ends.len()];
            out.push_str(if out.ends_with('\r') && end == "\n" { "\r" } else { end });
        }
        out.push_str(line);
    }
    out
}

/// Replaces each line's indentation.
fn with_indents(text: &str, indent: impl Fn(usize) -> String) -> String {
    let lines = text.split('\n').map(|line| {
        let rest = line.trim_start_matches(' ');
        format!("{}{rest}", indent(line.len() - rest.len()))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_markdown(tool: Tool) -> bool {
    matches!(tool, Tool::Html2text | Tool::Markdownify | Tool::PandocMarkdown)
}

fn is_resiliparse(tool: Tool) -> bool {
    matches!(tool, Tool::ResiliparseMain | Tool::ResiliparseTitled | Tool::ResiliparseAll | Tool::ResiliparseNoBullets)
}

fn check(tool: Tool, what: &str, text: &str, original: &Thread) -> Result<(), TestCaseError> {
    let thread = read(text);
    same(tool, what, text, original, &thread)
}

fn same(tool: Tool, what: &str, text: &str, original: &Thread, thread: &Thread) -> Result<(), TestCaseError> {
    prop_assert_eq!(dialect_of(original), dialect_of(thread), "{:?} with {}: {:?}", tool, what, text);
    let (before, after) = (rows(original), rows(thread));
    for (before, after) in before.iter().zip(&after) {
        prop_assert_eq!(before, after, "{:?} with {}\n{:?}", tool, what, text);
    }
    prop_assert_eq!(before.len(), after.len(), "{:?} with {}\n{:?}", tool, what, text);
    Ok(())
}

/// Tools that draw lines; running text has none.
fn tools() -> impl Strategy<Value = Tool> {
    select(Tool::ALL.iter().copied().filter(|tool| *tool != Tool::Running).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(config(96, 10))]

    #[test]
    fn line_ends_change_nothing(tool in tools(), thread in thread(3, 8), mix in vec(select(&["\n", "\r\n", "\r"][..]), 1..7)) {
        let text = tool.print(&thread).text;
        let original = read(text.as_str());
        check(tool, "CRLF", &with_ends(&text, &["\r\n"]), &original)?;
        check(tool, "CR", &with_ends(&text, &["\r"]), &original)?;
        check(tool, "mixed line ends", &with_ends(&text, &mix), &original)?;
    }

    #[test]
    fn blanks_change_nothing(tool in tools(), thread in thread(3, 8), trailing in select(&[" ", "   ", "\t", "\u{a0}"][..])) {
        let text = tool.print(&thread).text;
        let original = read(text.as_str());
        check(tool, "NBSP", &with_indents(&text, |columns| "\u{a0}".repeat(columns)), &original)?;
        if !is_markdown(tool) {
            let padded = text.split('\n').map(|line| format!("{line}{trailing}")).collect::<Vec<_>>().join("\n");
            check(tool, "trailing blanks", &padded, &original)?;
        }
        if is_resiliparse(tool) {
            check(tool, "tabs", &with_indents(&text, |columns| "\t".repeat(columns / 2) + &" ".repeat(columns % 2)), &original)?;
        }
    }

    #[test]
    fn a_byte_order_mark_changes_nothing(tool in tools(), thread in thread(3, 8)) {
        let text = tool.print(&thread).text;
        let original = read(text.as_str());
        let marked = format!("\u{feff}{text}").into_bytes();
        let document = decode(&Source::stdin(), marked).expect("because it is text");
        same(tool, "a byte order mark", &text, &original, &parse(document, dialects()))?;
        let wide = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let document = decode(&Source::stdin(), wide).expect("because it is text");
        same(tool, "UTF-16", &text, &original, &parse(document, dialects()))?;
    }
}
