//! How one tool draws nested lists as text.

use std::ops::Deref;
use std::sync::Arc;

use crate::grammar::file::{Clean, Depth, OutlineFile};

/// How one tool draws nested lists as text: what its file says, with marks and cleaning made ready.
#[derive(Clone, Debug)]
pub struct Outline {
    pub(crate) name: String,
    pub(crate) marks: Vec<Mark>,
    pub(crate) break_after: Vec<u8>,
    pub(crate) clean: CleanSet,
    /// What any tool draws as a mark, this one or another: no text of a header begins so.
    pub(crate) known_marks: Arc<[char]>,
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

/// The characters that some outlines draw as marks. A letter is none: text begins with it too.
pub(crate) fn known_marks(outlines: &[Outline]) -> Arc<[char]> {
    let mut marks: Vec<char> = Vec::new();
    for mark in outlines.iter().flat_map(|outline| &outline.marks) {
        let Mark::Glyph(glyph) = mark else { continue };
        let drawn = glyph.chars().next().filter(|first| !first.is_alphanumeric() && !marks.contains(first));
        marks.extend(drawn);
    }
    marks.into()
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

    /// The column of the text below a mark; where a tool stops to indent, deeper levels share one.
    pub(crate) fn text_column(&self, mark: u32) -> u32 {
        self.deepest_column().map_or(mark, |deepest| mark.min(deepest)).saturating_add(self.text)
    }

    /// The column of a mark's level: beyond the deepest that the tool indents, only the mark itself tells it.
    pub(crate) fn level_column(&self, column: u32, mark: &str) -> u32 {
        let at = |known: &Mark| matches!(known, Mark::Glyph(glyph) if glyph == mark);
        match (self.deepest, self.marks.iter().position(at)) {
            (Some(deepest), Some(index)) if self.deepest_column() == Some(column) => {
                let marks = self.marks.len();
                let beyond = (index + marks - (deepest as usize - 1) % marks) % marks;
                column.saturating_add(self.step.saturating_mul(u32::try_from(beyond).unwrap_or(0)))
            }
            _ => column,
        }
    }

    fn deepest_column(&self) -> Option<u32> {
        Some(self.step.saturating_mul(self.deepest? - 1).saturating_add(self.margin.unwrap_or(0)))
    }

    pub(crate) fn new(drawing: OutlineFile) -> Self {
        let mark = |text: &String| if text == "1." { Mark::Number } else { Mark::Glyph(text.clone()) };
        Self {
            name: drawing.name.get_ref().clone(),
            marks: drawing.marks.iter().map(mark).collect(),
            known_marks: Arc::default(),
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
