//! Which pattern each line of a document matches, and which it nearly does: for people who write grammar files.

use crate::grammar::{List, Miss, Outline, Site, Step, Wrapping, parse_pattern};
use crate::model::{Owner, Thread};
use crate::parse::dialects::DialectSet;
use crate::parse::lines::clean::cleaned;
use crate::parse::lines::detect::{Choice, Dialects};
use crate::parse::lines::line::{Line, LineReader};

/// Lines that a tool may have made of one header.
const MAX_JOINED: usize = 4;
/// Patterns that are named for a line that none matches.
const MAX_MISSES: usize = 2;
/// The kinds of line that begin a comment, or tell where comments are.
const HEADERS: [List; 11] = [
    List::Title,
    List::LooseTitle,
    List::Score,
    List::Byline,
    List::Details,
    List::Stub,
    List::Hidden,
    List::Begin,
    List::Head,
    List::Story,
    List::PostedBy,
];

/// The kinds of line that mean something only above the comments; their patterns may match any text.
const FRAME: [List; 8] = [
    List::Filter,
    List::Story,
    List::StoryEnd,
    List::PostedBy,
    List::Topic,
    List::Head,
    List::Abbreviating,
    List::Begin,
];

/// A document's lines, as the patterns of a site see them.
#[derive(Debug)]
pub struct Explanation {
    /// The site whose patterns were tried.
    pub site: String,
    /// The outline whose marks were taken off.
    pub outline: String,
    /// The lines that hold more than blanks and marks, in their order.
    pub lines: Vec<ExplainedLine>,
}

/// A line, or several that a tool made of one.
#[derive(Debug)]
pub struct ExplainedLine {
    /// The number of the first, from 1.
    pub first: u32,
    /// The number of the last.
    pub last: u32,
    /// What patterns are held against: without marks and without what the tool added.
    pub text: String,
    /// What the bytes belong to.
    pub owner: Owner,
    /// The patterns that match it: the first of each list.
    pub matches: Vec<MatchedPattern>,
    /// How far the nearest patterns of headers got, where none matches and one nearly does; the nearest first.
    pub misses: Vec<NearMiss>,
}

/// A pattern that matches a line.
#[derive(Debug)]
pub struct MatchedPattern {
    /// The list that it stands in.
    pub list: List,
    /// Its text.
    pub pattern: String,
    /// The fields that it gives, with their texts.
    pub fields: Vec<(&'static str, String)>,
}

/// A pattern that nearly matches a line.
#[derive(Debug)]
pub struct NearMiss {
    /// The list that it stands in.
    pub list: List,
    /// Its text.
    pub pattern: String,
    /// How far it got, and what it wanted there.
    pub miss: Miss,
}

/// Holds each line of a dump against each pattern of the site that explains the most of it.
///
/// Where no site explains a line, the first is taken. `None` where there is no site or no outline.
pub(in crate::parse) fn explain_dump(thread: &Thread, dialects: &DialectSet) -> Option<Explanation> {
    let all = &dialects.dialects;
    let text = thread.document_text();
    let choice = all.choose(text, false).map(|(choice, _)| choice).or_else(|| choose_anyway(all, text))?;
    let (site, outline) = (all.sites.get(choice.site)?, all.outlines.get(choice.outline)?);
    Some(explain_text(text, site, outline, |start| owner_at(thread, start)))
}

/// Holds each line of a text that was laid out here against each pattern of a site: the thread's own, or else the first.
/// `owner` tells whose a byte is.
pub(in crate::parse) fn explain_laid_out(
    text: &str,
    thread: &Thread,
    dialects: &DialectSet,
    owner: impl Fn(usize) -> Owner,
) -> Option<Explanation> {
    let all = &dialects.dialects;
    let named = thread.dialect().map(|choice| choice.chosen.site.as_str());
    let site = all.sites.iter().find(|site| named == Some(site.name.as_str())).or(all.sites.first())?;
    let outline = all.outlines.iter().find(|outline| outline.own)?;
    Some(explain_text(text, site, outline, owner))
}

fn explain_text(text: &str, site: &Site, outline: &Outline, owner: impl Fn(usize) -> Owner) -> Explanation {
    let lines = read_lines(text, outline);
    let mut explained: Vec<ExplainedLine> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let goes_on = explained.last().is_some_and(|last| last.matches.iter().any(|found| is_header(found.list)));
        let begins = goes_on || line.after_blank || line.is_marked;
        let n_joined = if begins { joined(site, outline, lines.get(at..).unwrap_or_default()) } else { 1 };
        explained.push(explain_lines(site, lines.get(at..at + n_joined).unwrap_or_default(), owner(line.start)));
        at += n_joined;
    }
    Explanation { site: site.name.clone(), outline: outline.name.clone(), lines: explained }
}

