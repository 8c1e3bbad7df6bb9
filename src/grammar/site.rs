//! What the lines of a site's pages say.

use chrono::NaiveDate;
use memchr::memmem::Finder;

use crate::grammar::dates::DateFormats;
use crate::grammar::error::{FileText, GrammarError};
use crate::grammar::field::Field;
use crate::grammar::file::{DisplayFile, LinesFile, ScoreFile, SiteFile, Text};
use crate::grammar::html::HtmlForm;
use crate::grammar::pattern::{Step, parse_pattern};
use crate::grammar::program::Program;
use crate::grammar::run::{Captures, Lexicon};

/// A kind of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    /// The last line before the comments.
    Begin,
    /// The first line after the comments.
    End,
    /// Items of the page's own menu of comments.
    Filter,
    /// The story's title with its number of comments.
    Story,
    /// The first line after the story's summary.
    StoryEnd,
    /// Who posted the story.
    PostedBy,
    /// The line under who posted the story, where that says how long ago: its topic and number of comments.
    Topic,
    /// The page's own name, with the story's title in it or below it.
    Masthead,
    /// A line of the page that declares a number of comments.
    Head,
    /// A line that only pages with abbreviated comments have.
    Abbreviating,
    /// A comment's subject and score.
    Title,
    /// A comment's subject and score in a form that only a by-line below it proves.
    LooseTitle,
    /// A comment's score on its own line.
    Score,
    /// Who posted a comment, and when.
    Byline,
    /// Who posted a comment, and when, in a form that only its place tells from plain text.
    LooseByline,
    /// The rest of a by-line that a tool split.
    Details,
    /// A line under the by-line.
    Small,
    /// A comment's only trace.
    Stub,
    /// A line that stands for comments that are not shown.
    Hidden,
    /// Buttons and tables after a comment's body.
    Action,
    /// A line that says that the site cut the body above it.
    Cut,
    /// A header in running text.
    Running,
}

impl List {
    /// Every kind of line, with the key of its patterns in a site file.
    pub const ALL: [(Self, &'static str); 22] = [
        (Self::Begin, "begin"),
        (Self::End, "end"),
        (Self::Filter, "filter"),
        (Self::Story, "story"),
        (Self::StoryEnd, "story_end"),
        (Self::PostedBy, "posted_by"),
        (Self::Topic, "topic"),
        (Self::Masthead, "masthead"),
        (Self::Head, "head"),
        (Self::Abbreviating, "abbreviating"),
        (Self::Title, "title"),
        (Self::LooseTitle, "loose_title"),
        (Self::Score, "score"),
        (Self::Byline, "byline"),
        (Self::LooseByline, "loose_byline"),
        (Self::Details, "details"),
        (Self::Small, "small"),
        (Self::Stub, "stub"),
        (Self::Hidden, "hidden"),
        (Self::Action, "action"),
        (Self::Cut, "cut"),
        (Self::Running, "running"),
    ];

    /// The bit that stands for it.
    fn bit(self) -> u32 {
        1 << self as u32
    }

    /// The key of its patterns in a site file.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(list, _)| *list == self).map_or("", |(_, name)| name)
    }

    /// The kind of line whose patterns stand under `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(list, _)| *list)
    }
}

/// One pattern of a site file.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    pub(crate) offset: usize,
    pub(crate) program: Program,
}

/// The patterns of one kind of line, with what lets a line be ruled out fast.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    pub(crate) all: Vec<Pattern>,
    /// For each byte, the patterns whose lines can begin with it, and those whose lines can end with it: a bit each.
    ends: Option<Box<[(u64, u64); 256]>>,
    needle: Option<Finder<'static>>,
}

