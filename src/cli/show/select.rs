//! Which comments are shown.

use clap::{Args, ValueEnum};

use crate::cli::input::whole;
use crate::model::{Comment, CommentId, Form, ReplyStance, Stance, Thread, ThreadStances};

/// What a reader asks to see.
#[derive(Args, Debug, Default)]
pub(super) struct Filter {
    /// Show comments of at least this score; where it is lost, the least that it can have been counts
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<i32>)]
    pub(super) min_score: Option<i32>,
    /// Show comments of this author: a nickname in any case, or a number
    #[arg(long, value_name = "NAME")]
    pub(super) author: Option<String>,
    /// Show at most this many levels, from the story or from the comment of `--comment`
    #[arg(long, value_name = "N", value_parser = whole::<u32>)]
    pub(super) depth: Option<u32>,
    /// Show this comment, what it answers up to the story, and what is below it
    #[arg(long, value_name = "N", value_parser = whole::<u32>)]
    pub(super) comment: Option<u32>,
    /// Show comments of this stance toward what they answer; repeatable, or several with commas between
    #[arg(long = "stance", value_name = "STANCE", value_enum, value_delimiter = ',', conflicts_with = "no_stance")]
    pub(super) stances: Vec<Wanted>,
}

/// A stance, as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Wanted {
    Agree,
    Neutral,
    Disagree,
    Unsure,
}

impl Wanted {
    fn is_of(self, reply: &ReplyStance) -> bool {
        match self {
            Self::Agree => reply.label == Ok(Stance::Agree),
            Self::Neutral => reply.label == Ok(Stance::Neutral),
            Self::Disagree => reply.label == Ok(Stance::Disagree),
            Self::Unsure => reply.label.is_err(),
        }
    }
}

/// How a comment is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// Whole.
    Whole,
    /// In one line, because something below it is shown.
    Context,
    /// Not at all.
    Away,
}

/// Which comments are shown, and what lies below them.
#[derive(Debug)]
pub(super) struct Selection {
    /// For each comment, how it is shown.
    pub(super) shown: Vec<Shown>,
    /// For each comment, how many below it are left out for being too deep.
    n_deeper: Vec<u32>,
}

impl Selection {
    /// How many comments are shown whole.
    pub(super) fn n_whole(&self) -> usize {
        self.shown.iter().filter(|&&shown| shown == Shown::Whole).count()
    }

    /// How many comments below the one at `index` are too deep to be shown; `None` if it is not the last shown.
    pub(super) fn n_deeper(&self, index: usize) -> Option<u32> {
        let n = self.n_deeper.get(index).copied().filter(|&n| n > 0)?;
        self.shown.get(index).filter(|&&shown| shown != Shown::Away).map(|_| n)
    }
}

impl Filter {
    /// Tells whether anything is asked for but the whole thread.
    pub(super) fn is_set(&self) -> bool {
        self.is_choice() || self.depth.is_some() || self.comment.is_some()
    }

    /// Tells whether a comment is asked for by its number, and by nothing else that it need not have.
    pub(super) fn is_only_comment(&self) -> bool {
        self.comment.is_some() && !self.is_choice()
    }

    /// Tells whether some comments are asked for by what they are.
    fn is_choice(&self) -> bool {
        self.min_score.is_some() || self.author.is_some() || !self.stances.is_empty()
    }

    /// Chooses comments of a thread. Linear, for every parent comes before its replies.
    pub(super) fn select(&self, thread: &Thread, stances: &ThreadStances) -> Selection {
        let levels = self.levels(thread);
        let wanted = |(node, (comment, level)): (usize, (&Comment, &Option<u32>))| {
            let is_near = level.is_some_and(|level| level <= self.max_level());
            let is_wanted = is_near && self.wants(thread, comment) && self.wants_stance(stances.of_node(node));
            if is_wanted { Shown::Whole } else { Shown::Away }
        };
        let mut shown: Vec<_> = (1..).zip(thread.comments().iter().zip(&levels)).map(wanted).collect();
        for (index, comment) in thread.comments().iter().enumerate().rev() {
            let is_away = shown.get(index).is_none_or(|&shown| shown == Shown::Away);
            let above = comment.parent.and_then(|parent| shown.get_mut(parent.index()));
            if let Some(above @ Shown::Away) = above.filter(|_| !is_away) {
                *above = Shown::Context;
            }
        }
        Selection { n_deeper: self.n_deeper(thread, &levels), shown }
    }

    fn max_level(&self) -> u32 {
        self.depth.unwrap_or(u32::MAX)
    }

