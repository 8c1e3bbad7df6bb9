//! How one tool draws nested lists as text.

use crate::grammar::file::{BodyColumn, Clean, Depth, Headers, MarkStands, OutlineFile, Wrapping};

/// How one tool draws nested lists as text.
#[derive(Clone, Debug)]
pub struct Outline {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) marks: Vec<Mark>,
    pub(crate) step: u32,
    pub(crate) text: u32,
    pub(crate) title_column: Option<u32>,
    pub(crate) titled_shift: u32,
    pub(crate) margin: Option<u32>,
    pub(crate) depth: Depth,
    pub(crate) headers: Headers,
    pub(crate) lines: Wrapping,
    pub(crate) mark_stands: MarkStands,
    pub(crate) body: BodyColumn,
    pub(crate) menus: bool,
    pub(crate) break_after: Vec<u8>,
    pub(crate) clean: CleanSet,
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

impl Outline {
    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the tool is, in words.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Tells whether the tool keeps who answered whom.
    #[must_use]
    pub fn has_tree(&self) -> bool {
        self.depth != Depth::None
    }

    pub(crate) fn new(file: &OutlineFile) -> Self {
        let mark = |text: &String| if text == "1." { Mark::Number } else { Mark::Glyph(text.clone()) };
        Self {
            name: file.name.get_ref().clone(),
            title: file.title.clone(),
            marks: file.marks.iter().map(mark).collect(),
            step: file.step.max(1),
            text: file.text,
            title_column: file.title_column,
            titled_shift: file.titled_shift,
            margin: file.margin,
            depth: file.depth,
            headers: file.headers,
            lines: file.lines,
            mark_stands: file.mark_stands,
            body: file.body,
            menus: file.menus,
            break_after: file.break_after.clone().into_bytes(),
            clean: CleanSet {
                references: file.clean.contains(&Clean::References),
                markdown: file.clean.contains(&Clean::Markdown),
                checkboxes: file.clean.contains(&Clean::Checkboxes),
            },
        }
    }
}
