//! Which bytes of a text are blanks and which can be part of a word: 64 bytes at a time, a bit of a mask each.

use wide::u8x16;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 64;
/// Bytes that are looked at with one instruction.
const LANES: usize = 16;

/// A bit for each byte of a block: whether `all_bits_of` sets all bits of it.
#[inline]
pub(crate) fn mask(bytes: &[u8; BLOCK], all_bits_of: impl Fn(u8x16) -> u8x16) -> u64 {
    let lanes = bytes.as_chunks::<LANES>().0.iter().enumerate();
    lanes.fold(0, |mask, (at, lane)| mask | u64::from(all_bits_of(u8x16::new(*lane)).to_bitmask()) << (at * LANES))
}

/// What up to 64 bytes of a text are; behind the text's end are blanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) blanks: u64,
    /// Letters and digits of ASCII, and all bytes of other characters.
    pub(crate) letters: u64,
    /// Bytes of other characters.
    pub(crate) others: u64,
}

impl Block {
    /// The block that begins at a byte.
    #[inline]
    pub(crate) fn at(bytes: &[u8], from: usize) -> Self {
        let rest = bytes.get(from..).unwrap_or_default();
        match rest.first_chunk() {
            Some(whole) => Self::of(whole),
            None => Self::last(bytes, rest),
        }
    }

    /// The block of the last bytes: cut out of the last whole one, where there is one.
    #[inline]
    fn last(bytes: &[u8], rest: &[u8]) -> Self {
        if let (Some(whole), true) = (bytes.last_chunk(), !rest.is_empty()) {
            let (all, before) = (Self::of(whole), BLOCK - rest.len());
            let blanks = (all.blanks >> before) | !(u64::MAX >> before);
            return Self { blanks, letters: all.letters >> before, others: all.others >> before };
        }
        let mut filled = [b' '; BLOCK];
        filled.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
        Self::of(&filled)
    }

    #[inline]
    fn of(bytes: &[u8; BLOCK]) -> Self {
        let mut block = Self { blanks: 0, letters: 0, others: 0 };
        for (at, lane) in bytes.as_chunks::<LANES>().0.iter().enumerate() {
            let lane = u8x16::new(*lane);
            let word = within(lane | u8x16::splat(0x20), b'a', b'z') | within(lane, b'0', b'9') | lane;
            let blank = within(lane, b' ', b' ');
            block.blanks |= u64::from(blank.to_bitmask()) << (at * LANES);
            block.letters |= u64::from(word.to_bitmask()) << (at * LANES);
            block.others |= u64::from(lane.to_bitmask()) << (at * LANES);
        }
        block
    }
}

/// All bits of the bytes from `first` to `last`.
#[inline]
pub(crate) fn within(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    let from = bytes - u8x16::splat(first);
    from.min(u8x16::splat(last - first)).simd_eq(from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mask(bytes: &[u8], is_one: impl Fn(u8) -> bool) -> u64 {
        let bits = (0..BLOCK).map(|at| bytes.get(at).copied().unwrap_or(b' ')).enumerate();
        bits.fold(0, |mask, (at, byte)| mask | u64::from(is_one(byte)) << at)
    }

    proptest! {
        #[test]
        fn bits_are_what_bytes_are(bytes in prop::collection::vec(any::<u8>(), 0..200), from in 0..200_usize) {
            let from = from.min(bytes.len());
            let (block, rest) = (Block::at(&bytes, from), &bytes[from..]);
            prop_assert_eq!(block.blanks, mask(rest, |byte| byte == b' '));
            prop_assert_eq!(block.letters, mask(rest, |byte| byte.is_ascii_alphanumeric() || byte >= 0x80));
            prop_assert_eq!(block.others, mask(rest, |byte| byte >= 0x80));
        }
    }
}
