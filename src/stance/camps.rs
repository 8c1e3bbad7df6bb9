//! The authors of a thread, split in two by whom they oppose.

use crate::graph::chance::Chance;
use crate::graph::{Cut, CutSearch, OppositionGraph};
use crate::measure::{MeasureOptions, View, author_replies};
use crate::model::{CampSide, Camps, ThreadStances};

/// Fewer authors who are tied to each other make no camps.
const MIN_AUTHORS: usize = 3;
/// Fewer replies between them make none either.
const MIN_REPLIES: usize = 4;
/// How many replies without opposition or agreement are added to a thread's when its base rate is worked out, so that
/// a few replies do not tell it.
const PRIOR_REPLIES: f64 = 10.0;
/// How often camps are looked for again, at most and at least: from the beginning, and as often on drawn replies.
const N_ROUNDS: (usize, usize) = (20, 2);
/// How many replies all rounds together look at, but for the least number of rounds.
const MAX_REPLIES: usize = 2_000_000;
/// How many looks at edges one of the rounds may take after its first climb.
const LOOKS_PER_ROUND: u64 = 1_000_000;

/// What camps are looked for with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CampOptions {
    /// The author whose camp is called 1, by the number that the view's authors have. Where this one has no camp, or none
    /// is given, it is the camp of the thread's first author who has one.
    pub anchor: Option<u32>,
    /// Where the chance of the search starts from.
    pub seed: u64,
}

/// A reply of one author to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reply {
    /// Who replied.
    pub(super) source: u32,
    /// To whom.
    pub(super) target: u32,
    /// How likely it disagrees less how likely it agrees, from -1 to 1; `None` where there is nothing to judge by.
    pub(super) opposition: Option<f64>,
}

/// Splits the authors of a thread in two by whom they oppose; `None` where too few of them reply to each other.
///
/// Each two authors are tied by the sum of what their replies to each other say, in both directions. A reply says the mean
/// of two things: its own opposition, which is the probability that it disagrees less the probability that it agrees; and
/// the thread's base rate, which is the mean opposition of all its replies, shrunk by ten replies that say nothing. So
/// the text tells how far answering is opposing here, nothing presumes it, and a reply whose text is not known says what
/// replies of its thread say. The camps are the split that cuts the most weight ([`OppositionGraph::max_cut`]): those who
/// oppose each other fall apart, those who agree stay together. Where nobody opposes anybody, all are in camp 1.
///
/// Only authors with a name count, and only replies to comments of others; of the parts that are not tied to each other,
/// only the largest has camps, as nothing tells which side of one goes with which of another. It needs three authors and
/// four replies.
///
/// The stability of an author is the share of rounds in which the author is on the same side as in the answer, turned so
/// that most of all are. Half of the rounds search the same graph from another beginning; the other half search that of
/// as many replies, drawn with replacement (the bootstrap of Efron 1979). An author whom the draw cuts off from the
/// rest could be on either side, and counts a half.
///
/// Nearly linear in the number of replies: there are 20 rounds of each kind, fewer on threads with more than 100,000 replies,
/// and a search ends after a number of looks at edges. The same thread gives the same camps.
///
/// Murakami and Raymond (2010, "Support or oppose? Classifying positions in online debates from reply activities and
/// opinion expressions", COLING) cut the same graph.
#[must_use]
pub fn camps(view: &View<'_>, stances: &ThreadStances, options: CampOptions) -> Option<Camps> {
    let authors = view.authors();
    let ties = MeasureOptions { story_replies: false, self_replies: false, ..view.options() };
    let is_named = |author: u32| authors.is_named(author);
    let replies: Vec<Reply> = author_replies(view.tree()?, authors, ties)
        .filter(|tie| is_named(tie.source) && is_named(tie.target))
        .map(|tie| {
            let known = stances.of_node(tie.node).and_then(|stance| stance.probabilities);
            let opposition = known.map(|[agree, _, disagree]| f64::from(disagree) - f64::from(agree));
            Reply { source: tie.source, target: tie.target, opposition }
        })
        .collect();
    let mut split = Split::of(authors.len(), &replies, options.seed)?;
    let n_nodes = view.thread().comments().len() + 1;
    let author_of = |node: usize| authors.of_node(node).map(|author| author as usize);
    let first = (0..n_nodes).filter_map(author_of).find(|&author| split.has(author));
    let anchor = options.anchor.map(|author| author as usize).filter(|&author| split.has(author));
    let place = split.place(anchor.or(first)?)?;
    split.graph.anchor(&mut split.cut, place);
    let stabilities = split.stabilities(options.seed);
    let side = |author: usize| {
        let place = split.place(author)?;
        let camp = 1 + u8::from(split.cut.sides[place]);
        Some(CampSide { camp, stability: stabilities[place] as f32 })
    };
    Some(Camps {
        cut_ratio: split.cut_ratio(),
        balance: split.balance(),
        stability: stabilities.iter().sum::<f64>() / stabilities.len() as f64,
        sides: (0..n_nodes).map(|node| side(author_of(node)?)).collect(),
    })
}

