//! The documents of a run: their order, their names and their keys.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::corpus::own::{Own, OwnFiles};
use crate::error::Error;
use crate::input::{Found, InputFiles, InputOptions, Origin, Skipped, Source, find_sources, path_text, peek_form};
use crate::model::Thread;
use crate::parse::table::{TableOptions, has_comments};
use crate::report::written_files;

/// One document of a run.
#[derive(Clone, Debug)]
pub struct KeyedSource {
    /// Where it is read from, under a name that no other document of the run has.
    pub source: Source,
    /// The thread's key: the name without its extension, made unique.
    pub key: String,
}

impl KeyedSource {
    /// The key of a thread of this document: the table's own, or else the document's.
    #[must_use]
    pub fn key_of<'a>(&'a self, thread: &'a Thread) -> &'a str {
        thread.key().unwrap_or(&self.key)
    }
}

/// The documents of a run, in the order of their rows.
///
/// The order is that of their names' bytes and does not depend on the order in which they were given. Each
/// file is there once, by whatever names it was given.
#[derive(Debug, Default)]
pub struct Corpus {
    /// The documents.
    pub items: Vec<KeyedSource>,
    /// Inputs that cannot be read.
    pub errors: Vec<Error>,
    /// What was passed over, in the order of names.
    pub skipped: Vec<Skipped>,
    /// The names of those among them that this program wrote.
    pub own: Vec<String>,
    /// The patterns of the files that are read in folders, as given.
    pub include: Vec<String>,
    /// What is read: the documents, and what else the run reads. No output may replace it.
    pub inputs: InputFiles,
}

impl Corpus {
    /// Finds the documents that `inputs` name: files, folders, and `-` for standard input.
    ///
    /// What this program wrote is passed over in folders, so that a run may write below what it reads; so is a table of
    /// something else than comments. Where it is named itself, a table of comments is read, and anything else an error.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where a pattern cannot be read.
    pub fn gather(inputs: &[PathBuf], options: &InputOptions) -> Result<Self, Error> {
        Self::gather_with(inputs, options, &TableOptions::default())
    }

    /// As [`Corpus::gather`], for tables that are read with these options.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where a pattern cannot be read.
    pub fn gather_with(inputs: &[PathBuf], options: &InputOptions, tables: &TableOptions) -> Result<Self, Error> {
        let Found { sources, mut skipped, mut errors, .. } = find_sources(inputs, options)?;
        let n_skipped = skipped.len();
        let named: HashSet<&Path> = inputs.iter().map(PathBuf::as_path).collect();
        let sources = without_own(sources, &named, &mut skipped, &mut errors);
        let mut own: Vec<_> = skipped.iter().skip(n_skipped).map(|skipped| skipped.name.clone()).collect();
        let sources = without_other_tables(sources, tables, &mut skipped);
        if sources.is_empty() && errors.is_empty() && skipped.len() > n_skipped {
            let (n_skipped, n_own) = (skipped.len(), own.len());
            let folders = inputs.iter().filter(|input| input.is_dir());
            errors.extend(folders.map(|path| Error::NoDocuments { path: path.clone(), n_skipped, n_own }));
        }
        let sources = with_unique_names(each_once(sources));
        let keys = unique_keys(&sources);
        skipped.sort_by(|a, b| a.name.cmp(&b.name));
        own.sort();
        errors.sort_by(|a, b| a.path().cmp(&b.path()));
        let mut files = InputFiles::of(inputs.iter().map(PathBuf::as_path));
        sources.iter().for_each(|source| files.add_source(source));
        let items = sources.into_iter().zip(keys).map(|(source, key)| KeyedSource { source, key }).collect();
        Ok(Self { items, errors, skipped, own, include: options.include.clone(), inputs: files })
    }

    /// The documents, to be read.
    pub fn documents(&self) -> impl Iterator<Item = KeyedSource> + '_ {
        self.items.iter().cloned()
    }

    /// How many bytes the documents had when they were found.
    #[must_use]
    pub fn n_bytes(&self) -> u64 {
        self.items.iter().map(|item| item.source.len()).sum()
    }
}

