//! Comments that a page's script lists: an object written in JavaScript, by the comments' numbers.
//!
//! ```text
//! object = "{" [ pair { "," pair } ] "}" ;      pair  = key ":" value ;
//! key    = name | number | string ;             value = object | list | string | number | name ;
//! list   = "[" [ value { "," value } ] "]" ;
//! ```

use rustc_hash::{FxHashMap, FxHashSet};

use crate::grammar::ScriptFile;
use crate::markup::{NodeId, Tree};

/// What a script says of a comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) uid: Option<u64>,
    pub(super) subject: Option<String>,
    pub(super) score: Option<i32>,
    pub(super) parent: Option<u64>,
    /// Whether the list of what the site cut has it; `None` where there is no such list.
    pub(super) is_cut: Option<bool>,
}

/// What the scripts of a page list.
#[derive(Debug, Default)]
pub(super) struct ScriptLists {
    pub(super) comments: FxHashMap<u64, Listed>,
    /// Whether there is a list of what the site cut.
    pub(super) has_cuts: bool,
    /// The numbers in the order of the script.
    pub(super) order: Vec<u64>,
}

impl ScriptLists {
    /// Reads the scripts of a page. Linear.
    pub(super) fn of(tree: &Tree<'_>, form: &ScriptFile) -> Self {
        let (mut lists, mut cut) = (Self::default(), None::<FxHashSet<u64>>);
        let scripts = tree.descendants(Tree::ROOT).filter(|node| tree.name(*node) == "script");
        for script in scripts {
            let text = tree.descendants(script).next().map_or("", |text: NodeId| tree.text(text));
            for begin in &form.comments {
                each_after(text, begin, |rest| lists.read_comments(rest, form));
            }
            for begin in &form.cut {
                each_after(text, begin, |rest| read_numbers(rest, cut.get_or_insert_default()));
            }
        }
        lists.has_cuts = cut.is_some();
        if let Some(cut) = cut {
            lists.comments.iter_mut().for_each(|(id, listed)| listed.is_cut = Some(cut.contains(id)));
        }
        lists
    }

    fn read_comments<'t>(&mut self, text: &'t str, form: &ScriptFile) -> &'t str {
        let mut reader = Tokens { rest: text };
        if reader.next() != Some(Token::Open('{')) {
            return text;
        }
        while let Some(key) = reader.key() {
            if reader.next() != Some(Token::Open('{')) {
                break;
            }
            let listed = read_comment(&mut reader, form);
            if let Ok(id) = key.parse() {
                self.order.push(id);
                self.comments.entry(id).or_insert(listed);
            }
        }
        reader.rest
    }
}

/// Calls for what stands behind each place of a text that is no part of a longer name; `read` gives what it left. A blank
/// of the text is any number of blanks in the script.
fn each_after<'t>(text: &'t str, begin: &str, mut read: impl FnMut(&'t str) -> &'t str) {
    let mut words = begin.split(' ');
    let name = words.next().unwrap_or_default();
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), name.as_bytes()) {
        let (before, behind) = rest.split_at(at);
        let is_name_end = |letter: char| letter.is_alphanumeric() || letter == '_';
        let behind = behind.get(name.len()..).unwrap_or_default();
        let follow = |rest: &'t str, word: &str| rest.trim_start().strip_prefix(word);
        let value = words.clone().try_fold(behind, follow).filter(|_| !before.ends_with(is_name_end));
        rest = value.map_or(behind, &mut read);
    }
}

/// Reads one comment's object, behind its bracket.
fn read_comment(reader: &mut Tokens<'_>, form: &ScriptFile) -> Listed {
    let (mut listed, mut parents) = (Listed::default(), vec![None; form.parent.len()]);
    while let Some(key) = reader.key() {
        let value = match reader.next() {
            Some(Token::Word(value)) => value,
            Some(Token::Open(_)) => {
                reader.skip();
                continue;
            }
            _ => break,
        };
        let is = |name: &Option<String>| name.as_deref() == Some(key.as_str());
        if is(&form.uid) {
            listed.uid = value.parse().ok();
        } else if is(&form.subject) {
            listed.subject = Some(value);
        } else if is(&form.score) {
            listed.score = value.parse().ok();
        } else if let Some(at) = form.parent.iter().position(|name| *name == key) {
            parents.iter_mut().skip(at).take(1).for_each(|to| *to = value.parse().ok());
        }
    }
    listed.parent = parents.into_iter().flatten().next();
    listed
}

