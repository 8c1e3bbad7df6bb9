//! The columns of `levels`.

use crate::measure::corpus::Level;
use crate::model::Stance;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `levels` is made from.
pub(crate) struct LevelRow<'a> {
    pub(crate) thread: &'a str,
    pub(crate) level: Level,
}

type Value = for<'r, 'a> fn(&'r LevelRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("thread", "the thread's key; `*` for all threads together"), |row| row.thread.into()),
    field(Column::integer("depth", "edges", "from 1", "edges from the story"), |row| row.level.depth.into()),
    field(Column::integer("n_comments", "comments", "from 0", "comments of this depth"), |row| {
        row.level.n_comments.into()
    }),
    field(Column::decimal("share", "0 to 1", "those over all comments"), |row| row.level.share.into()),
    field(Column::decimal("cum_share", "0 to 1", "comments down to this depth over all comments"), |row| {
        row.level.cum_share.into()
    }),
    field(
        Column::decimal(
            "branching_ratio",
            "from 0",
            "rows of the next depth over those of this one, placeholders too; 0 for the last",
        ),
        |row| row.level.branching_ratio.into(),
    ),
    field(
        Column::integer(
            "n_authors",
            "authors",
            "from 0",
            "different authors with a name, as far as names are known; anonymous ones as `--anonymous` says",
        ),
        |row| row.level.n_authors.into(),
    ),
    field(
        Column::decimal("anonymous_share", "0 to 1", "anonymous comments over those of which that is known"),
        |row| row.level.anonymous_share.into(),
    ),
    field(Column::decimal("mean_score", "", "mean score").in_unit("points"), |row| row.level.scores.mean().into()),
    field(
        Column::decimal(
            "share_score_ge4",
            "0 to 1",
            "comments with a score of at least 4 over those with a known score",
        ),
        |row| row.level.scores.share_high().into(),
    ),
    field(
        Column::decimal(
            "share_score_le0",
            "0 to 1",
            "comments with a score of at most 0 over those with a known score",
        ),
        |row| row.level.scores.share_low().into(),
    ),
    field(
        Column::decimal("median_delay_s", "", "median time between the comments and those that they answer")
            .in_unit("seconds"),
        |row| row.level.median_delay_s.into(),
    ),
    field(Column::decimal("agree_share", "0 to 1", "those that agree over those of which a stance is told"), |row| {
        row.level.stances.share(Stance::Agree).into()
    }),
    field(Column::decimal("disagree_share", "0 to 1", "those that disagree over the same"), |row| {
        row.level.stances.share(Stance::Disagree).into()
    }),
];
