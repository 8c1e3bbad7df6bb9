//! The authors of many threads under one numbering.

use rustc_hash::FxHashMap;

use crate::measure::author_index::AuthorIndex;
use crate::measure::options::Anonymous;
use crate::measure::view::View;
use crate::model::Thread;

/// The authors of all threads of a run.
///
/// Authors with a name are numbered from 0; anonymous ones, where they are authors, from the other end.
#[derive(Clone, Debug, Default)]
pub struct AuthorRegistry {
    named: AuthorIndex<String>,
    /// What anonymous authors are called.
    anonymous: Vec<String>,
    is_distinct: bool,
}

/// The run's numbers of the authors of one thread, by their numbers in it.
#[derive(Clone, Debug, Default)]
pub struct AuthorNumbers {
    by_author: Vec<Option<u32>>,
}

impl AuthorNumbers {
    /// The run's number of an author of the thread; one that the thread does not have keeps its own.
    #[must_use]
    pub fn number(&self, author: u32) -> u32 {
        self.by_author.get(author as usize).copied().flatten().unwrap_or(author)
    }
}

impl AuthorRegistry {
    /// Gives the authors of a thread their numbers in the run. Linear in the number of rows.
    ///
    /// `key` is the thread's, which tells anonymous authors of different threads apart.
    pub fn add(&mut self, view: &View<'_>, key: &str) -> AuthorNumbers {
        let authors = view.authors();
        let mut named = |author| {
            let (name, uid) = authors.name(view.thread(), author)?;
            Some(self.named.intern(name, uid, || name.to_owned()))
        };
        let mut by_author: Vec<Option<u32>> = (0_u32..).take(authors.len()).map(&mut named).collect();
        for node in 0..=view.thread().comments().len() {
            let author = authors.of_node(node).and_then(|author| by_author.get_mut(author as usize));
            if let Some(number) = author.filter(|number| number.is_none()) {
                *number = Some(self.add_anonymous(view, key, node));
            }
        }
        AuthorNumbers { by_author }
    }

    fn add_anonymous(&mut self, view: &View<'_>, key: &str, node: usize) -> u32 {
        let is_distinct = view.options().anonymous == Anonymous::Distinct;
        self.is_distinct = is_distinct;
        if is_distinct || self.anonymous.is_empty() {
            let name = printed(view.thread(), node);
            self.anonymous.push(if is_distinct { format!("{name} {key}/{node}") } else { name.to_owned() });
        }
        (u32::MAX - u32::try_from(self.anonymous.len()).unwrap_or(u32::MAX)).saturating_add(1)
    }

    /// What an author is called: the nickname, or the site's word for anonymous authors.
    #[must_use]
    pub fn name(&self, author: u32) -> &str {
        let anonymous = || self.anonymous.get((u32::MAX - author) as usize).map(String::as_str);
        self.named.name(author).map(|(name, _)| name).or_else(anonymous).unwrap_or_default()
    }

    /// The site's number for an author.
    #[must_use]
    pub fn uid(&self, author: u32) -> Option<u64> {
        self.named.name(author)?.1
    }

    /// The number of the one author of all anonymous comments, where that is how they are taken.
    #[must_use]
    pub fn single_anonymous(&self) -> Option<u32> {
        (self.anonymous.len() == 1 && !self.is_distinct).then_some(u32::MAX)
    }

    /// Authors without a number of the site who must be another, each with that one.
    #[must_use]
    pub fn aliases(&self) -> FxHashMap<u32, u32> {
        self.named.aliases().collect()
    }
}

/// The site's word for anonymous authors, as it stands at a node.
fn printed(thread: &Thread, node: usize) -> &str {
    let comment = node.checked_sub(1).and_then(|index| thread.comments().get(index));
    comment.and_then(|comment| comment.author).map_or("anonymous", |span| thread.text(span))
}
