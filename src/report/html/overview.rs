//! The overview of many threads: a table that can be sorted, how the threads share out, and which stand out.

use chrono::NaiveDateTime;
use maud::{Markup, html};

use crate::measure::median;
use crate::report::html::frame;
use crate::report::html::page::ThreadPage;
use crate::report::html::plot::{Mark, Plot, bars};
use crate::report::html::words::{disagreement, known, name, plain, seconds, share};
use crate::report::numbers::{comments, counted, grouped, moment};

/// Bars of a distribution.
const N_BARS: usize = 12;
/// Threads that it takes to say which of them stand out.
const MIN_THREADS: usize = 8;

/// What an overview says of one thread.
#[derive(Clone, Debug)]
pub struct ThreadEntry {
    file: String,
    title: String,
    document: String,
    posted_at: Option<NaiveDateTime>,
    /// In the order of [`COLUMNS`].
    values: [Option<f64>; COLUMNS.len()],
}

/// A figure of threads: its name, what it means, and how its values are said.
struct Column {
    name: &'static str,
    hint: &'static str,
    unit: Unit,
    value: fn(&ThreadPage<'_>) -> Option<f64>,
}

/// Which columns the summary is worked out from.
const COMMENTS: usize = 0;
const COMPLETE: usize = 1;

const COLUMNS: [Column; 9] = [
    Column {
        name: "Comments",
        hint: "found in the document",
        unit: Unit::Whole,
        value: |page| Some(page.counts.n_comments as f64),
    },
    Column {
        name: "Complete",
        hint: "found, of those that the page says there are",
        unit: Unit::Share,
        value: |page| page.counts.completeness(),
    },
    Column {
        name: "Levels",
        hint: "of replies to replies, at the deepest",
        unit: Unit::Whole,
        value: |page| Some(page.measures.shape.as_ref()?.max_depth().into()),
    },
    Column {
        name: "h-index",
        hint: "so many levels have at least so many comments: wide and deep at once",
        unit: Unit::Whole,
        value: |page| Some(page.measures.shape.as_ref()?.h_index.into()),
    },
    Column {
        name: "Authors",
        hint: "with a name",
        unit: Unit::Whole,
        value: |page| Some(page.measures.participation.as_ref()?.n_authors as f64),
    },
    Column {
        name: "Mean score",
        hint: "by the moderators",
        unit: Unit::Points,
        value: |page| Some(page.measures.scores.moments?.mean),
    },
    Column {
        name: "Disagree",
        hint: "with what they answer, of the stances told, where at least five are; an estimate",
        unit: Unit::Share,
        value: |page| disagreement(&page.measures.stances),
    },
    Column {
        name: "Answered back",
        hint: "pairs of authors who answer each other, of those of whom one does",
        unit: Unit::Share,
        value: |page| page.measures.reciprocity?.reciprocity,
    },
    Column {
        name: "Half after",
        hint: "time from the story until half of the comments had come",
        unit: Unit::Seconds,
        value: |page| Some(page.measures.timing.half_life_s? as f64),
    },
];

/// What values of a column are, and so how they are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Whole,
    Points,
    Share,
    Seconds,
}

impl Unit {
    fn say(self, value: f64) -> String {
        match self {
            Self::Whole => grouped(value as u64),
            Self::Points => format!("{value:.1}"),
            Self::Share => share(value),
            Self::Seconds => seconds(value),
        }
    }

    /// What values are multiplied by on an axis, and what they are called there: hours and hundredths are easier to read.
    fn on_axis(self, name: &'static str) -> (f64, &'static str) {
        match self {
            Self::Whole | Self::Points => (1.0, name),
            Self::Share => (100.0, "per cent"),
            Self::Seconds => (1.0 / 3600.0, "hours"),
        }
    }
}

impl ThreadEntry {
    pub(super) fn of(page: &ThreadPage<'_>, file: String) -> Self {
        let thread = page.thread();
        Self {
            file,
            title: name(thread),
            document: plain(thread.document()),
            posted_at: thread.posted_at(),
            values: COLUMNS.each_ref().map(|column| (column.value)(page)),
        }
    }
}

/// The page of the overview; `n_left_out` documents had the bytes of others.
#[must_use]
pub fn overview(entries: &[ThreadEntry], n_left_out: u64) -> String {
    let total: f64 = sorted(entries, COMMENTS).iter().sum();
    let title = counted(entries.len(), "thread", "threads");
    let body = html! {
        section #summary aria-labelledby="title" {
            h1 #title { (title) }
            p.lead { strong { (comments(total as u64)) } " in all. " (complete(entries)) }
            @if n_left_out > 0 {
                p { (counted(n_left_out, "document was", "documents were")) " given before with the same bytes, and left out." }
            }
        }
        section #threads aria-labelledby="threads-h" { h2 #threads-h { "All threads" } (table(entries)) }
        section #spread aria-labelledby="spread-h" {
            h2 #spread-h { "How they differ" }
            (outliers(entries))
            div.pair { @for (index, column) in COLUMNS.iter().enumerate() { (distribution(entries, index, column)) } }
        }
    };
    frame::page(&title, &[("summary", "Summary"), ("threads", "All threads"), ("spread", "How they differ")], &body)
}

/// Says how complete the documents are.
fn complete(entries: &[ThreadEntry]) -> String {
    let known: Vec<f64> = sorted(entries, COMPLETE);
    let n_whole = known.iter().filter(|&&share| share >= 1.0).count();
    let n_unknown = entries.len() - known.len();
    let unknown = if n_unknown > 0 { format!(" Of {n_unknown} it is unknown.") } else { String::new() };
    format!(
        "{n_whole} of {} hold every comment that their page says there is.{unknown}",
        counted(known.len(), "document", "documents")
    )
}

