//! Who wrote what: comments joined to authors.

use std::borrow::Borrow;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::measure::options::Anonymous;
use crate::model::{Comment, Span, Thread};

/// Authors by nickname and by the site's number for them.
///
/// A nickname with two numbers is two authors. Where it stands without a number, whoever has it is the author if that is
/// only one; else it is an author of its own, as nothing tells which of them wrote. Numbers of authors are handed out from
/// 0, in the order in which they are added.
#[derive(Clone, Debug)]
pub struct AuthorIndex<K> {
    entries: Vec<Entry<K>>,
    /// The first author of each nickname, who stands for it.
    by_name: FxHashMap<K, u32>,
    /// Authors by who stands for their nickname and by the site's number.
    by_number: FxHashMap<(u32, Option<u64>), u32>,
}

#[derive(Clone, Debug)]
struct Entry<K> {
    name: K,
    uid: Option<u64>,
    /// Of who stands for a nickname: its authors that have a number of the site.
    numbered: Numbered,
}

/// How many authors of a nickname have a number of the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Numbered {
    #[default]
    None,
    One(u32),
    Several,
}

impl<K> Default for AuthorIndex<K> {
    fn default() -> Self {
        Self { entries: Vec::new(), by_name: FxHashMap::default(), by_number: FxHashMap::default() }
    }
}

impl<K: Borrow<str> + Clone + Eq + Hash> AuthorIndex<K> {
    /// The number of the author of a nickname with just this number of the site, or just without one, who is added if not
    /// there yet; `owned` makes the key to keep.
    pub fn intern(&mut self, name: &str, uid: Option<u64>, owned: impl FnOnce() -> K) -> u32 {
        let next = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let first = self.by_name.get(name).copied().unwrap_or(next);
        if let Some(&known) = self.by_number.get(&(first, uid)) {
            return known;
        }
        let name = owned();
        if first == next {
            self.by_name.insert(name.clone(), next);
        }
        self.by_number.insert((first, uid), next);
        self.entries.push(Entry { name, uid, numbered: Numbered::None });
        if let Some(first) = self.entries.get_mut(first as usize).filter(|_| uid.is_some()) {
            let is_only = first.numbered == Numbered::None;
            first.numbered = if is_only { Numbered::One(next) } else { Numbered::Several };
        }
        next
    }

    /// The one author of a nickname who has a number of the site; `None` where there is none, or several.
    #[must_use]
    pub fn only_numbered(&self, name: &str) -> Option<u32> {
        match self.entries.get(*self.by_name.get(name)? as usize)?.numbered {
            Numbered::One(author) => Some(author),
            Numbered::None | Numbered::Several => None,
        }
    }

    /// Authors without a number who must be the one author of their nickname that has one, each with that one.
    pub fn aliases(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let bare = (0..).zip(&self.entries).filter(|(_, entry)| entry.uid.is_none());
        bare.filter_map(|(number, entry)| Some((number, self.only_numbered(entry.name.borrow())?)))
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
pub struct Authors {
    /// Where the thread's text first has each nickname, with the site's number for the author.
    named: Vec<(Span, Option<u64>)>,
    /// By node: the story's author, then those of the rows.
    of_node: Vec<Option<u32>>,
    n_authors: u32,
}

/// The authors of a thread as they are met.
struct Met<'a> {
    thread: &'a Thread,
    index: AuthorIndex<&'a str>,
    named: Vec<(Span, Option<u64>)>,
}

impl Met<'_> {
    fn intern(&mut self, span: Span, uid: Option<u64>) -> u32 {
        let name = self.thread.text(span);
        let author = self.index.intern(name, uid, || name);
        if self.named.len() < self.index.len() {
            self.named.push((span, uid));
        }
        author
    }

    /// The author of a nickname that stands without a number.
    fn of_bare(&mut self, span: Span) -> u32 {
        self.index.only_numbered(self.thread.text(span)).unwrap_or_else(|| self.intern(span, None))
    }
}

impl Authors {
    /// Joins the comments of a thread to their authors. Linear in the number of rows.
    ///
    /// A comment whose author is lost has none, nor has a placeholder.
    #[must_use]
    pub fn of(thread: &Thread, anonymous: Anonymous) -> Self {
        let mut met = Met { thread, index: AuthorIndex::default(), named: Vec::new() };
        // Those with a number come first, so that it is known whom a nickname without one can mean.
        let mut of_node: Vec<_> = std::iter::once(None)
            .chain(thread.comments().iter().map(|comment| {
                let name = name_of(thread, comment).filter(|_| comment.uid.is_some())?;
                Some(met.intern(name, comment.uid))
            }))
            .collect();
        let names = std::iter::once(story_author(thread))
            .chain(thread.comments().iter().map(|comment| name_of(thread, comment)));
        for (author, name) in of_node.iter_mut().zip(names).filter(|(author, _)| author.is_none()) {
            *author = name.map(|name| met.of_bare(name));
        }
        let n_authors = u32::try_from(met.named.len()).unwrap_or(u32::MAX);
        let mut authors = Self { named: met.named, of_node, n_authors };
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

    /// The nickname of an author of this thread and the site's number for them; `None` for anonymous ones.
    #[must_use]
    pub fn name<'a>(&self, thread: &'a Thread, author: u32) -> Option<(&'a str, Option<u64>)> {
        self.named.get(author as usize).map(|&(span, uid)| (thread.text(span), uid))
    }
}

/// Who posted the story: as the page says, or as a comment does that is marked as its author's.
fn story_author(thread: &Thread) -> Option<Span> {
    let marked = || thread.comments().iter().find(|comment| comment.story_author == Some(true))?.author;
    thread.story().author.or_else(marked).filter(|&span| !thread.text(span).is_empty())
}

/// The nickname under which a comment was written; `None` for an anonymous one, and where it is lost.
fn name_of(thread: &Thread, comment: &Comment) -> Option<Span> {
    let author = comment.author.filter(|_| comment.anonymous != Some(true))?;
    Some(author).filter(|&span| !thread.text(span).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_one_author_unless_numbers_differ() {
        let mut index = AuthorIndex::default();
        let mut intern = |name: &'static str, uid| index.intern(name, uid, || name);
        assert_eq!([intern("a", None), intern("b", Some(1)), intern("a", Some(2)), intern("c", None)], [0, 1, 2, 3]);
        assert_eq!([intern("a", Some(2)), intern("a", None), intern("A", Some(2))], [2, 0, 4]);
        assert_eq!(index.aliases().collect::<Vec<_>>(), [(0, 2)]);
        assert_eq!(index.intern("a", Some(3), || "a"), 5);
        assert_eq!((index.only_numbered("a"), index.only_numbered("b")), (None, Some(1)));
        assert_eq!((index.aliases().count(), index.name(5)), (0, Some(("a", Some(3)))));
    }

    #[test]
    fn no_order_of_rows_joins_a_nickname_to_one_of_two() {
        use crate::model::{Row, thread_of_rows};

        let rows = [Row { author: Some("bob"), ..Row::default() }; 3];
        let authors = |uids: [Option<u64>; 3]| {
            let mut parts = thread_of_rows(&rows).into_parts();
            parts.comments.iter_mut().zip(uids).for_each(|(comment, uid)| comment.uid = uid);
            let thread = Thread::new(parts);
            let authors = Authors::of(&thread, Anonymous::Drop);
            [1, 2, 3].map(|node| authors.of_node(node))
        };
        assert_eq!(authors([None, Some(7), None]), [Some(0); 3]);
        assert_eq!(authors([None, Some(1), Some(2)]), [Some(2), Some(0), Some(1)]);
    }
}
