//! The record of a run, `run.json`: what was read with which options, and what came of it.
//!
//! It holds no time of day and no path of this machine, so that the same input gives the same bytes.

use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{Dialect, DialectChoice};
use crate::report::format::Format;
use crate::report::output_file::OutputFile;
use crate::report::stamp::Stamp;
use crate::table::Table;

/// The record's file name.
pub(crate) const RUN_NAME: &str = "run.json";

/// How a record says that it is one of ours.
pub(crate) const TOOL: &str = env!("CARGO_PKG_NAME");

/// What a run did.
#[derive(Clone, Debug, Serialize)]
pub struct RunRecord {
    /// This program's name.
    pub tool: &'static str,
    /// This program's version.
    pub version: &'static str,
    /// What was asked for.
    pub options: RunOptions,
    /// The documents read, in the order of the rows.
    pub inputs: Vec<InputRecord>,
    /// What was not read, and why.
    pub skipped: Vec<SkippedRecord>,
    /// The tables written.
    pub tables: Vec<TableRecord>,
    /// Sums over all documents.
    pub counts: RunCounts,
    /// The files written beside this record, by which a later run knows what it may replace.
    pub files: Vec<FileRecord>,
}

/// What was asked for, as far as it changes what is written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RunOptions {
    /// The tables.
    pub tables: Vec<&'static str>,
    /// Whether subjects and bodies are written.
    pub text: bool,
    /// The form of the tables.
    pub format: &'static str,
    /// Whether text is written without the guard against formulas.
    pub raw: bool,
    /// Whether text is written as Excel wants it.
    pub excel: bool,
    /// The most bytes that a document may have.
    pub max_bytes: u64,
    /// The patterns of the files that are read in folders.
    pub include: Vec<String>,
    /// Whether it is told who agrees with whom.
    pub stance: bool,
    /// The model that tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance_model: Option<String>,
    /// What comments may be for or against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_experimental: Option<String>,
    /// Whether anonymous comments have an author: `drop`, `single` or `distinct`.
    pub anonymous: &'static str,
    /// Whether replies to oneself tie an author to themselves.
    pub self_replies: bool,
    /// Whether replies to the story tie their authors to whoever posted it.
    pub story_replies: bool,
    /// How long a step of a timeline is, in seconds.
    pub bucket_s: u32,
    /// The least score of comments that were not left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<i32>,
    /// Which columns of tables of comments are read as which of ours, where the names differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub map: Vec<String>,
    /// Whether pseudonyms stand in place of authors' names and numbers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pseudonyms: bool,
    /// The names of nobody in tables of comments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub anonymous_names: Vec<String>,
    /// Whether the inputs were read as lists of parents.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub parents: bool,
}

/// A document that was read.
#[derive(Clone, Debug, Serialize)]
pub struct InputRecord {
    /// The document's name.
    pub document: String,
    /// The document's key, which is its thread's; of a table of comments, whose threads have their own, its key
    /// among several documents.
    pub thread: String,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its bytes as they were read, in hexadecimal.
    pub sha256: String,
    /// The character encoding that it was read in.
    pub encoding: &'static str,
    /// The dialect that explains it best; `None` where none explains a line.
    pub dialect: Option<DialectRecord>,
    /// The next best dialect.
    pub runner_up: Option<DialectRecord>,
    /// Threads found, where a document can have more than one.
    #[serde(skip_serializing_if = "is_one")]
    pub n_threads: u64,
    /// Comments found.
    pub n_comments: u64,
    /// Diagnostics.
    pub n_diagnostics: u64,
    /// The document with the same bytes that was counted in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

impl InputRecord {
    /// Adds another thread of the same document.
    pub fn add_thread(&mut self, other: &Self) {
        self.n_threads += other.n_threads;
        self.n_comments += other.n_comments;
        self.n_diagnostics += other.n_diagnostics;
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(n: &u64) -> bool {
    *n == 1
}

/// A dialect, and how much of a document it explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DialectRecord {
    /// The site file's name.
    pub site: String,
    /// The outline file's name.
    pub outline: String,
    /// Lines that it explains.
    pub explained: u32,
    /// Lines that were looked at.
    pub looked_at: u32,
}

/// Something that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedRecord {
    /// Its name.
    pub document: String,
    /// Why.
    pub reason: String,
}

/// A table that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableRecord {
    /// The table's name.
    pub name: &'static str,
    /// The file's name.
    pub file: String,
    /// Its rows without the header.
    pub rows: u64,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The file's name.
    pub file: String,
    /// Its length and checksum.
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl FileRecord {
    /// The record of a file that is complete.
    pub(crate) fn of(file: &OutputFile) -> Self {
        let name = file.path().file_name().unwrap_or_default();
        Self { file: name.to_string_lossy().into_owned(), stamp: file.stamp() }
    }
}

/// Sums over all documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RunCounts {
    /// Documents read.
    pub n_documents: u64,
    /// Documents among them that have the same bytes as one before.
    pub n_duplicates: u64,
    /// Inputs that could not be read.
    pub n_failed: u64,
    /// Comments found; those of a document given twice count once.
    pub n_comments: u64,
    /// Diagnostics.
    pub n_diagnostics: u64,
}

impl Default for RunRecord {
    fn default() -> Self {
        Self {
            tool: TOOL,
            version: env!("CARGO_PKG_VERSION"),
            options: RunOptions::default(),
            inputs: Vec::new(),
            skipped: Vec::new(),
            tables: Vec::new(),
            counts: RunCounts::default(),
            files: Vec::new(),
        }
    }
}

impl RunRecord {
    /// The record as JSON, ending in a line feed.
    ///
    /// # Errors
    ///
    /// None that is known: every part of a record has a form in JSON.
    pub fn to_json(&self) -> io::Result<String> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

impl TableRecord {
    /// The record of a table with so many rows.
    #[must_use]
    pub fn new(table: Table, format: Format, rows: u64) -> Self {
        Self { name: table.name(), file: format.file_name(table), rows }
    }
}

impl DialectRecord {
    /// The dialect that was chosen.
    #[must_use]
    pub fn chosen(choice: &DialectChoice) -> Self {
        Self::new(&choice.chosen, choice.explained, choice.looked_at)
    }

    /// The dialect that came next.
    #[must_use]
    pub fn runner_up(choice: &DialectChoice) -> Option<Self> {
        let (dialect, explained) = choice.runner_up.as_ref()?;
        Some(Self::new(dialect, *explained, choice.looked_at))
    }

    fn new(dialect: &Dialect, explained: u32, looked_at: u32) -> Self {
        Self { site: dialect.site.clone(), outline: dialect.outline.clone(), explained, looked_at }
    }
}
