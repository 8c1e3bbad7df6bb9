//! Awkward names, the ways to write them, and whether one stands in a text: by rules of its own, not the program's.

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

/// Names that are hard to find: in each other, with blanks, accents, signs and digits, and words.
const NAMES: [&str; 34] = [
    "Tobb",
    "Tobb S",
    "Tobb Sel",
    "qowl",
    "night qowl",
    "Old  Molder",
    "Old\u{a0}Pexer",
    "old_barrow",
    "Zoë Quillor",
    "Hale\u{308}vik",
    "Weißdor",
    "ΟΔΥΣΣΕΥΣ",
    "İbrahimov",
    "O'Mallorty",
    "Hestor's Nephew",
    "Tolm & Jerrick",
    "d. wholl?",
    "a.*b+qc",
    "C++ tolfan",
    "x^y$qz",
    "garlic",
    "butterfly",
    "90210777",
    "4711x",
    "-dashed-",
    "_scored_",
    "*starred*",
    "R&Dvik",
    "mr_underscore_jones",
    "hyphen-ated-name",
    "#hashor",
    "trailing!",
    "=formulist",
    "user of four words",
];

/// A thread to be written down: who wrote what.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) comments: Vec<WrittenComment>,
}

/// A comment to be written down.
#[derive(Clone, Debug)]
pub(crate) struct WrittenComment {
    pub(crate) author: &'static str,
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Written {
    /// The thread as a table; its names are in one line each.
    pub(crate) fn csv(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut table = "thread,comment,parent,author,anonymous,subject,body\n".to_owned();
        for (nth, comment) in self.comments.iter().enumerate() {
            let WrittenComment { author, subject, body } = comment;
            let cells = [author, subject.as_str(), body].map(quoted);
            let is_anonymous = nth % 3 == 0;
            let [author, subject, body] = cells;
            table.push_str(&format!("1,{},{nth},{author},{is_anonymous},{subject},{body}\n", nth + 1));
        }
        table
    }

    /// The thread as a page that a tool printed.
    pub(crate) fn page(&self) -> String {
        let mut page = "Comments Filter:\n".to_owned();
        for (nth, WrittenComment { author, subject, body }) in self.comments.iter().enumerate() {
            let (subject, body) = (subject.replace('\n', " "), body.replace('\n', "\n    "));
            page.push_str(&format!(
                "  \u{2022} {subject} (Score:3)\n\n    by {author} ( {} ) on Thursday October 05, 2023 @11:{:02}PM (#{})\n\n    \
                 {body}\n\n",
                310_770 + nth,
                10 + nth,
                101 + nth
            ));
        }
        page
    }
}

/// Threads by awkward authors who mention each other, in every way and at every place.
pub(crate) fn threads() -> impl Strategy<Value = Written> {
    let authors = subsequence(NAMES.to_vec(), 3..=12);
    let mentions = || prop::collection::vec((any::<Index>(), 0..N_WAYS, any::<bool>()), 4);
    authors.prop_flat_map(move |authors| {
        let n = authors.len();
        prop::collection::vec(mentions(), n).prop_map(move |mentions| {
            let comments = authors.iter().zip(mentions).map(|(author, mentions)| comment(author, &authors, &mentions));
            Written { comments: comments.collect() }
        })
    })
}

fn comment(author: &'static str, authors: &[&'static str], mentions: &[(Index, usize, bool)]) -> WrittenComment {
    let spelled: Vec<String> = mentions.iter().map(|(which, way, _)| spell(which.get::<&str>(authors), *way)).collect();
    let [first, second, third, last] = spelled.as_slice() else { panic!("four names are mentioned") };
    let subject = if mentions[0].2 { format!("{third} and tea") } else { format!("Re: {second}") };
    WrittenComment {
        author,
        subject,
        body: format!("{first} says ({second}).\n\n> {third} wrote: tea\n\nmore of {last}"),
    }
}

/// How many ways there are to write a name.
const N_WAYS: usize = 22;

