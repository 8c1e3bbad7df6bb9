//! Notebooks are kept as they were written: without outputs, counts of runs, or anything of the machine that ran them.

use std::fs;

use serde_json::Value;

use crate::support::{Findings, files_below, project, read, skipped};

/// What a notebook's metadata may hold.
const METADATA: [&str; 2] = ["kernelspec", "language_info"];

#[test]
fn notebooks_are_clean() {
    if fs::metadata(project("notebooks")).is_err() {
        return skipped("notebooks_are_clean", "a package of the crate has no notebooks");
    }
    let mut findings = Findings::default();
    let notebooks = files_below(&project("notebooks"), "ipynb");
    assert!(notebooks.len() > 1, "the notebooks are gone");
    let described = read(&project("notebooks/README.md"));
    for path in notebooks {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let notebook: Value = serde_json::from_str(&read(&path)).unwrap();
        check(&name, &notebook, &mut findings);
        if !described.contains(&name) {
            findings.add(format!("notebooks/README.md: no {name}"));
        }
    }
    findings.report();
}

fn check(name: &str, notebook: &Value, findings: &mut Findings) {
    let metadata = notebook["metadata"].as_object().unwrap();
    for key in metadata.keys().filter(|key| !METADATA.contains(&key.as_str())) {
        findings.add(format!("{name}: metadata `{key}`"));
    }
    for (number, cell) in (1..).zip(notebook["cells"].as_array().unwrap()) {
        let is_code = cell["cell_type"] == "code";
        if is_code && (cell["outputs"] != Value::Array(Vec::new()) || !cell["execution_count"].is_null()) {
            findings.add(format!("{name}: cell {number} has been run; clear its outputs"));
        }
        if cell["metadata"].as_object().is_none_or(|metadata| !metadata.is_empty()) {
            findings.add(format!("{name}: cell {number} has metadata"));
        }
        let lines = cell["source"].as_array().unwrap().iter().filter_map(Value::as_str);
        for line in lines.filter(|line| ["/home/", "/tmp/", "/Users/"].iter().any(|folder| line.contains(folder))) {
            findings.add(format!("{name}: cell {number} has a path of one machine: `{}`", line.trim()));
        }
    }
}
