//! What stands above a page's comments: the story, and how many comments the page says it has.

use rustc_hash::FxHashSet;

use crate::grammar::{Captures, Field, HtmlPart, List};
use crate::markup::{NodeId, Tree};
use crate::model::{Posted, Segment};
use crate::parse::html::flow::lines_of;
use crate::parse::html::found::{Nodes, is_in};
use crate::parse::html::page::{MAX_NUMBER, PageReader};
use crate::parse::html::starts::Start;
use crate::parse::said::SaidHeader;

impl PageReader<'_, '_, '_> {
    /// Reads the lines above the comments.
    pub(super) fn read_head(&mut self, starts: &[Start]) {
        let inside: Vec<Nodes> = starts.iter().map(|start| start.own.clone()).collect();
        let first = starts.first().map_or(self.tree.node(Tree::ROOT).end.0, |start| start.node.0);
        let outside = |node: &&NodeId| !is_in(&inside, **node);
        let mut lines: Vec<(u32, String)> = Vec::new();
        let head = match self.form.has(HtmlPart::Head) {
            true => self.parts.get(HtmlPart::Head).stretches(self.tree),
            false => std::iter::once(Tree::ROOT.0..first).collect(),
        };
        for nodes in head.into_iter().filter(|nodes| !is_in(&inside, NodeId(nodes.start))) {
            let parts = lines_of(self.tree, &self.marks, nodes);
            lines.extend(parts.into_iter().map(|line| (self.lines.line(line.offset), line.text)));
        }
        let take = |reader: &mut Self, list: List| {
            for (line, text) in &lines {
                if let Some(captures) = reader.site.matches(list, text) {
                    reader.take_story_line(&captures, text, *line);
                }
            }
        };
        // What a page says in so many words goes before a number that stands beside its title.
        [List::Head, List::PostedBy].into_iter().for_each(|list| take(self, list));
        for node in self.parts.take(HtmlPart::StoryLine).all().iter().filter(outside).take(1) {
            let (line, text) = (self.line_of_node(*node), self.text_of(*node));
            if let Some(captures) = self.site.matches(List::Story, &text) {
                self.take_story_line(&captures, &text, line);
            }
        }
        let titles = self.parts.take(HtmlPart::StoryTitle);
        let title = titles.all().iter().filter(outside).map(|node| self.text_of(*node)).find(|title| !title.is_empty());
        if let Some(title) = title.filter(|_| self.thread.story.title.is_none()) {
            self.thread.story.title = Some(self.thread.rebuild(&title));
        }
        take(self, List::Masthead);
        self.thread.abbreviates |= lines.iter().any(|(_, text)| self.site.matches(List::Abbreviating, text).is_some());
        let stories = self.parts.get(HtmlPart::Story).stretches(self.tree);
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
        let declared = declared.filter(|number| *number <= MAX_NUMBER);
        story.declared = story.declared.or(declared);
        let posted = said.span(Field::Posted).or_else(|| said.span(Field::PostedLoosely));
        if let Some(raw) = posted.filter(|_| self.thread.story.posted.is_none()) {
            let at = self.thread.read_date(self.site, raw, line);
            self.thread.story.posted = Some(Posted { raw, at, year_recovered: false });
        }
    }

    /// What the site calls the discussion, by the first link on the site to a comment of the page that says it.
    pub(super) fn discussion(&self, starts: &[Start]) -> Option<String> {
        let first = starts.first()?.node.0;
        let links = (first..self.tree.node(Tree::ROOT).end.0).map(NodeId).filter(|node| self.tree.name(*node) == "a");
        let field = self.form.site_id.as_ref()?;
        let number = |start: &Start| self.value(field, start.node, Field::SiteId);
        let numbers: FxHashSet<u64> = starts.iter().filter_map(number).collect();
        let is_own =
            |target: &str| !target.contains("//") || self.site.host().is_some_and(|host| target.contains(host));
        let mut targets = links.filter_map(|link| self.tree.attribute(link, "href")).map(str::trim);
        targets.find_map(|target| {
            let captures = self.site.comment_links.matches(target, &self.site.lexicon).filter(|_| is_own(target))?;
            let site_id = target.get(captures.get(Field::SiteId)?)?.parse::<u64>().ok()?;
            let discussion = target.get(captures.get(Field::Discussion)?)?;
            numbers.contains(&site_id).then(|| discussion.to_owned())
        })
    }
}