/// What the lines of a site's pages say.
#[derive(Clone, Debug)]
pub struct Site {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) scores: (i32, i32),
    pub(crate) lexicon: Lexicon,
    pub(crate) signs: Vec<i8>,
    pub(crate) anonymous_uids: Vec<u64>,
    pub(crate) doubled_subjects: bool,
    pub(crate) reply_prefix: Option<String>,
    pub(crate) parent_button: Option<String>,
    pub(crate) display: Option<DisplayFile>,
    lines: Vec<Patterns>,
    /// For each byte, the kinds of line that can begin with it, and those that can end with it: a bit each.
    ends: Box<[(u32, u32); 256]>,
    pub(crate) comment_links: Patterns,
    pub(crate) html: Vec<HtmlForm>,
    pub(crate) address: Option<String>,
    pub(crate) milestones: Vec<(u64, NaiveDate)>,
}

/// Lines longer than this are never headers: no site prints such.
pub(crate) const MAX_HEADER_LEN: usize = 1_500;

/// The bit that stands for all patterns from this one on.
const LAST_BIT: usize = 63;

impl Patterns {
    fn new(all: Vec<Pattern>, needle: Option<&str>) -> Self {
        let bits = |may: &dyn Fn(&Program) -> bool| {
            all.iter()
                .enumerate()
                .fold(0, |bits, (at, pattern)| bits | u64::from(may(&pattern.program)) << at.min(LAST_BIT))
        };
        let mut ends = Box::new([(0, 0); 256]);
        for (byte, may) in (0..=u8::MAX).zip(ends.iter_mut()) {
            *may = (bits(&|program| program.may_begin_with(byte)), bits(&|program| program.may_end_with(byte)));
        }
        let needle = needle.map(|text| Finder::new(text).into_owned());
        Self { all, ends: Some(ends), needle }
    }

    /// Matches a line with the patterns in their order.
    pub(crate) fn matches(&self, line: &str, lexicon: &Lexicon) -> Option<Captures> {
        self.find(line, lexicon).map(|(_, captures)| captures)
    }

    /// The first pattern that matches a line, with what it captures.
    pub(crate) fn find(&self, line: &str, lexicon: &Lexicon) -> Option<(usize, Captures)> {
        let (first, last) = (*line.as_bytes().first()?, *line.as_bytes().last()?);
        let ends = self.ends.as_ref()?;
        let mut fitting = ends[usize::from(first)].0 & ends[usize::from(last)].1;
        if fitting == 0 || line.len() > MAX_HEADER_LEN {
            return None;
        }
        if self.needle.as_ref().is_some_and(|needle| needle.find(line.as_bytes()).is_none()) {
            return None;
        }
        while fitting != 0 {
            let bit = fitting.trailing_zeros() as usize;
            let end = if bit == LAST_BIT { self.all.len() } else { bit + 1 };
            for (index, pattern) in (bit..end).zip(self.all.get(bit..end).unwrap_or_default()) {
                if let Some(captures) = pattern.program.matches(line, lexicon) {
                    return Some((index, captures));
                }
            }
            fitting &= fitting - 1;
        }
        None
    }
}

impl Site {
    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the site is, in words.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where a discussion's comments are on the site, with `{site_id}` for a comment's number.
    pub(crate) fn address_in(&self, discussion: Option<&str>) -> Option<String> {
        let address = self.address.as_deref()?;
        match (address.contains("{discussion}"), discussion) {
            (true, Some(discussion)) => Some(address.replace("{discussion}", discussion)),
            (true, None) => None,
            (false, _) => Some(address.to_owned()),
        }
    }

    /// The host of the site's addresses.
    pub(crate) fn host(&self) -> Option<&str> {
        let (_, rest) = self.address.as_deref()?.split_once("//")?;
        rest.split('/').next()
    }

    /// The patterns of one kind of line.
    pub(crate) fn patterns(&self, list: List) -> &Patterns {
        static NONE: Patterns = Patterns { all: Vec::new(), ends: None, needle: None };
        self.lines.get(list as usize).unwrap_or(&NONE)
    }

    /// Matches a line, which has no blanks at its ends, as one kind of line.
    #[must_use]
    pub fn matches(&self, list: List, line: &str) -> Option<Captures> {
        self.first_of(&[list], line).map(|(_, captures)| captures)
    }

