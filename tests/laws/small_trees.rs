//! Every small tree comes back, in three layouts.

use chrono::NaiveDateTime;

use crate::model::{Author, Block, Comment, Thread};
use crate::printer::Tool;
use crate::round_trip::check;
use crate::{is_release, read};

/// All ordered forests of up to `most` comments, as the depths of their comments.
fn forests(most: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..most {
        let longer = last.iter().flat_map(|depths| {
            let deepest = depths.last().map_or(1, |depth| depth + 1);
            (1..=deepest).map(|depth| depths.iter().copied().chain([depth]).collect())
        });
        last = longer.collect();
        all.extend(last.iter().cloned());
    }
    all
}

fn thread(depths: &[usize]) -> Thread {
    let comments = depths.iter().enumerate().map(|(index, depth)| Comment {
        depth: *depth,
        subject: format!("Subject of {index}"),
        score: 4,
        moderation: Some("Funny"),
        author: Author::Named { nick: format!("owl{index}"), uid: 100 + index as u64, star: false },
        full: Some((NaiveDateTime::default(), 45_828_601 + index as u64)),
        journal: "",
        body: vec![Block::Lines(vec![format!("The kettle of number {index} hums.")])],
        title_lost: false,
        byline_lost: false,
        gap: true,
        spaced: false,
    });
    Thread {
        title: "Village Buys Its Own Battery".to_owned(),
        summary: vec!["It hums at night.".to_owned()],
        declared: depths.len() as u64,
        comments: comments.collect(),
        airy: depths.len().is_multiple_of(2),
    }
}

#[test]
fn there_are_as_many_forests_as_catalan_numbers_say() {
    assert_eq!(forests(6).len(), 1 + 2 + 5 + 14 + 42 + 132);
}

#[test]
fn every_small_tree_comes_back() {
    for depths in forests(if is_release() { 6 } else { 5 }) {
        for tool in [Tool::ResiliparseAll, Tool::Lynx, Tool::Markdownify] {
            let drawing = tool.print(&thread(&depths));
            if let Err(problem) = check(tool, &drawing, &read(drawing.text.as_str()), |_| false) {
                panic!("{tool:?} {depths:?}: {problem}\n{}", drawing.text);
            }
        }
    }
}
