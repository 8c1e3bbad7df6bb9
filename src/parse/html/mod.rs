//! Saved HTML pages: which site drew them and in which form, where their comments begin, and what each says.
//!
//! `starts` finds where comments begin and how deep they stand, `page` reads each of them, with `comment_body`
//! for what it says, and `story_lines` the story above them;
//! `flow` makes lines of any stretch of a page; `script_list` reads what a page's script lists; `found` holds the elements
//! that a selector found. Which element holds what is said by the `[[html]]` parts of site files.

mod comment_body;
mod flow;
mod found;
mod laid_out;
mod line_ends;
mod page;
mod script_list;
mod starts;
mod story_lines;

pub(super) use laid_out::{behind_source, lay_out};

use crate::grammar::{HtmlForm, Site};
use crate::markup::Tree;
use crate::model::{Dialect, DialectChoice};
use crate::parse::html::page::{PageReader, Tally};
use crate::parse::read::Reading;

/// The name of the outline of pages.
const OUTLINE: &str = "html";

/// Reads a page in the form that explains the most of its comments; `None` where no site has a form for it.
pub(super) fn read<'t, 'g>(tree: &Tree<'t>, sites: &'g [Site]) -> Option<Reading<'t, 'g>> {
    let text = tree.source();
    let mut read: Vec<(Tally, &Site, Reading<'t, 'g>)> = Vec::new();
    for site in sites {
        let Some(form) = form_of(site, tree) else { continue };
        let (tally, reading) = PageReader::new(tree, site, form).read();
        if explains(&tally, &reading) {
            read.push((tally, site, reading));
        }
    }
    // Sites of one software draw alike: then the page's links tell whose it is.
    let rank = |(tally, site, _): &(Tally, &Site, Reading<'_, '_>)| (tally.n_headers, n_links(text, site));
    read.sort_by_key(|one| std::cmp::Reverse(rank(one)));
    let dialect = |tally: &Tally, site: &Site| {
        (Dialect { site: site.name().to_owned(), outline: OUTLINE.to_owned() }, tally.n_headers)
    };
    let runner_up = read.get(1).map(|(tally, site, _)| dialect(tally, site));
    let (tally, site, reading) = read.into_iter().next()?;
    let (chosen, explained) = dialect(&tally, site);
    let choice = DialectChoice { chosen, explained, runner_up, looked_at: tally.n_elements };
    Some(Reading { dialect: Some(choice), ..reading })
}

/// Tells whether a form explains a page: it has no comments, or enough of its headers are read to say that they are comments.
fn explains(tally: &Tally, reading: &Reading<'_, '_>) -> bool {
    let is_listed = reading.thread.comments.iter().any(|comment| comment.uid.is_some() || comment.score.is_some());
    let is_read = tally.n_headers > 0 && tally.n_headers * LEAST_SHARE >= tally.n_elements;
    reading.thread.comments.is_empty() || is_read || (tally.n_elements == 0 && is_listed)
}

/// One in so many of a page's headers must be read.
const LEAST_SHARE: u32 = 4;

/// The first form of a site that a page is in.
fn form_of<'g>(site: &'g Site, tree: &Tree<'_>) -> Option<&'g HtmlForm> {
    site.html.iter().find(|form| form.page.is_in(tree))
}

/// How often the site's host stands in a page.
fn n_links(text: &str, site: &Site) -> usize {
    let count = |host: &str| memchr::memmem::find_iter(text.as_bytes(), host.as_bytes()).count();
    site.host().map_or(0, count)
}
