//! A page's comments, read one after the other, and the story above them.

use rustc_hash::FxHashSet;

use crate::grammar::{Captures, Field, HtmlField, HtmlForm, List, Site};
use crate::markup::{NodeId, Tree};
use crate::model::{Form, Joint, Owner, Posted, Segment, SegmentKind, Span};
use crate::parse::builder::{Evidence, ThreadBuilder};
use crate::parse::html::flow::{FlowLine, FlowMarks, line_of, lines_of};
use crate::parse::html::found::{Found, Nodes, is_in};
use crate::parse::html::script_list::{Listed, ScriptLists};
use crate::parse::html::starts::{Start, StartLine, find_starts};
use crate::parse::read::Reading;
use crate::parse::recover::{Drawing, Facts};
use crate::parse::said::SaidHeader;

/// How well a form explains a page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Headers that the site's patterns match.
    pub(super) n_headers: u32,
    /// Elements that should have been headers.
    pub(super) n_elements: u32,
}

/// Reads a page in one form.
pub(super) struct PageReader<'p, 't, 'g> {
    tree: &'p Tree<'t>,
    site: &'g Site,
    form: &'g HtmlForm,
    thread: ThreadBuilder<'t>,
    elements: Elements,
    marks: FlowMarks,
    script: ScriptLists,
    lines: LineEnds,
    tally: Tally,
    /// The comment that the page is about.
    focus: Option<u64>,
    /// The comments that are open, by their levels: what the next one may answer.
    path: Vec<(u32, String)>,
}

/// The elements of a page that each selector of the form found.
struct Elements {
    title: Found,
    byline: Found,
    body: Found,
    signature: Found,
    cut: Found,
    parent: Found,
    stub_link: Found,
}

impl<'p, 't, 'g> PageReader<'p, 't, 'g> {
    pub(super) fn new(text: &'t str, tree: &'p Tree<'t>, site: &'g Site, form: &'g HtmlForm) -> Self {
        let found = |selector: Option<&_>| Found::of(selector, tree);
        let field = |field: &Option<HtmlField>| found(field.as_ref().and_then(|field| field.at.as_ref()));
        let elements = Elements {
            title: found(form.title.as_ref()),
            byline: found(form.byline.as_ref()),
            body: found(form.body.as_ref()),
            signature: found(form.signature.as_ref()),
            cut: found(form.cut.as_ref()),
            parent: field(&form.parent),
            stub_link: field(&form.stub_link),
        };
        let marks = FlowMarks {
            dropped: found(form.drop.as_ref()).stretches(tree),
            quotes: found(form.quote.as_ref()),
            quote_lines: found(form.quote_paragraph.as_ref()),
        };
        Self {
            tree,
            site,
            form,
            thread: ThreadBuilder::new(text),
            elements,
            marks,
            script: form.script.as_ref().map(|script| ScriptLists::of(tree, script)).unwrap_or_default(),
            lines: LineEnds::of(text),
            tally: Tally::default(),
            focus: None,
            path: Vec::new(),
        }
    }

    /// Reads the page's comments and story.
    pub(super) fn read(mut self) -> (Tally, Reading<'t, 'g>) {
        let bodies = self.elements.body.stretches(self.tree);
        let starts = find_starts(self.tree, self.form, self.site, &self.marks, &bodies);
        self.focus = self.form.focus.as_ref().and_then(|field| self.page_number(field));
        self.read_head(&starts);
        for start in &starts {
            match &start.line {
                Some(line) if line.list == List::Hidden => self.hidden(start, line),
                Some(line) => self.stub(start, line),
                None => self.comment(start),
            }
        }
        self.add_listed();
        self.thread.own(self.thread.text.len(), Owner::Furniture);
        let _ = self.thread.resolve_names();
        self.thread.place();
        let drawing = Drawing { has_tree: true, trust: 100, ..Drawing::default() };
        let facts = Facts { site: Some(self.site), drawing, is_anchored: true, says_certainty: false };
        (self.tally, Reading { thread: self.thread, facts, dialect: None })
    }

    // --- comments ----------------------------------------------------------------------------------------

