//! Tables as sheets of one workbook, with typed cells.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use chrono::{Datelike, NaiveDateTime, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::report::csv::{Cuts, time_text};
use crate::report::excel::{self, MAX_ROWS};
use crate::report::sink::TableWriter;
use crate::report::workbook_errors::caught;
use crate::report::xml::with_characters;
use crate::table::{Cell, Column, ColumnSet, Kind, RowSink, Table};

/// A workbook under way: a sheet for each table, and one that says what the columns mean.
///
/// Rows go to temporary files, so that memory does not grow with them.
pub struct Book {
    inner: Rc<RefCell<Workbook>>,
    styles: Styles,
}

/// How cells look.
#[derive(Clone)]
struct Styles {
    header: Format,
    time: Format,
}

/// Takes the rows of one table.
///
/// Where a sheet is full, another one goes on.
pub struct SheetSink {
    book: Rc<RefCell<Workbook>>,
    styles: Styles,
    table: Table,
    columns: Vec<&'static Column>,
    sheets: Vec<Worksheet>,
    row: u32,
    column: u16,
    /// Rows over all sheets, with the header.
    n_rows: u64,
    cuts: Cuts,
}

impl Default for Book {
    fn default() -> Self {
        let header = Format::new().set_bold().set_align(FormatAlign::Top);
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let mut inner = Workbook::new();
        // Without a date of its own the file would have that of the run.
        if let Ok(day) = ExcelDateTime::from_ymd(2000, 1, 1) {
            inner.set_properties(&DocProperties::new().set_creation_datetime(&day).set_author(env!("CARGO_PKG_NAME")));
        }
        Self { inner: Rc::new(RefCell::new(inner)), styles: Styles { header, time } }
    }
}

impl Book {
    /// Begins the sheet of a table.
    ///
    /// # Errors
    ///
    /// The error of the temporary file.
    pub fn sheet(&self, table: Table, columns: ColumnSet) -> io::Result<SheetSink> {
        let columns = columns.of(table).collect();
        let (book, styles) = (Rc::clone(&self.inner), self.styles.clone());
        let mut sink = SheetSink {
            book,
            styles,
            table,
            columns,
            sheets: Vec::new(),
            row: 0,
            column: 0,
            n_rows: 0,
            cuts: Cuts::default(),
        };
        sink.begin_sheet()?;
        Ok(sink)
    }

    /// The bytes of the workbook with these sheets.
    ///
    /// # Errors
    ///
    /// The errors of the temporary files.
    pub fn into_bytes(self, sheets: Vec<SheetSink>, columns: ColumnSet) -> io::Result<Vec<u8>> {
        let tables: Vec<Table> = sheets.iter().map(|sheet| sheet.table).collect();
        let meanings = caught(|| self.meanings(&tables, columns))?;
        let mut book = self.inner.borrow_mut();
        for sheet in sheets.into_iter().flat_map(|sheet| sheet.sheets).chain([meanings]) {
            book.push_worksheet(sheet);
        }
        caught(|| book.save_to_buffer())
    }

    /// The sheet that says what the columns mean.
    fn meanings(&self, tables: &[Table], columns: ColumnSet) -> Result<Worksheet, XlsxError> {
        let mut sheet = self.inner.borrow_mut().new_worksheet_with_constant_memory()?;
        sheet.set_name("columns")?.set_freeze_panes(1, 0)?;
        let widths = [13.0, 28.0, 9.0, 12.0, 30.0, 90.0];
        for (column, (name, width)) in
            (0..).zip(["table", "column", "type", "unit", "range", "meaning"].iter().zip(widths))
        {
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(0, column, *name, &self.styles.header)?;
        }
        let all = tables.iter().flat_map(|&table| columns.of(table).map(move |column| (table, column)));
        for (row, (table, column)) in (1..).zip(all) {
            let texts = [table.name(), column.name, column.kind.as_str(), column.unit, column.range, column.meaning];
            for (at, text) in (0..).zip(texts) {
                sheet.write_string(row, at, text)?;
            }
        }
        Ok(sheet)
    }
}

