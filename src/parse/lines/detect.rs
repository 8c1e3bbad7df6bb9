//! Which dialect a document is in: the one that explains the most of its beginning.

use crate::grammar::{Depth, Headers, List, Mark, MarkStands, Outline, Site, Wrapping, is_blank};
use crate::model::{Dialect, DialectChoice};
use crate::parse::lines::clean::clean;
use crate::parse::lines::engine::Engine;
use crate::parse::lines::line::{is_space, width};
use crate::parse::lines::running::count_headers;

/// Headers that are enough to tell dialects apart.
const ENOUGH_HEADERS: u32 = 7;
/// Bytes of a document that are looked at for headers.
const MAX_WINDOW: usize = 256 * 1024;
/// Letters, without blanks, that are looked at beyond the last of those headers.
const BEYOND: usize = 450;
/// Bytes of a line that are looked at.
const MAX_LINE: usize = 4_000;

/// Sites and outlines, in the order in which they are tried.
#[derive(Debug, Default)]
pub(in crate::parse) struct Dialects {
    pub(in crate::parse) sites: Vec<Site>,
    pub(in crate::parse) outlines: Vec<Outline>,
    /// Whether a person chose the only dialect there is.
    pub(in crate::parse) forced: bool,
}

/// A choice of dialect by index.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) site: usize,
    pub(super) outline: usize,
    pub(super) width: u32,
    explained: i64,
    runner_up: Option<(usize, i64)>,
    looked_at: u32,
}

/// What the beginning of a document looks like to a site.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    headers: u32,
    frame: u32,
}

