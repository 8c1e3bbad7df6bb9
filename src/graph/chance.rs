//! Numbers that look like chance, and are the same in every run.

/// The generator splitmix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// A generator that starts from a seed; each seed gives its own numbers.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// An index below `len`; 0 where that is 0. Some come up more often than others by one in 2^64 / `len`.
    pub(crate) fn below(&mut self, len: usize) -> usize {
        ((u128::from(self.draw()) * len as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_spread_evenly_and_come_again() {
        let mut counts = [0_u32; 5];
        let mut chance = Chance::new(7);
        (0..5000).for_each(|_| counts[chance.below(5)] += 1);
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
        assert_eq!(Chance::new(0).draw(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(chance.below(0), 0);
    }
}
