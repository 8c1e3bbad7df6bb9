//! With a key, no output names an author: neither as one, nor where others mention him.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::names::{Written, names_in, threads};
use crate::support::{Findings, files_below, project, read, rejoinder};

/// Names of fewer letters are words as well.
const MIN_LETTERS: usize = 3;

/// What the program prints and writes below a folder for some arguments.
fn outputs(arguments: &[&str], folder: &Path) -> String {
    let output = rejoinder().args(arguments).current_dir(folder).output().unwrap();
    let mut all = String::from_utf8_lossy(&output.stdout).into_owned();
    all.push_str(&String::from_utf8_lossy(&output.stderr));
    for extension in ["csv", "ndjson", "json", "jsonl", "html", "graphml", "gexf"] {
        files_below(folder, extension).iter().for_each(|path| all.push_str(&read(path)));
    }
    all
}

fn objects(ndjson: &str) -> Vec<Value> {
    ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn comments(samples: &str, key: &[&str]) -> Vec<Value> {
    let arguments = ["analyze", samples, "--table", "comments", "--format", "ndjson", "-o", "-", "--quiet"];
    let output = rejoinder().args(arguments).args(key).output().unwrap();
    objects(&String::from_utf8(output.stdout).unwrap())
}

/// The names and numbers of authors, in small letters.
fn people(rows: &[Value]) -> (BTreeSet<String>, BTreeSet<String>) {
    let named = || rows.iter().filter(|row| row["anonymous"] != true);
    let names = named().filter_map(|row| row["author"].as_str()).map(str::to_lowercase);
    let names = names.filter(|name| name.chars().count() >= MIN_LETTERS);
    let numbers = named().filter_map(|row| row["uid"].as_u64()).map(|uid| uid.to_string());
    (names.collect(), numbers.collect())
}

/// Where a text has a word that is one of these, or a run of words.
fn words_among<'a>(text: &str, names: &'a BTreeSet<String>) -> Vec<&'a str> {
    let text = text.to_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let stands = |name: &&String| {
        text.match_indices(name.as_str()).any(|(at, _)| {
            let (before, behind) = (&text[..at], &text[at + name.len()..]);
            !before.ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric)
        })
    };
    names.iter().filter(stands).map(String::as_str).collect()
}

/// Checks that no output about some inputs names anybody.
fn check(samples: &str, findings: &mut Findings) {
    let room = tempfile::tempdir().unwrap();
    let key = room.path().join("pseudonyms.key");
    fs::write(&key, "a key that is long enough").unwrap();
    let key = ["--pseudonymise", key.to_str().unwrap()];
    let (plain, told) = (comments(samples, &[]), comments(samples, &key));
    let (names, numbers) = people(&plain);
    assert!(names.len() > 3, "{samples} has too few names to test with: {names:?}");
    let (pages, other) = (files_below(Path::new(samples), "txt"), project("tests/pages/article.txt"));
    let (page, other) = (pages[0].to_str().unwrap(), other.to_str().unwrap());
    let runs: [&[&str]; 11] = [
        &["analyze", samples],
        &["analyze", samples, "-o", "csv"],
        &["analyze", samples, "--format", "ndjson", "-o", "ndjson"],
        &["show", samples, "--evidence"],
        &["diff", page, other],
        &["stance", "sample", samples, "-o", "sample.csv"],
        &["report", samples, "-o", "report"],
        &["export", samples, "--to", "convokit", "-o", "convokit"],
        &["export", samples, "--to", "graphml", "-o", "-"],
        &["export", samples, "--to", "gexf", "--graph", "authors", "-o", "-"],
        &["export", samples, "--to", "dot", "-o", "-"],
    ];
    for arguments in runs {
        let folder = tempfile::tempdir().unwrap();
        let bare = outputs(arguments, folder.path());
        // Samples hold what people wrote, who may have named nobody.
        assert!(
            arguments[0] == "stance" || !words_among(&bare, &names).is_empty(),
            "{samples}: {} names nobody anyway",
            arguments[0]
        );
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<_> = arguments.iter().copied().chain(key).collect();
        let output = outputs(&arguments, folder.path());
        // What a file is called is its owner's choice.
        let output = output.replace(samples, "");
        for name in words_among(&output, &names) {
            findings.add(format!("{samples}: {}: `{name}` is named", arguments[0]));
        }
        for number in &numbers {
            if output.contains(&format!("({number})")) {
                findings.add(format!("{samples}: {}: ({number}) is there", arguments[0]));
            }
        }
    }
    findings.same(format!("{samples}: comments"), plain.len(), told.len());
    for (plain, told) in plain.iter().zip(&told) {
        for column in ["thread", "parent", "depth", "score", "posted_at", "moderation", "form", "line_end", "certainty"]
        {
            findings.same(format!("{samples}: {column}"), &plain[column], &told[column]);
        }
        findings.same("an author", plain["author"].is_null(), told["author"].is_null());
        findings.same("a number", plain["uid"].is_null(), told["uid"].is_null());
    }
}

