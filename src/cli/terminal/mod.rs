//! What goes to the terminal: safe text, styles, widths.

mod data;
mod flow;
mod line;
mod safe;
mod style;

use std::env;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

pub(super) use data::{data_stdout, is_for_people};
pub(super) use flow::{Flow, shorten};
pub(super) use line::Line;
pub use safe::safe;
pub(super) use safe::safe_lines;
pub(super) use style::Style;

/// Columns where neither the terminal nor the environment says how many there are.
const DEFAULT_WIDTH: usize = 80;
/// Running text is hard to read in longer rows; `--width` may ask for more.
const MAX_WIDTH: usize = 120;
/// Below this nothing can be laid out; rows are left to overflow.
const MIN_WIDTH: usize = 20;

/// Whether to colour, and how wide to set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Whether styles are shown.
    pub(super) colour: bool,
    /// Columns to fill.
    pub(super) width: usize,
}

impl Look {
    /// What standard output allows; `width` where the user asked for one.
    pub(super) fn of_stdout(width: Option<usize>) -> Self {
        let colour = io::stdout().is_terminal() && wants_colour();
        let width = width.unwrap_or_else(|| terminal_width().min(MAX_WIDTH)).max(MIN_WIDTH);
        Self { colour, width }
    }
}

fn wants_colour() -> bool {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !is_dumb && !is_unwanted
}

fn terminal_width() -> usize {
    let said = || env::var("COLUMNS").ok()?.parse().ok().filter(|&n: &usize| n > 0);
    let measured = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into());
    said().or_else(measured).unwrap_or(DEFAULT_WIDTH)
}

/// Where lines are printed.
#[derive(Debug)]
pub(super) struct Screen<W: Write> {
    out: W,
    /// How to print.
    pub(super) look: Look,
}

impl Screen<BufWriter<StdoutLock<'static>>> {
    /// Prints on standard output.
    pub(super) fn stdout(width: Option<usize>) -> Self {
        Self::new(BufWriter::new(io::stdout().lock()), Look::of_stdout(width))
    }
}

impl<W: Write> Screen<W> {
    /// Prints on `out`.
    pub(super) fn new(out: W, look: Look) -> Self {
        Self { out, look }
    }

    /// Begins a line.
    pub(super) fn line(&self) -> Line {
        Line::new(self.look.colour)
    }

    /// Prints a line.
    pub(super) fn print(&mut self, line: &Line) -> io::Result<()> {
        writeln!(self.out, "{}", line.as_str())
    }

    /// Prints a line of text in one style.
    pub(super) fn text(&mut self, style: Style, text: &str) -> io::Result<()> {
        let mut line = self.line();
        line.put(style, text);
        self.print(&line)
    }

    /// Prints wrapped text.
    pub(super) fn rows(&mut self, flow: Flow) -> io::Result<()> {
        flow.into_rows().iter().try_for_each(|row| {
            let mut line = self.line();
            row.put_on(&mut line);
            self.print(&line)
        })
    }

    /// Prints `line`, and wrapped text beside it from `column` on.
    pub(super) fn print_beside(&mut self, mut line: Line, column: usize, flow: Flow) -> io::Result<()> {
        for row in flow.into_rows() {
            row.put_on(line.pad_to(column));
            self.print(&line)?;
            line = self.line();
        }
        Ok(())
    }

    /// Prints what another screen has made.
    pub(super) fn made(&mut self, page: &[u8]) -> io::Result<()> {
        self.out.write_all(page)
    }

    /// Prints an empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Hands everything on. A buffer that is merely dropped would swallow a full disk.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
