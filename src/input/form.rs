//! Text of another form than a page's text: HTML, JSON, tables.

use std::path::Path;

use crate::input::decode::Refusal;
use crate::input::{Source, gzip};

/// How much of a text is looked at.
const HEAD: usize = 16 * 1024;

/// The forms of text that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextForm {
    /// A text dump.
    Page,
    /// A page as browsers read it.
    Html,
    /// A table with a character between its cells: CSV, TSV.
    Delimited,
    /// A table with an object of JSON on each line: NDJSON.
    JsonLines,
    /// The parents of a thread's comments on each line.
    Parents,
}

/// The form that a text is in.
///
/// What the text holds decides; only for JSON and tables, whose beginnings can be anything, the file's name
/// counts too. Forms that are not read yet are refused.
pub(crate) fn form_of(text: &str, path: &Path) -> Result<TextForm, Refusal> {
    let start = text.len() - text.trim_start().len();
    let head = head_of(text.get(start..).unwrap_or_default());
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    let named = |names: &[&str]| names.iter().any(|&name| extension.as_deref() == Some(name.as_ref()));
    let refused = |found, help| Err(Refusal::at(start, found, help));
    match () {
        () if is_html(head) => Ok(TextForm::Html),
        () if head.starts_with("<?xml") => {
            refused("XML, a form that is not read yet", "save the page as HTML or as text and give that")
        }
        () if named(&["jsonl", "ndjson"]) || is_json_lines(head) => Ok(TextForm::JsonLines),
        () if is_json(head) || named(&["json"]) => {
            refused("JSON, a form that is not read yet", "give the page as text, or a table with one object a line")
        }
        () if named(&["csv", "tsv"]) || is_own_table(head) || is_delimited(head) => Ok(TextForm::Delimited),
        () => Ok(TextForm::Page),
    }
}

/// The beginning of a file as text, unpacked where it is gzip, and its form; `None` where it is none that is read.
#[must_use]
pub fn peek_form(source: &Source) -> Option<(String, TextForm)> {
    /// Enough for the names of many columns, or for a comment of some pages.
    const PEEK: u64 = 1 << 18;
    let head = source.peek(PEEK)?;
    let form = form_of(&head, &gzip::inner_path(source.path())).ok()?;
    Some((head, form))
}

