//! Tables as files: CSV, written whole or not at all, and the record of the run beside them.

mod csv;
mod file;
mod folder;
mod guard;
mod lock;
mod run;
mod swap;

pub use csv::{CsvOptions, CsvSink};
pub use file::OutputFile;
pub use folder::{OutputFolder, written_files};
pub use run::{DialectRecord, InputRecord, RunCounts, RunOptions, RunRecord, SkippedRecord, TableRecord};
