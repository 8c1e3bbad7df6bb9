//! Trouble at a place in a document, after which work goes on.

use std::borrow::Cow;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was guessed by a rule; the guess is in the tables with its certainty.
    Note,
    /// Something the dump holds could not be read, or is missing.
    Warning,
    /// A part of the document could not be used.
    Error,
}

impl Severity {
    /// The word written in tables and messages: `note`, `warning`, `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Which of a thread's sources something was read from: 0 for the first, which most threads have alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u16);

impl SourceId {
    /// The index of the source in [`Thread::sources`](crate::model::Thread::sources).
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Something met at a place in a document: what was expected, what was found, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The document that it is about.
    pub source: SourceId,
    /// The line, from 1; 0 where it is about the whole document.
    pub line: u32,
    /// The column in characters, from 1; 0 where it is about the whole line.
    pub column: u32,
    /// How much it matters.
    pub severity: Severity,
    /// The name of the rule that was applied or broken, such as `indent-jump`.
    pub code: &'static str,
    /// What was expected and what was found.
    pub message: Cow<'static, str>,
    /// What to do about it, or what was done; may be empty.
    pub help: Cow<'static, str>,
}

impl Diagnostic {
    /// A diagnostic about a line and column of a thread's first source.
    #[must_use]
    pub fn new(
        severity: Severity,
        (line, column): (u32, u32),
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
        help: impl Into<Cow<'static, str>>,
    ) -> Self {
        let source = SourceId::default();
        Self { source, line, column, severity, code, message: message.into(), help: help.into() }
    }
}
