//! A page's comments, read one after the other.

use rustc_hash::FxHashSet;

use crate::grammar::{Captures, Field, HtmlField, HtmlForm, HtmlPart, List, Site};
use crate::markup::{NodeId, Tree};
use crate::model::{Form, Owner};
use crate::parse::builder::{Evidence, ThreadBuilder};
use crate::parse::html::flow::{FlowMarks, line_of};
use crate::parse::html::found::{Nodes, Parts, is_in};
use crate::parse::html::line_ends::LineEnds;
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
    pub(super) tree: &'p Tree<'t>,
    pub(super) site: &'g Site,
    pub(super) form: &'g HtmlForm,
    pub(super) thread: ThreadBuilder<'t>,
    pub(super) parts: Parts,
    pub(super) marks: FlowMarks,
    /// The stretches of bodies: what stands in one is its author's.
    pub(super) bodies: Vec<Nodes>,
    script: ScriptLists,
    pub(super) lines: LineEnds,
    pub(super) tally: Tally,
    /// Lines that stand for comments that are not shown, and how many.
    hidden: Vec<HiddenLine>,
    /// The comment that the page is about.
    focus: Option<u64>,
    /// The comments that are open, by their levels: what the next one may answer.
    path: Vec<(u32, String)>,
}

impl<'p, 't, 'g> PageReader<'p, 't, 'g> {
    pub(super) fn new(tree: &'p Tree<'t>, site: &'g Site, form: &'g HtmlForm) -> Self {
        let text = tree.source();
        let mut parts = Parts::of(form, tree);
        let marks = FlowMarks {
            dropped: parts.get(HtmlPart::Drop).stretches(tree),
            quotes: parts.take(HtmlPart::Quote),
            quote_lines: parts.take(HtmlPart::QuoteParagraph),
        };
        let bodies = parts.get(HtmlPart::Body).stretches(tree);
        Self {
            tree,
            site,
            form,
            thread: ThreadBuilder::new(text),
            parts,
            marks,
            bodies,
            script: form.script.as_ref().map(|script| ScriptLists::of(tree, script)).unwrap_or_default(),
            lines: LineEnds::of(text),
            tally: Tally::default(),
            hidden: Vec::new(),
            focus: None,
            path: Vec::new(),
        }
    }

    /// Reads the page's comments and story.
    pub(super) fn read(mut self) -> (Tally, Reading<'t, 'g>) {
        let starts = find_starts(self.tree, self.form, self.site, &self.parts, &self.marks);
        self.focus = self.form.focus.as_ref().and_then(|field| self.page_number(field));
        self.thread.discussion = self.discussion(&starts);
        self.read_head(&starts);
        for start in &starts {
            match &start.line {
                Some(line) if line.list == List::Hidden => self.hidden(start, line),
                Some(line) => self.stub(start, line),
                None => self.comment(start),
            }
        }
        self.add_listed();
        self.count_hidden();
        self.check_end();
        self.thread.own(self.thread.text.len(), Owner::Furniture);
        let _ = self.thread.resolve_names();
        self.thread.place();
        let drawing = Drawing { has_tree: true, trust: 100, ..Drawing::default() };
        let facts = Facts { site: Some(self.site), drawing, is_anchored: true, says_certainty: false };
        (self.tally, Reading { thread: self.thread, facts, dialect: None })
    }

    // --- comments ----------------------------------------------------------------------------------------

