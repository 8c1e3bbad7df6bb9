//! What a reply says toward what it answers, and who stands on whose side.

use crate::model::Span;

/// What a reply's own words say toward what it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    /// It agrees.
    Agree,
    /// It does neither.
    Neutral,
    /// It disagrees.
    Disagree,
}

impl Stance {
    /// All three, in the order in which probabilities are given.
    pub const ALL: [Self; 3] = [Self::Agree, Self::Neutral, Self::Disagree];

    /// The word written in tables: `agree`, `neutral`, `disagree`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Neutral => "neutral",
            Self::Disagree => "disagree",
        }
    }

    /// Its index in [`Stance::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Why no stance is told of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unsure {
    /// No stance is likely enough.
    Doubt,
    /// It has no words of its own, or the dump does not hold them.
    NoWords,
    /// The site cut its body off.
    Cut,
    /// It is not known what it answers.
    NoParent,
}

impl Unsure {
    /// The word written in tables: `doubt`, `no-words`, `cut`, `no-parent`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Doubt => "doubt",
            Self::NoWords => "no-words",
            Self::Cut => "cut",
            Self::NoParent => "no-parent",
        }
    }
}

/// The stance of one comment toward what it answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReplyStance {
    /// The stance, or why none is told.
    pub label: Result<Stance, Unsure>,
    /// How likely each stance is, in the order of [`Stance::ALL`]; they add up to 1. `None` where there is nothing to
    /// judge by.
    pub probabilities: Option<[f32; 3]>,
    /// Whether it asks what it answers something; `None` where there is nothing to judge by.
    pub question: Option<bool>,
    /// The words that weighed most for the label; of agreeing and disagreeing replies only.
    pub evidence: Option<Evidence>,
}

/// Words of a comment, and where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The words.
    pub span: Span,
    /// The line of the document on which their paragraph begins, from 1.
    pub line: u32,
}

/// Whether a comment is for or against something that is named. Experimental.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// For it.
    Favour,
    /// Against it.
    Against,
    /// Neither shows.
    Neither,
}

impl Toward {
    /// The word written in tables: `favour`, `against`, `none`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Favour => "favour",
            Self::Against => "against",
            Self::Neither => "none",
        }
    }
}

/// What a comment says of something that is named. Experimental.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetStance {
    /// Whether it is for or against it.
    pub toward: Toward,
    /// The line of the document on which the paragraph begins that names it first; `None` where it does not name it itself.
    pub line: Option<u32>,
}

/// The side that a comment's author is on, in the author's thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CampSide {
    /// The camp: 1 or 2. It is the camp of the thread's first author who has one that is called 1.
    pub camp: u8,
    /// How often the author is on that side when the thread's camps are looked for again, from 0 to 1.
    pub stability: f32,
}

/// The authors of a thread, split in two by whom they oppose.
#[derive(Clone, Debug, PartialEq)]
pub struct Camps {
    /// The weight of opposition between the camps over that of all replies, from 0 to 1; `None` where nobody opposes anybody.
    pub cut_ratio: Option<f64>,
    /// Authors of the smaller camp over those of the larger, from 0 to 1.
    pub balance: f64,
    /// The mean of the authors' stabilities.
    pub stability: f64,
    /// The side of each node's author; the story is node 0. `None` for anonymous, lost and unconnected authors.
    pub sides: Vec<Option<CampSide>>,
}

/// The stances of a thread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThreadStances {
    /// Of each row; `None` for placeholders.
    pub replies: Vec<Option<ReplyStance>>,
    /// The camps; `None` in threads with too few replies between authors.
    pub camps: Option<Camps>,
}

impl ThreadStances {
    /// The stance of the comment at a node; the story is node 0, the k-th row node k.
    #[must_use]
    pub fn of_node(&self, node: usize) -> Option<&ReplyStance> {
        self.replies.get(node.checked_sub(1)?)?.as_ref()
    }

    /// The side of the author of the comment at a node.
    #[must_use]
    pub fn side_of_node(&self, node: usize) -> Option<CampSide> {
        *self.camps.as_ref()?.sides.get(node)?
    }
}
