//! The files that a run reads, which none of its outputs may replace.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::input::source::{Origin, Source, identity};

/// The files and folders that a run reads: documents, a key, a model, grammar files, labels.
///
/// Files and folders are known by their device and number, so that a link, a second name or another spelling of a path
/// is the same file. Where the system does not tell these, paths without links stand for files.
#[derive(Clone, Debug, Default)]
pub struct InputFiles {
    files: HashMap<Identity, PathBuf>,
    /// Folders that hold a file that is read, or that are walked; each with what is read in it.
    folders: HashMap<Identity, PathBuf>,
    /// Folders that were looked up, as files of one folder mostly come together.
    known: HashSet<PathBuf>,
}

/// What is the same for all names of one file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Identity {
    Number(u64, u64),
    Path(PathBuf),
}

impl Identity {
    /// The identity of a file or folder, if it is of the kind; links are followed.
    fn of(path: &Path, is_kind: fn(&fs::Metadata) -> bool) -> Option<Self> {
        let found = fs::metadata(path).ok().filter(is_kind)?;
        match identity(&found) {
            Some((device, number)) => Some(Self::Number(device, number)),
            None => fs::canonicalize(path).ok().map(Self::Path),
        }
    }
}

impl InputFiles {
    /// The files that these paths name; `-` is standard input. A path that names nothing is none.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Self {
        let mut files = Self::default();
        paths.into_iter().for_each(|path| files.add(path));
        files
    }

    /// Adds a file, or a folder that is walked.
    pub fn add(&mut self, path: &Path) {
        if path.as_os_str() == "-" {
            return self.add_file(Path::new(STDIN));
        }
        if path.is_dir() {
            return self.add_folder(path, path);
        }
        self.add_file(path);
        // Also where the file itself lies, if the path is a link.
        if let Ok(real) = fs::canonicalize(path)
            && path.is_symlink()
        {
            self.add_folder(parent(&real), path);
        }
    }

    /// Adds a document that was found.
    pub fn add_source(&mut self, source: &Source) {
        match (source.origin(), source.identity()) {
            (Origin::File(path), Some((device, number))) => {
                self.files.insert(Identity::Number(device, number), path.clone());
                self.add_folder(parent(path), path);
            }
            (Origin::File(path), None) => self.add_file(path),
            (Origin::Stdin, _) => self.add_file(Path::new(STDIN)),
        }
    }

    fn add_file(&mut self, path: &Path) {
        if let Some(identity) = Identity::of(path, fs::Metadata::is_file) {
            self.files.insert(identity, path.to_owned());
            match fs::canonicalize(path) {
                Ok(real) if path == Path::new(STDIN) => self.add_folder(parent(&real), path),
                _ => self.add_folder(parent(path), path),
            }
        }
    }

    fn add_folder(&mut self, folder: &Path, read: &Path) {
        if self.known.insert(folder.to_owned())
            && let Some(folder) = Identity::of(folder, fs::Metadata::is_dir)
        {
            self.folders.insert(folder, read.to_owned());
        }
    }

    /// Refuses an output file that is one of the files.
    ///
    /// # Errors
    ///
    /// [`Error::OutputIsInput`].
    pub fn check_file(&self, output: &Path) -> Result<(), Error> {
        let identity = Identity::of(output, fs::Metadata::is_file);
        let input = identity.and_then(|identity| self.files.get(&identity));
        input.map_or(Ok(()), |input| Err(Error::OutputIsInput { path: output.to_owned(), input: input.clone() }))
    }

    /// Refuses an output folder that is walked, or that one of the files lies in.
    ///
    /// # Errors
    ///
    /// [`Error::OutputIsInput`].
    pub fn check_folder(&self, output: &Path) -> Result<(), Error> {
        let identity = Identity::of(output, fs::Metadata::is_dir);
        let input = identity.and_then(|identity| self.folders.get(&identity));
        input.map_or(Ok(()), |input| Err(Error::OutputIsInput { path: output.to_owned(), input: input.clone() }))
    }
}

/// Where the system shows standard input as a file, if it does.
const STDIN: &str = "/dev/stdin";

/// The folder that a file is in.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::tests::folder_with;

    fn input(refused: Result<(), Error>) -> Option<PathBuf> {
        match refused {
            Err(Error::OutputIsInput { input, .. }) => Some(input),
            _ => None,
        }
    }

    #[test]
    fn an_output_is_no_input_in_any_spelling() {
        let dir = folder_with(&["in/a.txt", "out/b.txt"]);
        let at = |name: &str| dir.path().join(name);
        let files = InputFiles::of([at("in/a.txt").as_path()]);
        for same in ["in/a.txt", "out/../in/a.txt"] {
            assert_eq!(input(files.check_file(&at(same))), Some(at("in/a.txt")));
        }
        assert!(files.check_file(&at("out/b.txt")).is_ok() && files.check_file(&at("new.txt")).is_ok());
        assert_eq!(input(files.check_folder(&at("out/../in"))), Some(at("in/a.txt")));
        assert!(files.check_folder(&at("out")).is_ok() && files.check_folder(dir.path()).is_ok());
        let walked = InputFiles::of([at("in").as_path()]);
        assert_eq!(input(walked.check_folder(&at("in/"))), Some(at("in")));
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_what_is_read() {
        let dir = folder_with(&["in/a.txt", "links/b.txt"]);
        let at = |name: &str| dir.path().join(name);
        std::os::unix::fs::symlink(at("in/a.txt"), at("links/soft.html")).expect("because the folder is ours");
        fs::hard_link(at("in/a.txt"), at("links/hard.html")).expect("because the folder is ours");
        let files = InputFiles::of([at("in/a.txt").as_path()]);
        for same in ["links/soft.html", "links/hard.html"] {
            assert_eq!(input(files.check_file(&at(same))), Some(at("in/a.txt")));
        }
        let files = InputFiles::of([at("links/soft.html").as_path()]);
        assert_eq!(input(files.check_folder(&at("in"))), Some(at("links/soft.html")));
        assert_eq!(input(files.check_folder(&at("links"))), Some(at("links/soft.html")));
    }
}
