//! Whatever is said, stances are told of it, and evidence stands where it is said to.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use rejoinder::measure::{MeasureOptions, View};
use rejoinder::model::{SegmentKind, Stance, Thread, ThreadStances, Unsure};
use rejoinder::stance::{StanceModel, Target};

use crate::model::thread;
use crate::printer::Tool;
use crate::{config, read, samples};

/// Text of any characters, and text of what features look for.
fn text() -> impl Strategy<Value = String> {
    let any = "\\PC{0,80}".prop_map(String::from);
    let pieces = [
        "you",
        "are",
        "wrong",
        "not",
        "agree",
        "yes",
        "tea",
        "Tea",
        ">",
        "&gt;",
        "?",
        "!",
        "...",
        "\u{2026}",
        ".",
        "\n",
        "\n\n",
        "http://a.b/c?d",
        "www.",
        "[a.b]",
        "[",
        "@",
        "@bob",
        ":-)",
        "\u{2019}",
        "don't",
        "\u{e9}",
        "\u{65e5}\u{672c}",
        "\u{1f600}",
        "LOUD",
        "\"",
        "\u{201c}",
        "42",
        "\0",
        "I\u{307}",
        "\u{df}",
    ];
    let made = vec((select(pieces.to_vec()), select(vec!["", " ", ", "])), 0..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect::<String>());
    prop_oneof![any, made]
}

#[test]
fn any_two_texts_have_probabilities_that_add_up_to_1() {
    let model = StanceModel::builtin();
    let result = TestRunner::new(config(2_000, 1)).run(&(text(), text()), |(parent, reply)| {
        let explained = model.explain(&parent, &reply);
        prop_assert!(explained.scores.iter().all(|score| score.is_finite()));
        prop_assert!(explained.dense.iter().flatten().all(|value| value.is_finite()));
        prop_assert!(explained.probabilities.iter().all(|share| (0.0..=1.0).contains(share)));
        prop_assert!((explained.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        prop_assert_eq!(explained.probabilities, model.stance_of(&parent, &reply));
        Ok(())
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}

/// Tells whether the stances of a thread are what they should be.
fn are_told(thread: &Thread, told: &ThreadStances) -> Result<(), String> {
    if told.replies.len() != thread.comments().len() {
        return Err(format!("{} stances of {} rows", told.replies.len(), thread.comments().len()));
    }
    for (row, (comment, told)) in thread.comments().iter().zip(&told.replies).enumerate() {
        let Some(told) = told else {
            if comment.is_placeholder() {
                continue;
            }
            return Err(format!("row {row} has no stance"));
        };
        let sum: f32 = told.probabilities.map_or(1.0, |all| all.iter().sum());
        if (sum - 1.0).abs() > 1e-5 || told.label.is_ok() && told.probabilities.is_none() {
            return Err(format!("row {row}: {told:?}"));
        }
        let is_silent = told.label == Err(Unsure::NoWords);
        if is_silent != told.question.is_none() || is_silent && told.probabilities.is_some() {
            return Err(format!("row {row}: {told:?}"));
        }
        let is_weighed = matches!(told.label, Ok(Stance::Agree | Stance::Disagree));
        let Some(evidence) = told.evidence else {
            if is_weighed {
                return Err(format!("row {row}: no evidence"));
            }
            continue;
        };
        let range = evidence.span.range();
        let holds = |span: rejoinder::model::Span| span.range().start <= range.start && range.end <= span.range().end;
        let own = thread.segments(comment).iter().filter(|segment| segment.kind == SegmentKind::Own);
        let is_own = own.filter(|segment| holds(segment.span)).any(|segment| segment.line == evidence.line);
        // `text` is empty where a span does not lie at the bounds of characters.
        if !is_weighed || !is_own || thread.text(evidence.span).len() != range.len() || range.is_empty() {
            return Err(format!("row {row}: {evidence:?}"));
        }
    }
    Ok(())
}

fn told(thread: &Thread) -> ThreadStances {
    StanceModel::builtin().read(&View::of(thread, MeasureOptions::default()))
}

#[test]
fn every_row_of_a_sample_has_one_stance() {
    for (name, text) in samples::all() {
        let thread = read(text.as_str());
        are_told(&thread, &told(&thread)).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    }
}

#[test]
fn every_row_of_what_tools_draw_has_one_stance() {
    let drawn = (select(&Tool::ALL[..]), thread(1, 8));
    let result = TestRunner::new(config(128, 1)).run(&drawn, |(tool, thread)| {
        let thread = read(tool.print(&thread).text);
        are_told(&thread, &told(&thread)).map_err(TestCaseError::fail)
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn damage_takes_no_stance_out_of_its_place() {
    let damaged = (select(samples::all()), any::<Index>(), text());
    let result = TestRunner::new(config(64, 1)).run(&damaged, |((_, sample), place, text)| {
        let bounds: Vec<usize> = sample.char_indices().map(|(at, _)| at).collect();
        let (before, behind) = sample.split_at(bounds[place.index(bounds.len())]);
        let thread = read(format!("{before}{text}{behind}"));
        are_told(&thread, &told(&thread)).map_err(TestCaseError::fail)
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}

#[test]
fn a_target_is_told_where_it_or_something_above_is_named() {
    let words = select(vec!["tea", "kettle", "the", "bread", "machine", "open source", "\u{e9}", "c++"]);
    let result = TestRunner::new(config(64, 1)).run(&(words, select(samples::all())), |(name, (_, text))| {
        let thread = read(text.as_str());
        let Some(target) = Target::new(name) else { return Err(TestCaseError::fail(name)) };
        let view = View::of(&thread, MeasureOptions::default());
        let stances = StanceModel::builtin().read(&view);
        let told = target.read(&view.with_stances(stances));
        prop_assert_eq!(told.len(), thread.comments().len());
        for (comment, told) in thread.comments().iter().zip(&told) {
            let line = told.and_then(|told| told.line);
            prop_assert!(line.is_none_or(|line| (comment.line..=comment.line_end).contains(&line)));
            let above = comment.parent.is_some_and(|parent| told.is_some() && parent.index() < thread.comments().len());
            prop_assert!(told.is_none() || line.is_some() || above);
        }
        Ok(())
    });
    result.unwrap_or_else(|problem| panic!("{problem}"));
}
