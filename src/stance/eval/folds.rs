//! Which pairs are left out together.

use std::collections::BTreeMap;

use crate::graph::chance::Chance;
use crate::stance::eval::GoldPair;

/// How pairs are parted, so that a model is tested on what it was not fitted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folds {
    /// So many parts of about the same size. Pairs with the same value of a column stay together; without a column, those of
    /// the same thread, or else of the same parent.
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
    /// The part of each pair, from 0, and how many parts there are.
    #[must_use]
    pub fn of(&self, pairs: &[&GoldPair], seed: u64) -> (Vec<usize>, usize) {
        let column = match self {
            Self::Equal { by: Some(column), .. } | Self::LeaveOut(column) => Some(column.as_str()),
            Self::Equal { by: None, .. } => None,
        };
        let keys: Vec<&str> = pairs.iter().map(|pair| key_of(pair, column)).collect();
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        keys.iter().for_each(|&key| *sizes.entry(key).or_default() += 1);
        let (part_of, n) = match self {
            Self::LeaveOut(_) => (sizes.keys().copied().zip(0..).collect(), sizes.len()),
            Self::Equal { n, .. } => (dealt(&sizes, *n, seed), *n),
        };
        (keys.iter().map(|key| part_of[key]).collect(), n)
    }
}

fn key_of<'a>(pair: &'a GoldPair, column: Option<&str>) -> &'a str {
    let value = |name: &str| pair.columns.get(name).filter(|value| !value.is_empty());
    column.or(Some("thread")).and_then(value).map_or(&pair.parent, String::as_str)
}

/// Groups dealt to parts: in an order of chance, each to the part that is smallest.
fn dealt<'a>(sizes: &BTreeMap<&'a str, usize>, n: usize, seed: u64) -> BTreeMap<&'a str, usize> {
    let mut chance = Chance::new(seed);
    let mut order: Vec<(&str, usize, u64)> = sizes.iter().map(|(&key, &size)| (key, size, chance.draw())).collect();
    order.sort_by_key(|&(_, size, draw)| (std::cmp::Reverse(size), draw));
    let mut filled = vec![0; n.max(1)];
    let deal = |(key, size, _)| {
        let part = (0..filled.len()).min_by_key(|&part| filled[part]).unwrap_or(0);
        filled[part] += size;
        (key, part)
    };
    order.into_iter().map(deal).collect()
}
