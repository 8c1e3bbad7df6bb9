//! What a document is wrapped in: gzip, an answer of a web server, a web archive of a browser (MHTML).
//!
//! Wrappers stand in each other in any order. Each tells something of what it holds: its address, when it was saved, its
//! encoding. Nothing is unpacked to disk.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDateTime};
use encoding_rs::Encoding;
use mailparse::{MailHeaderMap, ParsedMail, parse_content_type, parse_mail};

use crate::input::decode::Refusal;
use crate::input::gzip;
use crate::input::source::ReadLimits;

/// Wrappers that may stand in each other.
const MAX_WRAPPERS: usize = 4;
/// Headers that an answer may have.
const MAX_HEADERS: usize = 512;
/// How far into a file the headers of a web archive are looked for.
const HEAD: usize = 16 * 1024;

/// The bytes of a document, and what its wrappers said of it.
#[derive(Debug, Default)]
pub(crate) struct Unwrapped {
    pub(crate) bytes: Vec<u8>,
    pub(crate) url: Option<String>,
    pub(crate) saved_at: Option<NaiveDateTime>,
    pub(crate) encoding: Option<&'static Encoding>,
    /// Whether it was packed with gzip.
    pub(crate) is_packed: bool,
}

/// Takes a document out of what it is wrapped in. Linear in what is unpacked.
///
/// Refuses wrappers that are damaged, that hold no page, or that unpack to more than the limits.
pub(crate) fn unwrap(bytes: Vec<u8>, limits: ReadLimits) -> Result<Unwrapped, Refusal> {
    let mut all = Unwrapped { bytes, ..Unwrapped::default() };
    for _ in 0..MAX_WRAPPERS {
        if gzip::is_gzip(&all.bytes) {
            all.bytes = gzip::unpack(&all.bytes, limits)?;
            all.is_packed = true;
        } else if all.bytes.starts_with(b"HTTP/") {
            let Some(inner) = from_answer(&all.bytes) else { return Ok(all) };
            all.take(inner);
        } else if is_web_archive(&all.bytes) {
            let inner = from_web_archive(&all.bytes)?;
            all.take(inner);
        } else {
            return Ok(all);
        }
    }
    Ok(all)
}

impl Unwrapped {
    /// Takes what a wrapper held: what it says counts where an inner one says nothing.
    fn take(&mut self, inner: Self) {
        self.bytes = inner.bytes;
        self.url = inner.url.or(self.url.take());
        self.saved_at = inner.saved_at.or(self.saved_at);
        self.encoding = inner.encoding.or(self.encoding);
    }
}

/// What an answer of a web server holds; `None` for bytes that are none.
fn from_answer(bytes: &[u8]) -> Option<Unwrapped> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(len) = answer.parse(bytes).ok()? else { return None };
    let value = |name: &str| {
        let header = answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value).ok()
    };
    let body = bytes.get(len..).unwrap_or_default();
    let is_chunked = value("Transfer-Encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    let body = if is_chunked { without_chunks(body) } else { Cow::Borrowed(body) };
    Some(Unwrapped {
        bytes: body.into_owned(),
        url: value("Content-Location").map(str::to_owned),
        saved_at: value("Date").and_then(moment),
        encoding: value("Content-Type").and_then(encoding_of),
        is_packed: false,
    })
}

/// The body without the lengths of its chunks; as it is from where it does not have them, as tools take them out.
fn without_chunks(body: &[u8]) -> Cow<'_, [u8]> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Ok(httparse::Status::Complete((start, len))) = httparse::parse_chunk_size(rest) {
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        let behind = rest.get(start..).unwrap_or_default();
        let chunk = behind.get(..len.min(behind.len())).unwrap_or_default();
        whole.extend_from_slice(chunk);
        rest = behind.get(chunk.len()..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").unwrap_or(rest);
        if len == 0 {
            return Cow::Owned(whole);
        }
    }
    if whole.is_empty() {
        return Cow::Borrowed(body);
    }
    whole.extend_from_slice(rest);
    Cow::Owned(whole)
}

/// Tells whether bytes begin with the headers of parts that belong together.
fn is_web_archive(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let head = head.to_ascii_lowercase();
    let is_header = |line: &[u8]| line.iter().take_while(|byte| **byte != b':').all(|byte| byte.is_ascii_graphic());
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // A header may go on on the next line.
    let words: Vec<u8> = head.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let has = |part: &[u8]| memchr::memmem::find(&words, part).is_some();
    let is_multipart = has(b"content-type:multipart/") && has(b"mime-version:");
    first.contains(&b':') && is_header(first) && is_multipart
}

