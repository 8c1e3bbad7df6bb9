//! What was found in a text, replaced; and where things are then.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::find::Found;
use crate::model::Span;

/// A text with pseudonyms, and where in it things are now.
#[derive(Debug, Default)]
pub(super) struct Edited {
    pub(super) text: String,
    /// What was replaced, in order.
    edits: Vec<Edit>,
}

/// Bytes of the old text, and the bytes of the new one in their place.
#[derive(Clone, Copy, Debug)]
struct Edit {
    old: Span,
    new: Span,
    /// Line ends that stand behind it, because they stood in the old.
    n_lines: u32,
}

/// Which bytes are taken already: where each run of them begins and ends.
#[derive(Debug, Default)]
struct Taken {
    end_of: BTreeMap<u32, u32>,
}

impl Taken {
    fn is_free(&self, span: Span) -> bool {
        let before = self.end_of.range(..span.end).next_back();
        before.is_none_or(|(_, &end)| end <= span.start)
    }

    fn add(&mut self, span: Span) {
        self.end_of.insert(span.start, span.end);
    }
}

impl Edited {
    /// Replaces authors, and what was found elsewhere but in `kept`: of what overlaps, the first, and then the longest.
    ///
    /// O(n log n) in what was found.
    pub(super) fn of(text: &str, authors: Vec<(Span, String)>, kept: &[Span], mut found: Vec<Found>) -> Self {
        let mut taken = Taken::default();
        let mut wanted: Vec<(Span, Arc<str>)> = Vec::with_capacity(authors.len() + found.len());
        for (span, by) in authors {
            if taken.is_free(span) {
                taken.add(span);
                wanted.push((span, by.into()));
            }
        }
        kept.iter().filter(|span| !span.is_empty()).for_each(|span| taken.add(*span));
        found.sort_by_key(|found| {
            let start = found.parts.first().map(|part| part.start);
            (start, std::cmp::Reverse(found.parts.iter().map(|part| part.len()).sum::<usize>()))
        });
        for Found { parts, by, .. } in found {
            if !parts.iter().all(|part| taken.is_free(*part)) {
                continue;
            }
            let texts = std::iter::once(by).chain(std::iter::repeat(Arc::from("")));
            parts.iter().for_each(|part| taken.add(*part));
            wanted.extend(parts.into_iter().zip(texts));
        }
        wanted.sort_unstable_by_key(|(span, _)| span.start);
        Self::with(text, &wanted)
    }

    /// Replaces what is wanted, which is in order and does not overlap.
    fn with(text: &str, wanted: &[(Span, Arc<str>)]) -> Self {
        let mut edited = Self { text: String::with_capacity(text.len()), edits: Vec::with_capacity(wanted.len()) };
        let mut from = 0;
        for (span, by) in wanted.iter().filter(|(span, _)| !span.is_empty()) {
            let Some(before) = text.get(from..span.start as usize) else { continue };
            edited.text.push_str(before);
            let start = edited.text.len();
            edited.text.push_str(by);
            let end = edited.text.len();
            // Lines keep their numbers.
            edited.text.extend(text[span.range()].chars().filter(|&c| c == '\n'));
            let n_lines = (edited.text.len() - end) as u32;
            edited.edits.push(Edit { old: *span, new: Span::new(start, end), n_lines });
            from = span.end as usize;
        }
        edited.text.push_str(&text[from..]);
        edited
    }

    /// Where a span is now; one that begins or ends within a name has all of what stands for it.
    pub(super) fn span(&self, span: Span) -> Span {
        Span::new(self.start(span.start as usize), self.end(span.end as usize))
    }

    /// Where something begins now.
    fn start(&self, at: usize) -> usize {
        match self.before(at) {
            Some(edit) if at < edit.old.end as usize => edit.new.start as usize,
            edit => moved(edit, at),
        }
    }

    /// Where something ends now.
    pub(super) fn end(&self, at: usize) -> usize {
        match self.before(at) {
            Some(edit) if at == edit.old.start as usize => edit.new.start as usize,
            Some(edit) if at < edit.old.end as usize => edit.new.end as usize,
            edit => moved(edit, at),
        }
    }

    /// The last of what was replaced that begins at a place or before it.
    fn before(&self, at: usize) -> Option<&Edit> {
        let next = self.edits.partition_point(|edit| edit.old.start as usize <= at);
        self.edits.get(next.checked_sub(1)?)
    }
}

/// A place behind what was replaced last.
fn moved(edit: Option<&Edit>, at: usize) -> usize {
    edit.map_or(at, |edit| at - edit.old.end as usize + edit.new.end as usize + edit.n_lines as usize)
}