#[test]
fn nobody_is_named_with_a_key() {
    let mut findings = Findings::default();
    for samples in ["data/threads/lynx", "data/threads/resiliparse-2.x", "data/threads/w3m"] {
        check(project(samples).to_str().unwrap(), &mut findings);
    }
    findings.report();
}

#[test]
fn who_is_mentioned_in_another_thread_or_quoted_from_elsewhere_is_not_named() {
    let room = tempfile::tempdir().unwrap();
    let page = |name: &str, author: &str, body: &str| {
        let text = format!(
            "Comments Filter:\n  \u{2022} Tea (Score:3)\n\n    by {author} ( 12 ) on Thursday October 05, 2023 @11:41PM \
             (#101)\n\n    {body}\n"
        );
        fs::write(room.path().join(name), text).unwrap();
    };
    page("a.txt", "Hester Quill", "As brickwork said, see https://site.example/~marl_pit and ask @tallow.");
    page("b.txt", "brickwork", "> by Old Sexton (77) on Friday\n\n    HESTER  QUILL (12) is right, old sexton is not.");
    fs::write(room.path().join("key"), "0123456789abcdef").unwrap();
    let told = outputs(
        &["analyze", ".", "--include", "*.txt", "--table", "comments", "-o", "-", "--pseudonymise", "key"],
        room.path(),
    );
    let names = ["hester quill", "brickwork", "marl_pit", "tallow", "old sexton"].map(str::to_owned);
    assert_eq!(words_among(&told, &BTreeSet::from(names)), Vec::<&str>::new(), "{told}");
    assert!(told.matches("user-").count() >= 8 && !told.contains("(77)") && !told.contains("(12)"), "{told}");
}

const TEA: &str = "  \u{2022} Tea (Score:3)\n\n    by";
const DAY: &str = "on Thursday October 05, 2023 @11:41PM";

/// A page of two comments, the second of which mentions the author of the first.
fn page(author: &str, body: &str) -> String {
    format!(
        "Comments Filter:\n{TEA} {author} ( 310772 ) {DAY} (#101)\n\n    no tea\n\n{TEA} annb ( 12 ) {DAY} (#102)\n\n    {body}\n"
    )
}

/// What the program prints about a document in a folder of its own.
fn told(name: &str, text: &str, arguments: &[&str]) -> String {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join(name), text).unwrap();
    fs::write(room.path().join("key"), "0123456789abcdef").unwrap();
    let arguments: Vec<_> = arguments.iter().copied().chain(["--pseudonymise", "key"]).collect();
    // The document is no output.
    outputs(&arguments, room.path()).replace(text, "")
}

#[test]
fn a_name_is_found_in_every_way_to_write_it() {
    let mut findings = Findings::default();
    for (author, body, expected) in [
        ("Quent", "Quent so, and Quent", "U so, and U"),
        ("Old  Marl", "Old Marl, old\u{a0}marl, OLD\u{2003}MARL, ~old+marl", "U, U, U, ~U"),
        ("Old\u{a0}Marl", "Old Marl and Old  Marl", "U and U"),
        (
            "Marl's Heir",
            "Marl\u{2019}s Heir; marl&#39;s heir; https://s.example/~Marl%27s+Heir/",
            "U; U; https://s.example/~U/",
        ),
        ("Pip & Squeak", "Pip &amp; Squeak; pip&#32;&amp; squeak", "U; U"),
        ("Gruß", "GRUSS, gruß", "U, U"),
        ("ΛΟΓΟΣ", "λογος, ΛΟΓΟΣ", "U, U"),
        ("İlkmar", "ilkmar, ILKMAR", "U, U"),
        ("Zoë Marl", "Zoe\u{308} Marl", "U"),
        ("tallow", "tal\u{200b}low's, ta\u{ad}llows, tallow2", "U's, Us, tallow2"),
        ("mr. what?", "mr. what? Or mr. what", "U Or U"),
        ("old_marl", "old marl, Old-Marl", "U, U"),
        ("zq", "zq is, as zq said, @zq", "zq is, as U said, @U"),
        ("tallow", "quoted @02:08AM", "quoted @02:08AM"),
        ("tallow", "uid 310772, x?uid=310772, tallow [310772]", "uid N, x?uid=N, U [N]"),
    ] {
        let arguments = ["analyze", "page.txt", "--table", "comments", "--format", "ndjson", "-o", "-", "-q"];
        let rows = objects(&told("page.txt", &page(author, body), &arguments));
        let [first, second] = rows.as_slice() else { panic!("{author}: {} comments", rows.len()) };
        let (user, number) = (first["author"].as_str().unwrap(), first["uid"].to_string());
        let expected = expected.replace('U', user).replace('N', &number);
        findings.same(author, expected.as_str(), second["body"].as_str().unwrap());
    }
    findings.report();
}

