//! What sites write themselves, and is nobody's name.

use std::collections::BTreeSet;

use super::fold::fold_name;
use crate::grammar::{Lexicon, Moment};
use crate::model::{Comment, Posted, Thread};
use crate::parse::DialectSet;

/// The words of the sites whose pages are read: for nobody, for moderations, for dates.
#[derive(Clone, Debug, Default)]
pub(super) struct SiteWords {
    /// Folded.
    nobody: BTreeSet<String>,
    lexicons: Vec<Lexicon>,
}

impl SiteWords {
    /// The words of the sites of some dialects, and other names of nobody.
    pub(super) fn new(dialects: &DialectSet, anonymous_names: &[String]) -> Self {
        let lexicons: Vec<Lexicon> = dialects.sites().iter().map(|site| site.lexicon.clone()).collect();
        let nobody = lexicons.iter().flat_map(|lexicon| &lexicon.anonymous).chain(anonymous_names);
        Self { nobody: nobody.map(|name| fold_name(name)).collect(), lexicons }
    }

    /// Tells whether a folded name is nobody's.
    pub(super) fn is_nobody(&self, folded: &str) -> bool {
        self.nobody.contains(folded)
    }

    /// Whether a comment names an author. `Anonymous` and its like count as a name where a uid follows.
    pub(super) fn has_name(&self, thread: &Thread, comment: &Comment) -> bool {
        let name = comment.author.map(|span| fold_name(thread.text(span)));
        name.is_some_and(|name| comment.anonymous == Some(false) || !self.is_nobody(&name))
    }

    /// Tells whether a text is a word of moderators.
    pub(super) fn is_moderation(&self, text: &str) -> bool {
        let words = self.lexicons.iter().flat_map(|lexicon| &lexicon.moderation);
        words.into_iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
    }

    /// Tells whether a text is a date as one of the sites prints them.
    pub(super) fn is_date(&self, thread: &Thread, posted: Posted) -> bool {
        let text = thread.text(posted.raw).trim();
        self.lexicons.iter().any(|lexicon| lexicon.dates.read(text) != Moment::Unknown)
    }
}