/// The camps of authors, by their numbers.
#[derive(Debug)]
pub(super) struct Split {
    /// The authors who have a camp, ascending; their places here are the nodes.
    part: Vec<usize>,
    graph: OppositionGraph,
    cut: Cut,
    /// The replies between them, with their weights.
    weights: Vec<(u32, u32, f64)>,
}

impl Split {
    /// Splits authors numbered below `n_authors`; `None` where too few of them reply to each other.
    pub(super) fn of(n_authors: usize, replies: &[Reply], seed: u64) -> Option<Self> {
        let weights = weights(replies);
        let part = largest(&OppositionGraph::new(n_authors, weights.iter().copied()))?;
        let place =
            |author: u32| part.binary_search(&(author as usize)).ok().and_then(|place| u32::try_from(place).ok());
        let between = |&(source, target, weight): &(u32, u32, f64)| Some((place(source)?, place(target)?, weight));
        let weights: Vec<_> = weights.iter().filter_map(between).collect();
        if part.len() < MIN_AUTHORS || weights.len() < MIN_REPLIES {
            return None;
        }
        let graph = OppositionGraph::new(part.len(), weights.iter().copied());
        let cut = graph.max_cut(CutSearch { seed, ..CutSearch::default() });
        Some(Self { graph, cut, part, weights })
    }

    /// The side of an author; `None` for one without a camp.
    pub(super) fn side(&self, author: usize) -> Option<bool> {
        self.place(author).map(|place| self.cut.sides[place])
    }

    fn place(&self, author: usize) -> Option<usize> {
        self.part.binary_search(&author).ok()
    }

    fn has(&self, author: usize) -> bool {
        self.place(author).is_some()
    }

    /// The opposition between the camps over all there is; `None` where there is none.
    fn cut_ratio(&self) -> Option<f64> {
        let opposed = || self.graph.edges().filter(|(.., weight)| *weight > 0.0);
        let is_cut = |&(u, v, _): &(usize, usize, f64)| self.cut.sides[u] != self.cut.sides[v];
        let sum = |edges: &mut dyn Iterator<Item = (usize, usize, f64)>| edges.map(|(.., weight)| weight).sum::<f64>();
        let all = sum(&mut opposed());
        (all > 0.0).then(|| sum(&mut opposed().filter(is_cut)) / all)
    }

    /// The authors of the smaller camp over those of the larger.
    fn balance(&self) -> f64 {
        let n_second = self.cut.sides.iter().filter(|is_second| **is_second).count();
        let n_first = self.part.len() - n_second;
        n_first.min(n_second) as f64 / n_first.max(n_second) as f64
    }

    /// The stability of each author who has a camp.
    fn stabilities(&self, seed: u64) -> Vec<f64> {
        let n_rounds = (MAX_REPLIES / self.weights.len()).clamp(N_ROUNDS.1, N_ROUNDS.0);
        let everyone: Vec<usize> = (0..self.part.len()).collect();
        let mut chance = Chance::new(seed);
        let mut held = vec![0.0; self.part.len()];
        for _ in 0..n_rounds {
            let search = CutSearch { seed: chance.draw(), n_starts: 1, max_looks: LOOKS_PER_ROUND };
            self.compare(&self.graph.max_cut(search), &everyone, &mut held);
            let drawn: Vec<_> =
                (0..self.weights.len()).map(|_| self.weights[chance.below(self.weights.len())]).collect();
            let graph = OppositionGraph::new(self.part.len(), drawn);
            self.compare(&graph.max_cut(search), &largest(&graph).unwrap_or_default(), &mut held);
        }
        held.iter().map(|held| held / (2 * n_rounds) as f64).collect()
    }

    /// Adds to each node 1 that is on the same side in another cut, and a half that is none of its members.
    fn compare(&self, cut: &Cut, members: &[usize], held: &mut [f64]) {
        let is_same = |node: usize| cut.sides[node] == self.cut.sides[node];
        let n_same = members.iter().filter(|&&node| is_same(node)).count();
        let is_turned = 2 * n_same < members.len();
        held.iter_mut().for_each(|held| *held += 0.5);
        for &node in members {
            held[node] += if is_same(node) == is_turned { -0.5 } else { 0.5 };
        }
    }
}

/// The replies as edges: each weighs the mean of its own opposition and of its thread's.
fn weights(replies: &[Reply]) -> Vec<(u32, u32, f64)> {
    let known = || replies.iter().filter_map(|reply| reply.opposition);
    let base = known().sum::<f64>() / (known().count() as f64 + PRIOR_REPLIES);
    let weight = |reply: &Reply| f64::midpoint(reply.opposition.unwrap_or(base), base);
    replies.iter().map(|reply| (reply.source, reply.target, weight(reply))).collect()
}

