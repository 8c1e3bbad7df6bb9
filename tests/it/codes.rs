//! The codes of diagnostics stand in three places: where they are given, where they are described, where they are summed up.

use std::collections::BTreeSet;

use crate::support::{Findings, files_below, project, read};

/// The folders of the source in which documents are met.
const GIVEN_IN: [&str; 3] = ["src/input", "src/parse", "src/corpus"];

#[test]
fn every_code_is_described() {
    let given: BTreeSet<String> = GIVEN_IN
        .iter()
        .flat_map(|folder| files_below(&project(folder), "rs"))
        .flat_map(|path| codes(&read(&path), "\"", "\""))
        .collect();
    let document = read(&project("ARCHITECTURE.md"));
    let (_, table) = document.split_once("## Diagnostics").unwrap();
    let (table, _) = table.split_once("## Decisions").unwrap();
    let mut findings = Findings::default();
    assert!(given.len() > 20, "the codes are gone");
    findings.same("ARCHITECTURE.md", &given, &codes(table, "\n| `", "` |"));
    findings.same("src/cli/codes.rs", &given, &codes(&read(&project("src/cli/codes.rs")), "(\"", "\", \""));
    findings.report();
}

/// What stands between two texts and looks like a code: small letters with hyphens.
fn codes(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    let is_code = |code: &&str| {
        let words: Vec<&str> = code.split('-').collect();
        words.len() > 1 && words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
    };
    let parts = text.match_indices(before).filter_map(|(at, _)| text[at + before.len()..].split(after).next());
    parts.filter(is_code).map(str::to_owned).collect()
}