    /// The level of each comment that is in the part of the thread asked for: 1 answers the story; the comment of
    /// `--comment` has 0.
    fn levels(&self, thread: &Thread) -> Vec<Option<u32>> {
        let mut levels: Vec<Option<u32>> = Vec::with_capacity(thread.comments().len());
        for (index, comment) in thread.comments().iter().enumerate() {
            let above = comment.parent.and_then(|parent| levels.get(parent.index()).copied());
            levels.push(match (self.comment, above) {
                (Some(number), _) if CommentId::from_index(index).number() == number => Some(0),
                (None, None) => Some(1),
                (_, above) => above.flatten().map(|level| level.saturating_add(1)),
            });
        }
        levels
    }

    fn wants(&self, thread: &Thread, comment: &Comment) -> bool {
        let has_score = |least| comment.score.or(comment.score_low).is_some_and(|score| score >= least);
        (!self.is_choice() || comment.form != Form::Placeholder)
            && self.min_score.is_none_or(has_score)
            && self.author.as_deref().is_none_or(|name| is_by(thread, comment, name))
    }

    fn wants_stance(&self, reply: Option<&ReplyStance>) -> bool {
        self.stances.is_empty() || reply.is_some_and(|reply| self.stances.iter().any(|wanted| wanted.is_of(reply)))
    }

    /// Counts for each comment of the deepest level shown what is below it.
    fn n_deeper(&self, thread: &Thread, levels: &[Option<u32>]) -> Vec<u32> {
        let mut n_below = vec![0_u32; levels.len()];
        if self.depth.is_none() {
            return n_below;
        }
        for (index, comment) in thread.comments().iter().enumerate().rev() {
            let is_deep = levels.get(index).is_some_and(|level| level.is_some_and(|level| level > self.max_level()));
            let n = n_below.get(index).copied().unwrap_or(0).saturating_add(1);
            if let Some(above) = comment.parent.and_then(|parent| n_below.get_mut(parent.index())).filter(|_| is_deep) {
                *above = above.saturating_add(n);
            }
        }
        n_below
    }
}

/// Tells whether a comment is by the author of this nickname, in any case, or number.
fn is_by(thread: &Thread, comment: &Comment, name: &str) -> bool {
    let is_named = |author| thread.text(author).to_lowercase() == name.to_lowercase();
    comment.author.is_some_and(is_named) || comment.uid.is_some_and(|uid| uid.to_string() == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample_thread;
    use crate::model::{Unsure, stances_of};

    /// Which comments are shown: whole, (in one line).
    fn chosen(filter: &Filter) -> String {
        let labels = [Ok(Stance::Agree), Ok(Stance::Neutral), Err(Unsure::Doubt), Ok(Stance::Disagree)].map(Some);
        let selection = filter.select(&sample_thread::thread(), &stances_of(&labels));
        let say = |(index, shown): (usize, &Shown)| match shown {
            Shown::Whole => Some((index + 1).to_string()),
            Shown::Context => Some(format!("({})", index + 1)),
            Shown::Away => None,
        };
        selection.shown.iter().enumerate().filter_map(say).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ancestors_of_what_is_shown_stay() {
        let min_score = |n| Filter { min_score: Some(n), ..Filter::default() };
        let author = |name: &str| Filter { author: Some(name.to_owned()), ..Filter::default() };
        let comment = |n| Filter { comment: Some(n), ..Filter::default() };
        let stances = |wanted: &[Wanted]| Filter { stances: wanted.to_vec(), ..Filter::default() };
        let cases = [
            (Filter::default(), "1 2 3 4 5 6 7 8 9 10"),
            (min_score(3), "1 (2) 5 9"),
            (min_score(-1), "1 2 3 4 5 (6) 7 8 9 10"),
            (author("MARIGOLD"), "1 (2) (3) (4) (6) 7 10"),
            (author("911"), "(1) (2) (3) 4"),
            (author("nobody"), ""),
            (comment(3), "(1) (2) 3 4 10"),
            (comment(99), ""),
            (stances(&[Wanted::Disagree]), "(1) (2) (3) 4"),
            (stances(&[Wanted::Neutral, Wanted::Unsure]), "(1) 2 3"),
            (Filter { min_score: Some(3), ..stances(&[Wanted::Agree, Wanted::Neutral]) }, "1"),
            (Filter { depth: Some(1), ..Filter::default() }, "1 6 8 9"),
            (Filter { depth: Some(1), ..comment(2) }, "(1) 2 3 5"),
        ];
        for (filter, expected) in cases {
            assert_eq!(chosen(&filter), expected, "{filter:?}");
        }
    }

    #[test]
    fn what_is_too_deep_is_counted() {
        let filter = Filter { depth: Some(2), ..Filter::default() };
        assert_eq!(
            filter.select(&sample_thread::thread(), &ThreadStances::default()).n_deeper,
            [0, 4, 1 + 1, 1, 0, 0, 0, 0, 0, 0]
        );
    }
}
