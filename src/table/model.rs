//! The columns of `model`.

use crate::measure::growth::GrowthFit;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

type Value = for<'r> fn(&'r GrowthFit) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(
        Column::text("model", "which model, of Gomez et al. 2013 and, with `reciprocity`, of Aragon et al. 2017")
            .one_of("full, no_alpha, no_bias, no_tau, reciprocity"),
        |row| row.model.name().into(),
    ),
    field(Column::decimal("ln_beta", "", "logarithm of how much more the story draws"), |row| row.ln_beta.into()),
    field(Column::decimal("alpha", "from 0", "how much each reply that a comment has draws more"), |row| {
        row.alpha.into()
    }),
    field(Column::decimal("tau", "0 to 1", "what is left of a comment's novelty after each further one"), |row| {
        row.tau.into()
    }),
    field(Column::decimal("ln_kappa", "", "logarithm of how much a reply to oneself draws an author"), |row| {
        row.ln_kappa.into()
    }),
    field(Column::decimal("log_likelihood", "", "natural logarithm of the likelihood"), |row| {
        row.log_likelihood.into()
    }),
    field(
        Column::decimal(
            "lr_statistic",
            "from 0",
            "twice what the full model gains over a reduced one, or `reciprocity` over the full one under its rules",
        ),
        |row| row.lr_statistic.into(),
    ),
    field(Column::integer("n_steps", "comments", "from 1", "comments whose choice was scored"), |row| {
        row.n_steps.into()
    }),
    field(Column::integer("n_threads", "threads", "from 50", "threads with such a comment"), |row| {
        row.n_threads.into()
    }),
];
