//! The columns of `edges`.

use crate::measure::corpus::AuthorTie;
use crate::model::Stance;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

/// What a row of `edges` is made from.
pub(crate) struct EdgeRow<'a> {
    pub(crate) source: &'a str,
    pub(crate) target: &'a str,
    pub(crate) tie: AuthorTie,
    pub(crate) uids: [Option<u64>; 2],
}

impl EdgeRow<'_> {
    /// Replies with a stance, where any was looked at.
    fn stance(&self, stance: Stance) -> Option<u64> {
        Some(self.tie.stances.n(stance)).filter(|_| self.tie.stances.n_read() > 0)
    }
}

type Value = for<'r, 'a> fn(&'r EdgeRow<'a>) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(Column::text("source", "the author who replied"), |row| row.source.into()),
    field(Column::text("target", "the author who was replied to"), |row| row.target.into()),
    field(Column::integer("weight", "replies", "from 1", "how many replies"), |row| row.tie.weight.into()),
    field(
        Column::integer(
            "reverse_weight",
            "replies",
            "from 0",
            "how many replies in return; empty for replies to oneself",
        ),
        |row| row.tie.reverse_weight.into(),
    ),
    field(Column::boolean("mutual", "whether there were any in return; empty for replies to oneself"), |row| {
        row.tie.reverse_weight.map(|weight| weight > 0).into()
    }),
    field(Column::integer("n_threads", "threads", "from 1", "in how many threads"), |row| row.tie.n_threads.into()),
    field(Column::time("first_at", "the first reply"), |row| row.tie.first_at.into()),
    field(Column::time("last_at", "the last reply"), |row| row.tie.last_at.into()),
    field(Column::decimal("mean_reply_score", "", "mean score of the replies").in_unit("points"), |row| {
        row.tie.scores.mean().into()
    }),
    field(Column::decimal("median_delay_s", "", "median time that a reply took").in_unit("seconds"), |row| {
        row.tie.median_delay_s.into()
    }),
    field(
        Column::integer("agree", "replies", "from 0", "how many of the replies agree; empty with `--no-stance`"),
        |row| row.stance(Stance::Agree).into(),
    ),
    field(Column::integer("neutral", "replies", "from 0", "how many do neither"), |row| {
        row.stance(Stance::Neutral).into()
    }),
    field(Column::integer("disagree", "replies", "from 0", "how many disagree"), |row| {
        row.stance(Stance::Disagree).into()
    }),
    field(Column::id("source_uid", "the site's number for the author who replied"), |row| row.uids[0].into()),
    field(Column::id("target_uid", "the site's number for the author who was replied to"), |row| row.uids[1].into()),
];
