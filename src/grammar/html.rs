//! How a site draws comments in HTML: which elements hold what.

use crate::grammar::error::{FileText, GrammarError};
use crate::grammar::file::{HtmlFieldFile, HtmlFile, ScriptFile, Text};
use crate::grammar::site::{Patterns, compile};
use crate::markup::Selector;

/// A part of a page, which a selector of a form finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HtmlPart {
    /// A comment begins with one, and with it ends the one before.
    Comment,
    /// One may hold a line that stands for a comment, or for hidden ones.
    Line,
    /// What comments stand in so many of, so deep they are.
    Nesting,
    /// What is never part of a line or a body.
    Drop,
    Title,
    Byline,
    Body,
    Signature,
    /// What says that the site cut a body.
    Cut,
    /// A mark of subscribers that is no text.
    Subscriber,
    /// A link that may lead to what a comment answers.
    Parent,
    /// A link of a comment that is only a line.
    StubLink,
    /// The comment that the page is about, whose parent it need not show.
    Focus,
    /// What quoted words stand in.
    Quote,
    /// What a paragraph stands in, all of it, that is quoted.
    QuoteParagraph,
    /// The lines above the comments.
    Head,
    /// The story's title with its number of comments.
    StoryLine,
    StoryTitle,
    /// The words of the story.
    Story,
}

impl HtmlPart {
    /// How many there are.
    pub(crate) const N: usize = Self::Story as usize + 1;
}

/// How a site draws comments in HTML, in one of its ages.
#[derive(Clone, Debug)]
pub(crate) struct HtmlForm {
    /// A page in this form has one.
    pub(crate) page: Selector,
    pub(crate) parts: [Option<Selector>; HtmlPart::N],
    /// Whether a comment goes on to the next, beyond its own element.
    pub(crate) goes_on: bool,
    pub(crate) site_id: Option<HtmlField>,
    pub(crate) parent: Option<HtmlField>,
    pub(crate) stub_link: Option<HtmlField>,
    pub(crate) focus: Option<HtmlField>,
    pub(crate) script: Option<ScriptFile>,
}

/// How an element, or one of its attributes, holds a value.
#[derive(Clone, Debug)]
pub(crate) struct HtmlField {
    pub(crate) attribute: Option<String>,
    /// The element's text.
    pub(crate) text: Option<String>,
    pub(crate) patterns: Patterns,
}

impl HtmlForm {
    pub(crate) fn new(file: &HtmlFile, text: FileText<'_>) -> Result<Self, GrammarError> {
        let mut parts = [const { None }; HtmlPart::N];
        for (part, selector) in selectors(file) {
            if let Some(selector) = selector {
                let selector = parse_selector(selector.get_ref(), selector.span().start, text)?;
                parts[part as usize] = Some(selector);
            }
        }
        let mut field = |part: Option<HtmlPart>, one: &Option<HtmlFieldFile>| {
            let Some(one) = one else { return Ok(None) };
            let (element, attribute) = at(one);
            if let Some(part) = part {
                parts[part as usize] = Some(parse_selector(element, one.at.span().start, text)?);
            }
            let patterns = compile(&one.pattern, text, &[])?;
            Ok(Some(HtmlField { attribute: attribute.map(str::to_owned), text: one.text.clone(), patterns }))
        };
        Ok(Self {
            page: parse_selector(file.page.get_ref(), file.page.span().start, text)?,
            goes_on: file.goes_on,
            site_id: field(None, &file.site_id)?,
            parent: field(Some(HtmlPart::Parent), &file.parent)?,
            stub_link: field(Some(HtmlPart::StubLink), &file.stub_link)?,
            focus: field(Some(HtmlPart::Focus), &file.focus)?,
            script: file.script.clone(),
            parts,
        })
    }

    /// The selector of a part, where the form has it.
    pub(crate) fn has(&self, part: HtmlPart) -> bool {
        self.parts[part as usize].is_some()
    }
}

/// The selectors of a form's file, by their parts.
fn selectors(file: &HtmlFile) -> [(HtmlPart, Option<&Text>); 16] {
    [
        (HtmlPart::Comment, Some(&file.comment)),
        (HtmlPart::Line, file.line.as_ref()),
        (HtmlPart::Nesting, file.nesting.as_ref()),
        (HtmlPart::Drop, file.drop.as_ref()),
        (HtmlPart::Title, file.title.as_ref()),
        (HtmlPart::Byline, file.byline.as_ref()),
        (HtmlPart::Body, file.body.as_ref()),
        (HtmlPart::Signature, file.signature.as_ref()),
        (HtmlPart::Cut, file.cut.as_ref()),
        (HtmlPart::Subscriber, file.subscriber.as_ref()),
        (HtmlPart::Quote, file.quote.as_ref()),
        (HtmlPart::QuoteParagraph, file.quote_paragraph.as_ref()),
        (HtmlPart::Head, file.head.as_ref()),
        (HtmlPart::StoryLine, file.story_line.as_ref()),
        (HtmlPart::StoryTitle, file.story_title.as_ref()),
        (HtmlPart::Story, file.story.as_ref()),
    ]
}

/// The selector of a field, and the attribute behind its `@`.
fn at(field: &HtmlFieldFile) -> (&str, Option<&str>) {
    match field.at.get_ref().rsplit_once('@') {
        Some((element, attribute)) if !attribute.contains(']') => (element.trim(), Some(attribute)),
        _ => (field.at.get_ref().as_str(), None),
    }
}

fn parse_selector(selector: &str, offset: usize, text: FileText<'_>) -> Result<Selector, GrammarError> {
    Selector::parse(selector).map_err(|error| {
        text.error_at(offset + error.column, format!("in the selector `{selector}`: {}", error.message))
    })
}
