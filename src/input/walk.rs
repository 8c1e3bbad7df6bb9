//! Which files the inputs name.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fast_glob::{glob_match, validate};
use walkdir::{DirEntry, WalkDir};

use crate::error::Error;
use crate::input::source::{Source, identity, kind_of};

/// The patterns of the files that are read in folders where none are given.
///
/// Saved pages come with folders of pictures and scripts, so that not every file can be meant.
pub const DEFAULT_INCLUDE: &[&str] = &[
    "*.txt",
    "*.text",
    "*.md",
    "*.markdown",
    "*.htm",
    "*.html",
    "*.xhtml",
    "*.mht",
    "*.mhtml",
    "*.txt.gz",
    "*.htm.gz",
    "*.html.gz",
    "*.mhtml.gz",
];

/// The patterns of the files that are read in folders, where none are given, if they are tables of comments.
///
/// Such names are those of any table, so that these files are passed over where they hold something else.
pub const DEFAULT_TABLES: &[&str] =
    &["*.csv", "*.tsv", "*.ndjson", "*.jsonl", "*.csv.gz", "*.tsv.gz", "*.ndjson.gz", "*.jsonl.gz"];

/// Which files of a folder are read.
#[derive(Clone, Debug, Default)]
pub struct InputOptions {
    /// Patterns such as `*.txt`, matched against names, and `2014/**`, matched against the path below the folder, in
    /// any case of letters; [`DEFAULT_INCLUDE`] where there are none. One that begins with `!` leaves files out. A file
    /// that is named itself is always read.
    pub include: Vec<String>,
    /// A folder that is passed over below those that are walked: the one that the run writes into.
    pub left_out: Option<PathBuf>,
}

/// Something in a folder that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name, as [`Source::name`].
    pub name: String,
    /// Why.
    pub reason: &'static str,
}

/// What the inputs name.
#[derive(Debug, Default)]
pub struct Found {
    /// The documents, in the order of the inputs; those of a folder in the order of their names' bytes.
    pub sources: Vec<Source>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
    /// Inputs, and files in folders, that cannot be read.
    pub errors: Vec<Error>,
    /// The folder that the run writes into, by what is the same for all its names.
    left_out: Option<(u64, u64)>,
}

/// Finds the documents that paths name: files, folders, and `-` for standard input.
///
/// # Errors
///
/// [`Error::Usage`] where a pattern cannot be read. What is wrong with single inputs is told in
/// [`Found::errors`].
pub fn find_sources(inputs: &[PathBuf], options: &InputOptions) -> Result<Found, Error> {
    let include = Patterns::new(&options.include)?;
    let left_out = options.left_out.as_ref().and_then(|folder| fs::metadata(folder).ok()).and_then(|it| identity(&it));
    let mut found = Found { left_out, ..Found::default() };
    for input in inputs {
        if let Err(error) = found.add(input, &include) {
            found.errors.push(error);
        }
    }
    Ok(found)
}

/// The patterns of the files that are read in folders, in small letters.
struct Patterns {
    /// Of files that are meant.
    sure: Vec<String>,
    /// Of files that may be something else.
    tables: Vec<String>,
    /// Of files that are not meant, whatever else includes them.
    left_out: Vec<String>,
}

impl Patterns {
    fn new(given: &[String]) -> Result<Self, Error> {
        let given = given.iter().map(|pattern| well_formed(pattern)).collect::<Result<Vec<_>, _>>()?;
        let (left_out, sure): (Vec<_>, Vec<_>) = given.into_iter().partition(|pattern| pattern.starts_with('!'));
        let left_out = left_out.iter().map(|pattern| pattern.trim_start_matches('!').to_owned()).collect();
        let defaults = |patterns: &[&str]| patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        Ok(match sure.is_empty() {
            true => Self { sure: defaults(DEFAULT_INCLUDE), tables: defaults(DEFAULT_TABLES), left_out },
            false => Self { sure, tables: Vec::new(), left_out },
        })
    }

    /// Whether a file is read, by its path below the folder; if so, whether it is surely meant.
    fn include(&self, below: &str) -> Option<bool> {
        let below = below.to_lowercase();
        let any = |patterns: &[String]| patterns.iter().any(|pattern| is_match(pattern, &below));
        let is_sure = any(&self.sure);
        ((is_sure || any(&self.tables)) && !any(&self.left_out)).then_some(is_sure)
    }
}

