//! What a source lost, recovered from the built thread and the site's facts; none of it knows a reader.
//!
//! `years` completes dates; `display` applies the site's display rules: forms, bounds of scores, cut bodies; `subjects`
//! fills in subjects; `quotes`, with `heads`, finds words that stand in what is answered; `certainty` says how sure each
//! row is.

mod certainty;
mod display;
mod heads;
mod quotes;
mod subjects;
mod years;

use crate::grammar::Site;
use crate::model::Comment;
use crate::parse::builder::{Evidence, ThreadBuilder};

pub(super) use display::{count_letters, is_at_cut};

/// Input of recovery besides the rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts<'g> {
    /// The site, where it is known.
    pub(super) site: Option<&'g Site>,
    /// What the source's drawing tells of who answered whom.
    pub(super) drawing: Drawing,
    /// Whether the page says where its comments begin.
    pub(super) is_anchored: bool,
    /// Whether the source itself says how certain its rows are, as tables do.
    pub(super) says_certainty: bool,
}

/// What a source's drawing tells of who answered whom, and what it loses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drawing {
    /// It shows who answered whom.
    pub(super) has_tree: bool,
    /// Numbers alone tell levels, as those of headings do.
    pub(super) counts_levels: bool,
    /// Headers that are mostly links are lost.
    pub(super) loses_headers: bool,
    /// Hidden comments leave no trace.
    pub(super) drops_hidden: bool,
    /// How sure a place can be at most, in hundredths.
    pub(super) trust: u8,
}

/// Recovers what the source lost, and says how sure each row is. Linear in the thread.
pub(super) fn recover(thread: &mut ThreadBuilder<'_>, facts: &Facts<'_>) {
    years::recover_years(thread, facts.site);
    display::apply_rules(thread, facts);
    subjects::fill_subjects(thread, facts.site);
    display::mark_story_author(thread);
    find_quotes(thread);
    if !facts.says_certainty {
        certainty::weigh(thread, &facts.drawing);
    }
}

/// Finds quotes; of rows whose source says their words and what they quote, that stays.
fn find_quotes(thread: &mut ThreadBuilder<'_>) {
    let says_words = |(row, evidence): (usize, &Evidence)| evidence.says_words.then_some(row);
    let said: Vec<usize> = thread.evidence.iter().enumerate().filter_map(says_words).collect();
    let words_of = |comment: &Comment| (comment.words, comment.own_words, comment.quoted_words, comment.quotes);
    let kept: Vec<_> = said.iter().filter_map(|&row| thread.comments.get(row)).map(words_of).collect();
    quotes::find_quotes(thread);
    for (row, kept) in said.into_iter().zip(kept) {
        if let Some(comment) = thread.comments.get_mut(row) {
            (comment.words, comment.own_words, comment.quoted_words, comment.quotes) = kept;
        }
    }
}
