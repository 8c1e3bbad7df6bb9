//! Whether a reply changed the subject.

/// Subjects this long may have been cut by the site, which keeps 50 characters and takes blanks off the end.
const MAYBE_CUT: usize = 47;

/// Tells whether a reply's subject says something else than its parent's.
///
/// Leading `Re:`s do not count, a bare `Re:` says nothing new, and a subject that the site cut off is the
/// same as the longer one that it begins.
pub(crate) fn is_changed(parent: &str, own: &str) -> bool {
    let (bare_parent, bare_own) = (without_re(parent), without_re(own));
    if bare_own.is_empty() || bare_own == bare_parent {
        return false;
    }
    let maybe_cut = own.trim().chars().count() >= MAYBE_CUT;
    !(maybe_cut && bare_parent.starts_with(bare_own))
}

/// The subject without the `Re:`s that it begins with.
fn without_re(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some((head, tail)) = rest.split_at_checked(3)
        && head.eq_ignore_ascii_case("re:")
    {
        rest = tail.trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::is_changed;

    #[test]
    fn answers_keep_the_subject() {
        assert!(!is_changed("Good", "Re:Good"));
        assert!(!is_changed("Re:Good", "RE: re:Good "));
        assert!(!is_changed("Good", "Re:"));
        assert!(is_changed("Good", "Re:Bad"));
        assert!(is_changed("Good", "Go"));
    }

    #[test]
    fn a_subject_cut_at_fifty_characters_is_unchanged() {
        let parent = "This subject line has exactly fifty characters yes";
        assert_eq!(parent.len(), 50);
        let own = format!("Re:{}", &parent[..47]);
        assert!(!is_changed(parent, &own));
        assert!(is_changed(parent, &own[..40]));
    }
}