#[test]
fn no_cell_of_a_table_names_an_author() {
    for table in [
        "thread,comment,parent,author,body\n1,1,0,tallow,no\n1,2,1,marlpit,tallow is\n1,3,1,zed,ask marlpit\n1,4,9,zed,tallow\n",
        "thread,comment,parent,author,anonymous,body\n1,1,0,tallow,true,no\n1,2,1,marlpit,false,tallow is\n",
        "thread,comment,parent,author,moderation,body\n1,1,0,tallow,tallow,no\n1,2,1,marlpit,Funny,yes\n",
        "thread,comment,parent,author,posted_raw,posted_at,body\n1,1,0,tallow,tallow day,2023-10-05T11:41,no\n1,2,1,marlpit,,,\n",
        "thread,comment,parent,author,body\n1,tallow-1,0,tallow,no\n1,tallow-1,tallow-2,marlpit,is\n",
        "thread,comment,parent,author,body\nthe tallow,1,0,tallow,no\nthe Tallow,2,0,marlpit,is\n",
    ] {
        let names = ["tallow", "marlpit"].map(str::to_owned);
        let arguments = ["analyze", "table.csv", "-o", "tables"];
        let printed = told("table.csv", table, &arguments);
        assert_eq!(words_among(&printed, &BTreeSet::from(names)), Vec::<&str>::new(), "{table}: {printed}");
        assert!(printed.contains("user-") && printed.contains("Funny") == table.contains("Funny"), "{printed}");
    }
}

#[test]
fn the_words_for_nobody_stay() {
    let table = "thread,comment,parent,author,anonymous,body\n1,1,0,Anonymous Coward,true,no\n1,2,1,a guest,,a guest\n1,3,1,tallow,,no\n";
    let arguments = ["analyze", "table.csv", "--anonymous-name", "a guest", "--table", "comments", "-o", "-"];
    let printed = told("table.csv", table, &arguments);
    let n_of = |word: &str| printed.matches(word).count();
    assert_eq!((n_of("Anonymous Coward"), n_of("a guest"), n_of("tallow")), (3, 2, 0), "{printed}");
}

#[test]
fn threads_keep_keys_of_their_own() {
    let table =
        "thread,comment,parent,author,body\nthe tallow,1,0,tallow,\nthe TALLOW,1,0,tallow,\nthe tea,1,0,tallow,\n";
    let arguments = ["analyze", "table.csv", "--table", "threads", "--format", "ndjson", "-o", "-"];
    let rows = objects(&told("table.csv", table, &arguments));
    let keys: BTreeSet<_> = rows.iter().map(|row| row["thread"].as_str().unwrap()).collect();
    assert!(keys.len() == 3 && keys.contains("the tea") && keys.iter().all(|key| !key.contains("allow")), "{keys:?}");
}

#[test]
fn a_save_names_no_author_of_the_other() {
    let room = tempfile::tempdir().unwrap();
    let save = |name: &str, author: &str, id: u32, body: &str| {
        let text = format!("Comments Filter:\n{TEA} {author} ( 12 ) {DAY} (#{id})\n\n    {body}\n");
        fs::write(room.path().join(name), text).unwrap();
    };
    save("old.txt", "quillfeather", 101, "as marlpit knows");
    save("new.txt", "marlpit", 102, "so quillfeather is wrong");
    fs::write(room.path().join("key"), "0123456789abcdef").unwrap();
    for saves in [["old.txt", "new.txt"], ["new.txt", "old.txt"]] {
        let printed = outputs(&["diff", saves[0], saves[1], "--pseudonymise", "key"], room.path());
        assert!(!printed.contains("quillfeather") && !printed.contains("marlpit"), "{printed}");
        assert!(printed.matches("user-").count() >= 4, "{printed}");
    }
}

