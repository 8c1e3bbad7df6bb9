//! Every dialect that documents are tried in, each proved by its samples.

use std::sync::Arc;

use crate::grammar::{
    FileText, GrammarError, GrammarKind, Grammars, Outline, OutlineSampleFile, SampleComment, Site, UnprovedOutline,
    UnprovedPage, known_marks, nearest,
};
use crate::model::{Document, Form, Thread};
use crate::parse::lines::Dialects;
use crate::parse::read::{parse_in, parse_page};

/// Every dialect that documents are tried in: each site with each outline.
#[derive(Debug)]
pub struct DialectSet {
    pub(super) dialects: Dialects,
}

impl DialectSet {
    /// Keeps the named sites, if one is named, and the named outlines, if one is.
    #[must_use]
    pub fn keep(mut self, names: &[String]) -> Self {
        let is_named = |name: &str| names.iter().any(|known| known == name);
        if self.sites().iter().any(|site| is_named(site.name())) {
            self.dialects.sites.retain(|site| is_named(site.name()));
        }
        if self.outlines().iter().any(|outline| is_named(outline.name())) {
            self.dialects.outlines.retain(|outline| is_named(outline.name()));
        }
        self
    }

    /// Proves the outlines of well-formed grammars.
    ///
    /// # Errors
    ///
    /// An outline that has no sample, whose sample gives something else than it says, or that cannot be told
    /// from another.
    pub fn new(grammars: Grammars) -> Result<Self, GrammarError> {
        let Grammars { sites, pages, outlines, .. } = grammars;
        pages.iter().try_for_each(|page| prove_page(&sites, page))?;
        let mut outlines = outlines;
        let drawn: Vec<Outline> = outlines.iter().map(|unproved| unproved.outline.clone()).collect();
        let marks = known_marks(&drawn);
        outlines.iter_mut().for_each(|unproved| unproved.outline.known_marks = Arc::clone(&marks));
        for unproved in &outlines {
            let place = FileText { name: &unproved.file, text: &unproved.text };
            for (at, sample) in &unproved.samples {
                prove(&sites, &unproved.outline, sample).map_err(|message| place.error_at(*at, message))?;
            }
        }
        let dialects = Dialects {
            sites,
            outlines: outlines.iter().map(|unproved| unproved.outline.clone()).collect(),
            forced: false,
        };
        check_told_apart(&dialects, &outlines)?;
        Ok(Self { dialects })
    }

    /// Proves the built-in grammar files.
    ///
    /// # Errors
    ///
    /// The first thing wrong with one of them, which the program's tests rule out.
    pub fn builtin() -> Result<Self, GrammarError> {
        Self::new(Grammars::builtin()?)
    }

    /// Proves the built-in grammar files together with files that a user wrote: their names and texts.
    ///
    /// # Errors
    ///
    /// The first thing wrong with one of them.
    pub fn with_files(files: &[(String, String)]) -> Result<Self, GrammarError> {
        let mut grammars = Grammars::builtin()?;
        for (name, text) in files {
            grammars.add_file(name, text)?;
        }
        Self::new(grammars)
    }

    /// Keeps one dialect, which every document is then read in.
    ///
    /// # Errors
    ///
    /// A name that is not `SITE/OUTLINE`, or that names no known site or outline; with the nearest known name.
    pub fn only(mut self, name: &str) -> Result<Self, String> {
        let Some((site, outline)) = name.split_once('/') else {
            return Err(format!("expected a dialect as `SITE/OUTLINE`, but found `{name}`"));
        };
        let sites = self.sites().iter().map(Site::name);
        let outlines = self.outlines().iter().map(Outline::name);
        check_known("site", site, sites)?;
        check_known("outline", outline, outlines)?;
        self.dialects.sites.retain(|known| known.name == site);
        self.dialects.outlines.retain(|known| known.name == outline);
        self.dialects.forced = true;
        Ok(self)
    }

    /// The sites, in the order in which they are tried.
    #[must_use]
    pub fn sites(&self) -> &[Site] {
        &self.dialects.sites
    }

    /// The outlines, in the order in which they are tried.
    #[must_use]
    pub fn outlines(&self) -> &[Outline] {
        &self.dialects.outlines
    }

    /// What a grammar of this name describes, if there is one.
    #[must_use]
    pub fn kind_of(&self, name: &str) -> Option<GrammarKind> {
        let site = self.sites().iter().any(|site| site.name() == name).then_some(GrammarKind::Site);
        site.or_else(|| self.outlines().iter().any(|outline| outline.name() == name).then_some(GrammarKind::Outline))
    }
}

fn check_known<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Result<(), String> {
    if known.clone().any(|other| other == name) {
        return Ok(());
    }
    let near = nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(format!("expected a known {what}, but found `{name}`{near}"))
}

