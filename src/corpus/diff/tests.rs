//! Each kind of change on small threads, and what holds for all of them.

use chrono::{NaiveDate, TimeDelta};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::model::{Comment, Joint, Posted, Segment, Story, ThreadParts, ThreadSource};

/// A comment of a thread made up for a test.
#[derive(Clone, Debug, Default)]
struct Row {
    /// The number of what it answers; 0 is the story.
    parent: usize,
    id: Option<u64>,
    author: Option<String>,
    minute: Option<i64>,
    score: Option<i32>,
    word: Option<&'static str>,
    body: String,
    form: Form,
    is_cut: bool,
    is_parent_unsure: bool,
}

/// A comment without a header.
fn bare(parent: usize, body: &str) -> Row {
    Row { parent, body: body.to_owned(), ..Row::default() }
}

fn by(parent: usize, author: &str, minute: i64, body: &str) -> Row {
    Row { author: Some(author.to_owned()), minute: Some(minute), ..bare(parent, body) }
}

fn numbered(parent: usize, id: u64, body: &str) -> Row {
    Row { id: Some(id), ..bare(parent, body) }
}

/// Text that spans point into.
fn add(text: &mut String, part: &str) -> Span {
    let start = text.len();
    text.push_str(part);
    Span::new(start, text.len())
}

fn comment(row: &Row, text: &mut String, segments: &mut Vec<Segment>) -> Comment {
    let start = u32::try_from(segments.len()).unwrap();
    if !row.body.is_empty() {
        let span = add(text, &row.body);
        segments.push(Segment::own(span, 1, Joint::Paragraph));
    }
    let day = NaiveDate::from_ymd_opt(2003, 5, 1).and_then(|day| day.and_hms_opt(9, 0, 0)).unwrap();
    Comment {
        parent: row.parent.checked_sub(1).map(CommentId::from_index),
        site_id: row.id,
        author: row.author.as_ref().map(|author| add(text, author)),
        anonymous: row.author.as_ref().map(|author| author == "AC"),
        posted: row.minute.map(|minute| Posted {
            raw: Span::default(),
            at: Some(day + TimeDelta::minutes(minute)),
            year_recovered: false,
        }),
        score: row.score,
        moderation: row.word.map(|word| add(text, word)),
        form: row.form,
        truncated: row.is_cut.then_some(true),
        parent_certain: !row.is_parent_unsure,
        segments: start..u32::try_from(segments.len()).unwrap(),
        ..Comment::default()
    }
}

fn titled(title: &str, rows: &[Row]) -> Thread {
    let (mut text, mut segments) = (String::new(), Vec::new());
    let story = Story { title: Some(add(&mut text, title)), ..Story::default() };
    let comments: Vec<Comment> = rows.iter().map(|row| comment(row, &mut text, &mut segments)).collect();
    Thread::new(ThreadParts {
        sources: vec![ThreadSource::text("a.txt")],
        document_len: text.len(),
        text,
        has_tree: true,
        story,
        comments,
        segments,
        ..ThreadParts::default()
    })
}

/// What changed, in short: `new 2`, `gone 1`, `edited 1-2 by words`.
fn told(old: &[Row], new: &[Row]) -> Vec<String> {
    let found = diff(&titled("Tea", old), &titled("Tea", new));
    let tell = |change: &Change| match change {
        Change::New(id) | Change::Gone(id) => format!("{} {}", change.as_str(), id.number()),
        Change::Changed(it, _) => {
            format!("{} {}-{} by {}", change.as_str(), it.old.number(), it.new.number(), it.by.as_str())
        }
    };
    found.changes.iter().map(tell).collect()
}

const LONG: &str = "the kettle of the third house hums all night and nobody can sleep";
const OTHER: &str = "orchids need a fungus in the soil before they will grow from seed";

#[test]
fn comments_come_and_go() {
    let (old, new) = ([numbered(0, 1, "a"), numbered(0, 2, "b")], [numbered(0, 2, "b"), numbered(1, 3, "c")]);
    assert_eq!(told(&old, &new), ["new 2", "gone 1"]);
    assert_eq!(told(&[], &new[..1]), ["new 1"]);
    let placeholder = Row { form: Form::Placeholder, ..Row::default() };
    assert_eq!(told(&[placeholder], &[]), [""; 0]);
}

#[test]
fn moderators_change_score_and_word() {
    let scored = |score, word| [Row { score, word, ..numbered(0, 7, LONG) }];
    let (low, high) = (scored(Some(2), None), scored(Some(5), Some("Insightful")));
    assert_eq!(told(&low, &high), ["rescored 1-1 by id", "relabelled 1-1 by id"]);
    assert_eq!(told(&scored(Some(2), Some("Funny")), &scored(Some(2), Some("Troll"))), ["relabelled 1-1 by id"]);
    // A save that lost the score says nothing of the word either.
    assert_eq!(told(&scored(None, None), &high), [""; 0]);
}

