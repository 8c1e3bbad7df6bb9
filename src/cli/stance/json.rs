//! Figures for programs to read.

use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::input::InputFiles;
use crate::report::OutputFile;
use crate::stance::StanceModel;
use crate::stance::eval::{Accuracy, CampScores, Confusion, Evaluation, Figures, Gold};

/// How well labels were told. `macro_f1`, `accuracy` and `n` stand at the top.
pub(super) fn of_pairs(all: &Evaluation) -> Value {
    let coverage: Vec<_> = all
        .coverage
        .iter()
        .map(|row| {
            json!({
                "coverage": row.share,
                "confidence": row.confidence,
                "accuracy": row.accuracy,
            })
        })
        .collect();
    let question = all.question.as_ref().map(|[model, mark]| {
        json!({
            "model": of_label(model, 1),
            "ends_with_question_mark": of_label(mark, 1),
        })
    });
    let labels: Vec<_> = all.labels.iter().map(|label| label.as_str()).collect();
    let mut value = of_figures(&all.model, &labels);
    let more = json!({
        "n": all.n,
        "n_unlabelled": all.n_unlabelled,
        "n_fitted": all.n_fitted,
        "labels": labels,
        "calibration_error": all.calibration_error,
        "risk_coverage": coverage,
        "question": question,
        "kappa": all.kappa,
        "baselines": {
            "majority": of_figures(&all.majority, &labels),
            "keywords": of_figures(&all.keywords, &labels),
        },
    });
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}

fn of_figures(figures: &Figures, labels: &[&str]) -> Value {
    let by_label: Map<String, Value> =
        (0..).zip(labels).map(|(index, label)| ((*label).to_owned(), of_label(&figures.confusion, index))).collect();
    json!({
        "macro_f1": figures.macro_f1,
        "macro_f1_interval": figures.macro_f1_interval,
        "accuracy": figures.accuracy,
        "accuracy_interval": figures.accuracy_interval,
        "by_label": by_label,
        "confusion": figures.confusion.counts,
    })
}

fn of_label(confusion: &Confusion, index: usize) -> Value {
    json!({
        "precision": confusion.precision(index),
        "recall": confusion.recall(index),
        "f1": confusion.f1(index),
        "n": confusion.support(index),
    })
}

/// How well camps agree with known sides; `post_accuracy` and `author_accuracy` stand at the top.
pub(super) fn of_camps(scores: &CampScores) -> Value {
    let accuracy = |accuracy: Accuracy| {
        json!({
            "post_accuracy": accuracy.posts,
            "post_accuracy_of_regulars": accuracy.posts_of_regulars,
            "author_accuracy": accuracy.authors,
        })
    };
    json!({
        "post_accuracy": scores.camps.posts,
        "post_accuracy_interval": scores.interval,
        "post_accuracy_of_regulars": scores.camps.posts_of_regulars,
        "author_accuracy": scores.camps.authors,
        "gain_over_structure_interval": scores.gain_interval,
        "n": scores.n_posts,
        "n_authors": scores.n_authors,
        "n_discussions": scores.n_discussions,
        "n_posts_without_camp": scores.n_posts_without_camp,
        "baselines": { "majority": accuracy(scores.majority), "structure": accuracy(scores.structure) },
    })
}

/// Writes what a model makes of each pair, so that others can check it.
pub(super) fn write_features(path: &Path, inputs: &InputFiles, model: &StanceModel, gold: &Gold) -> Result<(), Error> {
    let mut file = OutputFile::create(path, inputs)?;
    for pair in &gold.pairs {
        let view = model.explain(&pair.parent, &pair.reply);
        let line = json!({
            "dense": view.dense,
            "rows": view.rows,
            "scores": view.scores,
            "probabilities": view.probabilities,
        });
        writeln!(file, "{line}").map_err(Error::write(path))?;
    }
    file.complete()?;
    file.publish()
}