fn choose_anyway(all: &Dialects, text: &str) -> Option<Choice> {
    Dialects { sites: all.sites.clone(), outlines: all.outlines.clone(), forced: true }
        .choose(text, false)
        .map(|(choice, _)| choice)
}

/// A line as patterns see it.
struct SeenLine {
    number: u32,
    start: usize,
    after_blank: bool,
    is_marked: bool,
    text: String,
}

fn read_lines(text: &str, outline: &Outline) -> Vec<SeenLine> {
    let mut reader = LineReader::new(text, outline);
    let (mut line, mut lines) = (Line::default(), Vec::new());
    let mut last_reference = 0;
    while reader.read(&mut line) {
        let raw = text.get(line.text.range()).unwrap_or_default();
        let text = cleaned(raw, outline.clean, &mut last_reference);
        if text.is_empty() {
            continue;
        }
        let (number, start, after_blank) = (line.number, line.start, line.after_blank);
        lines.push(SeenLine { number, start, after_blank, is_marked: !line.marks.is_empty(), text });
    }
    lines
}

/// How many of `lines` make one header; 1 where they do not.
fn joined(site: &Site, outline: &Outline, lines: &[SeenLine]) -> usize {
    let wraps = matches!(outline.lines, Wrapping::Wrap | Wrapping::Markdown);
    let is_known = |text: &str| HEADERS.iter().any(|list| site.matches(*list, text).is_some());
    let most = lines.iter().skip(1).take(MAX_JOINED - 1);
    let most = 1 + most.take_while(|line| !line.after_blank && !line.is_marked && !is_known(&line.text)).count();
    let is_header = |n: &usize| is_known(&text_of(lines.get(..*n).unwrap_or_default()));
    if wraps { (1..=most).find(is_header).unwrap_or(1) } else { 1 }
}

