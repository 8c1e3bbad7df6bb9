//! What a folder of tables holds, for programs: a tabular data package (Frictionless Standards, v1).

use std::io;

use serde::Serialize;

use crate::report::format::{CsvText, Format, Writing};
use crate::report::run_record::TOOL;
use crate::table::{Column, ColumnSet, Kind, Table};

/// The package's file name.
pub(crate) const PACKAGE_NAME: &str = "datapackage.json";

/// A description of tables: their files, columns, types and meanings.
#[derive(Clone, Debug, Serialize)]
pub struct DataPackage {
    name: &'static str,
    title: &'static str,
    resources: Vec<Resource>,
}

/// A table's file.
#[derive(Clone, Debug, Serialize)]
struct Resource {
    name: &'static str,
    path: String,
    profile: &'static str,
    format: &'static str,
    mediatype: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
    description: String,
    schema: Schema,
}

/// How a CSV file is written.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    double_quote: bool,
    header: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    fields: Vec<Field>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    primary_key: &'static [&'static str],
}

/// A column.
#[derive(Clone, Debug, Serialize)]
struct Field {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    description: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    range: &'static str,
}

impl DataPackage {
    /// Describes the files of these tables with these columns.
    #[must_use]
    pub fn new(tables: &[Table], columns: ColumnSet, how: Writing) -> Self {
        let resources = tables.iter().map(|&table| Resource::new(table, columns, how)).collect();
        Self { name: TOOL, title: "Threads of comments, rebuilt from saved pages", resources }
    }

    /// The description as JSON, ending in a line feed.
    ///
    /// # Errors
    ///
    /// None that is known: every part of it has a form in JSON.
    pub fn to_json(&self) -> io::Result<String> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }
}

impl Resource {
    fn new(table: Table, columns: ColumnSet, how: Writing) -> Self {
        let is_text = how.format.is_text();
        Self {
            name: table.name(),
            path: how.format.file_name(table),
            // Readers of packages know tables in text.
            profile: if is_text { "tabular-data-resource" } else { "data-resource" },
            format: how.format.name(),
            mediatype: how.format.media_type(),
            encoding: is_text.then_some("utf-8"),
            dialect: (how.format == Format::Csv).then(|| Dialect::of(how.text)),
            description: describe(table, how),
            schema: Schema {
                fields: columns.of(table).map(|column| Field::new(column, how)).collect(),
                missing_values: [""],
                primary_key: table.key(),
            },
        }
    }
}

/// What a row is, and what was done to text.
fn describe(table: Table, how: Writing) -> String {
    let done = match (how.format, how.text) {
        (Format::Csv, CsvText::Guarded) => {
            "; an apostrophe stands before what a spreadsheet would run as a formula, also within text"
        }
        (Format::Csv, CsvText::Excel) => {
            "; an apostrophe stands before what a spreadsheet would run as a formula, also within text, or would change; long text is cut"
        }
        _ => "",
    };
    format!("{}{done}", table.meaning())
}

impl Dialect {
    fn of(text: CsvText) -> Self {
        let line_terminator = if text == CsvText::Excel { "\r\n" } else { "\n" };
        Self { delimiter: ",", line_terminator, double_quote: true, header: true }
    }
}

impl Field {
    fn new(column: &'static Column, how: Writing) -> Self {
        let kind = match column.kind {
            // Excel would round the long ones.
            Kind::Id if how.is_for_excel() => "string",
            Kind::Text => "string",
            Kind::Integer | Kind::Id => "integer",
            Kind::Decimal => "number",
            Kind::Boolean => "boolean",
            Kind::Time => "datetime",
        };
        // Moments are ISO 8601 without a zone, and without seconds where the site printed none.
        let format = (column.kind == Kind::Time).then_some("any");
        let Column { name, meaning, unit, range, .. } = *column;
        Self { name, kind, format, description: meaning, unit, range }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_column_of_every_table_is_described() -> Result<(), Box<dyn std::error::Error>> {
        let how = Writing::default();
        let text = DataPackage::new(Table::ALL, ColumnSet::USUAL, how).to_json()?;
        let package: Value = serde_json::from_str(&text)?;
        let resources = package["resources"].as_array().ok_or("no resources")?;
        assert_eq!(resources.len(), Table::ALL.len());
        for (resource, &table) in resources.iter().zip(Table::ALL) {
            let fields = resource["schema"]["fields"].as_array().ok_or("no fields")?;
            assert!(fields.iter().all(|field| field["description"].as_str().is_some_and(|text| !text.is_empty())));
            assert!(fields.iter().map(|field| &field["name"]).eq(ColumnSet::USUAL.of(table).map(|column| column.name)));
            assert_eq!(resource["path"], format!("{}.csv", table.name()));
        }
        Ok(())
    }
}
