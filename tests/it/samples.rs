//! Every sample thread of `data/threads` gives what the file beside it says a careful reader finds.
//!
//! What the entries mean stands in `data/README.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rejoinder::input::{InputOptions, ReadLimits, decode, find_sources};
use rejoinder::model::{Comment, Form, Thread};
use rejoinder::parse::{DialectSet, parse};
use serde::Deserialize;

use crate::support::{Findings, collapsed, files_below, project, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    site: String,
    #[serde(rename = "outline")]
    _outline: String,
    #[serde(rename = "note")]
    _note: String,
    story_author: Option<String>,
    story_posted: Option<String>,
    declared: Option<u64>,
    stated_hidden: u64,
    comments: usize,
    tree: bool,
    roots: Option<usize>,
    max_depth: Option<u32>,
    authors: usize,
    anonymous: usize,
    without_by_line: usize,
    without_header: usize,
    forms: Forms,
    #[serde(rename = "row")]
    rows: Vec<Row>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Forms {
    full: usize,
    abbreviated: usize,
    stub: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    number: usize,
    first_words: String,
    depth: Option<u32>,
    parent: Option<usize>,
    parent_author: Option<String>,
    author: Option<String>,
    uid: Option<u64>,
    subscriber: Option<bool>,
    subject: Option<String>,
    score: Option<i32>,
    moderation: Option<String>,
    site_id: Option<u64>,
    posted: Option<String>,
    #[serde(default)]
    lost: Vec<String>,
}

#[test]
fn every_sample_gives_what_a_careful_reader_finds() {
    let dialects = DialectSet::builtin().unwrap();
    let expectations = files_below(&project("data/threads"), "toml");
    assert!(expectations.len() >= 19, "samples are gone");
    let mut findings = Findings::default();
    for path in expectations {
        let expected: Expected = toml::from_str(&read(&path)).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        check(&Sample::new(&path, &dialects), &expected, &mut findings);
    }
    findings.report();
}

/// A sample as the program reads it.
struct Sample {
    name: String,
    thread: Thread,
    /// The rows that are comments, which is how the expectations number them.
    rows: Vec<Comment>,
    /// The index of each of those in the thread.
    indices: Vec<usize>,
}

impl Sample {
    fn new(expectation: &Path, dialects: &DialectSet) -> Self {
        let dump = dump_of(expectation);
        let found = find_sources(std::slice::from_ref(&dump), &InputOptions::default()).unwrap();
        let source = found.sources.first().unwrap();
        let bytes = source.read(ReadLimits::default()).unwrap();
        let thread = parse(decode(source, bytes).unwrap(), dialects);
        let is_comment = |(_, comment): &(usize, &Comment)| comment.form != Form::Placeholder;
        let (indices, rows) =
            thread.comments().iter().enumerate().filter(is_comment).map(|(index, row)| (index, row.clone())).unzip();
        Self { name: dump.file_name().unwrap().to_string_lossy().into_owned(), thread, rows, indices }
    }

    fn text(&self, span: Option<rejoinder::model::Span>) -> Option<String> {
        span.map(|span| self.thread.text(span).to_owned())
    }

    /// A printed subject as rows give it: a bare `Re:` stands for the nearest subject above, where one is known.
    fn subject(&self, printed: &str, row: &Comment) -> String {
        let mut above = row.parent.and_then(|id| self.thread.comment(id));
        while let Some(comment) = above.filter(|_| printed == "Re:") {
            if let Some(subject) = self.text(comment.subject) {
                return format!("Re:{}", subject.trim_start_matches("Re:"));
            }
            above = comment.parent.and_then(|id| self.thread.comment(id));
        }
        printed.to_owned()
    }

    fn parent(&self, row: &Comment) -> Option<usize> {
        let mut parent = row.parent;
        while let Some(id) = parent.filter(|id| !self.indices.contains(&id.index())) {
            parent = self.thread.comment(id).and_then(|above| above.parent);
        }
        parent.and_then(|id| self.indices.iter().position(|index| *index == id.index()))
    }
}

/// The dump beside an expectation: the other file of its name.
fn dump_of(expectation: &Path) -> PathBuf {
    let stem = expectation.file_name().unwrap().to_string_lossy().replace(".expect.toml", ".");
    let beside = fs::read_dir(expectation.parent().unwrap()).unwrap().flatten().map(|entry| entry.path());
    let mut dumps =
        beside.filter(|path| path != expectation && path.file_name().unwrap().to_string_lossy().starts_with(&stem));
    dumps.next().unwrap_or_else(|| panic!("no dump beside {}", expectation.display()))
}

fn check(sample: &Sample, expected: &Expected, findings: &mut Findings) {
    let Sample { name, thread, rows, .. } = sample;
    let Some(choice) = thread.dialect() else { return findings.add(format!("{name}: no dialect explains a line")) };
    if ["soylentnews", "slashdot-mirror"].contains(&expected.site.as_str()) {
        findings.same(format!("{name}: site"), &expected.site, &choice.chosen.site);
    }
    if let Some(author) = &expected.story_author {
        findings.same(format!("{name}: story_author"), Some(author), sample.text(thread.story().author).as_ref());
    }
    let posted = thread.posted_at().map(|at| at.format("%Y-%m-%dT%H:%M").to_string());
    findings.same(format!("{name}: story_posted"), &expected.story_posted, &posted);
    findings.same(format!("{name}: declared"), expected.declared, thread.story().declared);
    findings.same(format!("{name}: stated_hidden"), expected.stated_hidden, thread.stated_hidden());
    findings.same(format!("{name}: tree"), expected.tree, thread.has_tree());
    findings.same(format!("{name}: comments"), expected.comments, rows.len());
    findings.same(format!("{name}: forms"), &expected.forms, &forms(rows));
    let tops = rows.iter().filter(|row| row.depth == Some(1)).count();
    findings.same(format!("{name}: roots"), expected.roots, expected.tree.then_some(tops));
    let deepest = rows.iter().filter_map(|row| row.depth).max();
    findings.same(format!("{name}: max_depth"), expected.max_depth, deepest);
    let (anonymous, named): (Vec<_>, Vec<_>) =
        rows.iter().filter(|row| row.author.is_some()).partition(|row| row.anonymous == Some(true));
    let names: BTreeSet<String> = named.iter().filter_map(|row| sample.text(row.author)).collect();
    if expected.authors != names.len() {
        findings.add(format!("{name}: expected {} named authors, but found {names:?}", expected.authors));
    }
    findings.same(format!("{name}: anonymous"), expected.anonymous, anonymous.len());
    let nameless = rows.iter().filter(|row| row.author.is_none());
    findings.same(format!("{name}: without_by_line"), expected.without_by_line, nameless.clone().count());
    let headless = nameless.filter(|row| row.score.is_none() && row.subject.is_none());
    findings.same(format!("{name}: without_header"), expected.without_header, headless.count());
    for row in &expected.rows {
        check_row(sample, row, findings);
    }
}

fn forms(rows: &[Comment]) -> Forms {
    let count = |form| rows.iter().filter(|row| row.form == form).count();
    Forms { full: count(Form::Full), abbreviated: count(Form::Abbreviated), stub: count(Form::Stub) }
}

fn check_row(sample: &Sample, expected: &Row, findings: &mut Findings) {
    let at = format!("{} row {}", sample.name, expected.number);
    let Some(row) = expected.number.checked_sub(1).and_then(|index| sample.rows.get(index)) else {
        return findings.add(format!("{at}: not found"));
    };
    let mut body = String::new();
    sample.thread.write_body(row, &mut body);
    let first_words = collapsed(&body).split(' ').take(6).collect::<Vec<_>>().join(" ");
    findings.same(format!("{at}: first words"), &expected.first_words, &first_words);
    let parent = sample.parent(row);
    let parent_author = parent.and_then(|parent| sample.text(sample.rows[parent].author));
    if sample.thread.has_tree() {
        findings.same(format!("{at}: depth"), expected.depth, row.depth);
        findings.same(format!("{at}: parent"), expected.parent, parent.map(|parent| parent + 1));
        findings.same(format!("{at}: parent's author"), &expected.parent_author, &parent_author);
    } else {
        findings.same(format!("{at}: depth and parent"), (None, None), (row.depth, parent));
    }
    let subject = expected.subject.as_ref().map(|printed| sample.subject(printed, row));
    let texts = [
        ("author", &expected.author, sample.text(row.author)),
        ("subject", &subject, sample.text(row.subject)),
        ("moderation", &expected.moderation, sample.text(row.moderation)),
        ("posted", &expected.posted, sample.text(row.posted.map(|posted| posted.raw))),
    ];
    for (field, wanted, found) in texts {
        check_field(&at, field, expected, wanted.as_ref(), found.as_ref(), findings);
    }
    check_field(&at, "uid", expected, expected.uid.as_ref(), row.uid.as_ref(), findings);
    check_field(&at, "score", expected, expected.score.as_ref(), row.score.as_ref(), findings);
    // A number that stands only in the address of a link is not printed; a program that reads the link may give it.
    let is_free = expected.lost.iter().any(|lost| lost == "site_id");
    if !is_free {
        check_field(&at, "site_id", expected, expected.site_id.as_ref(), row.site_id.as_ref(), findings);
    }
    if expected.subscriber == Some(true) {
        findings.same(format!("{at}: subscriber"), Some(true), row.subscriber);
    }
}

/// A field is what the page printed, and nothing where the dump lost it. What a row does not state is left open,
/// but for what a page may not print: a moderation word or a number of the author that is not there must not be found.
fn check_field<T: PartialEq + std::fmt::Debug>(
    at: &str,
    field: &str,
    row: &Row,
    expected: Option<&T>,
    found: Option<&T>,
    findings: &mut Findings,
) {
    let is_lost = row.lost.iter().any(|lost| lost == field);
    assert!(!(is_lost && expected.is_some()), "{at}: `{field}` is stated and lost");
    let is_open = expected.is_none() && !is_lost && !["moderation", "uid"].contains(&field);
    if expected != found && !is_open {
        let why = if is_lost { " (lost in the dump)" } else { "" };
        findings.add(format!("{at}: {field}: expected {expected:?}{why}, but found {found:?}"));
    }
}
