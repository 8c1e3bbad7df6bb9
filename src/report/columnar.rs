//! Rows as columns: Parquet and Arrow.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
    UInt64Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde_json::json;

use crate::table::{Cell, Column, Kind, RowSink};

/// So many rows are written at a time.
const BATCH_ROWS: usize = 8_192;
/// And sooner, where their text is so long.
const BATCH_BYTES: usize = 8 << 20;
/// A row group of Parquet has so many rows at most; readers take one at a time.
const GROUP_ROWS: usize = 131_072;

/// Collects rows as columns, and writes them some thousand at a time.
pub(crate) struct ColumnarSink<W: Write + Send> {
    schema: SchemaRef,
    columns: Vec<Building>,
    /// Which column comes next.
    at: usize,
    n_rows: usize,
    n_bytes: usize,
    out: Out<W>,
}

/// What the rows are written to.
enum Out<W: Write + Send> {
    Parquet(ArrowWriter<W>),
    File(FileWriter<W>),
    Stream(StreamWriter<W>),
}

/// A column under way.
enum Building {
    Text(StringBuilder),
    Integer(Int64Builder),
    Id(UInt64Builder),
    Decimal(Float64Builder),
    Boolean(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
}

impl<W: Write + Send> ColumnarSink<W> {
    /// Begins a file of Parquet: row groups of 131,072 rows, packed by zstd.
    pub(crate) fn parquet<'c>(out: W, columns: impl Iterator<Item = &'c Column>) -> io::Result<Self> {
        let (schema, columns) = prepared(columns);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_created_by(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let out = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(parquet_error)?;
        Ok(Self::new(schema, columns, Out::Parquet(out)))
    }

    /// Begins a file of Arrow, or its stream, which can be read while it is written; packed by zstd.
    pub(crate) fn arrow<'c>(out: W, columns: impl Iterator<Item = &'c Column>, is_stream: bool) -> io::Result<Self> {
        let (schema, columns) = prepared(columns);
        let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD));
        let options = options.map_err(io_error)?;
        let out = match is_stream {
            true => StreamWriter::try_new_with_options(out, &schema, options).map(Out::Stream),
            false => FileWriter::try_new_with_options(out, &schema, options).map(Out::File),
        };
        Ok(Self::new(schema, columns, out.map_err(io_error)?))
    }

    fn new(schema: SchemaRef, columns: Vec<Building>, out: Out<W>) -> Self {
        Self { schema, columns, at: 0, n_rows: 0, n_bytes: 0, out }
    }

    /// Writes the last rows and what stands behind them; gives what was written to.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.write_batch()?;
        let mut out = match self.out {
            Out::Parquet(writer) => writer.into_inner().map_err(parquet_error),
            Out::File(writer) => writer.into_inner().map_err(io_error),
            Out::Stream(writer) => writer.into_inner().map_err(io_error),
        }?;
        out.flush()?;
        Ok(out)
    }

    fn write_batch(&mut self) -> io::Result<()> {
        if self.n_rows == 0 {
            return Ok(());
        }
        let columns: Vec<ArrayRef> = self.columns.iter_mut().map(Building::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(io_error)?;
        (self.n_rows, self.n_bytes) = (0, 0);
        match &mut self.out {
            Out::Parquet(writer) => writer.write(&batch).map_err(parquet_error),
            Out::File(writer) => writer.write(&batch).map_err(io_error),
            Out::Stream(writer) => writer.write(&batch).and_then(|()| writer.flush()).map_err(io_error),
        }
    }
}

impl<W: Write + Send> RowSink for ColumnarSink<W> {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        if let Cell::Text(text) = cell {
            self.n_bytes += text.len();
        }
        let column = self.columns.get_mut(self.at);
        self.at += 1;
        column.and_then(|column| column.push(cell)).ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.at = 0;
        self.n_rows += 1;
        if self.n_rows < BATCH_ROWS && self.n_bytes < BATCH_BYTES { Ok(()) } else { self.write_batch() }
    }
}

