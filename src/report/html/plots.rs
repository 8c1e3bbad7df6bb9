//! The plots of one thread, each with its numbers as a table.

use maud::{Markup, html};

use crate::measure::Moments;
use crate::measure::corpus::{Quintiles, ScorePattern, ScorePatterns, ScoreSums, timeline};
use crate::model::Stance;
use crate::report::html::page::ThreadPage;
use crate::report::html::plot::{Mark, Plot, bars, points};
use crate::report::html::words::{known, missing, seconds, share};
use crate::report::numbers::{comments, grouped};

/// The bounds of the axis of scores, which hold Slashdot's scale.
const SCALE: (f64, f64) = (-1.0, 5.0);

/// How many comments each level has.
pub(super) fn levels(page: &ThreadPage<'_>) -> Markup {
    let rows = &page.levels;
    let marks: Vec<Mark> = rows.iter().map(|row| mark(row.depth, row.n_comments as f64, 0.0)).collect();
    let label = "Bars: how many comments each level has; the table below holds the numbers.";
    let plot = Plot {
        label,
        x: "level (1 answers the story)",
        y: "comments",
        step: 1.0,
        is_counted: true,
        is_narrow: false,
        marks: &marks,
    };
    html! {
        figure {
            h3 { "How deep it goes" }
            @if rows.is_empty() { (missing("the document does not tell who answered whom.")) }
            @else {
                (bars(&plot))
                figcaption { "Level 1 answers the story, level 2 answers level 1, and so on." }
                (numbers(&["Level", "Comments", "Share", "Authors", "Mean score", "Disagree"], rows.iter().map(|row| html! {
                    th scope="row" { (row.depth) }
                    td { (grouped(row.n_comments)) }
                    td { (share(row.share)) }
                    td { (known(row.n_authors, grouped)) }
                    td { (mean(&row.scores)) }
                    td { (known(row.stances.share(Stance::Disagree), share)) }
                })))
            }
        }
    }
}

/// What scores comments have, by depth and by when they came.
pub(super) fn scores(page: &ThreadPage<'_>) -> Markup {
    html! {
        section #scores aria-labelledby="scores-h" {
            h2 #scores-h { "Scores" }
            @if page.measures.scores.n_scored == 0 {
                (missing("the document holds no scores."))
            } @else {
                p { "Readers with moderator points raise and lower comments. "
                    (comments(page.measures.scores.n_scored)) " of " (grouped(page.counts.n_comments)) " have a score that is known." }
                div.pair { (by_depth(page)) (by_arrival(page)) }
                (patterns(page))
            }
        }
    }
}

fn by_depth(page: &ThreadPage<'_>) -> Markup {
    let scored: Vec<_> = page.levels.iter().filter_map(|row| Some((row.depth, row.scores.moments()?))).collect();
    let marks: Vec<Mark> = scored.iter().map(|(depth, it)| mark(*depth, it.mean, it.deviation())).collect();
    let caption =
        correlation(page.measures.scores.depth_spearman, "deeper comments score higher", "deeper comments score lower");
    scored_figure("Score by level", "level", &marks, &caption)
}

fn by_arrival(page: &ThreadPage<'_>) -> Markup {
    let quintiles = Quintiles::of(page.view);
    let scored = quintiles.rows().filter_map(|row| Some((row.quintile, row.scores.moments()?)));
    let marks: Vec<Mark> = scored.map(|(quintile, it)| mark(quintile, it.mean, it.deviation())).collect();
    let caption =
        correlation(page.measures.scores.arrival_spearman, "late comments score higher", "early comments score higher");
    scored_figure("Score by time of arrival", "fifth of the comments, the earliest first", &marks, &caption)
}

fn scored_figure(title: &str, x: &str, marks: &[Mark], caption: &str) -> Markup {
    let label = format!("{title}: points are means, lines reach one standard deviation up and down.");
    let plot = Plot { label: &label, x, y: "score", step: 1.0, is_counted: true, is_narrow: true, marks };
    let of = |start: f64, end: f64| marks.iter().fold((start, end), |(a, b), mark| (a.min(mark.y), b.max(mark.y)));
    let (low, high) = of(SCALE.0, SCALE.1);
    html! {
        figure {
            h3 { (title) }
            @if marks.is_empty() { (missing("too few comments have both a score and a known place here.")) }
            @else {
                (points(&plot, low - 0.2..high + 0.2))
                figcaption { "Points are means, lines show how much scores differ (one standard deviation). " (caption) }
                (numbers(&[x, "Mean score", "Deviation"], marks.iter().map(|mark| html! {
                    th scope="row" { (mark.x) }
                    td { (format!("{:.2}", mark.y)) }
                    td { (format!("{:.2}", mark.spread)) }
                })))
            }
        }
    }
}

