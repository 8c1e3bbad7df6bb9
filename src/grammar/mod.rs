//! Sites and outlines: small files that say what lines of pages mean and how tools draw lists.
//!
//! A grammar file goes through three states: what it says (`SiteFile`, `OutlineFile`), what is
//! well formed ([`Site`], [`Outline`]), and, once its samples have passed, what documents are tried in
//! ([`DialectSet`](crate::parse::DialectSet)). The files and their notation are described in `grammars/README.md`.

mod builtin;
mod dates;
mod error;
mod field;
pub(crate) mod file;
mod grammars;
mod html;
mod outline;
mod pattern;
mod program;
mod proof;
mod run;
mod site;

pub use builtin::{BuiltinFile, builtin_files};
pub use dates::{DateFormats, Moment, Yearless};
pub(crate) use dates::{MONTHS, WEEKDAYS};
pub(crate) use error::FileText;
pub use error::GrammarError;
pub use field::{Field, FieldType};
pub use file::{BodyColumn, Depth, Headers, MarkStands, Wrapping};
pub(crate) use file::{DisplayFile, OutlineSampleFile, SampleComment, ScriptFile};
pub use grammars::{GrammarKind, Grammars};
pub(crate) use grammars::{UnprovedOutline, UnprovedPage};
pub(crate) use html::{HtmlField, HtmlForm, HtmlPart};
pub use outline::Outline;
pub(crate) use outline::{CleanSet, Mark, known_marks};
pub(crate) use pattern::nearest;
pub use pattern::{PatternError, Step, parse_pattern};
pub use program::Program;
pub(crate) use program::begins_with;
pub use run::{Captures, Lexicon, Miss, is_blank};
pub use site::{List, Site};
