//! The hostile corpus of ../shared: no rule of it is broken.

use std::process::Command;

use crate::support::{is_there, project, shared, skipped};

/// Debug builds are slow, and tests share their machine.
const PATIENCE: &str = "6";

#[test]
fn the_hostile_corpus_breaks_no_rule() {
    let test = "the_hostile_corpus_breaks_no_rule";
    if shared(test, "tools/run_hostile.py").is_none() {
        return;
    }
    if !is_there("python3") {
        return skipped(test, "python3 is absent");
    }
    let mut script = Command::new(project("scripts/hostile.sh"));
    let output = script.args([env!("CARGO_BIN_EXE_rejoinder"), PATIENCE]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains(" files, "), "the corpus was not run: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
}
