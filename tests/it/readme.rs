//! Every shell block of README.md is run.
//!
//! A block ```` ```sh ```` is run as a script and must succeed. In a block ```` ```console ```` the lines that begin with
//! `$ ` are run one by one (a line that ends in `\` goes on in the next), and what is printed must fit the lines below, in
//! which `...` and `[..]` stand for anything, as in golden files; a command without lines below may print what it likes.
//! Blocks run one after the other in one folder that has what the project's own has, with `rejoinder` on the path. Lines
//! that install something (`cargo`, `git`, `curl`, `cd`) are left out.

use std::path::Path;
use std::process::Command;

use crate::cases::{link, path_with_rejoinder};
use crate::golden::fits;
use crate::support::{Findings, project, read, skipped, tame};

const NOT_RUN: [&str; 4] = ["cargo ", "git ", "curl ", "cd "];

/// A command of the README with what it should print, if the README says so.
#[derive(Debug, PartialEq)]
struct Step {
    line: usize,
    command: String,
    printed: Option<String>,
}

#[test]
fn what_the_readme_says_works() {
    let readme = project("README.md");
    if !readme.exists() {
        return skipped("what_the_readme_says_works", "README.md is absent");
    }
    let room = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(project(".")).unwrap().flatten() {
        let name = entry.file_name();
        if name != "target" && !name.to_string_lossy().starts_with('.') {
            link(&entry.path().canonicalize().unwrap(), &room.path().join(name));
        }
    }
    let steps = steps(&read(&readme));
    assert!(!steps.is_empty(), "README.md shows no command");
    let mut findings = Findings::default();
    for step in steps {
        if let Some(finding) = run(&step, room.path()) {
            findings.add(format!("README.md:{}: `{}`: {finding}", step.line, step.command.trim()));
        }
    }
    findings.report();
}

fn run(step: &Step, room: &Path) -> Option<String> {
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", &step.command]).current_dir(room).env("PATH", path_with_rejoinder());
    tame(&mut shell);
    let output = shell.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    match &step.printed {
        Some(expected) if !fits(expected, &printed) => Some(format!("expected:\n{expected}but found:\n{printed}")),
        None if !output.status.success() => Some(format!("ended with {}:\n{printed}", output.status)),
        _ => None,
    }
}

/// The commands of a Markdown text.
fn steps(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut block: Option<(String, usize, Vec<&str>)> = None;
    for (index, line) in text.lines().enumerate() {
        match (&mut block, line.trim_end().strip_prefix("```")) {
            (None, Some(kind)) => block = Some((kind.to_owned(), index + 2, Vec::new())),
            (Some((_, _, lines)), None) => lines.push(line),
            (Some(_), Some(_)) => {
                let (kind, line, lines) = block.take().unwrap();
                match kind.as_str() {
                    "sh" | "bash" | "shell" => steps.extend(script(line, &lines)),
                    "console" => steps.extend(session(line, &lines)),
                    _ => {}
                }
            }
            (None, None) => {}
        }
    }
    steps
}

fn is_run(command: &str) -> bool {
    !NOT_RUN.iter().any(|word| command.trim_start().starts_with(word))
}

fn script(line: usize, lines: &[&str]) -> Option<Step> {
    let lines: Vec<&str> = lines.iter().copied().filter(|line| is_run(line)).collect();
    let has_command = lines.iter().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    has_command.then(|| Step { line, command: lines.join("\n"), printed: None })
}

fn session(line: usize, lines: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut goes_on = false;
    for (index, text) in lines.iter().enumerate() {
        match (text.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                steps.push(Step { line: line + index, command: command.to_owned(), printed: None });
                goes_on = command.ends_with('\\');
            }
            (None, Some(step)) if goes_on => {
                step.command = format!("{}\n{text}", step.command);
                goes_on = text.ends_with('\\');
            }
            (None, Some(step)) => {
                let printed = step.printed.get_or_insert_default();
                printed.push_str(text);
                printed.push('\n');
            }
            (None, None) => {}
        }
    }
    steps.retain(|step| is_run(&step.command));
    steps
}

#[test]
fn commands_are_found_in_markdown() {
    let text = "# T\n```sh\ncargo install x\nls # all\n```\n\n```toml\na = 1\n```\n```console\n$ ls \\\n  -a\na\n...\n$ git x\n$ wc\n```\n";
    let step = |line, command: &str, printed: Option<&str>| Step {
        line,
        command: command.to_owned(),
        printed: printed.map(str::to_owned),
    };
    let expected = [step(3, "ls # all", None), step(11, "ls \\\n  -a", Some("a\n...\n")), step(16, "wc", None)];
    assert_eq!(steps(text), expected);
}
