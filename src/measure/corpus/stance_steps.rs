//! Stances along the way down a thread: which stance follows on which, and how deep.

use std::collections::BTreeMap;

use crate::measure::corpus::merge_maps;
use crate::measure::corpus::sums::{ModerationSums, ScoreSums};
use crate::measure::order::median;
use crate::measure::ratio;
use crate::measure::view::View;
use crate::model::{Comment, ReplyStance, Stance};

/// A comment's stance, or that none is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// This one.
    Stance(Stance),
    /// None is told.
    Unsure,
}

/// What a comment answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answered {
    /// The story.
    Story,
    /// A comment with this stance.
    Comment(Told),
    /// A comment that is lost, and its stance with it.
    Lost,
}

/// Neighbouring depths that are taken together: 1, 2, 3 to 4, 5 to 8, 9 and deeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DepthBand(u8);

/// The stances of one thread or of many, by the stance of what is answered and by depth.
///
/// A first-order chain along the paths from the story down: how likely each stance is once the one before it is known.
/// Threads whose tree is lost have none, nor have comments that were not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StanceSteps {
    by_step: BTreeMap<(Told, Answered, DepthBand), StepSums>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct StepSums {
    n: u64,
    replies: u64,
    scores: ScoreSums,
    moderations: ModerationSums,
    delays: Vec<i64>,
}

/// The comments of one stance that answer one, at one depth.
#[derive(Clone, Debug, PartialEq)]
pub struct StanceStep {
    /// Their stance.
    pub stance: Told,
    /// What they answer; `None` for whatever that is.
    pub answered: Option<Answered>,
    /// How deep; `None` for any depth.
    pub band: Option<DepthBand>,
    /// How many.
    pub n: u64,
    /// Those over all comments that answer the same at the same depth.
    pub share: f64,
    /// Mean score.
    pub mean_score: Option<f64>,
    /// The moderation shown most often.
    pub top_moderation: Option<String>,
    /// Mean number of replies.
    pub mean_replies: Option<f64>,
    /// Median time between the comments and those that they answer.
    pub median_delay_s: Option<f64>,
}

impl Told {
    fn of(reply: &ReplyStance) -> Self {
        reply.label.map_or(Self::Unsure, Self::Stance)
    }

    /// The word written in tables: that of the stance, or `unsure`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stance(stance) => stance.as_str(),
            Self::Unsure => "unsure",
        }
    }
}

impl Answered {
    /// The word written in tables: `story`, the stance, or nothing for what is lost.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Comment(told) => told.as_str(),
            Self::Lost => "",
        }
    }
}

impl DepthBand {
    /// Which depths each takes together.
    const WORDS: [&'static str; 5] = ["1", "2", "3-4", "5-8", "9+"];

    /// The band of a depth; the story, which has none, goes with the first.
    #[must_use]
    pub fn of(depth: u32) -> Self {
        Self(match depth {
            0 | 1 => 0,
            2 => 1,
            3 | 4 => 2,
            5..=8 => 3,
            9.. => 4,
        })
    }

    /// The depths, as written in tables: `1`, `2`, `3-4`, `5-8`, `9+`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

impl StepSums {
    fn add(&mut self, view: &View<'_>, node: usize, comment: &Comment) {
        self.n += 1;
        self.replies += u64::from(view.n_replies(node).unwrap_or(0));
        self.scores.add(comment);
        self.moderations.add(view.thread(), comment);
        self.delays.extend(view.reply_delay_s(comment));
    }

    fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.replies += other.replies;
        self.scores.merge(other.scores);
        self.moderations.merge(other.moderations);
        self.delays.extend(other.delays);
    }
}

impl StanceSteps {
    /// The steps of one thread. O(n log n).
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let mut steps = Self::default();
        let Some(tree) = view.tree() else { return steps };
        for (node, comment) in view.comments() {
            let known = view.stance(node).zip(view.depth(node)).zip(tree.parent(node));
            let Some(((reply, depth), parent)) = known else { continue };
            let answered = match view.stance(parent) {
                _ if parent == 0 => Answered::Story,
                Some(reply) => Answered::Comment(Told::of(reply)),
                None => Answered::Lost,
            };
            let step = (Told::of(reply), answered, DepthBand::of(depth));
            steps.by_step.entry(step).or_default().add(view, node, comment);
        }
        steps
    }

    /// Adds the steps of other threads.
    pub fn merge(&mut self, other: Self) {
        merge_maps(&mut self.by_step, other.by_step, StepSums::merge);
    }

