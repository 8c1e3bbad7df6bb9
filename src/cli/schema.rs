//! `rejoinder schema`: the columns, their types and meanings.

use std::io::{self, Write};

use clap::Args;

use super::outcome::{Failure, Outcome};
use super::terminal::{Flow, Screen, Style};
use crate::error::Error;
use crate::table::{ChangeRow, Column, Table};

/// List the tables, or the columns of one with their types and meanings
#[derive(Args, Debug)]
pub(super) struct Schema {
    /// The table, such as `comments`; all of them if not given
    #[arg(value_name = "TABLE")]
    table: Option<String>,
    /// Write it as Markdown, for a page
    #[arg(long)]
    markdown: bool,
}

impl Schema {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        if self.markdown {
            let chosen = self.chosen()?;
            io::stdout().lock().write_all(markdown(&chosen).as_bytes())?;
            return Ok(Outcome::Done);
        }
        let mut screen = Screen::stdout(None);
        for (index, listed) in self.chosen()?.iter().enumerate() {
            if index > 0 {
                screen.blank()?;
            }
            print_table(&mut screen, listed)?;
        }
        screen.finish()?;
        Ok(Outcome::Done)
    }
}

impl Schema {
    /// What to list: the tables of threads and that of `diff`, or the one that was asked for.
    fn chosen(&self) -> Result<Vec<Listed>, Error> {
        let tables = Table::ALL.iter().map(|&table| Listed {
            name: table.name(),
            meaning: table.meaning(),
            columns: table.columns().collect(),
        });
        let changes =
            Listed { name: ChangeRow::TABLE, meaning: ChangeRow::MEANING, columns: ChangeRow::columns().collect() };
        let all: Vec<_> = tables.chain([changes]).collect();
        let Some(name) = self.table.as_deref() else { return Ok(all) };
        let names: Vec<_> = all.iter().map(|listed| listed.name).collect();
        let chosen: Vec<_> = all.into_iter().filter(|listed| listed.name == name).collect();
        if chosen.is_empty() { Err(Error::Usage(unknown("table", name, names.into_iter()))) } else { Ok(chosen) }
    }
}

/// A table to be listed.
#[derive(Debug)]
struct Listed {
    name: &'static str,
    meaning: &'static str,
    columns: Vec<&'static Column>,
}

/// The tables of these names, in the order they are listed; all of them where none is named.
pub(super) fn tables(names: &[String]) -> Result<Vec<Table>, Error> {
    let named: Vec<_> = names.iter().map(|name| table(name)).collect::<Result<_, _>>()?;
    Ok(Table::ALL.iter().copied().filter(|table| named.is_empty() || named.contains(table)).collect())
}

/// The table of this name, or an error with the name that was perhaps meant.
fn table(name: &str) -> Result<Table, Error> {
    let names = Table::ALL.iter().map(|table| table.name());
    Table::from_name(name).ok_or_else(|| Error::Usage(unknown("table", name, names)))
}

/// Says that there is no such thing, and what may have been meant.
pub(super) fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.collect();
    let close = known.iter().map(|&known| (strsim::damerau_levenshtein(name, known), known)).min();
    match close.filter(|(distance, known)| *distance <= known.len() / 3 + 1) {
        Some((_, close)) => format!("there is no {kind} `{name}`; did you mean `{close}`?"),
        None => format!("there is no {kind} `{name}`; there are {}", known.join(", ")),
    }
}

fn print_table(screen: &mut Screen<impl Write>, table: &Listed) -> io::Result<()> {
    let mut line = screen.line();
    line.put(Style::Strong, table.name).put(Style::Dim, &format!("  {}", table.meaning));
    screen.print(&line)?;
    let columns = || table.columns.iter().copied();
    let names = columns().map(|column| column.name.len()).max().unwrap_or(0);
    let kinds = columns().map(|column| kind(column).len()).max().unwrap_or(0);
    columns().try_for_each(|column| print_column(screen, column, names + 4, names + kinds + 6))
}

fn print_column(screen: &mut Screen<impl Write>, column: &Column, kinds: usize, meanings: usize) -> io::Result<()> {
    let mut flow = Flow::new(screen.look.width.saturating_sub(meanings));
    flow.words(Style::Plain, column.meaning);
    if !column.range.is_empty() {
        flow.words(Style::Dim, &format!("({})", column.range));
    }
    let mut line = screen.line();
    line.plain("  ").put(Style::Label, column.name).pad_to(kinds).put(Style::Dim, &kind(column));
    screen.print_beside(line, meanings, flow)
}

/// Tables of columns, each under a heading.
fn markdown(tables: &[Listed]) -> String {
    let heads = tables.iter().map(|table| {
        let rows: String = table.columns.iter().map(|column| markdown_row(column)).collect();
        format!(
            "## {}\n\n{}.\n\n| column | type | values | meaning |\n| --- | --- | --- | --- |\n{rows}",
            table.name,
            capital(table.meaning)
        )
    });
    heads.collect::<Vec<_>>().join("\n")
}

fn markdown_row(column: &Column) -> String {
    let [range, meaning] = [column.range, column.meaning].map(|text| text.replace('|', "\\|").replace('*', "\\*"));
    format!("| `{}` | {} | {range} | {meaning} |\n", column.name, kind(column))
}

/// A sentence with a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The type with its unit, which is what numbers of that type count.
fn kind(column: &Column) -> String {
    match column.unit {
        "" => column.kind.as_str().to_owned(),
        unit => format!("{}, {unit}", column.kind.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nearly_right_is_suggested() {
        let say = |name| unknown("table", name, ["comments", "threads"].into_iter());
        assert_eq!(say("coments"), "there is no table `coments`; did you mean `comments`?");
        assert_eq!(say("x"), "there is no table `x`; there are comments, threads");
    }
}
