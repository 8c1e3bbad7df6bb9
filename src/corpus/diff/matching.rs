//! Which comment of one save is which of the other: by the surest evidence first, each comment once.

use std::cmp::{Ordering, Reverse};
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::side::{Known, Side};
use super::wording::overlap;
use super::{Match, MatchedBy};
use crate::model::{Certainty, Comment, CommentId};

/// Words that are enough to know a comment by them alone.
const ENOUGH_WORDS: usize = 8;
/// Runs of words that stand in more comments of a save than this say nothing about which one it is.
const MAX_SHARERS: usize = 4;
/// How much of the words must be shared, in hundredths: where author and time agree, and where nothing else does.
const WITH_HEADER: u64 = 20;
const ALONE: u64 = 60;
/// How many of the different words must be shared by the only two comments of an author and minute, in hundredths.
const ONLY_ONES: u64 = 30;

/// How sure matches are, in hundredths.
const BY_ID: u8 = 100;
const BY_HEADER_AND_WORDS: u8 = 99;
const BY_HEADER: u8 = 90;
const BY_ALL_WORDS: u8 = 95;
const BY_FEW_WORDS: u8 = 75;
const BY_FEW_WORDS_ALONE: u8 = 50;

/// Finds the comments that both saves hold, in the new one's order.
pub(super) fn match_comments(old: &Side<'_>, new: &Side<'_>) -> Vec<Match> {
    let (of_old, of_new) = (vec![None; old.len()], vec![None; new.len()]);
    let is_one_tool = old.is_drawn_as(new);
    let mut matcher = Matcher { old, new, is_one_tool, of_old, of_new, found: Vec::new() };
    matcher.by_id();
    matcher.by_header_and_all_words();
    let likely = matcher.sharing_words();
    matcher.by_header_and_shared_words(&likely);
    matcher.by_header();
    matcher.by_all_words();
    matcher.by_shared_words(&likely);
    matcher.by_place();
    matcher.of_new.into_iter().flatten().collect()
}

/// A save's comment at an index.
type Index = usize;

/// The comments with the same key: those of the old save, those of the new one.
type Group = (Vec<Index>, Vec<Index>);

struct Matcher<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    is_one_tool: bool,
    of_old: Vec<Option<Match>>,
    of_new: Vec<Option<Match>>,
    /// The matches in the order in which they were found.
    found: Vec<(Index, Index)>,
}

/// Two comments that share runs of words.
struct Likely {
    old: Index,
    new: Index,
    /// How much of their words, in hundredths.
    share: u64,
}