impl TableWriter for SheetSink {
    type Out = Self;

    fn cuts(&self) -> Cuts {
        self.cuts
    }

    fn finish(self) -> io::Result<Self> {
        Ok(self)
    }
}

impl SheetSink {
    fn begin_sheet(&mut self) -> io::Result<()> {
        let sheet = caught(|| self.header())?;
        self.sheets.push(sheet);
        (self.row, self.column) = (1, 0);
        self.n_rows += 1;
        Ok(())
    }

    fn header(&self) -> Result<Worksheet, XlsxError> {
        let mut sheet = self.book.borrow_mut().new_worksheet_with_constant_memory()?;
        let name = match self.sheets.len() {
            0 => self.table.name().to_owned(),
            n => format!("{} ({})", self.table.name(), n + 1),
        };
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (at, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(at, width(column))?;
            sheet.write_string_with_format(0, at, column.name, &self.styles.header)?;
        }
        Ok(sheet)
    }

    fn write(&mut self, cell: Cell<'_>) -> Result<(), XlsxError> {
        let (row, column) = (self.row, self.column);
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        match cell {
            Cell::Empty | Cell::Text("") => return Ok(()),
            Cell::Text(text) => return self.text(text),
            Cell::Natural(number) if excel::loses_digits(number) => {
                sheet.write_string(row, column, number.to_string())?
            }
            Cell::Natural(number) => sheet.write_number(row, column, number as f64)?,
            Cell::Integer(number) => sheet.write_number(row, column, number as f64)?,
            Cell::Hundredths(number) => sheet.write_number(row, column, f64::from(number) / 100.0)?,
            Cell::Decimal(number) if number.is_finite() => sheet.write_number(row, column, number + 0.0)?,
            Cell::Decimal(_) => return Ok(()),
            Cell::Boolean(truth) => sheet.write_boolean(row, column, truth)?,
            Cell::Time(time) => match excel_time(time) {
                Some(moment) => sheet.write_datetime_with_format(row, column, &moment, &self.styles.time)?,
                None => sheet.write_string(row, column, time_text(time))?,
            },
        };
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        let text = with_characters(text);
        let kept = excel::cut(&text, excel::MAX_UNITS).map(|kept| format!("{kept}{}", excel::CUT));
        if kept.is_some() {
            self.cuts.add(Cuts { n: 1, first_row: 1 }, self.n_rows);
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.write_string(self.row, self.column, kept.as_deref().unwrap_or(&text))?;
        }
        Ok(())
    }
}

impl RowSink for SheetSink {
    fn cell(&mut self, cell: Cell<'_>) -> io::Result<()> {
        if u64::from(self.row) == MAX_ROWS {
            self.begin_sheet()?;
        }
        caught(|| self.write(cell))?;
        self.column += 1;
        Ok(())
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.column = 0;
        self.row += 1;
        self.n_rows += 1;
        Ok(())
    }
}

/// How wide a column is shown, in characters.
fn width(column: &Column) -> f64 {
    let least = match column.kind {
        Kind::Text if column.is_prose => 50.0,
        Kind::Text | Kind::Time => 16.0,
        Kind::Integer | Kind::Id | Kind::Decimal | Kind::Boolean => 8.0,
    };
    f64::max(least, column.name.len() as f64 + 2.0)
}

/// A moment that spreadsheets know; they begin with the year 1900.
fn excel_time(time: NaiveDateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(time.year()).ok().filter(|year| *year >= 1900)?;
    let [month, day, hour, minute] =
        [time.month(), time.day(), time.hour(), time.minute()].map(|part| u8::try_from(part).unwrap_or_default());
    let day = ExcelDateTime::from_ymd(year, month, day).ok()?;
    day.and_hms(u16::from(hour), minute, time.second()).ok()
}
