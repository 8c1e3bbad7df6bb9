//! The forms that tables are written in.

use crate::table::Table;

/// A form that tables are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text with commas (RFC 4180).
    #[default]
    Csv,
    /// One object of JSON a line.
    Ndjson,
    /// Apache Parquet, for engines and data frames.
    Parquet,
    /// Apache Arrow: a file of it in a folder, its stream on standard output.
    Arrow,
}

/// How the text of a CSV file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CsvText {
    /// With an apostrophe before what a spreadsheet would run as a formula.
    #[default]
    Guarded,
    /// As it is.
    Raw,
    /// As Excel wants it: with a byte order mark and CRLF, an apostrophe also before text that it would take for a
    /// number, a date or a truth, and before numbers of the site of which it would lose digits; cells cut at its limit.
    Excel,
}

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writing {
    /// The form.
    pub format: Format,
    /// How text is written, in CSV.
    pub text: CsvText,
}

impl Writing {
    /// Whether it is CSV for Excel.
    #[must_use]
    pub fn is_for_excel(self) -> bool {
        self.format == Format::Csv && self.text == CsvText::Excel
    }
}

impl Format {
    /// All forms.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Ndjson, Self::Parquet, Self::Arrow];

    /// Its name, which is also the extension of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Arrow => "application/vnd.apache.arrow.file",
        }
    }

    /// Whether this build of the program writes it.
    #[must_use]
    pub fn is_there(self) -> bool {
        match self {
            Self::Csv | Self::Ndjson => true,
            Self::Parquet | Self::Arrow => cfg!(feature = "columnar"),
        }
    }

    /// Whether rows can be made apart from each other and put one behind the other.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::Ndjson)
    }

    /// The name of a table's file.
    #[must_use]
    pub fn file_name(self, table: Table) -> String {
        format!("{}.{}", table.name(), self.name())
    }
}
