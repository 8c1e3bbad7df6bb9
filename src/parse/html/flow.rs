//! The text of a stretch of a page as lines, as a browser shows it: blanks collapsed, lines broken at blocks and `br`.

use crate::markup::{NodeId, NodeKind, Tree};
use crate::model::Joint;
use crate::parse::html::found::{Found, Nodes, is_in};

/// A line of text.
#[derive(Debug)]
pub(super) struct FlowLine {
    pub(super) text: String,
    pub(super) joint: Joint,
    /// How many lists it stands in, and whether an item of the innermost begins with it.
    pub(super) lists: u32,
    pub(super) is_item: bool,
    /// The first byte of it in the source.
    pub(super) offset: u32,
    /// Whether all of it stands in what is quoted.
    pub(super) is_quoted: bool,
}

/// Which elements of a page have a meaning of their own in its lines.
#[derive(Debug, Default)]
pub(super) struct FlowMarks {
    /// What is left out.
    pub(super) dropped: Vec<Nodes>,
    /// What quoted words stand in.
    pub(super) quotes: Found,
    /// What a whole line stands in that is quoted.
    pub(super) quote_lines: Found,
}

/// The lines of a stretch of nodes. Linear.
pub(super) fn lines_of(tree: &Tree<'_>, marks: &FlowMarks, nodes: Nodes) -> Vec<FlowLine> {
    let mut flow = Flow::new(tree, marks);
    let mut at = nodes.start;
    while at < nodes.end {
        flow.close_to(at);
        at = flow.node(NodeId(at)).max(at + 1);
    }
    flow.break_line(Joint::Line);
    flow.lines
}

/// The text of a stretch of nodes as one line.
pub(super) fn line_of(tree: &Tree<'_>, marks: &FlowMarks, nodes: Nodes) -> String {
    let mut text = String::new();
    for line in lines_of(tree, marks, nodes) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&line.text);
    }
    text
}

struct Flow<'a> {
    tree: &'a Tree<'a>,
    marks: &'a FlowMarks,
    lines: Vec<FlowLine>,
    /// The line that is open.
    text: String,
    offset: u32,
    /// Whether blanks were met that a word must follow.
    has_blank: bool,
    /// What stands before the next word, such as the number of an item.
    mark: Option<String>,
    /// How the next line follows.
    joint: Joint,
    /// Whether the last break was a `br`.
    after_br: bool,
    /// Whether the open line is kept to the letter.
    is_pre: bool,
    /// Whether a word of the open line stands outside of what makes a whole line quoted.
    has_own: bool,
    open: Vec<Open>,
    n_pre: u32,
    n_quotes: u32,
    n_quote_lines: u32,
    n_lists: u32,
    /// Whether an item begins with the open line, and in how many lists that stands.
    is_item: bool,
    lists: u32,
}

/// An open element that means something for lines.
struct Open {
    end: u32,
    role: Role,
    /// For a list with numbers, the last one.
    number: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It stands in lines of its own, apart from others.
    Paragraph,
    /// The same, with items.
    List,
    /// It stands in lines of its own.
    Line,
    /// It stands in the line, apart from the words around it.
    Cell,
    Pre,
    Quote,
    QuoteLine,
}

impl<'a> Flow<'a> {
    fn new(tree: &'a Tree<'a>, marks: &'a FlowMarks) -> Self {
        Self {
            tree,
            marks,
            lines: Vec::new(),
            text: String::new(),
            offset: 0,
            has_blank: false,
            mark: None,
            joint: Joint::Paragraph,
            after_br: false,
            is_pre: false,
            has_own: false,
            open: Vec::new(),
            n_pre: 0,
            n_quotes: 0,
            n_quote_lines: 0,
            n_lists: 0,
            is_item: false,
            lists: 0,
        }
    }

    /// Takes a node; gives the next to be looked at.
    fn node(&mut self, id: NodeId) -> u32 {
        let node = self.tree.node(id);
        if is_in(&self.marks.dropped, id) {
            return node.end.0;
        }
        match node.kind {
            NodeKind::Text { .. } => self.text(id, node.place.start),
            NodeKind::Element { .. } => return self.element(id),
            NodeKind::Document => {}
        }
        id.0 + 1
    }