impl Dialects {
    /// Chooses the dialect that explains the most of a document's beginning; `None` where none explains a line. Gives it
    /// with the trial that read that beginning, if the rest can be read from there on.
    ///
    /// Linear in the beginning that is looked at, for each site and for each outline whose marks occur in it.
    pub(super) fn choose<'t, 'g: 't>(
        &'g self,
        text: &'t str,
        is_own: bool,
    ) -> Option<(Choice, Option<Engine<'t, 'g>>)> {
        let (site_index, window, signs) = self.choose_site(text)?;
        let site = self.sites.get(site_index)?;
        let beginning = text.get(..floor(text, window)).unwrap_or(text);
        let mut width = None;
        let mut try_all = |admits: &dyn Fn(&Outline) -> bool| {
            let mut trials: Vec<Trial<'t, 'g>> = Vec::new();
            for (index, outline) in
                self.outlines.iter().enumerate().filter(|(_, outline)| outline.own == is_own && admits(outline))
            {
                let wraps = outline.lines == Wrapping::Wrap;
                let width = if wraps { *width.get_or_insert_with(|| observed_width(beginning)) } else { 0 };
                trials.push(trial(text, site, (index, outline), width, window));
            }
            trials
        };
        let mut trials = try_all(&|outline| self.forced || (signs.admit(outline) && !signs.rule_out(outline)));
        if trials.iter().all(|trial| trial.score <= 0) {
            trials.extend(try_all(&|outline| !self.forced && signs.admit(outline) && signs.rule_out(outline)));
        }
        let width = width.unwrap_or(0);
        let generality = |outline| self.generality(outline, signs.cleaned);
        let rank = |trial: &Trial| (std::cmp::Reverse(trial.score), generality(trial.outline), trial.outline);
        trials.sort_by_key(rank);
        let runner_up = trials.get(1).map(|trial| (trial.outline, trial.score));
        let Trial { outline, score: explained, lines: looked_at, engine } = trials.into_iter().next()?;
        Some((Choice { site: site_index, outline, width, explained, runner_up, looked_at }, engine))
    }

    /// How well each outline explains a text, by its index; for telling outlines apart by their samples.
    pub(in crate::parse) fn scores(&self, text: &str) -> Vec<i64> {
        let Some((site, window, _)) = self.choose_site(text) else { return Vec::new() };
        let Some(site) = self.sites.get(site) else { return Vec::new() };
        let width = observed_width(text);
        self.outlines.iter().map(|outline| trial(text, site, (0, outline), width, window).score).collect()
    }

    /// Of outlines that explain as much, one with a tree says more than one without, and one that takes text as it is
    /// more than one that cleans it, unless headers have something to clean; with a tree one with marks, and without one
    /// that takes lines as they are.
    fn generality(&self, index: usize, has_unclean: bool) -> u32 {
        let Some(outline) = self.outlines.get(index) else { return u32::MAX };
        let loose = if outline.has_tree() { outline.marks.is_empty() } else { outline.lines != Wrapping::Break };
        let leaves_unclean = has_unclean && outline.clean.is_empty();
        8 * u32::from(!outline.has_tree())
            + 4 * u32::from(leaves_unclean)
            + 2 * u32::from(loose)
            + u32::from(!outline.clean.is_empty())
    }

    /// What tools draw as marks.
    fn marks(&self) -> &[char] {
        self.outlines.first().map_or(&[], |outline| &outline.known_marks)
    }

    /// Chooses the site that knows the most lines of a document's beginning; gives it with the beginning's length.
    fn choose_site(&self, text: &str) -> Option<(usize, usize, Signs)> {
        let (mut looks, mut window, mut signs) = look(&self.sites, self.marks(), text);
        if looks.iter().all(|look| look.headers == 0) {
            let beginning = text.get(..floor(text, MAX_WINDOW)).unwrap_or(text);
            for (look, site) in looks.iter_mut().zip(&self.sites) {
                look.headers = count_headers(beginning, site, ENOUGH_HEADERS as usize);
            }
            window = beginning.len();
            signs.running = looks.iter().any(|look| look.headers > 0);
        } else if looks.iter().all(|look| look.headers < ENOUGH_HEADERS) && !signs.marked {
            // Few lines are headers: perhaps a tool split headers at every tag.
            let most = looks.iter().map(|look| look.headers).max().unwrap_or(0);
            let spread = |site: &Site| {
                count_headers(text.get(..floor(text, window)).unwrap_or(text), site, ENOUGH_HEADERS as usize)
            };
            signs.running = self.sites.iter().any(|site| spread(site) > most);
        }
        let (index, best) = looks.iter().enumerate().rev().max_by_key(|(_, look)| 4 * look.headers + look.frame)?;
        (self.forced || best.headers + best.frame > 0).then_some((index, window, signs))
    }

    /// Names a choice for readers.
    pub(super) fn describe(&self, choice: &Choice) -> Option<DialectChoice> {
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

/// What rules outlines out before they are tried.
#[derive(Clone, Debug, Default)]
struct Signs {
    /// Characters other than letters that lines begin with, and `o`, which lynx draws as a mark.
    firsts: Vec<char>,
    /// Headers stand behind marks.
    marked: bool,
    /// Marks stand alone on their lines.
    alone: bool,
    /// Marks stand behind blanks.
    indented: bool,
    /// Headers have marks of Markdown, or numbers of links, inside.
    cleaned: bool,
    /// Headers stand in running text.
    running: bool,
    /// Lines of many words that no tool would have left so long if it wrapped lines.
    long_lines: u32,
}

impl Signs {
    /// Tells whether an outline may be the document's.
    fn admit(&self, outline: &Outline) -> bool {
        self.admit_kind(outline) && (outline.marks.is_empty() || outline.marks.iter().any(|mark| self.has(mark)))
    }

    /// Tells whether an outline always wraps lines, where the document's are not wrapped.
    fn rule_out(&self, outline: &Outline) -> bool {
        outline.lines == Wrapping::Wrap && !outline.may_not_wrap && self.long_lines >= SEVERAL
    }

    /// Tells whether a line begins with what a mark begins with.
    fn has(&self, mark: &Mark) -> bool {
        match mark {
            Mark::Glyph(glyph) => glyph.chars().next().is_some_and(|first| self.firsts.contains(&first)),
            Mark::Number => self.firsts.iter().any(char::is_ascii_digit),
        }
    }

    fn note_first(&mut self, line: &str) {
        let first = line.chars().next().filter(|first| !first.is_alphabetic() || *first == 'o');
        if let Some(first) = first.filter(|first| self.firsts.len() < MAX_FIRSTS && !self.firsts.contains(first)) {
            self.firsts.push(first);
        }
    }

    fn admit_kind(&self, outline: &Outline) -> bool {
        match outline.lines {
            Wrapping::Running => self.running,
            _ if outline.depth == Depth::None && outline.clean.markdown => !self.marked && self.cleaned,
            _ if outline.depth == Depth::None && outline.headers == Headers::Kept => !self.marked,
            _ if outline.marks.is_empty() => !self.marked,
            _ if outline.depth == Depth::None => !self.indented,
            _ => self.alone || outline.mark_stands != MarkStands::Alone,
        }
    }
}

/// Counts the lines of a document's beginning that each site knows; gives where the beginning ends.
fn look(sites: &[Site], marks: &[char], text: &str) -> (Vec<Look>, usize, Signs) {
    let mut signs = Signs::default();
    let mut looks = vec![Look::default(); sites.len()];
    let mut at = 0;
    let mut cleaned = String::new();
    let mut links = Vec::new();
    while at < text.len().min(MAX_WINDOW) && looks.iter().all(|look| look.headers < ENOUGH_HEADERS) {
        let rest = text.get(at..).unwrap_or_default();
        let len = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..len).unwrap_or_default();
        let begin = at;
        at += len + 1;
        let drawn = line.get(..floor(line, MAX_LINE)).unwrap_or(line).trim_matches(is_space);
        let line = strip(drawn, marks);
        let has_mark = line.len() < drawn.len();
        signs.note_first(drawn);
        signs.long_lines += u32::from(is_long(drawn));
        signs.alone |= is_bare(drawn);
        if line.is_empty() {
            continue;
        }
        cleaned.clear();
        let stripped = line;
        let line = if line.contains(['[', '\\', '*']) { cleaned_line(line, &mut cleaned, &mut links) } else { line };
        signs.alone |= line.is_empty();
        for (look, site) in looks.iter_mut().zip(sites) {
            let known = knows(site, &[List::Title, List::Byline, List::Stub, List::Score], line);
            // Stubs stand behind marks even where the tree of whole comments is lost.
            signs.indented |= known && has_mark && !text.get(begin..).unwrap_or_default().starts_with(drawn);
            // The first line of a wrapped stub looks like a title.
            signs.cleaned |= known && line.len() < stripped.len();
            signs.marked |= known && has_mark && !knows(site, &[List::Stub, List::Action], line);
            look.headers += u32::from(known);
            look.frame += u32::from(knows(site, &[List::Begin, List::Head], line));
        }
    }
    (looks, beyond(text, at), signs)
}

