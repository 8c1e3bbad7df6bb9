//! Draws a thread as a tool draws it, and says which rows reading the drawing must give.
//!
//! Each function follows what its tool does on saved pages; what the tool loses is left out of the rows.

use crate::model::{Author, Block, Comment, Thread, parents};

/// A tool with the options that change its drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    ResiliparseMain,
    ResiliparseTitled,
    ResiliparseAll,
    ResiliparseNoBullets,
    Unindented,
    Running,
    Lynx,
    LynxLinks,
    W3m,
    Links,
    Elinks,
    Inscriptis,
    Html2text,
    Markdownify,
    PandocPlain,
    PandocMarkdown,
    Numbered,
    Headings,
    Flat,
    Tables,
    SoylentResiliparse,
    SoylentLynx,
}

/// What a row must say; `None` is an empty cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) depth: Option<u32>,
    pub(crate) parent: Option<usize>,
    pub(crate) subject: Option<String>,
    pub(crate) score: Option<i32>,
    pub(crate) moderation: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) uid: Option<u64>,
    pub(crate) anonymous: Option<bool>,
    pub(crate) subscriber: Option<bool>,
    pub(crate) site_id: Option<u64>,
    pub(crate) posted: Option<String>,
    pub(crate) at: Option<chrono::NaiveDateTime>,
    pub(crate) body: String,
}

/// A drawing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drawing {
    pub(crate) text: String,
    pub(crate) rows: Vec<Row>,
    /// For each comment the lines (from 0) that hold nothing but its body, without the line of its mark.
    pub(crate) bodies: Vec<std::ops::Range<usize>>,
}

impl Tool {
    pub(crate) const ALL: [Self; 22] = [
        Self::ResiliparseMain,
        Self::ResiliparseTitled,
        Self::ResiliparseAll,
        Self::ResiliparseNoBullets,
        Self::Unindented,
        Self::Running,
        Self::Lynx,
        Self::LynxLinks,
        Self::W3m,
        Self::Links,
        Self::Elinks,
        Self::Inscriptis,
        Self::Html2text,
        Self::Markdownify,
        Self::PandocPlain,
        Self::PandocMarkdown,
        Self::Numbered,
        Self::Headings,
        Self::Flat,
        Self::Tables,
        Self::SoylentResiliparse,
        Self::SoylentLynx,
    ];

    /// The dialect that the drawing is in.
    pub(crate) fn dialect(self) -> (&'static str, &'static str) {
        match self {
            Self::ResiliparseMain | Self::ResiliparseTitled => ("slashdot", "resiliparse-main"),
            Self::ResiliparseAll => ("slashdot", "resiliparse-all"),
            Self::ResiliparseNoBullets => ("slashdot", "resiliparse-nobullets"),
            Self::Unindented => ("slashdot", "unindented"),
            Self::Running => ("slashdot", "running"),
            Self::Lynx => ("slashdot", "lynx"),
            Self::LynxLinks => ("slashdot", "lynx-links"),
            Self::W3m => ("slashdot", "w3m"),
            Self::Links => ("slashdot", "links"),
            Self::Elinks => ("slashdot", "elinks"),
            Self::Inscriptis => ("slashdot", "inscriptis"),
            Self::Html2text => ("slashdot", "html2text"),
            Self::Markdownify => ("slashdot", "markdownify"),
            Self::PandocPlain => ("slashdot", "pandoc-plain"),
            Self::PandocMarkdown => ("slashdot", "pandoc-markdown"),
            Self::Numbered => ("slashdot-mirror", "numbered"),
            Self::Headings => ("slashdot", "headings"),
            Self::Flat => ("slashdot", "flat"),
            Self::Tables => ("slashdot", "tables"),
            Self::SoylentResiliparse => ("soylentnews", "resiliparse-all"),
            Self::SoylentLynx => ("soylentnews", "lynx"),
        }
    }

    /// How deep threads are drawn: where lines are wrapped, indentation must leave room for words.
    pub(crate) fn max_depth(self) -> usize {
        match self {
            Self::ResiliparseMain
            | Self::ResiliparseTitled
            | Self::ResiliparseAll
            | Self::ResiliparseNoBullets
            | Self::Inscriptis
            | Self::Html2text
            | Self::Markdownify
            | Self::Numbered
            | Self::SoylentResiliparse => 40,
            _ => 8,
        }
    }

    /// Tells whether the tool keeps who answered whom.
    pub(crate) fn has_tree(self) -> bool {
        !matches!(self, Self::Unindented | Self::Running | Self::Flat | Self::Tables)
    }

    /// Whether lists and preformatted lines inside bodies are drawn in a way that can be told from comments.
    fn draws(self, block: &Block) -> bool {
        match block {
            Block::Lines(lines) => {
                // A whole by-line in a body begins a comment where nothing else does.
                let byline = lines.iter().any(|line| line.starts_with("by night owl"));
                let by = lines.iter().any(|line| line.starts_with("by the way"));
                (!byline || !matches!(self, Self::Running | Self::Flat | Self::Tables | Self::ResiliparseNoBullets))
                    && (!by || self != Self::Running)
            }
            Block::List(_) => !matches!(
                self,
                Self::ResiliparseNoBullets | Self::Unindented | Self::Running | Self::Flat | Self::Tables | Self::Links
            ),
            Block::Pre(_) => {
                matches!(self, Self::ResiliparseMain | Self::ResiliparseAll | Self::SoylentResiliparse)
            }
        }
    }

    /// Draws a thread.
    pub(crate) fn print(self, thread: &Thread) -> Drawing {
        let mut page =
            Page { tool: self, lines: Vec::new(), bodies: Vec::new(), rows: Vec::new(), reference: 0, before: 0 };
        page.prologue(thread);
        for (index, comment) in thread.comments.iter().enumerate() {
            let next = thread.comments.get(index + 1).map_or(0, |next| next.depth);
            page.comment(thread, comment, next);
        }
        page.epilogue();
        page.hang(thread);
        let text = if self == Self::Running { page.lines.join(" ") } else { page.lines.join("\n") + "\n" };
        Drawing { text, rows: page.rows, bodies: page.bodies }
    }
}