    fn element(&mut self, id: NodeId) -> u32 {
        let end = self.tree.node(id).end.0;
        let name = self.tree.name(id);
        match name {
            "script" | "style" | "head" | "select" | "textarea" | "iframe" | "object" => return end,
            "br" => self.br(),
            "hr" => self.break_line(Joint::Paragraph),
            "img" => self.image(id),
            "li" => self.item(end),
            "ol" => {
                let start = self.tree.attribute(id, "start").and_then(|start| start.trim().parse::<u32>().ok());
                self.enter(Role::List, end, Some(start.unwrap_or(1).saturating_sub(1)));
            }
            "ul" | "menu" | "dir" => self.enter(Role::List, end, None),
            "p" | "dl" | "blockquote" | "table" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.enter(Role::Paragraph, end, None);
            }
            "pre" | "listing" | "xmp" => {
                self.enter(Role::Paragraph, end, None);
                self.enter(Role::Pre, end, None);
            }
            "td" | "th" => self.enter(Role::Cell, end, None),
            "div" | "tr" | "dt" | "dd" | "address" | "article" | "section" | "header" | "footer" | "main" | "nav"
            | "aside" | "fieldset" | "legend" | "center" | "figure" | "figcaption" | "caption" | "details"
            | "summary" | "body" | "html" | "tbody" | "thead" | "tfoot" => self.enter(Role::Line, end, None),
            _ => {}
        }
        if self.marks.quotes.has(id) {
            self.enter(Role::Quote, end, None);
        }
        if self.marks.quote_lines.has(id) {
            self.enter(Role::QuoteLine, end, None);
        }
        id.0 + 1
    }

    fn enter(&mut self, role: Role, end: u32, number: Option<u32>) {
        match role {
            Role::Paragraph => self.break_line(Joint::Paragraph),
            Role::List => {
                self.break_line(Joint::Paragraph);
                self.n_lists += 1;
            }
            Role::Line => self.break_line(Joint::Line),
            Role::Cell => self.has_blank = true,
            Role::Pre => self.n_pre += 1,
            Role::Quote => {
                self.break_line(Joint::Line);
                self.n_quotes += 1;
            }
            Role::QuoteLine => self.n_quote_lines += 1,
        }
        self.open.push(Open { end, role, number });
    }

    /// Leaves the elements that end before a node.
    fn close_to(&mut self, at: u32) {
        while self.open.last().is_some_and(|open| open.end <= at) {
            let Some(Open { role, .. }) = self.open.pop() else { return };
            match role {
                Role::Paragraph => self.break_line(Joint::Paragraph),
                Role::List => {
                    self.break_line(Joint::Paragraph);
                    self.n_lists = self.n_lists.saturating_sub(1);
                }
                Role::Line => self.break_line(Joint::Line),
                Role::Cell => self.has_blank = true,
                Role::Pre => self.n_pre = self.n_pre.saturating_sub(1),
                Role::Quote => {
                    self.break_line(Joint::Line);
                    self.n_quotes = self.n_quotes.saturating_sub(1);
                }
                Role::QuoteLine => self.n_quote_lines = self.n_quote_lines.saturating_sub(1),
            }
        }
    }

    /// An item of a list, behind a bullet or its number.
    fn item(&mut self, end: u32) {
        self.enter(Role::Line, end, None);
        let list = self.open.iter_mut().rev().find(|open| open.role == Role::List);
        let number = list.and_then(|list| list.number.as_mut());
        self.mark = Some(match number {
            Some(number) => {
                *number = number.saturating_add(1);
                format!("{number}. ")
            }
            None => "\u{2022} ".to_owned(),
        });
    }

    fn image(&mut self, id: NodeId) {
        if let Some(alt) = self.tree.attribute(id, "alt").map(str::trim).filter(|alt| !alt.is_empty()) {
            let place = self.tree.node(id).place.start;
            self.word(&format!("[{alt}]"), place);
        }
    }

    fn text(&mut self, id: NodeId, place: u32) {
        let text = self.tree.text(id);
        if self.n_pre > 0 {
            return self.preformatted(text, place);
        }
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.trim_start_matches(is_space);
            self.has_blank |= word.len() < rest.len();
            let len = word.find(is_space).unwrap_or(word.len());
            let (word, after) = word.split_at(len);
            if !word.is_empty() {
                let at = text.len() - after.len() - word.len();
                self.word(word, place.saturating_add(u32::try_from(at).unwrap_or(0)));
            }
            rest = after;
        }
    }

    fn preformatted(&mut self, text: &str, place: u32) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.br();
            }
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.trim().is_empty() {
                let at = line.as_ptr() as usize - text.as_ptr() as usize;
                self.word(line, place.saturating_add(u32::try_from(at).unwrap_or(0)));
            }
        }
    }

    fn word(&mut self, word: &str, offset: u32) {
        if self.text.is_empty() {
            (self.offset, self.is_pre) = (offset, self.n_pre > 0);
            (self.lists, self.is_item) = (self.n_lists, self.mark.is_some());
            self.text.extend(self.mark.take());
        } else if self.has_blank {
            self.text.push(' ');
        }
        self.has_own |= self.n_quote_lines == 0;
        self.has_blank = false;
        self.text.push_str(word);
    }

    fn br(&mut self) {
        if self.text.is_empty() {
            self.joint = if self.after_br { Joint::Paragraph } else { self.joint };
        } else {
            self.break_line(Joint::Line);
        }
        self.has_blank = false;
        self.after_br = true;
    }

    /// Ends the open line, and says how the next follows it.
    fn break_line(&mut self, joint: Joint) {
        self.has_blank = false;
        if self.text.trim_matches(is_blank).is_empty() {
            self.text.clear();
            if joint == Joint::Paragraph {
                self.joint = joint;
            }
            return;
        }
        let is_quoted = self.n_quotes > 0 || !self.has_own;
        let text = self.text.trim_end_matches(is_blank);
        let text = if self.is_pre { text } else { text.trim_start_matches(is_blank) }.to_owned();
        let Self { offset, lists, is_item, .. } = *self;
        self.lines.push(FlowLine { text, joint: self.joint, lists, is_item, offset, is_quoted });
        self.text.clear();
        (self.joint, self.after_br, self.has_own) = (joint, false, false);
    }
}

/// Tells whether a character of a page is one of those that browsers collapse.
fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\n' | '\t' | '\r' | '\u{c}')
}

/// The same with those that are no words either.
fn is_blank(letter: char) -> bool {
    is_space(letter) || letter == '\u{a0}'
}
