//! Who agrees with whom: whether it is told, by which model, and how it is said.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::numbers::{counted, grouped};
use super::terminal::{Flow, Style};
use crate::error::Error;
use crate::measure::corpus::StanceSums;
use crate::measure::{CampMeasures, MeasureOptions, View};
use crate::model::{ReplyStance, Stance, Thread};
use crate::stance::StanceModel;

/// Whether stances are told, and by which model.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Stance")]
pub(super) struct StanceArgs {
    /// Leave out who agrees with whom
    #[arg(long)]
    no_stance: bool,
    /// Tell it by this model instead of the built-in one
    #[arg(long, value_name = "FILE", conflicts_with = "no_stance")]
    model: Option<PathBuf>,
}

/// The model that a subcommand about stances uses.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct ModelFile {
    /// Use this model instead of the built-in one
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl ModelFile {
    /// The file, if another model than the built-in one is used.
    pub(super) fn file(&self) -> Option<&Path> {
        self.model.as_deref()
    }

    /// The model.
    pub(super) fn read(&self) -> Result<Arc<StanceModel>, Error> {
        match &self.model {
            Some(path) => Ok(Arc::new(StanceModel::from_file(path)?)),
            None => Ok(StanceModel::builtin()),
        }
    }
}

impl StanceArgs {
    /// The file of the model, if another than the built-in one is used.
    pub(super) fn file(&self) -> Option<&Path> {
        self.model.as_deref()
    }

    /// The model; `None` where stances are left out.
    pub(super) fn model(&self) -> Result<Option<Arc<StanceModel>>, Error> {
        match &self.model {
            _ if self.no_stance => Ok(None),
            Some(path) => Ok(Some(Arc::new(StanceModel::from_file(path)?))),
            None => Ok(Some(StanceModel::builtin())),
        }
    }
}

/// What a summary says of the stances of a thread.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StanceFacts {
    /// How many agree, and so on.
    pub(super) sums: StanceSums,
    /// The two sides.
    pub(super) camps: Option<CampMeasures>,
}

impl StanceFacts {
    /// Tells the stances of a thread.
    pub(super) fn of(thread: &Thread, model: &StanceModel) -> Self {
        let view = model.told(View::of(thread, MeasureOptions::default()));
        let mut sums = StanceSums::default();
        view.comments().for_each(|(node, _)| sums.add(view.stance(node)));
        Self { sums, camps: CampMeasures::of(&view) }
    }
}

/// Says how many agree, disagree, do neither, and ask; nothing where none was looked at.
pub(super) fn put_sums(flow: &mut Flow, sums: &StanceSums) {
    if sums.n_read() == 0 {
        return;
    }
    flow.words(Style::Plain, &format!("{} of {} told:", grouped(sums.n_told()), grouped(sums.n_read())));
    let last = Stance::ALL.len() - 1;
    for stance in Stance::ALL {
        let comma = if stance.index() < last { "," } else { "" };
        flow.unit(style(stance), 1, &format!("{} {}{comma}", grouped(sums.n(stance)), stance.as_str()));
    }
    if sums.n_unsure() > 0 {
        flow.unit(Style::Dim, 1, &format!("({} unsure)", grouped(sums.n_unsure())));
    }
    if sums.n_questions() > 0 {
        flow.unit(Style::Dim, 1, &format!("· {}", counted(sums.n_questions(), "question", "questions")));
    }
}

/// Says how the authors are split.
pub(super) fn put_camps(flow: &mut Flow, camps: &CampMeasures) {
    let [first, second] = camps.n_authors;
    flow.words(Style::Plain, &format!("two sides of {} and {} authors,", grouped(first), grouped(second)));
    let between = camps.cut_ratio.map(|ratio| format!("{:.0} % of opposition between them,", ratio * 100.0));
    flow.words(Style::Plain, between.as_deref().unwrap_or("no opposition,"));
    flow.words(Style::Dim, &format!("stability {:.2}", camps.stability));
}

/// How a stance looks.
pub(super) fn style(stance: Stance) -> Style {
    match stance {
        Stance::Agree => Style::Good,
        Stance::Neutral => Style::Dim,
        Stance::Disagree => Style::Bad,
    }
}

/// What the head of a comment says of its stance: `disagree 0.71`, and `?` where it asks.
pub(super) fn badges(reply: &ReplyStance) -> impl Iterator<Item = (Style, String)> {
    let told = reply.label.ok().map(|stance| {
        let probability = reply.probabilities.and_then(|all| all.get(stance.index()).copied());
        let number = probability.map_or_else(String::new, |probability| format!(" {probability:.2}"));
        (style(stance), format!("{}{number}", stance.as_str()))
    });
    let question = (reply.question == Some(true)).then(|| (Style::Label, "?".to_owned()));
    told.into_iter().chain(question)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::terminal::{Look, Screen};
    use crate::model::{Unsure, stance_of};

    fn said(fill: impl FnOnce(&mut Flow)) -> String {
        let mut flow = Flow::new(120);
        fill(&mut flow);
        let mut screen = Screen::new(Vec::new(), Look { colour: false, width: 120 });
        screen.rows(flow).unwrap();
        String::from_utf8(screen.finish().unwrap()).unwrap().trim_end().to_owned()
    }

    #[test]
    fn sums_are_said_in_one_line() {
        let mut sums = StanceSums::default();
        assert_eq!(said(|flow| put_sums(flow, &sums)), "");
        for label in [Ok(Stance::Agree), Ok(Stance::Disagree), Ok(Stance::Disagree), Err(Unsure::Doubt)] {
            sums.add(Some(&stance_of(label)));
        }
        sums.add(Some(&ReplyStance { question: Some(true), ..stance_of(Ok(Stance::Neutral)) }));
        let expected = "4 of 5 told: 1 agree, 1 neutral, 2 disagree (1 unsure) · 1 question";
        assert_eq!(said(|flow| put_sums(flow, &sums)), expected);
    }

    #[test]
    fn camps_are_said_without_names() {
        let camps = CampMeasures { cut_ratio: Some(0.818), balance: 0.6, stability: 0.91, n_authors: [6, 4] };
        let expected = "two sides of 6 and 4 authors, 82 % of opposition between them, stability 0.91";
        assert_eq!(said(|flow| put_camps(flow, &camps)), expected);
    }

    #[test]
    fn a_head_says_how_likely_a_stance_is() {
        let said = |reply: &ReplyStance| badges(reply).map(|(_, text)| text).collect::<Vec<_>>().join("  ");
        let disagrees = ReplyStance { probabilities: Some([0.1, 0.19, 0.71]), ..stance_of(Ok(Stance::Disagree)) };
        assert_eq!(said(&disagrees), "disagree 0.71");
        assert_eq!(said(&ReplyStance { question: Some(true), ..stance_of(Err(Unsure::Doubt)) }), "?");
        assert_eq!(said(&stance_of(Err(Unsure::Cut))), "");
    }
}