/// Where the beginning of a text ends; how wide the blanks in it are, and what they are, makes no difference.
fn beyond(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let mut letters = rest.char_indices().filter(|(_, letter)| !is_space(*letter));
    letters.nth(BEYOND).map_or(text.len(), |(len, _)| at + len)
}

/// Tells whether a line has more words than a tool that wraps lines leaves on one.
fn is_long(line: &str) -> bool {
    let words = || line.bytes().filter(|byte| *byte == b' ').count();
    line.len() > MAX_WRAP as usize && width(line) > MAX_WRAP && words() > LONG_WORDS
}

/// Addresses are long too, but have no words.
const LONG_WORDS: usize = 20;

/// Tells whether a line holds nothing but a mark.
fn is_bare(line: &str) -> bool {
    let mut letters = line.chars();
    let mark = letters.next().is_some_and(|letter| !letter.is_alphanumeric() || letter == 'o');
    mark && letters.next().is_none_or(is_space) && letters.all(|letter| is_space(letter) || !letter.is_alphanumeric())
}

fn knows(site: &Site, lists: &[List], line: &str) -> bool {
    site.first_of(lists, line).is_some()
}

fn cleaned_line<'c>(line: &str, cleaned: &'c mut String, links: &mut Vec<crate::parse::lines::clean::Link>) -> &'c str {
    let markdown = ["](", "]{", "\\", EMPHASIS].iter().any(|sign| line.contains(sign));
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
fn strip<'l>(line: &'l str, marks: &[char]) -> &'l str {
    let line = line.trim_matches(is_space);
    let is_mark = |letter: char| marks.contains(&letter);
    let rest = line.trim_start_matches(|letter: char| is_mark(letter) || is_space(letter));
    let marks = line.get(..line.len() - rest.len()).unwrap_or_default();
    match marks.strip_suffix(EMPHASIS) {
        Some(marks) if !rest.is_empty() => line.get(marks.len()..).unwrap_or(rest),
        _ => rest.strip_prefix("o ").unwrap_or(rest).trim_start_matches(is_space),
    }
}

