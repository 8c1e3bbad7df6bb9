//! The columns of `timeline`.

use crate::measure::corpus::TimelineStep;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `timeline` is made from.
pub(crate) struct TimelineRow<'a> {
    pub(crate) thread: &'a str,
    pub(crate) step: TimelineStep,
}

type Value = for<'r, 'a> fn(&'r TimelineRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("thread", "the thread's key"), |row| row.thread.into()),
    field(
        Column::integer(
            "bucket_start_s",
            "seconds",
            "",
            "where the step begins, since the story; steps without comments have no row",
        ),
        |row| row.step.bucket_start_s.into(),
    ),
    field(Column::integer("n_comments", "comments", "from 1", "comments that came in it"), |row| {
        row.step.n_comments.into()
    }),
    field(Column::integer("cum_comments", "comments", "from 1", "comments up to its end"), |row| {
        row.step.cum_comments.into()
    }),
    field(
        Column::integer("n_new_authors", "authors", "from 0", "authors who had not written in the thread before"),
        |row| row.step.n_new_authors.into(),
    ),
    field(Column::integer("max_width_so_far", "comments", "from 1", "the largest level up to its end"), |row| {
        row.step.max_width_so_far.into()
    }),
    field(Column::decimal("mean_depth_so_far", "from 1", "mean depth up to its end"), |row| {
        row.step.mean_depth_so_far.into()
    }),
    field(Column::integer("h_index_so_far", "", "from 1", "the h-index of the levels up to its end"), |row| {
        row.step.h_index_so_far.into()
    }),
    field(
        Column::decimal(
            "mean_score",
            "",
            "mean score of the comments that came in it, as it stood when the page was saved",
        )
        .in_unit("points"),
        |row| row.step.scores.mean().into(),
    ),
];
