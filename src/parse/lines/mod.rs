//! Text dumps, read line by line: in which dialect a dump is, what each line of it is, and which comment it belongs to.
//!
//! `detect` chooses the dialect, a site with an outline; `line` cuts the text into lines and sees marks and columns;
//! `engine` decides what each line is, with `header`, `body` and `frame` for the three things that it can be; `path` holds
//! the comments that are open, and `tail` where the thread seems to end. `running` reads dumps without lines.

mod body;
mod clean;
mod detect;
mod engine;
mod explain;
mod frame;
mod header;
mod line;
mod path;
mod running;
mod said;
mod tail;
mod unmarked;

use crate::grammar::{Depth, Headers, Outline, Site, Wrapping};
use crate::parse::dialects::DialectSet;
use crate::parse::read::Reading;
use crate::parse::recover::{Drawing, Facts};

pub(super) use detect::Dialects;
use engine::Engine;
pub use explain::{ExplainedLine, Explanation, MatchedPattern, NearMiss};
pub(super) use explain::{explain_dump, explain_laid_out, owner_at};

/// Reads a text dump in the dialect that explains the most of it; `None` where none explains a line. Text that was laid out
/// here is in an outline of our own.
pub(super) fn read<'t, 'g: 't>(text: &'t str, dialects: &'g DialectSet, is_own: bool) -> Option<Reading<'t, 'g>> {
    let all = &dialects.dialects;
    let (choice, begun) = all.choose(text, is_own)?;
    let (site, outline) = (all.sites.get(choice.site)?, all.outlines.get(choice.outline)?);
    let engine = begun.unwrap_or_else(|| Engine::new(text, site, outline, choice.width));
    Some(Reading { dialect: all.describe(&choice), ..finish(engine) })
}

/// Reads a text dump in a dialect that is known.
pub(super) fn read_in<'t, 'g: 't>(text: &'t str, site: &'g Site, outline: &'g Outline) -> Reading<'t, 'g> {
    finish(Engine::new(text, site, outline, detect::observed_width(text)))
}

fn finish<'t, 'g>(mut engine: Engine<'t, 'g>) -> Reading<'t, 'g> {
    if engine.outline.lines == Wrapping::Running {
        engine.run_running();
    } else {
        engine.run();
    }
    let facts = Facts {
        site: Some(engine.site),
        drawing: drawing_of(engine.outline),
        is_anchored: engine.prologue.anchored,
        says_certainty: false,
    };
    Reading { thread: engine.thread, facts, dialect: None }
}

/// What an outline's drawing tells of who answered whom.
fn drawing_of(outline: &Outline) -> Drawing {
    Drawing {
        has_tree: outline.has_tree(),
        counts_levels: outline.depth == Depth::Count,
        loses_headers: outline.headers == Headers::Lost,
        drops_hidden: outline.drops_empty,
        trust: match outline.depth {
            Depth::Text if outline.marks.is_empty() => 85,
            Depth::Text => 92,
            Depth::None => 50,
            _ => 100,
        },
    }
}
