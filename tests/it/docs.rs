//! What the documents list is what there is: codes of diagnostics, files of the source, keys of grammar files.

use std::collections::BTreeSet;

use crate::golden::differs;
use crate::support::{Findings, files_below, project, read, rejoinder};

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
    findings.same("src/report/codes.rs", &given, &codes(&read(&project("src/report/codes.rs")), "(\"", "\", \""));
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

#[test]
fn every_file_of_the_source_is_in_the_layout() {
    let document = read(&project("ARCHITECTURE.md"));
    let (layout, _) = document.split_once("## Invariants").unwrap();
    let mut findings = Findings::default();
    for path in files_below(&project("src"), "rs") {
        let path = path.strip_prefix(project("src")).unwrap().to_string_lossy().replace('\\', "/");
        let below = path.split_once('/').map_or("", |(_, below)| below);
        let (file, folder) = (path.rsplit('/').next().unwrap(), below.rsplit_once('/').map(|(folder, _)| folder));
        let known = |name: &str| layout.contains(&format!("`{name}`"));
        let is_listed = known(&format!("src/{path}")) || known(file) || known(below);
        if !is_listed && file != "mod.rs" && !folder.is_some_and(|folder| known(&format!("{folder}/"))) {
            findings.add(format!("ARCHITECTURE.md: no row for src/{path}"));
        }
    }
    findings.report();
}

/// What stands above the columns in their page.
const ABOVE_COLUMNS: &str = "\
# The columns of the tables

`rejoinder schema --markdown` prints this. A cell is empty where its value is not known. New columns are added at the end of
their table.

";

#[test]
fn the_page_of_columns_is_what_the_program_says() {
    let output = rejoinder().args(["schema", "--markdown"]).output().unwrap();
    let page = ABOVE_COLUMNS.to_owned() + &String::from_utf8(output.stdout).unwrap();
    let mut findings = Findings::default();
    differs(&project("docs/columns.md"), &page).into_iter().for_each(|finding| findings.add(finding));
    findings.report();
}

#[test]
fn every_key_of_grammar_files_is_described() {
    let document = read(&project("grammars/README.md"));
    let source = read(&project("src/grammar/file.rs"));
    let fields = source.lines().filter_map(|line| line.strip_prefix("    pub(crate) ")?.split_once(':'));
    let is_told = |key: &str| {
        let ways = [format!("`{key}`"), format!("`[{key}]`"), format!("`[[{key}]]`"), format!("`{key} = true`")];
        ways.iter().any(|way| document.contains(way))
    };
    let mut findings = Findings::default();
    let keys: Vec<&str> =
        fields.map(|(name, _)| name).filter(|name| !["milestones", "samples"].contains(name)).collect();
    assert!(keys.len() > 50, "the keys are gone");
    keys.iter().filter(|key| !is_told(key)).for_each(|key| findings.add(format!("grammars/README.md: no `{key}`")));
    findings.report();
}
