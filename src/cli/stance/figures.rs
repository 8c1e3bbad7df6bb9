//! Figures for people to read.

use std::io::{self, Write};

use crate::cli::numbers::{counted, grouped};
use crate::cli::terminal::{Screen, Style};
use crate::stance::eval::{Accuracy, CampScores, Confusion, Evaluation, Figures};

/// Prints how well labels were told; `way` says how.
pub(super) fn print(screen: &mut Screen<impl Write>, all: &Evaluation, way: &str) -> io::Result<()> {
    let unlabelled = match all.n_unlabelled {
        0 => String::new(),
        n => format!(", {} without a label left out", counted(n, "row", "rows")),
    };
    screen.text(Style::Strong, &format!("{}{unlabelled}; {way}", counted(all.n, "pair", "pairs")))?;
    screen.blank()?;
    screen.text(Style::Dim, "            macro F1  (95 %)         accuracy  (95 %)")?;
    for (name, figures) in [("model", &all.model), ("keywords", &all.keywords), ("majority", &all.majority)] {
        print_figures(screen, name, figures)?;
    }
    screen.blank()?;
    print_labels(screen, all)?;
    if let Some([model, mark]) = &all.question {
        screen.blank()?;
        screen.text(Style::Dim, "question    precision  recall     F1       n")?;
        print_label(screen, "model", model, 1)?;
        print_label(screen, "ends in ?", mark, 1)?;
    }
    screen.blank()?;
    if let Some(error) = all.calibration_error {
        screen.text(Style::Plain, &format!("expected calibration error {error:.3}"))?;
    }
    if let Some(kappa) = all.kappa {
        screen.text(Style::Plain, &format!("agreement of the two labels (Cohen's kappa) {kappa:.3}"))?;
    }
    print_coverage(screen, all)
}

fn print_figures(screen: &mut Screen<impl Write>, name: &str, figures: &Figures) -> io::Result<()> {
    let [low, high] = figures.macro_f1_interval;
    let [least, most] = figures.accuracy_interval;
    let (f1, accuracy) = (figures.macro_f1, figures.accuracy);
    let row = format!("{name:<12}   {f1:.3}  ({low:.3} to {high:.3})     {accuracy:.3}  ({least:.3} to {most:.3})");
    screen.text(Style::Plain, &row)
}

fn print_labels(screen: &mut Screen<impl Write>, all: &Evaluation) -> io::Result<()> {
    let taken: String = all.labels.iter().map(|label| format!("{:>10}", label.as_str())).collect();
    screen.text(Style::Dim, &format!("label       precision  recall     F1       n   taken for{taken}"))?;
    for (index, label) in all.labels.iter().enumerate() {
        let confusion = &all.model.confusion;
        let taken: String = confusion.counts[index].iter().map(|&n| format!("{:>10}", grouped(n))).collect();
        let row = label_row(label.as_str(), confusion, index);
        screen.text(Style::Plain, &format!("{row}            {taken}"))?;
    }
    Ok(())
}

fn print_label(screen: &mut Screen<impl Write>, name: &str, confusion: &Confusion, index: usize) -> io::Result<()> {
    screen.text(Style::Plain, &label_row(name, confusion, index))
}

fn label_row(name: &str, confusion: &Confusion, index: usize) -> String {
    let (precision, recall) = (confusion.precision(index), confusion.recall(index));
    let (f1, n) = (confusion.f1(index), grouped(confusion.support(index)));
    format!("{name:<12}    {precision:.3}   {recall:.3}  {f1:.3} {n:>7}")
}

fn print_coverage(screen: &mut Screen<impl Write>, all: &Evaluation) -> io::Result<()> {
    let row = |name: &str, cell: &dyn Fn(usize) -> f64| {
        let cells: String = (0..all.coverage.len()).map(|at| format!(" {:5.2}", cell(at))).collect();
        format!("{name:<12}{cells}")
    };
    screen.blank()?;
    screen.text(Style::Dim, &row("most sure", &|at| all.coverage[at].share))?;
    screen.text(Style::Plain, &row("accuracy", &|at| all.coverage[at].accuracy))?;
    screen.text(Style::Plain, &row("confidence", &|at| all.coverage[at].confidence.into()))
}

/// Prints how well camps agree with known sides.
pub(super) fn print_camps(screen: &mut Screen<impl Write>, scores: &CampScores) -> io::Result<()> {
    let posts = counted(scores.n_posts, "post", "posts");
    let authors = counted(scores.n_authors, "author", "authors");
    let discussions = counted(scores.n_discussions, "discussion", "discussions");
    screen.text(Style::Strong, &format!("{discussions}, {posts} of {authors} whose side is known"))?;
    screen.blank()?;
    screen.text(Style::Dim, "on their author's side      posts  of authors of two or more  authors")?;
    for (name, accuracy) in
        [("camps", scores.camps), ("every reply opposes", scores.structure), ("one side", scores.majority)]
    {
        let Accuracy { posts, authors, posts_of_regulars } = accuracy;
        screen.text(Style::Plain, &format!("{name:<24}    {posts:.3}  {posts_of_regulars:>25.3}    {authors:.3}"))?;
    }
    let [low, high] = scores.interval;
    let [less, more] = scores.gain_interval;
    screen.blank()?;
    screen.text(Style::Plain, &format!("95 % of draws of discussions: posts {low:.3} to {high:.3}, gain over every reply opposing {less:.3} to {more:.3}"))
}
