//! Who speaks: authors by name, and for every comment of nobody in particular a speaker of its own.

use std::io;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::report::convokit::ascii_json::Object;
use crate::report::ids::author_id;
use crate::table::Cell;

/// A nickname, and the site's number for who has it.
type Named = (String, Option<u64>);

/// The authors with a name, in the order in which their utterances were met.
#[derive(Debug, Default)]
pub(crate) struct Speakers {
    numbers: FxHashMap<Named, usize>,
    met: Vec<Named>,
    /// Those that have a row of `authors`: their ids, and the numbers of the site that there are for a nickname.
    ids: FxHashSet<String>,
    uids: FxHashMap<String, Vec<Option<u64>>>,
}

impl Speakers {
    /// The number of an author in this export.
    pub(crate) fn number(&mut self, name: &str, uid: Option<u64>) -> usize {
        let next = self.met.len();
        let number = *self.numbers.entry((name.to_owned(), uid)).or_insert(next);
        if number == next {
            self.met.push((name.to_owned(), uid));
        }
        number
    }

    /// Notes an author who has a row; gives the id.
    pub(crate) fn add(&mut self, name: &str, uid: Option<u64>) -> String {
        let id = author_id(name, uid);
        self.ids.insert(id.clone());
        self.uids.entry(name.to_owned()).or_default().push(uid);
        id
    }

    /// The ids of all authors that were met, by their numbers: a nickname without a number of the site is the one author
    /// that has it, if it is only one.
    pub(crate) fn ids_by_number(&self) -> Vec<String> {
        self.met.iter().map(|(name, uid)| self.id(name, *uid)).collect()
    }

    /// The authors that were met and have no row: they posted a story and no comment.
    pub(crate) fn without_row(&self) -> impl Iterator<Item = (String, &Named)> {
        let all = self.met.iter().map(|named| (self.id(&named.0, named.1), named));
        all.filter(|(id, _)| !self.ids.contains(id))
    }

    fn id(&self, name: &str, uid: Option<u64>) -> String {
        let own = author_id(name, uid);
        match self.uids.get(name).map(Vec::as_slice) {
            Some(&[only]) if uid.is_none() && !self.ids.contains(&own) => author_id(name, only),
            _ => own,
        }
    }
}

/// The id of the speaker of an utterance that has none with a name, and what is known of that speaker.
///
/// Names of authors that end with a bracket have a pair of their own behind it, so that no author has such an id.
pub(crate) fn nobody(utterance: &str, name: Option<&str>, anonymous: Cell<'_>) -> io::Result<(String, Vec<u8>)> {
    let is_anonymous = anonymous == Cell::Boolean(true);
    let what = if is_anonymous { "anonymous" } else { "unknown" };
    let meta = Object::new().with("author", name.into())?.with("anonymous", anonymous)?;
    let meta = meta.with("unknown", Cell::Boolean(!is_anonymous))?;
    Ok((format!("{utterance} ({what})"), meta.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_nickname_is_the_only_one_who_has_it() {
        let mut speakers = Speakers::default();
        let all = [("ann", Some(1)), ("ann", None), ("bob", None), ("eve", None), ("eve", Some(3))];
        assert_eq!(all.map(|(name, uid)| speakers.number(name, uid)), [0, 1, 2, 3, 4]);
        for (name, uid) in [("ann", Some(1)), ("eve", Some(3)), ("eve", Some(4)), ("eve", None)] {
            speakers.add(name, uid);
        }
        assert_eq!(speakers.ids_by_number(), ["ann (1)", "ann (1)", "bob", "eve", "eve (3)"]);
        assert_eq!(speakers.without_row().map(|(id, _)| id).collect::<Vec<_>>(), ["bob"]);
    }
}
