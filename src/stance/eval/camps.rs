//! Camps held to the sides on which people found the authors.

use std::ops::AddAssign;

use rustc_hash::FxHashMap;

use crate::graph::chance::Chance;
use crate::stance::camps::{Reply, Split};
use crate::stance::eval::{Discussion, Side};

/// How often discussions are drawn for the interval.
const N_DRAWS: usize = 1000;

/// How well camps agree with known sides.
///
/// Beside the camps from structure and text stand, over the same posts, what can be had without text and without either.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CampScores {
    /// The discussions.
    pub n_discussions: usize,
    /// Posts of authors whose side is known.
    pub n_posts: u64,
    /// Authors whose side is known, counted in each discussion.
    pub n_authors: u64,
    /// Those of the posts whose author got no camp.
    pub n_posts_without_camp: u64,
    /// All authors in one camp.
    pub majority: Accuracy,
    /// Camps in which every reply opposes.
    pub structure: Accuracy,
    /// Camps by the stances of replies.
    pub camps: Accuracy,
    /// Between which values `camps.posts` lies when the discussions are drawn again, in 95 of 100 draws.
    pub interval: [f64; 2],
    /// The same of `camps.posts` less `structure.posts`.
    pub gain_interval: [f64; 2],
}

/// Shares of what is on the side that people found, from 0 to 1; 0 where there is nothing.
///
/// Camps have no names, so that each discussion's are turned as fits best, for posts and authors each; one that got no
/// camp is on no side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// Of posts: those whose author is on the right side.
    pub posts: f64,
    /// Of authors.
    pub authors: f64,
    /// Of the posts of authors with two posts or more in the discussion: who wrote once is tied to the others by a single
    /// reply at most.
    pub posts_of_regulars: f64,
}

/// Looks for camps in discussions and holds them to the known sides.
///
/// `stance_of` tells how likely a reply agrees, does neither and disagrees, given the words of what it answers and its own;
/// it is asked once for each reply to another author's post. Takes the time of that and of the cuts.
#[must_use]
pub fn evaluate_camps(discussions: &[Discussion], stance_of: impl Fn(&str, &str) -> [f32; 3]) -> CampScores {
    let held: Vec<Held> = discussions.iter().map(|discussion| Held::of(discussion, &stance_of)).collect();
    let mut all = Held::default();
    held.iter().for_each(|held| all += *held);
    let (interval, gain_interval) = intervals(&held);
    CampScores {
        n_discussions: discussions.len(),
        n_posts: all.n.posts,
        n_authors: all.n.authors,
        n_posts_without_camp: all.n_posts_without_camp,
        majority: all.majority.over(all.n),
        structure: all.structure.over(all.n),
        camps: all.camps.over(all.n),
        interval,
        gain_interval,
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counts {
    posts: u64,
    authors: u64,
    posts_of_regulars: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.posts += other.posts;
        self.authors += other.authors;
        self.posts_of_regulars += other.posts_of_regulars;
    }
}

impl Counts {
    /// The posts of one author.
    fn of_author(n_posts: u64) -> Self {
        Self { posts: n_posts, authors: 1, posts_of_regulars: if n_posts > 1 { n_posts } else { 0 } }
    }

    /// The greater of each.
    fn max(self, other: Self) -> Self {
        Self {
            posts: self.posts.max(other.posts),
            authors: self.authors.max(other.authors),
            posts_of_regulars: self.posts_of_regulars.max(other.posts_of_regulars),
        }
    }

    fn over(self, all: Self) -> Accuracy {
        Accuracy {
            posts: share(self.posts, all.posts),
            authors: share(self.authors, all.authors),
            posts_of_regulars: share(self.posts_of_regulars, all.posts_of_regulars),
        }
    }
}

/// What was right in one discussion, or in several.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    n: Counts,
    n_posts_without_camp: u64,
    majority: Counts,
    structure: Counts,
    camps: Counts,
}

impl AddAssign for Held {
    fn add_assign(&mut self, other: Self) {
        self.n += other.n;
        self.n_posts_without_camp += other.n_posts_without_camp;
        self.majority += other.majority;
        self.structure += other.structure;
        self.camps += other.camps;
    }
}

impl Held {
    fn of(discussion: &Discussion, stance_of: &impl Fn(&str, &str) -> [f32; 3]) -> Self {
        let authors = KnownAuthors::of(discussion);
        let replies = authors.replies(discussion, stance_of);
        let opposed: Vec<Reply> = replies.iter().map(|reply| Reply { opposition: Some(1.0), ..*reply }).collect();
        let split = Split::of(authors.known.len(), &replies, 0);
        let of_structure = Split::of(authors.known.len(), &opposed, 0);
        let camp = |author: usize| split.as_ref()?.side(author);
        let without = |&(author, _): &(usize, _)| camp(author).is_none();
        Self {
            n: authors.with_side().fold(Counts::default(), |mut sum, (_, (_, n_posts))| {
                sum += Counts::of_author(n_posts);
                sum
            }),
            n_posts_without_camp: authors.with_side().filter(without).map(|(_, (_, n_posts))| n_posts).sum(),
            majority: authors.right(|_| Some(false)),
            structure: authors.right(|author| of_structure.as_ref()?.side(author)),
            camps: authors.right(camp),
        }
    }
}

/// The authors of a discussion, numbered from 0.
struct KnownAuthors {
    numbers: FxHashMap<u64, u32>,
    /// The known side of each, and the number of posts.
    known: Vec<(Option<Side>, u64)>,
}

