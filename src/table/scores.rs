//! The columns of `scores`.

use crate::measure::corpus::ScorePattern;
use crate::model::Stance;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `scores` is made from.
pub(crate) struct ScoreRow<'a> {
    pub(crate) thread: &'a str,
    pub(crate) pattern: ScorePattern,
}

type Value = for<'r, 'a> fn(&'r ScoreRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("thread", "the thread's key; `*` for all threads together"), |row| row.thread.into()),
    field(Column::integer("score", "points", "", "the score"), |row| row.pattern.score.into()),
    field(
        Column::text(
            "moderation",
            "the moderators' word; `*` for all comments of that score, empty for those that show none",
        ),
        |row| row.pattern.moderation.as_deref().unwrap_or("*").into(),
    ),
    field(Column::integer("n", "comments", "from 1", "comments"), |row| row.pattern.n.into()),
    field(Column::decimal("share", "0 to 1", "those over all comments with a known score"), |row| {
        row.pattern.share.into()
    }),
    field(Column::decimal("mean_depth", "from 1", "mean depth"), |row| row.pattern.mean_depth.into()),
    field(Column::decimal("mean_replies", "from 0", "mean number of direct replies"), |row| {
        row.pattern.mean_replies.into()
    }),
    field(Column::decimal("replied_share", "0 to 1", "comments with a reply over all of them"), |row| {
        row.pattern.replied_share.into()
    }),
    field(Column::decimal("median_since_story_s", "", "median time since the story").in_unit("seconds"), |row| {
        row.pattern.median_since_story_s.into()
    }),
    field(
        Column::decimal("anonymous_share", "0 to 1", "anonymous comments over those of which that is known"),
        |row| row.pattern.anonymous_share.into(),
    ),
    field(
        Column::decimal(
            "median_log10_uid",
            "from 0",
            "median decimal logarithm of the authors' numbers: low where those wrote who came to the site early",
        ),
        |row| row.pattern.median_log10_uid.into(),
    ),
    field(Column::decimal("agree_share", "0 to 1", "those that agree over those of which a stance is told"), |row| {
        row.pattern.stances.share(Stance::Agree).into()
    }),
    field(Column::decimal("disagree_share", "0 to 1", "those that disagree over the same"), |row| {
        row.pattern.stances.share(Stance::Disagree).into()
    }),
];
