//! Bars made of characters.

use super::terminal::{Line, Style};

/// Eighths of a cell, from one to seven.
const EIGHTHS: [&str; 7] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar of `cells` columns for `part` of `whole`; more than nothing shows at least an eighth of a cell.
pub(super) fn bar(part: u64, whole: u64, cells: usize) -> String {
    let n_eighths = u64::try_from(cells).unwrap_or(0).saturating_mul(8);
    let filled = match part.min(whole) {
        0 => 0,
        part => (part.saturating_mul(n_eighths) / whole.max(1)).max(1),
    };
    let mut text = "█".repeat(usize::try_from(filled / 8).unwrap_or(cells));
    let rest = usize::try_from(filled % 8).unwrap_or(0);
    text.extend(rest.checked_sub(1).and_then(|index| EIGHTHS.get(index)).copied());
    text
}

/// Puts a bar of `cells` columns on a line, with what is missing drawn as well.
pub(super) fn put_gauge(line: &mut Line, part: u64, whole: u64, cells: usize) {
    let end = line.width() + cells;
    line.put(if part < whole { Style::Notice } else { Style::Good }, &bar(part, whole, cells));
    let rest = end.saturating_sub(line.width());
    line.put(Style::Dim, &"░".repeat(rest));
}

/// A bar chart whose rows are put on lines one at a time, so that two can stand side by side.
#[derive(Debug)]
pub(super) struct Chart {
    /// What stands above it.
    pub(super) title: String,
    /// Name, style of the bar, and number of each row.
    pub(super) rows: Vec<(String, Style, u64)>,
}

impl Chart {
    /// How many lines it fills with its title.
    pub(super) fn height(&self) -> usize {
        self.rows.len() + 1
    }

    /// Puts row `index` (0 is the title) on `line`, from `column`, at most `width` columns wide.
    pub(super) fn put_row(&self, line: &mut Line, index: usize, column: usize, width: usize) {
        line.pad_to(column);
        let Some(row) = index.checked_sub(1) else {
            line.put(Style::Label, &self.title);
            return;
        };
        let Some((name, style, number)) = self.rows.get(row) else { return };
        let greatest = self.rows.iter().map(|(.., number)| *number).max().unwrap_or(0);
        let digits = greatest.to_string().len();
        let names = self.rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
        let cells = width.saturating_sub(names + digits + 3).max(1);
        line.put_right(column + names, Style::Plain, name).plain(" ");
        line.put(*style, &bar(*number, greatest, cells)).plain(" ");
        line.put(if *number == 0 { Style::Dim } else { Style::Plain }, &number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_exact_to_an_eighth() {
        let cases =
            [(0, 8, ""), (8, 8, "████"), (4, 8, "██"), (1, 8, "▌"), (1, 1_000, "▏"), (9, 8, "████"), (1, 0, "")];
        for (part, whole, expected) in cases {
            assert_eq!(bar(part, whole, 4), expected, "{part} of {whole}");
        }
    }

    #[test]
    fn a_gauge_shows_what_is_missing() {
        let mut line = Line::new(false);
        put_gauge(&mut line, 1, 2, 5);
        assert_eq!(line.as_str(), "██▌░░");
    }

    #[test]
    fn charts_line_up() {
        let rows = vec![("1".to_owned(), Style::Good, 10), ("12".to_owned(), Style::Good, 0)];
        let chart = Chart { title: "level".to_owned(), rows };
        let draw = |index| {
            let mut line = Line::new(false);
            chart.put_row(&mut line, index, 2, 12);
            line.as_str().to_owned()
        };
        assert_eq!([draw(0), draw(1), draw(2), draw(3)], ["  level", "   1 █████ 10", "  12  0", ""]);
    }
}
