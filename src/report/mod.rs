//! Tables as files, written whole or not at all, and the record of the run beside them.

pub(crate) mod codes;
#[cfg(feature = "columnar")]
mod columnar;
mod convokit;
mod csv;
mod excel;
mod file;
mod folder;
mod format;
mod gaps;
mod graph;
mod guard;
mod held;
pub mod html;
mod ids;
mod lock;
mod ndjson;
pub(crate) mod numbers;
mod package;
mod row;
mod run;
mod sink;
mod swap;
#[cfg(feature = "xlsx")]
mod workbook;
#[cfg(feature = "xlsx")]
mod workbook_errors;
mod xml;

pub use convokit::{Convokit, ConvokitSink};
pub use csv::{CsvSink, Cuts};
pub use excel::MAX_ROWS;
pub use file::OutputFile;
pub use folder::{OutputFolder, written_files};
pub use format::{CsvText, Format, Writing};
pub(crate) use gaps::gaps;
pub use graph::{GraphFile, GraphForm, GraphOf, GraphSink};
pub use ndjson::NdjsonSink;
pub use package::DataPackage;
pub use run::{DialectRecord, InputRecord, RunCounts, RunOptions, RunRecord, SkippedRecord, TableRecord};
pub use sink::{Rendered, TableSink, TableWriter};
#[cfg(feature = "xlsx")]
pub use workbook::{Book, SheetSink};
