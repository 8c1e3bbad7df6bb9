//! In which order comments arrived.

use crate::model::{Comment, Thread};

/// The rows of a thread in the order in which they arrived, placeholders left out; `None` where that is not known.
///
/// By the site's numbers where every comment has one, else by the time since the story or by the date where every one has
/// that: never by two clocks. Rows of one time stay in the order of the document. O(n log n).
#[must_use]
pub fn arrival_order(thread: &Thread) -> Option<Vec<usize>> {
    let comments = || thread.comments().iter().enumerate().filter(|(_, comment)| !comment.is_placeholder());
    if thread.is_chronological() {
        return Some(comments().map(|(index, _)| index).collect());
    }
    let by = |key: &dyn Fn(&Comment) -> Option<i128>| -> Option<Vec<usize>> {
        let mut order: Vec<_> =
            comments().map(|(index, comment)| Some((key(comment)?, index))).collect::<Option<_>>()?;
        order.sort_unstable();
        Some(order.into_iter().map(|(_, index)| index).collect())
    };
    by(&|comment| comment.site_id.map(i128::from))
        .or_else(|| by(&|comment| thread.since_story_s(comment).map(i128::from)))
        .or_else(|| by(&|comment| Some(comment.posted_at()?.and_utc().timestamp().into())))
}

/// By row: its rank of arrival, from 1.
#[must_use]
pub fn arrival_ranks(thread: &Thread, order: Option<&[usize]>) -> Vec<Option<u32>> {
    let mut ranks = vec![None; thread.comments().len()];
    for (rank, &index) in (1_u32..).zip(order.unwrap_or_default()) {
        if let Some(slot) = ranks.get_mut(index) {
            *slot = Some(rank);
        }
    }
    ranks
}

/// Threads of fewer comments have no quintiles: Slashcode's own rule.
const MIN_QUINTILES: usize = 10;

/// The quintile of arrival, 1 to 5, of the k-th of n comments, from 0: by 100 k/(n - 1) percent.
///
/// `None` in threads of fewer than ten comments. (Lampe and Resnick 2004, as Slashcode quotes it.)
#[must_use]
pub fn quintile(k: usize, n: usize) -> Option<u32> {
    let fifth = |n: usize| u32::try_from((5 * k / (n - 1)).min(4)).unwrap_or(4) + 1;
    (n >= MIN_QUINTILES).then(|| fifth(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quintiles_share_out_the_thread() {
        assert_eq!([quintile(0, 9), quintile(0, 10), quintile(9, 10)], [None, Some(1), Some(5)]);
        assert_eq!([quintile(1, 11), quintile(2, 11), quintile(4, 11)], [Some(1), Some(2), Some(3)]);
    }
}
