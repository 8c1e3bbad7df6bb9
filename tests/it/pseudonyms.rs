//! With a key, no output names an author: neither as one, nor where others mention him.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Findings, files_below, project, read, rejoinder};

/// Names of fewer letters are words as well.
const MIN_LETTERS: usize = 3;

/// What the program prints and writes below a folder for some arguments.
fn outputs(arguments: &[&str], folder: &Path) -> String {
    let output = rejoinder().args(arguments).current_dir(folder).output().unwrap();
    let mut all = String::from_utf8_lossy(&output.stdout).into_owned();
    all.push_str(&String::from_utf8_lossy(&output.stderr));
    for extension in ["csv", "ndjson", "json", "jsonl", "html"] {
        files_below(folder, extension).iter().for_each(|path| all.push_str(&read(path)));
    }
    all
}

fn objects(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn comments(samples: &str, key: &[&str]) -> Vec<Value> {
    let arguments = ["analyze", samples, "--table", "comments", "--format", "ndjson", "-o", "-", "--quiet"];
    let output = rejoinder().args(arguments).args(key).output().unwrap();
    objects(&String::from_utf8(output.stdout).unwrap())
}

/// The names and numbers of authors, in small letters.
fn people(rows: &[Value]) -> (BTreeSet<String>, BTreeSet<String>) {
    let named = || rows.iter().filter(|row| row["anonymous"] != true);
    let names = named().filter_map(|row| row["author"].as_str()).map(str::to_lowercase);
    let names = names.filter(|name| name.chars().count() >= MIN_LETTERS);
    let numbers = named().filter_map(|row| row["uid"].as_u64()).map(|uid| uid.to_string());
    (names.collect(), numbers.collect())
}

/// Where a text has a word that is one of these, or a run of words.
fn words_among<'a>(text: &str, names: &'a BTreeSet<String>) -> Vec<&'a str> {
    let text = text.to_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let stands = |name: &&String| {
        text.match_indices(name.as_str()).any(|(at, _)| {
            let (before, behind) = (&text[..at], &text[at + name.len()..]);
            !before.ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric)
        })
    };
    names.iter().filter(stands).map(String::as_str).collect()
}

/// Checks that no output about some inputs names anybody.
fn check(samples: &str, findings: &mut Findings) {
    let room = tempfile::tempdir().unwrap();
    let key = room.path().join("pseudonyms.key");
    fs::write(&key, "a key that is long enough").unwrap();
    let key = ["--pseudonymise", key.to_str().unwrap()];
    let (plain, told) = (comments(samples, &[]), comments(samples, &key));
    let (names, numbers) = people(&plain);
    assert!(names.len() > 3, "{samples} has too few names to test with: {names:?}");
    let (pages, other) = (files_below(Path::new(samples), "txt"), project("tests/pages/article.txt"));
    let (page, other) = (pages[0].to_str().unwrap(), other.to_str().unwrap());
    let runs: [&[&str]; 11] = [
        &["analyze", samples],
        &["analyze", samples, "-o", "csv"],
        &["analyze", samples, "--format", "ndjson", "-o", "ndjson"],
        &["show", samples, "--evidence"],
        &["diff", page, other],
        &["stance", "sample", samples, "-o", "sample.csv"],
        &["report", samples, "-o", "report"],
        &["export", samples, "--to", "convokit", "-o", "convokit"],
        &["export", samples, "--to", "graphml", "-o", "-"],
        &["export", samples, "--to", "gexf", "--graph", "authors", "-o", "-"],
        &["export", samples, "--to", "dot", "-o", "-"],
    ];
    for arguments in runs {
        let folder = tempfile::tempdir().unwrap();
        let bare = outputs(arguments, folder.path());
        // Samples hold what people wrote, who may have named nobody.
        assert!(
            arguments[0] == "stance" || !words_among(&bare, &names).is_empty(),
            "{samples}: {} names nobody anyway",
            arguments[0]
        );
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<_> = arguments.iter().copied().chain(key).collect();
        let output = outputs(&arguments, folder.path());
        // What a file is called is its owner's choice.
        let output = output.replace(samples, "");
        for name in words_among(&output, &names) {
            findings.add(format!("{samples}: {}: `{name}` is named", arguments[0]));
        }
        for number in &numbers {
            if output.contains(&format!("({number})")) {
                findings.add(format!("{samples}: {}: ({number}) is there", arguments[0]));
            }
        }
    }
    findings.same(format!("{samples}: comments"), plain.len(), told.len());
    for (plain, told) in plain.iter().zip(&told) {
        for column in ["thread", "parent", "depth", "score", "posted_at", "moderation", "form", "line_end", "certainty"]
        {
            findings.same(format!("{samples}: {column}"), &plain[column], &told[column]);
        }
        findings.same("an author", plain["author"].is_null(), told["author"].is_null());
        findings.same("a number", plain["uid"].is_null(), told["uid"].is_null());
    }
}

#[test]
fn nobody_is_named_with_a_key() {
    let mut findings = Findings::default();
    for samples in ["data/threads/lynx", "data/threads/resiliparse-2.x", "data/threads/w3m"] {
        check(project(samples).to_str().unwrap(), &mut findings);
    }
    findings.report();
}

#[test]
fn who_is_mentioned_in_another_thread_or_quoted_from_elsewhere_is_not_named() {
    let room = tempfile::tempdir().unwrap();
    let page = |name: &str, author: &str, body: &str| {
        let text = format!(
            "Comments Filter:\n  \u{2022} Tea (Score:3)\n\n    by {author} ( 12 ) on Thursday October 05, 2023 @11:41PM \
             (#101)\n\n    {body}\n"
        );
        fs::write(room.path().join(name), text).unwrap();
    };
    page("a.txt", "Hester Quill", "As brickwork said, see https://site.example/~marl_pit and ask @tallow.");
    page("b.txt", "brickwork", "> by Old Sexton (77) on Friday\n\n    HESTER  QUILL (12) is right, old sexton is not.");
    fs::write(room.path().join("key"), "0123456789abcdef").unwrap();
    let told = outputs(
        &["analyze", ".", "--include", "*.txt", "--table", "comments", "-o", "-", "--pseudonymise", "key"],
        room.path(),
    );
    let names = ["hester quill", "brickwork", "marl_pit", "tallow", "old sexton"].map(str::to_owned);
    assert_eq!(words_among(&told, &BTreeSet::from(names)), Vec::<&str>::new(), "{told}");
    assert!(told.matches("user-").count() >= 8 && !told.contains("(77)") && !told.contains("(12)"), "{told}");
}