/// A name in one of the ways to write it.
fn spell(name: &str, way: usize) -> String {
    let joined = |joint: &str| name.split_whitespace().collect::<Vec<_>>().join(joint);
    let path = |joint: &str| name.split_whitespace().map(in_percents).collect::<Vec<_>>().join(joint);
    match way {
        0 => name.to_uppercase(),
        1 => name.to_lowercase(),
        2 => name.replace('&', "&amp;").replace('\'', "&#39;"),
        3 => name.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
        4 => name.replace('&', "&amp;amp;").replace(' ', "&#32;"),
        5 => name.replace('\'', "\u{2019}"),
        6 => name.replace('ë', "e\u{308}").replace("e\u{308}", "ë"),
        7 => name.replace('ë', "e\u{308}"),
        8 => joined("  "),
        9 => joined("\u{a0}"),
        10 => joined("\n"),
        11 => joined("_"),
        12 => joined("-"),
        13 => format!("{name}'s"),
        14 => name.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        15 => format!("\u{202e}{name}\u{202c}"),
        16 => format!("@{}", joined("_")),
        17 => format!("~{}", joined("+")),
        18 => format!("https://s.example/~{}/", path("+")),
        19 => format!("https://s.example/user/{}", path("%20")),
        20 => format!("http://s.example/u/{}/tea", path("_")),
        _ => name.to_owned(),
    }
}

fn in_percents(text: &str) -> String {
    let byte =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(byte).collect()
}

/// Which of some names stand in a text, however they are written.
pub(crate) fn names_in<'a>(text: &str, names: &'a [String]) -> Vec<&'a str> {
    let text = without_pseudonyms(text);
    let texts = [plain(&text), plain(&unescaped(&text))];
    names.iter().map(String::as_str).filter(|name| texts.iter().any(|text| stands(text, name))).collect()
}

fn stands(text: &str, name: &str) -> bool {
    let name = plain(&unescaped(name)).trim().to_owned();
    if name.chars().count() < 3 {
        return false;
    }
    let blank_joints = |text: &str| text.replace(['_', '-', '+'], " ");
    let (loose, wanted) = (blank_joints(text), blank_joints(&name));
    loose.match_indices(&wanted).any(|(at, _)| {
        let (before, found, behind) = (&text[..at], &text[at..at + name.len()], &text[at + name.len()..]);
        let edges = |text: &str| (text.chars().next(), text.chars().next_back());
        edges(found) == edges(&name)
            && !(before.ends_with(char::is_alphanumeric) && name.starts_with(char::is_alphanumeric))
            && !(behind.starts_with(|c: char| c.is_alphanumeric() || c == '\u{308}')
                && name.ends_with(char::is_alphanumeric))
    })
}

/// A text in which nothing is a part of a pseudonym.
fn without_pseudonyms(text: &str) -> String {
    let mut parts = text.split("user-");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_one = part.len() >= 10 && part.bytes().take(10).all(|byte| byte.is_ascii_alphanumeric());
        rest.push_str(if is_one { "\u{2603}" } else { "user-" });
        rest.push_str(if is_one { &part[10..] } else { part });
    }
    rest
}

/// Small letters, decomposed as far as our names need it, with single blanks, without what cannot be seen.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}' | '\u{202c}' | '\u{202e}' | '\u{307}' => {}
            'ë' | 'Ë' => plain.push_str("e\u{308}"),
            'ß' | 'ẞ' => plain.push_str("ss"),
            'ς' | 'Σ' => plain.push('σ'),
            'İ' => plain.push('i'),
            '\u{2018}' | '\u{2019}' => plain.push('\''),
            c if c.is_whitespace() => plain.push_str(if plain.ends_with(' ') { "" } else { " " }),
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

/// A text with references of HTML and percents read, twice.
fn unescaped(text: &str) -> String {
    let once = |text: &str| percents_read(&references_read(&text.replace("&amp;", "&")));
    once(&once(text))
}

fn references_read(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut read = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = part.split_once(';').and_then(|(digits, rest)| {
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            Some((char::from_u32(code)?, rest))
        });
        match number {
            Some((c, rest)) => {
                read.push(c);
                read.push_str(rest);
            }
            None => read.push_str(&format!("&#{part}")),
        }
    }
    read
}

fn percents_read(text: &str) -> String {
    let (bytes, mut read, mut at) = (text.as_bytes(), Vec::new(), 0);
    while let Some(&byte) = bytes.get(at) {
        let hex = || u8::from_str_radix(std::str::from_utf8(bytes.get(at + 1..at + 3)?).ok()?, 16).ok();
        match (byte == b'%').then(hex).flatten() {
            Some(written) => {
                read.push(written);
                at += 3;
            }
            None => {
                read.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}