impl KnownAuthors {
    fn of(discussion: &Discussion) -> Self {
        let mut authors = Self { numbers: FxHashMap::default(), known: Vec::new() };
        for post in &discussion.posts {
            let next = u32::try_from(authors.known.len()).unwrap_or(u32::MAX);
            let number = *authors.numbers.entry(post.author).or_insert(next);
            if number == next {
                authors.known.push((None, 0));
            }
            if let Some((side, n_posts)) = authors.known.get_mut(number as usize) {
                (*side, *n_posts) = (side.or(post.stance), *n_posts + 1);
            }
        }
        authors
    }

    /// The replies to posts of others.
    fn replies(&self, discussion: &Discussion, stance_of: &impl Fn(&str, &str) -> [f32; 3]) -> Vec<Reply> {
        let posts: FxHashMap<u64, _> = discussion.posts.iter().map(|post| (post.post, post)).collect();
        let answers = discussion.posts.iter().filter_map(|post| Some((post, *posts.get(&post.parent?)?)));
        let reply = |(post, parent): (&super::Post, &super::Post)| {
            let [source, target] = [post, parent].map(|post| self.numbers.get(&post.author).copied());
            let [agree, _, disagree] = stance_of(&parent.text, &post.text);
            let opposition = Some(f64::from(disagree) - f64::from(agree));
            Some(Reply { source: source?, target: target?, opposition })
        };
        answers.filter(|(post, parent)| post.author != parent.author).filter_map(reply).collect()
    }

    /// The authors whose side is known, with it and the number of posts.
    fn with_side(&self) -> impl Iterator<Item = (usize, (Side, u64))> {
        self.known.iter().enumerate().filter_map(|(author, &(side, n_posts))| Some((author, (side?, n_posts))))
    }

    /// What is right about camps, turned as fits best.
    fn right(&self, camp_of: impl Fn(usize) -> Option<bool>) -> Counts {
        let mut right = [Counts::default(); 2];
        for (author, (side, n_posts)) in self.with_side() {
            if let Some(camp) = camp_of(author) {
                right[usize::from(camp == (side == Side::Pro))] += Counts::of_author(n_posts);
            }
        }
        right[0].max(right[1])
    }
}

/// The intervals of the share of posts on the right side, and of what text adds to it.
fn intervals(held: &[Held]) -> ([f64; 2], [f64; 2]) {
    let mut chance = Chance::new(0);
    let draw = |_| {
        let mut sum = Held::default();
        (0..held.len()).for_each(|_| sum += held[chance.below(held.len())]);
        let [camps, structure] = [sum.camps, sum.structure].map(|right| share(right.posts, sum.n.posts));
        (camps, camps - structure)
    };
    let (mut shares, mut gains): (Vec<f64>, Vec<f64>) = (0..N_DRAWS).map(draw).unzip();
    let bounds = |values: &mut Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        [N_DRAWS / 40, N_DRAWS - 1 - N_DRAWS / 40].map(|place| values[place])
    };
    (bounds(&mut shares), bounds(&mut gains))
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::eval::Post;

    /// Ann and Bea quarrel with Cyd and Dot; of Eve, who speaks once, no side is known.
    fn discussion() -> Discussion {
        let posts = [
            (1, None, 1, Some(Side::Pro), "we should"),
            (2, Some(1), 3, Some(Side::Anti), "no"),
            (3, Some(2), 2, Some(Side::Pro), "no"),
            (4, Some(1), 2, Some(Side::Pro), "yes"),
            (5, Some(3), 4, Some(Side::Anti), "no"),
            (6, Some(5), 3, Some(Side::Anti), "yes"),
            (7, Some(2), 3, Some(Side::Anti), "and"),
            (8, Some(99), 5, None, "hm"),
        ];
        let post = |(post, parent, author, stance, text): (_, _, _, _, &str)| Post {
            post,
            parent,
            author,
            stance,
            text: text.to_owned(),
        };
        Discussion { discussion: 1, posts: posts.map(post).to_vec() }
    }

    fn stance_of(_: &str, reply: &str) -> [f32; 3] {
        match reply {
            "yes" => [0.9, 0.1, 0.0],
            "no" => [0.0, 0.1, 0.9],
            _ => [0.0, 1.0, 0.0],
        }
    }

    #[test]
    fn camps_are_held_to_sides_whichever_is_called_1() {
        let scores = evaluate_camps(&[discussion(), discussion()], stance_of);
        assert_eq!((scores.n_discussions, scores.n_posts, scores.n_authors), (2, 14, 8));
        assert_eq!(scores.n_posts_without_camp, 0);
        assert_eq!(scores.camps, Accuracy { posts: 1.0, authors: 1.0, posts_of_regulars: 1.0 });
        assert_eq!(scores.majority, Accuracy { posts: 4.0 / 7.0, authors: 0.5, posts_of_regulars: 0.6 });
        assert!(scores.structure.posts < 1.0);
        assert_eq!(scores.interval, [1.0, 1.0]);
    }

    #[test]
    fn what_has_no_camp_is_on_no_side() {
        let mut short = discussion();
        short.posts.truncate(3);
        let scores = evaluate_camps(&[short], stance_of);
        assert_eq!((scores.n_posts, scores.n_posts_without_camp, scores.camps.posts), (3, 3, 0.0));
        assert_eq!(evaluate_camps(&[], stance_of), CampScores::default());
    }
}
