//! Who wrote what: comments joined to authors.

use std::borrow::Borrow;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::measure::options::Anonymous;
use crate::model::{Comment, Thread};

/// Authors by nickname and by the site's number for them.
///
/// One nickname is one author, unless it comes with different numbers. A nickname without a number is the first author of
/// that nickname. Numbers of authors are handed out from 0, in the order in which they are first met.
#[derive(Clone, Debug)]
pub struct AuthorIndex<K> {
    entries: Vec<Entry<K>>,
    by_name: FxHashMap<K, u32>,
}

#[derive(Clone, Debug)]
struct Entry<K> {
    name: K,
    uid: Option<u64>,
    /// The next author of the same nickname.
    namesake: Option<u32>,
}

impl<K> Default for AuthorIndex<K> {
    fn default() -> Self {
        Self { entries: Vec::new(), by_name: FxHashMap::default() }
    }
}

impl<K: Borrow<str> + Clone + Eq + Hash> AuthorIndex<K> {
    /// The number of an author, who is added if not there yet; `owned` makes the key to keep.
    pub fn intern(&mut self, name: &str, uid: Option<u64>, owned: impl FnOnce() -> K) -> u32 {
        let next = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let Some(&first) = self.by_name.get(name) else {
            let name = owned();
            self.by_name.insert(name.clone(), next);
            self.entries.push(Entry { name, uid, namesake: None });
            return next;
        };
        let mut last = first;
        let mut at = Some(first);
        while let Some((number, entry)) = at.and_then(|at| Some((at, self.entries.get_mut(at as usize)?))) {
            if uid.is_none() || entry.uid.is_none() || entry.uid == uid {
                entry.uid = entry.uid.or(uid);
                return number;
            }
            (last, at) = (number, entry.namesake);
        }
        if let Some(entry) = self.entries.get_mut(last as usize) {
            entry.namesake = Some(next);
        }
        self.entries.push(Entry { name: owned(), uid, namesake: None });
        next
    }

    /// How many authors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// An author's nickname and the site's number for them.
    #[must_use]
    pub fn name(&self, author: u32) -> Option<(&str, Option<u64>)> {
        self.entries.get(author as usize).map(|entry| (entry.name.borrow(), entry.uid))
    }
}

/// The authors of one thread.
///
/// Authors with a name are numbered from 0. Where anonymous comments have an author too, those numbers follow.
#[derive(Clone, Debug)]
pub struct Authors<'a> {
    named: AuthorIndex<&'a str>,
    /// By node: the story's author, then those of the rows.
    of_node: Vec<Option<u32>>,
    n_authors: u32,
}

impl<'a> Authors<'a> {
    /// Joins the comments of a thread to their authors. Linear in the number of rows.
    ///
    /// A comment whose author is lost has none, nor has a placeholder.
    #[must_use]
    pub fn of(thread: &'a Thread, anonymous: Anonymous) -> Self {
        let mut named = AuthorIndex::default();
        let story = story_author(thread).map(|name| named.intern(name, None, || name));
        let mut of_node = Vec::with_capacity(thread.comments().len() + 1);
        of_node.push(story);
        of_node.extend(thread.comments().iter().map(|comment| named_author(thread, comment, &mut named)));
        let mut authors = Self { n_authors: u32::try_from(named.len()).unwrap_or(u32::MAX), named, of_node };
        authors.add_anonymous(thread, anonymous);
        authors
    }

    fn add_anonymous(&mut self, thread: &Thread, anonymous: Anonymous) {
        if anonymous == Anonymous::Drop {
            return;
        }
        let n_named = self.n_authors;
        let of_comments = self.of_node.iter_mut().skip(1).zip(thread.comments());
        for (author, _) in of_comments.filter(|(_, comment)| comment.anonymous == Some(true)) {
            let is_new = anonymous == Anonymous::Distinct || self.n_authors == n_named;
            self.n_authors += u32::from(is_new);
            *author = Some(self.n_authors - 1);
        }
    }

    /// The author of a node (0 is the story, k the k-th row); `None` where unknown, or anonymous and left out.
    #[must_use]
    pub fn of_node(&self, node: usize) -> Option<u32> {
        self.of_node.get(node).copied().flatten()
    }

    /// The author of a node who has a name.
    #[must_use]
    pub fn named_of_node(&self, node: usize) -> Option<u32> {
        self.of_node(node).filter(|&author| self.is_named(author))
    }

    /// By node.
    pub(crate) fn by_node(&self) -> &[Option<u32>] {
        &self.of_node
    }

    /// How many authors there are, the story's among them, also if that one wrote no comment.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n_authors as usize
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_authors == 0
    }

    /// Tells whether an author has a name.
    #[must_use]
    pub fn is_named(&self, author: u32) -> bool {
        (author as usize) < self.named.len()
    }

    /// The nickname of an author and the site's number for them; `None` for anonymous ones.
    #[must_use]
    pub fn name(&self, author: u32) -> Option<(&str, Option<u64>)> {
        self.named.name(author)
    }
}

/// Who posted the story: as the page says, or as a comment does that is marked as its author's.
fn story_author(thread: &Thread) -> Option<&str> {
    let marked = || thread.comments().iter().find(|comment| comment.story_author == Some(true))?.author;
    let name = thread.story().author.or_else(marked).map(|span| thread.text(span));
    name.filter(|name| !name.is_empty())
}

fn named_author<'a>(thread: &'a Thread, comment: &Comment, named: &mut AuthorIndex<&'a str>) -> Option<u32> {
    if comment.anonymous == Some(true) {
        return None;
    }
    let name = thread.text(comment.author?);
    (!name.is_empty()).then(|| named.intern(name, comment.uid, || name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_one_author_unless_numbers_differ() {
        let mut index = AuthorIndex::default();
        let mut intern = |name: &'static str, uid| index.intern(name, uid, || name);
        let found = [intern("a", None), intern("b", Some(1)), intern("a", Some(2)), intern("a", Some(3))];
        assert_eq!(found, [0, 1, 0, 2]);
        assert_eq!([intern("a", None), intern("a", Some(3)), intern("a", Some(2)), intern("A", None)], [0, 2, 0, 3]);
        assert_eq!(index.name(2), Some(("a", Some(3))));
    }
}
