//! Where in a text something stands.

/// Numbers of words, ascending, noted without a branch: whether a word is noted is as good as chance, which processors guess badly.
#[derive(Debug, Default)]
pub(super) struct Places {
    room: Vec<u32>,
    len: usize,
}

impl Places {
    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    /// Makes room for so many more notes.
    pub(super) fn make_room(&mut self, n: usize) {
        self.room.resize(self.room.len().max(self.len + n), 0);
    }

    /// Notes a place, where it `is` one.
    #[inline]
    pub(super) fn note(&mut self, place: usize, is: bool) {
        if let Some(next) = self.room.get_mut(self.len) {
            *next = place as u32;
            self.len += usize::from(is);
        }
    }

    /// Notes other places among those that were noted before; they are ascending, and none of them is there. Linear.
    pub(super) fn merge(&mut self, others: &[u32]) {
        self.make_room(others.len());
        let (mut from, mut to) = (self.len, self.len + others.len());
        self.len = to;
        for &other in others.iter().rev() {
            let n_behind = self.room[..from].iter().rev().take_while(|&&place| place > other).count();
            self.room.copy_within(from - n_behind..from, to - n_behind);
            (from, to) = (from - n_behind, to - n_behind - 1);
            self.room[to] = other;
        }
    }

    #[inline]
    pub(super) fn as_slice(&self) -> &[u32] {
        &self.room[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_that_were_noted() {
        let mut places = Places::default();
        for n in [10, 20] {
            places.clear();
            places.make_room(n);
            (0..n).for_each(|at| places.note(at, at % 4 == 3));
            places.merge(&[0, 5]);
            places.merge(&[]);
            assert_eq!(places.as_slice()[..4], [0, 3, 5, 7]);
            assert_eq!(places.as_slice().len(), n / 4 + 2);
        }
    }
}
