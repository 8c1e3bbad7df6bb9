//! The rows of `threads`, which wait for the means over all of them.

use std::io;

use crate::measure::ThreadMeasures;
use crate::table::cell::RowSink;
use crate::table::counts::ThreadCounts;
use crate::table::held_rows::HeldRows;
use crate::table::measure_columns::TYPE;
use crate::table::rows::{ThreadRows, write_cells};
use crate::table::schema::{ColumnSet, Table};
use crate::table::threads::{self, ThreadRow};

/// The rows of `threads`, kept until the means over all threads are known. Some two kilobytes a thread.
#[derive(Debug, Default)]
pub struct HeldThreads {
    rows: HeldRows,
    /// The width and depth of each row's thread, where it has them.
    sizes: Vec<Option<(u32, u32)>>,
    sums: SizeSums,
}

/// SizeSums over threads that count: the ones given twice count once.
#[derive(Debug, Default)]
struct SizeSums {
    n: u64,
    width: u64,
    depth: u64,
}

impl HeldThreads {
    /// Adds the rows of other threads behind these.
    pub fn append(&mut self, other: &Self) {
        self.rows.append(&other.rows);
        self.sizes.extend_from_slice(&other.sizes);
        self.sums.n += other.sums.n;
        self.sums.width += other.sums.width;
        self.sums.depth += other.sums.depth;
    }

    /// Measures a thread and keeps its row.
    ///
    /// # Errors
    ///
    /// None: what is kept is kept in memory.
    pub fn add(&mut self, of: &ThreadRows<'_>) -> io::Result<()> {
        let (thread, key) = (of.thread(), of.key);
        let n_diagnostics = (thread.diagnostics().len() + usize::from(of.extra.is_some())) as u64;
        let measures = ThreadMeasures::of(of.view);
        let row = ThreadRow { thread, key, n_diagnostics, counts: ThreadCounts::of(thread), measures: &measures };
        write_cells(threads::fields(), of.columns, |value| value(&row), &mut self.rows)?;
        let size = measures.shape.as_ref().map(|shape| (shape.max_width().0, shape.max_depth()));
        self.sizes.push(size);
        if let Some((width, depth)) = size.filter(|_| of.counts) {
            self.sums.n += 1;
            self.sums.width += u64::from(width);
            self.sums.depth += u64::from(depth);
        }
        Ok(())
    }

    /// Writes the rows; gives how many they are.
    ///
    /// # Errors
    ///
    /// The error of the sink.
    pub fn write<S: RowSink + ?Sized>(&self, columns: ColumnSet, sink: &mut S) -> io::Result<u64> {
        let column = columns.of(Table::Threads).position(|column| column.name == TYPE).unwrap_or(usize::MAX);
        let of_row = |row: usize| self.sizes.get(row).copied().flatten().map(|size| self.sums.quadrant(size));
        self.rows.write(column, |row| of_row(row).into(), sink)?;
        Ok(self.rows.len() as u64)
    }
}

impl SizeSums {
    /// Which of the four quadrants around the means a thread lies in.
    fn quadrant(&self, (width, depth): (u32, u32)) -> &'static str {
        let is_above = |value: u32, sum: u64| u128::from(value) * u128::from(self.n) > u128::from(sum);
        match (is_above(width, self.width), is_above(depth, self.depth)) {
            (false, false) => "I",
            (true, false) => "II",
            (false, true) => "III",
            (true, true) => "IV",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_lie_around_the_means() {
        let sums = SizeSums { n: 2, width: 6, depth: 4 };
        assert_eq!([(3, 2), (4, 2), (3, 3), (4, 3)].map(|size| sums.quadrant(size)), ["I", "II", "III", "IV"]);
    }
}