/// What Markdown emphasises stands between two of these, without a blank, which every mark of a list has behind it.
const EMPHASIS: &str = "**";

/// What came of reading a document's beginning in a dialect.
struct Trial<'t, 'g> {
    outline: usize,
    /// Lines explained less lines that speak against the dialect.
    score: i64,
    lines: u32,
    /// What has read the beginning, if it can go on from there.
    engine: Option<Engine<'t, 'g>>,
}

/// Reads a document's beginning in a dialect.
fn trial<'t, 'g: 't>(
    text: &'t str,
    site: &'g Site,
    (index, outline): (usize, &'g Outline),
    width: u32,
    window: usize,
) -> Trial<'t, 'g> {
    if outline.lines == Wrapping::Running {
        let score = crate::parse::lines::running::trial(text.get(..floor(text, window)).unwrap_or(text), site);
        return Trial { outline: index, score, lines: 1, engine: None };
    }
    let mut engine = Engine::new(text, site, outline, width);
    let (tally, goes_on) = engine.run_trial(window);
    let score = i64::from(tally.explained) - i64::from(tally.against);
    Trial { outline: index, score, lines: tally.lines, engine: goes_on.then_some(engine) }
}

/// The width that a tool wrapped lines at: the longest indented line that another in its column follows.
///
/// Lines of few words are none of a wrapped text: references at the end of a page, forms.
pub(super) fn observed_width(text: &str) -> u32 {
    let mut widths = [0_u32; MAX_WRAP as usize + 1];
    let mut lines = lines(text).peekable();
    while let Some(line) = lines.next() {
        let followed = lines.peek().is_some_and(|next| indent(next) == indent(line));
        let followed = followed && lines.peek().is_some_and(|next| !next.trim_matches(is_blank).is_empty());
        let wordy = line.trim().split(' ').filter(|word| !word.is_empty()).nth(WRAPPED_WORDS).is_some();
        let counts = followed && wordy && line.len() < MAX_LINE;
        if let Some(lines) = widths.get_mut(width(line.trim_end()) as usize).filter(|_| counts) {
            *lines += 1;
        }
    }
    right_edge(&widths).max(MIN_WRAP)
}

/// Columns of the blanks that a line begins with.
fn indent(line: &str) -> u32 {
    width(line) - width(line.trim_start_matches(is_blank))
}

/// The widest place near which several lines end: one long line alone is no wrapped one.
fn right_edge(widths: &[u32]) -> u32 {
    let several =
        |edge: &usize| widths.get(edge.saturating_sub(EDGE)..=*edge).unwrap_or_default().iter().sum::<u32>() >= SEVERAL;
    let widest = |found: &usize| widths.get(*found).is_some_and(|lines| *lines > 0);
    let edges = || (0..widths.len()).rev().filter(widest);
    let edge = edges().find(|edge| *edge <= TERMINAL || several(edge)).or_else(|| edges().next());
    edge.and_then(|edge| u32::try_from(edge).ok()).unwrap_or(0)
}

/// Characters that lines begin with, of which as many are kept.
const MAX_FIRSTS: usize = 40;

/// Lines of a page, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

/// Wrapped lines end within this many columns of the right edge.
const EDGE: usize = 6;
/// Columns of a terminal, which tools wrap at unless they are told otherwise.
const TERMINAL: usize = 80;
/// This many lines show where the right edge is.
const SEVERAL: u32 = 3;

/// A line of a wrapped text has more words than this.
const WRAPPED_WORDS: usize = 2;
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
