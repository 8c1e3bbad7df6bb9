//! Takes off what a tool added to text: numbers of links, Markdown links and escapes, form fields.

use crate::grammar::CleanSet;

/// A link that was taken off: the text it stood on, as a range of the cleaned text, and its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) target: String,
}

/// Appends `raw` to `out` without what the tool added. `last_reference` is the last link number seen.
pub(super) fn clean(raw: &str, set: CleanSet, last_reference: &mut u32, out: &mut String, links: &mut Vec<Link>) {
    if set.markdown {
        clean_markdown(raw, out, links);
    } else if set.references {
        clean_references(raw, last_reference, out);
    } else {
        out.push_str(raw);
    }
    if set.checkboxes && out.contains("[ ]") {
        let cleaned = out.replace("[ ]", "");
        out.clear();
        out.push_str(cleaned.trim());
    }
}

/// The same as a text of its own, without blanks at its ends and without links.
pub(super) fn cleaned(raw: &str, set: CleanSet, last_reference: &mut u32) -> String {
    let mut text = String::new();
    clean(raw, set, last_reference, &mut text, &mut Vec::new());
    text.trim().to_owned()
}

/// Tells whether cleaning may change a line: most hold nothing that a tool marks.
pub(super) fn may_touch(line: &str, set: CleanSet) -> bool {
    let is_mark = |byte: u8| match byte {
        b'[' => true,
        b']' | b'\\' | b'*' | b'!' | b'<' | b'&' | b'#' | b':' => set.markdown,
        _ => false,
    };
    !set.is_empty() && line.bytes().any(is_mark)
}

/// How far link numbers may jump from one to the next that is seen.
const REFERENCE_JUMP: u32 = 60;

