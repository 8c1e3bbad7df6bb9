//! The real dumps of ../shared, scored tool by tool against the pages they were made from.

use std::process::Command;

use serde_json::Value;

use crate::support::{Findings, is_there, project, read, shared, skipped};

/// Of rows this sure, at least so many are right.
const SURE_AND_RIGHT: f64 = 0.99;

/// Of the headers that flat tools keep, so many are read right.
const FLAT_HEADERS: f64 = 1.0;

#[test]
fn dumps_are_read_as_the_pages_they_were_made_from() {
    let test = "dumps_are_read_as_the_pages_they_were_made_from";
    if shared(test, "data/slashdot/dumps").is_none() || shared(test, "tools/score_dump.py").is_none() {
        return;
    }
    if !is_there("python3") {
        return skipped(test, "python3 is absent");
    }
    let room = tempfile::tempdir().unwrap();
    let figures = room.path().join("figures.json");
    let mut script = Command::new("python3");
    script.arg(project("scripts/score_dumps.py")).args(["--bars", "--bin", env!("CARGO_BIN_EXE_rejoinder")]);
    let output = script.arg("--json").arg(&figures).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(figures.exists(), "no figures: {}", String::from_utf8_lossy(&output.stderr));
    let figures: Value = serde_json::from_str(&read(&figures)).unwrap();
    let (tree, flat) = (&figures["tree"], &figures["flat"]);
    let mut findings = Findings::default();
    if tree["present"].as_u64() < Some(3_000) || flat["present"].as_u64() < Some(500) {
        findings.add("most dumps are gone");
    }
    if !output.status.success() {
        let missed: Vec<_> = said.lines().filter(|line| line.starts_with("missed:")).collect();
        findings.add(missed.join("\n"));
    }
    // A flat dump cannot tell who answered whom, but every header that it keeps is read.
    if flat["headed"].as_f64() < Some(FLAT_HEADERS) {
        findings.add(format!("flat tools: {} of the headers are read right", flat["headed"]));
    }
    findings.same("flat tools: parents claimed", Some(0), flat["claims"].as_u64());
    if tree["sure_and_right"].as_f64() < Some(SURE_AND_RIGHT) {
        findings.add(format!("of the rows that are sure, {} are right", tree["sure_and_right"]));
    }
    if tree["mean_right"].as_f64() <= tree["mean_wrong"].as_f64() {
        findings.add("wrong rows are as sure as right ones");
    }
    findings.add_details(&said);
    findings.report();
}
