//! The tokens of an HTML document, from html5gum's state machine straight into a tree.
//!
//! The crate's callback emitter copies every text and value before it hands them over, and looks at every byte for
//! errors that nobody asks for. This one notes where they stand.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, Tokenizer};

use crate::markup::build::{Builder, StartTag};
use crate::markup::tree::{Attribute, mark_of};
use crate::model::Span;

/// Reads a builder's source into its tree; returns the decoded text.
pub(super) fn read_tokens(builder: &mut Builder<'_>) -> Vec<u8> {
    let source = builder.tree.source;
    let mut decoded = Vec::new();
    let tokens = Tokens {
        builder,
        source: source.as_bytes(),
        decoded: &mut decoded,
        at: 0,
        text: Piece::default(),
        text_start: 0,
        kind: TagKind::End,
        name: Vec::new(),
        last_name: Vec::new(),
        tag_start: 0,
        attributes: 0,
        marks: 0,
        self_closing: false,
        attribute: None,
        value: Piece::default(),
    };
    let Ok(()) = Tokenizer::new_with_emitter(source, tokens).finish();
    decoded
}

/// Decoded text in the making.
#[derive(Default)]
struct Piece {
    /// Where it stands in the source, or in the decoded text.
    start: usize,
    /// Where it ends in the source.
    end: usize,
    /// Whether it is not what stands in the source.
    is_decoded: bool,
}

impl Piece {
    fn is_empty(&self) -> bool {
        self.end == 0 && !self.is_decoded
    }

    /// Appends a chunk that was read up to `at`.
    fn add(&mut self, chunk: &[u8], at: usize, source: &[u8], decoded: &mut Vec<u8>) {
        if self.is_decoded {
            decoded.extend_from_slice(chunk);
            return;
        }
        let start = at.saturating_sub(chunk.len());
        let follows = self.end == 0 || start == self.end;
        if follows && source.get(start..at) == Some(chunk) {
            self.start = if self.end == 0 { start } else { self.start };
            self.end = at;
            return;
        }
        let before = source.get(self.start..self.end).unwrap_or_default();
        self.start = decoded.len();
        self.is_decoded = true;
        decoded.extend_from_slice(before);
        decoded.extend_from_slice(chunk);
    }

