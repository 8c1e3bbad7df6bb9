//! Every way to get a grammar file wrong has a file in `tests/fixtures/grammar` and, beside it, what is said about it.

use crate::golden::differs;
use crate::support::{Findings, files_below, project, rejoinder};

/// What can be wrong, as the files name it.
const WAYS: [&str; 37] = [
    "bad-toml",
    "date-format",
    "date-misses",
    "date-reads-another",
    "deep-options",
    "empty-pattern",
    "gives-another",
    "gives-more",
    "lynx-again",
    "matched-twice",
    "milestone",
    "moderation-sign",
    "must-not-match",
    "neighbours",
    "neither",
    "no-sample",
    "open-bracket",
    "open-field",
    "outline-gives-another",
    "outline-gives-more",
    "outline-no-depth",
    "outline-no-sample",
    "outline-unknown-depth",
    "outline-unknown-key",
    "outline-unknown-site",
    "required-field",
    "sample-misses",
    "sample-of-nothing",
    "stray-bracket",
    "two-misses",
    "unknown-field",
    "unknown-key",
    "unknown-line-list",
    "unknown-sample-list",
    "unused-date",
    "unused-pattern",
    "wrong-name",
];

#[test]
fn every_way_to_get_a_grammar_wrong_is_told() {
    let folder = project("tests/fixtures/grammar");
    let mut findings = Findings::default();
    let fixtures = files_below(&folder, "toml");
    let names: Vec<String> =
        fixtures.iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    findings.same("fixtures", WAYS.map(str::to_owned).to_vec(), names.clone());
    for name in names {
        let file = format!("{name}.toml");
        let output = rejoinder().args(["grammar", "check", &file]).current_dir(&folder).output().unwrap();
        findings.same(format!("{name}: exit code"), Some(2), output.status.code());
        findings.same(format!("{name}: stdout"), "", &String::from_utf8_lossy(&output.stdout));
        let said = String::from_utf8(output.stderr).unwrap();
        findings.same(format!("{name}: it names the file"), true, said.starts_with(&format!("{file}:")));
        if let Some(finding) = differs(&folder.join(format!("{name}.err")), &said) {
            findings.add(finding);
        }
    }
    findings.report();
}

#[test]
fn every_built_in_file_is_printed_as_it_is_and_passes() {
    let mut findings = Findings::default();
    let mut files: Vec<_> = files_below(&project("grammars/sites"), "toml");
    files.extend(files_below(&project("grammars/outlines"), "toml"));
    assert!(files.len() > 20, "grammar files are gone");
    for path in files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let shown = rejoinder().args(["grammar", "show", &name]).output().unwrap();
        findings.same(format!("{name}: shown"), std::fs::read(&path).unwrap(), shown.stdout);
        let checked = rejoinder().args(["grammar", "check"]).arg(&path).output().unwrap();
        findings.same(format!("{name}: checked"), Some(0), checked.status.code());
    }
    findings.report();
}
