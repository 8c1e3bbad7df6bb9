//! What a header of a dump says of the current comment, with what the target of its link says.

use crate::grammar::{Field, List, Site};
use crate::parse::lines::engine::Engine;
use crate::parse::lines::header::Header;
use crate::parse::said::SaidHeader;

impl Header {
    /// The header as what it says.
    pub(super) fn said<'h>(&'h self, site: &'h Site, line: u32) -> SaidHeader<'h> {
        SaidHeader { site, list: self.list, captures: &self.captures, base: self.base, line }
    }
}

impl Engine<'_, '_> {
    /// Writes what a header says into the current comment.
    pub(super) fn fill(&mut self, header: &Header, line: u32) {
        self.thread.take_header(&header.said(self.site, line));
        let linked = self.linked_id_of(header);
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.site_id = comment.site_id.or(linked);
        }
    }

    /// The site id in the target of the link that a header's subject stands on.
    fn linked_id_of(&mut self, header: &Header) -> Option<u64> {
        match header.list {
            List::Title | List::Stub | List::LooseTitle => self.linked_id(),
            _ => None,
        }
    }

    pub(super) fn linked_id(&mut self) -> Option<u64> {
        let site = self.site;
        let target = &self.header.links.first()?.target;
        let captures = site.comment_links.matches(target, &site.lexicon)?;
        let discussion = captures.get(Field::Discussion).and_then(|range| target.get(range));
        if self.thread.discussion.is_none() {
            self.thread.discussion = discussion.map(str::to_owned);
        }
        target.get(captures.get(Field::SiteId)?)?.parse().ok()
    }
}