/// What every subcommand says of three documents with the same thread.
fn check_all(written: &Written) -> Result<(), TestCaseError> {
    let room = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(room.path().join(name), text).unwrap();
    write("key", "0123456789abcdef");
    write("in.csv", &written.csv());
    write("in.txt", &written.page());
    let read = ["analyze", "in.csv", "in.txt", "--table", "comments", "--format", "ndjson", "-o", "-", "-q"];
    let plain = rejoinder().args(read).current_dir(room.path()).output().unwrap();
    let plain = String::from_utf8(plain.stdout).unwrap();
    write(
        "in.ndjson",
        &plain.lines().filter(|row| row.contains("in.csv")).map(|row| format!("{row}\n")).collect::<String>(),
    );
    let names: BTreeSet<_> =
        objects(&plain).iter().filter_map(|row| row["author"].as_str().map(str::to_owned)).collect();
    let names: Vec<String> = names.into_iter().collect();
    let inputs = ["in.csv", "in.txt", "in.ndjson"].map(|name| room.path().join(name).to_str().unwrap().to_owned());
    let [csv, page, ndjson] = inputs.each_ref().map(String::as_str);
    let runs: [&[&str]; 12] = [
        &["analyze", csv, page, ndjson, "-o", "csv"],
        &["analyze", csv, page, ndjson, "--format", "ndjson", "-o", "ndjson"],
        &["show", csv, "--evidence"],
        &["show", page, "--evidence"],
        &["check", csv, page, ndjson, "--all"],
        &["diff", page, csv],
        &["diff", csv, page, "-o", "changes.csv"],
        &["report", csv, page, "-o", "report"],
        &["stance", "sample", csv, page, "-o", "sample.csv"],
        &["export", csv, page, "--to", "convokit", "-o", "convokit"],
        &["export", csv, page, "--to", "graphml", "-o", "graph.graphml"],
        &["export", csv, page, "--to", "gexf", "--graph", "authors", "-o", "graph.gexf"],
    ];
    let key = room.path().join("key");
    for arguments in runs {
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<_> = arguments.iter().copied().chain(["--pseudonymise", key.to_str().unwrap()]).collect();
        let printed = outputs(&arguments, folder.path());
        prop_assert!(printed.contains("user-") || arguments[0] == "check", "{:?} prints nobody", arguments);
        prop_assert_eq!(names_in(&printed, &names), Vec::<&str>::new(), "{:?}: {}", arguments, printed);
    }
    Ok(())
}

#[test]
fn no_output_names_an_author() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<u32>().ok());
    // A case is a dozen runs of the program.
    let cases = cases.map_or(2, |cases| (cases / 100).max(2));
    let config = Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2_002),
        max_shrink_iters: 50,
        ..Config::default()
    };
    TestRunner::new(config).run(&threads(), |written| check_all(&written)).unwrap();
}

#[test]
fn words_that_only_look_like_names_stay() {
    let room = tempfile::tempdir().unwrap();
    let page = "Comments Filter:\n  \u{2022} Tea (Score:3)\n\n    by Hester Quill ( 12 ) on Thursday October 05, 2023 \
                @11:41PM (#101)\n\n    The article says: tea is good. I read the article, and I work @home, at home, as my wife \
                said: no.\n    See https://www.site.example/ and mail bob @site.example, or night-\n    owl, brickwork\u{2122} and \
                Hester\n    Quill\u{b9}.\n  \u{2022} Tea (Score:3)\n\n    by night-owl ( 310772 ) on Thursday October 05, 2023 \
                @11:42PM (#102)\n\n    I am uid310772.\n  \u{2022} Tea (Score:3)\n\n    by brickwork ( 14 ) on Thursday \
                October 05, 2023 @11:43PM (#103)\n\n    yes\n";
    fs::write(room.path().join("a.txt"), page).unwrap();
    fs::write(room.path().join("key"), "0123456789abcdef").unwrap();
    let told = outputs(&["analyze", "a.txt", "--table", "comments", "-o", "-", "--pseudonymise", "key"], room.path());
    for stays in ["I read the article", "at home", "my wife", "https://www.site.example/"] {
        assert!(told.contains(stays), "{stays}: {told}");
    }
    for goes in ["owl", "brickwork", "Hester", "Quill", "310772"] {
        assert!(!told.contains(goes), "{goes}: {told}");
    }
}
