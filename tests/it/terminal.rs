//! Data on a terminal: `script` runs the program on one.

use std::fs;
use std::process::Command;

use crate::support::{is_there, rejoinder, skipped, tame};

const TABLE: &str =
    "thread,comment,parent,author,subject,body\n1,1,0,\"a\u{1b}[31mb\",\u{202e}c,\"d\u{9b}31m\te\nf\"\n";

#[test]
fn a_terminal_is_not_steered_by_data() {
    if !is_there("script") {
        return skipped("a_terminal_is_not_steered_by_data", "there is no `script`");
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), TABLE).unwrap();
    fs::write(folder.path().join("b.csv"), TABLE.replace("f\"", "g\"")).unwrap();
    let program = rejoinder().get_program().to_string_lossy().into_owned();
    let on_terminal = |arguments: &str| {
        let mut command = Command::new("script");
        command.current_dir(folder.path()).args(["-q", "-e", "-c", &format!("'{program}' {arguments}"), "/dev/null"]);
        tame(&mut command);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    for arguments in ["diff a.csv b.csv -o -", "stance sample b.csv -q", "report a.csv -q -o -"] {
        let (code, text) = on_terminal(arguments);
        assert_eq!(code, Some(0), "{arguments}: {text}");
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{arguments}: {text}");
    }
    let (code, text) = on_terminal("diff a.csv b.csv -o -");
    assert!(code == Some(0) && text.contains("a\\u{1b}[31mb") && text.contains("d\\u{9b}31m\te\r\ng"), "{text}");
    let exact = rejoinder().current_dir(folder.path()).args(["diff", "a.csv", "b.csv", "-o", "-"]).output().unwrap();
    assert!(String::from_utf8(exact.stdout).unwrap().contains("a\u{1b}[31mb"));
    if cfg!(feature = "columnar") {
        let (code, text) = on_terminal("analyze a.csv --table comments --format parquet -o -");
        assert_eq!(
            (code, text.trim_end()),
            (Some(64), "rejoinder: parquet is no text for a terminal: redirect it, `-o - > FILE`")
        );
    }
}
