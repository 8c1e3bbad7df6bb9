//! Stands in for `crate::table`, whose `Table` and `Column` it copies, until that module is here.

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) unit: &'static str,
    pub(super) range: &'static str,
    pub(super) meaning: &'static str,
}

/// The type of a column's values.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
        }
    }
}

/// One of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Comments,
    Threads,
    Diagnostics,
}

const THREAD: Column =
    Column { name: "thread", kind: Kind::Text, unit: "", range: "", meaning: "the document's name without its extension" };

impl Table {
    pub(super) const ALL: &'static [Self] = &[Self::Comments, Self::Threads, Self::Diagnostics];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Comments => "comments",
            Self::Threads => "threads",
            Self::Diagnostics => "diagnostics",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|table| table.name() == name)
    }

    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Comments => "one row a comment, in document order",
            Self::Threads => "one row a document",
            Self::Diagnostics => "one row for each thing met at a place of a document",
        }
    }

    pub(super) fn columns(self) -> impl Iterator<Item = &'static Column> {
        std::iter::once(&THREAD)
    }
}
