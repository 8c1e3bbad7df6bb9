//! Tables as files, written whole or not at all, and the record of the run beside them.

#[cfg(feature = "columnar")]
mod columnar;
mod convokit;
pub(crate) mod codes;
mod csv;
mod excel;
mod file;
mod folder;
mod format;
mod graph;
mod gaps;
mod guard;
pub(crate) mod numbers;
pub mod html;
mod held;
mod ids;
mod lock;
mod ndjson;
mod package;
mod row;
mod run;
mod sink;
mod swap;
#[cfg(feature = "xlsx")]
mod workbook;
mod xml;

pub use convokit::{Convokit, ConvokitSink};
pub use csv::{CsvSink, Cuts};
pub use excel::MAX_ROWS;
pub use file::OutputFile;
pub use folder::{OutputFolder, written_files};
pub use format::{CsvText, Format, Writing};
pub use graph::{GraphFile, GraphForm, GraphOf, GraphSink};
pub(crate) use gaps::gaps;
pub use ndjson::NdjsonSink;
pub use package::DataPackage;
pub use run::{DialectRecord, InputRecord, RunCounts, RunOptions, RunRecord, SkippedRecord, TableRecord};
pub use sink::{Rendered, TableSink, TableWriter};
#[cfg(feature = "xlsx")]
pub use workbook::{Book, SheetSink};
