//! Choices that change the numbers, with the literature's defaults.

/// Whether anonymous comments have an author, where authors are counted or joined.
///
/// Trees keep them in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Anonymous {
    /// They have none (Gomez, Kaltenbrunner and Lopez 2008).
    #[default]
    Drop,
    /// All are one author's (Gonzalez-Bailon, Kaltenbrunner and Banchs 2010).
    Single,
    /// Each is an author's of its own (tried in the same paper).
    Distinct,
}

impl Anonymous {
    /// The word for it: `drop`, `single`, `distinct`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Single => "single",
            Self::Distinct => "distinct",
        }
    }
}

/// Choices that change the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureOptions {
    /// Whether anonymous comments have an author.
    pub anonymous: Anonymous,
    /// Whether an author's replies to themselves are rows of the table of edges. No measure counts them.
    pub self_replies: bool,
    /// Whether a reply to the story ties its author to whoever posted the story, where that is known.
    pub story_replies: bool,
    /// How long one step of a timeline is, in seconds; at least 1.
    pub bucket_s: u32,
}

impl Default for MeasureOptions {
    /// Anonymous comments, replies to oneself and to the story tie nobody; an hour a step.
    fn default() -> Self {
        Self { anonymous: Anonymous::Drop, self_replies: false, story_replies: false, bucket_s: 3_600 }
    }
}
