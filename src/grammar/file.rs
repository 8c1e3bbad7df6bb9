//! What a grammar file says, before anything of it is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// A text of a grammar file with its place.
pub(crate) type Text = Spanned<String>;

/// A site file: what the lines of a site's pages say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteFile {
    pub(crate) name: Text,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) anonymous: Vec<String>,
    #[serde(default)]
    pub(crate) anonymous_uids: Vec<u64>,
    #[serde(default)]
    pub(crate) doubled_subjects: bool,
    pub(crate) score: Option<ScoreFile>,
    #[serde(default)]
    pub(crate) moderation: BTreeMap<String, i8>,
    #[serde(default)]
    pub(crate) dates: Vec<Text>,
    pub(crate) display: Option<DisplayFile>,
    /// The word of the button that leads to what a comment answers.
    pub(crate) parent_button: Option<String>,
    /// What the subject of an answer begins with.
    pub(crate) reply_prefix: Option<String>,
    #[serde(default, rename = "text", alias = "lines")]
    pub(crate) lines: LinesFile,
    #[serde(default)]
    pub(crate) html: Vec<HtmlFile>,
    /// A comment's address on the site, with `{discussion}` and `{site_id}`.
    pub(crate) address: Option<Text>,
    #[serde(default)]
    pub(crate) links: LinksFile,
    #[serde(default, rename = "milestone")]
    pub(crate) milestones: Vec<MilestoneFile>,
    #[serde(default, rename = "sample")]
    pub(crate) samples: Vec<Spanned<SampleFile>>,
}

/// The range of a site's scores.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreFile {
    pub(crate) min: i32,
    pub(crate) max: i32,
}

/// What a site shows to a reader who is not logged in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisplayFile {
    pub(crate) lowest: i32,
    pub(crate) full_top_level: i32,
    pub(crate) full_reply: i32,
    pub(crate) max_depth: u32,
    pub(crate) cut: Vec<u32>,
}

/// The patterns of each kind of line.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LinesFile {
    pub(crate) begin: Vec<Text>,
    pub(crate) end: Vec<Text>,
    pub(crate) filter: Vec<Text>,
    pub(crate) story: Vec<Text>,
    pub(crate) story_end: Vec<Text>,
    pub(crate) posted_by: Vec<Text>,
    pub(crate) topic: Vec<Text>,
    #[serde(default)]
    pub(crate) masthead: Vec<Text>,
    pub(crate) head: Vec<Text>,
    pub(crate) abbreviating: Vec<Text>,
    pub(crate) title: Vec<Text>,
    pub(crate) loose_title: Vec<Text>,
    pub(crate) score: Vec<Text>,
    pub(crate) byline: Vec<Text>,
    pub(crate) loose_byline: Vec<Text>,
    pub(crate) details: Vec<Text>,
    pub(crate) small: Vec<Text>,
    pub(crate) stub: Vec<Text>,
    pub(crate) hidden: Vec<Text>,
    pub(crate) action: Vec<Text>,
    pub(crate) cut: Vec<Text>,
    pub(crate) running: Vec<Text>,
}

/// Patterns of link targets, for tools that print them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LinksFile {
    pub(crate) comment: Vec<Text>,
}

/// How a site draws comments in HTML, in one of its ages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HtmlFile {
    pub(crate) page: Text,
    pub(crate) comment: Text,
    pub(crate) line: Option<Text>,
    pub(crate) nesting: Option<Text>,
    #[serde(default)]
    pub(crate) goes_on: bool,
    pub(crate) drop: Option<Text>,
    pub(crate) site_id: Option<HtmlFieldFile>,
    pub(crate) title: Option<Text>,
    pub(crate) byline: Option<Text>,
    pub(crate) body: Option<Text>,
    pub(crate) signature: Option<Text>,
    pub(crate) cut: Option<Text>,
    pub(crate) subscriber: Option<Text>,
    pub(crate) parent: Option<HtmlFieldFile>,
    pub(crate) stub_link: Option<HtmlFieldFile>,
    pub(crate) focus: Option<HtmlFieldFile>,
    pub(crate) quote: Option<Text>,
    pub(crate) quote_paragraph: Option<Text>,
    pub(crate) head: Option<Text>,
    pub(crate) story_line: Option<Text>,
    pub(crate) story_title: Option<Text>,
    pub(crate) story: Option<Text>,
    pub(crate) script: Option<ScriptFile>,
    #[serde(default, rename = "sample")]
    pub(crate) samples: Vec<Spanned<PageSampleFile>>,
}

/// A small page in a form, with what it must give.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageSampleFile {
    pub(crate) page: String,
    pub(crate) comments: Vec<SampleComment>,
}

