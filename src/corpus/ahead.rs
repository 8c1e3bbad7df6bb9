//! What a worker makes of a thread before its turn: its sums, and its rows as they will stand in the files.

use std::io;
use std::sync::Arc;

use crate::corpus::analyze::AnalyzeOptions;
use crate::corpus::gather::KeyedSource;
use crate::measure::corpus::{CorpusSums, Parts};
use crate::measure::{View, ViewData};
use crate::model::Thread;
use crate::report::{Rendered, TableWriter};
use crate::table::{ColumnSet, HeldThreads, RowWriter, Table, ThreadRows};

/// Makes what can be made of a thread without the others.
pub(super) struct AheadMaker {
    options: Arc<AnalyzeOptions>,
    parts: Parts,
    /// Whether rows are text, which can be made apart from the rows before.
    is_text: bool,
}

/// The result computed for a thread before its turn.
pub(super) struct Ahead {
    pub(super) made: ViewData,
    pub(super) sums: CorpusSums,
    /// Of each table.
    pub(super) rows: Vec<RowsAhead>,
}

/// The rows that a thread has in a table.
pub(super) enum RowsAhead {
    /// The row of `threads`, which waits for the means over all.
    Thread(io::Result<HeldThreads>),
    /// Rows as text.
    Text(io::Result<Rendered>),
    /// They are written in the thread's turn.
    Later,
}

impl AheadMaker {
    pub(super) fn new<S: TableWriter>(options: &Arc<AnalyzeOptions>) -> Self {
        let (parts, is_text) = (parts(&options.tables), S::takes_rendered(options.writing));
        Self { options: Arc::clone(options), parts, is_text }
    }

    pub(super) fn make(&self, item: &KeyedSource, thread: &Thread) -> Ahead {
        let view = view_of(&self.options, thread);
        // In the thread's turn it may turn out that its document was given before.
        let key = item.key_of(thread);
        let of = ThreadRows { view: &view, key, extra: None, counts: true, columns: columns(&self.options) };
        let mut writer = RowWriter::new();
        let rows = self.options.tables.iter().map(|&table| self.rows(table, &of, &mut writer)).collect();
        Ahead { rows, sums: CorpusSums::of(&view, self.parts), made: view.into_made() }
    }

    fn rows(&self, table: Table, of: &ThreadRows<'_>, writer: &mut RowWriter) -> RowsAhead {
        match table {
            Table::Threads => {
                let mut held = HeldThreads::default();
                RowsAhead::Thread(held.add(of).map(|()| held))
            }
            _ if self.is_text => {
                // Rows are about as long as the text that they were made from.
                let len = if table == Table::Comments { of.thread().document_text().len() } else { 0 };
                let write = |sink: &mut _| writer.write(table, of, sink);
                RowsAhead::Text(Rendered::of(table, of.columns, self.options.writing, len, write))
            }
            _ => RowsAhead::Later,
        }
    }
}

/// Which columns are written.
pub(super) fn columns(options: &AnalyzeOptions) -> ColumnSet {
    ColumnSet { prose: !options.no_text, experimental: options.target.is_some() }
}

/// Makes a thread ready, with its stances if a table is written that says something of them.
fn view_of<'a>(options: &AnalyzeOptions, thread: &'a Thread) -> View<'a> {
    let view = View::of(thread, options.measure);
    let is_wanted = options.tables.iter().any(|&table| says_stances(table));
    let view = match options.stance.as_ref().filter(|_| is_wanted) {
        Some(model) => model.told(view),
        None => view,
    };
    match options.target.as_ref().filter(|_| options.tables.contains(&Table::Comments)) {
        Some(target) => {
            let targets = target.read(&view);
            view.with_targets(targets)
        }
        None => view,
    }
}

/// Whether a table has a column that follows from stances.
fn says_stances(table: Table) -> bool {
    match table {
        Table::Comments | Table::Threads | Table::Authors | Table::Edges => true,
        Table::Levels | Table::Scores | Table::Stances | Table::Network => true,
        Table::Quintiles | Table::Timeline | Table::Degrees | Table::Model | Table::Diagnostics => false,
    }
}

/// What has to be measured over all threads for these tables.
pub(super) fn parts(tables: &[Table]) -> Parts {
    let has = |table| tables.contains(&table);
    Parts {
        authors: has(Table::Authors) || has(Table::Edges) || has(Table::Network),
        levels: has(Table::Levels),
        scores: has(Table::Scores),
        quintiles: has(Table::Quintiles),
        stances: has(Table::Stances),
        distributions: has(Table::Degrees),
        growth: has(Table::Model),
    }
}