    /// The first of the kinds that a line is of, with what its pattern captures.
    #[inline]
    pub(crate) fn first_of(&self, lists: &[List], line: &str) -> Option<(List, Captures)> {
        let (first, last) = (*line.as_bytes().first()?, *line.as_bytes().last()?);
        let kinds = self.ends[usize::from(first)].0 & self.ends[usize::from(last)].1;
        let mut fitting = lists.iter().filter(|list| kinds & list.bit() != 0);
        fitting.find_map(|list| Some((*list, self.patterns(*list).matches(line, &self.lexicon)?)))
    }

    pub(crate) fn new(file: &SiteFile, text: FileText<'_>) -> Result<Self, GrammarError> {
        let score = file.score.unwrap_or(ScoreFile { min: i32::MIN, max: i32::MAX });
        let moderation: Vec<(&String, &i8)> = file.moderation.iter().collect();
        let lexicon = Lexicon {
            anonymous: file.anonymous.clone(),
            moderation: longest_first(&moderation),
            dates: dates(file, text)?,
        };
        let signs =
            lexicon.moderation.iter().map(|word| file.moderation.get(word).copied().unwrap_or_default()).collect();
        let lines = List::ALL.iter().map(|(list, _)| patterns_of(*list, &file.lines, text));
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            name: file.name.get_ref().clone(),
            title: file.title.clone(),
            scores: (score.min, score.max),
            signs,
            anonymous_uids: file.anonymous_uids.clone(),
            doubled_subjects: file.doubled_subjects,
            reply_prefix: file.reply_prefix.clone(),
            parent_button: file.parent_button.clone(),
            display: file.display.clone(),
            ends: ends_of(&lines),
            lines,
            html: file.html.iter().map(|form| HtmlForm::new(form, text)).collect::<Result<_, _>>()?,
            address: file.address.as_ref().map(|address| address.get_ref().clone()),
            comment_links: compile(&file.links.comment, text, &[Field::SiteId])?,
            milestones: milestones(file, text)?,
            lexicon,
        })
    }

    /// Tells whether a line of buttons has the one that leads to what a comment answers.
    pub(crate) fn has_parent_button(&self, line: &str) -> bool {
        let Some(button) = &self.parent_button else { return false };
        line.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == button)
    }

    /// Tells whether a subject is one that the site gives to answers.
    pub(crate) fn is_reply_subject(&self, subject: &str) -> bool {
        let Some(prefix) = &self.reply_prefix else { return false };
        subject.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    }

    /// The sign of a moderation word; `None` for a word that is not on the site's list.
    #[must_use]
    pub fn sign(&self, word: &str) -> Option<i8> {
        let at = self.lexicon.moderation.iter().position(|known| known.eq_ignore_ascii_case(word))?;
        self.signs.get(at).copied()
    }
}

/// For each byte, the kinds of line that can begin with it, and those that can end with it.
fn ends_of(lines: &[Patterns]) -> Box<[(u32, u32); 256]> {
    let mut all = Box::new([(0, 0); 256]);
    for ((list, _), patterns) in List::ALL.iter().zip(lines) {
        for (kinds, may) in all.iter_mut().zip(patterns.ends.iter().flat_map(|ends| ends.iter())) {
            kinds.0 |= if may.0 != 0 { list.bit() } else { 0 };
            kinds.1 |= if may.1 != 0 { list.bit() } else { 0 };
        }
    }
    all
}