/// Reads the numbers of a list, or the keys of an object.
fn read_numbers<'t>(text: &'t str, into: &mut FxHashSet<u64>) -> &'t str {
    let mut reader = Tokens { rest: text };
    match reader.next() {
        Some(Token::Open('[')) => {
            while let Some(Token::Word(number) | Token::Mark(number)) = reader.next() {
                into.extend(number.parse::<u64>().ok());
            }
        }
        Some(Token::Open('{')) => {
            while let Some(key) = reader.key() {
                into.extend(key.parse::<u64>().ok());
                if let Some(Token::Open(_)) = reader.next() {
                    reader.skip();
                }
            }
        }
        _ => return text,
    }
    reader.rest
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Open(char),
    Close,
    /// A colon or a comma.
    Mark(String),
    /// A name, a number or what a string says.
    Word(String),
}

/// The tokens of an object.
struct Tokens<'t> {
    rest: &'t str,
}

impl Tokens<'_> {
    fn next(&mut self) -> Option<Token> {
        let rest = self.rest.trim_start();
        let first = rest.chars().next()?;
        let (token, len) = match first {
            '{' | '[' => (Token::Open(first), 1),
            '}' | ']' => (Token::Close, 1),
            ':' | ',' => (Token::Mark(first.to_string()), 1),
            '"' | '\'' => string(rest, first)?,
            _ => {
                let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '-' | '.' | '+');
                let len = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
                if len == 0 {
                    return None;
                }
                (Token::Word(rest.get(..len)?.to_owned()), len)
            }
        };
        self.rest = rest.get(len..)?;
        Some(token)
    }

    /// The next key of an object with its colon taken; `None` at the object's end.
    fn key(&mut self) -> Option<String> {
        loop {
            match self.next()? {
                Token::Mark(mark) if mark == "," => {}
                Token::Word(key) => return (self.next()? == Token::Mark(":".to_owned())).then_some(key),
                _ => return None,
            }
        }
    }

    /// Skips what stands in a bracket that was taken, up to its end.
    fn skip(&mut self) {
        let mut depth = 1_u32;
        while depth > 0 {
            match self.next() {
                Some(Token::Open(_)) => depth = depth.saturating_add(1),
                Some(Token::Close) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

/// Reads a string of JavaScript: what it says, and its length with its quotation marks.
fn string(text: &str, mark: char) -> Option<(Token, usize)> {
    let mut said = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => match letters.next()?.1 {
                'n' => said.push('\n'),
                't' => said.push('\t'),
                'r' => {}
                'u' => {
                    let code: String = letters.by_ref().take(4).map(|(_, digit)| digit).collect();
                    said.push(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}'));
                }
                other => said.push(other),
            },
            _ if letter == mark => return Some((Token::Word(said), at + 1)),
            _ => said.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::build_tree;

    fn form() -> ScriptFile {
        let text = |text: &str| Some(text.to_owned());
        ScriptFile {
            comments: vec!["comments = ".to_owned()],
            cut: vec!["cut = ".to_owned()],
            uid: text("uid"),
            subject: text("subject"),
            score: text("points"),
            parent: vec!["opid".to_owned(), "pid".to_owned()],
        }
    }

    #[test]
    fn objects_of_a_script_are_read() {
        let page = "<script>var x = 1; comments = { 12: { uid: 7, pid: 0, points: -1, kids: [ 13, 14 ], opid: 3 }, \
            '13': {subject:\"Re:a \\\"b\\\" \\u00e9\", pid: 12} }; cut = [13];</script><p>comments = {5:{}}";
        let lists = ScriptLists::of(&build_tree(page), &form());
        assert_eq!(lists.order, [12, 13]);
        let first = Listed { uid: Some(7), score: Some(-1), parent: Some(3), is_cut: Some(false), ..Listed::default() };
        assert_eq!(lists.comments[&12], first);
        let second = &lists.comments[&13];
        assert_eq!(
            (second.subject.as_deref(), second.parent, second.is_cut),
            (Some("Re:a \"b\" \u{e9}"), Some(12), Some(true))
        );
    }

    #[test]
    fn what_is_no_object_is_left() {
        for script in
            ["comments = ", "comments = [1]", "comments = {", "comments = {1:", "comments = {1:{\"", "comments = {a}"]
        {
            let lists = ScriptLists::of(&build_tree(&format!("<script>{script}</script>")), &form());
            assert!(lists.comments.len() <= 1, "{script}");
        }
    }
}