    fn comment(&mut self, start: &Start) {
        let start = &self.bounded(start);
        let site_id = self.form.site_id.as_ref().and_then(|field| self.value(field, start.node, Field::SiteId));
        let line = self.begin(start, Evidence { header: true, ..Evidence::default() });
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.site_id = site_id;
        }
        let has_body = self.form.has(HtmlPart::Body);
        let said = if has_body { None } else { self.lines(start) };
        let has_header =
            [HtmlPart::Title, HtmlPart::Byline].iter().any(|part| !self.parts.get(*part).within(&start.own).is_empty());
        let own_id = site_id;
        let title = self.header(start, &Lists::TITLE);
        let byline = self.header(start, &Lists::BYLINE).or(title.filter(|list| *list == List::Byline));
        let (title, byline) = said.unwrap_or((title.is_some(), byline.is_some()));
        if let Some(evidence) = self.thread.evidence.last_mut() {
            (evidence.title, evidence.byline) = (title, byline);
            evidence.is_undrawn = has_body && !has_header;
        }
        self.keep_number(own_id, line);
        let id = self.thread.comments.last().and_then(|comment| comment.site_id);
        let listed = id.and_then(|id| self.script.comments.get(&id).cloned());
        self.take_star(start);
        self.take_listed(listed.as_ref(), title || byline);
        if has_body {
            self.body(start);
        }
        let linked = self.linked_parent(start);
        self.doubt_parent(start, linked, listed.as_ref());
        self.hang(start.level, linked, listed.and_then(|listed| listed.parent), line);
    }

    /// A start that ends where the title of another comment stands, whose own start is lost.
    fn bounded(&mut self, start: &Start) -> Start {
        let titles =
            self.parts.get(HtmlPart::Title).within(&start.own).iter().filter(|node| !is_in(&self.bodies, **node));
        let titles: Vec<NodeId> = titles.take(MAX_HEADER_ELEMENTS).copied().collect();
        let is_title = |node: &&NodeId| self.site.first_of(Lists::TITLE.all, &self.text_of(**node)).is_some();
        let second = titles.iter().filter(is_title).nth(1).copied();
        if let Some(second) = second {
            let line = self.line_of_node(second);
            let message = "expected one comment, but found the title of another in it";
            let help = "where that begins is lost, so that its words are in no row; save the page again";
            self.thread.warn((line, 1), "comment-unread", message, help);
        }
        let own = start.own.start..second.map_or(start.own.end, |second| second.0);
        Start { node: start.node, own, level: start.level, line: None }
    }

    /// The number of a comment's own element goes before one that its by-line prints.
    fn keep_number(&mut self, own: Option<u64>, line: u32) {
        let Some((own, comment)) = own.zip(self.thread.comments.last_mut()) else { return };
        if let Some(printed) = comment.site_id.replace(own).filter(|printed| *printed != own) {
            let message =
                format!("expected the number {own} of the comment's element, but its by-line prints {printed}");
            self.thread.warn((line, 1), "number-differs", message, "the element's number is taken");
        }
    }

    /// Notes where a page need not show what a comment answers: the page ends inside it, a list in its script does not say, or
    /// it is drawn below another without the link that answers have on this page.
    fn doubt_parent(&mut self, start: &Start, linked: Option<u64>, listed: Option<&Listed>) {
        let ends_page =
            self.tree.node(start.node).place.end as usize == self.thread.text.len() && self.form.parent.is_some();
        let is_undrawn_unsaid = listed.is_some_and(|listed| listed.parent.is_none());
        let Some(evidence) = self.thread.evidence.last_mut().filter(|_| linked.is_none()) else { return };
        evidence.is_untold |= is_undrawn_unsaid || (ends_page && listed.is_none());
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
        let target = self.parts.get(HtmlPart::StubLink).within(&start.own).first();
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
        let number = number.filter(|number| *number <= MAX_NUMBER);
        let line = self.line_of_node(start.node);
        self.close_path(start.level);
        let place = self.path.last().map(|(_, name)| name.clone()).unwrap_or_default();
        self.hidden.push(HiddenLine { place, line, number: number.unwrap_or(0) });
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
    fn header(&mut self, start: &Start, lists: &Lists) -> Option<List> {
        let found = if lists.is_title { self.parts.get(HtmlPart::Title) } else { self.parts.get(HtmlPart::Byline) };
        let outside = |node: &&NodeId| !is_in(&self.bodies, **node);
        let elements: Vec<NodeId> =
            found.within(&start.own).iter().filter(outside).take(MAX_HEADER_ELEMENTS).copied().collect();
        let mut unread = None;
        for element in elements {
            self.tally.n_elements += 1;
            let text = self.text_of(element);
            let line = self.line_of_node(element);
            if let Some((list, captures)) = self.site.first_of(lists.all, &text) {
                self.tally.n_headers += 1;
                self.take(list, &captures, &text, line);
                self.end_at(element);
                return Some(list);
            }
            unread = unread.or((!text.is_empty()).then_some(line));
        }
        if let Some(line) = unread {
            // What stands there is not shown: it may be a name, which nobody would know to replace by a pseudonym.
            let message = format!("expected {} in one of the site's patterns, but found other text", lists.name);
            let help = "its values are left empty; a grammar file can add the pattern";
            self.thread.warn((line, 1), "header-unread", message, help);
        }
        None
    }

    pub(super) fn take(&mut self, list: List, captures: &Captures, text: &str, line: u32) {
        let base = self.thread.rebuild(text).start as usize;
        self.thread.take_header(&SaidHeader { site: self.site, list, captures, base, line });
    }

    /// Takes a mark of subscribers that is no text.
    fn take_star(&mut self, start: &Start) {
        let has_star = !self.parts.get(HtmlPart::Subscriber).within(&start.own).is_empty();
        if let Some(comment) = self.thread.comments.last_mut().filter(|comment| has_star && comment.author.is_some()) {
            comment.subscriber = Some(true);
        }
    }

    /// Takes what the page's script says of a comment that the page itself does not say.
    fn take_listed(&mut self, listed: Option<&Listed>, has_header: bool) {
        let subject =
            listed.and_then(|listed| listed.subject.as_deref()).map(|subject| self.thread.rebuild(subject.trim()));
        let prefix = self.site.reply_prefix.as_deref();
        let Some(comment) = self.thread.comments.last() else { return };
        let is_bare = comment.subject.is_none_or(|own| prefix == Some(self.thread.str(own)));
        let lists_cuts = self.form.script.as_ref().is_some_and(|script| !script.cut.is_empty());
        if let Some(evidence) = self.thread.evidence.last_mut() {
            evidence.is_cut_untold = lists_cuts && !self.script.has_cuts;
        }
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
        let mut drawn: FxHashSet<u64> = self.thread.comments.iter().filter_map(|row| row.site_id).collect();
        let line = self.thread.comments.last().map_or(1, |comment| comment.line_end);
        let n_drawn = self.thread.comments.len();
        for id in std::mem::take(&mut self.script.order).into_iter().filter(|id| *id > 0 && drawn.insert(*id)) {
            let Some(listed) = self.script.comments.get(&id).cloned() else { continue };
            self.thread.open(
                line,
                Evidence {
                    header: true,
                    is_undrawn: true,
                    names_parent: listed.parent.is_some(),
                    is_untold: listed.parent.is_none(),
                    ..Evidence::default()
                },
            );
            if let Some(comment) = self.thread.comments.last_mut() {
                comment.site_id = Some(id);
            }
            let parent = listed.parent;
            self.take_listed(Some(&listed), false);
            let parent = parent.map(|parent| parent.to_string()).unwrap_or_default();
            self.thread.names.add([&id.to_string(), &parent, "", ""], line);
        }
        let n_listed = self.thread.comments.len() - n_drawn;
        if n_listed > 0 {
            let message = format!("expected every comment that the page's script lists, but {n_listed} are not drawn");
            let help = "only their numbers and scores are known; load all comments, and save the page again";
            self.thread.warn((line, 1), "not-drawn", message, help);
        }
    }

    /// Says where a page ends inside a tag, so that the rest of it is missing.
    fn check_end(&mut self) {
        let source = self.thread.text;
        let (last, closed) = (source.rfind('<'), source.rfind('>'));
        let is_told = self.thread.diagnostics.iter().any(|diagnostic| diagnostic.code == "page-cut");
        if last > closed && !is_told {
            let line = self.lines.line(u32::try_from(source.len().saturating_sub(1)).unwrap_or(u32::MAX));
            let message = "expected the page to go on, but it ends inside a tag";
            self.thread.warn((line, 1), "page-cut", message, "what follows is missing; save the page again");
        }
    }

    /// Counts the comments that lines of the page stand for: the most that a line below a comment says, as a page may say
    /// it twice; and without those that are rows, of which the page draws nothing but their place.
    fn count_hidden(&mut self) {
        let mut n_rows = self.thread.evidence.iter().filter(|evidence| evidence.is_undrawn).count() as u64;
        let mut hidden = std::mem::take(&mut self.hidden);
        hidden.sort_by(|a, b| (&a.place, b.number, a.line).cmp(&(&b.place, a.number, b.line)));
        hidden.dedup_by(|later, first| later.place == first.place);
        hidden.sort_by_key(|hidden| hidden.line);
        for HiddenLine { line, number, .. } in hidden {
            let rest = number.saturating_sub(n_rows);
            n_rows = n_rows.saturating_sub(number);
            if rest > 0 {
                self.thread.hide(line, rest);
            }
        }
    }

    // --- who answers whom --------------------------------------------------------------------------------

    /// The parent that a comment's link names.
    fn linked_parent(&self, start: &Start) -> Option<u64> {
        let field = self.form.parent.as_ref()?;
        let outside = |link: &&NodeId| !is_in(&self.bodies, **link);
        let mut links =
            self.parts.get(HtmlPart::Parent).within(&start.own).iter().rev().take(MAX_LINKS).filter(outside);
        links.find_map(|link| self.value(field, *link, Field::ParentId))
    }

    /// Closes the comments that stand as deep as a level, or deeper.
    fn close_path(&mut self, level: u32) {
        while self.path.last().is_some_and(|(above, _)| *above >= level) {
            self.path.pop();
        }
    }

    /// Says what the last row answers: what a link says, or the page's script, or else the drawing.
    fn hang(&mut self, level: u32, linked: Option<u64>, listed: Option<u64>, line: u32) {
        self.close_path(level);
        let n_rows = self.thread.comments.len();
        let Some((comment, evidence)) = self.thread.comments.last().zip(self.thread.evidence.last_mut()) else {
            return;
        };
        let name = comment.site_id.map_or_else(|| format!("row {n_rows}"), |id| id.to_string());
        let said = linked.or(listed);
        evidence.names_parent = said.is_some();
        let is_focus = self.focus.is_some() && self.focus == comment.site_id;
        evidence.is_untold |= said.is_none() && self.path.is_empty() && is_focus;
        let drawn = self.path.last().map_or("", |(_, name)| name);
        let said = said.map(|id| id.to_string());
        self.thread.names.add([&name, said.as_deref().unwrap_or(drawn), "", drawn], line);
        self.path.push((level, name));
    }

    // --- values ------------------------------------------------------------------------------------------

    /// A number that an element, or one of its attributes, holds.
    pub(super) fn value(&self, field: &HtmlField, element: NodeId, wanted: Field) -> Option<u64> {
        let own;
        if field.text.as_ref().is_some_and(|text| self.text_of(element) != *text) {
            return None;
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
        self.parts.get(HtmlPart::Focus).all().iter().find_map(|element| self.value(field, *element, Field::SiteId))
    }

    pub(super) fn text_of(&self, element: NodeId) -> String {
        let end = self.tree.node(element).end.0.min(element.0.saturating_add(MAX_LINE_NODES));
        line_of(self.tree, &self.marks, element.0 + 1..end)
    }

    pub(super) fn line_of_node(&self, node: NodeId) -> u32 {
        self.lines.line(self.tree.node(node).place.start)
    }

    /// Says that the last row goes on to an element's end.
    pub(super) fn end_at(&mut self, element: NodeId) {
        let line = self.lines.line(self.tree.node(element).place.end.saturating_sub(1));
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.line_end = comment.line_end.max(line);
        }
    }
}

/// A line that stands for comments that are not shown.
struct HiddenLine {
    /// The comment below which it stands.
    place: String,
    line: u32,
    number: u64,
}

/// A number of comments above this is no number of comments.
pub(super) const MAX_NUMBER: u64 = 100_000_000;
/// Elements that are looked at for a header, and nodes of one: headers are short.
const MAX_HEADER_ELEMENTS: usize = 4;
const MAX_LINE_NODES: u32 = 400;
/// Links of a comment that are looked at for the one to its parent.
const MAX_LINKS: usize = 1_000;

/// Which kinds of line a header may be.
struct Lists {
    all: &'static [List],
    name: &'static str,
    is_title: bool,
}

impl Lists {
    const TITLE: Self = Self { all: &[List::Title, List::LooseTitle, List::Byline], name: "a title", is_title: true };
    const BYLINE: Self = Self { all: &[List::Byline, List::Details], name: "a by-line", is_title: false };
}