/// Passes over what this program wrote; where it is named and is no table of comments, that is an error.
fn without_own(
    sources: Vec<Source>,
    named: &HashSet<&Path>,
    skipped: &mut Vec<Skipped>,
    errors: &mut Vec<Error>,
) -> Vec<Source> {
    let (mut listed, mut own_files) = (Listed::default(), OwnFiles::new());
    let (mut rest, mut tables) = (Vec::with_capacity(sources.len()), Vec::new());
    let mut pass_over = |source: &Source, own: Own| {
        skipped.push(Skipped { name: source.name().to_owned(), reason: own.as_str() });
    };
    for source in sources {
        let is_named = named.contains(source.path());
        match own_files.kind(&source) {
            Some(Own::Comments) | None if is_named => rest.push(source),
            Some(Own::Comments) if !listed.has(&source) => tables.push(source),
            Some(own) if is_named => {
                // Its folder may have been named as well.
                if !errors.iter().any(|error| error.path() == Some(source.path())) {
                    errors.push(own.error(source.path()));
                }
            }
            Some(own) => pass_over(&source, own),
            None if listed.has(&source) => pass_over(&source, Own::Table),
            None => rest.push(source),
        }
    }
    // Beside pages, they are most likely the same threads again.
    if rest.is_empty() {
        return tables;
    }
    tables.iter().for_each(|source| pass_over(source, Own::Comments));
    rest
}

/// The files that the records of runs list, of the folders that were looked into.
#[derive(Default)]
struct Listed(HashMap<PathBuf, BTreeSet<String>>);

impl Listed {
    fn has(&mut self, source: &Source) -> bool {
        let Some((dir, file)) = source.path().parent().zip(source.path().file_name()) else { return false };
        let written = self.0.entry(dir.to_owned()).or_insert_with(|| written_files(dir));
        written.contains(file.to_string_lossy().as_ref())
    }
}

/// Passes over files that have names as tables of comments have, but hold something else.
fn without_other_tables(sources: Vec<Source>, tables: &TableOptions, skipped: &mut Vec<Skipped>) -> Vec<Source> {
    let is_meant = |source: &Source| {
        !source.may_be_other() || peek_form(source).is_some_and(|(head, form)| has_comments(&head, form, tables))
    };
    let (meant, other): (Vec<_>, Vec<_>) = sources.into_iter().partition(is_meant);
    let reason = "no table of comments";
    skipped.extend(other.iter().map(|source| Skipped { name: source.name().to_owned(), reason }));
    meant
}

/// The sources in the order of their names, each file and standard input once.
fn each_once(mut sources: Vec<Source>) -> Vec<Source> {
    sources.sort_by(|a, b| (a.name(), a.path()).cmp(&(b.name(), b.path())));
    let (mut seen, mut has_stdin) = (HashSet::new(), false);
    sources.retain(|source| match source.origin() {
        Origin::Stdin => !std::mem::replace(&mut has_stdin, true),
        Origin::File(_) => source.identity().is_none_or(|identity| seen.insert(identity)),
    });
    sources
}

/// Gives documents of one name their paths as names, so that a name always tells which file is meant.
fn with_unique_names(sources: Vec<Source>) -> Vec<Source> {
    let counts = count(sources.iter().map(|source| source.name().to_owned()));
    let rename = |source: Source| {
        let is_unique = counts.get(source.name()) == Some(&1);
        let path = path_text(source.path());
        if is_unique { source } else { source.with_name(path) }
    };
    let mut sources: Vec<_> = sources.into_iter().map(rename).collect();
    sources.sort_by(|a, b| (a.name(), a.path()).cmp(&(b.name(), b.path())));
    sources
}

/// The keys of sources in order: the name without its extension, or with it where two would be the same, and
/// with a number in the rare case that this is not enough.
fn unique_keys(sources: &[Source]) -> Vec<String> {
    let counts = count(sources.iter().map(|source| stem(source.name()).to_owned()));
    let mut used = HashSet::new();
    let key = |source: &Source| {
        let short = stem(source.name());
        let base = if counts.get(short) == Some(&1) { short } else { source.name() };
        let numbered = (2_u64..).map(|number| format!("{base}~{number}"));
        let free = std::iter::once(base.to_owned()).chain(numbered).find(|key| used.insert(key.clone()));
        free.unwrap_or_else(|| base.to_owned())
    };
    sources.iter().map(key).collect()
}

