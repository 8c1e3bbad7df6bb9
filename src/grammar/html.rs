//! How a site draws comments in HTML: which elements hold what.

use crate::grammar::error::{FileText, GrammarError};
use crate::grammar::field::Field;
use crate::grammar::file::{HtmlFieldFile, HtmlFile, ScriptFile, Text};
use crate::grammar::site::{Patterns, compile};
use crate::markup::Selector;

/// How a site draws comments in HTML, in one of its ages.
#[derive(Clone, Debug)]
pub(crate) struct HtmlForm {
    /// A page in this form has one.
    pub(crate) page: Selector,
    /// A comment begins with one, and with it ends the one before.
    pub(crate) comment: Selector,
    /// One may hold a line that stands for a comment, or for hidden ones.
    pub(crate) line: Option<Selector>,
    /// What comments stand in so many of, so deep they are.
    pub(crate) nesting: Option<Selector>,
    /// Whether a comment goes on to the next, beyond its own element.
    pub(crate) goes_on: bool,
    /// What is never part of a line or a body.
    pub(crate) drop: Option<Selector>,
    pub(crate) site_id: Option<HtmlField>,
    pub(crate) title: Option<Selector>,
    pub(crate) byline: Option<Selector>,
    pub(crate) body: Option<Selector>,
    pub(crate) signature: Option<Selector>,
    pub(crate) cut: Option<Selector>,
    /// A mark of subscribers that is no text.
    pub(crate) subscriber: Option<Selector>,
    pub(crate) parent: Option<HtmlField>,
    pub(crate) stub_link: Option<HtmlField>,
    /// The comment that the page is about, whose parent it need not show.
    pub(crate) focus: Option<HtmlField>,
    /// What quoted words stand in.
    pub(crate) quote: Option<Selector>,
    /// What a paragraph stands in, all of it, that is quoted.
    pub(crate) quote_paragraph: Option<Selector>,
    /// The lines above the comments.
    pub(crate) head: Option<Selector>,
    /// The story's title with its number of comments.
    pub(crate) story_line: Option<Selector>,
    /// The story's title.
    pub(crate) story_title: Option<Selector>,
    /// The words of the story.
    pub(crate) story: Option<Selector>,
    pub(crate) script: Option<ScriptForm>,
}

/// A value that an element or one of its attributes holds.
#[derive(Clone, Debug)]
pub(crate) struct HtmlField {
    /// The element; the comment's own where there is none.
    pub(crate) at: Option<Selector>,
    pub(crate) attribute: Option<String>,
    /// The element's text.
    pub(crate) text: Option<String>,
    pub(crate) patterns: Patterns,
}

/// Lists of comments in a page's script.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScriptForm {
    /// What stands before the object of all comments, by their numbers.
    pub(crate) comments: Vec<String>,
    /// What stands before the list of comments that the site cut.
    pub(crate) cut: Vec<String>,
    pub(crate) uid: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) score: Option<String>,
    /// The keys of what a comment answers, the surest first.
    pub(crate) parent: Vec<String>,
}

impl HtmlForm {
    pub(crate) fn new(file: &HtmlFile, text: FileText<'_>) -> Result<Self, GrammarError> {
        let selector = |one: &Text| read_selector(one, text);
        let optional = |one: &Option<Text>| one.as_ref().map(selector).transpose();
        let field = |one: &Option<HtmlFieldFile>| one.as_ref().map(|one| HtmlField::new(one, text)).transpose();
        Ok(Self {
            page: selector(&file.page)?,
            comment: selector(&file.comment)?,
            line: optional(&file.line)?,
            nesting: optional(&file.nesting)?,
            goes_on: file.goes_on,
            drop: optional(&file.drop)?,
            site_id: field(&file.site_id)?,
            title: optional(&file.title)?,
            byline: optional(&file.byline)?,
            body: optional(&file.body)?,
            signature: optional(&file.signature)?,
            cut: optional(&file.cut)?,
            subscriber: optional(&file.subscriber)?,
            parent: field(&file.parent)?,
            stub_link: field(&file.stub_link)?,
            focus: field(&file.focus)?,
            quote: optional(&file.quote)?,
            quote_paragraph: optional(&file.quote_paragraph)?,
            head: optional(&file.head)?,
            story_line: optional(&file.story_line)?,
            story_title: optional(&file.story_title)?,
            story: optional(&file.story)?,
            script: file.script.as_ref().map(ScriptForm::new),
        })
    }
}

impl HtmlField {
    fn new(file: &HtmlFieldFile, text: FileText<'_>) -> Result<Self, GrammarError> {
        let (element, attribute) = match file.at.get_ref().rsplit_once('@') {
            Some((element, attribute)) if !attribute.contains(']') => (element.trim(), Some(attribute.to_owned())),
            _ => (file.at.get_ref().as_str(), None),
        };
        let at = match element {
            "" => None,
            element => Some(parse_selector(element, file.at.span().start, text)?),
        };
        let patterns = compile(&file.pattern, text, &[], None)?;
        Ok(Self { at, attribute, text: file.text.clone(), patterns })
    }

    /// The fields that its patterns may give.
    pub(crate) fn gives(&self, field: Field) -> bool {
        self.patterns.all.iter().any(|pattern| pattern.text.contains(&format!("{{{}}}", field.name())))
    }
}

impl ScriptForm {
    fn new(file: &ScriptFile) -> Self {
        let ScriptFile { comments, cut, uid, subject, score, parent } = file.clone();
        Self { comments, cut, uid, subject, score, parent }
    }
}

fn read_selector(selector: &Text, text: FileText<'_>) -> Result<Selector, GrammarError> {
    parse_selector(selector.get_ref(), selector.span().start, text)
}

fn parse_selector(selector: &str, offset: usize, text: FileText<'_>) -> Result<Selector, GrammarError> {
    Selector::parse(selector).map_err(|error| {
        text.error_at(offset + error.column, format!("in the selector `{selector}`: {}", error.message))
    })
}