/// Two outlines that each explain the other's samples as well as their own can never be told apart.
fn check_told_apart(dialects: &Dialects, outlines: &[UnprovedOutline]) -> Result<(), GrammarError> {
    let written = outlines.iter().enumerate().filter(|(_, unproved)| !unproved.builtin);
    for (index, unproved) in written {
        let is_mutual = |rival: &&UnprovedOutline| {
            let at = outlines.iter().position(|known| known.outline.name == rival.outline.name);
            at.is_some_and(|at| rivals_of(dialects, at, rival).contains(&index))
        };
        let rivals = rivals_of(dialects, index, unproved);
        let Some(rival) = rivals.iter().filter_map(|rival| outlines.get(*rival)).find(is_mutual) else { continue };
        let place = FileText { name: &unproved.file, text: &unproved.text };
        let at = unproved.samples.first().map_or(0, |(at, _)| *at);
        let message =
            format!("`{}` and `{}` each match the other's samples", unproved.outline.name, rival.outline.name);
        return Err(place.error_at(at, message));
    }
    Ok(())
}

/// The other outlines that explain all samples of an outline as well as it does.
fn rivals_of(dialects: &Dialects, index: usize, unproved: &UnprovedOutline) -> Vec<usize> {
    // Text that was laid out here is in no tool's outline.
    let is_own = |at: usize| dialects.outlines.get(at).is_some_and(|outline| outline.own);
    let mut rivals: Vec<usize> =
        (0..dialects.outlines.len()).filter(|other| *other != index && is_own(*other) == is_own(index)).collect();
    for (_, sample) in &unproved.samples {
        let scores = dialects.scores(&sample.text);
        let own = scores.get(index).copied().unwrap_or(i64::MAX);
        rivals.retain(|other| scores.get(*other).is_some_and(|score| *score >= own));
    }
    rivals
}

fn prove(sites: &[Site], outline: &Outline, sample: &OutlineSampleFile) -> Result<(), String> {
    let Some(site) = sites.iter().find(|site| site.name == sample.site) else {
        let near = nearest(&sample.site, sites.iter().map(|site| site.name.as_str()));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("the sample names the site `{}`, which is not known{near}", sample.site));
    };
    let thread = parse_in(Document::from_text("sample", sample.text.as_str()), site, outline);
    check_sample(&thread, &sample.comments)
}

/// Tells whether a sample gives the comments that it says.
fn check_sample(thread: &Thread, wanted: &[SampleComment]) -> Result<(), String> {
    let rows: Vec<_> = thread.comments().iter().filter(|comment| comment.form != Form::Placeholder).collect();
    if rows.len() != wanted.len() {
        let lines: Vec<String> = rows.iter().map(|comment| comment.line.to_string()).collect();
        let found = format!("found {} (on lines {} of the sample)", rows.len(), lines.join(", "));
        let noun = if wanted.len() == 1 { "comment" } else { "comments" };
        return Err(format!("expected the sample to give {} {noun}, but {found}", wanted.len()));
    }
    for (index, (wanted, row)) in wanted.iter().zip(rows).enumerate() {
        let author = row.author.map(|author| thread.text(author).to_owned());
        let body = body_of(thread, row);
        if (wanted.depth, &wanted.author, &wanted.body) != (row.depth, &author, &body) {
            let wanted = in_words(wanted.depth, wanted.author.as_deref(), &wanted.body);
            let found = in_words(row.depth, author.as_deref(), &body);
            return Err(format!("expected comment {} of the sample {wanted}, but found it {found}", index + 1));
        }
        if wanted.site_id.is_some_and(|id| row.site_id != Some(id)) {
            let (number, wanted) = (index + 1, wanted.site_id.unwrap_or_default());
            let found = row.site_id.map_or_else(|| "none".to_owned(), |id| id.to_string());
            return Err(format!(
                "expected comment {number} of the sample to have the number {wanted}, but found {found}"
            ));
        }
    }
    Ok(())
}

/// Proves a site's form by a page.
fn prove_page(sites: &[Site], unproved: &UnprovedPage) -> Result<(), GrammarError> {
    let Some(site) = sites.iter().find(|site| site.name == unproved.site) else { return Ok(()) };
    let thread = parse_page(&unproved.sample.page, site);
    check_sample(&thread, &unproved.sample.comments)
        .map_err(|message| GrammarError { message, ..unproved.place.clone() })
}

fn in_words(depth: Option<u32>, author: Option<&str>, body: &str) -> String {
    let depth = depth.map_or_else(|| "at no depth".to_owned(), |depth| format!("at depth {depth}"));
    let author = author.map_or_else(|| "by nobody".to_owned(), |author| format!("by `{author}`"));
    format!("{depth} {author} saying `{}`", body.replace('\n', "\\n"))
}

fn body_of(thread: &Thread, comment: &crate::model::Comment) -> String {
    let mut body = String::new();
    thread.write_body(comment, &mut body);
    body
}