fn text_of(lines: &[SeenLine]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn is_header(list: List) -> bool {
    HEADERS.contains(&list)
}

pub(in crate::parse) fn owner_at(thread: &Thread, byte: usize) -> Owner {
    let at = thread.owners().partition_point(|part| part.end as usize <= byte);
    thread.owners().get(at).map_or(Owner::Furniture, |part| part.owner)
}

fn explain_lines(site: &Site, lines: &[SeenLine], owner: Owner) -> ExplainedLine {
    let text = text_of(lines);
    let of_comment = matches!(owner, Owner::Comment(_));
    let may_be = |list: &List| *list != List::Running && !(of_comment && FRAME.contains(list));
    let lists = List::ALL.iter().map(|(list, _)| *list).filter(may_be);
    let matches: Vec<_> = lists.filter_map(|list| matched(site, list, &text)).collect();
    let is_told = matches.iter().any(|found| !FRAME.contains(&found.list));
    let mut misses = if is_told { Vec::new() } else { near_misses(site, &text) };
    misses.retain(|near| matches.is_empty() || !FRAME.contains(&near.list));
    let number = |line: Option<&SeenLine>| line.map_or(0, |line| line.number);
    ExplainedLine { first: number(lines.first()), last: number(lines.last()), text, owner, matches, misses }
}

fn matched(site: &Site, list: List, text: &str) -> Option<MatchedPattern> {
    let patterns = site.patterns(list);
    let (index, captures) = patterns.find(text, &site.lexicon)?;
    let value = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
    let fields = captures.iter().filter(|(field, _)| !matches!(field.name(), "_" | "#"));
    let fields = fields.map(|(field, range)| (field.name(), value(range))).collect();
    Some(MatchedPattern { list, pattern: patterns.all.get(index)?.text.clone(), fields })
}

/// The patterns of headers that come nearest to a line.
fn near_misses(site: &Site, text: &str) -> Vec<NearMiss> {
    let mut misses: Vec<(usize, NearMiss)> = Vec::new();
    for list in HEADERS {
        for pattern in &site.patterns(list).all {
            let Some(miss) = pattern.program.miss(text, &site.lexicon) else { continue };
            let got = text.get(..miss.at).unwrap_or_default();
            let Some(nearness) = nearness(&pattern.text, got) else { continue };
            misses.push((nearness, NearMiss { list, pattern: pattern.text.clone(), miss }));
        }
    }
    misses.sort_by_key(|(nearness, near)| (std::cmp::Reverse((*nearness, near.miss.at)), near.list));
    misses.into_iter().take(MAX_MISSES).map(|(_, near)| near).collect()
}

/// How many of the letters that a pattern must have a line has, in their order; `None` where that is no sign of a header.
///
/// A line that begins as the pattern does looks like a header, and so does one that has half of its letters.
fn nearness(pattern: &str, got: &str) -> Option<usize> {
    let steps = parse_pattern(pattern).ok()?;
    let literals = steps.iter().filter_map(|step| if let Step::Literal(text) = step { Some(text) } else { None });
    let words: Vec<&str> = literals.flat_map(|text| words(text)).collect();
    let n_letters = |text: &str| text.chars().filter(|&letter| is_letter(letter)).count();
    let (mut rest, mut found) = (got, 0);
    for word in &words {
        let Some((_, after)) = rest.split_once(word) else { break };
        (rest, found) = (after, found + n_letters(word));
    }
    let wanted: usize = words.iter().map(|word| n_letters(word)).sum();
    let begin = beginning(&steps);
    let is_begun = n_letters(&begin) > 1 && got.starts_with(&begin);
    (is_begun || (found > 2 && found * 2 >= wanted)).then_some(found)
}

/// The words of a literal, and the other characters after each.
fn words(literal: &str) -> impl Iterator<Item = &str> {
    let pieces = literal.split_inclusive(|letter: char| !is_letter(letter));
    let parts = pieces.flat_map(|piece| {
        let (word, mark) = piece.split_at(piece.trim_end_matches(|letter| !is_letter(letter)).len());
        [word, mark]
    });
    parts.filter(|part| !part.is_empty())
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric()
}

/// What a line begins with that a pattern matches.
fn beginning(steps: &[Step]) -> String {
    let text = |step: &Step| match step {
        Step::Literal(text) => Some(text.clone()),
        Step::Blanks => Some(" ".to_owned()),
        Step::Field(_) | Step::Optional(_) => None,
    };
    steps.iter().map_while(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;
    use crate::parse::parse;

    fn explained(text: &str) -> Explanation {
        let dialects = DialectSet::builtin().expect("because the built-in files are proved by tests");
        crate::parse::explain(&parse(Document::from_text("page", text), &dialects), &dialects).unwrap()
    }

    #[test]
    fn a_line_names_its_pattern_and_what_it_gives() {
        let found = explained(
            "Comments Filter:\n  • Tea (Score:5, Funny)\n\n    by owl ( 12 ) on Friday October 06, 2023 @06:12AM (#63905101)\n\n    Text.\n",
        );
        assert_eq!(found.site, "slashdot");
        let [_, title, byline, body] = &found.lines[..] else { panic!("{found:?}") };
        assert_eq!(title.matches[0].list, List::Title);
        assert_eq!(title.matches[0].fields[0], ("subject", "Tea".to_owned()));
        assert_eq!((byline.first, byline.matches[0].list), (4, List::Byline));
        assert!(matches!(body.owner, Owner::Comment(_)) && body.matches.is_empty() && body.misses.is_empty());
    }

    #[test]
    fn a_line_that_is_nearly_a_header_says_where_it_stops() {
        let found = explained("by owl ( 12 ) at Friday October 06\n\nA line of text (two) that is none.\n");
        let [near, text] = &found.lines[..] else { panic!("{found:?}") };
        assert_eq!(near.misses[0].list, List::Byline);
        assert!(text.misses.is_empty(), "{text:?}");
    }

    #[test]
    fn nearness_counts_the_letters_of_literals_in_their_order() {
        assert_eq!(nearness("lit by {author} (no. {uid})", "lit by Ida "), Some(5));
        assert_eq!(nearness("{subject} ({score~} sparks)", "I saw (two"), None);
        assert_eq!(nearness("lit by {author}", "lit"), Some(3));
        assert_eq!(nearness("lit by {author} (no. {uid}, {posted})", "little "), None);
        assert_eq!(nearness("{title} - {declared} repl[y][ies]", "I had to replace "), None);
        assert_eq!(nearness("{subject} ({score~} sparks)", "Tea (2 sparks"), Some(6));
    }
}
