//! From a reply and what it answers to numbers: dense features, and the hashes of its words.

mod dense;
mod digest;
mod overlap;
mod profile;
mod terms;

use dense::{Sink, put_all};
pub(crate) use digest::{Digest, Digests};
pub(crate) use terms::{Family, N_ROWS, for_each_term};

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

/// Works out dense features alone, in the place of others.
pub(crate) fn write_dense(parent: &Digest<'_>, reply: &Digest<'_>, dense: &mut Vec<f32>) {
    dense.clear();
    put_all(parent, reply, dense);
}

/// The names of the dense features, in their order.
pub(crate) fn dense_names() -> Vec<String> {
    let mut names = Vec::new();
    let mut texts = Digests::new();
    texts.add([].into_iter());
    put_all(&texts.get(0), &texts.get(0), &mut names);
    names
}

/// Takes values.
impl Sink for Vec<f32> {
    #[inline]
    fn put(&mut self, _kind: &str, _name: &str, value: f32) {
        self.push(value);
    }
}

/// Takes names.
impl Sink for Vec<String> {
    fn put(&mut self, kind: &str, name: &str, _value: f32) {
        self.push(if kind.is_empty() { name.to_owned() } else { format!("{kind}.{name}") });
    }
}