impl Matcher<'_> {
    fn by_id(&mut self) {
        let groups = self.groups(|side, index| side.known(index).id);
        self.pair_in_order(&groups, MatchedBy::Id, BY_ID, |one, other| one.may_be_by(other));
    }

    /// Anonymous comments are known by words here: that they are of one minute only speaks for it.
    fn by_header_and_all_words(&mut self) {
        let key = |side: &Side<'_>, index| Some((side.known(index).header()?, side.wordings.letters(index)));
        let groups = self.groups(key);
        self.pair_in_order(&groups, MatchedBy::Header, BY_HEADER_AND_WORDS, Known::may_be);
    }

    fn by_header_and_shared_words(&mut self, likely: &[Likely]) {
        for Likely { old, new, share } in likely.iter().filter(|likely| likely.share >= WITH_HEADER) {
            let header = self.old.known(*old).header();
            if header.is_some() && header == self.new.known(*new).header() {
                let certainty = sure(BY_HEADER, BY_HEADER_AND_WORDS, *share);
                self.pair(*old, *new, MatchedBy::Header, certainty, Known::may_be);
            }
        }
    }

    /// The only comment of an author and a minute, if its words are lost or alike.
    fn by_header(&mut self) {
        for (old, new) in self.groups(|side, index| side.known(index).header()).into_values() {
            if let ([old], [new]) = (&old[..], &new[..]) {
                let (one, other) = (self.old.wordings.words(*old), self.new.wordings.words(*new));
                if one.is_empty() || other.is_empty() || overlap(one, other) >= ONLY_ONES {
                    self.pair(*old, *new, MatchedBy::Header, BY_HEADER, Known::may_be);
                }
            }
        }
    }

    /// Comments of the same words, enough of them: those first of which all else that is known is the same too.
    fn by_all_words(&mut self) {
        let has_enough = |side: &Side<'_>, index: &Index| side.wordings.words(*index).len() >= ENOUGH_WORDS;
        let old: Vec<Index> = (0..self.old.len()).filter(|index| has_enough(self.old, index)).collect();
        let new: Vec<Index> = (0..self.new.len()).filter(|index| has_enough(self.new, index)).collect();
        self.by_words_among(&old, &new, BY_ALL_WORDS);
    }

    fn by_words_among(&mut self, old: &[Index], new: &[Index], certainty: u8) {
        let letters = |side: &Side<'_>, index| side.wordings.letters(index);
        let is_wordless = |side: &Side<'_>, index| side.wordings.words(index).is_empty();
        let groups = self.groups_of(old, new, |side, index| {
            let known = side.known(index);
            // Where no word is left, all of what is left must be the same.
            let score = is_wordless(side, index).then(|| side.comment(index).map(|comment| comment.score));
            Some((letters(side, index), known.author, known.minute, known.subject, score))
        });
        self.pair_in_order(&groups, MatchedBy::Words, certainty, Known::may_be);
        let words = |side: &Side<'_>, index| (!is_wordless(side, index)).then(|| letters(side, index));
        let groups = self.groups_of(old, new, |side, index| Some((words(side, index)?, side.known(index).author?)));
        self.pair_in_order(&groups, MatchedBy::Words, certainty, Known::may_be);
        let groups = self.groups_of(old, new, words);
        self.pair_in_order(&groups, MatchedBy::Words, certainty, Known::may_be);
    }

    fn by_shared_words(&mut self, likely: &[Likely]) {
        let has_enough = |side: &Side<'_>, index| side.wordings.words(index).len() >= ENOUGH_WORDS;
        for Likely { old, new, share } in likely.iter().filter(|likely| likely.share >= ALONE) {
            if has_enough(self.old, *old) && has_enough(self.new, *new) {
                self.pair(*old, *new, MatchedBy::Words, sure(50, BY_ALL_WORDS, *share), Known::may_be);
            }
        }
    }

    /// Comments of few words, where they stand under the same comment: from the story downwards, as each that is found
    /// makes a place for its replies.
    fn by_place(&mut self) {
        if !(self.old.thread.has_tree() && self.new.thread.has_tree()) {
            return self.by_few_words_alone();
        }
        let (below_old, below_new) = (replies(self.old), replies(self.new));
        let (mut place, mut next) = ((None, None), 0);
        loop {
            if let (Some(old), Some(new)) = (below_old.get(&place.0), below_new.get(&place.1)) {
                self.at_one_place(old, new);
            }
            let Some(found) = self.found.get(next) else { return };
            place = (Some(found.0), Some(found.1));
            next += 1;
        }
    }

    /// Matches the replies to one comment.
    fn at_one_place(&mut self, old: &[Index], new: &[Index]) {
        self.by_words_among(old, new, BY_FEW_WORDS);
    }

    /// Comments of few words where a save lost the tree: only those that both hold as often.
    fn by_few_words_alone(&mut self) {
        let mut groups = self.groups(|side, index| Some((side.wordings.letters(index), side.known(index).author)));
        groups.retain(|_, (old, new)| old.len() == new.len());
        self.pair_in_order(&groups, MatchedBy::Words, BY_FEW_WORDS_ALONE, Known::may_be);
    }

    /// The comments that share rare runs of words, those that share the most first.
    fn sharing_words(&self) -> Vec<Likely> {
        let mut runs: FxHashMap<u64, Group> = FxHashMap::default();
        let n_old = index_runs(self.old, &self.of_old, &mut runs, |group| &mut group.0);
        let n_new = index_runs(self.new, &self.of_new, &mut runs, |group| &mut group.1);
        let mut shared: FxHashMap<(Index, Index), u64> = FxHashMap::default();
        for (old, new) in runs.values().filter(|(old, new)| old.len().max(new.len()) <= MAX_SHARERS) {
            for pair in old.iter().flat_map(|&old| new.iter().map(move |&new| (old, new))) {
                *shared.entry(pair).or_default() += 1;
            }
        }
        let share = |((old, new), n): ((Index, Index), u64)| {
            let (n_old, n_new) = (n_old.get(old).copied().unwrap_or(0), n_new.get(new).copied().unwrap_or(0));
            let of = if self.is_part(old, new) { n_old.min(n_new) } else { n_old.max(n_new) };
            Likely { old, new, share: (100 * n).checked_div(of).unwrap_or(0) }
        };
        let mut likely: Vec<Likely> = shared.into_iter().map(share).collect();
        // Equally for both saves, so that it does not matter which one is called old.
        likely
            .sort_unstable_by_key(|Likely { old, new, share }| (Reverse(*share), old + new, old.abs_diff(*new), *old));
        likely
    }

    /// Tells whether the shorter one of two bodies was cut off by the site, or the longer one joined with the next
    /// comment's by a tool that lost what parts them.
    fn is_part(&self, old: Index, new: Index) -> bool {
        let is_cut = |comment: Option<&Comment>| comment.is_some_and(|comment| comment.truncated == Some(true));
        let (words_old, words_new) = (self.old.wordings.words(old), self.new.wordings.words(new));
        match words_old.len().cmp(&words_new.len()) {
            Ordering::Less => is_cut(self.old.comment(old)) || !self.is_one_tool && words_new.starts_with(words_old),
            Ordering::Greater => is_cut(self.new.comment(new)) || !self.is_one_tool && words_old.starts_with(words_new),
            Ordering::Equal => false,
        }
    }

    /// The comments that are not matched yet, by a key.
    fn groups<K: Eq + Hash>(&self, key: impl Fn(&Side<'_>, Index) -> Option<K>) -> FxHashMap<K, Group> {
        let all = |side: &Side<'_>| (0..side.len()).collect::<Vec<_>>();
        self.groups_of(&all(self.old), &all(self.new), key)
    }

    fn groups_of<K: Eq + Hash>(
        &self,
        old: &[Index],
        new: &[Index],
        key: impl Fn(&Side<'_>, Index) -> Option<K>,
    ) -> FxHashMap<K, Group> {
        let mut groups: FxHashMap<K, Group> = FxHashMap::default();
        for &index in old.iter().filter(|index| is_open(self.old, &self.of_old, **index)) {
            if let Some(key) = key(self.old, index) {
                groups.entry(key).or_default().0.push(index);
            }
        }
        for &index in new.iter().filter(|index| is_open(self.new, &self.of_new, **index)) {
            if let Some(group) = key(self.new, index).and_then(|key| groups.get_mut(&key)) {
                group.1.push(index);
            }
        }
        groups
    }

    /// Matches the first with the first, the second with the second.
    fn pair_in_order<K>(
        &mut self,
        groups: &FxHashMap<K, Group>,
        by: MatchedBy,
        certainty: u8,
        may_be: impl Fn(&Known, &Known) -> bool,
    ) {
        for (old, new) in groups.values() {
            for (&old, &new) in old.iter().zip(new) {
                self.pair(old, new, by, certainty, &may_be);
            }
        }
    }

    /// Matches two comments, unless one is matched already, or what is known of them speaks against it.
    fn pair(&mut self, old: Index, new: Index, by: MatchedBy, certainty: u8, may_be: impl Fn(&Known, &Known) -> bool) {
        if !may_be(&self.old.known(old), &self.new.known(new)) {
            return;
        }
        if let (Some(of_old @ None), Some(of_new @ None)) = (self.of_old.get_mut(old), self.of_new.get_mut(new)) {
            let (old_id, new_id) = (CommentId::from_index(old), CommentId::from_index(new));
            let certainty = Certainty::from_hundredths(certainty);
            *of_old = Some(Match { old: old_id, new: new_id, by, certainty });
            *of_new = *of_old;
            self.found.push((old, new));
        }
    }
}

/// Tells whether a row is a comment that is not matched yet.
fn is_open(side: &Side<'_>, matches: &[Option<Match>], index: Index) -> bool {
    matches.get(index).is_some_and(Option::is_none) && side.comment(index).is_some()
}

/// Notes in which comments each run of words stands, once each; gives how many different runs each comment has.
fn index_runs(
    side: &Side<'_>,
    matches: &[Option<Match>],
    runs: &mut FxHashMap<u64, Group>,
    of_side: impl Fn(&mut Group) -> &mut Vec<Index>,
) -> Vec<u64> {
    let mut n_runs = vec![0; side.len()];
    for (index, n) in n_runs.iter_mut().enumerate().filter(|(index, _)| is_open(side, matches, *index)) {
        for run in side.wordings.runs(index) {
            let sharers = of_side(runs.entry(run).or_default());
            if sharers.last() != Some(&index) {
                sharers.push(index);
                *n += 1;
            }
        }
    }
    n_runs
}

/// The comments that answer each comment, and the story (`None`), placeholders left out.
fn replies(side: &Side<'_>) -> FxHashMap<Option<Index>, Vec<Index>> {
    let mut replies: FxHashMap<Option<Index>, Vec<Index>> = FxHashMap::default();
    for index in (0..side.len()).filter(|index| side.comment(*index).is_some()) {
        replies.entry(side.parent(index)).or_default().push(index);
    }
    replies
}

/// A certainty between two, as much of the words is shared.
fn sure(least: u8, most: u8, share: u64) -> u8 {
    let more = u64::from(most.saturating_sub(least)) * share.min(100) / 100;
    least + u8::try_from(more).unwrap_or(0)
}