fn from_web_archive(bytes: &[u8]) -> Result<Unwrapped, Refusal> {
    let damaged = |what: &str| Refusal::at_start(&format!("a web archive {what}"), "save the page again as HTML");
    let mail = parse_mail(bytes).map_err(|error| damaged(&format!("that cannot be read: {error}")))?;
    let page = page_of(&mail).ok_or_else(|| damaged("without a page"))?;
    let body = page.get_body_raw().map_err(|error| damaged(&format!("whose page cannot be read: {error}")))?;
    let header = |part: &ParsedMail<'_>, name: &str| part.headers.get_first_value(name);
    Ok(Unwrapped {
        bytes: body,
        url: header(&mail, "Snapshot-Content-Location").or_else(|| header(page, "Content-Location")),
        saved_at: header(&mail, "Date").and_then(|date| moment(&date)),
        encoding: header(page, "Content-Type").and_then(|kind| encoding_of(&kind)),
        is_packed: false,
    })
}

/// The part that is the page: the one of the archive's own address, else the first.
fn page_of<'a>(mail: &'a ParsedMail<'a>) -> Option<&'a ParsedMail<'a>> {
    let is_page =
        |part: &&ParsedMail<'_>| matches!(part.ctype.mimetype.as_str(), "text/html" | "application/xhtml+xml");
    let location = |part: &ParsedMail<'_>, name: &str| part.headers.get_first_value(name);
    let root = location(mail, "Snapshot-Content-Location");
    let is_root =
        |part: &&ParsedMail<'_>| is_page(part) && root.is_some() && location(part, "Content-Location") == root;
    mail.parts().find(is_root).or_else(|| mail.parts().find(is_page))
}

/// The encoding that a content type names.
fn encoding_of(kind: &str) -> Option<&'static Encoding> {
    Encoding::for_label(parse_content_type(kind).params.get("charset")?.as_bytes())
}

/// A date as mail and web servers write it, in universal time.
fn moment(date: &str) -> Option<NaiveDateTime> {
    let seconds = mailparse::dateparse(date).ok()?;
    DateTime::from_timestamp(seconds, 0).map(|time| time.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unwrapped(bytes: &[u8]) -> Unwrapped {
        unwrap(bytes.to_vec(), ReadLimits::default()).expect("because it is whole")
    }

    #[test]
    fn answers_of_servers_are_unwrapped() {
        let answer = b"HTTP/1.1 200 OK\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT\r\nContent-Type: text/html; charset=latin1\r\n\r\n<p>tea";
        let all = unwrapped(answer);
        assert_eq!((all.bytes.as_slice(), all.encoding), (&b"<p>tea"[..], Some(encoding_rs::WINDOWS_1252)));
        assert_eq!(all.saved_at.map(|time| time.to_string()).as_deref(), Some("1994-11-15 08:12:31"));
    }

    #[test]
    fn chunks_are_joined_where_there_are_any() {
        let with = |body: &str| format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        assert_eq!(unwrapped(with("3\r\n<p>\r\n3;x\r\ntea\r\n0\r\n\r\n").as_bytes()).bytes, b"<p>tea");
        assert_eq!(unwrapped(with("<p>tea").as_bytes()).bytes, b"<p>tea");
        assert_eq!(unwrapped(with("3\r\n<p>\r\nff\r\ntea").as_bytes()).bytes, b"<p>tea");
    }

    #[test]
    fn web_archives_give_their_page() {
        let archive = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/tea\r\n\
            MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"; boundary=\"x\"\r\n\r\n\
            --x\r\nContent-Type: text/css\r\n\r\np{}\r\n--x\r\nContent-Type: text/html\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n<p class=3D\"a\">caf=C3=A9=\r\n</p>\r\n--x--\r\n";
        let all = unwrapped(archive.as_bytes());
        assert_eq!(String::from_utf8_lossy(&all.bytes).trim_end(), "<p class=\"a\">caf\u{e9}</p>");
        assert_eq!(all.url.as_deref(), Some("https://example.org/tea"));
    }

    #[test]
    fn other_bytes_stay_as_they_are() {
        for bytes in [&b"HTTP/ is a protocol"[..], b"", b"a: b\nc", b"HTTP/1.1 200"] {
            assert_eq!(unwrapped(bytes).bytes, bytes);
        }
    }
}
