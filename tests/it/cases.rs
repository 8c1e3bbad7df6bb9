//! End-to-end cases: each folder of `tests/cases` is one.
//!
//! `cmd` is a shell script that runs in an empty folder with the case's other files in it, `pages` (tests/pages), `samples`
//! (data/threads) and `grammars` (grammars/examples) beside them, and `rejoinder` on the path. `stdout`, `stderr` and `code` say what comes out; a
//! missing file is empty, a missing code is 0. `needs`, where it is there, has a line for each feature that the case takes, `xlsx`, or that
//! must be missing, `no xlsx`; elsewhere it is passed over. What golden files may say is told in `golden.rs`.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::golden::{differs, is_blessing};
use crate::support::{Findings, project, skipped, tame};

/// A case that runs longer hangs.
const LIMIT: Duration = Duration::from_secs(120);

const GOLDENS: [&str; 5] = ["cmd", "stdout", "stderr", "code", "needs"];

#[test]
fn cases_come_out_as_they_say() {
    let mut findings = Findings::default();
    let mut folders: Vec<_> =
        fs::read_dir(project("tests/cases")).unwrap().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    assert!(folders.len() > 20, "the cases are gone");
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        run(&folder).into_iter().for_each(|finding| findings.add(format!("{name}: {finding}")));
    }
    findings.report();
}

fn run(case: &Path) -> Vec<String> {
    let needed = fs::read_to_string(case.join("needs")).unwrap_or_default();
    if let Some(missing) = needed.lines().find(|line| !is_met(line)) {
        skipped(&case.display().to_string(), &format!("it needs a program with {missing}"));
        return Vec::new();
    }
    let room = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(case).unwrap().flatten() {
        if !GOLDENS.iter().any(|golden| entry.file_name() == *golden) {
            fs::copy(entry.path(), room.path().join(entry.file_name())).unwrap();
        }
    }
    link(&project("tests/pages"), &room.path().join("pages"));
    link(&project("data/threads"), &room.path().join("samples"));
    link(&project("grammars/examples"), &room.path().join("grammars"));
    let mut script = Command::new("sh");
    script.arg(case.join("cmd")).current_dir(room.path()).env("PATH", path_with_rejoinder());
    tame(&mut script);
    let printed = tempfile::tempdir().unwrap();
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| printed.path().join(name));
    script.stdin(Stdio::null()).stdout(File::create(&stdout).unwrap()).stderr(File::create(&stderr).unwrap());
    let Some(status) = wait(script.spawn().unwrap()) else { return vec![format!("runs longer than {LIMIT:?}")] };
    let code = status.code().map_or_else(|| "signal\n".to_owned(), |code| format!("{code}\n"));
    let code = if code == "0\n" { String::new() } else { code };
    let [stdout, stderr] = [stdout, stderr].map(|path| text(fs::read(path).unwrap()));
    let streams = [("stdout", stdout), ("stderr", stderr), ("code", code)];
    streams.iter().filter_map(|(golden, found)| differs(&case.join(golden), found)).collect()
}

fn is_met(need: &str) -> bool {
    need.strip_prefix("no ").map_or_else(|| has_feature(need), |feature| !has_feature(feature))
}

fn has_feature(name: &str) -> bool {
    match name {
        "columnar" => cfg!(feature = "columnar"),
        "xlsx" => cfg!(feature = "xlsx"),
        other => panic!("there is no feature {other}"),
    }
}

/// Waits for a script; one that runs too long is ended.
fn wait(mut script: Child) -> Option<ExitStatus> {
    let began = Instant::now();
    while began.elapsed() < LIMIT {
        if let Some(status) = script.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    script.kill().unwrap();
    script.wait().unwrap();
    None
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| format!("not UTF-8: {error}\n"))
}

/// The path with the folder of the program under test before all others.
pub(crate) fn path_with_rejoinder() -> std::ffi::OsString {
    let program = Path::new(env!("CARGO_BIN_EXE_rejoinder"));
    let others = std::env::var_os("PATH").unwrap_or_default();
    let folders = program.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&others));
    std::env::join_paths(folders).unwrap()
}

#[cfg(unix)]
pub(crate) fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).unwrap();
}

#[test]
fn golden_files_are_not_written_in_passing() {
    // A blessing run passes whatever the program does, so that its result says nothing.
    assert!(!is_blessing() || std::env::var_os("CI").is_none(), "REJOINDER_BLESS is set where results count");
}
