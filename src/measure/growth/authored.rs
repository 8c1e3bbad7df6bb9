//! Steps of known authors: what they may not answer, and who has answered them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::tally::{Choice, Tally, choices};

/// A later comment of an author in a thread, seen from his comment before.
///
/// The novelty of what is forbidden to him follows from that of his turn before: all of it got older by `gap`, and
/// his last comment came to it, of age `gap` now, and what he answered with it, of age `gap + last_age`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    /// Whether nothing was forbidden to him until his turn before this.
    pub(super) is_first: bool,
    /// Whether the choice was allowed.
    pub(super) is_scored: bool,
    /// Whether what he answers is an answer to him.
    pub(super) is_reciprocal: bool,
    /// Whether he may answer the story.
    pub(super) is_story_open: bool,
    /// The number of comments since his last, that one included.
    pub(super) gap: u32,
    /// The age, at his turn before, of what he answered then; 0 where that was forbidden to him already.
    pub(super) last_age: u32,
    /// What he answers.
    pub(super) choice: Choice,
    /// The number of nodes that stand, with those that are forbidden.
    pub(super) n_nodes: u32,
    /// The degrees of all nodes that he may answer.
    pub(super) open_degrees: u32,
    /// The number of nodes that he may answer and that are answers to him.
    pub(super) n_reciprocal: u32,
}

/// The steps of threads of which authors are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Authored {
    /// Steps with nothing forbidden and no answers to the author: of anonymous authors, and each author's first.
    pub(super) open: Tally,
    /// All others: the turns of one author in one thread after another.
    pub(super) turns: Vec<Turn>,
    /// The number of threads with a step that is scored.
    pub(super) n_threads: u64,
}

impl Authored {
    /// Adds a thread in which every parent comes before its replies.
    ///
    /// Takes time linear in the number of comments, but for what an author answered as did [`LIGHT`] authors or more:
    /// each of these comments is looked at on each of his turns.
    pub(super) fn add(&mut self, parents: &[u32], authors: &[Option<u32>]) {
        let mut walk = Walk::new(parents, authors);
        let mut is_scored = false;
        for (index, choice) in choices(parents).enumerate() {
            let turn = walk.turn(index, choice);
            if turn.is_none() && index > 0 {
                self.open.add(choice, index + 1);
            }
            is_scored |= turn.map_or(index > 0, |turn| turn.is_scored);
            walk.place(index, turn);
        }
        self.turns.extend(walk.people.into_iter().flat_map(|person| person.turns));
        self.n_threads += u64::from(is_scored);
    }

    /// Adds the steps of other threads.
    pub(super) fn merge(&mut self, other: &Self) {
        self.open.merge(&other.open);
        self.turns.extend_from_slice(&other.turns);
        self.n_threads += other.n_threads;
    }

    /// The number of steps that are scored.
    pub(super) fn n_steps(&self) -> u64 {
        self.open.n_steps() + self.turns.iter().map(|turn| u64::from(turn.is_scored)).sum::<u64>()
    }

    /// The turns of each author in each thread, in the same order whatever thread came first.
    pub(super) fn sorted(&self) -> Vec<Turn> {
        let mut runs: Vec<&[Turn]> = self.turns.chunk_by(|_, next| !next.is_first).collect();
        runs.sort_unstable();
        runs.concat()
    }
}

/// Degrees of what many have answered are not pushed to each of them on each reply, but looked up on their turns.
const LIGHT: usize = 64;

/// An author in a thread.
#[derive(Debug, Default)]
struct Person {
    /// The index of his last comment, and the age that what he answered had then; 0 where it was forbidden.
    last: Option<(usize, u32)>,
    turns: Vec<Turn>,
    /// The degrees of what is forbidden to him, without the comments that many answered.
    light_degrees: u32,
    /// What he answered and many others did too.
    heavy: Vec<u32>,
    /// The number of answers to him that he has not answered.
    n_reciprocal: u32,
}

/// A thread that grows comment by comment. Nodes have the numbers of comments, 0 is the story.
struct Walk<'a> {
    parents: &'a [u32],
    degrees: Vec<u32>,
    people: Vec<Person>,
    /// Who wrote each comment, as a place in `people`.
    writers: Vec<Option<usize>>,
    /// Who has answered a node, until these are too many.
    answerers: Vec<Vec<usize>>,
    answered: FxHashSet<(usize, u32)>,
}

