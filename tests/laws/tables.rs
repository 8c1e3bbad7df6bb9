//! What is written as a table is read back from it.

use std::collections::HashMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use rejoinder::input::TextForm;
use rejoinder::measure::{MeasureOptions, View};
use rejoinder::model::{
    CampSide, Camps, Comment, CommentId, Document, Evidence, ReplyStance, Span, Stance, Thread, ThreadStances,
};
use rejoinder::parse::table::{CommentTable, TableOptions};
use rejoinder::report::{CsvSink, CsvText};
use rejoinder::table::{ColumnSet, RowWriter, Table, ThreadRows};

use crate::check::invariants;
use crate::model::thread;
use crate::printer::Tool;
use crate::{config, read, samples};

/// A thread's table of comments, as `--raw` writes it.
fn written(threads: &[Thread]) -> String {
    written_with(threads, |_| None)
}

/// The same, with the stances that a thread is said to have.
fn written_with(threads: &[Thread], stances: impl Fn(&Thread) -> Option<ThreadStances>) -> String {
    let mut out = Vec::new();
    let mut sink = CsvSink::new(&mut out, CsvText::Raw);
    let mut rows = RowWriter::new();
    RowWriter::write_header(Table::Comments, ColumnSet::USUAL, &mut sink).expect("because a vector takes everything");
    for thread in threads {
        let key = thread.key().unwrap_or("page");
        let view = View::of(thread, MeasureOptions::default());
        let view = match stances(thread) {
            Some(stances) => view.with_stances(stances),
            None => view,
        };
        let of = ThreadRows { view: &view, key, extra: None, counts: true, columns: ColumnSet::USUAL };
        rows.write(Table::Comments, &of, &mut sink).expect("because a vector takes everything");
    }
    sink.finish().expect("because a vector takes everything");
    String::from_utf8(out).expect("because tables are text")
}

/// All threads of a table.
fn table(text: &str, form: TextForm) -> Vec<Thread> {
    let document = Document::from_text("table.csv", text);
    let table = CommentTable::new(document, form, &TableOptions::default()).expect("because the columns are there");
    (0..table.n_threads()).map(|index| table.thread(index, None)).collect()
}

/// Tells whether a table is the same when it is read and written again, and its threads are threads.
fn comes_back(text: &str) -> Result<(), String> {
    let threads = table(text, TextForm::Delimited);
    threads.iter().try_for_each(is_tree)?;
    let again = written(&threads);
    if again == text { Ok(()) } else { Err(format!("--- written\n{text}--- written again\n{again}")) }
}

/// Tells whether parents stand before replies, with depths to match.
fn is_tree(thread: &Thread) -> Result<(), String> {
    for (index, comment) in thread.comments().iter().enumerate() {
        let parent = comment.parent.and_then(|id| thread.comment(id));
        let depth = parent.map_or(Some(1), |parent| parent.depth.map(|depth| depth + 1));
        if comment.parent.is_some_and(|id| id.index() >= index) || thread.has_tree() && comment.depth != depth {
            return Err(format!("row {} hangs on {:?}", index + 1, comment.parent));
        }
    }
    Ok(())
}

#[test]
fn samples_come_back() {
    for (name, text) in samples::all() {
        let thread = read(text.as_str());
        invariants(&thread).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        if !thread.comments().is_empty() {
            comes_back(&written(&[thread])).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        }
    }
}

/// Every comment disagrees, and all authors are on one side.
fn contradicted(thread: &Thread) -> ThreadStances {
    let reply = ReplyStance {
        label: Ok(Stance::Disagree),
        probabilities: Some([0.125, 0.25, 0.625]),
        question: Some(true),
        evidence: Some(Evidence { span: Span::new(0, 0), line: 1 }),
    };
    let n = thread.comments().len();
    let sides = vec![Some(CampSide { camp: 1, stability: 0.5 }); n + 1];
    let camps = Camps { cut_ratio: Some(0.0), balance: 0.0, stability: 0.5, sides };
    ThreadStances { replies: vec![Some(reply); n], camps: Some(camps) }
}

#[test]
fn stances_are_told_anew() {
    for (name, text) in samples::all() {
        let threads = [read(text.as_str())];
        if threads[0].comments().is_empty() {
            continue;
        }
        let told = written_with(&threads, |thread| Some(contradicted(thread)));
        assert!(told.contains(",disagree,0.125,0.25,0.625,true,"), "{name}");
        let again = written(&table(&told, TextForm::Delimited));
        assert_eq!(again, written(&table(&written(&threads), TextForm::Delimited)), "{name}");
    }
}

