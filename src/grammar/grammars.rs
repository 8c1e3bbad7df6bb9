//! All grammar files of a run, well formed and, as far as they are sites, proved.

use crate::grammar::builtin::builtin_files;
use crate::grammar::error::{FileText, GrammarError};
use crate::grammar::file::{HtmlFile, OutlineFile, OutlineSampleFile, PageSampleFile, SiteFile};
use crate::grammar::outline::Outline;
use crate::grammar::pattern::nearest;
use crate::grammar::proof::prove_site;
use crate::grammar::site::Site;

/// What a grammar file describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrammarKind {
    /// What the lines of a site's pages say.
    Site,
    /// How a tool draws nested lists as text.
    Outline,
}

/// An outline with the samples that it still has to prove itself by.
#[derive(Debug)]
pub(crate) struct UnprovedOutline {
    pub(crate) outline: Outline,
    pub(crate) samples: Vec<(usize, OutlineSampleFile)>,
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) builtin: bool,
}

/// A page that a site's form still has to prove itself by.
#[derive(Debug)]
pub(crate) struct UnprovedPage {
    pub(crate) site: String,
    pub(crate) sample: PageSampleFile,
    /// The place of the sample, for what is wrong with it.
    pub(crate) place: GrammarError,
}

/// All grammar files of a run.
#[derive(Debug, Default)]
pub struct Grammars {
    pub(crate) sites: Vec<Site>,
    pub(crate) pages: Vec<UnprovedPage>,
    pub(crate) outlines: Vec<UnprovedOutline>,
    names: Vec<(String, bool)>,
}

impl Grammars {
    /// Loads the files that the program carries.
    ///
    /// # Errors
    ///
    /// The first thing wrong with one of them.
    pub fn builtin() -> Result<Self, GrammarError> {
        let mut grammars = Self::default();
        for file in builtin_files() {
            grammars.add(&format!("{}.toml", file.name), file.text, file.kind, true)?;
        }
        Ok(grammars)
    }

    /// Adds a file that a user wrote; it replaces a built-in file of the same name.
    ///
    /// `file` is the file's name with its extension, or its path.
    ///
    /// # Errors
    ///
    /// The first thing wrong with it, or a file of the same name that was added before.
    pub fn add_file(&mut self, file: &str, text: &str) -> Result<GrammarKind, GrammarError> {
        let kind = kind_of(text, FileText { name: file, text })?;
        self.add(file, text, kind, false)?;
        Ok(kind)
    }

    fn add(&mut self, file: &str, text: &str, kind: GrammarKind, builtin: bool) -> Result<(), GrammarError> {
        let place = FileText { name: file, text };
        match kind {
            GrammarKind::Site => {
                let mut parsed: SiteFile = read(text, place)?;
                let site = Site::new(&parsed, place)?;
                check_name(file, &site.name, parsed.name.span().start, place)?;
                prove_site(&site, &parsed, place)?;
                self.claim(&site.name, parsed.name.span().start, place, builtin)?;
                self.sites.retain(|known| known.name != site.name);
                self.pages.retain(|known| known.site != site.name);
                for form in &mut parsed.html {
                    self.add_pages(&site.name, form, place)?;
                }
                self.sites.push(site);
            }
            GrammarKind::Outline => {
                let mut parsed: OutlineFile = read(text, place)?;
                let samples = std::mem::take(&mut parsed.samples);
                let at = parsed.name.span().start;
                let outline = Outline::new(parsed);
                check_name(file, &outline.name, at, place)?;
                if samples.is_empty() {
                    return Err(place.error_at(at, "a grammar file must have a sample"));
                }
                self.claim(&outline.name, at, place, builtin)?;
                self.outlines.retain(|known| known.outline.name != outline.name);
                let samples = samples.into_iter().map(|sample| (sample.span().start, sample.into_inner())).collect();
                self.outlines.push(UnprovedOutline {
                    outline,
                    samples,
                    file: file.to_owned(),
                    text: text.to_owned(),
                    builtin,
                });
            }
        }
        Ok(())
    }

    /// Keeps the pages that a form has to prove itself by.
    fn add_pages(&mut self, site: &str, form: &mut HtmlFile, place: FileText<'_>) -> Result<(), GrammarError> {
        if form.samples.is_empty() {
            return Err(place.error_at(form.page.span().start, "a form of pages must have a `[[html.sample]]`"));
        }
        for sample in form.samples.drain(..) {
            let place = place.error_at(sample.span().start, "");
            self.pages.push(UnprovedPage { site: site.to_owned(), sample: sample.into_inner(), place });
        }
        Ok(())
    }

    /// Two files of one name are a mistake, but for a built-in file that a user's file replaces.
    fn claim(&mut self, name: &str, at: usize, place: FileText<'_>, builtin: bool) -> Result<(), GrammarError> {
        match self.names.iter_mut().find(|(known, _)| known == name) {
            Some((_, replaceable @ true)) => *replaceable = false,
            Some(_) => return Err(place.error_at(at, format!("two grammar files have the name `{name}`"))),
            None => self.names.push((name.to_owned(), builtin)),
        }
        Ok(())
    }
}

/// What a file describes: a site has patterns in `[text]`, an outline says in `depth` how levels are drawn.
fn kind_of(text: &str, place: FileText<'_>) -> Result<GrammarKind, GrammarError> {
    let keys: toml::Table = read(text, place)?;
    let is_table = |key: &str| matches!(keys.get(key), Some(toml::Value::Table(_)));
    match () {
        () if ["text", "lines", "html"].into_iter().any(is_table) => Ok(GrammarKind::Site),
        () if keys.contains_key("depth") || keys.contains_key("lines") => Ok(GrammarKind::Outline),
        () => {
            let message =
                "expected a site file, which has `[text]`, or an outline file, which has `depth`, but found neither";
            let help =
                "`rejoinder grammar show slashdot` prints a site file, `rejoinder grammar show lynx` an outline file";
            Err(place.error_with(0, message, vec![help.to_owned()]))
        }
    }
}

fn read<'t, T: serde::Deserialize<'t>>(text: &'t str, place: FileText<'_>) -> Result<T, GrammarError> {
    toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        place.error_at(offset, in_our_words(&error.message().lines().collect::<Vec<_>>().join(" ")))
    })
}

/// A reader's message in the words of grammar files.
fn in_our_words(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.split_first() {
        Some((key, known)) if message.starts_with("unknown field") => {
            let near = nearest(key, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            format!("unknown key `{key}`{}", near.unwrap_or_default())
        }
        Some((key, _)) if message.starts_with("missing field") => format!("the key `{key}` is missing"),
        _ => {
            let number = ["expected i8", "expected i32", "expected u32", "expected u64"]
                .iter()
                .fold(message.to_owned(), |text, kind| text.replace(kind, "expected a whole number"));
            match number.strip_prefix("invalid type: string ").and_then(|rest| rest.split_once(", expected ")) {
                Some((found, expected)) => format!("expected {expected}, but found {found}"),
                None => number,
            }
        }
    }
}

fn check_name(file: &str, name: &str, at: usize, place: FileText<'_>) -> Result<(), GrammarError> {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file).trim_end_matches(".toml");
    if stem == name {
        return Ok(());
    }
    Err(place.error_at(at, format!("the name `{name}` is not the file's, `{stem}`")))
}