#[test]
fn a_comment_moves() {
    let old = [numbered(0, 1, "a"), numbered(1, 2, "b"), numbered(0, 3, "c")];
    let new = [numbered(0, 1, "a"), numbered(0, 2, "b"), numbered(2, 3, "c")];
    assert_eq!(told(&old, &new), ["reparented 2-2 by id", "reparented 3-3 by id"]);
    let unsure = [new[0].clone(), Row { is_parent_unsure: true, ..new[1].clone() }, numbered(0, 3, "c")];
    assert_eq!(told(&old, &unsure), [""; 0]);
}

#[test]
fn parents_are_the_same_comment_not_the_same_number() {
    let old = [numbered(0, 5, "a"), numbered(1, 6, "b")];
    let new = [numbered(0, 4, "x"), numbered(0, 5, "a"), numbered(2, 6, "b")];
    assert_eq!(told(&old, &new), ["new 1"]);
}

#[test]
fn a_hidden_parent_appears() {
    let old = [numbered(0, 1, "a"), numbered(1, 3, "c"), numbered(0, 9, "d")];
    let below = |parent| [numbered(0, 1, "a"), numbered(parent, 2, "b"), numbered(2, 3, "c"), numbered(0, 9, "d")];
    // The one between was hidden: what the comment hung on was the nearest that was shown.
    assert_eq!(told(&old, &below(1)), ["new 2"]);
    assert_eq!(told(&old, &below(0)), ["new 2", "reparented 2-3 by id"]);
    let lost = Row { form: Form::Placeholder, ..bare(1, "") };
    let drawn = [numbered(0, 1, "a"), lost, numbered(2, 3, "c"), numbered(0, 9, "d")];
    assert_eq!(told(&drawn, &below(1)), ["new 2"]);
}

#[test]
fn words_are_edited_and_bodies_are_cut() {
    let body = |body: &str, is_cut| [Row { is_cut, ..numbered(0, 1, body) }];
    assert_eq!(told(&body("one two three", false), &body("one two four", false)), ["edited 1-1 by id"]);
    assert_eq!(told(&body("One *two* three.", false), &body("one two\u{a0}three", false)), [""; 0]);
    assert_eq!(told(&body("one two thr", true), &body("one two three four", false)), ["form 1-1 by id"]);
    assert_eq!(told(&body("one six thr", true), &body("one two three four", false)), ["edited 1-1 by id"]);
    let stub = [Row { form: Form::Stub, ..numbered(0, 1, "") }];
    assert_eq!(told(&body("one two", false), &stub), ["form 1-1 by id"]);
    // A save that lost the body has no other one.
    assert_eq!(told(&body("one two", false), &body("", false)), [""; 0]);
}

#[test]
fn two_of_one_author_and_minute_are_told_apart_by_words() {
    let old = [by(0, "mole", 3, LONG), by(0, "mole", 3, OTHER)];
    let new = [by(0, "mole", 3, OTHER), by(0, "mole", 3, LONG)];
    assert_eq!(told(&old, &new), [""; 0]);
    assert_eq!(told(&old[..1], &new[..1]), ["new 1", "gone 1"]);
    let edited = [by(0, "mole", 3, &format!("{LONG} or rest"))];
    assert_eq!(told(&old, &edited), ["edited 1-1 by header", "gone 2"]);
}

#[test]
fn a_clock_minute_alone_says_nothing() {
    assert_eq!(told(&[by(0, "AC", 3, LONG)], &[by(0, "AC", 3, OTHER)]), ["new 1", "gone 1"]);
    assert_eq!(told(&[by(0, "mole", 3, LONG)], &[by(0, "owl", 3, LONG)]), ["new 1", "gone 1"]);
    // Readers in two zones see one comment at two times.
    assert_eq!(told(&[by(0, "AC", 3, LONG)], &[by(0, "AC", 3 + 9 * 60, LONG)]), [""; 0]);
    assert_eq!(told(&[by(0, "AC", 3, LONG)], &[by(0, "AC", 5, LONG)]), ["new 1", "gone 1"]);
}

#[test]
fn lost_headers_are_matched_by_words() {
    let whole = [Row { score: Some(1), ..by(0, "AC", 3, LONG) }, by(1, "mole", 4, "me too")];
    let lost = [bare(0, &format!("{LONG} again")), bare(1, "me too")];
    assert_eq!(told(&whole, &lost), ["edited 1-1 by words"]);
    let found = diff(&titled("Tea", &whole), &titled("Tea", &lost));
    let sure: Vec<_> = found.matches.iter().map(|found| found.certainty.hundredths()).collect();
    assert!(sure.iter().all(|sure| (50..100).contains(sure)), "{sure:?}");
    // Few words at another place are not enough.
    assert_eq!(told(&[bare(0, "me too")], &[numbered(0, 1, LONG), bare(1, "me too")]), ["new 1", "new 2", "gone 1"]);
}

#[test]
fn of_a_comment_without_words_all_else_must_be_the_same() {
    let stub = |score| Row { score, form: Form::Stub, author: Some("mole".to_owned()), ..bare(0, "") };
    assert_eq!(told(&[stub(Some(1))], &[stub(Some(1))]), [""; 0]);
    assert_eq!(told(&[stub(Some(1))], &[stub(Some(2))]), ["new 1", "gone 1"]);
}