fn well_formed(pattern: &str) -> Result<String, Error> {
    let checked = validate(pattern)
        .map_err(|error| Error::Usage(format!("expected a pattern such as `*.txt`, but found `{pattern}`: {error}")));
    checked.map(|()| pattern.to_lowercase())
}

/// As in `.gitignore`: a pattern without `/` is about names.
fn is_match(pattern: &str, below: &str) -> bool {
    let name = below.rsplit('/').next().unwrap_or(below);
    glob_match(pattern, if pattern.contains('/') { below } else { name })
}

impl Found {
    fn add(&mut self, input: &Path, include: &Patterns) -> Result<(), Error> {
        if input.as_os_str() == "-" {
            self.sources.push(Source::stdin());
            return Ok(());
        }
        let found = fs::metadata(input).map_err(Error::read(input))?;
        if found.is_dir() {
            return self.add_folder(input, include);
        }
        if !found.is_file() {
            return Err(Error::NotRegular {
                path: input.to_owned(),
                expected: "a file or a folder",
                found: kind_of(&found),
            });
        }
        let name = path_text(input.file_name().map_or(input, Path::new));
        self.sources.push(Source::file(name, input.to_owned(), &found));
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path, include: &Patterns) -> Result<(), Error> {
        let before = (self.sources.len(), self.errors.len(), self.skipped.len());
        let entries = WalkDir::new(folder).min_depth(1).sort_by_file_name();
        let left_out = self.left_out;
        let is_left_out = |entry: &DirEntry| {
            let is_folder = entry.depth() > 0 && entry.file_type().is_dir();
            is_folder && left_out.is_some() && entry.metadata().ok().and_then(|found| identity(&found)) == left_out
        };
        let parts = RefCell::new(Vec::new());
        let is_part = |entry: &DirEntry| {
            let is_part = entry.depth() > 0 && entry.file_type().is_dir() && is_part_of_page(entry.path());
            if is_part {
                let name = slashed(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
                parts.borrow_mut().push(Skipped { name, reason: "parts of the page beside it" });
            }
            is_part
        };
        let is_walked = |entry: &DirEntry| !is_hidden(entry) && !is_left_out(entry) && !is_part(entry);
        for entry in entries.into_iter().filter_entry(is_walked) {
            if let Err(error) = self.add_entry(folder, entry, include) {
                self.errors.push(error);
            }
        }
        self.skipped.append(&mut parts.into_inner());
        if (self.sources.len(), self.errors.len()) == (before.0, before.1) {
            return Err(Error::NoDocuments {
                path: folder.to_owned(),
                n_skipped: self.skipped.len() - before.2,
                n_own: 0,
            });
        }
        Ok(())
    }

    fn add_entry(&mut self, folder: &Path, entry: walkdir::Result<DirEntry>, include: &Patterns) -> Result<(), Error> {
        let entry = entry.map_err(|error| walk_error(folder, error))?;
        if entry.file_type().is_dir() {
            return Ok(());
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let name = slashed(below);
        match is_read(&entry, &name, include) {
            Err(reason) => self.skipped.push(Skipped { name, reason }),
            Ok(is_sure) => {
                let found = entry.metadata().map_err(|error| walk_error(folder, error))?;
                let source = Source::file(name, entry.path().to_owned(), &found);
                self.sources.push(if is_sure { source } else { source.that_may_be_other() });
            }
        }
        Ok(())
    }
}

/// Whether a file that is read is surely meant, or why it is not read.
fn is_read(entry: &DirEntry, below: &str, include: &Patterns) -> Result<bool, &'static str> {
    match entry.file_type() {
        found if found.is_symlink() => Err("a link in a folder is not followed"),
        found if !found.is_file() => Err("not a regular file"),
        _ => include.include(below).ok_or("no pattern includes it"),
    }
}

/// Whether a folder holds the pictures and scripts of a page beside it, as browsers save them: `NAME_files` of `NAME.html`.
fn is_part_of_page(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let Some(page) = name.and_then(|name| name.strip_suffix("_files")) else { return false };
    ["html", "htm", "xhtml"].iter().any(|extension| folder.with_file_name(format!("{page}.{extension}")).is_file())
}

/// Whether an entry's name begins with a dot. Bytes that are not UTF-8 do not hide it.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().first() == Some(&b'.')
}

