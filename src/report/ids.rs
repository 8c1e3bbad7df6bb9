//! Names of nodes and speakers that no two of them share.

/// An author: the nickname, with the site's number where it is known.
///
/// No two authors have the same: a nickname without a number that ends as one with a number would is told from it.
pub(crate) fn author_id(name: &str, uid: Option<u64>) -> String {
    match uid {
        Some(uid) => format!("{name} ({uid})"),
        None if name.ends_with(')') => format!("{name} ()"),
        None => name.to_owned(),
    }
}

/// A comment of a thread, or with 0 its story.
pub(crate) fn comment_id(thread: &str, number: u64) -> String {
    format!("{thread}/{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_who_share_a_nickname_are_told_apart() {
        let authors = [("ann", None), ("ann", Some(1)), ("ann (1)", None), ("ann ()", None), ("ann (1)", Some(1))];
        let ids = authors.map(|(name, uid)| author_id(name, uid));
        assert_eq!(ids, ["ann", "ann (1)", "ann (1) ()", "ann () ()", "ann (1) (1)"]);
    }
}
