//! The columns of `stances`.

use crate::measure::corpus::{Answered, DepthBand, StanceStep};
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `stances` is made from.
pub(crate) struct StanceRow<'a> {
    pub(crate) thread: &'a str,
    pub(crate) step: StanceStep,
}

type Value = for<'r, 'a> fn(&'r StanceRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("thread", "the thread's key; `*` for all threads together"), |row| row.thread.into()),
    field(
        Column::text("stance", "what comments say toward what they answer").one_of("agree, neutral, disagree, unsure"),
        |row| row.step.stance.as_str().into(),
    ),
    field(
        Column::text(
            "parent_stance",
            "the stance of what they answer; `*` for whatever that is, empty for a comment that is lost",
        )
        .one_of("*, story, agree, neutral, disagree, unsure"),
        |row| row.step.answered.map_or("*", Answered::as_str).into(),
    ),
    field(Column::text("depth_band", "their depth; `*` for any").one_of("*, 1, 2, 3-4, 5-8, 9+"), |row| {
        row.step.band.map_or("*", DepthBand::as_str).into()
    }),
    field(Column::integer("n", "comments", "from 1", "how many comments; of threads whose tree is known"), |row| {
        row.step.n.into()
    }),
    field(
        Column::decimal(
            "share",
            "0 to 1",
            "those over all comments of the same `parent_stance` and `depth_band`, whatever their stance",
        ),
        |row| row.step.share.into(),
    ),
    field(Column::decimal("mean_score", "", "mean score").in_unit("points"), |row| row.step.mean_score.into()),
    field(Column::text("top_moderation", "the moderation shown most often"), |row| {
        row.step.top_moderation.as_deref().into()
    }),
    field(Column::decimal("mean_replies", "from 0", "mean number of direct replies"), |row| {
        row.step.mean_replies.into()
    }),
    field(
        Column::decimal("median_delay_s", "", "median time between the comments and those that they answer")
            .in_unit("seconds"),
        |row| row.step.median_delay_s.into(),
    ),
];
