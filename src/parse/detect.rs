//! Which dialect a document is in: the one that explains the most of its beginning.

use crate::grammar::{List, Mark, Outline, Site, Wrapping, is_blank};
use crate::model::{Dialect, DialectChoice};
use crate::parse::clean::clean;
use crate::parse::engine::Engine;
use crate::parse::line::{is_space, width};

/// Headers that are enough to tell dialects apart.
const ENOUGH_HEADERS: u32 = 14;
/// Bytes of a document that are looked at for headers.
const MAX_WINDOW: usize = 256 * 1024;
/// Bytes that are looked at beyond the last of those headers.
const BEYOND: usize = 600;
/// Bytes of a line that are looked at.
const MAX_LINE: usize = 4_000;

/// Sites and outlines, in the order in which they are tried.
#[derive(Debug, Default)]
pub(crate) struct Dialects {
    pub(crate) sites: Vec<Site>,
    pub(crate) outlines: Vec<Outline>,
    /// Whether a person chose the only dialect there is.
    pub(crate) forced: bool,
}

/// A choice of dialect by index.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) site: usize,
    pub(crate) outline: usize,
    pub(crate) width: u32,
    explained: i64,
    runner_up: Option<(usize, i64)>,
    looked_at: u32,
}

/// What the beginning of a document looks like to a site.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    headers: u32,
    frame: u32,
    window: usize,
}

impl Dialects {
    /// Chooses the dialect that explains the most of a document's beginning; `None` where none explains a line.
    ///
    /// Linear in the beginning that is looked at, for each site and for each outline whose marks occur in it.
    pub(crate) fn choose(&self, text: &str) -> Option<Choice> {
        let looks: Vec<Look> = self.sites.iter().map(|site| look(site, text)).collect();
        let best = looks.iter().enumerate().rev().max_by_key(|(_, look)| 4 * look.headers + look.frame)?;
        let (site_index, look) = (best.0, *best.1);
        if look.headers + look.frame == 0 && !self.forced {
            return None;
        }
        let window = look.window.max(1);
        let width = observed_width(text.get(..floor(text, window)).unwrap_or(text));
        let site = self.sites.get(site_index)?;
        let mut scores: Vec<(usize, i64, u32)> = Vec::new();
        for (index, outline) in self.outlines.iter().enumerate() {
            if self.forced || occurs(outline, text.get(..floor(text, window)).unwrap_or(text)) {
                let (score, lines) = trial(text, site, outline, width, window);
                scores.push((index, score, lines));
            }
        }
        let mut order: Vec<&(usize, i64, u32)> = scores.iter().collect();
        let tree = |index: usize| self.outlines.get(index).is_some_and(Outline::has_tree);
        order.sort_by_key(|(index, score, _)| (std::cmp::Reverse(*score), !tree(*index), *index));
        let (outline, explained, looked_at) = **order.first()?;
        let runner_up = order.get(1).map(|(index, score, _)| (*index, *score));
        Some(Choice { site: site_index, outline, width, explained, runner_up, looked_at })
    }

    /// Names a choice for readers.
    pub(crate) fn describe(&self, choice: &Choice) -> Option<DialectChoice> {
        let site = self.sites.get(choice.site)?.name.clone();
        let dialect =
            |index: usize| Some(Dialect { site: site.clone(), outline: self.outlines.get(index)?.name.clone() });
        let lines = |score: i64| u32::try_from(score.max(0)).unwrap_or(u32::MAX);
        Some(DialectChoice {
            chosen: dialect(choice.outline)?,
            explained: lines(choice.explained),
            runner_up: choice.runner_up.and_then(|(index, score)| Some((dialect(index)?, lines(score)))),
            looked_at: choice.looked_at,
        })
    }
}