/// Which element or attribute holds a value, and how that is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HtmlFieldFile {
    /// A selector, and an attribute behind an `@`; without a selector it is the comment's own element.
    pub(crate) at: Text,
    /// The element's text.
    pub(crate) text: Option<String>,
    pub(crate) pattern: Vec<Text>,
}

/// Lists of comments in a page's script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ScriptFile {
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

/// A comment number and the day it was given out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MilestoneFile {
    pub(crate) site_id: u64,
    pub(crate) date: Text,
}

/// A line, or a date, with what it must give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampleFile {
    pub(crate) list: Option<String>,
    pub(crate) line: Option<String>,
    #[serde(default)]
    pub(crate) lines: Vec<String>,
    pub(crate) date: Option<String>,
    #[serde(default)]
    pub(crate) gives: BTreeMap<String, String>,
    pub(crate) reads: Option<String>,
    #[serde(default)]
    pub(crate) none: bool,
}

/// An outline file: how one tool draws nested lists as text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutlineFile {
    pub(crate) name: Text,
    pub(crate) title: String,
    /// Whether it is how pages are laid out here, and no tool's.
    #[serde(default)]
    pub(crate) own: bool,
    #[serde(default)]
    pub(crate) marks: Vec<String>,
    #[serde(default = "two", deserialize_with = "at_least_one")]
    pub(crate) step: u32,
    #[serde(default = "two")]
    pub(crate) text: u32,
    pub(crate) title_column: Option<u32>,
    #[serde(default)]
    pub(crate) titled_shift: u32,
    pub(crate) margin: Option<u32>,
    #[serde(default, deserialize_with = "level")]
    pub(crate) deepest: Option<u32>,
    #[serde(default)]
    pub(crate) drops_empty: bool,
    pub(crate) depth: Depth,
    pub(crate) headers: Headers,
    pub(crate) lines: Wrapping,
    /// Whether the tool can be told not to wrap, or others draw the same.
    #[serde(default)]
    pub(crate) may_not_wrap: bool,
    #[serde(default)]
    pub(crate) mark_stands: MarkStands,
    #[serde(default)]
    pub(crate) body: BodyColumn,
    #[serde(default)]
    pub(crate) menus: bool,
    #[serde(default)]
    pub(crate) break_after: String,
    #[serde(default)]
    pub(crate) clean: Vec<Clean>,
    #[serde(default, rename = "sample")]
    pub(crate) samples: Vec<Spanned<OutlineSampleFile>>,
}

fn two() -> u32 {
    2
}

fn at_least_one<'de, D: serde::Deserializer<'de>>(number: D) -> Result<u32, D::Error> {
    u32::deserialize(number).map(|number| number.max(1))
}

fn level<'de, D: serde::Deserializer<'de>>(number: D) -> Result<Option<u32>, D::Error> {
    at_least_one(number).map(Some)
}

/// What tells a comment's depth.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// The column of its mark.
    Mark,
    /// The column of its text.
    Text,
    /// The blanks before its mark since the mark before, or since the line's beginning.
    Gap,
    /// How often its mark is repeated.
    Count,
    /// Nothing: the tool lost the tree.
    None,
}

/// Whether the tool keeps the header of every comment.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Headers {
    /// It keeps them all, so that a mark without a header is a list in a body.
    Kept,
    /// It loses some, so that a mark without a header may be a comment.
    Lost,
}

/// What a line end means.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Wrapping {
    /// A line end of the page.
    Break,
    /// A line end of the page only where the next word would have fitted.
    Wrap,
    /// A blank, unless two blanks or a backslash stand before it.
    Markdown,
    /// Nothing: the whole dump is one running text.
    Running,
}

/// Where a mark stands.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum MarkStands {
    /// Before its text.
    #[default]
    Before,
    /// Alone on its line, its text below.
    Alone,
    /// Before its text, or before the mark of the next item: never alone on a line.
    Glued,
}

/// Where a comment's lines begin.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum BodyColumn {
    /// At the column of its text.
    #[default]
    Text,
    /// At the margin, whatever its depth.
    Margin,
}

/// What a tool adds to text that has to come off again.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Clean {
    /// Numbers of links: `[141]`.
    References,
    /// Markdown: links with targets, emphasis of headings, escapes, attributes, fences.
    Markdown,
    /// Marks of form fields: `[ ]`.
    Checkboxes,
}

/// A small thread as the tool draws it, with what it must give.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutlineSampleFile {
    pub(crate) site: String,
    pub(crate) text: String,
    pub(crate) comments: Vec<SampleComment>,
}

/// A comment that a sample must give.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct SampleComment {
    pub(crate) site_id: Option<u64>,
    pub(crate) depth: Option<u32>,
    pub(crate) author: Option<String>,
    pub(crate) body: String,
}