/// `[141]Re: ([142]Score:2)` is `Re: (Score:2)`. Numbers rise through a page, which tells them from footnotes.
fn clean_references(raw: &str, last: &mut u32, out: &mut String) {
    let mut rest = raw;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match reference(from) {
            Some((number, len)) if number >= *last && number <= last.saturating_add(REFERENCE_JUMP) => {
                *last = number;
                rest = from.get(len..).unwrap_or_default();
            }
            _ => {
                out.push('[');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
}

fn reference(from: &str) -> Option<(u32, usize)> {
    let digits = from.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    let number = from.get(1..=digits)?.parse().ok()?;
    (from.as_bytes().get(digits + 1) == Some(&b']')).then_some((number, digits + 2))
}

/// What a bracket of Markdown turns out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Kept,
    Dropped,
}

/// `[text](target "title"){.class}` is `text`; `\@` is `@`; `**` and `#### ` and `:::` are nothing.
fn clean_markdown(raw: &str, out: &mut String, links: &mut Vec<Link>) {
    if raw.trim_start().starts_with(":::") {
        return;
    }
    let heading = raw.trim_start_matches('#');
    let raw = if heading.starts_with(' ') { heading.trim_start() } else { raw };
    let brackets = link_brackets(raw);
    let mut opened: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(rest) = raw.get(at..) {
        let plain = rest.bytes().position(is_markdown).unwrap_or(rest.len());
        out.push_str(rest.get(..plain).unwrap_or_default());
        at += plain;
        let Some(letter) = rest.get(plain..).and_then(|rest| rest.chars().next()) else { break };
        let known = brackets.binary_search_by_key(&at, |found| found.0).ok().and_then(|index| brackets.get(index));
        match (letter, known) {
            ('\\', _) if escapes(raw, at) => {
                at += 1;
                at += push_letter(raw, at, out);
            }
            ('[', Some((_, Bracket::Dropped, _))) => {
                opened.push(out.len());
                at += 1;
            }
            (']', Some((_, Bracket::Dropped, end))) => {
                let start = opened.pop().unwrap_or(out.len());
                push_link(raw, at + 1, *end, start, out.len(), links);
                at = *end;
            }
            ('!', _) if raw.get(at + 1..).is_some_and(|rest| rest.starts_with('[')) => at += 1,
            ('*', _) if raw.get(at..).is_some_and(|rest| rest.starts_with("**")) => at += 2,
            ('<', _) if html_tag(raw, at).is_some() => at += html_tag(raw, at).unwrap_or(1),
            ('&', _) if raw.get(at..).is_some_and(|rest| rest.starts_with("&nbsp;")) => {
                out.push(' ');
                at += "&nbsp;".len();
            }
            _ => at += push_letter(raw, at, out),
        }
    }
}

/// Tells whether a byte may be one of Markdown's marks.
fn is_markdown(byte: u8) -> bool {
    matches!(byte, b'\\' | b'[' | b']' | b'!' | b'*' | b'<' | b'&')
}

/// How long the tag is that begins here: tags of blocks, which Markdown has no mark for.
fn html_tag(raw: &str, at: usize) -> Option<usize> {
    let rest = raw.get(at..)?;
    ["<div>", "</div>", "<br>", "<br />"].iter().find(|tag| rest.starts_with(**tag)).map(|tag| tag.len())
}

fn push_letter(raw: &str, at: usize, out: &mut String) -> usize {
    match raw.get(at..).and_then(|rest| rest.chars().next()) {
        Some(letter) => {
            out.push(letter);
            letter.len_utf8()
        }
        None => 1,
    }
}

fn escapes(raw: &str, at: usize) -> bool {
    raw.as_bytes().get(at + 1).is_some_and(u8::is_ascii_punctuation)
}

fn push_link(raw: &str, from: usize, to: usize, start: usize, end: usize, links: &mut Vec<Link>) {
    let Some(target) = raw.get(from..to).and_then(|text| text.strip_prefix('(')) else { return };
    let stop = target.find([')', ' ', '"', '\n']).unwrap_or(target.len());
    links.push(Link { start, end, target: target.get(..stop).unwrap_or_default().to_owned() });
}

/// Brackets by their bytes: kept, or dropped because a target or attributes follow; then with the byte after those.
fn link_brackets(raw: &str) -> Vec<(usize, Bracket, usize)> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let bytes = raw.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'[' => {
                open.push(found.len());
                found.push((at, Bracket::Kept, at + 1));
            }
            b']' => {
                let end = after_target(bytes, at + 1);
                let is_link = end > at + 1;
                if let (Some(index), true) = (open.pop(), is_link) {
                    if let Some(first) = found.get_mut(index) {
                        first.1 = Bracket::Dropped;
                    }
                    found.push((at, Bracket::Dropped, end));
                    at = end - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The byte after `(target)` or `[12]`, and `{attributes}`, that begin at `at`; `at` where there are none.
fn after_target(bytes: &[u8], at: usize) -> usize {
    let after = closed(bytes, at, b'(', b')').or_else(|| numbered_target(bytes, at)).unwrap_or(at);
    closed(bytes, after, b'{', b'}').unwrap_or(after)
}

/// The byte after the number of a target that stands below the text.
fn numbered_target(bytes: &[u8], at: usize) -> Option<usize> {
    let end = closed(bytes, at, b'[', b']')?;
    let number = bytes.get(at + 1..end - 1)?;
    (!number.is_empty() && number.iter().all(u8::is_ascii_digit)).then_some(end)
}

/// Longest target or attribute list that is looked for.
const MAX_TARGET: usize = 2_000;

fn closed(bytes: &[u8], at: usize, open: u8, close: u8) -> Option<usize> {
    let (mut depth, mut quoted) = (0_u32, false);
    for (index, &byte) in bytes.iter().enumerate().skip(at).take(MAX_TARGET) {
        match byte {
            _ if index == at && byte != open => return None,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            _ if byte == open => depth += 1,
            _ if byte == close && depth == 1 => return Some(index + 1),
            _ if byte == close => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown(raw: &str) -> String {
        let (mut out, mut links) = (String::new(), Vec::new());
        clean_markdown(raw, &mut out, &mut links);
        out
    }

    #[test]
    fn markdown_links_and_attributes_come_off() {
        assert_eq!(markdown("#### [Re:](//s.org/c?cid=9) ([Score:2](#), Funny)"), "Re: (Score:2, Funny)");
        assert_eq!(
            markdown("[[by ]{.byby}[x](//s.org/~x) [[(12)](//u)]{.uid}]{.by}[ writes:]{.w style=\"a\"}"),
            "by x (12) writes:"
        );
        assert_eq!(markdown("[Re:][56] ([![x][59]][60] [1] a[0]"), "Re: (x [1] a[0]");
        assert_eq!(markdown("[ [Parent](//s.org/a_(b)) ]"), "[ Parent ]");
        assert_eq!(markdown("\\@02:08AM \\(\\#1\\) isn\\'t"), "@02:08AM (#1) isn't");
        assert_eq!(markdown("a [b] c [d](e"), "a [b] c [d](e");
    }

    #[test]
    fn reference_numbers_come_off_and_footnotes_stay() {
        let (mut last, mut out) = (140, String::new());
        clean_references("[141]Re: ([142]Score:2) see [1]", &mut last, &mut out);
        assert_eq!((out.as_str(), last), ("Re: (Score:2) see [1]", 142));
    }
}
