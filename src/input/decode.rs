//! From bytes to text.

use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostic::Diagnostic;
use crate::error::{DOCUMENT, Error};
use crate::input::form::TextForm;
use crate::input::place::{counted, line_and_column, warning};
use crate::input::saved_by::saved_by;
use crate::input::{ReadLimits, Source, binary, form, gzip, mojibake, wrapped};
use crate::model::{Document, EncodingSource, Media, TextEncoding};

/// Why bytes are no document.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) offset: usize,
    pub(crate) found: String,
    pub(crate) help: &'static str,
    /// The limit in bytes that they go beyond, where that is the reason.
    pub(crate) limit: Option<u64>,
}

impl Refusal {
    /// Bytes that are refused for what they begin with.
    pub(crate) fn at_start(found: &str, help: &'static str) -> Self {
        Self::at(0, found, help)
    }

    /// Bytes that are refused for what stands at an offset.
    pub(crate) fn at(offset: usize, found: &str, help: &'static str) -> Self {
        Self { offset, found: found.to_owned(), help, limit: None }
    }

    pub(crate) fn into_error(self, path: &Path) -> Error {
        self.into_error_of(path, DOCUMENT)
    }

    /// The error about a file of this kind.
    pub(crate) fn into_error_of(self, path: &Path, kind: &'static str) -> Error {
        let path = path.to_owned();
        match self.limit {
            Some(limit) => Error::TooLarge { path, limit, kind },
            None => {
                let (offset, help) = (self.offset as u64, self.help.to_owned());
                Error::Unreadable { path, offset, found: self.found, help }
            }
        }
    }
}

/// How the bytes of a document are made text.
#[derive(Clone, Copy, Debug, Default)]
pub struct DecodeOptions {
    /// How much is read; gzip must not unpack to more.
    pub limits: ReadLimits,
    /// Whether the text is lists of parents, one thread a line, which nothing in it tells.
    pub parents: bool,
}

/// Text with what is known of its encoding.
struct Decoded {
    text: String,
    encoding: TextEncoding,
    source: EncodingSource,
    diagnostics: Vec<Diagnostic>,
}

/// What the bytes of a source hold: text, and in which form.
#[derive(Clone, Debug)]
pub struct Decoding {
    /// The form that the text is in.
    pub form: TextForm,
    /// The text.
    pub document: Document,
}

/// Reads the bytes of a source as a page of text.
///
/// A byte order mark decides; then text that is valid UTF-8, or nearly so, is UTF-8; text with NUL as every
/// second byte is UTF-16; anything else is taken for windows-1252. What was guessed or replaced leaves one
/// diagnostic of each kind. Bytes that are valid UTF-8 are checked in place and not copied.
///
/// # Errors
///
/// [`Error::Unreadable`] for what is no text (programs, pictures, archives, random bytes), for UTF-32, and for
/// other forms than a page's (HTML, JSON, tables).
pub fn decode(source: &Source, bytes: Vec<u8>) -> Result<Document, Error> {
    let options = DecodeOptions::default();
    let read = || {
        let (form, decoded) = decode_form(source.path(), bytes, None, options)?;
        match form {
            TextForm::Page | TextForm::Html => Ok(decoded),
            _ => Err(Refusal::at_start("a table", "give the page as text")),
        }
    };
    read().map(|decoded| decoded.into_document(source.name())).map_err(|refusal| refusal.into_error(source.path()))
}

/// Reads the bytes of a source as text in any of the forms that are read: a page, or a table of comments.
///
/// As [`decode`], but other forms are let through, and what wraps them is taken off: gzip, an answer of a web server, a web
/// archive.
///
/// # Errors
///
/// As those of [`decode`]; [`Error::TooLarge`] for gzip that unpacks to more than the limit.
pub fn decode_any(source: &Source, bytes: Vec<u8>, options: DecodeOptions) -> Result<Decoding, Error> {
    let fail = |refusal: Refusal| refusal.into_error(source.path());
    let all = wrapped::unwrap(bytes, options.limits).map_err(fail)?;
    let path = if all.is_packed { gzip::inner_path(source.path()) } else { source.path().to_owned() };
    let in_gzip = |refusal: Refusal| match all.is_packed {
        true => Refusal { found: format!("gzip data that holds {}", refusal.found), ..refusal },
        false => refusal,
    };
    let (form, decoded) = decode_form(&path, all.bytes, all.encoding, options).map_err(in_gzip).map_err(fail)?;
    let mut document = decoded.into_document(source.name());
    document.media = if form == TextForm::Html { Media::Html } else { Media::Text };
    let (url, saved_at) = if form == TextForm::Html { saved_by(&document.text) } else { (None, None) };
    (document.url, document.saved_at) = (url.or(all.url), saved_at.or(all.saved_at));
    Ok(Decoding { form, document })
}

