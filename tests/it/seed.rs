//! The dump that the project was asked for, against its gold made by hand (../shared/data/slashdot/seed).

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Findings, collapsed, read, rejoinder, shared};

type Record = HashMap<String, String>;

/// What quotes what, by rows; no other row quotes.
const QUOTES: [(&str, &str); 4] = [("7", "5"), ("14", "story"), ("17", "16"), ("18", "15")];
/// The row whose lines the page parts without paragraphs.
const BROKEN_LINES: &str = "20";

/// A file of the seed by the number its name begins with.
fn seed(test: &str, number: &str) -> Option<PathBuf> {
    let folder = shared(test, "data/slashdot/seed")?;
    let files = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    let mut texts = files.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(number) && name.ends_with(".txt")
    });
    Some(texts.next().unwrap_or_else(|| panic!("no seed {number}")))
}

fn records(csv: &str) -> Vec<Record> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

/// A table that the program writes for one document.
fn table(name: &str, dump: &Path) -> Vec<Record> {
    let output = rejoinder().args(["analyze", "--raw", "--table", name, "-o", "-"]).arg(dump).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    records(&String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_seed_is_read_as_its_gold_says() {
    let Some(dump) = seed("the_seed_is_read_as_its_gold_says", "003") else { return };
    let (text, gold) = (read(&dump), records(&read(&dump.with_extension("gold.csv"))));
    let rows = table("comments", &dump);
    let mut findings = Findings::default();
    findings.same("rows", gold.len(), rows.len());
    for (index, (wanted, row)) in gold.iter().zip(&rows).enumerate() {
        check_row(wanted, row, &mut findings);
        check_body(wanted, gold.get(index + 1), row, &text, &mut findings);
    }
    let threads = table("threads", &dump);
    findings.same("threads", 1, threads.len());
    for (column, value) in [("n_declared", "38"), ("n_comments", "22"), ("n_hidden", "16"), ("n_full", "5")] {
        findings.same(column, value, &threads[0][column]);
    }
    findings.report();
}

#[test]
fn the_seeds_quotes_are_found() {
    let Some(dump) = seed("the_seeds_quotes_are_found", "003") else { return };
    let rows = table("comments", &dump);
    let mut findings = Findings::default();
    for row in &rows {
        let number = row["comment"].as_str();
        let source = QUOTES.iter().find(|(quoting, _)| *quoting == number).map_or("", |(_, source)| *source);
        findings.same(format!("row {number}: quotes"), source, &row["quotes"]);
        let (words, own, quoted) =
            (number_of(row, "words"), number_of(row, "own_words"), number_of(row, "quoted_words"));
        findings.same(format!("row {number}: words"), n_words(&row["body"]), words);
        findings.same(format!("row {number}: own and quoted words"), words, own + quoted);
        findings.same(format!("row {number}: whether it has quoted words"), !source.is_empty(), quoted > 0);
    }
    findings.report();
}

/// Words as the tables count them: what stands between blanks and has a letter or a digit.
fn n_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

fn number_of(row: &Record, column: &str) -> usize {
    row[column].parse().unwrap_or(usize::MAX / 4)
}

fn check_row(gold: &Record, row: &Record, findings: &mut Findings) {
    let at = |what: &str| format!("row {}: {what}", gold["index"]);
    let straight = [
        ("index", "comment"),
        ("line", "line"),
        ("depth", "depth"),
        ("parent_index", "parent"),
        ("form", "form"),
        ("author", "author"),
        ("uid", "uid"),
        ("score", "score"),
        ("label", "moderation"),
        ("subject", "subject"),
        ("cid", "site_id"),
        ("timestamp_raw", "posted_raw"),
        ("timestamp_iso_site_local", "posted_at"),
    ];
    for (wanted, column) in straight {
        findings.same(at(column), &gold[wanted], &row[column]);
    }
    let is = |yes: bool| if yes { "true" } else { "false" };
    findings.same(at("anonymous"), is(gold["anonymous"] == "yes"), &row["anonymous"]);
    findings.same(at("truncated"), gold["truncated"] == "yes", row["truncated"] == "true");
    // Whether a header-less comment's author was a subscriber is lost.
    let subscriber = if gold["header_parts"] == "none" { "" } else { is(gold["subscriber"] == "yes") };
    findings.same(at("subscriber"), subscriber, &row["subscriber"]);
    let (low, high) = bounds(&gold["inferred"]);
    if !low.is_empty() {
        findings.same(at("score_low"), low, &row["score_low"]);
    }
    if !high.is_empty() {
        findings.same(at("score_high"), high, &row["score_high"]);
    }
    let certainty: f64 = row["certainty"].parse().unwrap_or(-1.0);
    findings.same(at("certainty within 0 and 1"), true, (0.0..=1.0).contains(&certainty));
}

/// The bounds of a lost score in words such as `named user; score 1..2` or `score>=3 (root shown full)`.
fn bounds(inferred: &str) -> (&str, &str) {
    if let Some((_, range)) = inferred.split_once("score ") {
        return range.split(';').next().and_then(|range| range.trim().split_once("..")).unwrap_or_default();
    }
    let low = inferred.split_once("score>=").map_or("", |(_, rest)| rest);
    (low.get(..1).unwrap_or_default(), "")
}

/// The body is the dump's own lines, from the header's end to the next comment.
fn check_body(gold: &Record, next: Option<&Record>, row: &Record, dump: &str, findings: &mut Findings) {
    let at = |what: &str| format!("row {}: {what}", gold["index"]);
    let first: usize = gold["line"].parse().unwrap();
    let end: usize = next.map_or(usize::MAX, |next| next["line"].parse().unwrap());
    let lines = dump.lines().enumerate().skip(first - 1).take_while(|(index, line)| {
        // After the last comment the page goes on at the margin.
        index + 1 < end && (line.trim().is_empty() || line.starts_with(' '))
    });
    let headers = match gold["header_parts"].as_str() {
        "none" => 0,
        "by+date" => 1,
        "title+by" | "title+by+date" => 2,
        other => panic!("unknown header parts `{other}`"),
    };
    let texts: Vec<&str> =
        lines.map(|(_, line)| line.trim().trim_start_matches('•').trim()).filter(|line| !line.is_empty()).collect();
    let body = &texts[headers..];
    findings.same(at("body"), collapsed(&body.join(" ")), collapsed(&row["body"]));
    let n_lines = row["body"].lines().filter(|line| !line.trim().is_empty()).count();
    findings.same(at("lines of the body"), &gold["body_paragraphs"], &n_lines.to_string());
    let n_paragraphs = if gold["index"] == BROKEN_LINES { 1 } else { n_lines };
    findings.same(at("paragraphs"), n_paragraphs, row["body"].split("\n\n").count());
    let words = collapsed(&gold["first_5_words"]);
    findings.same(at("first words"), true, collapsed(&row["body"]).starts_with(&words));
}

#[test]
fn pages_without_comments_are_told() {
    let test = "pages_without_comments_are_told";
    let kinds = [
        ("000", "it seems to be "),
        ("001", "it seems to be an article with an empty comment form"),
        ("002", "it seems to be a news aggregator's page"),
        ("004", "it seems to be an article with an empty comment form"),
    ];
    let mut findings = Findings::default();
    let mut articles = Vec::new();
    for (number, kind) in kinds {
        let Some(path) = seed(test, number) else { return };
        let out = tempfile::tempdir().unwrap();
        let output = rejoinder().arg("analyze").arg(&path).arg("-o").arg(out.path()).output().unwrap();
        findings.same(format!("{number}: exit code"), Some(3), output.status.code());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let is_told = said.contains("no comments found") && said.contains(kind) && said.contains(":1:1: ");
        if !is_told {
            findings.add(format!("{number}: expected a message with `{kind}`, but found {said:?}"));
        }
        let rows = records(&read(&out.path().join("comments.csv")));
        findings.same(format!("{number}: rows"), 0, rows.len());
        articles.push(path);
    }
    let Some(thread) = seed(test, "003") else { return };
    let together = rejoinder().arg("analyze").args(&articles).arg(thread).output().unwrap();
    findings.same("with the thread among them: exit code", Some(0), together.status.code());
    findings.report();
}