fn table(entries: &[ThreadEntry]) -> Markup {
    html! {
        p.hint { "A column's name sorts by it. A thread's title leads to its page." }
        div.wide tabindex="0" role="region" aria-label="The table of all threads" {
            table.sortable {
                thead { tr {
                    (heading("Thread", "its title"))
                    (heading("Posted", "in the site's own time"))
                    @for column in &COLUMNS { (heading(column.name, column.hint)) }
                } }
                tbody { @for entry in entries { (row(entry)) } }
            }
        }
    }
}

fn heading(name: &str, hint: &str) -> Markup {
    html! { th scope="col" title=(hint) { span.sort { (name) } } }
}

fn row(entry: &ThreadEntry) -> Markup {
    html! {
        tr {
            th scope="row" data-v=(entry.title.to_lowercase()) {
                a href=(entry.file) { bdi { (entry.title) } } br; bdi.file { (entry.document) }
            }
            td data-v=[entry.posted_at.map(|at| at.and_utc().timestamp())] { (known(entry.posted_at, moment)) }
            @for (value, column) in entry.values.iter().zip(&COLUMNS) {
                td data-v=[*value] { (known(*value, |it| column.unit.say(it))) }
            }
        }
    }
}

/// The known values of a column, ascending.
fn sorted(entries: &[ThreadEntry], column: usize) -> Vec<f64> {
    let mut values: Vec<f64> = entries.iter().filter_map(|entry| *entry.values.get(column)?).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// How many threads have which values.
fn distribution(entries: &[ThreadEntry], index: usize, column: &Column) -> Markup {
    let values = sorted(entries, index);
    let Some((&low, &high)) = values.first().zip(values.last()).filter(|(low, high)| low < high) else {
        return html! {};
    };
    // Whole numbers fall on bars of whole widths, whose middles are whole where each has a bar.
    let is_whole = column.unit == Unit::Whole;
    let (low_end, step) = match ((high - low) / N_BARS as f64, is_whole) {
        (step, true) => (low - 0.5, (step + 1.0 / N_BARS as f64).ceil()),
        (step, false) => (low, step),
    };
    let is_counted = is_whole && step == 1.0;
    let mut counts = [0_u32; N_BARS];
    for value in &values {
        let bar = (((value - low_end) / step) as usize).min(N_BARS - 1);
        counts.get_mut(bar).into_iter().for_each(|n| *n += 1);
    }
    let (scale, x) = column.unit.on_axis(column.name);
    let marks: Vec<Mark> = (0..)
        .zip(counts)
        .filter(|&(bar, n): &(u32, u32)| n > 0 || low_end + step * f64::from(bar) < high)
        .map(|(bar, n)| Mark { x: scale * (low_end + step * (f64::from(bar) + 0.5)), y: n.into(), spread: 0.0 })
        .collect();
    let label = format!(
        "{}: bars show how many threads have which values, from {} to {}.",
        column.name,
        column.unit.say(low),
        column.unit.say(high)
    );
    html! {
        figure {
            h3 { (column.name) }
            (bars(&Plot { label: &label, x, y: "threads", step: scale * step, is_counted, is_narrow: true, marks: &marks }))
            figcaption { (column.hint) ": " (known(median(&values_in_millionths(&values)), |it| column.unit.say(it / 1e6))) " in the middle thread, from " (column.unit.say(low)) " to " (column.unit.say(high)) "." }
        }
    }
}

/// Values as whole numbers, of which medians are taken.
fn values_in_millionths(values: &[f64]) -> Vec<i64> {
    values.iter().map(|value| (value * 1e6).round() as i64).collect()
}

/// The threads whose values lie far from those of the others.
fn outliers(entries: &[ThreadEntry]) -> Markup {
    let found: Vec<_> =
        COLUMNS.iter().enumerate().flat_map(|(index, column)| far_out(entries, index, column)).collect();
    html! {
        h3 { "Standing out" }
        @if entries.len() < MIN_THREADS { p { "Too few threads to say which stand out." } }
        @else if found.is_empty() { p { "No thread lies far from the others." } }
        @else {
            p.hint { "Further from the middle half of the threads than one and a half times its width (Tukey's fences); the furthest three of each figure." }
            ul { @for it in found { li { (it) } } }
        }
    }
}

fn far_out(entries: &[ThreadEntry], index: usize, column: &Column) -> Vec<Markup> {
    let values = sorted(entries, index);
    let at = |quarters: usize| values.get((values.len() * quarters).div_ceil(4).saturating_sub(1)).copied();
    let Some((low, high)) = at(1).zip(at(3)).filter(|_| values.len() >= MIN_THREADS) else { return Vec::new() };
    let reach = 1.5 * (high - low);
    let distance = |value: f64| (low - value).max(value - high) - reach;
    let mut far: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry, (*entry.values.get(index)?)?)))
        .filter(|&(_, value)| distance(value) > 0.0)
        .collect();
    far.sort_by(|a, b| distance(b.1).total_cmp(&distance(a.1)).then(a.0.file.cmp(&b.0.file)));
    far.truncate(3);
    let say = |value| column.unit.say(value);
    let told = |(entry, value): &(&ThreadEntry, f64)| {
        html! {
            a href=(entry.file) { bdi { (entry.title) } } ": " (column.name) " " strong { (say(*value)) }
            ", where the middle half has " (say(low)) " to " (say(high))
        }
    };
    far.iter().map(told).collect()
}
