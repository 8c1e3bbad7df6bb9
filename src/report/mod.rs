//! Tables as files, written whole or not at all, and the record of the run beside them.

pub(crate) mod codes;
#[cfg(feature = "columnar")]
mod columnar;
mod convokit;
mod csv;
mod excel;
mod folder;
mod format;
mod gaps;
mod graph;
mod guard;
pub mod html;
mod ids;
mod lock;
mod ndjson;
pub(crate) mod numbers;
mod output_file;
mod package;
mod row;
mod row_batch;
mod run_record;
mod sink;
mod stamp;
mod swap;
#[cfg(feature = "xlsx")]
mod workbook;
#[cfg(feature = "xlsx")]
mod workbook_errors;
mod written;
mod xml;

pub(crate) use convokit::{CORPUS_MARK as CONVOKIT_MARK, NAMES as CONVOKIT_FILES};
pub use convokit::{Convokit, ConvokitSink};
pub use csv::{CsvSink, Cuts};
pub use excel::MAX_ROWS;
pub(crate) use folder::Contents;
pub use folder::{OutputFolder, recover_if_dead, remove_half_written};
pub use format::{CsvText, Format, Writing};
pub(crate) use gaps::gaps;
pub(crate) use graph::{DOT_MARK, GEXF_MARK, GRAPHML_MARK};
pub use graph::{GraphFile, GraphForm, GraphOf, GraphSink};
pub use ndjson::NdjsonSink;
pub use output_file::OutputFile;
pub use package::DataPackage;
pub(crate) use run_record::TOOL;
pub use run_record::{
    DialectRecord, FileRecord, InputRecord, RunCounts, RunOptions, RunRecord, SkippedRecord, TableRecord,
};
pub use sink::{Rendered, TableSink, TableWriter};
pub use stamp::Stamp;
#[cfg(feature = "xlsx")]
pub use workbook::{Book, SheetSink};
pub use written::{is_output_folder, written_files};