impl Building {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Integer => Self::Integer(Int64Builder::new()),
            Kind::Id => Self::Id(UInt64Builder::new()),
            Kind::Decimal => Self::Decimal(Float64Builder::new()),
            Kind::Boolean => Self::Boolean(BooleanBuilder::new()),
            Kind::Time => Self::Time(TimestampMicrosecondBuilder::new()),
        }
    }

    /// Appends a cell; `None` of one that the column does not admit.
    fn push(&mut self, cell: Cell<'_>) -> Option<()> {
        match (self, cell) {
            (Self::Text(column), Cell::Empty | Cell::Text("")) => column.append_null(),
            (Self::Text(column), Cell::Text(text)) => column.append_value(text),
            (Self::Integer(column), Cell::Empty) => column.append_null(),
            (Self::Integer(column), Cell::Integer(number)) => column.append_value(number),
            (Self::Integer(column), Cell::Natural(number)) => column.append_value(i64::try_from(number).ok()?),
            (Self::Id(column), Cell::Empty) => column.append_null(),
            (Self::Id(column), Cell::Natural(number)) => column.append_value(number),
            (Self::Decimal(column), Cell::Hundredths(number)) => column.append_value(f64::from(number) / 100.0),
            // Adding 0 makes 0 of -0.
            (Self::Decimal(column), Cell::Decimal(number)) if number.is_finite() => column.append_value(number + 0.0),
            (Self::Decimal(column), Cell::Empty | Cell::Decimal(_)) => column.append_null(),
            (Self::Boolean(column), Cell::Empty) => column.append_null(),
            (Self::Boolean(column), Cell::Boolean(truth)) => column.append_value(truth),
            (Self::Time(column), Cell::Empty) => column.append_null(),
            (Self::Time(column), Cell::Time(time)) => column.append_value(time.and_utc().timestamp_micros()),
            _ => return None,
        }
        Some(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => ArrayBuilder::finish(column),
            Self::Integer(column) => ArrayBuilder::finish(column),
            Self::Id(column) => ArrayBuilder::finish(column),
            Self::Decimal(column) => ArrayBuilder::finish(column),
            Self::Boolean(column) => ArrayBuilder::finish(column),
            Self::Time(column) => ArrayBuilder::finish(column),
        }
    }
}

/// The schema of these columns, and a place for the values of each.
fn prepared<'c>(columns: impl Iterator<Item = &'c Column>) -> (SchemaRef, Vec<Building>) {
    let columns: Vec<&Column> = columns.collect();
    let fields: Vec<Field> = columns.iter().map(|column| field(column)).collect();
    let metadata = HashMap::from([("pandas".to_owned(), for_pandas(&columns))]);
    let building = columns.iter().map(|column| Building::new(column.kind)).collect();
    (Arc::new(Schema::new_with_metadata(fields, metadata)), building)
}

/// A column's name and type, and what it means.
fn field(column: &Column) -> Field {
    let data_type = match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Id => DataType::UInt64,
        Kind::Decimal => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, None),
    };
    let said = [("description", column.meaning), ("unit", column.unit), ("range", column.range)];
    let metadata = said.into_iter().filter(|(_, text)| !text.is_empty());
    let metadata: HashMap<_, _> = metadata.map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
    Field::new(column.name, data_type, true).with_metadata(metadata)
}

/// Tells pandas which of its types hold the values: whole numbers and truths that can be missing would become fractions and objects
/// otherwise.
fn for_pandas(columns: &[&Column]) -> String {
    let columns: Vec<_> = columns
        .iter()
        .map(|column| {
            let (pandas, numpy) = match column.kind {
                Kind::Text => ("unicode", "string"),
                Kind::Integer => ("int64", "Int64"),
                Kind::Id => ("uint64", "UInt64"),
                Kind::Decimal => ("float64", "float64"),
                Kind::Boolean => ("bool", "boolean"),
                Kind::Time => ("datetime", "datetime64[us]"),
            };
            let name = column.name;
            json!({"name": name, "field_name": name, "pandas_type": pandas, "numpy_type": numpy, "metadata": null})
        })
        .collect();
    json!({"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "2.0.0"}).to_string()
}

fn parquet_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => source.downcast::<io::Error>().map_or_else(io::Error::other, |error| *error),
        error => io::Error::other(error),
    }
}

fn io_error(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, source) => source,
        error => io::Error::other(error),
    }
}
