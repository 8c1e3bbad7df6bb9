//! The columns of `authors`.

use crate::measure::Moments;
use crate::measure::corpus::AuthorProfile;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `authors` is made from.
pub(crate) struct AuthorRow<'a> {
    pub(crate) author: &'a str,
    pub(crate) uid: Option<u64>,
    pub(crate) profile: &'a AuthorProfile,
}

type Value = for<'r, 'a> fn(&'r AuthorRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("author", "the nickname, or the site's word for anonymous authors"), |row| row.author.into()),
    field(Column::integer("uid", "", "from 0", "the site's number for the author"), |row| row.uid.into()),
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
        |row| row.profile.n_chains.into(),
    ),
];
