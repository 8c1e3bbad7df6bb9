//! From a reply and what it answers to numbers: dense features, and the hashes of its words.

mod dense;
mod digest;
mod overlap;
mod profile;
mod terms;

pub(crate) use dense::Logarithms;
use dense::{Of, Sink, put_all};
pub(crate) use digest::{Digest, Digests};
pub(crate) use terms::{Family, N_ROWS, TermRows, for_each_term, opening_places, share_of_each};

/// What is known of a reply to what it answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Features {
    /// The dense features, in the order of [`dense_names`].
    pub(crate) dense: Vec<f32>,
    /// The rows of its terms, by family.
    pub(crate) terms: [Vec<u32>; Family::ALL.len()],
}

impl Features {
    /// Works out the features of a reply to a parent. Linear in the words of both.
    pub(crate) fn of(parent: &Digest<'_>, reply: &Digest<'_>) -> Self {
        let mut features = Self::default();
        put_all(parent, reply, &mut features.dense);
        for_each_term(&reply.text, |term| features.terms[term.family as usize].push(term.row()));
        features
    }
}

/// Dense features alone, in the place of others.
#[derive(Debug)]
pub(crate) struct Dense {
    values: [f32; 1 << u8::BITS],
    len: u8,
}

impl Dense {
    pub(crate) fn new() -> Self {
        Self { values: [0.0; 1 << u8::BITS], len: 0 }
    }

    /// Works out the dense features of a reply to a parent.
    pub(crate) fn write(&mut self, parent: &Digest<'_>, reply: &Digest<'_>) {
        self.len = 0;
        put_all(parent, reply, self);
    }

    /// The features that were worked out last.
    pub(crate) fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.values[..self.len.into()]
    }
}

/// The names of the dense features, in their order.
pub(crate) fn dense_names() -> Vec<String> {
    let mut names = Vec::new();
    let mut texts = Digests::new();
    texts.add(std::iter::empty());
    put_all(&texts.get(0), &texts.get(0), &mut names);
    names
}

/// Takes values; a test holds that there are fewer than it has room for.
impl Sink for Dense {
    #[inline]
    fn put(&mut self, _of: Of, _name: &str, value: f32) {
        self.values[usize::from(self.len)] = value;
        self.len = self.len.wrapping_add(1);
    }
}

/// Takes values.
impl Sink for Vec<f32> {
    #[inline]
    fn put(&mut self, _of: Of, _name: &str, value: f32) {
        self.push(value);
    }
}

/// Takes names.
impl Sink for Vec<String> {
    fn put(&mut self, of: Of, name: &str, _value: f32) {
        self.push(format!("{}.{name}", of.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_features_have_room_and_are_those_of_the_pair() {
        let mut texts = Digests::new();
        let [parent, reply] = ["Tea?", "No, never."].map(|text| texts.add([(0, text, true)].into_iter()));
        let mut dense = Dense::new();
        for _ in 0..2 {
            dense.write(&texts.get(parent), &texts.get(reply));
            assert_eq!(dense.as_mut_slice(), Features::of(&texts.get(parent), &texts.get(reply)).dense);
            assert_eq!(dense.as_mut_slice().len(), dense_names().len());
        }
    }
}
