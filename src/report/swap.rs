//! Files put in their places together: all of them, or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::report::file::{OutputFile, beside, target};

/// What a name ends with that stands for a file's old content, before the number of the process.
pub(crate) const ASIDE: &str = "old";

/// Files that are being put in their places; dropped before [`Swap::keep`], everything is as it was before.
///
/// What stood in a place is kept beside it under another name until then. Devices and pipes have been written to
/// already, and nothing takes that back.
#[derive(Debug, Default)]
pub(crate) struct Swap {
    done: Vec<Done>,
}

/// A place that has changed, and where what stood there is; `None` where nothing did.
#[derive(Debug)]
struct Done {
    place: PathBuf,
    aside: Option<PathBuf>,
}

impl Swap {
    /// Begins with what stands in the place that changes last. While it has its second name, a later run knows that
    /// this one is not done.
    pub(crate) fn begin(last: &Path) -> Result<Self, Error> {
        let mut swap = Self::default();
        if last.is_file() {
            let place = target(last).map_err(Error::write(last))?;
            let aside = Some(link_aside(&place).map_err(Error::write(last))?);
            swap.done.push(Done { place, aside });
        }
        Ok(swap)
    }

    /// Puts a file in its place.
    pub(crate) fn put(&mut self, file: OutputFile) -> Result<(), Error> {
        let path = file.path().to_owned();
        let place = target(&path).map_err(Error::write(&path))?;
        let aside = match fs::symlink_metadata(&place).map(|found| found.is_file()) {
            Ok(true) => Some(link_aside(&place).map_err(Error::write(&path))?),
            // A device or a pipe, or what publishing will complain about.
            Ok(false) => return file.publish(),
            Err(_) => None,
        };
        let published = file.publish();
        match (&published, &aside) {
            (Ok(()), _) => self.done.push(Done { place, aside }),
            (Err(_), Some(aside)) => drop(fs::remove_file(aside)),
            (Err(_), None) => {}
        }
        published
    }

    /// Takes a file away; one that is not there is gone already.
    pub(crate) fn remove(&mut self, place: PathBuf) -> Result<(), Error> {
        let aside = name_aside(&place);
        match fs::rename(&place, &aside) {
            Ok(()) => self.done.push(Done { place, aside: Some(aside) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::write(place)(error)),
        }
        Ok(())
    }

    /// Lets everything be as it is now, beginning with what changed last.
    pub(crate) fn keep(mut self) {
        for done in std::mem::take(&mut self.done).into_iter().rev() {
            // What could not be removed is found and removed by the next run.
            done.aside.map(fs::remove_file);
        }
    }
}

impl Drop for Swap {
    fn drop(&mut self) {
        for Done { place, aside } in self.done.drain(..).rev() {
            // Nobody is left to be told: the error that led here is on its way.
            let _ = match aside {
                Some(aside) => put_back(&aside, &place),
                None => fs::remove_file(place),
            };
        }
    }
}

/// Puts back what was set aside.
pub(crate) fn put_back(aside: &Path, place: &Path) -> io::Result<()> {
    fs::rename(aside, place)?;
    // Where both are names of one file, which has not changed, renaming does nothing.
    match fs::remove_file(aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn name_aside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(beside(&name, ASIDE))
}

/// Gives a file a second name, so that it never is without its first; copies it where the file system has no links.
fn link_aside(place: &Path) -> io::Result<PathBuf> {
    let aside = name_aside(place);
    let _ = fs::remove_file(&aside);
    fs::hard_link(place, &aside).or_else(|_| fs::copy(place, &aside).map(drop))?;
    Ok(aside)
}