/// The name without its last extension, and without the one that says that it is packed. A name that is nothing else
/// keeps it.
fn stem(name: &str) -> &str {
    without_extension(name.strip_suffix(".gz").filter(|rest| !rest.is_empty() && !rest.ends_with('/')).unwrap_or(name))
}

fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !stem.ends_with('/') && !extension.contains('/') => stem,
        _ => name,
    }
}

fn count(names: impl Iterator<Item = String>) -> HashMap<String, u64> {
    names.fold(HashMap::new(), |mut counts, name| {
        *counts.entry(name).or_default() += 1;
        counts
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::folder_with;

    fn gathered(dir: &Path, inputs: &[&str]) -> Vec<(String, String)> {
        let inputs: Vec<_> = inputs.iter().map(|input| dir.join(input)).collect();
        let corpus = Corpus::gather(&inputs, &InputOptions::default()).expect("because there are no patterns");
        let prefix = format!("{}/", dir.display());
        let cut = |text: &str| text.replace(&prefix, "");
        corpus.items.iter().map(|item| (cut(item.source.name()), cut(&item.key))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|&(name, key)| (name.to_owned(), key.to_owned())).collect()
    }

    #[test]
    fn the_order_given_does_not_matter() {
        let dir = folder_with(&["b.txt", "a.txt", "c/d.txt"]);
        let expected = pairs(&[("a.txt", "a"), ("b.txt", "b"), ("d.txt", "d")]);
        assert_eq!(gathered(dir.path(), &["b.txt", "c", "a.txt"]), expected);
        assert_eq!(gathered(dir.path(), &["a.txt", "c", "b.txt"]), expected);
    }

    #[test]
    fn names_and_keys_are_unique() {
        let dir = folder_with(&["x/a.txt", "y/a.txt", "z/b.txt", "z/b.md"]);
        let expected = pairs(&[("b.md", "b.md"), ("b.txt", "b.txt"), ("x/a.txt", "x/a"), ("y/a.txt", "y/a")]);
        let mut found = gathered(dir.path(), &["x", "y", "z"]);
        found.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_given_twice_is_there_once() {
        let dir = folder_with(&["x/a.txt"]);
        assert_eq!(gathered(dir.path(), &["x/a.txt", "x", "x/a.txt"]), pairs(&[("a.txt", "a")]));
    }

    #[test]
    fn what_this_program_wrote_is_passed_over_unless_it_is_named() {
        let dir = folder_with(&["a.txt", "own/s.csv"]);
        let (sheet, folder) = (dir.path().join("own/s.csv"), dir.path().join("own"));
        std::fs::write(&sheet, crate::stance::SampledReply::COLUMNS.join(",")).expect("because the folder is ours");
        let of = |input: &Path| {
            let corpus = Corpus::gather(&[input.to_owned()], &InputOptions::default());
            let corpus = corpus.expect("because there are no patterns");
            let errors: Vec<_> = corpus.errors.iter().map(|error| error.message().into_owned()).collect();
            (corpus.items.len(), corpus.own.join(" "), errors)
        };
        assert_eq!(of(dir.path()), (1, "own/s.csv".to_owned(), Vec::new()));
        let none = "expected documents in this folder, but found none beside 1 file that rejoinder wrote";
        assert_eq!(of(&folder), (0, "s.csv".to_owned(), vec![none.to_owned()]));
        let named = "byte 0: expected a page as text, but found a sheet that `rejoinder stance sample` wrote";
        assert_eq!(of(&sheet), (0, String::new(), vec![named.to_owned()]));
    }

    #[test]
    fn only_the_extension_is_cut_off() {
        assert_eq!([stem("a/b.csv.gz"), stem("b.gz"), stem(".gz")], ["a/b", "b", ".gz"]);
        assert_eq!([stem("a.b.txt"), stem(".txt"), stem("a.b/c"), stem("x/.y")], ["a.b", ".txt", "a.b/c", "x/.y"]);
    }
}
