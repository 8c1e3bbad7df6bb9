//! What stands out, and how.

/// What a piece of text is to the reader; how it looks follows from that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    /// Running text.
    #[default]
    Plain,
    /// A title, a total.
    Strong,
    /// What can be passed over: guides, quotes, context.
    Dim,
    /// A person.
    Author,
    /// A name at the head of a row or a column.
    Label,
    /// A bar of a chart, something raised.
    Good,
    /// Something raised as high as it goes.
    Best,
    /// Something lost or guessed.
    Notice,
    /// Something lowered or broken.
    Bad,
}

impl Style {
    /// The parameters of the terminal's "select graphic rendition"; empty for plain text.
    pub(super) fn parameters(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Dim => "2",
            Self::Author => "34",
            Self::Label => "36",
            Self::Good => "32",
            Self::Best => "1;32",
            Self::Notice => "33",
            Self::Bad => "31",
        }
    }

    /// The style of a score, from the lowest to the highest.
    pub(crate) fn of_score(score: i32) -> Self {
        match score {
            ..=-1 => Self::Bad,
            0 => Self::Dim,
            1..=2 => Self::Plain,
            3..=4 => Self::Good,
            5.. => Self::Best,
        }
    }
}