impl<'a> Walk<'a> {
    fn new(parents: &'a [u32], authors: &[Option<u32>]) -> Self {
        let mut places = FxHashMap::default();
        let mut place_of = |author: u32| {
            let next = places.len();
            *places.entry(author).or_insert(next)
        };
        let writers: Vec<_> = authors.iter().map(|author| author.map(&mut place_of)).collect();
        Self {
            parents,
            degrees: vec![1; parents.len() + 1],
            people: (0..places.len()).map(|_| Person::default()).collect(),
            writers,
            answerers: vec![Vec::new(); parents.len() + 1],
            answered: FxHashSet::default(),
        }
    }

    /// Who wrote a node.
    fn writer(&self, node: u32) -> Option<usize> {
        (node as usize).checked_sub(1).and_then(|index| self.writers[index])
    }

    /// Whom a node answers.
    fn addressee(&self, node: u32) -> Option<usize> {
        (node as usize).checked_sub(1).and_then(|index| self.writer(self.parents[index]))
    }

    fn is_forbidden(&self, person: usize, node: u32) -> bool {
        self.writer(node) == Some(person) || self.answered.contains(&(person, node))
    }

    /// What a later comment of a known author adds to the likelihood; nothing for all other comments.
    fn turn(&self, index: usize, choice: Choice) -> Option<Turn> {
        let place = self.writers[index]?;
        let (person, parent) = (&self.people[place], self.parents[index]);
        let (last, last_age) = person.last?;
        let heavy: u32 = person.heavy.iter().map(|&node| self.degrees[node as usize]).sum();
        let is_scored = !self.is_forbidden(place, parent);
        Some(Turn {
            is_first: person.turns.is_empty(),
            is_scored,
            is_reciprocal: is_scored && self.addressee(parent) == Some(place),
            is_story_open: !self.answered.contains(&(place, 0)),
            gap: (index - last) as u32,
            last_age,
            choice,
            n_nodes: index as u32 + 1,
            open_degrees: 2 * index as u32 - person.light_degrees - heavy,
            n_reciprocal: person.n_reciprocal,
        })
    }

    /// Puts a comment into the thread.
    fn place(&mut self, index: usize, turn: Option<Turn>) {
        let (parent, writer) = (self.parents[index], self.writers[index]);
        self.raise(parent, u32::from(index > 0));
        if let Some(place) = writer {
            let is_new = !self.is_forbidden(place, parent);
            if is_new {
                self.forbid(place, parent);
            }
            let person = &mut self.people[place];
            person.light_degrees += 1;
            person.last = Some((index, if is_new { index as u32 + 1 - parent } else { 0 }));
            person.n_reciprocal -= u32::from(turn.is_some_and(|turn| turn.is_reciprocal));
            person.turns.extend(turn);
        }
        if let Some(answered) = self.writer(parent).filter(|_| self.writer(parent) != writer) {
            self.people[answered].n_reciprocal += 1;
        }
    }

    /// Raises the degree of a node, and what those have forbidden to whom it is.
    fn raise(&mut self, node: u32, by: u32) {
        self.degrees[node as usize] += by;
        if let Some(writer) = self.writer(node) {
            self.people[writer].light_degrees += by;
        }
        if self.answerers[node as usize].len() < LIGHT {
            self.answerers[node as usize].iter().for_each(|&place| self.people[place].light_degrees += by);
        }
    }

    /// Forbids a node that somebody has answered.
    fn forbid(&mut self, place: usize, node: u32) {
        self.answered.insert((place, node));
        let (answerers, degree) = (&mut self.answerers[node as usize], self.degrees[node as usize]);
        if answerers.len() >= LIGHT {
            self.people[place].heavy.push(node);
            return;
        }
        self.people[place].light_degrees += degree;
        answerers.push(place);
        if answerers.len() >= LIGHT {
            for &place in answerers.iter() {
                self.people[place].light_degrees -= degree;
                self.people[place].heavy.push(node);
            }
        }
    }
}