/// Counts the lines of a document's beginning that a site knows.
fn look(site: &Site, text: &str) -> Look {
    let mut look = Look::default();
    let mut at = 0;
    let mut cleaned = String::new();
    let mut links = Vec::new();
    let running = !site.patterns(List::Running).all.is_empty();
    while at < text.len().min(MAX_WINDOW) && look.headers < ENOUGH_HEADERS {
        let rest = text.get(at..).unwrap_or_default();
        let len = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..len).unwrap_or_default();
        at += len + 1;
        if running && len > MAX_LINE {
            look.headers += running_headers(site, line.get(..floor(line, MAX_WINDOW)).unwrap_or(line));
        }
        let line = strip(line.get(..floor(line, MAX_LINE)).unwrap_or(line));
        if line.is_empty() {
            continue;
        }
        cleaned.clear();
        let line = if line.contains('[') { cleaned_line(line, &mut cleaned, &mut links) } else { line };
        look.headers += u32::from(
            [List::Title, List::Byline, List::Stub, List::Score].iter().any(|list| site.matches(*list, line).is_some()),
        );
        look.frame += u32::from([List::Begin, List::Head].iter().any(|list| site.matches(*list, line).is_some()));
    }
    look.window = (at + BEYOND).min(text.len());
    look
}

/// Counts the headers in a running text.
fn running_headers(site: &Site, text: &str) -> u32 {
    let found = memchr::memmem::find_iter(text.as_bytes(), b"(").filter(|at| {
        let rest = text.get(*at..).unwrap_or_default();
        site.patterns(List::Running)
            .all
            .iter()
            .any(|pattern| pattern.program.matches_inline(rest, &site.lexicon).is_some())
    });
    u32::try_from(found.take(ENOUGH_HEADERS as usize).count()).unwrap_or(0)
}

fn cleaned_line<'c>(line: &str, cleaned: &'c mut String, links: &mut Vec<crate::parse::clean::Link>) -> &'c str {
    let markdown = line.contains("](") || line.contains("]{");
    let set = crate::grammar::CleanSet { markdown, references: !markdown, checkboxes: false };
    let mut last = first_reference(line);
    clean(line, set, &mut last, cleaned, links);
    cleaned.trim()
}

fn first_reference(line: &str) -> u32 {
    let digits = line.split_once('[').map(|(_, rest)| rest.split(']').next().unwrap_or_default());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// A line without blanks and marks at its beginning.
fn strip(line: &str) -> &str {
    let line = line.trim_matches(is_space);
    let is_mark = |letter: char| {
        matches!(letter, '•' | '*' | '+' | '#' | '@' | '=' | '-' | '□' | '☆' | '○' | '■' | '★' | '◎' | '●' | '△')
    };
    let rest = line.trim_start_matches(|letter: char| is_mark(letter) || is_space(letter));
    let rest = if rest.len() < line.len() { rest } else { line };
    rest.strip_prefix("o ").unwrap_or(rest).trim_start_matches(is_space)
}

/// Tells whether one of an outline's marks begins a line of a text.
fn occurs(outline: &Outline, text: &str) -> bool {
    if outline.marks.is_empty() {
        return true;
    }
    let number = outline.marks.contains(&Mark::Number);
    text.lines().any(|line| {
        let line = line.trim_start_matches(is_space);
        let glyph =
            outline.marks.iter().any(|mark| matches!(mark, Mark::Glyph(glyph) if line.starts_with(glyph.as_str())));
        glyph || (number && line.starts_with(|letter: char| letter.is_ascii_digit()))
    })
}

/// Reads a document's beginning in a dialect: lines explained less lines that speak against it.
fn trial(text: &str, site: &Site, outline: &Outline, width: u32, window: usize) -> (i64, u32) {
    if outline.lines == Wrapping::Running {
        return (crate::parse::running::trial(text.get(..floor(text, window)).unwrap_or(text), site), 1);
    }
    let mut engine = Engine::new(text, site, outline, width);
    engine.limit = window;
    engine.run();
    let tally = engine.tally;
    (i64::from(tally.explained) - i64::from(tally.against), tally.lines)
}

/// The width that a tool wrapped lines at: the longest line that another follows.
pub(crate) fn observed_width(text: &str) -> u32 {
    let mut widest = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let followed = lines.peek().is_some_and(|next| !next.trim_matches(is_blank).is_empty());
        if followed && line.len() < MAX_LINE {
            let columns = width(line.trim_end());
            widest = if columns <= MAX_WRAP { columns.max(widest) } else { widest };
        }
    }
    widest.max(MIN_WRAP)
}

/// Lines longer than this are not wrapped.
const MAX_WRAP: u32 = 260;
/// No tool wraps lines shorter than this.
const MIN_WRAP: u32 = 60;

/// The last character bound at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
