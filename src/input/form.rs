//! Text of another form than a page's text: HTML, JSON, tables.

use std::path::Path;

use crate::input::decode::Refusal;

/// How much of a text is looked at.
const HEAD: usize = 16 * 1024;

/// Refuses text in a form that is not read yet.
///
/// What the text holds decides; only for JSON and tables, whose beginnings can be anything, the file's name
/// counts too.
pub(crate) fn check_form(text: &str, path: &Path) -> Result<(), Refusal> {
    let start = text.len() - text.trim_start().len();
    let head = head_of(text.get(start..).unwrap_or_default());
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    let named = |names: &[&str]| names.iter().any(|&name| extension.as_deref() == Some(name.as_ref()));
    let (found, help) = match () {
        () if is_html(head) => ("an HTML page, a form that is not read yet", "save the page as text and give that"),
        () if is_json(head) || named(&["json", "jsonl", "ndjson"]) => {
            ("JSON, a form that is not read yet", "give the page as text")
        }
        () if is_own_table(head) || named(&["csv", "tsv"]) => {
            ("a table, a form that is not read yet", "give the page as text")
        }
        () => return Ok(()),
    };
    Err(Refusal { offset: start, found: found.to_owned(), help })
}

/// The beginning of a text, cut at a character.
fn head_of(text: &str) -> &str {
    let end = (0..=HEAD.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

fn is_html(head: &str) -> bool {
    let begins = |mark: &str| head.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    ["<!doctype html", "<html", "<?xml", "<head>", "<body"].iter().any(|mark| begins(mark)) || is_dense_markup(head)
}

/// Whether a fifth of the lines begin with a tag, and none with a bullet: an extract that keeps list tags.
fn is_dense_markup(head: &str) -> bool {
    /// Fewer tags than this may be an example in a comment.
    const FEWEST: usize = 5;
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
        check_form(text, Path::new(path)).err().map(|refusal| (refusal.offset, refusal.found))
    }

    #[test]
    fn other_forms_are_refused_by_name() {
        assert!(
            refused("\n <!DOCTYPE html>", "a.txt").is_some_and(|(offset, found)| offset == 2 && found.contains("HTML"))
        );
        assert!(refused("<ul>\n<li>a</li>\n<li>b\n</li>\n</ul>\nx", "a").is_some());
        assert!(refused("[{\"id\":1}]", "a.txt").is_some_and(|(_, found)| found.contains("JSON")));
        assert!(refused("NaN", "a.JSON").is_some());
        assert!(refused("thread,comment,parent,depth", "a.txt").is_some());
    }

    #[test]
    fn text_is_text_whatever_its_name() {
        assert_eq!(refused("Story\n  \u{2022} A title\n", "a.html"), None);
        assert_eq!(refused("[example.com] says {\n", "a.txt"), None);
        assert_eq!(refused("[](//example.org/)\n", "a.txt"), None);
        assert_eq!(refused("", "a.txt"), None);
    }
}
