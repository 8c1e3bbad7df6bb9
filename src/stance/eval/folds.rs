//! Which pairs are left out together.

use std::collections::BTreeMap;

use crate::graph::chance::Chance;
use crate::stance::eval::GoldPair;

/// How pairs are parted, so that a model is tested on what it was not fitted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folds {
    /// So many parts of about the same size, fewer where there are fewer groups. Pairs with the same value of a column stay
    /// together; without a column, or where it is empty, those of the same thread, or else of the same parent.
    Equal {
        /// How many.
        n: usize,
        /// The column.
        by: Option<String>,
    },
    /// One part for each value of a column.
    LeaveOut(String),
}

impl Folds {
    /// The part of each pair, from 0, and how many parts there are. No part is empty.
    #[must_use]
    pub fn of(&self, pairs: &[&GoldPair], seed: u64) -> (Vec<usize>, usize) {
        let keys: Vec<&str> = pairs.iter().map(|pair| self.key_of(pair)).collect();
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        keys.iter().for_each(|&key| *sizes.entry(key).or_default() += 1);
        let (part_of, n) = match self {
            Self::LeaveOut(_) => (sizes.keys().copied().zip(0..).collect(), sizes.len()),
            Self::Equal { n, .. } => {
                let n = (*n).clamp(1, sizes.len().max(1));
                (dealt(&sizes, n, seed), n)
            }
        };
        (keys.iter().map(|key| part_of[key]).collect(), n)
    }

    /// What pairs that stay together have in common.
    fn key_of<'a>(&self, pair: &'a GoldPair) -> &'a str {
        let column = match self {
            Self::LeaveOut(column) => return pair.value(column).unwrap_or_default(),
            Self::Equal { by, .. } => by.as_deref().unwrap_or("thread"),
        };
        pair.value(column).filter(|value| !value.is_empty()).unwrap_or(&pair.parent)
    }
}

/// Groups dealt to parts: the largest first, those of a size in an order of chance, each to the part that is smallest.
fn dealt<'a>(sizes: &BTreeMap<&'a str, usize>, n: usize, seed: u64) -> BTreeMap<&'a str, usize> {
    let mut chance = Chance::new(seed);
    let mut order: Vec<(&str, usize, u64)> = sizes.iter().map(|(&key, &size)| (key, size, chance.draw())).collect();
    order.sort_by_key(|&(_, size, draw)| (std::cmp::Reverse(size), draw));
    let mut filled = vec![0; n];
    let deal = |(key, size, _)| {
        let part = (0..filled.len()).min_by_key(|&part| filled[part]).unwrap_or(0);
        filled[part] += size;
        (key, part)
    };
    order.into_iter().map(deal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::eval::pair_of;

    /// Pairs with the threads of `threads` and the parents of `parents`.
    fn pairs(threads: &[&str], parents: &[&str]) -> Vec<GoldPair> {
        let pair = |(thread, parent): (&&str, &&str)| {
            let columns = [("thread".to_owned(), (*thread).to_owned())];
            GoldPair { columns: columns.into(), ..pair_of(parent, "reply", "agree") }
        };
        threads.iter().zip(parents).map(pair).collect()
    }

    fn parts(folds: &Folds, pairs: &[GoldPair], seed: u64) -> (Vec<usize>, usize) {
        folds.of(&pairs.iter().collect::<Vec<_>>(), seed)
    }

    fn equal(n: usize, by: Option<&str>) -> Folds {
        Folds::Equal { n, by: by.map(str::to_owned) }
    }

    #[test]
    fn groups_stay_together_and_parts_are_even() {
        let threads: Vec<String> = (0..200).map(|pair| format!("t{}", pair % 40)).collect();
        let threads: Vec<&str> = threads.iter().map(String::as_str).collect();
        let pairs = pairs(&threads, &["p"; 200]);
        for seed in 0..5 {
            let (parts, n) = parts(&equal(5, Some("thread")), &pairs, seed);
            assert_eq!(n, 5);
            assert!((0..5).all(|part| parts.iter().filter(|&&other| other == part).count() == 40));
            for (pair, part) in pairs.iter().zip(&parts) {
                let same = pairs.iter().zip(&parts).filter(|(other, _)| other.columns == pair.columns);
                assert!(same.into_iter().all(|(_, other)| other == part));
            }
        }
        let by_default = parts(&equal(5, None), &pairs, 1);
        assert_eq!(by_default, parts(&equal(5, Some("thread")), &pairs, 1));
        assert_ne!(by_default, parts(&equal(5, None), &pairs, 2));
    }

    #[test]
    fn without_a_thread_those_of_one_parent_stay_together() {
        let pairs = pairs(&["", "", "", "x", "x"], &["a", "b", "a", "a", "c"]);
        let (parts, n) = parts(&equal(3, None), &pairs, 1);
        assert_eq!((n, parts[0] == parts[2], parts[3] == parts[4]), (3, true, true));
        assert!(parts[0] != parts[1] && parts[0] != parts[3] && parts[1] != parts[3]);
    }

    #[test]
    fn there_are_no_more_parts_than_groups_and_none_is_empty() {
        let pairs = pairs(&["x", "y", "x"], &["p"; 3]);
        assert_eq!(parts(&equal(1000, None), &pairs, 1).1, 2);
        assert_eq!(parts(&equal(0, None), &pairs, 1), (vec![0; 3], 1));
        assert_eq!(parts(&equal(5, None), &[], 1), (Vec::new(), 1));
        assert_eq!(parts(&equal(5, Some("parent")), &pairs, 1).1, 1);
    }

    #[test]
    fn each_value_is_left_out_once_and_so_are_those_without_one() {
        let pairs = pairs(&["b", "", "a", "b", ""], &["1", "2", "3", "4", "5"]);
        assert_eq!(parts(&Folds::LeaveOut("thread".to_owned()), &pairs, 1), (vec![2, 0, 1, 2, 0], 3));
        assert_eq!(parts(&Folds::LeaveOut("no such".to_owned()), &pairs, 1).1, 1);
    }
}