/// The nodes of the largest part; of several the one with the lowest node.
fn largest(graph: &OppositionGraph) -> Option<Vec<usize>> {
    graph.parts().into_iter().rev().max_by_key(Vec::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Anonymous;
    use crate::model::{ReplyStance, Row, Stance, thread_of_rows};

    /// The camps of a thread whose rows answer others, by authors, each with how far it opposes.
    fn camps_of(rows: &[(Option<usize>, &'static str, Option<f32>)], options: CampOptions) -> Option<Camps> {
        let row = |&(parent, author, _): &(_, _, _)| Row { parent, author: Some(author), ..Row::default() };
        let thread = thread_of_rows(&rows.iter().map(row).collect::<Vec<_>>());
        let view = View::of(&thread, MeasureOptions { anonymous: Anonymous::Single, ..MeasureOptions::default() });
        let stance = |opposition: f32| [(1.0 - opposition) / 2.0, 0.0, (1.0 + opposition) / 2.0];
        let reply = |&(.., opposition): &(_, _, Option<f32>)| {
            let probabilities = opposition.map(stance);
            Some(ReplyStance { label: Ok(Stance::Neutral), probabilities, question: None, evidence: None })
        };
        let stances = ThreadStances { replies: rows.iter().map(reply).collect(), camps: None };
        camps(&view, &stances, options)
    }

    fn sides(camps: &Camps) -> Vec<u8> {
        camps.sides.iter().map(|side| side.map_or(0, |side| side.camp)).collect()
    }

    /// Ann and Bea against Cyd and Dot, who agree among themselves.
    const QUARREL: [(Option<usize>, &str, Option<f32>); 8] = [
        (None, "ann", None),
        (Some(0), "cyd", Some(0.8)),
        (Some(1), "bea", Some(0.7)),
        (Some(2), "dot", Some(0.9)),
        (Some(0), "bea", Some(-0.9)),
        (Some(1), "dot", Some(-0.8)),
        (Some(3), "ann", Some(0.8)),
        (None, "eve", Some(0.9)),
    ];

    #[test]
    fn opponents_fall_apart_and_allies_stay_together() {
        let camps = camps_of(&QUARREL, CampOptions::default()).unwrap();
        assert_eq!(sides(&camps), [0, 1, 2, 1, 2, 1, 2, 1, 0]);
        assert_eq!((camps.cut_ratio, camps.balance), (Some(1.0), 1.0));
        assert!(camps.stability > 0.75 && camps.stability <= 1.0, "{camps:?}");
        assert_eq!(camps_of(&QUARREL, CampOptions::default()).unwrap(), camps);
    }

    #[test]
    fn an_anchor_is_in_camp_1() {
        // Authors are numbered as they come: cyd is 1, eve 4, who has no camp.
        let anchored = |anchor| sides(&camps_of(&QUARREL, CampOptions { anchor: Some(anchor), seed: 0 }).unwrap());
        assert_eq!(anchored(1), [0, 2, 1, 2, 1, 2, 1, 2, 0]);
        assert_eq!(anchored(4), [0, 1, 2, 1, 2, 1, 2, 1, 0]);
    }

    #[test]
    fn few_replies_anonymous_ones_and_lost_text_make_no_camps() {
        assert_eq!(camps_of(&QUARREL[..4], CampOptions::default()), None);
        let anonymous =
            QUARREL.map(|(parent, author, opposed)| (parent, if author == "bea" { "" } else { author }, opposed));
        assert_eq!(camps_of(&anonymous, CampOptions::default()), None);
        let unread = QUARREL.map(|(parent, author, _)| (parent, author, None));
        assert_eq!(camps_of(&unread, CampOptions::default()), None);
        assert_eq!(camps_of(&[], CampOptions::default()), None);
    }

    #[test]
    fn where_all_agree_there_is_one_camp() {
        let agreed = QUARREL.map(|(parent, author, _)| (parent, author, Some(-0.5)));
        let camps = camps_of(&agreed, CampOptions::default()).unwrap();
        assert_eq!(sides(&camps), [0, 1, 1, 1, 1, 1, 1, 1, 0]);
        assert_eq!((camps.cut_ratio, camps.balance), (None, 0.0));
    }

    #[test]
    fn a_reply_without_text_says_what_its_thread_says() {
        let reply = |opposition| Reply { source: 0, target: 1, opposition };
        let replies = [vec![reply(Some(0.6)); 10], vec![reply(None)]].concat();
        let weights: Vec<f64> = weights(&replies).into_iter().map(|(.., weight)| weight).collect();
        assert!((weights[0] - 0.45).abs() < 1e-9 && (weights[10] - 0.3).abs() < 1e-9, "{weights:?}");
    }
}