#[test]
fn saves_of_two_stories_are_told() {
    let (old, new) = ([bare(0, LONG)], [bare(0, OTHER)]);
    let said = |title, new| {
        let (old, new) = (titled("Tea", &old), titled(title, new));
        diff(&old, &new).other_story(&old, &new).map(|diagnostic| diagnostic.code)
    };
    assert_eq!(said("Coffee", &new), Some("other-story"));
    assert_eq!(said("Tea", &new), None);
    assert_eq!(said("Coffee", &old), None);
    assert_eq!(said("Coffee", &[]), None);
}

#[test]
fn a_deep_thread_is_walked() {
    let rows: Vec<Row> = (0..20_000).map(|index| bare(index, "so")).collect();
    assert_eq!(told(&rows, &rows), [""; 0]);
}

/// A diff seen from the other side.
fn mirrored(found: &Diff) -> Diff {
    let turned = |it: &Match| Match { old: it.new, new: it.old, ..*it };
    let mut matches: Vec<Match> = found.matches.iter().map(turned).collect();
    matches.sort_by_key(|it| it.new);
    let turn = |change: &Change| match *change {
        Change::New(id) => Change::Gone(id),
        Change::Gone(id) => Change::New(id),
        Change::Changed(ref it, difference) => Change::Changed(turned(it), exchanged(difference)),
    };
    let mut changes: Vec<Change> = found.changes.iter().map(turn).collect();
    // What is gone comes last; the differences of one comment keep their order.
    changes.sort_by_key(|change| match change {
        Change::New(id) => (false, *id),
        Change::Changed(it, _) => (false, it.new),
        Change::Gone(id) => (true, *id),
    });
    Diff { matches, changes }
}

fn exchanged(difference: Difference) -> Difference {
    match difference {
        Difference::Rescored { old, new } => Difference::Rescored { old: new, new: old },
        Difference::Relabelled { old, new } => Difference::Relabelled { old: new, new: old },
        Difference::Reparented { old, new } => Difference::Reparented { old: new, new: old },
        Difference::Edited => Difference::Edited,
        Difference::Form { old, new } => Difference::Form { old: new, new: old },
    }
}

prop_compose! {
    fn any_row()(
        up in 0..4_usize,
        id in option::of(1..30_u64),
        author in option::of(prop::sample::select(vec!["AC", "mole", "owl"])),
        minute in option::of(0..40_i64),
        score in option::of(-1..=5_i32),
        body in "([a-d] ){0,12}",
        is_cut in any::<bool>(),
        form in prop::sample::select(vec![Form::Full, Form::Full, Form::Full, Form::Stub, Form::Placeholder]),
    ) -> Row {
        let author = author.map(str::to_owned);
        Row { parent: up, id, author, minute, score, body, is_cut, form, ..Row::default() }
    }
}

prop_compose! {
    /// Rows of which each answers one of the three before it, or the story.
    fn any_rows()(mut rows in vec(any_row(), 0..14)) -> Vec<Row> {
        for (index, row) in rows.iter_mut().enumerate() {
            row.parent = index.saturating_sub(row.parent) * usize::from(row.parent > 0);
        }
        rows
    }
}

/// The rows without those marked, which must have no replies.
fn without(rows: &[Row], removed: &[bool]) -> Vec<Row> {
    let n_before = |number: usize| removed[..number].iter().filter(|is| **is).count();
    let kept = rows.iter().zip(removed).filter(|(_, is_removed)| !**is_removed);
    kept.map(|(row, _)| Row { parent: row.parent - n_before(row.parent), ..row.clone() }).collect()
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(rows in any_rows()) {
        prop_assert_eq!(told(&rows, &rows), [""; 0]);
    }

    #[test]
    fn both_directions_tell_the_same(old in any_rows(), new in any_rows()) {
        let (old, new) = (titled("Tea", &old), titled("Tea", &new));
        // Spans of moderators' words would differ; there are none here.
        prop_assert_eq!(mirrored(&diff(&old, &new)), diff(&new, &old));
    }

    #[test]
    fn as_many_are_gone_as_were_removed(mut rows in any_rows(), wanted in vec(any::<bool>(), 14)) {
        for (index, row) in rows.iter_mut().enumerate() {
            // Of two of the same words at one place nobody can tell which one is gone.
            row.body = format!("{} word{index}", row.body);
            row.id = row.id.map(|_| index as u64);
            row.form = Form::Full;
        }
        let is_leaf = |number: usize| rows.iter().all(|row| row.parent != number);
        let removed: Vec<bool> = (0..rows.len()).map(|index| wanted[index] && is_leaf(index + 1)).collect();
        let changes = told(&rows, &without(&rows, &removed));
        let n_removed = removed.iter().filter(|is| **is).count();
        prop_assert_eq!(changes.len(), n_removed, "{:?}", changes);
        prop_assert!(changes.iter().all(|change| change.starts_with("gone")));
    }
}