/// The path with `/` between its parts, as text.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| path_text(Path::new(part))).collect();
    parts.join("/")
}

/// A path as text, in which bytes that are not UTF-8 are `\xff`: so that two paths are never the same text.
#[must_use]
pub fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
    }
    text
}

fn walk_error(folder: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(folder).to_owned();
    let source = error.into_io_error().unwrap_or_else(|| io::Error::from(io::ErrorKind::Other));
    Error::Read { path, source }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A folder of files that hold their own names.
    pub(crate) fn folder_with(names: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("because there is room for a folder");
        for name in names {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().expect("because it lies in the folder"))
                .expect("because the folder is ours");
            fs::write(path, name).expect("because the folder is ours");
        }
        dir
    }

    fn found(dir: &Path, include: &[&str]) -> Found {
        let options =
            InputOptions { include: include.iter().map(|&pattern| pattern.to_owned()).collect(), left_out: None };
        find_sources(&[dir.to_owned()], &options).expect("because the patterns are well formed")
    }

    fn names(found: &Found) -> Vec<&str> {
        found.sources.iter().map(Source::name).collect()
    }

    #[test]
    fn folders_are_walked_in_order_without_what_is_hidden() {
        let dir = folder_with(&["b/c.TXT", "b.txt", "a.png", ".git/x.txt", ".y.txt", "b/d.html"]);
        let all = found(dir.path(), &[]);
        assert_eq!(names(&all), ["b/c.TXT", "b/d.html", "b.txt"]);
        assert_eq!(all.skipped, [Skipped { name: "a.png".to_owned(), reason: "no pattern includes it" }]);
        assert_eq!(names(&found(dir.path(), &["b/*"])), ["b/c.TXT", "b/d.html"]);
    }

    #[test]
    fn patterns_are_about_names_or_about_paths() {
        let dir = folder_with(&["2014/a.txt", "2014/05/b.TXT", "2014/c.csv", "d.log"]);
        let of = |include: &[&str]| names(&found(dir.path(), include)).join(" ");
        assert_eq!(of(&["*.TXT"]), "2014/05/b.TXT 2014/a.txt");
        assert_eq!(of(&["2014/*"]), "2014/a.txt 2014/c.csv");
        assert_eq!(of(&["2014/**/*.{txt,csv}"]), "2014/05/b.TXT 2014/a.txt 2014/c.csv");
        assert_eq!(of(&["*.txt", "d.*", "!b.*"]), "2014/a.txt d.log");
        assert_eq!(of(&["!2014/0?/*"]), "2014/a.txt 2014/c.csv");
    }

    #[test]
    fn a_folder_without_documents_is_an_error() {
        let dir = folder_with(&["a.png"]);
        let errors = found(dir.path(), &[]).errors;
        assert!(matches!(errors[..], [Error::NoDocuments { n_skipped: 1, .. }]));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_where_they_are_named() {
        let dir = folder_with(&["a.txt"]);
        let link = dir.path().join("link.txt");
        std::os::unix::fs::symlink("a.txt", &link).expect("because the folder is ours");
        assert_eq!(names(&found(dir.path(), &[])), ["a.txt"]);
        assert_eq!(names(&found(&link, &[])), ["link.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_are_told_apart() {
        use std::os::unix::ffi::OsStrExt;
        let dir = folder_with(&[]);
        for name in [&b"a\xfe.txt"[..], b"a\xff.txt", "é.txt".as_bytes()] {
            fs::write(dir.path().join(std::ffi::OsStr::from_bytes(name)), "x").expect("because the folder is ours");
        }
        assert_eq!(names(&found(dir.path(), &[])), [r"a\xfe.txt", r"a\xff.txt", "é.txt"]);
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_wrong_usage() {
        let options = InputOptions { include: vec!["[".to_owned()], left_out: None };
        assert!(matches!(find_sources(&[], &options), Err(Error::Usage(_))));
    }
}
