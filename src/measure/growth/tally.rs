//! Steps counted by what their likelihood depends on.

use rustc_hash::FxHashMap;

/// What a comment answered, as far as the likelihood of that depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Choice {
    pub(super) is_story: bool,
    /// One and the replies so far, without the first comment of the thread.
    pub(super) degree: u32,
    /// One for the comment that came last, one more for each before it.
    pub(super) age: u32,
}

/// Gives what each comment of a thread answered, with the degree before that.
///
/// Every parent must come before its replies.
pub(super) fn choices(parents: &[u32]) -> impl Iterator<Item = Choice> {
    let mut degrees = vec![1_u32; parents.len() + 1];
    parents.iter().enumerate().map(move |(index, &parent)| {
        let degree = degrees[parent as usize];
        degrees[parent as usize] += u32::from(index > 0);
        Choice { is_story: parent == 0, degree, age: index as u32 + 1 - parent }
    })
}

/// How often each choice was made, and how often among how many nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    choices: FxHashMap<Choice, u64>,
    n_by_nodes: Vec<u64>,
}

impl Tally {
    /// Counts a step that was made while so many nodes stood.
    pub(super) fn add(&mut self, choice: Choice, n_nodes: usize) {
        *self.choices.entry(choice).or_default() += 1;
        self.grow(n_nodes + 1);
        self.n_by_nodes[n_nodes] += 1;
    }

    /// Adds the steps of another tally.
    pub(super) fn merge(&mut self, other: &Self) {
        for (&choice, &count) in &other.choices {
            *self.choices.entry(choice).or_default() += count;
        }
        self.grow(other.n_by_nodes.len());
        for (own, count) in self.n_by_nodes.iter_mut().zip(&other.n_by_nodes) {
            *own += count;
        }
    }

    fn grow(&mut self, len: usize) {
        if self.n_by_nodes.len() < len {
            self.n_by_nodes.resize(len, 0);
        }
    }

    /// The choices with how often each was made, the rare ones first; in the same order whatever came first.
    pub(super) fn sorted(&self) -> Vec<(u64, Choice)> {
        let mut sorted: Vec<_> = self.choices.iter().map(|(&choice, &count)| (count, choice)).collect();
        sorted.sort_unstable();
        sorted
    }

    /// The number of steps by the number of nodes that stood.
    pub(super) fn n_by_nodes(&self) -> &[u64] {
        &self.n_by_nodes
    }

    /// The number of steps.
    pub(super) fn n_steps(&self) -> u64 {
        self.n_by_nodes.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_comment_does_not_raise_the_storys_degree() {
        let choice = |is_story, degree, age| Choice { is_story, degree, age };
        let found: Vec<_> = choices(&[0, 0, 1, 0, 1]).collect();
        let story = [choice(true, 1, 1), choice(true, 1, 2), choice(true, 2, 4)];
        assert_eq!(found, [story[0], story[1], choice(false, 1, 2), story[2], choice(false, 2, 4)]);
    }
}
