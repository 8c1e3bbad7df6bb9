//! How many comments agree, disagree, do neither, and ask.

use crate::measure::ratio;
use crate::model::{ReplyStance, Stance};

/// The stances of any set of comments, counted. Comments that were not looked at are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StanceSums {
    /// In the order of [`Stance::ALL`].
    n_of: [u64; 3],
    n_unsure: u64,
    n_judged: u64,
    n_questions: u64,
}

impl StanceSums {
    /// Adds a comment.
    pub fn add(&mut self, reply: Option<&ReplyStance>) {
        let Some(reply) = reply else { return };
        match reply.label {
            Ok(stance) => self.n_of.iter_mut().skip(stance.index()).take(1).for_each(|n| *n += 1),
            Err(_) => self.n_unsure += 1,
        }
        self.n_judged += u64::from(reply.question.is_some());
        self.n_questions += u64::from(reply.question == Some(true));
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: Self) {
        self.n_of.iter_mut().zip(other.n_of).for_each(|(n, more)| *n += more);
        self.n_unsure += other.n_unsure;
        self.n_judged += other.n_judged;
        self.n_questions += other.n_questions;
    }

    /// Comments that were looked at: those with a stance, and those of which none is told.
    #[must_use]
    pub fn n_read(&self) -> u64 {
        self.n_of.iter().sum::<u64>() + self.n_unsure
    }

    /// Comments of which a stance is told.
    #[must_use]
    pub fn n_told(&self) -> u64 {
        self.n_of.iter().sum()
    }

    /// Comments with this stance.
    #[must_use]
    pub fn n(&self, stance: Stance) -> u64 {
        self.n_of.get(stance.index()).copied().unwrap_or(0)
    }

    /// Comments that were looked at without a stance being told.
    #[must_use]
    pub fn n_unsure(&self) -> u64 {
        self.n_unsure
    }

    /// Comments that ask what they answer something.
    #[must_use]
    pub fn n_questions(&self) -> u64 {
        self.n_questions
    }

    /// Comments with this stance over those of which one is told.
    #[must_use]
    pub fn share(&self, stance: Stance) -> Option<f64> {
        ratio(self.n(stance).into(), self.n_told().into())
    }

    /// Comments of which no stance is told over those that were looked at.
    #[must_use]
    pub fn unsure_share(&self) -> Option<f64> {
        ratio(self.n_unsure.into(), self.n_read().into())
    }

    /// Comments that ask over those of which it is known whether they do.
    #[must_use]
    pub fn question_share(&self) -> Option<f64> {
        ratio(self.n_questions.into(), self.n_judged.into())
    }

    /// How many more agree than disagree; below 0 where more disagree.
    #[must_use]
    pub fn lean(&self) -> i64 {
        self.n(Stance::Agree).cast_signed().saturating_sub(self.n(Stance::Disagree).cast_signed())
    }

    /// [`lean`](Self::lean) over those that agree or disagree, -1 to 1; `None` where none does.
    #[must_use]
    pub fn balance(&self) -> Option<f64> {
        let n = self.n(Stance::Agree) + self.n(Stance::Disagree);
        (n > 0).then(|| self.lean() as f64 / n as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Unsure, stance_of};

    fn of(labels: &[Result<Stance, Unsure>]) -> StanceSums {
        let mut sums = StanceSums::default();
        labels.iter().for_each(|&label| sums.add(Some(&stance_of(label))));
        sums
    }

    #[test]
    fn shares_are_of_those_told_and_doubt_is_of_all() {
        let sums = of(&[Ok(Stance::Agree), Ok(Stance::Agree), Ok(Stance::Disagree), Err(Unsure::Doubt)]);
        assert_eq!((sums.n_read(), sums.n_told(), sums.n_unsure()), (4, 3, 1));
        assert_eq!(sums.share(Stance::Agree), Some(2.0 / 3.0));
        assert_eq!((sums.share(Stance::Neutral), sums.unsure_share()), (Some(0.0), Some(0.25)));
        assert_eq!((sums.lean(), sums.balance()), (1, Some(1.0 / 3.0)));
    }

    #[test]
    fn questions_are_of_what_could_be_judged() {
        let mut sums = of(&[Err(Unsure::NoWords), Ok(Stance::Neutral)]);
        sums.add(Some(&ReplyStance { question: Some(true), ..stance_of(Err(Unsure::Doubt)) }));
        assert_eq!((sums.n_questions(), sums.question_share()), (1, Some(0.5)));
    }

    #[test]
    fn nothing_is_known_of_what_was_not_looked_at() {
        let mut sums = StanceSums::default();
        sums.add(None);
        assert_eq!(sums, StanceSums::default());
        assert_eq!((sums.share(Stance::Agree), sums.unsure_share(), sums.question_share()), (None, None, None));
        assert_eq!((of(&[Ok(Stance::Neutral)]).balance(), of(&[Err(Unsure::Cut)]).share(Stance::Agree)), (None, None));
    }
}