fn decode_form(
    path: &Path,
    bytes: Vec<u8>,
    encoding: Option<&'static Encoding>,
    options: DecodeOptions,
) -> Result<(TextForm, Decoded), Refusal> {
    let mut decoded = decode_text(bytes, encoding)?;
    let form = if options.parents { TextForm::Parents } else { form::form_of(&decoded.text, path)? };
    if form == TextForm::Page {
        decoded.undo_double_encoding();
    }
    Ok((form, decoded))
}

fn decode_text(mut bytes: Vec<u8>, encoding: Option<&'static Encoding>) -> Result<Decoded, Refusal> {
    match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(utf32()),
        [0xff, 0xfe, rest @ ..] => decode_utf16(rest, TextEncoding::Utf16Le, EncodingSource::ByteOrderMark),
        [0xfe, 0xff, rest @ ..] => decode_utf16(rest, TextEncoding::Utf16Be, EncodingSource::ByteOrderMark),
        [0xef, 0xbb, 0xbf, ..] => {
            bytes.drain(..3);
            Ok(Decoded { source: EncodingSource::ByteOrderMark, ..decode_unmarked(bytes, None)? })
        }
        _ => decode_unmarked(bytes, encoding),
    }
}

fn utf32() -> Refusal {
    Refusal::at_start("UTF-32 text", "convert it to UTF-8: `iconv -f UTF-32 -t UTF-8`")
}

fn decode_unmarked(bytes: Vec<u8>, encoding: Option<&'static Encoding>) -> Result<Decoded, Refusal> {
    binary::check_magic(&bytes)?;
    if let Some(encoding) = guess_utf16(&bytes) {
        return decode_utf16(&bytes, encoding, EncodingSource::Guessed);
    }
    let n_nuls = binary::check_nuls(&bytes)?;
    let mut decoded = match String::from_utf8(bytes) {
        Ok(text) => {
            Decoded { text, encoding: TextEncoding::Utf8, source: EncodingSource::Valid, diagnostics: Vec::new() }
        }
        Err(error) => match encoding.or_else(|| declared(error.as_bytes())) {
            Some(encoding) => decode_declared(error.as_bytes(), encoding)?,
            None => decode_invalid(error.as_bytes())?,
        },
    };
    if n_nuls > 0 {
        decoded.replace_nuls();
    }
    Ok(decoded)
}

