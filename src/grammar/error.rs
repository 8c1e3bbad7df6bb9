//! What is wrong with a grammar file, and where.

use std::fmt;

/// Something wrong with a grammar file: the place, what was expected and found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrammarError {
    /// The file's name as given.
    pub file: String,
    /// The line, from 1; 0 where it is about the whole file.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was expected and what was found.
    pub message: String,
    /// What to do, or how far each pattern got; one line each.
    pub help: Vec<String>,
}

impl fmt::Display for GrammarError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: error: {}", self.file, self.line.max(1), self.column.max(1), self.message)?;
        self.help.iter().try_for_each(|line| write!(out, "\n  help: {line}"))
    }
}

impl std::error::Error for GrammarError {}

/// A grammar file's text, for turning byte offsets into places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileText<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl FileText<'_> {
    /// An error at a byte offset of the file.
    pub(crate) fn error_at(&self, offset: usize, message: impl Into<String>) -> GrammarError {
        let before = self.text.get(..offset.min(self.text.len())).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        GrammarError {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
            message: message.into(),
            help: Vec::new(),
        }
    }

    /// An error at a byte offset, with lines of help.
    pub(crate) fn error_with(&self, offset: usize, message: impl Into<String>, help: Vec<String>) -> GrammarError {
        GrammarError { help, ..self.error_at(offset, message) }
    }
}
