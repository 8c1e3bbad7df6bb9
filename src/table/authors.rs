//! The columns of `authors`.

use crate::measure::Moments;
use crate::measure::corpus::{AuthorProfile, StanceSums};
use crate::measure::network::AuthorMeasures;
use crate::model::Stance;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `authors` is made from.
pub(crate) struct AuthorRow<'a> {
    pub(crate) author: &'a str,
    pub(crate) uid: Option<u64>,
    pub(crate) profile: &'a AuthorProfile,
    pub(crate) place: Place<'a>,
    pub(crate) anonymous: bool,
}

/// Where an author stands among the others.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    /// Nowhere: anonymous comments are no author, and where all trees are lost nobody's place is known.
    None,
    /// Without a tie to another.
    Alone,
    /// In the network.
    Among(&'a AuthorMeasures),
}

impl Place<'_> {
    /// A count, which is 0 for one without ties.
    fn count(self, value: impl Fn(&AuthorMeasures) -> u64) -> Option<u64> {
        match self {
            Self::None => None,
            Self::Alone => Some(0),
            Self::Among(measures) => Some(value(measures)),
        }
    }

    /// A value that only an author with ties has.
    fn value<T>(self, value: impl Fn(&AuthorMeasures) -> Option<T>) -> Option<T> {
        match self {
            Self::Among(measures) => value(measures),
            Self::None | Self::Alone => None,
        }
    }
}

impl AuthorRow<'_> {
    fn given(&self, stance: Stance) -> Option<u64> {
        self.profile.given().map(|sums| sums.n(stance))
    }

    fn received(&self, stance: Stance) -> Option<u64> {
        self.profile.received().map(|sums| sums.n(stance))
    }
}

type Value = for<'r, 'a> fn(&'r AuthorRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("author", "the nickname, or the site's word for anonymous authors"), |row| row.author.into()),
    field(Column::id("uid", "the site's number for the author"), |row| row.uid.into()),
    field(Column::integer("n_comments", "comments", "from 1", "comments"), |row| row.profile.n_comments.into()),
    field(Column::integer("n_threads", "threads", "from 1", "in how many threads"), |row| row.profile.n_threads.into()),
    field(Column::time("first_at", "the first comment"), |row| row.profile.first_at.into()),
    field(Column::time("last_at", "the last comment"), |row| row.profile.last_at.into()),
    field(Column::decimal("mean_score", "", "mean score").in_unit("points"), |row| row.profile.scores.mean().into()),
    field(Column::decimal("sd_score", "from 0", "population deviation of scores").in_unit("points"), |row| {
        row.profile.scores.moments().map(Moments::deviation).into()
    }),
    field(Column::integer("max_score", "points", "", "the highest score"), |row| row.profile.scores.highest().into()),
    field(Column::text("top_moderation", "the moderation shown most often"), |row| row.profile.top_moderation().into()),
    field(Column::integer("n_replies_received", "comments", "from 0", "direct replies to the comments"), |row| {
        row.profile.n_replies_received().into()
    }),
    field(Column::decimal("replies_per_comment", "from 0", "those over the comments"), |row| {
        row.profile.replies_per_comment().into()
    }),
    field(Column::integer("in_degree", "authors", "from 0", "authors who replied to the author"), |row| {
        row.place.count(|it| it.in_degree).into()
    }),
    field(Column::integer("out_degree", "authors", "from 0", "authors to whom the author replied"), |row| {
        row.place.count(|it| it.out_degree).into()
    }),
    field(Column::integer("in_strength", "replies", "from 0", "replies of other authors"), |row| {
        row.place.count(|it| it.in_strength).into()
    }),
    field(Column::integer("out_strength", "replies", "from 0", "replies to other authors"), |row| {
        row.place.count(|it| it.out_strength).into()
    }),
    field(Column::integer("mutual_partners", "authors", "from 0", "authors with replies both ways"), |row| {
        row.place.count(|it| it.mutual_partners).into()
    }),
    field(Column::decimal("reciprocity", "0 to 1", "authors who replied back over authors replied to"), |row| {
        row.place.value(|it| it.reciprocity).into()
    }),
    field(
        Column::decimal("pagerank", "0 to 1", "PageRank in the network of replies, damping 0.85; empty without ties"),
        |row| row.place.value(|it| Some(it.pagerank)).into(),
    ),
    field(
        Column::integer(
            "core_number",
            "",
            "from 1",
            "the greatest k such that the author is in a k-core; empty without ties",
        ),
        |row| row.place.value(|it| Some(it.core_number)).into(),
    ),
    field(
        Column::integer("component", "", "from 1", "the part of the network, the largest first; empty without ties"),
        |row| row.place.value(|it| Some(it.component)).into(),
    ),
    field(
        Column::integer("h_replies", "", "from 0", "the largest h such that h comments have at least h replies"),
        |row| row.profile.h_replies().into(),
    ),
    field(
        Column::decimal("median_reply_delay_s", "", "median time that a reply of the author took").in_unit("seconds"),
        |row| row.profile.median_reply_delay_s().into(),
    ),
    field(
        Column::decimal(
            "reentry_share",
            "0 to 1",
            "threads in which the author wrote again over all threads of the author",
        ),
        |row| row.profile.reentry_share().into(),
    ),
    field(Column::decimal("mean_depth", "from 1", "mean depth of the comments"), |row| row.profile.mean_depth().into()),
    field(Column::decimal("top_level_share", "0 to 1", "comments that answer the story over all"), |row| {
        row.profile.top_level_share().into()
    }),
    field(
        Column::integer(
            "chains",
            "chains",
            "from 0",
            "runs of three or more replies in turn that the author took part in",
        ),
        |row| row.profile.n_chains().into(),
    ),
    field(
        Column::integer(
            "agree_given",
            "replies",
            "from 0",
            "replies of the author that agree with a comment of another; empty with `--no-stance`",
        ),
        |row| row.given(Stance::Agree).into(),
    ),
    field(
        Column::integer("disagree_given", "replies", "from 0", "replies of the author that disagree with one"),
        |row| row.given(Stance::Disagree).into(),
    ),
    field(
        Column::integer(
            "agree_received",
            "replies",
            "from 0",
            "replies of others that agree with the author's comment",
        ),
        |row| row.received(Stance::Agree).into(),
    ),
    field(
        Column::integer("disagree_received", "replies", "from 0", "replies of others that disagree with it"),
        |row| row.received(Stance::Disagree).into(),
    ),
    field(
        Column::decimal(
            "stance_balance",
            "-1 to 1",
            "`agree_given` less `disagree_given` over both together; empty where both are 0",
        ),
        |row| row.profile.given().and_then(StanceSums::balance).into(),
    ),
    field(Column::boolean("anonymous", "whether the row is that of all anonymous comments together"), |row| {
        row.anonymous.into()
    }),
];