/// The encoding that a page itself says it is in, if that is another than UTF-8.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    /// Where browsers look for it.
    const HEAD: usize = 4096;
    let head = bytes.get(..HEAD.min(bytes.len()))?.to_ascii_lowercase();
    let head = without_comments(&head);
    let after = |text: &[u8], mark: &[u8]| memchr::memmem::find(text, mark).map(|at| at + mark.len());
    let tags = memchr::memmem::find_iter(&head, b"<meta").filter_map(|at| {
        let tag = head.get(at..)?;
        tag.get(..memchr::memchr(b'>', tag)?)
    });
    let value = tags.filter(|tag| !has(tag, b"name=")).find_map(|tag| {
        let value = tag.get(after(tag, b"charset")?..)?.trim_ascii_start().strip_prefix(b"=")?;
        Some(value.trim_ascii_start().to_vec())
    })?;
    let value = value.as_slice();
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    let len = value.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
    let encoding = Encoding::for_label(value.get(..len.unwrap_or(value.len()))?)?;
    // A page whose beginning reads as ASCII is not in UTF-16, whatever it says.
    (encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

fn has(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

/// The beginning of a page without its comments.
fn without_comments(head: &[u8]) -> Vec<u8> {
    let (mut kept, mut rest) = (Vec::with_capacity(head.len()), head);
    while let Some(at) = memchr::memmem::find(rest, b"<!--") {
        let (before, behind) = rest.split_at(at);
        kept.extend_from_slice(before);
        let end = memchr::memmem::find(behind, b"-->").map_or(behind.len(), |end| end + 3);
        rest = behind.get(end..).unwrap_or_default();
    }
    kept.extend_from_slice(rest);
    kept
}

fn decode_declared(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, Refusal> {
    binary::check_controls(bytes)?;
    if encoding == UTF_8 {
        return decode_invalid(bytes);
    }
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let (text, encoding) = (text.into_owned(), TextEncoding::of(encoding));
    let mut decoded = Decoded { text, encoding, source: EncodingSource::Declared, diagnostics: Vec::new() };
    if had_errors {
        decoded.warn_of_replaced();
    }
    Ok(decoded)
}

/// Decodes bytes that are not valid UTF-8: as UTF-8 with some bytes replaced, where most lines that are not
/// ASCII are valid, else as windows-1252.
fn decode_invalid(bytes: &[u8]) -> Result<Decoded, Refusal> {
    binary::check_controls(bytes)?;
    Ok(if is_mostly_utf8(bytes) { decode_damaged_utf8(bytes) } else { decode_windows_1252(bytes) })
}

fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let lines = bytes.split(|&byte| byte == b'\n' || byte == b'\r').filter(|line| !line.is_ascii());
    let (mut n_valid, mut n_bad) = (0_usize, 0_usize);
    for line in lines {
        let count = if std::str::from_utf8(line).is_ok() { &mut n_valid } else { &mut n_bad };
        *count += 1;
    }
    n_valid > 0 && n_valid >= n_bad
}

fn decode_damaged_utf8(bytes: &[u8]) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let (mut n_bad, mut first) = (0, None);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
            n_bad += chunk.invalid().len();
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    // Up to the first bad byte the text is the file, so that this is the byte's offset in both.
    let first = first.unwrap_or(0);
    let message = format!("expected UTF-8, but found {}, first at byte {first}", counted(n_bad, "bad byte"));
    let diagnostic = warning(&text, first, "bad-bytes", message, "they were replaced by U+FFFD");
    Decoded { text, encoding: TextEncoding::Utf8, source: EncodingSource::Guessed, diagnostics: vec![diagnostic] }
}

fn decode_windows_1252(bytes: &[u8]) -> Decoded {
    let first = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let n_high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    // Before the first bad byte the file is valid UTF-8 and in most cases ASCII: count its characters.
    let place = bytes.get(..first).map_or(0, |before| WINDOWS_1252.decode_without_bom_handling(before).0.len());
    let message = format!(
        "expected UTF-8, but found a bad byte at byte {first}: read as windows-1252, in which {} not ASCII",
        if n_high == 1 { "1 byte is".to_owned() } else { format!("{n_high} bytes are") }
    );
    let help = "this is a guess: convert the file to UTF-8 if letters look wrong";
    let diagnostic = warning(&text, place, "encoding-guessed", message, help);
    Decoded {
        text,
        encoding: TextEncoding::Windows1252,
        source: EncodingSource::Guessed,
        diagnostics: vec![diagnostic],
    }
}

/// Guesses that bytes without a mark are UTF-16 where NUL is every second byte of most characters.
fn guess_utf16(bytes: &[u8]) -> Option<TextEncoding> {
    /// Enough characters to tell; binary headers are shorter or less even.
    const SAMPLE: usize = 4096;
    let sample = bytes.get(..SAMPLE.min(bytes.len()))?;
    memchr::memchr(0, sample)?;
    let n_nuls = |skip: usize| sample.iter().skip(skip).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, half) = (n_nuls(0), n_nuls(1), sample.len() / 2);
    let is_lane = |full: usize, empty: usize| half >= 8 && full * 10 >= half * 7 && empty * 50 <= half;
    match () {
        () if is_lane(odd, even) => Some(TextEncoding::Utf16Le),
        () if is_lane(even, odd) => Some(TextEncoding::Utf16Be),
        () => None,
    }
}

fn decode_utf16(bytes: &[u8], encoding: TextEncoding, source: EncodingSource) -> Result<Decoded, Refusal> {
    let decoder: &'static Encoding = if encoding == TextEncoding::Utf16Be { UTF_16BE } else { UTF_16LE };
    let (text, had_errors) = decoder.decode_without_bom_handling(bytes);
    let mut decoded = Decoded { text: text.into_owned(), encoding, source, diagnostics: Vec::new() };
    let n_nuls = binary::check_nuls(decoded.text.as_bytes())?;
    if source == EncodingSource::Guessed {
        let message = format!("expected a byte order mark, but found {} text without one at byte 0", encoding.name());
        decoded.warn(0, "encoding-guessed", message, "this is a guess: NUL is every second byte");
    }
    if had_errors {
        decoded.warn_of_replaced();
    }
    if n_nuls > 0 {
        decoded.replace_nuls();
    }
    Ok(decoded)
}

impl Decoded {
    fn warn(&mut self, offset: usize, code: &'static str, message: String, help: &'static str) {
        self.diagnostics.push(warning(&self.text, offset, code, message, help));
    }

    fn warn_of_replaced(&mut self) {
        let mut bad = self.text.match_indices(char::REPLACEMENT_CHARACTER).map(|(offset, _)| offset);
        let (first, n_more) = (bad.next().unwrap_or(0), bad.count());
        let (line, _) = line_and_column(&self.text, first);
        let found = counted(n_more + 1, "bad character");
        let message = format!("expected {} text, but found {found}, first in line {line}", self.encoding.name());
        self.warn(first, "bad-bytes", message, "they were replaced by U+FFFD");
    }