    /// The text in the address space of source and decoded text; the piece is empty afterwards.
    fn take(&mut self, source: usize, decoded: usize) -> Span {
        let piece = std::mem::take(self);
        if piece.is_decoded {
            return Span::new(source + piece.start, source + decoded);
        }
        Span::new(piece.start, piece.end)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TagKind {
    Start,
    End,
}

/// What has been read of the token that comes next.
struct Tokens<'b, 'a> {
    builder: &'b mut Builder<'a>,
    source: &'a [u8],
    decoded: &'b mut Vec<u8>,
    /// One past the last byte that was read.
    at: usize,
    text: Piece,
    /// Where the text begins in the source.
    text_start: usize,
    kind: TagKind,
    name: Vec<u8>,
    /// The name of the last start tag, if no end tag came since.
    last_name: Vec<u8>,
    tag_start: usize,
    /// Where the tag's attributes begin in the tree's list.
    attributes: usize,
    marks: u32,
    self_closing: bool,
    /// The name of the attribute that is being read.
    attribute: Option<Span>,
    value: Piece,
}

impl Tokens<'_, '_> {
    /// Hands over the text up to `end` of the source, if there is any.
    fn end_text(&mut self, end: usize) {
        let skips_newline = std::mem::take(&mut self.builder.skips_newline);
        if self.text.is_empty() {
            return;
        }
        let mut text = self.text.take(self.source.len(), self.decoded.len());
        if skips_newline && self.bytes(text).first() == Some(&b'\n') {
            text.start += 1;
        }
        if text.is_empty() {
            return;
        }
        let is_blank = self.bytes(text).iter().all(u8::is_ascii_whitespace);
        self.builder.add_text(text, Span::new(self.text_start, end), is_blank);
    }

    /// Hands over the attribute, if there is one.
    fn end_attribute(&mut self) {
        let Some(name) = self.attribute.take() else { return };
        let value = self.value.take(self.source.len(), self.decoded.len());
        if self.kind == TagKind::End {
            return;
        }
        let key = self.bytes(name);
        if key.eq_ignore_ascii_case(b"class") {
            let classes = self.bytes(value).split(u8::is_ascii_whitespace).filter(|class| !class.is_empty());
            self.marks |= classes.map(mark_of).fold(0, |all, one| all | one);
        } else if key.eq_ignore_ascii_case(b"id") {
            self.marks |= mark_of(self.bytes(value));
        }
        self.builder.tree.attributes.push(Attribute { name, value });
    }

    fn bytes(&self, span: Span) -> &[u8] {
        let range = span.range();
        match range.start.checked_sub(self.source.len()) {
            None => self.source.get(range).unwrap_or_default(),
            Some(start) => self.decoded.get(start..range.end - self.source.len()).unwrap_or_default(),
        }
    }

    fn begin_tag(&mut self, kind: TagKind) {
        self.name.clear();
        self.kind = kind;
        self.marks = 0;
        self.self_closing = false;
        self.attributes = self.builder.tree.attributes.len();
    }
}

impl Emitter for Tokens<'_, '_> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_name.clear();
        self.last_name.extend_from_slice(name.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.end_text(self.source.len());
    }

    fn emit_error(&mut self, _: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    #[inline]
    fn init_string(&mut self) {
        if self.text.is_empty() {
            self.text_start = self.at;
        }
    }

    #[inline]
    fn emit_string(&mut self, chunk: &[u8]) {
        let chunk = match chunk {
            b"\0" if self.builder.in_foreign() => "\u{fffd}".as_bytes(),
            b"\0" | b"" => return,
            _ => chunk,
        };
        self.text.add(chunk, self.at, self.source, self.decoded);
    }

    #[inline]
    fn init_start_tag(&mut self) {
        self.begin_tag(TagKind::Start);
    }

    #[inline]
    fn init_end_tag(&mut self) {
        self.begin_tag(TagKind::End);
    }

    fn init_comment(&mut self) {
        self.end_text(self.tag_start);
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_text(self.tag_start);
        self.end_attribute();
        let place = Span::new(self.tag_start, self.at);
        self.text_start = self.at;
        if self.kind == TagKind::End {
            self.last_name.clear();
            self.builder.end_tag(&self.name, place, self.decoded);
            return None;
        }
        let (attributes, marks, self_closing) = (self.attributes, self.marks, self.self_closing);
        let tag = StartTag { name: &self.name, place, attributes, marks, self_closing };
        let state = self.builder.start_tag(&tag, self.decoded);
        std::mem::swap(&mut self.name, &mut self.last_name);
        state
    }

    fn emit_current_comment(&mut self) {}

    fn emit_current_doctype(&mut self) {}

    fn set_self_closing(&mut self) {
        self.self_closing = true;
    }

    fn set_force_quirks(&mut self) {}

    #[inline]
    fn push_tag_name(&mut self, chunk: &[u8]) {
        self.name.extend_from_slice(chunk);
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {
        self.end_text(self.tag_start);
    }

    #[inline]
    fn init_attribute(&mut self) {
        self.end_text(self.tag_start);
        self.end_attribute();
        self.attribute = Some(Span::new(self.at.saturating_sub(1), self.at));
    }

    #[inline]
    fn push_attribute_name(&mut self, _: &[u8]) {
        if let Some(name) = &mut self.attribute {
            name.end = Span::new(0, self.at).end;
        }
    }

    #[inline]
    fn push_attribute_value(&mut self, chunk: &[u8]) {
        if !chunk.is_empty() {
            self.value.add(chunk, self.at, self.source, self.decoded);
        }
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    #[inline]
    fn start_open_tag(&mut self) {
        self.tag_start = self.at.saturating_sub(1);
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.kind == TagKind::End && !self.last_name.is_empty() && self.last_name == self.name
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.builder.in_foreign()
    }

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.at = self.at.saturating_add_signed(offset);
    }
}