/// Words that begin another word stand after it, so that the longest is found.
fn longest_first(words: &[(&String, &i8)]) -> Vec<String> {
    let mut words: Vec<String> = words.iter().map(|(word, _)| (*word).clone()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

fn dates(file: &SiteFile, text: FileText<'_>) -> Result<DateFormats, GrammarError> {
    let formats: Vec<String> = file.dates.iter().map(|date| date.get_ref().clone()).collect();
    DateFormats::new(&formats).map_err(|(index, message)| {
        let offset = file.dates.get(index).map_or(0, |date| date.span().start);
        text.error_at(offset, message)
    })
}

fn milestones(file: &SiteFile, text: FileText<'_>) -> Result<Vec<(u64, NaiveDate)>, GrammarError> {
    let mut found = Vec::new();
    for milestone in &file.milestones {
        let date = milestone.date.get_ref().parse::<NaiveDate>();
        let date = date.map_err(|_| {
            let message = format!("expected a day such as `2004-08-04`, but found `{}`", milestone.date.get_ref());
            text.error_at(milestone.date.span().start, message)
        })?;
        found.push((milestone.site_id, date));
    }
    found.sort_unstable();
    Ok(found)
}

/// The patterns of one kind of line, and the fields that each of them must have.
fn patterns_of(list: List, lines: &LinesFile, text: FileText<'_>) -> Result<Patterns, GrammarError> {
    let (texts, required): (&[Text], &[Field]) = match list {
        List::Begin => (&lines.begin, &[]),
        List::End => (&lines.end, &[]),
        List::Filter => (&lines.filter, &[]),
        List::Story => (&lines.story, &[Field::Title, Field::Declared]),
        List::StoryEnd => (&lines.story_end, &[]),
        List::PostedBy => (&lines.posted_by, &[]),
        List::Topic => (&lines.topic, &[Field::Declared]),
        List::Masthead => (&lines.masthead, &[]),
        List::Head => (&lines.head, &[Field::Declared]),
        List::Abbreviating => (&lines.abbreviating, &[]),
        List::Title => (&lines.title, &[Field::ScoreLoosely]),
        List::LooseTitle => (&lines.loose_title, &[Field::Score]),
        List::Score => (&lines.score, &[Field::ScoreLoosely]),
        List::Byline => (&lines.byline, &[]),
        List::LooseByline => (&lines.loose_byline, &[]),
        List::Details => (&lines.details, &[Field::PostedLoosely]),
        List::Small => (&lines.small, &[]),
        List::Stub => (&lines.stub, &[Field::Score]),
        List::Hidden => (&lines.hidden, &[Field::Hidden]),
        List::Action => (&lines.action, &[]),
        List::Cut => (&lines.cut, &[]),
        List::Running => (&lines.running, &[]),
    };
    compile(texts, text, required)
}

pub(crate) fn compile(texts: &[Text], file: FileText<'_>, required: &[Field]) -> Result<Patterns, GrammarError> {
    let (mut all, mut literals) = (Vec::new(), None::<Vec<String>>);
    for text in texts {
        let offset = text.span().start;
        let steps = parse_pattern(text.get_ref()).map_err(|error| {
            file.error_at(offset + error.column, format!("in the pattern `{}`: {}", text.get_ref(), error.message))
        })?;
        if let Some(missing) = required.iter().find(|field| !names(&steps, **field)) {
            let message = format!("the pattern `{}` must have the field `{{{}}}`", text.get_ref(), missing.name());
            return Err(file.error_at(offset, message));
        }
        literals = Some(match literals {
            None => literals_of(&steps),
            Some(known) => shared(known, &steps),
        });
        all.push(Pattern { text: text.get_ref().clone(), offset, program: Program::new(&steps) });
    }
    let needle = literals.into_iter().flatten().max_by_key(String::len);
    Ok(Patterns::new(all, needle.as_deref()))
}

/// The texts that every line of a pattern holds.
fn literals_of(steps: &[Step]) -> Vec<String> {
    let literal = |step: &Step| match step {
        Step::Literal(text) => Some(text.clone()),
        _ => None,
    };
    steps.iter().filter_map(literal).collect()
}

/// Those of some texts that every line of a further pattern holds too.
fn shared(known: Vec<String>, steps: &[Step]) -> Vec<String> {
    let own = literals_of(steps);
    known.into_iter().filter(|text| own.iter().any(|other| other.contains(text.as_str()))).collect()
}

fn names(steps: &[Step], field: Field) -> bool {
    steps.iter().any(|step| match step {
        Step::Field(known) => *known == field,
        Step::Optional(inner) => names(inner, field),
        _ => false,
    })
}
