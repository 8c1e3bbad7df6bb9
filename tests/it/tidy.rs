//! The rules that the source follows, read from its text: which module may use which, and how it is written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::support::{Findings, files_below, project, read};

/// The modules in the order of the way of the data: each uses only what stands before it.
const ORDER: [&str; 15] = [
    "diagnostic",
    "model",
    "text",
    "markup",
    "grammar",
    "error",
    "input",
    "parse",
    "graph",
    "measure",
    "stance",
    "table",
    "report",
    "corpus",
    "cli",
];

/// What may be named in some modules only, and in which.
const RESERVED: [(&str, &[&str]); 22] = [
    ("argmin::", &["measure", "stance"]),
    ("petgraph::", &["graph"]),
    ("nom::", &["grammar", "markup", "parse"]),
    ("html5gum::", &["markup"]),
    ("clap::", &["cli"]),
    ("clap_complete::", &["cli"]),
    ("clap_mangen::", &["cli"]),
    ("indicatif::", &["cli"]),
    ("terminal_size::", &["cli"]),
    // Tables of comments are read back by a parser.
    ("csv::", &["report", "parse", "stance"]),
    ("Serialize", &["table", "report"]),
    ("println!", &["cli"]),
    ("print!", &["cli"]),
    ("eprintln!", &["cli"]),
    ("eprint!", &["cli"]),
    ("stdout()", &["cli"]),
    ("stderr()", &["cli"]),
    ("env::", &["cli"]),
    ("SystemTime", &["cli"]),
    ("Instant", &["cli"]),
    ("thread::Builder", &["corpus"]),
    ("walkdir::", &["input"]),
];

/// What stands nowhere outside tests.
const BANNED: [&str; 7] = [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "dbg!(", "unsafe "];

const MAX_LINES: usize = 500;
const MAX_MAIN_LINES: usize = 25;
/// So many lines of code must not stand twice.
const MAX_TWINS: usize = 6;

/// A source file: its path below `src`, its module, and its lines of code with their numbers.
struct Source {
    path: String,
    module: String,
    n_lines: usize,
    code: Vec<(usize, String)>,
}

impl Source {
    fn new(path: &Path) -> Self {
        let text = read(path);
        let path = path.strip_prefix(project("src")).unwrap().to_string_lossy().replace('\\', "/");
        let module = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        Self { path, module, n_lines: text.lines().count(), code: code(&text) }
    }
}

fn sources() -> Vec<Source> {
    let files = files_below(&project("src"), "rs");
    assert!(files.len() > 50, "the source is gone");
    let for_tests: Vec<_> = files.iter().flat_map(|path| modules_for_tests(path)).collect();
    files.iter().filter(|path| !for_tests.contains(path)).map(|path| Source::new(path)).collect()
}

/// The files of modules that a file declares for tests only.
fn modules_for_tests(path: &Path) -> Vec<PathBuf> {
    let text = read(path);
    let lines: Vec<&str> = text.lines().collect();
    let pairs = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    let names = pairs.filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';'));
    names.map(|name| path.with_file_name(format!("{name}.rs"))).collect()
}

/// The lines of a file that are code: no comments, and none of what is compiled for tests only.
fn code(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let trimmed = line.trim();
        if trimmed == "#[cfg(test)]" && line == trimmed {
            // The item that follows, up to its closing brace at the margin or its semicolon.
            for (_, line) in lines.by_ref() {
                if line.starts_with('}') || line.ends_with(';') && !line.starts_with(' ') {
                    break;
                }
            }
        } else if !trimmed.starts_with("//") {
            found.push((index + 1, trimmed.to_owned()));
        }
    }
    found
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let mut findings = Findings::default();
    let place = |module: &str| ORDER.iter().position(|known| *known == module);
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.module.as_str())) {
        let Some(own) = place(&source.module) else {
            findings.add(format!("{}: `{}` has no place in the order of modules", source.path, source.module));
            continue;
        };
        for (line, text) in &source.code {
            for used in text.split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                match place(used) {
                    Some(other) if other <= own => {}
                    // A macro of the crate, or a group such as `crate::{error, model}`.
                    None if used.is_empty() => findings.add(format!("{}:{line}: `crate::{{...}}`", source.path)),
                    _ => findings.add(format!("{}:{line}: `{}` must not use `{used}`", source.path, source.module)),
                }
            }
        }
    }
    findings.report();
}

#[test]
fn crates_stand_where_they_belong() {
    let mut findings = Findings::default();
    for source in sources() {
        for (line, text) in &source.code {
            for (name, modules) in RESERVED {
                let is_free = modules.contains(&source.module.as_str()) || source.module == "main";
                if !is_free && has_word(text, name) {
                    findings.add(format!("{}:{line}: `{name}` belongs in {}", source.path, modules.join(", ")));
                }
            }
        }
    }
    findings.report();
}