struct Page {
    tool: Tool,
    lines: Vec<String>,
    bodies: Vec<std::ops::Range<usize>>,
    rows: Vec<Row>,
    reference: u32,
    /// Depth of the comment before, 0 at first.
    before: usize,
}

/// What stands before an item of a list, by its index.
type ItemMark<'m> = &'m dyn Fn(usize) -> String;

/// The line a body is expected to have, with whether it begins a paragraph.
type Expected = Vec<(String, &'static str)>;

fn pad(columns: usize) -> String {
    " ".repeat(columns)
}

/// Fills lines with words up to `width` columns; a tool may also break words behind some characters.
fn wrap(text: &str, first: usize, rest: usize, width: usize, breaks: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut at = first;
    for word in text.split(' ') {
        for (index, piece) in pieces(word, breaks).into_iter().enumerate() {
            let blank = usize::from(index == 0 && !line.is_empty());
            let len = piece.chars().count();
            if !line.is_empty() && at + blank + len > width {
                lines.push(std::mem::take(&mut line));
                at = rest;
            }
            if index == 0 && !line.is_empty() {
                line.push(' ');
                at += 1;
            }
            line.push_str(&piece);
            at += len;
        }
    }
    lines.push(line);
    lines
}

/// A word cut behind each of the characters that another letter follows.
fn pieces(word: &str, breaks: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let letters: Vec<char> = word.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        if let Some(piece) = pieces.last_mut() {
            piece.push(*letter);
        }
        let inside = index > 0 && letters.get(index + 1).is_some_and(|next| next.is_alphanumeric());
        let before = index.checked_sub(1).and_then(|before| letters.get(before));
        let hyphen = *letter != '-' || before.is_some_and(|before| before.is_alphabetic());
        if breaks.contains(*letter) && inside && hyphen {
            pieces.push(String::new());
        }
    }
    pieces
}

impl Page {
    fn push(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn push_all<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        self.lines.extend(lines.into_iter().map(str::to_owned));
    }

    fn blank(&mut self) {
        self.push("");
    }

    fn link(&mut self) -> String {
        self.reference += 1;
        format!("[{}]", self.reference)
    }

    /// The width that the tool wraps text at; `None` where it does not.
    fn width(&self) -> Option<usize> {
        match self.tool {
            Tool::Lynx | Tool::LynxLinks | Tool::SoylentLynx => Some(74),
            Tool::W3m => Some(79),
            Tool::Links | Tool::Elinks | Tool::Tables => Some(77),
            Tool::Html2text | Tool::PandocPlain | Tool::PandocMarkdown => Some(78),
            _ => None,
        }
    }

