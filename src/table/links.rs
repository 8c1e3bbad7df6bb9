//! The links of a body: addresses, and the tags that the site sets after links.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memchr2;

/// Counts links and collects their hosts, with buffers that are used again.
#[derive(Debug, Default)]
pub(crate) struct LinkScanner {
    hosts: String,
    seen: HashSet<String>,
    n_links: u32,
}

/// A link found in a text: its host, and where the text goes on.
struct Link<'a> {
    host: &'a str,
    end: usize,
}

impl LinkScanner {
    /// Counts the links of a body; an address and the tag that follows it are one link.
    ///
    /// Returns their number and their hosts: lower case, each once, in order, parted by blanks.
    pub(crate) fn scan(&mut self, body: &str) -> (u32, &str) {
        self.clear();
        let mut at = 0;
        while let Some(found) = body.as_bytes().get(at..).and_then(|rest| memchr2(b':', b'[', rest)) {
            let mark = at + found;
            at = match link_at(body, mark) {
                Some(link) => {
                    self.add(link.host);
                    link.end
                }
                None => mark + 1,
            };
        }
        (self.n_links, &self.hosts)
    }

    fn clear(&mut self) {
        self.hosts.clear();
        self.seen.clear();
        self.n_links = 0;
    }

    fn add(&mut self, host: &str) {
        self.n_links += 1;
        let host = host.to_lowercase();
        if host.is_empty() || self.seen.contains(&host) {
            return;
        }
        if !self.hosts.is_empty() {
            self.hosts.push(' ');
        }
        self.hosts.push_str(&host);
        self.seen.insert(host);
    }
}

/// The link whose `:` or `[` stands at `mark`.
fn link_at(body: &str, mark: usize) -> Option<Link<'_>> {
    match body.as_bytes().get(mark) {
        Some(b'[') => tag_at(body, mark),
        _ => address_at(body, mark),
    }
}

/// The address whose `://` stands at `mark`, with the tag that follows it.
fn address_at(body: &str, mark: usize) -> Option<Link<'_>> {
    let rest = body.get(mark..)?.strip_prefix("://")?;
    scheme_before(body, mark)?;
    let length = rest.find(ends_address).unwrap_or(rest.len());
    let host = host_of(rest.get(..length)?);
    let end = mark + 3 + length;
    Some(Link { host, end: tag_after(body, end).unwrap_or(end) })
}

/// The word `http` or `https` that ends at `mark`.
fn scheme_before(body: &str, mark: usize) -> Option<&str> {
    let scheme = body.get(..mark)?.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(scheme)
}

/// Where in a text addresses stand that can be followed: of http and https, without the marks of the sentence around them.
///
/// An address that the site cut short leads nowhere, and is none.
pub(crate) fn addresses(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut next) = (Vec::new(), 0);
    for (mark, _) in text.match_indices("://") {
        let Some(scheme) = scheme_before(text, mark).filter(|_| mark >= next) else { continue };
        let rest = text.get(mark + 3..).unwrap_or_default();
        let whole = rest.get(..rest.find(ends_address).unwrap_or(rest.len())).unwrap_or_default();
        next = mark + 3 + whole.len();
        let is_cut = ["...", "…", "...)"].iter().any(|end| whole.ends_with(end));
        let address = without_marks(whole);
        if !is_cut && !host_of(address).is_empty() {
            found.push(mark - scheme.len()..mark + 3 + address.len());
        }
    }
    found
}

/// An address without the marks of the sentence that it ends.
fn without_marks(address: &str) -> &str {
    let marks = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | ')' | '”' | '’');
    if address.contains('(') {
        address.trim_end_matches(|c| marks(c) && c != ')')
    } else {
        address.trim_end_matches(marks)
    }
}

/// Where the tag ends that follows an address; closing marks and blanks may stand between.
fn tag_after(body: &str, end: usize) -> Option<usize> {
    let rest = body.get(end..)?;
    let between = |c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | '\'' | '.' | ',');
    let tag = rest.trim_start_matches(between);
    tag_at(body, body.len() - tag.len()).map(|link| link.end)
}

/// The tag `[cnn.com]` at `mark`.
fn tag_at(body: &str, mark: usize) -> Option<Link<'_>> {
    /// The longest host name there can be.
    const LONGEST: usize = 253;
    let inner = body.get(mark..)?.strip_prefix('[')?;
    let window = inner.as_bytes().get(..inner.len().min(LONGEST + 1))?;
    let host = inner.get(..memchr::memchr(b']', window)?)?;
    is_host(host).then_some(Link { host, end: mark + host.len() + 2 })
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '>' | '"' | '[' | ']' | '{' | '}' | '|' | '\\' | '^' | '`')
}

/// The host of an address without its scheme: no user, no port, no mark of the sentence around it.
fn host_of(address: &str) -> &str {
    let authority = address.split(['/', '?', '#']).next().unwrap_or(address);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split(':').next().unwrap_or(host);
    host.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Tells whether a text is a host name with a dot and letters after the last one.
fn is_host(text: &str) -> bool {
    let labels_fit = text.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b >= 0x80)
    });
    let last = text.rsplit_once('.').map_or("", |(_, last)| last);
    labels_fit && last.len() >= 2 && last.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(body: &str) -> (u32, String) {
        let mut scanner = LinkScanner::default();
        let (n, hosts) = scanner.scan(body);
        (n, hosts.to_owned())
    }

    #[test]
    fn addresses_and_tags_are_links() {
        assert_eq!(links("see http://a.com/x and this [b.org]."), (2, "a.com b.org".to_owned()));
        assert_eq!(links("HTTPS://user@WWW.A.com:80/?q"), (1, "www.a.com".to_owned()));
        assert_eq!(links("(https://edition.cnn.com/2023/1...)"), (1, "edition.cnn.com".to_owned()));
    }

    #[test]
    fn an_address_and_its_tag_are_one_link() {
        assert_eq!(links("https://edition.cnn.com/2023/1... [cnn.com] yes"), (1, "edition.cnn.com".to_owned()));
        assert_eq!(links("http://a.com\n[a.com] [b.com]"), (2, "a.com b.com".to_owned()));
    }

    #[test]
    fn hosts_are_listed_once() {
        assert_eq!(links("[a.com] x [b.com] y [A.com]"), (3, "a.com b.com".to_owned()));
    }

    #[test]
    fn addresses_that_can_be_followed_are_found() {
        let text =
            "See (https://a.com/x), HTTP://b.org/p_(q). javascript:x http://c.net/very... http:// data://d ftp://e";
        let found: Vec<_> = addresses(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["https://a.com/x", "HTTP://b.org/p_(q)"]);
    }

    #[test]
    fn other_brackets_and_colons_are_none() {
        for text in ["[sic] [1] [3.14] [e.g.] [..] a[i.x] [a b.com]", "ftp://a.com Re: x :// http:/", "[", "http://["] {
            let expected = u32::from(text.ends_with("http://["));
            assert_eq!(links(text).0, expected, "{text}");
        }
    }
}
