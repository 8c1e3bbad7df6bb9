//! A dump that was cut off anywhere is read, and invents no comment.

use rejoinder::input::{Source, decode};
use rejoinder::model::{Form, Thread};
use rejoinder::parse::parse;

use crate::check::invariants;
use crate::{dialects, is_release, read, samples};

fn n_comments(thread: &Thread) -> usize {
    thread.comments().iter().filter(|comment| comment.form != Form::Placeholder).count()
}

/// Cuts a sample off at every character, or at some of them where the tests are not optimised; then at bytes.
fn holds(folder: &str) {
    let whole = samples::of(folder);
    let most = n_comments(&read(whole)) + 1;
    let stride = if is_release() { 1 } else { 97 };
    for (at, _) in whole.char_indices().step_by(stride) {
        let thread = read(&whole[..at]);
        assert!(n_comments(&thread) <= most, "{folder} cut at {at}: {} comments", n_comments(&thread));
        if let Err(broken) = invariants(&thread) {
            panic!("{folder} cut at {at}: {broken}");
        }
    }
    for at in (0..whole.len()).step_by(7 * stride) {
        let Ok(document) = decode(&Source::stdin(), whole.as_bytes()[..at].to_vec()) else { continue };
        let found = n_comments(&parse(document, dialects()));
        assert!(found <= most, "{folder} cut at byte {at}: {found} comments");
    }
}

#[test]
fn of_resiliparse_main() {
    holds("resiliparse-0.14");
}

#[test]
fn of_resiliparse_all() {
    holds("resiliparse-2.x-all");
}

#[test]
fn of_lynx() {
    holds("lynx");
}

#[test]
fn of_w3m() {
    holds("w3m");
}

#[test]
fn of_html2text() {
    holds("html2text");
}
