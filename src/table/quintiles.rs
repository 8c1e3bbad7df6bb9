//! The columns of `quintiles`.

use crate::measure::corpus::Quintile;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `quintiles` is made from.
pub(crate) struct QuintileRow<'a> {
    pub(crate) thread: &'a str,
    pub(crate) quintile: Quintile,
}

type Value = for<'r, 'a> fn(&'r QuintileRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("thread", "the thread's key; `*` for all threads together"), |row| row.thread.into()),
    field(
        Column::integer(
            "quintile",
            "",
            "1 to 5",
            "which fifth of the comments in their order of arrival, in threads of ten or more (Lampe and Resnick 2004)",
        ),
        |row| row.quintile.quintile.into(),
    ),
    field(Column::integer("n", "comments", "from 1", "comments in it"), |row| row.quintile.n.into()),
    field(Column::decimal("mean_score", "", "mean score").in_unit("points"), |row| row.quintile.scores.mean().into()),
    field(
        Column::decimal("moderated_share", "0 to 1", "comments that show a moderation over those with a known score"),
        |row| row.quintile.moderated_share.into(),
    ),
    field(
        Column::decimal("share_ge4", "0 to 1", "comments with a score of at least 4 over those with a known score"),
        |row| row.quintile.scores.share_high().into(),
    ),
    field(Column::decimal("mean_replies", "from 0", "mean number of direct replies"), |row| {
        row.quintile.mean_replies.into()
    }),
    field(Column::decimal("top_level_share", "0 to 1", "comments that answer the story over all"), |row| {
        row.quintile.top_level_share.into()
    }),
];