    fn comment(&mut self, start: &Start) {
        let site_id = self.form.site_id.as_ref().and_then(|field| self.value(field, start.node, Field::SiteId));
        let line = self.begin(start, Evidence { header: true, ..Evidence::default() });
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.site_id = site_id;
        }
        let title = self.header(start, Lists::TITLE);
        let byline = self.header(start, Lists::BYLINE);
        if let Some(evidence) = self.thread.evidence.last_mut() {
            (evidence.title, evidence.byline) = (title, byline);
        }
        let id = self.thread.comments.last().and_then(|comment| comment.site_id);
        let listed = id.and_then(|id| self.script.comments.get(&id).cloned());
        self.take_listed(listed.as_ref(), title || byline);
        self.body(start);
        let linked = self.linked_parent(start);
        self.hang(start.level, linked, listed.and_then(|listed| listed.parent), line);
    }

    /// A comment of which the page prints one line.
    fn stub(&mut self, start: &Start, said: &StartLine) {
        let line = self.begin(start, Evidence { header: true, ..Evidence::default() });
        self.tally.n_headers += 1;
        self.tally.n_elements += 1;
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.form = Form::Stub;
        }
        self.take(said.list, &said.captures, &said.text, line);
        let link = self.form.stub_link.as_ref();
        let target = self.elements.stub_link.within(&start.own).first();
        let (mut parent, mut site_id) = (None, None);
        if let (Some(link), Some(target)) = (link, target) {
            parent = self.value(link, *target, Field::ParentId);
            site_id = self.value(link, *target, Field::SiteId);
        }
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.site_id = comment.site_id.or(site_id);
        }
        self.hang(start.level, parent, None, line);
    }

    /// A line that stands for comments that are not shown.
    fn hidden(&mut self, start: &Start, said: &StartLine) {
        let number = said.captures.get(Field::Hidden).and_then(|range| said.text.get(range)?.parse::<u64>().ok());
        let line = self.line_of_node(start.node);
        self.thread.hide(line, number.unwrap_or(0));
        self.own(start);
    }

    /// Opens a row; gives its line.
    fn begin(&mut self, start: &Start, evidence: Evidence) -> u32 {
        let line = self.line_of_node(start.node);
        self.thread.open(line, evidence);
        self.own(start);
        line
    }

    /// Gives the bytes before a start to nobody, or to the comment whose they are, and those of the start to its own.
    fn own(&mut self, start: &Start) {
        let from = self.tree.node(start.node).place.start;
        let end = match start.own.end.checked_sub(start.own.start) {
            Some(n) if n > 0 && start.own.end < self.tree.node(start.node).end.0 => {
                self.tree.node(NodeId(start.own.end)).place.start
            }
            _ => self.tree.node(start.node).place.end,
        };
        self.thread.own(from as usize, Owner::Furniture);
        match start.line.as_ref().map(|line| line.list) {
            Some(List::Hidden) => self.thread.own(end as usize, Owner::Furniture),
            _ => self.thread.own_current(end as usize),
        }
    }

    /// Reads the first element in a comment that is a header of one of the lists.
    fn header(&mut self, start: &Start, lists: Lists) -> bool {
        let found = if lists.is_title { &self.elements.title } else { &self.elements.byline };
        let elements = found.within(&start.own).to_vec();
        let mut unread = None;
        for element in elements {
            self.tally.n_elements += 1;
            let text = self.text_of(element);
            let line = self.line_of_node(element);
            if let Some((list, captures)) = self.site.first_of(lists.all, &text) {
                self.tally.n_headers += 1;
                self.take(list, &captures, &text, line);
                self.end_at(element);
                return true;
            }
            unread = unread.or((!text.is_empty()).then_some((line, text)));
        }
        if let Some((line, text)) = unread {
            let shown: String = text.chars().take(80).collect();
            let message = format!("expected {} in one of the site's patterns, but found `{shown}`", lists.name);
            let help = "its values are left empty; a grammar file can add the pattern";
            self.thread.warn((line, 1), "header-unread", message, help);
        }
        false
    }

    fn take(&mut self, list: List, captures: &Captures, text: &str, line: u32) {
        let base = self.thread.rebuild(text).start as usize;
        self.thread.take_header(&SaidHeader { site: self.site, list, captures, base, line });
    }

    /// Takes what the page's script says of a comment that the page itself does not say.
    fn take_listed(&mut self, listed: Option<&Listed>, has_header: bool) {
        let subject = listed.and_then(|listed| listed.subject.as_deref()).map(|subject| self.thread.rebuild(subject.trim()));
        let prefix = self.site.reply_prefix.as_deref();
        let Some(comment) = self.thread.comments.last() else { return };
        let is_bare = comment.subject.is_none_or(|own| prefix == Some(self.thread.str(own)));
        let Some(comment) = self.thread.comments.last_mut() else { return };
        if !has_header {
            comment.form = Form::Stub;
        }
        let Some(listed) = listed else { return };
        if is_bare {
            comment.subject = subject.or(comment.subject);
        }
        comment.truncated = comment.truncated.or(listed.is_cut.filter(|_| comment.form == Form::Abbreviated));
        if !has_header {
            let (low, high) = self.site.scores;
            comment.score = listed.score.filter(|score| (low..=high).contains(score));
            comment.uid = listed.uid;
            comment.anonymous = listed.uid.map(|uid| self.site.anonymous_uids.contains(&uid));
        }
    }

    /// Adds the comments that only the page's script lists.
    fn add_listed(&mut self) {
        let drawn: FxHashSet<u64> = self.thread.comments.iter().filter_map(|row| row.site_id).collect();
        let line = self.thread.comments.last().map_or(1, |comment| comment.line_end);
        for id in std::mem::take(&mut self.script.order).into_iter().filter(|id| !drawn.contains(id)) {
            let Some(listed) = self.script.comments.get(&id).cloned() else { continue };
            self.thread.open(line, Evidence { header: true, names_parent: listed.parent.is_some(), ..Evidence::default() });
            if let Some(comment) = self.thread.comments.last_mut() {
                comment.site_id = Some(id);
            }
            let parent = listed.parent;
            self.take_listed(Some(&listed), false);
            let parent = parent.map(|parent| parent.to_string()).unwrap_or_default();
            self.thread.names.add([&id.to_string(), &parent, ""], line);
        }
    }

    // --- bodies ------------------------------------------------------------------------------------------

    fn body(&mut self, start: &Start) {
        let bodies = self.elements.body.within(&start.own).to_vec();
        if let Some(&body) = bodies.first() {
            let lines = lines_of(self.tree, &self.marks, body.0 + 1..self.tree.node(body).end.0);
            self.push_lines(lines, false);
            self.end_at(body);
        }
        if let Some(&signature) = self.elements.signature.within(&start.own).first() {
            let lines = lines_of(self.tree, &self.marks, signature.0 + 1..self.tree.node(signature).end.0);
            self.push_lines(lines, true);
            self.end_at(signature);
        }
        let is_cut = !self.elements.cut.within(&start.own).is_empty();
        if let Some(comment) = self.thread.comments.last_mut().filter(|_| is_cut) {
            comment.truncated = Some(true);
        }
    }

    fn push_lines(&mut self, lines: Vec<FlowLine>, is_signature: bool) {
        let has_own = lines.iter().any(|line| !line.is_quoted);
        for (index, line) in lines.iter().enumerate() {
            let span = self.thread.rebuild(&line.text);
            let joint = if index == 0 && is_signature { Joint::Paragraph } else { line.joint };
            self.thread.push_segment(span, self.lines.line(line.offset), joint);
            let kind = match () {
                () if is_signature => SegmentKind::Signature,
                () if line.is_quoted && has_own => SegmentKind::Quoted { source: None },
                () => SegmentKind::Own,
            };
            if let Some(segment) = self.thread.segments.last_mut() {
                segment.kind = kind;
            }
        }
    }

    // --- who answers whom --------------------------------------------------------------------------------

    /// The parent that a comment's link names.
    fn linked_parent(&self, start: &Start) -> Option<u64> {
        let field = self.form.parent.as_ref()?;
        let mut links = self.elements.parent.within(&start.own).iter();
        links.find_map(|link| self.value(field, *link, Field::ParentId))
    }

    /// Says what the last row answers: what a link says, or the page's script, or else the drawing.
    fn hang(&mut self, level: u32, linked: Option<u64>, listed: Option<u64>, line: u32) {
        while self.path.last().is_some_and(|(above, _)| *above >= level) {
            self.path.pop();
        }
        let n_rows = self.thread.comments.len();
        let Some((comment, evidence)) = self.thread.comments.last().zip(self.thread.evidence.last_mut()) else { return };
        let name = comment.site_id.map_or_else(|| format!("row {n_rows}"), |id| id.to_string());
        let said = linked.or(listed);
        evidence.names_parent = said.is_some();
        let is_focus = self.focus.is_some() && self.focus == comment.site_id;
        evidence.is_untold = said.is_none() && self.path.is_empty() && is_focus;
        let drawn = self.path.last().map(|(_, name)| name.clone());
        let parent = said.map(|id| id.to_string()).or(drawn).unwrap_or_default();
        self.thread.names.add([&name, &parent, ""], line);
        self.path.push((level, name));
    }

    // --- the story ---------------------------------------------------------------------------------------

    /// Reads the lines above the comments.
    fn read_head(&mut self, starts: &[Start]) {
        let inside: Vec<Nodes> = starts.iter().map(|start| start.own.clone()).collect();
        let head = Found::of(self.form.head.as_ref(), self.tree);
        let elements = head.all().iter().filter(|node| !is_in(&inside, **node));
        for &element in elements.collect::<Vec<_>>() {
            let text = self.text_of(element);
            let line = self.line_of_node(element);
            let lists = [List::Head, List::Story, List::PostedBy, List::Masthead];
            if let Some((_, captures)) = self.site.first_of(&lists, &text) {
                self.take_story_line(&captures, &text, line);
            }
            self.thread.abbreviates |= self.site.matches(List::Abbreviating, &text).is_some();
        }
        let story = Found::of(self.form.story.as_ref(), self.tree);
        let stories = story.stretches(self.tree);
        for nodes in stories.into_iter().take(1) {
            for line in lines_of(self.tree, &self.marks, nodes.start + 1..nodes.end) {
                let span = self.thread.rebuild(&line.text);
                let line_number = self.lines.line(line.offset);
                self.thread.story.summary.push(Segment::own(span, line_number, line.joint));
            }
        }
    }

    fn take_story_line(&mut self, captures: &Captures, text: &str, line: u32) {
        let base = self.thread.rebuild(text).start as usize;
        let said = SaidHeader { site: self.site, list: List::Head, captures, base, line };
        let story = &mut self.thread.story;
        story.title = story.title.or(said.span(Field::Title));
        story.host = story.host.or(said.span(Field::Host));
        story.author = story.author.or(said.span(Field::StoryAuthor));
        let declared = captures.get(Field::Declared).and_then(|range| text.get(range)?.replace(',', "").parse().ok());
        story.declared = story.declared.or(declared);
        let posted = said.span(Field::Posted).or_else(|| said.span(Field::PostedLoosely));
        if let Some(raw) = posted.filter(|_| self.thread.story.posted.is_none()) {
            let at = self.thread.read_date(self.site, raw, line);
            self.thread.story.posted = Some(Posted { raw, at, year_recovered: false });
        }
    }

    // --- values ------------------------------------------------------------------------------------------

    /// A number that an element, or one of its attributes, holds.
    fn value(&self, field: &HtmlField, element: NodeId, wanted: Field) -> Option<u64> {
        let own;
        if let Some(text) = &field.text {
            if self.text_of(element) != *text {
                return None;
            }
        }
        let value = match &field.attribute {
            Some(name) => self.tree.attribute(element, name)?.trim(),
            None => {
                own = self.text_of(element);
                &own
            }
        };
        let captures = field.patterns.matches(value, &self.site.lexicon)?;
        value.get(captures.get(wanted)?)?.parse().ok()
    }

    /// A number that one element of the page holds.
    fn page_number(&self, field: &HtmlField) -> Option<u64> {
        let found = Found::of(field.at.as_ref(), self.tree);
        found.all().iter().find_map(|element| self.value(field, *element, Field::SiteId))
    }

    fn text_of(&self, element: NodeId) -> String {
        line_of(self.tree, &self.marks, element.0 + 1..self.tree.node(element).end.0)
    }

    fn line_of_node(&self, node: NodeId) -> u32 {
        self.lines.line(self.tree.node(node).place.start)
    }

    /// Says that the last row goes on to an element's end.
    fn end_at(&mut self, element: NodeId) {
        let line = self.lines.line(self.tree.node(element).place.end.saturating_sub(1));
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.line_end = comment.line_end.max(line);
        }
    }
}

/// Which kinds of line a header may be.
struct Lists {
    all: &'static [List],
    name: &'static str,
    is_title: bool,
}

impl Lists {
    const TITLE: Self = Self { all: &[List::Title, List::LooseTitle], name: "a title", is_title: true };
    const BYLINE: Self = Self { all: &[List::Byline, List::Details], name: "a by-line", is_title: false };
}

/// Where a text's lines end.
struct LineEnds(Vec<u32>);

impl LineEnds {
    fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|at| u32::try_from(at).ok()).collect())
    }

    /// The line of a byte, from 1.
    fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < offset)).unwrap_or(u32::MAX).saturating_add(1)
    }
}