/// Whether a text has these words, with nothing before them that makes them the end of another.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !goes_on(before) && (!word.ends_with(char::is_alphanumeric) || !goes_on(after))
    })
}

/// The rooms of `parse/` that read one form of input each.
const READERS: [&str; 3] = ["lines", "html", "table"];

#[test]
fn no_reader_knows_another() {
    let mut findings = Findings::default();
    for source in sources().iter().filter(|source| source.module == "parse") {
        let own = source.path.split('/').nth(1).unwrap_or_default();
        let others = READERS.iter().filter(|reader| READERS.contains(&own) && **reader != own);
        let rooms = others.chain(READERS.iter().filter(|_| own == "recover"));
        for other in rooms {
            let names = [format!("parse::{other}"), format!("super::{other}")];
            for (line, text) in source.code.iter().filter(|(_, text)| names.iter().any(|name| text.contains(name))) {
                findings.add(format!("{}:{line}: `{text}` names another reader", source.path));
            }
        }
        for (line, _) in source.code.iter().filter(|(_, text)| text.starts_with("impl Engine") && own != "lines") {
            findings.add(format!("{}:{line}: the line engine belongs in parse/lines", source.path));
        }
    }
    findings.report();
}

#[test]
fn nothing_in_the_source_can_panic_by_name() {
    let mut findings = Findings::default();
    for source in sources() {
        for (line, text) in &source.code {
            for banned in BANNED.iter().filter(|banned| text.contains(**banned)) {
                findings.add(format!("{}:{line}: `{}`", source.path, banned.trim()));
            }
        }
    }
    findings.report();
}

#[test]
fn files_are_short() {
    let mut findings = Findings::default();
    for source in sources() {
        let most = if source.path == "main.rs" { MAX_MAIN_LINES } else { MAX_LINES };
        if source.n_lines > most {
            findings.add(format!("{}: {} lines, at most {most}", source.path, source.n_lines));
        }
    }
    findings.report();
}

#[test]
fn no_two_modules_share_a_name() {
    let (mut seen, mut findings) = (HashMap::new(), Findings::default());
    for source in sources() {
        let name = source.path.rsplit('/').next().unwrap().to_owned();
        // Subcommands and what readers and models of stances are made of have names that make sense in their own folders.
        let scope = if source.module == "cli" { "cli" } else { "" };
        if name == "mod.rs" || ["grammar", "parse", "stance"].contains(&source.module.as_str()) {
            continue;
        }
        if let Some(other) = seen.insert((scope, name), source.path.clone()) {
            findings.add(format!("{} and {other} have one name", source.path));
        }
    }
    findings.report();
}

#[test]
fn no_six_lines_stand_twice() {
    let mut seen: HashMap<Vec<String>, String> = HashMap::new();
    let mut findings = Findings::default();
    for source in sources() {
        let lines: Vec<&(usize, String)> = source.code.iter().filter(|(_, line)| counts(line)).collect();
        let mut last_told = 0;
        for (index, window) in lines.windows(MAX_TWINS).enumerate() {
            let text: Vec<String> = window.iter().map(|(_, line)| line.clone()).collect();
            let place = format!("{}:{}", source.path, window[0].0);
            match seen.get(&text) {
                Some(_) if index < last_told + MAX_TWINS && last_told > 0 => {}
                Some(first) => {
                    findings.add(format!("{place}: as {first}:\n    {}", text.join("\n    ")));
                    last_told = index;
                }
                None => drop(seen.insert(text, place)),
            }
        }
    }
    findings.report();
}

/// Whether a line of code says something: no blank, no brackets alone, no attribute, no import, no name in a list of names.
fn counts(line: &str) -> bool {
    let says = line.chars().any(char::is_alphanumeric) && !line.starts_with("#[");
    let imports = ["use ", "pub use ", "pub(crate) use ", "pub(super) use ", "mod ", "pub mod "];
    let is_name =
        line.strip_suffix(',').is_some_and(|name| name.chars().all(|c| c.is_alphanumeric() || ":_".contains(c)));
    says && !is_name && !imports.iter().any(|import| line.starts_with(import))
}

#[test]
fn code_is_told_from_comments_and_tests() {
    let text =
        "//! Doc.\nuse std::fs;\n#[cfg(test)]\nmod sample;\nfn a() {}\n#[cfg(test)]\nmod tests {\n    x.unwrap();\n}\n";
    let found: Vec<_> = code(text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(found, [2, 5]);
    assert!(has_word("std::env::args()", "env::") && !has_word("deserialize_Serialized", "Serialize"));
}
