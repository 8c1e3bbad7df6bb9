//! What the tool that saved a page wrote into it: from which address, and when.

use chrono::NaiveDateTime;

/// How far into a page such notes stand.
const HEAD: usize = 8 * 1024;

/// The address that a page was saved from, and when it was, as far as its first comments say.
pub(crate) fn saved_by(page: &str) -> (Option<String>, Option<NaiveDateTime>) {
    let end = (0..=HEAD.min(page.len())).rev().find(|&end| page.is_char_boundary(end)).unwrap_or(0);
    let head = page.get(..end).unwrap_or_default();
    let (mut url, mut saved_at) = (None, None);
    for note in comments(head) {
        url = url.or_else(|| url_of(note));
        saved_at = saved_at.or_else(|| date_of(note));
    }
    (url, saved_at)
}

/// The comments of a page.
fn comments(page: &str) -> impl Iterator<Item = &str> {
    page.split("<!--").skip(1).map(|rest| rest.split("-->").next().unwrap_or_default())
}

/// Browsers write `saved from url=(0042)ADDRESS`, SingleFile `url: ADDRESS` on a line of its own.
fn url_of(note: &str) -> Option<String> {
    let browser = note.split_once("saved from url=(").and_then(|(_, rest)| rest.split_once(')')).map(|(_, url)| url);
    let is_single_file = note.contains("SingleFile");
    let line = note.lines().find_map(|line| line.trim().strip_prefix("url:")).filter(|_| is_single_file);
    let url = browser.or(line)?.trim();
    let url = url.split_whitespace().next()?;
    (url.starts_with("http://") || url.starts_with("https://")).then(|| url.to_owned())
}

/// SingleFile writes `saved date: Tue Dec 01 2026 10:00:00 GMT+0100 (...)`.
fn date_of(note: &str) -> Option<NaiveDateTime> {
    let date = note.lines().find_map(|line| line.trim().strip_prefix("saved date:"))?.trim();
    let date = date.split(" (").next().unwrap_or(date);
    let time = chrono::DateTime::parse_from_str(date, "%a %b %d %Y %H:%M:%S GMT%z").ok()?;
    Some(time.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(page: &str) -> (Option<String>, Option<String>) {
        let (url, at) = saved_by(page);
        (url, at.map(|at| at.to_string()))
    }

    #[test]
    fn notes_of_tools_are_read() {
        let text = |text: &str| Some(text.to_owned());
        let browser = "<!DOCTYPE html>\n<!-- saved from url=(0023)https://example.org/tea -->\n<html>";
        assert_eq!(found(browser), (text("https://example.org/tea"), None));
        let single = "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://example.org/tea \n \
            saved date: Tue Dec 01 2026 10:00:00 GMT+0100 (CET)\n-->";
        assert_eq!(found(single), (text("https://example.org/tea"), text("2026-12-01 09:00:00")));
        assert_eq!(found("<p>url: https://example.org/tea"), (None, None));
        assert_eq!(found("<!-- saved from url=(0014)about:internet -->"), (None, None));
    }
}