    fn breaks(&self) -> &'static str {
        match self.tool {
            Tool::W3m => "/#-",
            Tool::Html2text => "-",
            _ => "",
        }
    }

    // --- around the comments -----------------------------------------------------------------------------

    fn prologue(&mut self, thread: &Thread) {
        match self.tool {
            Tool::Numbered => return self.mirror_prologue(thread),
            Tool::Headings => {
                let title = format!("# {}", thread.title);
                self.push(title);
                self.blank();
                return;
            }
            Tool::SoylentResiliparse | Tool::SoylentLynx => return self.soylent_prologue(thread),
            _ => {}
        }
        let indent = match self.tool {
            Tool::Lynx | Tool::LynxLinks | Tool::Links | Tool::Elinks => 3,
            _ => 0,
        };
        self.push_all(["Stories", "Slash Boxes", "Comments", "", "Forgot your password?", "", "typodupeerror", ""]);
        let story = format!("{} (example.org) {}", thread.title, thread.declared);
        self.push(story);
        self.blank();
        self.push("Posted by kerrin");
        self.push("from the off-the-grid dept.");
        for paragraph in &thread.summary {
            self.text(paragraph, indent);
            self.blank();
        }
        self.full_line(indent);
        if self.tool == Tool::Running {
            self.push("Quietly the river carries paper under the northern tower. ".repeat(80).trim_end());
        }
        let title = thread.title.clone();
        self.push(format!("{}This discussion has been archived. No new comments can be posted.", pad(indent)));
        self.blank();
        self.push(format!("{}{title}", pad(indent)));
        self.blank();
        self.begin(indent);
    }

    fn text(&mut self, text: &str, indent: usize) {
        let lines = match self.width() {
            Some(width) => wrap(text, indent, indent, width, self.breaks()),
            None => vec![text.to_owned()],
        };
        for line in lines {
            self.push(format!("{}{line}", pad(indent)));
        }
    }

    /// Pages hold a line as wide as the tool allows.
    fn full_line(&mut self, indent: usize) {
        if let Some(width) = self.width() {
            let filler = "m".repeat(width - indent - "See the".len() - 1);
            self.push(format!("{}See the {filler}", pad(indent)));
            self.push(format!("{}and the rest of it.", pad(indent)));
            self.blank();
        }
    }

    fn begin(&mut self, indent: usize) {
        let menu = ["All", "Insightful", "Informative", "Interesting", "Funny"];
        match self.tool {
            Tool::Inscriptis => self.push("        Comments Filter:"),
            Tool::PandocMarkdown => self.push("[Comments Filter:]{.legend}"),
            _ => self.push(format!("{}Comments Filter:", pad(indent))),
        }
        match self.tool {
            Tool::ResiliparseAll => menu.iter().for_each(|word| self.push(format!("  • {word}"))),
            Tool::Lynx | Tool::Links => menu.iter().for_each(|word| self.push(format!("     * {word}"))),
            Tool::LynxLinks => {
                for word in menu {
                    let link = self.link();
                    self.push(format!("     * {link}{word}"));
                }
            }
            Tool::Elinks => {
                self.blank();
                for word in menu {
                    let link = self.link();
                    self.push(format!("     • {link}{word}"));
                }
            }
            Tool::W3m => {
                self.blank();
                menu.iter().for_each(|word| self.push(format!("  • {word}")));
            }
            Tool::Inscriptis => menu.iter().for_each(|word| self.push(format!("          * {word}"))),
            Tool::Html2text => {
                self.blank();
                menu.iter().for_each(|word| self.push(format!("  * [{word}](//example.org/story/1#comments)")));
            }
            Tool::Markdownify => {
                self.blank();
                menu.iter().for_each(|word| self.push(format!("* [{word}](//example.org/story/1#comments)")));
            }
            Tool::PandocPlain => {
                self.blank();
                menu.iter().for_each(|word| self.push(format!("-   {word}")));
            }
            Tool::PandocMarkdown => {
                self.blank();
                menu.iter().for_each(|word| self.push(format!("-   [{word}](//example.org/story/1#comments)")));
                self.push(":::");
            }
            _ => return,
        }
        let print = "The Fine Print: The following comments are owned by whoever posted them. We are not responsible for them in any way.";
        self.blank();
        self.text(print, if self.tool == Tool::Inscriptis { 8 } else { indent });
        self.blank();
    }

    fn mirror_prologue(&mut self, thread: &Thread) {
        self.push_all(["Slashdot Mirror", "", ""]);
        let title = thread.title.clone();
        self.push(title);
        self.blank();
        for paragraph in &thread.summary {
            self.push(paragraph.clone());
            self.blank();
        }
        self.push(format!("{} of {} comments (clear)", thread.comments.len(), thread.declared));
        self.blank();
    }

    fn soylent_prologue(&mut self, thread: &Thread) {
        let indent = if self.tool == Tool::SoylentLynx { 3 } else { 0 };
        self.push_all(["SoylentNews is people", "", "Navigation", ""]);
        let title = thread.title.clone();
        self.push(title.clone());
        self.blank();
        self.push(format!("{}posted by kerrin on Saturday March 27 2021, @07:18AM", pad(indent)));
        self.push(format!("{}from the wind-up dept.", pad(indent)));
        self.blank();
        for paragraph in &thread.summary {
            self.text(paragraph, indent);
        }
        self.full_line(indent);
        self.push(format!("{}This discussion has been archived. No new comments can be posted.", pad(indent)));
        let head =
            format!("{title} | Log In/Create an Account | Top | {} comments | Search Discussion", thread.declared);
        self.text(&head, indent);
        let print = "The Fine Print: The following comments are owned by whoever posted them. We are not responsible for them in any way.";
        self.text(print, indent);
        if self.tool == Tool::SoylentResiliparse {
            self.blank();
        }
    }

    fn epilogue(&mut self) {
        match self.tool {
            Tool::ResiliparseMain | Tool::ResiliparseTitled | Tool::ResiliparseNoBullets | Tool::ResiliparseAll => {
                self.push_all(["", "A kettle that is watched learns nothing.  -- Orchard", "", "Working..."]);
            }
            Tool::LynxLinks | Tool::Elinks => {
                self.push_all([
                    "     *",
                    "",
                    "   There may be more comments in this discussion. Without JavaScript enabled,",
                    "",
                    "References",
                    "",
                ]);
                if self.tool == Tool::LynxLinks {
                    self.push("   Visible links:");
                }
                for number in 1..=self.reference {
                    self.push(format!("{number:4}. http://example.org/comments.pl?sid=4615283&op=Reply&threshold=1&commentsort=0&mode=thread&pid={number}"));
                }
            }
            Tool::Lynx | Tool::SoylentLynx => {
                self.push_all(["     *", "", "   There may be more comments in this discussion."]);
            }
            Tool::Links => {
                let marks = format!("{}*  *", pad(5 * self.before + 5));
                self.push(format!("{marks} There may be more comments in this discussion."));
            }
            Tool::W3m => self.push_all(["  • ", "", "There may be more comments in this discussion."]),
            Tool::Inscriptis => {
                self.push_all(["        * ", "", "      There may be more comments in this discussion."])
            }
            Tool::Html2text | Tool::Markdownify | Tool::PandocPlain | Tool::PandocMarkdown | Tool::Tables => {
                self.push_all(["", "There may be more comments in this discussion."]);
            }
            _ => {}
        }
    }

    // --- a comment ---------------------------------------------------------------------------------------

    fn comment(&mut self, thread: &Thread, comment: &Comment, next: usize) {
        self.rows.push(Row::default());
        self.bodies.push(0..0);
        match self.tool {
            Tool::ResiliparseMain | Tool::ResiliparseTitled | Tool::ResiliparseAll | Tool::Unindented => {
                self.resiliparse(thread, comment);
            }
            Tool::SoylentResiliparse => self.soylent_resiliparse(comment),
            Tool::ResiliparseNoBullets => self.nobullets(comment),
            Tool::Running => self.running(comment),
            Tool::Lynx | Tool::LynxLinks | Tool::SoylentLynx => self.lynx(comment, next),
            Tool::W3m => self.w3m(comment, next),
            Tool::Links => self.links(comment),
            Tool::Elinks => self.elinks(comment, next),
            Tool::Inscriptis => self.inscriptis(comment, next),
            Tool::Html2text => self.html2text(comment),
            Tool::Markdownify => self.markdownify(comment),
            Tool::PandocPlain => self.pandoc_plain(comment, next),
            Tool::PandocMarkdown => self.pandoc_markdown(comment, next),
            Tool::Numbered => self.numbered(comment, thread.airy),
            Tool::Headings => self.headings(comment),
            Tool::Flat => self.flat(comment),
            Tool::Tables => self.tables(comment),
        }
        self.before = comment.depth;
    }

    fn row(&mut self) -> &mut Row {
        self.rows.last_mut().expect("because a row is pushed for each comment")
    }

    fn title(&mut self, comment: &Comment, blank: &str, spaced: bool) -> String {
        let row = self.row();
        row.subject = Some(comment.subject.clone());
        row.score = Some(comment.score);
        row.moderation = comment.moderation.map(str::to_owned);
        let moderation = comment.moderation;
        let (score, between) = (comment.score, if spaced { " " } else { "" });
        let word = moderation.map(|word| format!("{between}, {word}")).unwrap_or_default();
        let close = if spaced && moderation.is_none() { " " } else { "" };
        format!("{}{blank}({between}Score:{between}{score}{word}{close})", comment.subject)
    }

    fn name(&mut self, comment: &Comment) {
        let row = self.row();
        (row.author, row.uid, row.anonymous, row.subscriber) = match &comment.author {
            Author::Anonymous => (Some("Anonymous Coward".to_owned()), None, Some(true), Some(false)),
            Author::Named { nick, uid, star } => (Some(nick.clone()), Some(*uid), Some(false), Some(*star)),
        };
    }

    fn time(&mut self, comment: &Comment) {
        let row = self.row();
        row.posted = comment.date();
        row.at = comment.full.map(|(at, _)| at);
        row.site_id = comment.site_id();
    }

    fn byline(&mut self, comment: &Comment, writes: bool, spaced_id: bool) -> String {
        self.name(comment);
        self.time(comment);
        let writes = if writes { " writes:" } else { "" };
        let who = match &comment.author {
            Author::Anonymous => "Anonymous Coward".to_owned(),
            Author::Named { nick, uid, star } => {
                let star = if *star { " *" } else { "" };
                if comment.spaced { format!("{nick} ( {uid} ){star}") } else { format!("{nick} ({uid}){star}") }
            }
        };
        let blank = if spaced_id { " " } else { "" };
        let details = match (comment.date(), comment.site_id()) {
            (Some(date), Some(id)) => format!(" on {date} ({blank}#{id}{blank}){}", comment.journal),
            _ => String::new(),
        };
        format!("by {who}{writes}{details}")
    }

    fn blocks<'c>(&self, comment: &'c Comment) -> Vec<&'c Block> {
        let drawn = comment.body.iter().filter(|block| self.tool.draws(block));
        // An abbreviated comment is never longer than the site's cut.
        let cut = self.tool == Tool::ResiliparseNoBullets && comment.full.is_none();
        let blocks: Vec<&Block> = drawn.take(if cut { 1 } else { usize::MAX }).collect();
        let last = blocks.iter().rposition(|block| matches!(block, Block::Lines(_))).map_or(0, |last| last + 1);
        blocks.into_iter().take(last).collect()
    }

    fn set_body(&mut self, expected: &Expected) {
        let mut body = String::new();
        for (index, (line, joint)) in expected.iter().enumerate() {
            if index > 0 {
                body.push_str(joint);
            }
            body.push_str(line);
        }
        self.row().body = body;
    }

    /// A line of a body: without bullets, one that breaks off in a sentence may be where the site cut a comment.
    fn ended(&self, line: &str) -> String {
        let breaks_off = self.tool == Tool::ResiliparseNoBullets && line.ends_with(char::is_alphanumeric);
        format!("{line}{}", if breaks_off { "." } else { "" })
    }

    /// Draws lines that the tool does not wrap, in a column; gives what the body is.
    fn plain_body(
        &mut self,
        comment: &Comment,
        column: usize,
        mark: &dyn Fn(usize) -> String,
        blanks: bool,
    ) -> Expected {
        let mut expected = Expected::new();
        let from = self.lines.len();
        for (index, block) in self.blocks(comment).into_iter().enumerate() {
            if index > 0 && blanks {
                self.blank();
            }
            let joint = if blanks { "\n\n" } else { "\n" };
            let (lines, column, mark): (&Vec<String>, usize, Option<ItemMark<'_>>) = match block {
                Block::Lines(lines) => (lines, column, None),
                Block::Pre(lines) => (lines, 0, None),
                Block::List(lines) => (lines, column, Some(mark)),
            };
            for (at, line) in lines.iter().enumerate() {
                let marked = mark.map_or_else(|| self.ended(line), |mark| format!("{}{line}", mark(at)));
                expected.push((marked.trim_start().to_owned(), if at == 0 { joint } else { "\n" }));
                self.push(format!("{}{marked}", pad(column)));
            }
        }
        self.set_body(&expected);
        if let Some(body) = self.bodies.last_mut() {
            *body = from..self.lines.len();
        }
        expected
    }

    /// Draws lines that the tool wraps, in a column. Where nothing but its length tells that a line ended, lines that
    /// end where a wrapped one would are one line.
    fn wrapped_body(&mut self, comment: &Comment, column: usize, item: (usize, &str), blanks: bool) {
        let width = self.width().expect("because only tools that wrap come here");
        let mut expected = Expected::new();
        let from = self.lines.len();
        let mut end = 0;
        for (index, block) in self.blocks(comment).into_iter().enumerate() {
            if index > 0 && blanks {
                self.blank();
            }
            let (lines, is_list) = match block {
                Block::Lines(lines) | Block::Pre(lines) => (lines, false),
                Block::List(lines) => (lines, true),
            };
            for (at, line) in lines.iter().enumerate() {
                let joint = if at == 0 && blanks && index > 0 { "\n\n" } else { "\n" };
                let (text_column, mark) =
                    if is_list { (item.0 + item.1.chars().count(), item.1) } else { (column, "") };
                let rows = wrap(line, text_column, text_column, width, self.breaks());
                let first = line.split(' ').next().unwrap_or_default().chars().count();
                let joined = !is_list && joint == "\n" && end > 0 && end + 1 + first > width;
                match expected.last_mut().filter(|_| joined) {
                    Some((last, _)) => *last = format!("{last} {line}"),
                    None => expected.push((format!("{mark}{line}"), joint)),
                }
                for (row, text) in rows.iter().enumerate() {
                    let indent = if row == 0 && is_list { format!("{}{mark}", pad(item.0)) } else { pad(text_column) };
                    self.push(format!("{indent}{text}"));
                }
                end = if is_list { 0 } else { text_column + rows.last().map_or(0, |row| row.chars().count()) };
            }
        }
        self.set_body(&expected);
        if let Some(body) = self.bodies.last_mut() {
            *body = from..self.lines.len();
        }
    }

    fn wrapped(&mut self, text: &str, column: usize) {
        let width = self.width().expect("because only tools that wrap come here");
        for line in wrap(text, column, column, width, self.breaks()) {
            self.push(format!("{}{line}", pad(column)));
        }
    }

    // --- tools -------------------------------------------------------------------------------------------

    fn resiliparse(&mut self, thread: &Thread, comment: &Comment) {
        let all = self.tool == Tool::ResiliparseAll;
        let flat = self.tool == Tool::Unindented;
        let titled = all || self.tool == Tool::ResiliparseTitled || !comment.title_lost;
        // What is full always has its by-line; what is abbreviated may lose it.
        let named = all || comment.full.is_some() || !comment.byline_lost;
        let mark = if flat { "• ".to_owned() } else { format!("{}• ", pad(2 * comment.depth)) };
        let column = if flat { 0 } else { 2 * comment.depth + 2 };
        if thread.airy && self.rows.len() > 1 {
            self.blank();
        }
        let from = self.lines.len();
        if titled {
            let title = self.title(comment, " ", false);
            self.push(format!("{}{title}", pad(column)));
            self.blank();
        }
        if named {
            let byline = self.byline(comment, all, false);
            self.push(format!("{}{byline}", pad(column)));
            if comment.gap {
                self.blank();
            }
        }
        self.plain_body(comment, column, &|_| "• ".to_owned(), true);
        // The mark stands before the first line that was not lost.
        if let Some(line) = self.lines.get_mut(from) {
            *line = format!("{mark}{}", line.get(column..).unwrap_or_default());
        }
        if let Some(body) = self.bodies.last_mut() {
            body.start = body.start.max(from + 1);
        }
        if all && comment.full.is_some() {
            self.blank();
            self.push(format!("{}Reply to This Share", pad(column)));
            self.push(format!("{}twitter facebook linkedin Share on Google+", pad(column)));
            self.push(format!("{}Flag as Inappropriate", pad(column)));
        }
    }

    fn nobullets(&mut self, comment: &Comment) {
        let column = 2 * comment.depth;
        let byline = self.byline(comment, false, false);
        self.push(format!("{}{byline}", pad(column)));
        if comment.gap {
            self.blank();
        }
        self.plain_body(comment, column, &|_| String::new(), true);
        self.blank();
    }

    fn running(&mut self, comment: &Comment) {
        let byline = self.byline(comment, false, false);
        let mut words: Vec<&str> = Vec::new();
        for block in self.blocks(comment) {
            if let Block::Lines(lines) = block {
                words.extend(lines.iter().map(String::as_str));
            }
        }
        let body = words.join(" ");
        self.push(format!("{byline} {body}"));
        self.row().body = body;
    }

    fn soylent_title(&mut self, comment: &Comment) -> String {
        let date = comment.full.map_or_else(
            || "Wednesday January 05 2022, @06:54PM".to_owned(),
            |(at, _)| at.format("%A %B %d %Y, @%I:%M%p").to_string(),
        );
        let name = match &comment.author {
            Author::Anonymous => "Anonymous Coward",
            Author::Named { nick, .. } => nick,
        };
        let row = self.row();
        row.subject = Some(comment.subject.clone());
        row.score = Some(comment.score);
        row.moderation = comment.moderation.map(str::to_owned);
        let word = comment.moderation.map(|word| format!(", {word}")).unwrap_or_default();
        format!("{}(Score: {}{word}) by {name} on {date}", comment.subject, comment.score)
    }

    fn soylent_byline(&mut self, comment: &Comment) -> String {
        self.name(comment);
        self.time(comment);
        let (at, id) = comment.full.unwrap_or_else(|| {
            let at = chrono::NaiveDate::from_ymd_opt(2022, 1, 5).and_then(|day| day.and_hms_opt(18, 54, 0));
            (at.unwrap_or_default(), 7_000_000 + self.rows.len() as u64)
        });
        let date = at.format("%A %B %d %Y, @%I:%M%p").to_string();
        let row = self.row();
        (row.posted, row.at, row.site_id) = (Some(date.clone()), Some(at), Some(id));
        let who = match &comment.author {
            Author::Anonymous => "Anonymous Coward".to_owned(),
            Author::Named { nick, uid, star } => format!("{nick} ({uid}){}", if *star { " *" } else { "" }),
        };
        format!("by {who} on {date} (#{id})")
    }

    fn soylent_resiliparse(&mut self, comment: &Comment) {
        let column = 2 * comment.depth + 2;
        let title = self.soylent_title(comment);
        self.push(format!("{}• {title}", pad(2 * comment.depth)));
        self.blank();
        let byline = self.soylent_byline(comment);
        self.push(format!("{}{byline}", pad(column)));
        self.plain_body(comment, column, &|_| "• ".to_owned(), true);
        if comment.depth > 1 {
            self.push(format!("{}Parent", pad(column)));
        }
        self.blank();
    }

    fn lynx(&mut self, comment: &Comment, next: usize) {
        const MARKS: [&str; 7] = ["*", "+", "o", "#", "@", "-", "="];
        let mark = |depth: usize| MARKS.get((depth - 1) % 7).copied().unwrap_or("*");
        let links = self.tool == Tool::LynxLinks;
        let column = 5 * comment.depth + 2;
        let boxes = if self.tool == Tool::SoylentLynx { " [ ]" } else { "" };
        self.push(format!("{}{}{boxes}", pad(5 * comment.depth), mark(comment.depth)));
        self.blank();
        let mut title =
            if self.tool == Tool::SoylentLynx { self.soylent_title(comment) } else { self.title(comment, " ", false) };
        if links {
            let (first, second) = (self.link(), self.link());
            title = format!("{first}{title}").replacen("(Score:", &format!("({second}Score:"), 1);
        }
        for line in wrap(&title, 0, 0, 77, "") {
            self.push(line);
        }
        let mut byline = if self.tool == Tool::SoylentLynx {
            self.soylent_byline(comment)
        } else {
            self.byline(comment, true, false)
        };
        if links && comment.author != Author::Anonymous {
            byline = format!("by {}{}", self.link(), byline.strip_prefix("by ").unwrap_or_default());
        }
        if links && comment.full.is_some() {
            byline = byline.replacen("(#", &format!("({}#", self.link()), 1);
        }
        self.wrapped(&byline, column);
        let item = format!("{} ", mark(comment.depth + 1));
        self.wrapped_body(comment, column, (5 * comment.depth + 5, &item), false);
        if comment.full.is_some() && self.tool != Tool::SoylentLynx {
            let mut link = || if links { self.link() } else { String::new() };
            let (reply, share) = (link(), link());
            self.push(format!("{}{reply}Reply to This {share}Share", pad(column)));
        }
        if next > comment.depth || self.tool != Tool::SoylentLynx {
            self.push(format!("{}{}", pad(5 * comment.depth + 5), mark(comment.depth + 1)));
        }
        if next > comment.depth && self.tool == Tool::SoylentLynx {
            self.lines.pop();
        }
    }

    fn w3m(&mut self, comment: &Comment, _next: usize) {
        const MARKS: [&str; 9] = ["•", "□", "☆", "○", "■", "★", "◎", "●", "△"];
        let mark = |depth: usize| MARKS.get((depth - 1) % 9).copied().unwrap_or("•");
        let column = 4 * comment.depth;
        self.push(format!("{}{} ", pad(column - 2), mark(comment.depth)));
        let title = self.title(comment, " ", false);
        self.wrapped(&title, column);
        self.blank();
        let byline = self.byline(comment, true, false);
        self.wrapped(&byline, column);
        self.push("   ");
        let item = format!("{} ", mark(comment.depth + 1));
        self.wrapped_body(comment, column, (column + 2, &item), true);
        self.blank();
        self.push(format!("{}{} ", pad(column + 2), mark(comment.depth + 1)));
    }

    fn links(&mut self, comment: &Comment) {
        let column = 5 * comment.depth + 2;
        let title = self.title(comment, " ", false);
        let prefix = match self.before {
            0 => format!("{}* ", pad(5)),
            before if comment.depth > before => format!("{}* * ", pad(5 * before + 5)),
            before => format!("{}*  * ", pad(5 * before + 5)),
        };
        let lines = wrap(&title, prefix.len(), 4, 79, "");
        for (index, line) in lines.iter().enumerate() {
            self.push(if index == 0 { format!("{prefix}{line}") } else { format!("    {line}") });
        }
        self.blank();
        let byline = self.byline(comment, false, false);
        self.wrapped(&byline, column);
        self.blank();
        self.wrapped_body(comment, column, (0, ""), true);
        if comment.full.is_some() {
            self.blank();
            self.push(format!("{}Reply to This Share", pad(column)));
        }
    }

    fn elinks(&mut self, comment: &Comment, _next: usize) {
        let column = 5 * comment.depth + 2;
        self.push(format!("{}•\u{a0}", pad(5 * comment.depth)));
        self.push_all(["", ""]);
        let (first, second) = (self.link(), self.link());
        let title = self.title(comment, " ", false);
        let title = format!("{first}{title}").replacen("(Score:", &format!("({second}Score:"), 1);
        for line in wrap(&title, 4, 4, 79, "") {
            self.push(format!("    {line}"));
        }
        self.blank();
        let mut byline = self.byline(comment, true, false);
        if comment.author != Author::Anonymous {
            byline = format!("by {}{}", self.link(), byline.strip_prefix("by ").unwrap_or_default());
        }
        if comment.full.is_some() {
            byline = byline.replacen("(#", &format!("({}#", self.link()), 1);
        }
        self.wrapped(&byline, column);
        self.blank();
        self.wrapped_body(comment, column, (column + 3, "• "), true);
        self.blank();
        self.push(format!("{}•\u{a0}", pad(5 * comment.depth + 5)));
        self.push_all(["", ""]);
    }

    fn inscriptis(&mut self, comment: &Comment, _next: usize) {
        const MARKS: [&str; 4] = ["*", "+", "o", "-"];
        let mark = |depth: usize| MARKS.get((depth - 1) % 4).copied().unwrap_or("*");
        let column = 4 * comment.depth + 12;
        self.blank();
        let title = self.title(comment, " ", true);
        self.push(format!("{}{} {title}", pad(column - 2), mark(comment.depth)));
        self.blank();
        let byline = self.byline(comment, false, true);
        self.push(format!("{}{byline}", pad(column)));
        if comment.gap {
            self.blank();
        }
        let item = mark(comment.depth + 1).to_owned();
        self.plain_body(comment, column, &move |_| format!("  {item} "), true);
        if comment.full.is_some() {
            self.push(format!("{}Reply to This Share", pad(column - 2)));
            self.push(format!("{}twitter facebook linkedin", pad(column)));
            self.push(format!("{}Flag as Inappropriate", pad(column - 2)));
        } else {
            self.blank();
        }
        self.push(format!("{}{} ", pad(4 * comment.depth + 8), mark(comment.depth + 1)));
    }

    fn html2text(&mut self, comment: &Comment) {
        let id = self.linked_id(comment);
        let title = self.title(comment, "\u{1}", false);
        let (subject, score) = title.split_once('\u{1}').unwrap_or_default();
        let title = format!("#### [{subject}](//example.org/comments.pl?sid=4615283&cid={id}) {score}");
        let prefix = match self.before {
            0 => String::new(),
            before => format!("{}* ", pad(2 * before + 2)),
        };
        self.push(format!("{prefix}{}* {title}", pad(2 * comment.depth)));
        self.blank();
        let byline = self.markdown_byline(comment, |text| text.to_owned());
        self.wrapped(&byline, 0);
        self.blank();
        self.row().site_id = Some(id);
        self.markdown_body(comment, 0, &format!("{}* ", pad(2 * comment.depth + 2)), "  ", |text| text.to_owned());
        self.blank();
        if comment.full.is_some() {
            self.push("[Reply to");
            self.push(format!(
                "This](//example.org/comments.pl?sid=4615283&op=Reply&threshold=1&mode=thread&pid={id})"
            ));
            self.push("Share");
            self.blank();
        }
    }

    /// Every comment's subject links to it.
    fn linked_id(&self, comment: &Comment) -> u64 {
        comment.site_id().unwrap_or(10_000_000 + self.rows.len() as u64)
    }

    fn markdown_byline(&mut self, comment: &Comment, escape: impl Fn(&str) -> String) -> String {
        let url = "//example.org/~user";
        self.name(comment);
        self.time(comment);
        let who = match &comment.author {
            Author::Anonymous => "Anonymous Coward".to_owned(),
            Author::Named { nick, uid, star } => {
                let star = if *star { " [*](/faq/subscriptions.shtml)" } else { "" };
                let uid = if comment.spaced { format!("( {uid} )") } else { format!("({uid})") };
                format!("[{}]({url}) [{uid}]({url}){star}", escape(nick))
            }
        };
        let details = match (comment.date(), comment.site_id()) {
            (Some(date), Some(id)) => {
                let journal = comment.journal.trim();
                let journal = if journal.is_empty() {
                    String::new()
                } else {
                    format!(" [{journal}]({url}/journal/ \"Monday April 24, 2023 @04:00PM\")")
                };
                format!(
                    " on {} ([{}](//example.org/comments.pl?sid=4615283&cid={id})){journal}",
                    escape(&date),
                    escape(&format!("#{id}"))
                )
            }
            _ => String::new(),
        };
        format!("by {who} writes:{details}")
    }

    fn markdown_body(
        &mut self,
        comment: &Comment,
        column: usize,
        item: &str,
        hard: &str,
        escape: impl Fn(&str) -> String,
    ) {
        let mut expected = Expected::new();
        let from = self.lines.len();
        for (index, block) in self.blocks(comment).into_iter().enumerate() {
            if index > 0 {
                self.blank();
            }
            let (lines, is_list) = match block {
                Block::Lines(lines) | Block::Pre(lines) => (lines, false),
                Block::List(lines) => (lines, true),
            };
            for (at, line) in lines.iter().enumerate() {
                let joint = if at == 0 && index > 0 { "\n\n" } else { "\n" };
                let mark = if is_list { item } else { "" };
                expected.push((format!("{}{line}", mark.trim_start()), joint));
                let text = escape(line);
                let indent = if is_list { item.chars().count() } else { column };
                let mut rows = match self.width() {
                    Some(width) => wrap(&text, indent, indent, width, self.breaks()),
                    None => vec![text],
                };
                if let Some(last) = rows.last_mut().filter(|_| !is_list && at + 1 < lines.len()) {
                    last.push_str(hard);
                }
                for (row, text) in rows.iter().enumerate() {
                    let indent = if row == 0 && is_list { item.to_owned() } else { pad(indent) };
                    self.push(format!("{indent}{text}"));
                }
            }
        }
        self.set_body(&expected);
        if let Some(body) = self.bodies.last_mut() {
            *body = from..self.lines.len();
        }
    }

    fn markdownify(&mut self, comment: &Comment) {
        const MARKS: [&str; 3] = ["*", "+", "-"];
        let escape = |text: &str| text.replace('*', "\\*").replace('_', "\\_");
        let mark = |depth: usize| MARKS.get((depth - 1) % 3).copied().unwrap_or("*");
        let column = 2 * comment.depth;
        let id = self.linked_id(comment);
        let title = self.title(comment, "\u{1}", false);
        let (subject, score) = title.split_once('\u{1}').unwrap_or_default();
        let (points, word) =
            score.trim_matches(['(', ')']).split_once(',').unwrap_or((score.trim_matches(['(', ')']), ""));
        let comma = if word.is_empty() { "" } else { "," };
        self.push(format!(
            "{}{} #### [{}](//example.org/comments.pl?sid=4615283&cid={id}) ([{points}](#){comma}{word})",
            pad(column - 2),
            mark(comment.depth),
            escape(subject)
        ));
        self.blank();
        let byline = self.markdown_byline(comment, escape);
        self.row().site_id = Some(id);
        let (who, details) = byline.split_once(" writes:").unwrap_or_default();
        self.push(format!("{}{who} writes:", pad(column)));
        self.blank();
        if !details.is_empty() {
            self.push(format!("{}{}", pad(column), details.trim_start()));
            self.blank();
        }
        self.markdown_body(comment, column, &format!("{}{} ", pad(column), mark(comment.depth + 1)), "  ", escape);
        if comment.full.is_some() {
            self.blank();
            self.push(format!(
                "{}[Reply to This](//example.org/comments.pl?op=Reply&pid={id}) [Share](#)",
                pad(column)
            ));
            self.push_all(["", ""]);
        }
    }

    fn pandoc_plain(&mut self, comment: &Comment, _next: usize) {
        let column = 4 * comment.depth;
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.blank();
        }
        self.push(format!("{}-   ", pad(column - 4)));
        self.blank();
        let title = self.title(comment, "  ", false);
        self.push(format!("{}{title}", pad(column)));
        self.blank();
        let byline = self.byline(comment, true, false);
        self.wrapped(&byline, column);
        self.blank();
        self.wrapped_body(comment, column, (column, "-   "), true);
        self.blank();
        self.push(format!("{}-   ", pad(column)));
    }

    fn pandoc_markdown(&mut self, comment: &Comment, _next: usize) {
        let escape = |text: &str| {
            let mut out = String::new();
            for letter in text.chars() {
                if "\\*_@#'\"<>$[]^~|".contains(letter) {
                    out.push('\\');
                }
                out.push(letter);
            }
            out
        };
        let column = 4 * comment.depth;
        let id = self.linked_id(comment);
        let at = pad(column);
        self.blank();
        self.push(format!("{}-   [[]{{.ind}}]{{#tree_{id}}}", pad(column - 4)));
        self.blank();
        self.push(format!("{at}::: {{#comment_{id} .cw}}"));
        self.push(format!("{at}::: title"));
        let title = self.title(comment, "\u{1}", false);
        let (subject, score) = title.split_once('\u{1}').unwrap_or_default();
        let score = score.trim_matches(['(', ')']).trim_start_matches("Score:");
        let (points, word) = score.split_once(',').unwrap_or((score, ""));
        let comma = if word.is_empty() { "" } else { "," };
        self.push(format!(
            "{at}#### [{}](//example.org/comments.pl?sid=4615283&cid={id}){{#comment_link_{id} onclick=\"return D2.setFocusComment({id})\"}} [ ([[Score:]{{.opt}}{points}](#){{onclick=\"x\"}}{comma}{word})]{{#score_{id}}}",
            escape(subject)
        ));
        self.push(format!("{at}:::"));
        self.blank();
        self.push(format!("{at}::: details"));
        let byline = self.markdown_byline(comment, escape);
        self.row().site_id = Some(id);
        let (who, details) = byline.split_once(" writes:").unwrap_or_default();
        let who = who.strip_prefix("by ").unwrap_or_default();
        let byline = format!("[[by ]{{.byby}}{who}]{{.by}}[ writes:]{{.writes style=\"display:none\"}}{details}");
        self.wrapped(&byline, column);
        self.push(format!("{at}:::"));
        self.push(format!("{at}:::"));
        self.blank();
        self.push(format!("{at}::: {{#comment_body_{id}}}"));
        self.markdown_body(comment, column, &format!("{at}-   "), "\\", escape);
        self.push(format!("{at}:::"));
        self.blank();
        self.push(format!("{at}-   ::: {{#hiddens_{id}}}"));
        self.push(format!("{at}    :::"));
    }

    fn numbered(&mut self, comment: &Comment, airy: bool) {
        let column = 2 * comment.depth + 2;
        let row = self.row();
        row.subject = Some(comment.subject.clone());
        row.score = Some(comment.score);
        row.moderation = comment.moderation.map(str::to_owned);
        self.name(comment);
        let row = self.row();
        row.uid = None;
        row.subscriber = None;
        // The line's last `by` is the one before its author: a nickname of this site must not begin with one.
        let name = row.author.clone().unwrap_or_default().replace("by on", "buoy");
        row.author = Some(name.clone());
        let word = comment.moderation.map(|word| format!(", {word}")).unwrap_or_default();
        self.push(format!("{}1. {} by {name} · · Score: {}{word}", pad(column - 2), comment.subject, comment.score));
        if airy {
            self.blank();
        }
        self.plain_body(comment, column, &|at| format!("{}. ", at + 1), true);
        self.blank();
    }

    fn headings(&mut self, comment: &Comment) {
        let title = self.title(comment, " ", false);
        self.push(format!("{} {title}", "#".repeat(comment.depth + 2)));
        let byline = self.byline(comment, false, false);
        self.push(byline);
        self.blank();
        self.plain_body(comment, 0, &|_| "- ".to_owned(), true);
        self.blank();
    }

    fn flat(&mut self, comment: &Comment) {
        let title = self.title(comment, " ", comment.spaced);
        self.push(title);
        let byline = self.byline(comment, true, true);
        self.push(byline);
        self.plain_body(comment, 0, &|_| String::new(), false);
        if comment.full.is_some() {
            self.push("Reply to This Share");
        }
    }

    fn tables(&mut self, comment: &Comment) {
        if comment.full.is_none() || self.rows.len() == 1 {
            return self.stub(comment);
        }
        let title = self.title(comment, " ", false);
        self.push(title);
        let byline = self.byline(comment, false, false);
        self.wrapped(&byline, 0);
        self.wrapped_body(comment, 0, (0, ""), true);
        self.push("[ Reply to This | Parent ]");
    }

    fn stub(&mut self, comment: &Comment) {
        self.title(comment, " ", false);
        self.name(comment);
        let row = self.row();
        (row.uid, row.subscriber) = (None, None);
        let name = row.author.clone().unwrap_or_default();
        let at = comment
            .full
            .map(|(at, _)| at)
            .or_else(|| chrono::NaiveDate::from_ymd_opt(2013, 12, 31).and_then(|day| day.and_hms_opt(9, 55, 0)));
        row.at = at;
        row.posted = at.map(|at| at.format("%A %B %d, %Y @%I:%M%p").to_string());
        let date = row.posted.clone().unwrap_or_default();
        let word = comment.moderation.map(|word| format!(", {word}")).unwrap_or_default();
        let column = 2 * comment.depth + 2;
        let line = format!("{} by {name} (Score:{}{word}) {date}", comment.subject, comment.score);
        for (index, row) in wrap(&line, column, column, 77, "").iter().enumerate() {
            let mark = if index == 0 { format!("{}• ", pad(column - 2)) } else { pad(column) };
            self.push(format!("{mark}{row}"));
        }
    }

    // --- what hangs on what ------------------------------------------------------------------------------

    /// Fills in depths, parents, and the subjects that stand for a parent's.
    fn hang(&mut self, thread: &Thread) {
        let depths: Vec<usize> = thread.comments.iter().map(|comment| comment.depth).collect();
        let parents = parents(&depths);
        if !self.tool.has_tree() {
            return;
        }
        for (index, (depth, parent)) in depths.iter().zip(&parents).enumerate() {
            if let Some(row) = self.rows.get_mut(index) {
                row.depth = u32::try_from(*depth).ok();
                row.parent = *parent;
            }
            if self.rows.get(index).and_then(|row| row.subject.as_deref()) == Some("Re:") {
                let mut above = *parent;
                for _ in 0..8 {
                    let Some(row) = above.and_then(|above| self.rows.get(above)) else { break };
                    if let Some(subject) = row.subject.clone().filter(|subject| subject != "Re:") {
                        let filled = if subject.starts_with("Re:") { subject } else { format!("Re:{subject}") };
                        if let Some(row) = self.rows.get_mut(index) {
                            row.subject = Some(filled);
                        }
                        break;
                    }
                    above = above.and_then(|above| parents.get(above).copied().flatten());
                }
            }
        }
    }
}