#[test]
fn what_tools_draw_comes_back() {
    let drawn = (select(&Tool::ALL[..]), thread(1, 8));
    let result = TestRunner::new(config(64, 1)).run(&drawn, |(tool, thread)| {
        let thread = read(tool.print(&thread).text);
        prop_assume!(!thread.comments().is_empty());
        comes_back(&written(&[thread])).map_err(TestCaseError::fail)
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}

/// A row of somebody else's table: thread, id, parent, author, subject and body.
type Foreign = (u8, u8, Option<u8>, String, String, String);

fn foreign() -> impl Strategy<Value = Vec<Foreign>> {
    let text = || "[a\"', =\r\n\u{e9}-]{0,6}[^\0]{0,3}";
    vec((0_u8..3, 0_u8..12, option::of(0_u8..14), text(), text(), text()), 1..24)
}

fn foreign_csv(rows: &[Foreign]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["thread", "comment", "parent", "author", "subject", "body"])
        .expect("because a vector takes it");
    for (thread, id, parent, author, subject, body) in rows {
        let (thread, id) = (format!("t{thread}"), format!("c{id}"));
        let parent = parent.map_or(String::new(), |parent| format!("c{parent}"));
        writer.write_record([&thread, &id, &parent, author, subject, body]).expect("because a vector takes it");
    }
    let bytes = writer.into_inner().expect("because a vector takes everything");
    String::from_utf8(bytes).expect("because it is text")
}

#[test]
fn any_table_of_comments_comes_back_once_it_is_ours() {
    let result = TestRunner::new(config(256, 1)).run(&foreign(), |rows| {
        let ours = table(&foreign_csv(&rows), TextForm::Delimited);
        let is_row = |comment: &&Comment| !comment.is_placeholder();
        let n_rows: usize = ours.iter().map(|thread| thread.comments().iter().filter(is_row).count()).sum();
        prop_assert_eq!(n_rows, rows.len());
        comes_back(&written(&ours)).map_err(TestCaseError::fail)
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}

/// The same rows, as objects of JSON.
fn as_json_lines(csv: &str) -> String {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().expect("because there is a header").clone();
    let mut out = String::new();
    for record in reader.records() {
        let record = record.expect("because the table is whole");
        let cells = names
            .iter()
            .zip(&record)
            .map(|(name, cell)| (name, if cell.is_empty() { serde_json::Value::Null } else { cell.into() }));
        let object: serde_json::Map<_, _> = cells.map(|(name, cell)| (name.to_owned(), cell)).collect();
        out += &(serde_json::Value::Object(object).to_string() + "\n");
    }
    out
}

#[test]
fn objects_of_json_are_read_as_rows_are() {
    let result = TestRunner::new(config(128, 1)).run(&foreign(), |rows| {
        let csv = written(&table(&foreign_csv(&rows), TextForm::Delimited));
        prop_assert_eq!(written(&table(&as_json_lines(&csv), TextForm::JsonLines)), csv);
        Ok(())
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}

/// What each comment of a thread answers, by the names in their bodies.
fn tree(thread: &Thread) -> HashMap<String, (Option<String>, Option<u32>)> {
    let body = |comment: &Comment| {
        let mut body = String::new();
        thread.write_body(comment, &mut body);
        body
    };
    let parent = |id: CommentId| thread.comment(id).map(body);
    thread.comments().iter().map(|it| (body(it), (it.parent.and_then(parent), it.depth))).collect()
}

#[test]
fn the_order_of_rows_does_not_change_the_tree() {
    let parents = vec(any::<prop::sample::Index>(), 1..40);
    let shuffled = parents.prop_flat_map(|parents| {
        let rows = parents.iter().enumerate().map(|(index, parent)| {
            let parent = parent.index(index + 1);
            format!("{},{},n{index}\n", index + 1, if parent == 0 { String::new() } else { parent.to_string() })
        });
        let rows: Vec<String> = rows.collect();
        (Just(rows.clone()), Just(rows).prop_shuffle())
    });
    let result = TestRunner::new(config(256, 1)).run(&shuffled, |(rows, shuffled)| {
        let read = |rows: &[String]| table(&("comment,parent,body\n".to_owned() + &rows.concat()), TextForm::Delimited);
        let (given, other) = (read(&rows), read(&shuffled));
        is_tree(&other[0]).map_err(TestCaseError::fail)?;
        prop_assert!(other[0].diagnostics().is_empty());
        prop_assert_eq!(tree(&given[0]), tree(&other[0]));
        Ok(())
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn any_text_is_a_table_or_is_refused() {
    let text = ("(thread,)?comment,parent(,score|,quotes|,depth)?\n|", "[\"0-9a,\t;\r\n\u{e9}{}:-]{0,80}");
    let forms = [TextForm::Delimited, TextForm::JsonLines, TextForm::Parents];
    let result = TestRunner::new(config(512, 1)).run(&(text, select(forms.to_vec())), |((header, rest), form)| {
        let document = Document::from_text("table", header + &rest);
        if let Ok(table) = CommentTable::new(document, form, &TableOptions::default()) {
            for index in 0..table.n_threads() {
                is_tree(&table.thread(index, Some("x"))).map_err(TestCaseError::fail)?;
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}
