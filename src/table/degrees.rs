//! The columns of `degrees`.

use crate::measure::corpus::Distribution;
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};

type Value = for<'r> fn(&'r Distribution) -> Cell<'r>;

/// The columns, in the order that is part of the contract.
pub(crate) static FIELDS: &[Field<Value>] = &[
    field(
        Column::text("kind", "what is counted")
            .one_of("replies, in, out, subthread_size, comments_per_author, thread_size"),
        |row| row.kind.as_str().into(),
    ),
    field(Column::integer("value", "", "from 0", "the value"), |row| row.value.into()),
    field(Column::integer("count", "", "from 1", "how often it occurs"), |row| row.count.into()),
    field(Column::decimal("ccdf", "0 to 1", "the share of values at least as large"), |row| row.ccdf.into()),
];
