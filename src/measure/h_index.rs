//! Indices of the kind of Hirsch's: as many as so large.

/// The h-index of a tree, from its level sizes: the largest h such that each level i up to h has at least i comments.
///
/// Levels count from 1, the top-level comments. The prefix form: a level that is too small ends it, even if a deeper
/// one were large enough. O(h). (Gomez, Kaltenbrunner and Lopez 2008, section 3.2; the wording "all previous levels" is
/// that of Laniado et al. 2011.)
#[must_use]
pub fn h_index_of_levels(levels: &[u32]) -> u32 {
    (1_u32..).zip(levels).take_while(|&(level, &n)| n >= level).count().try_into().unwrap_or(u32::MAX)
}

/// The largest h such that h of the values are at least h; 0 where all are 0. Linear. (Hirsch 2005.)
#[must_use]
pub fn h_index(values: impl Iterator<Item = u32> + Clone) -> u32 {
    let counts = counted(values);
    let mut n_above = 0_usize;
    let h = counts.iter().enumerate().rev().find(|&(value, &n)| {
        n_above += n;
        n_above >= value
    });
    h.map_or(0, |(value, _)| u32::try_from(value).unwrap_or(u32::MAX))
}

/// The largest g, at most the number of values, such that the g largest sum to at least g squared. Linear. (Egghe 2006.)
#[must_use]
pub fn g_index(values: impl Iterator<Item = u32> + Clone) -> u32 {
    let counts = counted(values.clone());
    let most = counts.len() as u64 - 1;
    // What values have beyond their number makes no difference for them, but for smaller ones.
    let mut sum: u64 = values.map(|value| u64::from(value).saturating_sub(most)).sum();
    let mut g = 0_u64;
    for (value, &n) in counts.iter().enumerate().rev() {
        for _ in 0..n {
            sum += value as u64;
            if sum < (g + 1) * (g + 1) {
                return u32::try_from(g).unwrap_or(u32::MAX);
            }
            g += 1;
        }
    }
    u32::try_from(g).unwrap_or(u32::MAX)
}

/// How many of the values are 0, 1, 2 and so on; those above their number are counted with it.
fn counted(values: impl Iterator<Item = u32> + Clone) -> Vec<usize> {
    let most = values.clone().count();
    let mut counts = vec![0_usize; most + 1];
    for value in values {
        if let Some(n) = counts.get_mut((value as usize).min(most)) {
            *n += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_is_too_small_ends_the_index() {
        // Gomez, Kaltenbrunner and Lopez 2008, figure 12b, and a level that is large again further down.
        assert_eq!(h_index_of_levels(&[9, 9, 6, 3, 1]), 3);
        assert_eq!(h_index_of_levels(&[5, 1, 5]), 1);
        assert_eq!([h_index_of_levels(&[]), h_index_of_levels(&[1])], [0, 1]);
    }

    #[test]
    fn indices_of_values_are_those_of_their_definitions() {
        let h = |values: &[u32]| h_index(values.iter().copied());
        let g = |values: &[u32]| g_index(values.iter().copied());
        assert_eq!([h(&[]), h(&[0, 0]), h(&[1, 0]), h(&[9, 9]), h(&[3, 3, 3, 1])], [0, 0, 1, 2, 3]);
        assert_eq!([g(&[]), g(&[0, 0]), g(&[1, 0]), g(&[100, 0, 0]), g(&[4, 0]), g(&[5, 3, 1])], [0, 0, 1, 3, 2, 3]);
    }
}
