//! `rejoinder schema`: the columns, their types and meanings.

use std::io::{self, Write};

use clap::Args;

use super::outcome::{Failure, Outcome};
use super::terminal::{Flow, Screen, Style};
use crate::error::Error;
use crate::table::{Column, Table};

/// List the tables, or the columns of one with their types and meanings
#[derive(Args, Debug)]
pub(super) struct Schema {
    /// The table, such as `comments`; all of them if not given
    #[arg(value_name = "TABLE")]
    table: Option<String>,
}

impl Schema {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let chosen = self.table.as_deref().map(table).transpose()?;
        let mut screen = Screen::stdout(None);
        for (index, &table) in Table::ALL.iter().filter(|&table| chosen.is_none_or(|it| it == *table)).enumerate() {
            if index > 0 {
                screen.blank()?;
            }
            print_table(&mut screen, table)?;
        }
        screen.finish()?;
        Ok(Outcome::Done)
    }
}

/// The table of this name, or an error with the name that was perhaps meant.
pub(super) fn table(name: &str) -> Result<Table, Error> {
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

fn print_table(screen: &mut Screen<impl Write>, table: Table) -> io::Result<()> {
    let mut line = screen.line();
    line.put(Style::Strong, table.name()).put(Style::Dim, &format!("  {}", table.meaning()));
    screen.print(&line)?;
    let names = table.columns().map(|column| column.name.len()).max().unwrap_or(0);
    let kinds = table.columns().map(|column| kind(column).len()).max().unwrap_or(0);
    table.columns().try_for_each(|column| print_column(screen, column, names + 4, names + kinds + 6))
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