/// Says what a rank correlation means.
fn correlation(spearman: Option<f64>, above: &str, below: &str) -> String {
    let Some(r) = spearman else { return "Whether the two go together is unknown.".to_owned() };
    let words = match r {
        0.1.. => above,
        ..=-0.1 => below,
        _ => "the two hardly go together",
    };
    format!("Here {words} (rank correlation {r:.2}, from -1 to 1).")
}

/// What the comments of each score are like.
fn patterns(page: &ThreadPage<'_>) -> Markup {
    let rows = ScorePatterns::of(page.view).rows();
    let all_of_score = rows.iter().rev().filter(|row| row.moderation.is_none());
    html! {
        (numbers_called("What comments of each score are like", &["Score", "Comments", "Mean level", "Mean replies", "Anonymous", "Disagree"],
            all_of_score.map(pattern)))
    }
}

fn pattern(row: &ScorePattern) -> Markup {
    let decimal = |value: f64| format!("{value:.1}");
    html! {
        th scope="row" { (row.score) }
        td { (grouped(row.n)) }
        td { (known(row.mean_depth, decimal)) }
        td { (known(row.mean_replies, decimal)) }
        td { (known(row.anonymous_share, share)) }
        td { (known(row.stances.share(Stance::Disagree), share)) }
    }
}

/// When comments came.
pub(super) fn time(page: &ThreadPage<'_>) -> Markup {
    let (steps, timing) = (timeline(page.view), &page.measures.timing);
    let step_h = f64::from(page.view.options().bucket_s.max(1)) / 3600.0;
    let start_h = |start: i64| start as f64 / 3600.0;
    let marks: Vec<Mark> = steps
        .iter()
        .map(|step| Mark { x: start_h(step.bucket_start_s) + step_h / 2.0, y: step.n_comments as f64, spread: 0.0 })
        .collect();
    let label = "Bars: how many comments came in each step of time since the story; the table below holds the numbers.";
    let plot = Plot {
        label,
        x: "hours since the story",
        y: "comments",
        step: step_h,
        is_counted: false,
        is_narrow: false,
        marks: &marks,
    };
    html! {
        section #time aria-labelledby="time-h" {
            h2 #time-h { "When it happened" }
            @if steps.is_empty() {
                (missing("the document lost the times of the comments, or that of the story."))
            } @else {
                p {
                    "The first comment came after " (known(timing.first_comment_s, |it| seconds(it as f64)))
                    ", half had come after " (known(timing.half_life_s, |it| seconds(it as f64)))
                    ", nine of ten after " (known(timing.t90_s, |it| seconds(it as f64)))
                    ", the last after " (known(timing.last_comment_s, |it| seconds(it as f64))) ". "
                    (comments(page.measures.n_timed)) " of " (grouped(page.counts.n_comments)) " have a time."
                }
                figure {
                    (bars(&plot))
                    figcaption { "Each bar is " (seconds(step_h * 3600.0)) " of the site's own time." }
                    (numbers(&["From", "Comments", "So far", "New authors", "Mean score"], steps.iter().map(|step| html! {
                        th scope="row" { (seconds(step.bucket_start_s as f64)) }
                        td { (grouped(step.n_comments)) }
                        td { (grouped(step.cum_comments)) }
                        td { (known(step.n_new_authors, grouped)) }
                        td { (mean(&step.scores)) }
                    })))
                }
            }
        }
    }
}

fn mark(x: u32, y: f64, spread: f64) -> Mark {
    Mark { x: x.into(), y, spread }
}

fn mean(scores: &ScoreSums) -> Markup {
    known(scores.moments(), |Moments { mean, .. }| format!("{mean:.1}"))
}

/// The numbers of a picture, folded away below it.
fn numbers(columns: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    numbers_called("The numbers", columns, rows)
}

/// A folded table with this name.
pub(super) fn numbers_called(name: &str, columns: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    html! {
        details.numbers {
            summary { (name) }
            div.wide tabindex="0" role="region" aria-label=(name) {
                table {
                    thead { tr { @for column in columns { th scope="col" { (column) } } } }
                    tbody { @for row in rows { tr { (row) } } }
                }
            }
        }
    }
}
