//! Ctrl-C: what was begun is finished or dropped, nothing half-written stays.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::outcome::Outcome;

/// How long the document at hand has to be finished before the run is ended all the same.
const GRACE: Duration = Duration::from_secs(2);

/// Turns Ctrl-C into a request to stop writing into `folder`, which the returned flag tells of. A run that does
/// not heed it in time (it may be waiting for standard input), or a second Ctrl-C, ends at once.
///
/// Only runs that write files need this: elsewhere the signal itself ends the run, and shells say 130 as well.
pub(super) fn listen(folder: &Path) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let (flag, folder) = (Arc::clone(&stop), folder.to_owned());
    let installed = ctrlc::set_handler(move || {
        let is_second = flag.swap(true, Ordering::SeqCst);
        let folder = folder.clone();
        thread::spawn(move || {
            thread::sleep(if is_second { Duration::ZERO } else { GRACE });
            end(&folder);
        });
    });
    // Where no handler can be installed, the signal's own effect stands.
    drop(installed);
    stop
}

/// Ends the run without what this process has half-written. Nothing can be done about what cannot be removed:
/// the next run into the folder takes it away.
fn end(folder: &Path) {
    own_leftovers(folder, process::id()).iter().for_each(|path| drop(fs::remove_file(path)));
    process::exit(Outcome::Interrupted.code().into());
}

/// The temporary files of a process in a folder, and the lock file if it holds that process' number.
fn own_leftovers(folder: &Path, pid: u32) -> Vec<PathBuf> {
    let ending = format!(".tmp-{pid}");
    let is_own = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let is_lock =
            || name.ends_with(".lock") && fs::read_to_string(path).is_ok_and(|text| text.trim() == pid.to_string());
        name.starts_with('.') && (name.ends_with(&ending) || is_lock())
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(is_own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_this_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let own = [".a.csv.tmp-7", ".rejoinder.lock"];
        for name in [".a.csv.tmp-7", ".a.csv.tmp-77", "a.csv.tmp-7", "a.csv"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::write(folder.path().join(".rejoinder.lock"), "7\n").unwrap();
        let mut found = own_leftovers(folder.path(), 7);
        found.sort();
        assert_eq!(found, own.map(|name| folder.path().join(name)));
    }
}