    /// The rows: each stance after whatever and at any depth first, then after each and at each.
    #[must_use]
    pub fn rows(&self) -> Vec<StanceStep> {
        let mut margins: BTreeMap<_, StepSums> = BTreeMap::new();
        let mut totals: BTreeMap<_, u64> = BTreeMap::new();
        for (&(stance, answered, band), sums) in &self.by_step {
            for of in [(None, None), (None, Some(band)), (Some(answered), None), (Some(answered), Some(band))] {
                margins.entry((stance, of)).or_default().merge(sums.clone());
                *totals.entry(of).or_default() += sums.n;
            }
        }
        let total = |of| totals.get(&of).copied().unwrap_or(0);
        margins.into_iter().map(|((stance, of), sums)| sums.into_row(stance, of, total(of))).collect()
    }
}

impl StepSums {
    fn into_row(
        mut self,
        stance: Told,
        (answered, band): (Option<Answered>, Option<DepthBand>),
        total: u64,
    ) -> StanceStep {
        self.delays.sort_unstable();
        StanceStep {
            stance,
            answered,
            band,
            n: self.n,
            share: ratio(self.n.into(), total.into()).unwrap_or(0.0),
            mean_score: self.scores.mean(),
            top_moderation: self.moderations.top().map(str::to_owned),
            mean_replies: ratio(self.replies.into(), self.n.into()),
            median_delay_s: median(&self.delays),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::MeasureOptions;
    use crate::model::{Row, Unsure, stances_of, thread_of_rows};

    /// Rows as `stance parent band n share`.
    fn rows(steps: &StanceSteps) -> Vec<String> {
        let word = |row: &StanceStep| {
            let answered = row.answered.map_or("*", Answered::as_str);
            let band = row.band.map_or("*", DepthBand::as_str);
            format!("{} {answered} {band} {} {}", row.stance.as_str(), row.n, row.share)
        };
        steps.rows().iter().map(word).collect()
    }

    #[test]
    fn a_stance_follows_on_that_of_what_is_answered() {
        let scored = |parent, score, moderation| Row { parent, score: Some(score), moderation, ..Row::default() };
        let thread =
            thread_of_rows(&[scored(None, 5, Some("Funny")), scored(Some(0), 1, None), scored(Some(0), 2, None)]);
        let stances = stances_of(&[Ok(Stance::Neutral), Ok(Stance::Disagree), Err(Unsure::Doubt)].map(Some));
        let steps = StanceSteps::of(&View::of(&thread, MeasureOptions::default()).with_stances(stances));
        let third = 1.0 / 3.0;
        let expected = [
            format!("neutral * * 1 {third}"),
            "neutral * 1 1 1".to_owned(),
            "neutral story * 1 1".to_owned(),
            "neutral story 1 1 1".to_owned(),
            format!("disagree * * 1 {third}"),
            "disagree * 2 1 0.5".to_owned(),
            "disagree neutral * 1 0.5".to_owned(),
            "disagree neutral 2 1 0.5".to_owned(),
            format!("unsure * * 1 {third}"),
            "unsure * 2 1 0.5".to_owned(),
            "unsure neutral * 1 0.5".to_owned(),
            "unsure neutral 2 1 0.5".to_owned(),
        ];
        assert_eq!(rows(&steps), expected);
        let first = steps.rows().into_iter().next();
        assert!(first.is_some_and(|row| row.mean_score == Some(5.0)
            && row.mean_replies == Some(2.0)
            && row.top_moderation.as_deref() == Some("Funny")
            && row.median_delay_s.is_none()));
    }

    #[test]
    fn what_answers_a_lost_comment_is_told_apart() {
        let thread = thread_of_rows(&[Row::default(), Row { parent: Some(0), ..Row::default() }]);
        let stances = stances_of(&[None, Some(Err(Unsure::NoParent))]);
        let steps = StanceSteps::of(&View::of(&thread, MeasureOptions::default()).with_stances(stances));
        assert_eq!(rows(&steps), ["unsure * * 1 1", "unsure * 2 1 1", "unsure  * 1 1", "unsure  2 1 1"]);
        assert_eq!(StanceSteps::of(&View::of(&thread, MeasureOptions::default())).rows(), []);
    }

    #[test]
    fn bands_widen_downwards() {
        let words = [1, 2, 3, 4, 5, 8, 9, 1_000_000].map(|depth| DepthBand::of(depth).as_str());
        assert_eq!(words, ["1", "2", "3-4", "3-4", "5-8", "5-8", "9+", "9+"]);
    }
}
