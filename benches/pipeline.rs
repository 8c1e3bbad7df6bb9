//! How fast documents are read: one thread of made-up words, drawn as each outline draws it.
//!
//! `cargo bench` prints the time and the bytes a second of each.

use std::fmt::Write;

use divan::Bencher;
use divan::counter::BytesCount;
use rejoinder::model::Document;
use rejoinder::parse::{DialectSet, parse};

fn main() {
    divan::main();
}

/// Numbers that look random and are the same in every run (Numerical Recipes' congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides) as usize
    }
}

const WORDS: [&str; 24] = [
    "kettle", "granite", "orchard", "the", "a", "and", "of", "under", "lantern", "seven", "quietly", "river", "paper",
    "window", "copper", "old", "than", "which", "morning", "salt", "it", "harbor", "walked", "engine",
];

/// Comments of each document.
const N_COMMENTS: usize = 400;

struct Comment {
    depth: usize,
    header: bool,
    body: Vec<String>,
}

fn comments() -> Vec<Comment> {
    let mut dice = Dice(1);
    let mut depth = 0;
    let words = |dice: &mut Dice, most: u64| {
        let n_words = 6 + dice.roll(most);
        (0..n_words).map(|_| WORDS[dice.roll(WORDS.len() as u64)]).collect::<Vec<_>>().join(" ") + "."
    };
    let comment = |_| {
        depth = 1 + dice.roll(1 + (depth as u64).min(6));
        let body = (0..=dice.roll(4)).map(|_| words(&mut dice, 60)).collect();
        Comment { depth, header: dice.roll(3) > 0, body }
    };
    (0..N_COMMENTS).map(comment).collect()
}

fn fill(out: &mut String, column: usize, width: usize, text: &str) {
    let mut at = usize::MAX;
    for word in text.split(' ') {
        if at == usize::MAX || at + 1 + word.len() > width {
            let newline = if at == usize::MAX { "" } else { "\n" };
            let _ = write!(out, "{newline}{:column$}{word}", "");
            at = column + word.len();
        } else {
            let _ = write!(out, " {word}");
            at += 1 + word.len();
        }
    }
    out.push('\n');
}

/// Draws the thread in an outline.
fn document(outline: &str) -> String {
    let mut out = format!(
        "Village Buys Its Own Battery (example.org) {N_COMMENTS}\n\nPosted by kerrin\nfrom the off-the-grid dept.\nIt hums at night, and the village listens to it.\n\nVillage Buys Its Own Battery\n\nComments Filter:\n"
    );
    for (index, comment) in comments().iter().enumerate() {
        let (depth, id) = (comment.depth, 45_828_601 + index);
        let byline = format!("by owl{index} ({}) on Tuesday December 31, 2013 @09:50AM (#{id})", 1000 + index);
        let mark = |marks: &str| marks.chars().nth((depth - 1) % marks.chars().count()).unwrap_or('*');
        match outline {
            "resiliparse-main" => {
                let column = 2 * depth;
                let _ = write!(out, "{:column$}• ", "");
                if comment.header {
                    let _ = write!(out, "{byline}\n\n{:column$}  ", "");
                }
                let _ = writeln!(out, "{}\n", comment.body.join(&format!("\n\n{:column$}  ", "")));
            }
            "resiliparse-all" => {
                let column = 2 * depth;
                let _ =
                    writeln!(out, "{:column$}• Re:Power at night (Score:4, Funny)\n\n{:column$}  {byline}\n", "", "");
                let _ = writeln!(out, "{:column$}  {}\n", "", comment.body.join(&format!("\n\n{:column$}  ", "")));
                let _ = writeln!(out, "{:column$}  Reply to This Parent Share\n", "");
            }
            "lynx" => {
                let column = 5 * depth;
                let _ = writeln!(out, "{:column$}{}\n\nRe:Power at night (Score:4, Funny)", "", mark("*+o#@-="));
                fill(&mut out, column + 2, 74, &byline);
                comment.body.iter().for_each(|text| fill(&mut out, column + 2, 74, text));
            }
            "w3m" => {
                let column = 4 * depth;
                let _ = writeln!(out, "{:2$}{} ", "", mark("•□☆○■★◎"), column - 2);
                let _ = writeln!(out, "{:column$}Re:Power at night (Score:4, Funny)\n", "");
                for text in [&byline].into_iter().chain(&comment.body) {
                    fill(&mut out, column, 79, text);
                    out.push('\n');
                }
            }
            "html2text" => {
                let column = 2 * depth;
                let url = "//example.org/comments.pl?sid=4615283&cid";
                let _ = writeln!(out, "{:column$}* #### [Re:Power at night]({url}={id}) (Score:4, Funny)\n", "");
                for text in [&byline].into_iter().chain(&comment.body) {
                    fill(&mut out, 0, 78, text);
                    out.push('\n');
                }
            }
            _ => {
                let _ = writeln!(out, "{} Re:Power at night (Score:4, Funny)\n{byline}\n", "#".repeat(depth + 2));
                let _ = writeln!(out, "{}\n", comment.body.join("\n\n"));
            }
        }
    }
    out
}

#[divan::bench(args = ["resiliparse-main", "resiliparse-all", "lynx", "w3m", "html2text"])]
fn read(bencher: Bencher<'_, '_>, outline: &str) {
    let dialects = DialectSet::builtin().expect("because the built-in grammars are proved");
    let text = document(outline);
    let thread = parse(Document::from_text("document", text.as_str()), &dialects);
    assert_eq!(thread.dialect().map(|choice| choice.chosen.outline.as_str()), Some(outline));
    assert_eq!(thread.comments().len(), N_COMMENTS);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| Document::from_text("document", text.as_str()))
        .bench_values(|document| parse(document, &dialects));
}

/// A page of three comments, where choosing the dialect costs more than reading in it.
#[divan::bench]
fn read_small(bencher: Bencher<'_, '_>) {
    let dialects = DialectSet::builtin().expect("because the built-in grammars are proved");
    let long = document("resiliparse-main");
    let end = long.char_indices().nth(2_000).map_or(long.len(), |(at, _)| at);
    let text = &long[..end];
    bencher
        .counter(BytesCount::of_str(text))
        .with_inputs(|| Document::from_text("document", text))
        .bench_values(|document| parse(document, &dialects));
}

/// Proving every built-in grammar, which each run of the program does once.
#[divan::bench]
fn prove_grammars(bencher: Bencher<'_, '_>) {
    bencher.bench(DialectSet::builtin);
}