    fn replace_nuls(&mut self) {
        let first = memchr::memchr(0, self.text.as_bytes()).unwrap_or(0);
        let n_nuls = memchr::memchr_iter(0, self.text.as_bytes()).count();
        let message = format!("expected text, but found {}", counted(n_nuls, "NUL character"));
        self.warn(first, "nul-bytes", message, "they were replaced by U+FFFD");
        self.text = self.text.replace('\0', "\u{fffd}");
    }

    /// Undoes that valid UTF-8 was encoded twice, where the list marks say so.
    fn undo_double_encoding(&mut self) {
        let is_whole = self.encoding == TextEncoding::Utf8 && self.diagnostics.iter().all(|it| it.code != "bad-bytes");
        let Some(offset) = mojibake::find_double_encoded(&self.text).filter(|_| is_whole) else { return };
        let message = format!("expected list marks, but found UTF-8 that was encoded twice, first at byte {offset}");
        self.warn(offset, "double-encoded", message, "the second encoding was undone, which is a guess");
        self.text = mojibake::undo(&self.text);
        if self.source == EncodingSource::Valid {
            self.source = EncodingSource::Guessed;
        }
    }

    fn into_document(mut self, name: &str) -> Document {
        if self.text.is_empty() {
            let help = "check that the page was saved";
            self.warn(0, "empty-document", "expected a page, but found an empty document".to_owned(), help);
        }
        let Self { text, encoding, source, diagnostics } = self;
        Document { encoding, encoding_source: source, diagnostics, ..Document::from_text(name, text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Document {
        decode(&Source::stdin(), bytes.to_vec()).expect("because these bytes are text")
    }

    fn codes(document: &Document) -> Vec<(&'static str, u32, u32)> {
        document.diagnostics.iter().map(|found| (found.code, found.line, found.column)).collect()
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf8_is_read_with_and_without_its_mark() {
        let plain = decoded("caf\u{e9}".as_bytes());
        assert_eq!((plain.text.as_str(), plain.encoding_source), ("caf\u{e9}", EncodingSource::Valid));
        let marked = decoded("\u{feff}caf\u{e9}".as_bytes());
        assert_eq!((marked.text.as_str(), marked.encoding_source), ("caf\u{e9}", EncodingSource::ByteOrderMark));
        assert!(marked.diagnostics.is_empty());
    }

    #[test]
    fn utf16_is_read_by_its_mark_or_guessed() {
        let text = "A page with \u{2022} marks in it";
        let marked = utf16(&format!("\u{feff}{text}"), u16::to_be_bytes);
        assert_eq!((decoded(&marked).text.as_str(), codes(&decoded(&marked)).len()), (text, 0));
        let unmarked = decoded(&utf16(text, u16::to_le_bytes));
        assert_eq!((unmarked.text.as_str(), unmarked.encoding), (text, TextEncoding::Utf16Le));
        assert_eq!(codes(&unmarked), [("encoding-guessed", 1, 1)]);
    }

    #[test]
    fn utf32_is_refused() {
        let error = decode(&Source::stdin(), b"\xff\xfe\0\0A\0\0\0".to_vec());
        assert!(matches!(error, Err(Error::Unreadable { offset: 0, .. })));
    }

    #[test]
    fn a_few_bad_bytes_are_replaced_and_counted() {
        let document = decoded(b"  \xe2\x80\xa2 A\nx \x80\xbf end\n");
        assert_eq!(document.text, "  \u{2022} A\nx \u{fffd}\u{fffd} end\n");
        assert_eq!(codes(&document), [("bad-bytes", 2, 3)]);
        assert!(document.diagnostics[0].message.contains("2 bad bytes, first at byte 10"), "{document:?}");
    }

    #[test]
    fn other_text_is_taken_for_windows_1252() {
        let document = decoded(b"a\n  \x95 caf\xe9");
        assert_eq!((document.text.as_str(), document.encoding), ("a\n  \u{2022} caf\u{e9}", TextEncoding::Windows1252));
        assert_eq!(codes(&document), [("encoding-guessed", 2, 3)]);
    }

    #[test]
    fn nuls_and_emptiness_are_told() {
        assert_eq!(decoded(b"a\0b").text, "a\u{fffd}b");
        assert_eq!(codes(&decoded(b"a\0b")), [("nul-bytes", 1, 2)]);
        assert_eq!(codes(&decoded(b"")), [("empty-document", 1, 1)]);
    }

    #[test]
    fn any_bytes_are_text_or_refused() {
        proptest::proptest!(|(bytes: Vec<u8>)| {
            if let Ok(document) = decode(&Source::stdin(), bytes) {
                proptest::prop_assert!(!document.text.contains('\0'));
            }
        });
    }
}