/// The beginning of a text, cut at a character.
fn head_of(text: &str) -> &str {
    let end = (0..=HEAD.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

fn is_html(head: &str) -> bool {
    let start = without_preface(head);
    let is_doctype = start.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html"));
    is_doctype || first_tag(start).is_some_and(|name| FIRST_TAGS.contains(&name.as_str())) || is_dense_markup(start)
}

/// Elements that a page, or a part of one, begins with.
const FIRST_TAGS: [&str; 29] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "base", "noscript", "div", "table", "ul", "ol",
    "li", "dl", "p", "article", "section", "main", "header", "nav", "center", "font", "form", "h1", "h2", "h3", "span",
];

/// The name of the tag that a text begins with, in lower case.
fn first_tag(text: &str) -> Option<String> {
    let rest = text.strip_prefix('<')?;
    let len = rest.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    let (name, behind) = rest.split_at(len);
    behind.starts_with(['>', ' ', '\n', '\t', '\r', '/']).then(|| name.to_ascii_lowercase())
}

/// A page from behind what may stand before its first tag: comments, and what XML says of itself.
fn without_preface(head: &str) -> &str {
    let mut rest = head.trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?xml") {
            rest.find("?>").map(|at| at + 2)
        } else {
            None
        };
        match end.and_then(|end| rest.get(end..)) {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

/// Whether a fifth of the lines begin with a tag, and none with a bullet: an extract that keeps list tags.
fn is_dense_markup(head: &str) -> bool {
    /// Fewer tags than this may be an example in a comment.
    const FEWEST: usize = 5;
    if memchr::memchr_iter(b'<', head.as_bytes()).nth(FEWEST - 1).is_none() {
        return false;
    }
    let lines = || head.lines().map(str::trim_start).filter(|line| !line.is_empty());
    let n_tags = lines().filter(|line| begins_with_tag(line)).count();
    n_tags >= FEWEST && n_tags * 5 >= lines().count() && !lines().any(|line| line.starts_with('\u{2022}'))
}

fn begins_with_tag(line: &str) -> bool {
    let name = line.strip_prefix('<').map(|rest| rest.strip_prefix('/').unwrap_or(rest));
    name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains('>'))
}

fn is_json(head: &str) -> bool {
    let after = |open: char| head.strip_prefix(open).map(str::trim_start);
    let in_object = after('{').is_some_and(|rest| rest.starts_with(['"', '}']));
    // `[](` begins the Markdown of a link without text.
    let in_list = after('[').is_some_and(|rest| rest.starts_with(['{', '[', '"', ']']) && !rest.starts_with("]("));
    in_object || in_list
}

/// Whether the first two lines are objects of JSON, each whole.
fn is_json_lines(head: &str) -> bool {
    let is_object = |line: &str| is_json(line) && line.starts_with('{') && line.trim_end().ends_with('}');
    let mut lines = head.lines().map(str::trim_start).filter(|line| !line.is_empty());
    lines.next().is_some_and(is_object) && lines.next().is_some_and(|line| is_json(line) && line.starts_with('{'))
}

/// Whether the first line names columns, one of them of parents, and the second has as many cells.
fn is_delimited(head: &str) -> bool {
    let mut lines = head.lines();
    let (Some(names), Some(cells)) = (lines.next(), lines.next()) else { return false };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"');
    [',', '\t', ';'].into_iter().any(|mark| {
        let n_cells = names.split(mark).count();
        let are_names = names.split(mark).all(|name| !name.is_empty() && name.chars().all(is_name));
        n_cells > 2 && are_names && names.contains("parent") && cells.split(mark).count() >= n_cells
    })
}

/// Whether this is one of our own tables.
fn is_own_table(head: &str) -> bool {
    ["thread,comment,parent,", "thread,document,site,", "document,line,column,"]
        .iter()
        .any(|mark| head.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, path: &str) -> Option<(usize, String)> {
        form_of(text, Path::new(path)).err().map(|refusal| (refusal.offset, refusal.found))
    }

    fn form(text: &str, path: &str) -> Option<TextForm> {
        form_of(text, Path::new(path)).ok()
    }

    #[test]
    fn other_forms_are_refused_by_name() {
        assert!(refused("<?xml version='1.0'?><rss>", "a.txt").is_some_and(|(_, found)| found.contains("XML")));
        assert!(refused("[{\"id\":1}]", "a.txt").is_some_and(|(_, found)| found.contains("JSON")));
        assert!(refused("{\n\"id\":1}", "a.txt").is_some_and(|(_, found)| found.contains("JSON")));
        assert!(refused("NaN", "a.JSON").is_some());
    }

    #[test]
    fn pages_are_known_by_their_first_tag() {
        for text in [
            "\n <!DOCTYPE html>",
            "<HTML>",
            "<!-- saved -->\n<html>",
            "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC \"x\">",
            "<ul id=a><li>b",
            "x\n<ul>\n<li>a</li>\n<li>b\n</li>\n</ul>",
        ] {
            assert_eq!(form(text, "a.csv"), Some(TextForm::Html), "{text:?}");
        }
        for text in ["<night owl> I said", "<owl@example.org> wrote:", "< b", "<!-- a"] {
            assert_eq!(form(text, "a.txt"), Some(TextForm::Page), "{text:?}");
        }
    }

    #[test]
    fn text_is_text_whatever_its_name() {
        for (text, path) in [
            ("Story\n  \u{2022} A title\n", "a.html"),
            ("[example.com] says {\n", "a.txt"),
            ("[](//example.org/)\n", "a.txt"),
            ("a,b,c\nd,e,f\n", "a.txt"),
            ("", "a.txt"),
        ] {
            assert_eq!(form(text, path), Some(TextForm::Page), "{text:?}");
        }
    }

    #[test]
    fn tables_are_known_by_name_or_beginning() {
        for (text, path, expected) in [
            ("x", "a.CSV", TextForm::Delimited),
            ("thread,comment,parent,depth", "a.txt", TextForm::Delimited),
            ("id\tparent\tuser\n1\t0\tx\n", "stdin", TextForm::Delimited),
            ("{\"a\":1}\n{\"a\":2}\n", "stdin", TextForm::JsonLines),
            ("{\"a\":1}", "a.jsonl", TextForm::JsonLines),
        ] {
            assert_eq!(form(text, path), Some(expected), "{text:?}");
        }
    }
}
