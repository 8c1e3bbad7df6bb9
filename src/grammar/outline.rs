//! How one tool draws nested lists as text.

use std::ops::Deref;

use crate::grammar::file::{Clean, Depth, OutlineFile};

/// How one tool draws nested lists as text: what its file says, with marks and cleaning made ready.
#[derive(Clone, Debug)]
pub struct Outline {
    pub(crate) name: String,
    pub(crate) marks: Vec<Mark>,
    pub(crate) break_after: Vec<u8>,
    pub(crate) clean: CleanSet,
    drawing: OutlineFile,
}

/// What a mark looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// This text.
    Glyph(String),
    /// A number and a point.
    Number,
}

/// What has to come off a tool's text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CleanSet {
    pub(crate) references: bool,
    pub(crate) markdown: bool,
    pub(crate) checkboxes: bool,
}

impl CleanSet {
    /// Tells whether text can be taken as it is.
    pub(crate) fn is_empty(self) -> bool {
        !(self.references || self.markdown || self.checkboxes)
    }
}

impl Deref for Outline {
    type Target = OutlineFile;

    fn deref(&self) -> &OutlineFile {
        &self.drawing
    }
}

impl Outline {
    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the tool is, in words.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.drawing.title
    }

    /// Tells whether the tool keeps who answered whom.
    #[must_use]
    pub fn has_tree(&self) -> bool {
        self.depth != Depth::None
    }

    pub(crate) fn new(drawing: OutlineFile) -> Self {
        let mark = |text: &String| if text == "1." { Mark::Number } else { Mark::Glyph(text.clone()) };
        Self {
            name: drawing.name.get_ref().clone(),
            marks: drawing.marks.iter().map(mark).collect(),
            break_after: drawing.break_after.clone().into_bytes(),
            clean: CleanSet {
                references: drawing.clean.contains(&Clean::References),
                markdown: drawing.clean.contains(&Clean::Markdown),
                checkboxes: drawing.clean.contains(&Clean::Checkboxes),
            },
            drawing,
        }
    }
}
