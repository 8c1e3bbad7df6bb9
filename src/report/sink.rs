//! The rows of one table on their way to a file or a stream, in any form.

use std::io::{self, Write};

#[cfg(feature = "columnar")]
use crate::report::columnar::ColumnarSink;
use crate::report::csv::{CsvSink, Cuts};
use crate::report::format::{Format, Writing};
use crate::report::ndjson::NdjsonSink;
use crate::table::{Cell, ColumnSet, RowSink, RowWriter, Table, ThreadRows};

/// Takes the rows of one table to where they belong.
pub trait TableWriter: RowSink {
    /// What is there when all rows are written.
    type Out;

    /// Whether it takes rows that were rendered apart from those before them.
    #[must_use]
    fn takes_rendered(_how: Writing) -> bool {
        false
    }

    /// Sees a thread before its rows, for what of it stands in no table.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    fn begin_thread(&mut self, _of: &ThreadRows<'_>) -> io::Result<()> {
        Ok(())
    }

    /// Appends rows that were rendered in the same form.
    ///
    /// # Errors
    ///
    /// The error of what is written to; [`io::ErrorKind::Unsupported`] where it takes none.
    fn append(&mut self, _rows: &Rendered) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Hands on the rows so far, where the form can.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// The cells that were cut so far.
    fn cuts(&self) -> Cuts {
        Cuts::default()
    }

    /// Writes what stands behind the rows.
    ///
    /// # Errors
    ///
    /// The error of what is written to.
    fn finish(self) -> io::Result<Self::Out>;
}

/// Takes the rows of one table, and writes them in the form that was asked for.
pub struct TableSink<W: Write + Send> {
    form: Form<W>,
}

/// The sinks of all forms.
enum Form<W: Write + Send> {
    Csv(CsvSink<W>),
    Ndjson(NdjsonSink<W>),
    #[cfg(feature = "columnar")]
    Columnar(Box<ColumnarSink<W>>),
}

/// Rows that were made apart from those before them, as bytes of a file.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many rows they are.
    pub n_rows: u64,
    /// Cells of them that were cut.
    pub cuts: Cuts,
}

impl<W: Write + Send> TableSink<W> {
    /// Begins a table's file, or with `is_stream` a stream: writes what stands before its rows.
    ///
    /// # Errors
    ///
    /// The error of what is written to; [`io::ErrorKind::Unsupported`] for a form that this build does not write.
    pub fn begin(out: W, table: Table, columns: ColumnSet, how: Writing, is_stream: bool) -> io::Result<Self> {
        let form = match how.format {
            Format::Csv => {
                let mut sink = CsvSink::new(out, how.text);
                sink.begin_file();
                RowWriter::write_header(table, columns, &mut sink)?;
                Form::Csv(sink)
            }
            Format::Ndjson => Form::Ndjson(NdjsonSink::new(out, columns.of(table))),
            #[cfg(feature = "columnar")]
            Format::Parquet => Form::Columnar(Box::new(ColumnarSink::parquet(out, columns.of(table))?)),
            #[cfg(feature = "columnar")]
            Format::Arrow => Form::Columnar(Box::new(ColumnarSink::arrow(out, columns.of(table), is_stream)?)),
            #[cfg(not(feature = "columnar"))]
            Format::Parquet | Format::Arrow => {
                let _ = is_stream;
                return Err(io::ErrorKind::Unsupported.into());
            }
        };
        Ok(Self { form })
    }
}

impl<W: Write + Send> TableWriter for TableSink<W> {
    type Out = W;

    fn takes_rendered(how: Writing) -> bool {
        how.format.is_text()
    }

    fn append(&mut self, rows: &Rendered) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(sink) => sink.append(&rows.bytes, rows.n_rows, rows.cuts),
            Form::Ndjson(sink) => sink.append(&rows.bytes),
            #[cfg(feature = "columnar")]
            Form::Columnar(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(sink) => sink.flush(),
            Form::Ndjson(sink) => sink.flush(),
            #[cfg(feature = "columnar")]
            Form::Columnar(_) => Ok(()),
        }
    }

    fn cuts(&self) -> Cuts {
        match &self.form {
            Form::Csv(sink) => sink.cuts(),
            _ => Cuts::default(),
        }
    }

    fn finish(self) -> io::Result<W> {
        match self.form {
            Form::Csv(sink) => sink.finish(),
            Form::Ndjson(sink) => sink.finish(),
            #[cfg(feature = "columnar")]
            Form::Columnar(sink) => sink.finish(),
        }
    }
}

impl<W: Write + Send> RowSink for TableSink<W> {
    #[inline]
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(sink) => sink.cell(cell),
            Form::Ndjson(sink) => sink.cell(cell),
            #[cfg(feature = "columnar")]
            Form::Columnar(sink) => sink.cell(cell),
        }
    }

    fn end_row(&mut self) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(sink) => sink.end_row(),
            Form::Ndjson(sink) => sink.end_row(),
            #[cfg(feature = "columnar")]
            Form::Columnar(sink) => sink.end_row(),
        }
    }
}

impl Rendered {
    /// Makes rows of a table apart from those before them.
    ///
    /// `write` hands the rows to a sink and gives how many they are; they have some `len` bytes.
    ///
    /// # Errors
    ///
    /// The error of `write`; [`io::ErrorKind::Unsupported`] in forms that are no text.
    pub fn of(
        table: Table,
        columns: ColumnSet,
        how: Writing,
        len: usize,
        write: impl FnOnce(&mut TableSink<Vec<u8>>) -> io::Result<u64>,
    ) -> io::Result<Self> {
        let bytes = Vec::with_capacity(len);
        let form = match how.format {
            Format::Csv => Form::Csv(CsvSink::new(bytes, how.text)),
            Format::Ndjson => Form::Ndjson(NdjsonSink::new(bytes, columns.of(table))),
            Format::Parquet | Format::Arrow => return Err(io::ErrorKind::Unsupported.into()),
        };
        let mut sink = TableSink { form };
        let n_rows = write(&mut sink)?;
        let cuts = sink.cuts();
        Ok(Self { bytes: sink.finish()?, n_rows, cuts })
    }
}
