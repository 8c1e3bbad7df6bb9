//! Which files of an output folder this program wrote, by what they say themselves and not by their names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Take};
use std::path::Path;

use memchr::memmem;
use serde::Deserialize;

use crate::error::Error;
use crate::input::kind_of;
use crate::report::convokit;
use crate::report::folder::Contents;
use crate::report::format::Format;
use crate::report::html::{GENERATOR, OVERVIEW, is_file_name};
use crate::report::package::PACKAGE_NAME;
use crate::report::run_record::{FileRecord, RUN_NAME, TOOL};
use crate::report::stamp::{Stamp, is_sealed};
use crate::table::Table;

/// The files of a folder that earlier runs wrote, with their stamps where these are known.
#[derive(Debug, Default)]
pub(crate) struct Written {
    files: BTreeMap<String, Option<Stamp>>,
}

/// As much of a record as says what was written.
#[derive(Deserialize)]
struct Record {
    tool: String,
    #[serde(default)]
    files: Vec<FileRecord>,
    /// What records of earlier versions have.
    #[serde(default)]
    tables: Vec<TableFile>,
}

#[derive(Deserialize)]
struct TableFile {
    file: String,
}

impl Written {
    /// Finds what runs of one kind wrote into a folder.
    ///
    /// # Errors
    ///
    /// [`Error::NotOurs`] where the file that says what was written is somebody else's, or one of the files was changed
    /// since; [`Error::Read`].
    pub(crate) fn read(dir: &Path, contents: Contents) -> Result<Self, Error> {
        let written = match contents {
            Contents::Tables => tables(dir)?,
            Contents::Pages => pages(dir)?,
            Contents::Convokit => convokit(dir)?,
        };
        for (name, stamp) in &written.files {
            let path = dir.join(name);
            if !path.try_exists().map_err(Error::read(&path))? {
                continue;
            }
            let is_same = match stamp {
                Some(stamp) => stamp.is_of(&path),
                None if contents == Contents::Pages => is_own_page(&path),
                None => Ok(true),
            };
            if !is_same.map_err(Error::read(&path))? {
                return Err(Error::NotOurs { path, found: "one that was changed since" });
            }
        }
        Ok(written)
    }

    /// Tells whether a file is one of them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Their names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.files.keys()
    }

    fn of(names: impl IntoIterator<Item = String>) -> Self {
        Self { files: names.into_iter().map(|name| (name, None)).collect() }
    }
}

/// The tables in a folder that an earlier run says it wrote, with what stands beside them; none where no record is ours.
#[must_use]
pub fn written_files(dir: &Path) -> BTreeSet<String> {
    tables(dir).map(|written| written.files.into_keys().collect()).unwrap_or_default()
}

/// Tells whether an earlier run wrote into a folder.
#[must_use]
pub fn is_output_folder(dir: &Path) -> bool {
    [tables, pages, convokit].iter().any(|find| find(dir).is_ok_and(|written| !written.files.is_empty()))
}

/// The names that runs give to tables and to what stands beside them.
fn names() -> impl Iterator<Item = String> {
    let tables = |format: Format| Table::ALL.iter().map(move |&table| format.file_name(table));
    let beside = [PACKAGE_NAME, RUN_NAME].map(str::to_owned);
    Format::ALL.into_iter().flat_map(tables).chain(beside)
}

/// The tables in a folder that its `run.json` says were written, itself among them; empty where none says so.
///
/// Only names that this program gives to files are believed.
fn tables(dir: &Path) -> Result<Written, Error> {
    let path = dir.join(RUN_NAME);
    let Some(record) = record(&path)? else { return Ok(Written::default()) };
    let mut stamps: BTreeMap<_, _> = record.files.into_iter().map(|file| (file.file, Some(file.stamp))).collect();
    // Records of earlier versions name tables alone.
    let unstamped =
        record.tables.into_iter().map(|table| table.file).chain([PACKAGE_NAME, RUN_NAME].map(str::to_owned));
    for name in unstamped {
        stamps.entry(name).or_insert(None);
    }
    let mut files = BTreeMap::new();
    for name in names() {
        if let Some(stamp) = stamps.remove(&name) {
            files.insert(name, stamp);
        }
    }
    Ok(Written { files })
}

/// The overview in a folder and the pages that it leads to.
fn pages(dir: &Path) -> Result<Written, Error> {
    let path = dir.join(OVERVIEW);
    let Some(mut file) = marker(&path)? else { return Ok(Written::default()) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(Error::read(&path))?;
    if !is_marked(&bytes) {
        return Err(Error::NotOurs { path, found: "another" });
    }
    let text = String::from_utf8_lossy(&bytes);
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let pages = links.filter(|name| is_file_name(name)).map(str::to_owned);
    Ok(Written::of(pages.chain([OVERVIEW.to_owned()])))
}

/// The files for ConvoKit, if the one about the corpus says that this program wrote them.
fn convokit(dir: &Path) -> Result<Written, Error> {
    let path = dir.join(convokit::CORPUS_NAME);
    let Some(record) = record(&path)? else { return Ok(Written::default()) };
    let stamps: BTreeMap<_, _> = record.files.into_iter().map(|file| (file.file, file.stamp)).collect();
    let files = convokit::NAMES.map(|name| (name.to_owned(), stamps.get(name).copied()));
    Ok(Written { files: files.into() })
}

/// The record that says what was written; `None` where there is none.
fn record(path: &Path) -> Result<Option<Record>, Error> {
    let Some(file) = marker(path)? else { return Ok(None) };
    match serde_json::from_reader(BufReader::new(file)) {
        Ok(record @ Record { .. }) if record.tool == TOOL => Ok(Some(record)),
        Err(error) if error.is_io() => Err(Error::read(path)(error.into())),
        _ => Err(Error::NotOurs { path: path.to_owned(), found: "another" }),
    }
}

/// Opens the file that says what was written, if it is there.
fn marker(path: &Path) -> Result<Option<Take<File>>, Error> {
    /// More than the record of a million documents; a larger file is not ours.
    const MOST: u64 = 1 << 29;
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found.map_err(Error::read(path))?,
    };
    // A pipe of that name would keep us waiting, and a link lead elsewhere.
    if !found.is_file() {
        return Err(Error::NotOurs { path: path.to_owned(), found: kind_of(&found) });
    }
    File::open(path).map(|file| Some(file.take(MOST))).map_err(Error::read(path))
}

/// Where in a page the mark stands: before the title.
const HEAD: usize = 1024;

fn is_marked(page: &[u8]) -> bool {
    memmem::find(&page[..HEAD.min(page.len())], GENERATOR.as_bytes()).is_some()
}

/// Tells whether a file is a page of ours that nobody has changed.
fn is_own_page(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(false);
    }
    let page = fs::read(path)?;
    Ok(is_marked(&page) && is_sealed(&page))
}
